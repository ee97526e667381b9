//! Workbooks of LibreOffice (.ods): all tables stand in one part, where a cell or a row says how often it is repeated.

use std::collections::HashSet;
use std::io::Read;

use super::cell_text;
use super::fault::Fault;
use super::markup::{Does, LONGEST, Markup, Tag};
use super::package::Package;
use super::sheet::{Filled, MOST_CELLS};
use super::texts::Texts;
use crate::readers::survey::numbers;

/// The columns of a sheet.
const COLUMNS: u32 = 16_384;
/// The rows of a sheet.
const ROWS: u32 = 1_048_576;

/// All sheets of a workbook.
#[derive(Debug, Default)]
pub struct Tables {
    /// The name of each, whether it can be seen, and its cells.
    pub tabs: Vec<(String, bool, Filled)>,
    /// The texts of all.
    pub texts: Texts,
}

/// Reads all sheets.
pub fn read(package: &mut Package<'_>) -> Result<Tables, Fault> {
    if let Some(mut manifest) = package.markup("META-INF/manifest.xml")? {
        while let Some(tag) = manifest.next()? {
            if tag.begins(b"encryption-data") {
                return Err(Fault::Locked);
            }
        }
    }
    let markup = package.markup("content.xml")?.ok_or(Fault::Damaged)?;
    let mut reading = Reading::default();
    reading.read(markup)?;
    Ok(reading.tables)
}

/// What has been read so far of the part, and where in it the reading is.
#[derive(Debug, Default)]
struct Reading {
    tables: Tables,
    hidden_styles: HashSet<String>,
    style: String,
    row: u32,
    row_repeats: u32,
    /// How many filled cells all sheets have.
    all: usize,
    /// The filled cells of the row.
    cells: Vec<(u32, u32)>,
    column: u32,
    cell: Cell,
    words: String,
    in_paragraph: bool,
    /// How deep inside what is no part of a cell: a note, what was deleted.
    passed_over: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    repeats: u32,
    has_words: bool,
    is_open: bool,
}

impl Reading {
    fn read<R: Read>(&mut self, mut markup: Markup<R>) -> Result<(), Fault> {
        while let Some(tag) = markup.next()? {
            if self.in_paragraph && self.passed_over == 0 {
                self.say(&tag.text.words()?)?;
            }
            if matches!(tag.name, b"annotation" | b"tracked-changes" | b"shapes") {
                match tag.does {
                    Does::Opens => self.passed_over += 1,
                    Does::Closes => self.passed_over = self.passed_over.saturating_sub(1),
                    Does::Stands => {}
                }
            } else if self.passed_over == 0 {
                self.take(&tag)?;
            }
        }
        markup.finish()
    }

