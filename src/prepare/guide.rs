//! Which interview question a turn answers, proposed from what the interviewer says; a person's corrections win.
//!
//! A question opens where the interviewer asks it: a marker `[id]` in the turn says so; else words of the question's `cues`.
//! Each question opens once, and the order of the guide decides between several places: those are taken that open most
//! questions in order, and of these the clearest and then the earliest. A question that was put out of order opens too where
//! its match is clear (two of its cues, or a phrase of two words). Turns answer the question that opened last.

use std::collections::BTreeMap;

use crate::model::{Document, Role};

/// An interview question, as far as it matters here.
#[derive(Debug, Clone, Copy)]
pub struct GuideItem<'a> {
    /// The name that turns and tables use.
    pub id: &'a str,
    /// Words and phrases that ask it, without regard to case; a word ending in `*` takes any ending.
    pub cues: &'a [String],
    /// The groups that it is for; empty: all.
    pub groups: &'a [String],
}

/// What a person wrote into documents.csv.
#[derive(Debug, Clone, Copy, Default)]
pub struct Corrections<'a> {
    /// Turns with the question that they and those after them answer, or with none.
    pub questions: &'a [(u32, Option<String>)],
    /// Questions that are known not to have been put.
    pub not_asked: &'a [String],
}

/// What was found out about a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered {
    /// One a turn: the question that it answers; the interviewer's own turns have that which they ask.
    pub questions: Vec<Option<String>>,
    /// Questions known to have been put, or known not to; those of which nobody knows are not in it.
    pub asked: BTreeMap<String, bool>,
    /// The number of the turn in which each question opens, in the order of the guide.
    pub opened: Vec<(String, u32)>,
}

impl Answered {
    /// Writes the questions into the document's turns.
    pub fn apply(&self, document: &mut Document) {
        for (turn, question) in document.turns.iter_mut().zip(&self.questions) {
            turn.question.clone_from(question);
        }
    }

    /// Questions of the guide that were not found and of which nobody has said that they were not put.
    pub fn not_found<'a>(&self, guide: &[GuideItem<'a>], group: Option<&str>) -> Vec<&'a str> {
        guide
            .iter()
            .filter(|item| is_for(item, group) && !self.asked.contains_key(item.id))
            .map(|item| item.id)
            .collect()
    }
}

/// Proposes the question that each turn answers.
///
/// `group` is the stakeholder group of who answers, where it is known: questions that are for other groups are not looked for
/// and count as not asked.
pub fn propose(
    document: &Document,
    guide: &[GuideItem<'_>],
    group: Option<&str>,
    corrections: Corrections<'_>,
) -> Answered {
    let denied = |id: &str| corrections.not_asked.iter().any(|other| other == id);
    let wanted: Vec<usize> =
        (0..guide.len()).filter(|&item| is_for(&guide[item], group) && !denied(guide[item].id)).collect();
    let openings = openings(document, guide, &wanted);
    let mut opens: BTreeMap<u32, Option<String>> =
        openings.iter().map(|&(item, turn)| (document.turns[turn].number, Some(guide[item].id.to_owned()))).collect();
    for (turn, question) in corrections.questions {
        // What a person put in another place is not also where it was guessed to be.
        if question.is_some() {
            opens.retain(|_, opened| opened != question);
        }
        opens.insert(*turn, question.clone());
    }
    let mut current: Option<String> = None;
    let mut answered = Answered::default();
    for turn in &document.turns {
        if let Some(question) = opens.get(&turn.number) {
            current.clone_from(question);
        }
        answered.questions.push(current.clone());
    }
    for item in guide {
        let opening = opens.iter().find(|(turn, question)| {
            question.as_deref() == Some(item.id) && document.turns.iter().any(|known| known.number == **turn)
        });
        match opening {
            Some((turn, _)) => {
                answered.asked.insert(item.id.to_owned(), true);
                answered.opened.push((item.id.to_owned(), *turn));
            }
            None if denied(item.id) || !is_for(item, group) => {
                answered.asked.insert(item.id.to_owned(), false);
            }
            None => {}
        }
    }
    answered
}

/// Whether a question is for a group. Where the group is not known, it is for all.
fn is_for(item: &GuideItem<'_>, group: Option<&str>) -> bool {
    group.is_none_or(|group| item.groups.is_empty() || item.groups.iter().any(|known| known == group))
}

/// How a turn matches a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hit {
    item: usize,
    turn: usize,
    /// Greater is clearer: the words of all cues that match; a marker is clearer than any.
    clarity: u32,
    marked: bool,
}

/// Clear enough to open a question out of the guide's order.
const CLEAR: u32 = 2;
/// The clarity of a marker.
const MARKED: u32 = 100;

