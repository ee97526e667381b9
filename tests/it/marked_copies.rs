//! Codings by people as they come in: marked copies in plain text, lines of another study, stories that name nobody.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use canvass::model::Coding;

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), format!("{}{}", text(output.stdout), text(output.stderr)))
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let (code, said) = run(folder, arguments);
    assert_eq!(code, 0, "{arguments:?}\n{said}");
    said
}

const CODEBOOK: &str = "[[code]]\nid = \"help\"\nname = \"What helps\"\n\n[[code]]\nid = \"money\"\nname = \"Money\"\nparent = \"help\"\n\n[[code]]\nid = \"time\"\nname = \"Time\"\nparent = \"help\"\n";
const TALK: &str = "Int: What helps?\n\nAnn: Yes. Money helps, and time.\nMore of it.\n\nInt: Really?\n\nAnn: Yes. Money helps, and time.\n";

/// A study with a transcript and a story that names nobody.
fn study() -> (tempfile::TempDir, PathBuf) {
    let keep = tempfile::tempdir().unwrap();
    done(keep.path(), &["init", "study"]);
    let folder = keep.path().join("study");
    fs::write(folder.join("codebook.toml"), CODEBOOK).unwrap();
    fs::write(folder.join("transcripts/talk.txt"), TALK).unwrap();
    fs::write(folder.join("transcripts/story.txt"), "It was in March. Money was short.\n").unwrap();
    done(&folder, &["import", "transcripts/*"]);
    (keep, folder)
}

fn codings(folder: &Path, file: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(folder.join("codings").join(file)).unwrap();
    let read = text.lines().map(|line| serde_json::from_str::<Coding>(line).unwrap());
    read.map(|coding| (coding.code, coding.exact)).collect()
}

#[test]
fn a_marked_copy_is_taken_and_the_transcript_stays() {
    let (_keep, folder) = study();
    let marked = TALK.replacen(
        "Money helps, and time.\nMore of it.",
        "{==Money helps{==, and time==}{>>#time<<}.\nMore of it.==}{>>#help/money twice over<<}",
        1,
    );
    fs::write(folder.join("talk asha.txt"), &marked).unwrap();
    let said = done(&folder, &["take", "talk asha.txt", "--coder", "asha"]);
    assert!(said.contains("2 codings by asha in 1 document"), "{said}");
    let own = |code: &str, words: &str| (code.to_owned(), words.to_owned());
    assert_eq!(
        codings(&folder, "asha/talk.jsonl"),
        [own("money", "Money helps, and time.\nMore of it."), own("time", ", and time")]
    );
    assert_eq!(fs::read_to_string(folder.join("transcripts/talk.txt")).unwrap(), TALK);
    assert!(done(&folder, &["take", "talk asha.txt", "--coder", "Asha"]).contains("2 codings there already"));
    // A word that was changed with the marks, and a mark that is not closed: nothing is taken.
    fs::write(folder.join("talk asha.txt"), marked.replace("{==Money helps", "{==Money helped")).unwrap();
    let (code, said) = run(&folder, &["take", "talk asha.txt", "--coder", "asha"]);
    assert!(code == 2 && said.contains("not that of talk any more") && said.contains("helped"), "{said}");
    fs::write(folder.join("talk asha.txt"), marked.replace("{>>#time<<}", "{>>#time")).unwrap();
    let (code, said) = run(&folder, &["take", "talk asha.txt", "--coder", "asha"]);
    assert!(code == 2 && said.contains("talk asha.txt:3") && said.contains("not closed"), "{said}");
}

