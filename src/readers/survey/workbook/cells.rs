//! The cells of a sheet of an .xlsx, as they come.

use std::io::Read;

use super::cell_text;
use super::fault::Fault;
use super::formats::Format;
use super::markup::{Does, Markup, Tag};
use super::sheet::Filled;
use super::texts::NONE;
use super::xlsx::{RichText, Shared, push_unescaped};

/// The columns of a sheet.
const COLUMNS: u32 = 16_384;
/// The rows of a sheet.
const ROWS: u32 = 1_048_576;
/// A number of so many digits is written as it stands.
const PLAIN_DIGITS: usize = 15;

/// What the cell that is being read says of itself.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    row: u32,
    column: u32,
    kind: Kind,
    format: Format,
    has_formula: bool,
    text: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    #[default]
    Number,
    Listed,
    Inline,
    Words,
    Truth,
    Moment,
    Failed,
}

/// Reads the cells of a sheet.
pub fn read<R: Read>(mut markup: Markup<R>, shared: &mut Shared) -> Result<Filled, Fault> {
    let mut filled = Filled::default();
    let mut cell = Cell::default();
    let mut next = (0, 0);
    let mut text = RichText::default();
    let mut scratch = String::new();
    while let Some(tag) = markup.next()? {
        match (tag.name, tag.does) {
            (b"c", Does::Opens) => {
                cell = begin(&tag, next, &shared.formats)?;
                next = (cell.row, cell.column + 1);
            }
            (b"c", Does::Stands) => {
                let cell = begin(&tag, next, &shared.formats)?;
                next = (cell.row, cell.column + 1);
                filled.pass_over()?;
            }
            (b"v", Does::Closes) => cell.text = value(&cell, &tag, shared, &mut scratch)?,
            (b"c", Does::Closes) => {
                if cell.text != NONE {
                    filled.put(cell.row, cell.column, cell.text)?;
                } else {
                    filled.without_result += usize::from(cell.has_formula && cell.kind != Kind::Failed);
                    filled.pass_over()?;
                }
            }
            (b"row", Does::Closes) => next = (next.0 + 1, 0),
            (b"row", does) => {
                let row = match tag.attributes().find(|(key, _)| *key == b"r") {
                    Some((_, row)) => number(row).and_then(|row| row.checked_sub(1)).ok_or(Fault::Outside)?,
                    None => next.0,
                };
                if row >= ROWS {
                    return Err(Fault::Outside);
                }
                next = if does == Does::Opens { (row, 0) } else { (row + 1, 0) };
            }
            (b"f", Does::Opens | Does::Stands) => cell.has_formula = true,
            (b"is", Does::Opens) => {
                cell.kind = Kind::Inline;
                text.clear();
            }
            (b"is", Does::Closes) => cell.text = shared.texts.find_or_add(text.words())?,
            (b"sheetData", Does::Closes) => break,
            _ if cell.kind == Kind::Inline => text.take(&tag)?,
            _ => {}
        }
    }
    markup.finish()?;
    filled.put_in_order();
    Ok(filled)
}

/// What a cell says of itself; where it says nothing of its place, it is the next.
fn begin(tag: &Tag<'_>, (row, column): (u32, u32), formats: &[Format]) -> Result<Cell, Fault> {
    let mut cell = Cell { row, column, ..Cell::default() };
    for (key, value) in tag.attributes() {
        match key {
            b"r" => (cell.row, cell.column) = place(value).ok_or(Fault::Outside)?,
            b"s" => {
                let format = number(value).and_then(|place| formats.get(place as usize));
                cell.format = format.copied().unwrap_or_default();
            }
            b"t" => {
                cell.kind = match value {
                    b"n" => Kind::Number,
                    b"s" => Kind::Listed,
                    b"inlineStr" | b"is" => Kind::Inline,
                    b"b" => Kind::Truth,
                    b"d" => Kind::Moment,
                    b"e" => Kind::Failed,
                    _ => Kind::Words,
                };
            }
            _ => {}
        }
    }
    if cell.row >= ROWS || cell.column >= COLUMNS {
        return Err(Fault::Outside);
    }
    Ok(cell)
}

