//! What kind of file it is, by its content and not by its ending.

use super::ReadOptions;
use super::delimited::Delimited;
use super::described::{Described, Layout};
use super::layout;
#[cfg(not(fuzzing))]
use super::parquet::Parquet;
use super::platform::Container;
use super::raw::RawTable;
use super::statistics_file;
use super::workbook::{self, Sheet};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::source::Source;

/// An opened file: its first records can be looked at before all of them are collected.
#[derive(Debug)]
pub struct Opened {
    /// The encoding of a text; workbooks are UTF-8 inside.
    pub encoding: String,
    /// What was noticed so far.
    pub noticed: Vec<Diagnostic>,
    /// The sheet that was read, in a workbook.
    pub sheet: Option<String>,
    /// What kind of file it is.
    pub container: Container,
    /// The dictionary inside the file, where it has one.
    pub described: Option<Described>,
    rows: Rows,
}

#[derive(Debug)]
enum Rows {
    Text(Delimited),
    Sheet(Sheet),
    /// Already a table, with its one record of headings.
    Table(RawTable),
}

impl Opened {
    /// The first records, blank ones included.
    pub fn head(&self, records: usize) -> Vec<Vec<String>> {
        match &self.rows {
            Rows::Text(text) => text.head(records),
            Rows::Sheet(sheet) => sheet.head(records),
            Rows::Table(table) => {
                let rows = (0..table.rows().min(records.saturating_sub(table.headings.len())))
                    .map(|row| table.columns.iter().map(|column| column.cell(row).to_owned()).collect());
                table.headings.iter().cloned().chain(rows).collect()
            }
        }
    }

    /// The other visible sheets of a workbook as tables below one record of headings; none where a person named the sheet.
    pub fn other_sheets(&self, source: &Source) -> Vec<RawTable> {
        let Rows::Sheet(read) = &self.rows else { return Vec::new() };
        let open = |name: &String| {
            let (sheet, _) = workbook::open(source, Some(name)).ok()?;
            let (mut table, _) = sheet.collect(source, 1).ok()?;
            table.title.clone_from(name);
            Some(table)
        };
        read.others.iter().filter_map(open).collect()
    }

    /// What was noticed, where these sheets were read after all.
    pub fn noticed_without(&mut self, source: &Source, read: &[String]) -> Vec<Diagnostic> {
        let mut noticed = std::mem::take(&mut self.noticed);
        if let (Rows::Sheet(sheet), false) = (&self.rows, read.is_empty()) {
            let before = workbook::other_sheets(&sheet.name, &sheet.others, source);
            let left: Vec<String> = sheet.others.iter().filter(|name| !read.contains(name)).cloned().collect();
            noticed.retain(|said| Some(said) != before.as_ref());
            noticed.extend(workbook::other_sheets(&sheet.name, &left, source));
        }
        noticed
    }

    /// All records as a table below so many records of headings.
    ///
    /// # Errors
    /// When a record has more or fewer cells than the headings, or a limit is passed.
    pub fn collect(&mut self, source: &Source, header_records: usize) -> Result<(RawTable, Vec<Diagnostic>)> {
        match &self.rows {
            Rows::Text(text) => match text.collect(source, header_records)? {
                Some(collected) => Ok(collected),
                // A byte far below speaks against UTF-8: only now is the encoding guessed, from all of the text.
                None => {
                    let decision = source.not_utf8()?;
                    self.encoding = decision.name().into();
                    self.noticed.extend(decision.noticed.iter().cloned());
                    let collected = text.read_as(source, decision).collect(source, header_records)?;
                    Ok(collected.unwrap_or_default())
                }
            },
            Rows::Sheet(sheet) => sheet.collect(source, header_records),
            Rows::Table(table) => Ok((table.clone(), Vec::new())),
        }
    }
}

/// Opens a data file without headings that a description lays out.
///
/// # Errors
/// When it cannot be decoded, or plainly has another layout.
pub fn laid_out(source: &Source, layout: &Layout) -> Result<Opened> {
    let laid = layout::read(source, layout)?;
    Ok(Opened {
        encoding: laid.encoding,
        noticed: laid.noticed,
        sheet: None,
        container: Container::Described,
        described: None,
        rows: Rows::Table(laid.table),
    })
}

/// Whether a file is the bare data that a layout describes, rather than a table with headings of its own.
pub fn is_laid_out(source: &Source, layout: &Layout) -> bool {
    const LOOKED_AT: usize = 1 << 16;
    if !matches!(kind(source.bytes()), FileKind::Text) || layout.fields.is_empty() {
        return false;
    }
    if layout.delimited {
        return true;
    }
    let bytes = source.bytes();
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_AT)]).into_owned();
    let first = head.lines().next().unwrap_or_default();
    let cells: Vec<&str> = first.split([',', ';', '\t', '|']).map(|cell| cell.trim().trim_matches('"')).collect();
    let named = layout.fields.iter().filter(|field| cells.contains(&field.name.as_str())).count();
    named * 2 < layout.fields.len()
}

