//! SurveyMonkey: the question and below it (or joined to it) the choice, row or item of each column.

mod heads;

use crate::diagnostic::Diagnostic;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::dates::{self, Order};
use crate::readers::survey::decide;
use crate::readers::survey::draft::{Draft, FlagRule, Shape, Structure, guess};
use crate::readers::survey::languages;
use crate::readers::survey::numbers::whole;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::fold;
use crate::readers::survey::{groups, headings, metadata};

/// SurveyMonkey.
#[derive(Debug)]
pub struct SurveyMonkey;

impl SurveyReader for SurveyMonkey {
    fn name(&self) -> &'static str {
        "surveymonkey"
    }

    fn title(&self) -> &'static str {
        "SurveyMonkey"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        heads::recognise(head)
    }

    fn usual_header_records(&self) -> usize {
        2
    }

    fn names(&self, raw: &RawTable) -> Vec<String> {
        if raw.headings.len() > 1 {
            headings::stem_and_sub_names(raw)
        } else {
            raw.headings.first().cloned().unwrap_or_default()
        }
    }

    fn understand(&self, raw: &RawTable, _beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        let first = own_columns(raw, &mut structure);
        order_of_dates(raw, &mut structure);
        if raw.headings.len() > 1 {
            groups::two_records(raw, first, &mut structure);
        } else {
            for (stem, members) in heads::joined(raw, first) {
                structure.questions.extend(groups::below(raw, &stem, members));
            }
        }
        if let Some(note) = figures_for_answers(raw, &mut structure.questions) {
            structure.noticed.push(note);
        }
        if let Some(note) = typed_not_available(raw) {
            structure.noticed.push(note);
        }
        flag_previews(raw, &mut structure);
        structure
    }
}

/// The columns of the platform's own, before the first question; the place of that question.
fn own_columns(raw: &RawTable, structure: &mut Structure) -> usize {
    let two = raw.headings.len() > 1;
    let first_known = metadata::known(raw.heading(0, 0)).is_some();
    let mut place = 0;
    while place < raw.columns.len() && (!two || raw.heading(1, place).is_empty()) {
        let heading = raw.heading(0, place);
        let role = match metadata::known(heading) {
            Some((role, _)) => role,
            None if fold(heading).starts_with("custom data") => "custom data",
            // Questions have a second heading: what has none is the platform's, in whatever language.
            None if two && !first_known && !heading.is_empty() => by_content(raw, place, structure),
            None => break,
        };
        if role == metadata::RESPONSE_ID {
            structure.respondent.get_or_insert(place);
        }
        structure.metadata.push(metadata::draft(raw, place, role));
        place += 1;
    }
    place
}

/// What a column of the platform's own is for, by what it holds.
fn by_content(raw: &RawTable, place: usize, structure: &Structure) -> &'static str {
    let column = &raw.columns[place];
    let all = |fits: fn(&str) -> bool| column.answered() > 0 && column.filled().all(|(value, _)| fits(value));
    let has = |role: &str| structure.metadata.iter().any(|draft| draft.role.as_deref() == Some(role));
    let is_address = |value: &str| {
        value.split('.').count() == 4 && value.split('.').all(|part| part.parse::<u8>().is_ok())
            || (value.matches(':').count() > 1 && value.chars().all(|c| c.is_ascii_hexdigit() || c == ':'))
    };
    if place == 0 && column.distinct() as u64 == column.answered() {
        metadata::RESPONSE_ID
    } else if all(|value| dates::read(value).is_some()) {
        if has("start time") { "completion time" } else { "start time" }
    } else if all(is_address) {
        "IP address"
    } else if all(|value| value.contains('@')) {
        "e-mail"
    } else if place == 1 && all(|value| whole(value).is_some()) {
        "collector"
    } else {
        "custom data"
    }
}

