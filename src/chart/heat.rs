//! Category × series as cells, each with its count, shaded by the share of its group: themes by stakeholder group.

use super::draw::page::{HEADING, LABEL, MARGIN, Page, SMALL, VALUE, WIDTH};
use super::draw::palette::{self, MUTED, NOTHING};
use super::draw::rows::{self, Labels};
use super::draw::{Anchor, Area, Type, font, text};
use super::label;
use crate::model::{Chart, ChartUnit, ChartValue, Series};

const THICK: f64 = 26.0;
const GAP: f64 = 2.0;
/// The narrowest and the widest a cell gets.
const NARROWEST: f64 = 62.0;
const WIDEST: f64 = 130.0;
const HEAD_LEADING: f64 = 15.0;

/// From so many columns on their heads are in small letters.
const MANY: usize = 8;

/// How wide the page must be for so many series, if no word of their names is to be broken.
pub(super) fn width(chart: &Chart) -> f64 {
    let series: Vec<&Series> = label::shown(chart).collect();
    let face = head(series.len());
    let words = series.iter().flat_map(|series| series.name.split_whitespace());
    let longest = words.map(|word| font::width(word, face.size, face.weight) + 12.0).fold(NARROWEST, f64::max);
    #[allow(clippy::cast_precision_loss, reason = "from_table draws a handful")]
    let cells = longest.min(WIDEST) * series.len() as f64;
    WIDTH.max(WIDTH * 0.3 + 2.0 * MARGIN + cells)
}

/// Draws the series that do not stand aside as columns.
pub(super) fn draw(page: &mut Page<'_>) {
    let chart = page.chart;
    let series: Vec<&Series> = label::shown(chart).collect();
    if series.is_empty() || chart.categories.is_empty() {
        return page.nothing("There is nothing to draw.");
    }
    let labels = Labels::measure(page, rows::USUAL);
    let left = labels.plot_left;
    #[allow(clippy::cast_precision_loss, reason = "a handful of series")]
    let cell = ((page.right() - left) / series.len() as f64).min(WIDEST);
    heads(page, &series, left, cell);
    let rows = labels.place(page, THICK, GAP);
    let most = most(&series);
    for row in rows {
        let mut x = left;
        for series in &series {
            let value = series.values.get(row.category).copied().unwrap_or_default();
            let area = Area { x, y: row.middle - row.height / 2.0, width: cell - GAP, height: row.height };
            shaded(page, &value, area, most);
            x += cell;
        }
    }
    page.y += 10.0;
    key(page, left, cell);
}

fn head(columns: usize) -> Type {
    if columns >= MANY { Type { size: SMALL.size, ..HEADING } } else { HEADING }
}

/// The names of the groups over their columns, each with its base where one base holds.
fn heads(page: &mut Page<'_>, series: &[&Series], left: f64, cell: f64) {
    let face = head(series.len());
    let names: Vec<Vec<String>> =
        series.iter().map(|series| text::balanced(&series.name, face.size, face.weight, cell - 8.0, 4)).collect();
    let bases: Vec<Option<String>> = series.iter().map(|series| common_base(series)).collect();
    let tallest = names.iter().map(Vec::len).max().unwrap_or(0);
    #[allow(clippy::cast_precision_loss, reason = "four lines at most")]
    let height = tallest as f64 * HEAD_LEADING;
    let mut middle = left + (cell - GAP) / 2.0;
    for (name, base) in names.iter().zip(&bases) {
        #[allow(clippy::cast_precision_loss, reason = "three lines at most")]
        let y = page.y + height - name.len() as f64 * HEAD_LEADING / 2.0;
        page.canvas.lines(name, (middle, y), Anchor::Middle, face, HEAD_LEADING);
        if let Some(base) = base {
            page.canvas.text(base.clone(), (middle, page.y + height + 9.0), Anchor::Middle, SMALL);
        }
        middle += cell;
    }
    page.y += height + if bases.iter().any(Option::is_some) { 22.0 } else { 6.0 };
}

fn common_base(series: &Series) -> Option<String> {
    let mut bases = series.values.iter().filter_map(|value| value.base).map(|base| base.unweighted).filter(|n| *n > 0);
    let first = bases.next()?;
    bases.all(|base| base == first).then(|| format!("n = {}", crate::number::count(first)))
}

fn shaded(page: &mut Page<'_>, value: &ChartValue, area: Area, most: f64) {
    let (unit, percent_from) = (page.chart.unit, page.chart.percent_from);
    let not_asked = value.base.is_some_and(|base| base.unweighted == 0);
    let centre = (area.x + area.width / 2.0, area.y + area.height / 2.0);
    let Some(share) = value.value.filter(|share| share.is_finite() && !not_asked) else {
        page.canvas.rectangle(area, NOTHING);
        let words = if not_asked { "not asked" } else { "–" };
        page.canvas.text(words, centre, Anchor::Middle, Type { colour: MUTED, ..SMALL });
        return;
    };
    let ground = palette::shade(share / most);
    page.canvas.rectangle(area, ground);
    let words = if value.count == Some(0) { "0".to_owned() } else { label::brief(value, unit, percent_from) };
    page.canvas.text(words, centre, Anchor::Middle, Type { colour: palette::ink_on(ground), ..VALUE });
}

/// The value of the darkest shade: all of the group; for counts without a base, the largest.
fn most(series: &[&Series]) -> f64 {
    let values = series.iter().flat_map(|series| &series.values);
    let largest = values.clone().filter_map(|value| value.value).filter(|value| value.is_finite()).fold(0.0, f64::max);
    let is_share = values.filter(|value| value.base.is_some()).count() > 0;
    if is_share { 100.0 } else { largest.max(1.0) }
}

/// What the shades mean.
fn key(page: &mut Page<'_>, left: f64, cell: f64) {
    const STEPS: u32 = 8;
    let (low, high) = match page.chart.unit {
        ChartUnit::Percent => ("none of them", "all of them"),
        ChartUnit::Count | ChartUnit::Figure => ("0", "most"),
    };
    let width = (cell * 1.2).min(130.0) / f64::from(STEPS);
    let middle = page.y + 7.0;
    page.canvas.text(low, (left, middle), Anchor::Start, SMALL);
    let mut x = left + font::width(low, SMALL.size, LABEL.weight) + 8.0;
    for step in 0..STEPS {
        let colour = palette::shade(f64::from(step) / f64::from(STEPS - 1));
        page.canvas.rectangle(Area { x, y: page.y, width, height: 14.0 }, colour);
        x += width;
    }
    page.canvas.text(high, (x + 8.0, middle), Anchor::Start, SMALL);
    page.y += 20.0;
}
