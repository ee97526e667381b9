//! Effect sizes with intervals. (Rank-biserial correlation and Cliff's δ: [`super::ranks::mann_whitney`]; odds ratio and difference
//! of proportions: [`super::proportions::difference`]; τ-b and ρ: [`super::ranks`].)
//!
//! - [`association`]: intervals of Cramér's V and φ
//! - [`mean_difference`]: Cohen's d and Hedges' g
//! - [`explained`]: the interval of η²
//! - [`ranks`]: intervals of ε² and τ-b

pub mod association;
pub mod explained;
pub mod mean_difference;
pub mod ranks;
