//! QDPX of REFI-QDA 1.5 (schema of 18 March 2019): users, codes, variables, cases, texts with their codings, and notes, in one zip.
//!
//! Positions are code points of the text from 0, the end exclusive, as in the standard's own example and in what other programs write; the name of a
//! selection is the quotation, by which a reader can see that.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::codebook;
use super::{ExchangeWriter, Project, Written};
use crate::diagnostic::{Error, Result};
use crate::model::guid::{guid, of_code};
use crate::model::{Case, Coding, CodingState, Document, Role};
use crate::number::count;
use crate::writers::xml::Xml;

/// What says who wrote a file.
pub const ORIGIN: &str = concat!("canvass ", env!("CARGO_PKG_VERSION"));
/// A quotation as the name of a selection is cut to so many characters.
const LONGEST_NAME: usize = 100;

/// The format.
#[derive(Debug)]
pub struct Qdpx;

impl ExchangeWriter for Qdpx {
    fn name(&self) -> &'static str {
        "qdpx"
    }

    fn title(&self) -> &'static str {
        "the whole project for NVivo, MAXQDA, ATLAS.ti, QualCoder (REFI-QDA)"
    }

    fn holds_interviews(&self) -> bool {
        true
    }

    fn write(&self, project: &Project<'_>) -> Result<Written> {
        let content = Content::of(project);
        let xml = content.xml().into_string();
        let texts = content
            .documents
            .iter()
            .map(|document| (format!("sources/{}.txt", guid("source", &[&document.id])), document.text.as_bytes()));
        let parts = [("project.qde".to_owned(), xml.as_bytes())].into_iter().chain(texts);
        let bytes =
            zipped(parts).map_err(|error| Error::new(format!("the project could not be put together: {error}")))?;
        Ok(Written { bytes, losses: content.losses })
    }
}

fn zipped<'a>(parts: impl Iterator<Item = (String, &'a [u8])>) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let dated = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(zip::DateTime::default());
    for (name, bytes) in parts {
        archive.start_file(name, dated)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// What of the study goes into the file, and what does not.
struct Content<'a> {
    project: &'a Project<'a>,
    dated: String,
    documents: Vec<&'a Document>,
    cases: Vec<&'a Case>,
    variables: Vec<&'a str>,
    /// For each document, what is coded: by span, each coding there.
    codings: BTreeMap<&'a str, BTreeMap<(usize, usize), Vec<&'a Coding>>>,
    losses: Vec<String>,
}

impl<'a> Content<'a> {
    fn of(project: &'a Project<'a>) -> Self {
        let mut losses = Vec::new();
        let refuses = |id: &str| project.corpus.case(id).is_some_and(Case::refuses);
        let speaks_against =
            |document: &&Document| document.speakers.iter().filter_map(|speaker| speaker.case.as_deref()).any(refuses);
        let (kept_back, documents): (Vec<&Document>, Vec<&Document>) =
            project.corpus.documents.iter().partition(speaks_against);
        if !kept_back.is_empty() {
            losses.push(format!(
                "{}: somebody who speaks in them withdrew or did not consent",
                many(kept_back.len(), "document")
            ));
        }
        let cases: Vec<&Case> = project.corpus.cases.iter().filter(|case| !case.refuses()).collect();
        let ids: BTreeSet<&str> = documents.iter().map(|document| document.id.as_str()).collect();
        let mut codings: BTreeMap<&str, BTreeMap<(usize, usize), Vec<&Coding>>> = BTreeMap::new();
        let (mut candidates, mut rejected, mut unknown) = (0, 0, 0);
        let mut ordered: Vec<&Coding> = project.codings.iter().collect();
        ordered.sort_by(|one, other| one.order(other));
        for coding in ordered.into_iter().filter(|coding| ids.contains(coding.document.as_str())) {
            match coding.state {
                CodingState::Candidate => candidates += 1,
                CodingState::Rejected => rejected += 1,
                CodingState::Accepted if project.codebook.code(&coding.code).is_none() => unknown += 1,
                CodingState::Accepted => {
                    let spans = codings.entry(&coding.document).or_default();
                    spans.entry((coding.start, coding.end)).or_default().push(coding);
                }
            }
        }
        for (n, what) in [
            (candidates, "that rules propose and nobody has decided on"),
            (rejected, "that somebody rejected"),
            (unknown, "with a code that the codebook does not have"),
        ] {
            if n > 0 {
                losses.push(format!("{} {what}", many(n, "coding")));
            }
        }
        losses.extend(rules_lost(project));
        if documents.iter().any(|document| !document.turns.is_empty()) {
            losses.push("who asks and who answers, the interview questions and the times of turns".to_owned());
        }
        let mut variables: Vec<&str> = Vec::new();
        for name in cases.iter().flat_map(|case| attributes(case).into_iter().map(|(name, _)| name)) {
            if !variables.contains(&name) {
                variables.push(name);
            }
        }
        let dated = format!("{}T00:00:00Z", project.date.unwrap_or("1980-01-01"));
        Self { project, dated, documents, cases, variables, codings, losses }
    }

