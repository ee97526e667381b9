//! Interviews in two languages: original and translation side by side.

use std::fs;

use assert_cmd::Command;

const WELSH: &str =
    "Holwr: Sut mae’r arian?\n\nCyfranogwr: Does dim arian yma o gwbl.\n\nHolwr: Pam?\n\nCyfranogwr: Wn i ddim.\n";
const ENGLISH: &str = "Interviewer: How is the money?\n\nParticipant: There is no money here at all.\n\nInterviewer: Why?\n\nParticipant: I do not know.\n";

struct Study(tempfile::TempDir);

impl Study {
    fn new() -> Self {
        let study = Self(tempfile::tempdir().unwrap());
        let files = [
            ("study.toml", "[study]\ntitle = \"T\"\n\n[interviews]\ntranscripts = \"transcripts/*\"\n"),
            ("codebook.toml", "[[code]]\nid = \"money\"\nname = \"Money\"\ndefinition = \"It.\"\n"),
            ("cases.csv", "case,group\np1,A\n"),
            (
                "documents.csv",
                "document,file,language,translation_of,speakers\n\
                 d,transcripts/d.txt,cy,,Holwr = interviewer; Cyfranogwr = participant p1\n\
                 d-en,transcripts/d-en.txt,en,d,Interviewer = interviewer; Participant = participant\n",
            ),
            ("transcripts/d.txt", WELSH),
            ("transcripts/d-en.txt", ENGLISH),
            (
                "coded.csv",
                "document,turn,text,code\nd,2,Does dim arian yma o gwbl.,money\nd-en,2,no money here,money\nd-en,4,I do not know.,money\n",
            ),
        ];
        for (name, text) in files {
            let path = study.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        study.run(&["take", "coded.csv", "--coder", "asha"]);
        study
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output =
            Command::cargo_bin("canvass").unwrap().args(arguments).current_dir(self.0.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        text(output.stdout) + &text(output.stderr)
    }
}

#[test]
fn a_quotation_has_the_other_language_beside_it_and_stands_once() {
    let said = Study::new().run(&["quotes", "money"]);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("Does dim arian yma o gwbl.")
            && said.contains("en: d-en, turn 2: “There is no money here at all.”"),
        "{said}"
    );
    assert!(said.contains("I do not know.") && said.contains("cy: d, turn 4: “Wn i ddim.”"), "{said}");
    assert!(said.contains("2 quotations of “Money”"), "{said}");
}

#[test]
fn a_person_is_counted_once() {
    let json: serde_json::Value =
        serde_json::from_str(Study::new().run(&["themes", "--format", "json", "-q"]).trim()).unwrap();
    assert_eq!(json["tables"][0]["cells"][0][0]["count"], 1, "{json:#}");
    assert_eq!(json["tables"][0]["banner"].as_array().map(Vec::len), Some(1), "{json:#}");
}

#[test]
fn turns_without_a_counterpart_are_named_by_check() {
    let study = Study::new();
    let longer = format!(
        "Interviewer: Before we begin, I will say what this is for, and who will read it.\n\nParticipant: Yes.\n\n{ENGLISH}"
    );
    fs::write(study.0.path().join("transcripts/d-en.txt"), longer).unwrap();
    let said = study.run(&["check"]);
    assert!(said.contains("the original has 4 turns and the translation 6"), "{said}");
}
