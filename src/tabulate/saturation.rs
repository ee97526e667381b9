//! When interviews stopped to bring new codes, in the whole study and in each group: [`crate::stats::saturation`] over the documents in
//! the order in which they were held.

use std::collections::BTreeMap;

use super::columns::unique;
use super::themes::participants::Participants;
use super::{Groupings, Request, Themes};
use crate::diagnostic::{Diagnostic, Place, Result, unknown_name};
use crate::model::{BannerColumn, Cell, CodingState, Document, Measure, Provenance, StubKind, StubRow, Table};
use crate::number::{count, percent};
use crate::prepare::banner_of_cases;
use crate::stats::saturation::{Course, Orders, Rule, SEED, course, orders};

/// How many orders are drawn.
pub const ORDERS: usize = 1000;

/// One document with the codes that stand in it.
struct Interview<'a> {
    document: &'a Document,
    codes: Vec<usize>,
    columns: Vec<usize>,
}

/// For the whole study, and for each group of `request.by`, the interviews with what each brought, and when that came to an end.
///
/// Interviews stand in the order of their dates where all have one, else in that of documents.csv.
///
/// # Errors
/// When a code or a grouping is not there.
pub fn table(
    data: Themes<'_>,
    rule: Rule,
    groupings: &Groupings,
    request: &Request,
) -> Result<(Table, Vec<Diagnostic>)> {
    let mut noticed = Vec::new();
    let banner = banner_of_cases(&data.corpus.cases, groupings, &request.by, &mut noticed)?;
    let participants = Participants::find(data, &banner, &mut noticed);
    let mut notes = Vec::new();
    let interviews = interviews(data, &participants, request, &mut notes)?;
    let mut table = Table {
        id: request.id.clone(),
        title: request.title.clone().unwrap_or_else(|| "When interviews stopped to bring new codes".to_owned()),
        stub_head: "Interview".into(),
        banner: vec![
            column("new", "New codes"),
            column("codes", "Codes so far"),
            column("next", &format!("New in the next {}, of base", rule.run)),
        ],
        show: vec![Measure::Count],
        percent_from: request.percent_from,
        provenance: Provenance {
            sources: Some(request.source.clone()).filter(|source| !source.is_empty()).into_iter().collect(),
            uses: request.by.clone(),
            ..Provenance::default()
        },
        ..Table::default()
    };
    section(&mut table, "all", "All interviews", interviews.iter(), rule, &mut notes);
    let mut place = 1;
    for axis in &banner.axes {
        for column in 0..axis.columns() {
            let groups = axis.groups(column);
            let key: Vec<&str> = groups.iter().map(|group| group.key.as_str()).collect();
            let label: Vec<&str> = groups.iter().map(|group| group.label.as_str()).collect();
            let own = interviews.iter().filter(|interview| interview.columns.contains(&(place + column)));
            section(&mut table, &key.join("."), &label.join(", "), own, rule, &mut notes);
        }
        place += axis.columns();
    }
    notes.push(format!(
        "Saturated: the codes that the next {} interviews bring are at most {}% of those of the first {} (Guest, Namey and Chen 2020).",
        rule.run,
        percent(rule.threshold * 100.0),
        rule.base
    ));
    notes.push(format!("Other orders: {} orders drawn at random, seed {SEED}.", count(ORDERS as u64)));
    notes.push("It says when codes stopped to be new, not whether enough people were heard.".to_owned());
    table.notes = notes;
    Ok((table, noticed))
}

