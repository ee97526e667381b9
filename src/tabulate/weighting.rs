//! How weights were made, as a table: each margin with what there was, what was wanted and what there is.

use super::columns::unique;
use super::kernel::Amount;
use super::notes::respondents;
use crate::model::{BannerColumn, Block, Cell, Listing, ListingColumn, Measure, StubKind, StubRow, Table, Value};
use crate::number::{count, fixed, grouped};
use crate::prepare::calibrating::Calibrated;
use crate::prepare::weighting::{How, Made, Weighted};
use crate::stats::quantile::{QuantileType, quantile};
use crate::stats::weighting::calibration::Distance;
use crate::stats::weighting::check::{Kind, kind};
use crate::stats::weighting::effective_base::{EffectiveBase, effective_base};

/// The weights of a study: of those that were made each margin, of those that came with the answers how large they are.
pub fn block(weighted: &Weighted) -> Block {
    match &weighted.made {
        Some(made) => Block::table(table(weighted, made)),
        None => Block::listing(sizes(weighted)),
    }
}

/// How large weights are that stand in a column of the export.
fn sizes(weighted: &Weighted) -> Listing {
    let mut counting: Vec<f64> = weighted.weights.all().filter(|&weight| kind(weight) == Kind::Usable).collect();
    counting.sort_by(f64::total_cmp);
    let at = |share: f64| quantile(&counting, share, QuantileType::Seven);
    let cost = effective_base(counting.iter().copied());
    let check = weighted.weights.check();
    let mut rows = vec![("Respondents with a weight", Some(Value::Count(check.usable.count)))];
    let without = check.zero.count + check.missing.count;
    rows.push(("Respondents without one", (without > 0).then_some(Value::Count(without))));
    let figures = [
        ("Sum", cost.map(|cost| cost.sum)),
        ("Mean", cost.map(|cost| cost.sum / Amount::of(cost.n).weight)),
        ("Smallest", at(0.0)),
        ("Lower quartile", at(0.25)),
        ("Median", at(0.5)),
        ("Upper quartile", at(0.75)),
        ("Largest", at(1.0)),
        ("Effective base", cost.map(|cost| cost.base)),
        ("Design effect", cost.map(|cost| cost.design_effect)),
    ];
    rows.extend(figures.map(|(label, figure)| (label, figure.map(Value::Figure))));
    let line = |(label, value): (&str, Option<Value>)| value.map(|value| vec![Value::from(label), value]);
    Listing {
        id: "weights".to_owned(),
        title: format!("Weights: {}", weighted.weights.name()),
        columns: vec![ListingColumn::words("What"), ListingColumn::figures("How much")],
        rows: rows.into_iter().filter_map(line).collect(),
        notes: notes(weighted),
    }
}

fn table(weighted: &Weighted, made: &Made) -> Table {
    let mut table = Table {
        id: "weights".to_owned(),
        title: format!("Weights: {}", weighted.weights.name()),
        banner: ["Respondents", "Before", "Target", "Weighted"].map(column).to_vec(),
        show: vec![Measure::Count, Measure::ColumnPercent],
        ..Table::default()
    };
    for place in 0..made.margins.len() {
        margin(&mut table, made, place);
    }
    table.notes = notes(weighted);
    table
}

fn column(label: &str) -> BannerColumn {
    BannerColumn {
        key: label.to_lowercase(),
        label: label.to_owned(),
        spanners: Vec::new(),
        letter: None,
        base: None,
        statistic: None,
    }
}

