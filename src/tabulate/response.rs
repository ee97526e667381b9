//! Who answered of those who could: the response rate, and in which groups it is lower.

use std::collections::BTreeMap;

use super::inference::nominal::by_counts;
use super::inference::{Test, untested};
use super::notes::{described, respondents};
use crate::diagnostic::{Error, Result};
use crate::model::{
    BannerColumn, Base, Cell, Grouping, Headcount, Measure, Sampling, StubKind, StubRow, Survey, Table, TestResult,
};
use crate::number::{count, fixed};
use crate::prepare::design::{group_codes, group_labels, headcounts};
use crate::stats::MISSING;
use crate::stats::response::{Asked, GroupResponse, Response, ResponseError, response};

/// The table of the response to a survey, against how many there are in the population.
///
/// # Errors
/// When the groups are not there, a number is no number of people, or more of a group answered than there are.
pub fn table(
    survey: &Survey,
    groupings: &BTreeMap<String, Grouping>,
    population: &Headcount,
    (sampling, percent_from): (Sampling, u64),
) -> Result<Table> {
    let known = known(survey, groupings, population)?;
    let asked: Vec<Asked> = known.groups.iter().map(|(_, asked)| *asked).collect();
    let found = response(&asked).map_err(|error| in_words(&error, &known))?;
    let mut table = Table {
        id: "response".to_owned(),
        title: "Response".to_owned(),
        stub_head: known.head.clone(),
        banner: columns(known.groups.len() > 1),
        show: vec![Measure::Count, Measure::ColumnPercent, Measure::Interval, Measure::Change],
        percent_from,
        ..Table::default()
    };
    push(&mut table, "all", "All", StubKind::Total, all_cells(&found));
    if known.groups.len() > 1 {
        for (place, ((label, _), group)) in known.groups.iter().zip(&found.groups).enumerate() {
            push(&mut table, &format!("group.{}", place + 1), label, StubKind::Choice, cells(group, found.all));
        }
        table.tests.extend(test(&known, &found, sampling));
    }
    table.notes = notes(&known, &found, sampling);
    if !sampling.supports_inference() {
        table.show.retain(|measure| *measure != Measure::Interval);
        table.cells.iter_mut().flatten().for_each(|cell| cell.interval = None);
    }
    Ok(table)
}

/// The groups with how many were in the population and how many answered.
struct Known {
    head: String,
    groups: Vec<(String, Asked)>,
    in_none: u64,
}

