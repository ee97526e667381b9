//! Bad input, each with a message that says what, where and what next, and with nothing written or lost.

use std::fs;
use std::path::Path;

mod fixture;
mod workbooks;

use fixture::*;

#[test]
fn the_study_that_all_this_starts_from_is_sound() {
    let (_keep, folder) = study();
    let checked = run(&folder, &["check", "--strict"]);
    assert!(checked.data.is_empty());
    let reported = run(&folder, &["report"]);
    assert_eq!(reported.code, 0, "{}", reported.said);
    assert!(reported.data.is_empty() && folder.join("out/report.docx").is_file());
}

// ---------------------------------------------------------------- Exports

#[test]
fn an_empty_file() {
    no_export("empty.csv", "", &["empty.csv", "this file is empty", "download the export again"]);
    no_export("blank.xlsx", " \r\n", &["this file is empty"]);
}

#[test]
fn headings_without_rows() {
    no_export("header.csv", "Size,Sector\n", &["has headings but no answers", "anybody answered yet"]);
}

#[test]
fn an_export_that_is_not_what_its_ending_says() {
    no_export("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &["this is a picture", "CSV or Excel"]);
    no_export("zip.xlsx", zipped(&[("holiday.txt", "x")]), &["a zip folder, not a workbook"]);
    no_export("letter.xlsx", docx(&["Dear all"]), &["a Word document"]);
    let (_keep, folder) = study();
    put(&folder.join("text.xlsx"), ANSWERS);
    let read = run(&folder, &["import", "text.xlsx", "--dry-run"]);
    assert_eq!(read.code, 0);
    assert!(read.said.contains("text.xlsx") && read.said.contains("the file is text"), "{}", read.said);
}

#[test]
fn a_ragged_row() {
    no_export("ragged.csv", "a,b,c\n1,2,3\n1,2\n", &["ragged.csv:3", "has 2 cells", "mend the row"]);
}

#[test]
fn headings_that_are_alike_get_ids_of_their_own() {
    let (keep, folder) = study();
    edit(&folder.join("study.toml"), "[survey]\nsource = \"raw/answers.csv\"\n", "");
    let bytes = "Why,Why,why\nyes,no,no\nno,yes,no\nyes,yes,no\n";
    put(&keep.path().join("twice.csv"), bytes);
    let ran = run(&folder, &["import", "../twice.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    let dictionary = fs::read_to_string(folder.join("questionnaire.toml")).unwrap();
    for id in ["why", "why_2", "why_3"] {
        assert!(dictionary.contains(&format!("id = \"{id}\"")), "{dictionary}");
    }
    assert_eq!(fs::read_to_string(folder.join("raw/twice.csv")).unwrap(), bytes);
    let counted = String::from_utf8(run(&folder, &["frequencies", "--format", "csv"]).data).unwrap();
    assert_eq!(counted.matches("yes,").count(), 2, "{counted}");
}

#[test]
fn what_is_not_utf_8_is_read_and_the_line_is_said() {
    let (keep, folder) = study();
    let bytes = b"Place,Sector\nMill,Arts\nCaf\xe9 Nord,Arts\n";
    put(&keep.path().join("old.csv"), bytes);
    let ran = run(&folder, &["import", "../old.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    assert!(ran.said.contains("old.csv:3") && ran.said.contains("not UTF-8") && ran.said.contains("--encoding"));
    assert_eq!(fs::read(folder.join("raw/old.csv")).unwrap(), bytes);
    assert!(fs::read_to_string(folder.join("questionnaire.toml")).is_ok());
}

#[test]
fn a_workbook_with_a_password() {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.extend([0; 504]);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    no_export("locked.xlsx", bytes, &["protected by a password", "take the password off"]);
}

#[test]
fn one_stray_cell_in_the_last_corner() {
    let (keep, folder) = study();
    let rows = small_sheet() + &format!("<row r=\"1048576\">{}</row>", cell("XFD1048576", "x"));
    put(&keep.path().join("stray.xlsx"), xlsx(&rows, "<sst/>"));
    let ran = run(&folder, &["import", "../stray.xlsx"]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    assert!(ran.said.contains("XFD1048576") && ran.said.contains("far from the table"), "{}", ran.said);
}

#[test]
fn a_workbook_that_lies_about_its_cells_and_texts() {
    let far = cell("ZZZZZZZZZZZZ1", "Size") + &cell("A99999999999", "x");
    let outside = ["where no sheet has cells", "save it under another name"];
    no_export("far.xlsx", xlsx(&format!("<row r=\"1\">{far}</row>"), "<sst/>"), &outside);
    let many = "<sst count=\"4294967295\" uniqueCount=\"4294967295\"><si><t>x</t></si></sst>";
    no_export("many.xlsx", xlsx(&small_sheet(), many), &["more than 5 million different texts"]);
    let entities = xlsx(
        &small_sheet(),
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><sst><si><t>&b;</t></si></sst>",
    );
    no_export("entity.xlsx", entities, &["a document type of its own"]);
}

#[test]
fn too_many_columns_are_no_questionnaire() {
    let record = |cell: &str| vec![cell; 30_000].join(",");
    no_export("wide.csv", format!("{}\n{}\n", record("q"), record("1")), &["columns are more than", "--delimiter"]);
}

// ---------------------------------------------------------------- Names that lead nowhere

#[test]
fn a_question_that_is_not_there() {
    let (_keep, folder) = study();
    edit(&folder.join("study.toml"), "rows = [\"size\"]", "rows = [\"sise\"]");
    refused(&folder, &["report"], &["study.toml", "[[table]] size", "no question “sise”", "did you mean “size”?"]);
    refused(&folder, &["crosstab", "sector", "--by", "sixe"], &["“sixe”", "did you mean “size”?"]);
    let checked = run(&folder, &["check"]);
    assert_eq!(checked.code, 1);
    assert!(checked.said.contains("no question “sise”"), "{}", checked.said);
}

#[test]
fn an_unknown_name_in_the_narrative() {
    for (call, words) in [
        ("table(\"sixe\")", ["report.md:3", "no table “sixe”", "did you mean “size”?"]),
        ("tabel(\"size\")", ["report.md:3", "tabel", "table"]),
        ("n(\"sixe\")", ["report.md:3", "sixe", "hint: "]),
    ] {
        let (_keep, folder) = study();
        edit(&folder.join("report.md"), "table(\"size\")", call);
        refused(&folder, &["report"], &words);
        assert_eq!(run(&folder, &["check"]).code, 1);
    }
}

#[test]
fn a_narrative_that_is_no_text_is_not_passed_over() {
    let (_keep, folder) = study();
    put(&folder.join("report.md"), docx(&["What we found"]));
    refused(&folder, &["report"], &["report.md", "not a text file"]);
}

#[test]
fn a_case_without_a_document_and_the_other_way_round() {
    let (_keep, folder) = study();
    put(&folder.join("cases.csv"), format!("{CASES}cleo,Small ones\n"));
    let checked = run(&folder, &["check"]);
    assert!(
        checked.said.contains("“cleo” has no document") && checked.said.contains("documents.csv"),
        "{}",
        checked.said
    );
    assert_eq!(run(&folder, &["check", "--strict"]).code, 1);
    put(&folder.join("transcripts/c.txt"), "Int: And you?\n\nCleo: We manage.\n");
    let checked = run(&folder, &["check"]);
    assert!(checked.said.contains("transcripts/c.txt") && checked.said.contains("not in documents.csv"));
    fs::remove_file(folder.join("transcripts/b.txt")).unwrap();
    refused(&folder, &["report"], &["documents.csv:3", "transcripts/b.txt", "no such file", "put the file back"]);
    let checked = run(&folder, &["check"]);
    assert_eq!(checked.code, 1);
    assert!(checked.said.contains("documents.csv:3"), "{}", checked.said);
}

#[test]
fn a_path_out_of_the_study_is_not_followed() {
    for (from, to) in [
        ("raw/answers.csv", "../secret.csv"),
        ("transcripts/*", "../*"),
        ("report.md", "/etc/hostname"),
        ("transcripts = \"transcripts/*\"", "codebook = \"../codebook.toml\""),
    ] {
        let (keep, folder) = study();
        put(&keep.path().join("secret.csv"), ANSWERS);
        put(&keep.path().join("codebook.toml"), CODEBOOK);
        edit(&folder.join("study.toml"), from, to);
        refused(&folder, &["report"], &["leads out of the study's folder", "copy the file into the study"]);
    }
    let (_keep, folder) = study();
    edit(&folder.join("documents.csv"), "transcripts/b.txt", "../b.txt");
    refused(&folder, &["report"], &["../b.txt"]);
}

#[test]
fn a_codebook_that_is_named_and_not_there() {
    let (_keep, folder) = study();
    edit(&folder.join("study.toml"), "[interviews]", "[interviews]\ncodebook = \"codes.toml\"");
    refused(&folder, &["report"], &["no codebook “codes.toml”", "[interviews] codebook"]);
}

// ---------------------------------------------------------------- Interviews

#[test]
fn a_transcript_that_is_not_what_its_ending_says() {
    let (keep, _) = study();
    put(&keep.path().join("zip.docx"), zipped(&[("photo.jpg", "x")]));
    refused(keep.path(), &["import", "zip.docx"], &["zip.docx", "a zip folder, not a Word document"]);
    put(&keep.path().join("plain.docx"), "Int: Hello?\n");
    refused(keep.path(), &["import", "plain.docx"], &["not a Word document", ".txt"]);
    put(&keep.path().join("word.txt"), docx(&["Int: What stops you?", "Ann: There is no money."]));
    let read = run(keep.path(), &["import", "word.txt"]);
    assert_eq!(read.code, 0, "{}", read.said);
    assert!(read.said.contains("ends in .txt, but the file is a Word document"), "{}", read.said);
}

#[test]
fn a_word_document_that_would_burst() {
    let (keep, _) = study();
    let body = |inner: &str| format!("<w:document xmlns:w=\"w\"><w:body>{inner}</w:body></w:document>");
    let lol = format!(
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>{}",
        body("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>")
    );
    put(&keep.path().join("lol.docx"), zipped(&[("word/document.xml", &lol)]));
    refused(keep.path(), &["import", "lol.docx"], &["defines entities", "save it again"]);
    let deep = body(&format!("{}{}", "<w:tbl>".repeat(200_000), "</w:tbl>".repeat(200_000)));
    put(&keep.path().join("deep.docx"), zipped(&[("word/document.xml", &deep)]));
    refused(keep.path(), &["import", "deep.docx"], &["holds no words"]);
    put(&keep.path().join("bomb.docx"), zipped(&[("word/document.xml", &" ".repeat(65 << 20))]));
    refused(keep.path(), &["import", "bomb.docx"], &["more than 64 MB"]);
}

#[test]
fn a_transcript_without_speakers_keeps_its_words_and_says_what_to_do() {
    let (_keep, folder) = study();
    let words = "There is no money for it.\n\nAnd never was.\n";
    put(&folder.join("transcripts/c.txt"), words);
    let ran = run(&folder, &["import", "transcripts/*"]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    assert!(ran.said.contains("transcripts/c.txt") && ran.said.contains("no speakers are named"), "{}", ran.said);
    assert!(ran.said.contains("begin each turn with who speaks"), "{}", ran.said);
    assert_eq!(fs::read_to_string(folder.join("transcripts/c.txt")).unwrap(), words);
    let rows = fs::read_to_string(folder.join("documents.csv")).unwrap();
    assert!(rows.contains("transcripts/c.txt") && rows.contains("Ann = participant ann"), "{rows}");
}

#[test]
fn a_marked_copy_whose_text_differs() {
    let (keep, folder) = study();
    let marked = |words: &str| {
        let run = |words: &str| format!("<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>");
        let body = format!(
            "<w:document xmlns:w=\"w\"><w:body><w:p>{}</w:p><w:p>{}<w:commentRangeStart w:id=\"1\"/>{}<w:commentRangeEnd w:id=\"1\"/></w:p></w:body></w:document>",
            run("Int: What stops you?"),
            run("Ann: "),
            run(words)
        );
        let comments = "<w:comments xmlns:w=\"w\"><w:comment w:id=\"1\" w:author=\"Asha\"><w:p><w:r><w:t>money</w:t></w:r></w:p></w:comment></w:comments>";
        zipped(&[("word/document.xml", &body), ("word/comments.xml", comments)])
    };
    put(&keep.path().join("a.docx"), marked("There is hardly any money for it, none at all."));
    refused(&folder, &["take", "../a.docx", "--coder", "asha"], &["a.docx", "differ"]);
    put(&keep.path().join("a.docx"), marked("There is no money for it, none at all."));
    let taken = run(&folder, &["take", "../a.docx", "--coder", "asha"]);
    assert_eq!(taken.code, 0, "{}", taken.said);
    assert!(folder.join("codings/asha/a.jsonl").is_file());
}

#[test]
fn a_coder_or_a_document_whose_name_would_lead_elsewhere() {
    let (keep, folder) = study();
    put(&keep.path().join("a.csv"), "document,code,text\na,money,There is no money\n");
    let taken = run(&folder, &["take", "../a.csv", "--coder", "../../out"]);
    assert!(taken.code == 0 || taken.code == 2, "{}", taken.said);
    for path in everything(keep.path()).keys() {
        let inside = path.starts_with(&folder) || path.ends_with("a.csv");
        assert!(inside, "{} was written", path.display());
    }
}

#[test]
fn a_rule_with_a_broken_regular_expression() {
    let (_keep, folder) = study();
    edit(&folder.join("codebook.toml"), "mon(ey|ies)", "mon(ey");
    refused(&folder, &["code"], &["codebook.toml", "money", "mon(ey"]);
    let checked = run(&folder, &["check"]);
    assert_eq!(checked.code, 1, "{}", checked.said);
    assert!(checked.said.contains("mon(ey"), "{}", checked.said);
    refused(&folder, &["find", "/mon(ey/"], &["mon(ey"]);
}

#[test]
fn nesting_without_an_end_is_refused() {
    let (_keep, folder) = study();
    put(&folder.join("codings/asha/a.jsonl"), format!("{}\n", "[".repeat(100_000)));
    refused(&folder, &["themes"], &["codings/asha/a.jsonl:1", "not a coding"]);
    fs::remove_dir_all(folder.join("codings")).unwrap();
    edit(&folder.join("study.toml"), "rows = [\"size\"]", &format!("rows = {}", "[".repeat(100_000)));
    refused(&folder, &["report"], &["study.toml"]);
}

// ---------------------------------------------------------------- Outputs

#[test]
fn an_output_folder_that_cannot_be_written() {
    let (_keep, folder) = study();
    put(&folder.join("out"), "mine");
    refused(&folder, &["report"], &["out", "a file stands where a folder is needed", "move out away"]);
    if Path::new("/dev/full").exists() {
        refused(&folder, &["report", "-o", "/dev/full"], &["could not be written", "-o"]);
        refused(&folder, &["report", "-o", "/proc/canvass"], &["could not be written", "another folder"]);
        refused(&folder, &["frequencies", "-o", "/proc/canvass/a.docx"], &["could not be written"]);
    }
}

#[test]
fn a_report_that_is_open_is_named_and_nothing_is_half_replaced() {
    let (_keep, folder) = study();
    assert_eq!(run(&folder, &["report"]).code, 0);
    edit(&folder.join("study.toml"), "A small study", "Another title");
    put(&folder.join("out/~$report.xlsx"), "");
    refused(&folder, &["report"], &["report.xlsx is open", "close report.xlsx", "~$report.xlsx"]);
    put(&folder.join("out/~$port.docx"), "");
    refused(&folder, &["report"], &["report.docx, report.xlsx are open", "nothing was written"]);
    fs::remove_file(folder.join("out/~$report.xlsx")).unwrap();
    refused(&folder, &["report"], &["report.docx is open in Word", "close report.docx"]);
    fs::remove_file(folder.join("out/~$port.docx")).unwrap();
    assert_eq!(run(&folder, &["report"]).code, 0);
    assert!(fs::read_to_string(folder.join("out/report.md")).unwrap().contains("Another title"));
}

#[test]
fn a_write_that_fails_leaves_every_old_file() {
    let (_keep, folder) = study();
    assert_eq!(run(&folder, &["report"]).code, 0);
    edit(&folder.join("study.toml"), "A small study", "Another title");
    fs::remove_file(folder.join("out/manifest.json")).unwrap();
    put(&folder.join("out/manifest.json/x"), "");
    refused(&folder, &["report"], &["manifest.json", "a folder has this name"]);
}

#[test]
fn ids_name_files_that_every_system_allows() {
    let (keep, folder) = study();
    let table = |id: &str| format!("[[table]]\nid = \"{id}\"\nrows = [\"sector\"]\n\n");
    let more: String = ["../../x", "a/b", "a b", "con", "NUL"].iter().map(|id| table(id)).collect();
    edit(&folder.join("study.toml"), "[report]", &format!("{more}[report]"));
    assert_eq!(run(&folder, &["report"]).code, 0);
    let names: Vec<String> = fs::read_dir(folder.join("out/tables"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for name in ["size.csv", "------x.csv", "a-b.csv", "a-b-2.csv", "con-.csv", "NUL-.csv"] {
        assert!(names.iter().any(|known| known == name), "{name} is not in {names:?}");
    }
    assert_eq!(fs::read_dir(keep.path()).unwrap().count(), 1);
    edit(&folder.join("study.toml"), "id = \"con\"", "id = \"Size\"");
    refused(&folder, &["report"], &["two tables have the id “Size”", "rename one of them"]);
}

#[test]
fn what_people_typed_is_words_in_every_output() {
    let (keep, folder) = study();
    let title = format!("=1+1 <img src=x onerror=alert(1)> **{}**", "very long ".repeat(40));
    let odd = [
        "=HYPERLINK(\"\"http://x\"\")",
        "+1",
        "-1",
        "@SUM(1)",
        "<script>alert(1)</script>x",
        "{{ n() }}",
        "\u{1b}[31mred",
        "\u{202e}evil",
        "😀",
        "[a](javascript:x)",
    ];
    let rows: String = odd.iter().flat_map(|odd| [odd, odd]).map(|odd| format!("\"{odd}\",Arts\n")).collect();
    put(&keep.path().join("odd.csv"), format!("\"{title}\",\"Why\u{1b}[31m\"\n{rows}"));
    for ending in ["csv", "html", "md", "json", "docx", "xlsx"] {
        let name = format!("t.{ending}");
        let ran = run(keep.path(), &["report", "--data", "odd.csv", "-o", &name]);
        assert_eq!(ran.code, 0, "{}", ran.said);
        assert!(ran.data.is_empty() && !ran.said.contains('\u{1b}'), "{ran:?}");
        let bytes = fs::read(keep.path().join(&name)).unwrap();
        assert!(!bytes.is_empty());
        let text = String::from_utf8_lossy(&bytes);
        if matches!(ending, "csv" | "html" | "md") {
            assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{ending}: {text}");
            assert!(text.contains('😀'), "{ending}");
        }
        match ending {
            "csv" => assert!(
                text.lines().all(|line| !line.trim_start_matches('"').starts_with(['=', '+', '-', '@'])),
                "{text}"
            ),
            "html" => assert!(!text.contains("<img src=x") && !text.contains("<script>alert"), "{text}"),
            "md" => assert!(text.contains("\\<img") && text.contains("\\[a\\]"), "{text}"),
            _ => {}
        }
    }
    let printed = run(keep.path(), &["frequencies", "--data", "odd.csv"]);
    let text = String::from_utf8(printed.data).unwrap();
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
    edit(&folder.join("codebook.toml"), "name = \"Money\"", "name = \"<b>=1+1</b> | *x*\"");
    edit(&folder.join("study.toml"), "A small study", "<script>alert(1)</script> & co");
    assert_eq!(run(&folder, &["report"]).code, 0);
    assert!(!fs::read_to_string(folder.join("out/report.html")).unwrap().contains("<script>alert"));
}

#[test]
fn nothing_but_data_goes_to_standard_output() {
    let (_keep, folder) = study();
    for quiet in [&["check"][..], &["code"], &["report"]] {
        let ran = run(&folder, quiet);
        assert_eq!(ran.code, 0, "{}", ran.said);
        let is_data = quiet == ["code"];
        assert!(is_data || ran.data.is_empty(), "{quiet:?}: {ran:?}");
    }
    for speaking in [&["frequencies"][..], &["crosstab", "size", "--by", "sector"], &["themes"], &["find", "money"]] {
        let ran = run(&folder, speaking);
        assert_eq!(ran.code, 0, "{}", ran.said);
        let data = String::from_utf8(ran.data).unwrap();
        assert!(!data.is_empty(), "{speaking:?}");
        for message in ["warning:", "hint:", "next:", "error:", "wrote "] {
            assert!(!data.contains(message), "{speaking:?}: {data}");
        }
    }
}
