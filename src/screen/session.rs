//! The state of the screen, and what a key does to it.

use std::collections::{HashMap, HashSet};

use super::choice::Choice;
use super::entry::Entry;
use super::history::{Change, Last, Step};
use super::key::Key;
use super::layout::{Kind, Line, Marks};
use super::prepared::Prepared;
use super::seeing::{Hit, Tally};
use crate::coding::Rules;
use crate::coding::parallel::Parallel;
use crate::model::{Codebook, Coding, Corpus, Document};

/// What is read and coded.
#[derive(Debug, Default)]
pub struct Material {
    /// Documents and cases.
    pub corpus: Corpus,
    /// The codebook.
    pub codebook: Codebook,
    /// Its rules, so that it can be said what they found; nothing of a broken codebook.
    pub rules: Option<Rules>,
    /// Every coding whose words were found.
    pub codings: Vec<Coding>,
    /// Ids of codings whose place has to be accepted.
    pub moved: HashSet<String>,
    /// Ids that are in use, also by codings whose words were not found.
    pub ids: HashSet<String>,
    /// Documents of which only what is final counts.
    pub reconciled: HashSet<String>,
}

/// How somebody wants to read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who codes; nobody yet: asked for when it has to be known.
    pub coder: Option<String>,
    /// Only codings with this code, or one below it.
    pub code: Option<String>,
    /// Only what rules propose, from the first that waits on.
    pub undecided: bool,
    /// Whether what rules propose is shown.
    pub suggestions: bool,
    /// What rules propose counts until somebody rejects it: a declared content analysis.
    pub candidates_count: bool,
    /// Marks around the words, where there is no colour.
    pub marks: bool,
    /// The document to begin with.
    pub document: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            coder: None,
            code: None,
            undecided: false,
            suggestions: true,
            candidates_count: false,
            marks: false,
            document: None,
        }
    }
}

/// What is to be done outside the screen after a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    Nothing,
    /// Changes are to be written; when that fails, [`Session::not_written`] is to be told.
    Write(Vec<Change>),
    /// Everything is to be read again, and given to [`Session::renew`].
    Reload,
    /// The screen is to be closed.
    Leave,
}

/// What the screen is doing.
#[derive(Debug, Clone)]
pub enum Mode {
    Reading,
    Selecting(Selection),
    /// A code for a span, or another one for a coding.
    ChoosingCode(Choice, Wish),
    ChoosingDocument(Choice),
    /// Which code is shown.
    ChoosingFilter(Choice),
    /// A memo on the coding of this id.
    WritingMemo(Entry, String),
    WritingSearch(Entry),
    /// The number of a turn.
    WritingTurn(Entry),
    /// The name of who codes, and what is to be done then.
    WritingName(Entry, Wish),
    /// The page of keys, from this line on.
    Help(usize),
    /// All about the coding under the cursor, from this line on.
    Details(usize),
}

/// What needs a coder with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// To code a span with a code; empty: it is still to be chosen.
    Add { code: String, span: (usize, usize) },
    /// To give a coding another code; empty: it is still to be chosen.
    Recode { id: String, code: String },
    /// To put a coding on other words.
    Stretch { id: String, span: (usize, usize) },
}

/// Words that are selected: from a stop to a stop, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    pub from: usize,
    pub to: usize,
    /// The end moves, and not the start.
    pub moves_end: bool,
    /// The coding whose words are changed; none: a new one.
    pub of: Option<String>,
}

/// Somebody reads and codes a study's documents.
#[derive(Debug)]
pub struct Session {
    pub(super) corpus: Corpus,
    pub(super) codebook: Codebook,
    pub(super) rules: Option<Rules>,
    pub(super) moved: HashSet<String>,
    pub(super) ids: HashSet<String>,
    pub(super) reconciled: HashSet<String>,
    /// Turns beside their translations.
    pub(super) parallel: Parallel,
    pub(super) options: Options,
    /// Of each document, in their order.
    pub(super) codings: HashMap<String, Vec<Coding>>,
    /// The document that is read, by its place.
    pub(super) at: usize,
    /// The word on which the cursor stands.
    pub(super) stop: usize,
    /// The coding that keys act on.
    pub(super) current: Option<String>,
    pub(super) mode: Mode,
    pub(super) message: Option<String>,
    /// The message says that something went wrong.
    pub(super) is_alarm: bool,
    pub(super) done: Vec<Step>,
    pub(super) undone: Vec<Step>,
    pub(super) last: Last,
    pub(super) shows_rejected: bool,
    pub(super) shows_others: bool,
    /// What was searched, and where it was found in this document.
    pub(super) wanted: String,
    pub(super) found: Option<(usize, usize)>,
    pub(super) last_code: Option<String>,
    pub(super) prepared: Prepared,
    /// What the rules find in the document.
    pub(super) hits: Vec<Hit>,
    pub(super) prepared_for: Option<usize>,
    /// None: codings or what is seen of them changed since it was counted.
    pub(super) tally: Option<Tally>,
    pub(super) marks: Marks,
    /// The lines around the cursor.
    pub(super) lines: Vec<Line>,
    /// The first of them that is seen, and what stands there.
    pub(super) top: usize,
    pub(super) top_at: Option<(usize, Kind)>,
    /// Columns and rows.
    pub(super) size: (u16, u16),
}

