//! A table: stub down the side, banner across the top, typed unrounded values with their bases in between.
//!
//! Nothing here is formatted. Writers round and lay out; see `number.rs`.

use serde::Serialize;

/// What a cell can say. Also the words of `show` in study.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Respondents, cases or mentions.
    Count,
    /// Sum of weights.
    Weighted,
    /// Of the base of the column.
    ColumnPercent,
    /// Of the row's total.
    RowPercent,
    /// Of the whole table.
    TotalPercent,
    /// Confidence interval of the column percentage.
    Interval,
    /// Arithmetic mean.
    Mean,
    /// Median.
    Median,
    /// Standard deviation.
    StandardDeviation,
    /// How many times larger the variance is than that of a simple random sample of as many.
    DesignEffect,
    /// Adjusted standardised residual.
    Residual,
    /// Letters of the columns that this cell is significantly above.
    Letters,
    /// Marks of a column that differs significantly from everybody else.
    Rest,
    /// The base itself, as a row.
    Base,
    /// Column percentage ÷ that of the total × 100.
    Index,
    /// Standard error of the column percentage; of numbers, that of the mean as a row.
    StandardError,
    /// The sum of weights that a column rests on, as a row.
    WeightedBase,
    /// Kish’s effective base, as a row.
    EffectiveBase,
    /// The mean without a twentieth of the answers at each end.
    TrimmedMean,
    /// Detractors, passives, promoters and the net promoter score of a scale from 0 to 10.
    Nps,
    /// A coefficient of agreement: `value` of a cell, with its interval on the same scale.
    Coefficient,
    /// The highest steps of a scale taken together, or the first ranks; from 1 to 9.
    Top(u8),
    /// The lowest steps of a scale taken together; from 1 to 9.
    Bottom(u8),
    /// How far a figure moved from one wave to another; only comparisons of waves have it.
    Change,
    /// Its interval.
    ChangeInterval,
    /// The p-value of a change.
    P,
    /// The place of a theme among all, with its ties and its interval; only rankings have it.
    Rank,
}

const TOP: [&str; 9] = ["top 1", "top 2", "top 3", "top 4", "top 5", "top 6", "top 7", "top 8", "top 9"];
const BOTTOM: [&str; 9] =
    ["bottom 1", "bottom 2", "bottom 3", "bottom 4", "bottom 5", "bottom 6", "bottom 7", "bottom 8", "bottom 9"];

fn numbered(words: &[&'static str; 9], number: u8) -> &'static str {
    usize::from(number).checked_sub(1).and_then(|place| words.get(place)).copied().unwrap_or(words[1])
}

impl Serialize for Measure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&match self {
            Self::Weighted => "weighted".to_owned(),
            Self::StandardDeviation => "standard_deviation".to_owned(),
            Self::StandardError => "standard_error".to_owned(),
            other => other.word().replace('%', "percent").replace(' ', "_"),
        })
    }
}

impl Measure {
    /// The word in study.toml and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Weighted => "weighted count",
            Self::ColumnPercent => "column %",
            Self::RowPercent => "row %",
            Self::TotalPercent => "total %",
            Self::Interval => "interval",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::StandardDeviation => "sd",
            Self::DesignEffect => "design effect",
            Self::Residual => "residual",
            Self::Letters => "letters",
            Self::Rest => "vs rest",
            Self::Base => "base",
            Self::Index => "index",
            Self::StandardError => "se",
            Self::WeightedBase => "weighted base",
            Self::EffectiveBase => "effective base",
            Self::TrimmedMean => "trimmed mean",
            Self::Nps => "nps",
            Self::Coefficient => "coefficient",
            Self::Top(number) => numbered(&TOP, number),
            Self::Bottom(number) => numbered(&BOTTOM, number),
            Self::Change => "change",
            Self::ChangeInterval => "change interval",
            Self::P => "p",
            Self::Rank => "rank",
        }
    }

    /// All measures that can be asked for, of top and bottom the usual two.
    pub const ALL: [Self; 22] = [
        Self::Count,
        Self::Weighted,
        Self::ColumnPercent,
        Self::RowPercent,
        Self::TotalPercent,
        Self::Interval,
        Self::Mean,
        Self::Median,
        Self::StandardDeviation,
        Self::DesignEffect,
        Self::Residual,
        Self::Letters,
        Self::Rest,
        Self::Base,
        Self::Index,
        Self::StandardError,
        Self::WeightedBase,
        Self::EffectiveBase,
        Self::TrimmedMean,
        Self::Nps,
        Self::Top(2),
        Self::Bottom(2),
    ];

    /// The measure that a word names; `%` alone is the column percentage.
    pub fn from_word(word: &str) -> Option<Self> {
        let folded = word.trim().to_lowercase().replace('_', " ").replace("percent", "%");
        if folded == "%" {
            return Some(Self::ColumnPercent);
        }
        for (stem, words) in [("top", &TOP), ("bottom", &BOTTOM)] {
            let Some(number) = folded.strip_prefix(stem).map(|rest| rest.trim_start_matches([' ', '-'])) else {
                continue;
            };
            let number = number.trim_end_matches("box").trim_end_matches([' ', '-']).parse::<u8>().ok()?;
            let is_known = (1..=words.len()).contains(&usize::from(number));
            return is_known.then_some(if stem == "top" { Self::Top(number) } else { Self::Bottom(number) });
        }
        Self::ALL.into_iter().find(|measure| measure.word() == folded)
    }

    /// Whether the table has rows for it, and not figures in the cells of choices.
    pub fn is_of_rows(self) -> bool {
        matches!(
            self,
            Self::Mean
                | Self::Median
                | Self::StandardDeviation
                | Self::Base
                | Self::WeightedBase
                | Self::EffectiveBase
                | Self::TrimmedMean
                | Self::Nps
                | Self::Top(_)
                | Self::Bottom(_)
        )
    }
}

