//! Qualtrics: three records of headings (export tag, wording, ImportId), two in the legacy format.
//!
//! The ImportId is what is stable: tags are edited by hand and may stand twice, wording is in the account's language.

use super::qualtrics_id::{ImportId, PROMOTERS, Part, of_tag, parse};
use super::qualtrics_laid;
use crate::diagnostic::Diagnostic;
use crate::model::Missing;
use crate::readers::survey::codebooks::qsf;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::dates;
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::draft::{Draft, NotAnswer, Shape, Structure, guess};
use crate::readers::survey::groups::{self, Member};
use crate::readers::survey::joined::Separator;
use crate::readers::survey::matrices;
use crate::readers::survey::metadata;
use crate::readers::survey::numbers::whole;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::ticked;
use crate::readers::survey::words::{fold, plain};

/// Qualtrics.
#[derive(Debug)]
pub struct Qualtrics;

const CLOSED: Hints = Hints { separators: &[Separator::BareComma], open: false };
const OPEN: Hints = Hints { separators: &[], open: true };

impl SurveyReader for Qualtrics {
    fn name(&self) -> &'static str {
        "qualtrics"
    }

    fn title(&self) -> &'static str {
        "Qualtrics"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let import_ids = |record: usize| {
            head.record(record).iter().any(|cell| cell.starts_with("{\"ImportId\"") || cell.starts_with("{'ImportId'"))
        };
        if let Some(record) = (1..4).find(|record| import_ids(*record)) {
            let reason = format!("row {} of the headings holds Qualtrics ImportIds", record + 1);
            return Some(Recognition { reason, header_records: record + 1 });
        }
        let named = |name: &str| head.has(0, name);
        if named("StartDate") && named("EndDate") && (named("ResponseId") || named("ResponseID")) {
            // Whoever cleaned the file may have taken the wording away: answers then stand right below the tags.
            let start = head.record(0).iter().position(|cell| cell.eq_ignore_ascii_case("StartDate")).unwrap_or(0);
            let answers = [1, 2].map(|record| dates::read(head.cell(record, start)).is_some());
            let reason = "the first row names StartDate, EndDate and ResponseId".into();
            return Some(Recognition { reason, header_records: if answers[0] { 1 } else { 2 } });
        }
        let legacy = head.cell(0, 0).trim_start_matches('\u{feff}') == "V1"
            && head.cell(0, 1) == "V2"
            && head.has(1, "ResponseID");
        legacy.then(|| Recognition {
            reason: "the columns are V1, V2 … as in the legacy format".into(),
            header_records: 2,
        })
    }

    fn usual_header_records(&self) -> usize {
        3
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        let described = beside.described.as_ref().filter(|described| described.from == qsf::FROM);
        let columns = columns(raw);
        let fitting = described.filter(|described| qualtrics_laid::fits(&columns, described));
        let figures = numeric_export(raw);
        let mut place = 0;
        while place < columns.len() {
            let end =
                (place..columns.len()).find(|&at| !together(&columns[place], &columns[at])).unwrap_or(columns.len());
            match &columns[place].import {
                Part::Question(_) => {
                    let members = &columns[place..end];
                    let question = fitting.and_then(|described| qualtrics_laid::question_of(members, described));
                    let drafts = question.and_then(|question| qualtrics_laid::drafts(raw, members, question));
                    let mut drafts = drafts.unwrap_or_else(|| group(raw, members, figures));
                    if has_promoters(&columns, &columns[place].tag) {
                        drafts.iter_mut().for_each(|draft| recommendation(raw, draft));
                    }
                    structure.questions.extend(drafts);
                }
                Part::Derived(role) => own(raw, &columns[place..end], role, &mut structure),
                Part::Platform => {
                    for column in &columns[place..end] {
                        let role = role(raw, column.place);
                        if role == metadata::RESPONSE_ID {
                            structure.respondent.get_or_insert(column.place);
                        }
                        own(raw, std::slice::from_ref(column), role, &mut structure);
                    }
                }
            }
            place = end;
        }
        if let (Some(described), None) = (described, fitting) {
            structure.not_used.clone_from(&described.files);
        }
        not_answered(raw, &mut structure);
        metadata::flags(raw, &mut structure);
        structure
    }
}

/// What exports can write for “seen and not answered”.
const SEEN: &str = "-99";

