//! Themes: patterns of meaning that a researcher makes of codes. More than a parent code: a claim, with what speaks for it and what against.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All themes, in the order of the file (`themes.toml`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThemeBook {
    /// The themes.
    #[serde(default, rename = "theme")]
    pub themes: Vec<Theme>,
    /// What was chosen as a priority, and why.
    #[serde(default, rename = "priority", skip_serializing_if = "Vec::is_empty")]
    pub priorities: Vec<Priority>,
}

/// An area that was chosen: how often its themes were raised does not choose it, people do, and say why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Priority {
    /// What people call it.
    pub name: String,
    /// The themes, codes or categories it is about.
    #[serde(default)]
    pub themes: Vec<String>,
    /// Why it was chosen, and why before others that were raised more often.
    #[serde(default)]
    pub reason: String,
    /// Who decided, and when.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub decided: String,
}

/// A theme.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Unique among themes and codes: lower-case letters, digits and hyphens.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The central idea: what it says, in a sentence or two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub idea: String,
    /// The codes it is made of, each with all below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Quotations that carry it, by the ids of their codings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub support: Vec<String>,
    /// Quotations that speak against it, by the ids of their codings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<String>,
}

/// A [`Priority`] with what it means in tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// What people call it.
    pub name: String,
    /// The names of its themes.
    pub themes: Vec<String>,
    /// The ids of all codes and themes that it is about, with what lies below them.
    pub rows: BTreeSet<String>,
    /// Why it was chosen.
    pub reason: String,
    /// Who decided, and when.
    pub decided: String,
}