/// The number of the text that stands for a value.
fn value(cell: &Cell, tag: &Tag<'_>, shared: &mut Shared, scratch: &mut String) -> Result<u32, Fault> {
    let bytes = tag.text.bytes();
    let plain = bytes.trim_ascii();
    if plain.is_empty() {
        return Ok(NONE);
    }
    let texts = &mut shared.texts;
    match cell.kind {
        Kind::Listed => {
            let listed = number(plain).filter(|&place| (place as usize) < shared.listed).ok_or(Fault::Damaged)? + 1;
            Ok(if texts.get(listed).is_empty() { NONE } else { listed })
        }
        // "#N/A" and its kin say that a formula failed, which is no answer; an inline text is not in a value.
        Kind::Failed | Kind::Inline => Ok(NONE),
        Kind::Truth if matches!(plain, b"0" | b"1") => texts.find_or_add(cell_text::of_truth(plain == b"1")),
        Kind::Truth if plain.eq_ignore_ascii_case(b"true") => texts.find_or_add(cell_text::of_truth(true)),
        Kind::Truth if plain.eq_ignore_ascii_case(b"false") => texts.find_or_add(cell_text::of_truth(false)),
        Kind::Number => {
            let words = std::str::from_utf8(plain).map_err(|_| Fault::Damaged)?;
            if cell.format == Format::Number && is_plain(plain) {
                return texts.find_or_add(words);
            }
            match words.parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    texts.find_or_add(&cell_text::of_number(number, cell.format, shared.since_1904))
                }
                _ => texts.find_or_add(&tag.text.words()?),
            }
        }
        Kind::Moment => texts.find_or_add(&cell_text::iso(&tag.text.words()?)),
        Kind::Words | Kind::Truth => {
            scratch.clear();
            push_unescaped(scratch, &tag.text.words()?);
            texts.find_or_add(if scratch.trim().is_empty() { "" } else { scratch })
        }
    }
}