/// Exports can write -99 for “seen and not answered”: it is that where it stands in several questions whose other codes are not
/// negative.
fn not_answered(raw: &RawTable, structure: &mut Structure) {
    let holds = |draft: &Draft| {
        let columns = draft.columns();
        let values = || columns.iter().flat_map(|column| raw.columns[*column].filled().map(|(value, _)| value));
        let other_negative = values().any(|value| value != SEEN && whole(value).is_some_and(|code| code < 0));
        !other_negative && values().any(|value| value == SEEN)
    };
    let found: Vec<usize> =
        structure.questions.iter().enumerate().filter(|(_, draft)| holds(draft)).map(|(place, _)| place).collect();
    if found.len() < 2 {
        return;
    }
    for place in found {
        let draft = &mut structure.questions[place];
        match &mut draft.shape {
            // Of a set it says that this choice was seen and left.
            Shape::Ticks { .. } => continue,
            Shape::Coded { choices, .. } | Shape::Grid { choices, .. } => {
                choices.list.retain(|choice| choice.value() != SEEN);
                choices.other = choices.other.filter(|other| *other < choices.list.len());
            }
            _ => {}
        }
        draft.not_answers.push(NotAnswer::one(SEEN, Missing::NotAnswered));
    }
    structure.noticed.push(
        Diagnostic::note("-99 stands in several questions and is read as “seen and not answered”")
            .hint("questionnaire.toml lists it under `missing` of each question"),
    );
}

/// A column with its tag, label and place in the questionnaire.
pub struct QualtricsColumn {
    /// The column of the table.
    pub place: usize,
    /// The export tag.
    pub tag: String,
    /// The wording.
    pub label: String,
    /// What its ImportId says.
    pub import: Part,
}

/// The part of the questionnaire that a column is.
pub fn id(column: &QualtricsColumn) -> ImportId {
    match &column.import {
        Part::Question(id) => id.clone(),
        _ => ImportId::default(),
    }
}

fn columns(raw: &RawTable) -> Vec<QualtricsColumn> {
    let ids = raw.headings.len() > 2;
    (0..raw.columns.len())
        .map(|place| {
            let tag = raw.heading(0, place).trim_start_matches('\u{feff}').to_owned();
            let label = plain(raw.heading(1, place));
            let label = if raw.headings.len() > 1 { label } else { tag.clone() };
            let flow = tag.starts_with("FL_") && is_of_a_randomiser(&tag);
            let known = flow || metadata::known(&tag).is_some() || (!ids && metadata::known(&label).is_some());
            let import = if ids { parse(raw.heading(raw.headings.len() - 1, place)) } else { of_tag(&tag) };
            let import = if known { Part::Platform } else { import };
            QualtricsColumn { place, tag, label, import }
        })
        .collect()
}

/// Whether two columns belong to one question.
fn together(first: &QualtricsColumn, other: &QualtricsColumn) -> bool {
    match (&first.import, &other.import) {
        (Part::Question(a), Part::Question(b)) => a.question == b.question && a.repeat == b.repeat && a.side == b.side,
        (Part::Platform, Part::Platform) => true,
        (Part::Derived(a), Part::Derived(b)) => a == b,
        _ => false,
    }
}

/// Whether choices are exported as figures: then `Finished` is 1 and not True.
fn numeric_export(raw: &RawTable) -> bool {
    let finished = (0..raw.columns.len())
        .find(|&place| fold(raw.heading(0, place)) == "finished" || fold(raw.heading(1, place)) == "finished");
    finished.is_none_or(|place| raw.columns[place].filled().all(|(value, _)| whole(value).is_some()))
}

fn role(raw: &RawTable, place: usize) -> &'static str {
    let tag = raw.heading(0, place);
    if is_of_a_randomiser(tag) {
        return "order of display";
    }
    let by_tag = metadata::known(tag).or_else(|| metadata::known(raw.heading(1, place)));
    by_tag.map_or("embedded data", |(role, _)| role)
}

/// Whether a tag is that of an element of the survey’s flow that puts things in an order of its own: `FL_12_DO`, `FL_12_DO_Block`.
fn is_of_a_randomiser(tag: &str) -> bool {
    let flow = tag.strip_prefix("FL_").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    flow || tag.ends_with("_DO") || tag.contains("_DO_")
}

