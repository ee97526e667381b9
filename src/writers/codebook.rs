//! Changes of a codebook.toml: every comment, every blank line and every key that did not change stays as it is.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

use super::dictionary::quoted;
use super::toml_pieces::{Fit, set, set_strings, words};
use crate::diagnostic::{Error, Place, Result};
use crate::model::review::{Revised, RevisedCode};
use crate::model::{Code, Codebook, Denial, Rule, Unit, WordSet};

/// The keys of a code in the order in which they are written.
const KEYS: [&str; 10] =
    ["id", "name", "parent", "definition", "include", "exclude", "examples", "status", "replaces", "rule"];
/// The keys of a rule in the order in which they are written.
const RULE_KEYS: [&str; 8] =
    ["phrases", "expressions", "patterns", "unit", "questions", "cases", "speakers", "language"];

/// The text with the codes as they are to be, in their order. `file` is the name of the codebook, for messages.
///
/// # Errors
/// When the text is not what it was read as, or is laid out in a way that cannot be changed piece by piece, or the codes are more than a study may
/// have.
pub fn apply(text: &str, current: &Codebook, revised: &[RevisedCode], file: &str) -> Result<String> {
    let codes = revised.iter().map(|code| code.entry.clone()).collect();
    let expected = Codebook { codes, sets: current.sets.clone(), denials: current.denials.clone() };
    if let Some(what) = expected.oversized() {
        return Err(Error::new(format!("with these codes the codebook would have {what}; nothing was written"))
            .in_place(Place::file(file))
            .hint("take fewer codes: put those that only one passage has together, or leave out what is no code"));
    }
    let text = changed(text, current, revised).map_err(|why| unfit(file, &why))?;
    match toml::from_str::<Codebook>(&text) {
        Ok(read) if alike(&read, &expected) => Ok(text),
        _ => Err(unfit(file, "the change could not be written so that it reads as meant")),
    }
}

/// The text with word sets and words of denial at its end.
pub fn with_words(mut text: String, sets: &[WordSet], denials: &[Denial]) -> String {
    let list = |words: &[String]| {
        let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        format!("[{}]", words.join(", "))
    };
    for set in sets {
        text.push_str(&format!("\n[[set]]\nid = {}\nwords = {}\n", quoted(&set.id), list(&set.words)));
    }
    for denial in denials {
        text.push_str("\n[[denial]]\n");
        if let Some(language) = &denial.language {
            text.push_str(&format!("language = {}\n", quoted(language)));
        }
        text.push_str(&format!("words = {}\n", list(&denial.words)));
        let others = [("behind", &denial.behind), ("except", &denial.except), ("clauses", &denial.clauses)];
        for (key, words) in others.into_iter().filter(|(_, words)| !words.is_empty()) {
            text.push_str(&format!("{key} = {}\n", list(words)));
        }
    }
    text
}

fn unfit(file: &str, why: &str) -> Error {
    Error::new(format!("the codebook cannot be changed here: {why}"))
        .in_place(Place::file(file))
        .hint("nothing was written; make the change in the file itself with a text editor")
}

/// Whether codebooks are the same, with plain blanks for those that look like one.
fn alike(read: &Codebook, expected: &Codebook) -> bool {
    let plain = |codebook: &Codebook| {
        serde_json::to_string(codebook).unwrap_or_default().replace(['\u{a0}', '\u{202f}', '\u{2007}'], " ")
    };
    plain(read) == plain(expected)
}

