//! A table as WordprocessingML: rows of cells, header rows that repeat, cells that span.

use super::text::Paragraph;
use crate::writers::xml::Xml;

/// The colours of rules and fills; the same as in the style sheet.
const RULE: &str = "2D2A45";
const HAIRLINE: &str = "C9C6D3";
const SHADE: &str = "F4F3F7";

/// A table that can be written.
#[derive(Debug, Default)]
pub struct Grid {
    /// What it is about, for those who listen.
    pub title: String,
    /// What it holds, for those who listen.
    pub description: String,
    /// Widths of the columns in twentieths of a point.
    pub widths: Vec<u32>,
    /// The rows, header rows first.
    pub rows: Vec<GridRow>,
}

/// A row.
#[derive(Debug, Default)]
pub struct GridRow {
    /// Repeats at the top of every page.
    pub is_header: bool,
    /// The cells from left to right; their spans add up to the number of columns.
    pub cells: Vec<GridCell>,
}

/// A cell.
#[derive(Debug, Default)]
pub struct GridCell {
    /// What it says.
    pub paragraph: Paragraph,
    /// How many columns beyond the first it spans.
    pub spans_more: usize,
    /// Whether it goes on in the rows below, or goes on from above.
    pub vertical: Option<Vertical>,
    /// Rules and fill.
    pub look: CellLook,
}

/// A cell that is one with cells below or above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vertical {
    /// The first of them.
    Starts,
    /// One of the others.
    GoesOn,
}

/// Rules and fill of a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CellLook {
    /// A line below, as under the heads.
    pub rule_below: bool,
    /// A fine line below, as under a spanner.
    pub hairline_below: bool,
    /// A line above, as over a sum.
    pub rule_above: bool,
    /// No lines above and below, as within the heads.
    pub is_bare: bool,
    /// In the first row, whose upper line is the table's.
    pub is_first: bool,
    /// A fine line at the left, where another group of columns begins.
    pub hairline_left: bool,
    /// A light fill, as of headings.
    pub shaded: bool,
    /// The text stands at the foot of the cell.
    pub at_foot: bool,
}

impl Grid {
    /// The table as XML.
    pub fn write(&self, xml: &mut Xml) {
        xml.element("w:tbl", &[], |xml| {
            self.properties(xml);
            xml.element("w:tblGrid", &[], |xml| {
                for width in &self.widths {
                    xml.empty("w:gridCol", &[("w:w", &width.to_string())]);
                }
            });
            for row in &self.rows {
                self.row(xml, row);
            }
        });
    }

    fn properties(&self, xml: &mut Xml) {
        let width: u32 = self.widths.iter().sum();
        xml.element("w:tblPr", &[], |xml| {
            xml.value("w:tblStyle", "ReportTable");
            xml.empty("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
            xml.empty("w:tblLayout", &[("w:type", "fixed")]);
            xml.empty(
                "w:tblLook",
                &[
                    ("w:val", "06A0"),
                    ("w:firstRow", "1"),
                    ("w:lastRow", "0"),
                    ("w:firstColumn", "1"),
                    ("w:lastColumn", "0"),
                    ("w:noHBand", "1"),
                    ("w:noVBand", "1"),
                ],
            );
            if !self.title.is_empty() {
                xml.value("w:tblCaption", &self.title);
            }
            xml.value("w:tblDescription", &self.description);
        });
    }

    fn row(&self, xml: &mut Xml, row: &GridRow) {
        xml.element("w:tr", &[], |xml| {
            xml.element("w:trPr", &[], |xml| {
                xml.empty("w:cantSplit", &[]);
                if row.is_header {
                    xml.empty("w:tblHeader", &[]);
                }
            });
            let mut column = 0;
            for cell in &row.cells {
                let end = (column + 1 + cell.spans_more).min(self.widths.len());
                let width: u32 = self.widths.get(column..end).map_or(0, |widths| widths.iter().sum());
                cell.write(xml, width);
                column = end;
            }
        });
    }
}

impl GridCell {
    /// A cell with this paragraph.
    pub fn of(paragraph: Paragraph) -> Self {
        Self { paragraph, ..Self::default() }
    }

    /// The same cell, looking so.
    pub fn looking(mut self, look: CellLook) -> Self {
        self.look = look;
        self
    }

    fn write(&self, xml: &mut Xml, width: u32) {
        xml.element("w:tc", &[], |xml| {
            xml.element("w:tcPr", &[], |xml| {
                xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
                if self.spans_more > 0 {
                    xml.value("w:gridSpan", &(self.spans_more + 1).to_string());
                }
                match self.vertical {
                    Some(Vertical::Starts) => xml.value("w:vMerge", "restart"),
                    Some(Vertical::GoesOn) => xml.value("w:vMerge", "continue"),
                    None => {}
                }
                self.borders(xml);
                if self.look.shaded {
                    xml.empty("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", SHADE)]);
                }
                if self.look.at_foot {
                    xml.value("w:vAlign", "bottom");
                }
            });
            self.paragraph.write(xml);
        });
    }

    fn borders(&self, xml: &mut Xml) {
        let look = self.look;
        let line = |xml: &mut Xml, side: &str, size: &str, colour: &str| {
            xml.empty(side, &[("w:val", "single"), ("w:sz", size), ("w:space", "0"), ("w:color", colour)]);
        };
        let mut borders = Xml::fragment();
        if look.rule_above {
            line(&mut borders, "w:top", "6", RULE);
        } else if look.is_bare && !look.is_first {
            borders.empty("w:top", &[("w:val", "nil")]);
        }
        if look.hairline_left {
            line(&mut borders, "w:left", "4", HAIRLINE);
        }
        if look.rule_below {
            line(&mut borders, "w:bottom", "6", RULE);
        } else if look.hairline_below {
            line(&mut borders, "w:bottom", "4", HAIRLINE);
        } else if look.is_bare {
            borders.empty("w:bottom", &[("w:val", "nil")]);
        }
        if !borders.is_empty() {
            xml.element("w:tcBorders", &[], |xml| xml.piece(&borders));
        }
    }
}
