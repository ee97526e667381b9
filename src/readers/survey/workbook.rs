//! Workbooks: xlsx, xls and ods.
//!
//! The cells of an xlsx are taken one by one as they stand in the file: one stray cell in the last corner of the sheet must
//! not make a table of seventeen thousand million cells.

use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, SheetVisible, Xls, Xlsx, XlsxError};

use super::delimited::MOST_COLUMNS;
use super::numbers;
use super::raw::{Collector, RawTable, letters};
use super::xlsx_guard;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::source::Source;

/// The most that the parts of a workbook may unpack to, in bytes.
const LARGEST_UNPACKED: u64 = 1 << 30;
/// The most cells that are read of a sheet.
const MOST_CELLS: usize = 50_000_000;
/// A row after so many blank ones does not belong to the table.
const FAR_BELOW: u32 = 1000;

type Bytes<'a> = Cursor<&'a [u8]>;

/// One sheet: its filled cells row by row.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The name on its tab.
    pub name: String,
    /// The other sheets that can be seen and were not read, where none was asked for by name.
    pub others: Vec<String>,
    rows: Vec<SheetRow>,
}

/// A row that has any filled cell.
#[derive(Debug, Default)]
struct SheetRow {
    number: u32,
    cells: Vec<(u32, String)>,
}

impl Sheet {
    /// Every row that has a filled cell: its number from 0, and its cells with their columns from 0.
    pub fn filled_rows(&self) -> impl Iterator<Item = (u32, &[(u32, String)])> {
        self.rows.iter().map(|row| (row.number, row.cells.as_slice()))
    }

    /// The first records, blank rows between them included.
    pub fn head(&self, records: usize) -> Vec<Vec<String>> {
        let Some(first) = self.rows.first() else { return Vec::new() };
        let width = self.header_width(records);
        let mut head = Vec::new();
        for row in &self.rows {
            while head.len() < records && head.len() < (row.number - first.number) as usize {
                head.push(Vec::new());
            }
            if head.len() >= records {
                break;
            }
            let wide = row.cells.iter().map(|(column, _)| *column as usize + 1).max().unwrap_or(0).min(width.max(1));
            let mut record = vec![String::new(); wide];
            for (column, text) in &row.cells {
                if let Some(cell) = record.get_mut(*column as usize) {
                    cell.clone_from(text);
                }
            }
            head.push(record);
        }
        head
    }

    /// How wide the headings are: up to the last heading that has not a stretch of empty columns before it.
    fn header_width(&self, header_records: usize) -> usize {
        const GAP: u32 = 50;
        let Some(first) = self.rows.first() else { return 0 };
        let mut columns: Vec<u32> = self
            .rows
            .iter()
            .take_while(|row| ((row.number - first.number) as usize) < header_records.max(1))
            .flat_map(|row| row.cells.iter().map(|(column, _)| *column))
            .collect();
        columns.sort_unstable();
        let mut width = 0;
        for column in columns {
            // SurveyMonkey's first record names only the first column of a question with a hundred choices, so that gaps
            // among headings are judged over all records of headings together.
            if column > width + GAP && width > 0 {
                break;
            }
            width = column + 1;
        }
        width as usize
    }

    /// All records below so many records of headings.
    ///
    /// # Errors
    /// When there are too many columns.
    pub fn collect(&self, source: &Source, header_records: usize) -> Result<(RawTable, Vec<Diagnostic>)> {
        let width = self.header_width(header_records);
        if width > MOST_COLUMNS {
            return Err(
                Error::new(format!("{width} columns are more than any questionnaire has")).in_place(source.place())
            );
        }
        let first = self.rows.first().map_or(0, |row| row.number);
        let mut headings = vec![vec![String::new(); width]; header_records];
        let mut strays = Strays::default();
        let mut body = Vec::new();
        for row in &self.rows {
            match headings.get_mut((row.number - first) as usize) {
                Some(heading) => {
                    for (column, text) in &row.cells {
                        match heading.get_mut(*column as usize) {
                            Some(cell) => cell.clone_from(text),
                            None => strays.add(row.number, *column),
                        }
                    }
                }
                None => body.push(row),
            }
        }
        let mut collector = Collector::new(headings);
        let mut record = vec![""; width];
        let mut previous = first + u32::try_from(header_records).unwrap_or(1).saturating_sub(1);
        for row in body {
            if row.number - previous > FAR_BELOW {
                row.cells.iter().for_each(|(column, _)| strays.add(row.number, *column));
                continue;
            }
            record.fill("");
            for (column, text) in &row.cells {
                match record.get_mut(*column as usize) {
                    Some(cell) => *cell = text,
                    None => strays.add(row.number, *column),
                }
            }
            collector.skip(u64::from(row.number - previous - 1));
            collector.push(record.iter().copied());
            previous = row.number;
        }
        let (table, mut noticed) = collector.finish();
        noticed.extend(strays.note(source, &self.name));
        Ok((table, noticed))
    }
}

