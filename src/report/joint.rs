//! Joint displays laid out: a row an answer, with how many gave it, how many of those interviewed raised the theme, and one or two of them in their own words.

use std::collections::BTreeSet;

use crate::coding::attribution;
use crate::coding::parallel::Parallel;
use crate::coding::retrieve::{self, Quotation};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{CodingState, CountUnit, Listing, ListingColumn, Survey, Value};
use crate::number;
use crate::personal::mask;
use crate::tabulate::joint_display::{JointDisplay, joint_display};
use crate::tabulate::{Groupings, Request, Themes};

/// What joint displays are made of.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The answers.
    pub survey: &'a Survey,
    /// Documents, cases and codings, with names replaced.
    pub data: Themes<'a>,
    /// Banners by name.
    pub groupings: &'a Groupings,
    /// How a quotation is attributed.
    pub attribution: &'a str,
    /// Below this base of answers counts only.
    pub percent_from: u64,
    /// How many quotations a row has at most.
    pub quotations: usize,
    /// Whether respondents are weighted elsewhere in the study.
    pub is_weighted: bool,
}

/// The listing of one code or theme.
///
/// # Errors
/// As [`joint_display`].
pub fn listing(sources: &Sources<'_>, question: &str, code: &str) -> Result<(Listing, Vec<Diagnostic>)> {
    let request = Request { id: format!("joint-{question}"), ..Request::default() };
    let (display, mut noticed) =
        joint_display(sources.survey, sources.data, sources.groupings, (question, code), &request)?;
    let name = sources.data.codebook.code(code).map_or(code, |code| code.name.as_str());
    let (found, refused) = retrieve::quotations(
        sources.data.corpus,
        sources.data.codebook,
        sources.data.codings,
        code,
        CodingState::Accepted,
    );
    let found = Parallel::of(sources.data.corpus).once(sources.data.corpus, found);
    if refused > 0 {
        noticed.push(Diagnostic::note(format!("{refused} quotations of “{name}” are withheld for lack of consent")));
    }
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let mut rows = Vec::new();
    for row in &display.rows {
        let own: Vec<Quotation<'_>> = found
            .iter()
            .filter(|quotation| quotation.case.is_some_and(|case| row.cases.contains(&case.id)))
            .filter(|quotation| !taken.contains(quotation.coding.id.as_str()))
            .cloned()
            .collect();
        let chosen = retrieve::balanced(own, |quotation| quotation.case.and_then(|case| case.group.clone()), &[]);
        let mut words = Vec::new();
        for quotation in chosen.iter().take(sources.quotations) {
            taken.insert(&quotation.coding.id);
            let who = attribution(sources.attribution, quotation.case, quotation.document);
            words.push(format!("“{}” ({who}; {})", one_line(&mask(quotation.words()).0), quotation.source()));
        }
        let answered = row.answered.map(|(n, of)| number::share(n, of, sources.percent_from));
        rows.push(vec![
            Value::from(row.label.as_str()),
            Value::from(answered.unwrap_or_else(|| "–".to_owned())),
            Value::from(if row.of == 0 { "–".to_owned() } else { number::share(row.raised, row.of, u64::MAX) }),
            Value::from(words.join(" ")),
        ]);
    }
    let listing = Listing {
        id: format!("joint-{}-{code}", question.replace([':', '.', '/'], "-")),
        title: format!("{}: what was answered, and who raised “{name}”", display.question),
        columns: vec![
            ListingColumn::words("Answer"),
            ListingColumn::words("Answered"),
            ListingColumn::words("Raised it"),
            ListingColumn::wide("In their words"),
        ],
        rows,
        notes: notes(sources, &display),
    };
    Ok((listing, noticed))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn notes(sources: &Sources<'_>, display: &JointDisplay) -> Vec<String> {
    let what = match sources.data.count {
        CountUnit::Person => "people",
        CountUnit::Organisation => "organisations",
        CountUnit::Document => "documents",
    };
    let mut notes = vec![
        "Answered: responses to the questionnaire.".to_owned(),
        if display.by_respondent {
            format!(
                "Raised it: {what} that were interviewed and gave this answer, joined by the column “respondent” of cases.csv."
            )
        } else {
            format!(
                "Raised it: {what} of this group that were interviewed, whether they answered the questionnaire or not."
            )
        },
    ];
    if sources.is_weighted {
        notes.push("Responses are counted without their weights.".to_owned());
    }
    match display.in_none {
        0 => {}
        1 => notes.push("1 that was interviewed stands in no row.".to_owned()),
        many => notes.push(format!("{} that were interviewed stand in no row.", number::count(many))),
    }
    notes.push(
        "Those interviewed were chosen for what they can tell: the two figures of a row are put side by side and not compared by a test. Quotations are taken from each document \
         once before any twice."
            .to_owned(),
    );
    notes
}
