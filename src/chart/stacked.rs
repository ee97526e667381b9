//! One bar a category, divided by series, filling the whole; and what stacked and diverging bars share: segments, and the
//! columns beside them for bases and for answers outside the scale.

use super::draw::page::{LABEL, MARGIN, Page, SMALL, VALUE};
use super::draw::palette::{self, Colour, MUTED};
use super::draw::rows::{self, Labels, Row};
use super::draw::{Anchor, Area, Type, axis::Axis, font, legend, text};
use super::label;
use crate::model::{Chart, Series};
use crate::number;

/// How thick a bar is.
pub(super) const THICK: f64 = 28.0;
/// White between bars.
pub(super) const GAP: f64 = 14.0;
/// White between segments.
const BETWEEN: f64 = 1.4;
/// White at both sides of a number in a segment.
const AROUND: f64 = 0.2;
/// The size to which the number in a narrow segment may shrink.
const SMALLEST: f64 = 10.0;
/// The widest a column beside the bars gets.
const COLUMN: f64 = 84.0;

/// Draws the series that do not stand aside as parts of the whole.
pub(super) fn draw(page: &mut Page<'_>) {
    let chart = page.chart;
    let series: Vec<&Series> = label::shown(chart).collect();
    if series.is_empty() || chart.categories.is_empty() {
        return page.nothing("There is nothing to draw.");
    }
    let colours = palette::ordered(series.len());
    let labels = Labels::measure(page, rows::NARROW);
    let left = labels.plot_left;
    legend::draw(page, left, &names(&series, &colours));
    let beside = Beside::measure(chart);
    let right = page.right() - beside.width;
    let scale = (right - left) / 100.0;
    beside.heads(page, right);
    let top = page.y;
    let rows = labels.place(page, THICK, GAP);
    let bottom = page.y;
    axis(chart).draw(page, top, bottom, |value| left + value * scale);
    let mut bars = Segments::new(chart);
    for row in &rows {
        bars.draw(page, &series, &colours, *row, (left, scale));
    }
    beside.draw(page, &rows, right);
    page.y = bottom + 24.0;
    bars.notes(page);
}

fn axis(chart: &Chart) -> Axis {
    let words = |value: f64| match label::bases(chart).into_iter().filter(|base| *base > 0).min() {
        Some(base) if base >= chart.percent_from => format!("{}%", number::percent(value)),
        _ => match number::percent(value).as_str() {
            "0" => "none".to_owned(),
            "50" => "half".to_owned(),
            "100" => "all".to_owned(),
            _ => String::new(),
        },
    };
    Axis { start: 0.0, end: 100.0, ticks: [0.0, 25.0, 50.0, 75.0, 100.0].map(|value| (value, words(value))).to_vec() }
}

/// The names of series with their colours.
pub(super) fn names<'a>(series: &[&'a Series], colours: &[Colour]) -> Vec<(&'a str, Colour)> {
    series.iter().zip(colours).map(|(series, colour)| (series.name.as_str(), *colour)).collect()
}

/// Draws segments and remembers what could not be written in them.
pub(super) struct Segments {
    as_percent: bool,
    too_narrow: bool,
}

impl Segments {
    pub fn new(chart: &Chart) -> Self {
        Self { as_percent: label::segments_as_percent(chart), too_narrow: false }
    }

