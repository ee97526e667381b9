//! The note on how figures were made, generated from what the study declares and holds.

use super::participants;
use super::produce::Workshop;
use crate::coding;
use crate::model::{Block, Coding, CodingSource, CodingState, CountUnit, Listing, ListingColumn, Sampling, Value};
use crate::number;

/// A chapter “How this report was made”.
pub fn blocks(workshop: &Workshop) -> Vec<Block> {
    let mut blocks = vec![Block::heading(1, "How this report was made")];
    blocks.extend(answers(workshop));
    blocks.extend(interviews(workshop));
    // A lone export has no manifest beside its topline.
    let material = &workshop.material;
    let files = match &material.file.survey {
        None if !material.export.is_empty() => material.export.as_str(),
        _ => "the files listed in manifest.json",
    };
    blocks.push(Block::paragraph(format!(
        "Figures and quotations were put in by canvass {} from {files}; running it again on the same \
         files gives the same report, byte for byte.",
        env!("CARGO_PKG_VERSION")
    )));
    blocks
}

fn answers(workshop: &Workshop) -> Vec<Block> {
    let material = &workshop.material;
    let Some(table) = material.survey.as_ref().and_then(|survey| survey.main()) else { return Vec::new() };
    let all = table.record_count() as u64;
    let kept = participants::completed(workshop);
    let mut words = format!("The questionnaire has {} responses", number::count(all));
    match all - kept {
        0 => words.push_str("; none was left out."),
        left_out => {
            let excluded = material.file.survey.as_ref().map(|survey| survey.exclude.join(", ")).unwrap_or_default();
            words.push_str(&format!(
                "; {} of them ({excluded}) were left out, so figures rest on {}.",
                number::count(left_out),
                number::count(kept)
            ));
        }
    }
    let sampling = material.file.survey.as_ref().map_or(Sampling::Open, |survey| survey.sampling);
    let supports = match sampling {
        Sampling::Open => {
            "Anybody who found the link could answer, so the figures describe those who answered and nobody else: no intervals and \
             no tests are shown, because they would claim more than this way of asking supports."
        }
        Sampling::Purposive => {
            "People were chosen for what they can tell, so the figures describe those who answered and nobody else: no intervals \
             and no tests are shown, because they would claim more than this way of asking supports."
        }
        Sampling::Probability => {
            "Respondents were drawn with known chances, so intervals (Wilson) and tests are shown where a table says so; each note \
             names the test and why it was chosen."
        }
        Sampling::Census => {
            "Everybody was asked. Tests are shown where a table says so and treat those who did not answer as missing by chance."
        }
    };
    let from = material.file.report.percent_from;
    let small = format!(
        "Percentages rest on those who gave a valid answer to the question; the base stands with every table. Where fewer than {from} \
         answered, counts are given and no percentages; up to 99 both. Percentages are rounded half up to whole numbers, so a column \
         may not add up to exactly 100."
    );
    vec![Block::paragraph(words), Block::paragraph(supports), Block::paragraph(small)]
}

fn interviews(workshop: &Workshop) -> Vec<Block> {
    let material = &workshop.material;
    if material.corpus.documents.is_empty() {
        return Vec::new();
    }
    let accepted = material.codings.iter().filter(|coding| coding.state == CodingState::Accepted);
    let mut coders: Vec<&str> = accepted.clone().map(|coding| coding.coder.as_str()).collect();
    let count = coders.len();
    coders.sort_unstable();
    coders.dedup();
    // Not a person: what two coders settled between them.
    let is_final = |coder: &str| coder == coding::reconcile::CODER;
    let mut settled: Vec<&str> =
        accepted.filter(|coding| is_final(&coding.coder)).map(|coding| coding.document.as_str()).collect();
    settled.dedup();
    coders.retain(|coder| !is_final(coder));
    let unit = match material.file.interviews.as_ref().map(|interviews| interviews.count).unwrap_or_default() {
        CountUnit::Person => "people",
        CountUnit::Organisation => "organisations",
        CountUnit::Document => "documents",
    };
    let mut words = format!(
        "{} documents were read and coded against a codebook of {} codes. ",
        number::count(material.corpus.documents.len() as u64),
        material.codebook.codes.iter().filter(|code| material.codebook.children(&code.id).next().is_none()).count()
    );
    if count == 0 {
        words.push_str("Nothing has been coded yet.");
    } else {
        let by = match (coders.as_slice(), settled.len()) {
            ([], _) => "two coders, who settled where they differed".to_owned(),
            (names, 0) => names.join(" and "),
            (names, 1) => format!("{}; in one document two coders settled where they differed", names.join(" and ")),
            (names, n) => format!("{}; in {n} documents two coders settled where they differed", names.join(" and ")),
        };
        words.push_str(&format!(
            "{} passages were coded by {by}. Tables of themes count {unit} who raised a theme at least once, not how often it was \
             mentioned; interviews are shown in counts, never in percentages, and are not tested.",
            number::count(count as u64)
        ));
    }
    let candidates = material
        .codings
        .iter()
        .filter(|coding| coding.state == CodingState::Candidate && matches!(coding.source, CodingSource::Rule(_)))
        .count();
    let mut blocks = vec![Block::paragraph(words)];
    if candidates > 0 && !material.file.study.approach.counts_candidates() {
        blocks.push(Block::paragraph(format!(
            "Rules proposed a further {} passages, which nobody has accepted; they are not counted.",
            number::count(candidates as u64)
        )));
    }
    if material.file.study.approach.counts_candidates() {
        let found =
            |coding: &&Coding| coding.state == CodingState::Accepted && matches!(coding.source, CodingSource::Rule(_));
        blocks.push(Block::paragraph(format!(
            "This is a content analysis: what the rules of the codebook find counts without a person having accepted it, {} of these passages.",
            number::count(material.codings.iter().filter(found).count() as u64)
        )));
    }
    let amounts = "Where the text says “most”, more than half did; “all” is every one, “none” not one, “some” at least one and at most \
                   half. These words are checked against the data.";
    blocks.push(Block::paragraph(amounts));
    blocks
}

/// The codebook as a listing: categories with their codes, definitions and examples.
pub fn codebook(workshop: &Workshop) -> Vec<Block> {
    let codebook = &workshop.material.codebook;
    if codebook.codes.is_empty() {
        return vec![Workshop::remark("The study has no codebook.")];
    }
    let mut rows = Vec::new();
    let mut open: Vec<(&str, usize)> = codebook.roots().map(|code| (code.id.as_str(), 0)).collect();
    open.reverse();
    while let Some((id, depth)) = open.pop() {
        let Some(code) = codebook.code(id) else { continue };
        let name = format!("{}{}", "\u{2003}".repeat(depth), code.name);
        rows.push(vec![Value::from(name), Value::from(code.id.as_str()), Value::from(code.definition.as_str())]);
        if rows.len() > codebook.codes.len() {
            break;
        }
        let mut children: Vec<(&str, usize)> =
            codebook.children(id).map(|child| (child.id.as_str(), depth + 1)).collect();
        children.reverse();
        open.extend(children);
    }
    let listing = Listing {
        id: "codebook".into(),
        title: "The codebook".into(),
        columns: vec![ListingColumn::words("Code"), ListingColumn::words("Id"), ListingColumn::wide("Definition")],
        rows,
        notes: Vec::new(),
    };
    vec![Block::Listing { number: Some(workshop.next_table()), listing }]
}