fn own(raw: &RawTable, columns: &[QualtricsColumn], role: &str, structure: &mut Structure) {
    for column in columns {
        let mut draft = metadata::draft(raw, column.place, role);
        draft.tag = Some(column.tag.clone());
        structure.metadata.push(draft);
    }
}

/// The questions of the columns of one QID.
fn group(raw: &RawTable, columns: &[QualtricsColumn], figures: bool) -> Vec<Draft> {
    let (texts, main): (Vec<&QualtricsColumn>, Vec<&QualtricsColumn>) =
        columns.iter().partition(|column| id(column).text);
    let mut drafts = match main.as_slice() {
        [] => return texts.iter().map(|column| open(raw, column)).collect(),
        [only] if id(only).path.is_empty() => vec![single(raw, only, figures)],
        _ if main.iter().all(|column| id(column).path.len() == 2) => {
            let mut rows: Vec<(String, Vec<&QualtricsColumn>)> = Vec::new();
            for &column in &main {
                let row = id(column).path[0].clone();
                match rows.iter_mut().find(|(known, _)| *known == row) {
                    Some((_, members)) => members.push(column),
                    None => rows.push((row, vec![column])),
                }
            }
            let mut drafts: Vec<Draft> = rows.into_iter().flat_map(|(_, members)| several(raw, &members)).collect();
            matrices::make_alike(&mut drafts);
            drafts
        }
        several_columns => several(raw, several_columns),
    };
    let mut texts = texts.into_iter();
    if let ([draft], Some(text)) = (drafts.as_mut_slice(), texts.as_slice().first())
        && matches!(draft.kind(), crate::model::Kind::Single | crate::model::Kind::Multiple)
    {
        draft.comment = Some(text.place);
        texts.next();
    }
    drafts.extend(texts.map(|column| open(raw, column)));
    drafts
}

/// A box to write in.
pub fn open(raw: &RawTable, column: &QualtricsColumn) -> Draft {
    let (shape, reason) = decide::column(raw, column.place, OPEN);
    let mut draft = Draft::new(column.label.as_str(), shape, reason);
    draft.tag = Some(column.tag.clone());
    draft
}

/// A question in one column: a choice, whatever its answers look like, because a box to write in would say TEXT.
fn single(raw: &RawTable, column: &QualtricsColumn, figures: bool) -> Draft {
    const LONGEST_CHOICE: usize = 200;
    const FEW_CODES: usize = 12;
    let raw_column = &raw.columns[column.place];
    let (mut shape, mut reason) = decide::column(raw, column.place, CLOSED);
    let whole_numbers = raw_column.answered() > 0 && raw_column.filled().all(|(value, _)| whole(value).is_some());
    let recommends = raw_column.filled().any(|(value, _)| value == "0");
    let longest = raw_column.filled().map(|(value, _)| value.chars().count()).max().unwrap_or(0);
    let told_by_id = raw.headings.len() > 2;
    if whole_numbers
        && figures
        && (told_by_id || raw_column.distinct() <= FEW_CODES)
        && !(recommends && matches!(shape, Shape::Coded { scale: true, .. }))
    {
        shape = Shape::Coded { column: column.place, scale: false, choices: decide::choices(raw_column) };
        reason = if told_by_id {
            guess("a choice question (its ImportId has no TEXT), exported as recoded figures without their labels", 0.8)
        } else {
            guess("a few figures: recoded choices, or small numbers; the legacy format does not tell", 0.5)
        };
    } else if told_by_id
        && matches!(shape, Shape::Text { .. } | Shape::Numeric { .. })
        && raw_column.answered() > 0
        && longest <= LONGEST_CHOICE
    {
        shape = Shape::Coded { column: column.place, scale: false, choices: decide::choices(raw_column) };
        reason = guess("a choice question: its ImportId has no TEXT", 0.85);
    }
    let text = column.label.strip_suffix("- Selected Choice").unwrap_or(&column.label).trim();
    let mut draft = Draft::new(text, shape, reason);
    draft.tag = Some(column.tag.clone());
    draft
}

