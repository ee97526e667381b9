//! How respondents were drawn, and out of how many: `design` and `population` in study.toml.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One column, or a list with one for each stage of drawing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Columns {
    /// The id of a question, or of a column of the platform’s own.
    One(String),
    /// One for each stage, the first stage first.
    Stages(Vec<String>),
}

impl Default for Columns {
    fn default() -> Self {
        Self::Stages(Vec::new())
    }
}

impl Columns {
    /// The ids, the first stage first.
    pub fn ids(&self) -> &[String] {
        match self {
            Self::One(id) => std::slice::from_ref(id),
            Self::Stages(ids) => ids,
        }
    }
}

/// What a stratum with a single unit adds to the uncertainty, which cannot be seen from one unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SinglePolicy {
    /// No interval and no test, and the table says which stratum it is.
    #[default]
    Fail,
    /// Nothing, as if the unit had been certain to be drawn.
    Certainty,
    /// Its distance from the centre of all strata: on the safe side.
    Adjust,
    /// As much as the other strata on average.
    Average,
}

impl SinglePolicy {
    /// The words of study.toml and the command line.
    pub const WORDS: [(&'static str, Self); 4] =
        [("fail", Self::Fail), ("certainty", Self::Certainty), ("adjust", Self::Adjust), ("average", Self::Average)];
}

/// How replicate weights were made, which says how far their figures may spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReplicateKind {
    /// Balanced half-samples.
    Brr,
    /// Balanced half-samples after Fay: `rho` says how much of the other half is kept.
    Fay,
    /// The jackknife without strata.
    Jk1,
    /// The jackknife within strata: `scale` or `scales` must be given.
    Jkn,
    /// The bootstrap.
    Bootstrap,
}

/// How the sample was drawn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DesignSpec {
    /// The column of the strata.
    #[serde(default)]
    pub strata: Columns,
    /// The column of the clusters: who has the same value was drawn together.
    #[serde(default)]
    pub cluster: Columns,
    /// The column that says how many units each stratum has in the population, or which share of them was drawn (up to 1).
    #[serde(default)]
    pub fpc: Columns,
    /// What becomes of strata with a single unit.
    #[serde(default)]
    pub single_unit: SinglePolicy,
    /// The columns of replicate weights, as a pattern: `rep_*`.
    #[serde(default)]
    pub replicates: Option<String>,
    /// How the replicate weights were made.
    #[serde(default)]
    pub kind: Option<ReplicateKind>,
    /// What the squared distances of the replicates are multiplied with; not given: as the kind says.
    #[serde(default)]
    pub scale: Option<f64>,
    /// The same for each replicate.
    #[serde(default)]
    pub scales: Option<Vec<f64>>,
    /// Fay’s ρ, from 0 to below 1.
    #[serde(default)]
    pub rho: Option<f64>,
    /// Whether the replicates are factors on the weights and not weights themselves.
    #[serde(default)]
    pub factors: bool,
    /// Whether distances are taken from the figure of the whole sample and not from the mean of the replicates.
    #[serde(default)]
    pub mse: bool,
}

/// How many there are: in all, or group by group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Headcount {
    /// In all.
    All(f64),
    /// Group by group.
    ByGroup(GroupCounts),
}

/// How many there are in each group.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupCounts {
    /// The question, or the group of study.toml.
    pub by: String,
    /// How many are in each group, by its label or code.
    pub groups: BTreeMap<String, f64>,
}
