//! Intercoder agreement as a table: a row a code, what was compared and every coefficient with its interval.

use std::collections::BTreeMap;

use super::notes::and;
use crate::model::{BannerColumn, Base, Cell, Measure, StubKind, StubRow, Table};
use crate::number;
use crate::stats::agreement::bootstrap::{self, Statistic};
use crate::stats::agreement::brennan_prediger::brennan_prediger;
use crate::stats::agreement::cohen::{Weights, cohen_kappa};
use crate::stats::agreement::fleiss::fleiss_kappa;
use crate::stats::agreement::gwet::ac1;
use crate::stats::agreement::krippendorff::{Metric, alpha};
use crate::stats::agreement::percent::percent_agreement;
use crate::stats::agreement::unitising::{Unit, bar_u_alpha, cu_alpha, unitising_alpha};
use crate::stats::agreement::{Agreement, Ratings, Undefined};
use crate::stats::wilson::Interval;

/// The level of all intervals.
const LEVEL: f64 = 0.95;
/// Below so many units a coefficient says little.
const FEW_UNITS: u64 = 30;
/// Below so many units with the code, whoever applied it, κ and α hang on single units.
const FEW_APPLIED: u64 = 5;

/// A coefficient that a table can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coefficient {
    /// Percent agreement.
    Percent,
    /// Cohen's κ of two coders, Fleiss' of more.
    Kappa,
    /// Krippendorff's α.
    Alpha,
    /// Gwet's AC1.
    Ac1,
    /// Brennan and Prediger's.
    BrennanPrediger,
    /// α of the units that coders marked.
    Unitising,
    /// |uα: marked against not marked, by length.
    UnitisingLength,
    /// cuα: the codes where all marked something.
    UnitisingCodes,
}

impl Coefficient {
    /// Those that any comparison has.
    pub const USUAL: [Self; 5] = [Self::Percent, Self::Kappa, Self::Alpha, Self::Ac1, Self::BrennanPrediger];
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Percent,
        Self::Kappa,
        Self::Alpha,
        Self::Ac1,
        Self::BrennanPrediger,
        Self::Unitising,
        Self::UnitisingLength,
        Self::UnitisingCodes,
    ];

    /// The word on the command line and the key of its column.
    pub fn word(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Kappa => "kappa",
            Self::Alpha => "alpha",
            Self::Ac1 => "ac1",
            Self::BrennanPrediger => "brennan_prediger",
            Self::Unitising => "unitising_alpha",
            Self::UnitisingLength => "u_alpha",
            Self::UnitisingCodes => "cu_alpha",
        }
    }

    /// The coefficient that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        let folded = word.trim().to_lowercase().replace('-', "_");
        match folded.as_str() {
            "%" | "agreement" => Some(Self::Percent),
            "bp" | "s" => Some(Self::BrennanPrediger),
            "κ" => Some(Self::Kappa),
            "α" => Some(Self::Alpha),
            _ => Self::ALL.into_iter().find(|known| known.word() == folded),
        }
    }

    fn head(self, coders: usize) -> &'static str {
        match self {
            Self::Percent => "Agreement",
            Self::Kappa if coders == 2 => "Cohen’s κ",
            Self::Kappa => "Fleiss’ κ",
            Self::Alpha => "Krippendorff’s α",
            Self::Ac1 => "Gwet’s AC1",
            Self::BrennanPrediger => "Brennan–Prediger",
            Self::Unitising => "α of units",
            Self::UnitisingLength => "uα",
            Self::UnitisingCodes => "cuα",
        }
    }
}

/// The level of measurement.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Level {
    /// Names.
    #[default]
    Nominal,
    /// An order.
    Ordinal,
    /// Numbers with equal steps: the number of each category.
    Interval(Vec<f64>),
    /// Numbers with a true nought.
    Ratio(Vec<f64>),
}

impl Level {
    fn metric(&self) -> Metric<'_> {
        match self {
            Self::Nominal => Metric::Nominal,
            Self::Ordinal => Metric::Ordinal,
            Self::Interval(values) => Metric::Interval(values),
            Self::Ratio(values) => Metric::Ratio(values),
        }
    }
}

/// A row to be.
#[derive(Debug, Clone)]
pub struct AgreementRow {
    /// Stable and unique in the table.
    pub key: String,
    /// What the reader sees.
    pub label: String,
    /// Indentation.
    pub level: u8,
    /// Choice, net or total.
    pub kind: StubKind,
    /// Who said what of which unit.
    pub ratings: Ratings,
    /// How many rows of the ratings belong to one unit: all codes of a turn are drawn together.
    pub rows_a_unit: usize,
    /// For characters: the stretches that each coder marked.
    pub stretches: Option<Vec<Vec<Unit>>>,
    /// For characters: how many there are.
    pub length: u64,
}

