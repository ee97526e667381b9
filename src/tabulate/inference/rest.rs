//! Each column against everybody else in the table: the total without the column itself, never the total that holds it.
//!
//! ↑ stands where a figure is significantly above that of everybody else, ↓ where it is below. Everybody else are all in the base of the row who
//! do not stand in the column, also those who stand in no column of its heading.

use super::answers::Answers;
use super::fitting::Against;
use super::letters::{ByRows, Other, Outcome, Reason, Way, blocks, is_significant, rules, share};
use crate::model::{AgainstRest, Base, Cell, Measure, StubKind, StubRow};
use crate::stats::frequency::{Frequencies, Group};
use crate::stats::proportions::columns::{
    ColumnRules, ColumnShare, NotTested, Pairs as Compared, adjust, compare_means, compare_shares,
};
use crate::tabulate::section::Section;

/// Marks the cells of sections, and says what came of it.
pub fn put(sections: &mut [Section], against: &[Against<'_>], way: Way<'_>) -> Outcome {
    let rules = rules(way.inference);
    let mut outcome = Outcome { by_rows: way.by_rows.is_some(), ..Outcome::default() };
    for block in against.iter().flat_map(blocks) {
        for section in sections.iter_mut().filter(|section| !section.of_responses) {
            let key = section.key().to_owned();
            let mut means = 0;
            for (stub, cells) in &mut section.rows {
                let is_mean = stub.statistic == Some(Measure::Mean);
                let is_share = matches!(stub.kind, StubKind::Choice | StubKind::Net);
                let compared = match (is_mean, is_share) {
                    (false, false) => continue,
                    _ if way.by_rows.is_some() => by_rows(way.by_rows, &key, stub, &block),
                    (true, _) => {
                        let answers = section.answers.as_ref().map(|(_, answers)| answers);
                        means += 1;
                        match answers.and_then(|answers| of_means(answers, means - 1, &block, &rules)) {
                            Some(_) if way.weighted => {
                                outcome.weighted_means = true;
                                None
                            }
                            found => found,
                        }
                    }
                    (false, true) => Some(of_shares(cells, &block, &rules, way.weighted)),
                };
                let Some(compared) = compared else { continue };
                let kinds = &mut outcome.kinds;
                (kinds.0, kinds.1) = (kinds.0 || !is_mean, kinds.1 || is_mean);
                let scale = if is_mean { 1.0 } else { 100.0 };
                mark(cells, adjust(compared, rules.correction), scale, way, &mut outcome);
            }
        }
    }
    outcome
}

fn by_rows(by: Option<&dyn ByRows>, key: &str, stub: &StubRow, block: &std::ops::Range<usize>) -> Option<Compared> {
    let pairs: Vec<(usize, Other)> = block.clone().map(|column| (column, Other::Rest)).collect();
    let results = by?.compare(key, stub, &pairs)?;
    Some(block.clone().map(|column| (column, 0)).zip(results).collect())
}

fn of_shares(cells: &[Cell], block: &std::ops::Range<usize>, rules: &ColumnRules, weighted: bool) -> Compared {
    let test = |column: usize| {
        let (Some(all), Some(own)) = (cells.first(), cells.get(column)) else {
            return Err(NotTested::SmallBase { base: 0.0 });
        };
        let rest = rest_of(all, own, weighted).ok_or(NotTested::SameRespondents)?;
        compare_shares(&share(own, weighted), &rest, 0.0, rules)
    };
    block.clone().map(|column| ((column, 0), test(column))).collect()
}

/// The share of everybody else; `None` where there is nobody else.
fn rest_of(all: &Cell, own: &Cell, weighted: bool) -> Option<ColumnShare> {
    let (all_base, own_base) = (all.base?, own.base?);
    let n = all_base.unweighted.checked_sub(own_base.unweighted).filter(|n| *n > 0)?;
    let count = all.count?.checked_sub(own.count?)?;
    if !weighted {
        #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let (part, whole) = (count as f64, n as f64);
        return Some(ColumnShare { share: part / whole, base: whole, counts: Some((count, n)) });
    }
    let whole = all_base.weighted - own_base.weighted;
    let part = all.weighted? - own.weighted?;
    let squares = squares(all_base) - squares(own_base);
    let share = if count == 0 {
        0.0
    } else if count == n {
        1.0
    } else {
        part / whole
    };
    let base = (whole * whole / squares).min(Base::unweighted(n).effective);
    (whole > 0.0 && squares > 0.0).then_some(ColumnShare { share, base, counts: None })
}

/// The sum of squared weights.
fn squares(base: Base) -> f64 {
    if base.effective > 0.0 { base.weighted * base.weighted / base.effective } else { 0.0 }
}

fn of_means(answers: &Answers, row: usize, block: &std::ops::Range<usize>, rules: &ColumnRules) -> Option<Compared> {
    let columns = match answers {
        Answers::Ordered(columns) | Answers::Numbers(columns) => columns,
        Answers::Ranks(items) => &items.get(row)?.1,
        _ => return None,
    };
    let all = columns.first()?;
    let test = |column: usize| {
        let own = columns.get(column).ok_or(NotTested::NoVariance)?;
        let rest = without(all, own);
        if rest.n() == 0 {
            return Err(NotTested::SameRespondents);
        }
        let (Some(own), Some(rest)) = (own.group(), rest.group()) else { return Err(NotTested::NoVariance) };
        compare_means(&own, &rest, 0.0, rules, pooled(&own, &rest))
    };
    Some(block.clone().map(|column| ((column, 0), test(column))).collect())
}

/// The variance over both and its degrees of freedom.
fn pooled(own: &Group, rest: &Group) -> Option<(f64, f64)> {
    let df = own.base + rest.base - 2.0;
    let squares = (own.base - 1.0) * own.variance + (rest.base - 1.0) * rest.variance;
    (df > 0.0).then(|| (squares / df, df))
}

/// The answers of all but some.
pub fn without(all: &Frequencies, some: &Frequencies) -> Frequencies {
    let count = |value: f64| {
        some.pairs().binary_search_by(|pair| pair.0.total_cmp(&value)).map_or(0, |place| some.pairs()[place].1)
    };
    Frequencies::of_pairs(all.pairs().iter().map(|&(value, n)| (value, n.saturating_sub(count(value)))))
}

fn mark(cells: &mut [Cell], compared: Compared, scale: f64, way: Way<'_>, outcome: &mut Outcome) {
    let base = |cells: &[Cell], column: usize| cells.get(column).and_then(|cell| cell.base).map_or(0, |b| b.unweighted);
    for ((column, _), result) in compared {
        let bases = (base(cells, column), base(cells, 0).saturating_sub(base(cells, column)));
        match result {
            Ok(test) => {
                outcome.made += 1;
                if test.can_never_reach(super::letters::LEVEL) {
                    outcome.hopeless.0 += 1;
                    outcome.hopeless.1.get_or_insert(bases);
                }
                let Some(cell) = cells.get_mut(column) else { continue };
                let difference = scale * test.difference + 0.0;
                cell.rest = Some(AgainstRest { difference, p: test.p, adjusted: test.adjusted });
                if is_significant(way.inference.method, &test) && difference != 0.0 {
                    let arrow = if difference > 0.0 { '↑' } else { '↓' };
                    cell.letters.get_or_insert_default().push(arrow);
                }
            }
            Err(NotTested::SameRespondents) if bases.0 > 0 && bases.1 == 0 => outcome.count(Reason::NobodyElse, bases),
            Err(why) => outcome.not_made(why, bases),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Survey;
    use crate::model::fixture::Builder;
    use crate::stats::means::two_means::welch;
    use crate::stats::proportions::columns::compare_shares;
    use crate::tabulate::{Groupings, Request, TestChoice, crosstab};

    fn made(survey: &Survey, rows: &str, by: &str) -> crate::model::Table {
        let request = Request {
            rows: vec![rows.into()],
            by: vec![by.into()],
            show: vec![Measure::Rest, Measure::Mean],
            test: TestChoice::None,
            percent_from: 30,
            ..Request::default()
        };
        crosstab(survey, &Groupings::new(), &request).unwrap().0
    }

    /// Answers by group: how many of each; who stands in no group last.
    fn survey(counts: &[[usize; 2]; 4]) -> Survey {
        let (mut said, mut by) = (String::new(), String::new());
        for (group, counts) in ["1", "2", "3", "-"].iter().zip(counts) {
            for (answer, count) in ["1", "2"].iter().zip(counts) {
                said.push_str(&answer.repeat(*count));
                by.push_str(&group.repeat(*count));
            }
        }
        Builder::new()
            .single("said", &["Yes", "No"], &said)
            .scale("step", &["1", "2"], &said)
            .single("by", &["A", "B", "C"], &by)
            .build()
    }

    #[test]
    fn nobody_and_nobody_else_have_no_comparison_and_the_notes_say_so() {
        let table = made(&survey(&[[0; 2]; 4]), "said", "by");
        assert!(table.cells.iter().flatten().all(|cell| cell.rest.is_none() && cell.letters.is_none()));
        let table = made(&survey(&[[20, 20], [0, 0], [0, 0], [0, 0]]), "said", "by");
        assert!(table.cells.iter().flatten().all(|cell| cell.rest.is_none()));
        assert!(
            table.notes.iter().any(|note| note.contains("everybody in the table stands in the column")),
            "{:?}",
            table.notes
        );
    }

    #[test]
    fn a_column_is_compared_with_the_total_less_itself_and_the_total_with_nothing() {
        let table = made(&survey(&[[30, 10], [15, 25], [16, 24], [20, 5]]), "said", "by");
        let share = |part: f64, whole: f64| ColumnShare { share: part / whole, base: whole, counts: None };
        let cells = &table.cells[table.stub.iter().position(|row| row.key == "said.1").unwrap()];
        let expected = compare_shares(&share(30.0, 40.0), &share(51.0, 105.0), 0.0, &ColumnRules::ASKIA).unwrap();
        let rest = cells[1].rest.unwrap();
        assert!((rest.p - expected.p).abs() < 1e-12 && (rest.difference - 100.0 * expected.difference).abs() < 1e-9);
        assert!(rest.adjusted >= rest.p, "the three columns are one family");
        assert_eq!((cells[1].letters.as_deref(), cells[2].letters.as_deref()), (Some("↑"), Some("↓")));
        assert!(cells[0].rest.is_none() && cells[0].letters.is_none());
        assert!(
            table.notes.iter().any(|note| note.contains("the total without the column itself")),
            "{:?}",
            table.notes
        );
        assert!(table.banner.iter().all(|column| column.letter.is_none()), "arrows need no letters");
    }

    #[test]
    fn means_are_compared_with_those_of_everybody_else() {
        let table = made(&survey(&[[30, 10], [15, 25], [16, 24], [20, 5]]), "step", "by");
        let of = |one: u64, two: u64| Frequencies::of_pairs([(1.0, one), (2.0, two)]).group().unwrap();
        let expected = welch(&of(30, 10), &of(51, 54), 0.95).unwrap();
        let cells = &table.cells[table.stub.iter().position(|row| row.key == "step.mean").unwrap()];
        let rest = cells[1].rest.unwrap();
        assert!((rest.p - expected.p).abs() < 1e-12 && (rest.difference - expected.difference).abs() < 1e-12);
        assert_eq!(cells[1].letters.as_deref(), Some("↓"));
    }
}
