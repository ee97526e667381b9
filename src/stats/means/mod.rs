//! Tests of means: from the number, mean and variance of each group.
//!
//! - [`two_means`]: Welch's t, the pooled t, and the t of groups that overlap
//! - [`paired`]: the t of the same people at two times
//! - [`anova`]: one-way analysis of variance, as Fisher's and as Welch's

pub mod anova;
pub mod paired;
pub mod two_means;
