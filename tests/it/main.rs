//! Integration tests: one binary, a module a topic.

mod chart;
mod coding;
mod crosstab;
mod frequencies;
mod office;
mod reference;
mod samples;
mod schema;
mod transcripts;
