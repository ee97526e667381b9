//! Between reading and counting: what is left out, who was asked, weights and recodes.
//!
//! - [`mod@exclude`]: records that the study leaves out
//! - [`banner`]: the groups that a table is divided by, side by side or nested
//! - [`cases`]: the groups that interviews are divided by
//! - [`guide`]: which interview question a turn answers
//! - [`open_answers`]: what respondents wrote, as documents in the making
//! - [`routing`]: who was asked

pub mod banner;
pub mod cases;
pub mod exclude;
pub mod guide;
pub mod open_answers;
pub mod routing;

pub use banner::{Axis, Banner, Group, Level, Members};
pub use cases::{banner_of_cases, column_of_case};
pub use exclude::exclude;
pub use routing::Router;
