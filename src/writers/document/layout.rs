//! What a [`Table`] looks like as a grid of text, by the one set of display rules that all writers share.
//!
//! # How a writer uses it
//!
//! - [`Layout::of`] gives everything that stands on the page: the title and the wording; header rows of [`Spanner`]s (their
//!   widths add up to the number of columns, blanks included, so that they can be merged as they come); a [`ColumnHead`] a
//!   column with its "n = 14"; the rows with label, indentation, kind and the text of each cell; the notes, tests first.
//!   A text writer, HTML and Word need nothing else. The letters of a cell stand apart from its figures, so that they can be
//!   set as superscripts; [`LayoutCell::text`] joins them for formats that have none.
//! - Formats that hold numbers (CSV, Excel) take the header rows and the labels from the layout, and the numbers from
//!   [`measures`] and [`figure`]: which measures the table shows, one column each below a banner column, and the typed,
//!   unrounded value of one, already left out where the display rules show no percentage.
//! - [`listing_cells`] is the text of a listing, [`caption`] "Table 1. Title".
//!
//! # The display rules
//!
//! Below [`Table::percent_from`] counts only ("9"); below 100 a percentage never stands without its count ("34 (89%)"), and
//! no percentage ever has decimals. A base that no header or base row says is said in the cell ("3 of 5"). A cell with
//! nothing in it is "–" where a figure could have stood, and blank in headings.

use crate::model::{Base, Cell, Listing, Measure, StubKind, Table, TestResult, Value};
use crate::number;

/// What stands where a figure could have stood and there is none.
pub const NOTHING: &str = "–";

/// A table as it stands on the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// What the caption says, without its number.
    pub title: String,
    /// The wording of the question, where the title is not the same.
    pub wording: Option<String>,
    /// The heading of the stub.
    pub stub_head: String,
    /// Header rows above the columns' labels, outermost first.
    pub spanners: Vec<Vec<Spanner>>,
    /// The columns.
    pub columns: Vec<ColumnHead>,
    /// The rows.
    pub rows: Vec<LayoutRow>,
    /// Tests, then notes.
    pub notes: Vec<String>,
}

/// A heading over neighbouring columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanner {
    /// The heading; empty over columns that have none at this height.
    pub text: String,
    /// How many columns it spans, at least 1.
    pub width: usize,
}

/// The head of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnHead {
    /// What the reader sees.
    pub label: String,
    /// The letter that stands for the column, where the table shows letters.
    pub letter: Option<char>,
    /// "n = 14", where one base holds for the whole column.
    pub base: Option<String>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutRow {
    /// What the reader sees.
    pub label: String,
    /// Indentation, 0 outermost.
    pub level: u8,
    /// What the row is; writers set it off accordingly.
    pub kind: StubKind,
    /// One a column.
    pub cells: Vec<LayoutCell>,
}

/// The text of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LayoutCell {
    /// The figures; mostly one line, more where intervals or several percentages are shown. None in a blank cell.
    pub lines: Vec<String>,
    /// Letters of the columns this cell is significantly above; they belong to the first line.
    pub letters: Option<String>,
}

impl LayoutCell {
    /// The lines with the letters after the first, joined.
    pub fn text(&self, between_lines: &str) -> String {
        let mut lines = self.lines.clone();
        if let (Some(first), Some(letters)) = (lines.first_mut(), &self.letters) {
            first.push(' ');
            first.push_str(letters);
        }
        lines.join(between_lines)
    }

    fn of(text: impl Into<String>) -> Self {
        Self { lines: vec![text.into()], letters: None }
    }
}

impl ColumnHead {
    /// "Micro (B)", where the table shows letters.
    pub fn text(&self) -> String {
        match self.letter {
            Some(letter) => format!("{} ({letter})", self.label),
            None => self.label.clone(),
        }
    }
}

impl Layout {
    /// Lays a table out.
    pub fn of(table: &Table) -> Self {
        let shows_letters = shows_letters(table);
        let columns = table.banner.iter().map(|column| ColumnHead {
            label: column.label.clone(),
            letter: column.letter.filter(|_| shows_letters),
            base: column.base.map(|base| base_text(base, table)),
        });
        let rows = table.stub.iter().enumerate().map(|(row, stub)| LayoutRow {
            label: row_label(table, row),
            level: stub.level,
            kind: stub.kind,
            cells: (0..table.banner.len()).map(|column| cell_text(table, row, column)).collect(),
        });
        Self {
            title: table.title.clone(),
            wording: table.wording.clone().filter(|wording| !wording.is_empty() && *wording != table.title),
            stub_head: table.stub_head.clone(),
            spanners: spanners(table),
            columns: columns.collect(),
            rows: rows.collect(),
            notes: table.tests.iter().map(test_note).chain(table.notes.iter().cloned()).collect(),
        }
    }

