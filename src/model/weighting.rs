//! How the weights of respondents are come by: `weight` in study.toml.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A question of the export that holds the weights, or how they are made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum WeightSpec {
    /// The id of the question, or of the platform’s own column, that holds them.
    Column(String),
    /// How they are made.
    Made(Weighting),
}

/// Targets of a margin: for each group, by its label or code, how many of the population are in it, or which share.
pub type Targets = BTreeMap<String, f64>;

/// What weights are calibrated to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CalibrationTarget {
    /// The total of a number over the population.
    Total(f64),
    /// How many of the population are in each group, or which share.
    Groups(Targets),
}

/// By which measure calibrated weights stay near those before (Deville and Särndal 1992).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DistanceKind {
    /// Generalised regression (GREG).
    #[default]
    Linear,
    /// Factors above zero, as raking has them.
    Raking,
    /// A logistic curve between the bounds.
    Logit,
}

/// Weights made so that the sample agrees with known margins of the population.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weighting {
    /// The question that holds the weights to begin with, such as those of the design; else all begin with 1.
    #[serde(default)]
    pub from: Option<String>,
    /// The margins: a question, or a group of study.toml, with its targets. `size:region` is both together, with targets such as `"Micro:North"`.
    #[serde(default)]
    pub rake: BTreeMap<String, Targets>,
    /// Calibration in place of raking: margins as for raking, and totals of numbers, `employees = 12000`.
    #[serde(default)]
    pub calibrate: BTreeMap<String, CalibrationTarget>,
    /// By which measure calibrated weights stay near those before: `linear` (the default), `raking` or `logit`.
    #[serde(default)]
    pub distance: Option<DistanceKind>,
    /// The least and the most by which calibration may multiply a weight: `[0.3, 3.0]`.
    #[serde(default)]
    pub bounds: Option<[f64; 2]>,
    /// The least and the most a weight may be, as multiples of the mean weight: `[0.3, 3.0]`.
    #[serde(default)]
    pub trim: Option<[f64; 2]>,
    /// What the weights sum to; not given: the number of respondents, so that the mean weight is 1.
    #[serde(default)]
    pub sum: Option<f64>,
    /// Whether respondents who did not answer one of the questions are left out of weighted tables; else that is an error.
    #[serde(default)]
    pub leave_out_missing: bool,
}
