//! A chart as data: what is drawn, with its words; how it is drawn is `chart/draw`'s business.

use serde::Serialize;

use super::table::Base;

/// How values are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChartKind {
    /// One bar a category.
    Bar,
    /// Several bars a category, one a series.
    Grouped,
    /// One bar a category, divided by series, filling 100%.
    Stacked,
    /// Stacked around the middle of an ordered scale (Likert).
    Diverging,
    /// Dots on a line a category, one a series.
    Dot,
    /// Category × series as shaded cells with their counts.
    Heat,
}

impl ChartKind {
    /// The word in study.toml and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::Grouped => "grouped",
            Self::Stacked => "stacked",
            Self::Diverging => "diverging",
            Self::Dot => "dot",
            Self::Heat => "heat",
        }
    }

    /// All kinds.
    pub const ALL: [Self; 6] = [Self::Bar, Self::Grouped, Self::Stacked, Self::Diverging, Self::Dot, Self::Heat];
}

/// What the numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChartUnit {
    /// Percentages of the category's or series' base.
    Percent,
    /// People, cases or mentions.
    Count,
    /// Means, ranks and other figures.
    Figure,
}

/// One drawn value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ChartValue {
    /// What is drawn; `None` leaves a gap.
    pub value: Option<f64>,
    /// The count behind it.
    pub count: Option<u64>,
    /// What it rests on.
    pub base: Option<Base>,
}

/// One series: a choice of a scale, a column of the banner, a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// What the legend says.
    pub name: String,
    /// One a category.
    pub values: Vec<ChartValue>,
    /// Set where the series stands outside the scale ("not applicable"): shown beside, not in, a diverging bar.
    pub aside: bool,
}

/// A chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    /// Unique in the study; the name that report.md uses and the file's name.
    pub id: String,
    /// How it is drawn.
    pub kind: ChartKind,
    /// The line in bold.
    pub title: String,
    /// The line below: wording and base.
    pub subtitle: String,
    /// The line at the foot: source, what is left out, how it was rounded.
    pub foot: String,
    /// What somebody hears who cannot see it: a sentence or a few with the main figures.
    pub alt: String,
    /// What the numbers are.
    pub unit: ChartUnit,
    /// Rows of the chart, top first.
    pub categories: Vec<String>,
    /// Headings over the rows: the place of the category that each stands before, and its words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<(usize, String)>,
    /// The series.
    pub series: Vec<Series>,
    /// Below this base the labels are counts ("9 of 14").
    pub percent_from: u64,
}
