//! Axes: how far they go, where their ticks stand, what the ticks say.
//!
//! Shares of small bases get no percentages on the axis either: one base for all is counted out, unequal ones are said in words
//! ("half").

use crate::chart::label;
use crate::model::{Chart, ChartUnit};
use crate::number;

use super::canvas::Anchor;
use super::page::{Page, SMALL};
use super::palette::{AXIS, GRID};

/// An axis with 0 on it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::chart) struct Axis {
    /// The value at its left end: 0, or less where figures are.
    pub start: f64,
    /// The value at its right end.
    pub end: f64,
    /// Values with what is written below them.
    pub ticks: Vec<(f64, String)>,
}

/// The axis for all values of a chart that are not shown aside.
pub(in crate::chart) fn of(chart: &Chart) -> Axis {
    let values = chart.series.iter().filter(|series| !series.aside).flat_map(|series| &series.values);
    let values = values.filter_map(|value| value.value).filter(|value| value.is_finite());
    let most = values.clone().fold(0.0, f64::max);
    match chart.unit {
        ChartUnit::Percent => shares(chart, most),
        ChartUnit::Count => numbers(0.0, most, 1.0),
        ChartUnit::Figure => numbers(values.fold(0.0, f64::min), most, FINEST),
    }
}

/// The finest step of an axis of figures.
const FINEST: f64 = 0.001;

fn shares(chart: &Chart, most: f64) -> Axis {
    // Where every share is nought the axis shows what nought is a share of.
    let most = if most > 0.0 { most } else { 100.0 };
    let bases = label::bases(chart);
    let smallest = bases.iter().copied().min().unwrap_or(0);
    let largest = bases.iter().copied().max().unwrap_or(0);
    if smallest >= chart.percent_from {
        let step = if most <= 20.0 {
            5.0
        } else if most <= 50.0 {
            10.0
        } else {
            25.0
        };
        return ticks(most.min(100.0), step, |value| format!("{}%", number::percent(value)));
    }
    if smallest == largest && smallest > 0 {
        #[allow(clippy::cast_precision_loss, reason = "a base below percent_from")]
        let base = smallest as f64;
        let counted = numbers(0.0, most / 100.0 * base, 1.0);
        return Axis {
            start: 0.0,
            end: counted.end / base * 100.0,
            ticks: counted.ticks.into_iter().map(|(value, words)| (value / base * 100.0, words)).collect(),
        };
    }
    ticks(most.min(100.0), 25.0, |value| {
        let quarters = ["none", "a quarter", "half", "three quarters", "all"];
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        let quarter = (value / 25.0).round() as usize;
        quarters.get(quarter).copied().unwrap_or_default().to_owned()
    })
}

/// Counts and other figures: steps of 1, 2 or 5 times a power of ten, none finer than `finest`.
fn numbers(least: f64, most: f64, finest: f64) -> Axis {
    // Where all is nought, one step is enough to show it.
    let span = if most - least > 0.0 { most - least } else { 1.0 };
    let mut power = finest;
    while span / power > 50.0 && power < 1e15 {
        power *= 10.0;
    }
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|step| span / step <= 6.0);
    let step = step.unwrap_or(power * 10.0);
    let decimals = if step > 0.99 {
        0
    } else if step > 0.09 {
        1
    } else {
        3
    };
    let below = (-least / step - 1e-9).ceil().max(0.0) * step;
    let mut axis = ticks(most + below, step, |value| {
        let value = value - below;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and positive; saturates")]
        match decimals {
            0 if value >= 0.0 => number::count(value.round() as u64),
            _ => number::fixed(value, decimals),
        }
    });
    axis.start = -below;
    axis.end -= below;
    axis.ticks.iter_mut().for_each(|(value, _)| *value -= below);
    axis
}

fn ticks(most: f64, step: f64, words: impl Fn(f64) -> String) -> Axis {
    let steps = (most / step - 1e-9).ceil().max(1.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a handful")]
    let steps = steps as u32;
    let values = (0..=steps).map(|index| f64::from(index) * step);
    Axis { start: 0.0, end: f64::from(steps) * step, ticks: values.map(|value| (value, words(value))).collect() }
}

impl Axis {
    /// Turns values into places between `left` and `right`. What is no number, or beyond the axis, stands at its end.
    pub fn scale(&self, left: f64, right: f64) -> impl Fn(f64) -> f64 + use<> {
        let (start, end) = (self.start, self.end);
        let scale = (right - left).max(40.0) / (end - start);
        move |value| left + (if value.is_finite() { value.clamp(start, end) } else { 0.0 } - start) * scale
    }

    /// Draws the lines of the ticks from `top` down to the page's `y`, and what they say below it. Call it before the bars:
    /// lines stand behind them. `x` turns a value into its place.
    pub fn draw(&self, page: &mut Page<'_>, top: f64, bottom: f64, x: impl Fn(f64) -> f64) {
        for (value, words) in &self.ticks {
            let (colour, width) = if value.abs() < 1e-9 { (AXIS, 1.2) } else { (GRID, 1.0) };
            page.canvas.line((x(*value), top), (x(*value), bottom), width, colour);
            page.canvas.text(words.clone(), (x(*value), bottom + 12.0), Anchor::Middle, SMALL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_zero_still_has_an_axis() {
        assert_eq!(numbers(0.0, 0.0, 1.0).ticks, [(0.0, "0".to_owned()), (1.0, "1".to_owned())]);
        assert_eq!(numbers(0.0, 0.0, FINEST).ticks.len(), 2);
    }

    #[test]
    fn ticks_are_round_and_few() {
        for most in [1.0, 3.0, 7.0, 14.0, 38.0, 99.0, 1204.0, 1e6, 1e12] {
            let axis = numbers(0.0, most, 1.0);
            assert!(axis.end >= most && axis.ticks.len() <= 8, "{most}: {axis:?}");
        }
    }

    #[test]
    fn figures_below_nought_and_between_noughts_have_their_axis() {
        let words = |axis: Axis| axis.ticks.into_iter().map(|(_, words)| words).collect::<Vec<_>>();
        assert_eq!(words(numbers(-34.0, 12.0, FINEST)), ["−40", "−30", "−20", "−10", "0", "10", "20"]);
        assert_eq!(words(numbers(0.0, 0.5, FINEST)), ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"]);
    }
}