    fn coders(&self) -> BTreeSet<&'a str> {
        self.codings.values().flat_map(BTreeMap::values).flatten().map(|coding| coding.coder.as_str()).collect()
    }

    fn xml(&self) -> Xml {
        let mut xml = Xml::document();
        let attributes = [
            ("xmlns", "urn:QDA-XML:project:1.0"),
            ("name", self.project.title),
            ("origin", ORIGIN),
            ("creationDateTime", self.dated.as_str()),
        ];
        xml.element("Project", &attributes, |xml| {
            self.users(xml);
            if !self.project.codebook.codes.is_empty() {
                xml.element("CodeBook", &[], |xml| codebook::write(xml, self.project.codebook));
            }
            self.variables(xml);
            self.cases(xml);
            self.sources(xml);
            self.notes(xml);
        });
        xml
    }

    fn users(&self, xml: &mut Xml) {
        let coders = self.coders();
        if coders.is_empty() {
            return;
        }
        xml.element("Users", &[], |xml| {
            for coder in coders {
                xml.empty("User", &[("guid", &user(coder)), ("name", coder), ("id", coder)]);
            }
        });
    }

    fn variables(&self, xml: &mut Xml) {
        if self.variables.is_empty() {
            return;
        }
        xml.element("Variables", &[], |xml| {
            for name in &self.variables {
                let guid = guid("variable", &[name]);
                xml.empty("Variable", &[("guid", &guid), ("name", name), ("typeOfVariable", "Text")]);
            }
        });
    }

    fn cases(&self, xml: &mut Xml) {
        if self.cases.is_empty() {
            return;
        }
        xml.element("Cases", &[], |xml| {
            for case in &self.cases {
                let guid = guid("case", &[&case.id]);
                xml.element("Case", &[("guid", &guid), ("name", &case.id)], |xml| self.case(xml, case));
            }
        });
    }

    fn case(&self, xml: &mut Xml, case: &Case) {
        for (name, value) in attributes(case) {
            xml.element("VariableValue", &[], |xml| {
                xml.empty("VariableRef", &[("targetGUID", &guid("variable", &[name]))]);
                xml.words("TextValue", &[], value);
            });
        }
        let of = |document: &&&Document| is_of(document, &case.id);
        for document in self.documents.iter().filter(of).filter(|document| !is_shared(document)) {
            xml.empty("SourceRef", &[("targetGUID", &guid("source", &[&document.id]))]);
        }
        // Of a document in which several speak, the turns of the case are its own.
        for document in self.documents.iter().filter(of).filter(|document| is_shared(document)) {
            for turn in document.turns.iter().filter(|turn| document.case(turn) == Some(case.id.as_str())) {
                xml.empty("SelectionRef", &[("targetGUID", &selection(document, (turn.start, turn.end)))]);
            }
        }
    }

    fn sources(&self, xml: &mut Xml) {
        if self.documents.is_empty() {
            return;
        }
        xml.element("Sources", &[], |xml| {
            for document in &self.documents {
                let guid = guid("source", &[&document.id]);
                let path = format!("internal://{guid}.txt");
                let attributes = [
                    ("guid", guid.as_str()),
                    ("name", document.id.as_str()),
                    ("plainTextPath", path.as_str()),
                    ("creationDateTime", self.dated.as_str()),
                ];
                xml.element("TextSource", &attributes, |xml| self.selections(xml, document));
            }
        });
    }

    fn selections(&self, xml: &mut Xml, document: &Document) {
        let mut spans: BTreeMap<(usize, usize), &[&Coding]> = BTreeMap::new();
        if is_shared(document) {
            let turns = document.turns.iter().filter(|turn| document.role(turn) == Role::Participant);
            spans.extend(turns.filter(|turn| turn.start < turn.end).map(|turn| ((turn.start, turn.end), &[][..])));
        }
        let coded = self.codings.get(document.id.as_str());
        spans.extend(coded.into_iter().flatten().map(|(span, codings)| (*span, codings.as_slice())));
        let letters: Vec<char> = document.text.chars().collect();
        for (span, codings) in spans {
            let words = letters.get(span.0..span.1).unwrap_or_default();
            let attributes = [
                ("guid", selection(document, span)),
                ("name", name(words)),
                ("startPosition", span.0.to_string()),
                ("endPosition", span.1.to_string()),
                ("creationDateTime", self.dated.clone()),
            ];
            let attributes: Vec<(&str, &str)> = attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
            if codings.is_empty() {
                xml.empty("PlainTextSelection", &attributes);
                continue;
            }
            xml.element("PlainTextSelection", &attributes, |xml| {
                for coding in codings {
                    self.coding(xml, coding);
                }
            });
        }
    }

    fn coding(&self, xml: &mut Xml, coding: &Coding) {
        let attributes = [
            ("guid", guid("coding", &[&coding.id])),
            ("creatingUser", user(&coding.coder)),
            ("creationDateTime", self.dated.clone()),
        ];
        let attributes: Vec<(&str, &str)> = attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
        xml.element("Coding", &attributes, |xml| {
            xml.empty("CodeRef", &[("targetGUID", &of_code(&coding.code))]);
            if coding.memo.is_some() {
                xml.empty("NoteRef", &[("targetGUID", &note(coding))]);
            }
        });
    }

    fn notes(&self, xml: &mut Xml) {
        let with_memo = || {
            let codings = self.codings.values().flat_map(BTreeMap::values).flatten();
            codings.filter_map(|coding| Some((coding, coding.memo.as_deref()?)))
        };
        if with_memo().next().is_none() {
            return;
        }
        xml.element("Notes", &[], |xml| {
            for (coding, memo) in with_memo() {
                let (guid, user) = (note(coding), user(&coding.coder));
                let name = format!("Memo on {}", coding.id);
                let attributes = [
                    ("guid", guid.as_str()),
                    ("name", name.as_str()),
                    ("creatingUser", user.as_str()),
                    ("creationDateTime", self.dated.as_str()),
                ];
                xml.element("Note", &attributes, |xml| xml.words("PlainTextContent", &[], memo));
            }
        });
    }
}

