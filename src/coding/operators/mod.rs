//! Patterns of a rule: words in relation to each other.
//!
//! - [`mod@read`]: `(lack~ OR short) NEAR/4 @money AND NOT time` → a tree
//! - [`mod@evaluate`]: where it is found
//!
//! What a pattern finds are stretches of words, in the manner of Clarke, Cormack and Burkowski (1995, An algebra for structured text
//! search, The Computer Journal 38, 43–56): of two stretches one inside the other only the shorter counts, so that there are never more of
//! them than words, and finding them takes time in proportion to the text.

mod evaluate;
mod read;

pub use evaluate::{Stretch, WordStarts, evaluate};
pub use read::{Leaf, Pattern, read};

/// A pattern or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A phrase or an expression, by its place among the leaves.
    Leaf(usize),
    /// `A OR B`: either.
    Any(Vec<Node>),
    /// `A AND B`: all of them in the same sentence or turn; those with NOT in none.
    All(Vec<Node>),
    /// `NOT A`: not in the same sentence or turn.
    Not(Box<Node>),
    /// `A NEAR/n B`: in any order, with at most so many words between.
    Near(Box<Node>, Box<Node>, usize),
    /// `A THEN/n B THEN/m C`: in this order, with at most so many words between each and the next.
    Then(Vec<Node>, Vec<usize>),
    /// `A NOT NEAR/n B`: A where no B stands with at most so many words between, on either side.
    NotNear(Box<Node>, Box<Node>, usize),
    /// `A NOT THEN/n B`: A where no B follows with at most so many words between.
    NotThen(Box<Node>, Box<Node>, usize),
}

impl Node {
    /// Whether it finds words, and does not only say that there are none.
    pub fn finds(&self) -> bool {
        match self {
            Self::Leaf(_) => true,
            Self::Not(_) => false,
            Self::All(parts) => parts.iter().any(Self::finds),
            Self::Any(parts) | Self::Then(parts, _) => parts.iter().all(Self::finds),
            Self::Near(one, other, _) => one.finds() && other.finds(),
            Self::NotNear(found, ..) | Self::NotThen(found, ..) => found.finds(),
        }
    }

    /// The operators in it, each once, in the order in which they are written.
    pub fn operators(&self) -> Vec<String> {
        let mut all = Vec::new();
        self.name_operators(&mut all);
        all
    }

    fn name_operators(&self, all: &mut Vec<String>) {
        let (names, parts): (Vec<String>, Vec<&Self>) = match self {
            Self::Leaf(_) => return,
            Self::Any(parts) => (vec!["OR".into(); parts.len() - 1], parts.iter().collect()),
            Self::All(parts) => (vec!["AND".into(); parts.len() - 1], parts.iter().collect()),
            Self::Not(part) => {
                all.push("NOT".into());
                (Vec::new(), vec![part])
            }
            Self::Near(one, other, words) => (vec![format!("NEAR/{words}")], vec![one, other]),
            Self::Then(parts, gaps) => {
                (gaps.iter().map(|words| format!("THEN/{words}")).collect(), parts.iter().collect())
            }
            Self::NotNear(one, other, words) => (vec![format!("NOT NEAR/{words}")], vec![one, other]),
            Self::NotThen(one, other, words) => (vec![format!("NOT THEN/{words}")], vec![one, other]),
        };
        let mut names = names.into_iter();
        for part in parts {
            part.name_operators(all);
            all.extend(names.next());
        }
        let mut seen = std::collections::HashSet::new();
        all.retain(|name| seen.insert(name.clone()));
    }
}
