//! Statistics: numbers in, a struct out; one file a method, each with its source. Imports nothing of ours.
//!
//! - [`distributions`]: the distribution functions of the library, wrapped once
//! - [`wilson`]: the interval of a proportion
//! - [`chi_square`]: Pearson's test of independence, Cochran's rule, adjusted residuals
//! - [`fisher`]: the exact test of independence for any table (Fisher–Freeman–Halton)
//! - [`cramers_v`]: the strength of association
//! - [`quantile`]: median, quartiles and their definitions
//! - [`moments`]: mean and standard deviation
//! - [`frequency`]: how often each value occurs, and the mean and variance of a group
//! - [`random`]: random numbers that are the same everywhere
//! - [`means`]: Welch's and the pooled t, overlapping groups, analysis of variance
//! - [`ranks`]: Mann–Whitney, Kruskal–Wallis, the median test, Kendall's τ-b, Jonckheere–Terpstra, Spearman's ρ
//! - [`proportions`]: other intervals, the difference of two, column comparisons (significance letters)
//! - [`effects`]: effect sizes with intervals; [`noncentral`]: the distributions these come from
//! - [`centre`]: intervals of the mean and of the median
//! - [`nps`]: the net promoter score
//! - [`cronbach`]: α of a set of items
//! - [`several_answers`]: questions with several answers against groups and against each other
//! - [`multiplicity`]: corrections for several tests
//! - [`linear_algebra`]: small matrices for covariances and calibration
//! - [`weighting`]: what weights must be, exact sums, effective bases, raking, calibration
//! - [`design`]: strata, clusters, finite populations and replicates; design-based tests
//! - [`agreement`]: intercoder agreement: percent, κ, α, AC1, unitising
//! - [`saturation`]: when interviews stopped to bring new codes
//! - [`standing`]: places by a share, with ties and intervals
//! - [`precision_recall`]: precision, recall and F1 of what was found against what was to be found
//! - [`response`]: response rates by group of a sampling frame; [`outcome_rates`]: those of AAPOR

pub mod agreement;
pub mod centre;
pub mod chi_square;
pub mod cramers_v;
pub mod cronbach;
pub mod design;
pub mod distributions;
pub mod effects;
pub mod fisher;
pub mod frequency;
pub mod linear_algebra;
pub mod means;
pub mod moments;
pub mod multiplicity;
pub mod noncentral;
pub mod nps;
pub mod outcome_rates;
pub mod precision_recall;
pub mod proportions;
pub mod quantile;
pub mod random;
pub mod ranks;
pub mod response;
pub mod saturation;
pub mod several_answers;
pub mod standing;
pub mod weighting;
pub mod wilson;

/// Stands in a column of codes where there is no answer.
pub const MISSING: u32 = u32::MAX;
