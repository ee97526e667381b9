//! Coders compared on a talk of four turns.

use super::super::testing::document;
use super::*;
use crate::model::Document;

fn talk() -> Document {
    document("d", &[("Int", "What is hard?"), ("P", "Money. Time is short."), ("Int", "And?"), ("P", "People leave.")])
}

fn coding(document: &Document, coder: &str, code: &str, words: &str) -> Coding {
    let start = document.text[..document.text.find(words).unwrap()].chars().count();
    Coding {
        id: format!("{coder}-{code}-{start}"),
        document: document.id.clone(),
        start,
        end: start + words.chars().count(),
        code: code.into(),
        coder: coder.into(),
        ..Coding::default()
    }
}

fn codebook() -> Codebook {
    let code = |id: &str, parent: Option<&str>| Code {
        id: id.into(),
        name: id.into(),
        parent: parent.map(Into::into),
        ..Code::default()
    };
    Codebook {
        codes: vec![
            code("resources", None),
            code("money", Some("resources")),
            code("time", Some("resources")),
            code("never", None),
        ],
        ..Codebook::default()
    }
}

struct Study {
    corpus: Corpus,
    codebook: Codebook,
    codings: Vec<Coding>,
    coders: Vec<String>,
}

fn study(of: impl Fn(&Document) -> Vec<Coding>) -> Study {
    let talk = talk();
    let codings = of(&talk);
    let corpus = Corpus { documents: vec![talk], cases: Vec::new() };
    Study { corpus, codebook: codebook(), codings, coders: vec!["a".into(), "b".into()] }
}

impl Study {
    fn comparison(&self, unit: UnitKind) -> Comparison<'_> {
        Comparison {
            corpus: &self.corpus,
            codebook: &self.codebook,
            codings: &self.codings,
            coders: &self.coders,
            documents: &[],
            all_documents: false,
            codes: &[],
            level: None,
            unit,
            leave_out_uncoded: false,
        }
    }
}

fn codes(compared: &Compared<'_>, id: &str) -> Vec<u32> {
    let found = compared.codes.iter().find(|row| row.code.id == id).unwrap();
    (0..found.ratings.rows()).flat_map(|row| found.ratings.row(row).to_vec()).collect()
}

#[test]
fn nobody_coded_and_one_who_coded_elsewhere_compare_nothing() {
    let nobody = study(|_| Vec::new());
    let compared = compare(nobody.comparison(UnitKind::Turn));
    assert!(compared.codes.is_empty() && compared.documents.is_empty() && compared.units == 0);
    let one = study(|talk| vec![coding(talk, "a", "money", "Money.")]);
    let compared = compare(one.comparison(UnitKind::Turn));
    assert_eq!((compared.documents.len(), compared.left_out), (0, vec!["d"]));
    let compared = compare(Comparison { all_documents: true, ..one.comparison(UnitKind::Turn) });
    assert_eq!(codes(&compared, "money"), [1, 0, 0, 0]);
}

#[test]
fn units_are_what_participants_say_and_categories_hold_their_codes() {
    let study = study(|talk| {
        vec![
            coding(talk, "a", "money", "Money."),
            coding(talk, "b", "time", "Time"),
            coding(talk, "b", "money", "What"),
        ]
    });
    let turns = compare(study.comparison(UnitKind::Turn));
    assert_eq!(turns.units, 2);
    assert_eq!((codes(&turns, "money"), codes(&turns, "time")), (vec![1, 0, 0, 0], vec![0, 1, 0, 0]));
    assert_eq!(codes(&turns, "resources"), [1, 1, 0, 0], "rolled up they agree");
    assert_eq!((turns.unused.clone(), turns.uncoded, turns.decisions), (vec!["never"], 1, 2));
    let sentences = compare(study.comparison(UnitKind::Sentence));
    assert_eq!(codes(&sentences, "resources"), [1, 0, 0, 1, 0, 0]);
    let rolled = compare(Comparison { level: Some(1), ..study.comparison(UnitKind::Turn) });
    assert_eq!((rolled.codes.len(), rolled.decisions), (1, 1));
    let coded = compare(Comparison { leave_out_uncoded: true, ..study.comparison(UnitKind::Turn) });
    assert_eq!(codes(&coded, "money"), [1, 0]);
    assert_eq!(compare(study.comparison(UnitKind::Document)).units, 1);
}

#[test]
fn characters_are_counted_in_stretches() {
    let study =
        study(|talk| vec![coding(talk, "a", "money", "Money. Time"), coding(talk, "b", "money", "Time is short.")]);
    let compared = compare(study.comparison(UnitKind::Character));
    let money = compared.codes.iter().find(|row| row.code.id == "money").unwrap();
    assert_eq!((compared.units, compared.uncoded), (34, 13));
    let rows: Vec<(Vec<u32>, u64)> =
        (0..money.ratings.rows()).map(|row| (money.ratings.row(row).to_vec(), money.ratings.times(row))).collect();
    assert_eq!(rows, [(vec![1, 0], 7), (vec![1, 1], 4), (vec![0, 1], 10), (vec![0, 0], 13)]);
    let left = compare(Comparison { leave_out_uncoded: true, ..study.comparison(UnitKind::Character) });
    assert_eq!(left.codes[0].ratings.coded_by(2), 21);
}

#[test]
fn rejected_codings_and_candidates_of_people_do_not_count_and_unknown_codes_are_said() {
    let study = study(|talk| {
        let mut rejected = coding(talk, "a", "time", "Time");
        rejected.state = CodingState::Rejected;
        let mut proposed = coding(talk, "b", "time", "Money");
        proposed.state = CodingState::Candidate;
        let mut rule = proposed.clone();
        rule.source = CodingSource::Rule("1".into());
        rule.code = "money".into();
        vec![coding(talk, "a", "money", "Money."), coding(talk, "a", "gone", "Money."), rejected, proposed, rule]
    });
    let compared = compare(study.comparison(UnitKind::Turn));
    assert_eq!(codes(&compared, "money"), [1, 1, 0, 0]);
    assert!(compared.unused.contains(&"time"));
    assert_eq!(compared.unknown["gone"], 1);
}
