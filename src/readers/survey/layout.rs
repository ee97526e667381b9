//! A data file without headings, laid out by its description: fields of fixed width, or delimited fields told apart by
//! their numbers.

use super::described::{Field, Layout, Packed};
use super::raw::{Collector, RawTable};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::source::{Decoded, Source, delimited as table};

/// The most fields of a layout, and the widest record.
const MOST_FIELDS: usize = 100_000;
const WIDEST: usize = 10_000_000;
/// What stands between several codes of one cell.
pub const BETWEEN: char = ';';

/// The table of a data file.
#[derive(Debug)]
pub struct LaidOut {
    /// The table, with its one record of headings.
    pub table: RawTable,
    /// The encoding of the text.
    pub encoding: String,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// Reads a data file by its layout.
///
/// # Errors
/// When the layout is over a limit, the text cannot be decoded, or the records plainly have another layout.
pub fn read(source: &Source, layout: &Layout) -> Result<LaidOut> {
    let widest = layout.fields.iter().map(|field| field.end).max().unwrap_or(0);
    if layout.fields.len() > MOST_FIELDS || widest > WIDEST {
        return Err(Error::new("this description lays out more fields than canvass reads").in_place(source.place()));
    }
    let decoded = decode(source, layout.encoding.as_deref())?;
    let mut noticed = decoded.noticed;
    let headings = layout.fields.iter().map(|field| field.name.clone()).collect();
    let mut collector = Collector::new(vec![headings]);
    if layout.delimited {
        delimited(source, &decoded.text, layout, &mut collector)?;
    } else {
        noticed.extend(fixed(source, &decoded.text, layout, &mut collector)?);
    }
    let (table, noted) = collector.finish();
    noticed.extend(noted.into_iter().map(|note| note.in_place(source.place())));
    Ok(LaidOut { table, encoding: decoded.encoding, noticed })
}

/// What the file itself shows wins over what the description declares: a mark at its beginning, or bytes that are UTF-8.
fn decode(source: &Source, declared: Option<&str>) -> Result<Decoded> {
    let known = declared.filter(|label| encoding_rs::Encoding::for_label(label.as_bytes()).is_some());
    let marked = encoding_rs::Encoding::for_bom(source.bytes()).is_some();
    if marked || std::str::from_utf8(source.bytes()).is_ok() { source.text(None) } else { source.text(known) }
}

fn fixed(source: &Source, text: &str, layout: &Layout, collector: &mut Collector) -> Result<Option<Diagnostic>> {
    let width = layout.fields.iter().map(|field| field.end).max().unwrap_or(0);
    let records = || text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).skip(layout.skip);
    let ascii = text.is_ascii();
    // Some programs count bytes where a letter takes two: then all lines are as long in bytes and not in letters.
    let in_bytes = !ascii && !alike(records().map(|line| line.chars().count())) && alike(records().map(str::len));
    let longest = records().map(str::len).max().unwrap_or(0);
    let first = layout.fields.iter().map(|field| field.start).max().unwrap_or(0);
    if longest <= first && records().any(|line| !line.is_empty()) {
        return Err(Error::new(format!(
            "the description lays out {width} places a record, and the longest line has {longest}"
        ))
        .in_place(source.place())
        .hint("does the description belong to this file?"));
    }
    let mut long = 0_u64;
    let mut cells: Vec<String> = Vec::with_capacity(layout.fields.len());
    for line in records() {
        let places: Vec<usize> = if ascii || in_bytes {
            Vec::new()
        } else {
            line.char_indices().map(|(at, _)| at).chain(std::iter::once(line.len())).collect()
        };
        let characters = if places.is_empty() { line.len() } else { places.len() - 1 };
        let at = |place: usize| places.get(place).copied().unwrap_or(place);
        if characters > width && line.get(at(width)..).is_some_and(|rest| !rest.trim().is_empty()) {
            long += 1;
        }
        cells.clear();
        for field in &layout.fields {
            let (start, end) = (field.start.min(characters), field.end.min(characters));
            let cell = line.get(at(start)..at(end)).unwrap_or_default();
            cells.push(unpacked(cell, field.packed));
        }
        collector.push(cells.iter().map(String::as_str));
    }
    Ok((long > 0).then(|| {
        Diagnostic::warning(format!("{long} lines are longer than the {width} places that the description lays out"))
            .in_place(source.place())
            .hint("does the description belong to this file?")
    }))
}

/// Whether all lengths but those of blank lines are the same.
fn alike(lengths: impl Iterator<Item = usize>) -> bool {
    let mut filled = lengths.filter(|length| *length > 0);
    let Some(first) = filled.next() else { return true };
    filled.all(|length| length == first)
}

fn delimited(source: &Source, text: &str, layout: &Layout, collector: &mut Collector) -> Result<()> {
    let mut reader = table::reader(text, b',');
    let mut record = csv::StringRecord::new();
    let mut seen = 0;
    loop {
        let more = reader
            .read_record(&mut record)
            .map_err(|error| Error::new(format!("a record cannot be read: {error}")).in_place(source.place()))?;
        if !more {
            return Ok(());
        }
        seen += 1;
        if seen <= layout.skip {
            continue;
        }
        let cells: Vec<String> = layout.fields.iter().map(|field| of_record(&record, field)).collect();
        collector.push(cells.iter().map(String::as_str));
    }
}

