//! Formats of documents. The registry [`FORMATS`] is the one list that `--format`, endings, help, docs and tests use.

//!
//! All but JSON put tables out as [`layout`] lays them out, so that a figure reads the same in every format.

use crate::diagnostic::{Error, Result, did_you_mean};
use crate::model::{Block, Report, Table};
use crate::number::count;

pub mod csv;
pub mod docx;
#[cfg(test)]
pub mod fixture;
pub(super) mod front;
pub mod html;
pub mod json;
pub mod layout;
mod links;
pub mod markdown;
mod outline;
pub mod terminal;
pub mod tidy;
pub mod xlsx;

/// What a writer may be told.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// The width of the terminal in columns; not given: 100.
    pub width: Option<usize>,
    /// Whether the terminal shows colour and weight.
    pub colour: bool,
    /// Where charts stand as files beside the document (`charts/`), for formats that link to pictures.
    pub charts: Option<String>,
    /// Whether tables of a terminal have bars beside their percentages.
    pub bars: bool,
    /// Whether it goes to standard output and not into a file.
    pub to_stdout: bool,
}

/// A format that a report can be written in.
pub trait DocumentWriter: Sync {
    /// The word for `--format`.
    fn name(&self) -> &'static str;
    /// What help and docs call it.
    fn title(&self) -> &'static str;
    /// Endings of file names, the usual one first, without dots.
    fn endings(&self) -> &'static [&'static str];
    /// Whether it can go to a terminal.
    fn is_text(&self) -> bool;
    /// How many cells a table may have. A page of more nobody could read.
    fn most_cells(&self) -> usize {
        200_000
    }
    /// Writes the report.
    ///
    /// # Errors
    /// When the format cannot hold the report.
    fn write(&self, report: &Report, options: &WriteOptions) -> Result<Vec<u8>>;
}

/// All formats. Adding one is a file and a line here.
pub static FORMATS: &[&dyn DocumentWriter] = &[
    &terminal::TerminalWriter,
    &markdown::MarkdownWriter,
    &csv::CsvWriter,
    &tidy::TidyWriter,
    &json::JsonWriter,
    &html::HtmlWriter,
    &xlsx::XlsxWriter,
    &docx::DocxWriter,
];

/// Whether a format has room for every table of a report.
///
/// # Errors
/// When a table is too large for it.
pub fn fits(writer: &dyn DocumentWriter, blocks: &[Block]) -> Result<()> {
    let too_large = |table: &Table| {
        let format = match writer.name() {
            "terminal" => "the terminal".to_owned(),
            name => format!("the format “{name}”"),
        };
        let (rows, columns) = (count(table.stub.len() as u64), count(table.banner.len() as u64));
        Error::new(format!("a table of {rows} rows and {columns} columns is too large for {format}")).hint(
            "write it as a file of figures: -o NAME.csv; or put choices together ([[recode]] in study.toml, --net), or ask for \
             fewer groups",
        )
    };
    blocks.iter().try_for_each(|block| match block {
        Block::Table { table, .. } if table.cells() > writer.most_cells() => Err(too_large(table)),
        Block::List { items, .. } => items.iter().try_for_each(|item| fits(writer, item)),
        Block::BlockQuote { blocks } => fits(writer, blocks),
        _ => Ok(()),
    })
}

/// The format of this name or ending.
///
/// # Errors
/// When there is none.
pub fn format(name: &str) -> Result<&'static dyn DocumentWriter> {
    let wanted = name.to_lowercase();
    FORMATS
        .iter()
        .copied()
        .find(|format| format.name() == wanted || format.endings().contains(&wanted.as_str()))
        .ok_or_else(|| {
            let names: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
            let error = Error::new(format!("“{name}” is not a format that canvass writes"));
            match did_you_mean(name, names.iter().copied()) {
                Some(meant) => error.hint(format!("did you mean “{meant}”? There are: {}", names.join(", "))),
                None => error.hint(format!("there are: {}", names.join(", "))),
            }
        })
}
