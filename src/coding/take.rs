//! Passages that people marked → anchored codings. All of a file is taken, or nothing and every problem is said at once.
//!
//! A whole copy of a transcript (Word comments) must have kept its text: its marks are positions then. In a sheet the
//! words themselves are looked for, and must stand in the document exactly once (in the turn, where one is given).

use std::collections::{BTreeMap, HashMap, HashSet};

use super::anchor::{Finder, Found};
use super::locate::{difference, locate, most_alike, names};
use super::store;
use crate::diagnostic::{Diagnostic, Place, did_you_mean, unknown_name};
use crate::model::{Code, Codebook, Coding, CodingSource, CodingState, Corpus, Document, Marked, Role};

/// What passages are taken into.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// Documents.
    pub corpus: &'a Corpus,
    /// Codes.
    pub codebook: &'a Codebook,
    /// What is coded already, settled on the text as it is.
    pub codings: &'a [Coding],
    /// Who coded; else as the file says.
    pub coder: Option<&'a str>,
    /// The document that a whole copy is of, where its name does not say.
    pub document: Option<&'a str>,
    /// The name of the file, for messages and as the source of the codings.
    pub file: &'a str,
}

/// What was taken.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// Codings that are new.
    pub new: Vec<Coding>,
    /// Codings that were there and have another memo, or were candidates, now.
    pub changed: Vec<Coding>,
    /// How many were there already, just so.
    pub unchanged: usize,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// Takes marked passages in.
///
/// # Errors
/// With every problem of the file; nothing is taken then.
pub fn take(passages: &[Marked], copy: Option<&Document>, against: Against<'_>) -> Result<Taken, Vec<Diagnostic>> {
    let mut taking = Taking::new(against);
    if against.codebook.codes.is_empty() {
        taking.problems.push(
            Diagnostic::error("the codebook has no codes yet, so no code is known")
                .in_place(Place::file("codebook.toml"))
                .hint("write the codes into codebook.toml first"),
        );
        return Err(taking.problems);
    }
    let original = match copy {
        Some(copy) => match taking.original(copy) {
            Some(original) => Some(original),
            None => return Err(taking.problems),
        },
        None => None,
    };
    for passage in passages {
        taking.passage(passage, original);
    }
    taking.finish()
}

struct Taking<'a> {
    against: Against<'a>,
    finders: HashMap<&'a str, Finder<'a>>,
    taken: Taken,
    problems: Vec<Diagnostic>,
    /// Ids that are in use.
    ids: HashSet<String>,
    /// What is there: who coded which span of which document with which code, and where in which list.
    known: HashMap<(String, usize, usize, String, String), Known>,
    /// Coders of the study by their names in small letters.
    coders: HashMap<String, &'a str>,
    /// Names of codes that are not known, with the places where they stand.
    unknown_codes: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Copy)]
enum Known {
    Before(usize),
    New(usize),
}

impl<'a> Taking<'a> {
    fn new(against: Against<'a>) -> Self {
        let key = |coding: &Coding| {
            (coding.document.clone(), coding.start, coding.end, coding.code.clone(), coding.coder.clone())
        };
        Self {
            against,
            finders: HashMap::new(),
            taken: Taken::default(),
            problems: Vec::new(),
            ids: against.codings.iter().map(|coding| coding.id.clone()).collect(),
            known: against
                .codings
                .iter()
                .enumerate()
                .map(|(index, coding)| (key(coding), Known::Before(index)))
                .collect(),
            coders: against.codings.iter().map(|coding| (coding.coder.to_lowercase(), coding.coder.as_str())).collect(),
            unknown_codes: BTreeMap::new(),
        }
    }

    fn place(&self, detail: &str) -> Place {
        let place = Place::file(self.against.file);
        if detail.is_empty() { place } else { place.at(detail) }
    }

