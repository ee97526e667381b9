//! Codings keep their words: a transcript saved in another encoding or with other line ends is the same text, and what may have
//! moved after an edit counts once somebody accepted where it is.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use canvass::coding::{Finder, settle};
use canvass::model::{Coding, Corpus, Document};
use canvass::readers::transcript;
use canvass::source::Source;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// How a transcript is saved.
#[derive(Debug, Clone, Copy)]
struct Saved {
    end: &'static str,
    encoding: &'static str,
    decomposed: bool,
    last_end: bool,
}

fn saved() -> impl Strategy<Value = Saved> {
    let encodings = ["utf-8", "utf-8 with mark", "utf-16le", "utf-16be", "windows-1252"];
    let ends = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    (ends, prop::sample::select(encodings.to_vec()), any::<bool>(), any::<bool>())
        .prop_map(|(end, encoding, decomposed, last_end)| Saved { end, encoding, decomposed, last_end })
}

fn bytes(text: &str, saved: Saved) -> Vec<u8> {
    let mut text = text.replace('\n', saved.end);
    if saved.last_end {
        text.push_str(saved.end);
    }
    // windows-1252 has no accents on their own.
    if saved.decomposed && saved.encoding != "windows-1252" {
        text = text.nfd().collect();
    }
    match saved.encoding {
        "utf-8 with mark" => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        "utf-16le" => b"\xff\xfe".iter().copied().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        "utf-16be" => b"\xfe\xff".iter().copied().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
        "windows-1252" => text.chars().map(in_windows_1252).collect(),
        _ => text.into_bytes(),
    }
}

fn in_windows_1252(character: char) -> u8 {
    match character {
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '–' => 0x96,
        other => u8::try_from(u32::from(other)).unwrap(),
    }
}

fn talk() -> impl Strategy<Value = String> {
    let said = [
        "Nous avons créé un café où les gens se retrouvent après l’école.",
        "There’s “no money” for groups like ours – never was, never will be.",
        "Well, yes.",
        "Señora Núñez helped us with the application, and that was all.",
        "We met on Monday; nobody from the council came.",
        "À côté, il y a une très vieille église.",
    ];
    prop::collection::vec(prop::collection::vec(prop::sample::select(said.to_vec()), 1..4), 2..8).prop_map(|turns| {
        let label = |number: usize| if number.is_multiple_of(2) { "Interviewer" } else { "José" };
        let turns = turns.iter().enumerate().map(|(number, said)| format!("{}: {}", label(number), said.join(" ")));
        turns.collect::<Vec<_>>().join("\n\n")
    })
}

fn read(bytes: Vec<u8>) -> Document {
    transcript::read(&Source::from_bytes("d.txt", bytes)).unwrap().document
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A transcript that another program saved in its own way is the text that was coded: nothing is even looked for.
    #[test]
    fn another_encoding_is_the_same_text(text in talk(), saved in saved()) {
        let before = read(text.clone().into_bytes());
        let finder = Finder::new(&before);
        let codings: Vec<Coding> = before.turns.iter().map(|turn| {
            let mut coding = Coding { id: turn.number.to_string(), ..Coding::default() };
            finder.anchor(&mut coding, turn.start, turn.end);
            coding
        }).collect();
        let after = read(bytes(&text, saved));
        prop_assert_eq!(&after.text, &before.text);
        prop_assert_eq!(&after.hash, &before.hash);
        let settled = settle(&Corpus { documents: vec![after], cases: Vec::new() }, &codings);
        prop_assert!(settled.noticed.is_empty() && settled.codings == codings, "{:?}", settled.noticed);
    }
}

const TALK: &str =
    "Interviewer: How is the money?\n\nParticipant: There is no fundng for small groups at all. We met on Monday.\n";

struct Study(tempfile::TempDir);

impl Study {
    fn new() -> Self {
        let study = Self(tempfile::tempdir().unwrap());
        study.write("study.toml", "[study]\ntitle = \"T\"\n\n[interviews]\ntranscripts = \"transcripts/*\"\n\n[report]\nnarrative = \"report.md\"\n");
        study.write("report.md", "# R\n");
        study.write("codebook.toml", "[[code]]\nid = \"money\"\nname = \"Money\"\ndefinition = \"It.\"\n");
        study.write("cases.csv", "case,group\np1,A\n");
        study.write(
            "documents.csv",
            "document,file,speakers\nd1,transcripts/d1.txt,Interviewer = interviewer; Participant = participant p1\n",
        );
        study.write("transcripts/d1.txt", TALK);
        for coder in ["asha", "ben"] {
            study.write(
                "marked.csv",
                "document,turn,text,code\nd1,2,There is no fundng for small groups at all.,money\n",
            );
            study.done(&["take", "marked.csv", "--coder", coder]);
        }
        study
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output =
            Command::cargo_bin("canvass").unwrap().args(arguments).current_dir(self.0.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap_or(-1), text(output.stdout) + &text(output.stderr))
    }

    fn done(&self, arguments: &[&str]) -> String {
        let (code, said) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}\n{said}");
        said
    }
}

#[test]
fn what_may_have_moved_counts_once_it_is_accepted() {
    let study = Study::new();
    assert!(study.done(&["quotes", "money"]).contains("no fundng"));
    study.write("transcripts/d1.txt", &TALK.replace("fundng for small", "funding for very small"));

    let said = study.done(&["quotes", "money"]);
    assert!(
        said.contains("coding d1-money may have moved") && said.contains("canvass take --moved d1-money"),
        "{said}"
    );
    assert!(said.contains("0 quotations"), "{said}");
    let themes = study.done(&["themes", "--format", "csv"]);
    assert!(!themes.lines().any(|line| line.starts_with("Money") && line.contains(",1")), "{themes}");

    let (code, said) = study.run(&["agreement", "asha", "ben"]);
    assert!(code == 2 && said.contains("2 codings to be compared may have moved"), "{said}");
    let (code, said) = study.run(&["reconcile", "asha", "ben"]);
    assert!(code == 2 && said.contains("may have moved"), "{said}");
    let said = study.done(&["export", "qdpx", "-o", "p.qdpx"]);
    assert!(said.contains("not in it: 2 codings that may have moved"), "{said}");
    study.write("report.md", "# R\n\n{{ quote(\"d1-money\") }}\n");
    let (_, said) = study.run(&["check"]);
    assert!(said.contains("“d1-money” may have moved when its transcript was edited, so it is not quoted"), "{said}");

    study.done(&["take", "--moved", "all"]);
    let said = study.done(&["quotes", "money"]);
    assert!(said.contains("2 quotations") && said.contains("funding for very small"), "{said}");
    study.done(&["agreement", "asha", "ben"]);
}
