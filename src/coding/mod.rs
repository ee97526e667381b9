//! Coding: rules propose, people decide; anchors keep codings on their words; retrieval finds them again.
//!
//! - [`positions`], [`fold`]: code points and bytes; spelling that does not matter
//! - [`anchor`], [`nearest`]: where the words of a coding stand after the transcript was edited
//! - [`sentence`], [`sentence_bounds`]: what a sentence is
//! - [`pattern`], [`inflection`], [`expression`]: phrases and regular expressions; [`automaton`]: all of them found in one pass
//! - [`operators`]: words in relation to each other: NEAR, THEN, AND, NOT
//! - [`rules`]: the rules of a codebook → candidates
//! - [`rule_test`]: what the rules find against what people coded
//! - [`proposal`]: what they propose against what is committed
//! - [`store`]: codings as lines of files
//! - [`take`], [`locate`]: passages that people marked → codings
//! - [`agreement`]: codings of several coders → units that can be compared
//! - [`reconcile`]: where two coders differ, and what is final
//! - [`migrate`]: codes renamed, merged, split and retired under their codings
//! - [`foreign`]: projects of other programs laid over a study
//! - [`theme`]: themes as if each were a code
//! - [`retrieve`]: quotations of a code; [`parallel`]: turns beside their translations
//! - [`concordance`]: keyword in context
//! - [`attribution`](attribution()): who is quoted, in the words that the study allows
//! - [`pseudonym`]: names that outputs must not show

// Needs statistics, which the targets of fuzz/ do without.
#[cfg(not(fuzzing))]
pub mod agreement;
pub mod anchor;
mod attribution;
pub mod automaton;
pub mod concordance;
pub mod expression;
pub mod fold;
#[cfg(not(fuzzing))]
pub mod foreign;
pub mod inflection;
pub mod locate;
pub mod migrate;
pub mod nearest;
pub mod operators;
pub mod parallel;
pub mod pattern;
pub mod positions;
pub mod proposal;
pub mod pseudonym;
#[cfg(not(fuzzing))]
pub mod reconcile;
pub mod retrieve;
#[cfg(not(fuzzing))]
pub mod rule_test;
pub mod rules;
pub mod sentence;
mod sentence_bounds;
pub mod store;
pub mod take;
pub mod theme;

pub use anchor::{Finder, Found, Settled, settle};
pub use attribution::attribution;
pub use proposal::{propose, stale};
pub use retrieve::quotations;
pub use rules::Rules;

#[cfg(test)]
pub(crate) mod testing {
    //! Documents for tests.

    use crate::model::{Document, Role, Speaker, Turn};

    /// A document of turns; a speaker whose name begins with “Int” asks.
    pub(crate) fn document(id: &str, turns: &[(&str, &str)]) -> Document {
        let mut document = Document { id: id.into(), file: format!("transcripts/{id}.txt"), ..Document::default() };
        for (index, (label, words)) in turns.iter().enumerate() {
            let known = document.speakers.iter().position(|speaker| speaker.label == *label);
            let speaker = known.unwrap_or_else(|| {
                let role = if label.starts_with("Int") { Role::Interviewer } else { Role::Participant };
                let case = (role == Role::Participant).then(|| id.to_owned());
                document.speakers.push(Speaker { label: (*label).into(), case, role });
                document.speakers.len() - 1
            });
            if index > 0 {
                document.text.push_str("\n\n");
            }
            document.text.push_str(&format!("{label}: "));
            let start = document.text.chars().count();
            document.text.push_str(words);
            let end = document.text.chars().count();
            let number = u32::try_from(index + 1).unwrap();
            document.turns.push(Turn { number, speaker: Some(speaker), question: None, start_time: None, start, end });
        }
        document.hash = hash(&document.text);
        document
    }

    /// Any hash will do, as long as another text has another.
    pub(crate) fn hash(text: &str) -> String {
        use sha2::{Digest, Sha256};
        Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}