/// What a table of agreement is to hold.
#[derive(Debug, Clone)]
pub struct AgreementRequest {
    /// What the caption says.
    pub title: String,
    /// What the rows are headed.
    pub stub_head: String,
    /// The coders, in the order of the ratings.
    pub coders: Vec<String>,
    /// The category whose prevalence is shown, where there are two.
    pub prevalence_of: Option<u32>,
    /// Which coefficients, in order.
    pub show: Vec<Coefficient>,
    /// For α.
    pub level: Level,
    /// For κ of two coders.
    pub weights: Weights,
    /// How often units are drawn for intervals; 0: no intervals by drawing.
    pub resamples: usize,
    /// What a unit is called, and several of them.
    pub unit: (String, String),
    /// What was compared, in sentences.
    pub notes: Vec<String>,
}

/// The table. What is undefined is an empty cell, and a note says why.
pub fn agreement(rows: &[AgreementRow], request: &AgreementRequest) -> Table {
    let mut table = Table {
        id: "agreement".into(),
        title: request.title.clone(),
        stub_head: request.stub_head.clone(),
        banner: banner(request),
        show: vec![Measure::Count, Measure::ColumnPercent, Measure::Coefficient, Measure::Interval],
        notes: request.notes.clone(),
        ..Table::default()
    };
    let mut undefined: BTreeMap<(Undefined, Coefficient), Vec<&str>> = BTreeMap::new();
    for row in rows {
        let mut cells = vec![Cell { count: Some(units(row)), ..Cell::default() }];
        if let Some(category) = request.prevalence_of {
            let units = units(row);
            cells.extend((0..request.coders.len()).map(|coder| share(row.ratings.prevalence(coder, category), units)));
        }
        let drawn = drawn(row, request);
        for (coefficient, drawn) in request.show.iter().zip(drawn) {
            cells.push(match coefficient_of(row, *coefficient, request) {
                Ok(found) => cell(row, *coefficient, found, drawn, request),
                Err(reason) => {
                    undefined.entry((reason, *coefficient)).or_default().push(&row.label);
                    Cell::default()
                }
            });
        }
        table.stub.push(StubRow {
            key: row.key.clone(),
            label: row.label.clone(),
            level: row.level,
            kind: row.kind,
            statistic: None,
        });
        table.cells.push(cells);
    }
    say(rows, request, &undefined, &mut table.notes);
    table
}

fn banner(request: &AgreementRequest) -> Vec<BannerColumn> {
    let column = |key: String, label: &str, over: &str| BannerColumn {
        key,
        label: label.to_owned(),
        spanners: vec![over.to_owned()],
        letter: None,
        statistic: None,
        base: None,
    };
    let mut banner = vec![column("n".into(), "n", "")];
    if request.prevalence_of.is_some() {
        let applied = request.coders.iter().map(|coder| column(format!("prevalence.{coder}"), coder, "Applied by"));
        banner.extend(applied);
    }
    let heads = request.show.iter().map(|one| column(one.word().to_owned(), one.head(request.coders.len()), ""));
    banner.extend(heads);
    if request.prevalence_of.is_none() {
        banner.iter_mut().for_each(|column| column.spanners.clear());
    }
    banner
}

