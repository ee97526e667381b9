//! Tables and listings as columns of text that fit the width.
//!
//! The columns are set by comfy-table, within widths and line breaks that are decided here: labels wrap, figures never do
//! and are never cut. A banner that is too wide is divided into several panels, each with the stub beside it.

use std::ops::Range;

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

use super::{bars, wrap};
use crate::model::StubKind;
use crate::writers::document::layout::{ColumnHead, Layout, LayoutCell, LayoutRow, Spanner};

/// Blanks between columns.
const GAP: usize = 2;
/// What a stub may shrink to before the banner is divided.
const NARROW_STUB: usize = 22;
/// What a column head may take before it wraps.
const ROOMY_HEAD: usize = 16;
/// A head of more lines than this may take more.
const TALL_HEAD: usize = 3;
/// What it may take then.
const WIDE_HEAD: usize = 24;
/// A head takes no more lines than this …
const MOST_LINES: usize = 8;
/// … unless it would then be wider than this.
const WIDEST_HEAD: usize = 40;
/// What a column of words may shrink to.
const NARROW_WORDS: usize = 10;
/// A longer word than this is broken in a listing.
const LONG_WORD: usize = 28;

/// What is printed on.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    /// The columns of the terminal.
    pub width: usize,
    /// Whether weight can be shown.
    pub colour: bool,
    /// Whether percentages have bars beside them.
    pub bars: bool,
}

/// How long the bar of a hundred percent is, in a table of one column and in others.
const BARS: (usize, usize) = (30, 10);

/// A table in one or more panels.
pub fn table(layout: &Layout, paper: Paper) -> Vec<String> {
    let bars = bar_room(layout, paper);
    let least: Vec<usize> =
        layout.columns.iter().enumerate().map(|(at, head)| least_width(layout, at, head, bars)).collect();
    let stub_natural = layout.rows.iter().map(|row| wrap::width(&row.label) + indent(row)).max().unwrap_or(0);
    let stub_natural = stub_natural.max(wrap::width(&layout.stub_head)).max(1);
    let stub_least = stub_natural.min(NARROW_STUB);
    panels(layout, &least, paper.width.saturating_sub(stub_least))
        .into_iter()
        .map(|columns| {
            let mut widths: Vec<usize> = least[columns.clone()].to_vec();
            let taken: usize = widths.iter().map(|width| width + GAP).sum();
            let stub = stub_natural.min(paper.width.saturating_sub(taken).max(stub_least));
            let mut room = paper.width.saturating_sub(taken + stub);
            shorten_heads(&layout.columns[columns.clone()], &mut widths, &mut room);
            let panel = layout.columns(columns);
            let widths = widen_for_spanners(&panel, widths, room);
            panel_text(&panel, stub, &widths, (paper, bars))
        })
        .collect()
}

/// Gives room that is left to the heads that wrap to most lines, so that all of them become lower together.
fn shorten_heads(heads: &[ColumnHead], widths: &mut [usize], room: &mut usize) {
    let texts: Vec<String> = heads.iter().map(ColumnHead::text).collect();
    let mut can_grow: Vec<bool> = vec![true; widths.len()];
    loop {
        let lines: Vec<usize> =
            texts.iter().zip(&*widths).map(|(text, width)| wrap::plain(text, *width).len()).collect();
        let tallest = (0..widths.len())
            .filter(|at| can_grow[*at] && lines[*at] > 1)
            .max_by_key(|at| (lines[*at], usize::MAX - at));
        let Some(at) = tallest else { return };
        let most = if lines[at] > TALL_HEAD { WIDE_HEAD } else { ROOMY_HEAD };
        let lower = (widths[at] + 1..=most.min(widths[at] + *room))
            .find(|width| wrap::plain(&texts[at], *width).len() < lines[at]);
        match lower {
            Some(width) => {
                *room -= width - widths[at];
                widths[at] = width;
            }
            None => can_grow[at] = false,
        }
    }
}

/// How long a bar of a hundred percent is; nought without bars.
fn bar_room(layout: &Layout, paper: Paper) -> usize {
    match layout.columns.len() {
        _ if !paper.bars => 0,
        1 => BARS.0.min(paper.width / 3),
        _ => BARS.1,
    }
}

