//! What the rules find against what people coded: unit by unit, code by code.
//!
//! The rules run as if nobody had decided anything, so that what people accepted or rejected of their candidates does not help them.

use super::agreement::{Comparison, UnitKind, compare};
use super::rules::{CODER, Rules};
use crate::model::{Code, Codebook, Coding, CodingState, Corpus};
use crate::stats::agreement::Ratings;
use crate::stats::precision_recall::Counts;

/// Stands for all people together in the comparison.
const PEOPLE: &str = "people";

/// What is tested against what.
#[derive(Debug, Clone, Copy)]
pub struct RuleTest<'a> {
    /// Documents and cases.
    pub corpus: &'a Corpus,
    /// The codes.
    pub codebook: &'a Codebook,
    /// The rules.
    pub rules: &'a Rules,
    /// What people coded; what is not accepted is passed over.
    pub people: &'a [&'a Coding],
    /// Only these documents; empty: all that people coded.
    pub documents: &'a [String],
    /// Only these codes and what lies below them; empty: all with rules.
    pub codes: &'a [String],
    /// Turns or sentences.
    pub unit: UnitKind,
}

/// A code that was tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestedCode<'a> {
    /// The code.
    pub code: &'a Code,
    /// How often it was found, coded, or both.
    pub counts: Counts,
}

/// What came out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tested<'a> {
    /// Codes that were found or coded, in the order of the codebook.
    pub codes: Vec<TestedCode<'a>>,
    /// All of them together.
    pub together: Counts,
    /// Codes with rules that were neither found nor coded: there is nothing to test.
    pub idle: Vec<&'a str>,
    /// The documents tested on, by id.
    pub documents: Vec<&'a str>,
    /// Documents asked for in which people coded nothing: nobody is known to have read them.
    pub not_coded: Vec<&'a str>,
    /// How many units they have.
    pub units: u64,
}

