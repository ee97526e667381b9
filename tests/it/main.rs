//! Integration tests: one binary, a module a topic.

mod office;
mod samples;
mod schema;
mod transcripts;