#[test]
fn lines_of_codings_are_found_by_what_stands_around_them() {
    let (_keep, folder) = study();
    let line = |prefix: &str, start: u32| {
        format!(
            "{{\"id\":\"x-{start}\",\"document\":\"talk\",\"start\":{start},\"end\":9,\"code\":\"time\",\"coder\":\"zed\",\"exact\":\"Money helps, and time.\",\"prefix\":\"{prefix}\",\"suffix\":\"\\nMore of it.\\n\\nInt: Really?\\n\\nAnn: \",\"hash\":\"0\"}}\n"
        )
    };
    fs::write(folder.join("z.jsonl"), line("Int: What helps?\\n\\nAnn: Yes. ", 900)).unwrap();
    assert!(done(&folder, &["take", "z.jsonl"]).contains("1 coding by zed"));
    let text = fs::read_to_string(folder.join("codings/zed/talk.jsonl")).unwrap();
    assert!(text.contains("\"start\":28"), "{text}");
    // Without anything around them nobody can tell which of the two is meant.
    let bare = line("", 900)
        .replace("\\nMore of it.\\n\\nInt: Really?\\n\\nAnn: ", "")
        .replace("time\",\"coder", "money\",\"coder");
    fs::write(folder.join("z.jsonl"), bare).unwrap();
    let (code, said) = run(&folder, &["take", "z.jsonl"]);
    assert!(code == 2 && said.contains("stands 2 times in talk"), "{said}");
}

#[test]
fn whose_a_story_is_says_documents_csv_and_then_nobody_asks_again() {
    let (_keep, folder) = study();
    let said = run(&folder, &["check"]).1;
    assert!(said.contains("nobody knows whose words this is") && said.contains("Writer = participant CASE"), "{said}");
    let documents = fs::read_to_string(folder.join("documents.csv")).unwrap();
    let story = documents.lines().find(|line| line.starts_with("story,")).unwrap();
    let told = "story,transcripts/story.txt,interviews,story,,,,Writer = participant maya,,";
    fs::write(folder.join("documents.csv"), documents.replace(story, told)).unwrap();
    fs::write(folder.join("cases.csv"), "case,group,consent\ntalk,Club,yes\nmaya,Garden,yes\n").unwrap();
    let said = done(&folder, &["check"]);
    assert!(said.contains("nothing is wrong"), "{said}");
    done(&folder, &["find", "short", "--apply", "money", "--coder", "asha"]);
    let table = done(&folder, &["themes", "money", "--by", "group", "--format", "csv"]);
    assert!(table.contains("Club") && table.contains("Money,1,0,1"), "{table}");
    assert!(!table.contains("no speakers are named"), "{table}");
    // Who withdrew is not shown by a search either.
    fs::write(folder.join("cases.csv"), "case,group,consent\ntalk,Club,yes\nmaya,Garden,withdrawn\n").unwrap();
    let said = done(&folder, &["find", "short"]);
    assert!(said.contains("not shown: 1 place") && !said.contains("Money was"), "{said}");
}

#[test]
fn a_codebook_in_toml_comes_with_its_rules_and_their_words() {
    let (keep, folder) = study();
    let book = "[[set]]\nid = \"cash\"\nwords = [\"money\", \"fund*\"]\n\n[[code]]\nid = \"pay\"\nname = \"Pay\"\n\n[[code.rule]]\nphrases = [\"@cash\", \"a \\\"fee\\\"\"]\nunit = \"turn\"\n\n[[denial]]\nlanguage = \"de\"\nwords = [\"nicht\", \"kein*\"]\nexcept = [\"nicht nur\"]\n";
    fs::write(keep.path().join("book.toml"), book).unwrap();
    assert!(done(&folder, &["codebook", "--add", "../book.toml"]).contains("1 code new: Pay"));
    let has = fs::read_to_string(folder.join("codebook.toml")).unwrap();
    let (read, wanted): (canvass::model::Codebook, canvass::model::Codebook) =
        (toml::from_str(&has).unwrap(), toml::from_str(book).unwrap());
    assert_eq!((&read.sets, &read.denials, read.code("pay")), (&wanted.sets, &wanted.denials, wanted.code("pay")));
    assert!(done(&folder, &["code", "--dry-run"]).contains("pay"));
    fs::remove_file(folder.join("codebook.toml")).unwrap();
    done(&folder, &["codebook", "--add", "../book.toml"]);
    assert!(done(&folder, &["codebook", "--add", "../book.toml"]).contains("all in codebook.toml already"));
}