/// The cells of a column in line, with bars so long behind their percentages.
fn with_bars(layout: &Layout, at: usize, room: usize) -> Vec<String> {
    let figures = aligned(layout, at);
    let share = |row: &LayoutRow| row.cells.get(at).and_then(|cell| cell.share);
    if room == 0 || layout.rows.iter().all(|row| share(row).is_none()) {
        return figures;
    }
    let widest = figures.iter().flat_map(|figure| figure.split('\n').map(wrap::width)).max().unwrap_or(0);
    let barred = layout.rows.iter().zip(&figures).map(|(row, figure)| {
        let bar = share(row).map_or(String::new(), |share| bars::bar(f64::from(share) / 1000.0, room));
        let blank = " ".repeat(room.saturating_sub(wrap::width(&bar)));
        let line = |(place, line): (usize, &str)| {
            let before = " ".repeat(widest.saturating_sub(wrap::width(line)));
            if place == 0 {
                format!("{before}{line} {bar}{blank}")
            } else {
                format!("{before}{line} {}", " ".repeat(room))
            }
        };
        if figure.is_empty() {
            return String::new();
        }
        figure.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
    });
    barred.collect()
}

/// The least that shows a column's figures whole, its base, and the words of its head.
fn least_width(layout: &Layout, at: usize, head: &ColumnHead, bars: usize) -> usize {
    let cells = with_bars(layout, at, bars);
    let figures = cells.iter().flat_map(|cell| cell.split('\n').map(wrap::width)).max().unwrap_or(0);
    let base = head.base.as_deref().map_or(0, wrap::width);
    let words = head.text().split(' ').map(wrap::width).max().unwrap_or(0).min(ROOMY_HEAD);
    let low = (words..=WIDEST_HEAD).find(|width| wrap::plain(&head.text(), (*width).max(1)).len() <= MOST_LINES);
    figures.max(base).max(low.unwrap_or(WIDEST_HEAD)).max(1)
}

/// The cells of a column so that counts stand below counts, percentages below percentages, and letters beside them.
fn aligned(layout: &Layout, at: usize) -> Vec<String> {
    let cells: Vec<Option<&LayoutCell>> = layout.rows.iter().map(|row| row.cells.get(at)).collect();
    let is_count = |row: usize| !matches!(layout.rows[row].kind, StubKind::Base | StubKind::Statistic);
    let first = |cell: Option<&LayoutCell>| cell.and_then(|cell| cell.lines.first().cloned()).unwrap_or_default();
    let rest_of = |line: &str| line.find(" (").map_or(0, |start| wrap::width(&line[start..]));
    let letters_of = |cell: Option<&LayoutCell>| {
        cell.and_then(|cell| cell.letters.as_deref()).map_or(0, |letters| 1 + wrap::width(letters))
    };
    let rest = cells.iter().map(|cell| rest_of(&first(*cell))).max().unwrap_or(0);
    let letters = cells.iter().map(|cell| letters_of(*cell)).max().unwrap_or(0);
    let align = |(row, cell): (usize, &Option<&LayoutCell>)| {
        let line = first(*cell);
        if line.is_empty() || layout.rows[row].kind == StubKind::Base {
            return line;
        }
        let (count, share) = line.split_at(line.find(" (").unwrap_or(line.len()));
        let missing = if is_count(row) { rest - rest_of(&line) } else { 0 };
        // Before "(9%)", but after a count that stands alone.
        let mut text = match share.is_empty() {
            true => format!("{count}{}", " ".repeat(missing)),
            false => format!("{count}{}{share}", " ".repeat(missing)),
        };
        if let Some(letters) = cell.and_then(|cell| cell.letters.as_deref()) {
            text.push_str(&format!(" {letters}"));
        }
        text.push_str(&" ".repeat(letters - letters_of(*cell)));
        for further in cell.iter().flat_map(|cell| cell.lines.iter().skip(1)) {
            text.push_str(&format!("\n{further}{}", " ".repeat(letters)));
        }
        text
    };
    cells.iter().enumerate().map(align).collect()
}

