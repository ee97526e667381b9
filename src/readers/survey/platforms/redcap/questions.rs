//! The questions of a table of REDCap: by the dictionary where it lies beside, else by headings and cells.

use std::collections::HashMap;
use std::sync::Arc;

use super::forms::{Forms, Opened};
use super::recognise::{self, check_box, labelled_check_box};
use crate::diagnostic::Diagnostic;
use crate::model::{Guess, Kind, Missing, Personal};
use crate::readers::survey::coded_by::{self, Laid};
use crate::readers::survey::condition::{Answers, Field};
use crate::readers::survey::conditions::{self, Known};
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::described::{Described, DescribedQuestion};
use crate::readers::survey::draft::{
    Choices, Draft, DraftChoice, DraftRow, NotAnswer, Shape, Shown, Structure, Ticked, guess,
};
use crate::readers::survey::metadata;
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::{fold, plain};
use crate::readers::survey::{code, dates};

const CLOSED: Hints = Hints { separators: &[], open: false };
const OPEN: Hints = Hints { separators: &[], open: true };
/// Codes that REDCap proposes for missing data, with why; they count as such only where the dictionary lists them as no choice.
const MISSING_CODES: [(&str, Missing); 12] = [
    ("NI", Missing::User),
    ("INV", Missing::User),
    ("UNK", Missing::DontKnow),
    ("NASK", Missing::NotAsked),
    ("ASKU", Missing::DontKnow),
    ("NAV", Missing::User),
    ("MSK", Missing::User),
    ("NA", Missing::User),
    ("NAVU", Missing::User),
    ("NP", Missing::NotAsked),
    ("UNC", Missing::User),
    ("DER", Missing::User),
];

/// The field of each column, and what the dictionary says of it.
pub struct Named<'a> {
    /// The name of the field; of an export of labels, its label. With the code of the choice, for a check box.
    pub fields: Vec<(String, Option<String>)>,
    /// The described field.
    pub asked: Vec<Option<&'a DescribedQuestion>>,
}

impl<'a> Named<'a> {
    /// Names the columns of a table.
    pub fn new(raw: &RawTable, described: Option<&'a Described>) -> Self {
        let questions = described.map_or(&[][..], |described| described.questions.as_slice());
        let by_name: HashMap<String, &DescribedQuestion> =
            questions.iter().map(|question| (fold(&question.name), question)).collect();
        let mut by_label: HashMap<String, Vec<&DescribedQuestion>> = HashMap::new();
        for question in questions {
            by_label.entry(fold(&question.text.text)).or_default().push(question);
        }
        let mut seen: HashMap<String, (usize, String)> = HashMap::new();
        let (mut fields, mut asked) = (Vec::new(), Vec::new());
        for column in 0..raw.columns.len() {
            let heading = raw.heading(0, column).trim_start_matches('\u{feff}').to_owned();
            let (stem, choice) = match (check_box(&heading), labelled_check_box(&heading)) {
                (Some((field, code)), _) => (field.to_owned(), Some(code)),
                (None, Some((label, choice))) => (label.to_owned(), Some(choice.to_owned())),
                _ => (heading.clone(), None),
            };
            let mut question = by_name.get(&fold(&stem)).copied();
            if question.is_none()
                && let Some(all) = by_label.get(&fold(&plain(&stem)))
            {
                // Several fields may have one label: they follow each other as in the dictionary.
                let key = fold(&plain(&stem));
                let entry = seen.entry(key).or_insert((0, String::new()));
                let again = choice.is_some() && entry.1.split('\u{1f}').all(|known| Some(known) != choice.as_deref());
                if !again && !entry.1.is_empty() {
                    entry.0 += 1;
                    entry.1.clear();
                }
                entry.1.push_str(choice.as_deref().unwrap_or("\u{1f}"));
                entry.1.push('\u{1f}');
                question = all.get(entry.0).copied().or(all.last().copied());
            }
            fields.push((question.map_or(stem, |question| question.name.clone()), choice));
            asked.push(question);
        }
        Self { fields, asked }
    }
}

