//! Guesses at what each speaker is, and labels that may be one person's.

use super::{doubts, labels};
use crate::diagnostic::Diagnostic;
use crate::model::{Document, Role};

/// An interviewer asks in at least this share of their turns …
const ASKS_FROM: f64 = 0.4;

/// … and says at most this share of the words.
const SAYS_UP_TO: f64 = 0.5;

/// How much a speaker asks and says.
struct Share {
    turns: usize,
    asking: usize,
    words: usize,
}

/// Sets roles: as the file states them, as labels say, else the one who asks most and does not say most is the interviewer.
pub(super) fn guess(document: &mut Document, stated: &[(String, Role)]) {
    let known: Vec<Option<Role>> = document
        .speakers
        .iter()
        .map(|speaker| {
            let folded = labels::fold(&speaker.label);
            let written = stated.iter().find(|(label, _)| *label == folded).map(|(_, role)| *role);
            written.or_else(|| labels::role(&speaker.label))
        })
        .collect();
    let shares = shares(document);
    let asker = if known.contains(&Some(Role::Interviewer)) { None } else { asker(&shares, &known) };
    let main = (0..shares.len()).filter(|&speaker| Some(speaker) != asker).max_by_key(|&speaker| shares[speaker].words);
    for (index, speaker) in document.speakers.iter_mut().enumerate() {
        speaker.role = match known[index] {
            Some(role) => role,
            None if asker == Some(index) => Role::Interviewer,
            None if Some(index) != main && only_looks_in(&shares, index, main) => Role::Other,
            None => Role::Participant,
        };
    }
}

fn shares(document: &Document) -> Vec<Share> {
    let mut shares: Vec<Share> = document.speakers.iter().map(|_| Share { turns: 0, asking: 0, words: 0 }).collect();
    for (turn, words) in document.spoken() {
        let Some(share) = turn.speaker.and_then(|speaker| shares.get_mut(speaker)) else { continue };
        share.turns += 1;
        share.asking += usize::from(words.contains(['?', '？']));
        share.words += words.split_whitespace().count();
    }
    shares
}

/// Who asks: of several, the one with the greatest share of asking turns; of equals, the one who says least.
fn asker(shares: &[Share], known: &[Option<Role>]) -> Option<usize> {
    let all: usize = shares.iter().map(|share| share.words).sum();
    if shares.len() < 2 {
        return None;
    }
    let asks = |share: &Share| share.asking as f64 / share.turns.max(1) as f64;
    (0..shares.len())
        .filter(|&speaker| known[speaker].is_none())
        .filter(|&speaker| shares[speaker].turns >= 2 || shares.len() == 2)
        .filter(|&speaker| asks(&shares[speaker]) >= ASKS_FROM)
        .filter(|&speaker| shares[speaker].words as f64 <= all as f64 * SAYS_UP_TO)
        .max_by(|&one, &other| {
            asks(&shares[one])
                .total_cmp(&asks(&shares[other]))
                .then(shares[other].words.cmp(&shares[one].words))
                .then(other.cmp(&one))
        })
}

/// Somebody who comes in and goes: a turn or two, next to nothing beside the one who answers.
fn only_looks_in(shares: &[Share], speaker: usize, main: Option<usize>) -> bool {
    const TURNS: usize = 2;
    const WORDS_OF_A_HUNDRED: usize = 3;
    let Some(main) = main else { return false };
    let others = shares.len();
    let share = &shares[speaker];
    others == 3 && share.turns <= TURNS && share.words * 100 <= shares[main].words * WORDS_OF_A_HUNDRED
}

/// Labels that differ by a letter or two, or by a number that one of them lacks.
pub(super) fn near_duplicates(document: &Document) -> Vec<Diagnostic> {
    let mut noticed = Vec::new();
    let labels: Vec<&str> = document.speakers.iter().map(|speaker| speaker.label.as_str()).collect();
    for (index, one) in labels.iter().enumerate() {
        for other in &labels[index + 1..] {
            if are_near(one, other) {
                noticed.push(Diagnostic::warning(doubts::near(one, other)).hint(
                    "if so, give both the same case in documents.csv; if not, fill in the rows of both in cases.csv",
                ));
            }
        }
    }
    noticed
}

fn are_near(one: &str, other: &str) -> bool {
    const SHORTEST: usize = 5;
    let (one, other) = (labels::fold(one), labels::fold(other));
    let digits = |label: &str| -> String { label.chars().filter(char::is_ascii_digit).collect() };
    let bare = |label: &str| -> String { label.chars().filter(|c| c.is_alphabetic()).collect() };
    let (numbers, letters) = ((digits(&one), digits(&other)), (bare(&one), bare(&other)));
    if letters.0 == letters.1 {
        return numbers.0 == numbers.1 || numbers.0.is_empty() || numbers.1.is_empty();
    }
    // Interviewer and interviewee are a letter apart, and Participant 1 and Participant 2 two people.
    let roles = (labels::role(&one), labels::role(&other));
    if numbers.0 != numbers.1 || (roles.0.is_some() && roles.1.is_some()) {
        return false;
    }
    let shorter = letters.0.chars().count().min(letters.1.chars().count());
    let allowed = if shorter < 8 { 1 } else { 2 };
    shorter >= SHORTEST && strsim::osa_distance(&letters.0, &letters.1) <= allowed
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::source::Source;

    fn roles(text: &str) -> Vec<(String, Role)> {
        let document = read(&Source::from_bytes("a.txt", text)).unwrap().document;
        document.speakers.into_iter().map(|speaker| (speaker.label, speaker.role)).collect()
    }

    #[test]
    fn who_asks_and_does_not_say_most_is_the_interviewer() {
        let found = roles(
            "Dawn: Hello.\n\nRob: What do you do?\n\nDawn: A great deal, every day of the week.\n\nRob: Why?\n\nDawn: Because.\n",
        );
        assert_eq!(found, [("Dawn".into(), Role::Participant), ("Rob".into(), Role::Interviewer)]);
    }

    #[test]
    fn a_lone_speaker_is_a_participant_whatever_they_ask() {
        assert_eq!(roles("Dawn: Why? Why? Why?"), [("Dawn".into(), Role::Participant)]);
    }

    #[test]
    fn labels_that_may_be_one_person_are_pointed_out() {
        assert!(are_near("Interviewee", "Interviewee1"));
        assert!(are_near("Dawn Ashcroft", "Dawn Ashcoft"));
        assert!(are_near("Speaker 1", "Speaker1"));
        for (one, other) in [("Interviewer", "Interviewee"), ("P1", "P2"), ("Ann", "Anne"), ("Rob", "Dawn")] {
            assert!(!are_near(one, other), "{one} {other}");
        }
    }
}
