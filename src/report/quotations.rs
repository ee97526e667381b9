//! Quotations: an accepted coding's words, with who said them in the words that the study allows and where they stand.

use super::lookup::Of;
use super::produce::Workshop;
use crate::diagnostic::{Diagnostic, Error, Place, Result, unknown_name};
use crate::model::{Block, Coding, CodingState, Document};

/// The quotation of one coding.
///
/// # Errors
/// When there is no such coding, or it is not accepted.
pub fn by_id(workshop: &Workshop, id: &str) -> Result<Block> {
    let codings = &workshop.material.codings;
    let Some(coding) = codings.iter().find(|coding| coding.id == id) else {
        return Err(unknown_name("quotation", id, codings.iter().map(|coding| coding.id.as_str())));
    };
    if coding.state != CodingState::Accepted {
        return Err(Error::new(format!("“{id}” is only proposed, not accepted, so it is not quoted"))
            .hint("accept it first, or quote another: canvass quotes CODE lists them"));
    }
    block(workshop, coding)
}

/// Quotations of a code or of any code below a category: from each group in turn, each case once before any twice.
///
/// # Errors
/// When the code or the group is not there.
pub fn of_code(workshop: &Workshop, code: &str, of: &Of, limit: usize) -> Result<Vec<Block>> {
    let material = &workshop.material;
    if material.codebook.code(code).is_none() {
        return Err(unknown_name("code", code, material.codebook.codes.iter().map(|code| code.id.as_str())));
    }
    if let Some(group) = &of.group {
        let groups: Vec<&str> = material.corpus.cases.iter().filter_map(|case| case.group.as_deref()).collect();
        if !groups.contains(&group.as_str()) {
            return Err(unknown_name("group", group, groups.iter().copied()));
        }
    }
    let mut chosen: Vec<&Coding> = Vec::new();
    let fitting: Vec<&Coding> = material
        .codings
        .iter()
        .filter(|coding| coding.state == CodingState::Accepted && material.codebook.is_within(&coding.code, code))
        .filter(|coding| of.group.is_none() || group(workshop, coding) == of.group)
        .collect();
    let mut groups: Vec<Option<String>> = Vec::new();
    for coding in &fitting {
        let group = group(workshop, coding);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    while chosen.len() < limit {
        let before = chosen.len();
        for turn in &groups {
            let next = fitting
                .iter()
                .filter(|coding| group(workshop, coding) == *turn && !chosen.iter().any(|other| overlap(other, coding)))
                .min_by_key(|coding| chosen.iter().filter(|other| other.document == coding.document).count());
            if let Some(coding) = next
                && chosen.len() < limit
            {
                chosen.push(coding);
            }
        }
        if chosen.len() == before {
            break;
        }
    }
    chosen.into_iter().map(|coding| block(workshop, coding)).collect()
}

fn overlap(one: &Coding, other: &Coding) -> bool {
    one.document == other.document && one.start < other.end && other.start < one.end
}

fn group(workshop: &Workshop, coding: &Coding) -> Option<String> {
    let corpus = &workshop.material.corpus;
    let document = corpus.document(&coding.document)?;
    corpus.case(case_of(document, coding)?)?.group.clone()
}

fn case_of<'a>(document: &'a Document, coding: &Coding) -> Option<&'a str> {
    document.turn_at(coding.start).and_then(|turn| document.case(turn))
}

fn block(workshop: &Workshop, coding: &Coding) -> Result<Block> {
    let material = &workshop.material;
    let Some(document) = material.corpus.document(&coding.document) else {
        return Err(Error::new(format!("the document “{}” of “{}” is not there", coding.document, coding.id))
            .in_place(Place::file("documents.csv")));
    };
    let case = case_of(document, coding).and_then(|id| material.corpus.case(id));
    let words = document.slice(coding.start, coding.end);
    if words != coding.exact {
        return Err(Error::new(format!("the words of “{}” no longer stand where they were coded", coding.id))
            .in_place(Place::file(&document.file))
            .hint("run `canvass check`: it finds where they have moved to"));
    }
    let (text, replaced) = crate::coding::pseudonym::replace(words, &material.pseudonyms);
    if replaced > 0 {
        workshop.notice(Diagnostic::note(format!(
            "{replaced} name(s) replaced by a pseudonym in the quotation {}",
            coding.id
        )));
    }
    let attribution = crate::coding::attribution(&material.file.report.attribution, case, document);
    let turn = document.turn_at(coding.start).map_or(0, |turn| turn.number);
    Ok(Block::Quotation {
        text,
        attribution,
        source: format!("{}, turn {turn}", document.id),
        id: Some(coding.id.clone()),
    })
}
