//! Coding on the sample study: rules, taking, anchors after edits, quotations; by the commands a person types.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use canvass::model::{Coding, CodingState};

use crate::folders;

/// A copy of the sample study to work in.
struct Study(tempfile::TempDir);

impl Study {
    fn new() -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        folders::copy(&folders::sample(), copy.folder(), &[]);
        let _ = fs::remove_dir_all(copy.folder().join("codings"));
        copy
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Runs a command in the study: exit code, standard output, standard error.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output =
            Command::cargo_bin("canvass").unwrap().args(arguments).current_dir(self.folder()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
    }

    fn done(&self, arguments: &[&str]) -> (String, String) {
        let (code, out, err) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}\n{err}");
        (out, err)
    }

    fn codings(&self, coder: &str) -> Vec<Coding> {
        let mut codings = Vec::new();
        for file in files(&self.folder().join("codings").join(coder)) {
            let text = fs::read_to_string(file).unwrap();
            codings.extend(text.lines().map(|line| serde_json::from_str::<Coding>(line).unwrap()));
        }
        codings
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.folder().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

const INCOMING: [&str; 8] = [
    "incoming/asha-commissioners.csv",
    "incoming/asha-managers.xlsx",
    "incoming/asha-vcfse.csv",
    "incoming/commissioner-03.docx",
    "incoming/commissioner-04.docx",
    "incoming/vcfse-11.docx",
    "incoming/vcfse-12.docx",
    "incoming/vcfse-13.docx",
];

fn take_all(study: &Study) -> (String, String) {
    let arguments: Vec<&str> = ["take"].into_iter().chain(INCOMING).chain(["--coder", "asha"]).collect();
    study.done(&arguments)
}

#[test]
fn rules_propose_the_same_twice_and_decisions_stay() {
    let study = Study::new();
    study.done(&["code"]);
    let first = study.codings("rules");
    assert!(first.len() > 100);
    assert!(first.iter().all(|coding| coding.state == CodingState::Candidate));
    let before: Vec<Vec<u8>> =
        files(&study.folder().join("codings/rules")).iter().map(|f| fs::read(f).unwrap()).collect();
    let (_, said) = study.done(&["code"]);
    assert!(said.contains("0 new") && said.contains("0 gone"), "{said}");
    let after: Vec<Vec<u8>> =
        files(&study.folder().join("codings/rules")).iter().map(|f| fs::read(f).unwrap()).collect();
    assert_eq!(before, after);

    let mut funding = first.iter().filter(|coding| coding.code == "funding");
    let (decided, accepted) = (funding.next().unwrap(), funding.next().unwrap());
    study.done(&["code", "--reject", &decided.id, "--accept", &accepted.id]);
    let (_, said) = study.done(&["code"]);
    assert!(said.contains("0 new") && said.contains("1 accepted and 1 rejected"), "{said}");
    let (quotes, _) = study.done(&["quotes", "funding", "--candidates"]);
    assert!(!quotes.contains(&decided.id) && !quotes.contains(&accepted.id), "{quotes}");
    let (quotes, _) = study.done(&["quotes", "funding"]);
    assert!(quotes.contains(&accepted.id), "{quotes}");
    assert_eq!(study.run(&["code", "--accept", "nobody"]).0, 2);
    let again = study.codings("rules").into_iter().find(|coding| coding.id == decided.id).unwrap();
    assert_eq!(again.state, CodingState::Rejected);
}

#[test]
fn a_changed_rule_is_said_before_it_is_applied() {
    let study = Study::new();
    study.done(&["code"]);
    let before = study.codings("rules").len();
    study.edit("codebook.toml", "\"forum\"", "\"forum\", \"the\"");
    let (_, said) = study.done(&["quotes", "funding"]);
    assert!(said.contains("the rules of code “consultation” have changed"), "{said}");
    let (_, said) = study.done(&["code", "--dry-run"]);
    assert!(
        said.contains("the rules of “consultation” have changed") && said.contains("nothing was written"),
        "{said}"
    );
    assert_eq!(study.codings("rules").len(), before);
    study.done(&["code"]);
    assert!(study.codings("rules").len() > before);
}

#[test]
fn a_broken_expression_writes_nothing() {
    let study = Study::new();
    study.edit("codebook.toml", "phrases = [", "expressions = ['(money']\nphrases = [");
    let (code, out, said) = study.run(&["code"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        said.contains("the expression in rule 1 of code “does-pr” cannot be used: unclosed group\n    (money\n    ^"),
        "{said}"
    );
    assert!(!study.folder().join("codings").exists());
}

#[test]
fn every_coding_that_people_made_comes_in_once() {
    let study = Study::new();
    take_all(&study);
    let codings = study.codings("asha");
    let documents: std::collections::BTreeSet<&str> = codings.iter().map(|coding| coding.document.as_str()).collect();
    assert_eq!(documents.len(), 24);
    assert!(codings.len() > 24 * 8);
    let ids: std::collections::BTreeSet<&str> = codings.iter().map(|coding| coding.id.as_str()).collect();
    assert_eq!(ids.len(), codings.len());
    let (_, said) = take_all(&study);
    assert!(said.contains("there are no new codings to write"), "{said}");
    assert_eq!(study.codings("asha"), codings);
    let raised = |code: &str, group: &str| {
        let of = codings.iter().filter(|coding| coding.code == code && coding.document.starts_with(group));
        of.map(|coding| coding.document.as_str()).collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!(raised("does-pr", "vcfse"), 3);
    assert_eq!(raised("little-experience", "vcfse"), 8);
    assert_eq!(raised("knows-others", "vcfse"), 2);
    assert_eq!(raised("consultation", "commissioner"), 2);
}

#[test]
fn codings_follow_an_edited_transcript_and_a_moved_one_is_asked_about() {
    let study = Study::new();
    take_all(&study);
    let codings = study.codings("asha");
    let of: Vec<&Coding> = codings.iter().filter(|coding| coding.document == "vcfse-01").collect();
    let edited = of.iter().max_by_key(|coding| coding.exact.len()).unwrap();
    let last_word = edited.exact.split_whitespace().last().unwrap();
    let changed = edited.exact.replace(last_word, &format!("really {last_word}"));
    study.edit("transcripts/vcfse-01.txt", &edited.exact, &changed);
    let file = study.folder().join("transcripts/vcfse-01.txt");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        format!("Interviewer: Before we begin, is it all right to record?\n\nParticipant: It is.\n\n{text}"),
    )
    .unwrap();
    let (_, said) = study.done(&["quotes", "does-pr"]);
    assert!(said.contains(&format!("coding {} may have moved", edited.id)), "{said}");
    assert!(!said.contains("no longer"), "{said}");
    // Until somebody accepts it, its file keeps the old words.
    assert!(study.codings("asha").iter().any(|coding| coding.exact == edited.exact));
    let (_, said) = study.done(&["take", "--moved", &edited.id]);
    assert!(said.contains("accepted where"), "{said}");
    let now = study.codings("asha").into_iter().find(|coding| coding.id == edited.id).unwrap();
    assert_eq!(now.exact, changed);
    let (_, said) = study.done(&["quotes", "does-pr"]);
    assert!(!said.contains(&format!("coding {} may have moved", edited.id)), "{said}");
}

#[test]
fn an_orphan_fails_the_check_and_is_not_lost() {
    let study = Study::new();
    take_all(&study);
    let before = study.codings("asha");
    let gone = before.iter().find(|coding| coding.document == "vcfse-01").unwrap();
    study.edit("transcripts/vcfse-01.txt", &gone.exact, "[a passage was taken out here]");
    let (code, _, said) = study.run(&["check"]);
    let all = said + &study.run(&["check", "--format", "json"]).1;
    assert_eq!(code, 1, "{all}");
    assert!(all.contains(&gone.id), "{all}");
    study.done(&["find", "peer researcher~", "--apply", "peer-roles", "--coder", "asha"]);
    assert!(study.codings("asha").iter().any(|coding| coding.id == gone.id));
}

#[test]
fn nothing_of_a_file_with_a_problem_is_taken() {
    let study = Study::new();
    let sheet = "document,turn,text,codes,memo\nvcfse-01,,I don't get a vote.,co-desing,\nvcfse-99,,x,funding,\n";
    fs::write(study.folder().join("sheet.csv"), sheet).unwrap();
    let (code, _, said) = study.run(&["take", "sheet.csv", "--coder", "ben"]);
    assert_eq!(code, 2);
    assert!(said.contains("did you mean “co-design”") && said.contains("there is no document “vcfse-99”"), "{said}");
    assert!(said.contains("nothing was taken: 2 problems"), "{said}");
    assert!(study.codings("ben").is_empty());
}

#[test]
fn words_are_found_in_context_and_coded() {
    let study = Study::new();
    let (out, said) = study.done(&["find", "peer researcher~", "--format", "csv"]);
    assert!(out.contains("vcfse-01, turn"), "{out}");
    assert!(said.contains("of 24 documents"), "{said}");
    study.done(&["find", "peer researcher~", "--apply", "peer-roles", "--coder", "ben"]);
    let codings = study.codings("ben");
    assert!(codings.iter().all(|coding| coding.exact.to_lowercase().contains("peer researcher")));
    let (_, said) = study.done(&["find", "peer researcher~", "--apply", "Peers in roles", "--coder", "ben"]);
    assert!(said.contains("0 new codings"), "{said}");
    assert_eq!(study.run(&["find", "/(/"]).0, 2);
}

#[test]
fn quotations_come_from_each_group_in_turn() {
    let study = Study::new();
    take_all(&study);
    let (out, _) =
        study.done(&["quotes", "funding", "--by", "stakeholder", "--limit", "3", "--bare", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let text = report.to_string();
    for group in ["VCFSE", "Commissioner", "BVSC programme manager"] {
        assert!(text.contains(group), "{group}: {text}");
    }
    let (code, _, said) = study.run(&["quotes", "fundin"]);
    assert_eq!(code, 2);
    assert!(said.contains("did you mean “funding”"), "{said}");
}

#[test]
fn a_name_with_a_pseudonym_is_not_shown() {
    let study = Study::new();
    fs::create_dir_all(study.folder().join("private")).unwrap();
    fs::write(
        study.folder().join("private/pseudonyms.csv"),
        "name,pseudonym\nMaureen Tully,Carol Webb\nMaureen,Carol\n",
    )
    .unwrap();
    let (out, _) = study.done(&["find", "forum*", "--format", "csv", "--around", "200"]);
    let (names, _) = study.done(&["find", "Maureen", "--format", "csv"]);
    assert!(names.contains("Carol") && !names.contains("Maureen’s") && !out.contains("Maureen Tully"), "{names}");
}

#[test]
fn themes_count_cases_of_each_group() {
    let study = Study::new();
    take_all(&study);
    let (out, _) = study.done(&["themes", "does-pr", "little-experience", "--by", "stakeholder", "--format", "json"]);
    let tables: serde_json::Value = serde_json::from_str(&out).unwrap();
    let cells = &tables["tables"][0]["cells"];
    let counts = |row: usize| cells[row][1]["count"].as_u64();
    assert_eq!((counts(1), counts(2)), (Some(3), Some(8)), "{cells:#}");
}

/// A study of three talks in each of which a rule finds one passage: accepted in the first, rejected in the third.
fn decided_study(approach: &str) -> Study {
    let study = Study(tempfile::tempdir().unwrap());
    let toml =
        format!("[study]\ntitle = \"T\"\napproach = \"{approach}\"\n\n[interviews]\ntranscripts = \"transcripts/*\"\n");
    let documents = "document,file,speakers\n\
        a,transcripts/a.txt,I = interviewer; P = participant a\n\
        b,transcripts/b.txt,I = interviewer; P = participant b\n\
        c,transcripts/c.txt,I = interviewer; P = participant c\n";
    let book =
        "[[code]]\nid = \"money\"\nname = \"Money\"\ndefinition = \"It.\"\n\n[[code.rule]]\nphrases = [\"grant\"]\n";
    let talk = "I: Would a grant help?\n\nP: A grant would help us here.\n";
    fs::create_dir_all(study.folder().join("transcripts")).unwrap();
    for (name, text) in [
        ("study.toml", toml.as_str()),
        ("codebook.toml", book),
        ("cases.csv", "case\na\nb\nc\n"),
        ("documents.csv", documents),
        ("transcripts/a.txt", talk),
        ("transcripts/b.txt", talk),
        ("transcripts/c.txt", talk),
    ] {
        fs::write(study.folder().join(name), text).unwrap();
    }
    study.done(&["code"]);
    let id = |document: &str| {
        let found = study.codings("rules").into_iter().find(|coding| coding.document == document);
        found.unwrap_or_else(|| panic!("{document}")).id
    };
    study.done(&["code", "--accept", &id("a")]);
    study.done(&["code", "--reject", &id("c")]);
    study
}

#[test]
fn what_rules_propose_counts_in_a_declared_content_analysis_alone_and_never_what_was_rejected() {
    for (approach, count) in [("reflexive", 1), ("codebook", 1), ("framework", 1), ("content", 2)] {
        let study = decided_study(approach);
        let (json, _) = study.done(&["themes", "--format", "json", "-q"]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["tables"][0]["cells"][1][0]["count"], count, "{approach}: {json:#}");
        let notes = json["tables"][0]["notes"].to_string();
        let is_content = approach == "content";
        assert_eq!(notes.contains("Content analysis"), is_content, "{approach}: {notes}");
        assert_eq!(notes.contains("Only codings that a person accepted count"), !is_content, "{approach}: {notes}");
        let (_, said) = study.done(&["quotes", "money"]);
        assert!(said.contains(&format!("{count} quotation")), "{approach}: {said}");
        assert_eq!(said.contains("nobody has accepted them yet"), !is_content, "{approach}: {said}");
        study.done(&["report", "--format", "md"]);
        let report = fs::read_to_string(study.folder().join("out/report.md")).unwrap();
        assert_eq!(report.contains("without a person having accepted it, 2 of these passages"), is_content, "{report}");
        assert_eq!(report.contains("which nobody has accepted; they are not counted"), !is_content, "{report}");
        // What other programs get is what counts.
        let (cases, _) = study.done(&["export", "cases", "-q"]);
        let raised = cases.lines().skip(1).filter(|line| line.ends_with(",1")).count();
        assert_eq!(raised, count, "{approach}: {cases}");
    }
}