fn openings(document: &Document, guide: &[GuideItem<'_>], wanted: &[usize]) -> Vec<(usize, usize)> {
    let mut hits = Vec::new();
    for (turn, (said, words)) in document.spoken().enumerate() {
        if document.role(said) != Role::Interviewer {
            continue;
        }
        let words = Spoken::new(words);
        for &item in wanted {
            if words.has_marker(guide[item].id) {
                hits.push(Hit { item, turn, clarity: MARKED, marked: true });
                continue;
            }
            let clarity = guide[item].cues.iter().map(|cue| words.matches(cue)).sum();
            if clarity > 0 {
                hits.push(Hit { item, turn, clarity, marked: false });
            }
        }
    }
    // Where a question is marked anywhere, cues for it mean nothing; nor do cues for others in a turn that is marked.
    let marks: Vec<Hit> = hits.iter().copied().filter(|hit| hit.marked).collect();
    hits.retain(|hit| hit.marked || !marks.iter().any(|mark| mark.item == hit.item || mark.turn == hit.turn));
    let mut taken = in_order(&hits);
    for hit in hits.iter().filter(|hit| hit.clarity >= CLEAR) {
        if !taken.iter().any(|&(item, turn)| item == hit.item || turn == hit.turn) {
            taken.push((hit.item, hit.turn));
        }
    }
    taken.sort_by_key(|&(_, turn)| turn);
    taken
}

/// The longest run of hits in which both turns and questions go forward; of several the clearest, then the earliest.
fn in_order(hits: &[Hit]) -> Vec<(usize, usize)> {
    #[derive(Clone)]
    struct Best {
        count: usize,
        clarity: u32,
        turns: usize,
        path: Vec<(usize, usize)>,
    }
    let mut best: Vec<Best> = Vec::with_capacity(hits.len());
    let better = |one: &Best, other: &Best| {
        (one.count, one.clarity, std::cmp::Reverse(one.turns))
            > (other.count, other.clarity, std::cmp::Reverse(other.turns))
    };
    for (index, hit) in hits.iter().enumerate() {
        let mut chosen = Best { count: 0, clarity: 0, turns: 0, path: Vec::new() };
        for before in 0..index {
            let goes_forward = hits[before].turn < hit.turn && hits[before].item < hit.item;
            if goes_forward && better(&best[before], &chosen) {
                chosen = best[before].clone();
            }
        }
        chosen.count += 1;
        // Beyond a phrase and a word, more words of the same cues say nothing more.
        chosen.clarity += if hit.marked { MARKED } else { hit.clarity.min(CLEAR + 1) };
        chosen.turns += hit.turn;
        chosen.path.push((hit.item, hit.turn));
        best.push(chosen);
    }
    let mut winner: Option<&Best> = None;
    for candidate in &best {
        if winner.is_none_or(|so_far| better(candidate, so_far)) {
            winner = Some(candidate);
        }
    }
    winner.map(|best| best.path.clone()).unwrap_or_default()
}

/// A turn as words in lower case.
struct Spoken {
    text: String,
    words: Vec<String>,
}

impl Spoken {
    fn new(text: &str) -> Self {
        Self { text: text.to_lowercase(), words: words(text) }
    }

    fn has_marker(&self, id: &str) -> bool {
        self.text.contains(&format!("[{}]", id.to_lowercase()))
    }

    /// How many words of a cue match: all of them, in a row, or none.
    fn matches(&self, cue: &str) -> u32 {
        let wanted: Vec<(String, bool)> = cue
            .split_whitespace()
            .flat_map(|word| {
                let open = word.ends_with('*');
                let parts = words(word);
                let last = parts.len();
                parts.into_iter().enumerate().map(move |(index, part)| (part, open && index + 1 == last))
            })
            .collect();
        if wanted.is_empty() {
            return 0;
        }
        let found = self.words.windows(wanted.len()).any(|window| {
            window.iter().zip(&wanted).all(
                |(word, (part, open))| {
                    if *open { word.starts_with(part.as_str()) } else { word == part }
                },
            )
        });
        if found { u32::try_from(wanted.len()).unwrap_or(u32::MAX) } else { 0 }
    }
}

/// Letters and digits in lower case; an apostrophe of either kind is part of a word.
fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace('’', "'")
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\'').to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Speaker, Turn};

    /// A document of turns; those of “I” are the interviewer's.
    fn document(turns: &[(&str, &str)]) -> Document {
        let speaker = |label: &str, role| Speaker { label: label.into(), case: None, role };
        let mut document = Document {
            speakers: vec![speaker("I", Role::Interviewer), speaker("P", Role::Participant)],
            ..Document::default()
        };
        for (index, (who, words)) in turns.iter().enumerate() {
            let start = document.text.chars().count();
            document.text.push_str(words);
            document.turns.push(Turn {
                number: index as u32 + 1,
                speaker: Some(usize::from(*who == "P")),
                question: None,
                start_time: None,
                start,
                end: document.text.chars().count(),
            });
        }
        document
    }

    fn cues() -> Vec<Vec<String>> {
        [
            vec!["participatory", "involve people in research"],
            vec!["work with"],
            vec!["benefit*", "challenge*"],
            vec!["support"],
        ]
        .into_iter()
        .map(|cues| cues.into_iter().map(str::to_owned).collect())
        .collect()
    }

    fn answers(turns: &[(&str, &str)], corrections: Corrections<'_>) -> (String, BTreeMap<String, bool>) {
        let cues = cues();
        let ids = ["q1", "q2", "q3", "q4"];
        let guide: Vec<GuideItem<'_>> =
            ids.iter().zip(&cues).map(|(id, cues)| GuideItem { id, cues, groups: &[] }).collect();
        let answered = propose(&document(turns), &guide, None, corrections);
        let shown: Vec<&str> = answered.questions.iter().map(|question| question.as_deref().unwrap_or("-")).collect();
        (shown.join(" "), answered.asked)
    }

    #[test]
    fn nothing_asked_is_nothing_known() {
        assert_eq!(answers(&[], Corrections::default()), (String::new(), BTreeMap::new()));
        let (shown, asked) = answers(&[("P", "We work with everybody, for their support")], Corrections::default());
        assert_eq!((shown.as_str(), asked.len()), ("-", 0));
    }

    #[test]
    fn turns_answer_the_question_that_opened_last() {
        let turns = [
            ("I", "Hello"),
            ("P", "Hi"),
            ("I", "Any Participatory work?"),
            ("P", "No"),
            ("I", "Really?"),
            ("P", "Yes"),
            ("I", "And the CHALLENGES?"),
            ("P", "Money"),
        ];
        let (shown, asked) = answers(&turns, Corrections::default());
        assert_eq!(shown, "- - q1 q1 q1 q1 q3 q3");
        assert_eq!(asked.get("q1"), Some(&true));
        assert_eq!(asked.get("q2"), None);
    }

    #[test]
    fn a_cue_too_early_does_not_spoil_the_order() {
        let turns = [
            ("I", "Is there support for participatory work?"),
            ("P", "…"),
            ("I", "Who supports it? What support?"),
            ("P", "…"),
            ("I", "Who do you work with?"),
            ("I", "What benefits?"),
            ("I", "What support do you need?"),
            ("P", "…"),
        ];
        assert_eq!(answers(&turns, Corrections::default()).0, "q1 q1 q1 q1 q2 q3 q4 q4");
    }

    #[test]
    fn a_question_out_of_order_opens_where_its_match_is_clear() {
        let turns =
            [("I", "Benefits?"), ("P", "x"), ("I", "support?"), ("P", "x"), ("I", "Who do you work with?"), ("P", "x")];
        assert_eq!(answers(&turns, Corrections::default()).0, "q3 q3 q4 q4 q2 q2");
        let turns = [
            ("I", "Who do you work with?"),
            ("P", "x"),
            ("I", "support?"),
            ("P", "x"),
            ("I", "Any participatory?"),
            ("P", "x"),
        ];
        assert_eq!(answers(&turns, Corrections::default()).0, "q2 q2 q4 q4 q4 q4");
    }

    #[test]
    fn a_marker_says_so_whatever_the_words() {
        let turns = [("I", "[Q4] What benefits?"), ("P", "x"), ("I", "What support?"), ("P", "x")];
        assert_eq!(answers(&turns, Corrections::default()).0, "q4 q4 q4 q4");
    }

    #[test]
    fn a_persons_corrections_win() {
        let turns = [("I", "Any participatory work?"), ("P", "a"), ("P", "b"), ("I", "What support?"), ("P", "c")];
        let questions = [(3, Some("q2".to_owned())), (5, None)];
        let not_asked = ["q4".to_owned()];
        let (shown, asked) = answers(&turns, Corrections { questions: &questions, not_asked: &not_asked });
        assert_eq!(shown, "q1 q1 q2 q2 -");
        assert_eq!(asked.get("q2"), Some(&true));
        assert_eq!(asked.get("q4"), Some(&false));
        assert_eq!(asked.get("q3"), None);
    }

    #[test]
    fn a_question_for_another_group_is_not_asked() {
        let (cues, groups) = (vec!["budget".to_owned()], vec!["Commissioner".to_owned()]);
        let guide = [GuideItem { id: "q1", cues: &cues, groups: &groups }];
        let document = document(&[("I", "Your budget?"), ("P", "x")]);
        let answered = |group| propose(&document, &guide, group, Corrections::default());
        assert_eq!(answered(Some("VCFSE")).asked.get("q1"), Some(&false));
        assert_eq!(answered(Some("Commissioner")).asked.get("q1"), Some(&true));
        assert_eq!(answered(None).opened, [("q1".to_owned(), 1)]);
    }
}
