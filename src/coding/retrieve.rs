//! Quotations of a code: accepted codings with who speaks, what stands around them and where they can be found.

use std::collections::{HashMap, HashSet};

use super::positions::Positions;
use super::sentence::sentences;
use crate::model::{Case, Codebook, Coding, CodingState, Corpus, Document, Role, Turn};

/// A coding with all that is known of it.
#[derive(Debug, Clone)]
pub struct Quotation<'a> {
    /// The coding.
    pub coding: &'a Coding,
    /// Its document.
    pub document: &'a Document,
    /// The turn in which it begins.
    pub turn: Option<&'a Turn>,
    /// The case that speaks there.
    pub case: Option<&'a Case>,
}

impl Quotation<'_> {
    /// Where it can be found: `vcfse-03, turn 12`.
    pub fn source(&self) -> String {
        match self.turn {
            Some(turn) => format!("{}, turn {}", self.document.id, turn.number),
            None => self.document.id.clone(),
        }
    }

    /// The words as the document has them.
    pub fn words(&self) -> &str {
        &self.coding.exact
    }

    /// What is said just before and just after, in the same turn: the rest of the sentence, and one sentence more.
    pub fn around(&self) -> (String, String) {
        const SHOWN: usize = 160;
        let Some(turn) = self.turn else { return (String::new(), String::new()) };
        let positions = Positions::new(&self.document.text);
        let before = positions.slice(turn.start, self.coding.start).trim();
        let after = positions.slice(self.coding.end, turn.end).trim();
        let from = sentences(before).iter().rev().nth(1).map_or(0, |&(start, _)| start);
        let to = sentences(after).get(1).map_or(after.len(), |&(_, end)| end);
        (cut_start(&before[from..], SHOWN), cut_end(&after[..to], SHOWN))
    }
}

/// Quotations of a code, or of any code below a category, in the order of documents and places: accepted codings, or
/// those in another state that somebody wants to look at.
///
/// Nobody who said no, or withdrew, is quoted; how many were left out for that comes second.
pub fn quotations<'a>(
    corpus: &'a Corpus,
    codebook: &Codebook,
    codings: &'a [Coding],
    code: &str,
    state: CodingState,
) -> (Vec<Quotation<'a>>, usize) {
    let below = codebook.codes.iter().filter(|one| codebook.is_within(&one.id, code));
    // What is still coded with an id that one of them took the place of is quoted as it is counted.
    let before = below.clone().flat_map(|one| &one.replaces).filter(|old| codebook.code(old).is_none());
    let within: HashSet<&str> = below.map(|one| &one.id).chain(before).map(String::as_str).chain([code]).collect();
    let mut fitting: HashMap<&str, Vec<&Coding>> = HashMap::new();
    for coding in codings.iter().filter(|coding| coding.state == state && within.contains(coding.code.as_str())) {
        fitting.entry(&coding.document).or_default().push(coding);
    }
    let cases: HashMap<&str, &Case> = corpus.cases.iter().rev().map(|case| (case.id.as_str(), case)).collect();
    let mut quotations = Vec::new();
    let mut refused = 0;
    for document in &corpus.documents {
        let Some(mut fitting) = fitting.remove(document.id.as_str()) else { continue };
        fitting.sort_by(|one, other| one.order(other));
        for coding in fitting {
            let turn = document.turn_at(coding.start);
            let case = turn.and_then(|turn| document.case(turn)).and_then(|id| cases.get(id).copied());
            if anybody_refuses(&cases, document, coding) {
                refused += 1;
                continue;
            }
            quotations.push(Quotation { coding, document, turn, case });
        }
    }
    (quotations, refused)
}

/// Whether anybody whose words a coding holds must not be quoted. Where nobody knows whose they are, it is enough that one
/// participant of the document refuses.
fn anybody_refuses(cases: &HashMap<&str, &Case>, document: &Document, coding: &Coding) -> bool {
    let refuses = |id: &str| cases.get(id).is_some_and(|case| !case.may_be_quoted());
    let of_document = || document.speakers.iter().filter_map(|speaker| speaker.case.as_deref()).any(refuses);
    let mut turns = document.turns_in(coding.start, coding.end).peekable();
    if turns.peek().is_none() {
        return of_document();
    }
    turns.filter(|turn| document.role(turn) != Role::Interviewer).any(|turn| match document.case(turn) {
        Some(id) => refuses(id),
        None => of_document(),
    })
}

