//! Workbooks made by hand, whole: what is chosen, what is refused, and that a library reads the same cells.

use std::io::{Cursor, Write};

use calamine::Reader as _;

use super::*;
use crate::readers::survey::numbers;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A package of these parts.
fn package(parts: &[(&str, &str)]) -> Source {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    Source::from_bytes("answers.xlsx", zip.finish().unwrap().into_inner())
}

/// A workbook of sheets: the attributes of each, and what stands in it.
fn book(sheets: &[(&str, &str)], others: &[(&str, &str)]) -> Source {
    let tabs: String = (1..)
        .zip(sheets)
        .map(|(number, (tab, _))| format!("<sheet {tab} sheetId='{number}' r:id='r{number}'/>"))
        .collect();
    let relations: String = (1..=sheets.len())
        .map(|number| {
            format!("<Relationship Id='r{number}' Type='{OFFICE}/worksheet' Target='worksheets/sheet{number}.xml'/>")
        })
        .collect();
    let mut parts = vec![
        (
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets>{tabs}</sheets></workbook>"),
        ),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{relations}</Relationships>")),
    ];
    for (number, (_, rows)) in (1..).zip(sheets) {
        let sheet = format!("<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{number}.xml"), sheet));
    }
    parts.extend(others.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    package(&parts)
}

const ROWS: &str = "<row><c t='inlineStr'><is><t>Size</t></is></c></row><row><c><v>1</v></c></row>";

fn refused(source: &Source, sheet: Option<&str>) -> String {
    let error = open(source, sheet).unwrap_err();
    assert!(error.hint_text().is_some(), "{}", error.what());
    format!("{} {}", error.what(), error.hint_text().unwrap_or_default())
}

#[test]
fn a_workbook_without_sheets_or_with_nothing_in_them_says_so() {
    assert!(refused(&book(&[], &[]), None).contains("has no sheets"));
    assert!(refused(&book(&[("name='A'", "")], &[]), None).contains("the sheet “A” is empty"));
    let two = book(&[("name='A'", ""), ("name='B'", "<row/>"), ("name='C' state='hidden'", ROWS)], &[]);
    let said = refused(&two, None);
    assert!(said.contains("are empty: “A”, “B”") && said.contains("hidden and not read: “C”"), "{said}");
    assert!(refused(&book(&[("name='A' state='veryHidden'", ROWS)], &[]), None).contains("are hidden: “A”"));
}

#[test]
fn formulas_without_results_are_told_from_empty_cells() {
    let formulas = "<row><c><f>1+1</f></c><c><f>1+2</f><v></v></c></row>";
    let alone = book(&[("name='A'", formulas)], &[]);
    assert!(refused(&alone, None).contains("only formulas without saved results"));
    let (empty, _) = open(&alone, Some("A")).unwrap();
    assert!(nothing_in(&empty).unwrap().what().contains("only formulas"));
    let beside = book(&[("name='A'", &format!("{ROWS}{formulas}"))], &[]);
    let (_, noticed) = open(&beside, None).unwrap().0.collect(&beside, 1).unwrap();
    assert!(noticed[0].message.contains("2 cells hold formulas without a saved result"), "{noticed:?}");
}

#[test]
fn the_first_sheet_that_holds_anything_is_read_and_the_others_are_named() {
    let many = book(&[("name='A'", ""), ("name='B &amp; C'", ROWS), ("name='D'", ROWS), ("name='E'", "")], &[]);
    let (sheet, noticed) = open(&many, None).unwrap();
    assert_eq!((sheet.name.as_str(), sheet.others.as_slice()), ("B & C", &["D".to_owned(), "E".to_owned()][..]));
    assert!(noticed[0].message.contains("read the sheet “B & C”; not read: “D”, “E”"), "{noticed:?}");
    assert_eq!(open(&many, Some("d")).unwrap().0.name, "D");
    let said = refused(&many, Some("X"));
    assert!(said.contains('A') && said.contains("B & C") && said.contains('D'), "{said}");
}

#[test]
fn names_that_differ_in_capitals_alone_are_told_apart() {
    let alike = book(&[("name='data'", ROWS), ("name='Data'", ROWS)], &[]);
    assert_eq!(open(&alike, Some("Data")).unwrap().0.name, "Data");
    assert!(refused(&alike, Some("DATA")).contains("may be the sheet “data” or the sheet “Data”"));
}

