//! Integration tests: one binary, a module a topic.

mod samples;
mod schema;
