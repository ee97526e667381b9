//! What `study.toml` holds.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::declared::{ChartSpec, TableSpec};
use crate::model::{CountUnit, DesignSpec, FrameSpec, Grouping, Headcount, RankBase, Recode, Sampling, WeightSpec};

/// What belongs together, and what to produce.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyFile {
    /// Title, date and approach.
    pub study: StudySection,
    /// The questionnaire, where there is one.
    #[serde(default)]
    pub survey: Option<SurveySection>,
    /// The interviews, where there are any.
    #[serde(default)]
    pub interviews: Option<InterviewsSection>,
    /// The interview questions in order; the guide of each group may word them differently.
    #[serde(default)]
    pub guide: Vec<GuideQuestion>,
    /// What people took part in, for the table of participants.
    #[serde(default, rename = "activity")]
    pub activities: Vec<Activity>,
    /// Banners by name.
    #[serde(default)]
    pub groups: BTreeMap<String, Grouping>,
    /// Questions made of others.
    #[serde(default, rename = "recode")]
    pub recodes: Vec<Recode>,
    /// Tables to produce.
    #[serde(default, rename = "table")]
    pub tables: Vec<TableSpec>,
    /// Charts to produce.
    #[serde(default, rename = "chart")]
    pub charts: Vec<ChartSpec>,
    /// How the report is made.
    #[serde(default)]
    pub report: ReportSection,
    /// Suppression of small counts: not yet available, so declaring it is an error.
    #[serde(default)]
    #[schemars(skip)]
    pub disclosure: Option<toml::Value>,
}

/// `[study]`
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudySection {
    /// What the report is called.
    pub title: String,
    /// The line below the title.
    #[serde(default)]
    pub subtitle: Option<String>,
    /// Who wrote the report.
    #[serde(default)]
    pub authors: Vec<String>,
    /// What files are dated with, `2022-06-30`; without it 1980-01-01.
    #[serde(default, deserialize_with = "date")]
    #[schemars(with = "Option<String>")]
    pub date: Option<String>,
    /// BCP 47 tag; `en-GB` where nothing is said.
    #[serde(default)]
    pub language: Option<String>,
    /// What counting is fit for: `reflexive`, `codebook`, `framework` or `content`.
    #[serde(default)]
    pub approach: Approach,
}

/// The approach of the analysis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Approach {
    /// Reflexive thematic analysis: themes are made, not found; counting them says little.
    Reflexive,
    /// A codebook agreed beforehand or along the way.
    #[default]
    Codebook,
    /// Framework analysis: case by theme.
    Framework,
    /// Content analysis: what the rules find is counted.
    Content,
}

impl Approach {
    /// Whether what rules propose counts without a person having accepted it.
    pub fn counts_candidates(self) -> bool {
        self == Self::Content
    }
}

/// `[survey]`
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveySection {
    /// The export, exactly as downloaded.
    pub source: String,
    /// The platform, where recognising it needs help.
    #[serde(default)]
    pub platform: Option<String>,
    /// Files that belong to the export: the platform’s definition of the questionnaire, another export of the same survey.
    #[serde(default)]
    pub codebook: Vec<String>,
    /// How respondents came to be asked.
    #[serde(default)]
    pub sampling: Sampling,
    /// Flags whose records are left out: `preview`, `test`, `partial`, `duplicate`, `spam`.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// What each respondent weighs: a question that holds the weights, or how they are made.
    #[serde(default)]
    pub weight: Option<WeightSpec>,
    /// How the sample was drawn: strata, clusters, finite populations, or replicate weights.
    #[serde(default)]
    pub design: Option<DesignSpec>,
    /// How many there are in the population, in all or group by group.
    #[serde(default)]
    pub population: Option<Headcount>,
    /// The sampling frame: who was asked, as a file, for the response rate over all and by group.
    #[serde(default)]
    pub frame: Option<FrameSpec>,
    /// What the wave of this export is called, where there are others.
    #[serde(default)]
    pub wave: Option<String>,
    /// The exports of other waves of the same survey, in their order: they are counted below this one.
    #[serde(default)]
    pub waves: Vec<WaveSection>,
}