/// Cells far from the table.
#[derive(Debug, Default)]
struct Strays {
    count: usize,
    first: Option<(u32, u32)>,
}

impl Strays {
    fn add(&mut self, row: u32, column: u32) {
        self.count += 1;
        self.first.get_or_insert((row, column));
    }

    fn note(&self, source: &Source, sheet: &str) -> Option<Diagnostic> {
        let (row, column) = self.first?;
        let cell = format!("{}{}", letters(column as usize), row + 1);
        let what = match self.count {
            1 => format!("the cell {cell} stands far from the table and was not read"),
            more => format!("{more} cells stand outside the table and were not read, the first at {cell}"),
        };
        Some(
            Diagnostic::warning(what)
                .in_place(source.place().at(format!("sheet {sheet}")))
                .hint("if it belongs to the answers, give its column a heading; else delete it"),
        )
    }
}

/// Opens a workbook and reads one sheet: the one that is named, else the first visible one that holds anything.
///
/// # Errors
/// When it is protected by a password, damaged, too large, not a workbook, or has no such sheet.
pub fn open(source: &Source, sheet: Option<&str>) -> Result<(Sheet, Vec<Diagnostic>)> {
    let opened = match container(source)? {
        Container::Xlsx => xlsx(source, sheet),
        Container::Ods => other::<Ods<Bytes<'_>>>(source, sheet),
        Container::Xls => other::<Xls<Bytes<'_>>>(source, sheet),
    };
    opened.map_err(|error| error.in_place(source.place()))
}

enum Container {
    Xlsx,
    Xls,
    Ods,
}

fn container(source: &Source) -> Result<Container> {
    if source.bytes().starts_with(b"\xd0\xcf\x11\xe0") {
        return ole(source);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(source.bytes())).map_err(|_| damaged(source))?;
    let names: Vec<String> = archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    let what = if has("xl/workbook.xml") {
        Container::Xlsx
    } else if has("content.xml") && has("mimetype") {
        Container::Ods
    } else {
        let (what, hint) = if has("word/document.xml") {
            (
                "this is a Word document, not a questionnaire export",
                "is it a transcript? Put it in the folder transcripts/ and import it from there",
            )
        } else if names.iter().any(|name| name.ends_with(".csv") || name.ends_with(".xlsx")) {
            ("this is a zip folder with files inside", "unpack it and import the file inside")
        } else {
            ("this is a zip folder, not a workbook", "export the answers as CSV or Excel")
        };
        return Err(Error::new(what).in_place(source.place()).hint(hint));
    };
    unpacks_to_a_sane_size(&mut archive, source)?;
    Ok(what)
}

/// Unpacks every part once, looks it through and throws it away: what an archive says of its own size is not to be trusted.
fn unpacks_to_a_sane_size(archive: &mut zip::ZipArchive<Bytes<'_>>, source: &Source) -> Result<()> {
    let refused = |what: String, hint: &str| Error::new(what).in_place(source.place()).hint(hint);
    let mut room = LARGEST_UNPACKED;
    for place in 0..archive.len() {
        let Ok(part) = archive.by_index(place) else { continue };
        let unpacked = xlsx_guard::check(part, room)
            .map_err(|what| refused(what, "download it again, or export the answers as CSV"))?;
        room = room.checked_sub(unpacked).ok_or_else(|| {
            refused(
                "this workbook unpacks to more than 1 GiB".to_owned(),
                "a questionnaire export is far smaller; if it is genuine, export it as CSV",
            )
        })?;
    }
    Ok(())
}

