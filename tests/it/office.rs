//! The Word and Excel documents, as a person would open them.

mod sample;

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use canvass::model::{Block, Listing, ListingColumn, Report, Value};
use canvass::writers::document::{WriteOptions, format};
use quick_xml::events::Event;

fn written(name: &str, report: &Report) -> Vec<u8> {
    let bytes = format(name).unwrap().write(report, &WriteOptions::default()).unwrap();
    if let Ok(folder) = std::env::var("CANVASS_KEEP") {
        std::fs::create_dir_all(&folder).unwrap();
        let title = if report.title.is_empty() { "untitled" } else { report.title.as_str() };
        std::fs::write(format!("{folder}/{}.{name}", title.replace(' ', "-")), &bytes).unwrap();
    }
    bytes
}

/// The parts of a package by name; all XML among them is read through to the end.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        if name.ends_with(".png") {
            continue;
        }
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_well_formed(&name, &text);
        parts.push((name, text));
    }
    parts
}

fn part(bytes: &[u8], name: &str) -> String {
    parts(bytes).into_iter().find(|(part, _)| part == name).unwrap_or_else(|| panic!("no {name}")).1
}

fn assert_well_formed(name: &str, text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut depth = 0_i32;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth -= 1,
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{name}: {error}"),
        }
    }
    assert_eq!(depth, 0, "{name}");
    assert!(text.chars().all(|c| c >= ' ' || matches!(c, '\n' | '\t' | '\r')), "{name}");
}

/// What the paragraphs say, one a line.
fn words(xml: &str) -> Vec<String> {
    let text_of = |paragraph: &str| {
        let mut text = String::new();
        for piece in paragraph.split("<w:t ").skip(1) {
            text.push_str(piece.split_once('>').unwrap().1.split("</w:t>").next().unwrap());
        }
        text
    };
    xml.split("</w:p>").map(text_of).collect()
}

#[test]
fn a_report_of_nothing_is_still_a_document() {
    for name in ["docx", "xlsx"] {
        assert!(parts(&written(name, &Report::default())).len() > 5);
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let report = sample::report();
    for name in ["docx", "xlsx"] {
        assert_eq!(written(name, &report), written(name, &report), "{name}");
    }
}

#[test]
fn captions_of_a_word_document_are_counted_in_order() {
    let document = part(&written("docx", &sample::report()), "word/document.xml");
    let captions: Vec<String> = words(&document).into_iter().filter(|text| text.starts_with("Table ")).collect();
    let begins = |index: usize, with: &str| assert!(captions[index].starts_with(with), "{captions:?}");
    begins(0, "Table 1. Activities and participants");
    begins(1, "Table 2. Whom organisations work with");
    begins(2, "Table 3. Involvement of service users by size");
    assert!(document.contains("SEQ Table \\* ARABIC") && document.contains("SEQ Figure \\* ARABIC"));
    assert!(!document.contains("\\r "), "numbers in order need no reset");
}

#[test]
fn tables_of_a_word_document_repeat_their_heads_and_say_what_they_are() {
    let document = part(&written("docx", &sample::report()), "word/document.xml");
    for table in document.split("<w:tbl>").skip(1) {
        let table = table.split("</w:tbl>").next().unwrap();
        assert!(table.contains("<w:tblHeader/>") && table.contains("<w:tblDescription "), "{table}");
        assert_eq!(table.matches("<w:tr>").count(), table.matches("<w:cantSplit/>").count());
        let columns = table.matches("<w:gridCol ").count();
        for row in table.split("<w:tr>").skip(1) {
            let spanned: usize = row
                .split("<w:gridSpan w:val=\"")
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap().parse::<usize>().unwrap() - 1)
                .sum();
            assert_eq!(row.matches("<w:tc>").count() + spanned, columns, "{row}");
        }
    }
}

#[test]
fn markup_in_an_answer_stays_text_in_word() {
    let document = part(&written("docx", &sample::report()), "word/document.xml");
    assert!(document.contains("&lt;script&gt;"));
    assert!(!document.contains("<script") && !document.contains("javascript:"));
    let related = part(&written("docx", &sample::report()), "word/_rels/document.xml.rels");
    assert!(related.contains("https://example.org/a%20report?x=1&amp;y=2") && !related.contains("javascript"));
}

