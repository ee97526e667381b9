//! A project of another program laid over a study: which of its codes, texts and passages are whose.
//!
//! A text is a document where it is the same to the letter, else where it has its name, else where most of what is coded in it stands. In a document that is not the same
//! to the letter (the program had the file with its times and headings) a passage is found by its words: where they stand several times, the same
//! time as in the project.

use std::collections::{HashMap, HashSet};

use super::anchor::Finder;
use super::locate::names;
use super::{reconcile, rules, take};
use crate::model::guid::of_code;
use crate::model::{Code, Codebook, Corpus, Document, ForeignCode, ForeignProject, ForeignText, Marked};

/// The code of a codebook that a code of a project is: one that we exported, else one of this name or id.
pub fn same<'a>(codebook: &'a Codebook, foreign: &ForeignCode) -> Option<&'a Code> {
    let ours = codebook.codes.iter().find(|code| of_code(&code.id) == foreign.guid);
    ours.or_else(|| take::code(codebook, &foreign.code.name))
}

/// The codes of a project that a codebook lacks, to be added: below the categories that are there, with ids that nothing else has.
pub fn lacking(codebook: &Codebook, project: &ForeignProject) -> Vec<Code> {
    let mut taken: HashSet<String> = codebook.codes.iter().map(|code| code.id.clone()).collect();
    // The id in the study of each code of the project, by its id there.
    let mut ids: HashMap<&str, String> = HashMap::new();
    let mut lacked = Vec::new();
    let known = Known::of(codebook);
    for foreign in &project.codes {
        let own = &foreign.code;
        if let Some(known) = known.same(foreign) {
            ids.insert(&own.id, known.id.clone());
            continue;
        }
        let numbered = (2..).map(|number| format!("{}-{number}", own.id));
        let id = [own.id.clone()].into_iter().chain(numbered).find(|id| !taken.contains(id)).unwrap_or_default();
        taken.insert(id.clone());
        ids.insert(&own.id, id.clone());
        lacked.push((id, own));
    }
    // A category may stand below what belongs to it; and one of the study may be named.
    let parent = |code: &Code| {
        let parent = code.parent.as_deref()?;
        ids.get(parent).cloned().or_else(|| codebook.code(parent).map(|known| known.id.clone()))
    };
    lacked.into_iter().map(|(id, own)| Code { id, parent: parent(own), ..own.clone() }).collect()
}

/// The codes of a codebook by all that they may be known by.
struct Known<'a> {
    codebook: &'a Codebook,
    guids: HashMap<String, &'a Code>,
    names: HashMap<String, &'a Code>,
}

impl<'a> Known<'a> {
    fn of(codebook: &'a Codebook) -> Self {
        let (mut guids, mut names) = (HashMap::new(), HashMap::new());
        for code in &codebook.codes {
            guids.entry(of_code(&code.id)).or_insert(code);
            names.entry(code.name.clone()).or_insert(code);
        }
        Self { codebook, guids, names }
    }

    /// As [`same`].
    fn same(&self, foreign: &ForeignCode) -> Option<&'a Code> {
        let name = foreign.code.name.as_str();
        let by_guid = self.guids.get(&foreign.guid).copied();
        by_guid.or_else(|| self.names.get(name).copied()).or_else(|| take::code(self.codebook, name))
    }
}

/// The passages of one text in the words of a study.
#[derive(Debug)]
pub struct Laid<'a> {
    /// The document.
    pub document: &'a Document,
    /// What is coded, with its place in the document.
    pub marked: Vec<Marked>,
    /// Words that do not stand in the document.
    pub lost: Vec<String>,
}

