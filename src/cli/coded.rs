//! What the commands on interviews share: the codings that count, the code a person means, files of codings.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::{Rules, store, take};
use crate::diagnostic::{Error, Place, Result, unknown_name};
use crate::model::{Case, Code, Coding};
use crate::sink;
use crate::source::{self, Source};

/// The rules of the codebook, ready to run.
///
/// # Errors
/// When one is broken.
pub fn compiled(workspace: &Workspace) -> Result<Rules> {
    Rules::new(&workspace.codebook, &workspace.corpus.cases)
        .map_err(|error| error.in_place(Place::file(codebook_file(workspace))))
}

/// The file of the codebook.
pub fn codebook_file(workspace: &Workspace) -> &str {
    super::codebook::file(&workspace.study)
}

/// The code that a person means, by its id or its name.
///
/// # Errors
/// When there is none.
pub fn code<'a>(workspace: &'a Workspace, typed: &str) -> Result<&'a Code> {
    let codes = &workspace.codebook.codes;
    if codes.is_empty() {
        return Err(Error::new("the codebook has no codes yet, so no code is known")
            .in_place(Place::file(codebook_file(workspace)))
            .hint("write the codes into it first; `canvass init` shows how one looks"));
    }
    take::code(&workspace.codebook, typed)
        .ok_or_else(|| unknown_name("code", typed, codes.iter().map(|code| code.id.as_str())))
}

/// The ids of the codes that somebody typed.
///
/// # Errors
/// When there is no such code.
pub fn codes(workspace: &Workspace, typed: &[String]) -> Result<Vec<String>> {
    typed.iter().map(|typed| code(workspace, typed).map(|code| code.id.clone())).collect()
}

/// Refuses to compare coders before it is sure where all that they coded stands: left out, a coding would pass for text that
/// nobody coded; at its supposed place, for a judgement that nobody made.
///
/// # Errors
/// When a coding of theirs may have moved.
pub fn refuse_moved(workspace: &Workspace, coders: &[String], documents: &[String]) -> Result<()> {
    let moved: HashSet<&str> = workspace.moved.iter().map(String::as_str).collect();
    let of_these = |coding: &&Coding| {
        moved.contains(coding.id.as_str())
            && coders.contains(&coding.coder)
            && (documents.is_empty() || documents.contains(&coding.document))
    };
    let mut found = workspace.codings.iter().filter(of_these);
    let Some(first) = found.next() else { return Ok(()) };
    let count = many(1 + found.count(), "coding");
    Err(Error::new(format!("{count} to be compared may have moved when a transcript was edited, {} for one", first.id))
        .in_place(Place::file(store::file_of(first)))
        .hint("look at them in canvass review or canvass check, and accept where they are: canvass take --moved ID, or --moved all"))
}

/// How cases are grouped: a banner of study.toml, or a column of cases.csv.
#[derive(Debug, Clone)]
pub struct Groups {
    column: String,
    /// The groups that come first.
    pub order: Vec<String>,
}

impl Groups {
    /// The grouping of this name.
    ///
    /// # Errors
    /// When there is no such banner for cases and no such column.
    pub fn named(workspace: &Workspace, name: &str) -> Result<Self> {
        if let Some(grouping) = workspace.groupings.get(name) {
            let column = grouping.case.clone().ok_or_else(|| {
                Error::new(format!("the banner “{name}” groups answers, not cases"))
                    .in_place(Place::file("study.toml").at(format!("[groups.{name}]")))
                    .hint("name its column of cases.csv there: case = \"…\"")
            })?;
            return Ok(Self { column, order: grouping.order.clone() });
        }
        let cases = &workspace.corpus.cases;
        if cases.iter().any(|case| case.attribute(name).is_some()) {
            return Ok(Self { column: name.to_owned(), order: Vec::new() });
        }
        let columns = cases.iter().flat_map(|case| case.attributes.iter().map(|(column, _)| column.as_str()));
        let mut known: Vec<&str> =
            workspace.groupings.keys().map(String::as_str).chain(["group"]).chain(columns).collect();
        known.sort_unstable();
        known.dedup();
        Err(unknown_name("group of cases", name, known))
    }

    /// The group of a case.
    pub fn of(&self, case: Option<&Case>) -> Option<String> {
        case.and_then(|case| case.attribute(&self.column)).map(str::to_owned)
    }
}

/// Codings to be written, with the rest of the files that they stand in.
///
/// What was not touched stays as it is in its file: a coding that may have moved keeps its old anchor until somebody
/// accepts the new one.
pub fn files(workspace: &Workspace, touched: &[Coding]) -> BTreeMap<String, String> {
    files_without(workspace, touched, &[])
}

/// The same without codings that are taken away; a file that holds none any more is empty.
pub fn files_without(workspace: &Workspace, touched: &[Coding], gone: &[Coding]) -> BTreeMap<String, String> {
    let places: HashSet<String> = touched.iter().chain(gone).map(store::file_of).collect();
    let gone: HashSet<&str> = gone.iter().map(|coding| coding.id.as_str()).collect();
    let settled: HashMap<&str, &Coding> = workspace.codings.iter().map(|coding| (coding.id.as_str(), coding)).collect();
    let moved: HashSet<&str> = workspace.moved.iter().map(String::as_str).collect();
    let mut whole: BTreeMap<&str, &Coding> = BTreeMap::new();
    for coding in workspace.study.codings.iter().filter(|coding| places.contains(&store::file_of(coding))) {
        let id = coding.id.as_str();
        let kept = settled.get(id).copied().filter(|_| !moved.contains(id)).unwrap_or(coding);
        whole.insert(id, kept);
    }
    whole.extend(touched.iter().map(|coding| (coding.id.as_str(), coding)));
    let kept = whole.into_iter().filter(|(id, _)| !gone.contains(id)).map(|(_, coding)| coding);
    let mut files: BTreeMap<String, String> = places.iter().map(|place| (place.clone(), String::new())).collect();
    files.extend(store::files(kept));
    files
}

/// Writes files of codings that differ from what is there, all or none, and says so. Returns how many were written.
///
/// # Errors
/// When one cannot be written.
pub fn write(workspace: &Workspace, files: &BTreeMap<String, String>, terminal: &Terminal) -> Result<usize> {
    let written = write_quietly(workspace, files)?;
    match &written[..] {
        [] => {}
        [one] => terminal.say(format!("wrote {one}")),
        [first, ..] => terminal.say(format!("wrote {} files such as {first}", written.len())),
    }
    Ok(written.len())
}

/// The same without a word; returns which files were written.
///
/// # Errors
/// When one cannot be written.
pub fn write_quietly(workspace: &Workspace, files: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let folder = &workspace.study.folder;
    let is_same = |name: &str, text: &str| {
        let path = folder.join(name);
        source::is_file(&path) && Source::open(&path).is_ok_and(|source| source.bytes() == text.as_bytes())
    };
    let differing = files.iter().filter(|(name, text)| !is_same(name, text));
    let staged: Vec<(String, Vec<u8>)> = differing.map(|(name, text)| (name.clone(), text.clone().into())).collect();
    sink::Sink::new(folder.clone()).write_all(&staged)?;
    Ok(staged.into_iter().map(|(name, _)| name).collect())
}

/// “1 coding”, “12 codings”.
pub fn many(count: usize, thing: &str) -> String {
    let number = crate::number::count(count as u64);
    if count == 1 { format!("{number} {thing}") } else { format!("{number} {thing}s") }
}
