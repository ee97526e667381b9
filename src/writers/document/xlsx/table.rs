//! A table as a sheet: numbers as numbers, counts and percentages in columns of their own, the head frozen.

use rust_xlsxwriter::XlsxError;

use super::looks::{self, RowLook};
use super::sheet::{Sheet, index, lines};
use crate::model::{Measure, StubKind, Table};
use crate::writers::document::layout::{self, Figure, Layout, LayoutRow};

/// Writes the table below the title of its sheet.
pub fn write(sheet: &mut Sheet, table: &Table) -> Result<(), XlsxError> {
    let layout = Layout::of(table);
    let grid = Grid { table, layout: &layout, measures: layout::measures(table), starts: starts(&layout) };
    sheet.set_widths(grid.widths())?;
    if let Some(wording) = &layout.wording {
        sheet.text(0, wording, &looks::wording())?;
        sheet.row += 1;
    }
    sheet.row += 1;
    let head = sheet.row;
    grid.head(sheet)?;
    let body = sheet.row;
    for (row, laid_out) in layout.rows.iter().enumerate() {
        grid.row(sheet, row, laid_out)?;
    }
    if layout.rows.is_empty() {
        sheet.text(0, "There is nothing to count in this table.", &looks::aside())?;
        sheet.row += 1;
    }
    sheet.worksheet.set_freeze_panes(body, 1)?;
    sheet.worksheet.set_repeat_rows(head, body - 1)?;
    sheet.row += 1;
    layout.notes.iter().try_for_each(|note| sheet.note(note, &looks::note()))
}

struct Grid<'a> {
    table: &'a Table,
    layout: &'a Layout,
    measures: Vec<Measure>,
    starts: Vec<usize>,
}

/// Columns at which another group begins.
fn starts(layout: &Layout) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut column = 0;
    for spanner in layout.spanners.first().into_iter().flatten() {
        starts.push(column);
        column += spanner.width;
    }
    starts
}

