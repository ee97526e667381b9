//! A chart as bars of text: every value with its words, so that nothing is lost where pictures cannot be shown.

use super::wrap;
use crate::model::{Chart, ChartUnit, ChartValue};
use crate::writers::document::layout::chart_value;

/// Blanks between a name, its bar and its value.
const GAP: usize = 2;

/// The bars of a chart: a line a value; with several series, a heading a category.
pub fn chart(chart: &Chart, width: usize) -> String {
    let rows: Vec<(String, Option<ChartValue>)> = match chart.series.as_slice() {
        [only] => chart
            .categories
            .iter()
            .enumerate()
            .map(|(at, category)| (category.clone(), only.values.get(at).copied()))
            .collect(),
        several => chart
            .categories
            .iter()
            .enumerate()
            .flat_map(|(at, category)| {
                let values =
                    several.iter().map(move |series| (format!("  {}", series.name), series.values.get(at).copied()));
                std::iter::once((category.clone(), None)).chain(values)
            })
            .collect(),
    };
    let has_headings = chart.series.len() != 1;
    let values: Vec<String> =
        rows.iter().map(|(_, value)| value.map_or_else(String::new, |value| chart_value(chart, &value))).collect();
    let names = rows.iter().map(|(name, _)| wrap::width(name)).max().unwrap_or(0).min(width * 2 / 5);
    let longest_value = values.iter().map(|value| wrap::width(value)).max().unwrap_or(0);
    let room = width.saturating_sub(names + longest_value + 2 * GAP).min(50);
    let full = full_scale(chart);
    let mut text = String::new();
    for ((name, value), words) in rows.iter().zip(&values) {
        let is_heading = has_headings && value.is_none() && !name.starts_with("  ");
        let indent = name.len() - name.trim_start().len();
        let lines = if is_heading { wrap::plain(name, width) } else { wrap::hanging(name, names - indent, 2) };
        for (at, line) in lines.iter().enumerate() {
            let line = format!("{}{line}", " ".repeat(if at == 0 { indent } else { indent + 2 }));
            if at > 0 || is_heading {
                text.push_str(line.trim_end());
            } else {
                let bar = bar(value.and_then(|value| value.value).unwrap_or(0.0) / full, room);
                let blank = " ".repeat(names.saturating_sub(wrap::width(&line)) + GAP);
                text.push_str(format!("{line}{blank}{bar}{}{words}", if bar.is_empty() { "" } else { " " }).trim_end());
            }
            text.push('\n');
        }
    }
    text
}

/// What the longest bar stands for: the greatest value.
fn full_scale(chart: &Chart) -> f64 {
    let values = chart.series.iter().flat_map(|series| &series.values).filter_map(|value| value.value);
    let greatest = values.filter(|value| value.is_finite()).fold(0.0_f64, f64::max);
    let least_scale = if chart.unit == ChartUnit::Percent { 50.0 } else { 1.0 };
    greatest.max(least_scale)
}

/// A bar to an eighth of a column.
fn bar(share: f64, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if !share.is_finite() || share <= 0.0 {
        return String::new();
    }
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width")]
    let eighths = ((share.min(1.0) * room as f64 * 8.0).round() as usize).max(1);
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}