    fn take(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        let opens = tag.does != Does::Closes;
        match tag.name {
            b"style" if opens => self.style = tag.attribute(b"name").unwrap_or_default().into_owned(),
            b"table-properties" if opens && tag.attribute(b"display").is_some_and(|shown| shown == "false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            b"table" if opens => {
                let style = tag.attribute(b"style-name").unwrap_or_default();
                let name = tag.attribute(b"name").unwrap_or_default().into_owned();
                self.tables.tabs.push((name, !self.hidden_styles.contains(style.as_ref()), Filled::default()));
                self.row = 0;
            }
            b"table-row" => {
                if opens {
                    self.row_repeats = repeats(tag, b"number-rows-repeated");
                    self.cells.clear();
                    self.column = 0;
                }
                if tag.does != Does::Opens {
                    self.end_row()?;
                }
            }
            b"table-cell" | b"covered-table-cell" => {
                if opens {
                    self.begin_cell(tag)?;
                }
                if tag.does != Does::Opens {
                    self.end_cell()?;
                }
            }
            b"p" if self.cell.is_open => {
                if opens && !self.words.is_empty() {
                    self.say("\n")?;
                }
                self.in_paragraph = tag.does == Does::Opens;
            }
            b"tab" if opens && self.in_paragraph => self.say("\t")?,
            b"line-break" if opens && self.in_paragraph => self.say("\n")?,
            b"s" if opens && self.in_paragraph => {
                let count = tag.attribute(b"c").map_or(Some(1), |count| count.parse().ok()).unwrap_or(LONGEST);
                self.say(&" ".repeat(count.min(LONGEST)))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn say(&mut self, words: &str) -> Result<(), Fault> {
        if self.cell.has_words {
            self.words.push_str(words);
        }
        if self.words.len() > LONGEST { Err(Fault::LongText) } else { Ok(()) }
    }

    fn begin_cell(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        self.words.clear();
        self.in_paragraph = false;
        self.cell = Cell { repeats: repeats(tag, b"number-columns-repeated"), is_open: true, ..Cell::default() };
        let kind = tag.attributes().find(|(key, _)| key.ends_with(b":value-type") && *key != b"calcext:value-type");
        if tag.attributes().any(|(key, value)| key == b"calcext:value-type" && value == b"error") {
            return Ok(());
        }
        let of = |name: &[u8]| tag.attribute(name).unwrap_or_default();
        let text = match kind.map(|(_, kind)| kind) {
            Some(b"float" | b"percentage" | b"currency") => {
                let written = of(b"value");
                written.trim().parse().map_or_else(|_| written.into_owned(), numbers::written)
            }
            Some(b"date") => cell_text::iso(&of(b"date-value")),
            Some(b"time") => cell_text::iso(&of(b"time-value")),
            Some(b"boolean") => cell_text::of_truth(of(b"boolean-value").eq_ignore_ascii_case("true")).to_owned(),
            Some(b"string") => match tag.attribute(b"string-value") {
                Some(written) => written.into_owned(),
                None => {
                    self.cell.has_words = true;
                    String::new()
                }
            },
            _ => String::new(),
        };
        self.words.push_str(&text);
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Fault> {
        let cell = std::mem::take(&mut self.cell);
        self.in_paragraph = false;
        if let Some(words) = cell_text::filled(&self.words) {
            let text = self.tables.texts.find_or_add(words)?;
            if self.column.saturating_add(cell.repeats) > COLUMNS {
                return Err(Fault::Outside);
            }
            self.cells.extend((self.column..self.column + cell.repeats).map(|column| (column, text)));
        }
        self.column = self.column.saturating_add(cell.repeats);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        let Some((.., filled)) = self.tables.tabs.last_mut() else { return Ok(()) };
        let after = self.row.saturating_add(self.row_repeats);
        if !self.cells.is_empty() {
            if after > ROWS {
                return Err(Fault::Outside);
            }
            self.all = self.all.saturating_add(self.cells.len().saturating_mul(self.row_repeats as usize));
            if self.all > MOST_CELLS {
                return Err(Fault::ManyCells);
            }
            for row in self.row..after {
                for &(column, text) in &self.cells {
                    filled.put(row, column, text)?;
                }
            }
        }
        self.row = after;
        Ok(())
    }
}

/// How often a cell or row stands there: once where it does not say.
fn repeats(tag: &Tag<'_>, name: &[u8]) -> u32 {
    tag.attribute(name).map_or(1, |count| count.trim().parse().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::survey::workbook::sheet::Sheet;

    fn cells(table: &str) -> Result<Vec<(u32, u32, String)>, Fault> {
        let mut reading = Reading::default();
        reading
            .read(Markup::new(format!("<body><table:table table:name='A'>{table}</table:table></body>").as_bytes()))?;
        let Tables { mut tabs, texts } = reading.tables;
        let sheet = Sheet { filled: std::mem::take(&mut tabs[0].2), texts, ..Sheet::default() };
        let mut found = Vec::new();
        for (row, cells) in sheet.filled_rows() {
            found.extend(cells.map(|(column, text)| (row, column, text.to_owned())));
        }
        Ok(found)
    }

    fn row(inside: &str) -> String {
        format!("<table:table-row>{inside}</table:table-row>")
    }

    #[track_caller]
    fn one(cell: &str, text: &str) {
        let found = cells(&row(cell)).unwrap();
        assert_eq!(found.first().map_or("", |(.., text)| text), text, "{cell}");
    }

    #[test]
    fn a_table_without_filled_cells_has_none() {
        for empty in [
            "",
            "<table:table-row/>",
            &row("<table:table-cell/>"),
            &row("<table:table-cell office:value-type='string'/>"),
        ] {
            assert_eq!(cells(empty), Ok(Vec::new()), "{empty}");
        }
    }

    #[test]
    fn each_kind_of_cell_gives_what_a_person_sees() {
        one(
            "<table:table-cell office:value-type='float' office:value='1.50'><text:p>1,50</text:p></table:table-cell>",
            "1.5",
        );
        one("<table:table-cell office:value-type='percentage' office:value='0.25'/>", "0.25");
        one("<table:table-cell office:value-type='date' office:date-value='2024-03-01T00:00:00'/>", "2024-03-01");
        one("<table:table-cell office:value-type='time' office:time-value='PT09H30M00S'/>", "09:30:00");
        one("<table:table-cell office:value-type='boolean' office:boolean-value='true'/>", "TRUE");
        one(
            "<table:table-cell office:value-type='string' office:string-value='as &lt;said'><text:p>shown</text:p></table:table-cell>",
            "as <said",
        );
        one(
            "<table:table-cell office:value-type='string'><office:annotation><text:p>a note</text:p></office:annotation>\
             <text:p>a<text:s text:c='2'/>b<text:span>&amp;c</text:span></text:p><text:p>d</text:p></table:table-cell>",
            "a  b&c\nd",
        );
        one(
            "<table:table-cell office:value-type='string' calcext:value-type='error'><text:p>#N/A</text:p></table:table-cell>",
            "",
        );
    }

    #[test]
    fn repeated_cells_and_rows_stand_where_they_are_repeated() {
        let cell = "<table:table-cell table:number-columns-repeated='2' office:value-type='float' office:value='1'/>";
        let found = cells(&format!(
            "<table:table-row table:number-rows-repeated='3'><table:table-cell/></table:table-row>\
             <table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='4'/>{cell}</table:table-row>\
             <table:table-row table:number-rows-repeated='1048571'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
        ));
        let places: Vec<(u32, u32)> = found.unwrap().into_iter().map(|(row, column, _)| (row, column)).collect();
        assert_eq!(places, [(3, 4), (3, 5), (4, 4), (4, 5)]);
    }

    #[test]
    fn repeats_without_end_are_refused() {
        let cell = |count: &str| {
            format!(
                "<table:table-cell table:number-columns-repeated='{count}' office:value-type='float' office:value='1'/>"
            )
        };
        assert_eq!(cells(&row(&cell("16385"))), Err(Fault::Outside));
        assert_eq!(cells(&row(&cell("99999999999"))), Err(Fault::Outside));
        let rows = |count: &str, cell: &str| {
            format!("<table:table-row table:number-rows-repeated='{count}'>{cell}</table:table-row>")
        };
        assert_eq!(cells(&rows("1048577", &cell("1"))), Err(Fault::Outside));
        assert_eq!(cells(&rows("1048576", &cell("16384"))), Err(Fault::ManyCells));
        let blanks = "<table:table-cell office:value-type='string'><text:p><text:s text:c='99999999999'/>x</text:p></table:table-cell>";
        assert_eq!(cells(&row(blanks)), Err(Fault::LongText));
    }
}
