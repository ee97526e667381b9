//! Changes of a questionnaire.toml that is there: every comment, every blank line and every key that did not change stays as
//! it is.

use toml_edit::{ArrayOfTables, Decor, DocumentMut, Item, Table, Value};

use super::{choice, missing, quoted, row};
use crate::diagnostic::{Error, Place, Result};
use crate::model::questionnaire::AskedOf;
use crate::model::review::{Revised, RevisedQuestion};
use crate::model::{ChoiceEntry, QuestionEntry, Questionnaire, RowEntry};
use crate::writers::toml_pieces::{
    Line, blanks_of, holds_comment, put_in_place, put_together, set, taken_apart, value, words,
};

/// The name of the file.
const FILE: &str = "questionnaire.toml";
/// The keys of a question in the order in which they are written.
const KEYS: [&str; 14] = [
    "id", "text", "table", "label", "kind", "columns", "comment", "section", "personal", "asked", "blank", "shown",
    "missing", "choices",
];

/// The text with the questions as they are to be, in their order.
///
/// # Errors
/// When the text is not what it was read as, or is laid out in a way that cannot be changed piece by piece.
pub fn apply(text: &str, current: &Questionnaire, revised: &[RevisedQuestion]) -> Result<String> {
    let mut document: DocumentMut = text.parse().map_err(|error| unfit(&format!("it is not TOML: {error}")))?;
    let Some(Item::ArrayOfTables(tables)) = document.get_mut("question") else {
        return Err(unfit("its questions do not each begin with [[question]]"));
    };
    if tables.len() != current.questions.len() {
        return Err(unfit("it has other questions than it was read with"));
    }
    for question in revised {
        let (Some(table), Some(before)) = (tables.get_mut(question.from), current.questions.get(question.from)) else {
            return Err(unfit("it has other questions than it was read with"));
        };
        change(table, before, question)?;
    }
    if !revised.iter().map(|question| question.from).is_sorted() {
        reorder(tables, revised)?;
    }
    let text = document.to_string();
    let expected: Vec<QuestionEntry> = revised.iter().map(|question| question.entry.clone()).collect();
    match toml::from_str::<Questionnaire>(&text) {
        Ok(read) if alike(&read.questions, &expected) => Ok(text),
        _ => Err(unfit("the change could not be written so that it reads as meant")),
    }
}

/// Whether questions are the same, with plain blanks for those that look like one.
fn alike(read: &[QuestionEntry], expected: &[QuestionEntry]) -> bool {
    let plain = |questions: &[QuestionEntry]| {
        serde_json::to_string(questions).unwrap_or_default().replace(['\u{a0}', '\u{202f}', '\u{2007}'], " ")
    };
    plain(read) == plain(expected)
}

fn unfit(why: &str) -> Error {
    Error::new(format!("{FILE} cannot be changed here: {why}"))
        .in_place(Place::file(FILE))
        .hint("nothing was written; make the change in the file itself with a text editor")
}

fn change(table: &mut Table, before: &QuestionEntry, question: &RevisedQuestion) -> Result<()> {
    let now = &question.entry;
    let text = |value: &str| Some(quoted(value));
    let optional = |value: &Option<String>| value.as_deref().map(quoted);
    let changes = [
        ("id", before.id != now.id, text(&now.id)),
        ("text", before.text != now.text, text(&now.text)),
        ("label", before.label != now.label, optional(&now.label)),
        ("kind", before.kind != now.kind, text(&now.kind)),
        ("columns", before.columns != now.columns, strings(&now.columns)),
        ("comment", before.comment != now.comment, optional(&now.comment)),
        ("section", before.section != now.section, optional(&now.section)),
        ("personal", before.personal != now.personal, optional(&now.personal)),
        ("asked", before.asked != now.asked, now.asked.as_ref().map(asked)),
        ("blank", before.blank != now.blank, optional(&now.blank)),
        ("shown", before.shown != now.shown, optional(&now.shown)),
        ("missing", before.missing != now.missing, list(now.missing.iter().map(missing))),
    ];
    for (key, _, value) in changes.into_iter().filter(|(_, changed, _)| *changed) {
        set(table, &KEYS, key, value).map_err(|why| unfit(&why))?;
    }
    if before.choices != now.choices {
        let lines = Lines { whole: choice, keys: choice_keys };
        rows(table, "choices", &before.choices, &question.choices, &lines)?;
    }
    if before.rows != now.rows {
        let lines = Lines { whole: row, keys: row_keys };
        rows(table, "rows", &before.rows, &question.rows, &lines)?;
    }
    Ok(())
}

fn strings(values: &[String]) -> Option<String> {
    list(values.iter().map(|value| quoted(value)))
}

