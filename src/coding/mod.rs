//! Coding: rules propose, people decide; anchors keep codings on their words; retrieval finds them again.
//!
//! - [`attribution`](attribution()): who is quoted, in the words that the study allows
//! - [`pseudonym`]: names that outputs must not show

mod attribution;
pub mod pseudonym;

pub use attribution::attribution;
