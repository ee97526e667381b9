//! Cases, not mentions; corner cases first.

use std::collections::BTreeMap;

use super::super::{Groupings, Request, Themes, themes};
use crate::model::{
    Case, Code, Codebook, Coding, CodingState, Corpus, CountUnit, Document, Grouping, Role, Rule, Speaker, StubKind,
    Table, Turn,
};
use crate::prepare::Asks;

pub struct Study {
    pub corpus: Corpus,
    pub codebook: Codebook,
    pub codings: Vec<Coding>,
    pub asked: BTreeMap<(String, String), bool>,
    pub asks: Asks,
    count: CountUnit,
}

fn code(id: &str, parent: Option<&str>) -> Code {
    Code { id: id.into(), name: id.to_uppercase(), parent: parent.map(str::to_owned), ..Code::default() }
}

fn case(id: &str, group: &str, organisation: &str) -> Case {
    Case { id: id.into(), group: Some(group.into()), organisation: Some(organisation.into()), ..Case::default() }
}

/// A document of ten letters a turn: the interviewer, then each of the cases.
pub fn document(id: &str, cases: &[&str]) -> Document {
    let speaker =
        |label: &str, case: Option<&str>, role| Speaker { label: label.into(), case: case.map(str::to_owned), role };
    let mut speakers = vec![speaker("I", None, Role::Interviewer)];
    speakers.extend(cases.iter().map(|case| speaker(case, Some(case), Role::Participant)));
    let turn = |place: usize| Turn {
        number: place as u32 + 1,
        speaker: Some(place),
        question: None,
        start_time: None,
        start: place * 10,
        end: place * 10 + 10,
    };
    let turns = (0..speakers.len()).map(turn).collect();
    Document { id: id.into(), speakers, turns, text: "x".repeat(100), ..Document::default() }
}

/// A coding in the turn of the interviewer (0) or of the first, second … case.
pub fn coding(document: &str, turn: usize, code: &str) -> Coding {
    Coding {
        document: document.into(),
        start: turn * 10 + 2,
        end: turn * 10 + 5,
        code: code.into(),
        ..Coding::default()
    }
}

pub fn study() -> Study {
    Study {
        corpus: Corpus {
            documents: vec![document("d1", &["a"]), document("d2", &["b", "c"]), document("d3", &["d"])],
            cases: vec![
                case("a", "VCFSE", "One"),
                case("b", "VCFSE", "Two"),
                case("c", "VCFSE", "Two"),
                case("d", "Council", "City"),
            ],
        },
        codebook: Codebook {
            codes: vec![
                code("support", None),
                code("funding", Some("support")),
                code("training", Some("support")),
                code("joy", None),
            ],
            ..Codebook::default()
        },
        codings: vec![
            coding("d1", 1, "funding"),
            coding("d1", 1, "funding"),
            coding("d1", 1, "training"),
            coding("d2", 1, "training"),
            coding("d2", 2, "training"),
            coding("d3", 1, "joy"),
        ],
        asked: BTreeMap::new(),
        asks: Asks::default(),
        count: CountUnit::Person,
    }
}

impl Study {
    pub fn themes(&self) -> Themes<'_> {
        Themes {
            corpus: &self.corpus,
            codebook: &self.codebook,
            codings: &self.codings,
            candidates_count: false,
            count: self.count,
            asked: &self.asked,
            asks: &self.asks,
        }
    }

    fn table(&self, rows: &[&str], by: &[&str]) -> (Table, Vec<crate::diagnostic::Diagnostic>) {
        let asks = Asks::find(std::iter::empty(), &self.codebook, &[]);
        let data = Themes { asks: &asks, ..self.themes() };
        let grouping = Grouping {
            case: Some("group".into()),
            order: vec!["Council".into(), "VCFSE".into()],
            ..Grouping::default()
        };
        let request = Request {
            id: "t".into(),
            rows: rows.iter().map(|row| (*row).to_owned()).collect(),
            by: by.iter().map(|by| (*by).to_owned()).collect(),
            ..Request::default()
        };
        themes(data, &Groupings::from([("stakeholder".to_owned(), grouping)]), &request).unwrap()
    }
}

fn counts(table: &Table, key: &str) -> Vec<u64> {
    let place = table.stub.iter().position(|row| row.key == key).unwrap_or_else(|| panic!("no row {key}"));
    table.cells[place].iter().map(|cell| cell.count.unwrap()).collect()
}

