//! The groups that answers are divided by: a grouping of the study or a question, side by side (`size`, `sector`), nested
//! (`size:sector`), or some choices against everybody else (`size!Micro`, `size!Micro|Small`).

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Error, Place, Result, did_you_mean, unknown_name};
use crate::model::report::anchor;
use crate::model::{Choice, Column, Grouping, Kind, Part, Question, Survey, SurveyBlock, SurveyTable, Tick};
use crate::number::count;

/// More columns than this fit into no worksheet.
const MOST_COLUMNS: usize = 16_000;

/// Everything that a table is divided by.
#[derive(Debug, Clone, Default)]
pub struct Banner {
    /// Side by side.
    pub axes: Vec<Axis>,
}

/// One division: a single level, or several nested ones with the outermost first.
#[derive(Debug, Clone)]
pub struct Axis {
    /// As it was asked for: `size`, `size:sector`.
    pub name: String,
    /// The levels.
    pub levels: Vec<Level>,
}

/// A set of groups.
#[derive(Debug, Clone)]
pub struct Level {
    /// The name of the grouping or the id of the question.
    pub name: String,
    /// What tables call it.
    pub label: String,
    /// The question whose answers make the groups; `None` where all respondents are of one group.
    pub question: Option<String>,
    /// The table of the survey that the question belongs to.
    pub table: Option<String>,
    /// The groups in the order of columns.
    pub groups: Vec<Group>,
    /// Whether the study names the groups and their order, so that an empty one is shown all the same.
    pub ordered: bool,
    /// How a record finds its group.
    pub members: Members,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Unique in its level, made of the label.
    pub key: String,
    /// What the reader sees.
    pub label: String,
}

/// How a record finds its group.
#[derive(Debug, Clone)]
pub enum Members {
    /// By its answer: the column, and the group of each choice (`None`: the choice makes no group).
    Answers {
        /// The place of the column in the table.
        column: usize,
        /// One a choice.
        group_of: Vec<Option<usize>>,
    },
    /// By its ticks: column and group. A record may stand in several groups, so columns overlap.
    Ticks(Vec<(usize, usize)>),
    /// By its ticks, in one of two groups: whoever ticked any of the first columns, else whoever ticked any of the others.
    TickedOrElse {
        /// The columns of the first group.
        ticked: Vec<usize>,
        /// Those that make the others stand in the second.
        others: Vec<usize>,
    },
    /// All are of the one group.
    Everybody,
    /// No record of the questionnaire, but cases that were interviewed, by an attribute.
    Cases {
        /// The column of cases.csv.
        attribute: String,
    },
}

impl Banner {
    /// Finds what `by` names.
    ///
    /// # Errors
    /// When a name is neither a grouping nor a question, or what it names makes no groups.
    pub fn resolve(
        survey: &Survey,
        groupings: &BTreeMap<String, Grouping>,
        by: &[String],
        noticed: &mut Vec<Diagnostic>,
    ) -> Result<Self> {
        let mut axes = Vec::with_capacity(by.len());
        for name in by {
            let mut levels = Vec::new();
            for part in name.split(':') {
                let part = part.trim();
                if part.is_empty() {
                    return Err(Error::new(format!("“{name}” names no group"))
                        .hint("write one name, or two with a colon between to nest them: size:sector"));
                }
                levels.push(level(survey, groupings, part, noticed)?);
            }
            let columns = levels.iter().map(|level| level.groups.len()).fold(1, usize::saturating_mul);
            if columns > MOST_COLUMNS {
                return Err(Error::new(format!("“{name}” would make {} columns", count(columns as u64))).hint(
                    "put choices together into fewer groups first ([[recode]] in study.toml), or use it for the rows",
                ));
            }
            axes.push(Axis { name: name.clone(), levels });
        }
        Ok(Self { axes })
    }

    /// How many columns there are, the total not counted.
    pub fn columns(&self) -> usize {
        self.axes.iter().map(Axis::columns).sum()
    }
}

impl Axis {
    /// How many columns it makes.
    pub fn columns(&self) -> usize {
        self.levels.iter().map(|level| level.groups.len()).product()
    }

    /// Whether a record may stand in several of its columns.
    pub fn overlaps(&self) -> bool {
        self.levels.iter().any(|level| matches!(level.members, Members::Ticks(_)))
    }

