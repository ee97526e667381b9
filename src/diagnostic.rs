//! What can go wrong, as data: an [`Error`] ends a command, a [`Diagnostic`] goes along with its result.
//!
//! Both say what happened, where, and what to do next. Nothing here prints; `cli/terminal.rs` does.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

/// A result whose error can be shown to a person as it is.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Where something was found: a file and, where known, the line, row or cell in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file as the person named it, or its path inside the study.
    pub file: String,
    /// The line of a text file, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Anything finer or other than a line: "sheet Form1, cell B7", "turn 12", `[survey] source`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, detail: None }
    }

    /// A line of the file, counted from 1.
    pub fn line(file: impl Into<String>, line: u64) -> Self {
        Self { file: file.into(), line: Some(line), detail: None }
    }

    /// The same place, said more finely.
    pub fn at(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        match &self.detail {
            Some(detail) if self.file.is_empty() => f.write_str(detail),
            Some(detail) => write!(f, " ({detail})"),
            None => Ok(()),
        }
    }
}

/// Why a command could not be done. Exit code 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Details>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Details {
    what: String,
    place: Option<Place>,
    hint: Option<String>,
}

impl Error {
    /// What happened, in a sentence without a full stop.
    pub fn new(what: impl Into<String>) -> Self {
        Self(Box::new(Details { what: what.into(), place: None, hint: None }))
    }

    /// Adds where it happened, unless a finer place is known already.
    pub fn in_place(mut self, place: Place) -> Self {
        self.0.place.get_or_insert(place);
        self
    }

    /// Adds what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// What happened.
    pub fn what(&self) -> &str {
        &self.0.what
    }

    /// Where it happened.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// What to do next.
    pub fn hint_text(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.0.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.0.what)
    }
}

impl std::error::Error for Error {}

impl From<Error> for Diagnostic {
    /// An error that one part of a command met while the rest can go on.
    fn from(error: Error) -> Self {
        let Details { what, place, hint } = *error.0;
        Self { level: Level::Error, message: what, place, hint, kind: None }
    }
}

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing; nothing needs doing.
    Note,
    /// The result stands, but somebody should look.
    Warning,
    /// The result, or a part of it, does not stand.
    Error,
}

/// Something noticed on the way, with its place and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub level: Level,
    /// What was noticed, in a sentence without a full stop.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// What to do next.
    pub hint: Option<String>,
    /// One of a kind of which there may be many, which a person is told of together.
    #[serde(skip)]
    pub kind: Option<FindingKind>,
}

/// Kinds of findings of which there may be many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// Rules of two codes look for the same words.
    Overlap,
    /// An example of a code is found by none of its rules.
    MissedExample,
    /// Nothing is coded with a code.
    UnusedCode,
}

impl Diagnostic {
    /// Worth knowing; nothing needs doing.
    pub fn note(message: impl Into<String>) -> Self {
        Self::of(Level::Note, message)
    }

    /// The result stands, but somebody should look.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::of(Level::Warning, message)
    }

    /// The result, or a part of it, does not stand.
    pub fn error(message: impl Into<String>) -> Self {
        Self::of(Level::Error, message)
    }

    fn of(level: Level, message: impl Into<String>) -> Self {
        Self { level, message: message.into(), place: None, hint: None, kind: None }
    }

    /// Says that it is one of a kind of which there may be many.
    pub fn of_kind(mut self, kind: FindingKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Adds where.
    pub fn in_place(mut self, place: Place) -> Self {
        self.place.get_or_insert(place);
        self
    }

    /// Adds what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Each diagnostic once, in the order in which they came: several tables may notice the same.
pub fn once<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<&'a Diagnostic> {
    let mut seen = BTreeSet::new();
    diagnostics.into_iter().filter(|one| seen.insert((one.level, &one.message, &one.place, &one.hint))).collect()
}

/// The known name that a mistyped one most likely stands for.
///
/// Names that differ only in case, blanks, hyphens and underscores match first; else the most similar
/// by Jaro–Winkler, if it is similar enough to be worth offering.
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const SIMILAR_ENOUGH: f64 = 0.8;
    let fold = |name: &str| name.to_lowercase().replace([' ', '-', '_'], "");
    let wanted = fold(typed);
    let mut best: Option<(f64, &str)> = None;
    for name in known {
        let similarity = strsim::jaro_winkler(&wanted, &fold(name));
        if similarity >= SIMILAR_ENOUGH && best.is_none_or(|(so_far, _)| similarity > so_far) {
            best = Some((similarity, name));
        }
    }
    best.map(|(_, name)| name)
}

/// An error for a name that is not known: suggests the nearest, else lists what there is.
pub fn unknown_name<'a>(kind: &str, typed: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Error {
    const LISTED_AT_MOST: usize = 12;
    let error = Error::new(format!("there is no {kind} “{typed}”"));
    if let Some(name) = did_you_mean(typed, known.clone()) {
        return error.hint(format!("did you mean “{name}”?"));
    }
    let mut names: Vec<&str> = known.into_iter().collect();
    let more = names.len().saturating_sub(LISTED_AT_MOST);
    names.truncate(LISTED_AT_MOST);
    match (names.is_empty(), more) {
        (true, _) => error.hint(format!("there are no {kind}s here at all")),
        (false, 0) => error.hint(format!("known: {}", names.join(", "))),
        (false, _) => error.hint(format!("known: {} and {more} more", names.join(", "))),
    }
}

/// What is wrong with a part of a text: the line it stands on follows, and marks under the part.
pub fn under(text: &str, part: &std::ops::Range<usize>, what: &str) -> String {
    let floor = |byte: usize| (0..=byte.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let start = floor(part.start);
    let end = floor(part.end).max(start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[line_start..line_end].trim_end();
    let before = text[line_start..start].chars().count();
    let marked = text[start..end.min(line_end).max(start)].chars().count().max(1);
    format!("{what}\n    {line}\n    {}{}", " ".repeat(before), "^".repeat(marked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keyboard_is_suggested_and_a_stranger_is_not() {
        assert_eq!(did_you_mean("Works-With", ["size", "works_with"]), Some("works_with"));
        assert_eq!(did_you_mean("involvment", ["involvement", "sector"]), Some("involvement"));
        assert_eq!(did_you_mean("xyz", ["involvement", "sector"]), None);
    }

    #[test]
    fn an_unknown_name_lists_what_there_is() {
        let error = unknown_name("question", "xyz", ["size", "sector"]);
        assert_eq!(error.to_string(), "there is no question “xyz”");
        assert_eq!(error.hint_text(), Some("known: size, sector"));
    }
}
