//! A chart as bars of text: every value with its words, so that nothing is lost where pictures cannot be shown.

use super::wrap;
use crate::model::{Chart, ChartUnit, ChartValue};
use crate::writers::document::layout::chart_value;

/// Blanks between a name, its bar and its value.
const GAP: usize = 2;

/// A line of the chart: a heading, or a name with its value.
struct Entry<'a> {
    indent: usize,
    name: &'a str,
    value: Option<ChartValue>,
    is_heading: bool,
}

/// The bars of a chart: a line a value; with several series, a heading a category.
pub fn chart(chart: &Chart, width: usize) -> String {
    let entries = entries(chart);
    let words = |entry: &Entry<'_>| entry.value.map_or_else(String::new, |value| chart_value(chart, &value));
    let values = || entries.iter().filter(|entry| !entry.is_heading);
    let names = values().map(|entry| entry.indent + wrap::width(entry.name)).max().unwrap_or(0).min(width * 2 / 5);
    let longest_value = values().map(|entry| wrap::width(&words(entry))).max().unwrap_or(0);
    let room = width.saturating_sub(names + longest_value + 2 * GAP).min(50);
    let full = full_scale(chart);
    let mut text = String::new();
    for entry in &entries {
        let columns = if entry.is_heading { width } else { names };
        for (at, line) in wrap::hanging(entry.name, columns.saturating_sub(entry.indent).max(1), 2).iter().enumerate() {
            let line = format!("{}{line}", " ".repeat(entry.indent + if at == 0 { 0 } else { 2 }));
            text.push_str(line.trim_end());
            if at == 0 && !entry.is_heading {
                let bar = bar(entry.value.and_then(|value| value.value).unwrap_or(0.0) / full, room);
                let blank = " ".repeat(names.saturating_sub(wrap::width(&line)) + GAP);
                let gap = if bar.is_empty() { "" } else { " " };
                text.push_str(format!("{blank}{bar}{gap}{}", words(entry)).trim_end());
            }
            text.push('\n');
        }
    }
    text
}

fn entries(chart: &Chart) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut indent = 0;
    for (at, category) in chart.categories.iter().enumerate() {
        for (_, heading) in chart.headings.iter().filter(|(before, _)| *before == at) {
            entries.push(Entry { indent: 0, name: heading, value: None, is_heading: true });
            indent = 2;
        }
        match chart.series.as_slice() {
            [only] => {
                let value = only.values.get(at).copied();
                entries.push(Entry { indent, name: category, value, is_heading: false });
            }
            several => {
                entries.push(Entry { indent, name: category, value: None, is_heading: true });
                entries.extend(several.iter().map(|series| Entry {
                    indent: indent + 2,
                    name: &series.name,
                    value: series.values.get(at).copied(),
                    is_heading: false,
                }));
            }
        }
    }
    entries
}

/// What the longest bar stands for: the greatest value.
fn full_scale(chart: &Chart) -> f64 {
    let values = chart.series.iter().flat_map(|series| &series.values).filter_map(|value| value.value);
    let greatest = values.filter(|value| value.is_finite()).fold(0.0_f64, f64::max);
    let least_scale = if chart.unit == ChartUnit::Percent { 50.0 } else { 1.0 };
    greatest.max(least_scale)
}

/// A bar to an eighth of a column.
pub fn bar(share: f64, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if !share.is_finite() || share <= 0.0 {
        return String::new();
    }
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width")]
    let eighths = ((share.min(1.0) * room as f64 * 8.0).round() as usize).max(1);
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}