    /// Whether it is made of this question, or of this row of a grid, alone.
    pub fn is_of(&self, key: &str) -> bool {
        matches!(self.levels.as_slice(), [level] if level.name == key || level.question.as_deref() == Some(key))
    }

    /// What tables call it.
    pub fn label(&self) -> String {
        self.levels.iter().map(|level| level.label.as_str()).collect::<Vec<_>>().join(" × ")
    }

    /// The groups that meet in a column, outermost first.
    pub fn groups(&self, column: usize) -> Vec<&Group> {
        let mut rest = column;
        let mut found: Vec<&Group> = Vec::with_capacity(self.levels.len());
        for level in self.levels.iter().rev() {
            let size = level.groups.len().max(1);
            found.extend(level.groups.get(rest % size));
            rest /= size;
        }
        found.reverse();
        found
    }

    /// Adds the columns in which a row of a block stands, counted from `first`.
    pub fn place(&self, block: &SurveyBlock, row: usize, first: usize, into: &mut Vec<u32>) {
        self.place_level(block, row, 0, 0, &mut |column| {
            into.push(u32::try_from(first + column).unwrap_or(u32::MAX));
        });
    }

    /// Calls with each row of a block and each column in which it stands.
    pub fn place_all(&self, block: &SurveyBlock, mut found: impl FnMut(usize, usize)) {
        if let [Level { members: Members::Answers { column, group_of }, .. }] = self.levels.as_slice() {
            let Some(Column::Choices(answers)) = block.columns.get(*column) else { return };
            for (row, answer) in answers.iter().enumerate() {
                let group = answer.get().ok().and_then(|place| group_of.get(place).copied().flatten());
                if let Some(group) = group {
                    found(row, group);
                }
            }
            return;
        }
        for row in 0..block.records.len() {
            self.place_level(block, row, 0, 0, &mut |column| found(row, column));
        }
    }

    fn place_level(&self, block: &SurveyBlock, row: usize, depth: usize, outer: usize, found: &mut dyn FnMut(usize)) {
        let Some(level) = self.levels.get(depth) else {
            found(outer);
            return;
        };
        let size = level.groups.len();
        level.members.each(block, row, &mut |group| {
            self.place_level(block, row, depth + 1, outer * size + group, found);
        });
    }
}

impl Members {
    /// Calls with each group of a row.
    fn each(&self, block: &SurveyBlock, row: usize, found: &mut dyn FnMut(usize)) {
        match self {
            Self::Everybody => found(0),
            Self::Cases { .. } => {}
            Self::Answers { column, group_of } => {
                let Some(Column::Choices(answers)) = block.columns.get(*column) else { return };
                let place = answers.get(row).and_then(|answer| answer.get().ok());
                if let Some(group) = place.and_then(|place| group_of.get(place).copied().flatten()) {
                    found(group);
                }
            }
            Self::TickedOrElse { ticked, others } => {
                let is_ticked = |column: &usize| match block.columns.get(*column) {
                    Some(Column::Ticks(ticks)) => ticks.get(row) == Some(&Tick::Ticked),
                    _ => false,
                };
                if ticked.iter().any(is_ticked) {
                    found(0);
                } else if others.iter().any(is_ticked) {
                    found(1);
                }
            }
            Self::Ticks(columns) => {
                for &(column, group) in columns {
                    let Some(Column::Ticks(ticks)) = block.columns.get(column) else { continue };
                    if ticks.get(row) == Some(&Tick::Ticked) {
                        found(group);
                    }
                }
            }
        }
    }
}

