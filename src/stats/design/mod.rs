//! Samples that were not drawn one by one with equal chances: figures with the uncertainty that strata, clusters, finite populations and
//! weights leave, as R's survey has them.
//!
//! A filter under a design is a domain: a mask over all rows of the sample. Its rows outside stay, with no influence.
//!
//! - [`sample`]: how the sample was drawn, and what a stratum with a single unit counts for
//! - [`covariance`]: the variance of totals within strata and stages (Taylor linearisation's last step)
//! - [`adjustment`]: what raking, post-stratification and calibration do to variances
//! - [`estimates`]: totals, means, ratios, proportions and means by group, with their covariance
//! - [`effect`]: design effects
//! - [`proportion_interval`]: intervals of a proportion (`svyciprop`)
//! - `profile`: the likelihood interval of a proportion
//! - [`quantile_interval`]: quantiles with Woodruff's interval
//! - [`table`]: the cells of a table with their covariance, by linearisation or replicates
//! - [`rao_scott`]: χ² of a table under a design, and Wald's tests (`svychisq`)
//! - [`domain_means`]: means in parts that may overlap, two of them compared
//! - [`group_tests`]: design-based t test, rank tests and tests of several means
//! - [`replicates`]: variance by replicate weights
//! - [`make_replicates`]: jackknife, balanced half-samples and bootstrap from a design
//! - [`hadamard`]: the matrices that balance half-samples

pub mod adjustment;
pub mod covariance;
pub mod domain_means;
pub mod effect;
pub mod estimates;
pub mod group_tests;
pub mod hadamard;
pub mod make_replicates;
mod profile;
pub mod proportion_interval;
pub mod quantile_interval;
pub mod rao_scott;
pub mod replicates;
pub mod sample;
pub mod table;