#[test]
fn a_study_without_documents_or_codes_is_an_empty_table() {
    let mut study = study();
    study.corpus.documents.clear();
    let (table, noticed) = study.table(&[], &["stakeholder"]);
    assert_eq!(counts(&table, "base"), [0, 0, 0]);
    assert!(table.cells.iter().flatten().all(|cell| cell.column_percent.is_none()));
    assert!(noticed.iter().any(|diagnostic| diagnostic.message.contains("4 cases have no document")));
    study.corpus = Corpus::default();
    study.codebook = Codebook::default();
    study.codings.clear();
    let (table, noticed) = study.table(&[], &[]);
    assert_eq!((table.stub.len(), noticed.len()), (1, 0));
}

#[test]
fn cases_are_counted_and_not_mentions_and_a_category_is_their_union() {
    let (table, noticed) = study().table(&[], &["stakeholder"]);
    let columns: Vec<_> = table.banner.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(columns, ["total", "stakeholder.council", "stakeholder.vcfse"]);
    assert_eq!(counts(&table, "base"), [4, 1, 3]);
    assert_eq!(counts(&table, "funding"), [1, 0, 1]);
    assert_eq!(counts(&table, "training"), [3, 0, 3]);
    assert_eq!(counts(&table, "support"), [3, 0, 3]);
    assert_eq!(counts(&table, "joy"), [1, 1, 0]);
    let support = table.stub.iter().find(|row| row.key == "support").unwrap();
    let funding = table.stub.iter().find(|row| row.key == "funding").unwrap();
    assert_eq!((support.kind, support.level, funding.kind, funding.level), (StubKind::Net, 0, StubKind::Choice, 1));
    assert!(table.percent_from >= 100);
    assert!(table.tests.is_empty() && noticed.is_empty(), "{noticed:?}");
}

#[test]
fn an_organisation_counts_once_however_many_of_its_people_spoke() {
    let study = Study { count: CountUnit::Organisation, ..study() };
    let (table, _) = study.table(&[], &["stakeholder"]);
    assert_eq!(counts(&table, "base"), [3, 1, 2]);
    assert_eq!(counts(&table, "training"), [2, 0, 2]);
}

#[test]
fn words_of_two_people_of_one_organisation_count_in_the_group_of_each() {
    let mut study = study();
    study.count = CountUnit::Organisation;
    study.corpus.cases[2].group = Some("Council".into());
    // From the words of b into those of c.
    study.codings = vec![Coding { end: 25, ..coding("d2", 1, "joy") }];
    let (table, _) = study.table(&["joy"], &["stakeholder"]);
    assert_eq!(counts(&table, "joy"), [1, 1, 1]);
}

#[test]
fn a_document_counts_once_and_a_translation_with_its_original() {
    let mut study = Study { count: CountUnit::Document, ..study() };
    study.corpus.documents.push(Document { translation_of: Some("d3".into()), ..document("d3-en", &["d"]) });
    study.codings.push(coding("d3-en", 1, "joy"));
    let (table, _) = study.table(&[], &["stakeholder"]);
    assert_eq!(counts(&table, "base"), [3, 1, 2]);
    assert_eq!(counts(&table, "joy"), [1, 1, 0]);
    assert_eq!(counts(&table, "training"), [2, 0, 2]);
}

#[test]
fn words_of_the_interviewer_candidates_and_rejected_codings_do_not_count() {
    let mut study = study();
    study.codings = vec![coding("d1", 0, "joy")];
    study.codings.push(Coding { state: CodingState::Candidate, ..coding("d1", 1, "joy") });
    study.codings.push(Coding { state: CodingState::Rejected, ..coding("d1", 1, "joy") });
    let (table, noticed) = study.table(&["joy"], &[]);
    assert_eq!(counts(&table, "joy"), [0]);
    assert!(noticed[0].message.contains("1 coding proposed by rules"), "{noticed:?}");
}

#[test]
fn retired_codes_are_left_out_and_replaced_ones_count_for_their_successor() {
    let mut study = study();
    study.codebook.codes[2].status = Some("retired".into());
    study.codebook.codes[1].replaces = vec!["money".into()];
    study.codings.push(coding("d3", 1, "money"));
    study.codings.push(coding("d3", 1, "never-heard-of"));
    let (table, noticed) = study.table(&[], &[]);
    assert!(table.stub.iter().all(|row| row.key != "training"));
    assert_eq!(counts(&table, "funding"), [2]);
    assert_eq!(counts(&table, "support"), [2]);
    assert!(noticed.iter().any(|diagnostic| diagnostic.message.contains("never-heard-of")));
    assert!(table.notes.iter().any(|note| note.contains("1 retired code")));
}

