//! Table → [`Chart`]: which rows and columns become categories and series.

use crate::diagnostic::{Error, Result};
use crate::model::{Chart, ChartKind, ChartUnit, ChartValue, Series, Table};

use super::sections::{self, Section, aside, column_name, group_columns, one_column, value};
use super::{matrix, words};

/// What to draw of a table.
#[derive(Debug, Clone, Default)]
pub struct ChartRequest {
    /// Unique in the study.
    pub id: String,
    /// How; not given: what fits the table.
    pub kind: Option<ChartKind>,
    /// The line in bold; not given: the table's title.
    pub title: Option<String>,
}

/// More rows than this are a table, not a chart.
const MOST_CATEGORIES: usize = 80;
/// More colours than this nobody tells apart.
const MOST_SERIES: usize = 8;
/// A scale from 0 to 10 has eleven steps.
const MOST_STEPS: usize = 11;
/// Columns of a heat map.
const MOST_COLUMNS: usize = 16;
/// Parts that add up to more than this are answers that overlap.
const WHOLE: f64 = 100.5;

/// What is drawn, before its words are made.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub categories: Vec<String>,
    pub headings: Vec<(usize, String)>,
    pub series: Vec<Series>,
}

/// Makes a chart of a table.
///
/// # Errors
/// When the table cannot be drawn as asked, with what would fit.
pub fn from_table(table: &Table, request: &ChartRequest) -> Result<Chart> {
    let sections = sections::sections(table);
    if sections.is_empty() || table.banner.is_empty() {
        return Err(Error::new(format!("the table “{}” has no rows that can be drawn", table.id))
            .hint("draw a table of choices, themes or means; open answers have none"));
    }
    let (kind, drawn) = match matrix::drawn(table) {
        Some(drawn) => (request.kind.unwrap_or_else(|| fitting_steps(steps(&drawn))), drawn),
        None => {
            let kind = request.kind.unwrap_or_else(|| fitting(table, &sections));
            let drawn = match kind {
                ChartKind::Bar => bars(table, &sections)?,
                ChartKind::Stacked | ChartKind::Diverging => parts(table, &sections)?,
                ChartKind::Grouped | ChartKind::Dot | ChartKind::Heat => groups(table, &sections),
            };
            (kind, drawn)
        }
    };
    refuse_unfit(&drawn, kind, table)?;
    refuse_too_much(&drawn, kind, table)?;
    let unit = unit(table, &drawn);
    let mut chart = Chart {
        id: if request.id.is_empty() { table.id.clone() } else { request.id.clone() },
        kind,
        title: request.title.clone().unwrap_or_else(|| table.title.clone()),
        subtitle: String::new(),
        foot: String::new(),
        alt: String::new(),
        unit,
        categories: drawn.categories,
        headings: drawn.headings,
        series: drawn.series,
        percent_from: table.percent_from,
    };
    words::add(&mut chart, table);
    Ok(chart)
}

/// The kind that fits a table: the rows of a grid around their middle, groups side by side, a bar a choice else.
fn fitting(table: &Table, sections: &[Section]) -> ChartKind {
    let columns = group_columns(table).len();
    let rows: usize = sections.iter().map(|section| section.rows.len()).sum();
    if let Some(labels) = sections::shared_labels(table, sections).filter(|_| !sections::draws_statistics(table)) {
        return fitting_steps(labels.len());
    }
    match columns {
        0 | 1 => ChartKind::Bar,
        2..=4 if rows <= 8 => ChartKind::Grouped,
        _ => ChartKind::Heat,
    }
}

/// A scale around its middle, as long as its steps can be told apart.
fn fitting_steps(steps: usize) -> ChartKind {
    if (3..=7).contains(&steps) { ChartKind::Diverging } else { ChartKind::Heat }
}

fn steps(drawn: &Drawn) -> usize {
    drawn.series.iter().filter(|series| !series.aside).count()
}

/// One series: each row of the stub in the total column.
fn bars(table: &Table, sections: &[Section]) -> Result<Drawn> {
    let column = one_column(table).ok_or_else(|| {
        Error::new(format!("a bar chart shows one column, and the table “{}” has {}", table.id, table.banner.len()))
            .hint("draw it as grouped or heat, or make a table without “by”")
    })?;
    let mut drawn = rows_as_categories(table, sections);
    drawn.series.push(Series {
        name: column_name(table, column),
        values: in_column(table, sections, column),
        aside: false,
    });
    Ok(drawn)
}

/// Each row of the stub is a category, each column of the banner a series. A grid without groups has its choices for series.
fn groups(table: &Table, sections: &[Section]) -> Drawn {
    let columns = group_columns(table);
    if let (Some(labels), [column]) = (sections::shared_labels(table, sections), columns.as_slice()) {
        return grid(table, sections, &labels, &[*column]);
    }
    let mut drawn = rows_as_categories(table, sections);
    drawn.series = columns
        .into_iter()
        .map(|column| Series {
            name: column_name(table, column),
            values: in_column(table, sections, column),
            aside: false,
        })
        .collect();
    drawn
}

