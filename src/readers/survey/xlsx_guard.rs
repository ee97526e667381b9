//! Looks through the parts of a workbook (.xlsx) before it is opened: a cell outside any sheet, or a number of texts that
//! the part cannot hold, would make the parser reckon wrongly or ask for more memory than any machine has.

use std::io::{BufRead, BufReader, Read};

use quick_xml::events::{BytesStart, Event};

/// The most different texts that a workbook may hold.
const MOST_TEXTS: u64 = 20_000_000;
/// The fewest bytes that one text takes: `<si/>`.
const SMALLEST_TEXT: u64 = 5;

/// What was found in a part.
#[derive(Debug, Default)]
struct Found {
    is_broken: bool,
    announced: u64,
    texts: u64,
}

/// Reads a part to its end and gives its size in bytes; at most `room` bytes and one more are read.
///
/// # Errors
/// With what is wrong, where a cell is out of bounds, or more texts are announced than there are.
pub fn check(part: impl Read, room: u64) -> Result<u64, String> {
    let damaged = || "this workbook is damaged or only half downloaded".to_owned();
    let mut input = BufReader::new(part.take(room + 1));
    let mut found = Found::default();
    if input.fill_buf().map_err(|_| damaged())?.contains(&b'<') {
        input = look_through(input, &mut found);
    }
    std::io::copy(&mut input, &mut std::io::sink()).map_err(|_| damaged())?;
    let size = room + 1 - input.get_ref().limit();
    if found.texts.max(found.announced) > MOST_TEXTS {
        return Err("this workbook has more than 20 million different texts".to_owned());
    }
    if found.is_broken || found.announced.saturating_mul(SMALLEST_TEXT) > size {
        return Err(damaged());
    }
    Ok(size)
}

/// Goes through a sheet or a list of texts as far as its markup is sound; the parser itself says where it is not.
fn look_through<R: BufRead>(input: R, found: &mut Found) -> R {
    let mut reader = quick_xml::Reader::from_reader(input);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    let mut is_first = true;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let name = element.local_name();
                let concerns = matches!(name.as_ref(), "worksheet" | "sst");
                if std::mem::take(&mut is_first) && !concerns {
                    break;
                }
                look_at(&element, found);
                if found.is_broken || found.texts > MOST_TEXTS {
                    break;
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    reader.into_inner()
}

fn look_at(element: &BytesStart<'_>, found: &mut Found) {
    let name = element.local_name();
    let looked_for: &[&str] = match name.as_ref() {
        "c" | "row" => &["r"],
        "dimension" => &["ref"],
        "sst" => &["count", "uniqueCount"],
        "si" => {
            found.texts += 1;
            return;
        }
        _ => return,
    };
    for attribute in element.attributes().with_checks(false).flatten() {
        if !looked_for.contains(&attribute.key.as_ref()) {
            continue;
        }
        let value: &str = attribute.value.as_ref();
        match attribute.key.as_ref() {
            "uniqueCount" => found.announced = value.parse().unwrap_or(u64::MAX),
            "count" => {}
            _ => found.is_broken |= !is_in_a_sheet(value),
        }
    }
}

/// Whether a reference such as `B7`, `7` or `A1:C9` can be in a sheet: at most three letters and seven digits, and the last
/// cell not before the first.
fn is_in_a_sheet(reference: &str) -> bool {
    let mut previous = (0, 0);
    reference.split(':').all(|cell| {
        let digits = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let letters = &cell[..cell.len() - digits.len()];
        let column = letters.bytes().fold(0_u32, |sum, letter| {
            sum.saturating_mul(26).saturating_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
        });
        let Ok(row) = digits.parse::<u32>() else { return false };
        let fits = letters.len() <= 3 && digits.len() <= 7 && row >= previous.0 && column >= previous.1;
        previous = (row, column);
        fits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: u64 = 1 << 20;

    #[test]
    fn what_is_no_sheet_is_only_measured() {
        for part in ["", "PNG", "<styleSheet><c r=\"ZZZZZZZZZ9999999999\"/></styleSheet>", "<unfinished"] {
            assert_eq!(check(part.as_bytes(), ROOM), Ok(part.len() as u64), "{part}");
        }
        assert_eq!(check(&[b' '; 100][..], 10), Ok(11));
    }

    #[test]
    fn a_cell_outside_any_sheet_is_refused_and_the_last_one_is_not() {
        let sheet = |inside: &str| check(format!("<worksheet>{inside}</worksheet>").as_bytes(), ROOM);
        assert!(sheet("<dimension ref=\"A1:XFD1048576\"/><row r=\"1048576\"><c r=\"XFD1048576\"/></row>").is_ok());
        for broken in [
            "<c r=\"AAAAAAAAAAA1\"/>",
            "<c r='A99999999999'/>",
            "<row r=\"4294967297\"/>",
            "<dimension ref=\"B2:A1\"/>",
            "<dimension ref=\"A9:A1\"/>",
        ] {
            assert!(sheet(broken).unwrap_err().contains("damaged"), "{broken}");
        }
    }

    #[test]
    fn more_texts_than_the_part_can_hold_are_not_believed() {
        let texts =
            |count: &str| check(format!("<sst uniqueCount=\"{count}\"><si><t>x</t></si></sst>").as_bytes(), ROOM);
        assert!(texts("1").is_ok());
        assert!(texts("1000").unwrap_err().contains("damaged"));
        assert!(texts("4294967295").unwrap_err().contains("20 million"));
        assert!(texts("18446744073709551616").is_err());
    }
}