/// The last words of a text, so many characters at most.
pub fn cut_start(text: &str, most: usize) -> String {
    let text = one_line(text);
    let length = text.chars().count();
    if length <= most {
        return text;
    }
    let rest: String = text.chars().skip(length - most).collect();
    format!("…{}", rest.split_once(' ').map_or(rest.as_str(), |(_, whole)| whole))
}

/// The first words of a text, so many characters at most.
pub fn cut_end(text: &str, most: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= most {
        return text;
    }
    let rest: String = text.chars().take(most).collect();
    format!("{}…", rest.rsplit_once(' ').map_or(rest.as_str(), |(whole, _)| whole))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Quotations in a balanced order: the groups in turn, in each group the case with fewest so far, and nothing
/// twice that overlaps what was chosen while there is anything else.
///
/// `group_of` says which group a quotation belongs to; `order` which groups come first, the others follow as they appear.
pub fn balanced<'a>(
    quotations: Vec<Quotation<'a>>,
    group_of: impl Fn(&Quotation<'a>) -> Option<String>,
    order: &[String],
) -> Vec<Quotation<'a>> {
    let mut groups: Vec<(Option<String>, Vec<Quotation<'a>>)> =
        order.iter().map(|group| (Some(group.clone()), Vec::new())).collect();
    for quotation in quotations {
        let group = group_of(&quotation);
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, members)) => members.push(quotation),
            None => groups.push((group, vec![quotation])),
        }
    }
    let mut shares: Vec<std::vec::IntoIter<Quotation<'a>>> =
        groups.into_iter().map(|(_, members)| in_turn(members).into_iter()).collect();
    let mut chosen = Vec::new();
    loop {
        let before = chosen.len();
        chosen.extend(shares.iter_mut().filter_map(Iterator::next));
        if chosen.len() == before {
            return chosen;
        }
    }
}

