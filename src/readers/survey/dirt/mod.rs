//! What exports pick up on their way through programs and hands, whatever platform they came from. It is noticed, named with
//! its rows, and left as it is wherever a person has to decide; nothing is dropped.
//!
//! - [`cells`]: before anything is understood: formula masks, garbled letters, headings that stand twice
//! - [`answers`]: once kinds are known: signs for blanks, dates that stand for none, tests, shortened numbers

mod answers;
mod cells;

pub use answers::{notice, take_out_placeholders};
pub use cells::{clean, headings_twice, is_masked};