#[test]
fn parts_in_other_places_and_with_other_letters_are_found() {
    let relation = |kind: &str, target: &str| {
        format!("<Relationships><Relationship Id='a' Type='{OFFICE}/{kind}' Target='{target}'/></Relationships>")
    };
    let workbook = "<x:workbook xmlns:x='m' xmlns:q='r'><x:sheets><x:sheet name='A' q:id='a'/></x:sheets></x:workbook>";
    let sheet =
        "<x:worksheet><x:sheetData><x:row><x:c t='str'><x:v>Size</x:v></x:c></x:row></x:sheetData></x:worksheet>";
    let parts = [
        ("_rels/.rels", relation("officeDocument", "/Book/Main.xml")),
        ("book/_rels/main.xml.rels", relation("worksheet", "..\\Tables\\one.xml")),
        ("Book/main.xml", workbook.to_owned()),
        ("tables/One.xml", sheet.to_owned()),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert_eq!(open(&package(&parts), None).unwrap().0.head(1), [["Size"]]);
}

#[test]
fn listed_texts_of_several_runs_keep_their_numbers() {
    let texts = "<sst count='9' uniqueCount='4'><si><t>a</t></si><si/><si><r><t>b</t></r><r><t xml:space='preserve'> c</t></r></si>\
        <si><t>字</t><rPh><t>ji</t></rPh></si></sst>";
    let cells: String = (0..4).map(|place| format!("<c t='s'><v>{place}</v></c>")).collect();
    let source = book(&[("name='A'", &format!("<row>{cells}</row>"))], &[("xl/sharedStrings.xml", texts)]);
    assert_eq!(open(&source, None).unwrap().0.head(1), [["a", "", "b c", "字"]]);
}

#[test]
fn days_are_counted_from_1904_where_the_workbook_says_so() {
    let styles = "<styleSheet><cellXfs><xf numFmtId='14'/></cellXfs></styleSheet>";
    let source = package(&[
        ("xl/workbook.xml", "<workbook><workbookPr date1904='1'/><sheets><sheet name='A'/></sheets></workbook>"),
        ("xl/styles.xml", styles),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><c s='0'><v>1</v></c></sheetData></worksheet>"),
    ]);
    assert_eq!(open(&source, None).unwrap().0.head(1), [["1904-01-02"]]);
}

#[test]
fn what_is_no_workbook_says_what_it_is() {
    let is = |parts: &[(&str, &str)]| refused(&package(parts), None);
    assert!(is(&[("word/document.xml", "<w/>")]).contains("a Word document"));
    assert!(is(&[("content.xml", "<x/>"), ("mimetype", "application/vnd.oasis.opendocument.text")]).contains(".odt"));
    assert!(is(&[("xl/workbook.bin", "x")]).contains(".xlsb"));
    assert!(is(&[("Index/Tables/DataList.iwa", "x")]).contains("Numbers"));
    assert!(is(&[("data.csv", "a,b")]).contains("files inside"));
    assert!(is(&[]).contains("damaged") || is(&[]).contains("zip folder"));
    assert!(is(&[("xl/workbook.xml", "<workbook")]).contains("damaged"));
}

/// A file as calamine reads it: place and text of each filled cell of the first sheet that has any.
fn by_the_library(bytes: &[u8]) -> Vec<(u32, u32, String)> {
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    let visible = |sheet: &&calamine::Sheet| sheet.visible == calamine::SheetVisible::Visible;
    let names: Vec<String> = book.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    for name in names {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (top, left) = range.start().unwrap_or((0, 0));
        let cells = range.used_cells().filter_map(|(row, column, value)| {
            let place = |from: u32, to: usize| from + u32::try_from(to).unwrap();
            Some((place(top, row), place(left, column), cell_text::of(value)?))
        });
        let cells: Vec<_> = cells.collect();
        if !cells.is_empty() {
            return cells;
        }
    }
    Vec::new()
}

#[test]
fn a_library_reads_the_same_cells_in_every_workbook_at_hand() {
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")];
    folders.push(std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples"));
    let real = std::env::var_os("CANVASS_SHARED").map_or("../shared".into(), std::path::PathBuf::from).join("exports");
    folders.extend(real.is_dir().then_some(real));
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "xlsx") {
                let source = Source::open(&path).unwrap();
                let (sheet, _) = open(&source, None).unwrap();
                let mut found = Vec::new();
                for (row, cells) in sheet.filled_rows() {
                    found.extend(cells.map(|(column, text)| (row, column, text.to_owned())));
                }
                assert_eq!(found, by_the_library(source.bytes()), "{}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn a_library_reads_the_same_from_a_workbook_of_all_kinds_of_cells() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let formats =
        ["General", "0.00%", "yyyy-mm-dd", "d/m/yy h:mm:ss", "[h]:mm", "h:mm AM/PM", "#,##0.00 \"kg\"", "@", "0\\d"];
    for (column, code) in (0..).zip(formats) {
        let format = rust_xlsxwriter::Format::new().set_num_format(code);
        for (row, number) in (0..).zip([0.25, 1.0, 59.0, 60.0, 61.0, 45_292.75, 1e15, 1e-7, 123_456_789_012.5, -3.0]) {
            sheet.write_with_format(row, column, number, &format).unwrap();
        }
    }
    sheet.write(11, 0, " blanks \r\n kept_x0041_ ").unwrap();
    sheet.write(11, 1, true).unwrap();
    sheet.write_formula(11, 2, rust_xlsxwriter::Formula::new("=1+1").set_result("two")).unwrap();
    sheet.merge_range(12, 0, 13, 4, "merged", &rust_xlsxwriter::Format::new()).unwrap();
    let bold = rust_xlsxwriter::Format::new().set_bold();
    sheet.write_rich_string(14, 0, &[(&bold, "bold "), (&rust_xlsxwriter::Format::new(), "and plain")]).unwrap();
    let source = Source::from_bytes("all.xlsx", book.save_to_buffer().unwrap());
    let (sheet, _) = open(&source, None).unwrap();
    let mut found = Vec::new();
    for (row, cells) in sheet.filled_rows() {
        found.extend(cells.map(|(column, text)| (row, column, text.to_owned())));
    }
    assert_eq!(found, by_the_library(source.bytes()));
    assert!(found.iter().any(|(.., text)| *text == numbers::written(1e-7)));
}
