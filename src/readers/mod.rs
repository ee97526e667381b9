//! Many formats in, one model out. A reader takes a [`crate::source::Source`] and returns a value with diagnostics; it
//! opens nothing, prints nothing, and leaves nothing out.
//!
//! - [`survey`]: questionnaire exports → [`crate::model::Survey`]
//! - [`transcript`]: transcripts → [`crate::model::Document`]
//! - [`word`]: Word documents, for both of the next; [`opendocument`] and [`rich_text`]: .odt and .rtf
//! - [`codebook`]: codebooks as sheets
//! - [`project`]: projects of other programs for coding
//! - [`review`]: workbooks in which a person reviewed the data dictionary
//! - [`coding`]: codings by people in Word comments, sheets and JSON lines → marked passages
//! - [`frame`]: the sampling frame, as a plain table
//! - [`ratings`]: what coders said, as a plain table

pub mod codebook;
pub mod coding;
pub mod frame;
mod opendocument;
pub mod project;
pub mod ratings;
pub mod review;
mod rich_text;
pub mod survey;
pub mod transcript;
pub mod word;
