//! What can be wrong between the files of a study: names that lead nowhere, cases nobody speaks for, codes nobody used.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::load::Study;
use super::themes;
use crate::diagnostic::{Diagnostic, FindingKind, Place, did_you_mean};
use crate::model::{Codebook, CodingState, Corpus, Kind, Role, Survey};

/// Everything that is wrong between the files of a study, in the order of the files.
///
/// `corpus` and `survey` are what the study's files were read as; anchors of codings and the tables and calls of a report are
/// checked elsewhere.
pub fn check(study: &Study, corpus: &Corpus, survey: Option<&Survey>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    groups(study, corpus, survey, &mut found);
    if let Some(codebook) = &study.codebook {
        codes(codebook, study, &mut found);
        themes::check(codebook, study, &mut found);
        for item in &study.file.guide {
            let place = || Place::file("study.toml").at(format!("[[guide]] {}", item.id));
            themes::themes_or_codes(codebook, study, item.asks.as_deref().unwrap_or_default(), &place, &mut found);
        }
    }
    cases(corpus, &mut found);
    codings(study, corpus, &mut found);
    names(study, &mut found);
    found
}

pub(super) fn suggestion<'a>(typed: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match did_you_mean(typed, known.clone()) {
        Some(meant) => format!("did you mean “{meant}”?"),
        None => format!("known: {}", known.take(12).collect::<Vec<_>>().join(", ")),
    }
}

/// Groupings point at questions and columns that are there, and name groups that occur.
fn groups(study: &Study, corpus: &Corpus, survey: Option<&Survey>, found: &mut Vec<Diagnostic>) {
    for (name, grouping) in &study.file.groups {
        let place = || Place::file("study.toml").at(format!("[groups.{name}]"));
        if grouping.question.is_none() && grouping.case.is_none() && grouping.respondents.is_none() {
            found.push(
                Diagnostic::error("this grouping says neither a question nor a column of cases.csv")
                    .in_place(place())
                    .hint("add question = \"…\" or case = \"…\""),
            );
        }
        let mut occurring: BTreeSet<&str> = grouping.respondents.iter().map(String::as_str).collect();
        if let (Some(id), Some(survey)) = (&grouping.question, survey) {
            let ids = survey.tables.iter().flat_map(|table| &table.questions);
            match ids.clone().find(|question| question.id == *id) {
                Some(question) if matches!(question.kind, Kind::Single | Kind::Scale | Kind::Multiple) => {
                    occurring.extend(question.choices.iter().map(|choice| choice.label.text.as_str()));
                }
                Some(question) => found.push(
                    Diagnostic::error(format!("“{id}” is {}, so it cannot make groups", question.kind.word()))
                        .in_place(place())
                        .hint("name a question with choices"),
                ),
                None => found.push(
                    Diagnostic::error(format!("there is no question “{id}”"))
                        .in_place(place())
                        .hint(suggestion(id, ids.map(|question| question.id.as_str()))),
                ),
            }
        }
        if let Some(column) = &grouping.case {
            let values: BTreeSet<&str> = corpus.cases.iter().filter_map(|case| case.attribute(column)).collect();
            if values.is_empty() && !corpus.cases.is_empty() {
                let columns = corpus.cases.first().into_iter().flat_map(|case| &case.attributes);
                let known = ["group", "organisation"].into_iter().chain(columns.map(|(key, _)| key.as_str()));
                found.push(
                    Diagnostic::error(format!("no case has anything in a column “{column}”"))
                        .in_place(place())
                        .hint(suggestion(column, known)),
                );
            }
            occurring.extend(values);
        }
        for label in &grouping.order {
            if !occurring.is_empty() && !occurring.contains(label.as_str()) {
                found.push(
                    Diagnostic::warning(format!("nobody is in the group “{label}”"))
                        .in_place(place())
                        .hint(suggestion(label, occurring.iter().copied())),
                );
            }
        }
    }
}