/// A question over several columns: ticks, a matrix, a ranking; sliders and forms stand each for itself.
fn several(raw: &RawTable, columns: &[&QualtricsColumn]) -> Vec<Draft> {
    let labels: Vec<String> =
        columns.iter().map(|column| column.label.replace(" - Selected Choice - ", " - ")).collect();
    let (stem, subs) = stem(&labels);
    let members: Vec<Member> =
        columns.iter().zip(subs).map(|(column, sub)| Member { column: column.place, sub }).collect();
    // Without their wording the columns say what they stand for only by what they hold.
    let by_values = if raw.headings.len() == 1 { ticked::one_value_each(raw, &stem, &members) } else { None };
    let mut drafts = match by_values {
        Some(draft) => vec![draft],
        None => groups::without_comment(raw, &stem, members, CLOSED),
    };
    if let [draft] = drafts.as_mut_slice() {
        let codes = columns.iter().map(|column| column.tag.rsplit('_').next().unwrap_or_default());
        recode(draft, codes.collect());
        draft.tag = Some(common_tag(columns));
    } else {
        for (draft, column) in drafts.iter_mut().zip(columns) {
            draft.tag = Some(column.tag.clone());
        }
    }
    drafts
}

/// The end of a column's tag is the code of its choice.
fn recode(draft: &mut Draft, codes: Vec<&str>) {
    let Shape::Ticks { choices, .. } = &mut draft.shape else { return };
    let mut known: Vec<&str> = Vec::new();
    for code in &codes {
        if code.is_empty() || known.contains(code) {
            return;
        }
        known.push(code);
    }
    for (choice, code) in choices.list.iter_mut().zip(codes) {
        choice.code = Some(code.to_owned());
    }
}

/// Whether the group of the recommendation score is given for the question of this tag.
fn has_promoters(columns: &[QualtricsColumn], tag: &str) -> bool {
    let group = format!("{tag}_NPS_GROUP");
    columns.iter().any(|column| column.import == Part::Derived(PROMOTERS) && column.tag == group)
}

/// A question with a group of promoters and detractors goes from 0 to 10, whatever was answered.
fn recommendation(raw: &RawTable, draft: &mut Draft) {
    let (Shape::Coded { column, .. } | Shape::Numeric { column }) = draft.shape else { return };
    let mut answers = raw.columns[column].filled().filter(|(value, _)| *value != SEEN);
    if answers.all(|(value, _)| whole(value).is_some_and(|step| (0..=10).contains(&step))) {
        draft.shape = Shape::Coded { column, scale: true, choices: decide::steps_between(0, 10) };
        draft.guess = Some(guess("the export has the group of the recommendation score beside it", 0.95));
    }
}

/// What the tags of several columns begin with.
pub fn common_tag(columns: &[&QualtricsColumn]) -> String {
    let Some(first) = columns.first().map(|column| column.tag.as_str()) else { return String::new() };
    let mut common = first.len();
    for column in columns {
        common = common.min(first.bytes().zip(column.tag.bytes()).take_while(|(a, b)| a == b).count());
    }
    while !first.is_char_boundary(common) {
        common -= 1;
    }
    let prefix = &first[..common];
    let whole_tag =
        columns.iter().all(|column| column.tag[common..].is_empty() || column.tag[common..].starts_with('_'));
    let cut = if whole_tag { prefix } else { prefix.rfind('_').map_or(prefix, |at| &prefix[..at]) };
    cut.trim_end_matches(['_', '#', '-', ' ']).to_owned()
}

/// `stem - sub` of all labels → the stem and each sub.
pub fn stem(labels: &[String]) -> (String, Vec<String>) {
    let Some(first) = labels.first() else { return (String::new(), Vec::new()) };
    let mut common = first.len();
    if labels.len() == 1 {
        common = first.rfind(" - ").map_or(0, |at| at + 3);
    }
    for label in labels {
        common = common.min(first.bytes().zip(label.bytes()).take_while(|(a, b)| a == b).count());
    }
    while !first.is_char_boundary(common) {
        common -= 1;
    }
    let prefix = &first[..common];
    let cut = prefix.rfind(" - ").map(|at| (at, 3)).or_else(|| prefix.rfind('-').map(|at| (at, 1)));
    match cut {
        Some((at, mark)) => {
            let subs = labels.iter().map(|label| label[at + mark..].trim().to_owned()).collect();
            (first[..at].trim().to_owned(), subs)
        }
        None => (prefix.trim().trim_end_matches('_').to_owned(), labels.to_vec()),
    }
}