fn interviews<'a>(
    data: Themes<'a>,
    participants: &Participants<'a>,
    request: &Request,
    notes: &mut Vec<String>,
) -> Result<Vec<Interview<'a>>> {
    let known = || data.codebook.codes.iter().map(|code| code.id.as_str());
    if let Some(stranger) = request.rows.iter().find(|row| data.codebook.code(row).is_none()) {
        return Err(unknown_name("code", stranger, known()));
    }
    let wanted = |id: &str| request.rows.is_empty() || request.rows.iter().any(|row| data.codebook.is_within(id, row));
    let mut interviews: Vec<Interview<'a>> = Vec::new();
    // A translation is not another interview.
    for document in data.corpus.documents.iter().filter(|document| document.translation_of.is_none()) {
        let own = participants.iter().filter(|participant| participant.document.id == document.id);
        let mut columns: Vec<usize> = own.flat_map(|participant| participant.columns.iter().copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        interviews.push(Interview { document, codes: Vec::new(), columns });
    }
    let place_of: BTreeMap<&str, usize> =
        interviews.iter().enumerate().map(|(place, interview)| (interview.document.id.as_str(), place)).collect();
    let original =
        |id: &'a str| data.corpus.document(id).and_then(|document| document.translation_of.as_deref()).unwrap_or(id);
    for coding in data.codings.iter().filter(|coding| coding.state == CodingState::Accepted) {
        let Some(&place) = place_of.get(original(&coding.document)) else { continue };
        let Some(code) = data.codebook.current(&coding.code).filter(|code| !code.is_retired() && wanted(&code.id))
        else {
            continue;
        };
        let number = data.codebook.codes.iter().position(|other| other.id == code.id).unwrap_or(0);
        interviews[place].codes.push(number);
    }
    let empty = interviews.iter().filter(|interview| interview.codes.is_empty()).count();
    if empty > 0 {
        let documents = if empty == 1 {
            "1 document without any coding is".to_owned()
        } else {
            format!("{} documents without any coding are", count(empty as u64))
        };
        notes.push(format!("{documents} left out: not coded yet, or nothing to code."));
        interviews.retain(|interview| !interview.codes.is_empty());
    }
    if interviews.iter().all(|interview| interview.document.date.is_some()) {
        interviews.sort_by_key(|interview| interview.document.date.as_deref());
        notes.push("Interviews in the order of their dates.".to_owned());
    } else {
        notes.push("Interviews in the order of documents.csv: not all have a date.".to_owned());
    }
    Ok(interviews)
}

fn section<'a>(
    table: &mut Table,
    key: &str,
    label: &str,
    interviews: impl Iterator<Item = &'a Interview<'a>>,
    rule: Rule,
    notes: &mut Vec<String>,
) {
    let interviews: Vec<&Interview<'_>> = interviews.collect();
    push(table, key, label, StubKind::Heading, vec![Cell::default(); 3]);
    let codes: Vec<Vec<usize>> = interviews.iter().map(|interview| interview.codes.clone()).collect();
    let found = course(&codes, rule);
    let base = rule.base.checked_sub(1).and_then(|last| found.so_far.get(last)).copied().unwrap_or(0) as u64;
    for (place, interview) in interviews.iter().enumerate() {
        let next = found.share[place].map(|share| Cell {
            count: Some(found.new[place + 1..=place + rule.run].iter().sum::<usize>() as u64),
            asked: Some(base),
            value: Some(share),
            ..Cell::default()
        });
        let cells = vec![of(found.new[place]), of(found.so_far[place]), next.unwrap_or_default()];
        push(table, &format!("{key}.{}", interview.document.id), &interview.document.id, StubKind::Choice, cells);
    }
    if codes.len() < rule.base + rule.run {
        let needed = rule.base + rule.run;
        notes.push(format!("{label} – cannot be said of {}: it needs {needed} interviews at least.", codes.len()));
        return;
    }
    let mut reached = Vec::new();
    for threshold in [rule.threshold, 0.0] {
        let rule = Rule { threshold, ..rule };
        let line = sentence(&course(&codes, rule), orders(&codes, rule, ORDERS, SEED), codes.len());
        let what = if threshold > 0.0 {
            format!("at most {}% new", percent(threshold * 100.0))
        } else {
            "nothing new".to_owned()
        };
        reached.push(format!("{what}: {line}"));
        if rule.threshold == 0.0 {
            break;
        }
    }
    notes.push(format!("{label} – {}.", reached.join("; ")));
}

