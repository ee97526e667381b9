//! Cells and headings before anything is understood.

use crate::diagnostic::Diagnostic;
use crate::readers::survey::code::short;
use crate::readers::survey::personal::listed;
use crate::readers::survey::raw::{RawColumn, RawTable};
use crate::readers::survey::words::plain;

/// Takes the quotation mark from before a formula that a platform disarmed (`'=`), and says where letters are garbled.
pub fn clean(raw: &mut RawTable) -> Vec<Diagnostic> {
    let mut noticed = Vec::new();
    unmask(raw, &mut noticed);
    let mut places = Vec::new();
    let mut rows = Vec::new();
    let mut lost = Vec::new();
    for (place, column) in raw.columns.iter().enumerate().filter(|(_, column)| !column.is_ascii()) {
        let garbled: Vec<bool> = column.values().map(is_garbled).collect();
        let broken: Vec<bool> = column.values().map(|value| value.contains('\u{fffd}')).collect();
        if !garbled.contains(&true) && !broken.contains(&true) {
            continue;
        }
        let before = rows.len();
        for (code, &record) in column.codes().iter().zip(&raw.records) {
            if garbled[code as usize] {
                rows.push(record);
            }
            if broken[code as usize] {
                lost.push(record);
            }
        }
        if rows.len() > before {
            places.push(place);
        }
    }
    rows.sort_unstable();
    rows.dedup();
    lost.sort_unstable();
    lost.dedup();
    if !rows.is_empty() {
        noticed.push(
            Diagnostic::warning(format!("letters look garbled (“Ã©” for “é”): {}; kept as they are", listed(&rows)))
                .hint("somebody opened the file in the wrong encoding and saved it: export it again, or mend the words at their source"),
        );
    }
    if !lost.is_empty() {
        noticed.push(
            Diagnostic::warning(format!("letters are lost (they show as “\u{fffd}”): {}", listed(&lost)))
                .hint("export the file again as UTF-8; what is lost cannot be brought back"),
        );
    }
    if raw.headings.iter().flatten().any(|heading| is_garbled(heading) || heading.contains('\u{fffd}')) {
        noticed.push(
            Diagnostic::warning("letters of a heading look garbled; kept as they are")
                .hint("--encoding names another encoding; or write the wording into questionnaire.toml"),
        );
    }
    noticed
}

fn unmask(raw: &mut RawTable, noticed: &mut Vec<Diagnostic>) {
    let mut rows = Vec::new();
    for column in &mut raw.columns {
        let masked: Vec<bool> = column.values().map(|value| unmasked(value).is_some()).collect();
        if !masked.contains(&true) {
            continue;
        }
        let records = column.codes().iter().zip(&raw.records);
        rows.extend(records.filter(|(code, _)| masked[*code as usize]).map(|(_, record)| *record));
        let mut clean = RawColumn::default();
        for code in column.codes().iter() {
            let value = column.value(code);
            clean.push(unmasked(value).unwrap_or(value));
        }
        clean.complete();
        *column = clean;
    }
    for heading in raw.headings.iter_mut().flatten() {
        if let Some(bare) = unmasked(heading) {
            *heading = bare.to_owned();
        }
    }
    rows.sort_unstable();
    rows.dedup();
    if !rows.is_empty() {
        noticed.push(Diagnostic::note(format!(
            "an apostrophe before a formula sign ('=) is not part of the answer: {}",
            listed(&rows)
        )));
    }
}

/// Whether a platform disarmed a formula in a column.
pub fn is_masked(column: &RawColumn) -> bool {
    column.values().any(|value| unmasked(value).is_some())
}

/// A text without the apostrophe that keeps a spreadsheet from taking it for a formula; `None` where there is none.
fn unmasked(value: &str) -> Option<&str> {
    value.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']) && !rest.ends_with('\''))
}

/// Whether UTF-8 was read as windows-1252 and saved so: Ã©, â€™, Â£.
fn is_garbled(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let continues = ('\u{80}'..='\u{bf}').contains(&next);
        match letter {
            'Ã' if continues || "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".contains(next) =>
            {
                return true;
            }
            'Â' if continues => return true,
            'â' if next == '€' || next == '\u{80}' || next == '„' => return true,
            'ð' if next == 'Ÿ' => return true,
            _ => {}
        }
    }
    false
}

/// A note where columns have the same heading: they stay columns of their own.
pub fn headings_twice(given: &[String], names: &[String]) -> Option<Diagnostic> {
    const NAMED: usize = 5;
    let twice: Vec<&str> = given
        .iter()
        .zip(names)
        .filter(|(given, name)| !given.is_empty() && given != name)
        .map(|(_, name)| name.as_str())
        .collect();
    let named: Vec<String> = twice.iter().take(NAMED).map(|name| format!("“{}”", short(&plain(name)))).collect();
    let more = if twice.len() > NAMED { format!(" and {} more", twice.len() - NAMED) } else { String::new() };
    (!twice.is_empty()).then(|| {
        let what = if twice.len() == 1 { "a heading stands twice" } else { "headings stand more than once" };
        Diagnostic::note(format!("{what}; the columns are told apart as {}{more}", named.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbled_letters_are_told_from_foreign_ones() {
        for garbled in ["cafÃ©", "itâ€™s", "Â£20", "FranÃ§ois", "ðŸ˜€"] {
            assert!(is_garbled(garbled), "{garbled}");
        }
        for fine in ["", "café", "Ângela", "São Paulo", "pâte", "£20", "Ã", "CORAÇÃO", "it’s", "ÂNGELA"] {
            assert!(!is_garbled(fine), "{fine}");
        }
    }

    #[test]
    fn a_formula_loses_its_mask_and_a_quotation_keeps_its_marks() {
        assert_eq!(unmasked("'=1+1"), Some("=1+1"));
        assert_eq!(unmasked("'-5"), Some("-5"));
        for kept in ["", "'", "'tis", "'=quoted'", "=1"] {
            assert_eq!(unmasked(kept), None, "{kept}");
        }
    }
}
