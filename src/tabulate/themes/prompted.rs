//! Prompted told from volunteered: who raised a theme when asked about it, who brought it up elsewhere, who was asked and did not, and who was never asked.
//!
//! A theme is prompted where it is raised in a turn that answers a question which asks about it ([`crate::prepare::Asks`]), and volunteered in any other. Where the guide does not
//! say which question asks about a theme, or nobody knows whether it was put in an interview, it cannot be told, and that is counted too.

use std::collections::{BTreeMap, BTreeSet};

use super::participants::{Participant, Participants};
use super::{ThemeRow, base_label, provenance, rows, stub, what_counts};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{BannerColumn, Cell, Coding, CodingState, CountUnit, Measure, Role, StubKind, Table};
use crate::number::count;
use crate::prepare::banner_of_cases;
use crate::tabulate::columns::unique;
use crate::tabulate::notes::{Notes, and};
use crate::tabulate::{Groupings, Request, Themes};

/// How a person came to a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// Raised in answer to the question that asks about it, and nowhere else.
    Asked,
    /// Raised in answer to it, and elsewhere.
    Both,
    /// Raised elsewhere only.
    Unasked,
    /// Raised, and nobody knows whether in answer to it.
    RaisedUnclear,
    /// Asked, and did not raise it.
    NotRaised,
    /// Neither asked, nor raised it.
    NotAsked,
    /// Did not raise it, and nobody knows whether asked.
    Unclear,
}

const WAYS: [(Way, &str, &str, &str); 7] = [
    (Way::Asked, "asked", "when asked", "Raised"),
    (Way::Both, "both", "both", "Raised"),
    (Way::Unasked, "unasked", "unasked", "Raised"),
    (Way::RaisedUnclear, "raised-unclear", "cannot be told", "Raised"),
    (Way::NotRaised, "not-raised", "asked", "Did not raise"),
    (Way::NotAsked, "not-asked", "not asked", "Did not raise"),
    (Way::Unclear, "unclear", "cannot be told", "Did not raise"),
];

/// In which ways somebody raised a theme.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    prompted: bool,
    volunteered: bool,
    unclear: bool,
}

/// For each theme how many raised it when asked, of their own accord or both, and how many did not; in all, and for each group below.
///
/// # Errors
/// When a code or a grouping is not there.
pub fn prompted(data: Themes<'_>, groupings: &Groupings, request: &Request) -> Result<(Table, Vec<Diagnostic>)> {
    let mut noticed = Vec::new();
    let rows = rows(data, request)?;
    let banner = banner_of_cases(&data.corpus.cases, groupings, &request.by, &mut noticed)?;
    let participants = Participants::find(data, &banner, &mut noticed);
    // What waits, is of no code or of nobody is said once, as in the table of themes.
    super::raised(data, &rows, &participants, &mut noticed);
    let said: Vec<BTreeMap<(&str, usize), Said>> = rows.iter().map(|row| said(data, row, &participants)).collect();
    let mut table = Table {
        id: request.id.clone(),
        title: request.title.clone().unwrap_or_else(|| "Themes raised when asked, and unasked".to_owned()),
        stub_head: "Theme".into(),
        banner: WAYS.map(|(_, key, label, over)| column(key, label, over)).to_vec(),
        show: vec![Measure::Count],
        percent_from: request.percent_from,
        provenance: provenance(data, &banner, &rows, request),
        ..Table::default()
    };
    let mut sections = vec![(0, "all".to_owned(), base_label(data.count).replace("Base: all", "All"))];
    let mut place = 1;
    for axis in &banner.axes {
        for column in 0..axis.columns() {
            let groups = axis.groups(column);
            let join = |words: Vec<&str>, between: &str| words.join(between);
            let key = join(groups.iter().map(|group| group.key.as_str()).collect(), ".");
            let label = join(groups.iter().map(|group| group.label.as_str()).collect(), ", ");
            sections.push((place + column, key, label));
        }
        place += axis.columns();
    }
    for (column, key, label) in sections {
        section(data, &mut table, &rows, &participants, &said, (column, &key, &label));
    }
    table.notes = notes(data, &rows, &participants, &banner);
    Ok((table, noticed))
}

fn column(key: &str, label: &str, over: &str) -> BannerColumn {
    BannerColumn {
        key: key.to_owned(),
        label: label.to_owned(),
        spanners: vec![over.to_owned()],
        letter: None,
        statistic: None,
        base: None,
    }
}

