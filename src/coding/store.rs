//! Codings as lines of JSON, one file a coder and document, sorted: what git can show and merge.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::rules;
use crate::diagnostic::{Error, Result};
use crate::model::{Coding, Document};

/// The file in the study that a coding stands in.
pub fn file_of(coding: &Coding) -> String {
    file(&coding.coder, &coding.document)
}

/// The file in the study for what a coder coded in a document; that of a question for its open answers.
pub fn file(coder: &str, document: &str) -> String {
    // All that a coder coded in the open answers to a question stands together: answers/QUESTION/RESPONDENT.
    if let Some((question, _)) = document.strip_prefix("answers/").and_then(|rest| rest.split_once('/')) {
        return format!("codings/{}/answers/{}.jsonl", file_name(coder), file_name(question));
    }
    format!("codings/{}/{}.jsonl", file_name(coder), file_name(document))
}

/// Codings as text: sorted, one line each, LF.
pub fn lines(codings: &[&Coding]) -> String {
    let mut sorted = codings.to_vec();
    sorted.sort_by(|one, other| one.order(other));
    let mut text = String::new();
    for coding in sorted {
        // A coding is plain strings and numbers: it cannot fail to be written.
        text.push_str(&serde_json::to_string(coding).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// The files that hold these codings, by their path in the study.
pub fn files<'a>(codings: impl IntoIterator<Item = &'a Coding>) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, Vec<&Coding>> = BTreeMap::new();
    for coding in codings {
        files.entry(file_of(coding)).or_default().push(coding);
    }
    files.into_iter().map(|(file, codings)| (file, lines(&codings))).collect()
}

/// A name for a coder that can be a folder everywhere.
///
/// # Errors
/// When it is empty, taken by the rules, or no system would have such a folder.
pub fn coder(name: &str) -> Result<String> {
    let name: String = name.trim().nfc().collect();
    let hint = "say who coded with --coder NAME, in letters, digits, blanks and hyphens: asha, or gpt-x-2026-01 for a named model";
    if name.is_empty() {
        return Err(Error::new("the coder has no name").hint(hint));
    }
    if name.eq_ignore_ascii_case(rules::CODER) {
        return Err(Error::new(format!("“{name}” is what the codebook's rules are called as a coder"))
            .hint("name the person or the model that coded"));
    }
    if name.eq_ignore_ascii_case("final") {
        return Err(Error::new("“final” is what reconciled codings are called as a coder")
            .hint("name the person who coded; canvass reconcile writes what is final"));
    }
    if file_name(&name) != name {
        return Err(Error::new(format!("“{name}” cannot be the name of a coder: a folder is called so")).hint(hint));
    }
    Ok(name)
}

/// An id for a coding that nobody has yet: `document-code`, `document-code-2` …
pub fn free_id(document: &Document, code: &str, taken: &std::collections::HashSet<String>) -> String {
    let first = format!("{}-{code}", document.id);
    if !taken.contains(&first) {
        return first;
    }
    // More ids than there are codings are never tried.
    (2..=taken.len() + 2).map(|number| format!("{first}-{number}")).find(|id| !taken.contains(id)).unwrap_or(first)
}

/// A name as Windows, macOS and Linux all allow it, and that leads nowhere else.
fn file_name(name: &str) -> String {
    const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com1", "lpt1"];
    let mut safe: String = name
        .chars()
        .map(|character| match character {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
            character if character.is_control() => '-',
            character => character,
        })
        .collect();
    if safe.starts_with('.') {
        safe.replace_range(..1, "-");
    }
    if safe.ends_with(['.', ' ']) {
        safe.pop();
        safe.push('-');
    }
    if RESERVED.contains(&safe.to_lowercase().as_str()) {
        safe.push('-');
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_codings_are_no_files() {
        assert!(files(&[]).is_empty());
        assert_eq!(lines(&[]), "");
    }

    #[test]
    fn lines_are_sorted_and_read_back_as_they_were() {
        let coding = |id: &str, start: usize| Coding {
            id: id.into(),
            document: "d".into(),
            start,
            end: start + 1,
            coder: "asha".into(),
            exact: "“x”\n".into(),
            memo: (start > 1).then(|| "why".into()),
            ..Coding::default()
        };
        let codings = [coding("b", 9), coding("a", 1)];
        let files = files(&codings);
        let text = &files["codings/asha/d.jsonl"];
        let back: Vec<Coding> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(back, [codings[1].clone(), codings[0].clone()]);
        assert!(text.ends_with("}\n") && !text.contains('\r'));
    }

    #[test]
    fn a_coder_is_a_folder_and_stays_inside_the_study() {
        assert_eq!(coder(" Asha Patel ").unwrap(), "Asha Patel");
        for broken in ["", " ", "../x", "a/b", "..", "rules", "Rules", "nul", "a:b"] {
            assert!(coder(broken).is_err(), "{broken}");
        }
        assert_eq!(file("asha", "../../x"), "codings/asha/-.-..-x.jsonl");
        assert_eq!(file("asha", "answers/why/7"), "codings/asha/answers/why.jsonl");
        assert_eq!(file("asha", "answers/../../x"), "codings/asha/answers/--.jsonl");
    }

    #[test]
    fn ids_count_on() {
        let document = Document { id: "d".into(), ..Document::default() };
        let taken = ["d-x", "d-x-2", "d-x-4"].map(String::from).into_iter().collect();
        assert_eq!(free_id(&document, "x", &taken), "d-x-3");
        assert_eq!(free_id(&document, "y", &taken), "d-y");
    }
}