/// Units that two coders coded; of all codes together, decisions.
fn units(row: &AgreementRow) -> u64 {
    row.ratings.coded_by(2)
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn share((part, whole): (u64, u64), units: u64) -> Cell {
    // The column n says the base; a coder who coded other units has another.
    let percent = (whole > 0).then(|| part as f64 / whole as f64 * 100.0);
    let base = (whole != units).then(|| Base::unweighted(whole));
    Cell { count: Some(part), column_percent: percent, base, ..Cell::default() }
}

fn coefficient_of(row: &AgreementRow, of: Coefficient, request: &AgreementRequest) -> Result<Agreement, Undefined> {
    let stretches = || row.stretches.as_deref().ok_or(Undefined::NoUnits);
    match of {
        Coefficient::Unitising => unitising_alpha(stretches()?),
        Coefficient::UnitisingLength => bar_u_alpha(stretches()?, row.length),
        Coefficient::UnitisingCodes => cu_alpha(stretches()?, row.length).map(|(found, _)| found),
        _ => of_ratings(&row.ratings, of, request),
    }
}

fn of_ratings(ratings: &Ratings, of: Coefficient, request: &AgreementRequest) -> Result<Agreement, Undefined> {
    match of {
        Coefficient::Percent => percent_agreement(ratings, LEVEL),
        Coefficient::Kappa if ratings.coders() == 2 => cohen_kappa(ratings, request.weights, LEVEL),
        Coefficient::Kappa => fleiss_kappa(ratings, LEVEL),
        Coefficient::Ac1 => ac1(ratings, LEVEL),
        Coefficient::BrennanPrediger => brennan_prediger(ratings, LEVEL),
        _ => alpha(ratings, request.level.metric()),
    }
}

/// Whether the interval is drawn: α has no other, and decisions of one unit are not independent of each other.
fn is_drawn(row: &AgreementRow, of: Coefficient) -> bool {
    match of {
        Coefficient::Alpha => true,
        Coefficient::Unitising | Coefficient::UnitisingLength | Coefficient::UnitisingCodes => false,
        _ => row.rows_a_unit > 1,
    }
}

fn drawn(row: &AgreementRow, request: &AgreementRequest) -> Vec<Option<Interval>> {
    let wanted: Vec<Coefficient> = request.show.iter().copied().filter(|one| is_drawn(row, *one)).collect();
    if wanted.is_empty() || request.resamples == 0 {
        return vec![None; request.show.len()];
    }
    let of = |one: Coefficient| move |again: &Ratings| of_ratings(again, one, request).ok().map(|found| found.value);
    let statistics: Vec<_> = wanted.iter().map(|one| of(*one)).collect();
    let references: Vec<&Statistic<'_>> = statistics.iter().map(|one| one as &Statistic<'_>).collect();
    let found = bootstrap::intervals(&row.ratings, row.rows_a_unit, request.resamples, LEVEL, &references);
    let of = |one: &Coefficient| wanted.iter().position(|wanted| wanted == one).and_then(|place| found[place]);
    request.show.iter().map(of).collect()
}

fn cell(
    row: &AgreementRow,
    of: Coefficient,
    found: Agreement,
    drawn: Option<Interval>,
    request: &AgreementRequest,
) -> Cell {
    // Characters of one stretch are not independent of each other, so that no interval would be true.
    let analytic = found.interval.filter(|_| row.rows_a_unit <= 1 && !row.ratings.is_repeated());
    let interval = if is_drawn(row, of) { drawn } else { analytic };
    let interval = interval.map(|interval| (interval.lower, interval.upper));
    if of != Coefficient::Percent {
        return Cell { value: Some(found.value), interval, ..Cell::default() };
    }
    let percent = Some(found.value * 100.0);
    let interval = interval.map(|(lower, upper)| (lower * 100.0, upper * 100.0));
    if request.coders.len() != 2 {
        return Cell { column_percent: percent, interval, ..Cell::default() };
    }
    let units = units(row);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a count of units"
    )]
    let count = (found.value * units as f64).round() as u64;
    Cell { count: Some(count), column_percent: percent, interval, ..Cell::default() }
}

fn say(
    rows: &[AgreementRow],
    request: &AgreementRequest,
    undefined: &BTreeMap<(Undefined, Coefficient), Vec<&str>>,
    notes: &mut Vec<String>,
) {
    let coders = request.coders.len();
    let mut by_rows: Vec<(Undefined, Vec<&str>, Vec<String>)> = Vec::new();
    for ((reason, coefficient), labels) in undefined {
        let head = coefficient.head(coders).to_owned();
        match by_rows.iter_mut().find(|(known, of, _)| known == reason && of == labels) {
            Some((_, _, heads)) => heads.push(head),
            None => by_rows.push((*reason, labels.clone(), vec![head])),
        }
    }
    for (reason, labels, heads) in by_rows {
        let of = if labels.len() == rows.len() { String::new() } else { format!(" of {}", listed(&labels)) };
        notes.push(format!("“–”: {}{of} cannot be computed: {}.", and(&heads), reason.why()));
    }
    let is_repeated = rows.iter().any(|row| row.ratings.is_repeated());
    let is_pooled = rows.iter().any(|row| row.rows_a_unit > 1);
    let has_alpha = request.show.contains(&Coefficient::Alpha);
    if is_repeated {
        notes.push(
            "There are no intervals: neighbouring characters are not independent of each other. Use turns or sentences for them."
                .into(),
        );
    } else {
        notes.push(intervals(request, is_pooled, has_alpha));
    }
    if !is_repeated {
        few(rows, request, notes);
    }
    if request.show.iter().any(|one| *one != Coefficient::Percent) {
        notes.push(
            "A coefficient is 1 where all agree and 0 where they agree as often as chance would have it. κ and α fall where a code is \
             rare or nearly always there, whatever the coders do; AC1 does not. docs/methods.md has the formulas."
                .into(),
        );
    }
}