/// What is said of rules, which no other program has.
pub fn rules_lost(project: &Project<'_>) -> Vec<String> {
    let n = project.codebook.codes.iter().filter(|code| !code.rules.is_empty()).count();
    if n == 0 { Vec::new() } else { vec![format!("the rules of {}", many(n, "code"))] }
}

fn many(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{} {thing}s", count(n as u64)) }
}

/// What is known of a case besides its id and its consent.
fn attributes(case: &Case) -> Vec<(&str, &str)> {
    let own = [("group", case.group.as_deref()), ("organisation", case.organisation.as_deref())];
    let own = own.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let more = case.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    own.chain(more).filter(|(_, value)| !value.is_empty()).collect()
}

fn is_of(document: &Document, case: &str) -> bool {
    document.speakers.iter().any(|speaker| speaker.case.as_deref() == Some(case))
}

/// Whether several cases speak in a document.
fn is_shared(document: &Document) -> bool {
    let cases: BTreeSet<&str> = document.speakers.iter().filter_map(|speaker| speaker.case.as_deref()).collect();
    cases.len() > 1
}

fn user(coder: &str) -> String {
    guid("user", &[coder])
}

fn note(coding: &Coding) -> String {
    guid("note", &[&coding.id])
}

fn selection(document: &Document, (start, end): (usize, usize)) -> String {
    guid("selection", &[&document.id, &start.to_string(), &end.to_string()])
}

