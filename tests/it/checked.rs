//! What `canvass check` finds in a codebook: rules that overlap, examples that no rule finds, codes that nobody uses, circles.

use std::path::Path;

use crate::projects::{canvass, sample};

fn check(folder: &Path, more: &[&str]) -> (i32, String, String) {
    let output = canvass(folder, &[&["check"], more].concat()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A study of two interviews in which only “money” is coded.
fn study(codebook: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("study.toml", "[study]\ntitle = \"Small\"\n[interviews]\ntranscripts = \"transcripts/*\"\n"),
        ("codebook.toml", "[[code]]\nid = \"money\"\nname = \"Money\"\n"),
        ("cases.csv", "case,group\nann,Small ones\n"),
        ("documents.csv", "document,file,speakers\na,transcripts/a.txt,Int = interviewer; Ann = participant ann\n"),
        ("transcripts/a.txt", "Int: What stops you?\n\nAnn: There is no money for it.\n"),
        ("coded.csv", "document,turn,text,codes\na,2,There is no money for it.,money\n"),
    ] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let taken = canvass(folder.path(), &["take", "coded.csv", "--coder", "asha"]).output().unwrap();
    assert!(taken.status.success(), "{}", String::from_utf8_lossy(&taken.stderr));
    std::fs::write(folder.path().join("codebook.toml"), codebook).unwrap();
    folder
}

fn code(id: &str, phrases: &str, example: &str) -> String {
    format!(
        "[[code]]\nid = \"{id}\"\nname = \"{id}\"\nexamples = [\"{example}\"]\n[[code.rule]]\nphrases = [{phrases}]\n\n"
    )
}

#[test]
fn findings_of_a_kind_are_told_in_a_line_and_one_alone_as_it_is() {
    let money = code("money", "\"money\", \"cash\"", "No money.");
    let folder = study(&(money + &code("funds", "\"cash flow\"", "We are skint.")));
    let (exit, _, said) = check(folder.path(), &["--strict"]);
    assert_eq!(exit, 0, "{said}");
    for words in [
        "codebook.toml (codes money, funds): rules of “money” and “funds” overlap: both find “cash flow”",
        "codebook.toml (code funds): an example is found by none of its rules: “We are skint.”",
        "codebook.toml (code funds): nothing is coded with this code",
    ] {
        assert!(said.contains(&format!("note: {words}\n")), "{words}\n{said}");
    }
    assert!(!said.contains("not shown") && said.contains("nothing is wrong"), "{said}");
    assert!(check(folder.path(), &["-q"]).2.is_empty());

    let many: String = ["b", "c", "d", "e"].map(|id| code(id, "\"cash\"", "Poor.")).concat();
    let folder = study(&(code("money", "\"money\"", "No money.") + &many));
    let (exit, _, said) = check(folder.path(), &["--strict"]);
    assert_eq!(exit, 0, "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "note: codebook.toml: rules of 6 pairs of codes overlap: “b” and “c”, “b” and “d”, “b” and “e” and 3 more",
            "note: codebook.toml: 4 codes have examples that no rule of theirs finds: “b”, “c”, “d” and 1 more",
            "note: codebook.toml: nothing is coded with 4 codes: “b”, “c”, “d” and 1 more",
            "  hint: canvass check --verbose lists all 14",
            "nothing is wrong",
            "next: canvass report",
        ]
    );
    let (_, _, all) = check(folder.path(), &["--verbose"]);
    assert_eq!(all.matches("note: ").count(), 14, "{all}");
    let (exit, out, said) = check(folder.path(), &["--format", "json", "--strict"]);
    assert_eq!((exit, said.as_str()), (0, ""));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let found = json["diagnostics"].as_array().unwrap();
    assert_eq!(found.len(), 14, "{out}");
    assert!(found.iter().all(|one| one["level"] == "note" && one["place"]["file"] == "codebook.toml"));
    let keys: Vec<&String> = found[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["level", "message", "place", "hint"]);
}

#[test]
fn a_circle_of_categories_fails_and_hides_no_finding() {
    let circle =
        "[[code]]\nid = \"x\"\nname = \"X\"\nparent = \"y\"\n[[code]]\nid = \"y\"\nname = \"Y\"\nparent = \"x\"\n";
    let folder = study(&(code("money", "\"money\"", "Skint.") + &code("b", "\"cash\"", "Cash.") + circle));
    let (exit, _, said) = check(folder.path(), &[]);
    assert_eq!(exit, 1, "{said}");
    assert_eq!(said.matches("error: codebook.toml (code").count(), 2, "{said}");
    for words in ["its own category", "“Skint.”", "(code b): nothing is coded with this code"] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn what_is_coded_under_an_old_id_is_used_and_what_was_rejected_is_not() {
    let newer = code("cash", "\"cash\"", "Cash.").replace("name = ", "replaces = [\"money\"]\nname = ");
    let folder = study(&newer);
    let (_, _, said) = check(folder.path(), &[]);
    assert!(!said.contains("nothing is coded"), "{said}");
    let codings = folder.path().join("codings/asha/a.jsonl");
    let text = std::fs::read_to_string(&codings).unwrap().replace("accepted", "rejected");
    std::fs::write(&codings, text).unwrap();
    let (exit, _, said) = check(folder.path(), &[]);
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains("(code cash): nothing is coded with this code"), "{said}");
}

#[test]
fn the_sample_study_shows_a_few_lines() {
    let study = sample();
    let (exit, _, said) = check(study.path(), &[]);
    assert_eq!(exit, 0, "{said}");
    assert!(
        said.contains("pairs of codes overlap") && said.contains("examples that no rule of theirs finds"),
        "{said}"
    );
    assert!(said.lines().count() <= 10, "{said}");
}