/// Codes are unique, their parents are there, and nothing is its own ancestor.
fn codes(codebook: &Codebook, study: &Study, found: &mut Vec<Diagnostic>) {
    let file = study.file.interviews.as_ref().map_or("codebook.toml", |interviews| interviews.codebook.as_str());
    let place = |id: &str| Place::file(file).at(format!("code {id}"));
    let ids = codebook.codes.iter().map(|code| code.id.as_str());
    let mut seen = BTreeSet::new();
    // What was rejected is not coded; a code took over what is coded with those that it replaced.
    let in_use = study.codings.iter().filter(|coding| coding.state != CodingState::Rejected);
    let named: HashSet<&str> = in_use.map(|coding| coding.code.as_str()).collect();
    let used: HashSet<&str> =
        named.into_iter().filter_map(|id| codebook.current(id)).map(|code| code.id.as_str()).collect();
    replaced(codebook, &place, found);
    for code in &codebook.codes {
        if !seen.insert(code.id.as_str()) {
            found
                .push(Diagnostic::error("two codes have this id").in_place(place(&code.id)).hint("rename one of them"));
        }
        let well_formed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        if code.id.is_empty() || !code.id.chars().all(well_formed) {
            found.push(
                Diagnostic::error("the id of a code is letters, digits and hyphens")
                    .in_place(place(&code.id))
                    .hint("the name may hold anything"),
            );
        }
        if let Some(parent) = &code.parent {
            if codebook.code(parent).is_none() {
                found.push(
                    Diagnostic::error(format!("its category “{parent}” is not in the codebook"))
                        .in_place(place(&code.id))
                        .hint(suggestion(parent, ids.clone())),
                );
            } else if codebook.is_within(parent, &code.id) {
                found.push(
                    Diagnostic::error("this code is its own category, directly or by a detour")
                        .in_place(place(&code.id))
                        .hint("give it another parent"),
                );
            }
        }
        let is_category = codebook.children(&code.id).next().is_some();
        let is_used = used.contains(code.id.as_str());
        let is_retired = code.is_retired();
        if !is_category && !is_used && !is_retired && !study.codings.is_empty() {
            found.push(
                Diagnostic::note("nothing is coded with this code")
                    .in_place(place(&code.id))
                    .of_kind(FindingKind::UnusedCode)
                    .hint("look whether its definition is clear; canvass codebook retire gives up a code that nobody needs"),
            );
        }
        if let Some(status) = &code.status
            && !["active", "draft", "retired"].contains(&status.as_str())
        {
            found.push(
                Diagnostic::error(format!("“{status}” is not a status"))
                    .in_place(place(&code.id))
                    .hint("use active, draft or retired"),
            );
        }
    }
}

/// What a code replaces is no code any more, and one code alone took its place.
fn replaced(codebook: &Codebook, place: &dyn Fn(&str) -> Place, found: &mut Vec<Diagnostic>) {
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for code in &codebook.codes {
        for old in code.replaces.iter().filter(|old| **old != code.id) {
            if codebook.code(old).is_some() {
                let what = format!("it says that it replaced “{old}”, which is a code too and keeps its codings");
                let hint =
                    format!("canvass codebook merge {old} --into {} makes them one; else take the id out", code.id);
                found.push(Diagnostic::warning(what).in_place(place(&code.id)).hint(hint));
            }
            match taken.insert(old, &code.id) {
                Some(other) if other != code.id => {
                    let what = format!(
                        "“{other}” says too that it replaced “{old}”, so nobody can tell what codings with it mean"
                    );
                    found.push(Diagnostic::error(what).in_place(place(&code.id)).hint("leave it with one of the two"));
                }
                _ => {}
            }
        }
    }
}

/// Every case speaks somewhere, and every participant is somebody.
fn cases(corpus: &Corpus, found: &mut Vec<Diagnostic>) {
    let speaking: BTreeSet<&str> = corpus
        .documents
        .iter()
        .flat_map(|document| &document.speakers)
        .filter_map(|speaker| speaker.case.as_deref())
        .collect();
    for case in &corpus.cases {
        if !speaking.contains(case.id.as_str()) && case.respondent.is_none() {
            found.push(
                Diagnostic::warning(format!("the case “{}” has no document", case.id))
                    .in_place(Place::file("cases.csv"))
                    .hint("name it among the speakers of a document in documents.csv, or take the row out"),
            );
        }
        if case.consent_is_unclear() {
            found.push(
                Diagnostic::warning(format!(
                    "the consent of “{}” is “{}”, which is neither yes nor no, and is taken as a yes",
                    case.id,
                    case.consent.as_deref().unwrap_or_default()
                ))
                .in_place(Place::file("cases.csv"))
                .hint("begin with yes, no or withdrawn; words may follow: yes, but not by name"),
            );
        }
        if case.refuses() && speaking.contains(case.id.as_str()) {
            found.push(
                Diagnostic::error(format!(
                    "the case “{}” has not consented, and its documents are in the study",
                    case.id
                ))
                .in_place(Place::file("cases.csv"))
                .hint("move its transcript out of the folder, and take its lines out of documents.csv and codings/"),
            );
        }
    }
    for document in &corpus.documents {
        let place = || Place::file("documents.csv").at(document.id.clone());
        let participants: Vec<_> =
            document.speakers.iter().filter(|speaker| speaker.role == Role::Participant).collect();
        if participants.is_empty() && !document.turns.is_empty() {
            let (what, hint) = if document.speakers.is_empty() {
                ("nobody knows whose words this is", "write into the column “speakers”: Writer = participant CASE")
            } else {
                ("nobody in this document is a participant", "correct the roles in the column “speakers”")
            };
            found.push(Diagnostic::warning(what).in_place(place()).hint(hint));
        }
        for speaker in participants {
            match speaker.case.as_deref() {
                None => found.push(
                    Diagnostic::warning(format!("nobody knows whose words “{}” are", speaker.label))
                        .in_place(place())
                        .hint(format!("write in the column “speakers”: {} = participant CASE", speaker.label)),
                ),
                Some(case) if corpus.case(case).is_none() => found.push(
                    Diagnostic::error(format!("the case “{case}” is not in cases.csv"))
                        .in_place(place())
                        .hint(suggestion(case, corpus.cases.iter().map(|case| case.id.as_str()))),
                ),
                Some(_) => {}
            }
        }
    }
}