/// How many a figure rests on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Base {
    /// Respondents (or cases).
    pub unweighted: u64,
    /// Sum of their weights; equal to `unweighted` without weights.
    pub weighted: f64,
    /// Kish's effective base, (Σw)²/Σw²; equal to `unweighted` without weights.
    pub effective: f64,
}

impl Base {
    /// A base without weights.
    pub fn unweighted(n: u64) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let exact = n as f64;
        Self { unweighted: n, weighted: exact, effective: exact }
    }
}

/// What a row of the table is; writers set it off accordingly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StubKind {
    /// A heading over the rows that follow (a question, a row of a grid); its cells are empty.
    Heading,
    /// The base of the rows that follow; `count` holds it.
    Base,
    /// A choice.
    Choice,
    /// Several choices taken together.
    Net,
    /// A statistic of a numeric question, scale or ranking (mean, median …): `value` holds it.
    Statistic,
    /// A choice outside the base (not applicable, prefer not to say), listed with its count.
    Aside,
    /// Why others are missing: count only.
    Missing,
    /// The sum.
    Total,
}

/// A row of the stub.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StubRow {
    /// Stable and unique in the table: `involvement.governance.3`.
    pub key: String,
    /// What the reader sees.
    pub label: String,
    /// Indentation, 0 outermost.
    pub level: u8,
    /// What the row is.
    pub kind: StubKind,
    /// Which measure the `value` of a [`StubKind::Statistic`] row is.
    pub statistic: Option<Measure>,
}

/// The key of a column that holds the base of each row, where bases run along the rows (a grid on its own).
pub const BASE_COLUMN: &str = "base";

/// A column of the banner.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BannerColumn {
    /// Stable and unique in the table: `total`, `size.micro`.
    pub key: String,
    /// What the reader sees.
    pub label: String,
    /// Headings above the label, outermost first; neighbours with equal headings share a spanner.
    pub spanners: Vec<String>,
    /// The letter by which significance letters name it.
    pub letter: Option<char>,
    /// The base of the column, where one base holds for all its rows; else each `Base` row says it.
    pub base: Option<Base>,
    /// Where the column holds one statistic of each row (a mean beside the shares of a grid) which one; `value` holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistic: Option<Measure>,
}

/// What stands where a row and a column meet. `None` everywhere: an empty cell.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Cell {
    /// Respondents, cases or mentions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Sum of weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighted: Option<f64>,
    /// 0–100, of the column's base.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column_percent: Option<f64>,
    /// 0–100, of the row's total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row_percent: Option<f64>,
    /// 0–100, of the table's total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_percent: Option<f64>,
    /// Confidence interval of the column percentage, 0–100; of a coefficient, on its own scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<(f64, f64)>,
    /// Column percentage ÷ that of the total × 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<f64>,
    /// Standard error of the column percentage, in points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
    /// The value of a statistic row, or a coefficient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Variance ÷ that of a simple random sample of as many respondents, drawn with replacement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design_effect: Option<f64>,
    /// Adjusted standardised residual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residual: Option<f64>,
    /// Letters of the columns this cell is significantly above; ↑ or ↓ where it differs from everybody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letters: Option<String>,
    /// How far a percentage (in points) or another figure moved from one wave to a later one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<f64>,
    /// Its interval at 95%.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_interval: Option<(f64, f64)>,
    /// The p-value of the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
    /// The comparison with everybody else, where it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<AgainstRest>,
    /// What the figures of this cell rest on; of a change the smaller of its two bases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Base>,
    /// For themes: how many were asked, where that is known; else `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<u64>,
    /// Where a theme stands among all; only rankings have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
}

/// The place of a row among all rows of its column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Rank {
    /// 1 is the first; rows of equal shares have the same.
    pub place: u64,
    /// Whether others have it too.
    pub tied: bool,
    /// Between which places it lies, as far as that can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<(u64, u64)>,
}

