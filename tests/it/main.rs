//! Integration tests: one binary, a module a topic.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests are tests too, which clippy.toml does not know of an integration test"
)]

mod agreement;
mod agreement_reference;
mod anchors;
mod anonymise;
mod architecture;
mod bad_input;
mod chart;
mod checked;
mod codebook;
mod codebook_changes;
mod coding;
mod compare;
mod comparison_properties;
mod comparisons;
mod crosstab;
mod defined_answers;
mod design_reference;
mod design_tables;
mod designs;
mod dirt;
mod effects_reference;
mod exported;
mod folders;
mod frequencies;
mod grid;
mod help;
mod hostile;
mod hostile_tables;
mod import;
mod interval_kinds;
mod interviews_in_a_sheet;
mod languages;
mod limits;
mod manners;
mod marked_copies;
mod mutation;
mod office;
mod open_answers;
mod platforms;
mod projects;
mod projects_of_others;
mod readme;
mod real_exports;
mod reconcile;
mod reference;
mod response;
mod review;
mod reviewed;
mod reviewing;
mod round_trips;
mod rule_test;
mod rules;
mod samples;
mod schema;
mod standing_reference;
mod streamed;
mod tables_for_people;
mod tables_say_who;
mod theme_patterns;
mod transcripts;
mod waves;