impl Session {
    /// Opens the screen on a study's documents and codings.
    pub fn new(material: Material, options: Options) -> Self {
        let mut session = Self {
            shows_others: options.coder.is_none(),
            corpus: Corpus::default(),
            codebook: Codebook::default(),
            rules: None,
            moved: HashSet::new(),
            ids: HashSet::new(),
            reconciled: HashSet::new(),
            parallel: Parallel::default(),
            codings: HashMap::new(),
            at: 0,
            stop: 0,
            current: None,
            mode: Mode::Reading,
            message: None,
            is_alarm: false,
            done: Vec::new(),
            undone: Vec::new(),
            last: Last::Did,
            shows_rejected: false,
            wanted: String::new(),
            found: None,
            last_code: options.code.clone(),
            prepared: Prepared::default(),
            hits: Vec::new(),
            prepared_for: None,
            tally: None,
            marks: Marks::default(),
            lines: Vec::new(),
            top: 0,
            top_at: None,
            size: (80, 24),
            options,
        };
        session.take_in(material);
        let wanted = session.options.document.as_ref();
        let begin = wanted.and_then(|id| session.corpus.documents.iter().position(|document| document.id == *id));
        session.at = begin.unwrap_or(0);
        session.refresh();
        session.go_to_first_word();
        if session.options.undecided {
            session.begin_with_what_waits();
        }
        session.refresh();
        session.greet();
        session
    }

    fn take_in(&mut self, material: Material) {
        let mut of_documents: HashMap<String, Vec<Coding>> = HashMap::new();
        for coding in material.codings {
            of_documents.entry(coding.document.clone()).or_default().push(coding);
        }
        for document in &material.corpus.documents {
            if let Some(codings) = of_documents.get_mut(&document.id) {
                codings.sort_by(Coding::order);
            }
        }
        self.codings = of_documents;
        self.parallel = Parallel::of(&material.corpus);
        self.corpus = material.corpus;
        self.codebook = material.codebook;
        self.rules = material.rules;
        self.moved = material.moved;
        self.ids = material.ids;
        self.reconciled = material.reconciled;
        self.prepared_for = None;
    }

    /// Everything was read again: somebody changed it meanwhile. What was done before cannot be undone any more.
    pub fn renew(&mut self, material: Material) {
        let (document, position) = (self.document().map(|document| document.id.clone()), self.position());
        self.take_in(material);
        let same = self.corpus.documents.iter().position(|other| Some(&other.id) == document.as_ref());
        self.at = same.unwrap_or(0);
        (self.done, self.undone) = (Vec::new(), Vec::new());
        (self.mode, self.found, self.current) = (Mode::Reading, None, None);
        self.refresh();
        self.stop = if same.is_some() { self.prepared.stop_at(position) } else { 0 };
        self.refresh();
        self.say("everything was read again, and is as it is in the study's files now");
    }