/// Which columns stand together: all, or as many as fit, divided between outermost spanners where one fits a panel whole.
fn panels(layout: &Layout, least: &[usize], room: usize) -> Vec<Range<usize>> {
    let needed = |range: Range<usize>| -> usize { least[range].iter().map(|width| width + GAP).sum() };
    let groups: Vec<Range<usize>> = match layout.spanners.first() {
        None => (0..least.len()).map(|column| column..column + 1).collect(),
        Some(outermost) => outermost
            .iter()
            .scan(0, |start, spanner| {
                let group = *start..*start + spanner.width;
                *start = group.end;
                Some(group)
            })
            .collect(),
    };
    let fits_whole = |group: &Range<usize>| needed(group.clone()) <= room;
    let pieces = groups.into_iter().flat_map(|group| {
        if fits_whole(&group) { vec![group] } else { group.map(|column| column..column + 1).collect() }
    });
    let is_total = |panel: &Range<usize>| {
        panel.len() == 1
            && layout.spanners.first().is_some_and(|row| row.first().is_some_and(|spanner| spanner.text.is_empty()))
    };
    let mut panels: Vec<Range<usize>> = Vec::new();
    for piece in pieces {
        match panels.last_mut() {
            Some(last) if needed(last.start..piece.end) <= room => last.end = piece.end,
            // A total does not stand alone: the groups beside it are divided.
            Some(last) if last.start == 0 && is_total(last) => {
                let end = (last.end..=piece.end).rev().find(|end| needed(0..*end) <= room).unwrap_or(last.end);
                last.end = end;
                panels.push(end..piece.end);
            }
            _ => panels.push(piece),
        }
    }
    keep_words_whole(layout, least, room, &mut panels);
    if panels.is_empty() {
        // A table without columns still shows its stub.
        panels.push(0..0);
    }
    panels
}

/// A spanner of which a panel has room for so few columns at its end that a word of it would be broken begins in the next panel.
fn keep_words_whole(layout: &Layout, least: &[usize], room: usize, panels: &mut Vec<Range<usize>>) {
    let needed = |range: Range<usize>| -> usize { least[range].iter().map(|width| width + GAP).sum() };
    let mut at = 0;
    while let Some(panel) = panels.get(at).cloned() {
        let free = room.saturating_sub(needed(panel.clone()));
        let breaks = |row: &Vec<Spanner>| {
            let mut end = 0;
            let last = row.iter().find_map(|spanner| {
                let start = end;
                end += spanner.width;
                (start < panel.end && end >= panel.end).then_some((start.max(panel.start), &spanner.text))
            });
            let (start, text) = last?;
            let longest = text.split(' ').map(wrap::width).max().unwrap_or(0).min(ROOMY_HEAD);
            let has = span_width(&least[start..panel.end]) + free;
            (start > panel.start && has < longest).then_some(start)
        };
        if let Some(start) = layout.spanners.iter().filter_map(breaks).min() {
            panels[at].end = start;
            match panels.get_mut(at + 1) {
                Some(next) => next.start = start,
                None => panels.push(start..panel.end),
            }
            let next = panels[at + 1].clone();
            let fits = (next.start + 1..=next.end).rev().find(|end| needed(next.start..*end) <= room);
            let end = fits.unwrap_or(next.start + 1);
            if end < next.end {
                panels[at + 1].end = end;
                panels.insert(at + 2, end..next.end);
            }
        }
        at += 1;
    }
}

/// A spanner that is wider than its columns takes room that is left, shared out among them.
fn widen_for_spanners(panel: &Layout, mut widths: Vec<usize>, mut room: usize) -> Vec<usize> {
    const ROOMY_SPANNER: usize = 24;
    for row in &panel.spanners {
        let mut start = 0;
        for spanner in row {
            let range = start..start + spanner.width;
            start = range.end;
            let wanted = wrap::width(&spanner.text).min(ROOMY_SPANNER);
            let mut missing = wanted.saturating_sub(span_width(&widths[range.clone()])).min(room);
            room -= missing;
            for (place, width) in widths[range.clone()].iter_mut().enumerate() {
                let share = missing.div_ceil(spanner.width - place);
                *width += share;
                missing -= share;
            }
        }
    }
    widths
}

