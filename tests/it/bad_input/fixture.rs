//! A study of a few lines, files made by hand, and commands that are to be refused.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

pub const STUDY: &str = r#"
[study]
title = "A small study"

[survey]
source = "raw/answers.csv"

[interviews]
transcripts = "transcripts/*"

[groups.group]
case = "group"

[[table]]
id = "size"
rows = ["size"]

[[chart]]
id = "size"
table = "size"
kind = "bar"

[report]
narrative = "report.md"
formats = ["docx", "html", "md", "xlsx"]
"#;
pub const ANSWERS: &str = "Size,Sector,Why\nMicro,Arts,money\nSmall,Arts,time\nMicro,Sport,money and time\n";
pub const CODEBOOK: &str =
    "[[code]]\nid = \"money\"\nname = \"Money\"\n[[code.rule]]\nexpressions = [\"mon(ey|ies)\"]\n";
pub const CASES: &str = "case,group\nann,Small ones\nbob,Large ones\n";
pub const DOCUMENTS: &str = "document,file,speakers\na,transcripts/a.txt,Int = interviewer; Ann = participant ann\nb,transcripts/b.txt,Int = interviewer; Bob = participant bob\n";
pub const NARRATIVE: &str = "# What we found\n\n{{ table(\"size\") }}\n";

/// A study of a few lines.
pub fn study() -> (TempDir, PathBuf) {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("study");
    for (name, text) in [
        ("study.toml", STUDY),
        ("raw/answers.csv", ANSWERS),
        ("codebook.toml", CODEBOOK),
        ("cases.csv", CASES),
        ("documents.csv", DOCUMENTS),
        ("report.md", NARRATIVE),
        ("transcripts/a.txt", "Int: What stops you?\n\nAnn: There is no money for it, none at all.\n"),
        ("transcripts/b.txt", "Int: What stops you?\n\nBob: We have the money, not the time.\n"),
    ] {
        put(&folder.join(name), text);
    }
    (keep, folder)
}

pub fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Replaces words in a file that must have them.
pub fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from} is not in {}", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// Everything below a folder: the bytes of files, nothing of folders.
pub fn everything(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(everything(&path));
            all.insert(path, None);
        } else {
            all.insert(path.clone(), Some(fs::read(&path).unwrap()));
        }
    }
    all
}

#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub data: Vec<u8>,
    pub said: String,
}

pub fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_canvass")).current_dir(folder).args(arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    Ran { code: output.status.code().unwrap(), data: output.stdout, said }
}

/// Runs a command that cannot be done: it says so in these words, with a hint, and leaves everything as it was.
#[track_caller]
pub fn refused(folder: &Path, arguments: &[&str], words: &[&str]) {
    let before = everything(folder);
    let ran = run(folder, arguments);
    assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
    assert!(ran.data.is_empty(), "{arguments:?} printed {ran:?}");
    assert!(ran.said.contains("error: ") && ran.said.contains("hint: "), "{}", ran.said);
    for word in words {
        assert!(ran.said.contains(word), "“{word}” is not said: {}", ran.said);
    }
    assert!(everything(folder) == before, "{arguments:?} changed the folder: {:?}", everything(folder).keys());
}

/// An export that cannot be read: neither imported nor reported, in a study or without one.
#[track_caller]
pub fn no_export(name: &str, bytes: impl AsRef<[u8]>, words: &[&str]) {
    let (keep, folder) = study();
    put(&keep.path().join(name), &bytes);
    refused(keep.path(), &["import", name], words);
    refused(&folder, &["import", &format!("../{name}")], words);
    refused(keep.path(), &["report", "--data", name, "-o", "topline.docx"], words);
    put(&folder.join("raw").join(name), &bytes);
    edit(&folder.join("study.toml"), "raw/answers.csv", &format!("raw/{name}"));
    refused(&folder, &["report"], words);
    let before = everything(&folder);
    let checked = run(&folder, &["check"]);
    assert_eq!(checked.code, 1, "{checked:?}");
    assert!(checked.said.contains(words[0]), "{}", checked.said);
    assert!(everything(&folder) == before);
}

pub fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let inner: String = paragraphs.iter().map(|words| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")).collect();
    zipped(&[(
        "word/document.xml",
        &format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{inner}</w:body></w:document>"),
    )])
}

/// A workbook with these rows as they stand in its XML, and texts where given.
pub fn xlsx(rows: &str, texts: &str) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"&lt;b&gt;../con\u{202e}\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
    );
    let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
    let root = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    zipped(&[
        ("_rels/.rels", &root),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", &texts.replace("<sst", &format!("<sst xmlns=\"{MAIN}\""))),
    ])
}

pub fn cell(at: &str, words: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{words}</t></is></c>")
}

pub fn small_sheet() -> String {
    let row = |n: u32, cells: [&str; 2]| {
        format!("<row r=\"{n}\">{}{}</row>", cell(&format!("A{n}"), cells[0]), cell(&format!("B{n}"), cells[1]))
    };
    row(1, ["Size", "Sector"]) + &row(2, ["Micro", "Arts"]) + &row(3, ["Small", "Arts"])
}
