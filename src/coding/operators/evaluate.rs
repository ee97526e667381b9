//! Where a pattern is found: from the places of its words to stretches of the text.

use super::Node;

/// A stretch of text, in bytes, with the words in it that made it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// Where it starts.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The words found, in order.
    pub pieces: Vec<(usize, usize)>,
}

impl Stretch {
    /// Words found by one phrase or expression.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end, pieces: vec![(start, end)] }
    }

    /// From the first to the last of two.
    fn joined(&self, other: &Self) -> Self {
        let mut pieces: Vec<(usize, usize)> = self.pieces.iter().chain(&other.pieces).copied().collect();
        pieces.sort_unstable();
        pieces.dedup();
        Self { start: self.start.min(other.start), end: self.end.max(other.end), pieces }
    }
}

/// Where the words of a text start, in bytes, in order.
#[derive(Debug, Clone, Default)]
pub struct WordStarts(pub Vec<usize>);

impl WordStarts {
    /// How many words start from one byte to before another.
    fn between(&self, from: usize, to: usize) -> usize {
        let before = |byte: usize| self.0.partition_point(|&start| start < byte);
        before(to).saturating_sub(before(from))
    }
}

/// What a part of a pattern comes to in one sentence or turn.
struct Outcome {
    holds: bool,
    stretches: Vec<Stretch>,
}

/// The stretches that a pattern finds in one sentence or turn, in order; of two, one inside the other, the shorter. `leaves` are
/// the places of its phrases and expressions there.
pub fn evaluate(root: &Node, leaves: &[Vec<Stretch>], words: &WordStarts) -> Vec<Stretch> {
    outcome(root, leaves, words).stretches
}

fn outcome(node: &Node, leaves: &[Vec<Stretch>], words: &WordStarts) -> Outcome {
    let of = |node: &Node| outcome(node, leaves, words);
    let stretches = match node {
        Node::Leaf(leaf) => leaves.get(*leaf).cloned().unwrap_or_default(),
        Node::Any(parts) => {
            let outcomes: Vec<Outcome> = parts.iter().map(of).collect();
            let holds = outcomes.iter().any(|part| part.holds);
            let stretches = outcomes.into_iter().flat_map(|part| part.stretches).collect();
            return Outcome { holds, stretches: shortest(stretches) };
        }
        Node::All(parts) => return all(parts.iter().map(of).collect()),
        Node::Not(part) => return Outcome { holds: !of(part).holds, stretches: Vec::new() },
        Node::Near(one, other, most) => near(&of(one).stretches, &of(other).stretches, *most, words),
        Node::Then(parts, gaps) => {
            let parts: Vec<Vec<Stretch>> = parts.iter().map(|part| shortest(of(part).stretches)).collect();
            then(&parts, gaps, words)
        }
        Node::NotNear(found, other, most) => {
            let (found, other) = (of(found).stretches, shortest(of(other).stretches));
            let is_near = |stretch: &Stretch| around(stretch, &other).any(|other| gap(stretch, other, words) <= *most);
            found.into_iter().filter(|stretch| !is_near(stretch)).collect()
        }
        Node::NotThen(found, other, most) => {
            let (found, other) = (of(found).stretches, shortest(of(other).stretches));
            let follows = |stretch: &Stretch| {
                let next = other.get(other.partition_point(|next| next.start < stretch.end));
                next.is_some_and(|next| words.between(stretch.end, next.start) <= *most)
            };
            found.into_iter().filter(|stretch| !follows(stretch)).collect()
        }
    };
    let stretches = shortest(stretches);
    Outcome { holds: !stretches.is_empty(), stretches }
}

/// Drops what has another inside it; in order of their places.
fn shortest(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_by_key(|stretch| (stretch.start, std::cmp::Reverse(stretch.end)));
    let mut kept: Vec<Stretch> = Vec::with_capacity(stretches.len());
    // From behind: whatever ends at or after one that starts later has that one inside.
    while let Some(stretch) = stretches.pop() {
        if kept.last().is_none_or(|later| stretch.end < later.end) {
            kept.push(stretch);
        }
    }
    kept.reverse();
    kept
}

/// All of them, wherever they stand: from the first to the last of each nearest company.
fn all(parts: Vec<Outcome>) -> Outcome {
    if !parts.iter().all(|part| part.holds) {
        return Outcome { holds: false, stretches: Vec::new() };
    }
    let found = parts.into_iter().map(|part| part.stretches).filter(|stretches| !stretches.is_empty());
    let stretches = found.reduce(|one, other| both(&one, &other)).unwrap_or_default();
    Outcome { holds: true, stretches }
}

