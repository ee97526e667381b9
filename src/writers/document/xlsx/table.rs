//! A table as a sheet: numbers as numbers, counts and percentages in columns of their own, the head frozen.

use std::ops::Range;

use rust_xlsxwriter::XlsxError;

use super::looks::{self, RowLook};
use super::sheet::{Sheet, index, lines};
use crate::model::{Measure, StubKind, Table};
use crate::writers::document::layout::{self, ColumnHead, Figure, Layout, LayoutRow, Part};

/// Writes the table below the title of its sheet.
pub fn write(sheet: &mut Sheet, table: &Table) -> Result<(), XlsxError> {
    let layout = Layout::without_cells(table);
    let grid = Grid { table, layout: &layout, parts: layout::parts(table), starts: starts(&layout) };
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
    print_readably(sheet)?;
    sheet.row += 1;
    layout.notes.iter().try_for_each(|note| sheet.note(note, &looks::note()))
}

/// A table that would be printed too small on one page is printed on several side by side, each with the labels.
fn print_readably(sheet: &mut Sheet) -> Result<(), XlsxError> {
    const CHARACTERS_A_PAGE: usize = 190;
    let stub = sheet.widths.first().copied().unwrap_or(0);
    let figures = sheet.widths.iter().sum::<usize>().saturating_sub(stub);
    let pages = figures.div_ceil(CHARACTERS_A_PAGE.saturating_sub(stub).max(60));
    if pages > 1 {
        sheet.worksheet.set_print_fit_to_pages(u16::try_from(pages).unwrap_or(u16::MAX).min(99), 0);
        sheet.worksheet.set_repeat_columns(0, 0)?;
    }
    Ok(())
}

struct Grid<'a> {
    table: &'a Table,
    layout: &'a Layout,
    /// One a column of the sheet after the first.
    parts: Vec<(usize, Part)>,
    starts: Vec<usize>,
}

/// Columns at which another group begins.
fn starts(layout: &Layout) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut column = 0;
    for spanner in layout.spanners.first().into_iter().flatten() {
        starts.extend((column > 0).then_some(column));
        column += spanner.width;
    }
    starts
}

impl Grid<'_> {
    /// The sheet's columns of these columns of the banner.
    fn places(&self, columns: Range<usize>) -> Range<usize> {
        let before = |column: usize| self.parts.iter().take_while(|(of, _)| *of < column).count() + 1;
        before(columns.start)..before(columns.end)
    }

    /// Whether a column of the sheet is the first of its banner column.
    fn is_first(&self, place: usize) -> bool {
        place < 2 || self.parts.get(place - 2).map(|part| part.0) != self.parts.get(place - 1).map(|part| part.0)
    }

    fn is_parted(&self, place: usize) -> bool {
        let column = place.checked_sub(1).and_then(|part| self.parts.get(part)).map(|part| part.0);
        self.is_first(place) && column.is_some_and(|column| self.starts.contains(&column))
    }

    fn widths(&self) -> Vec<usize> {
        const NARROWEST_LABELS: usize = 18;
        const WIDEST_LABELS: usize = 48;
        let rows = self.layout.rows.iter().filter(|row| row.kind != StubKind::Heading);
        let label = rows.map(|row| row.label.chars().count() + 2 * usize::from(row.level)).max().unwrap_or(0);
        let label = label.max(self.layout.stub_head.chars().count()) + 2;
        let mut widths = vec![label.clamp(NARROWEST_LABELS, WIDEST_LABELS)];
        for (column, part) in &self.parts {
            let text = self.layout.columns.get(*column).map(ColumnHead::text).unwrap_or_default();
            let widest = text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
            let wanted = widest.max(text.chars().count().div_ceil(2)).min(30) + 2;
            let shared_by = self.places(*column..column + 1).len().max(1);
            let own = part.head().chars().count() + 2;
            widths.push(wanted.div_ceil(shared_by).max(narrowest(*part)).max(own));
        }
        widths
    }

    fn head(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        let first = sheet.row;
        let opened = |format, row| if row == first { looks::opening(format) } else { format };
        for spanners in &self.layout.spanners {
            sheet.text(0, "", &opened(looks::head(), sheet.row))?;
            let mut column = 0;
            for spanner in spanners {
                let columns = self.places(column..column + spanner.width);
                let format = if spanner.text.is_empty() { looks::head() } else { looks::spanner() };
                let format = looks::parted(opened(format, sheet.row), self.is_parted(columns.start));
                sheet.over(columns, 0, &spanner.text, &format)?;
                column += spanner.width;
            }
            sheet.row += 1;
        }
        sheet.text(0, &self.layout.stub_head, &opened(looks::head(), sheet.row))?;
        let mut height = lines(&self.layout.stub_head, sheet.widths[0]);
        for (column, head) in self.layout.columns.iter().enumerate() {
            let columns = self.places(column..column + 1);
            let format = if columns.len() > 1 { looks::spanner() } else { looks::figure_head() };
            let format = looks::parted(opened(format, sheet.row), self.is_parted(columns.start));
            let width: usize = sheet.widths.get(columns.clone()).map_or(8, |widths| widths.iter().sum());
            height = height.max(lines(&head.text(), width.saturating_sub(1)));
            sheet.over(columns, 0, &head.text(), &format)?;
        }
        sheet.lines(height)?;
        sheet.row += 1;
        self.part_heads(sheet)?;
        self.bases(sheet)
    }

    fn part_heads(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        let close = |format| if self.layout.has_bases() { format } else { looks::closing(format) };
        sheet.text(0, "", &close(looks::head()))?;
        for (place, (_, part)) in (1..).zip(&self.parts) {
            let format = close(looks::parted(looks::part_head(), self.is_parted(place)));
            sheet.text(place, part.head(), &format)?;
        }
        sheet.row += 1;
        Ok(())
    }

    fn bases(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        if !self.layout.has_bases() {
            return Ok(());
        }
        sheet.text(0, "Base (n)", &looks::closing(looks::aside()))?;
        for (place, (column, _)) in (1..).zip(&self.parts) {
            let format = looks::parted(looks::closing(looks::aside()), self.is_parted(place));
            let base = self.table.banner.get(*column).and_then(|head| head.base).filter(|_| self.is_first(place));
            let figure = base.map_or(Figure::Empty, |base| Figure::Count(base.unweighted));
            put(sheet, place, &figure, &looks::figure(format, &figure))?;
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
        if !look.shaded {
            sheet.lines(lines(&laid_out.label, sheet.widths[0].saturating_sub(2 * usize::from(laid_out.level) + 1)))?;
        }
        for (place, (column, part)) in (1..).zip(&self.parts) {
            let figure = layout::part_figure(self.table, row, *column, *part);
            let mut format = looks::parted(looks::figure(looks::body(look), &figure), self.is_parted(place));
            if *part == Part::Measure(Measure::P) {
                // Rounding must not make a p of nought of it.
                format = format.set_num_format("[<0.001]\"< .001\";0.000");
            }
            put(sheet, place, &figure, &format)?;
        }
        sheet.row += 1;
        Ok(())
    }
}

fn narrowest(part: Part) -> usize {
    match part {
        Part::Measure(Measure::Letters) | Part::Of | Part::From | Part::To => 7,
        Part::Measure(Measure::Count | Measure::ColumnPercent) => 8,
        Part::Measure(_) | Part::Value(_) => 11,
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