fn rows_as_categories(table: &Table, sections: &[Section]) -> Drawn {
    let mut drawn = Drawn::default();
    // One row a heading (a ranking's mean ranks, a mean a question): the heading is the category.
    if sections.len() > 1 && sections.iter().all(|section| section.rows.len() == 1 && section.heading.is_some()) {
        drawn.categories = sections.iter().filter_map(|section| section.heading.clone()).collect();
        return drawn;
    }
    for section in sections {
        if let Some(heading) = &section.heading {
            drawn.headings.push((drawn.categories.len(), heading.clone()));
        }
        drawn.categories.extend(section.rows.iter().map(|row| table.stub[*row].label.clone()));
    }
    drawn
}

fn in_column(table: &Table, sections: &[Section], column: usize) -> Vec<ChartValue> {
    sections
        .iter()
        .flat_map(|section| section.rows.iter().map(move |row| value(table, section, *row, column)))
        .collect()
}

/// The choices are the series: of each row of a grid, or of each column of the banner.
fn parts(table: &Table, sections: &[Section]) -> Result<Drawn> {
    let columns = group_columns(table);
    match (sections, sections::shared_labels(table, sections)) {
        (_, Some(labels)) => Ok(grid(table, sections, &labels, &columns)),
        ([section], None) => {
            let labels: Vec<String> = section.rows.iter().map(|row| table.stub[*row].label.clone()).collect();
            Ok(grid(table, std::slice::from_ref(section), &labels, &columns))
        }
        _ => Err(Error::new(format!("the questions of the table “{}” do not share their choices", table.id))
            .hint("draw one of them, a grid, or the kind bar")),
    }
}

/// Sections × columns as categories, choices as series.
fn grid(table: &Table, sections: &[Section], labels: &[String], columns: &[usize]) -> Drawn {
    let mut drawn = Drawn::default();
    let named = |rows: &[usize], label: &str| rows.iter().copied().find(|row| table.stub[*row].label == label);
    let mut aside_labels: Vec<&String> = Vec::new();
    for row in sections.iter().flat_map(|section| &section.asides) {
        let label = &table.stub[*row].label;
        if !aside_labels.contains(&label) {
            aside_labels.push(label);
        }
    }
    let names = labels.iter().map(|label| (label, false)).chain(aside_labels.into_iter().map(|label| (label, true)));
    drawn.series = names.map(|(name, aside)| Series { name: name.clone(), values: Vec::new(), aside }).collect();
    for section in sections {
        match (&section.heading, columns) {
            (Some(heading), [_]) => drawn.categories.push(heading.clone()),
            (heading, _) => {
                let before = drawn.categories.len();
                drawn.headings.extend(heading.iter().map(|heading| (before, heading.clone())));
                drawn.categories.extend(columns.iter().map(|column| column_name(table, *column)));
            }
        }
        for column in columns {
            for series in &mut drawn.series {
                let rows = if series.aside { &section.asides } else { &section.rows };
                series.values.push(match named(rows, &series.name) {
                    Some(row) if series.aside => aside(table, row, *column),
                    Some(row) => value(table, section, row, *column),
                    None => ChartValue::default(),
                });
            }
        }
    }
    drawn
}

/// Shares wherever there is a base; else counts. Without a base the counts themselves are drawn.
fn unit(table: &Table, drawn: &Drawn) -> ChartUnit {
    if sections::draws_statistics(table) {
        return ChartUnit::Figure;
    }
    let mut values = drawn.series.iter().filter(|series| !series.aside).flat_map(|series| &series.values);
    if values.any(|value| value.base.is_some()) { ChartUnit::Percent } else { ChartUnit::Count }
}

/// Parts of a whole must add up to no more than the whole; a bar has one value a row.
fn refuse_unfit(drawn: &Drawn, kind: ChartKind, table: &Table) -> Result<()> {
    let shown = || drawn.series.iter().filter(|series| !series.aside);
    if kind == ChartKind::Bar && shown().count() > 1 {
        return Err(Error::new(format!("a bar chart shows one column, and the grid “{}” has several", table.id))
            .hint("draw it as diverging or stacked"));
    }
    let whole = |category: usize| shown().filter_map(|series| series.values.get(category)?.value).sum::<f64>();
    let overlap = (0..drawn.categories.len()).any(|category| whole(category) > WHOLE);
    if matches!(kind, ChartKind::Stacked | ChartKind::Diverging) && (overlap || sections::draws_statistics(table)) {
        return Err(Error::new(format!(
            "the rows of the table “{}” are not parts of a whole, so they cannot be drawn as {}",
            table.id,
            kind.word()
        ))
        .hint("where several answers could be ticked, draw the kind bar or grouped"));
    }
    Ok(())
}

fn refuse_too_much(drawn: &Drawn, kind: ChartKind, table: &Table) -> Result<()> {
    let categories = drawn.categories.len();
    let series = steps(drawn);
    let most_series = match kind {
        ChartKind::Heat => MOST_COLUMNS,
        ChartKind::Diverging => MOST_STEPS,
        _ => MOST_SERIES,
    };
    if categories > MOST_CATEGORIES {
        return Err(Error::new(format!(
            "the table “{}” has {categories} rows to draw; a chart of more than {MOST_CATEGORIES} cannot be read",
            table.id
        ))
        .hint("draw fewer rows, or leave it a table"));
    }
    if series > most_series {
        return Err(Error::new(format!(
            "the table “{}” has {series} columns to draw; {} tells at most {most_series} apart",
            table.id,
            kind.word()
        ))
        .hint("draw it as heat, or with fewer groups"));
    }
    Ok(())
}
