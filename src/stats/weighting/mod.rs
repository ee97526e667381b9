//! Weights: what they must be, their sums to the last bit, what they cost, and how they are made.
//!
//! - [`check`]: which weights can be used, and why the others cannot
//! - [`exact_sum`]: a sum that no order of rows changes, of any numbers
//! - [`fixed_point`]: the same as one whole-number addition a cell, for counting
//! - [`effective_base`]: Kish's effective base and design effect
//! - [`moments`]: weighted mean, variance and standard deviation
//! - [`quantile`]: weighted median and quantiles, as survey and as SPSS define them
//! - [`raking`]: weights to margins (iterative proportional fitting), with trimming; cell weighting
//! - [`raking_report`]: what raking came to, and why it did not
//! - [`calibration`]: weights to totals of any variables (Deville and Särndal)

pub mod calibration;
pub mod check;
pub mod effective_base;
pub mod exact_sum;
pub mod fixed_point;
pub mod moments;
pub mod quantile;
pub mod raking;
pub mod raking_report;