impl Rank {
    /// "2", or "2=" of a tie.
    pub fn words(&self) -> String {
        format!("{}{}", self.place, if self.tied { "=" } else { "" })
    }
}

impl Cell {
    /// Whether it holds what is to be said of a change, and no figure of one wave.
    pub fn is_of_change(&self) -> bool {
        self.change.is_some() || self.change_interval.is_some() || self.p.is_some()
    }
}

/// A column against everybody else in the table: the total without the column itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct AgainstRest {
    /// The figure of the column less that of everybody else: points of a percentage, or a difference of means.
    pub difference: f64,
    /// The two-sided p-value.
    pub p: f64,
    /// p corrected over the columns of the row under the same heading.
    pub adjusted: f64,
}

/// A test or a measure of association, with all that is needed to read it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TestResult {
    /// Which: "Fisher’s exact test", "χ² test (no continuity correction)".
    pub name: String,
    /// What against what: "size", "size × sector", a grid row.
    pub of: String,
    /// The test statistic, where the test has one.
    pub statistic: Option<f64>,
    /// What the statistic is called: "χ²", "t", "F".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistic_name: Option<&'static str>,
    /// Degrees of freedom, where it has any; of F those of the groups.
    pub df: Option<f64>,
    /// The degrees of freedom of F within the groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub df_within: Option<f64>,
    /// The p-value; `None` where no test is valid, and `note` says why.
    pub p: Option<f64>,
    /// p corrected over the tests of the table, where a correction was asked for; `notes` of the table say which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjusted: Option<f64>,
    /// Effect size; `effect_name` says which.
    pub effect: Option<f64>,
    /// What the effect size is: "Cramér’s V", "Hedges’ g", "η²".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect_name: Option<&'static str>,
    /// Its interval at 95%, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect_interval: Option<(f64, f64)>,
    /// The difference that is tested, where it is one: the second group less the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
    /// Its interval at 95%.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference_interval: Option<(f64, f64)>,
    /// Why this test, or why none.
    pub note: String,
}

/// Where a table's figures come from, for the manifest and for whoever checks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The file or files, by their names in the study.
    pub sources: Vec<String>,
    /// Questions, codes and attributes used, by id.
    pub uses: Vec<String>,
    /// The filter, as written.
    pub filter: Option<String>,
    /// The weight, by name.
    pub weight: Option<String>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Table {
    /// Unique in the study; the name that report.md uses.
    pub id: String,
    /// What the caption says.
    pub title: String,
    /// The wording of the question, where it is one question.
    pub wording: Option<String>,
    /// What the stub's column is headed, for instance the label of the question.
    pub stub_head: String,
    /// The rows.
    pub stub: Vec<StubRow>,
    /// The columns.
    pub banner: Vec<BannerColumn>,
    /// One row of cells a stub row, one cell a banner column.
    pub cells: Vec<Vec<Cell>>,
    /// What to show in each cell, in this order.
    pub show: Vec<Measure>,
    /// Below this base counts are shown and no percentages ("9 of 14"); up to 99 both; from 100 the percentage may stand alone.
    pub percent_from: u64,
    /// Tests and effect sizes.
    pub tests: Vec<TestResult>,
    /// Footnotes in order: base, weight, test, rounding, what is missing.
    pub notes: Vec<String>,
    /// Where the figures come from.
    pub provenance: Provenance,
}

impl Table {
    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.stub.len().saturating_mul(self.banner.len())
    }

    /// The cell at a row and a column by their keys.
    pub fn cell(&self, row: &str, column: &str) -> Option<&Cell> {
        let row = self.stub.iter().position(|stub| stub.key == row)?;
        let column = self.banner.iter().position(|banner| banner.key == column)?;
        self.cells.get(row)?.get(column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_names_its_measure_and_boxes_take_any_number() {
        for measure in Measure::ALL {
            assert_eq!(Measure::from_word(measure.word()), Some(measure), "{measure:?}");
        }
        assert_eq!(Measure::from_word("Top-3 box"), Some(Measure::Top(3)));
        assert_eq!(Measure::from_word("bottom 1"), Some(Measure::Bottom(1)));
        assert_eq!(
            (Measure::from_word("top"), Measure::from_word("top 0"), Measure::from_word("top 10")),
            (None, None, None)
        );
    }

    #[test]
    fn json_names_measures_as_before() {
        let names: Vec<String> = Measure::ALL.iter().map(|measure| serde_json::to_string(measure).unwrap()).collect();
        assert_eq!(names[..4], ["\"count\"", "\"weighted\"", "\"column_percent\"", "\"row_percent\""]);
        for name in ["\"standard_deviation\"", "\"nps\"", "\"top_2\""] {
            assert!(names.iter().any(|known| known == name), "{name} is not among {names:?}");
        }
    }
}