fn level(
    survey: &Survey,
    groupings: &BTreeMap<String, Grouping>,
    name: &str,
    noticed: &mut Vec<Diagnostic>,
) -> Result<Level> {
    let Some(grouping) = groupings.get(name) else {
        if let Some((whole, named)) = name.split_once('!') {
            let whole = level(survey, groupings, whole.trim(), noticed)?;
            return against_others(survey, whole, named, name);
        }
        let (table, question, row) = find(survey, name).ok_or_else(|| unknown(survey, groupings, name))?;
        let label = row.map_or(question.title(), |row| &question.rows[row].text.text);
        return of_question(table, question, row, (name, label), &[], noticed);
    };
    let label = grouping.label.as_deref().unwrap_or(name);
    let place = || Place::file("study.toml").at(format!("[groups.{name}]"));
    if let Some(id) = &grouping.question {
        let (table, question, row) = find(survey, id).ok_or_else(|| {
            unknown_name("question", id, survey.tables.iter().flat_map(|table| &table.questions).map(|q| q.id.as_str()))
                .in_place(place())
        })?;
        // Without a label of its own a grouping is called what the question is, as the question would be without the grouping.
        let asked = row.map_or(question.title(), |row| &question.rows[row].text.text);
        let label = grouping.label.as_deref().unwrap_or(asked);
        return of_question(table, question, row, (name, label), &grouping.order, noticed)
            .map_err(|error| error.in_place(place()));
    }
    if let Some(group) = &grouping.respondents {
        return Ok(Level {
            name: name.to_owned(),
            label: label.to_owned(),
            question: None,
            table: None,
            groups: groups(std::iter::once(group.as_str())),
            ordered: true,
            members: Members::Everybody,
        });
    }
    Err(Error::new(format!("the grouping “{name}” says nothing about who answered the questionnaire"))
        .in_place(place())
        .hint("give it question = \"…\", the question whose choices are the groups; or respondents = \"…\", if all are of one group"))
}

/// What the group of all others is called.
const OTHERS: &str = "Everybody else";

/// Some groups of a level as one, against everybody else who stands in any of its groups.
fn against_others(survey: &Survey, whole: Level, named: &str, name: &str) -> Result<Level> {
    let question = whole.question.as_ref().and_then(|id| survey.question(id)).map(|(_, question)| question);
    let mut picked: Vec<usize> = Vec::new();
    for wanted in named.split('|').map(str::trim) {
        let of_choice = question.and_then(|question| Some(&question.choices[question.choice(wanted)?].label.text));
        let is_wanted =
            |group: &Group| Some(&group.label) == of_choice || group.label.to_lowercase() == wanted.to_lowercase();
        match whole.groups.iter().position(is_wanted) {
            Some(group) => picked.push(group),
            None => {
                let labels = whole.groups.iter().map(|group| group.label.as_str()).collect::<Vec<_>>();
                return Err(unknown_name("group", wanted, labels).in_place(Place::file(name)));
            }
        }
    }
    let members = match whole.members {
        Members::Answers { column, group_of } => {
            let side = |group: usize| usize::from(!picked.contains(&group));
            Members::Answers { column, group_of: group_of.into_iter().map(|group| group.map(side)).collect() }
        }
        Members::Ticks(columns) => {
            let (ticked, others): (Vec<_>, Vec<_>) = columns.into_iter().partition(|(_, group)| picked.contains(group));
            let column = |pairs: Vec<(usize, usize)>| pairs.into_iter().map(|(column, _)| column).collect();
            Members::TickedOrElse { ticked: column(ticked), others: column(others) }
        }
        _ => {
            return Err(Error::new(format!("“{}” has nobody else to compare with", whole.name))
                .hint("put a question with choices before the exclamation mark: size!Micro"));
        }
    };
    let label = picked.iter().map(|group| whole.groups[*group].label.as_str()).collect::<Vec<_>>().join(" or ");
    let groups = groups([label.as_str(), OTHERS].into_iter());
    Ok(Level { name: name.to_owned(), groups, members, ..whole })
}

/// A question by its id, or a row of a grid by `grid.row`.
pub fn find<'a>(survey: &'a Survey, name: &str) -> Option<(&'a SurveyTable, &'a Question, Option<usize>)> {
    if let Some((table, question)) = survey.question(name) {
        return Some((table, question, None));
    }
    let (id, row) = name.rsplit_once('.')?;
    let (table, question) = survey.question(id)?;
    let row = question.row(row)?;
    (question.kind == Kind::Grid).then_some((table, question, Some(row)))
}

fn unknown(survey: &Survey, groupings: &BTreeMap<String, Grouping>, name: &str) -> Error {
    let questions = survey.tables.iter().flat_map(|table| &table.questions).map(|question| question.id.as_str());
    let names: Vec<&str> = groupings.keys().map(String::as_str).chain(questions).collect();
    unknown_name("group or question", name, names)
}