/// Codings name documents and codes that are there, and no two share an id.
fn codings(study: &Study, corpus: &Corpus, found: &mut Vec<Diagnostic>) {
    let mut ids: BTreeMap<&str, u32> = BTreeMap::new();
    let documents: HashSet<&str> = corpus.documents.iter().map(|document| document.id.as_str()).collect();
    let known_codes: HashSet<&str> =
        study.codebook.iter().flat_map(|codebook| &codebook.codes).map(|code| code.id.as_str()).collect();
    for coding in &study.codings {
        *ids.entry(&coding.id).or_default() += 1;
        let place = || Place::file(format!("codings/{}/{}.jsonl", coding.coder, coding.document)).at(coding.id.clone());
        if !documents.contains(coding.document.as_str()) {
            found.push(
                Diagnostic::error(format!("the document “{}” is not there", coding.document))
                    .in_place(place())
                    .hint(suggestion(&coding.document, corpus.documents.iter().map(|document| document.id.as_str()))),
            );
        }
        if !known_codes.contains(coding.code.as_str()) && coding.state != CodingState::Rejected {
            let codes = study.codebook.iter().flat_map(|codebook| &codebook.codes).map(|code| code.id.as_str());
            found.push(
                Diagnostic::error(format!("the code “{}” is not in the codebook", coding.code))
                    .in_place(place())
                    .hint(suggestion(&coding.code, codes)),
            );
        }
    }
    for (id, count) in ids.into_iter().filter(|(_, count)| *count > 1) {
        found.push(
            Diagnostic::error(format!("{count} codings have the id “{id}”"))
                .in_place(Place::file("codings/"))
                .hint("give each its own, so that a quotation names one passage"),
        );
    }
}

/// Ids of tables and charts are unique: they are names of files.
fn names(study: &Study, found: &mut Vec<Diagnostic>) {
    let tables: Vec<&str> = study.file.tables.iter().map(|table| table.id.as_str()).collect();
    let charts: Vec<&str> = study.file.charts.iter().map(|chart| chart.id.as_str()).collect();
    for (kind, ids) in [("table", &tables), ("chart", &charts)] {
        let mut seen = BTreeSet::new();
        for id in ids.iter().filter(|id| !seen.insert(id.to_lowercase())) {
            found.push(
                Diagnostic::error(format!("two {kind}s have the id “{id}”"))
                    .in_place(Place::file("study.toml").at(format!("[[{kind}]]")))
                    .hint("rename one of them"),
            );
        }
    }
    for chart in &study.file.charts {
        if !tables.contains(&chart.table.as_str()) {
            found.push(
                Diagnostic::error(format!("there is no table “{}”", chart.table))
                    .in_place(Place::file("study.toml").at(format!("[[chart]] {}", chart.id)))
                    .hint(suggestion(&chart.table, tables.iter().copied())),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Case, Code, Document, Speaker, Turn};

    fn study(text: &str) -> Study {
        let folder = tempfile::tempdir().unwrap();
        crate::sink::write(&folder.path().join("study.toml"), text.as_bytes()).unwrap();
        Study::load(folder.path()).unwrap()
    }

    fn messages(study: &Study, corpus: &Corpus) -> Vec<String> {
        check(study, corpus, None).into_iter().map(|found| found.message).collect()
    }

    #[test]
    fn an_empty_study_has_nothing_wrong() {
        assert!(messages(&study("[study]\ntitle = \"T\"\n"), &Corpus::default()).is_empty());
    }

    #[test]
    fn a_case_without_a_document_and_a_participant_without_a_case_are_found() {
        let speaker = Speaker { label: "P".into(), case: None, role: Role::Participant };
        let turn = Turn { number: 1, speaker: Some(0), question: None, start_time: None, start: 3, end: 5 };
        let document = Document { id: "d".into(), speakers: vec![speaker], turns: vec![turn], ..Document::default() };
        let corpus = Corpus { documents: vec![document], cases: vec![Case { id: "c".into(), ..Case::default() }] };
        let found = messages(&study("[study]\ntitle = \"T\"\n"), &corpus);
        assert_eq!(found, ["the case “c” has no document", "nobody knows whose words “P” are"]);
    }

    #[test]
    fn a_code_that_is_its_own_category_is_found() {
        let mut study = study("[study]\ntitle = \"T\"\n");
        let code = |id: &str, parent: &str| Code { id: id.into(), parent: Some(parent.into()), ..Code::default() };
        study.codebook =
            Some(Codebook { codes: vec![code("a", "b"), code("b", "a"), code("c", "x")], ..Codebook::default() });
        let found = messages(&study, &Corpus::default());
        assert_eq!(found.iter().filter(|message| message.contains("its own category")).count(), 2);
        assert!(found.iter().any(|message| message.contains("“x” is not in the codebook")));
    }

    #[test]
    fn a_chart_of_no_table_is_found() {
        let study = study("[study]\ntitle = \"T\"\n[[chart]]\nid = \"c\"\ntable = \"nothing\"\n");
        assert_eq!(messages(&study, &Corpus::default()), ["there is no table “nothing”"]);
    }
}
