//! Projects of other programs for coding (REFI-QDA: .qdpx, and .qdc for a codebook alone) → [`ForeignProject`].
//!
//! - [`archive`]: the parts of a project, which is not trusted
//! - [`codes`]: codes and what describes them
//! - [`positions`]: what a number in a project counts, found out from the quotations that it names

pub mod archive;
pub mod codes;
pub mod positions;
mod qdpx;

use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::ForeignProject;
use crate::source::Source;

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The project.
    pub project: ForeignProject,
    /// What was noticed, and what of the file has no place in a study.
    pub noticed: Vec<Diagnostic>,
}

/// Whether a file is a project or a codebook of REFI-QDA, by its name.
pub fn is_project(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".qdpx") || name.ends_with(".qdc")
}

/// Reads a project, or a codebook alone.
///
/// # Errors
/// When it is damaged, of another kind, or over a limit.
pub fn read(source: &Source) -> Result<Reading> {
    let reading = if source.bytes().starts_with(b"PK") {
        let mut archive = archive::Archive::open(source.bytes())?;
        let qde = archive.project()?;
        parsed(&qde, |root| qdpx::read(root, &mut archive))
    } else {
        let qdc = archive::decoded(source.bytes());
        parsed(&qdc, qdpx::read_codebook)
    };
    let mut reading = reading.map_err(|error| error.in_place(source.place()))?;
    for diagnostic in &mut reading.noticed {
        diagnostic.place.get_or_insert(source.place());
    }
    Ok(reading)
}

/// The most elements, texts and comments of a project.
const MOST_NODES: u32 = 20_000_000;

fn parsed(xml: &str, read: impl FnOnce(roxmltree::Node<'_, '_>) -> Result<Reading>) -> Result<Reading> {
    let options = roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(xml, options).map_err(|error| {
        Error::new(format!("this project cannot be read: {error}"))
            .hint("export it again as REFI-QDA project (.qdpx) or codebook (.qdc)")
    })?;
    read(document.root_element())
}