fn of_question(
    table: &SurveyTable,
    question: &Question,
    row: Option<usize>,
    (name, label): (&str, &str),
    order: &[String],
    noticed: &mut Vec<Diagnostic>,
) -> Result<Level> {
    let id = &question.id;
    if question.personal.is_some() {
        return Err(Error::new(format!("“{id}” holds personal data, so tables are not divided by it"))
            .hint("personal answers stay out of every output; choose another question"));
    }
    let part = row.map_or(Part::Answer, Part::Row);
    let no_groups = |hint: String| {
        Err(Error::new(format!("“{id}” ({}) makes no groups, so it cannot stand across the top", question.kind))
            .hint(hint))
    };
    let places = ordered(question, order, name, noticed);
    let groups = groups(places.iter().map(|&place| question.choices[place].label.text.as_str()));
    let members = match question.kind {
        Kind::Grid if row.is_none() => {
            let example = question.rows.first().map_or("row", |row| row.id.as_str());
            return no_groups(format!("name one of its rows: {id}.{example}"));
        }
        Kind::Single | Kind::Scale | Kind::Grid => {
            let Some(column) = question.column(part) else {
                return no_groups("its column was not found in the export".to_owned());
            };
            let mut group_of = vec![None; question.choices.len()];
            for (group, &place) in places.iter().enumerate() {
                group_of[place] = Some(group);
            }
            Members::Answers { column, group_of }
        }
        Kind::Multiple => Members::Ticks(
            places
                .iter()
                .enumerate()
                .filter_map(|(group, &place)| Some((question.column(Part::Tick(place))?, group)))
                .collect(),
        ),
        Kind::Text => {
            return no_groups(format!(
                "where its answers are groups, write kind = \"single\" for “{id}” in questionnaire.toml; else use it for the rows"
            ));
        }
        Kind::Numeric => {
            return no_groups(format!(
                "make groups of it: bands under [[recode]] in study.toml, or, where its numbers are codes, kind = \"single\" for “{id}” in \
                 questionnaire.toml; or use it for the rows"
            ));
        }
        Kind::Ranking | Kind::Date => {
            return no_groups("use a question with choices; use this one for the rows".to_owned());
        }
    };
    Ok(Level {
        ordered: !order.is_empty(),
        name: name.to_owned(),
        label: label.to_owned(),
        question: Some(id.clone()),
        table: Some(table.id.clone()),
        groups,
        members,
    })
}

/// The choices that make groups: those named in `order` first, the others after them in questionnaire order. Reasons for
/// not answering make no group, and "not applicable" only in a multiple response set.
fn ordered(question: &Question, order: &[String], name: &str, noticed: &mut Vec<Diagnostic>) -> Vec<usize> {
    let makes_group = |choice: &Choice| choice.missing.is_none() && (!choice.aside || question.kind == Kind::Multiple);
    let mut places: Vec<usize> = Vec::with_capacity(question.choices.len());
    for wanted in order {
        match question.choice(wanted) {
            Some(place) if places.contains(&place) => {}
            Some(place) if makes_group(&question.choices[place]) => places.push(place),
            Some(_) => noticed.push(
                Diagnostic::warning(format!("“{wanted}” is no group of “{}”: it stands outside the base", question.id))
                    .in_place(Place::file("study.toml").at(format!("[groups.{name}] order"))),
            ),
            None => {
                let labels: Vec<&str> = question.choices.iter().map(|choice| choice.label.text.as_str()).collect();
                let hint = match did_you_mean(wanted, labels.iter().copied()) {
                    Some(label) => format!("did you mean “{label}”?"),
                    None => format!("its choices are: {}", labels.join(", ")),
                };
                noticed.push(
                    Diagnostic::warning(format!("“{wanted}” is not a choice of the question “{}”", question.id))
                        .in_place(Place::file("study.toml").at(format!("[groups.{name}] order")))
                        .hint(hint),
                );
            }
        }
    }
    let rest = (0..question.choices.len()).filter(|place| makes_group(&question.choices[*place]));
    let rest: Vec<usize> = rest.filter(|place| !places.contains(place)).collect();
    places.extend(rest);
    places
}

/// Groups with keys made of their labels, made unique by a number where two labels give the same key.
pub fn groups<'a>(labels: impl Iterator<Item = &'a str>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for label in labels {
        let made = anchor(label);
        let stem = if made.is_empty() { "group".to_owned() } else { made };
        let mut key = stem.clone();
        let mut number = 2;
        while groups.iter().any(|group| group.key == key) {
            key = format!("{stem}-{number}");
            number += 1;
        }
        groups.push(Group { key, label: label.to_owned() });
    }
    groups
}
