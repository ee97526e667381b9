//! Tables and listings: what stands in their rows, and how each kind of row is set off.

use std::ops::Range;

use super::columns::{self, MEASURED_AT, Need, Panel, Plan};
use super::grid::{CellLook, Grid, GridCell, GridRow};
use super::heads;
use super::measure::{widest_word, width};
use super::text::{Look, Paragraph};
use crate::model::{Listing, StubKind};
use crate::writers::document::layout::{self, Layout, LayoutCell, LayoutRow};

/// Words may be as wide as this before they are broken rather than given a column to fit.
const WIDEST_WORD: u32 = 3_600;

/// What stands in a listing without rows.
pub const NOTHING_TO_LIST: &str = "There is nothing to list.";

/// A step of the indentation.
const INDENT: u32 = 200;

/// Tables of up to so many rows stay on one page.
const KEPT_TOGETHER: usize = 16;

/// What a table becomes: one grid, or several where the page is too narrow for one.
pub struct Set {
    /// How it is set.
    pub plan: Plan,
    /// One grid a panel.
    pub grids: Vec<Grid>,
}

/// Sets a table.
pub fn set_table(layout: &Layout, has_notes: bool) -> Set {
    let groups = groups(layout);
    let plan = columns::plan(label_need(layout), &figure_needs(layout), &groups);
    let grids = plan.panels.iter().map(|panel| table_grid(layout, &plan, panel, has_notes)).collect();
    Set { plan, grids }
}

/// Sets a listing.
pub fn set_listing(listing: &Listing, has_notes: bool) -> Set {
    let cells = layout::listing_cells(listing);
    let mut needs = (0..listing.columns.len()).map(|column| listing_need(listing, &cells, column));
    let first = needs.next().unwrap_or_default();
    let others: Vec<Need> = needs.collect();
    let singles: Vec<Range<usize>> = (0..others.len()).map(|column| column..column + 1).collect();
    let plan = columns::plan(first, &others, &singles);
    let grids = plan.panels.iter().map(|panel| listing_grid(listing, &cells, &plan, panel, has_notes)).collect();
    Set { plan, grids }
}

/// Columns under one outermost spanner; columns under none stand for themselves.
fn groups(layout: &Layout) -> Vec<Range<usize>> {
    let Some(outermost) = layout.spanners.first() else {
        return (0..layout.columns.len()).map(|column| column..column + 1).collect();
    };
    let mut groups = Vec::new();
    let mut start = 0;
    for spanner in outermost {
        let end = start + spanner.width;
        if spanner.text.is_empty() {
            groups.extend((start..end).map(|column| column..column + 1));
        } else {
            groups.push(start..end);
        }
        start = end;
    }
    groups
}

/// Columns at which a spanner begins or ends, set off by a fine line.
fn starts(layout: &Layout) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut column = 0;
    for spanner in layout.spanners.first().into_iter().flatten() {
        starts.extend((column > 0).then_some(column));
        column += spanner.width;
    }
    starts
}

fn label_need(layout: &Layout) -> Need {
    let mut need = Need { stretches: true, ..Need::default() };
    let mut hold = |text: &str, bold: bool, indent: u32| {
        need.least = need.least.max(widest_word(text, MEASURED_AT, bold).min(WIDEST_WORD) + indent);
        need.natural = need.natural.max(width(text, MEASURED_AT, bold) + indent);
    };
    hold(&layout.stub_head, true, 0);
    hold("Base", false, 0);
    for row in layout.rows.iter().filter(|row| row.kind != StubKind::Heading) {
        hold(&row.label, is_bold(row.kind), u32::from(row.level) * INDENT);
    }
    need
}

fn figure_needs(layout: &Layout) -> Vec<Need> {
    let mut needs: Vec<Need> = (0..layout.columns.len()).map(|column| figure_need(layout, column)).collect();
    // A spanner's words need room too, shared by the columns below it.
    for row in &layout.spanners {
        let mut start = 0;
        for spanner in row {
            let end = (start + spanner.width).min(needs.len());
            let span = u32::try_from(spanner.width).unwrap_or(1).max(1);
            let each = widest_word(&spanner.text, MEASURED_AT, true).min(WIDEST_WORD) / span;
            for need in &mut needs[start.min(end)..end] {
                need.least = need.least.max(each);
                need.natural = need.natural.max(each);
            }
            start = end;
        }
    }
    needs
}