/// Understands the columns of one table; `parent` is the table that its rows belong to.
pub fn understand(
    raw: &RawTable,
    named: &Named<'_>,
    forms: &Forms,
    wanted: &[bool],
    parent: Option<(&Answers<'_>, &[Option<usize>])>,
) -> (Structure, HashMap<String, Field>) {
    let mut structure = Structure { respondent: Some(0), ..Structure::default() };
    let mut fields: HashMap<String, Field> = HashMap::new();
    let mut column = 0;
    while column < raw.columns.len() {
        if !wanted[column] {
            column += 1;
        } else if let Some((role, personal)) = own(raw, named, forms, column) {
            structure.metadata.push(own_column(raw, column, role, personal));
            fields.entry(named.fields[column].0.clone()).or_insert(Field { column: Some(column), ..Field::default() });
            column += 1;
        } else {
            let (draft, width, field) = question(raw, named, column, &mut structure.noticed);
            fields.extend(field);
            structure.questions.push(draft);
            column += width;
        }
    }
    let find = |role: &str| {
        structure
            .metadata
            .iter()
            .find(|draft| draft.role.as_deref() == Some(role))
            .and_then(|draft| draft.columns().first().copied())
    };
    structure.occasions = [find("event"), find("repeat instance")].into_iter().flatten().collect();
    let answers = Answers { raw, fields: &fields, parent };
    reasons(raw, named, forms, &mut structure, &answers);
    (structure, fields)
}

/// What a column of REDCap's own is for.
fn own(raw: &RawTable, named: &Named<'_>, forms: &Forms, column: usize) -> Option<(&'static str, Option<Personal>)> {
    if let Some(known) = recognise::role(raw.heading(0, column), column) {
        return Some(known);
    }
    if forms.status.iter().any(|(status, _)| *status == column) {
        return Some(("status of a form", None));
    }
    let field = &named.fields[column].0;
    let form = field.strip_suffix("_timestamp");
    if named.asked[column].is_none()
        && form.is_some_and(|form| forms.status.iter().any(|(_, name)| name.as_deref() == Some(form)))
    {
        return Some(("time recorded", None));
    }
    let type_word = named.asked[column].map_or("", |question| question.type_word.as_str());
    let file = type_word.starts_with("file")
        || raw.columns[column].filled().all(|(value, _)| value == "[document]") && raw.columns[column].answered() > 0;
    if file {
        return Some(("file attached", Some(Personal::Identifier)));
    }
    type_word.starts_with("descriptive").then_some(("note of the form", None))
}

fn own_column(raw: &RawTable, column: usize, role: &str, personal: Option<Personal>) -> Draft {
    let mut draft = metadata::draft(raw, column, role);
    draft.personal = draft.personal.or(personal);
    if draft.personal.is_some() {
        draft.shape = Shape::Text { column };
    }
    if role == "status of a form" {
        let labels = [("0", "Incomplete"), ("1", "Unverified"), ("2", "Complete")];
        if raw.columns[column].filled().any(|(value, _)| value.starts_with(['0', '1', '2'])) {
            let list = labels.map(|(code, label)| DraftChoice {
                code: Some(code.into()),
                value: Some(code.into()),
                ..DraftChoice::new(label)
            });
            draft.shape = Shape::Coded {
                column,
                scale: false,
                choices: Choices { list: list.into(), other: None, closed: false },
            };
        }
    }
    draft
}

type Fields = Vec<(String, Field)>;

/// The question that begins at a column, how many columns it has, and where its fields stand.
fn question(raw: &RawTable, named: &Named<'_>, column: usize, noticed: &mut Vec<Diagnostic>) -> (Draft, usize, Fields) {
    let (name, choice) = &named.fields[column];
    let asked = named.asked[column];
    if choice.is_some() {
        return set(raw, named, column);
    }
    if let Some(matrix) =
        asked.filter(|question| question.kind == Some(Kind::Single)).and_then(|question| question.list.as_ref())
    {
        let is_row = |place: usize| {
            named.asked[place]
                .is_some_and(|other| other.list.as_ref() == Some(matrix) && other.kind == Some(Kind::Single))
        };
        let width = (column..raw.columns.len()).take_while(|&place| is_row(place)).count();
        if width > 1 {
            return grid(raw, named, column, width, matrix);
        }
    }
    let mut laid = Laid::default();
    let (shape, reason) = match asked {
        Some(asked) => by_dictionary(raw, column, asked, &mut laid),
        None => decide::column(raw, column, CLOSED),
    };
    told(name, &laid.unlisted, noticed);
    let text = asked.map_or(name.as_str(), |asked| &asked.text.text);
    let mut draft = Draft::new(text, shape, reason);
    draft.tag = Some(name.clone());
    draft.section = asked.and_then(|asked| asked.section.clone());
    draft.personal = asked.and_then(|asked| asked.personal);
    draft.not_answers = missing_codes(raw, column, &draft.shape, asked.is_some());
    let field = Field { column: Some(column), ticks: Vec::new(), codes: laid.codes };
    (draft, 1, vec![(name.clone(), field)])
}

fn says(asked: &DescribedQuestion) -> Guess {
    guess(format!("the REDCap dictionary says {}", asked.type_word), 1.0)
}

fn by_dictionary(raw: &RawTable, column: usize, asked: &DescribedQuestion, laid: &mut Laid) -> (Shape, Guess) {
    let cells = &raw.columns[column];
    match asked.kind {
        Some(Kind::Single) if !asked.choices.is_empty() => {
            *laid = coded_by::lay(&asked.choices, &[cells], true);
            laid.unlisted.retain(|(value, _)| !MISSING_CODES.iter().any(|(code, _)| code == value));
            laid.take_in_unlisted();
            (Shape::Coded { column, scale: false, choices: laid.choices.clone() }, says(asked))
        }
        Some(Kind::Single) => (Shape::Coded { column, scale: false, choices: decide::choices(cells) }, says(asked)),
        Some(Kind::Numeric) => (Shape::Numeric { column }, says(asked)),
        Some(Kind::Date) if cells.filled().all(|(value, _)| dates::read(value).is_some() || is_missing_code(value)) => {
            (Shape::Date { column }, says(asked))
        }
        // A box without validation takes numbers and dates too.
        Some(Kind::Text) if asked.type_word == "text" && asked.personal.is_none() => decide::column(raw, column, OPEN),
        Some(Kind::Text | Kind::Date) => (Shape::Text { column }, says(asked)),
        _ => decide::column(raw, column, CLOSED),
    }
}

fn is_missing_code(value: &str) -> bool {
    MISSING_CODES.iter().any(|(code, _)| *code == value)
}

fn missing_codes(raw: &RawTable, column: usize, shape: &Shape, described: bool) -> Vec<NotAnswer> {
    let chosen = |code: &str| match shape {
        Shape::Coded { choices, .. } => choices.list.iter().any(|choice| choice.value() == code),
        Shape::Text { .. } => true,
        _ => false,
    };
    let stands = |code: &str| raw.columns[column].filled().any(|(value, _)| value == code);
    let found = MISSING_CODES.iter().filter(|(code, _)| described && stands(code) && !chosen(code));
    found.map(|(code, reason)| NotAnswer::one(*code, *reason)).collect()
}

fn told(name: &str, unlisted: &[(String, u64)], noticed: &mut Vec<Diagnostic>) {
    if unlisted.is_empty() {
        return;
    }
    let named: Vec<String> =
        unlisted.iter().take(5).map(|(value, count)| format!("“{}” ({count})", code::short(value))).collect();
    noticed.push(
        Diagnostic::warning(format!("“{name}” holds answers that the dictionary does not list: {}", named.join(", ")))
            .hint(
                "were the choices changed after the dictionary was saved? Give them their labels in questionnaire.toml",
            ),
    );
}

/// Check boxes: a column a choice.
fn set(raw: &RawTable, named: &Named<'_>, column: usize) -> (Draft, usize, Fields) {
    let name = &named.fields[column].0;
    let asked = named.asked[column];
    let mut found: Vec<(usize, &str)> = Vec::new();
    for place in column..raw.columns.len() {
        match &named.fields[place] {
            (other, Some(choice)) if other == name && found.iter().all(|(_, known)| known != choice) => {
                found.push((place, choice))
            }
            _ => break,
        }
    }
    let described = asked.map_or(&[][..], |asked| asked.choices.as_slice());
    let is = |choice: &crate::readers::survey::described::DescribedChoice, word: &str| {
        // REDCap writes codes in small letters and signs as underscores.
        choice.code == word || as_written(&choice.code) == as_written(word) || fold(&choice.label.text) == fold(word)
    };
    let list: Vec<DraftChoice> = found
        .iter()
        .map(|(_, word)| match described.iter().find(|choice| is(choice, word)) {
            Some(choice) => DraftChoice { value: None, ..coded_by::draft(choice, choice.code.clone(), false) },
            None => DraftChoice { code: check_code(word), ..DraftChoice::new(*word) },
        })
        .collect();
    let ticks = list
        .iter()
        .zip(&found)
        .map(|(choice, (place, word))| (choice.code.clone().unwrap_or_else(|| (*word).to_owned()), *place))
        .collect();
    let columns = found.iter().map(|(place, _)| Some(*place)).collect();
    let other = list.iter().position(|choice| crate::readers::survey::words::is_other(&choice.label));
    let choices = Choices { list, other, closed: false };
    let shape = Shape::Ticks { columns, choices, ticked: Ticked::YesNo, single: false };
    let reason = asked.map_or_else(|| guess(format!("{} check boxes of one field", found.len()), 0.98), says);
    let mut draft = Draft::new(asked.map_or(name.as_str(), |asked| &asked.text.text), shape, reason);
    draft.tag = Some(name.clone());
    draft.section = asked.and_then(|asked| asked.section.clone());
    draft.shown = Shown::EachCell;
    (draft, found.len().max(1), vec![(name.clone(), Field { column: None, ticks, codes: HashMap::new() })])
}

/// A code only where it is one; the words of an export of labels are none.
fn check_code(word: &str) -> Option<String> {
    let is_code = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    is_code.then(|| word.to_owned())
}

fn as_written(code: &str) -> String {
    code.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect()
}

/// A matrix: fields that share their choices.
fn grid(raw: &RawTable, named: &Named<'_>, column: usize, width: usize, matrix: &str) -> (Draft, usize, Fields) {
    let places: Vec<usize> = (column..column + width).collect();
    let cells: Vec<_> = places.iter().map(|place| &raw.columns[*place]).collect();
    let first = named.asked[column];
    let described = first.map_or(&[][..], |first| first.choices.as_slice());
    let mut laid = coded_by::lay(described, &cells, true);
    laid.take_in_unlisted();
    let rows = places.iter().map(|&place| {
        let text = named.asked[place].map_or(named.fields[place].0.as_str(), |asked| &asked.text.text);
        DraftRow { id: Some(named.fields[place].0.clone()), text: text.to_owned(), column: place }
    });
    let text = first.and_then(|first| first.section.clone()).unwrap_or_else(|| matrix.to_owned());
    let shape = Shape::Grid { rows: rows.collect(), choices: laid.choices };
    let mut draft = Draft::new(text, shape, guess(format!("the REDCap dictionary says matrix “{matrix}”"), 1.0));
    draft.tag = Some(matrix.to_owned());
    draft.section = first.and_then(|first| first.section.clone());
    let codes = laid.codes;
    let field = |place: &usize| {
        (named.fields[*place].0.clone(), Field { column: Some(*place), ticks: Vec::new(), codes: codes.clone() })
    };
    (draft, width, places.iter().map(field).collect())
}

/// Why cells are blank and sets without a tick: forms of other events, forms that nobody opened, branching.
fn reasons(raw: &RawTable, named: &Named<'_>, forms: &Forms, structure: &mut Structure, answers: &Answers<'_>) {
    let opened: Vec<Vec<Opened>> = (0..forms.status.len()).map(|form| forms.opened(raw, form, &named.asked)).collect();
    let beforehand = |draft: &Draft| -> Option<Vec<Option<Missing>>> {
        let rows = &opened[forms.of[*draft.columns().first()?]?];
        let is_set = matches!(draft.shape, Shape::Ticks { .. });
        let reason = |opened: &Opened| match opened {
            Opened::NotThere | Opened::Never => Some(Missing::NotAsked),
            // Nobody can say whether a half-filled form was left before the check boxes or after.
            Opened::Begun => is_set.then_some(Missing::Unknown),
            Opened::Yes => None,
        };
        Some(rows.iter().map(reason).collect())
    };
    for draft in &mut structure.questions {
        draft.row_reasons = beforehand(draft).map(Arc::new);
    }
    let in_question = |draft: &Draft| {
        draft
            .columns()
            .first()
            .and_then(|column| named.asked[*column])
            .filter(|_| !matches!(draft.shape, Shape::Grid { .. }))
    };
    conditions::give_routing(&mut structure.questions, in_question);
    let known = Known { from: "the REDCap dictionary", beforehand: &beforehand, versions: None };
    let noticed = conditions::give_reasons(raw, &mut structure.questions, answers, &known, in_question);
    structure.noticed.extend(noticed);
    structure.noticed.extend(unopened(raw, forms, &opened, &structure.questions));
}

/// A note of the sets whose zeros say nothing.
fn unopened(raw: &RawTable, forms: &Forms, opened: &[Vec<Opened>], drafts: &[Draft]) -> Option<Diagnostic> {
    let (mut never, mut begun) = (0_usize, 0_usize);
    let mut names: Vec<&str> = Vec::new();
    for draft in drafts {
        let Shape::Ticks { columns, .. } = &draft.shape else { continue };
        let Some(rows) = columns.iter().flatten().next().and_then(|column| forms.of[*column]).map(|form| &opened[form])
        else {
            continue;
        };
        let before = never + begun;
        for (row, opened) in rows.iter().enumerate() {
            let cells = || columns.iter().flatten().map(|column| raw.columns[*column].cell(row));
            let zeros = cells().any(|cell| !cell.is_empty()) && cells().all(|cell| code::is_yes(cell) != Some(true));
            never += usize::from(zeros && *opened == Opened::Never);
            begun += usize::from(zeros && *opened == Opened::Begun);
        }
        if never + begun > before {
            names.extend(draft.tag.as_deref());
        }
    }
    (never + begun > 0).then(|| {
        Diagnostic::note(format!(
            "check boxes without a tick on a form that nobody opened ({never}) or that is not complete ({begun}) are missing, not “none ticked”: {}",
            names.iter().take(6).map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ")
        ))
        .hint("REDCap writes 0 for both; each form’s status tells them apart")
    })
}