fn of_record(record: &csv::StringRecord, field: &Field) -> String {
    let cells = (field.start..field.end).map(|place| record.get(place).unwrap_or_default().trim());
    if field.end > field.start + 1 && matches!(field.packed, Packed::Codes(_) | Packed::Bits) {
        // A field each: codes, or the 1 and 0 of each code.
        let each: Vec<String> = cells.map(str::to_owned).collect();
        return match field.packed {
            Packed::Bits => ticked(each.iter().map(|cell| cell == "1")),
            _ => listed(each.iter().map(String::as_str)),
        };
    }
    unpacked(record.get(field.start).unwrap_or_default(), field.packed)
}

fn unpacked(cell: &str, packed: Packed) -> String {
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    match packed {
        Packed::Plain => cell.to_owned(),
        Packed::Bits => ticked(cell.chars().map(|bit| bit == '1')),
        Packed::Codes(width) => {
            let characters: Vec<char> = cell.chars().collect();
            let codes = characters.chunks(width.unwrap_or(characters.len()).max(1));
            let codes: Vec<String> = codes.map(|code| code.iter().collect::<String>()).collect();
            listed(codes.iter().map(|code| code.trim()))
        }
        Packed::Date => {
            let date = cell.trim();
            match (digits(date, 8), date.get(..4), date.get(4..6), date.get(6..)) {
                (true, Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}"),
                _ => date.to_owned(),
            }
        }
        Packed::Time => {
            let time = cell.trim();
            match (digits(time, 6), time.get(..2), time.get(2..4), time.get(4..)) {
                (true, Some(hour), Some(minute), Some(second)) => format!("{hour}:{minute}:{second}"),
                _ => time.to_owned(),
            }
        }
    }
}

/// The codes from 1 on that are ticked.
fn ticked(bits: impl Iterator<Item = bool>) -> String {
    let codes = bits.enumerate().filter(|(_, bit)| *bit).map(|(place, _)| (place + 1).to_string());
    codes.collect::<Vec<_>>().join(&BETWEEN.to_string())
}

/// Codes that are not 0, without the noughts that fill them up.
fn listed<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    let codes = codes.filter(|code| !code.is_empty()).filter_map(|code| {
        let code = if code.bytes().all(|byte| byte.is_ascii_digit()) { code.trim_start_matches('0') } else { code };
        (!code.is_empty()).then_some(code)
    });
    codes.collect::<Vec<_>>().join(&BETWEEN.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, start: usize, end: usize, packed: Packed) -> Field {
        Field { name: name.into(), start, end, packed }
    }

    fn table(text: &str, layout: &Layout) -> Vec<Vec<String>> {
        let table = read(&Source::from_bytes("a.asc", text), layout).unwrap().table;
        (0..table.rows()).map(|row| table.columns.iter().map(|column| column.cell(row).to_owned()).collect()).collect()
    }

    #[test]
    fn places_bits_and_codes_of_a_line_become_cells() {
        let layout = Layout {
            fields: vec![
                field("a", 0, 1, Packed::Plain),
                field("b", 1, 4, Packed::Bits),
                field("c", 4, 8, Packed::Codes(Some(2))),
                field("d", 8, 16, Packed::Date),
                field("e", 16, 40, Packed::Plain),
            ],
            ..Layout::default()
        };
        let rows = table("1101020020240331caf\u{e9} \"x\"\r\n2000000020240401\n\n", &layout);
        assert_eq!(rows[0], ["1", "1;3", "2", "2024-03-31", "café \"x\""]);
        assert_eq!(rows[1], ["2", "", "", "2024-04-01", ""]);
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn delimited_fields_are_taken_by_their_numbers_below_what_is_skipped() {
        let layout = Layout {
            fields: vec![field("b", 1, 2, Packed::Bits), field("c", 2, 4, Packed::Codes(None))],
            delimited: true,
            skip: 1,
            ..Layout::default()
        };
        assert_eq!(table("id,b,c,c2\n7,0110,5,0\n8,,0,\n", &layout), [["2;3", "5"]]);
    }

    #[test]
    fn places_counted_in_bytes_are_told_by_the_length_of_the_lines() {
        let layout = Layout {
            fields: vec![field("a", 0, 6, Packed::Plain), field("b", 6, 7, Packed::Plain)],
            ..Layout::default()
        };
        assert_eq!(table("caf\u{e9} 1\nabcdef2\n", &layout)[1], ["abcdef", "2"]);
        assert_eq!(table("caf\u{e9} 1\nabcdef2\n", &layout)[0], ["café", "1"]);
        assert_eq!(table("caf\u{e9}  1\nabcdef2\n", &layout)[0], ["café", "1"]);
    }

    #[test]
    fn a_layout_of_another_file_is_an_error_and_an_empty_file_has_no_rows() {
        let layout = Layout { fields: vec![field("a", 90, 91, Packed::Plain)], ..Layout::default() };
        assert!(read(&Source::from_bytes("a.asc", "123\n456\n"), &layout).is_err());
        assert!(table("\n", &Layout::default()).is_empty());
    }
}
