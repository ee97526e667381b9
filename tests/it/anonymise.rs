//! Pseudonyms on the sample study: nothing that is shown or written has a name of the key in it, and codings stay on their words.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use canvass::model::Coding;

use crate::folders::{copy, sample};

struct Study(tempfile::TempDir);

/// Names of the sample study, with pseudonyms that nobody in it is called by.
const NAMES: [(&str, &str); 9] = [
    ("Nadia Rahman", "Priya Shah"),
    ("Rob Fenwick", "Carl Moss"),
    ("Clive Hallam", "Ted Rowe"),
    ("Siân Prosser", "Nia Vaughan"),
    ("Llŷr Havard", "Emrys Bevan"),
    ("Hiwot", "Selam"),
    ("Denise", "Wendy"),
    ("Digbeth", "[district]"),
    ("Josie Tennant", "Kay Lunt"),
];

/// What must not be seen any more.
const GONE: [&str; 14] = [
    "Maureen", "Tully", "Nadia", "Rahman", "Fenwick", "Clive", "Hallam", "Siân", "Prosser", "Llŷr", "Havard", "Hiwot",
    "Denise", "Digbeth",
];

impl Study {
    fn new() -> Self {
        let study = Self(tempfile::tempdir().unwrap());
        copy(&sample(), study.folder(), &[]);
        study
    }

