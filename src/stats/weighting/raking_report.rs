//! What raking came to, with numbers, and why it did not.
//!
//! # What it measures
//! For every category of every margin what was wanted, what there was before and what there is now; what the weights have become, and what
//! they cost.
//!
//! # Formula
//! The deviation of a category is |achieved − target| ÷ target.
//!
//! # Assumptions
//! None.
//!
//! # Reference
//! Battaglia, M. P., Hoaglin, D. C. and Frankel, M. R. (2009). Practical considerations in raking survey data. Survey Practice 2(5).

use super::check::WeightCheck;
use super::effective_base::EffectiveBase;

/// One category of a margin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CategoryReport {
    /// Respondents in it whose weight is above zero.
    pub respondents: u64,
    /// The sum of their weights before.
    pub before: f64,
    /// What the sum was to become.
    pub target: f64,
    /// What it has become.
    pub achieved: f64,
}

/// One margin.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginReport {
    /// Its categories in their order.
    pub categories: Vec<CategoryReport>,
    /// The largest relative deviation from a target.
    pub largest_deviation: f64,
}

/// The outcome of raking.
#[derive(Debug, Clone, PartialEq)]
pub struct Raking {
    /// The new weights, one a row; a row without a weight before has 0.
    pub weights: Vec<f64>,
    /// How many times all margins were gone through, over all rounds.
    pub iterations: usize,
    /// Whether every target was reached within the tolerance, and every weight within the bounds.
    pub converged: bool,
    /// The largest relative deviation of any category.
    pub largest_deviation: f64,
    /// The margins in their order.
    pub margins: Vec<MarginReport>,
    /// The smallest weight above zero.
    pub smallest: f64,
    /// The largest weight.
    pub largest: f64,
    /// The smallest factor by which a weight was changed.
    pub smallest_factor: f64,
    /// The largest factor.
    pub largest_factor: f64,
    /// The effective base, the design effect of the weights and their efficiency.
    pub effective: EffectiveBase,
    /// The same before raking.
    pub effective_before: EffectiveBase,
    /// How many rounds of cutting weights and raking again there were.
    pub rounds: usize,
    /// How many weights stand at a bound.
    pub trimmed: u64,
    /// Rows left out because their weight was zero or missing.
    pub without_weight: u64,
}

/// Why there are no weights.
#[derive(Debug, Clone, PartialEq)]
pub enum RakingError {
    /// No row, no margin, or a margin with another number of rows than there are weights.
    Shape {
        /// Rows of weights.
        rows: usize,
        /// The margin that does not fit, if there is one.
        margin: Option<usize>,
    },
    /// The weights before cannot be used.
    Weights(Box<WeightCheck>),
    /// A target that is negative or no number.
    Target {
        /// The margin.
        margin: usize,
        /// The category.
        category: usize,
        /// What was given.
        target: f64,
    },
    /// Respondents without a category in a margin: nobody knows how to weight them.
    Missing {
        /// The margin.
        margin: usize,
        /// How many.
        rows: u64,
        /// The first row.
        first: usize,
    },
    /// Respondents in a category for which there is no target.
    WithoutTarget {
        /// The margin.
        margin: usize,
        /// The code of the category.
        category: u32,
        /// How many.
        rows: u64,
    },
    /// A target above zero for a category in which there is nobody: no weights can reach it.
    Empty {
        /// The margin.
        margin: usize,
        /// The category.
        category: usize,
        /// Its target.
        target: f64,
    },
    /// A target of zero for a category in which there are respondents.
    ZeroTarget {
        /// The margin.
        margin: usize,
        /// The category.
        category: usize,
        /// How many respondents it would leave without a weight.
        rows: u64,
    },
    /// The targets of two margins sum to different populations.
    Disagree {
        /// The margin that differs from the first.
        margin: usize,
        /// Its sum.
        sum: f64,
        /// The sum of the first.
        first: f64,
    },
    /// Bounds that no weights can keep: not 0 ≤ lower < 1 < upper.
    Bounds {
        /// The lower.
        lower: f64,
        /// The upper.
        upper: f64,
    },
    /// The targets were not reached in the iterations allowed; the report says how far off they are.
    NotConverged(Box<Raking>),
}
