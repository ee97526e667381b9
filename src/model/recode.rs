//! A question made of others: choices put together, numbers cut into bands, a mean over the rows of a grid.

use schemars::JsonSchema;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// `[[recode]]` in study.toml. It says one of `groups`, `bands`, `quantiles`, `part`, `compute` or `where`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recode {
    /// The name that tables, groups and conditions use; no question may have it.
    pub id: String,
    /// What tables call it; else made of what it is.
    #[serde(default)]
    pub label: Option<String>,
    /// The question that `groups`, `bands`, `quantiles` and `part` are made of.
    #[serde(default)]
    pub from: Option<String>,
    /// Choices put together: `{ Small = ["Micro", "Small"], Large = ["Larger charity"] }`. Choices that are not named stay.
    #[serde(default)]
    pub groups: Groups,
    /// What the choices that `groups` does not name become together.
    #[serde(default)]
    pub other: Option<String>,
    /// Where bands of a number begin: `[18, 30, 45]` gives under 18, 18 to 29, 30 to 44, 45 and over.
    #[serde(default)]
    pub bands: Vec<f64>,
    /// Into how many equal parts respondents are cut by a number: 4 for quarters.
    #[serde(default)]
    pub quantiles: Option<u32>,
    /// A part of a date: `year`, `quarter`, `month`, `day`, `weekday` or `hour`.
    #[serde(default)]
    pub part: Option<String>,
    /// A number: `mean(support)`, `2022 - year_of_birth`.
    #[serde(default)]
    pub compute: Option<String>,
    /// A condition; those for whom it holds answer yes.
    #[serde(default, rename = "where")]
    pub condition: Option<String>,
    /// What the bands, quantiles or yes and no are called, in their order.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// Groups of choices in the order in which they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups(pub Vec<(String, Vec<String>)>);

impl Groups {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Groups {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, choices)| (name, choices)))
    }
}

impl<'de> Deserialize<'de> for Groups {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Groups;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("groups such as { Small = [\"Micro\", \"Small\"] }")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Groups, A::Error> {
                let mut groups = Vec::new();
                while let Some(group) = map.next_entry()? {
                    groups.push(group);
                }
                Ok(Groups(groups))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl JsonSchema for Groups {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Groups".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeMap::<String, Vec<String>>::json_schema(generator)
    }
}
