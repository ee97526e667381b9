//! What the rules propose against what is committed: what is new, what is gone, and which rules changed since.

use std::collections::{BTreeMap, HashMap};

use super::rules::{self, Rules};
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::model::{Codebook, Coding, CodingSource, CodingState, Corpus};

/// What `codings/rules` should hold after the rules have run, and how that differs from what it holds.
#[derive(Debug, Clone, Default)]
pub struct Proposal {
    /// Everything: candidates as the rules are now, and every decision of a person.
    pub codings: Vec<Coding>,
    /// Ids of the candidates that were not there.
    pub new: Vec<String>,
    /// How many candidates were there already.
    pub unchanged: usize,
    /// Candidates that the rules do not propose any more.
    pub gone: Vec<Coding>,
    /// How many are accepted.
    pub accepted: usize,
    /// How many are rejected.
    pub rejected: usize,
    /// By code, what differs.
    pub differs: BTreeMap<String, Difference>,
}

/// How the committed candidates of a code differ from what its rules propose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Difference {
    /// The rules themselves have changed.
    pub changed: bool,
    /// Candidates that were not there.
    pub new: usize,
    /// Candidates that are not proposed any more.
    pub gone: usize,
}

/// Runs the rules against what is committed.
///
/// `committed` are the study's codings, settled on the text as it is; those of other coders are not looked at. What a person
/// accepted or rejected stays so, and the sentences of it are not proposed again.
pub fn propose(rules: &Rules, corpus: &Corpus, committed: &[Coding]) -> Proposal {
    let mut proposal = Proposal::default();
    let mut decided: HashMap<&str, Vec<&Coding>> = HashMap::new();
    let mut candidates: HashMap<Key, &Coding> = HashMap::new();
    for coding in committed.iter().filter(|coding| coding.coder == rules::CODER) {
        match coding.state {
            CodingState::Candidate => {
                candidates.insert(key(coding), coding);
            }
            state => {
                let counted =
                    if state == CodingState::Accepted { &mut proposal.accepted } else { &mut proposal.rejected };
                *counted += 1;
                decided.entry(&coding.document).or_default().push(coding);
                proposal.codings.push(coding.clone());
            }
        }
    }
    let mut taken: std::collections::HashSet<String> = committed
        .iter()
        .filter(|coding| coding.state != CodingState::Candidate)
        .map(|coding| coding.id.clone())
        .collect();
    for mut coding in rules.propose(&corpus.documents, &decided) {
        let before = candidates.remove(&key(&coding));
        match before {
            Some(before) => {
                proposal.unchanged += 1;
                coding.id.clone_from(&before.id);
                coding.memo.clone_from(&before.memo);
                if before.source != coding.source {
                    proposal.differs.entry(coding.code.clone()).or_default().changed = true;
                }
            }
            None => {
                coding.id = free(&coding.id, &taken);
                proposal.differs.entry(coding.code.clone()).or_default().new += 1;
                proposal.new.push(coding.id.clone());
            }
        }
        taken.insert(coding.id.clone());
        proposal.codings.push(coding);
    }
    proposal.gone = committed
        .iter()
        .filter(|coding| candidates.get(&key(coding)).is_some_and(|left| left.id == coding.id))
        .filter(|coding| coding.coder == rules::CODER && coding.state == CodingState::Candidate)
        .cloned()
        .collect();
    for coding in &proposal.gone {
        let difference = proposal.differs.entry(coding.code.clone()).or_default();
        difference.gone += 1;
        difference.changed |= match &coding.source {
            CodingSource::Rule(versions) => !rules.are_current(&coding.code, versions),
            _ => true,
        };
    }
    proposal.codings.sort_by(Coding::order);
    proposal
}

/// What makes two candidates the same: document, span and code.
type Key = (String, usize, usize, String);

fn key(coding: &Coding) -> Key {
    (coding.document.clone(), coding.start, coding.end, coding.code.clone())
}

fn free(id: &str, taken: &std::collections::HashSet<String>) -> String {
    if !taken.contains(id) {
        return id.to_owned();
    }
    (2..=taken.len() + 2).map(|number| format!("{id}-{number}")).find(|id| !taken.contains(id)).unwrap_or_default()
}

