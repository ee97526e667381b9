//! questionnaire.toml as text: what was understood, with the reason for each guess above it, for a person to review.
//!
//! A file that is there is never rewritten: every edit and every comment stays as it is, and only what is new is added at
//! its end.

mod edit;

use std::fmt::Write;

use crate::model::questionnaire::MissingEntry;
use crate::model::{ChoiceEntry, Guess, Question, QuestionEntry, Questionnaire, RowEntry, Survey};

pub use edit::apply;

const HEAD: &str = "\
# The data dictionary: what `canvass import` understood of the questionnaire, for you to review.
# Whatever you change here wins: ids (used in study.toml and report.md), kinds, labels, the order of choices. A choice you
# delete counts as “Other”. Importing a later export keeps your edits and adds only what is new.
# Further keys: label (a short title), section, asked = { question = \"…\", choices = [\"…\"] } (of whom it was asked),
# personal (keeps its answers out of every output; \"none\": it is not personal), and in a choice value (the answer in the export), missing, aside.
";

/// The text of the file, and the ids of questions that are new in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The whole text.
    pub text: String,
    /// Questions that were added.
    pub added: Vec<String>,
}

/// Writes the dictionary anew, or adds to the text that is there what it does not have.
///
/// `known` are the ids of the questions in the text that is there.
pub fn write(questionnaire: &Questionnaire, survey: &Survey, existing: Option<(&str, &[&str])>) -> Written {
    let (mut text, known) = match existing {
        Some((text, known)) => (text.to_owned(), known),
        None => {
            let mut text = HEAD.to_owned();
            if let Some(platform) = &questionnaire.platform {
                let _ = write!(text, "\nplatform = {}\n", quoted(platform));
            }
            if let Some(dates) = &questionnaire.dates {
                let _ = writeln!(text, "dates = {}", quoted(dates));
            }
            (text, [].as_slice())
        }
    };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let mut added = Vec::new();
    for entry in &questionnaire.questions {
        if known.contains(&entry.id.as_str()) {
            continue;
        }
        added.push(entry.id.clone());
        let understood = survey.tables.iter().find_map(|table| table.question(&entry.id));
        text.push('\n');
        question(&mut text, entry, understood);
    }
    Written { text, added }
}

fn question(text: &mut String, entry: &QuestionEntry, understood: Option<&Question>) {
    if let Some(guess) = understood.and_then(|question| question.guess.as_ref()) {
        comment(text, &guessed(guess));
    }
    if let Some(personal) = &entry.personal {
        comment(text, &format!("personal data ({personal}): its answers are kept out of every output"));
    }
    if let Some(advice) = understood.and_then(own_words) {
        comment(text, &advice);
    }
    text.push_str("[[question]]\n");
    key(text, "id", &quoted(&entry.id));
    key(text, "text", &quoted(&entry.text));
    optional(text, "table", entry.table.as_deref());
    optional(text, "label", entry.label.as_deref());
    key(text, "kind", &quoted(&entry.kind));
    if !entry.columns.is_empty() {
        let columns: Vec<String> = entry.columns.iter().map(|column| quoted(column)).collect();
        key(text, "columns", &format!("[{}]", columns.join(", ")));
    }
    optional(text, "comment", entry.comment.as_deref());
    optional(text, "section", entry.section.as_deref());
    optional(text, "personal", entry.personal.as_deref());
    if let Some(asked) = &entry.asked {
        let choices: Vec<String> = asked.choices.iter().map(|choice| quoted(choice)).collect();
        key(
            text,
            "asked",
            &format!("{{ question = {}, choices = [{}] }}", quoted(&asked.question), choices.join(", ")),
        );
    }
    optional(text, "blank", entry.blank.as_deref());
    optional(text, "shown", entry.shown.as_deref());
    if !entry.missing.is_empty() {
        let values: Vec<String> = entry.missing.iter().map(missing).collect();
        key(text, "missing", &format!("[{}]", values.join(", ")));
    }
    optional(text, "unticked", entry.unticked.as_deref());
    if !entry.nets.is_empty() {
        let net = |(name, choices): &(String, Vec<String>)| {
            let choices: Vec<String> = choices.iter().map(|choice| quoted(choice)).collect();
            format!("{} = [{}]", quoted(name), choices.join(", "))
        };
        let nets: Vec<String> = entry.nets.0.iter().map(net).collect();
        key(text, "nets", &format!("{{ {} }}", nets.join(", ")));
    }
    list(text, "choices", entry.choices.iter().map(choice));
    list(text, "rows", entry.rows.iter().map(row));
}

fn guessed(guess: &Guess) -> String {
    let sure = match guess.confidence {
        sure if sure >= 0.9 => "",
        likely if likely >= 0.7 => "; likely",
        _ => "; unsure, please look",
    };
    format!("guessed: {}{sure}", guess.reason)
}

