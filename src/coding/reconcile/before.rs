//! What was decided before, read back from the log of decisions and from what is final: a sheet that is written again has it in its cells.

use std::collections::HashMap;

use super::{DECISION, Meeting, PREFIX, REASON, key, known, place};
use crate::model::reconciliation::Decided;
use crate::model::{Coding, Corpus};

/// The decisions that were taken before, by the names of the rows.
pub fn before(
    corpus: &Corpus,
    codings: &[Coding],
    meetings: &[Meeting<'_>],
    coders: &[String; 2],
    log: &str,
) -> HashMap<String, Decided> {
    let decisions = decisions(log);
    let made: HashMap<&str, &Coding> =
        codings.iter().filter_map(|coding| Some((coding.id.strip_prefix(PREFIX)?, coding))).collect();
    let mut found = HashMap::new();
    for meeting in meetings.iter().filter(|meeting| meeting.kind.is_some()) {
        let Some(first) = meeting.by.iter().flatten().next() else { continue };
        // A line end in a passage is a blank in the log.
        let known = known(meeting, coders, &place(corpus, first)).replace('\n', " ");
        let Some(logged) = decisions.get(known.as_str()) else { continue };
        if let Some(decided) = read(logged, made.get(first.id.as_str()).copied()) {
            found.insert(key(meeting), decided);
        }
    }
    found
}

/// What was decided, by what its line of the log begins with; a passage may have the words in it that stand before a decision.
fn decisions(log: &str) -> HashMap<&str, &str> {
    let mut decisions = HashMap::new();
    for line in log.lines().filter(|line| line.starts_with("- ")) {
        for (place, word) in line.match_indices(DECISION) {
            let (known, decided) = line.split_at(place + word.len());
            decisions.entry(known).or_insert(decided);
        }
    }
    decisions
}

/// The cells of the sheet from a line of the log, and from the coding that was made of it.
fn read(logged: &str, made: Option<&Coding>) -> Option<Decided> {
    let (what, reason) = logged.split_once(REASON).unwrap_or((logged.trim_end_matches('.'), ""));
    let mut decided = Decided { decision: what.to_owned(), reason: reason.to_owned(), ..Decided::default() };
    if what.starts_with("other") {
        let made = made?;
        decided.decision = "other".to_owned();
        if what.starts_with("other code") {
            decided.code.clone_from(&made.code);
        }
        if what.ends_with("other words") {
            decided.words.clone_from(&made.exact);
        }
    }
    Some(decided)
}