/// Who raised a theme, by unit and column, and in which ways.
fn said<'a>(
    data: Themes<'a>,
    row: &ThemeRow<'_>,
    participants: &'a Participants<'a>,
) -> BTreeMap<(&'a str, usize), Said> {
    let questions = data.asks.of(&row.code.id);
    let mut found: BTreeMap<(&str, usize), Said> = BTreeMap::new();
    let mut known: BTreeMap<&str, bool> = BTreeMap::new();
    let is_meant = |id: &str| {
        let code = data.codebook.current(id).filter(|code| !code.is_retired());
        code.is_some_and(|code| data.codebook.is_within(&code.id, &row.code.id))
    };
    for coding in data.codings.iter().filter(|coding| coding.state == CodingState::Accepted) {
        if !*known.entry(&coding.code).or_insert_with(|| is_meant(&coding.code)) {
            continue;
        }
        for participant in participants.of_coding(coding).unwrap_or_default() {
            let way = way(data, questions.as_ref(), participant, coding);
            for &column in &participant.columns {
                let said = found.entry((&participant.unit, column)).or_default();
                match way {
                    Some(true) => said.prompted = true,
                    Some(false) => said.volunteered = true,
                    None => said.unclear = true,
                }
            }
        }
    }
    found
}

/// Whether somebody’s words answer a question that asks about the theme; `None`: nobody knows.
fn way(
    data: Themes<'_>,
    questions: Option<&BTreeSet<&str>>,
    participant: &Participant<'_>,
    coding: &Coding,
) -> Option<bool> {
    let (questions, document) = (questions?, participant.document);
    // The words begin in this turn of theirs.
    let turn = document.turns_in(coding.start, coding.end).find(|turn| {
        let is_theirs = document.case(turn).is_none_or(|case| participant.case.is_none_or(|own| own == case));
        is_theirs && document.role(turn) == Role::Participant
    });
    if turn.and_then(|turn| turn.question.as_deref()).is_some_and(|question| questions.contains(question)) {
        return Some(true);
    }
    // Elsewhere it is volunteered, unless the question may have been put there without being recognised.
    let put = |question: &&str| data.asked.get(&(document.id.clone(), (*question).to_owned())).copied();
    let is_settled = questions.iter().all(|question| match put(question) {
        Some(true) => turn.is_some(),
        Some(false) => true,
        None => false,
    });
    is_settled.then_some(false)
}