/// A warning for each code whose committed candidates are not what its rules propose now. None where no candidates were
/// ever committed.
///
/// # Errors
/// When a rule is broken.
pub fn stale(corpus: &Corpus, codebook: &Codebook, codings: &[Coding]) -> Result<Vec<Diagnostic>> {
    if !codings.iter().any(|coding| coding.coder == rules::CODER) {
        return Ok(Vec::new());
    }
    let proposal = propose(&Rules::new(codebook, &corpus.cases)?, corpus, codings);
    Ok(proposal.differs.iter().map(|(code, difference)| difference.warning(code)).collect())
}

impl Difference {
    fn warning(&self, code: &str) -> Diagnostic {
        let mut parts = Vec::new();
        if self.new > 0 {
            parts.push(format!("{} would be new", candidates(self.new)));
        }
        if self.gone > 0 {
            parts.push(format!("{} would go", candidates(self.gone)));
        }
        if parts.is_empty() {
            parts.push("they would propose the same".to_owned());
        }
        let what = if self.changed {
            format!("the rules of code “{code}” have changed since its candidates were written: {}", parts.join(", "))
        } else {
            format!("the candidates of code “{code}” are not what its rules find now: {}", parts.join(", "))
        };
        Diagnostic::warning(what)
            .in_place(Place::file("codings/rules"))
            .hint("write them again: canvass code (what people accepted or rejected stays)")
    }
}

fn candidates(count: usize) -> String {
    if count == 1 { "1 candidate".to_owned() } else { format!("{count} candidates") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::testing::document;
    use crate::model::{Code, Rule};

    fn book(phrases: &[&str]) -> Codebook {
        let rule = Rule { phrases: phrases.iter().map(|phrase| (*phrase).into()).collect(), ..Rule::default() };
        Codebook {
            codes: vec![Code { id: "funding".into(), rules: vec![rule], ..Code::default() }],
            ..Codebook::default()
        }
    }

    fn corpus() -> Corpus {
        let talk = document("d", &[("P", "Money matters. We sing. Grants help. We eat. Money again.")]);
        Corpus { documents: vec![talk], cases: Vec::new() }
    }

    fn run(book: &Codebook, committed: &[Coding]) -> Proposal {
        propose(&Rules::new(book, &[]).unwrap(), &corpus(), committed)
    }

    #[test]
    fn a_first_run_is_all_new_and_a_second_changes_nothing() {
        let first = run(&book(&["money"]), &[]);
        assert_eq!((first.new.len(), first.unchanged, first.gone.len()), (2, 0, 0));
        let second = run(&book(&["money"]), &first.codings);
        assert_eq!((second.new.len(), second.unchanged, second.gone.len()), (0, 2, 0));
        assert_eq!(second.codings, first.codings);
        assert!(stale(&corpus(), &book(&["money"]), &first.codings).unwrap().is_empty());
    }

    #[test]
    fn a_changed_rule_is_said_with_what_it_would_do() {
        let first = run(&book(&["money"]), &[]);
        let said = stale(&corpus(), &book(&["grant*"]), &first.codings).unwrap();
        assert!(said[0].message.contains("have changed"), "{}", said[0].message);
        assert!(said[0].message.contains("1 candidate would be new, 2 candidates would go"), "{}", said[0].message);
        assert!(stale(&corpus(), &book(&["grant*"]), &[]).unwrap().is_empty());
    }

    #[test]
    fn what_people_decided_stays_and_is_not_proposed_again() {
        let mut committed = run(&book(&["money"]), &[]).codings;
        committed[0].state = CodingState::Rejected;
        committed[1].state = CodingState::Accepted;
        let again = run(&book(&["money", "grant*"]), &committed);
        assert_eq!((again.accepted, again.rejected, again.new.len(), again.unchanged), (1, 1, 1, 0));
        let states: Vec<(&str, CodingState)> =
            again.codings.iter().map(|coding| (coding.exact.as_str(), coding.state)).collect();
        assert_eq!(
            states,
            [
                ("Money matters.", CodingState::Rejected),
                ("Grants help.", CodingState::Candidate),
                ("Money again.", CodingState::Accepted)
            ]
        );
        let none = run(&book(&["nothing"]), &committed);
        assert_eq!(none.codings.len(), 2);
    }
}
