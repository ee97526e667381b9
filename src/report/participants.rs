//! The table of who took part.

use std::collections::BTreeSet;

use super::lookup::Of;
use super::produce::Workshop;
use crate::diagnostic::{Result, unknown_name};
use crate::model::{Block, CountUnit, Listing, ListingColumn, Value};
use crate::study::Activity;

/// How many completed the questionnaire: records that are not left out.
pub fn completed(workshop: &Workshop) -> u64 {
    let Some(table) = workshop.material.survey.as_ref().and_then(|survey| survey.main()) else { return 0 };
    table.records().filter(|record| record.excluded.is_none()).count() as u64
}

/// How many were interviewed, in the unit that the study counts; of one group where asked for.
///
/// # Errors
/// When the group is not there.
pub fn interviewed(workshop: &Workshop, of: &Of) -> Result<u64> {
    let material = &workshop.material;
    let unit = material.file.interviews.as_ref().map(|interviews| interviews.count).unwrap_or_default();
    if let Some(group) = &of.group {
        let known = material.corpus.cases.iter().any(|case| case.group.as_deref() == Some(group));
        if !known {
            let groups: BTreeSet<&str> =
                material.corpus.cases.iter().filter_map(|case| case.group.as_deref()).collect();
            return Err(unknown_name("group", group, groups.iter().copied()));
        }
    }
    let mut counted: BTreeSet<String> = BTreeSet::new();
    // Whoever only answered the questionnaire was not interviewed, although open answers are coded too.
    for document in material.corpus.documents.iter().filter(|document| document.kind != "answer") {
        for speaker in &document.speakers {
            let Some(case) = speaker.case.as_deref().and_then(|id| material.corpus.case(id)) else { continue };
            if case.refuses() || (of.group.is_some() && case.group != of.group) {
                continue;
            }
            counted.insert(match unit {
                CountUnit::Person => case.id.clone(),
                CountUnit::Organisation => case.organisation.clone().unwrap_or_else(|| case.id.clone()),
                CountUnit::Document => document.id.clone(),
            });
        }
    }
    Ok(counted.len() as u64)
}

/// The table of participants: a line an activity, counted where the study holds what it counts.
pub fn blocks(workshop: &Workshop) -> Vec<Block> {
    let material = &workshop.material;
    let activities =
        if material.file.activities.is_empty() { found(workshop) } else { material.file.activities.clone() };
    if activities.is_empty() {
        return vec![Workshop::remark("Nobody has taken part yet: the study has neither answers nor interviews.")];
    }
    let mut counted = false;
    let rows = activities
        .iter()
        .map(|activity| {
            let people = match activity.count.as_deref() {
                Some("survey") => Some(completed(workshop)),
                Some("interviews") => interviewed(workshop, &Of { group: activity.group.clone(), by: None }).ok(),
                _ => activity.people,
            };
            counted |= activity.count.is_some();
            vec![
                Value::from(activity.title.as_str()),
                people.map_or_else(|| Value::from("not counted"), Value::Count),
                Value::from(activity.who.as_str()),
                Value::from(activity.note.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    let mut notes = Vec::new();
    if counted {
        notes.push(
            "Questionnaires and interviews are counted from the data; other numbers are as recorded by the study."
                .to_owned(),
        );
    }
    let listing = Listing {
        id: "participants".into(),
        title: "Activities and participants".into(),
        columns: vec![
            ListingColumn::wide("Activity"),
            ListingColumn::figures("Number"),
            ListingColumn::wide("Who"),
            ListingColumn::wide("Remark"),
        ],
        rows,
        notes,
    };
    vec![Block::Listing { number: Some(workshop.next_table()), listing: without_empty_columns(listing) }]
}

/// What a study without `[[activity]]` shows: its questionnaire and its interviews by group.
fn found(workshop: &Workshop) -> Vec<Activity> {
    let material = &workshop.material;
    let mut activities = Vec::new();
    if material.survey.is_some() {
        let questionnaire = Activity {
            title: "Questionnaire".into(),
            count: Some("survey".into()),
            who: "responses".into(),
            ..Activity::default()
        };
        activities.push(questionnaire);
    }
    let mut groups: Vec<Option<&str>> = Vec::new();
    let speaks = |kind: fn(&str) -> bool, case: &str| {
        let documents = material.corpus.documents.iter().filter(|document| kind(&document.kind));
        documents.flat_map(|document| &document.speakers).any(|speaker| speaker.case.as_deref() == Some(case))
    };
    for case in &material.corpus.cases {
        let only_answered = speaks(|kind| kind == "answer", &case.id) && !speaks(|kind| kind != "answer", &case.id);
        if only_answered {
            continue;
        }
        if !groups.contains(&case.group.as_deref()) {
            groups.push(case.group.as_deref());
        }
    }
    activities.extend(groups.into_iter().map(|group| Activity {
        title: "Interviews".into(),
        count: Some("interviews".into()),
        group: group.map(str::to_owned),
        who: group.unwrap_or("people").to_owned(),
        ..Activity::default()
    }));
    activities
}

/// A column in which nothing stands is left out.
pub fn without_empty_columns(mut listing: Listing) -> Listing {
    for column in (0..listing.columns.len()).rev() {
        if !listing.rows.is_empty()
            && listing.rows.iter().all(|row| row.get(column).is_none_or(|value| *value == Value::Empty))
        {
            listing.columns.remove(column);
            for row in &mut listing.rows {
                if column < row.len() {
                    row.remove(column);
                }
            }
        }
    }
    listing
}