    /// Whether there is a line of bases under the column heads.
    pub fn has_bases(&self) -> bool {
        self.columns.iter().any(|column| column.base.is_some())
    }

    /// The part of the table that stands in some of its columns, with its spanners cut to them.
    pub fn columns(&self, range: std::ops::Range<usize>) -> Self {
        let cut = |row: &Vec<Spanner>| {
            let mut start = 0;
            let mut kept = Vec::new();
            for spanner in row {
                let end = start + spanner.width;
                let width = end.min(range.end).saturating_sub(start.max(range.start));
                if width > 0 {
                    kept.push(Spanner { text: spanner.text.clone(), width });
                }
                start = end;
            }
            kept
        };
        let rows = self.rows.iter().map(|row| LayoutRow {
            cells: row.cells.get(range.clone()).map(<[LayoutCell]>::to_vec).unwrap_or_default(),
            ..row.clone()
        });
        Self {
            spanners: self.spanners.iter().map(cut).collect(),
            columns: self.columns.get(range.clone()).map(<[ColumnHead]>::to_vec).unwrap_or_default(),
            rows: rows.collect(),
            ..self.clone()
        }
    }
}

/// "Table 1. Title", or the title alone.
pub fn caption(word: &str, number: Option<u32>, title: &str) -> String {
    match number {
        Some(number) => format!("{word} {number}. {title}"),
        None => title.to_owned(),
    }
}

/// A typed value for formats that hold numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// Nothing stands here.
    Empty,
    /// A count or a base.
    Count(u64),
    /// A percentage 0–100, unrounded; shown without decimals.
    Percent(f64),
    /// Any other number, unrounded, with the decimals it is shown at.
    Number {
        /// The number.
        value: f64,
        /// How many decimals people see.
        decimals: usize,
    },
    /// Words: an interval, letters.
    Text(String),
}

/// The measures that a table shows, for formats that give each a column of its own: those of `show` that any cell has,
/// with the values of statistic and base rows in the first of them. At least one.
pub fn measures(table: &Table) -> Vec<Measure> {
    let rows = || (0..table.stub.len()).flat_map(|row| (0..table.banner.len()).map(move |column| (row, column)));
    let shown = |measure: Measure| rows().any(|(row, column)| figure(table, row, column, measure) != Figure::Empty);
    let mut measures: Vec<Measure> = Vec::new();
    let figures = table.show.iter().copied().filter(|measure| !is_of_rows(*measure));
    // Counts stand in for percentages on small bases, so they are there even where nobody asked for them.
    let withheld = rows().any(|(row, column)| is_percent_withheld(table, row, column));
    for measure in withheld.then_some(Measure::Count).into_iter().chain(figures).chain([Measure::Letters]) {
        if !measures.contains(&measure) && shown(measure) {
            measures.push(measure);
        }
    }
    if measures.iter().all(|measure| *measure == Measure::Letters) {
        measures.insert(0, Measure::Count);
    }
    measures
}

/// One measure of one cell. Statistics and bases come where the first measure is asked for: their rows have one value.
pub fn figure(table: &Table, row: usize, column: usize, measure: Measure) -> Figure {
    let (Some(stub), Some(cell)) = (table.stub.get(row), cell(table, row, column)) else { return Figure::Empty };
    let count = || cell.count.map_or(Figure::Empty, Figure::Count);
    let percent = |value: Option<f64>| match value {
        Some(value) if shows_percent(table, row, column, measure) => Figure::Percent(value),
        _ => Figure::Empty,
    };
    match (stub.kind, measure) {
        (StubKind::Heading, _) => Figure::Empty,
        (_, Measure::Letters) => {
            cell.letters.clone().filter(|text| !text.is_empty()).map_or(Figure::Empty, Figure::Text)
        }
        (StubKind::Statistic, _) if is_first(table, measure) => {
            cell.value.map_or(Figure::Empty, |value| Figure::Number { value, decimals: statistic_decimals(table, row) })
        }
        (StubKind::Base, _) if is_first(table, measure) => count(),
        (StubKind::Statistic | StubKind::Base, _) => Figure::Empty,
        (_, Measure::Count) => count(),
        (StubKind::Aside | StubKind::Missing, _) => Figure::Empty,
        (_, Measure::Weighted) => cell.weighted.map_or(Figure::Empty, |value| Figure::Number { value, decimals: 1 }),
        (_, Measure::ColumnPercent) => percent(cell.column_percent),
        (_, Measure::RowPercent) => percent(cell.row_percent),
        (_, Measure::TotalPercent) => percent(cell.total_percent),
        (_, Measure::Interval) => match cell.interval {
            Some(interval) if shows_percent(table, row, column, Measure::ColumnPercent) => {
                Figure::Text(interval_text(interval))
            }
            _ => Figure::Empty,
        },
        (_, Measure::Residual) => cell.residual.map_or(Figure::Empty, |value| Figure::Number { value, decimals: 1 }),
        (_, Measure::Mean | Measure::Median | Measure::StandardDeviation | Measure::Base) => Figure::Empty,
    }
}