fn list(values: impl Iterator<Item = String>) -> Option<String> {
    let values: Vec<String> = values.collect();
    (!values.is_empty()).then(|| format!("[{}]", values.join(", ")))
}

fn asked(asked: &AskedOf) -> String {
    let choices = strings(&asked.choices).unwrap_or_else(|| "[]".to_owned());
    format!("{{ question = {}, choices = {choices} }}", quoted(&asked.question))
}

/// The keys of an item with their values as TOML writes them.
type KeysOf<T> = fn(&T) -> Vec<(&'static str, Option<String>)>;

/// How an item of a list is written.
struct Lines<T> {
    /// As a whole.
    whole: fn(&T) -> String,
    /// Its keys with their values.
    keys: KeysOf<T>,
}

fn choice_keys(choice: &ChoiceEntry) -> Vec<(&'static str, Option<String>)> {
    let optional = |value: &Option<String>| value.as_deref().map(quoted);
    vec![
        ("code", Some(quoted(&choice.code))),
        ("label", Some(quoted(&choice.label))),
        ("value", optional(&choice.value)),
        ("column", optional(&choice.column)),
        ("missing", optional(&choice.missing)),
        ("aside", choice.aside.then(|| "true".to_owned())),
        ("also", strings(&choice.also)),
    ]
}

fn row_keys(row: &RowEntry) -> Vec<(&'static str, Option<String>)> {
    vec![
        ("id", Some(quoted(&row.id))),
        ("text", Some(quoted(&row.text))),
        ("column", row.column.as_deref().map(quoted)),
        ("also", strings(&row.also)),
    ]
}

/// Makes a list what it is to be; an item that was there keeps its comments, wherever it goes.
fn rows<T: PartialEq>(table: &mut Table, key: &str, before: &[T], now: &Revised<T>, lines: &Lines<T>) -> Result<()> {
    let found = table.contains_key(key);
    let mut old = match table.get_mut(key) {
        Some(Item::Value(Value::Array(array))) => taken_apart(array),
        None => Vec::new(),
        Some(_) => return Err(unfit(&format!("“{key}” is no list of {{ … }}"))),
    };
    if old.len() != before.len() {
        return Err(unfit(&format!("“{key}” has other items than it was read with")));
    }
    let above = old.last().map_or_else(|| "\n    ".to_owned(), |line| blanks_of(&line.above));
    let mut new = Vec::new();
    for (place, item) in now {
        let was = place.and_then(|place| Some((before.get(place)?, old.get_mut(place)?)));
        new.push(match was {
            Some((was, line)) => {
                change_item(&mut line.value, &(lines.keys)(was), &(lines.keys)(item))?;
                line.clone()
            }
            None => Line {
                above: above.clone(),
                value: value(&(lines.whole)(item)).map_err(|why| unfit(&why))?,
                behind: String::new(),
            },
        });
    }
    let array = put_together(new);
    match table.get_mut(key) {
        Some(Item::Value(value)) => {
            let decor = value.decor().clone();
            *value = Value::Array(array);
            *value.decor_mut() = decor;
        }
        _ if found || now.is_empty() => {}
        _ => {
            table.insert(key, Item::Value(Value::Array(array)));
            put_in_place(table, &KEYS, key);
        }
    }
    Ok(())
}

type Keys = [(&'static str, Option<String>)];

fn change_item(item: &mut Value, before: &Keys, now: &Keys) -> Result<()> {
    let Value::InlineTable(table) = item else { return Err(unfit("a choice or row is not written as { … }")) };
    for ((key, was), (_, written)) in before.iter().zip(now) {
        if was == written {
            continue;
        }
        match written {
            None => {
                table.remove(key);
            }
            Some(written) => {
                let mut value = value(written).map_err(|why| unfit(&why))?;
                if let Some(old) = table.get_mut(key) {
                    *value.decor_mut() = old.decor().clone();
                    *old = value;
                } else {
                    table.insert(*key, value);
                }
            }
        }
    }
    // A key that was taken away at the end takes its blank before the bracket with it.
    let last = table.iter().count().saturating_sub(1);
    for (place, (_, value)) in table.iter_mut().enumerate() {
        if !holds_comment(value.decor()) {
            *value.decor_mut() = Decor::new(" ", if place == last { " " } else { "" });
        }
    }
    Ok(())
}

/// Puts the questions into their new order; the head of the file stays above the first.
fn reorder(tables: &mut ArrayOfTables, revised: &[RevisedQuestion]) -> Result<()> {
    let mut old: Vec<Table> = tables.iter().cloned().collect();
    if old.iter().any(|table| table.iter().any(|(_, item)| item.is_table() || item.is_array_of_tables())) {
        return Err(unfit("a question has sections of its own, so the questions cannot be put into another order"));
    }
    let mut positions: Vec<Option<isize>> = old.iter().map(Table::position).collect();
    positions.sort_unstable();
    let first = words(old.first().and_then(|table| table.decor().prefix()));
    // What stands above the first question, up to the last blank line, is about the file and not about the question.
    let (head, own) = first.rfind("\n\n").map_or(("", first.as_str()), |end| first.split_at(end + 1));
    let (head, own) = (head.to_owned(), format!("\n{}", own.trim_start_matches('\n')));
    old[0].decor_mut().set_prefix(own);
    let mut ordered = ArrayOfTables::new();
    for (place, question) in revised.iter().enumerate() {
        let mut table = old[question.from].clone();
        table.set_position(positions[place]);
        if place == 0 {
            let own = words(table.decor().prefix());
            table.decor_mut().set_prefix(format!("{head}{own}"));
        }
        ordered.push(table);
    }
    *tables = ordered;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"# my file

platform = "generic"

# guessed: two answers
[[question]] # the first
id = "size" # mine
text = 'Size?'
kind = "single"
columns = ["Size"]
choices = [
    # the small ones
    { code = "1", label = "Small" }, # since 2020
    { code = "2", label = "Large", value = "large" },
    { code = "3", label = "Huge" } # rare
]

# and this
[[question]]
id = "why"
text = "Why?"
kind = "text"
columns = ["Why"]
"#;

    fn read() -> (Questionnaire, Vec<RevisedQuestion>) {
        let questionnaire: Questionnaire = toml::from_str(TEXT).unwrap();
        let revised =
            questionnaire.questions.iter().enumerate().map(|(place, entry)| RevisedQuestion::unchanged(place, entry));
        let revised = revised.collect();
        (questionnaire, revised)
    }

    fn with(change: impl FnOnce(&mut Vec<RevisedQuestion>)) -> String {
        let (questionnaire, mut revised) = read();
        change(&mut revised);
        for question in &mut revised {
            question.entry.choices = question.choices.iter().map(|(_, choice)| choice.clone()).collect();
        }
        apply(TEXT, &questionnaire, &revised).unwrap()
    }

    #[test]
    fn nothing_changed_changes_no_byte() {
        assert_eq!(with(|_| {}), TEXT);
    }

    #[test]
    fn a_changed_value_changes_its_own_line_only() {
        let text = with(|questions| {
            questions[0].entry.kind = "scale".into();
            questions[0].choices[1].1.label = "Big".into();
            questions[1].entry.label = Some("The reason".into());
        });
        let expected = TEXT
            .replace("kind = \"single\"", "kind = \"scale\"")
            .replace("label = \"Large\"", "label = \"Big\"")
            .replace("text = \"Why?\"\n", "text = \"Why?\"\nlabel = \"The reason\"\n")
            .replace("\"Huge\" } # rare", "\"Huge\" }, # rare");
        assert_eq!(text, expected);
    }

    #[test]
    fn comments_go_with_the_choices_that_they_belong_to() {
        let text = with(|questions| {
            questions[0].choices.swap(0, 2);
            questions[0].choices.remove(1);
            questions[0]
                .choices
                .push((None, ChoiceEntry { code: "4".into(), label: "Vast".into(), ..ChoiceEntry::default() }));
        });
        let list = "choices = [\n    { code = \"3\", label = \"Huge\" }, # rare\n    # the small ones\n    { code = \"1\", label = \"Small\" }, # since 2020\n    { code = \"4\", label = \"Vast\" },\n]\n";
        assert!(text.contains(list), "{text}");
    }

    #[test]
    fn questions_take_their_comments_along_and_the_head_stays() {
        let text = with(|questions| questions.swap(0, 1));
        assert!(
            text.starts_with("# my file\n\nplatform = \"generic\"\n\n# and this\n[[question]]\nid = \"why\""),
            "{text}"
        );
        assert!(
            text.contains(
                "columns = [\"Why\"]\n\n# guessed: two answers\n[[question]] # the first\nid = \"size\" # mine"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_list_on_one_line_stays_on_one_line() {
        let text = "[[question]]\nid = \"a\"\ntext = \"A\"\nkind = \"single\"\nchoices = [{ code = \"1\", label = \"x\" }, { code = \"2\", label = \"y\", aside = true }]\n";
        let questionnaire: Questionnaire = toml::from_str(text).unwrap();
        let mut revised = RevisedQuestion::unchanged(0, &questionnaire.questions[0]);
        revised.choices[1].1.aside = false;
        revised.choices.swap(0, 1);
        revised.entry.choices = revised.choices.iter().map(|(_, choice)| choice.clone()).collect();
        let written = apply(text, &questionnaire, &[revised]).unwrap();
        let list = "choices = [{ code = \"2\", label = \"y\" }, { code = \"1\", label = \"x\" }]\n";
        assert!(written.ends_with(list), "{written}");
    }
}