fn both(one: &[Stretch], other: &[Stretch]) -> Vec<Stretch> {
    let mut joined = Vec::new();
    for (these, those) in [(one, other), (other, one)] {
        for stretch in these {
            let next = those.partition_point(|known| known.start < stretch.start);
            let before = next.checked_sub(1).and_then(|place| those.get(place));
            joined.extend(before.into_iter().chain(those.get(next)).map(|known| stretch.joined(known)));
        }
    }
    shortest(joined)
}

/// One and the other beside it, in any order.
fn near(one: &[Stretch], other: &[Stretch], most: usize, words: &WordStarts) -> Vec<Stretch> {
    let mut joined = Vec::new();
    for stretch in one {
        let after = other.get(other.partition_point(|known| known.start < stretch.end));
        let before = other.partition_point(|known| known.end <= stretch.start).checked_sub(1);
        let before = before.and_then(|place| other.get(place));
        let beside = before.into_iter().chain(after);
        joined.extend(beside.filter(|known| gap(stretch, known, words) <= most).map(|known| stretch.joined(known)));
    }
    shortest(joined)
}

/// One after the other: for each part the nearest before it that goes on a sequence.
fn then(parts: &[Vec<Stretch>], gaps: &[usize], words: &WordStarts) -> Vec<Stretch> {
    let mut parts = parts.iter();
    // The last stretch of each sequence so far with the whole of it. The later a sequence ends the later it starts, so that the last
    // one that fits is the nearest and the shortest.
    let mut open: Vec<(Stretch, usize)> =
        parts.next().map_or_else(Vec::new, |first| first.iter().map(|one| (one.clone(), one.end)).collect());
    for (part, most) in parts.zip(gaps) {
        let mut longer = Vec::new();
        for stretch in part {
            let before = open.partition_point(|(_, end)| *end <= stretch.start).checked_sub(1);
            let Some((sequence, end)) = before.and_then(|place| open.get(place)) else { continue };
            if words.between(*end, stretch.start) <= *most {
                longer.push((sequence.joined(stretch), stretch.end));
            }
        }
        open = longer;
    }
    shortest(open.into_iter().map(|(sequence, _)| sequence).collect())
}

/// Those of a list that may be nearest to a stretch: beside it, or on the same words.
fn around<'a>(stretch: &Stretch, all: &'a [Stretch]) -> impl Iterator<Item = &'a Stretch> {
    let from = all.partition_point(|known| known.end <= stretch.start);
    let to = all.partition_point(|known| known.start < stretch.end);
    all[from.saturating_sub(1)..(to + 1).min(all.len())].iter()
}