/// `[[survey.waves]]`: the export of another wave of the same survey, read by the same questionnaire.toml.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaveSection {
    /// What the wave is called in tables.
    pub name: String,
    /// The export, exactly as downloaded.
    pub source: String,
    /// The platform, where recognising it needs help.
    #[serde(default)]
    pub platform: Option<String>,
    /// Files that belong to the export.
    #[serde(default)]
    pub codebook: Vec<String>,
}

impl SurveySection {
    /// The names of all exports that are counted.
    pub fn sources(&self) -> String {
        let all = std::iter::once(&self.source).chain(self.waves.iter().map(|wave| &wave.source));
        all.map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// What the wave of the first export is called: as the study says, else as its file.
    pub fn first_wave(&self) -> String {
        let file = self.source.rsplit('/').next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        self.wave.clone().unwrap_or_else(|| stem.to_owned())
    }
}

/// `[interviews]`
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InterviewsSection {
    /// The files, as a pattern.
    #[serde(default = "transcripts")]
    pub transcripts: String,
    /// The codebook.
    #[serde(default = "codebook")]
    pub codebook: String,
    /// What a number of people in a table counts.
    #[serde(default)]
    pub count: CountUnit,
    /// Of whom ranks of themes are a share: `all` (the default) or `asked`.
    #[serde(default)]
    pub rank_base: RankBase,
    /// Questions of the questionnaire whose open answers are coded like transcripts: a document a respondent.
    #[serde(default)]
    pub answers: Vec<String>,
    /// Coders whose accepted codings the report counts; nobody named: all.
    #[serde(default)]
    pub coders: Vec<String>,
    /// Documents on which rules are tested against people's codes, and which nobody looks at while writing rules.
    #[serde(default, alias = "held-out")]
    pub held_out: Vec<String>,
    /// What rules must reach there.
    #[serde(default)]
    pub rules: RuleBounds,
}

/// `[interviews.rules]`: below these bounds `check --strict` fails.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleBounds {
    /// Of all that rules find, the least share that people coded too, 0 to 1; over all codes together.
    #[serde(default)]
    pub precision: Option<f64>,
    /// Of all that people coded, the least share that rules find, 0 to 1; over all codes together.
    #[serde(default)]
    pub recall: Option<f64>,
    /// The least F1, 0 to 1; over all codes together.
    #[serde(default)]
    pub f1: Option<f64>,
    /// The same for each code.
    #[serde(default)]
    pub each: CodeBounds,
    /// The same for single codes, which then takes the place of `each`.
    #[serde(default)]
    pub codes: BTreeMap<String, CodeBounds>,
}

/// What the rules of a code must reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeBounds {
    /// The least precision, 0 to 1.
    #[serde(default)]
    pub precision: Option<f64>,
    /// The least recall, 0 to 1.
    #[serde(default)]
    pub recall: Option<f64>,
    /// The least F1, 0 to 1.
    #[serde(default)]
    pub f1: Option<f64>,
}

impl RuleBounds {
    /// What all codes together must reach.
    pub fn together(&self) -> CodeBounds {
        CodeBounds { precision: self.precision, recall: self.recall, f1: self.f1 }
    }

    /// What a code must reach.
    pub fn of(&self, code: &str) -> CodeBounds {
        let own = self.codes.get(code).copied().unwrap_or_default();
        CodeBounds {
            precision: own.precision.or(self.each.precision),
            recall: own.recall.or(self.each.recall),
            f1: own.f1.or(self.each.f1),
        }
    }
}

