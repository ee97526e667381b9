//! Themes: patterns of meaning that a researcher makes of codes. More than a parent code: a claim, with what speaks for it and what against.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All themes, in the order of the file (`themes.toml`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThemeBook {
    /// The themes.
    #[serde(default, rename = "theme")]
    pub themes: Vec<Theme>,
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
