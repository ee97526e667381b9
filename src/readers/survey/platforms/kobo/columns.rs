//! Which columns make which question, by the form where it is known and by the headings and cells where it is not.

use super::form::{Form, Place};
use super::{metadata, names, sets};
use crate::model::Personal;
use crate::readers::survey::codebooks::form_type::{FormType, form_type};
use crate::readers::survey::raw::RawTable;

/// A question with its columns.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Its name, without groups; its label, where the headings are labels and there is no form.
    pub name: String,
    /// The group that stands before it in the heading.
    pub group: Option<String>,
    /// Its place in the form.
    pub asked: Option<usize>,
    /// The column of its answer; of a multiple response set the one that lists what was ticked.
    pub column: Option<usize>,
    /// The columns of its choices, with what the heading says of each.
    pub ticks: Vec<(usize, String)>,
    /// Whether the names of the choices were found in the list.
    pub proven: bool,
}

/// A column of the platform, or one that the form worked out.
#[derive(Debug, Clone)]
pub struct Own {
    /// The column.
    pub column: usize,
    /// What it is for.
    pub role: String,
    /// The personal data it holds.
    pub personal: Option<Personal>,
}

/// All columns of a table.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// The questions in the order of their first columns.
    pub questions: Vec<Found>,
    /// The others.
    pub own: Vec<Own>,
}

/// Sorts the columns of a table.
pub fn sort(raw: &RawTable, form: Option<&Form<'_>>) -> Columns {
    let headings: Vec<String> = (0..raw.columns.len()).map(|column| raw.heading(0, column).to_owned()).collect();
    let mut places = form.map_or_else(|| vec![None; headings.len()], |form| form.places(&headings));
    let mut columns = Columns::default();
    let mut taken = vec![false; headings.len()];
    for (column, taken) in taken.iter_mut().enumerate() {
        let of_form = match (&places[column], form) {
            (Some(Place::Question(asked)), Some(form)) => of_the_form(raw, column, form, *asked),
            _ => None,
        };
        let named_by_form = places[column].is_some() && of_form.is_none();
        let own = of_form
            .or_else(|| {
                metadata::role(raw, column)
                    .filter(|_| !named_by_form)
                    .map(|(role, personal)| (role.to_owned(), personal))
            })
            .or_else(|| derived(raw, &headings, column).filter(|_| !named_by_form));
        if let Some((role, personal)) = own {
            columns.own.push(Own { column, role, personal });
            places[column] = None;
            *taken = true;
        }
    }
    by_form(form, &places, &mut taken, &mut columns);
    for found in sets::find(raw, &headings, &taken) {
        found
            .column
            .into_iter()
            .chain(found.ticks.iter().map(|(column, _)| *column))
            .for_each(|column| taken[column] = true);
        columns.questions.push(found);
    }
    let prefixes = Prefixes::new(&headings);
    for column in (0..headings.len()).filter(|column| !taken[*column]) {
        let (group, name) = prefixes.cut(names::heading(&headings[column]));
        columns.questions.push(Found { name, group, column: Some(column), ..Found::default() });
    }
    columns
        .questions
        .sort_by_key(|found| found.column.into_iter().chain(found.ticks.iter().map(|(column, _)| *column)).min());
    columns
}

/// The questions of the form that the headings name.
fn by_form(form: Option<&Form<'_>>, places: &[Option<Place>], taken: &mut [bool], columns: &mut Columns) {
    let Some(form) = form else { return };
    let mut by_question: std::collections::BTreeMap<usize, Found> = std::collections::BTreeMap::new();
    for (column, place) in places.iter().enumerate() {
        let (asked, choice) = match place {
            Some(Place::Question(asked)) => (*asked, None),
            Some(Place::Choice(asked, code)) => (*asked, Some(code)),
            None => continue,
        };
        let question = form.question(asked);
        let found = by_question.entry(asked).or_insert_with(|| Found {
            name: question.name.clone(),
            asked: Some(asked),
            proven: true,
            ..Found::default()
        });
        match choice {
            Some(code) if found.ticks.iter().all(|(_, known)| known != code) => {
                found.ticks.push((column, code.clone()))
            }
            None if found.column.is_none() => found.column = Some(column),
            // The same question twice: two versions of the form. The second stands for itself.
            _ => continue,
        }
        taken[column] = true;
    }
    columns.questions.extend(by_question.into_values());
}

