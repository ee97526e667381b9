//! `memos/summaries.csv`: what a case said to a question, in the words of the analyst.

use super::tables;
use crate::diagnostic::{Error, Result};
use crate::model::Summary;
use crate::source::Source;

/// Its place in the study.
pub const FILE: &str = "memos/summaries.csv";

const COLUMNS: [&str; 4] = ["case", "document", "question", "summary"];

/// Reads the summaries.
///
/// # Errors
/// When it is not a table with the columns case, question and summary.
pub fn read(source: &Source) -> Result<Vec<Summary>> {
    let (headings, rows) = tables::rows(source)?;
    let place = |name: &str| headings.iter().position(|heading| heading == name);
    for needed in [COLUMNS[0], COLUMNS[2], COLUMNS[3]] {
        if place(needed).is_none() {
            return Err(Error::new(format!("there is no column “{needed}”")).in_place(source.line(1)));
        }
    }
    let summaries = rows.into_iter().map(|(_, row)| {
        let cell = |name| place(name).and_then(|column| row.get(column)).cloned().unwrap_or_default();
        Summary { case: cell("case"), document: cell("document"), question: cell("question"), text: cell("summary") }
    });
    Ok(summaries.collect())
}

/// Later summaries in the place of earlier ones of the same case, document and question; how many are new or other.
pub fn merge(summaries: &mut Vec<Summary>, later: Vec<Summary>) -> usize {
    let mut changed = 0;
    for summary in later {
        let same = |known: &&mut Summary| {
            known.case == summary.case && known.document == summary.document && known.question == summary.question
        };
        match summaries.iter_mut().find(same) {
            Some(known) if *known == summary => {}
            Some(known) => {
                *known = summary;
                changed += 1;
            }
            None => {
                summaries.push(summary);
                changed += 1;
            }
        }
    }
    changed
}

/// Writes the summaries, in the order given.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub fn write(summaries: &[Summary]) -> Result<Vec<u8>> {
    let failed = |_| Error::new("the summaries could not be written");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(failed)?;
    for summary in summaries {
        // A spreadsheet would take such a cell for a formula; reading takes the blank off again.
        let text = if summary.text.starts_with(['=', '+', '-', '@']) {
            format!(" {}", summary.text)
        } else {
            summary.text.clone()
        };
        writer.write_record([&summary.case, &summary.document, &summary.question, &text]).map_err(failed)?;
    }
    let mut bytes = writer.into_inner().map_err(|_| Error::new("the summaries could not be written"))?;
    if !bytes.is_ascii() {
        // Without this mark Excel spoils every accent.
        bytes.splice(0..0, "\u{feff}".bytes());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(case: &str, text: &str) -> Summary {
        Summary { case: case.into(), document: "d".into(), question: "q".into(), text: text.into() }
    }

    #[test]
    fn summaries_are_read_as_they_were_written() {
        let written = [summary("v1", "two\nlines, “quoted”"), summary("v2", "=1+1")];
        let bytes = write(&written).unwrap();
        assert_eq!(read(&Source::from_bytes(FILE, bytes)).unwrap(), written);
        assert!(read(&Source::from_bytes(FILE, write(&[]).unwrap())).unwrap().is_empty());
    }

    #[test]
    fn a_later_summary_takes_the_place_of_an_earlier_one() {
        let mut summaries = vec![summary("v1", "old"), summary("v2", "same")];
        let later = vec![summary("v1", "new"), summary("v2", "same"), summary("v3", "more")];
        assert_eq!(merge(&mut summaries, later), 2);
        assert_eq!(summaries, [summary("v1", "new"), summary("v2", "same"), summary("v3", "more")]);
    }
}
