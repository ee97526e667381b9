//! Workbooks and documents that were made to do harm: small on the disk, refused in words, soon and in little memory.

use std::io::{Cursor, Write};
use std::process::Command;
use std::time::{Duration, Instant};

use super::fixture::*;

/// How long a refusal may take; a build for tests is many times slower than the one people use.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 1 });
/// The most memory that may be asked for, in KiB, with what the threads of a program set aside and never use.
const MOST_MEMORY: u32 = 750_000;

/// Imports a file with little memory and gives what was said.
fn imported(name: &str, bytes: &[u8]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    assert!(bytes.len() < 2 << 20, "{name} has {} bytes", bytes.len());
    put(&folder.path().join(name), bytes);
    let mut command = if cfg!(target_os = "linux") {
        let mut command = Command::new("sh");
        let limited = format!("ulimit -v {MOST_MEMORY} && exec \"$0\" \"$@\"");
        command.args(["-c", &limited, env!("CARGO_BIN_EXE_canvass")]);
        command
    } else {
        Command::new(env!("CARGO_BIN_EXE_canvass"))
    };
    #[allow(clippy::disallowed_methods, reason = "a limit is one of time")]
    let started = Instant::now();
    let output = command.current_dir(folder.path()).args(["import", name, "--dry-run"]).output().unwrap();
    assert!(started.elapsed() < LONGEST, "{name} took {:?}", started.elapsed());
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[track_caller]
fn harmless(name: &str, bytes: &[u8], words: &[&str]) {
    let (code, said) = imported(name, bytes);
    assert!(code == Some(2) && said.contains("hint: "), "{name} {code:?}: {said}");
    for word in words {
        assert!(said.contains(word), "“{word}” is not said of {name}: {said}");
    }
}

#[track_caller]
fn is_read(name: &str, bytes: &[u8]) -> String {
    let (code, said) = imported(name, bytes);
    assert_eq!(code, Some(0), "{name}: {said}");
    said
}

/// Changes four bytes of what the directory of a package says of a part.
fn lying(mut bytes: Vec<u8>, part: &str, at: usize, number: u32) -> Vec<u8> {
    let is_entry =
        |place: &usize| bytes[*place..].starts_with(b"PK\x01\x02") && bytes[*place + 46..].starts_with(part.as_bytes());
    let entry = (0..bytes.len() - 46).find(is_entry).unwrap();
    bytes[entry + at..entry + at + 4].copy_from_slice(&number.to_le_bytes());
    bytes
}

/// Where the directory says how much a part unpacks to.
const UNPACKED: usize = 24;

#[test]
fn much_text_in_few_bytes() {
    let text = format!("<si><t>{}</t></si>", "x".repeat(32_000));
    let texts = format!("<sst>{}</sst>", text.repeat(2_100));
    harmless("text.xlsx", &xlsx(&small_sheet(), &texts), &["more than 64 MB of text"]);
    let inline: String = (0..70)
        .map(|row| format!("<row>{}</row>", cell(&format!("A{}", row + 1), &format!("{row}{}", "x".repeat(1 << 20)))))
        .collect();
    harmless("inline.xlsx", &xlsx(&inline, "<sst/>"), &["a text of more than 1 MB in one cell"]);
}

#[test]
fn one_long_text_in_many_cells_is_not_unfolded() {
    let texts = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_000));
    let row = |cells: usize| format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(cells));
    is_read("deep.xlsx", &xlsx(&row(10).repeat(10_000), &texts));
    harmless("wide.xlsx", &xlsx(&row(3_000).repeat(3), &texts), &["more than 64 MB of text"]);
    let headings: String = (0..3_000).map(|_| "<c><v>1</v></c>").collect();
    let far = format!("<row>{headings}</row>{}{}", "<row><c><v>1</v></c></row>".repeat(200), row(3_000));
    harmless("below.xlsx", &xlsx(&far, &texts), &["more than 64 MB of text"]);
}

#[test]
fn more_texts_than_any_workbook_has() {
    let announced = "<sst uniqueCount=\"54000000\"><si><t>x</t></si></sst>";
    harmless("announced.xlsx", &xlsx(&small_sheet(), announced), &["5 million different texts"]);
}

#[test]
fn cells_beyond_any_sheet_and_in_its_last_column() {
    let first = small_sheet().replacen("</row>", &format!("{}</row>", cell("XFD1", "far")), 1);
    assert!(is_read("last.xlsx", &xlsx(&first, "<sst/>")).contains("XFD1"));
    let wide = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(100_000));
    harmless("wide.xlsx", &xlsx(&wide, "<sst/>"), &["beyond column XFD or row 1,048,576"]);
    let record = |cell: &str| vec![cell; 100_001].join(",");
    harmless("wide.csv", format!("{}\n{}\n", record("q"), record("1")).as_bytes(), &["columns are more than"]);
}