fn section(
    data: Themes<'_>,
    table: &mut Table,
    rows: &[ThemeRow<'_>],
    participants: &Participants<'_>,
    said: &[BTreeMap<(&str, usize), Said>],
    (column, key, label): (usize, &str, &str),
) {
    let units = participants.units(column);
    let heading = format!("{label} ({})", count(units.len() as u64));
    let key = unique(key.to_owned(), |key| table.stub.iter().any(|other| other.key == key));
    table.stub.push(stub(key.clone(), &heading, 0, StubKind::Heading));
    table.cells.push(vec![Cell::default(); WAYS.len()]);
    for (row, said) in rows.iter().zip(said) {
        let questions = data.asks.of(&row.code.id);
        let asked = questions.as_ref().map(|questions| participants.who_was_asked(column, questions, data.asked));
        let mut counts: BTreeMap<Way, u64> = BTreeMap::new();
        for unit in &units {
            let put = asked.as_ref().and_then(|asked| asked.get(unit).copied().flatten());
            *counts.entry(settled(said.get(&(*unit, column)).copied().unwrap_or_default(), put)).or_default() += 1;
        }
        let cells =
            WAYS.map(|(way, ..)| Cell { count: Some(counts.get(&way).copied().unwrap_or(0)), ..Cell::default() });
        let own = unique(format!("{key}.{}", row.code.id), |key| table.stub.iter().any(|other| other.key == key));
        table.stub.push(stub(own, &row.code.name, row.level.saturating_add(1), row.kind));
        table.cells.push(cells.to_vec());
    }
}

fn settled(said: Said, asked: Option<bool>) -> Way {
    match (said, asked) {
        (Said { prompted: true, volunteered: true, .. }, _) => Way::Both,
        (Said { prompted: true, .. }, _) => Way::Asked,
        (Said { volunteered: true, .. }, _) => Way::Unasked,
        (Said { unclear: true, .. }, _) => Way::RaisedUnclear,
        (_, Some(true)) => Way::NotRaised,
        (_, Some(false)) => Way::NotAsked,
        (_, None) => Way::Unclear,
    }
}

fn notes(
    data: Themes<'_>,
    rows: &[ThemeRow<'_>],
    participants: &Participants<'_>,
    banner: &crate::prepare::Banner,
) -> Vec<String> {
    let mut notes = Notes::default();
    let what = match data.count {
        CountUnit::Person => "people",
        CountUnit::Organisation => "organisations",
        CountUnit::Document => "documents",
    };
    notes.base.push(format!(
        "Counts are {what}, each once in a row. When asked: in answer to a question that asks about the theme; unasked: anywhere else in the interview."
    ));
    let unknown: Vec<String> = rows
        .iter()
        .filter(|row| row.kind == StubKind::Choice && data.asks.of(&row.code.id).is_none())
        .map(|row| format!("“{}”", row.code.name))
        .collect();
    if !unknown.is_empty() {
        notes.base.push(format!(
            "Nobody has said which question asks about {}: there it cannot be told. [[guide]] asks = [\"…\"] in study.toml says it.",
            and(&unknown)
        ));
    }
    notes.base.push(
        "It cannot be told either where an interview may have had the question without it being recognised: documents.csv says so by “questions” and “not_asked”."
            .to_owned(),
    );
    notes.base.push(what_counts(data).to_owned());
    notes.test.push("What is raised unasked weighs more as a sign of what people have on their minds; what is not raised when asked is an answer too.".to_owned());
    participants.say(banner, &mut notes);
    notes.finish()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Study, coding, study};
    use super::*;
    use crate::prepare::Asks;

    /// The study with one question, put in d1 and d2 and not in d3; the words of cases answer it.
    fn asked_study(asks: Option<&[&str]>) -> Study {
        let mut study = study();
        for document in &mut study.corpus.documents {
            let put = document.id != "d3";
            study.asked.insert((document.id.clone(), "q".into()), put);
            for turn in &mut document.turns {
                turn.question = put.then(|| "q".to_owned());
            }
        }
        let asks: Option<Vec<String>> = asks.map(|asks| asks.iter().map(|id| (*id).to_owned()).collect());
        study.asks = Asks::find([("q", asks.as_deref())].into_iter(), &study.codebook, &[]);
        study
    }

    fn told(study: &Study, row: &str) -> Vec<u64> {
        let (table, _) = prompted(study.themes(), &Groupings::new(), &Request::default()).unwrap();
        let place = table.stub.iter().position(|stub| stub.key == row).unwrap();
        table.cells[place].iter().map(|cell| cell.count.unwrap()).collect()
    }

    #[test]
    fn where_no_question_is_tied_nothing_can_be_told() {
        let study = asked_study(None);
        assert_eq!(told(&study, "all.training"), [0, 0, 0, 3, 0, 0, 1]);
        let (table, _) = prompted(study.themes(), &Groupings::new(), &Request::default()).unwrap();
        assert!(table.notes.iter().any(|note| note.contains("“FUNDING”, “TRAINING” and “JOY”")), "{:?}", table.notes);
        let mut empty = asked_study(Some(&["joy"]));
        empty.corpus.documents.clear();
        assert_eq!(told(&empty, "all.joy"), [0; 7]);
    }

    #[test]
    fn each_person_is_counted_in_one_way() {
        let mut study = asked_study(Some(&["training", "joy"]));
        assert_eq!(told(&study, "all.training"), [3, 0, 0, 0, 0, 1, 0]);
        // Asked about joy were three, who did not raise it; d was not asked and did.
        assert_eq!(told(&study, "all.joy"), [0, 0, 1, 0, 3, 0, 0]);
        // Nobody asks about funding, since every question says what it asks about.
        assert_eq!(told(&study, "all.funding"), [0, 0, 1, 0, 0, 3, 0]);
        assert_eq!(told(&study, "all.support"), [3, 0, 0, 0, 0, 1, 0]);
        // The same person a second time, in a turn before the question.
        let document = &mut study.corpus.documents[0];
        let mut earlier = document.turns[1].clone();
        (earlier.start, earlier.end, earlier.question) = (40, 50, None);
        document.turns.insert(0, earlier);
        document.turns.sort_by_key(|turn| turn.start);
        study.codings.push(coding("d1", 4, "training"));
        assert_eq!(told(&study, "all.training"), [2, 1, 0, 0, 0, 1, 0]);
    }

    #[test]
    fn where_nobody_knows_whether_the_question_was_put_it_cannot_be_told() {
        let mut study = asked_study(Some(&["joy"]));
        study.asked.remove(&("d3".to_owned(), "q".to_owned()));
        assert_eq!(told(&study, "all.joy"), [0, 0, 0, 1, 3, 0, 0]);
        study.codings.retain(|coding| coding.code != "joy");
        assert_eq!(told(&study, "all.joy"), [0, 0, 0, 0, 3, 0, 1]);
    }

    #[test]
    fn groups_stand_below_each_other_and_add_up() {
        let study = asked_study(Some(&["training", "joy"]));
        let grouping = crate::model::Grouping { case: Some("group".into()), ..Default::default() };
        let request = Request { by: vec!["g".into()], ..Request::default() };
        let (table, _) = prompted(study.themes(), &Groupings::from([("g".to_owned(), grouping)]), &request).unwrap();
        let keys: Vec<&str> = table.stub.iter().map(|row| row.key.as_str()).collect();
        assert!(keys.contains(&"vcfse.joy") && keys.contains(&"council.joy"), "{keys:?}");
        let sum = |row: &str| -> u64 {
            let place = keys.iter().position(|key| *key == row).unwrap();
            table.cells[place].iter().filter_map(|cell| cell.count).sum()
        };
        assert_eq!((sum("all.joy"), sum("vcfse.joy"), sum("council.joy")), (4, 3, 1));
    }
}
