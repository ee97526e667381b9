//! Open answers coded like transcripts: each a document of its respondent, in the groups that the questionnaire gives.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const ANSWERS: &str = "Response ID,Size,Why did you join?,E-mail\n\
    11,Micro,The money ran out and nobody helped us at all,a@b.example\n\
    12,Small,Our volunteers wanted company after the long winter,\n\
    13,Micro,,c@d.example\n\
    14,Micro,Funding: it was the only fund that took small groups,\n\
    15,Small,We had heard good things from others on the estate,\n";

const STUDY: &str = "[study]\ntitle = \"T\"\n\n[survey]\nsource = \"raw/answers.csv\"\n\n[interviews]\nanswers = [\"why\"]\n\n\
    [groups.size]\nquestion = \"size\"\ncase = \"size\"\n";

const QUESTIONS: &str = "platform = \"generic\"\n\
    [[question]]\nid = \"size\"\ntext = \"Size\"\nkind = \"single\"\ncolumns = [\"Size\"]\n\
    [[question]]\nid = \"why\"\ntext = \"Why did you join?\"\nkind = \"text\"\ncolumns = [\"Why did you join?\"]\n\
    [[question]]\nid = \"e_mail\"\ntext = \"E-mail\"\nkind = \"text\"\ncolumns = [\"E-mail\"]\npersonal = \"email\"\n";

const CODEBOOK: &str = "[[code]]\nid = \"money\"\nname = \"Money\"\n[[code.rule]]\nphrases = [\"money\", \"fund*\"]\n";

fn study() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("raw/answers.csv", ANSWERS);
    write("study.toml", STUDY);
    write("questionnaire.toml", QUESTIONS);
    write("codebook.toml", CODEBOOK);
    write("cases.csv", "case,respondent,size\nwarp,14,Micro\n");
    folder
}

fn run(folder: &Path, words: &[&str]) -> (i32, String, String) {
    let ran = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(words).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (ran.status.code().unwrap_or(-1), text(ran.stdout), text(ran.stderr))
}

fn done(folder: &Path, words: &[&str]) -> String {
    let (code, out, err) = run(folder, words);
    assert_eq!(code, 0, "{words:?}\n{out}\n{err}");
    out
}

#[test]
fn words_are_found_in_open_answers() {
    let study = study();
    let found = done(study.path(), &["find", "fund", "--format", "csv"]);
    assert!(found.contains("answers/why/14"), "{found}");
    let grid = done(study.path(), &["find", "volunteers", "--format", "csv"]);
    assert!(grid.contains("answers/why/12"), "{grid}");
}

#[test]
fn codings_of_open_answers_stand_by_question_and_are_found_again() {
    let study = study();
    done(study.path(), &["code"]);
    let rules = fs::read_to_string(study.path().join("codings/rules/answers/why.jsonl")).unwrap();
    assert!(rules.contains("\"answers/why/11\"") && rules.contains("\"answers/why/14\""), "{rules}");
    done(study.path(), &["find", "money", "--apply", "money", "--coder", "asha"]);
    let own = fs::read_to_string(study.path().join("codings/asha/answers/why.jsonl")).unwrap();
    assert_eq!(own.lines().count(), 1);
    let quotes = done(study.path(), &["quotes", "money", "--format", "md"]);
    assert!(quotes.contains("money"), "{quotes}");
    let themes = done(study.path(), &["themes", "--by", "size", "--format", "csv"]);
    assert!(themes.contains("Micro") && themes.contains("Small"), "{themes}");
    let (code, out, err) = run(study.path(), &["check"]);
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn a_question_that_cannot_be_coded_says_why() {
    for (question, why) in
        [("e_mail", "holds personal data"), ("size", "no words of people’s own"), ("wy", "there is no question “wy”")]
    {
        let study = study();
        let toml = STUDY.replace("[\"why\"]", &format!("[\"{question}\"]"));
        fs::write(study.path().join("study.toml"), toml).unwrap();
        let (code, _, err) = run(study.path(), &["find", "fund"]);
        assert!(code == 2 && err.contains(why), "{question}: {err}");
    }
}

#[test]
fn a_study_that_names_no_answers_has_none() {
    let study = study();
    fs::write(study.path().join("study.toml"), STUDY.replace("answers = [\"why\"]\n", "")).unwrap();
    let (_, out, _) = run(study.path(), &["find", "fund"]);
    assert!(!out.contains("answers/why"), "{out}");
}