/// What a measure's own column is headed.
pub fn measure_head(measure: Measure) -> &'static str {
    match measure {
        Measure::Count => "n",
        Measure::ColumnPercent => "%",
        other => other.word(),
    }
}

/// The text of a listing's cells: counts with commas, other figures at the decimals that fit their whole column.
pub fn listing_cells(listing: &Listing) -> Vec<Vec<String>> {
    let decimals: Vec<usize> = (0..listing.columns.len())
        .map(|column| {
            fitting_decimals(
                listing.rows.iter().filter_map(|row| match row.get(column) {
                    Some(Value::Figure(value)) => Some(*value),
                    _ => None,
                }),
                2,
            )
        })
        .collect();
    let text = |(column, value): (usize, &Value)| match value {
        Value::Empty => String::new(),
        Value::Text(text) => text.clone(),
        Value::Count(count) => number::count(*count),
        Value::Figure(value) => number::grouped(*value, decimals.get(column).copied().unwrap_or(2)),
    };
    listing.rows.iter().map(|row| row.iter().enumerate().map(text).collect()).collect()
}

/// The fewest decimals that lose nothing, at most so many.
fn fitting_decimals(values: impl Iterator<Item = f64>, at_most: usize) -> usize {
    let needed = |value: f64| {
        let text = number::fixed(value, at_most);
        text.split_once('.').map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len())
    };
    values.map(needed).max().unwrap_or(0)
}

fn cell(table: &Table, row: usize, column: usize) -> Option<&Cell> {
    table.cells.get(row)?.get(column)
}

fn is_of_rows(measure: Measure) -> bool {
    matches!(measure, Measure::Mean | Measure::Median | Measure::StandardDeviation | Measure::Base)
}

fn is_first(table: &Table, measure: Measure) -> bool {
    let first = table.show.iter().copied().find(|shown| !is_of_rows(*shown)).unwrap_or(Measure::Count);
    measure == first
}

fn is_percent(measure: Measure) -> bool {
    matches!(measure, Measure::ColumnPercent | Measure::RowPercent | Measure::TotalPercent)
}

fn shows_letters(table: &Table) -> bool {
    table.show.contains(&Measure::Letters)
        || table.cells.iter().flatten().any(|cell| cell.letters.as_ref().is_some_and(|letters| !letters.is_empty()))
}

fn spanners(table: &Table) -> Vec<Vec<Spanner>> {
    let depth = table.banner.iter().map(|column| column.spanners.len()).max().unwrap_or(0);
    let heading = |column: usize, height: usize| table.banner[column].spanners.get(height).map_or("", String::as_str);
    (0..depth)
        .map(|height| {
            let mut row: Vec<Spanner> = Vec::new();
            for column in 0..table.banner.len() {
                let joins =
                    column > 0 && (0..=height).all(|above| heading(column, above) == heading(column - 1, above));
                match row.last_mut() {
                    Some(last) if joins => last.width += 1,
                    _ => row.push(Spanner { text: heading(column, height).to_owned(), width: 1 }),
                }
            }
            row
        })
        .collect()
}

fn base_text(base: Base, table: &Table) -> String {
    let n = format!("n = {}", number::count(base.unweighted));
    if table.show.contains(&Measure::Weighted) {
        format!("{n} (weighted {})", number::grouped(base.weighted, 1))
    } else {
        n
    }
}

/// The base that a reader sees for this place without looking at the cell: the base row above, else the column's head.
fn visible_base(table: &Table, row: usize, column: usize) -> Option<u64> {
    let above = (0..=row).rev().find(|above| table.stub[*above].kind == StubKind::Base);
    let in_row = above.and_then(|above| cell(table, above, column)).and_then(|cell| cell.count);
    in_row.or_else(|| table.banner.get(column)?.base.map(|base| base.unweighted))
}

/// What the cell's own figures rest on, where it says so: how many were asked, for themes.
fn own_base(cell: &Cell) -> Option<u64> {
    cell.asked.or_else(|| cell.base.map(|base| base.unweighted))
}

