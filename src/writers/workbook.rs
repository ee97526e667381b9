//! What workbooks that people work in have in common: how their cells look, what a cell holds, how the file is dated.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, XlsxError};

use super::document::front;

/// What Excel's cells hold is 32,767 units of UTF-16; a little less leaves room for what people add.
pub(super) const CELL_HOLDS: usize = 32_000;
/// The blue of titles and headings.
pub(super) const DARK: Color = Color::RGB(0x001F_3864);

/// A cell with a thin border, its words wrapped and at the top.
pub(super) fn cell() -> Format {
    plain().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00BF_BFBF))
}

/// Words that wrap, without a border.
pub(super) fn plain() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

/// Bold words that wrap, without a border.
pub(super) fn strong() -> Format {
    plain().set_bold()
}

/// The title of a file and the day it is dated with (`YYYY-MM-DD`, since no clock may show).
///
/// # Errors
/// None that a day of the calendar can bring.
pub(super) fn properties(title: &str, written: Option<&str>) -> Result<DocProperties, XlsxError> {
    let (year, month, day) = front::dated(written);
    let dated = ExcelDateTime::from_ymd(year, month, day)?;
    Ok(DocProperties::new().set_title(title).set_creation_datetime(&dated))
}
