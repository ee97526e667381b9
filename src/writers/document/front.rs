//! What a document says of itself before it begins: title, who wrote it and when, in which language.

use crate::model::{Block, MONTHS, Report};

/// The language of a report: its own if that is a tag as languages have, else British English.
pub fn language(report: &Report) -> &str {
    const USUAL: &str = "en-GB";
    let tag = report.language.as_str();
    let is_tag = (2..=35).contains(&tag.len())
        && tag
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if is_tag { tag } else { USUAL }
}

/// The title, or that of its first table, for a table on its own.
pub fn title(report: &Report) -> &str {
    if !report.title.is_empty() {
        return &report.title;
    }
    let titled = report.blocks.iter().find_map(|block| match block {
        Block::Table { table, .. } => Some(table.title.as_str()),
        Block::Listing { listing, .. } => Some(listing.title.as_str()),
        Block::Figure { chart, .. } => Some(chart.title.as_str()),
        _ => None,
    });
    titled.unwrap_or_default()
}

/// A date of the calendar as `YYYY-MM-DD`.
fn date(text: &str) -> Option<(u16, u8, u8)> {
    let mut parts = text.trim().splitn(3, '-');
    let year: u16 = parts.next()?.parse().ok()?;
    let month: u8 = parts.next()?.parse().ok()?;
    let day: u8 = parts.next()?.parse().ok()?;
    let leaps = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let longest = match month {
        2 if leaps => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    ((1900..=9999).contains(&year) && (1..=12).contains(&month) && (1..=longest).contains(&day))
        .then_some((year, month, day))
}

/// The date as a reader of the language would write it: in English "30 June 2022", else as it is.
fn written_date(report: &Report) -> Option<String> {
    let text = report.date.as_deref()?;
    let english = language(report).split('-').next() == Some("en");
    match date(text) {
        Some((year, month, day)) if english => {
            Some(format!("{day} {} {year}", MONTHS.get(usize::from(month) - 1).copied().unwrap_or_default()))
        }
        _ => Some(text.to_owned()),
    }
}

/// Who wrote it and when, in a line; empty where neither is said.
pub fn byline(report: &Report) -> String {
    let authors = (!report.authors.is_empty()).then(|| report.authors.join(", "));
    authors.into_iter().chain(written_date(report)).collect::<Vec<_>>().join(" · ")
}

/// The day that a file is dated with: the one that was written, else the first day of 1980, the earliest that a zip can say.
pub fn dated(written: Option<&str>) -> (u16, u8, u8) {
    written.and_then(date).unwrap_or((1980, 1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_no_calendar_has_is_no_date() {
        assert_eq!(date(""), None);
        assert_eq!(date("2022-02-30"), None);
        assert_eq!(date("30 June 2022"), None);
        assert_eq!(date("2022-06-30"), Some((2022, 6, 30)));
    }

    #[test]
    fn a_language_that_is_none_is_british_english() {
        let of = |tag: &str| language(&Report { language: tag.to_owned(), ..Report::default() }).to_owned();
        assert_eq!([of(""), of("cy"), of("en-GB"), of("not a tag")], ["en-GB", "cy", "en-GB", "en-GB"]);
    }
}
