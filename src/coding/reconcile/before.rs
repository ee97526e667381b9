//! What was decided before, read back from the log of decisions and from what is final: a sheet that is written again has it in its cells.

use std::collections::HashMap;

use super::{Meeting, PREFIX, key, known, place};
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
    let lines: Vec<&str> = log.lines().filter(|line| line.starts_with("- ")).collect();
    let mut found = HashMap::new();
    for meeting in meetings.iter().filter(|meeting| meeting.kind.is_some()) {
        let Some(first) = meeting.by.iter().flatten().next() else { continue };
        // A line end in a passage is a blank in the log.
        let known = known(meeting, coders, &place(corpus, first)).replace('\n', " ");
        let Some(rest) = lines.iter().find_map(|line| line.strip_prefix(known.as_str())) else { continue };
        let (what, reason) = match rest.split_once(". Reason: ") {
            Some((what, reason)) => (what, reason),
            None => (rest.trim_end_matches('.'), ""),
        };
        let mut decided = Decided { decision: what.to_owned(), reason: reason.to_owned(), ..Decided::default() };
        if what.starts_with("other") {
            let id = format!("{PREFIX}{}", first.id);
            let Some(last) = codings.iter().find(|coding| coding.id == id) else { continue };
            decided.decision = "other".to_owned();
            if what.starts_with("other code") {
                decided.code.clone_from(&last.code);
            }
            if what.ends_with("other words") {
                decided.words.clone_from(&last.exact);
            }
        }
        found.insert(key(meeting), decided);
    }
    found
}
