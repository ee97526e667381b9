//! Conditions for showing a question, as questionnaires write them: `selected(${works_with}, 'adults') and ${age} >= 18` in an
//! XLSForm, `[sex] = "0" and [meds(2)] = "1"` in a REDCap dictionary.
//!
//! A condition is read (`parse`), and worked out for every row of an export where it says no more than its answers tell
//! (`evaluate`). What is beyond that (dates of today, sums, other events) stays unknown and is said.

mod evaluate;
mod parse;

pub use evaluate::{Answers, Field, rows};
pub use parse::parse;

use crate::model::Routing;

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// A comparison of two values.
    Compare(Value, Comparison, Value),
    /// A choice of a multiple response set is ticked, or it is the answer of a single one.
    Ticked(String, String),
    /// Always or never.
    Fixed(bool),
    /// Something that is not worked out here.
    Beyond,
}

/// A value in a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// The answer to a question.
    Answer(String),
    /// How many choices of a question are ticked.
    Count(String),
    /// A text, a code or a number.
    Text(String),
    /// Something that is not worked out here.
    Beyond,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`, `<>`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Condition {
    /// The same as “who chose any of these choices of one question”, where it says no more.
    pub fn as_routing(&self) -> Option<Routing> {
        let (question, choice) = match self {
            Self::Any(parts) => {
                let mut routings = parts.iter().map(Self::as_routing);
                let mut all = routings.next()??;
                for routing in routings {
                    let routing = routing.filter(|routing| routing.question == all.question)?;
                    all.choices.extend(routing.choices);
                }
                return Some(all);
            }
            Self::Ticked(question, choice) => (question, choice),
            Self::Compare(Value::Answer(question), Comparison::Equal, Value::Text(choice))
            | Self::Compare(Value::Text(choice), Comparison::Equal, Value::Answer(question)) => (question, choice),
            _ => return None,
        };
        (!choice.is_empty()).then(|| Routing { question: question.clone(), choices: vec![choice.clone()] })
    }
}
