//! The words of a chart: what stands below the title and at the foot, and what somebody hears who cannot see it.

use crate::model::{Chart, ChartKind, ChartUnit, ChartValue, Series, StubKind, Table};
use crate::number;

use super::label;

/// More values than this are told by their ends only.
const TOLD_AT_MOST: usize = 8;

/// Gives a chart its subtitle, foot and alternative text.
pub(super) fn add(chart: &mut Chart, table: &Table) {
    chart.subtitle = subtitle(chart, table);
    chart.foot = foot(chart, table);
    chart.alt = alternative(chart);
}

/// The wording of the question and whom the figures rest on.
fn subtitle(chart: &Chart, table: &Table) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(wording) = table.wording.as_ref().filter(|wording| **wording != chart.title && !wording.is_empty()) {
        parts.push(sentence(wording));
    } else if table.title != chart.title && !table.title.is_empty() {
        parts.push(sentence(&table.title));
    }
    match table.notes.iter().find(|note| note.starts_with("Base") && !note.contains("row “Base”")) {
        // The axis shows which way percentages run.
        Some(base) => parts.push(sentence(base.split_once("; percentages").map_or(base, |(base, _)| base))),
        None => parts.extend(bases(chart)),
    }
    parts.join(" ")
}

/// The base in numbers: "Base: 38.", "Base: 31 to 38 a row."
fn bases(chart: &Chart) -> Option<String> {
    let bases = label::bases(chart);
    let (least, most) = (bases.iter().min()?, bases.iter().max()?);
    Some(match least == most {
        true => format!("Base: {}.", number::count(*most)),
        false => format!("Base: {} to {}.", number::count(*least), number::count(*most)),
    })
}

/// What is left out, how it was rounded, where it comes from.
fn foot(chart: &Chart, table: &Table) -> String {
    let mut parts: Vec<String> = Vec::new();
    let told = ["Not in the base", "Left out"];
    parts.extend(
        table.notes.iter().filter(|note| told.iter().any(|start| note.starts_with(start))).map(|note| sentence(note)),
    );
    if parts.is_empty() {
        parts.extend(outside(chart, table));
    }
    if let Some(weight) = &table.provenance.weight {
        parts.push(format!("Weighted by {weight}."));
    }
    if let Some(filter) = &table.provenance.filter {
        parts.push(format!("Only where {filter}."));
    }
    if chart.unit == ChartUnit::Percent && says_percentages(chart) {
        parts.push("Percentages are rounded to whole numbers.".to_owned());
    }
    if !table.provenance.sources.is_empty() {
        parts.push(format!("Source: {}.", sources(&table.provenance.sources)));
    }
    parts.join(" ")
}

/// The files by their names; many of one folder by how many they are.
fn sources(files: &[String]) -> String {
    const NAMED_AT_MOST: usize = 2;
    let folder = |file: &str| file.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut told: Vec<String> = Vec::new();
    for file in files {
        let of_folder = files.iter().filter(|other| folder(other) == folder(file)).count();
        let words = match of_folder <= NAMED_AT_MOST {
            true => file.clone(),
            false if folder(file).is_empty() => format!("{} files", number::count(of_folder as u64)),
            false => format!("{} files in {}/", number::count(of_folder as u64), folder(file)),
        };
        if !told.contains(&words) {
            told.push(words);
        }
    }
    told.join(", ")
}

/// Whether percentages are written out; an axis alone needs no word on rounding.
fn says_percentages(chart: &Chart) -> bool {
    let some_from = |least: u64| label::bases(chart).into_iter().any(|base| base >= least);
    match chart.kind {
        ChartKind::Stacked | ChartKind::Diverging => label::segments_as_percent(chart),
        ChartKind::Heat => some_from(number::PERCENT_ALONE_FROM),
        ChartKind::Dot => label::shown(chart).count() == 1 && some_from(chart.percent_from),
        ChartKind::Bar | ChartKind::Grouped => some_from(chart.percent_from),
    }
}

/// Who is in no bar, where one section makes that one count each.
fn outside(chart: &Chart, table: &Table) -> Option<String> {
    let aside_is_drawn = chart.series.iter().any(|series| series.aside);
    let column = super::sections::one_column(table)?;
    let has_headings = table.stub.iter().any(|row| row.kind == StubKind::Heading);
    let rows = table.stub.iter().zip(&table.cells).filter(|(row, _)| match row.kind {
        StubKind::Missing => true,
        StubKind::Aside => !aside_is_drawn,
        _ => false,
    });
    let told: Vec<String> = rows
        .filter_map(|(row, cells)| Some((row, cells.get(column)?.count.filter(|count| *count > 0)?)))
        .map(|(row, count)| format!("{} ({})", row.label, number::count(count)))
        .collect();
    (!told.is_empty() && !has_headings).then(|| format!("Not in the base: {}.", told.join(", ")))
}