/// Answers given once only, where own words take the place of "Other": they may be own words.
fn own_words(question: &Question) -> Option<String> {
    let packed = question.columns.windows(2).any(|pair| pair[0].header == pair[1].header);
    let single = question.columns.len() == 1;
    let counted = matches!(question.kind, crate::model::Kind::Single | crate::model::Kind::Multiple);
    (counted && (packed || single) && question.choices.len() > 7).then(|| {
        "were some of these typed under “Other”? Delete their lines: such answers then count as “Other”, and the words are kept".to_owned()
    })
}

fn choice(choice: &ChoiceEntry) -> String {
    let mut parts = vec![format!("code = {}", quoted(&choice.code)), format!("label = {}", quoted(&choice.label))];
    for (key, value) in [("value", &choice.value), ("column", &choice.column), ("missing", &choice.missing)] {
        parts.extend(value.as_deref().map(|value| format!("{key} = {}", quoted(value))));
    }
    if choice.aside {
        parts.push("aside = true".to_owned());
    }
    parts.extend(also(&choice.also));
    format!("{{ {} }}", parts.join(", "))
}

fn missing(missing: &MissingEntry) -> String {
    format!("{{ value = {}, reason = {} }}", quoted(&missing.value), quoted(&missing.reason))
}

fn row(row: &RowEntry) -> String {
    let mut parts = vec![format!("id = {}", quoted(&row.id)), format!("text = {}", quoted(&row.text))];
    parts.extend(row.column.as_deref().map(|column| format!("column = {}", quoted(column))));
    parts.extend(also(&row.also));
    format!("{{ {} }}", parts.join(", "))
}

fn also(values: &[String]) -> Option<String> {
    let quoted: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    (!quoted.is_empty()).then(|| format!("also = [{}]", quoted.join(", ")))
}

fn list(text: &mut String, name: &str, items: impl ExactSizeIterator<Item = String>) {
    if items.len() == 0 {
        return;
    }
    let _ = writeln!(text, "{name} = [");
    for item in items {
        let _ = writeln!(text, "    {item},");
    }
    text.push_str("]\n");
}

fn key(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "{name} = {value}");
}

fn optional(text: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        key(text, name, &quoted(value));
    }
}

/// A comment on one line, whatever the words hold.
fn comment(text: &mut String, words: &str) {
    let line: String =
        words.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).collect();
    let _ = writeln!(text, "# {line}");
}

/// A basic string of TOML on one line.
pub(super) fn quoted(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    for character in value.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            // Headings and answers are found whatever their blanks, so a plain one serves, which people can type.
            '\u{a0}' | '\u{202f}' | '\u{2007}' => quoted.push(' '),
            character if character.is_control() || character == '\u{feff}' => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str) -> QuestionEntry {
        QuestionEntry { id: id.into(), text: "Size?".into(), kind: "single".into(), ..QuestionEntry::default() }
    }

    fn of(entries: Vec<QuestionEntry>) -> Questionnaire {
        Questionnaire { platform: Some("generic".into()), questions: entries, ..Questionnaire::default() }
    }

    #[test]
    fn a_dictionary_without_questions_still_says_what_it_is() {
        let written = write(&of(Vec::new()), &Survey::default(), None);
        assert!(written.text.starts_with("# The data dictionary") && written.added.is_empty());
        toml::from_str::<Questionnaire>(&written.text).unwrap();
    }

    #[test]
    fn whatever_a_label_holds_is_read_back_as_it_was() {
        let mut question = entry("size");
        question.text = "A \"quoted\"\\ line\nbreak\u{a0}and\ttab \u{1}".into();
        question.choices = vec![ChoiceEntry {
            code: "1".into(),
            label: "[a] = 'b' # c".into(),
            aside: true,
            ..ChoiceEntry::default()
        }];
        question.rows = vec![RowEntry {
            id: "r".into(),
            text: "Row".into(),
            column: Some("Q [Row]".into()),
            also: vec!["Q1 [Row]".into()],
        }];
        let questionnaire = of(vec![question]);
        let written = write(&questionnaire, &Survey::default(), None);
        let mut plain = questionnaire;
        plain.questions[0].text = plain.questions[0].text.replace('\u{a0}', " ");
        assert_eq!(toml::from_str::<Questionnaire>(&written.text).unwrap(), plain);
    }

    #[test]
    fn what_is_there_stays_byte_for_byte_and_only_what_is_new_is_added() {
        let mine = "# my remark\n[[question]]\nid = \"size\" # mine\ntext = \"Size?\"\nkind = \"single\"";
        let written = write(&of(vec![entry("size"), entry("sector")]), &Survey::default(), Some((mine, &["size"])));
        assert!(written.text.starts_with(mine));
        assert_eq!(written.added, ["sector"]);
        assert_eq!(toml::from_str::<Questionnaire>(&written.text).unwrap().questions.len(), 2);
    }
}