fn figure_need(layout: &Layout, column: usize) -> Need {
    let head = layout.columns.get(column).map(layout::ColumnHead::text).unwrap_or_default();
    let base = layout.columns.get(column).and_then(|head| head.base.as_deref()).unwrap_or_default();
    let mut least = widest_word(&head, MEASURED_AT, true).min(WIDEST_WORD).max(widest_word(base, MEASURED_AT, false));
    if width(base, MEASURED_AT, false) < WIDEST_WORD / 2 {
        least = least.max(width(base, MEASURED_AT, false));
    }
    for row in &layout.rows {
        if let Some(cell) = row.cells.get(column) {
            let letters = cell.letters.as_deref().map_or(0, |letters| width(letters, MEASURED_AT, false));
            for (number, line) in cell.lines.iter().enumerate() {
                let raised = if number == 0 { letters } else { 0 };
                least = least.max(width(line, MEASURED_AT, is_bold(row.kind)).min(WIDEST_WORD) + raised);
            }
        }
    }
    Need { least, natural: least.max(width(&head, MEASURED_AT, true)), stretches: false }
}

fn listing_need(listing: &Listing, cells: &[Vec<String>], column: usize) -> Need {
    let head = &listing.columns[column];
    let mut need = Need {
        least: widest_word(&head.head, MEASURED_AT, true),
        natural: width(&head.head, MEASURED_AT, true),
        stretches: !head.right,
    };
    for text in cells.iter().filter_map(|row| row.get(column)) {
        let natural = text.lines().map(|line| width(line, MEASURED_AT, false)).max().unwrap_or(0);
        let least = if head.right { natural } else { widest_word(text, MEASURED_AT, false) };
        need.least = need.least.max(least.min(WIDEST_WORD / 2));
        need.natural = need.natural.max(natural);
    }
    need
}

fn is_bold(kind: StubKind) -> bool {
    matches!(kind, StubKind::Net | StubKind::Total | StubKind::Heading)
}

fn is_muted(kind: StubKind) -> bool {
    matches!(kind, StubKind::Base | StubKind::Aside | StubKind::Missing)
}

fn look(plan: &Plan) -> Look {
    Look { size: (plan.size != MEASURED_AT).then_some(plan.size), ..Look::default() }
}

/// A paragraph of a cell.
pub fn cell_paragraph(style: &'static str, look: &Look, text: &str, align: Option<&'static str>) -> Paragraph {
    let mut paragraph = Paragraph { align, ..Paragraph::of(style) };
    paragraph.add(look, text);
    paragraph
}

fn table_grid(whole: &Layout, plan: &Plan, panel: &Panel, has_notes: bool) -> Grid {
    let layout = &whole.columns(panel.columns.clone());
    let starts = starts(layout);
    let mut rows = heads::rows(layout, &look(plan), &starts);
    let is_short = layout.rows.len() <= KEPT_TOGETHER;
    let last = layout.rows.len().saturating_sub(1);
    for (index, row) in layout.rows.iter().enumerate() {
        let leads = matches!(row.kind, StubKind::Heading | StubKind::Base);
        let near_an_end = index == 0 || index + 1 == last;
        let keep = if index == last { has_notes } else { is_short || leads || near_an_end };
        rows.push(body_row(row, layout.columns.len(), plan, &starts, keep));
    }
    if layout.rows.is_empty() {
        rows.push(nothing_row("There is nothing to count in this table.", layout.columns.len(), plan, has_notes));
    }
    Grid { title: layout.title.clone(), description: describe(layout), widths: panel.widths.clone(), rows }
}

/// What a table holds, in a sentence or two for those who listen.
fn describe(layout: &Layout) -> String {
    const NAMED: usize = 8;
    let heads: Vec<String> = layout.columns.iter().take(NAMED).map(|column| column.label.clone()).collect();
    let more = layout.columns.len().saturating_sub(NAMED);
    let and_more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let stub = if layout.stub_head.is_empty() { String::new() } else { format!(" {}.", layout.stub_head) };
    format!(
        "Table of {} and {}.{stub} Columns: {}{and_more}.",
        counted(layout.rows.len(), "row"),
        counted(layout.columns.len(), "column"),
        heads.join(", "),
    )
}

fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

fn body_row(row: &LayoutRow, columns: usize, plan: &Plan, starts: &[usize], keep_next: bool) -> GridRow {
    let style = is_muted(row.kind).then_some("Aside");
    let words = Look { bold: is_bold(row.kind), style, ..look(plan) };
    let is_heading = row.kind == StubKind::Heading;
    let look_of_cell = CellLook { shaded: is_heading, rule_above: row.kind == StubKind::Total, ..CellLook::default() };
    let mut label = cell_paragraph("TableText", &words, &row.label, None);
    label.keep_next = keep_next;
    label.indent = (row.level > 0).then(|| u32::from(row.level.min(6)) * INDENT);
    let mut cells = vec![GridCell::of(label).looking(look_of_cell)];
    if is_heading && row.cells.iter().all(|cell| cell.lines.is_empty()) {
        cells[0].spans_more = columns;
        return GridRow { is_header: false, cells };
    }
    for column in 0..columns {
        let mut paragraph = Paragraph { align: Some("right"), keep_next, ..Paragraph::of("TableText") };
        if let Some(cell) = row.cells.get(column) {
            add_figures(&mut paragraph, cell, &words);
        }
        let look = CellLook { hairline_left: starts.contains(&column), ..look_of_cell };
        cells.push(GridCell::of(paragraph).looking(look));
    }
    GridRow { is_header: false, cells }
}

/// The lines of a cell, each on its own; letters of significance stand raised after the first.
fn add_figures(paragraph: &mut Paragraph, cell: &LayoutCell, look: &Look) {
    for (number, line) in cell.lines.iter().enumerate() {
        if number > 0 {
            paragraph.add(look, "\n");
        }
        // A figure and what belongs to it are one: no line is broken between them.
        paragraph.add(look, &line.replace(' ', "\u{A0}"));
        if let (0, Some(letters)) = (number, &cell.letters) {
            paragraph.add(&Look { raised: true, ..*look }, &format!("\u{A0}{letters}"));
        }
    }
}

fn nothing_row(words: &str, columns: usize, plan: &Plan, keep_next: bool) -> GridRow {
    let look = Look { style: Some("Aside"), ..look(plan) };
    let paragraph = Paragraph { keep_next, ..cell_paragraph("TableText", &look, words, None) };
    GridRow { is_header: false, cells: vec![GridCell { paragraph, spans_more: columns, ..GridCell::default() }] }
}

fn listing_grid(listing: &Listing, cells: &[Vec<String>], plan: &Plan, panel: &Panel, has_notes: bool) -> Grid {
    let look = look(plan);
    let shown: Vec<usize> = std::iter::once(0).chain(panel.columns.clone().map(|column| column + 1)).collect();
    let align = |column: usize| listing.columns.get(column).filter(|head| head.right).map(|_| "right");
    let head = CellLook { rule_below: true, at_foot: true, ..CellLook::default() };
    let heads = shown.iter().map(|&column| {
        let text = listing.columns.get(column).map_or("", |head| head.head.as_str());
        GridCell::of(cell_paragraph("TableHead", &look, text, align(column))).looking(head)
    });
    let mut rows = vec![GridRow { is_header: true, cells: heads.collect() }];
    let last = cells.len().saturating_sub(1);
    for (index, row) in cells.iter().enumerate() {
        let keep_next = if index == last { has_notes } else { cells.len() <= KEPT_TOGETHER / 2 || index == 0 };
        let in_row = shown.iter().map(|&column| {
            let text = row.get(column).map_or("", String::as_str);
            GridCell::of(Paragraph { keep_next, ..cell_paragraph("TableText", &look, text, align(column)) })
        });
        rows.push(GridRow { is_header: false, cells: in_row.collect() });
    }
    if cells.is_empty() {
        rows.push(nothing_row(NOTHING_TO_LIST, shown.len().saturating_sub(1), plan, has_notes));
    }
    let heads: Vec<&str> = listing.columns.iter().map(|column| column.head.as_str()).collect();
    let description = format!("List of {}. Columns: {}.", counted(cells.len(), "row"), heads.join(", "));
    Grid { title: listing.title.clone(), description, widths: panel.widths.clone(), rows }
}