/// What the form says of a column that is no question: a note, a value worked out, a file, something of the device.
fn of_the_form(raw: &RawTable, column: usize, form: &Form<'_>, asked: usize) -> Option<(String, Option<Personal>)> {
    let role = |role: &str, personal: Option<Personal>| Some((role.to_owned(), personal));
    match form_type(&form.question(asked).type_word) {
        FormType::Note => role("note of the form", None),
        FormType::Calculated => role("calculated by the form", None),
        FormType::Media => role("file attached", Some(Personal::Identifier)),
        FormType::Device => match metadata::role(raw, column) {
            Some((known, personal)) => role(known, personal),
            None if form.question(asked).type_word.starts_with("today") => role("day of the interview", None),
            None if form.question(asked).type_word.starts_with("start") => role("start time", None),
            None if form.question(asked).type_word.starts_with("end") => role("completion time", None),
            None => role("kept by the device", Some(Personal::Identifier)),
        },
        _ => None,
    }
}

/// The parts of a place, and the address of a file: what the platform makes of an answer.
fn derived(raw: &RawTable, headings: &[String], column: usize) -> Option<(String, Option<Personal>)> {
    const PARTS: [(&str, &str); 5] = [
        ("latitude", "latitude"),
        ("longitude", "longitude"),
        ("altitude", "altitude"),
        ("precision", "accuracy of location"),
        ("accuracy", "accuracy of location"),
    ];
    let heading = names::heading(&headings[column]);
    let lower = heading.to_lowercase();
    if let Some((part, role)) = PARTS.iter().find(|(part, _)| lower.ends_with(part)) {
        let stem = &lower[..lower.len() - part.len()];
        let between = stem.chars().next_back().filter(|c| names::BETWEEN.contains(c));
        let others = PARTS.iter().filter(|(other, _)| other != part);
        let has = |name: &str| headings.iter().any(|heading| names::heading(heading).to_lowercase() == name);
        if stem.len() > 1 && between.is_some() && others.into_iter().any(|(other, _)| has(&format!("{stem}{other}"))) {
            return Some(((*role).to_owned(), Some(Personal::Location)));
        }
    }
    let base = lower.strip_suffix("_url");
    let has_base =
        base.is_some_and(|base| headings.iter().any(|heading| names::heading(heading).to_lowercase() == base));
    if has_base {
        return Some(("address of a file".into(), Some(Personal::Identifier)));
    }
    let values = &raw.columns[column];
    let files = values.answered() > 0 && values.filled().all(|(value, _)| is_file(value));
    files.then(|| ("file attached".to_owned(), Some(Personal::Identifier)))
}

fn is_file(value: &str) -> bool {
    const ENDINGS: [&str; 14] =
        ["jpg", "jpeg", "png", "gif", "heic", "mp3", "mp4", "m4a", "amr", "3gp", "3gpp", "wav", "ogg", "pdf"];
    let ending = value.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) && !value.contains(' ')
}

/// What stands before a slash in several headings is a group.
struct Prefixes(Vec<String>);

impl Prefixes {
    fn new(headings: &[String]) -> Self {
        let mut counted: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
        for heading in headings {
            for (at, _) in names::heading(heading).match_indices('/') {
                *counted.entry(names::heading(heading)[..at].to_owned()).or_default() += 1;
            }
        }
        let is_group = |(prefix, count): (String, usize)| {
            let named = prefix.split('/').all(names::is_name);
            let is_question = headings.iter().any(|heading| names::heading(heading) == prefix);
            (!is_question && (named || count > 1)).then_some(prefix)
        };
        Self(counted.into_iter().filter_map(is_group).collect())
    }

    /// The first group and the name of a question.
    fn cut(&self, heading: &str) -> (Option<String>, String) {
        let longest = heading
            .match_indices('/')
            .rev()
            .find(|(at, _)| self.0.binary_search_by(|known| known.as_str().cmp(&heading[..*at])).is_ok());
        match longest {
            Some((at, _)) if at + 1 < heading.len() => {
                let group = heading[..at].split('/').next().unwrap_or_default();
                (Some(group.to_owned()), heading[at + 1..].to_owned())
            }
            _ => (None, heading.to_owned()),
        }
    }
}