    /// Draws the segments of a row from `start` on, `scale` pixels a percent.
    pub fn draw(
        &mut self,
        page: &mut Page<'_>,
        series: &[&Series],
        colours: &[Colour],
        row: Row,
        (start, scale): (f64, f64),
    ) {
        if label::base_of(page.chart, row.category) == Some(0) {
            let face = Type { colour: MUTED, ..VALUE };
            page.canvas.text(label::NO_ANSWERS, (start + 8.0, row.middle), Anchor::Start, face);
            return;
        }
        let mut x = start;
        for (series, colour) in series.iter().zip(colours) {
            let Some(value) = series.values.get(row.category) else { continue };
            let share = value.value.filter(|share| share.is_finite() && *share > 0.0).unwrap_or(0.0);
            let width = share * scale;
            let area =
                Area { x, y: row.middle - THICK / 2.0, width: (width - BETWEEN).max(width * 0.5), height: THICK };
            page.canvas.rectangle(area, *colour);
            let words = label::segment(value, self.as_percent);
            if share > 0.0 {
                let face = Type { colour: palette::ink_on(*colour), ..VALUE };
                let sizes = [VALUE.size, SMALLEST].map(|size| Type { size, ..face });
                let fits = |face: &Type| font::width(&words, face.size, face.weight) + 2.0 * AROUND <= area.width;
                match sizes.into_iter().find(fits) {
                    Some(face) => {
                        page.canvas.text(words, (area.x + area.width / 2.0, row.middle), Anchor::Middle, face);
                    }
                    None => self.too_narrow = true,
                }
            }
            x += width;
        }
    }

    /// Says at the foot what the numbers are.
    pub fn notes(self, page: &mut Page<'_>) {
        let numbers = if self.as_percent {
            "Numbers in the bars are percentages of the row’s base."
        } else {
            "Numbers in the bars are answers; lengths are shares of the row’s base."
        };
        page.notes.push(numbers.to_owned());
        if self.too_narrow {
            page.notes.push("Segments too narrow for their number go without.".to_owned());
        }
    }
}

/// Columns at the right of the bars: the base of each row, and answers that stand outside the scale.
pub(super) struct Beside {
    columns: Vec<Column>,
    /// How much room they take.
    pub width: f64,
}

struct Column {
    head: Vec<String>,
    cells: Vec<String>,
    width: f64,
}

const HEAD: Type = SMALL;
const CELL: Type = Type { size: 12.0, ..LABEL };

impl Beside {
    /// Measures the columns of a chart.
    pub fn measure(chart: &Chart) -> Self {
        let bases = (0..chart.categories.len())
            .map(|category| label::base_of(chart, category).map(number::count).unwrap_or_default())
            .collect();
        let mut columns = vec![Column::new("Base", bases)];
        for series in chart.series.iter().filter(|series| series.aside) {
            let counts = series.values.iter().map(|value| value.count.map(number::count).unwrap_or_default()).collect();
            columns.push(Column::new(&series.name, counts));
        }
        columns.retain(|column| column.cells.iter().any(|cell| !cell.is_empty()));
        let width = columns.iter().map(|column| column.width).sum();
        Self { columns, width }
    }

    /// Draws the heads above the first row, and moves the page on where they need more room than there is.
    pub fn heads(&self, page: &mut Page<'_>, left: f64) {
        let tallest = self.columns.iter().map(|column| column.head.len()).max().unwrap_or(0);
        #[allow(clippy::cast_precision_loss, reason = "a few lines")]
        let height = tallest as f64 * 13.5;
        let mut x = left;
        for column in &self.columns {
            x += column.width;
            #[allow(clippy::cast_precision_loss, reason = "a few lines")]
            let middle = page.y + height - column.head.len() as f64 * 13.5 / 2.0;
            page.canvas.lines(&column.head, (x, middle), Anchor::End, HEAD, 13.5);
        }
        page.y += height + 2.0;
    }

    /// Draws the cells beside the rows.
    pub fn draw(&self, page: &mut Page<'_>, rows: &[Row], left: f64) {
        let mut x = left;
        for column in &self.columns {
            x += column.width;
            for row in rows {
                if let Some(words) = column.cells.get(row.category) {
                    page.canvas.text(words.clone(), (x, row.middle), Anchor::End, CELL);
                }
            }
        }
    }
}

impl Column {
    fn new(head: &str, cells: Vec<String>) -> Self {
        let head = text::wrap(head, HEAD.size, HEAD.weight, COLUMN - MARGIN, 4);
        let heads = head.iter().map(|line| font::width(line, HEAD.size, HEAD.weight));
        let counts = cells.iter().map(|cell| font::width(cell, CELL.size, CELL.weight));
        let width = heads.chain(counts).fold(0.0, f64::max) + 16.0;
        Self { head, cells, width }
    }
}
