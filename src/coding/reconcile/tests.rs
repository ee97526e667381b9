//! Two coders on a talk of two turns: what meets, what is decided, what is refused.

use super::super::testing::document;
use super::*;
use crate::model::Code;

struct Study {
    corpus: Corpus,
    codebook: Codebook,
    codings: Vec<Coding>,
    coders: [String; 2],
}

fn study(marks: &[(&str, &str, &str)]) -> Study {
    let talk = document("d", &[("P", "Money is short. Time is short too."), ("P", "People leave us.")]);
    let codings = marks.iter().map(|(coder, code, words)| {
        let start = talk.text[..talk.text.find(words).unwrap()].chars().count();
        let mut coding = Coding {
            id: format!("{coder}-{code}-{start}"),
            code: (*code).into(),
            coder: (*coder).into(),
            ..Coding::default()
        };
        Finder::new(&talk).anchor(&mut coding, start, start + words.chars().count());
        coding
    });
    let codings = codings.collect();
    let code = |id: &str| Code { id: id.into(), name: id.into(), ..Code::default() };
    Study {
        corpus: Corpus { documents: vec![talk], cases: Vec::new() },
        codebook: Codebook { codes: vec![code("money"), code("time"), code("people")], ..Codebook::default() },
        codings,
        coders: ["asha".into(), "tom".into()],
    }
}

impl Study {
    fn meetings(&self) -> Vec<Meeting<'_>> {
        meetings(&self.corpus, &self.codings, &self.coders)
    }

    fn rows(&self) -> Vec<Disagreement> {
        disagreements(&self.corpus, &self.meetings(), &HashMap::from([("money".into(), 0.9), ("time".into(), 0.2)]))
    }

    fn decide(&self, decisions: &[(&str, &str, &str, &str)]) -> Result<Reconciled, Vec<Diagnostic>> {
        let rows: Vec<DecisionRow> = (2..)
            .zip(decisions)
            .map(|(row, (coding, decision, code, words))| DecisionRow {
                row,
                coders: self.coders.clone(),
                coding: (*coding).into(),
                decision: (*decision).into(),
                code: (*code).into(),
                words: (*words).into(),
                reason: "talked".into(),
            })
            .collect();
        decide(&self.corpus, &self.codebook, &self.meetings(), &self.coders, &rows, "s.csv")
    }
}

#[test]
fn nothing_coded_by_both_meets_nothing() {
    assert!(study(&[]).meetings().is_empty());
    assert!(study(&[("asha", "money", "Money")]).meetings().is_empty());
}

#[test]
fn codings_meet_by_the_words_that_they_share_and_the_worst_code_comes_first() {
    let study = study(&[
        ("asha", "money", "Money is short."),
        ("tom", "money", "Money is short."),
        ("asha", "money", "Time is short too."),
        ("tom", "time", "Time is short too."),
        ("asha", "people", "People leave us."),
        ("tom", "people", "People leave"),
        ("tom", "money", "leave"),
    ]);
    let found = study.meetings();
    assert_eq!(found.iter().filter(|meeting| meeting.kind.is_none()).count(), 1);
    let rows = study.rows();
    let what: Vec<String> = rows.iter().map(|row| row.what(&study.coders)).collect();
    assert_eq!(what, ["other code", "only tom", "other words"]);
    assert_eq!(rows[0].context, "Money is short. »Time is short too.«");
}

#[test]
fn decisions_are_taken_and_what_is_left_is_said_and_not_counted() {
    let study = study(&[
        ("asha", "money", "Money is short."),
        ("tom", "money", "Money is short."),
        ("asha", "time", "Time is short too."),
        ("tom", "people", "People leave us."),
    ]);
    let done = study.decide(&[("asha-time-19", "keep asha", "", ""), ("tom-people-42", "", "", "")]).unwrap();
    assert_eq!((done.agreed, done.decided, done.left.len()), (1, 1, 1));
    let states: Vec<CodingState> = done.codings.iter().map(|coding| coding.state).collect();
    assert_eq!(states, [CodingState::Accepted, CodingState::Accepted, CodingState::Candidate]);
    assert_eq!(done.codings[1].memo.as_deref(), Some("Decided: keep asha. talked"));
    assert!(done.log.contains("Decision: keep asha. Reason: talked") && done.log.contains("## Not decided yet"));
    assert_eq!(study.decide(&[("asha-time-19", "keep asha", "", "")]).unwrap(), done, "the same again");
    let other = study.decide(&[("asha-time-19", "other", "money", "Time is short")]).unwrap();
    let made = other.codings.iter().find(|coding| coding.id == "final-asha-time-19").unwrap();
    assert_eq!((made.code.as_str(), made.exact.as_str()), ("money", "Time is short"));
    assert_eq!(study.decide(&[("asha-time-19", "Neither", "", "")]).unwrap().codings.len(), 2);
}

#[test]
fn rows_that_do_not_fit_are_refused_with_their_numbers() {
    let study = study(&[("asha", "time", "Time"), ("tom", "people", "People")]);
    let said = |decisions: &[(&str, &str, &str, &str)]| study.decide(decisions).unwrap_err()[0].message.clone();
    assert!(said(&[("gone", "both", "", "")]).contains("row 2: no disagreement is known"));
    assert!(said(&[("asha-time-19", "perhaps", "", "")]).contains("“perhaps” is no decision"));
    assert!(said(&[("asha-time-19", "both", "", "")]).contains("only one of them"));
    assert!(said(&[("asha-time-19", "keep tom", "", "")]).contains("tom did not code this"));
    assert!(said(&[("asha-time-19", "other", "", "")]).contains("neither another code nor other words"));
    assert!(said(&[("asha-time-19", "other", "", "short")]).contains("stand more than once"));
    assert!(said(&[("asha-time-19", "", "money", "")]).contains("no decision"));
    assert!(said(&[("asha-time-19", "asha", "", ""), ("asha-time-19", "asha", "", "")]).contains("row 3"));
}

#[test]
fn what_was_decided_is_read_back_from_the_log_with_other_codes_and_words() {
    let study = study(&[
        ("asha", "money", "Money is short."),
        ("tom", "time", "Money is short."),
        ("tom", "people", "People leave us."),
    ]);
    let keys: Vec<String> = study.meetings().iter().map(key).collect();
    let done =
        study.decide(&[(&keys[0], "other", "people", "Money is short. Time"), (&keys[1], "neither", "", "")]).unwrap();
    let all: Vec<Coding> = study.codings.iter().chain(&done.codings).cloned().collect();
    let found = before(&study.corpus, &all, &study.meetings(), &study.coders, &done.log);
    let other = &found[&keys[0]];
    assert_eq!(
        (other.decision.as_str(), other.code.as_str(), other.words.as_str()),
        ("other", "people", "Money is short. Time")
    );
    assert_eq!(found[&keys[1]].decision, "neither");
    assert!(before(&study.corpus, &all, &study.meetings(), &study.coders, "").is_empty());
}