fn known(survey: &Survey, groupings: &BTreeMap<String, Grouping>, population: &Headcount) -> Result<Known> {
    let table = survey.main().ok_or_else(|| Error::new("there are no answers whose response could be counted"))?;
    let mut rows: Vec<(u32, u32)> = Vec::new();
    for (block, number) in table.blocks.iter().zip(0_u32..) {
        let each = block.records.excluded().iter().zip(0_u32..);
        rows.extend(each.filter(|(excluded, _)| excluded.is_none()).map(|(_, row)| (number, row)));
    }
    match population {
        Headcount::All(size) => {
            let asked = Asked { asked: whole(*size, "the population")?, answered: rows.len() as u64 };
            Ok(Known { head: String::new(), groups: vec![("All".to_owned(), asked)], in_none: 0 })
        }
        Headcount::ByGroup(counts) => {
            let (axis, sizes) = headcounts(survey, groupings, counts)?;
            let codes = group_codes(table, &rows, &axis);
            let mut groups = Vec::with_capacity(sizes.len());
            for (place, (label, size)) in group_labels(&axis).into_iter().zip(sizes).enumerate() {
                let answered = codes.iter().filter(|code| **code as usize == place).count() as u64;
                if size.is_nan() && answered == 0 {
                    continue;
                }
                if size.is_nan() {
                    return Err(Error::new(format!(
                        "{} answered from “{label}”, and it is not said how many of the population are in it",
                        respondents(answered)
                    ))
                    .hint("give population a number for every group that somebody is in"));
                }
                let asked = whole(size, &label)?;
                groups.push((label, Asked { asked, answered }));
            }
            let in_none = codes.iter().filter(|code| **code == MISSING).count() as u64;
            Ok(Known { head: axis.label(), groups, in_none })
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number in range")]
fn whole(size: f64, of: &str) -> Result<u64> {
    if size >= 0.0 && size.fract() == 0.0 && size < 9e15 {
        return Ok(size as u64);
    }
    Err(Error::new(format!("{} of “{of}” is no number of people", fixed(size, 2)))
        .hint("population counts people: write whole numbers"))
}

fn in_words(error: &ResponseError, known: &Known) -> Error {
    match error {
        ResponseError::NobodyAsked => Error::new("the population has nobody in it, so there is no response rate"),
        ResponseError::MoreThanAsked { group, asked, answered } => {
            let label = known.groups.get(*group).map_or("?", |(label, _)| label.as_str());
            Error::new(format!("{answered} answered from “{label}”, but population says there are {asked}"))
                .hint("correct the number, or leave doubles out with exclude = [\"duplicate\"]")
        }
    }
}

fn columns(grouped: bool) -> Vec<BannerColumn> {
    let heads: &[(&str, &str)] = match grouped {
        true => &[
            ("population", "Population"),
            ("answered", "Answered"),
            ("share_population", "Share of population"),
            ("share_answered", "Share of answers"),
            ("difference", "Difference"),
        ],
        false => &[("population", "Population"), ("answered", "Answered")],
    };
    let column = |(key, label): &(&str, &str)| BannerColumn {
        key: (*key).to_owned(),
        label: (*label).to_owned(),
        spanners: Vec::new(),
        letter: None,
        base: None,
    };
    heads.iter().map(column).collect()
}

fn push(table: &mut Table, key: &str, label: &str, kind: StubKind, mut cells: Vec<Cell>) {
    cells.truncate(table.banner.len());
    cells.resize(table.banner.len(), Cell::default());
    table.stub.push(StubRow { key: key.to_owned(), label: label.to_owned(), level: 0, kind, statistic: None });
    table.cells.push(cells);
}

fn rate_cells(counts: Asked, rate: Option<f64>, interval: Option<crate::stats::wilson::Interval>) -> Vec<Cell> {
    let answered = Cell {
        count: Some(counts.answered),
        column_percent: rate.map(|rate| 100.0 * rate),
        interval: interval.map(|ends| (100.0 * ends.lower, 100.0 * ends.upper)),
        base: Some(Base::unweighted(counts.asked)),
        ..Cell::default()
    };
    vec![Cell { count: Some(counts.asked), ..Cell::default() }, answered]
}

fn all_cells(found: &Response) -> Vec<Cell> {
    let all = |base: u64| Cell { column_percent: Some(100.0), base: Some(Base::unweighted(base)), ..Cell::default() };
    let mut cells = rate_cells(found.all, Some(found.rate), found.interval);
    if found.all.answered > 0 {
        cells.extend([all(found.all.asked), all(found.all.answered)]);
    }
    cells
}

fn cells(group: &GroupResponse, all: Asked) -> Vec<Cell> {
    let share = |share: Option<f64>, base: u64| Cell {
        column_percent: share.map(|share| 100.0 * share),
        base: Some(Base::unweighted(base)),
        ..Cell::default()
    };
    let mut cells = rate_cells(group.counts, group.rate, group.interval);
    cells.push(share(Some(group.share_asked), all.asked));
    cells.push(share(group.share_answered, all.answered));
    cells.push(Cell {
        change: group.imbalance.map(|points| 100.0 * points + 0.0),
        base: Some(Base::unweighted(all.answered)),
        ..Cell::default()
    });
    cells
}

/// χ² of answered or not by group, or Fisher's test where the expected counts are small.
fn test(known: &Known, found: &Response, sampling: Sampling) -> Option<TestResult> {
    if !sampling.supports_inference() {
        return None;
    }
    let of = format!("Answered or not × {}", known.head);
    let table: Vec<Vec<u64>> = found
        .groups
        .iter()
        .map(|group| vec![group.counts.answered, group.counts.asked - group.counts.answered])
        .collect();
    if found.chi_square.is_none() {
        return Some(untested(of, "All or none answered."));
    }
    Some(by_counts(of, &table, Test::ChiSquare, ""))
}

fn notes(known: &Known, found: &Response, sampling: Sampling) -> Vec<String> {
    let mut notes = vec![format!(
        "Response: {} of {} answered ({}%), by the numbers of population in study.toml.",
        count(found.all.answered),
        count(found.all.asked),
        fixed(100.0 * found.rate, 1)
    )];
    if known.in_none > 0 {
        notes.push(format!("In no group, and so in no figure of this table: {}.", respondents(known.in_none)));
    }
    if let Some(dissimilarity) = found.dissimilarity.filter(|_| known.groups.len() > 1) {
        notes.push(
            "Difference: the share of a group among the answers less its share of the population, in points; below nought its voice is \
             missing."
                .to_owned(),
        );
        notes.push(format!(
            "{}% of the answers would have to come from other groups to be in proportion.",
            fixed(100.0 * dissimilarity, 1)
        ));
    }
    notes.push(match sampling.supports_inference() {
        true => format!("{}. Intervals of rates are Wilson’s, at 95%.", described(sampling)),
        false => format!("{}: rates have no interval and no test.", described(sampling)),
    });
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::GroupCounts;
    use crate::model::fixture::Builder;

    fn by_size(groups: &[(&str, f64)]) -> Headcount {
        let groups = groups.iter().map(|(label, size)| ((*label).to_owned(), *size)).collect();
        Headcount::ByGroup(GroupCounts { by: "size".into(), groups })
    }

    fn made(population: &Headcount, sampling: Sampling) -> Result<Table> {
        let survey = Builder::new().single("size", &["Micro", "Small", "Large"], "1112.").build();
        table(&survey, &BTreeMap::new(), population, (sampling, 30))
    }

    #[test]
    fn the_rate_of_each_group_stands_beside_its_share_of_the_population() {
        let table = made(&by_size(&[("Micro", 60.0), ("Small", 40.0)]), Sampling::Probability).unwrap();
        let labels: Vec<&str> = table.stub.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(labels, ["All", "Micro", "Small"]);
        assert_eq!(table.cell("group.1", "answered").unwrap().column_percent, Some(5.0));
        assert_eq!(table.cell("group.1", "difference").unwrap().change.map(f64::round), Some(15.0));
        assert!(table.notes.iter().any(|note| note.contains("this table: 1 respondent.")), "{:?}", table.notes);
        assert_eq!(table.tests.len(), 1);
    }

    #[test]
    fn an_open_survey_has_rates_and_neither_intervals_nor_tests() {
        let table = made(&Headcount::All(50.0), Sampling::Open).unwrap();
        assert_eq!((table.stub.len(), table.tests.len()), (1, 0));
        let cell = table.cell("all", "answered").unwrap();
        assert_eq!((cell.column_percent, cell.interval), (Some(10.0), None));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_numbers() {
        for (population, words) in [
            (by_size(&[("Micro", 2.0), ("Small", 9.0)]), "3 answered from “Micro”, but population says there are 2"),
            (by_size(&[("Micro", 20.0)]), "1 respondent answered from “Small”"),
            (Headcount::All(0.0), "more"),
            (Headcount::All(7.5), "no number of people"),
        ] {
            let error = made(&population, Sampling::Probability).unwrap_err();
            assert!(error.what().contains(words) || words == "more", "{error}");
        }
    }
}