/// The quotations of one group: the first of each case, then the second of each; those that overlap another last. In a
/// focus group each person has their share; where nobody knows who speaks, the document has it.
fn in_turn(members: Vec<Quotation<'_>>) -> Vec<Quotation<'_>> {
    let mut last: HashMap<&str, (usize, usize)> = HashMap::new();
    let mut times: HashMap<&str, usize> = HashMap::new();
    let mut ranked: Vec<((bool, usize), Quotation<'_>)> = Vec::with_capacity(members.len());
    for quotation in members {
        let Coding { document, start, end, .. } = quotation.coding;
        let before = last.get(document.as_str());
        let overlaps = before.is_some_and(|&(from, to)| *start < to && from < *end);
        if !overlaps {
            last.insert(document, (*start, *end));
        }
        let who = quotation.case.map_or(document.as_str(), |case| case.id.as_str());
        let before = times.entry(who).or_default();
        ranked.push(((overlaps, *before), quotation));
        *before += 1;
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, quotation)| quotation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::anchor::Finder;
    use crate::coding::testing::document;
    use crate::model::Code;

    fn study() -> (Corpus, Codebook, Vec<Coding>) {
        let mut documents = Vec::new();
        let mut cases = Vec::new();
        let mut codings = Vec::new();
        for (id, group) in [("a1", "A"), ("a2", "A"), ("b1", "B"), ("w", "A")] {
            let talk = document(id, &[("P", "It rained. Money is short. Grants are slow. Then we ate. Bye.")]);
            for (number, (start, end)) in [(14, 29), (14, 46)].into_iter().enumerate() {
                let code = if number == 0 { "funding" } else { "grants" };
                let mut coding = Coding { id: format!("{id}-{number}"), code: code.into(), ..Coding::default() };
                Finder::new(&talk).anchor(&mut coding, start, end);
                codings.push(coding);
            }
            documents.push(talk);
            let consent = (id == "w").then(|| "withdrawn".to_owned());
            cases.push(Case { id: id.into(), group: Some(group.into()), consent, ..Case::default() });
        }
        let code = |id: &str, parent: Option<&str>| Code {
            id: id.into(),
            parent: parent.map(str::to_owned),
            ..Code::default()
        };
        let codes = vec![code("support", None), code("funding", Some("support")), code("grants", Some("funding"))];
        (Corpus { documents, cases }, Codebook { codes, ..Codebook::default() }, codings)
    }

    #[test]
    fn a_category_has_the_quotations_of_all_codes_below_it() {
        let (corpus, codebook, codings) = study();
        for (code, expected) in [("support", 6), ("funding", 6), ("grants", 3)] {
            let (found, refused) = quotations(&corpus, &codebook, &codings, code, CodingState::Accepted);
            assert_eq!((found.len(), refused), (expected, expected / 3), "{code}");
        }
    }

    #[test]
    fn a_quotation_has_its_surroundings_and_its_source() {
        let (corpus, codebook, codings) = study();
        let (found, _) = quotations(&corpus, &codebook, &codings, "support", CodingState::Accepted);
        assert_eq!(found[0].words(), "Money is short.");
        assert_eq!(found[0].around(), ("It rained.".to_owned(), "Grants are slow. Then we ate.".to_owned()));
        assert_eq!(found[0].source(), "a1, turn 1");
    }

    #[test]
    fn who_refuses_is_not_quoted_at_the_end_of_somebody_elses_words_nor_where_no_turn_names_them() {
        let yes = Case { id: "yes".into(), ..Case::default() };
        let no = Case { id: "no".into(), consent: Some("No".into()), ..Case::default() };
        let mut talk = document("d", &[("P", "We agree."), ("Q", "I do not."), ("P", "Well.")]);
        for speaker in &mut talk.speakers {
            speaker.case = Some(if speaker.label == "P" { "yes" } else { "no" }.to_owned());
        }
        let (first, second) = (talk.turns[0].clone(), talk.turns[1].clone());
        let coding = |talk: &Document, start: usize, end: usize| {
            let mut coding = Coding { id: "c".into(), code: "funding".into(), ..Coding::default() };
            Finder::new(talk).anchor(&mut coding, start, end);
            vec![coding]
        };
        let (_, codebook, _) = study();
        let quoted = |talk: &Document, codings: &[Coding]| {
            let corpus = Corpus { documents: vec![talk.clone()], cases: vec![yes.clone(), no.clone()] };
            quotations(&corpus, &codebook, codings, "funding", CodingState::Accepted).0.len()
        };
        assert_eq!(quoted(&talk, &coding(&talk, first.start, first.end)), 1);
        assert_eq!(quoted(&talk, &coding(&talk, first.start, second.end)), 0);
        let unnamed = Document { turns: Vec::new(), ..talk.clone() };
        assert_eq!(quoted(&unnamed, &coding(&unnamed, first.start, first.end)), 0);
    }

    #[test]
    fn groups_come_in_turn_and_what_overlaps_comes_last() {
        let (corpus, codebook, codings) = study();
        let (found, _) = quotations(&corpus, &codebook, &codings, "support", CodingState::Accepted);
        let group = |quotation: &Quotation<'_>| quotation.case.and_then(|case| case.group.clone());
        let ids: Vec<&str> =
            balanced(found, group, &["B".into()]).iter().map(|quotation| quotation.coding.id.as_str()).collect();
        assert_eq!(ids, ["b1-0", "a1-0", "b1-1", "a2-0", "a1-1", "a2-1"]);
    }

    #[test]
    fn in_a_focus_group_nobody_has_more_than_their_share() {
        let mut talk = document("d", &[("P", "We agree. We do. We said so."), ("Q", "I do not."), ("P", "Well.")]);
        for speaker in &mut talk.speakers {
            speaker.case = Some(speaker.label.to_lowercase());
        }
        let case = |id: &str| Case { id: id.into(), ..Case::default() };
        let (first, second) = (talk.turns[0].start, talk.turns[1].clone());
        let places = [(first, first + 9), (first + 10, first + 16), (second.start, second.end)];
        let coding = |(number, (start, end)): (usize, (usize, usize))| {
            let mut coding = Coding { id: format!("{number}"), code: "funding".into(), ..Coding::default() };
            Finder::new(&talk).anchor(&mut coding, start, end);
            coding
        };
        let codings: Vec<Coding> = places.into_iter().enumerate().map(coding).collect();
        let corpus = Corpus { documents: vec![talk.clone()], cases: vec![case("p"), case("q")] };
        let (_, codebook, _) = study();
        let (found, _) = quotations(&corpus, &codebook, &codings, "funding", CodingState::Accepted);
        let chosen = balanced(found, |_| None, &[]);
        let ids: Vec<&str> = chosen.iter().map(|quotation| quotation.coding.id.as_str()).collect();
        assert_eq!(ids, ["0", "2", "1"]);
    }
}
