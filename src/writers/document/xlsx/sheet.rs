//! A sheet as it is filled, row by row.

use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

/// Excel holds no more characters in a cell.
const LONGEST_TEXT: usize = 32_000;

/// How high a line is in points, at the usual size of type.
const LINE: f64 = 15.0;

/// A sheet with the row that comes next.
pub struct Sheet<'a> {
    /// The sheet.
    pub worksheet: &'a mut Worksheet,
    /// The next row.
    pub row: u32,
    /// Widths of the columns in characters.
    pub widths: Vec<usize>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet of this name, set up for A4 on its side.
    pub fn new(worksheet: &'a mut Worksheet, name: &str) -> Result<Self, XlsxError> {
        const A4: u8 = 9;
        worksheet.set_name(name)?;
        worksheet.set_screen_gridlines(false);
        worksheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        worksheet.set_margins(0.6, 0.6, 0.7, 0.7, 0.3, 0.3);
        worksheet.set_footer(format!("&L&8{}&R&8&P / &N", name.replace('&', "&&")));
        Ok(Self { worksheet, row: 0, widths: Vec::new() })
    }

    /// Text in a cell of the next row: never a formula, and never what a sheet cannot hold.
    pub fn text(&mut self, column: usize, text: &str, format: &Format) -> Result<(), XlsxError> {
        let text = held(text);
        let column = index(column)?;
        if text.is_empty() {
            self.worksheet.write_blank(self.row, column, format)?;
        } else if starts_as_formula(&text) {
            // Excel would read it as a formula once somebody edits the cell.
            self.worksheet.write_string_with_format(self.row, column, &text, &format.clone().set_quote_prefix())?;
        } else {
            self.worksheet.write_string_with_format(self.row, column, &text, format)?;
        }
        Ok(())
    }

    /// A number in a cell of the next row.
    pub fn number(&mut self, column: usize, number: f64, format: &Format) -> Result<(), XlsxError> {
        let column = index(column)?;
        if number.is_finite() {
            self.worksheet.write_number_with_format(self.row, column, number, format)?;
        } else {
            self.worksheet.write_blank(self.row, column, format)?;
        }
        Ok(())
    }

    /// Text over neighbouring cells of the next row, and of `more_rows` below it.
    pub fn over(
        &mut self,
        columns: std::ops::Range<usize>,
        more_rows: u32,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if columns.len() <= 1 && more_rows == 0 {
            return self.text(columns.start, text, format);
        }
        let last = index(columns.end.saturating_sub(1).max(columns.start))?;
        let (first, below) = (index(columns.start)?, self.row + more_rows);
        self.worksheet.merge_range(self.row, first, below, last, &held(text), format)?;
        if starts_as_formula(text) {
            self.worksheet.write_string_with_format(self.row, first, held(text), &format.clone().set_quote_prefix())?;
        }
        Ok(())
    }

    /// A link to a sheet in a cell of the next row.
    pub fn link(&mut self, column: usize, sheet: &str, text: &str, format: &Format) -> Result<(), XlsxError> {
        let url = Url::new(format!("internal:'{sheet}'!A1")).set_text(held(text));
        self.worksheet.write_url_with_format(self.row, index(column)?, url, format)?;
        Ok(())
    }

    /// A note over the whole width, wrapped, in a row as high as it needs.
    pub fn note(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        const READS_WELL: usize = 90;
        const USUAL: usize = 9;
        let mut width = 0;
        let mut columns = 0;
        while width < READS_WELL && columns < 40 {
            width += self.widths.get(columns).copied().unwrap_or(USUAL);
            columns += 1;
        }
        self.over(0..columns, 0, text, format)?;
        // Nine points to the usual eleven: more characters in the same width.
        self.height(lines(text, width * 11 / 9), 12.5)?;
        self.row += 1;
        Ok(())
    }

    /// Makes the next row so many lines high, where that is more than one: not every program does so by itself.
    pub fn lines(&mut self, lines: usize) -> Result<(), XlsxError> {
        if lines > 1 { self.height(lines, LINE) } else { Ok(()) }
    }

    /// A title in a row of its own, high enough for its size.
    pub fn title(&mut self, text: &str, format: &Format, height: f64) -> Result<(), XlsxError> {
        self.text(0, text, format)?;
        self.worksheet.set_row_height(self.row, height)?;
        self.row += 1;
        Ok(())
    }

    fn height(&mut self, lines: usize, line: f64) -> Result<(), XlsxError> {
        const MOST: usize = 26;
        #[allow(clippy::cast_precision_loss, reason = "a few lines")]
        let height = lines.clamp(1, MOST) as f64 * line;
        self.worksheet.set_row_height(self.row, height)?;
        Ok(())
    }

    /// Sets the widths of the columns.
    pub fn set_widths(&mut self, widths: Vec<usize>) -> Result<(), XlsxError> {
        for (column, width) in widths.iter().enumerate() {
            #[allow(clippy::cast_precision_loss, reason = "at most 255")]
            let width = (*width).min(255) as f64;
            self.worksheet.set_column_width(index(column)?, width)?;
        }
        self.widths = widths;
        Ok(())
    }
}

/// A column as Excel counts them.
pub fn index(column: usize) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}

/// How many lines a text takes in so many characters.
pub fn lines(text: &str, width: usize) -> usize {
    // Widths are counted in digits; letters are a little narrower on average.
    let fits = (width * 11 / 10).max(1);
    text.lines().map(|line| line.chars().count().div_ceil(fits).max(1)).sum::<usize>().max(1)
}

fn starts_as_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

/// Text without what a sheet cannot hold.
pub fn held(text: &str) -> String {
    let kept = text.replace("\r\n", "\n");
    let kept: String = kept
        .chars()
        .filter(|&character| crate::writers::xml::is_held(character) && !crate::model::turns_direction(character))
        .collect();
    if kept.len() <= LONGEST_TEXT {
        return kept;
    }
    let mut units = 0;
    let mut cut: String = kept
        .chars()
        .take_while(|character| {
            units += character.len_utf16();
            units <= LONGEST_TEXT
        })
        .collect();
    if cut.len() < kept.len() {
        cut.push('…');
    }
    cut
}
