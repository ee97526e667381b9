//! The screen under keys that a script presses, as pictures that a person can review, and under any keys at all.

mod pictures;
mod properties;
mod scripted;

use std::collections::HashSet;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::{Action, Change, Key, Look, Material, Options, Session, draw};
use crate::coding::testing::{document, hash};
use crate::coding::{Finder, Rules, propose};
use crate::model::{Case, Code, Codebook, Coding, CodingSource, Corpus, Document, Rule};

/// A codebook of two categories with three codes, two of them with rules.
fn codebook() -> Codebook {
    let code = |id: &str, name: &str, parent: Option<&str>, definition: &str, phrases: &[&str]| Code {
        id: id.into(),
        name: name.into(),
        parent: parent.map(str::to_owned),
        definition: definition.into(),
        rules: match phrases {
            [] => Vec::new(),
            phrases => {
                vec![Rule { phrases: phrases.iter().map(|phrase| (*phrase).into()).collect(), ..Rule::default() }]
            }
        },
        ..Code::default()
    };
    let mut codes = vec![
        code("needs", "What organisations need", None, "Whatever would help them.", &[]),
        code(
            "funding",
            "Funding",
            Some("needs"),
            "Money that keeps an organisation going: grants, contracts, core costs.",
            &["fund*", "grant~"],
        ),
        code("training", "Training and skills", Some("needs"), "Learning to do research.", &["train~"]),
        code("trust", "Trust", None, "Trust between people and organisations.", &[]),
    ];
    codes[1].include = "Lack of it, too.".into();
    codes[1].exclude = "Fees that participants pay.".into();
    Codebook { codes, ..Codebook::default() }
}

fn corpus() -> Corpus {
    let one = document(
        "vcfse-01",
        &[
            ("Int", "What would help you to do more of it?"),
            (
                "Amina",
                "Funding, to be honest. We had a grant for two years and then there was no funding at all. The trainers left, and people stopped trusting us.\nWe still meet on Thursdays.",
            ),
            ("Int", "And training?"),
            ("Amina", "Somebody trained us once, in a library, with a projector that did not work."),
        ],
    );
    let two =
        document("vcfse-02", &[("Int", "And you?"), ("Li", "我们需要资金。Cafe\u{301} money: שלום עולם. Grants!")]);
    let empty = Document { id: "vcfse-03".into(), hash: hash(""), ..Document::default() };
    let word = Document { id: "vcfse-04".into(), text: "Yes".into(), hash: hash("Yes"), ..Document::default() };
    let case = Case {
        id: "vcfse-01".into(),
        group: Some("VCFSE".into()),
        organisation: Some("Stirchley Thursday Centre".into()),
        attributes: vec![("size".into(), "Small".into())],
        consent: Some("yes".into()),
        ..Case::default()
    };
    Corpus { documents: vec![one, two, empty, word], cases: vec![case] }
}

/// What rules propose in these documents, and a coding by hand by asha and one by tom.
fn material() -> Material {
    let (corpus, codebook) = (corpus(), codebook());
    let rules = Rules::new(&codebook, &[]).unwrap();
    let mut codings = propose(&rules, &corpus, &[]).codings;
    let by_hand = |id: &str, code: &str, coder: &str, words: &str| {
        let document = &corpus.documents[0];
        let start = document.text[..document.text.find(words).unwrap()].chars().count();
        let mut coding = Coding {
            id: id.into(),
            code: code.into(),
            coder: coder.into(),
            source: CodingSource::Hand,
            ..Coding::default()
        };
        Finder::new(document).anchor(&mut coding, start, start + words.chars().count());
        coding
    };
    codings.push(by_hand("vcfse-01-trust", "trust", "asha", "people stopped trusting us"));
    codings.push(by_hand("vcfse-01-training", "training", "tom", "The trainers left"));
    let ids = codings.iter().map(|coding| coding.id.clone()).collect();
    Material { corpus, codebook, rules: Some(rules), codings, ids, ..Material::default() }
}

fn asha() -> Options {
    Options { coder: Some("asha".into()), ..Options::default() }
}

/// Keys that a script calls by a name in angle brackets; all else is letters.
const NAMED: [(&str, Key); 8] = [
    ("<enter>", Key::Enter),
    ("<esc>", Key::Escape),
    ("<tab>", Key::Tab),
    ("<left>", Key::Left),
    ("<right>", Key::Right),
    ("<down>", Key::Down),
    ("<pgdn>", Key::PageDown),
    ("<back>", Key::Backspace),
];

fn keys(script: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let named = NAMED.iter().find(|(name, _)| rest.starts_with(name));
        let (key, length) = match named {
            Some((name, key)) => (key.clone(), name.len()),
            None => (Key::Char(first), first.len_utf8()),
        };
        keys.push(key);
        rest = &rest[length..];
    }
    keys
}

/// Codings as files hold them: what is written is applied, and compared with what the session shows.
#[derive(Debug, Clone, PartialEq)]
struct Shelf {
    codings: Vec<Coding>,
    moved: HashSet<String>,
}

impl Shelf {
    fn of(material: &Material) -> Self {
        let mut shelf = Self { codings: material.codings.clone(), moved: material.moved.clone() };
        shelf.codings.sort_by(Coding::order);
        shelf
    }

    fn shown(session: &Session) -> Self {
        let documents = session.corpus.documents.iter();
        let mut codings: Vec<Coding> =
            documents.flat_map(|document| session.codings.get(&document.id).cloned().unwrap_or_default()).collect();
        codings.sort_by(Coding::order);
        Self { codings, moved: session.moved.clone() }
    }

    fn write(&mut self, changes: &[Change]) {
        for change in changes {
            if let Some(before) = &change.before {
                let known = self.codings.iter().position(|coding| coding == before);
                self.codings.remove(known.expect("what is changed is what was written"));
                assert_eq!(self.moved.remove(&before.id), change.was_moved);
            }
            if let Some(after) = &change.after {
                assert!(self.codings.iter().all(|coding| coding.id != after.id), "{} twice", after.id);
                self.codings.push(after.clone());
                if change.is_moved {
                    self.moved.insert(after.id.clone());
                }
            }
        }
        self.codings.sort_by(Coding::order);
    }
}

/// Presses keys, and gives back what was to be written.
fn press(session: &mut Session, script: &str) -> Vec<Vec<Change>> {
    let mut written = Vec::new();
    for key in keys(script) {
        if let Action::Write(changes) = session.press(&key) {
            written.push(changes);
        }
    }
    written
}

fn terminal(session: &mut Session, colour: bool, (columns, rows): (u16, u16)) -> Terminal<TestBackend> {
    session.resize(columns, rows);
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| draw(session, Look { colour }, frame)).unwrap();
    terminal
}

/// The screen as text.
fn picture(session: &mut Session, size: (u16, u16)) -> String {
    let marks = session.options.marks;
    let terminal = terminal(session, !marks, size);
    let buffer = terminal.backend().buffer();
    let mut lines = Vec::new();
    for row in 0..size.1 {
        let mut line = String::new();
        let mut column = 0;
        while column < size.0 {
            let symbol = buffer[(column, row)].symbol();
            line.push_str(symbol);
            column += u16::try_from(super::layout::columns(symbol)).unwrap().max(1);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}