/// The base of all cells of a row, where they share one that nothing else on the page says.
fn base_of_row(table: &Table, row: usize) -> Option<u64> {
    if !matches!(table.stub[row].kind, StubKind::Choice | StubKind::Net | StubKind::Statistic) || table.banner.len() < 2
    {
        return None;
    }
    let mut shared = None;
    for column in 0..table.banner.len() {
        if visible_base(table, row, column).is_some() {
            return None;
        }
        match (own_base(cell(table, row, column)?), shared) {
            (None, _) => return None,
            (Some(base), Some(earlier)) if base != earlier => return None,
            (base, _) => shared = base,
        }
    }
    shared
}

fn row_label(table: &Table, row: usize) -> String {
    let label = &table.stub[row].label;
    match base_of_row(table, row) {
        Some(base) => format!("{label} (n = {})", number::count(base)),
        None => label.clone(),
    }
}

/// How many a percentage of this cell rests on.
fn base_of_percent(table: &Table, row: usize, column: usize, measure: Measure) -> Option<u64> {
    match measure {
        Measure::RowPercent => derived_base(table.cells.get(row)?.iter(), |cell| cell.row_percent),
        Measure::TotalPercent => derived_base(table.cells.iter().flatten(), |cell| cell.total_percent),
        _ => own_base(cell(table, row, column)?).or_else(|| visible_base(table, row, column)),
    }
}

/// A base that the table does not hold, from the first count and its percentage; exact without weights.
fn derived_base<'a>(mut cells: impl Iterator<Item = &'a Cell>, percent: impl Fn(&Cell) -> Option<f64>) -> Option<u64> {
    cells.find_map(|cell| {
        let (count, percent) = (cell.count?, percent(cell)?);
        #[allow(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count"
        )]
        (count > 0 && percent > 0.0).then(|| (count as f64 * 100.0 / percent).round() as u64)
    })
}

fn shows_percent(table: &Table, row: usize, column: usize, measure: Measure) -> bool {
    match base_of_percent(table, row, column, measure) {
        Some(base) => base >= table.percent_from.max(1),
        None => true,
    }
}

/// Whether a percentage is asked for and there, but its base is too small to show it, or to show it alone.
fn is_percent_withheld(table: &Table, row: usize, column: usize) -> bool {
    let Some(cell) = cell(table, row, column).filter(|cell| cell.count.is_some()) else { return false };
    table.show.iter().copied().filter(|measure| is_percent(*measure)).any(|measure| {
        percent_value(cell, measure).is_some()
            && base_of_percent(table, row, column, measure)
                .is_some_and(|base| base < table.percent_from.max(number::PERCENT_ALONE_FROM))
    })
}

fn percent_value(cell: &Cell, measure: Measure) -> Option<f64> {
    match measure {
        Measure::ColumnPercent => cell.column_percent,
        Measure::RowPercent => cell.row_percent,
        Measure::TotalPercent => cell.total_percent,
        _ => None,
    }
}

fn interval_text((low, high): (f64, f64)) -> String {
    format!("{}% to {}%", number::percent(low), number::percent(high))
}

fn cell_text(table: &Table, row: usize, column: usize) -> LayoutCell {
    let kind = table.stub[row].kind;
    let Some(cell) = cell(table, row, column) else { return LayoutCell::default() };
    let count = cell.count.map(number::count);
    match kind {
        StubKind::Heading => LayoutCell::default(),
        StubKind::Base => count.map(|n| LayoutCell::of(format!("n = {n}"))).unwrap_or_default(),
        StubKind::Missing | StubKind::Aside => count.map(LayoutCell::of).unwrap_or_default(),
        StubKind::Statistic => LayoutCell {
            lines: vec![
                cell.value
                    .map_or_else(|| NOTHING.to_owned(), |value| number::grouped(value, statistic_decimals(table, row))),
            ],
            letters: cell.letters.clone().filter(|letters| !letters.is_empty()),
        },
        StubKind::Choice | StubKind::Net | StubKind::Total => {
            let lines = figure_lines(table, row, column, cell);
            match lines.is_empty() {
                true => LayoutCell::of(NOTHING),
                false => LayoutCell { lines, letters: cell.letters.clone().filter(|letters| !letters.is_empty()) },
            }
        }
    }
}