/// The order of day and month is that of the platform's own moments. English accounts write the month first.
fn order_of_dates(raw: &RawTable, structure: &mut Structure) {
    let moments = structure.metadata.iter().filter(|draft| matches!(draft.shape, Shape::Date { .. }));
    let columns: Vec<usize> = moments.flat_map(Draft::columns).collect();
    if let Some(&column) = columns.first() {
        metadata::order_of_dates(raw, column, structure);
    }
    let english = (0..raw.columns.len()).any(|place| fold(raw.heading(0, place)).starts_with("respondent"));
    if english || columns.is_empty() {
        structure.dates = structure.dates.or(Some(Order::MonthFirst));
    }
}

/// An export with “Numerical value” holds the numbers of choices instead of their words: which number is a step of a scale and which
/// a mere name, the file does not tell.
fn figures_for_answers(raw: &RawTable, questions: &mut [Draft]) -> Option<Diagnostic> {
    const LEAST: usize = 2;
    const FEW: usize = 30;
    let is_figures = |column: usize| {
        let column = &raw.columns[column];
        column.answered() > 0 && column.filled().all(|(value, _)| whole(value).is_some())
    };
    let ticked: Vec<usize> = questions
        .iter()
        .filter_map(|draft| match &draft.shape {
            Shape::Ticks { columns, .. } => Some(columns.iter().flatten().copied()),
            _ => None,
        })
        .flatten()
        .filter(|&column| raw.columns[column].answered() > 0)
        .collect();
    let last = raw.headings.len().saturating_sub(1);
    let is_choice = |column: usize| last > 0 && languages::is_response(raw.heading(last, column));
    let single = |draft: &Draft| match draft.shape {
        Shape::Coded { column, .. } => Some(column),
        Shape::Numeric { column } if is_choice(column) && raw.columns[column].distinct() <= FEW => Some(column),
        _ => None,
    };
    let coded: Vec<usize> = questions.iter().filter_map(single).collect();
    let all_figures = ticked.iter().chain(&coded).all(|&column| is_figures(column));
    if !all_figures || (ticked.is_empty() && coded.len() < LEAST) {
        return None;
    }
    for draft in questions.iter_mut() {
        if let Some(column) = single(draft) {
            let choices = decide::choices(&raw.columns[column]);
            draft.shape = Shape::Coded { column, scale: false, choices };
            let reason = "numbers of choices whose words the file does not hold; it may be a scale or a number";
            draft.guess = Some(guess(reason, 0.5));
        }
    }
    Some(
        Diagnostic::warning("this export holds numbers instead of the words of the answers (“Numerical value”)").hint(
            "export again with “Actual answer text”, or write the labels, and kind = \"scale\" where it is one, in questionnaire.toml",
        ),
    )
}
/// Answers collected by a preview are marked by the collector's name.
fn flag_previews(raw: &RawTable, structure: &mut Structure) {
    let collectors = structure.metadata.iter().filter(|draft| draft.role.as_deref() == Some("collector"));
    for column in collectors.flat_map(Draft::columns).collect::<Vec<_>>() {
        let marks: fn(&str) -> bool = |value| fold(value).contains("preview");
        if raw.columns[column].filled().any(|(value, _)| marks(value)) {
            structure.flags.push(FlagRule { column, flag: crate::model::Flag::Preview, marks });
        }
    }
}

/// SurveyMonkey leaves blanks blank: the letters NA were typed by a respondent, or by whoever published the file.
fn typed_not_available(raw: &RawTable) -> Option<Diagnostic> {
    let cells: u64 = raw
        .columns
        .iter()
        .flat_map(|column| column.filled())
        .filter(|(value, _)| *value == "NA")
        .map(|(_, count)| count)
        .sum();
    (cells > 0).then(|| {
        let cells = if cells == 1 { "1 cell holds".to_owned() } else { format!("{cells} cells hold") };
        Diagnostic::note(format!("{cells} the letters “NA”; kept as answers"))
            .hint("if they stand for blanks, mark the choice in questionnaire.toml: missing = \"not-answered\"")
    })
}
