//! The tables and charts that `study.toml` declares.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{ChartKind, Groups};

/// `[[table]]`
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// The name that report.md uses and the file's name.
    pub id: String,
    /// The caption; else made of the questions.
    #[serde(default)]
    pub title: Option<String>,
    /// Questions or, with `themes = true`, codes and categories (empty: all).
    #[serde(default)]
    pub rows: Vec<String>,
    /// Banners side by side; `size:sector` nests.
    #[serde(default)]
    pub by: Vec<String>,
    /// Rows are codes, cells are cases.
    #[serde(default)]
    pub themes: bool,
    /// With `themes = true`: themes by rank, with ties and intervals.
    #[serde(default)]
    pub rank: bool,
    /// With `themes = true`: who raised a theme when asked about it, and who unasked.
    #[serde(default)]
    pub prompted: bool,
    /// With `themes = true`: what is counted, `people`, `organisations` or `documents`, or how much was said, `turns` or `words`.
    #[serde(default)]
    pub count: Option<String>,
    /// With `themes = true`: which codes meet.
    #[serde(default)]
    pub cooccurrence: bool,
    /// Of codes that meet: in the same `case` (not given), `document`, `turn`, or on the same `words`.
    #[serde(default)]
    pub within: Option<String>,
    /// With `themes = true`: which code comes after which, in the same turn or so many turns of participants later.
    #[serde(default)]
    pub then: Option<usize>,
    /// Of codes that meet or follow one another: only cases of a group, `stakeholder=VCFSE`.
    #[serde(default)]
    pub only: Option<String>,
    /// Of codes that meet or follow one another: only pairs that do so often at least.
    #[serde(default)]
    pub at_least: Option<u64>,
    /// Of codes that meet or follow one another: so many pairs at most; not given: 30.
    #[serde(default)]
    pub limit: Option<usize>,
    /// Of codes that meet: all codes by all codes.
    #[serde(default)]
    pub matrix: bool,
    /// Ranks, or counts turns and words, although the approach has no use for it.
    #[serde(default)]
    pub anyway: bool,
    /// `count`, `column %`, `row %`, `total %`, `interval`, `mean`, `base` …
    #[serde(default)]
    pub show: Vec<String>,
    /// `auto`, `none`, `chi-square`, `yates`, `likelihood-ratio`, `fisher`, `ranks`, `means`, `anova`, `median`, `trend` or `mrcv`; not
    /// given: as `sampling` says.
    #[serde(default)]
    pub test: Option<String>,
    /// What is done about several tests: `none`, `bonferroni`, `holm` or `bh`; not given: as `[report]` says.
    #[serde(default)]
    pub correction: Option<String>,
    /// Whose choices tests and letters follow: `own`, `spss`, `dimensions`, `askia` or `r`; not given: as `[report]` says.
    #[serde(default)]
    pub method: Option<String>,
    /// Shows intervals of this kind: `wilson`, `wilson-corrected`, `exact`, `agresti-coull`, `jeffreys`; as svyciprop of R’s survey `logit`,
    /// `likelihood`, `asin`, `beta`, `mean`; not given: as `[report]` says.
    #[serde(default)]
    pub interval: Option<String>,
    /// Below this base counts only; not given: as `[report]` says.
    #[serde(default)]
    pub percent_from: Option<u64>,
    /// Only those for whom a condition holds: `size in ["Micro", "Small"]`.
    #[serde(default, rename = "where")]
    pub filter: Option<String>,
    /// Choices taken together in rows of their own: `{ "Agree (net)" = ["Agree", "Strongly agree"] }`. A net may hold nets.
    #[serde(default)]
    pub nets: Groups,
    /// What percentages are a share of: `answered` (the default), `asked` or, of several answers, `responses`.
    #[serde(default)]
    pub base: Option<String>,
    /// Reasons for not answering that are in the base all the same: `refused`, `dont-know`, `user`, `not-answered`, `unknown`,
    /// `not-asked`, `not-applicable`.
    #[serde(default)]
    pub base_includes: Vec<String>,
    /// Where the column of everybody stands: `first` (the default), `last` or `none`.
    #[serde(default)]
    pub total: Option<String>,
    /// A grid on its own with its rows across and its scale down.
    #[serde(default)]
    pub transpose: bool,
    /// How quartiles are defined, 1 to 9 after Hyndman and Fan: 7 (the default) as R and Excel, 6 as SPSS.
    #[serde(default)]
    pub quantiles: Option<u8>,
}

/// `[[chart]]`
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChartSpec {
    /// The name that report.md uses and the file's name.
    pub id: String,
    /// The table that is drawn.
    pub table: String,
    /// `bar`, `grouped`, `stacked`, `diverging`, `dot` or `heat`; not given: what fits the table.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub kind: Option<ChartKind>,
    /// The line in bold: best a finding.
    #[serde(default)]
    pub title: Option<String>,
}
