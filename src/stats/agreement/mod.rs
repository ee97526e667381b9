//! Intercoder agreement: how far coders who worked apart did the same.
//!
//! - [`ratings`]: units down, coders across, and what each coder said of each unit
//! - [`percent`], [`cohen`], [`fleiss`], [`gwet`], [`brennan_prediger`]: agreement, raw and corrected for chance
//! - [`krippendorff`]: α for any number of coders, levels of measurement and missing values
//! - [`unitising`]: where coders mark their own units in a text
//! - [`chance`]: what the coefficients by subjects have in common, with Gwet's variances
//! - [`bootstrap`]: intervals by drawing units again

pub mod bootstrap;
pub mod brennan_prediger;
pub mod chance;
pub mod cohen;
pub mod fleiss;
pub mod gwet;
pub mod krippendorff;
pub mod percent;
pub mod ratings;
pub mod unitising;

pub use ratings::Ratings;

use super::wilson::Interval;

/// A coefficient of agreement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// The coefficient: 1 for perfect agreement, 0 for as much as chance would give, below for less.
    pub value: f64,
    /// The agreement that was seen (of α: the disagreement).
    pub observed: f64,
    /// What chance would give (of α: the disagreement).
    pub expected: f64,
    /// The standard error, where the source gives one; `None` too where all pairs agree, because then the data do not show it.
    pub standard_error: Option<f64>,
    /// The analytic interval, cut at −1 and 1.
    pub interval: Option<Interval>,
}

/// Why there is no coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Undefined {
    /// There are fewer than two coders.
    OneCoder,
    /// No unit was coded by two coders.
    NoUnits,
    /// Everybody said the same of every unit: without variation nobody can tell agreement from habit.
    NoVariation,
    /// The values do not fit the level of measurement: a ratio needs values of nought or more.
    Values,
    /// The method takes two coders.
    NotTwoCoders,
    /// One coder marked the same place twice.
    Overlap,
}

impl Undefined {
    /// The reason in words.
    pub fn why(self) -> &'static str {
        match self {
            Self::OneCoder => "there are fewer than two coders",
            Self::NoUnits => "no unit was coded by two coders",
            Self::NoVariation => {
                "all said the same of every unit, and without variation agreement cannot be told from chance"
            }
            Self::Values => "the values do not fit the level of measurement",
            Self::NotTwoCoders => "it is defined for two coders",
            Self::Overlap => "a coder marked the same words twice",
        }
    }
}

/// What an interval leaves out at each end is cut at −1 and 1.
fn cut(value: f64, half: f64) -> Option<Interval> {
    (half.is_finite() && half > 0.0)
        .then(|| Interval { lower: (value - half).max(-1.0), upper: (value + half).min(1.0) })
}

/// Negative nought is nought.
fn tidy(value: f64) -> f64 {
    value + 0.0
}
