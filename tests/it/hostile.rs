//! Interviews, rules and codebooks that nobody in good faith would bring: each ends in words, and soon.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;
use canvass::readers::transcript;
use canvass::source::Source;

const STUDY: &str = "[study]\ntitle = \"T\"\n\n[interviews]\ntranscripts = \"transcripts/*\"\n";

fn study(codebook: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("study.toml"), STUDY).unwrap();
    fs::write(folder.path().join("codebook.toml"), codebook).unwrap();
    fs::create_dir(folder.path().join("transcripts")).unwrap();
    folder
}

/// What a command says, which must not take long even without optimisation.
fn said(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("canvass").unwrap();
    let output = command.args(arguments).current_dir(folder).timeout(Duration::from_secs(120)).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout) + &text(output.stderr))
}

fn odt(content: &[u8]) -> Source {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 2] =
        [("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content)];
    for (name, bytes) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    Source::from_bytes("a.odt", zip.finish().unwrap().into_inner())
}

#[test]
fn a_transcript_of_200_mb_is_refused_before_it_is_read() {
    let folder = study("");
    // Nothing is written to the disk: the file is one hole.
    fs::File::create(folder.path().join("transcripts/a.txt")).unwrap().set_len(200 << 20).unwrap();
    for arguments in [&["check"][..], &["code"], &["themes"]] {
        fs::write(
            folder.path().join("codebook.toml"),
            "[[code]]\nid = \"a\"\nname = \"A\"\n[[code.rule]]\nphrases = [\"a\"]\n",
        )
        .unwrap();
        let (code, said) = said(folder.path(), arguments);
        assert!(code != 0 && said.contains("larger than 64 MB"), "{arguments:?} {said}");
    }
}

#[test]
fn a_hundred_thousand_codes_and_codes_inside_each_other_are_refused_in_words() {
    let code = |number: usize, parent: &str| format!("[[code]]\nid = \"c{number}\"\nname = \"C\"\n{parent}");
    let nested = |count: usize| {
        let parent =
            |number: usize| if number == 0 { String::new() } else { format!("parent = \"c{}\"\n", number - 1) };
        (0..count).map(|number| code(number, &parent(number))).collect::<String>()
    };
    let folder = study(&nested(100_000));
    let (exit, words) = said(folder.path(), &["check"]);
    assert!(exit == 1 && words.contains("more than 20,000 codes"), "{words}");
    fs::write(folder.path().join("codebook.toml"), nested(5_000)).unwrap();
    let (exit, words) = said(folder.path(), &["check"]);
    assert!(exit == 1 && words.contains("more than 64 levels deep"), "{words}");
    // A small circle is found by check itself.
    fs::write(folder.path().join("codebook.toml"), code(0, "parent = \"c1\"\n") + &code(1, "parent = \"c0\"\n"))
        .unwrap();
    fs::write(folder.path().join("transcripts/a.txt"), "Int: a?\n\nP: b.\n").unwrap();
    let (exit, words) = said(folder.path(), &["check"]);
    assert!(exit == 1 && words.contains("its own category"), "{words}");
}

#[test]
fn a_rule_that_would_backtrack_for_ever_is_done_at_once() {
    let folder =
        study("[[code]]\nid = \"a\"\nname = \"A\"\n[[code.rule]]\nexpressions = ['(a+)+b', '(x+x+)+y', '(.*)*z$']\n");
    let talk = format!("Int: How?\n\nP: {} {}\n", "a".repeat(100_000), "x".repeat(100_000));
    fs::write(folder.path().join("transcripts/t.txt"), talk).unwrap();
    let (exit, words) = said(folder.path(), &["code"]);
    assert_eq!(exit, 0, "{words}");
}

#[test]
fn packed_documents_that_unpack_without_end_or_define_entities_are_refused() {
    let mut content = b"<office:text><text:p>".to_vec();
    content.resize(80 << 20, b' ');
    let bomb = transcript::read(&odt(&content)).unwrap_err();
    assert!(bomb.what().contains("more than 64 MB"), "{bomb}");
    let entities = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;\">]><office:text><text:p>&c;</text:p></office:text>";
    assert!(transcript::read(&odt(entities.as_bytes())).unwrap_err().what().contains("entities"));
    let deep = format!("<office:text>{}P: a", "<text:p><text:span>".repeat(200_000));
    let _ = transcript::read(&odt(deep.as_bytes()));
    let lines = format!("<office:text>{}</office:text>", "<text:p>P: a</text:p>".repeat(600_000));
    assert!(transcript::read(&odt(lines.as_bytes())).unwrap_err().what().contains("500,000 lines"));
}
