//! Quotations: an accepted coding's words, with who said them in the words that the study allows and where they stand.

use super::lookup::Of;
use super::produce::Workshop;
use crate::coding::attribution;
use crate::coding::parallel::{IN_ANOTHER_LANGUAGE, Parallel};
use crate::coding::reconcile::PREFIX;
use crate::coding::retrieve::{self, Quotation};
use crate::diagnostic::{Diagnostic, Error, Result, unknown_name};
use crate::model::{Block, CodingState, Corpus, Translated};
use crate::personal::mask;

/// The quotation of one coding.
///
/// # Errors
/// When there is no such coding, it is not accepted, or whoever said it must not be quoted.
pub fn by_id(workshop: &Workshop, id: &str) -> Result<Block> {
    let material = &workshop.material;
    let Some(coding) = material.codings.iter().find(|coding| coding.id == id) else {
        // A final coding is quoted by the id that it had before.
        let is_it = |moved: &String| moved == id || moved.strip_prefix(PREFIX) == Some(id);
        if let Some(moved) = material.moved.iter().find(|moved| is_it(moved)) {
            return Err(Error::new(format!(
                "“{id}” may have moved when its transcript was edited, so it is not quoted"
            ))
            .hint(format!("canvass check shows where it is now; canvass take --moved {moved} accepts that")));
        }
        return Err(unknown_name("quotation", id, material.codings.iter().map(|coding| coding.id.as_str())));
    };
    if coding.state != CodingState::Accepted {
        return Err(Error::new(format!("“{id}” is only proposed, not accepted, so it is not quoted"))
            .hint("accept it first, or quote another: canvass quotes CODE lists them"));
    }
    let (found, refused) =
        retrieve::quotations(&material.corpus, &material.codebook, &material.codings, &coding.code, coding.state);
    match found.into_iter().find(|quotation| quotation.coding.id == id) {
        Some(quotation) => Ok(block(workshop, &quotation)),
        None if refused > 0 => Err(Error::new(format!("whoever said “{id}” has not consented to be quoted"))
            .hint("quote somebody else: canvass quotes CODE lists them")),
        None => Err(Error::new(format!("the document “{}” of “{id}” is not in the study", coding.document))),
    }
}

/// Quotations of a code or of any code below a category: from each group in turn, each document once before any twice.
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
    let (mut found, refused) =
        retrieve::quotations(&material.corpus, &material.codebook, &material.codings, code, CodingState::Accepted);
    if refused > 0 {
        workshop.notice(Diagnostic::note(format!("{refused} quotations of “{code}” are withheld for lack of consent")));
    }
    found.retain(|quotation| of.group.is_none() || group(quotation) == of.group);
    // A turn and its translation are one.
    let found = workshop.parallel().once(&material.corpus, found);
    let chosen = retrieve::balanced(found, group, &[]);
    Ok(chosen.iter().take(limit).map(|quotation| block(workshop, quotation)).collect())
}

fn group(quotation: &Quotation<'_>) -> Option<String> {
    quotation.case.and_then(|case| case.group.clone())
}

fn block(workshop: &Workshop, quotation: &Quotation<'_>) -> Block {
    let material = &workshop.material;
    let (text, masked) = mask(quotation.words());
    if masked > 0 {
        workshop.notice(Diagnostic::warning(format!(
            "{masked} addresses or numbers that give somebody away are masked in the quotation {}",
            quotation.coding.id
        )));
    }
    Block::Quotation {
        text,
        attribution: attribution(&material.file.report.attribution, quotation.case, quotation.document),
        source: quotation.source(),
        id: Some(quotation.coding.id.clone()),
        beside: beside(workshop.parallel(), &material.corpus, quotation),
    }
}

/// What stands beside a quotation in other languages, masked as the quotation is.
pub fn beside(parallel: &Parallel, corpus: &Corpus, quotation: &Quotation<'_>) -> Vec<Translated> {
    let mut said = parallel.said(corpus, quotation, IN_ANOTHER_LANGUAGE);
    for there in &mut said {
        there.text = mask(&there.text).0;
    }
    said
}
