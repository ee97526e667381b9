//! The head of a table: spanners over their columns, the columns' labels, and the line of bases. All of it repeats.

use super::grid::{CellLook, GridCell, GridRow, Vertical};
use super::table::cell_paragraph;
use super::text::{Look, Paragraph};
use crate::writers::document::layout::Layout;

/// The header rows of a table. `starts` are the columns at which another group begins.
pub fn rows(layout: &Layout, look: &Look, starts: &[usize]) -> Vec<GridRow> {
    let head = Head { layout, look, starts, bare: bare_columns(layout) };
    let mut rows: Vec<GridRow> = (0..layout.spanners.len()).map(|height| head.spanner_row(height)).collect();
    rows.push(head.label_row());
    if let Some(first) = rows.first_mut() {
        first.cells.iter_mut().for_each(|cell| cell.look.is_first = true);
    }
    if layout.has_bases() {
        rows.push(head.base_row());
    }
    rows
}

struct Head<'a> {
    layout: &'a Layout,
    look: &'a Look,
    starts: &'a [usize],
    bare: Vec<bool>,
}

impl Head<'_> {
    fn spanner_row(&self, height: usize) -> GridRow {
        let mut cells = vec![self.tall(height, None)];
        let mut column = 0;
        for spanner in self.layout.spanners.get(height).into_iter().flatten() {
            let end = (column + spanner.width).min(self.layout.columns.len());
            if spanner.text.is_empty() {
                cells.extend((column..end).map(|column| self.unspanned(height, column)));
            } else {
                let look = CellLook { hairline_below: true, ..self.look_of(Some(column)) };
                let paragraph = cell_paragraph("TableHead", self.look, &spanner.text, Some("center"));
                cells.push(GridCell { paragraph, spans_more: end - column - 1, vertical: None, look });
            }
            column = end;
        }
        GridRow { is_header: true, cells }
    }

    fn label_row(&self) -> GridRow {
        let height = self.layout.spanners.len();
        let mut cells = vec![self.tall(height, None)];
        for column in 0..self.layout.columns.len() {
            cells.push(match self.bare.get(column) {
                Some(true) => self.tall(height, Some(column)),
                _ => GridCell::of(self.label(Some(column))).looking(self.look_of(Some(column))),
            });
        }
        if !self.layout.has_bases() {
            cells.iter_mut().for_each(|cell| cell.look.rule_below = true);
        }
        GridRow { is_header: true, cells }
    }

    fn base_row(&self) -> GridRow {
        let look = Look { style: Some("Aside"), ..*self.look };
        let kept = |text: &str, align| Paragraph { keep_next: true, ..cell_paragraph("TableText", &look, text, align) };
        let ruled = |column| CellLook { rule_below: true, ..self.look_of(column) };
        let mut cells = vec![GridCell::of(kept("Base", None)).looking(ruled(None))];
        for (column, head) in self.layout.columns.iter().enumerate() {
            let paragraph = kept(head.base.as_deref().unwrap_or_default(), Some("right"));
            cells.push(GridCell::of(paragraph).looking(ruled(Some(column))));
        }
        GridRow { is_header: true, cells }
    }

    /// A column without a heading at this height: part of its tall label, or a blank below a heading further out.
    fn unspanned(&self, height: usize, column: usize) -> GridCell {
        match self.bare.get(column) {
            Some(true) => self.tall(height, Some(column)),
            _ => GridCell::of(Paragraph::of("TableHead")).looking(self.look_of(Some(column))),
        }
    }

    /// A label that is as tall as all the spanners beside it, at this height; `None` is the stub's.
    fn tall(&self, height: usize, column: Option<usize>) -> GridCell {
        let depth = self.layout.spanners.len();
        let (vertical, shown) = match (depth, height) {
            (0, _) => (None, true),
            (_, 0) => (Some(Vertical::Starts), true),
            _ => (Some(Vertical::GoesOn), false),
        };
        let paragraph = if shown { self.label(column) } else { Paragraph::of("TableHead") };
        GridCell { paragraph, spans_more: 0, vertical, look: self.look_of(column) }
    }

    fn label(&self, column: Option<usize>) -> Paragraph {
        match column.and_then(|column| self.layout.columns.get(column)) {
            Some(head) => cell_paragraph("TableHead", self.look, &head.text(), Some("right")),
            None => cell_paragraph("TableHead", self.look, &self.layout.stub_head, None),
        }
    }

    fn look_of(&self, column: Option<usize>) -> CellLook {
        let hairline_left = column.is_some_and(|column| self.starts.contains(&column));
        CellLook { hairline_left, is_bare: true, at_foot: true, ..CellLook::default() }
    }
}

/// Columns with no heading above them at any height: their label takes the whole height.
fn bare_columns(layout: &Layout) -> Vec<bool> {
    let mut bare = vec![true; layout.columns.len()];
    for row in &layout.spanners {
        let mut column = 0;
        for spanner in row {
            let end = (column + spanner.width).min(bare.len());
            for bare in &mut bare[column..end] {
                *bare &= spanner.text.is_empty();
            }
            column = end;
        }
    }
    bare
}