    fn with_key() -> Self {
        let study = Self::new();
        let rows: Vec<String> = NAMES.iter().map(|(name, words)| format!("{name}={words}")).collect();
        let mut arguments = vec!["anonymise"];
        arguments.extend(rows.iter().flat_map(|row| ["--add", row.as_str()]));
        study.done(&arguments);
        study
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::cargo_bin("canvass").unwrap();
        let output = command.args(arguments).current_dir(self.folder()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
    }

    fn done(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}\n{err}");
        out
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    fn codings(&self) -> Vec<Coding> {
        let lines = files(&self.folder().join("codings")).into_iter().map(|file| fs::read_to_string(file).unwrap());
        lines
            .flat_map(|text| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Coding>>())
            .collect()
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() { found.extend(files(&entry.path())) } else { found.push(entry.path()) }
    }
    found.sort();
    found
}

fn has_no_name(what: &str, text: &str) {
    for name in GONE {
        assert!(!text.contains(name), "{what} shows {name}");
    }
}

#[test]
fn nothing_that_is_shown_or_exported_has_a_name_of_the_key() {
    let study = Study::with_key();
    let shown: [&[&str]; 9] = [
        &["quotes", "support", "--format", "md", "-q"],
        &["quotes", "funding", "--candidates", "--format", "md", "-q"],
        &["find", "Siân", "--format", "csv", "-q"],
        &["find", "the", "--format", "csv", "-q", "--around", "300"],
        &["code", "--explain", "--format", "csv", "-q"],
        &["reconcile", "asha", "tom", "--format", "csv", "-q"],
        &["themes", "--by", "stakeholder", "--format", "csv", "-q"],
        &["cooccurrence", "-q"],
        &["export", "qdc", "-q"],
    ];
    for arguments in shown {
        let out = study.done(arguments);
        assert!(!out.is_empty());
        has_no_name(&arguments.join(" "), &out);
    }
    study.done(&["export", "qdpx", "-o", "p.qdpx", "-q"]);
    study.done(&["grid", "-o", "grid.xlsx", "-q"]);
    study.done(&["reconcile", "asha", "tom", "-o", "r.xlsx", "-q"]);
    study.done(&["report", "-q"]);
    for file in ["p.qdpx", "grid.xlsx", "r.xlsx", "out/report.docx", "out/report.xlsx"] {
        let mut archive = zip::ZipArchive::new(fs::File::open(study.folder().join(file)).unwrap()).unwrap();
        for place in 0..archive.len() {
            let mut part = archive.by_index(place).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
            has_no_name(&format!("{file}: part {place}"), &String::from_utf8_lossy(&bytes));
        }
    }
    for file in ["out/report.md", "out/report.html", "out/manifest.json"] {
        has_no_name(file, &study.read(file));
    }
}

#[test]
fn what_went_out_with_pseudonyms_comes_back_to_the_names() {
    let study = Study::with_key();
    study.done(&["export", "qdpx", "-o", "p.qdpx", "-q"]);
    let before = study.codings();
    study.done(&["take", "p.qdpx", "-q"]);
    let said = study.run(&["take", "p.qdpx"]).2;
    assert!(said.contains("there already"), "{said}");
    // What is new by it (the coders’ names and the ids are the project’s) stands on words of the transcripts as they are.
    let after = study.codings();
    for coding in before {
        assert!(after.contains(&coding), "{}", coding.id);
    }
    let sheet = "document,turn,text,codes\nvcfse-02,1,\"Good to meet you properly, Wendy\",funding\n";
    fs::write(study.folder().join("sheet.csv"), sheet).unwrap();
    study.done(&["take", "sheet.csv", "--coder", "kim", "-q"]);
    let kim: Vec<Coding> = study.codings().into_iter().filter(|coding| coding.coder == "kim").collect();
    assert_eq!(kim[0].exact, "Good to meet you properly, Denise");
}

#[test]
fn the_look_lists_what_is_replaced_and_what_is_left_and_writes_nothing() {
    let study = Study::with_key();
    let before: Vec<Vec<u8>> = files(study.folder()).iter().map(|file| fs::read(file).unwrap()).collect();
    let out = study.done(&["anonymise", "--format", "csv"]);
    assert!(out.contains("Hiwot,Selam,") && out.contains("Geraldine,speaker,"), "{out}");
    let after: Vec<Vec<u8>> = files(study.folder()).iter().map(|file| fs::read(file).unwrap()).collect();
    assert!(before == after);
    assert_eq!(study.run(&["anonymise", "--strict", "-q"]).0, 1);
}

#[test]
fn suggestions_are_filled_in_and_taken_once() {
    let study = Study::new();
    for sheet in ["private/names.csv", "private/names.xlsx"] {
        study.done(&["anonymise", "--suggest", "-o", sheet, "-q"]);
        assert!(study.done(&["anonymise", "--take", sheet, "-q"]).is_empty());
    }
    let sheet = study.read("private/names.csv").replacen("Hiwot,,person", "Hiwot,Selam,person", 1);
    fs::write(study.folder().join("filled.csv"), sheet).unwrap();
    study.done(&["anonymise", "--take", "filled.csv"]);
    assert!(study.read("private/pseudonyms.csv").contains("Hiwot,Selam,person"));
    let said = study.run(&["anonymise", "--take", "filled.csv"]).2;
    assert!(said.contains("nothing was written"), "{said}");
    let (code, _, said) = study.run(&["anonymise", "--add", "Hiwot=Aster"]);
    assert!(code == 2 && said.contains("“Hiwot” is “Selam” in the key"), "{said}");
    let (code, _, said) = study.run(&["anonymise", "--add", "Grace=Selam"]);
    assert!(code == 2 && said.contains("nobody could tell them apart"), "{said}");
    assert_eq!(study.run(&["anonymise", "--add", "Grace"]).0, 2);
}

#[cfg(unix)]
#[test]
fn the_key_is_for_its_owner_and_out_of_git() {
    use std::os::unix::fs::PermissionsExt;
    let study = Study::with_key();
    let mode = fs::metadata(study.folder().join("private/pseudonyms.csv")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(study.read(".gitignore").lines().any(|line| line == "/private/"));
}

#[test]
fn written_for_good_themes_and_quotations_are_the_same_and_codings_on_their_words() {
    let study = Study::with_key();
    let shown = || {
        let quotes = study.done(&["quotes", "support", "--format", "md", "-q"]);
        (quotes, study.done(&["themes", "--by", "stakeholder", "--format", "csv", "-q"]))
    };
    let (before, codings) = (shown(), study.codings());
    study.done(&["anonymise", "--write", "-o", "private/done.md", "-q"]);
    assert!(shown() == before);
    let (code, _, said) = study.run(&["check"]);
    assert!(code == 0 && !said.contains("moved"), "{said}");
    for file in files(&study.folder().join("transcripts")).iter().chain(&files(&study.folder().join("codings"))) {
        has_no_name(&file.display().to_string(), &String::from_utf8_lossy(&fs::read(file).unwrap()));
    }
    has_no_name("documents.csv", &study.read("documents.csv"));
    assert!(study.read("documents.csv").contains("transcripts/vcfse-11.txt"));
    assert!(!study.folder().join("transcripts/vcfse-11.docx").exists());
    assert!(study.folder().join("private/originals/1/transcripts/vcfse-11.docx").exists());
    let now = study.codings();
    assert_eq!(now.len(), codings.len());
    for (one, other) in codings.iter().zip(&now) {
        assert_eq!((&one.id, &one.code, &one.coder, one.state), (&other.id, &other.code, &other.coder, other.state));
    }
    // Twice changes nothing, and a copy marked with the names of before is taken all the same.
    let said = study.run(&["anonymise", "--write", "-o", "private/again.md"]).2;
    assert!(said.contains("nothing was written"), "{said}");
    study.done(&["take", "incoming/vcfse-11.docx", "--coder", "kim", "-q"]);
    assert!(study.codings().iter().any(|coding| coding.coder == "kim"));
    has_no_name("codings", &study.codings().iter().map(|coding| coding.exact.clone()).collect::<String>());
}

#[test]
fn copies_leave_the_study_as_it_is() {
    let study = Study::with_key();
    let before: Vec<Vec<u8>> =
        files(&study.folder().join("transcripts")).iter().map(|file| fs::read(file).unwrap()).collect();
    study.done(&["anonymise", "--to", "handover", "-q"]);
    let after: Vec<Vec<u8>> =
        files(&study.folder().join("transcripts")).iter().map(|file| fs::read(file).unwrap()).collect();
    assert!(before == after);
    let copies = files(&study.folder().join("handover"));
    assert!(copies.len() > 50);
    for file in copies {
        assert_ne!(file.extension().unwrap(), "docx");
        has_no_name(&file.display().to_string(), &fs::read_to_string(&file).unwrap());
    }
    assert_eq!(study.run(&["anonymise", "--to", "handover"]).0, 2);
}

#[test]
fn a_pseudonym_that_is_somebody_real_is_refused_before_anything_is_written() {
    let study = Study::with_key();
    study.done(&["anonymise", "--add", "Imran=Geraldine"]);
    let (code, _, said) = study.run(&["anonymise", "--write"]);
    assert!(code == 2 && said.contains("private/pseudonyms.csv:14") && said.contains("“Geraldine”"), "{said}");
    assert!(!study.folder().join("private/originals").exists());
}

#[test]
fn answers_in_peoples_own_words_are_exported_with_pseudonyms() {
    let study = Study::new();
    let texts = study.done(&["export", "csv", "-q"]);
    let name = "research";
    assert!(texts.contains(name));
    fs::write(study.folder().join("private/pseudonyms.csv"), "name,pseudonym\nresearch,[word]\n").unwrap();
    let texts = study.done(&["export", "csv", "-q"]);
    assert!(texts.contains("[word]"));
}

#[test]
fn check_points_at_personal_details_and_at_names_that_nothing_replaces() {
    let study = Study::with_key();
    let (_, _, clean) = study.run(&["check"]);
    assert!(!clean.contains("telephone") && !clean.contains("nothing replaces it"), "{clean}");
    let path = study.folder().join("transcripts/vcfse-02.txt");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("Good to meet you", "Ring me on 0121 496 0123. Good to meet you", 1)).unwrap();
    let report = study.read("report.md") + "\nWe thank Hiwot for her time.\n";
    fs::write(study.folder().join("report.md"), report).unwrap();
    let (_, _, said) = study.run(&["check"]);
    assert!(said.contains("a telephone number stands in vcfse-02, turn 1"), "{said}");
    assert!(
        said.contains("report.md:") && said.contains("nothing replaces it here") && !said.contains("Hiwot"),
        "{said}"
    );
    assert_eq!(study.run(&["check", "--strict", "-q"]).0, 1);
}

#[test]
fn notes_and_labels_of_subtitles_are_replaced_and_their_times_are_not() {
    let study = Study::with_key();
    let path = study.folder().join("transcripts/manager-03.vtt");
    let text =
        fs::read_to_string(&path).unwrap().replacen("WEBVTT\n", "WEBVTT Nadia Rahman\n\nNOTE Siân Prosser, 00:00\n", 1);
    fs::write(&path, &text).unwrap();
    study.done(&["anonymise", "--write", "-q", "-o", "private/done.md"]);
    let written = fs::read_to_string(&path).unwrap();
    has_no_name("manager-03.vtt", &written);
    let times = |text: &str| text.lines().filter(|line| line.contains("-->")).map(str::to_owned).collect::<Vec<_>>();
    assert!(times(&text) == times(&written) && written.starts_with("WEBVTT Priya Shah"));
}

#[test]
fn choices_that_people_wrote_themselves_and_words_beside_numbers_have_pseudonyms() {
    let folder = tempfile::tempdir().unwrap();
    let own = ["Maureen Tully told me", "Gladys Worthington", "Saltley"];
    let mut sheet = "Timestamp,How did you hear of us?,How many people?,Anything else?\n".to_owned();
    for row in 0..30 {
        let heard = own.get(row).copied().unwrap_or(["A friend", "A leaflet", "The library"][row % 3]);
        let people = if row == 4 { "about 20 said Maureen Tully".to_owned() } else { (10 + row).to_string() };
        let else_ = if row == 5 { "Ask Maureen Tully or Bettina Crowhurst on 0121 496 0000" } else { "" };
        sheet.push_str(&format!("2024/03/{:02} 10:00:00 am GMT,{heard},{people},{else_}\n", row + 1));
    }
    fs::write(folder.path().join("forms.csv"), sheet).unwrap();
    let run = |folder: &Path, arguments: &[&str]| {
        let output = Command::cargo_bin("canvass").unwrap().args(arguments).current_dir(folder).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    run(folder.path(), &["init", "study"]);
    let study = folder.path().join("study");
    run(&study, &["import", "../forms.csv"]);
    let key = "name,pseudonym,kind\nMaureen Tully,Jean Marsh,person\nGladys Worthington,Eve Small,\nSaltley,[district],place\n";
    fs::create_dir_all(study.join("private")).unwrap();
    fs::write(study.join("private/pseudonyms.csv"), key).unwrap();
    for arguments in [
        &["frequencies"][..],
        &["frequencies", "--format", "json"],
        &["report"],
        &["check"],
        &["export", "csv", "-o", "clean.csv"],
    ] {
        let said = run(&study, arguments);
        assert!(!said.contains("Tully") && !said.contains("Worthington"), "{arguments:?}: {said}");
    }
    let shown = run(&study, &["frequencies"]);
    assert!(shown.contains("Jean Marsh told me") && shown.contains("Eve Small"), "{shown}");
    assert!(shown.contains("Saltley"), "a place that stands alone may be a choice of the questionnaire: {shown}");
    for name in ["clean.csv", "out/report.md", "out/report.html"] {
        let text = fs::read_to_string(study.join(name)).unwrap();
        assert!(!text.contains("Tully") && !text.contains("Worthington"), "{name}: {text}");
    }
    let left = run(&study, &["anonymise"]);
    assert!(left.contains("Bettina") && left.contains("0121 496 0000") && left.contains("row 6"), "{left}");
    assert!(!left.contains("Jean Marsh  "), "a pseudonym is not listed: {left}");
}
