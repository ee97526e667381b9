//! Integration tests: one binary, a module a topic.

mod office;
mod reference;
mod samples;
mod schema;
mod transcripts;