#[test]
fn packages_that_say_or_hold_too_much() {
    let sound = xlsx(&small_sheet(), "<sst/>");
    let sheet = "xl/worksheets/sheet1.xml";
    harmless("big.xlsx", &lying(sound.clone(), sheet, UNPACKED, 600 << 20), &["unpacks to more than 512 MB"]);
    harmless("small.xlsx", &lying(sound.clone(), sheet, UNPACKED, 10), &["damaged"]);
    let (read, said) = imported("longer.xlsx", &lying(sound.clone(), sheet, UNPACKED, 1 << 20));
    assert!(read == Some(0) || said.contains("damaged"), "{said}");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..10_001 {
        zip.start_file(format!("{number}"), zip::write::SimpleFileOptions::default()).unwrap();
    }
    harmless("many.xlsx", &zip.finish().unwrap().into_inner(), &["more than 10,000 files inside"]);
    // A bomb in a part that nobody reads is not unpacked.
    let mut zip = zip::ZipWriter::new_append(Cursor::new(sound)).unwrap();
    zip.start_file("xl/media/image1.png", zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..50 {
        zip.write_all(&vec![0; 1 << 20]).unwrap();
    }
    is_read("picture.xlsx", &lying(zip.finish().unwrap().into_inner(), "xl/media", UNPACKED, u32::MAX - 1));
}

#[test]
fn a_package_whose_directory_is_broken() {
    let sound = xlsx(&small_sheet(), "<sst/>");
    for length in [sound.len() / 2, sound.len() - 10, 30] {
        harmless("cut.xlsx", &sound[..length], &["damaged or only half downloaded"]);
    }
    let end = sound.len() - 22;
    for (at, number) in [(8, u32::MAX), (12, u32::MAX), (16, u32::MAX - 7), (16, 0)] {
        let mut broken = sound.clone();
        broken[end + at..end + at + 4].copy_from_slice(&number.to_le_bytes());
        let (code, said) = imported("directory.xlsx", &broken);
        assert!(code == Some(0) || (code == Some(2) && said.contains("damaged")), "{at}: {code:?} {said}");
    }
    harmless("offset.xlsx", &lying(sound.clone(), "xl/worksheets/sheet1.xml", 42, 1 << 30), &["damaged"]);
    harmless("packing.xlsx", &lying(sound, "xl/worksheets/sheet1.xml", 10, 99), &["hint: "]);
}

/// A small workbook with something before the first element of one part.
fn with(part: &str, before: &str) -> Vec<u8> {
    let sound = xlsx(&small_sheet(), "<sst/>");
    let mut archive = zip::ZipArchive::new(Cursor::new(sound)).unwrap();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let name = file.name().unwrap().into_owned();
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        if name == part {
            zip.write_all(before.as_bytes()).unwrap();
        }
        std::io::copy(&mut file, &mut zip).unwrap();
    }
    if part == "xl/styles.xml" {
        zip.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(before.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn document_types_and_nesting_in_any_part() {
    let bomb = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaa\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>";
    let deep = "<a>".repeat(1_000_000);
    let parts = [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ];
    for part in parts {
        harmless("entities.xlsx", &with(part, bomb), &["a document type of its own"]);
        harmless("deep.xlsx", &with(part, &deep), &["200 elements inside one another"]);
    }
}

#[test]
fn workbooks_with_nothing_to_read() {
    harmless("cells.xlsx", &xlsx("", "<sst/>"), &["is empty"]);
    harmless(
        "formulas.xlsx",
        &xlsx("<row><c><f>1+1</f></c></row>", "<sst/>"),
        &["only formulas without saved results"],
    );
    let none = zipped(&[("xl/workbook.xml", "<workbook/>")]);
    harmless("sheets.xlsx", &none, &["this workbook has no sheets"]);
}

#[test]
fn a_workbook_with_the_ending_of_another_kind_is_read_as_what_it_is() {
    is_read("new.xls", &xlsx(&small_sheet(), "<sst/>"));
    let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    old.extend([0; 504]);
    old.extend("Workbook".encode_utf16().flat_map(u16::to_le_bytes));
    harmless("old.xlsx", &old, &["damaged"]);
}

fn ods(content: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{content}</office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

#[test]
fn workbooks_of_libreoffice_that_repeat_without_end() {
    let cell = |text: &str, repeats: u64| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{repeats}\" office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |cells: &str, repeats: u64| {
        format!("<table:table-row table:number-rows-repeated=\"{repeats}\">{cells}</table:table-row>")
    };
    let table = |rows: &str| ods(&format!("<table:table table:name=\"A\">{rows}</table:table>"));
    let sound = row(&(cell("Size", 1) + &cell("Sector", 1)), 1) + &row(&cell("small", 2), 3);
    let blank = row("<table:table-cell table:number-columns-repeated=\"16384\"/>", 1_048_572);
    is_read("sound.ods", &table(&(sound.clone() + &blank)));
    harmless("cells.ods", &table(&row(&cell("x", 16_384), 1_048_576)), &["more than 8 million filled cells"]);
    harmless("wide.ods", &table(&row(&cell("x", u64::MAX), 1)), &["where no sheet has cells"]);
    harmless("deep.ods", &ods(&"<a>".repeat(1_000_000)), &["200 elements inside one another"]);
    let typed = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><office:document-content/>"),
    ]);
    harmless("entities.ods", &typed, &["a document type of its own"]);
    let locked = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"),
        ("content.xml", "locked"),
    ]);
    harmless("locked.ods", &locked, &["protected by a password", "take the password off"]);
    let text = zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<a/>")]);
    harmless("letter.odt", &text, &["letter.odt", "no words"]);
}

#[test]
fn word_documents_that_were_made_to_do_harm() {
    let long = "x".repeat(65 << 20);
    harmless("long.docx", &docx(&[&long]), &["unpacks to more than 64 MB"]);
    let document = |before: &str| zipped(&[("word/document.xml", &format!("{before}<w:document/>"))]);
    harmless("entities.docx", &document("<!DOCTYPE a [<!ENTITY b \"c\">]>"), &["defines entities"]);
    harmless("cut.docx", &document("<w:document>")[..40], &["damaged"]);
}
