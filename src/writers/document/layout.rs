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
//! - Where [`says_bases`], cells rest on bases that no head says ("9 of 16"); [`base_in_cell`] is the number after "of".
//! - [`listing_cells`] is the text of a listing, [`caption`] "Table 1. Title".
//!
//! # The display rules
//!
//! Below [`Table::percent_from`] counts only ("9"); below 100 a percentage never stands without its count ("34 (89%)"), and
//! no percentage ever has decimals. A base that no header or base row says is said in the cell ("3 of 5"). A cell with
//! nothing in it is "–" where a figure could have stood, and blank in headings.

mod bases;
mod figures;
mod parts;

pub use bases::{base_in_cell, says_bases};
use bases::{
    base_of_percent, base_of_row, cell, first_row_says_bases, is_percent, is_percent_withheld, kind_of, own_base,
    percent_value, shows_percent,
};
pub use figures::{Figure, figure, measure_head, measures};
use figures::{change_decimals, fitting_decimals, signed, statistic_decimals};
pub use parts::{Part, part_figure, parts};

use crate::model::{
    BASE_COLUMN, Base, Cell, Chart, ChartUnit, ChartValue, Listing, Measure, StubKind, Table, TestResult, Value,
};
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
    /// The share that the cell shows, in tenths of a percent, for bars; none where a percentage is left out.
    pub share: Option<u16>,
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
        Self { lines: vec![text.into()], ..Self::default() }
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
        let says_base = says_bases(table);
        let mut layout = Self::without_cells(table);
        for (at, row) in layout.rows.iter_mut().enumerate() {
            row.cells = (0..table.banner.len()).map(|column| cell_text(table, at, column, says_base)).collect();
        }
        layout
    }

    /// The same without the texts of its cells, for formats that hold numbers.
    pub fn without_cells(table: &Table) -> Self {
        let shows_letters = shows_letters(table);
        let row_says_base = first_row_says_bases(table);
        let columns = table.banner.iter().map(|column| ColumnHead {
            label: column.label.clone(),
            letter: column.letter.filter(|_| shows_letters),
            base: column.base.filter(|_| !row_says_base).map(|base| base_text(base, table)),
        });
        let rows = table.stub.iter().enumerate().map(|(row, stub)| LayoutRow {
            label: row_label(table, row),
            level: stub.level,
            kind: stub.kind,
            cells: Vec::new(),
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

    /// At each height the heading that all columns below any share; formats with one header row say it once for all.
    pub fn shared_spanners(&self) -> Vec<Option<&str>> {
        let shared = |row: &'_ [Spanner]| -> Option<usize> {
            let first = row.iter().position(|spanner| !spanner.text.is_empty())?;
            let is_same = |spanner: &Spanner| spanner.text.is_empty() || spanner.text == row[first].text;
            row.iter().all(is_same).then_some(first)
        };
        self.spanners.iter().map(|row| shared(row).map(|first| row[first].text.as_str())).collect()
    }

    /// What one header row says of a column: "Micro", or "Size: Micro" where columns of several banners stand side by side.
    pub fn full_head(&self, column: usize, between: &str) -> String {
        let spanner_over = |row: &Vec<Spanner>| {
            let mut end = 0;
            row.iter().position(|spanner| {
                end += spanner.width;
                column < end
            })
        };
        let own = self.spanners.iter().zip(self.shared_spanners()).filter(|(_, shared)| shared.is_none());
        let texts = own.filter_map(|(row, _)| Some(row.get(spanner_over(row)?)?.text.clone()));
        let label = self.columns.get(column).map(ColumnHead::text).unwrap_or_default();
        texts.filter(|text| !text.is_empty()).chain([label]).collect::<Vec<_>>().join(between)
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

/// The value of a chart in words, by the same rules: "9 of 14", "34 of 38 (89%)", "51%", "4.2".
pub fn chart_value(chart: &Chart, value: &ChartValue) -> String {
    let Some(drawn) = value.value else { return NOTHING.to_owned() };
    let base = value.base.map(|base| base.unweighted);
    match (chart.unit, value.count, base) {
        (ChartUnit::Percent, Some(count), Some(base)) if base < number::PERCENT_ALONE_FROM => {
            number::share(count, base, chart.percent_from)
        }
        (ChartUnit::Percent, ..) => number::percent_sign(drawn),
        (ChartUnit::Count, ..) => number::grouped(drawn, 0),
        (ChartUnit::Figure, ..) => number::grouped(drawn, if drawn.abs() >= 100.0 { 0 } else { 1 }),
    }
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

fn row_label(table: &Table, row: usize) -> String {
    let label = &table.stub[row].label;
    match base_of_row(table, row) {
        Some(base) => format!("{label} (n = {})", number::count(base)),
        None => label.clone(),
    }
}

fn cell_text(table: &Table, row: usize, column: usize, says_base: bool) -> LayoutCell {
    let Some(cell) = cell(table, row, column) else { return LayoutCell::default() };
    let kind = kind_of(table, row, column);
    let count = cell.count.map(number::count);
    if cell.is_of_change() {
        return LayoutCell::of(change_text(table, row, column));
    }
    match kind {
        StubKind::Heading => LayoutCell::default(),
        StubKind::Base => count.map(|n| LayoutCell::of(format!("n = {n}"))).unwrap_or_default(),
        StubKind::Missing | StubKind::Aside => count.map(LayoutCell::of).unwrap_or_default(),
        StubKind::Statistic => LayoutCell {
            lines: statistic_lines(table, row, column, cell),
            letters: cell.letters.clone().filter(|letters| !letters.is_empty()),
            share: None,
        },
        StubKind::Choice | StubKind::Net | StubKind::Total => {
            let is_base_nought = base_of_percent(table, row, column, Measure::ColumnPercent) == Some(0)
                && !is_count_of_grid(table, column, cell);
            let mut lines = figure_lines(table, row, column, cell, says_base);
            if lines.is_empty() {
                // Where a small base leaves no figure that was asked for, the count stands in.
                lines.extend(count);
            }
            if lines.is_empty() || is_base_nought {
                return LayoutCell::of(NOTHING);
            }
            let letters = cell.letters.clone().filter(|letters| !letters.is_empty());
            LayoutCell { lines, letters, share: share(table, row, column) }
        }
    }
}

/// Whether a cell of a grid on its own counts its base, or who is not in it: known also where nobody answered.
fn is_count_of_grid(table: &Table, column: usize, cell: &Cell) -> bool {
    let is_base = table.banner.get(column).is_some_and(|head| head.key == BASE_COLUMN);
    is_base || cell.base.is_none() && table.banner.iter().any(|head| head.key == BASE_COLUMN)
}

/// The value of a statistic, below it its interval and its design effect where these are shown.
fn statistic_lines(table: &Table, row: usize, column: usize, cell: &Cell) -> Vec<String> {
    let Some(value) = cell.value else { return vec![NOTHING.to_owned()] };
    let mut lines = vec![number::grouped(value, statistic_decimals(table, row, column))];
    for measure in [Measure::Interval, Measure::DesignEffect].into_iter().filter(|measure| table.show.contains(measure))
    {
        match figure(table, row, column, measure) {
            Figure::Text(text) => lines.push(text),
            Figure::Number { value, decimals } => lines.push(format!("deff {}", number::grouped(value, decimals))),
            _ => {}
        }
    }
    lines
}

/// The first percentage that is shown, in tenths.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
fn share(table: &Table, row: usize, column: usize) -> Option<u16> {
    let shown = |measure: &&Measure| is_percent(**measure) && shows_percent(table, row, column, **measure);
    let measure = table.show.iter().find(shown)?;
    let percent = percent_value(cell(table, row, column)?, *measure)?;
    Some((10.0 * percent.clamp(0.0, 100.0)).round() as u16)
}

/// What a cell says of a change: "+12", "−3 to +27", ".032".
fn change_text(table: &Table, row: usize, column: usize) -> String {
    let of = |measure: Measure| match figure(table, row, column, measure) {
        Figure::Number { value, .. } if measure == Measure::P => {
            Some(number::p_value(value).trim_start_matches("= ").to_owned())
        }
        Figure::Number { value, .. } => Some(signed(value, change_decimals(table, row, column))),
        Figure::Text(text) => Some(text),
        _ => None,
    };
    let parts = [Measure::Change, Measure::ChangeInterval, Measure::P].into_iter().filter_map(of);
    Some(parts.collect::<Vec<_>>().join(", ")).filter(|text| !text.is_empty()).unwrap_or_else(|| NOTHING.to_owned())
}

/// The lines of a choice's cell, in the order of `show`: count and percentage in one, the rest below.
fn figure_lines(table: &Table, row: usize, column: usize, cell: &Cell, says_base: bool) -> Vec<String> {
    let shows = |measure: Measure| table.show.contains(&measure);
    let percents: Vec<(Measure, f64)> = table
        .show
        .iter()
        .copied()
        .filter(|measure| shows_percent(table, row, column, *measure))
        .filter_map(|measure| percent_value(cell, measure).map(|value| (measure, value)))
        .collect();
    // One that is left alone by small bases must say what it is of, since others stand beside it.
    let kinds = [Measure::ColumnPercent, Measure::RowPercent, Measure::TotalPercent];
    let is_one_kind = kinds.into_iter().filter(|kind| shows(*kind)).count() < 2;
    let count_stands_in = table.show.is_empty() || is_percent_withheld(table, row, column);
    let count = if shows(Measure::Weighted) && !shows(Measure::Count) && !count_stands_in {
        cell.weighted.map(|weighted| number::grouped(weighted, 1))
    } else if shows(Measure::Count) || count_stands_in {
        cell.count.map(|count| count_text(cell, count, says_base))
    } else {
        None
    };
    let percent_leads = table.show.iter().find(|measure| is_percent(**measure) || **measure == Measure::Count)
        != Some(&Measure::Count)
        && shows(Measure::Count);
    let is_unweighted_count = table.provenance.weight.is_some() && shows(Measure::Count);
    let count = match figure(table, row, column, Measure::Coefficient) {
        Figure::Number { value, decimals } if shows(Measure::Coefficient) => Some(number::fixed(value, decimals)),
        _ => count,
    };
    let mut lines = match (count, percents.as_slice()) {
        (count, percents) if !is_one_kind => count.into_iter().chain(percents.iter().map(labelled_percent)).collect(),
        (Some(count), [(_, percent)]) if is_unweighted_count => {
            vec![number::percent_sign(*percent), format!("{count} unweighted")]
        }
        (Some(count), [(_, percent)]) if percent_leads => vec![format!("{} ({count})", number::percent_sign(*percent))],
        (Some(count), [(_, percent)]) => vec![format!("{count} ({})", number::percent_sign(*percent))],
        (None, [(_, percent)]) => vec![number::percent_sign(*percent)],
        (count, several) => count.into_iter().chain(several.iter().map(labelled_percent)).collect(),
    };
    if let Some(rank) = cell.rank.filter(|_| shows(Measure::Rank)) {
        lines.insert(0, figures::rank_text(rank));
    }
    if shows(Measure::Weighted) && shows(Measure::Count) {
        lines.extend(cell.weighted.map(|weighted| format!("{} weighted", number::grouped(weighted, 1))));
    }
    let below = [Measure::Interval, Measure::StandardError, Measure::DesignEffect, Measure::Index, Measure::Residual];
    for measure in below {
        match (shows(measure), figure(table, row, column, measure)) {
            (true, Figure::Text(text)) => lines.push(text),
            (true, Figure::Number { value, decimals }) if measure == Measure::Residual => {
                lines.push(format!("residual {}", signed(value, decimals)));
            }
            (true, Figure::Number { value, decimals }) => {
                let head = match measure {
                    Measure::Index => "index",
                    Measure::DesignEffect => "deff",
                    _ => "SE",
                };
                lines.push(format!("{head} {}", number::grouped(value, decimals)));
            }
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

fn count_text(cell: &Cell, count: u64, says_base: bool) -> String {
    match own_base(cell) {
        Some(base) if says_base => format!("{} of {}", number::count(count), number::count(base)),
        _ => number::count(count),
    }
}

/// "Size: Fisher’s exact test, p = .032; Cramér’s V = 0.31. Why this test."
fn test_note(test: &TestResult) -> String {
    let mut parts = vec![test.name.clone()];
    if let Some(statistic) = test.statistic {
        parts.push(format!("{} = {}", test.statistic_name.unwrap_or("statistic"), number::grouped(statistic, 2)));
    }
    let df = |df: f64| number::grouped(df, fitting_decimals([df].into_iter(), 1));
    match (test.df, test.df_within) {
        (Some(between), Some(within)) => parts.push(format!("df = {} and {}", df(between), df(within))),
        (one, _) => parts.extend(one.map(|one| format!("df = {}", df(one)))),
    }
    parts.extend(test.p.map(|p| format!("p {}", number::p_value(p))));
    parts.extend(test.adjusted.map(|p| format!("corrected p {}", number::p_value(p))));
    if let Some(effect) = test.effect {
        let interval = test
            .effect_interval
            .map_or(String::new(), |(low, high)| format!(" ({} to {})", number::fixed(low, 2), number::fixed(high, 2)));
        parts.push(format!("{} = {}{interval}", test.effect_name.unwrap_or("effect"), number::fixed(effect, 2)));
    }
    // What a figure is and the figure stay on one line.
    let parts: Vec<String> = parts
        .iter()
        .map(|part| {
            part.replace(" = ", "\u{a0}=\u{a0}").replace("p < ", "p\u{a0}<\u{a0}").replace("p > ", "p\u{a0}>\u{a0}")
        })
        .collect();
    let what = if test.of.is_empty() { String::new() } else { format!("{}: ", test.of) };
    let why = match test.note.trim().trim_end_matches('.') {
        "" => String::new(),
        note => format!(" {}.", capitalised(note)),
    };
    format!("{what}{}.{why}", parts.join(", "))
}

/// With a capital at its beginning; χ², φ and τ stay small.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if first.is_ascii() => first.to_uppercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