#[test]
fn who_was_asked_is_shown_only_where_it_is_known_of_all() {
    let mut study = study();
    study.codebook.codes[1].rules = vec![Rule { questions: vec!["needs".into()], ..Rule::default() }];
    let put = |document: &str, put: bool| ((document.to_owned(), "needs".to_owned()), put);
    study.asked = BTreeMap::from([put("d1", false), put("d2", false)]);
    study.codings = Vec::new();
    let (table, _) = study.table(&["funding"], &["stakeholder"]);
    assert_eq!(table.cell("funding", "stakeholder.vcfse").unwrap().asked, Some(0));
    // Whoever raised a theme unasked counts as asked, so that nobody reads "1 of 0".
    study.codings = vec![coding("d1", 1, "funding")];
    let (table, _) = study.table(&["funding", "joy"], &["stakeholder"]);
    let asked = |key: &str, column: &str| table.cell(key, column).unwrap().asked;
    assert_eq!(asked("funding", "total"), None);
    assert_eq!(asked("funding", "stakeholder.vcfse"), Some(1));
    assert_eq!(asked("joy", "stakeholder.vcfse"), None);
}

#[test]
fn a_document_without_a_case_counts_as_one_in_the_total_only() {
    let mut study = study();
    study.corpus.documents.push(Document { speakers: Vec::new(), turns: Vec::new(), ..document("story", &[]) });
    study.codings.push(coding("story", 1, "joy"));
    let (table, noticed) = study.table(&["joy"], &["stakeholder"]);
    assert_eq!(counts(&table, "base"), [5, 1, 3]);
    assert_eq!(counts(&table, "joy"), [2, 1, 0]);
    assert!(noticed[0].message.contains("story"));
    assert!(table.notes.iter().any(|note| note.contains("1 of the base stands in no column")));
}

#[test]
fn groups_nest_and_an_unknown_one_is_suggested() {
    let (table, _) = study().table(&["joy"], &["stakeholder:organisation"]);
    let labels: Vec<_> = table.banner.iter().map(|column| column.label.as_str()).collect();
    assert_eq!(labels, ["Total", "City", "One", "Two"]);
    assert_eq!(counts(&table, "base"), [4, 1, 1, 2]);
    let study = study();
    let data = study.themes();
    let by = Request { by: vec!["grop".into()], ..Request::default() };
    assert_eq!(themes(data, &Groupings::new(), &by).unwrap_err().hint_text(), Some("did you mean “group”?"));
    let rows = Request { rows: vec!["fundng".into()], ..Request::default() };
    assert_eq!(themes(data, &Groupings::new(), &rows).unwrap_err().hint_text(), Some("did you mean “funding”?"));
}

#[test]
fn a_codebook_that_goes_in_a_circle_ends() {
    let mut study = study();
    study.codebook.codes[0].parent = Some("funding".into());
    let (table, _) = study.table(&["support"], &[]);
    assert!(table.stub.len() < 5);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    #[test]
    fn a_category_is_the_union_of_its_codes(
        marks in proptest::collection::vec((0_usize..3, 1_usize..3, 0_usize..4), 0..12),
    ) {
        let mut study = study();
        let codes = ["support", "funding", "training", "joy"];
        study.codings = marks
            .iter()
            .map(|&(place, turn, code)| {
                let document = &study.corpus.documents[place];
                coding(&document.id, turn.min(document.speakers.len() - 1), codes[code])
            })
            .collect();
        let (table, _) = study.table(&[], &["stakeholder"]);
        let raised = |ids: &[&str]| {
            let cases = study.codings.iter().filter(|coding| ids.contains(&coding.code.as_str())).map(|coding| {
                let document = study.corpus.document(&coding.document).unwrap();
                document.case(document.turn_at(coding.start).unwrap()).unwrap().to_owned()
            });
            cases.collect::<std::collections::BTreeSet<_>>().len() as u64
        };
        proptest::prop_assert_eq!(counts(&table, "support")[0], raised(&["support", "funding", "training"]));
        proptest::prop_assert_eq!(counts(&table, "joy")[0], raised(&["joy"]));
    }
}
