//! Who answered of those who could: the response rate, and in which groups it is lower.

use super::inference::nominal::by_counts;
use super::inference::{Test, untested};
use super::notes::{described, respondents};
use crate::diagnostic::{Error, Result};
use crate::model::{BannerColumn, Base, Cell, Disposition, Measure, Sampling, StubKind, StubRow, Table, TestResult};
use crate::number::{count, fixed, p_value};
use crate::prepare::response::{ByGroup, Responding};
use crate::stats::outcome_rates::{OutcomeCounts, OutcomeRate};
use crate::stats::response::{Asked, GroupResponse, Response, ResponseError, response};
use crate::stats::wilson::{Interval, interval};

/// The tables of the response to a survey: the rate over all and by group, and what became of those who were asked, where that is known.
///
/// # Errors
/// When nobody was asked, or more of a group answered than there are.
pub fn tables(responding: &Responding, how: (Sampling, u64)) -> Result<Vec<Table>> {
    let mut tables = vec![table(responding, how)?];
    tables.extend(responding.outcomes.as_ref().map(|outcomes| outcome_table(outcomes, how)));
    Ok(tables)
}

fn table(responding: &Responding, (sampling, percent_from): (Sampling, u64)) -> Result<Table> {
    let all = of(&[responding.all], |_| None)?;
    let mut found = Vec::with_capacity(responding.divisions.len());
    for division in responding.divisions.iter().filter(|division| !division.groups.is_empty()) {
        let asked: Vec<Asked> = division.groups.iter().map(|(_, asked)| *asked).collect();
        let label = |place: usize| division.groups.get(place).map(|(label, _)| label.as_str());
        if asked.iter().any(|asked| asked.asked > 0) {
            found.push((division, of(&asked, label)?));
        }
    }
    let mut table = Table {
        id: "response".to_owned(),
        title: "Response".to_owned(),
        stub_head: if let [(division, _)] = found.as_slice() { division.label.clone() } else { String::new() },
        banner: columns(!found.is_empty()),
        show: vec![Measure::Count, Measure::ColumnPercent, Measure::Interval, Measure::Change],
        percent_from,
        ..Table::default()
    };
    push(&mut table, "all", "All", StubKind::Total, 0, all_cells(&all));
    for (number, (division, response)) in found.iter().enumerate() {
        // One division needs no heading: the column of labels is called so.
        let several = found.len() > 1;
        let prefix = if several { format!("{}.", number + 1) } else { String::new() };
        if several {
            push(&mut table, &format!("by.{}", number + 1), &division.label, StubKind::Heading, 0, Vec::new());
        }
        for (place, ((label, _), group)) in division.groups.iter().zip(&response.groups).enumerate() {
            let key = format!("group.{prefix}{}", place + 1);
            push(&mut table, &key, label, StubKind::Choice, u8::from(several), cells(group, response.all));
        }
        table.tests.extend(test(division, response, sampling));
    }
    table.notes = notes(responding, &all, &found, sampling);
    if !sampling.supports_inference() {
        table.show.retain(|measure| *measure != Measure::Interval);
        table.cells.iter_mut().flatten().for_each(|cell| cell.interval = None);
    }
    Ok(table)
}

/// The response of groups that have labels, or of everybody, who has none.
fn of<'a>(asked: &[Asked], label: impl Fn(usize) -> Option<&'a str>) -> Result<Response> {
    response(asked).map_err(|error| match error {
        ResponseError::NobodyAsked => Error::new("the population has nobody in it, so there is no response rate"),
        ResponseError::MoreThanAsked { group, asked, answered } => {
            let of = label(group).map(|label| format!(" from “{label}”")).unwrap_or_default();
            Error::new(format!("{answered} answered{of}, but only {asked} could have"))
                .hint("correct the number of those who were asked, name the column that counts (count), or leave doubles out with exclude = [\"duplicate\"]")
        }
    })
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
        statistic: None,
        base: None,
    };
    heads.iter().map(column).collect()
}

fn push(table: &mut Table, key: &str, label: &str, kind: StubKind, level: u8, mut cells: Vec<Cell>) {
    cells.truncate(table.banner.len());
    cells.resize(table.banner.len(), Cell::default());
    table.stub.push(StubRow { key: key.to_owned(), label: label.to_owned(), level, kind, statistic: None });
    table.cells.push(cells);
}