/// Tests rules.
pub fn test(test: RuleTest<'_>) -> Tested<'_> {
    let is_coded =
        |id: &str| test.people.iter().any(|coding| coding.document == id && coding.state == CodingState::Accepted);
    let ids = test.corpus.documents.iter().map(|document| document.id.as_str());
    let asked = ids.filter(|id| test.documents.is_empty() || test.documents.iter().any(|named| named == id));
    let (documents, not_coded): (Vec<&str>, Vec<&str>) = asked.partition(|id| is_coded(id));
    let not_coded = if test.documents.is_empty() { Vec::new() } else { not_coded };
    let mut tested = Tested { documents, not_coded, ..Tested::default() };
    if tested.documents.is_empty() {
        return tested;
    }
    let codebook = flat(&test);
    let codings = codings(&test, &tested.documents);
    let names: Vec<String> = tested.documents.iter().map(|id| (*id).to_owned()).collect();
    let coders = [PEOPLE.to_owned(), CODER.to_owned()];
    let compared = compare(Comparison {
        corpus: test.corpus,
        codebook: &codebook,
        codings: &codings,
        coders: &coders,
        documents: &names,
        all_documents: false,
        codes: &[],
        level: None,
        unit: test.unit,
        leave_out_uncoded: false,
    });
    tested.units = compared.units;
    for code in codebook.codes.iter().filter_map(|code| test.codebook.code(&code.id)) {
        match compared.codes.iter().find(|row| row.code.id == code.id) {
            Some(row) => {
                let counts = counts(&row.ratings);
                tested.together += counts;
                tested.codes.push(TestedCode { code, counts });
            }
            None => tested.idle.push(&code.id),
        }
    }
    tested
}

/// The codes that have rules, each on its own: a category is not what its codes are.
fn flat(test: &RuleTest<'_>) -> Codebook {
    let is_asked =
        |code: &&Code| test.codes.is_empty() || test.codes.iter().any(|asked| test.codebook.is_within(&code.id, asked));
    let with_rules = test.codebook.codes.iter().filter(|code| test.rules.has_rules(&code.id)).filter(is_asked);
    let alone = with_rules.map(|code| Code { parent: None, rules: Vec::new(), ..code.clone() });
    Codebook { codes: alone.collect(), ..Codebook::default() }
}

fn codings(test: &RuleTest<'_>, documents: &[&str]) -> Vec<Coding> {
    let accepted = test.people.iter().filter(|coding| coding.state == CodingState::Accepted);
    let mut codings: Vec<Coding> =
        accepted.map(|coding| Coding { coder: PEOPLE.to_owned(), ..(*coding).clone() }).collect();
    for document in documents.iter().filter_map(|id| test.corpus.document(id)) {
        codings.extend(test.rules.candidates(document, &[]));
    }
    codings
}

fn counts(ratings: &Ratings) -> Counts {
    let mut counts = Counts::default();
    for row in 0..ratings.rows() {
        match ratings.row(row) {
            [1, 1] => counts.both += 1,
            [0, 1] => counts.found_only += 1,
            [1, 0] => counts.coded_only += 1,
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::testing::document;
    use crate::model::{Document, Rule};

    fn talk() -> Document {
        document(
            "d",
            &[("Int", "Money?"), ("P", "Money is short. Time too."), ("P", "Grants end."), ("P", "Money talks.")],
        )
    }

    fn code(id: &str, phrases: &[&str]) -> Code {
        let rule = Rule { phrases: phrases.iter().map(|phrase| (*phrase).to_owned()).collect(), ..Rule::default() };
        let rules = if phrases.is_empty() { Vec::new() } else { vec![rule] };
        Code { id: id.into(), name: id.into(), parent: Some("needs".into()), rules, ..Code::default() }
    }

    fn coding(code: &str, words: &str) -> Coding {
        let talk = talk();
        let start = talk.text.find(words).unwrap();
        let (document, code) = (talk.id, code.to_owned());
        Coding { document, code, coder: "asha".into(), start, end: start + words.len(), ..Coding::default() }
    }

    fn counted(people: &[Coding], documents: &[String], unit: UnitKind) -> (Vec<(String, Counts)>, Vec<String>) {
        let codebook = Codebook {
            codes: vec![
                code("needs", &[]),
                code("money", &["money"]),
                code("time", &["clock*"]),
                code("never", &["unicorn"]),
            ],
            ..Codebook::default()
        };
        let rules = Rules::new(&codebook, &[]).unwrap();
        let corpus = Corpus { documents: vec![talk(), document("e", &[("P", "Money.")])], cases: Vec::new() };
        let people: Vec<&Coding> = people.iter().collect();
        let found = test(RuleTest {
            corpus: &corpus,
            codebook: &codebook,
            rules: &rules,
            people: &people,
            documents,
            codes: &[],
            unit,
        });
        let codes = found.codes.iter().map(|row| (row.code.id.clone(), row.counts)).collect();
        (codes, found.idle.iter().chain(&found.not_coded).map(|id| (*id).to_owned()).collect())
    }

    #[test]
    fn nobody_coded_so_there_is_nothing_to_test() {
        let (codes, rest) = counted(&[], &["d".into()], UnitKind::Turn);
        assert!(codes.is_empty());
        assert_eq!(rest, ["d"]);
        let rejected = Coding { state: CodingState::Rejected, ..coding("money", "Grants") };
        assert!(counted(&[rejected], &[], UnitKind::Turn).0.is_empty());
    }

    #[test]
    fn turns_and_sentences_are_counted_in_documents_that_people_coded() {
        let people = [coding("money", "Money is short."), coding("money", "Grants end."), coding("time", "Time too.")];
        let (codes, rest) = counted(&people, &[], UnitKind::Turn);
        let money = Counts { both: 1, found_only: 1, coded_only: 1 };
        let time = Counts { both: 0, found_only: 0, coded_only: 1 };
        assert_eq!(codes, [("money".to_owned(), money), ("time".to_owned(), time)]);
        assert_eq!(rest, ["never"]);
        let whole = [coding("money", "Money is short. Time too.")];
        let (codes, _) = counted(&whole, &[], UnitKind::Sentence);
        assert_eq!(codes[0].1, Counts { both: 1, found_only: 1, coded_only: 1 });
    }
}