fn intervals(request: &AgreementRequest, is_pooled: bool, has_alpha: bool) -> String {
    let analytic = if request.coders.len() == 2 {
        "Wilson’s for agreement, Fleiss, Cohen and Everitt’s for κ, Gwet’s for AC1 and Brennan–Prediger"
    } else {
        "Gwet’s"
    };
    let units = &request.unit.1;
    if request.resamples == 0 {
        return format!("Intervals are at 95%: {analytic}. None were made by drawing {units} again (--resamples 0).");
    }
    let times = number::count(request.resamples as u64);
    let drawn = match (has_alpha, is_pooled) {
        (true, true) => "for α, and for all coefficients of all codes together,",
        (true, false) => "for α",
        (false, true) => "for all codes together",
        (false, false) => return format!("Intervals are at 95%: {analytic}."),
    };
    format!("Intervals are at 95%: {analytic}; {drawn} {units} were drawn again {times} times, always the same way.")
}

/// What rests on little is said, and no verdict given.
fn few(rows: &[AgreementRow], request: &AgreementRequest, notes: &mut Vec<String>) {
    let smallest = rows.iter().filter(|row| row.rows_a_unit <= 1).map(units).min().unwrap_or(0);
    if smallest < FEW_UNITS {
        let unit = if smallest == 1 { &request.unit.0 } else { &request.unit.1 };
        notes.push(format!(
            "{} {unit} are few: the intervals are wide, and the coefficients say little by themselves. Read the disagreements \
             (canvass reconcile).",
            number::count(smallest)
        ));
    }
    let Some(category) = request.prevalence_of else { return };
    let most =
        |row: &AgreementRow| (0..request.coders.len()).map(|coder| row.ratings.prevalence(coder, category).0).max();
    let rare: Vec<&str> = rows
        .iter()
        .filter(|row| !row.ratings.is_repeated() && most(row).is_some_and(|applied| applied < FEW_APPLIED))
        .map(|row| row.label.as_str())
        .collect();
    if !rare.is_empty() {
        notes.push(format!(
            "No coder applied {} to {FEW_APPLIED} {} or more: there κ and α hang on single decisions.",
            listed(&rare),
            request.unit.1
        ));
    }
}

/// A few names, and how many more.
fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("“{name}”")).collect();
    if names.len() > SHOWN {
        shown.push(format!("{} more", names.len() - SHOWN));
    }
    and(&shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(codes: Vec<u32>, coders: usize) -> AgreementRow {
        AgreementRow {
            key: "x".into(),
            label: "X".into(),
            level: 0,
            kind: StubKind::Choice,
            ratings: Ratings::new(coders, 2, codes).unwrap(),
            rows_a_unit: 1,
            stretches: None,
            length: 0,
        }
    }

    fn request(coders: usize) -> AgreementRequest {
        AgreementRequest {
            title: "T".into(),
            stub_head: "Code".into(),
            coders: (0..coders).map(|coder| format!("c{coder}")).collect(),
            prevalence_of: Some(1),
            show: Coefficient::USUAL.to_vec(),
            level: Level::Nominal,
            weights: Weights::None,
            resamples: 200,
            unit: ("turn".into(), "turns".into()),
            notes: Vec::new(),
        }
    }

    #[test]
    fn no_rows_make_a_table_without_rows() {
        let table = agreement(&[], &request(2));
        assert!(table.stub.is_empty() && table.banner.len() == 8);
    }

    #[test]
    fn what_cannot_be_computed_is_empty_and_said() {
        let table = agreement(&[row(vec![0; 8], 2)], &request(2));
        assert_eq!(table.cell("x", "kappa"), Some(&Cell::default()));
        assert_eq!(table.cell("x", "ac1").unwrap().value, Some(1.0));
        let said = table.notes.join("\n");
        assert!(said.contains("Cohen’s κ and Krippendorff’s α cannot be computed: all said the same"), "{said}");
        assert!(said.contains("4 turns are few"), "{said}");
    }

    #[test]
    fn two_coders_have_counts_and_three_have_fleiss() {
        let codes = [[0, 0], [1, 1], [1, 0], [0, 0]].repeat(10).concat();
        let table = agreement(&[row(codes, 2)], &request(2));
        let agreed = table.cell("x", "percent").unwrap();
        assert_eq!((agreed.count, agreed.column_percent), (Some(30), Some(75.0)));
        assert_eq!(table.cell("x", "prevalence.c0").unwrap().count, Some(20));
        assert!(table.cell("x", "alpha").unwrap().interval.is_some());
        let three = agreement(&[row([0, 1, 1].repeat(9), 3)], &request(3));
        assert_eq!(three.banner[5].label, "Fleiss’ κ");
        assert_eq!(three.cell("x", "percent").unwrap().count, None);
    }
}