/// An old container: a workbook of Excel 97–2003, or a new one locked with a password.
fn ole(source: &Source) -> Result<Container> {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.bytes().flat_map(|byte| [byte, 0]).collect();
        source.bytes().windows(wide.len()).any(|window| window == wide)
    };
    if holds("EncryptedPackage") {
        return Err(locked(source));
    }
    if holds("WordDocument") {
        return Err(Error::new("this is a Word document of the old kind (.doc)")
            .in_place(source.place())
            .hint("is it a transcript? Open it in Word and save it as .docx"));
    }
    if !holds("Workbook") && !holds("Book") {
        return Err(Error::new("this is not a workbook")
            .in_place(source.place())
            .hint("export the answers as CSV or Excel"));
    }
    super::xls_guard::check(source.bytes())
        .map_err(|what| Error::new(what).in_place(source.place()).hint("open it in Excel and save it as .xlsx"))?;
    Ok(Container::Xls)
}

fn locked(source: &Source) -> Error {
    Error::new("this workbook is protected by a password")
        .in_place(source.place())
        .hint("open it in Excel, take the password off (File, Info, Protect Workbook), save it, and import it again")
}

fn damaged(source: &Source) -> Error {
    Error::new("this workbook is damaged or only half downloaded").in_place(source.place()).hint("download it again")
}

fn xlsx(source: &Source, wanted: Option<&str>) -> Result<(Sheet, Vec<Diagnostic>)> {
    let explain = |error: XlsxError| match error {
        XlsxError::Password => locked(source),
        _ => damaged(source),
    };
    let mut book: Xlsx<Bytes<'_>> = Xlsx::new(Cursor::new(source.bytes())).map_err(explain)?;
    let (names, mut noticed) = sheets(book.sheets_metadata(), wanted, source)?;
    let mut sheet = Sheet::default();
    let mut others = Vec::new();
    for name in names {
        if !sheet.rows.is_empty() {
            others.push(name);
            continue;
        }
        sheet = Sheet { name: name.clone(), ..Sheet::default() };
        let mut cells = match book.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(explain(error)),
        };
        let mut count = 0;
        while let Some(cell) = cells.next_cell().map_err(explain)? {
            let (row, column) = cell.get_position();
            if let Some(text) = text_of_ref(cell.get_value()) {
                count += 1;
                put(&mut sheet.rows, row, column, text);
            }
            if count > MOST_CELLS {
                return Err(too_many_cells());
            }
        }
        sheet.rows.sort_by_key(|row| row.number);
    }
    if wanted.is_none() {
        sheet.others = others;
    }
    noticed.extend(other_sheets(&sheet.name, &sheet.others, source));
    Ok((sheet, noticed))
}