#[test]
fn the_contents_of_a_word_document_are_there_before_anybody_updates_them() {
    let bytes = written("docx", &sample::report());
    let document = part(&bytes, "word/document.xml");
    let texts = words(&document);
    let contents = texts.iter().position(|text| text == "Contents").unwrap();
    assert_eq!(texts[contents + 1], "Who took part");
    assert_eq!(texts[contents + 2], "Participants");
    assert!(!part(&bytes, "word/settings.xml").contains("updateFields"), "Word would ask a question");
    assert!(!document.contains("w:dirty"), "Word would ask a question");
}

#[test]
fn a_table_on_its_own_has_no_title_page_and_no_number() {
    let Block::Table { table, .. } =
        sample::report().blocks.into_iter().find(|block| matches!(block, Block::Table { .. })).unwrap()
    else {
        unreachable!()
    };
    let report = Report { blocks: vec![Block::Table { number: None, table }], ..Report::default() };
    let bytes = written("docx", &report);
    let document = part(&bytes, "word/document.xml");
    assert!(!document.contains("SEQ Table") && document.contains("Whom organisations work with"));
    assert!(part(&bytes, "docProps/core.xml").contains("<dc:title>Whom organisations work with</dc:title>"));
    assert!(part(&bytes, "docProps/core.xml").contains("1980-01-01T00:00:00Z"));
}

#[test]
fn every_table_listing_and_chart_has_a_sheet_that_the_contents_link_to() {
    let bytes = written("xlsx", &sample::report());
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    let names = workbook.sheet_names();
    assert_eq!(
        names,
        [
            "Contents",
            "Table 1",
            "Table 2",
            "Table 3",
            "Figure 1",
            "Table 4",
            "Table 5",
            "Table 6",
            "Table 7",
            "Table 8",
            "Quotations"
        ]
    );
    let contents = workbook.worksheet_range("Contents").unwrap();
    let listed: Vec<String> = contents.rows().skip(5).map(|row| row[0].to_string()).collect();
    assert_eq!(listed, names[1..]);
    let links = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(names[1..].iter().all(|name| links.contains(&format!("location=\"'{name}'!A1\""))), "{links}");
}

#[test]
fn numbers_of_a_workbook_are_numbers_and_percentages_stand_only_on_bases_that_carry_them() {
    let bytes = written("xlsx", &sample::report());
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    let range = workbook.worksheet_range("Table 3").unwrap();
    let row = range.rows().find(|row| row[0] == "Never").unwrap();
    assert!(matches!(&row[1], Data::Float(count) if *count == 115.0), "{row:?}");
    assert!(matches!(&row[2], Data::Float(percent) if (percent - 115.0 / 138.0).abs() < 1e-12), "{row:?}");
    // The last group has twenty members: a count and no percentage.
    let last = row.iter().rposition(|cell| *cell != Data::Empty).unwrap();
    assert!(matches!(&row[last], Data::Float(count) if *count == 16.0), "{row:?}");
    let sheet = part(&bytes, "xl/worksheets/sheet4.xml");
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("fitToWidth") || sheet.contains("fitToHeight=\"0\""));
}

#[test]
fn an_answer_that_looks_like_a_formula_stays_text_in_excel() {
    let listing = Listing {
        id: "answers".to_owned(),
        columns: vec![ListingColumn::words("Answer")],
        rows: ["=1+1", "+441212345678", "-", "@home", "\t=1", "\r=1"].map(|text| vec![Value::from(text)]).to_vec(),
        ..Listing::default()
    };
    let bytes = written("xlsx", &Report { blocks: vec![Block::listing(listing)], ..Report::default() });
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<f>"));
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    let range = workbook.worksheet_range("answers").unwrap();
    let texts: Vec<String> = range.rows().map(|row| row[0].to_string()).collect();
    assert_eq!(&texts[..5], ["Answer", "=1+1", "+441212345678", "-", "@home"]);
}

#[test]
fn pictures_of_both_documents_say_what_they_show() {
    let report = sample::report();
    let document = part(&written("docx", &report), "word/document.xml");
    assert!(document.contains(
        "descr=\"Diverging bars. In delivery 60% always or often; in research &amp; &quot;bids&quot; 20%.\""
    ));
    let drawing = part(&written("xlsx", &report), "xl/drawings/drawing1.xml");
    assert!(drawing.contains("descr=\"Diverging bars."));
}