fn span_width(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

fn panel_text(panel: &Layout, stub: usize, widths: &[usize], (paper, bars): (Paper, usize)) -> String {
    let total = stub + widths.iter().map(|width| width + GAP).sum::<usize>();
    let mut text = format!("{}\n", "─".repeat(total));
    let has_words = |row: &&Vec<Spanner>| row.iter().any(|spanner| !spanner.text.is_empty());
    for row in panel.spanners.iter().filter(has_words) {
        spanner_lines(row, stub, widths, &mut text);
    }
    let mut grid = new_grid(paper);
    let has_bars =
        |column: &usize| panel.rows.iter().any(|row| row.cells.get(*column).is_some_and(|cell| cell.share.is_some()));
    let behind: Vec<usize> =
        (0..widths.len()).map(|column| if bars > 0 && has_bars(&column) { bars + 1 } else { 0 }).collect();
    grid.set_header(head(panel, stub, (widths, &behind)));
    let columns: Vec<Vec<String>> = (0..widths.len()).map(|column| with_bars(panel, column, bars)).collect();
    for (at, row) in panel.rows.iter().enumerate() {
        if row.kind == StubKind::Heading && at > 0 {
            grid.add_row(vec![""; widths.len() + 1]);
        }
        let figures = columns.iter().map(|column| column.get(at).map_or("", String::as_str));
        grid.add_row(body_row(row, figures, stub));
    }
    set_widths(&mut grid, std::iter::once((stub, false)).chain(widths.iter().map(|width| (*width, true))));
    text.push_str(&finish(&grid));
    text
}

/// A line of spanners in the middle of their columns, ruled below to show how far they reach.
fn spanner_lines(row: &[Spanner], stub: usize, widths: &[usize], text: &mut String) {
    let mut start = 0;
    let spans: Vec<(usize, Vec<String>)> = row
        .iter()
        .map(|spanner| {
            let span = span_width(&widths[start..start + spanner.width]);
            start += spanner.width;
            (span, if spanner.text.is_empty() { Vec::new() } else { wrap::plain(&spanner.text, span) })
        })
        .collect();
    let height = spans.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
    for line in 0..height {
        text.push_str(&" ".repeat(stub));
        for (span, lines) in &spans {
            let words =
                (line + lines.len()).checked_sub(height).and_then(|at| lines.get(at)).map_or("", String::as_str);
            let before = (span - wrap::width(words).min(*span)) / 2;
            let after = span.saturating_sub(before + wrap::width(words));
            text.push_str(&format!("{}{words}{}", " ".repeat(GAP + before), " ".repeat(after)));
        }
        end_line(text);
    }
    text.push_str(&" ".repeat(stub));
    for (span, lines) in &spans {
        let rule = if lines.is_empty() { " " } else { "─" };
        text.push_str(&format!("{}{}", " ".repeat(GAP), rule.repeat(*span)));
    }
    end_line(text);
}

fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}

/// The heads stand on the line of bases: short ones are moved down to the height of the tallest.
///
/// Where bars stand behind the figures of a column its head stands over the figures, as far as there is room.
fn head(panel: &Layout, stub: usize, (widths, behind): (&[usize], &[usize])) -> Vec<Cell> {
    let mut cells = vec![wrap::plain(&panel.stub_head, stub)];
    for ((head, width), behind) in panel.columns.iter().zip(widths).zip(behind) {
        let mut lines = wrap::plain(&head.text(), *width);
        if panel.has_bases() {
            lines.push(head.base.clone().unwrap_or_default());
        }
        let over_figures = |line: String| {
            let blank = width.saturating_sub(wrap::width(&line)).min(*behind);
            line + &" ".repeat(blank)
        };
        cells.push(lines.into_iter().map(over_figures).collect());
    }
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let lowered = cells.into_iter().map(|lines| {
        let blank = vec![String::new(); height - lines.len()];
        blank.into_iter().chain(lines).collect::<Vec<_>>().join("\n")
    });
    lowered.map(Cell::new).collect()
}

fn indent(row: &LayoutRow) -> usize {
    usize::from(row.level) * 2
}

fn body_row<'a>(row: &LayoutRow, figures: impl Iterator<Item = &'a str>, stub: usize) -> Vec<Cell> {
    let indent = indent(row).min(stub / 2);
    // Continued lines of a label stand two further in, so that they do not read as rows of their own.
    let lines = wrap::hanging(&row.label, stub - indent, 2);
    let margin = |at: usize| " ".repeat(if at == 0 { indent } else { indent + 2 });
    let label: Vec<String> = lines.iter().enumerate().map(|(at, line)| format!("{}{line}", margin(at))).collect();
    let label = label.join("\n");
    let is_set_off = matches!(row.kind, StubKind::Heading | StubKind::Net | StubKind::Total);
    let cell = |text: &str| {
        let cell = Cell::new(text);
        if is_set_off { cell.add_attribute(Attribute::Bold) } else { cell }
    };
    std::iter::once(cell(&label)).chain(figures.map(cell)).collect()
}

/// Columns of words and figures; where they cannot stand beside one another, the rows as records below one another.
pub fn listing(heads: &[(String, bool, bool)], rows: &[Vec<String>], paper: Paper) -> String {
    let natural: Vec<usize> = (0..heads.len())
        .map(|at| {
            let cells = rows.iter().filter_map(|row| row.get(at));
            let widest = cells.flat_map(|cell| cell.split('\n').map(wrap::width)).max().unwrap_or(0);
            widest.max(wrap::width(&heads[at].0)).max(1)
        })
        .collect();
    let longest_word = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at)).chain([&heads[at].0]);
        cells.flat_map(|cell| cell.split_whitespace().map(wrap::width)).max().unwrap_or(0).min(LONG_WORD)
    };
    let floors: Vec<usize> = (0..heads.len()).map(longest_word).collect();
    let Some(widths) = share_out(heads, &natural, &floors, paper.width) else {
        return records(heads, rows, paper);
    };
    let fit = |text: &String, at: usize| Cell::new(wrap::plain(text, widths[at]).join("\n"));
    let mut grid = new_grid(paper);
    grid.set_header(heads.iter().enumerate().map(|(at, head)| fit(&head.0, at)).collect::<Vec<_>>());
    for row in rows {
        grid.add_row((0..heads.len()).map(|at| fit(row.get(at).unwrap_or(&String::new()), at)).collect::<Vec<_>>());
    }
    set_widths(&mut grid, widths.iter().zip(heads).map(|(width, head)| (*width, head.1)));
    format!("{}\n{}", "─".repeat(span_width(&widths)), finish(&grid))
}