impl Grid<'_> {
    /// The sheet's column of the first measure of a banner column.
    fn place(&self, column: usize) -> usize {
        1 + column * self.measures.len()
    }

    fn widths(&self) -> Vec<usize> {
        const NARROWEST_LABELS: usize = 18;
        const WIDEST_LABELS: usize = 48;
        let rows = self.layout.rows.iter().filter(|row| row.kind != StubKind::Heading);
        let label = rows.map(|row| row.label.chars().count() + 2 * usize::from(row.level)).max().unwrap_or(0);
        let label = label.max(self.layout.stub_head.chars().count()) + 2;
        let mut widths = vec![label.clamp(NARROWEST_LABELS, WIDEST_LABELS)];
        for head in &self.layout.columns {
            let text = head.text();
            let widest = text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
            let wanted = widest.max(text.chars().count().div_ceil(2)).min(30) + 2;
            let each = wanted.div_ceil(self.measures.len().max(1));
            widths.extend(self.measures.iter().map(|measure| each.max(narrowest(*measure))));
        }
        widths
    }

    fn head(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        let count = self.measures.len();
        let first = sheet.row;
        let opened = |format, row| if row == first { looks::opening(format) } else { format };
        for spanners in &self.layout.spanners {
            sheet.text(0, "", &opened(looks::head(), sheet.row))?;
            let mut column = 0;
            for spanner in spanners {
                let columns = self.place(column)..self.place(column + spanner.width);
                let format = if spanner.text.is_empty() { looks::head() } else { looks::spanner() };
                let format = looks::parted(opened(format, sheet.row), self.starts.contains(&column));
                sheet.over(columns, 0, &spanner.text, &format)?;
                column += spanner.width;
            }
            sheet.row += 1;
        }
        sheet.text(0, &self.layout.stub_head, &opened(looks::head(), sheet.row))?;
        let mut height = lines(&self.layout.stub_head, sheet.widths[0]);
        for (column, head) in self.layout.columns.iter().enumerate() {
            let format = opened(looks::figure_head(), sheet.row);
            let format = looks::parted(format, self.starts.contains(&column));
            let columns = self.place(column)..self.place(column + 1);
            let width: usize = sheet.widths[columns.clone()].iter().sum();
            height = height.max(lines(&head.text(), width.saturating_sub(1)));
            sheet.over(columns, 0, &head.text(), &format)?;
        }
        if count > 1 || height > 1 {
            sheet.lines(height)?;
        }
        sheet.row += 1;
        self.measure_heads(sheet)?;
        self.bases(sheet)
    }

    fn measure_heads(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        let close = |format| if self.layout.has_bases() { format } else { looks::closing(format) };
        sheet.text(0, "", &close(looks::head()))?;
        for column in 0..self.layout.columns.len() {
            for (number, measure) in self.measures.iter().enumerate() {
                let is_parted = number == 0 && self.starts.contains(&column);
                let format =
                    close(looks::parted(looks::aside().set_align(rust_xlsxwriter::FormatAlign::Right), is_parted));
                sheet.text(self.place(column) + number, layout::measure_head(*measure), &format)?;
            }
        }
        sheet.row += 1;
        Ok(())
    }

    fn bases(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        if !self.layout.has_bases() {
            return Ok(());
        }
        sheet.text(0, "Base (n)", &looks::closing(looks::aside()))?;
        for (column, head) in self.table.banner.iter().enumerate() {
            for number in 0..self.measures.len() {
                let is_parted = number == 0 && self.starts.contains(&column);
                let format = looks::parted(looks::closing(looks::aside()), is_parted);
                match head.base.filter(|_| number == 0) {
                    Some(base) => {
                        let figure = Figure::Count(base.unweighted);
                        put(sheet, self.place(column), &figure, &looks::figure(format, &figure))?;
                    }
                    None => sheet.text(self.place(column) + number, "", &format)?,
                }
            }
        }
        sheet.row += 1;
        Ok(())
    }

    fn row(&self, sheet: &mut Sheet, row: usize, laid_out: &LayoutRow) -> Result<(), XlsxError> {
        let look = RowLook {
            bold: matches!(laid_out.kind, StubKind::Net | StubKind::Total | StubKind::Heading),
            muted: matches!(laid_out.kind, StubKind::Base | StubKind::Aside | StubKind::Missing),
            shaded: laid_out.kind == StubKind::Heading,
            rule_above: laid_out.kind == StubKind::Total,
        };
        sheet.text(0, &laid_out.label, &looks::label(look, laid_out.level))?;
        for column in 0..self.layout.columns.len() {
            for (number, measure) in self.measures.iter().enumerate() {
                let figure = layout::figure(self.table, row, column, *measure);
                let is_parted = number == 0 && self.starts.contains(&column);
                let format = looks::parted(looks::figure(looks::body(look), &figure), is_parted);
                put(sheet, self.place(column) + number, &figure, &format)?;
            }
        }
        sheet.row += 1;
        Ok(())
    }
}

fn narrowest(measure: Measure) -> usize {
    match measure {
        Measure::Interval => 13,
        Measure::Letters => 6,
        Measure::Count | Measure::ColumnPercent => 8,
        _ => 11,
    }
}

/// A figure as what it is.
pub fn put(
    sheet: &mut Sheet,
    column: usize,
    figure: &Figure,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    match figure {
        Figure::Empty => {
            sheet.worksheet.write_blank(sheet.row, index(column)?, format)?;
            Ok(())
        }
        #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        Figure::Count(count) => sheet.number(column, *count as f64, format),
        // Excel keeps percentages as fractions.
        Figure::Percent(percent) => sheet.number(column, percent / 100.0, format),
        Figure::Number { value, .. } => sheet.number(column, *value, format),
        Figure::Text(text) => sheet.text(column, text, format),
    }
}