/// The chart in a few sentences.
fn alternative(chart: &Chart) -> String {
    let kind = match chart.kind {
        ChartKind::Bar => "Bar chart",
        ChartKind::Grouped => "Grouped bar chart",
        ChartKind::Stacked => "Stacked bar chart",
        ChartKind::Diverging => "Bar chart around the middle of a scale",
        ChartKind::Dot => "Dot chart",
        ChartKind::Heat => "Heat map",
    };
    let mut sentences = vec![sentence(&format!("{kind}: {}", chart.title))];
    let series: Vec<&Series> = label::shown(chart).collect();
    match (chart.kind, series.as_slice()) {
        (_, [one]) => sentences.extend(one_series(chart, one)),
        (ChartKind::Stacked | ChartKind::Diverging, _) => sentences.extend(by_category(chart, &series)),
        _ => sentences.extend(by_series(chart, &series)),
    }
    sentences.join(" ")
}

/// All values of one series, or the ends of a long one.
fn one_series(chart: &Chart, series: &Series) -> Vec<String> {
    let ranked = ranked(chart, series);
    if series.values.len() <= TOLD_AT_MOST {
        let all = chart.categories.iter().zip(&series.values).map(|(category, value)| said(chart, category, value));
        return vec![sentence(&all.collect::<Vec<_>>().join("; "))];
    }
    let mut told = vec![format!("{} rows.", number::count(chart.categories.len() as u64))];
    told.push(format!("Highest: {}.", ranked.iter().take(3).cloned().collect::<Vec<_>>().join("; ")));
    told.extend(ranked.last().map(|last| format!("Lowest: {last}.")));
    told
}

/// What each series has most of.
fn by_series(chart: &Chart, series: &[&Series]) -> Vec<String> {
    let rows = number::count(chart.categories.len() as u64);
    let names: Vec<&str> = series.iter().map(|series| series.name.as_str()).collect();
    let mut told = vec![format!("{rows} rows for {}.", names.join(", "))];
    for series in series {
        let is_some = series.values.iter().any(|value| value.value.is_some_and(|value| value != 0.0));
        let most: Vec<String> = ranked(chart, series).into_iter().take(3).collect();
        told.push(match !is_some {
            true => format!("{}: none in any row.", series.name),
            false => format!("Most in {}: {}.", series.name, most.join("; ")),
        });
    }
    told
}

/// What each category is made of.
fn by_category(chart: &Chart, series: &[&Series]) -> Vec<String> {
    let mut told = Vec::new();
    for (place, category) in chart.categories.iter().enumerate().take(TOLD_AT_MOST) {
        if label::base_of(chart, place) == Some(0) {
            told.push(format!("{category}: {}.", label::NO_ANSWERS));
            continue;
        }
        let as_percent = label::segments_as_percent(chart);
        let part = |series: &&Series| {
            let words = label::segment(series.values.get(place)?, as_percent);
            (!words.is_empty()).then(|| format!("{} {words}{}", series.name, if as_percent { "%" } else { "" }))
        };
        let parts: Vec<String> = series.iter().filter_map(part).collect();
        let base = label::base_of(chart, place).map(|base| format!(" (base {})", number::count(base)));
        told.push(format!("{category}{}: {}.", base.unwrap_or_default(), parts.join(", ")));
    }
    let more = chart.categories.len().saturating_sub(TOLD_AT_MOST);
    if more > 0 {
        told.push(format!("And {} more rows.", number::count(more as u64)));
    }
    told
}

/// Categories with their values, largest first; equal ones in the order of the chart; nothing that nobody said.
fn ranked(chart: &Chart, series: &Series) -> Vec<String> {
    let values = chart.categories.iter().zip(&series.values);
    let mut values: Vec<(f64, &String, &ChartValue)> =
        values.filter_map(|(category, value)| Some((value.value?, category, value))).collect();
    values.sort_by(|one, other| other.0.total_cmp(&one.0));
    let is_long = series.values.len() > TOLD_AT_MOST;
    values.retain(|(amount, _, _)| is_long || *amount > 0.0);
    values.into_iter().map(|(_, category, value)| said(chart, category, value)).collect()
}

fn said(chart: &Chart, category: &str, value: &ChartValue) -> String {
    format!("{category} {}", label::full(value, chart.unit, chart.percent_from))
}

/// Words that end like a sentence.
fn sentence(words: &str) -> String {
    let words = words.trim();
    if words.is_empty() || words.ends_with(['.', '?', '!', '…', ':']) {
        words.to_owned()
    } else {
        format!("{words}.")
    }
}
