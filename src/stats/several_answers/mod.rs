//! Questions with several answers (MRCV): against groups, and against each other.
//!
//! - [`marginal`]: the summed χ² of Bilder and Loughin, with the corrections of first and second order
//! - [`bootstrap`]: its p by resampling, where counts are small

pub mod bootstrap;
pub mod marginal;