fn sentence(course: &Course, orders: Orders, interviews: usize) -> String {
    let here = match course.saturated {
        Some(after) => format!("after {after} interviews"),
        None => format!("not within {interviews} interviews"),
    };
    let many = count(orders.drawn as u64);
    let others = match (orders.median, orders.low, orders.high) {
        (Some(median), Some(low), Some(high)) if low == high => format!("in other orders after {median}"),
        (Some(median), Some(low), Some(high)) => format!("in other orders after {median}, mostly {low} to {high}"),
        (Some(median), ..) => format!("in other orders after {median}, in some not at all"),
        _ => format!("{} of {many} other orders come to an end", count(orders.saturating as u64)),
    };
    format!("{here} ({others})")
}

fn column(key: &str, label: &str) -> BannerColumn {
    BannerColumn {
        key: key.to_owned(),
        label: label.to_owned(),
        spanners: Vec::new(),
        letter: None,
        base: None,
        statistic: None,
    }
}

fn of(n: usize) -> Cell {
    Cell { count: Some(n as u64), ..Cell::default() }
}

fn push(table: &mut Table, key: &str, label: &str, kind: StubKind, cells: Vec<Cell>) {
    let key = unique(key.to_owned(), |key| table.stub.iter().any(|row| row.key == key));
    let level = u8::from(kind != StubKind::Heading);
    table.stub.push(StubRow { key, label: label.to_owned(), level, kind, statistic: None });
    table.cells.push(cells);
}

/// Says why saturation is not offered where the study’s approach has no use for it.
pub fn not_for_reflexive() -> crate::diagnostic::Error {
    crate::diagnostic::Error::new("in reflexive thematic analysis saturation says little: meaning is made, not used up")
        .in_place(Place::file("study.toml").at("[study] approach"))
        .hint("docs/methods.md has the reasons; --anyway counts all the same")
}

#[cfg(test)]
mod tests {
    use super::super::themes::tests::{coding, document, study};
    use super::*;
    use crate::model::Grouping;

    fn groupings() -> Groupings {
        Groupings::from([("g".to_owned(), Grouping { case: Some("group".into()), ..Grouping::default() })])
    }

    #[test]
    fn without_documents_there_is_a_heading_and_a_sentence() {
        let mut study = study();
        study.corpus.documents.clear();
        let (found, _) = table(study.themes(), Rule::default(), &groupings(), &Request::default()).unwrap();
        assert_eq!(found.stub.len(), 1);
        assert!(found.notes.iter().any(|note| note.contains("it needs 6 interviews at least")), "{:?}", found.notes);
    }

    #[test]
    fn documents_without_codings_are_left_out_and_groups_have_their_own_course() {
        let mut study = study();
        for place in 4..12 {
            let id = format!("d{place}");
            study.corpus.documents.push(document(&id, &["a"]));
            if place != 7 {
                study.codings.push(coding(&id, 1, "training"));
            }
        }
        let request = Request { by: vec!["g".into()], ..Request::default() };
        let (found, _) = table(study.themes(), Rule::default(), &groupings(), &request).unwrap();
        let keys: Vec<&str> = found.stub.iter().map(|row| row.key.as_str()).collect();
        assert!(keys.contains(&"all.d4") && !keys.contains(&"all.d7") && keys.contains(&"vcfse.d4"));
        assert!(keys.contains(&"council.d3") && !keys.contains(&"council.d4"));
        assert!(found.notes.iter().any(|note| note.starts_with("1 document without any coding")));
        assert!(
            found.notes.iter().any(|note| note.starts_with("All interviews – at most 5% new: after 4")),
            "{:?}",
            found.notes
        );
    }
}