fn changed(text: &str, current: &Codebook, revised: &[RevisedCode]) -> Fit<String> {
    let mut document: DocumentMut = text.parse().map_err(|error| format!("it is not TOML: {error}"))?;
    let old: Vec<Table> = match document.get("code") {
        None => Vec::new(),
        Some(Item::ArrayOfTables(tables)) => tables.iter().cloned().collect(),
        Some(_) => return Err("its codes do not each begin with [[code]]".into()),
    };
    if old.len() != current.codes.len() {
        return Err("it has other codes than it was read with".into());
    }
    let mut tables = Vec::new();
    for code in revised {
        let was = code.from.and_then(|from| Some((old.get(from)?, current.codes.get(from)?)));
        tables.push(match was {
            Some((table, before)) => changed_code(table.clone(), before, code)?,
            None => changed_code(begun(), &Code::default(), code)?,
        });
    }
    let behind = keep_comments(&old, revised, &mut tables);
    let array = in_order(tables);
    if old.is_empty() {
        // Comments of a file without codes stand at its end for the library, and belong above.
        document.insert("code", Item::ArrayOfTables(array));
        document.set_trailing("");
        let head = text.trim_end();
        let added = document.to_string();
        return Ok(if head.is_empty() {
            added.trim_start().to_owned()
        } else {
            format!("{head}\n\n{}", added.trim_start())
        });
    }
    document.insert("code", Item::ArrayOfTables(array));
    if !behind.is_empty() {
        let trailing = format!("{behind}{}", document.trailing().as_str().unwrap_or_default());
        document.set_trailing(trailing);
    }
    Ok(document.to_string())
}

/// A table that begins behind a blank line.
fn begun() -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table
}

fn changed_code(mut table: Table, before: &Code, code: &RevisedCode) -> Fit<Table> {
    let now = &code.entry;
    let text = |value: &str| Some(quoted(value)).filter(|_| !value.is_empty());
    let optional = |value: &Option<String>| value.as_deref().map(quoted);
    let changes = [
        ("id", before.id != now.id, text(&now.id)),
        ("name", before.name != now.name, text(&now.name)),
        ("parent", before.parent != now.parent, optional(&now.parent)),
        ("definition", before.definition != now.definition, text(&now.definition)),
        ("include", before.include != now.include, text(&now.include)),
        ("exclude", before.exclude != now.exclude, text(&now.exclude)),
        ("status", before.status != now.status, optional(&now.status)),
    ];
    for (key, _, value) in changes.into_iter().filter(|(_, changed, _)| *changed) {
        set(&mut table, &KEYS, key, value)?;
    }
    if before.examples != now.examples {
        set_strings(&mut table, &KEYS, "examples", &now.examples)?;
    }
    if before.replaces != now.replaces {
        set_strings(&mut table, &KEYS, "replaces", &now.replaces)?;
    }
    if before.rules != now.rules {
        rules(&mut table, &before.rules, &code.rules)?;
    }
    Ok(table)
}

fn rules(table: &mut Table, before: &[Rule], now: &Revised<Rule>) -> Fit<()> {
    let old: Vec<Table> = match table.get("rule") {
        None => Vec::new(),
        Some(Item::ArrayOfTables(tables)) => tables.iter().cloned().collect(),
        Some(_) => return Err("the rules of a code that changed do not each begin with [[code.rule]]".into()),
    };
    if old.len() != before.len() {
        return Err("a code has other rules than it was read with".into());
    }
    if now.is_empty() {
        table.remove("rule");
        return Ok(());
    }
    let mut tables = ArrayOfTables::new();
    for (place, rule) in now {
        let was = place.and_then(|place| Some((old.get(place)?, before.get(place)?)));
        tables.push(match was {
            Some((table, before)) => changed_rule(table.clone(), before, rule)?,
            None => changed_rule(begun(), &Rule::default(), rule)?,
        });
    }
    table.insert("rule", Item::ArrayOfTables(tables));
    Ok(())
}