/// How many words stand between two; none where they share some.
fn gap(one: &Stretch, other: &Stretch, words: &WordStarts) -> usize {
    if one.end <= other.start {
        words.between(one.end, other.start)
    } else if other.end <= one.start {
        words.between(other.end, one.start)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::read;
    use super::*;
    use crate::coding::operators::Leaf;

    /// What a pattern of single letters finds in a text of letters with blanks between.
    fn found(pattern: &str, text: &str) -> Vec<String> {
        let pattern = read(pattern).unwrap();
        let places = |leaf: &Leaf| match leaf {
            Leaf::Words(word) => {
                text.match_indices(word.as_str()).map(|(at, word)| Stretch::new(at, at + word.len())).collect()
            }
            Leaf::Expression(_) => Vec::new(),
        };
        let leaves: Vec<Vec<Stretch>> = pattern.leaves.iter().map(|(leaf, _)| places(leaf)).collect();
        let starts = WordStarts((0..text.len()).filter(|at| at % 2 == 0).collect());
        evaluate(&pattern.root, &leaves, &starts)
            .into_iter()
            .map(|stretch| stretch.pieces.iter().map(|&(start, end)| &text[start..end]).collect::<Vec<_>>().join(" … "))
            .collect()
    }

    #[test]
    fn nothing_is_found_where_there_is_nothing() {
        for pattern in ["a", "a OR b", "a AND b", "a NEAR/3 b", "a THEN/3 b", "a NOT NEAR/3 b", "a NOT b"] {
            assert!(found(pattern, "").is_empty(), "{pattern}");
        }
    }

    #[test]
    fn words_between_are_counted() {
        assert_eq!(found("a NEAR/0 b", "a b"), ["a … b"]);
        assert_eq!(found("a NEAR/0 b", "b a"), ["b … a"]);
        assert!(found("a NEAR/1 b", "a x x b").is_empty());
        assert_eq!(found("a NEAR/2 b", "a x x b"), ["a … b"]);
        assert!(found("a THEN/2 b", "b x a").is_empty());
        assert_eq!(found("a THEN/1 b", "a x b x a"), ["a … b"]);
        assert_eq!(found("a NEAR/1 b", "a x b x a"), ["a … b", "b … a"]);
        assert!(found("a NEAR/5 a", "a").is_empty());
        assert_eq!(found("a NEAR/5 a", "a a"), ["a … a"]);
    }

    #[test]
    fn a_sequence_finds_its_way_past_what_leads_nowhere() {
        assert_eq!(found("a THEN/3 b THEN/0 c", "a b x b c"), ["a … b … c"]);
        assert!(found("a THEN/0 b THEN/0 c", "a b x b c").is_empty());
        assert_eq!(found("a THEN/5 b THEN/5 c", "a a b b c c"), ["a … b … c"]);
    }

    #[test]
    fn what_must_not_be_there_is_not() {
        assert_eq!(found("a NOT b", "a x a"), ["a", "a"]);
        assert!(found("a NOT b", "a x x x x b").is_empty());
        assert_eq!(found("a NOT NEAR/1 b", "a x b x x a"), ["a"]);
        assert_eq!(found("a NOT THEN/0 b", "a b a x b a"), ["a", "a"]);
        assert!(found("a NOT NEAR/0 a", "a").is_empty());
        assert_eq!(found("a AND NOT (b AND c)", "a b"), ["a"]);
        assert!(found("a AND NOT (b AND c)", "c a b").is_empty());
        assert_eq!(found("a AND (b OR c) AND NOT d", "c x a"), ["c … a"]);
    }

    proptest! {
        #[test]
        fn two_words_are_near_where_a_search_of_all_pairs_finds_them(letters in prop::collection::vec(0..4_u8, 0..24), most in 0..5_usize) {
            let text: Vec<String> = letters.iter().map(|letter| char::from(b'a' + letter).to_string()).collect();
            let text = text.join(" ");
            let at = |letter: u8| -> Vec<usize> { (0..letters.len()).filter(|&place| letters[place] == letter).collect() };
            let is_near = |one: usize, other: usize| one != other && one.abs_diff(other) - 1 <= most;
            let any_near = at(0).iter().any(|&one| at(1).iter().any(|&other| is_near(one, other)));
            prop_assert_eq!(!found(&format!("a NEAR/{most} b"), &text).is_empty(), any_near);
            let any_then = at(0).iter().any(|&one| at(1).iter().any(|&other| one < other && is_near(one, other)));
            prop_assert_eq!(!found(&format!("a THEN/{most} b"), &text).is_empty(), any_then);
            let chain = at(0).iter().any(|&one| at(1).iter().any(|&two| one < two && is_near(one, two)
                && at(2).iter().any(|&three| two < three && is_near(two, three))));
            prop_assert_eq!(!found(&format!("a THEN/{most} b THEN/{most} c"), &text).is_empty(), chain);
            let alone = at(0).iter().filter(|&&one| !at(1).iter().any(|&other| is_near(one, other))).count();
            prop_assert_eq!(found(&format!("a NOT NEAR/{most} b"), &text).len(), alone);
            let followed = at(0).iter().filter(|&&one| !at(1).iter().any(|&other| one < other && is_near(one, other))).count();
            prop_assert_eq!(found(&format!("a NOT THEN/{most} b"), &text).len(), followed);
        }

        #[test]
        fn operators_keep_the_laws_of_logic(letters in prop::collection::vec(0..3_u8, 0..12)) {
            let text: Vec<String> = letters.iter().map(|letter| char::from(b'a' + letter).to_string()).collect();
            let text = text.join(" ");
            prop_assert_eq!(found("NOT NOT a", &text), found("a", &text));
            prop_assert_eq!(found("a AND b", &text), found("b AND a", &text));
            prop_assert_eq!(found("a OR b", &text), found("b OR a", &text));
            prop_assert_eq!(found("a NEAR/2 b", &text), found("b NEAR/2 a", &text));
            prop_assert_eq!(found("c NOT (a OR b)", &text), found("c AND NOT a AND NOT b", &text));
            prop_assert_eq!(found("c NOT (a AND b)", &text).is_empty(), found("c NOT a OR c NOT b", &text).is_empty());
        }
    }
}