/// The quotation as a name: on one line, cut where it is long.
fn name(words: &[char]) -> String {
    let cut: String = words.iter().take(LONGEST_NAME).collect();
    if words.len() > LONGEST_NAME { format!("{cut}…") } else { cut }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, Codebook, Corpus, Rule, Speaker, Turn};

    fn corpus() -> Corpus {
        let speaker = |label: &str, role| Speaker { label: label.into(), case: Some(label.to_lowercase()), role };
        let turn = |number, speaker, start, end| Turn {
            number,
            speaker: Some(speaker),
            question: None,
            start_time: None,
            start,
            end,
        };
        let shared = Document {
            id: "d1".into(),
            speakers: vec![speaker("Ann", Role::Participant), speaker("Bo", Role::Participant)],
            turns: vec![turn(1, 0, 5, 14), turn(2, 1, 20, 28)],
            text: "Ann: 🙂 no money\n\nBo: <we> cope".into(),
            ..Document::default()
        };
        let case = |id: &str, group: &str| Case { id: id.into(), group: Some(group.into()), ..Case::default() };
        Corpus { documents: vec![shared], cases: vec![case("ann", "A & B"), case("bo", "")] }
    }

    fn coding(id: &str, span: (usize, usize), code: &str, coder: &str) -> Coding {
        Coding {
            id: id.into(),
            document: "d1".into(),
            start: span.0,
            end: span.1,
            code: code.into(),
            coder: coder.into(),
            memo: (id == "c1").then(|| "look again".to_owned()),
            ..Coding::default()
        }
    }

    fn codebook() -> Codebook {
        let rule = Rule { phrases: vec!["money".into()], ..Rule::default() };
        Codebook {
            codes: vec![Code { id: "money".into(), name: "Money".into(), rules: vec![rule], ..Code::default() }],
            ..Codebook::default()
        }
    }

    fn written(corpus: &Corpus, codebook: &Codebook, codings: &[Coding]) -> (String, Written) {
        let project = Project { title: "A “study”", date: None, corpus, codebook, codings };
        let xml = Content::of(&project).xml().into_string();
        (xml, Qdpx.write(&project).unwrap())
    }

    #[test]
    fn a_study_without_anything_is_a_project_with_a_name() {
        let (xml, found) = written(&Corpus::default(), &Codebook::default(), &[]);
        assert!(xml.contains("name=\"A “study”\"") && !xml.contains("<Users") && !xml.contains("<Sources"));
        assert!(found.losses.is_empty());
    }

    #[test]
    fn two_exports_are_the_same_to_the_last_byte() {
        let codings = [coding("c1", (7, 14), "money", "asha"), coding("c2", (7, 14), "money", "ben")];
        let one = written(&corpus(), &codebook(), &codings).1;
        let reversed = [codings[1].clone(), codings[0].clone()];
        assert_eq!(one, written(&corpus(), &codebook(), &reversed).1);
    }

    #[test]
    fn positions_are_code_points_and_codings_of_one_span_share_a_selection() {
        let codings = [coding("c1", (7, 15), "money", "asha"), coding("c2", (7, 15), "money", "ben")];
        let (xml, found) = written(&corpus(), &codebook(), &codings);
        assert_eq!(xml.matches("name=\"no money\"").count(), 1, "{xml}");
        assert!(xml.contains("startPosition=\"7\" endPosition=\"15\""));
        assert_eq!(xml.matches("<Coding ").count(), 2);
        assert_eq!(xml.matches("<NoteRef ").count(), 1);
        assert!(xml.contains("<PlainTextContent>look again</PlainTextContent>"));
        assert!(xml.contains("A &amp; B"));
        assert_eq!(found.losses.len(), 2, "{:?}", found.losses);
    }

    #[test]
    fn turns_of_a_shared_document_belong_to_their_cases() {
        let (xml, _) = written(&corpus(), &codebook(), &[]);
        assert_eq!(xml.matches("<SelectionRef ").count(), 2);
        assert_eq!(xml.matches("<PlainTextSelection ").count(), 2);
        assert!(!xml.contains("<SourceRef"));
    }

    #[test]
    fn what_is_undecided_or_refused_stays_at_home_and_is_said() {
        let mut corpus = corpus();
        let candidate = Coding { state: CodingState::Candidate, ..coding("c3", (7, 15), "money", "rules") };
        let (xml, found) = written(&corpus, &codebook(), &[candidate, coding("c4", (7, 9), "strange", "asha")]);
        assert!(!xml.contains("<Coding "));
        assert!(found.losses.iter().any(|loss| loss.starts_with("1 coding that rules propose")));
        assert!(found.losses.iter().any(|loss| loss.starts_with("1 coding with a code")));
        corpus.cases[0].consent = Some("withdrawn".into());
        let (xml, found) = written(&corpus, &codebook(), &[]);
        assert!(!xml.contains("TextSource") && !xml.contains("name=\"ann\""));
        assert!(found.losses[0].starts_with("1 document"));
    }
}
