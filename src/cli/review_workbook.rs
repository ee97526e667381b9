//! What the reviews in workbooks have in common: the name of the file, what cannot be taken, what changes.

use std::path::Path;

use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Error, Place, Result};
use crate::model::review::ReviewBook;
use crate::model::{Block, Listing, ListingColumn, Report, Value};
use crate::readers;
use crate::source::{self, Source};
use crate::study::Study;

/// Whether the file is to be a workbook, by its name.
///
/// # Errors
/// When it is not.
pub fn is_workbook(path: &Path) -> Result<()> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        return Ok(());
    }
    Err(Error::new("the review is a workbook").hint("let its name end with .xlsx: --review review.xlsx"))
}

/// How many changes, in words.
pub fn changes(count: usize) -> String {
    if count == 1 { "1 change".to_owned() } else { format!("{count} changes") }
}

/// The edited workbook, and its name.
///
/// # Errors
/// When it cannot be read, or is no review.
pub fn edited(path: &Path, book: &ReviewBook) -> Result<(ReviewBook, String)> {
    let opened = Source::open(path)?;
    let sheets: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    Ok((readers::review::read(&opened, &sheets)?, source::display_name(path)))
}

/// Whether there is something to take, and nothing that cannot be taken; says what there is to say.
///
/// # Errors
/// When there is anything that cannot be taken.
pub fn has_changes(
    (problems, noticed): (&[Diagnostic], &[Diagnostic]),
    changes: &[String],
    (name, file): (&str, &str),
    terminal: &Terminal,
) -> Result<bool> {
    refuse(problems, name, file, terminal)?;
    terminal.noticed(noticed);
    if changes.is_empty() {
        terminal.say(format!("nothing was changed in {name}; {file} stays as it is"));
        terminal.next(format!("edit {name} and run this again; or --force writes it anew from {file}"));
    }
    Ok(!changes.is_empty())
}

/// Says all that cannot be taken, and takes nothing.
///
/// # Errors
/// When there is anything that cannot be taken.
pub fn refuse(problems: &[Diagnostic], name: &str, file: &str, terminal: &Terminal) -> Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    for problem in problems {
        terminal.diagnostic(problem);
    }
    let things = match problems.len() {
        1 => "1 thing in it".to_owned(),
        more => format!("{more} things in it"),
    };
    Err(Error::new(format!("{things} cannot be taken, so nothing was; {file} is as it was"))
        .in_place(Place::file(name))
        .hint("correct the cells that are named above, save and close the workbook, and run this again"))
}

/// What changes, as a page.
pub fn page(changes: &[String], name: &str) -> Report {
    let rows = (1u64..).zip(changes).map(|(number, change)| vec![Value::Count(number), change.as_str().into()]);
    let listing = Listing {
        id: "changes".into(),
        title: format!("What changes by {name}"),
        columns: vec![ListingColumn::figures("No."), ListingColumn::wide("Change")],
        rows: rows.collect(),
        notes: Vec::new(),
    };
    Report {
        title: "Review".into(),
        language: "en-GB".into(),
        blocks: vec![Block::listing(listing)],
        ..Report::default()
    }
}

/// Where ids that were changed still stand under their old names.
///
/// # Errors
/// When a file cannot be read.
pub fn still_named(study: &Study, renamed: &[(String, String)]) -> Result<Vec<Diagnostic>> {
    let mut noticed = Vec::new();
    let narrative = study.file.report.narrative.as_deref();
    for file in std::iter::once("study.toml").chain(narrative) {
        let path = study.folder.join(file);
        if !source::is_file(&path) {
            continue;
        }
        let text = Source::open(&path)?.text(None)?.text;
        for (old, new) in renamed {
            let quoted = |mark: char| format!("{mark}{old}{mark}");
            let line = text.lines().position(|line| {
                !line.trim_start().starts_with('#') && (line.contains(&quoted('"')) || line.contains(&quoted('\'')))
            });
            if let Some(line) = line {
                noticed.push(
                    Diagnostic::warning(format!(
                        "“{old}” is now called “{new}”, and still stands here by its old name"
                    ))
                    .in_place(Place::line(file, line as u64 + 1))
                    .hint(format!("write {new} there; canvass check finds what is left")),
                );
            }
        }
    }
    Ok(noticed)
}
