//! Proportions: intervals of one, the difference of two, and the letters of a table's columns.
//!
//! - [`intervals`]: exact, Wilson with continuity correction, Agresti–Coull, Jeffreys
//! - [`difference`]: the difference of two proportions and the odds ratio, with intervals
//! - [`paired`]: two proportions of the same people: McNemar's test and its interval
//! - [`two_by_two`]: Fisher's exact test of two proportions, and the smallest p that it can give
//! - [`columns`]: column comparisons (significance letters), by the rules of several programs

pub mod columns;
pub mod difference;
pub mod intervals;
pub mod paired;
pub mod two_by_two;
