//! Rows of the pseudonym key that come by the command line or in a sheet.

use std::path::Path;

use super::Outcome;
use super::coded::many;
use super::terminal::Terminal;
use crate::coding::pseudonym::problems;
use crate::diagnostic::{Diagnostic, Error, Level, Place, Result};
use crate::model::Pseudonym;
use crate::readers::coding::names;
use crate::sink;
use crate::source::{self, Source};
use crate::study::pseudonyms::{self, FILE};

/// Adds rows to the key: what is there already is not there twice, and nothing that was decided is changed silently.
///
/// # Errors
/// When a row is not understood, or says something else than the key; nothing is written then.
pub fn fill(folder: &Path, added: &[String], sheet: Option<&Path>, terminal: &Terminal) -> Result<Outcome> {
    let path = folder.join(FILE);
    let mut names = if source::is_file(&path) { pseudonyms::read(&Source::open(&path)?)? } else { Vec::new() };
    let before = names.clone();
    let mut rows = added.iter().map(|typed| row(typed)).collect::<Result<Vec<Pseudonym>>>()?;
    let from = sheet.map(source::display_name);
    if let Some(sheet) = sheet {
        rows.extend(names::read(&Source::open(sheet)?)?);
    }
    let mut problems = Vec::new();
    for row in rows {
        if let Some(problem) = add(&mut names, row, from.as_deref()) {
            problems.push(problem);
        }
    }
    for (row, name) in (2..).zip(&mut names) {
        name.line = row;
    }
    problems.extend(problems::of_key(&names, FILE));
    terminal.noticed(&problems);
    if problems.iter().any(|problem| problem.level == Level::Error) {
        return Err(Error::new("nothing was written: the key would contradict itself, as listed above")
            .hint("mend the rows and try again"));
    }
    let told = |names: &[Pseudonym]| names.iter().map(|name| Pseudonym { line: 0, ..name.clone() }).collect::<Vec<_>>();
    if told(&before) == told(&names) {
        terminal.say(format!("{FILE} has all of it already; nothing was written"));
    } else {
        sink::write_private(&path, &pseudonyms::write(&names)?)?;
        keep_out_of_git(folder)?;
        let new = names.len() - before.len();
        terminal.say(format!("wrote {FILE}: {}, {} new", many(names.len(), "name"), new));
    }
    terminal.next("canvass anonymise shows what is replaced, and what is still there");
    Ok(Outcome::Fine)
}

/// `NAME=PSEUDONYM` as a row.
fn row(typed: &str) -> Result<Pseudonym> {
    let wrong = || {
        Error::new(format!("“{typed}” is no name with what stands for it"))
            .hint("write --add \"Maureen Tully=Jean Marsh\", or --add \"Zoom=-\" for what may stay")
    };
    let (name, pseudonym) = typed.split_once('=').ok_or_else(wrong)?;
    let cell = |column: &str| match column {
        "name" => name,
        "pseudonym" => pseudonym,
        _ => "",
    };
    let row = Pseudonym::from_cells(0, cell).map_err(|(what, hint)| Error::new(what).hint(hint))?;
    if row.name.is_empty() || (row.pseudonym.is_none() && !row.stays) { Err(wrong()) } else { Ok(row) }
}

/// Puts a row to the others; what is said if the key has decided otherwise.
fn add(names: &mut Vec<Pseudonym>, row: Pseudonym, file: Option<&str>) -> Option<Diagnostic> {
    let Some(known) = names.iter_mut().find(|known| known.name == row.name) else {
        names.push(row);
        return None;
    };
    if known.pseudonym.is_none() && !known.stays {
        *known = Pseudonym {
            kind: row.kind.or(known.kind.take()),
            same_as: row.same_as.or(known.same_as.take()),
            note: row.note.or(known.note.take()),
            ..row
        };
        return None;
    }
    if known.pseudonym == row.pseudonym && known.stays == row.stays {
        return None;
    }
    let place = match file {
        Some(file) => Place::line(file, row.line),
        None => Place::line(FILE, known.line),
    };
    let what = format!(
        "“{}” is “{}” in the key (row {}), and would be “{}”",
        row.name,
        known.cell("pseudonym"),
        known.line,
        row.cell("pseudonym")
    );
    Some(Diagnostic::error(what).in_place(place).hint(format!("to change it, edit {FILE}")))
}

/// Sees to it that the folder of the key is not committed.
///
/// # Errors
/// When .gitignore cannot be read or written.
pub fn keep_out_of_git(folder: &Path) -> Result<()> {
    let path = folder.join(".gitignore");
    let text = if source::is_file(&path) { Source::open(&path)?.text(None)?.text } else { String::new() };
    let is_kept_out =
        text.lines().any(|line| line.trim().trim_start_matches('/').trim_end_matches(['/', '*']) == "private");
    if is_kept_out {
        return Ok(());
    }
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    sink::write(&path, format!("{text}{gap}/private/\n").as_bytes())
}
