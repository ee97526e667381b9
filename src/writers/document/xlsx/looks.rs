//! How cells look: restrained, the same colours as the Word document.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::writers::document::layout::Figure;

const DEEP: Color = Color::RGB(0x002D_2A45);
const ACCENT: Color = Color::RGB(0x0054_2788);
const MUTED: Color = Color::RGB(0x0066_6666);
const HAIRLINE: Color = Color::RGB(0x00E3_E1E9);
const SHADE: Color = Color::RGB(0x00F4_F3F7);

/// How a row of a table is set off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowLook {
    /// Nets, sums and headings.
    pub bold: bool,
    /// Bases, asides, who is missing.
    pub muted: bool,
    /// Headings.
    pub shaded: bool,
    /// Sums.
    pub rule_above: bool,
}

/// The title of a sheet.
pub fn title() -> Format {
    Format::new().set_bold().set_font_size(14).set_font_color(DEEP)
}

/// The title of the workbook.
pub fn great_title() -> Format {
    Format::new().set_bold().set_font_size(18).set_font_color(DEEP)
}

/// Wording, bylines, notes.
pub fn aside() -> Format {
    Format::new().set_font_color(MUTED)
}

/// The wording of a question.
pub fn wording() -> Format {
    aside().set_italic()
}

/// Notes below a table.
pub fn note() -> Format {
    aside().set_font_size(9).set_text_wrap().set_align(FormatAlign::Top).set_align(FormatAlign::Left)
}

/// A link to another sheet.
pub fn link() -> Format {
    Format::new().set_font_color(ACCENT).set_underline(rust_xlsxwriter::FormatUnderline::Single)
}

/// A head over columns.
pub fn spanner() -> Format {
    head().set_align(FormatAlign::Center).set_border_bottom(FormatBorder::Thin).set_border_bottom_color(HAIRLINE)
}

/// The head of a column.
pub fn head() -> Format {
    Format::new().set_bold().set_font_color(DEEP).set_text_wrap().set_align(FormatAlign::Bottom)
}

/// The head of a column of figures.
pub fn figure_head() -> Format {
    head().set_align(FormatAlign::Right)
}

/// What a column of numbers holds.
pub fn part_head() -> Format {
    aside().set_align(FormatAlign::Right)
}

/// With the line that closes the head of a table.
pub fn closing(format: Format) -> Format {
    format.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(DEEP)
}

/// With the line that opens a table.
pub fn opening(format: Format) -> Format {
    format.set_border_top(FormatBorder::Medium).set_border_top_color(DEEP)
}

/// With a fine line at the left, where another group of columns begins.
pub fn parted(format: Format, is_parted: bool) -> Format {
    if is_parted { format.set_border_left(FormatBorder::Thin).set_border_left_color(HAIRLINE) } else { format }
}

/// A cell of a row.
pub fn body(look: RowLook) -> Format {
    let mut format = Format::new()
        .set_align(FormatAlign::Top)
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(HAIRLINE);
    if look.bold {
        format = format.set_bold();
    }
    if look.muted {
        format = format.set_font_color(MUTED);
    }
    if look.shaded {
        format = format.set_background_color(SHADE);
    }
    if look.rule_above {
        format = format.set_border_top(FormatBorder::Thin).set_border_top_color(DEEP);
    }
    format
}

/// The label of a row.
pub fn label(look: RowLook, level: u8) -> Format {
    let format = body(look).set_align(FormatAlign::Left);
    // A heading may run on over the empty cells beside it.
    let format = if look.shaded { format } else { format.set_text_wrap() };
    if level > 0 { format.set_indent(level.min(6) * 2) } else { format }
}

/// With the number format of a figure.
pub fn figure(format: Format, figure: &Figure) -> Format {
    match figure {
        Figure::Empty => format,
        Figure::Count(_) => format.set_num_format("#,##0"),
        Figure::Percent(_) => format.set_num_format("0%"),
        Figure::Number { decimals, .. } => format.set_num_format(decimal(*decimals)),
        Figure::Text(_) => format.set_align(FormatAlign::Right),
    }
}

/// The number format with so many decimals.
pub fn decimal(decimals: usize) -> String {
    if decimals == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(decimals.min(10))) }
}
