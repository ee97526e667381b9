//! Narrative or topline → [`Report`], and the manifest of what it rests on.
//!
//! - [`material`]: all that a report is made of
//! - [`narrative`]: report.md → blocks, with values, tables, charts and quotations called by name
//! - [`calls`]: what may be called, and what each call gives
//! - [`lookup`]: single figures out of tables
//! - [`produce`]: declared and called tables and charts, made once and numbered
//! - [`theme_tables`]: tables of themes: who raised them, ranks, how much was said, which codes meet
//! - [`themes`]: themes and memos; [`deviant`]: who goes against the pattern of a theme; [`joint`]: answers beside themes
//! - [`topline`]: a report without a narrative: every question, themes by group, quotations
//! - [`participants`]: the table of who took part
//! - [`methods`]: the note on how figures were made
//! - [`manifest`]: hashes of inputs and outputs

pub mod calls;
pub mod deviant;
pub mod joint;
pub mod lookup;
pub mod manifest;
pub mod material;
pub mod methods;
pub mod narrative;
pub mod participants;
pub mod produce;
pub mod quotations;
pub mod theme_tables;
pub mod themes;
pub mod topline;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Error, Place, Result};
use crate::model::{Block, Chart, Report, Table};

pub use material::Material;
use produce::Workshop;

/// A report with everything that is written beside it.
#[derive(Debug, Clone)]
pub struct Built {
    /// The document.
    pub report: Report,
    /// Every table made, declared ones first.
    pub tables: Vec<Table>,
    /// Every chart made, declared ones first.
    pub charts: Vec<Chart>,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// Builds the report of a study: its narrative, or a topline where it has none.
///
/// # Errors
/// When the narrative calls something that is not there, or a declared table or chart cannot be made.
pub fn build(material: &Arc<Material>) -> Result<Built> {
    let workshop = Arc::new(Workshop::new(Arc::clone(material)));
    workshop.make_declared()?;
    let mut blocks = match &material.narrative {
        Some(narrative) => narrative::blocks(narrative, &workshop)?,
        None if material.file.report.narrative.is_some() => return Err(missing_narrative(material)),
        None => topline::blocks(&workshop)?,
    };
    if !workshop.has_methods() {
        blocks.extend(methods::blocks(&workshop));
    }
    if blocks.iter().filter(|block| matches!(block, Block::Heading { .. })).count() > 2
        && !blocks.contains(&Block::Contents)
    {
        blocks.insert(0, Block::Contents);
    }
    let study = &material.file.study;
    let report = Report {
        title: study.title.clone(),
        subtitle: study.subtitle.clone(),
        authors: study.authors.clone(),
        date: study.date.clone(),
        language: study.language.clone().unwrap_or_else(|| "en-GB".into()),
        blocks,
    };
    let (tables, charts, noticed) = workshop.finish();
    Ok(Built { report, tables, charts, noticed })
}

/// Everything that is wrong in a report, and not only the first thing: after an error the calls of its line are left out and
/// the rest is tried.
pub fn examine(material: &Material) -> Vec<Diagnostic> {
    const MOST: usize = 30;
    let mut material = material.clone();
    let mut found: Vec<Diagnostic> = Vec::new();
    loop {
        let tried = Arc::new(material);
        let error = match build(&tried) {
            Ok(built) => {
                found.extend(built.noticed);
                return found;
            }
            Err(error) => error,
        };
        material = Arc::unwrap_or_clone(tried);
        let line = error.place().and_then(|place| place.line);
        found.push(error.into());
        let goes_on = match (&mut material.narrative, line) {
            (Some(narrative), Some(line)) => narrative::without_calls(narrative, line),
            _ => false,
        };
        if !goes_on || found.len() >= MOST {
            return found;
        }
    }
}

/// A narrative that is promised and not written is not a topline: somebody would hand in the wrong report.
fn missing_narrative(material: &Material) -> Error {
    let name = material.file.report.narrative.clone().unwrap_or_default();
    Error::new(format!("study.toml names the narrative “{name}”, and it is not there"))
        .in_place(Place::file("study.toml").at("[report] narrative"))
        .hint(format!("write {name}; or take the line out, and every question and theme is shown in order"))
}
