//! Tests by ranks, for answers that have an order and no distances. All take values with their counts.
//!
//! - [`ranking`]: the ranks of the answers of several groups, with ties
//! - [`mann_whitney`]: two groups
//! - [`kruskal_wallis`]: several groups
//! - [`median_test`]: several groups, by which side of the common median answers lie
//! - [`kendall`]: two ordered questions (τ-b), and groups in an order (Jonckheere–Terpstra)
//! - [`spearman`]: two ordered questions, by the correlation of ranks

pub mod kendall;
pub mod kruskal_wallis;
pub mod mann_whitney;
pub mod median_test;
pub mod ranking;
pub mod spearman;