fn changed_rule(mut table: Table, before: &Rule, now: &Rule) -> Fit<Table> {
    let lists = [
        ("phrases", &before.phrases, &now.phrases),
        ("expressions", &before.expressions, &now.expressions),
        ("patterns", &before.patterns, &now.patterns),
        ("questions", &before.questions, &now.questions),
    ];
    for (key, _, now) in lists.into_iter().filter(|(_, was, now)| was != now) {
        set_strings(&mut table, &RULE_KEYS, key, now)?;
    }
    if before.unit != now.unit {
        let unit = match now.unit {
            Unit::Sentence => None,
            Unit::Turn => Some(quoted("turn")),
            Unit::Span => Some(quoted("span")),
        };
        set(&mut table, &RULE_KEYS, "unit", unit)?;
    }
    Ok(table)
}

/// The head of the file stays at its head, and headings over groups of codes stay where the group is: what stands above a code,
/// up to the last blank line, is about more than the code. Gives what now stands behind all codes.
fn keep_comments(old: &[Table], revised: &[RevisedCode], tables: &mut [Table]) -> String {
    let above = |table: &Table| -> (String, String) {
        let prefix = words(table.decor().prefix());
        match prefix.rfind("\n\n") {
            Some(end) => (prefix[..=end].to_owned(), prefix[end + 1..].to_owned()),
            None => (String::new(), prefix),
        }
    };
    let order: Vec<Option<usize>> = revised.iter().map(|code| code.from).collect();
    if order.iter().copied().eq((0..old.len()).map(Some)) {
        return String::new();
    }
    let moved = !order.iter().flatten().is_sorted();
    // What belongs to a code that is gone, or to the file, goes to the next that is there.
    let mut carried = String::new();
    for (place, table) in old.iter().enumerate() {
        let (general, own) = above(table);
        let now = order.iter().position(|from| *from == Some(place));
        match now {
            None => carried.push_str(&general),
            Some(now) if place == 0 && moved => {
                carried.push_str(&general);
                tables[now].decor_mut().set_prefix(format!("\n{}", own.trim_start_matches('\n')));
            }
            Some(now) if !carried.trim().is_empty() && !moved => {
                tables[now].decor_mut().set_prefix(format!("{carried}{general}{own}"));
                carried.clear();
            }
            Some(_) => {}
        }
    }
    if carried.trim().is_empty() {
        return String::new();
    }
    match tables.first_mut().filter(|_| moved) {
        Some(first) => {
            let own = words(first.decor().prefix());
            first.decor_mut().set_prefix(format!("{carried}{own}"));
            String::new()
        }
        None => carried,
    }
}

