//! Interviews in two languages: original and translation side by side.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

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
            && said.contains("Translation (en): “There is no money here at all.”"),
        "{said}"
    );
    assert!(said.contains("I do not know.") && said.contains("Original (cy): “Wn i ddim.”"), "{said}");
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

#[test]
fn a_report_shows_what_was_said_in_both_languages() {
    let study = Study::new();
    let path = study.0.path().join("study.toml");
    let text = fs::read_to_string(&path).unwrap()
        + "\n[report]\nnarrative = \"report.md\"\nformats = [\"docx\", \"html\", \"md\", \"xlsx\"]\n";
    fs::write(path, text).unwrap();
    fs::write(study.0.path().join("report.md"), "# Money\n\n{{ quotes(\"money\", limit=9) }}\n").unwrap();
    study.run(&["report"]);
    let written = |name: &str| fs::read_to_string(study.0.path().join("out").join(name)).unwrap();
    let markdown = written("report.md");
    assert!(
        markdown.contains("> “Does dim arian yma o gwbl.”\n>\n> *Translation (en):* “There is no money here at all.”"),
        "{markdown}"
    );
    assert_eq!(markdown.matches("no money here").count(), 1, "coded in both it stands once: {markdown}");
    let page = written("report.html");
    assert!(page.contains("<em>Original (cy):</em> “Wn i ddim.”"), "{page}");
}

fn import(name: &str, bytes: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    ran(folder.path(), &["init", "study"]);
    let said = ran(&folder.path().join("study"), &["import", &format!("../{name}")]);
    (folder, said)
}

fn ran(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::cargo_bin("canvass").unwrap().args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    text(output.stdout) + &text(output.stderr)
}

/// A Word document with a paragraph, a table and a paragraph; paragraphs of a cell are parted by a line end.
fn table_in_word(rows: &[&[&str]]) -> Vec<u8> {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>");
    let cell = |text: &&str| {
        let inside: String = text.split('\n').map(paragraph).collect();
        format!("<w:tc>{inside}</w:tc>")
    };
    let row = |cells: &&[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    let table: String = rows.iter().map(row).collect();
    let xml = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{}<w:tbl>{table}</w:tbl>{}</w:body></w:document>",
        paragraph("Interview of 3 May"),
        paragraph("End of the interview")
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(xml.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn two_columns_of_a_table_become_linked_transcripts() {
    let table = table_in_word(&[
        &["Speaker", "Original (Welsh)", "English translation", "Notes"],
        &["Holwr", "Sut mae’r arian?", "How is the money?", ""],
        &["Cyfranogwr", "Does dim arian yma.\nDim o gwbl.", "There is no money here.\nNone at all.", "laughs"],
        &["Holwr", "Pam?", "", ""],
        &["Cyfranogwr", "Wn i ddim.", "I do not know.", ""],
    ]);
    let (folder, said) = import("talk one.docx", &table);
    let study = folder.path().join("study");
    let read = |name: &str| fs::read_to_string(study.join(name)).unwrap();
    let original = "Holwr: Sut mae’r arian?\n\nCyfranogwr: Does dim arian yma.\nDim o gwbl.\n\nHolwr: Pam?\n\nCyfranogwr: Wn i ddim.\n";
    assert_eq!(read("transcripts/talk-one.txt"), original, "{said}");
    let translation = "Holwr: How is the money?\n\nCyfranogwr: There is no money here.\nNone at all.\n\nHolwr: […]\n\nCyfranogwr: I do not know.\n";
    assert_eq!(read("transcripts/talk-one-en.txt"), translation, "{said}");
    let documents = read("documents.csv");
    assert!(documents.contains("talk-one,transcripts/talk-one.txt,interviews,transcript,cy,,"), "{documents}");
    assert!(
        documents.contains("talk-one-en,transcripts/talk-one-en.txt,interviews,transcript,en,talk-one,"),
        "{documents}"
    );
    assert_eq!(read("cases.csv").matches("talk-one").count(), 1, "a person is one case");
    assert!(study.join("raw/talk one.docx").is_file());
    for part in [
        "2 paragraphs before and after the table",
        "1 cell of the languages is blank",
        "wrote transcripts/talk-one-en.txt",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let checked = ran(&study, &["check"]);
    assert!(!checked.contains("turns and the translation"), "{checked}");
    let again = ran(&study, &["import", "../talk one.docx"]);
    assert!(again.contains("nothing was written"), "{again}");
    // Left among the transcripts it would be read as one talk.
    fs::copy(folder.path().join("talk one.docx"), study.join("transcripts/both.docx")).unwrap();
    assert!(ran(&study, &["import", "transcripts/both.docx"]).contains("each has to be a transcript of its own"));
    assert!(ran(&study, &["check"]).contains("holds a table of several languages"));
}

#[test]
fn two_columns_of_words_alone_keep_the_paragraphs_of_their_cells() {
    let table = table_in_word(&[
        &["Polski", "English"],
        &["Badacz: Jak było?\nUczestnik: Dobrze.", "Researcher: How was it?\nParticipant: Fine."],
        &["Badacz: Na pewno?\nUczestnik: Tak.", "Researcher: Sure?\nParticipant: Yes."],
    ]);
    let (folder, said) = import("rozmowa.docx", &table);
    let read = |name: &str| fs::read_to_string(folder.path().join("study/transcripts").join(name)).unwrap();
    assert_eq!(
        read("rozmowa.txt"),
        "Badacz: Jak było?\nUczestnik: Dobrze.\n\nBadacz: Na pewno?\nUczestnik: Tak.\n",
        "{said}"
    );
    assert!(read("rozmowa-en.txt").ends_with("Researcher: Sure?\nParticipant: Yes.\n"));
    assert!(said.contains("the first language is taken for the original"), "{said}");
}

#[test]
fn a_sheet_of_several_talks_in_two_languages_comes_in_talk_by_talk() {
    let sheet = "Interview,Turn,Speaker,Translation (English),Original (Polish)\n        anna,1,Interviewer,How was it in the end?,Jak było na końcu?\n        anna,2,P,\"Note: it was fine, really.\",\"Uwaga: było dobrze, naprawdę.\"\n        bartek,1,Interviewer,And with you then?,A u pana jak?\n        bartek,2,P,Not so good at all.,Nie za dobrze.\n";
    let (folder, said) = import("talks.csv", sheet.as_bytes());
    let study = folder.path().join("study");
    let read = |name: &str| fs::read_to_string(study.join(name)).unwrap();
    assert_eq!(
        read("transcripts/talks-anna.txt"),
        "Interviewer: Jak było na końcu?\n\nP: Uwaga: było dobrze, naprawdę.\n",
        "{said}"
    );
    assert_eq!(read("transcripts/talks-bartek-en.txt"), "Interviewer: And with you then?\n\nP: Not so good at all.\n");
    assert!(
        read("documents.csv")
            .contains("talks-bartek-en,transcripts/talks-bartek-en.txt,interviews,transcript,en,talks-bartek,")
    );
    let cases = read("cases.csv");
    assert!(cases.contains("talks-anna") && cases.contains("talks-bartek") && !cases.contains("-en"), "{cases}");
}

#[test]
fn a_questionnaire_about_languages_stays_a_questionnaire() {
    for sheet in ["Name,English,Welsh\nAnn,yes,no\nBo,no,yes\n", "Id,English,Translation\n1,yes,no\n2,no,yes\n"] {
        let (folder, said) = import("skills.csv", sheet.as_bytes());
        assert!(folder.path().join("study/questionnaire.toml").is_file(), "{said}");
    }
}