/// Lays a text over the document of a study that it is; none where it is none of them.
pub fn lay<'a>(
    text: &ForeignText,
    project: &ForeignProject,
    corpus: &'a Corpus,
    codebook: &Codebook,
) -> Option<Laid<'a>> {
    let own = Document { id: text.name.clone(), text: text.text.clone(), ..Document::default() };
    let foreign = Finder::new(&own);
    let letters: Vec<char> = text.text.chars().collect();
    let words = |start: usize, end: usize| letters.get(start..end).unwrap_or_default().iter().collect::<String>();
    let document = document(text, corpus, &words)?;
    let finder = Finder::new(document);
    let mut laid = Laid { document, marked: Vec::new(), lost: Vec::new() };
    for passage in &text.passages {
        let quote = words(passage.start, passage.end);
        let span = if document.text == text.text {
            Some((passage.start, passage.end))
        } else {
            again(&foreign, &finder, &quote, passage.start)
        };
        let code = &project.codes[passage.code];
        match span {
            Some(span) => laid.marked.push(Marked {
                document: Some(document.id.clone()),
                turn: None,
                text: quote,
                span: Some(span),
                codes: vec![same(codebook, code).map_or_else(|| code.code.name.clone(), |code| code.id.clone())],
                memo: passage.memo.clone(),
                coder: passage.coder.as_deref().map(coder),
                place: format!("“{}”, position {}", text.name, passage.start),
                stored: None,
            }),
            None => laid.lost.push(quote),
        }
    }
    Some(laid)
}

fn document<'a>(
    text: &ForeignText,
    corpus: &'a Corpus,
    words: &impl Fn(usize, usize) -> String,
) -> Option<&'a Document> {
    let documents = &corpus.documents;
    let same = documents.iter().find(|document| document.text == text.text);
    let file = |document: &&Document| document.file.rsplit('/').next() == Some(text.name.as_str());
    let named = || documents.iter().filter(|one| names(&text.name, &one.id)).max_by_key(|one| one.id.len());
    let alike = || {
        const LOOKED_AT: usize = 20;
        let quotes: Vec<String> =
            text.passages.iter().take(LOOKED_AT).map(|passage| words(passage.start, passage.end)).collect();
        let held = |document: &Document| {
            let finder = Finder::new(document);
            quotes.iter().filter(|quote| !finder.occurrences(quote).is_empty()).count()
        };
        let best = documents.iter().map(|document| (held(document), document)).max_by_key(|(held, _)| *held);
        best.filter(|(held, _)| *held > 0 && held * 2 >= quotes.len()).map(|(_, document)| document)
    };
    same.or_else(|| documents.iter().find(file)).or_else(named).or_else(alike)
}

/// Where words of one text stand in another: the same time of those that are there.
fn again(here: &Finder<'_>, there: &Finder<'_>, quote: &str, start: usize) -> Option<(usize, usize)> {
    let found: Vec<(usize, usize)> = there.occurrences(quote).into_iter().map(|span| there.code_points(span)).collect();
    match found[..] {
        [] => None,
        [only] => Some(only),
        _ => {
            let own: Vec<usize> = here.occurrences(quote).into_iter().map(|span| here.code_points(span).0).collect();
            let place = own.iter().filter(|own| **own < start).count();
            found.get(place.min(found.len() - 1)).copied()
        }
    }
}