    /// The document of which the file is a copy, where its text is still the same.
    fn original(&mut self, copy: &Document) -> Option<&'a Document> {
        let documents = &self.against.corpus.documents;
        let named = match self.against.document {
            Some(id) => {
                let found = self.against.corpus.document(id);
                if found.is_none() {
                    let ids = documents.iter().map(|document| document.id.as_str());
                    self.problems.push(unknown_name("document", id, ids).into());
                    return None;
                }
                found
            }
            None => documents
                .iter()
                .find(|document| document.text == copy.text)
                .or_else(|| documents.iter().filter(|one| names(&copy.id, &one.id)).max_by_key(|one| one.id.len()))
                .or_else(|| most_alike(documents, copy)),
        };
        let Some(document) = named else {
            self.problems.push(
                Diagnostic::error("it is not plain of which document this file is a copy")
                    .in_place(self.place(""))
                    .hint("say it with --document ID, or let the file's name begin with the document's"),
            );
            return None;
        };
        match difference(document, copy) {
            None => Some(document),
            Some(problem) => {
                self.problems.push(problem.in_place(self.place("")));
                None
            }
        }
    }

    fn passage(&mut self, passage: &Marked, original: Option<&'a Document>) {
        let coder = self.coder(passage);
        let codes = self.codes(passage);
        let document = match &passage.document {
            Some(name) => self.document(name, passage),
            None if original.is_some() => original,
            None => match self.against.document {
                Some(name) => self.document(name, passage),
                None => {
                    self.problem(passage, "it does not say which document it is from", "fill in its column “document”");
                    None
                }
            },
        };
        let Some(document) = document else { return };
        let span = match passage.span.filter(|_| original.is_some_and(|original| original.id == document.id)) {
            Some((start, end)) => self.marked(document, start, end, passage),
            None => self.found(document, passage),
        };
        let (Some((start, end)), Some(coder)) = (span, coder) else { return };
        self.warn_of_role(document, start, passage);
        for code in codes {
            self.coding(document, (start, end), code, &coder, passage);
        }
    }

    fn problem(&mut self, passage: &Marked, what: impl Into<String>, hint: &str) {
        self.problems.push(Diagnostic::error(what).in_place(self.place(&passage.place)).hint(hint));
    }

    fn coder(&mut self, passage: &Marked) -> Option<String> {
        let named = self.against.coder.map(str::to_owned).or_else(|| passage.coder.clone());
        let problem = match named.as_deref().map(store::coder) {
            // “Asha” in Word is asha of the study: two folders of one name are one on Windows and macOS.
            Some(Ok(coder)) => {
                let known = self.coders.get(&coder.to_lowercase()).map(|known| (*known).to_owned());
                return Some(known.unwrap_or(coder));
            }
            Some(Err(error)) => Diagnostic::from(error),
            None => Diagnostic::error("nobody says who coded").hint("name the coder: --coder NAME"),
        };
        let problem = problem.in_place(Place::file(self.against.file));
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
        None
    }

    fn codes(&mut self, passage: &Marked) -> Vec<&'a Code> {
        let mut codes = Vec::new();
        for written in passage.codes.iter().map(|written| written.trim()).filter(|written| !written.is_empty()) {
            match code(self.against.codebook, written) {
                Some(code) => {
                    if code.id != written && code.replaces.iter().any(|old| old == written) {
                        let note = format!("“{written}” is called “{}” now, and was taken as that", code.id);
                        self.taken.noticed.push(Diagnostic::note(note).in_place(self.place(&passage.place)));
                    }
                    codes.push(code);
                }
                None => self.unknown_codes.entry(written.to_owned()).or_default().push(passage.place.clone()),
            }
        }
        if passage.codes.iter().all(|written| written.trim().is_empty()) {
            self.problem(passage, "it has no code", "name one code or several, divided by semicolons");
        }
        codes
    }

    fn document(&mut self, name: &str, passage: &Marked) -> Option<&'a Document> {
        let documents = &self.against.corpus.documents;
        let wanted = name.trim();
        let exact = documents.iter().find(|document| document.id == wanted);
        let alike = || {
            documents.iter().find(|document| {
                let file = document.file.rsplit('/').next().unwrap_or(&document.file);
                document.id.eq_ignore_ascii_case(wanted) || document.file == wanted || file == wanted
            })
        };
        let found = exact.or_else(alike);
        if found.is_none() {
            let error = unknown_name("document", wanted, documents.iter().map(|document| document.id.as_str()));
            self.problems.push(Diagnostic::from(error).in_place(self.place(&passage.place)));
        }
        found
    }

    /// A span that was marked in a copy: without the white space at its ends and without the speaker's label.
    fn marked(&mut self, document: &'a Document, start: usize, end: usize, passage: &Marked) -> Option<(usize, usize)> {
        let finder = finder(&mut self.finders, document);
        let first = document.turns.iter().find(|turn| turn.end > start)?;
        let last = document.turns.iter().rev().find(|turn| turn.start < end)?;
        let (start, end) = (start.max(first.start), end.min(last.end));
        let words = finder.positions().slice(start, end);
        let leading = words.chars().take_while(|character| character.is_whitespace()).count();
        let trailing = words.chars().rev().take_while(|character| character.is_whitespace()).count();
        if words.trim().is_empty() {
            self.problem(passage, "no words are marked", "mark the words, or delete the comment");
            return None;
        }
        Some((start + leading, end - trailing))
    }

    /// Where the words of a passage stand, if exactly once.
    fn found(&mut self, document: &'a Document, passage: &Marked) -> Option<(usize, usize)> {
        let place = self.place(&passage.place);
        let finder = finder(&mut self.finders, document);
        let turn = match passage.turn {
            None => None,
            Some(number) => match document.turns.iter().find(|turn| turn.number == number) {
                Some(turn) => Some(turn),
                None => {
                    let what = format!("{} has no turn {number}: its last is {}", document.id, document.turns.len());
                    self.problems.push(Diagnostic::error(what).in_place(place).hint("mend or empty the column “turn”"));
                    return None;
                }
            },
        };
        let problem = match locate(finder, document, passage, turn.map(|turn| (turn.start, turn.end))) {
            Ok(span) => return Some(span),
            Err(problem) => problem,
        };
        // Words that stand several times are told apart by what stood around them, where the file says it.
        if let Some(stored) = &passage.stored {
            match finder.place(stored) {
                Found::Same => return Some((stored.start, stored.end)),
                Found::Shifted { start, end } => return Some((start, end)),
                Found::Moved { .. } | Found::Orphan => {}
            }
        }
        self.problems.push(problem.in_place(place));
        None
    }

    fn warn_of_role(&mut self, document: &Document, start: usize, passage: &Marked) {
        if let Some(turn) = document.turn_at(start)
            && document.role(turn) == Role::Interviewer
        {
            let what = format!("this codes the interviewer's words ({}, turn {})", document.id, turn.number);
            self.taken.noticed.push(Diagnostic::warning(what).in_place(self.place(&passage.place)));
        }
    }

    fn coding(&mut self, document: &'a Document, span: (usize, usize), code: &Code, coder: &str, passage: &Marked) {
        let memo = passage.memo.as_deref().map(str::trim).filter(|memo| !memo.is_empty());
        let key = (document.id.clone(), span.0, span.1, code.id.clone(), coder.to_owned());
        match self.known.get(&key) {
            Some(&Known::Before(index)) => {
                let mut coding = self.against.codings[index].clone();
                let differs = memo.is_some() && coding.memo.as_deref() != memo;
                if differs || coding.state != CodingState::Accepted {
                    coding.memo = memo.map(str::to_owned).or(coding.memo);
                    coding.state = CodingState::Accepted;
                    self.taken.changed.push(coding);
                } else {
                    self.taken.unchanged += 1;
                }
            }
            Some(&Known::New(index)) => {
                let coding = &mut self.taken.new[index];
                if let Some(memo) = memo
                    && coding.memo.as_deref() != Some(memo)
                {
                    let joined =
                        coding.memo.take().map_or_else(|| memo.to_owned(), |first| format!("{first} / {memo}"));
                    coding.memo = Some(joined);
                }
                let note = format!("the same passage has “{}” twice, and was taken once", code.id);
                self.taken.noticed.push(Diagnostic::note(note).in_place(self.place(&passage.place)));
            }
            None => {
                let id = store::free_id(document, &code.id, &self.ids);
                self.ids.insert(id.clone());
                let mut coding = Coding {
                    id,
                    code: code.id.clone(),
                    coder: coder.to_owned(),
                    source: CodingSource::Import(
                        self.against.file.rsplit('/').next().unwrap_or(self.against.file).to_owned(),
                    ),
                    memo: memo.map(str::to_owned),
                    ..Coding::default()
                };
                finder(&mut self.finders, document).anchor(&mut coding, span.0, span.1);
                self.known.insert(key, Known::New(self.taken.new.len()));
                self.taken.new.push(coding);
            }
        }
    }

    fn finish(mut self) -> Result<Taken, Vec<Diagnostic>> {
        for (written, mut places) in std::mem::take(&mut self.unknown_codes) {
            // A cell of the grid stands for as many passages as it has lines, and is still one place.
            places.dedup();
            let codes = &self.against.codebook.codes;
            let error = match did_you_mean(&written, codes.iter().map(|code| code.name.as_str())) {
                Some(name) if did_you_mean(&written, codes.iter().map(|code| code.id.as_str())).is_none() => {
                    unknown_name("code", &written, [name])
                }
                _ => unknown_name("code", &written, codes.iter().map(|code| code.id.as_str())),
            };
            let more = places.len().saturating_sub(3);
            let mut listed = places[..places.len() - more].join(", ");
            if more > 0 {
                listed.push_str(&format!(" and {more} more"));
            }
            self.problems.push(Diagnostic::from(error).in_place(self.place(&listed)));
        }
        if self.problems.is_empty() { Ok(self.taken) } else { Err(self.problems) }
    }
}

