//! The groups that cases (people and organisations that were interviewed) are divided by.

use std::collections::BTreeMap;

use super::banner::{Axis, Banner, Level, Members, groups};
use crate::diagnostic::{Diagnostic, Error, Place, Result, did_you_mean, unknown_name};
use crate::model::{Case, Grouping};

/// The banner that `by` names for cases, each level by a grouping's `case` or by a column of cases.csv.
///
/// # Errors
/// When a name is neither, or a grouping says nothing of cases.
pub fn banner_of_cases(
    cases: &[Case],
    groupings: &BTreeMap<String, Grouping>,
    by: &[String],
    noticed: &mut Vec<Diagnostic>,
) -> Result<Banner> {
    let mut axes = Vec::with_capacity(by.len());
    for name in by {
        let mut levels = Vec::new();
        for part in name.split(':').map(str::trim) {
            levels.push(level(cases, groupings, part, noticed)?);
        }
        axes.push(Axis { name: name.clone(), levels });
    }
    Ok(Banner { axes })
}

/// The column of an axis in which a case stands; `None` where it lacks an attribute or its value makes no group.
pub fn column_of_case(axis: &Axis, case: &Case) -> Option<usize> {
    let mut column = 0;
    for level in &axis.levels {
        let Members::Cases { attribute } = &level.members else { return None };
        let value = case.attribute(attribute)?;
        let group = level.groups.iter().position(|group| same(&group.label, value))?;
        column = column * level.groups.len() + group;
    }
    Some(column)
}

fn level(
    cases: &[Case],
    groupings: &BTreeMap<String, Grouping>,
    name: &str,
    noticed: &mut Vec<Diagnostic>,
) -> Result<Level> {
    let attributes = attributes(cases);
    let unknown = |kind: &str, name: &str, known: Vec<&str>| unknown_name(kind, name, known);
    let Some(grouping) = groupings.get(name) else {
        if attributes.contains(&name) {
            return Ok(make(cases, name, name, name, &[], noticed));
        }
        if let Some(error) = blank(name) {
            return Err(error);
        }
        let known = groupings.keys().map(String::as_str).chain(attributes).collect();
        return Err(unknown("group", name, known));
    };
    let place = || Place::file("study.toml").at(format!("[groups.{name}]"));
    let Some(attribute) = &grouping.case else {
        return Err(Error::new(format!(
            "the grouping “{name}” says nothing about cases, so themes are not divided by it"
        ))
        .in_place(place())
        .hint("give it case = \"…\", the column of cases.csv that names the group of each case"));
    };
    if !attributes.contains(&attribute.as_str()) && !cases.is_empty() {
        return Err(
            blank(attribute).unwrap_or_else(|| unknown("column of cases.csv", attribute, attributes).in_place(place()))
        );
    }
    let label = grouping.label.as_deref().unwrap_or(name);
    Ok(make(cases, name, label, attribute, &grouping.order, noticed))
}

/// The error where cases are to be grouped by a column that is always known and that nobody has filled in.
fn blank(name: &str) -> Option<Error> {
    let what = COLUMNS.into_iter().find(|column| *column == name)?;
    let error = Error::new(format!("no case has anything in the column “{what}”, so there is nothing to divide by"));
    Some(
        error
            .in_place(Place::file("cases.csv"))
            .hint(format!("fill in “{what}” in cases.csv, or divide by another of its columns")),
    )
}

/// The groups in the order given, and after them others in the order of cases.csv.
fn make(
    cases: &[Case],
    name: &str,
    label: &str,
    attribute: &str,
    order: &[String],
    noticed: &mut Vec<Diagnostic>,
) -> Level {
    let mut found: Vec<&str> = Vec::new();
    for value in cases.iter().filter_map(|case| case.attribute(attribute)) {
        if !found.iter().any(|other| same(other, value)) {
            found.push(value);
        }
    }
    let mut labels: Vec<&str> = Vec::new();
    for wanted in order {
        if !found.iter().any(|value| same(value, wanted)) {
            let warning = Diagnostic::warning(format!("no case is of the group “{wanted}”"))
                .in_place(Place::file("study.toml").at(format!("[groups.{name}] order")));
            noticed.push(match did_you_mean(wanted, found.iter().copied()) {
                Some(meant) => warning.hint(format!("did you mean “{meant}”?")),
                None => warning,
            });
        }
        if !labels.iter().any(|label| same(label, wanted)) {
            labels.push(wanted);
        }
    }
    for value in found {
        if !labels.iter().any(|label| same(label, value)) {
            labels.push(value);
        }
    }
    Level {
        ordered: true,
        name: name.to_owned(),
        label: label.to_owned(),
        question: None,
        table: None,
        groups: groups(labels.into_iter()),
        members: Members::Cases { attribute: attribute.to_owned() },
    }
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// The columns that cases can be grouped by in every study, where anybody has them.
const COLUMNS: [&str; 2] = ["group", "organisation"];

/// The columns of cases.csv by which cases can be grouped.
fn attributes(cases: &[Case]) -> Vec<&str> {
    let mut names: Vec<&str> =
        COLUMNS.into_iter().filter(|name| cases.iter().any(|case| case.attribute(name).is_some())).collect();
    for (name, _) in cases.iter().flat_map(|case| &case.attributes) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_nobody_filled_in_is_called_blank_and_not_unknown() {
        let cases = [Case { id: "ann".into(), ..Case::default() }];
        let by = |name: &str, groupings: &BTreeMap<String, Grouping>| {
            banner_of_cases(&cases, groupings, &[name.to_owned()], &mut Vec::new()).unwrap_err().to_string()
        };
        let none = BTreeMap::new();
        for name in ["group", "organisation"] {
            assert!(
                by(name, &none).contains(&format!("no case has anything in the column “{name}”")),
                "{}",
                by(name, &none)
            );
        }
        let stakeholder = Grouping { case: Some("group".into()), ..Grouping::default() };
        let groupings = BTreeMap::from([("stakeholder".to_owned(), stakeholder)]);
        assert!(by("stakeholder", &groupings).contains("no case has anything in the column “group”"));
        assert!(by("size", &none).contains("there is no group “size”"));
    }
}