/// A name that a coder of a study may have: letters, digits, blanks and hyphens.
pub fn coder(name: &str) -> String {
    let kept: String =
        name.chars().map(|letter| if letter.is_alphanumeric() || letter == ' ' { letter } else { '-' }).collect();
    match kept.trim_matches([' ', '-']) {
        "" => "unnamed".to_owned(),
        // Names that a study keeps for itself.
        kept if [rules::CODER, reconcile::CODER].contains(&kept.to_lowercase().as_str()) => format!("{kept} imported"),
        kept => kept.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::document as written;
    use super::*;
    use crate::model::ForeignPassage;

    fn project(codes: &[(&str, Option<&str>)]) -> ForeignProject {
        let code = |(id, parent): &(&str, Option<&str>)| ForeignCode {
            guid: String::new(),
            code: Code {
                id: (*id).into(),
                name: id.to_uppercase(),
                parent: parent.map(str::to_owned),
                ..Code::default()
            },
        };
        ForeignProject { codes: codes.iter().map(code).collect(), ..ForeignProject::default() }
    }

    fn corpus() -> Corpus {
        let d1 =
            written("d1", &[("Int", "How is it?"), ("Ann", "We have no money. No money at all."), ("Bo", "No money.")]);
        let d2 = written("d2", &[("Cy", "All is well.")]);
        Corpus { documents: vec![d1, d2], ..Corpus::default() }
    }

    fn text(name: &str, words: &str, quotes: &[(&str, usize)]) -> ForeignText {
        let passage = |(quote, time): &(&str, usize)| {
            let (byte, _) = words.match_indices(quote).nth(*time).unwrap();
            let start = words[..byte].chars().count();
            ForeignPassage {
                start,
                end: start + quote.chars().count(),
                code: 0,
                coder: Some("A.  B@x".into()),
                memo: None,
            }
        };
        ForeignText {
            name: name.into(),
            text: words.into(),
            cases: Vec::new(),
            passages: quotes.iter().map(passage).collect(),
        }
    }

    #[test]
    fn codes_that_are_there_are_not_added_and_others_stand_below_their_categories() {
        let code = |id: &str, name: &str| Code { id: id.into(), name: name.into(), ..Code::default() };
        let codebook =
            Codebook { codes: vec![code("support", "A"), code("b", "something else")], ..Codebook::default() };
        let added = lacking(&codebook, &project(&[("a", None), ("b", Some("a")), ("c", Some("b"))]));
        let told: Vec<(&str, Option<&str>)> =
            added.iter().map(|code| (code.id.as_str(), code.parent.as_deref())).collect();
        // “b” is a known id, and so it is the same code.
        assert_eq!(told, [("c", Some("b"))]);
        assert!(lacking(&Codebook { codes: Vec::new(), ..Codebook::default() }, &ForeignProject::default()).is_empty());
    }

    #[test]
    fn our_own_codes_are_known_again_by_what_they_are_named_by() {
        let codebook = Codebook {
            codes: vec![Code { id: "x".into(), name: "New name".into(), ..Code::default() }],
            ..Codebook::default()
        };
        let foreign = ForeignCode { guid: of_code("x"), code: Code { name: "Old name".into(), ..Code::default() } };
        assert_eq!(same(&codebook, &foreign).map(|code| code.id.as_str()), Some("x"));
    }

    #[test]
    fn a_text_that_is_the_same_keeps_its_positions() {
        let corpus = corpus();
        let same = text("whatever", &corpus.documents[0].text, &[("No money", 1)]);
        let laid = lay(&same, &project(&[("a", None)]), &corpus, &Codebook::default()).unwrap();
        assert_eq!(laid.marked[0].span, Some((same.passages[0].start, same.passages[0].end)));
        assert_eq!((laid.document.id.as_str(), laid.marked[0].coder.as_deref()), ("d1", Some("A-  B-x")));
    }

    #[test]
    fn a_text_with_times_is_known_by_its_name_or_its_words_and_the_same_time_of_some_words_is_found() {
        let corpus = corpus();
        let raw = "00:01 Int\nHow is it?\n00:02 Ann\nWe have no money. No money at all.\n00:09 Bo\nNo money.\n";
        for name in ["d1 final.docx", "interview with Ann"] {
            let told = text(name, raw, &[("No money", 0), ("No money", 1), ("00:09", 0)]);
            let laid = lay(&told, &project(&[("a", None)]), &corpus, &Codebook::default()).unwrap();
            let spans: Vec<&str> = laid
                .marked
                .iter()
                .map(|marked| {
                    let (start, end) = marked.span.unwrap();
                    laid.document.slice(start, end)
                })
                .collect();
            assert_eq!(spans, ["No money", "No money"]);
            assert!(laid.marked[0].span < laid.marked[1].span);
            assert_eq!(laid.lost, ["00:09"]);
        }
    }

    #[test]
    fn a_text_of_another_study_is_no_document() {
        let told = text("somewhere", "Nothing of this was said.", &[("Nothing of this", 0)]);
        assert!(lay(&told, &project(&[("a", None)]), &corpus(), &Codebook::default()).is_none());
    }
}