fn finder<'s, 'a>(finders: &'s mut HashMap<&'a str, Finder<'a>>, document: &'a Document) -> &'s Finder<'a> {
    finders.entry(document.id.as_str()).or_insert_with(|| Finder::new(document))
}

/// The code that an id or a name stands for, whatever its case; or the code that took the place of one; or the last of a path
/// from a category down, `support/funding`.
pub fn code<'a>(codebook: &'a Codebook, written: &str) -> Option<&'a Code> {
    let written = written.trim();
    let written = written.strip_prefix('#').unwrap_or(written);
    named(codebook, written).or_else(|| at_end_of_path(codebook, written))
}

/// The code below all of the categories that a path names; each may be left out.
fn at_end_of_path<'a>(codebook: &'a Codebook, written: &str) -> Option<&'a Code> {
    let parts: Vec<&str> = written.split(['/', '>', '›']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let (last, above) = parts.split_last().filter(|(_, above)| !above.is_empty())?;
    let above: Vec<&Code> = above.iter().map(|name| named(codebook, name)).collect::<Option<_>>()?;
    let below = |code: &&Code| above.iter().all(|category| codebook.is_within(&code.id, &category.id));
    let fits = |code: &&Code| fold(&code.id) == fold(last) || fold(&code.name) == fold(last);
    codebook.codes.iter().filter(fits).find(below)
}

fn fold(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn named<'a>(codebook: &'a Codebook, written: &str) -> Option<&'a Code> {
    let wanted = fold(written);
    codebook
        .code(written)
        .or_else(|| codebook.codes.iter().find(|code| fold(&code.name) == wanted))
        .or_else(|| codebook.codes.iter().find(|code| fold(&code.id) == wanted))
        .or_else(|| codebook.successor(written))
}

#[cfg(test)]
mod tests;