/// Opens a file.
///
/// # Errors
/// When it is empty, protected by a password, of a kind that is not read here, or damaged.
pub fn open(source: &Source, options: &ReadOptions) -> Result<Opened> {
    let bytes = source.head();
    let mark = encoding_rs::Encoding::for_bom(bytes).map_or(0, |(_, mark)| mark);
    if bytes[mark..].iter().all(u8::is_ascii_whitespace) {
        return Err(Error::new("this file is empty")
            .in_place(source.place())
            .hint("download the export again; a full one has headings and a row for each response"));
    }
    let mut opened = match kind(bytes) {
        FileKind::Zip | FileKind::Ole => {
            let (sheet, noticed) = workbook::open(source, options.sheet.as_deref())?;
            if let Some(error) = workbook::nothing_in(&sheet) {
                return Err(error.in_place(source.place()));
            }
            let name = sheet.name.clone();
            Opened {
                encoding: "UTF-8".into(),
                noticed,
                sheet: Some(name),
                container: Container::Workbook,
                described: None,
                rows: Rows::Sheet(sheet),
            }
        }
        FileKind::Statistics(format) => {
            let file = statistics_file::open(source, format, options.encoding.as_deref())?;
            Opened {
                encoding: file.encoding,
                noticed: file.noticed,
                sheet: None,
                container: file.container,
                described: Some(file.described),
                rows: Rows::Table(file.table),
            }
        }
        #[cfg(not(fuzzing))]
        FileKind::Parquet => Opened {
            encoding: "UTF-8".into(),
            noticed: Vec::new(),
            sheet: None,
            container: Container::Text,
            described: None,
            rows: Rows::Table(Parquet::open(source)?.table(usize::MAX)?),
        },
        FileKind::Other(what, hint) => {
            return Err(Error::new(format!("this is {what}, not a questionnaire export that canvass reads"))
                .in_place(source.place())
                .hint(hint));
        }
        FileKind::Text => {
            let decision = source.decide(options.encoding.as_deref())?;
            Opened {
                encoding: decision.name().into(),
                noticed: decision.noticed.clone(),
                sheet: None,
                container: Container::Text,
                described: None,
                rows: Rows::Text(Delimited::new(source, decision, options.delimiter)),
            }
        }
    };
    if let Some(note) = not_as_it_ends(source, &opened.rows) {
        opened.noticed.push(note);
    }
    Ok(opened)
}

/// Whether a file is Parquet.
#[cfg(not(fuzzing))]
pub fn is_parquet(source: &Source) -> bool {
    matches!(kind(source.head()), FileKind::Parquet)
}

/// Whether a file is text with delimiters.
pub fn is_text(source: &Source) -> bool {
    matches!(kind(source.head()), FileKind::Text)
}

enum FileKind {
    Zip,
    Ole,
    Text,
    Statistics(statistics_file::Format),
    #[cfg(not(fuzzing))]
    Parquet,
    Other(&'static str, &'static str),
}

fn kind(bytes: &[u8]) -> FileKind {
    const CSV: &str = "export the answers again as CSV or Excel";
    if let Some(format) = statistics_file::format(bytes) {
        return FileKind::Statistics(format);
    }
    #[cfg(not(fuzzing))]
    if bytes.starts_with(super::parquet::BEGINS) {
        return FileKind::Parquet;
    }
    const SAS: &str = "save the data as .sas7bdat, .sav or CSV";
    let known: [(&[u8], FileKind); 6] = [
        (b"HEADER RECORD*******LIB", FileKind::Other("a transport file of SAS (.xpt)", SAS)),
        (b"PK\x03\x04", FileKind::Zip),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind::Ole),
        (b"%PDF", FileKind::Other("a PDF document", CSV)),
        (b"\x89PNG", FileKind::Other("a picture", CSV)),
        (b"\xff\xd8\xff", FileKind::Other("a picture", CSV)),
    ];
    for (start, kind) in known {
        if bytes.starts_with(start) {
            return kind;
        }
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return FileKind::Other(
            "a web page",
            "the download may have failed: sign in to the platform and export again as CSV or Excel",
        );
    }
    if head.starts_with("<?xml") {
        return FileKind::Other("an XML file", CSV);
    }
    if head.starts_with("{\\rtf") {
        return FileKind::Other("a text document (RTF)", CSV);
    }
    if head.starts_with("{") && head.contains("\"surveyentry\"") {
        return FileKind::Other(
            "a Qualtrics survey definition (QSF)",
            "it holds the questions and no answers: import the data export (CSV)",
        );
    }
    FileKind::Text
}

/// A note where the content is of another kind than the ending says.
fn not_as_it_ends(source: &Source, rows: &Rows) -> Option<Diagnostic> {
    let ending = source.ending();
    let is = match rows {
        Rows::Text(_) if matches!(ending.as_str(), "xlsx" | "xls" | "ods" | "xlsm") => "text with delimiters",
        Rows::Sheet(_) if matches!(ending.as_str(), "csv" | "tsv" | "txt") => "a workbook",
        _ => return None,
    };
    Some(
        Diagnostic::warning(format!("the name ends in .{ending}, but the file is {is}; read as what it is"))
            .in_place(source.place())
            .hint("give the file the right ending, so that other programs open it too"),
    )
}
