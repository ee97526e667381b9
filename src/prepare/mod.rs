//! Between reading and counting: what is left out, who was asked, weights and recodes.
//!
//! - [`asks`]: which interview questions ask about which theme
//! - [`calibrating`]: weights calibrated to totals
//! - [`compared`]: the waves that are compared, each on its own, and in what their questions differ
//! - [`design`]: how the sample was drawn
//! - [`mod@exclude`]: records that the study leaves out
//! - [`banner`]: the groups that a table is divided by, side by side or nested
//! - [`cases`]: the groups that interviews are divided by
//! - [`expression`]: the language of filters and computed answers
//! - [`guide`]: which interview question a turn answers
//! - [`open_answers`]: what respondents wrote, as documents in the making
//! - [`recode`]: questions made of others
//! - [`response`]: who answered of those who could
//! - [`routing`]: who was asked
//! - [`steps`]: the numbers of a scale
//! - [`view`]: who is in a table, and with which weight
//! - [`weighting`], [`weights`]: the weight of each respondent, from the export or made
//! - [`waves`]: the exports of several waves as one survey

pub mod asks;
pub mod banner;
pub mod calibrating;
pub mod cases;
pub mod compared;
pub mod design;
pub mod exclude;
pub mod expression;
pub mod guide;
pub mod open_answers;
pub mod recode;
pub mod response;
pub mod routing;
pub mod steps;
pub mod view;
pub mod waves;
pub mod weighting;
pub mod weights;

pub use asks::Asks;
pub use banner::{Axis, Banner, Group, Level, Members};
pub use cases::{banner_of_cases, column_of_case};
pub use design::Sample;
pub use exclude::exclude;
pub use routing::Router;
pub use view::{Domain, View};
pub use weights::{Unit, Weights};