/// Each column what it needs, the long ones an equal share of what is left, a wide one twice of it; `None`: no room.
///
/// A column keeps the room of its longest word, so that ids are not broken.
fn share_out(heads: &[(String, bool, bool)], natural: &[usize], floors: &[usize], paper: usize) -> Option<Vec<usize>> {
    let mut widths: Vec<Option<usize>> = heads.iter().zip(natural).map(|(head, n)| head.1.then_some(*n)).collect();
    let room = paper.saturating_sub(GAP * heads.len().saturating_sub(1));
    loop {
        let settled: usize = widths.iter().flatten().sum();
        let shares: usize =
            widths.iter().zip(heads).filter(|(width, _)| width.is_none()).map(|(_, head)| share_of(head)).sum();
        let Some(share) = room.saturating_sub(settled).checked_div(shares) else {
            return (settled <= room).then(|| widths.into_iter().map(Option::unwrap_or_default).collect());
        };
        let settles = |at: usize| {
            let room = share * share_of(&heads[at]);
            if natural[at] <= room { Some(natural[at]) } else { Some(floors[at]).filter(|floor| *floor > room) }
        };
        let content: Vec<(usize, usize)> =
            (0..heads.len()).filter(|at| widths[*at].is_none()).filter_map(|at| Some((at, settles(at)?))).collect();
        if content.is_empty() {
            let least =
                widths.iter().zip(heads).filter(|(width, _)| width.is_none()).map(|(_, head)| share * share_of(head));
            if least.min().is_some_and(|least| least < NARROW_WORDS) {
                return None;
            }
            return Some(
                widths.iter().zip(heads).map(|(width, head)| width.unwrap_or(share * share_of(head))).collect(),
            );
        }
        for (at, width) in content {
            widths[at] = Some(width);
        }
    }
}

fn share_of(head: &(String, bool, bool)) -> usize {
    if head.2 { 2 } else { 1 }
}

fn records(heads: &[(String, bool, bool)], rows: &[Vec<String>], paper: Paper) -> String {
    let mut text = format!("{}\n", "─".repeat(paper.width));
    for row in rows {
        for (head, cell) in heads.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            for (at, line) in
                wrap::plain(&format!("{}: {cell}", head.0), paper.width.saturating_sub(2)).iter().enumerate()
            {
                text.push_str(if at == 0 { "" } else { "  " });
                text.push_str(line);
                text.push('\n');
            }
        }
        text.push_str(&format!("{}\n", "─".repeat(paper.width)));
    }
    text
}

fn new_grid(paper: Paper) -> Table {
    let mut grid = Table::new();
    // Otherwise it would ask the terminal itself, and the same report would differ from place to place.
    grid.force_no_tty();
    if paper.colour {
        grid.enforce_styling();
    }
    grid.set_content_arrangement(ContentArrangement::Disabled);
    let rule = LineStyle::none().fill('─').junction('─');
    grid.load_style(TableStyle::new().header_separator(rule).bottom_border(rule));
    grid
}

/// Sets each column's width and side; the gap is the padding at the left of all but the first.
fn set_widths(grid: &mut Table, widths: impl Iterator<Item = (usize, bool)>) {
    for (column, (width, right)) in grid.column_iter_mut().zip(widths) {
        // The junction between two columns is a blank of its own, the rest of the gap is padding.
        let gap = if column.index == 0 { 0 } else { GAP - 1 };
        let whole = u16::try_from(width + gap).unwrap_or(u16::MAX);
        column.set_padding((u16::try_from(gap).unwrap_or(0), 0));
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(whole)));
        column.set_cell_alignment(if right { CellAlignment::Right } else { CellAlignment::Left });
    }
}

fn finish(grid: &Table) -> String {
    let mut text = grid.trim_fmt();
    text.push('\n');
    text
}
