//! How a number in a cell is to be read: as a number, a moment or a length of time.

use std::collections::HashMap;
use std::io::Read;

use super::fault::Fault;
use super::markup::{Does, Markup};

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// A number, be it shown as a percentage or with a currency.
    #[default]
    Number,
    /// A day, a time of day, or both.
    Moment,
    /// Hours beyond a day.
    Duration,
}

/// The formats of cells, in the order by which cells name them.
pub fn read<R: Read>(mut markup: Markup<R>) -> Result<Vec<Format>, Fault> {
    let mut own: HashMap<String, Format> = HashMap::new();
    let mut formats = Vec::new();
    let mut inside = false;
    while let Some(tag) = markup.next()? {
        match (tag.name, tag.does) {
            (b"cellXfs", does) => inside = does == Does::Opens,
            (b"numFmt", Does::Opens | Does::Stands) => {
                if let (Some(id), Some(code)) = (tag.attribute(b"numFmtId"), tag.attribute(b"formatCode")) {
                    own.insert(id.into_owned(), of_code(&code));
                }
            }
            (b"xf", Does::Opens | Does::Stands) if inside => {
                let id = tag.attribute(b"numFmtId").unwrap_or_default();
                formats.push(own.get(id.as_ref()).copied().unwrap_or_else(|| built_in(&id)));
            }
            _ => {}
        }
    }
    Ok(formats)
}

/// The formats that are not written out: 14 to 22 and 45 to 47 everywhere, the others in East Asia.
fn built_in(id: &str) -> Format {
    match id.parse() {
        Ok(46) => Format::Duration,
        Ok(14_u32..=22 | 27..=36 | 45 | 47 | 50..=58) => Format::Moment,
        _ => Format::Number,
    }
}

/// What a format code shows: the first letter of a date or time outside quotes and brackets decides, and `[h]` says that
/// hours go on beyond a day. Of several sections the first counts, which is for numbers above 0.
fn of_code(code: &str) -> Format {
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => break,
            // The next character is shown, left out or repeated as it is.
            '\\' | '_' | '*' => {
                letters.next();
            }
            '"' => {
                letters.by_ref().find(|c| *c == '"');
            }
            '[' => {
                let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                let inside = inside.to_ascii_lowercase();
                let first = inside.chars().next();
                if first.is_some_and(|c| "hms".contains(c) && inside.chars().all(|other| other == c)) {
                    return Format::Duration;
                }
            }
            'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 'y' | 'Y' | 's' | 'S' => return Format::Moment,
            // AM/PM alone; the a of “General” is none.
            'A' | 'a' if letters.clone().next().is_some_and(|next| matches!(next, 'M' | 'm' | '/' | 'P' | 'p')) => {
                return Format::Moment;
            }
            _ => {}
        }
    }
    Format::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_without_formats_has_none() {
        assert_eq!(read(Markup::new(&b"<styleSheet/>"[..])), Ok(Vec::new()));
    }

    #[test]
    fn formats_are_numbers_moments_or_durations() {
        let codes = [
            ("General", Format::Number),
            ("0.00%", Format::Number),
            ("@", Format::Number),
            ("#,##0\\ [$\u{20bd}-46D]", Format::Number),
            ("\"days: \"0", Format::Number),
            ("0;[Red]\\-0\\ \\d", Format::Number),
            ("_-* #,##0.00\\ \"zł\"_-", Format::Number),
            ("dd/mm/yyyy", Format::Moment),
            ("[$-409]h:mm AM/PM", Format::Moment),
            ("[$-F800]dddd\\,\\ mmmm\\ dd", Format::Moment),
            ("[Red]yyyy", Format::Moment),
            ("AM/PM", Format::Moment),
            ("[h]:mm:ss", Format::Duration),
            ("[MM]:ss", Format::Duration),
        ];
        for (code, format) in codes {
            assert_eq!(of_code(code), format, "{code}");
        }
        assert_eq!(
            ["0", "14", "46", "47", "164", ""].map(built_in).map(|format| format == Format::Number),
            [true, false, false, false, true, true]
        );
    }

    #[test]
    fn cells_name_the_formats_of_cells_and_not_those_of_styles() {
        let sheet = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='d&quot;.&quot;m'/></numFmts>\
            <cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>\
            <cellXfs><xf numFmtId='0'/><xf numFmtId='164'><alignment/></xf><xf numFmtId='46'/><xf/></cellXfs>\
            <cellStyles><xf numFmtId='14'/></cellStyles></styleSheet>";
        let formats = read(Markup::new(sheet.as_bytes())).unwrap();
        assert_eq!(formats, [Format::Number, Format::Moment, Format::Duration, Format::Number]);
    }
}
