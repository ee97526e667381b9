//! Names of the pseudonym key in files of a study that nothing replaces them in: what people wrote themselves, and ids.

use std::collections::BTreeSet;

use super::workspace::Workspace;
use crate::coding::pseudonym::names_in;
use crate::diagnostic::Result;
use crate::source::{self, Source};

/// A name that stands where nothing replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The file.
    pub file: String,
    /// The line; none where it is the name of the file itself.
    pub line: Option<u64>,
    /// The name.
    pub name: String,
    /// What to do.
    pub hint: &'static str,
}

/// Looks through the narrative, the codebook, memos and ids.
///
/// # Errors
/// When a file cannot be read.
pub fn find(workspace: &Workspace) -> Result<Vec<Elsewhere>> {
    let mut found = Vec::new();
    if workspace.pseudonyms.is_empty() {
        return Ok(found);
    }
    let study = &workspace.study;
    let mut files: BTreeSet<String> = study.file.report.narrative.iter().cloned().collect();
    files.insert(super::coded::codebook_file(workspace).to_owned());
    for path in source::matching(&study.folder, "memos/*").unwrap_or_default() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.insert(format!("memos/{name}"));
    }
    for file in files {
        let path = study.folder.join(&file);
        let is_text = [".md", ".csv", ".toml", ".txt"].iter().any(|ending| file.ends_with(ending));
        if !is_text || !source::is_file(&path) {
            continue;
        }
        let text = Source::open(&path)?.text(None)?.text;
        for (line, words) in (1..).zip(text.lines()) {
            for name in names_in(words, &workspace.pseudonyms) {
                found.push(Elsewhere { file: file.clone(), line: Some(line), name, hint: "reword it there" });
            }
        }
    }
    ids(workspace, &mut found);
    Ok(found)
}

/// Ids of documents and cases are printed beside every quotation.
fn ids(workspace: &Workspace, found: &mut Vec<Elsewhere>) {
    let slugs: Vec<(String, &str)> = workspace
        .pseudonyms
        .names()
        .iter()
        .filter(|name| name.pseudonym.is_some() && !name.stays)
        .flat_map(|name| {
            let words = name.name.split_whitespace().filter(|word| word.chars().count() > 3);
            words.map(|word| (slug(word), name.name.as_str())).collect::<Vec<_>>()
        })
        .collect();
    let named = |id: &str| {
        let parts = slug(id);
        slugs.iter().find(|(word, _)| parts.split('-').any(|part| part == word)).map(|(_, name)| (*name).to_owned())
    };
    for document in workspace.corpus.documents.iter().filter(|document| !document.id.starts_with("answers/")) {
        let hint = "rename the file, and change it in documents.csv and codings/";
        if let Some(name) = named(&document.id) {
            found.push(Elsewhere { file: document.file.clone(), line: None, name, hint });
        }
    }
    for case in &workspace.corpus.cases {
        if let Some(name) = named(&case.id) {
            let hint = "call the case otherwise, there and in documents.csv";
            found.push(Elsewhere { file: format!("cases.csv ({})", case.id), line: None, name, hint });
        }
    }
}

/// Letters and digits in lower case, parts divided by hyphens.
fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let parts: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    parts.join("-")
}
