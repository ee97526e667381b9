//! `canvass` turns a questionnaire export and a folder of interview transcripts into a report in which every figure
//! and every quotation can be traced to its source and rebuilt byte for byte.
//!
//! # The way of the data
//!
//! ```text
//! questionnaire export ─┐                                  ┌─ tabulate ─→ Table ─┐
//! transcripts ──────────┼─ Source → readers → model ───────┤                     ├─ report → Report → writers → bytes
//! codebook, codings ────┘            + Diagnostics         └─ coding  ─→ Codings ┘        ↑
//!                                                               chart ←─ Table ───────────┘
//! ```
//!
//! [`source`] opens and decodes; [`readers`] turn many formats into the one [`model`]; [`study`] holds what belongs
//! together; [`prepare`] applies the questionnaire and what is left out; [`tabulate`] counts, [`stats`] judges;
//! [`coding`] proposes, anchors and retrieves, `screen` lets a person decide; [`personal`] knows what gives a person away; [`chart`] draws; [`report`] puts a document together; [`writers`] turn
//! one document into many formats; [`sink`] writes them by rename. [`cli`] calls all of them and alone prints.

pub mod coding;
pub mod diagnostic;
pub mod model;
pub mod number;
pub mod personal;
pub mod readers;
pub mod source;
pub mod study;
pub mod writers;

// What nothing of the above needs: the targets in fuzz/ try readers, and are built without it.
#[cfg(not(fuzzing))]
pub mod chart;
#[cfg(not(fuzzing))]
pub mod cli;
#[cfg(not(fuzzing))]
pub mod prepare;
#[cfg(not(fuzzing))]
pub mod report;
#[cfg(not(fuzzing))]
pub mod screen;
#[cfg(not(fuzzing))]
pub mod sink;
#[cfg(not(fuzzing))]
pub mod stats;
#[cfg(not(fuzzing))]
pub mod tabulate;