/// The lines of a choice's cell, in the order of `show`: count and percentage in one, the rest below.
fn figure_lines(table: &Table, row: usize, column: usize, cell: &Cell) -> Vec<String> {
    let shows = |measure: Measure| table.show.contains(&measure);
    let percents: Vec<(Measure, f64)> = table
        .show
        .iter()
        .copied()
        .filter(|measure| shows_percent(table, row, column, *measure))
        .filter_map(|measure| percent_value(cell, measure).map(|value| (measure, value)))
        .collect();
    let count_stands_in = table.show.is_empty() || is_percent_withheld(table, row, column);
    let count = if shows(Measure::Weighted) && !shows(Measure::Count) && !count_stands_in {
        cell.weighted.map(|weighted| number::grouped(weighted, 1))
    } else if shows(Measure::Count) || count_stands_in {
        cell.count.map(|count| count_text(table, row, column, cell, count))
    } else {
        None
    };
    let percent_leads = table.show.iter().find(|measure| is_percent(**measure) || **measure == Measure::Count)
        != Some(&Measure::Count)
        && shows(Measure::Count);
    let mut lines = match (count, percents.as_slice()) {
        (Some(count), [(_, percent)]) if percent_leads => vec![format!("{} ({count})", number::percent_sign(*percent))],
        (Some(count), [(_, percent)]) => vec![format!("{count} ({})", number::percent_sign(*percent))],
        (None, [(_, percent)]) => vec![number::percent_sign(*percent)],
        (count, several) => count.into_iter().chain(several.iter().map(labelled_percent)).collect(),
    };
    if shows(Measure::Weighted) && shows(Measure::Count) {
        lines.extend(cell.weighted.map(|weighted| format!("{} weighted", number::grouped(weighted, 1))));
    }
    for measure in [Measure::Interval, Measure::Residual] {
        match (shows(measure), figure(table, row, column, measure)) {
            (true, Figure::Text(text)) => lines.push(text),
            (true, Figure::Number { value, decimals }) => lines.push(format!("residual {}", signed(value, decimals))),
            _ => {}
        }
    }
    lines
}

fn labelled_percent((measure, value): &(Measure, f64)) -> String {
    let of = match measure {
        Measure::RowPercent => "of row",
        Measure::TotalPercent => "of all",
        _ => "of column",
    };
    format!("{} {of}", number::percent_sign(*value))
}

fn count_text(table: &Table, row: usize, column: usize, cell: &Cell, count: u64) -> String {
    let visible = visible_base(table, row, column).or_else(|| base_of_row(table, row));
    match own_base(cell) {
        Some(base) if visible != Some(base) => format!("{} of {}", number::count(count), number::count(base)),
        _ => number::count(count),
    }
}

fn signed(value: f64, decimals: usize) -> String {
    let text = number::fixed(value, decimals);
    if value > 0.0 { format!("+{text}") } else { text }
}

/// Decimals of a statistic, the same along its row: none from 100 on or where all are whole medians, two on bases of 100
/// or more, else one.
fn statistic_decimals(table: &Table, row: usize) -> usize {
    let cells = || table.cells.get(row).into_iter().flatten();
    let largest = cells().filter_map(|cell| cell.value).fold(0.0_f64, |largest, value| largest.max(value.abs()));
    if largest >= 100.0 {
        return 0;
    }
    if table.stub[row].statistic == Some(Measure::Median) {
        return fitting_decimals(cells().filter_map(|cell| cell.value), 1);
    }
    let smallest_base = (0..table.banner.len())
        .filter(|column| cell(table, row, *column).is_some_and(|cell| cell.value.is_some()))
        .filter_map(|column| base_of_percent(table, row, column, Measure::ColumnPercent))
        .min();
    if smallest_base.is_some_and(|base| base >= number::PERCENT_ALONE_FROM) { 2 } else { 1 }
}

/// "Size: Fisher’s exact test, p = .032; Cramér’s V = 0.31. Why this test."
fn test_note(test: &TestResult) -> String {
    let mut parts = vec![test.name.clone()];
    if let Some(statistic) = test.statistic {
        let symbol = if test.name.starts_with("χ²") { "χ²" } else { "statistic" };
        parts.push(format!("{symbol} = {}", number::grouped(statistic, 2)));
    }
    parts.extend(test.df.map(|df| format!("df = {}", number::grouped(df, fitting_decimals([df].into_iter(), 1)))));
    parts.extend(test.p.map(|p| format!("p {}", number::p_value(p))));
    parts.extend(test.effect.map(|effect| format!("Cramér’s V = {}", number::fixed(effect, 2))));
    let what = if test.of.is_empty() { String::new() } else { format!("{}: ", test.of) };
    let why = test.note.trim();
    let why = if why.is_empty() { String::new() } else { format!(" {}.", why.trim_end_matches('.')) };
    format!("{what}{}.{why}", parts.join(", "))
}