/// The codes as a list of tables that is written in this order, each with its rules behind it.
fn in_order(tables: Vec<Table>) -> ArrayOfTables {
    let mut array = ArrayOfTables::new();
    let mut position = 0_isize;
    for mut table in tables {
        table.set_position(Some(position));
        position += 1;
        if let Some(Item::ArrayOfTables(rules)) = table.get_mut("rule") {
            for rule in rules.iter_mut() {
                rule.set_position(Some(position));
                position += 1;
            }
        }
        array.push(table);
    }
    array
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"# The codebook.
# Of two people.

# ---- Practice

[[code]]
id = "practice" # a category
name = "What they do"

[[code]]
id = "co-design"
name = "Shapes services"
parent = "practice"
examples = [
    "One.", # from the pilot
    "Two.",
]

# the first rule
[[code.rule]]
phrases = ["design~ together", "veto"]
expressions = ['\bboard\b']

# ---- Support

# asked for often
[[code]]
id = "money"
name = "Money"
"#;

    fn with(change: impl FnOnce(&mut Vec<RevisedCode>)) -> String {
        let codebook: Codebook = toml::from_str(TEXT).unwrap();
        let mut revised: Vec<RevisedCode> =
            codebook.codes.iter().enumerate().map(|(place, code)| RevisedCode::unchanged(place, code)).collect();
        change(&mut revised);
        for code in &mut revised {
            code.entry.rules = code.rules.iter().map(|(_, rule)| rule.clone()).collect();
        }
        apply(TEXT, &codebook, &revised, "codebook.toml").unwrap()
    }

    #[test]
    fn nothing_changed_changes_no_byte() {
        assert_eq!(with(|_| {}), TEXT);
    }

    #[test]
    fn a_changed_value_changes_its_own_line_only() {
        let text = with(|codes| {
            codes[1].entry.definition = "They have a say.".into();
            codes[1].entry.examples.remove(0);
            codes[1].rules[0].1.expressions.push("\\bchair\\b".into());
        });
        let expected = TEXT
            .replace("parent = \"practice\"\n", "parent = \"practice\"\ndefinition = \"They have a say.\"\n")
            .replace("    \"One.\", # from the pilot\n", "")
            .replace("['\\bboard\\b']", "['\\bboard\\b', '\\bchair\\b']");
        assert_eq!(text, expected);
    }

    #[test]
    fn a_new_code_and_a_new_rule_stand_where_they_belong() {
        let rule = Rule { phrases: vec!["fund*".into()], unit: Unit::Turn, ..Rule::default() };
        let code =
            Code { id: "rest".into(), name: "The rest".into(), parent: Some("practice".into()), ..Code::default() };
        let text = with(|codes| {
            codes[2].rules.push((None, rule));
            codes.insert(2, RevisedCode { from: None, entry: code, rules: Vec::new() });
        });
        let new = "expressions = ['\\bboard\\b']\n\n[[code]]\nid = \"rest\"\nname = \"The rest\"\nparent = \"practice\"\n\n# ---- Support\n";
        assert!(text.contains(new), "{text}");
        assert!(
            text.ends_with("name = \"Money\"\n\n[[code.rule]]\nphrases = [\"fund*\"]\nunit = \"turn\"\n"),
            "{text}"
        );
    }

    #[test]
    fn headings_over_a_code_that_is_gone_stay_and_its_own_comment_goes() {
        let text = with(|codes| {
            codes.remove(2);
        });
        assert!(!text.contains("asked for often") && text.contains("# ---- Support"), "{text}");
        let text = with(|codes| {
            codes.remove(0);
        });
        assert!(text.starts_with("# The codebook.\n# Of two people.\n\n# ---- Practice\n"), "{text}");
    }

    #[test]
    fn codes_in_another_order_take_their_rules_along_and_the_head_stays() {
        let text = with(|codes| codes.rotate_right(1));
        assert!(text.starts_with("# The codebook.\n# Of two people.\n"), "{text}");
        assert!(text.find("id = \"money\"") < text.find("id = \"practice\""), "{text}");
        assert!(text.contains("# the first rule\n[[code.rule]]") && text.contains("# ---- Support"), "{text}");
    }

    #[test]
    fn a_file_of_comments_gets_its_first_code_below_them() {
        let entry = Code { id: "a".into(), name: "A".into(), ..Code::default() };
        let revised = [RevisedCode { from: None, entry, rules: Vec::new() }];
        for (text, expected) in [
            ("# About.\n\n# [[code]]\n", "# About.\n\n# [[code]]\n\n[[code]]\nid = \"a\"\nname = \"A\"\n"),
            ("", "[[code]]\nid = \"a\"\nname = \"A\"\n"),
        ] {
            assert_eq!(apply(text, &Codebook::default(), &revised, "codebook.toml").unwrap(), expected);
        }
    }

    #[test]
    fn rules_in_one_line_are_left_to_an_editor() {
        let text = "[[code]]\nid = \"a\"\nname = \"A\"\nrule = [{ phrases = [\"x\"] }]\n";
        let codebook: Codebook = toml::from_str(text).unwrap();
        let mut revised = RevisedCode::unchanged(0, &codebook.codes[0]);
        revised.entry.name = "B".into();
        assert!(apply(text, &codebook, &[revised.clone()], "codebook.toml").unwrap().contains("name = \"B\""));
        revised.rules.clear();
        revised.entry.rules.clear();
        let error = apply(text, &codebook, &[revised], "codebook.toml").unwrap_err();
        assert!(error.what().contains("[[code.rule]]"), "{error:?}");
    }
}
