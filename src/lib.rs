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
//! [`coding`] proposes, anchors and retrieves; [`personal`] knows what gives a person away; [`chart`] draws; [`report`] puts a document together; [`writers`] turn
//! one document into many formats; [`sink`] writes them by rename. [`cli`] calls all of them and alone prints.

pub mod chart;
pub mod cli;
pub mod coding;
pub mod diagnostic;
pub mod model;
pub mod number;
pub mod personal;
pub mod prepare;
pub mod readers;
pub mod report;
pub mod sink;
pub mod source;
pub mod stats;
pub mod study;
pub mod tabulate;
pub mod writers;