fn rate_cells(counts: Asked, rate: Option<f64>, interval: Option<Interval>) -> Vec<Cell> {
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
fn test(division: &ByGroup, found: &Response, sampling: Sampling) -> Option<TestResult> {
    if !sampling.supports_inference() || division.groups.len() < 2 {
        return None;
    }
    let of = format!("Answered or not × {}", division.label);
    let table: Vec<Vec<u64>> = found
        .groups
        .iter()
        .map(|group| vec![group.counts.answered, group.counts.asked - group.counts.answered])
        .collect();
    if found.chi_square.is_none() {
        return Some(untested(of, "All or none answered."));
    }
    let mut result = by_counts(of, &table, Test::ChiSquare, "", "φ above 0: the first group answered more often.");
    if let Some(fit) = found.fit.as_ref().filter(|_| result.statistic_name.is_some_and(|name| name.contains('χ'))) {
        result.note = format!(
            "{} It is the goodness of fit of the answers to the shares of those asked (χ² = {}, p {}) with the finite population correction: \
             divided by 1 − n/N = {}.",
            result.note,
            fixed(fit.statistic, 2),
            p_value(fit.p),
            fixed(fit.correction, 3)
        )
        .trim_start()
        .to_owned();
    }
    Some(result)
}

fn notes(responding: &Responding, all: &Response, found: &[(&ByGroup, Response)], sampling: Sampling) -> Vec<String> {
    let mut notes = vec![format!(
        "Response: {} of {} answered ({}%), by {}.",
        count(all.all.answered),
        count(all.all.asked),
        fixed(100.0 * all.rate, 1),
        responding.source
    )];
    notes.push(named_after_aapor(responding));
    notes.extend(responding.notes.iter().cloned());
    for division in &responding.divisions {
        notes.extend(division.unmatched.iter().cloned());
    }
    let parted: Vec<(&&ByGroup, f64)> = found
        .iter()
        .filter(|(division, _)| division.groups.len() > 1)
        .filter_map(|(division, response)| Some((division, response.dissimilarity?)))
        .collect();
    if !parted.is_empty() {
        notes.push(
            "Difference: the share of a group among the answers less its share of the population, in points; below nought its voice is \
             missing."
                .to_owned(),
        );
    }
    for (division, dissimilarity) in &parted {
        let by = if found.len() > 1 { format!(" (by “{}”)", division.label) } else { String::new() };
        notes.push(format!(
            "{}% of the answers would have to come from other groups to be in proportion{by}.",
            fixed(100.0 * dissimilarity, 1)
        ));
    }
    notes.push(match sampling.supports_inference() {
        true => format!("{}. Intervals of rates are Wilson’s, at 95%.", described(sampling)),
        false => format!(
            "{}: rates have no interval and no test. Where all of those counted here were asked, sampling = \"census\" or \"probability\" says so.",
            described(sampling)
        ),
    });
    notes
}

/// Which of AAPOR's rates is shown.
fn named_after_aapor(responding: &Responding) -> String {
    if responding.outcomes.is_some() {
        return "This is AAPOR’s response rate 2: complete and partial answers ÷ all who are not known to be outside the survey.".to_owned();
    }
    match responding.partial {
        0 => "This is AAPOR’s response rate 1: answers ÷ all who were asked, everybody of them taken to be eligible."
            .to_owned(),
        partial => format!(
            "This is AAPOR’s response rate 2: {} marked as partial count as answers, and everybody asked is taken to be eligible. Response rate 1, \
             without them, is {}%.",
            respondents(partial),
            share_without(responding, partial)
        ),
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn share_without(responding: &Responding, partial: u64) -> String {
    let complete = responding.all.answered.saturating_sub(partial);
    fixed(100.0 * complete as f64 / responding.all.asked.max(1) as f64, 1)
}

/// What became of those who were asked, and the rates that AAPOR defines of it.
fn outcome_table(outcomes: &OutcomeCounts, (sampling, percent_from): (Sampling, u64)) -> Table {
    let banner = [("units", "Units"), ("rate", "Rate")].map(|(key, label)| BannerColumn {
        key: key.to_owned(),
        label: label.to_owned(),
        spanners: Vec::new(),
        letter: None,
        statistic: None,
        base: None,
    });
    let mut table = Table {
        id: "outcomes".to_owned(),
        title: "What became of those who were asked".to_owned(),
        banner: banner.to_vec(),
        show: vec![Measure::Count, Measure::ColumnPercent, Measure::Interval],
        percent_from,
        ..Table::default()
    };
    let units = |n: u64| vec![Cell { count: Some(n), ..Cell::default() }];
    for disposition in Disposition::ALL {
        let n = of_disposition(outcomes, disposition);
        push(&mut table, disposition.word(), disposition.label(), StubKind::Choice, 0, units(n));
    }
    let all = Disposition::ALL.map(|disposition| of_disposition(outcomes, disposition)).iter().sum();
    push(&mut table, "all", "All units", StubKind::Total, 0, units(all));
    let (whole, estimated): (Vec<OutcomeRate>, Vec<OutcomeRate>) =
        outcomes.rates().into_iter().partition(|rate| !matches!(rate.name, "RR3" | "RR4"));
    push(&mut table, "rates", "Rates (AAPOR 2023)", StubKind::Heading, 0, Vec::new());
    for rate in &whole {
        push(
            &mut table,
            rate.name,
            name_of_rate(rate.name),
            StubKind::Choice,
            1,
            vec![Cell::default(), rate_cell(rate, sampling)],
        );
    }
    let share = |rate: &OutcomeRate| format!("{} {}%", rate.name, fixed(100.0 * rate.rate, 1));
    let estimated: Vec<String> = estimated.iter().map(share).collect();
    if let Some(eligibility) = outcomes.eligibility().filter(|_| outcomes.unknown > 0 && !estimated.is_empty()) {
        table.notes.push(format!(
            "Where {}% of those of whom nothing is known are eligible, as among the others: {}.",
            fixed(100.0 * eligibility, 1),
            estimated.join(", ")
        ));
    }
    table.notes.push("Units for which the frame has no word count as no contact.".to_owned());
    table
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of units")]
fn rate_cell(rate: &OutcomeRate, sampling: Sampling) -> Cell {
    let among = rate.among.round() as u64;
    let ends = interval(rate.of, among, 0.95).filter(|_| sampling.supports_inference());
    Cell {
        count: Some(rate.of),
        column_percent: Some(100.0 * rate.rate),
        interval: ends.map(|ends| (100.0 * ends.lower, 100.0 * ends.upper)),
        base: Some(Base::unweighted(among)),
        ..Cell::default()
    }
}

fn of_disposition(outcomes: &OutcomeCounts, disposition: Disposition) -> u64 {
    match disposition {
        Disposition::Complete => outcomes.complete,
        Disposition::Partial => outcomes.partial,
        Disposition::Refused => outcomes.refused,
        Disposition::NoContact => outcomes.no_contact,
        Disposition::Other => outcomes.other,
        Disposition::Unknown => outcomes.unknown,
        Disposition::NotEligible => outcomes.not_eligible,
    }
}

fn name_of_rate(name: &str) -> &'static str {
    match name {
        "RR1" => "Response rate 1: complete of all",
        "RR2" => "Response rate 2: complete or partial of all",
        "RR5" => "Response rate 5: complete of the eligible",
        "RR6" => "Response rate 6: complete or partial of the eligible",
        "COOP1" => "Cooperation rate 1: complete of those reached",
        "REF1" => "Refusal rate 1: refused of all",
        _ => "Contact rate 1: reached of all",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::fixture::Builder;
    use crate::model::{GroupCounts, Headcount};
    use crate::prepare::response::by_population;

    fn by_size(groups: &[(&str, f64)]) -> Headcount {
        let groups = groups.iter().map(|(label, size)| ((*label).to_owned(), *size)).collect();
        Headcount::ByGroup(GroupCounts { by: "size".into(), groups })
    }

    fn made(population: &Headcount, sampling: Sampling) -> Result<Table> {
        let survey = Builder::new().single("size", &["Micro", "Small", "Large"], "1112.").build();
        let responding = by_population(&survey, &BTreeMap::new(), population)?;
        Ok(tables(&responding, (sampling, 30))?.swap_remove(0))
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
            (by_size(&[("Micro", 2.0), ("Small", 9.0)]), "3 answered from “Micro”, but only 2 could have"),
            (by_size(&[("Micro", 20.0)]), "1 respondent answered from “Small”"),
            (Headcount::All(0.0), "more"),
            (Headcount::All(7.5), "no number of people"),
        ] {
            let error = made(&population, Sampling::Probability).unwrap_err();
            assert!(error.what().contains(words) || words == "more", "{error}");
        }
    }
}