/// `[[guide]]`: one interview question.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuideQuestion {
    /// The name that turns and tables use.
    pub id: String,
    /// What the report calls it.
    pub title: String,
    /// Words by which an interviewer's turn is recognised as asking it. A marker `[id]` in the turn always is.
    #[serde(default)]
    pub cues: Vec<String>,
    /// The groups that it is for; empty: all.
    #[serde(default)]
    pub groups: Vec<String>,
    /// How it is worded for a group.
    #[serde(default)]
    pub wording: BTreeMap<String, String>,
    /// The codes, categories and themes that it asks about; an empty list: none of them. Where it is left out, nobody knows.
    #[serde(default)]
    pub asks: Option<Vec<String>>,
}

/// `[[activity]]`: a line of the table of participants.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// What people took part in.
    pub title: String,
    /// Where the number comes from: `survey` (responses counted), `interviews` (cases counted); else give `people`.
    #[serde(default)]
    pub count: Option<String>,
    /// With `interviews`: only this group.
    #[serde(default)]
    pub group: Option<String>,
    /// How many, where no file says.
    #[serde(default)]
    pub people: Option<u64>,
    /// Who: "VCFSEs completed", "commissioners".
    #[serde(default)]
    pub who: String,
    /// When, or anything else to say.
    #[serde(default)]
    pub note: Option<String>,
}

/// `[report]`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportSection {
    /// The narrative; without it a topline is made.
    #[serde(default)]
    pub narrative: Option<String>,
    /// Formats to write.
    #[serde(default)]
    pub formats: Formats,
    /// Below this base "9 of 14"; up to 99 "34 of 38 (89%)".
    #[serde(default = "percent_from")]
    pub percent_from: u64,
    /// What is done about several tests: `none`, `bonferroni`, `holm` or `bh`; not given: nothing over a table, Holm over each row of
    /// letters.
    #[serde(default)]
    pub correction: Option<String>,
    /// Whose choices tests and letters follow: `own`, `spss`, `dimensions`, `askia` or `r`.
    #[serde(default)]
    pub method: Option<String>,
    /// Of which kind intervals are where a table shows them; not given: Wilson’s, or on the scale of logits under weights or a design.
    #[serde(default)]
    pub interval: Option<String>,
    /// How many quotations a code shows in a topline.
    #[serde(default = "quotations")]
    pub quotations: usize,
    /// How a quotation is attributed, with `{group}`, `{case}`, `{document}` and any attribute of the case.
    #[serde(default = "attribution")]
    pub attribution: String,
}

/// The formats a report is written in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Formats(pub Vec<String>);

impl Default for Formats {
    fn default() -> Self {
        Self(["docx", "html", "md", "xlsx"].map(str::to_owned).to_vec())
    }
}

impl Default for ReportSection {
    fn default() -> Self {
        Self {
            narrative: None,
            formats: Formats::default(),
            percent_from: percent_from(),
            correction: None,
            method: None,
            interval: None,
            quotations: quotations(),
            attribution: attribution(),
        }
    }
}

fn transcripts() -> String {
    "transcripts/*".into()
}

fn codebook() -> String {
    "codebook.toml".into()
}

fn percent_from() -> u64 {
    crate::number::PERCENT_FROM
}

fn quotations() -> usize {
    3
}

impl ReportSection {
    /// Whether quotations are attributed to organisations by name; else nothing that leaves the study names them.
    pub fn names_organisations(&self) -> bool {
        self.attribution.contains("{organisation}")
    }
}

fn attribution() -> String {
    "{group}".into()
}

/// A TOML date or a text of the same shape.
fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Date(toml::value::Datetime),
        Text(String),
    }
    let text = match Option::<Written>::deserialize(deserializer)? {
        None => return Ok(None),
        Some(Written::Date(date)) => date.to_string(),
        Some(Written::Text(text)) => text,
    };
    let day = text.get(..10).unwrap_or(&text);
    let well_formed = day.len() == 10
        && day.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if well_formed {
        Ok(Some(day.to_owned()))
    } else {
        Err(serde::de::Error::custom(format!("“{text}” is not a date such as 2022-06-30")))
    }
}