/// Whether a number is written as it would be here: digits, the first of them not 0.
fn is_plain(number: &[u8]) -> bool {
    match number {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.len() < PLAIN_DIGITS && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 10 {
        return None;
    }
    digits.iter().try_fold(0_u32, |sum, digit| match digit {
        b'0'..=b'9' => sum.checked_mul(10)?.checked_add(u32::from(digit - b'0')),
        _ => None,
    })
}

/// The row and column of a reference such as `B7`, from 0.
fn place(reference: &[u8]) -> Option<(u32, u32)> {
    let letters = reference.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let (letters, digits) = reference.split_at(letters);
    let column = letters.iter().fold(0, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some((number(digits)?.checked_sub(1)?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::survey::workbook::sheet::Sheet;

    /// The cells of a sheet by their places, where “listed” and “ ” are the texts of the workbook.
    fn cells(data: &str) -> Result<Vec<(u32, u32, String)>, Fault> {
        let mut shared =
            Shared { formats: vec![Format::Number, Format::Moment, Format::Duration], ..Shared::default() };
        shared.texts.add("listed")?;
        shared.texts.add("")?;
        shared.listed = 2;
        let xml = format!("<worksheet><sheetData>{data}</sheetData></worksheet>");
        let filled = read(Markup::new(xml.as_bytes()), &mut shared)?;
        let sheet = Sheet { filled, texts: shared.texts, ..Sheet::default() };
        let row = |(row, cells): (u32, _)| {
            let cells: Vec<(u32, &str)> = Iterator::collect::<Vec<_>>(cells);
            cells.into_iter().map(move |(column, text)| (row, column, text.to_owned())).collect::<Vec<_>>()
        };
        Ok(sheet.filled_rows().flat_map(row).collect())
    }

    #[track_caller]
    fn one(cell: &str, text: &str) {
        let found = cells(&format!("<row>{cell}</row>")).unwrap();
        assert_eq!(found.first().map_or("", |(_, _, text)| text), text, "{cell}");
    }

    #[test]
    fn a_sheet_without_cells_has_none() {
        for empty in ["", "<row/>", "<row r='7'></row>", "<row><c/><c r='B1' s='1'/><c><v/></c><c><v></v></c></row>"] {
            assert_eq!(cells(empty), Ok(Vec::new()), "{empty}");
        }
    }

    #[test]
    fn each_kind_of_cell_gives_what_a_person_sees() {
        one("<c t='s'><v>0</v></c>", "listed");
        one("<c t='s'><v>1</v></c>", "");
        one("<c><v>12</v></c>", "12");
        one("<c t='n'><v>007</v></c>", "7");
        one("<c><v>0.30000000000000004</v></c>", "0.3");
        one("<c><v>1E3</v></c>", "1000");
        one("<c><v>-0.5</v></c>", "-0.5");
        one("<c><v>not a number</v></c>", "not a number");
        one("<c><v>1e999</v></c>", "1e999");
        one("<c t='b'><v>1</v></c>", "TRUE");
        one("<c t='b'><v> false </v></c>", "FALSE");
        one("<c t='e'><v>#N/A</v></c>", "");
        one("<c t='str'><f>A1</f><v>a &amp; b_x000A_c</v></c>", "a & b\nc");
        one("<c t='str'><v>  </v></c>", "");
        one("<c t='d'><v>2024-03-01T00:00:00</v></c>", "2024-03-01");
        one("<c t='unheard of'><v>x</v></c>", "x");
        one("<c><f>1+1</f></c>", "");
    }

    #[test]
    fn numbers_in_a_format_of_dates_are_dates() {
        one("<c s='1'><v>45292</v></c>", "2024-01-01");
        one("<c s='1'><v>45292.5</v></c>", "2024-01-01T12:00:00");
        one("<c s='1'><v>0.5</v></c>", "12:00:00");
        one("<c s='2'><v>1.5</v></c>", "1.5");
        one("<c s='99'><v>45292</v></c>", "45292");
        one("<c s='1'><v>-1</v></c>", "-1");
    }

    #[test]
    fn inline_texts_keep_their_runs_and_leave_out_how_they_are_pronounced() {
        one("<c t='inlineStr'><is><t> a </t></is></c>", "a");
        one("<c><is><t xml:space='preserve'> a </t></is></c>", " a ");
        one("<c t='inlineStr'><is><r><t xml:space='preserve'>a </t></r><r><rPr><b/></rPr><t>b</t></r></is></c>", "a b");
        one("<c t='inlineStr'><is><t>字</t><rPh sb='0' eb='1'><t>ji</t></rPh></is></c>", "字");
        one("<c t='inlineStr'><v>7</v><is/></c>", "");
        one("<c t='inlineStr'><is><t><![CDATA[<b>]]></t></is></c>", "<b>");
    }

    #[test]
    fn cells_stand_where_they_say_or_come_next() {
        let found = cells(
            "<row r='3'><c r='b3'><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row><row/>\
            <row><c r='AB6'><v>4</v></c></row><row r='1'><c><v>0</v></c></row><row r='3'><c r='A3'><v>9</v></c></row>",
        );
        let places: Vec<_> = found.unwrap().into_iter().collect();
        let expected = [(0, 0, "0"), (2, 1, "1"), (2, 2, "2"), (2, 0, "9"), (3, 0, "3"), (5, 27, "4")]
            .map(|(row, column, text)| (row, column, text.to_owned()));
        assert_eq!(places, expected);
    }

    #[test]
    fn the_last_cell_of_a_sheet_is_read_and_one_beyond_it_is_refused() {
        assert_eq!(cells("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>").unwrap()[0].1, 16_383);
        let wide = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(16_385));
        let beyond = ["A1048577", "XFE1", "AAAA1", "A99999999999", "A0", "1", "A", "Ä1", "A1B"];
        for broken in beyond.map(|place| format!("<row><c r='{place}'><v>1</v></c></row>")).iter().chain([&wide]) {
            assert_eq!(cells(broken), Err(Fault::Outside), "{}", &broken[..40]);
        }
        for row in ["0", "1048577", "4294967297", "-1", ""] {
            assert_eq!(cells(&format!("<row r='{row}'/>")), Err(Fault::Outside), "{row}");
        }
    }

    #[test]
    fn a_text_that_the_workbook_does_not_list_is_damage() {
        for place in ["2", "-1", "4294967295", "99999999999999", "x"] {
            assert_eq!(cells(&format!("<row><c t='s'><v>{place}</v></c></row>")), Err(Fault::Damaged), "{place}");
        }
    }
}