    /// The screen has this many columns and rows now.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        if self.size != (columns, rows) {
            self.size = (columns, rows);
            self.refresh();
        }
    }

    /// Takes a key, and says what is to be done outside.
    pub fn press(&mut self, key: &Key) -> Action {
        if matches!(key, Key::Control('c')) {
            return Action::Leave;
        }
        let asked = self.message.take();
        self.is_alarm = false;
        let action = match std::mem::replace(&mut self.mode, Mode::Reading) {
            Mode::Reading => self.read(key),
            Mode::Selecting(selection) => self.select(selection, key),
            Mode::ChoosingCode(choice, wish) => self.choose_code(choice, wish, key),
            Mode::ChoosingDocument(choice) => self.choose_document(choice, key),
            Mode::ChoosingFilter(choice) => self.choose_filter(choice, key),
            Mode::WritingMemo(entry, id) => self.write_memo(entry, id, key),
            Mode::WritingSearch(entry) => self.write_search(entry, key),
            Mode::WritingTurn(entry) => self.write_turn(entry, key),
            Mode::WritingName(entry, wish) => self.write_name(entry, wish, key),
            Mode::Help(top) => self.page(top, key, Mode::Help),
            Mode::Details(top) => self.page(top, key, Mode::Details),
        };
        if matches!(self.mode, Mode::WritingMemo(..) | Mode::WritingSearch(_) | Mode::WritingName(..)) {
            self.message = self.message.take().or(asked);
        }
        self.refresh();
        action
    }

    /// How many steps were written and not taken back.
    pub fn steps(&self) -> usize {
        self.done.len()
    }

    /// Who codes, once it is known.
    pub fn coder(&self) -> Option<&str> {
        self.options.coder.as_deref()
    }

    fn read(&mut self, key: &Key) -> Action {
        match key {
            Key::Char('q') => return Action::Leave,
            Key::Char('R') => return Action::Reload,
            Key::Char('?') => self.mode = Mode::Help(0),
            Key::Enter => self.mode = Mode::Details(0),
            Key::Char('.') => self.go_to_waiting(true),
            Key::Char(',') => self.go_to_waiting(false),
            Key::Char('>') => self.go_to_coding(true),
            Key::Char('<') => self.go_to_coding(false),
            Key::Tab => self.go_to_other_here(),
            Key::Char(']') => self.go_to_document_beside(true),
            Key::Char('[') => self.go_to_document_beside(false),
            Key::Char('o') => self.mode = self.choosing_document(),
            Key::Char('f') => self.mode = self.choosing_filter(),
            Key::Char('/') => self.mode = Mode::WritingSearch(Entry::default()),
            Key::Char(':') => self.mode = Mode::WritingTurn(Entry::default()),
            Key::Char(digit) if digit.is_ascii_digit() => {
                self.mode = Mode::WritingTurn(Entry::new(&digit.to_string()));
            }
            Key::Char('n') => self.find(true),
            Key::Char('N') => self.find(false),
            Key::Char('x') => self.show_rejected(),
            Key::Char('y') => self.show_others(),
            Key::Char('a' | 'r' | 'm' | 'e' | 'c' | 'd' | 'u' | 'U' | 'v' | 's' | 't') => return self.decide(key),
            key => {
                if let Some(stop) = self.moved(self.stop, key, false) {
                    self.stop = stop;
                    self.found = None;
                }
            }
        }
        Action::Nothing
    }

    /// Moves on a page that is longer than the screen; every other key leaves it.
    fn page(&mut self, top: usize, key: &Key, mode: fn(usize) -> Mode) -> Action {
        let rows = usize::from(self.size.1.saturating_sub(2)).max(1);
        let top = match key {
            Key::Up | Key::Char('k') => top.saturating_sub(1),
            Key::Down | Key::Char('j') => top + 1,
            Key::PageUp => top.saturating_sub(rows),
            Key::PageDown | Key::Char(' ') => top + rows,
            Key::Char('q') | Key::Char('?') | Key::Escape | Key::Enter => return Action::Nothing,
            _ => top,
        };
        let lines = match mode(0) {
            Mode::Help(_) => self.help_lines().len(),
            _ => self.detail_lines().len(),
        };
        self.mode = mode(top.min(lines.saturating_sub(rows)));
        Action::Nothing
    }

    pub(super) fn say(&mut self, message: impl Into<String>) {
        self.message = Some(message.into());
    }

    pub(super) fn document(&self) -> Option<&Document> {
        self.corpus.documents.get(self.at)
    }

    /// The position of the cursor.
    pub(super) fn position(&self) -> usize {
        self.prepared.stops.get(self.stop).map_or(0, |stop| stop.start)
    }

    /// What a code is called, under its category: “Resources › Funding”; its id where the codebook does not have it.
    pub(super) fn path_of(&self, code: &str) -> String {
        let Some(known) = self.codebook.code(code) else { return code.to_owned() };
        match known.parent.as_deref().and_then(|parent| self.codebook.code(parent)) {
            Some(parent) => format!("{} › {}", parent.name, known.name),
            None => known.name.clone(),
        }
    }

    /// What a code is called; its id where the codebook does not have it.
    pub(super) fn name_of<'a>(&'a self, code: &'a str) -> &'a str {
        self.codebook.code(code).map_or(code, |code| code.name.as_str())
    }
}
