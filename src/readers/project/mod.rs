//! Projects of other programs for coding (REFI-QDA: .qdpx, and .qdc for a codebook alone) → [`ForeignProject`].
//!
//! - [`archive`]: the parts of a project, which is not trusted
//! - [`codes`]: codes and what describes them
//! - [`positions`]: what a number in a project counts, found out from the quotations that it names

pub mod archive;
pub mod codes;
pub mod positions;
mod qdpx;

use crate::diagnostic::{Diagnostic, Error, Place, Result};
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
    name.ends_with(".qdpx") || is_codebook(&name)
}

/// Whether it is a codebook alone, without interviews and codings.
pub fn is_codebook(name: &str) -> bool {
    name.to_lowercase().ends_with(".qdc")
}

/// The error where interviews or codings are looked for in a codebook alone.
pub fn only_codes(name: &str) -> Error {
    Error::new("this is a codebook alone: it has no interviews and no codings")
        .in_place(Place::file(name))
        .hint(format!("its codes come in by: canvass codebook --add {name}"))
}

/// Reads a project, or a codebook alone.
///
/// # Errors
/// When it is damaged, of another kind, or over a limit.
pub fn read(source: &Source) -> Result<Reading> {
    let reading = || {
        if !source.bytes().starts_with(b"PK") {
            return parsed(&archive::decoded(source.bytes()), qdpx::read_codebook);
        }
        let mut archive = archive::Archive::open(source.bytes())?;
        let qde = archive.project()?;
        parsed(&qde, |root| qdpx::read(root, &mut archive))
    };
    let mut reading = reading().map_err(|error| error.in_place(source.place()))?;
    for diagnostic in &mut reading.noticed {
        diagnostic.place.get_or_insert(source.place());
    }
    Ok(reading)
}

/// The most elements, texts and comments of a project.
const MOST_NODES: u32 = 20_000_000;

fn parsed(xml: &str, read: impl FnOnce(roxmltree::Node<'_, '_>) -> Result<Reading>) -> Result<Reading> {
    let options = roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(xml, options).map_err(unreadable)?;
    read(document.root_element())
}

fn unreadable(error: roxmltree::Error) -> Error {
    let what = match error {
        roxmltree::Error::NoRootNode => "there is nothing in this project".to_owned(),
        roxmltree::Error::DtdDetected => {
            "this project defines abbreviations of its own (a DTD), which no program writes and which are not followed"
                .to_owned()
        }
        roxmltree::Error::NodesLimitReached => {
            format!("this project has more than {} parts", crate::number::count(u64::from(MOST_NODES)))
        }
        error => format!("this project is damaged or only half downloaded ({error})"),
    };
    Error::new(what).hint("export it again as REFI-QDA project (.qdpx) or codebook (.qdc)")
}
