//! Rules from the codebook's file to candidates: operators, sets, scopes, denials, and what is refused in words.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const CODEBOOK: &str = r#"
[[set]]
id = "money"
words = ["fund*", "grant~", "core costs"]

[[code]]
id = "lack"
name = "Lack of money"

[[code.rule]]
patterns = ["(lack~ OR short) NEAR/3 @money", "no THEN/1 @money"]

[[code]]
id = "money"
name = "Money"

[[code.rule]]
phrases = ["@money"]
unit = "span"
cases = { group = ["VCFSE"] }

[[code.rule]]
expressions = ['(a+)+$']
"#;

struct Study(tempfile::TempDir);

impl Study {
    fn new(codebook: &str, transcripts: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::create_dir(path.join("transcripts")).unwrap();
        fs::write(path.join("study.toml"), "[study]\ntitle = \"T\"\n[interviews]\ntranscripts = \"transcripts/*\"\n")
            .unwrap();
        fs::write(path.join("codebook.toml"), codebook).unwrap();
        let mut documents = String::from("document,file,speakers\n");
        for (name, text) in transcripts {
            fs::write(path.join(format!("transcripts/{name}.txt")), text).unwrap();
            documents.push_str(&format!("{name},transcripts/{name}.txt,Int = interviewer; P = participant {name}\n"));
        }
        fs::write(path.join("documents.csv"), documents).unwrap();
        fs::write(path.join("cases.csv"), "case,group\na,VCFSE\nb,Council\n").unwrap();
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_canvass"));
        let done = command.args(arguments).current_dir(self.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
    }
}

fn talk(words: &str) -> String {
    format!("Int: How is your funding?\n\nP: {words}\n\nInt: Thank you.\n\nP: Bye.\n")
}

fn transcripts() -> Vec<(&'static str, String)> {
    vec![
        ("a", talk("We lack the basic funding. We never had a grant. Tea is fine.")),
        ("b", talk("No core costs. Grants came.")),
    ]
}

#[test]
fn operators_sets_scopes_and_denials_come_through_to_candidates() {
    let study = Study::new(CODEBOOK, &transcripts());
    let (code, out, said) = study.run(&["code", "--format", "csv"]);
    assert_eq!(code, 0, "{said}");
    assert!(out.contains("lack,2,2,") && out.contains("money,2,1,"), "{out}");
    let lines = fs::read_to_string(study.path().join("codings/rules/a.jsonl")).unwrap();
    assert!(lines.contains(r#""exact":"We lack the basic funding.""#), "{lines}");
    assert!(lines.contains(r#""exact":"grant""#) && lines.contains(r#""negation":"never had a grant""#), "{lines}");
    let (_, again, said) = study.run(&["code", "--dry-run", "--format", "csv"]);
    assert!(said.contains("0 new, 4 unchanged, 0 gone"), "{said}{again}");
    let (_, out, _) = study.run(&["code", "--explain", "lack", "--format", "csv"]);
    assert!(out.contains("\"OR, NEAR/3\"") && out.contains("lack … funding") && out.contains("THEN/1"), "{out}");
    let (_, out, _) = study.run(&["quotes", "money", "--candidates"]);
    assert!(out.contains("Negated: “never had a grant”"), "{out}");
}

#[test]
fn candidates_of_a_document_that_is_gone_go_and_decisions_stay() {
    let study = Study::new(CODEBOOK, &transcripts());
    study.run(&["code"]);
    let file = study.path().join("codings/rules/b.jsonl");
    let lines = fs::read_to_string(&file).unwrap();
    fs::write(study.path().join("codings/rules/gone.jsonl"), lines.replace("\"b\"", "\"gone\"")).unwrap();
    let decided = lines.replace("\"b\"", "\"left\"").replace("candidate", "rejected");
    fs::write(study.path().join("codings/rules/left.jsonl"), &decided).unwrap();
    let (code, _, said) = study.run(&["code"]);
    assert!(code == 0 && said.contains("1 gone") && said.contains("1 decided coding whose words"), "{said}");
    assert_eq!(fs::read_to_string(study.path().join("codings/rules/gone.jsonl")).unwrap(), "");
    assert_eq!(fs::read_to_string(study.path().join("codings/rules/left.jsonl")).unwrap(), decided);
    assert_eq!(fs::read_to_string(&file).unwrap(), lines);
}

#[test]
fn what_cannot_be_used_is_marked_and_nothing_is_written() {
    for (was, broken, told) in [
        ("no THEN/1 @money", "no THEN @money", "    no THEN @money\n       ^^^^"),
        ("no THEN/1 @money", "no THEN/1 @mony", "did you mean “@money”?\n    no THEN/1 @mony\n              ^^^^^"),
        ("no THEN/1 @money", "NOT money", "in each part of an OR\n    NOT money\n    ^^^^^^^^^"),
        ("'(a+)+$'", r"'\w{900}{900}'", "it is too large"),
        ("\"core costs\"", "\"@money\"", "“@money” is a set in a set"),
    ] {
        let study = Study::new(&CODEBOOK.replace(was, broken), &transcripts());
        let (code, _, said) = study.run(&["code"]);
        assert!(code == 2 && said.contains(told), "{broken}: {said}");
        assert!(!study.path().join("codings").exists());
        assert!(study.run(&["check"]).0 != 0, "{broken}");
    }
    let study = Study::new(&CODEBOOK.replace("VCFSE", "VCFS"), &transcripts());
    assert!(study.run(&["code"]).2.contains("did you mean “VCFSE”?"));
}

#[test]
fn a_rule_that_would_backtrack_for_ever_and_a_rule_of_ten_thousand_words_are_done_at_once() {
    let words: Vec<String> = (0..10_000).map(|number| format!("\"word{number}x*\"")).collect();
    let codebook = format!(
        "{CODEBOOK}\n[[code]]\nid = \"many\"\nname = \"Many\"\n[[code.rule]]\nphrases = [{}]\n",
        words.join(", ")
    );
    let long = talk(&format!("{}! word77xy {}", "a".repeat(200_000), "( ".repeat(50_000)));
    let study = Study::new(&codebook, &[("a", long)]);
    let (code, out, said) = study.run(&["code", "--format", "csv"]);
    assert!(code == 0 && out.contains("many,1,1,"), "{out}{said}");
}

#[test]
fn a_transcript_that_is_no_transcript_of_an_interview_is_refused_in_words() {
    let study = Study::new(CODEBOOK, &[("a", talk("Funding.")), ("b", talk(&"word ".repeat(14_000_000)))]);
    let (code, _, said) = study.run(&["code"]);
    assert!(code == 2 && said.contains("larger than 64 MB"), "{said}");
}