fn margin(table: &mut Table, made: &Made, place: usize) {
    let (name, labels) = &made.margins[place];
    let heading = made.headings.get(place).unwrap_or(name);
    let categories = &made.categories[place];
    let sum =
        |of: fn(&crate::stats::weighting::raking_report::CategoryReport) -> f64| categories.iter().map(of).sum::<f64>();
    let (before, target, achieved) = (sum(|c| c.before), sum(|c| c.target), sum(|c| c.achieved));
    let share = |part: f64, whole: f64| Cell {
        column_percent: (whole > 0.0).then(|| 100.0 * part / whole),
        base: Some(Amount::of(made.respondents()).base()),
        ..Cell::default()
    };
    push(table, name, heading, StubKind::Heading, 0, vec![Cell::default(); 4]);
    for (label, category) in
        labels.iter().zip(categories).filter(|(_, category)| category.respondents > 0 || category.target > 0.0)
    {
        let cells = vec![
            Cell { count: Some(category.respondents), ..Cell::default() },
            share(category.before, before),
            share(category.target, target),
            share(category.achieved, achieved),
        ];
        push(table, &format!("{name}.{}", crate::model::report::anchor(label)), label, StubKind::Choice, 1, cells);
    }
}

fn push(table: &mut Table, key: &str, label: &str, kind: StubKind, level: u8, cells: Vec<Cell>) {
    let key = unique(key.to_owned(), |key| table.stub.iter().any(|row| row.key == key));
    table.stub.push(StubRow { key, label: label.to_owned(), level, kind, statistic: None });
    table.cells.push(cells);
}

fn notes(weighted: &Weighted) -> Vec<String> {
    let check = weighted.weights.check();
    let mut notes = vec![format!(
        "{} have a weight, from {} to {}; the weights sum to {}.",
        respondents(check.usable.count),
        fixed(check.smallest.unwrap_or(0.0), 3),
        fixed(check.largest.unwrap_or(0.0), 3),
        fixed(check.sum, 1)
    )];
    let without = check.zero.count + check.missing.count;
    if without > 0 {
        notes.push(format!("Without a weight, and so in no weighted figure: {}.", respondents(without)));
    }
    notes.extend(effective_base(weighted.weights.all()).map(cost));
    match weighted.made.as_ref().map(|made| &made.how) {
        None => {}
        Some(How::Raked(raking)) => {
            notes.push(format!(
                "Raked (iterative proportional fitting; Deming and Stephan 1940) in {} over all margins; the largest deviation from a target is {}%.",
                rounds(raking.iterations as u64),
                fixed(100.0 * raking.largest_deviation, 6)
            ));
            if raking.trimmed > 0 {
                notes.push(format!("{} stand at a bound, where their weight was cut.", respondents(raking.trimmed)));
            }
        }
        Some(How::Calibrated(calibrated)) => notes.extend(of_calibration(calibrated)),
    }
    notes
}

/// How weights were calibrated, and to which totals of numbers.
fn of_calibration(calibrated: &Calibrated) -> Vec<String> {
    let by = match calibrated.distance {
        Distance::Linear => "linear: generalised regression".to_owned(),
        Distance::BoundedLinear(low, high) => format!("linear, factors from {} to {}", fixed(low, 2), fixed(high, 2)),
        Distance::Raking => "by the distance of raking".to_owned(),
        Distance::Logit(low, high) => format!("logit, factors from {} to {}", fixed(low, 2), fixed(high, 2)),
    };
    let found = &calibrated.calibration;
    let mut notes = vec![format!(
        "Calibrated (Deville and Särndal 1992; {by}) in {}; weights before were multiplied by {} to {}.",
        rounds(found.iterations as u64),
        fixed(found.smallest_factor, 3),
        fixed(found.largest_factor, 3)
    )];
    for (heading, place) in &calibrated.totals {
        if let Some(total) = found.totals.get(*place) {
            notes.push(format!(
                "Total of “{heading}”: {} before, {} wanted, {} now.",
                grouped(total.before, 1),
                grouped(total.target, 1),
                grouped(total.achieved, 1)
            ));
        }
    }
    notes
}

fn rounds(n: u64) -> String {
    if n == 1 { "1 round".to_owned() } else { format!("{} rounds", count(n)) }
}

/// What unequal weights cost.
fn cost(effective: EffectiveBase) -> String {
    format!(
        "They tell as much as {} with equal weights would (Kish’s effective base; design effect {}, efficiency {}%).",
        respondents_about(effective.base),
        fixed(effective.design_effect, 2),
        fixed(100.0 * effective.efficiency, 0)
    )
}

fn respondents_about(base: f64) -> String {
    format!("{} respondents", fixed(base, 1))
}