fn other<'a, R>(source: &'a Source, wanted: Option<&str>) -> Result<(Sheet, Vec<Diagnostic>)>
where
    R: Reader<Bytes<'a>>,
    R::Error: std::fmt::Display,
{
    let explain = |error: R::Error| {
        if error.to_string().to_lowercase().contains("password") { locked(source) } else { damaged(source) }
    };
    let mut book = R::new(Cursor::new(source.bytes())).map_err(explain)?;
    let (names, mut noticed) = sheets(book.sheets_metadata(), wanted, source)?;
    let mut sheet = Sheet::default();
    let mut others = Vec::new();
    for name in names {
        if !sheet.rows.is_empty() {
            others.push(name);
            continue;
        }
        let range = book.worksheet_range(&name).map_err(explain)?;
        sheet = Sheet { name, ..Sheet::default() };
        let (top, left) = range.start().unwrap_or((0, 0));
        for (row, column, data) in range.used_cells() {
            if let Some(text) = text_of(data) {
                let (row, column) = (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
                put(&mut sheet.rows, top.saturating_add(row), left.saturating_add(column), text);
            }
        }
    }
    if wanted.is_none() {
        sheet.others = others;
    }
    noticed.extend(other_sheets(&sheet.name, &sheet.others, source));
    Ok((sheet, noticed))
}

fn too_many_cells() -> Error {
    Error::new("this sheet has more than 50 million cells").hint("export the answers as CSV")
}

/// The names of the sheets to try: the one asked for, else all that can be seen.
fn sheets(all: &[calamine::Sheet], wanted: Option<&str>, source: &Source) -> Result<(Vec<String>, Vec<Diagnostic>)> {
    let visible: Vec<String> =
        all.iter().filter(|sheet| sheet.visible == SheetVisible::Visible).map(|sheet| sheet.name.clone()).collect();
    if let Some(wanted) = wanted {
        return match all.iter().find(|sheet| sheet.name.to_lowercase() == wanted.to_lowercase()) {
            Some(sheet) => Ok((vec![sheet.name.clone()], Vec::new())),
            None => Err(crate::diagnostic::unknown_name("sheet", wanted, visible.iter().map(String::as_str))
                .in_place(source.place())),
        };
    }
    let hidden = all.iter().filter(|sheet| sheet.visible == SheetVisible::Hidden).count();
    let mut noticed = Vec::new();
    if hidden > 0 {
        let sheets = if hidden == 1 { "1 hidden sheet".to_owned() } else { format!("{hidden} hidden sheets") };
        noticed.push(Diagnostic::note(format!("{sheets} not read")).in_place(source.place()));
    }
    Ok((visible, noticed))
}

/// A note of the sheets that were not read.
pub fn other_sheets(read: &str, others: &[String], source: &Source) -> Option<Diagnostic> {
    if others.is_empty() {
        return None;
    }
    Some(
        Diagnostic::note(format!("read the sheet “{read}”; not read: “{}”", others.join("”, “")))
            .in_place(source.place())
            .hint("--sheet NAME reads another"),
    )
}

fn put(rows: &mut Vec<SheetRow>, number: u32, column: u32, text: String) {
    match rows.last_mut() {
        Some(row) if row.number == number => row.cells.push((column, text)),
        _ => rows.push(SheetRow { number, cells: vec![(column, text)] }),
    }
}

fn text_of_ref(value: &DataRef<'_>) -> Option<String> {
    match value {
        DataRef::SharedString(text) => filled(text),
        DataRef::String(text) => filled(text),
        DataRef::Int(number) => Some(number.to_string()),
        DataRef::Float(number) => Some(numbers::written(*number)),
        DataRef::Bool(truth) => Some(truth_word(*truth)),
        DataRef::DateTime(moment) => Some(moment_text(moment)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Some(iso(text)),
        // "#N/A" and its kin say that a formula failed, which is no answer.
        DataRef::Error(_) | DataRef::Empty => None,
    }
}

fn text_of(value: &Data) -> Option<String> {
    match value {
        Data::String(text) if text.starts_with('#') && is_error(text) => None,
        Data::String(text) => filled(text),
        Data::Int(number) => Some(number.to_string()),
        Data::Float(number) => Some(numbers::written(*number)),
        Data::Bool(truth) => Some(truth_word(*truth)),
        Data::DateTime(moment) => Some(moment_text(moment)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(iso(text)),
        Data::Error(_) | Data::Empty => None,
    }
}

fn is_error(text: &str) -> bool {
    matches!(text, "#N/A" | "#VALUE!" | "#REF!" | "#DIV/0!" | "#NUM!" | "#NAME?" | "#NULL!")
}

fn filled(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.replace("_x000D_", ""))
}

fn truth_word(truth: bool) -> String {
    if truth { "TRUE".into() } else { "FALSE".into() }
}

/// A serial below 1 is a time of day; one without a fraction is a day.
fn moment_text(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    if moment.is_duration() || !serial.is_finite() || !(0.0..2_958_466.0).contains(&serial) {
        return numbers::written(serial);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let second = if milli >= 500 { second.saturating_add(1).min(59) } else { second };
    if serial < 1.0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else if serial.fract() == 0.0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

/// ODS: `2024-03-01T00:00:00` is a day, `PT09H30M00S` a time of day.
fn iso(text: &str) -> String {
    let duration = text.strip_prefix("PT").map(|parts| parts.replace(['H', 'M'], ":").replace('S', ""));
    match duration {
        Some(time) => time,
        None => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
    }
}
