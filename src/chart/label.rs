//! What is written beside a bar, in a segment, in a cell: by the size of the base, as everywhere (`number.rs`).

use crate::model::{Chart, ChartUnit, ChartValue, Series};
use crate::number;

/// Where nobody answered.
pub(super) const NO_ANSWERS: &str = "no answers";

/// A value in full: "34 of 38 (89%)", "9 of 14", "51%" from a base of 100.
pub(super) fn full(value: &ChartValue, unit: ChartUnit, percent_from: u64) -> String {
    let Some(base) = value.base.filter(|_| unit == ChartUnit::Percent) else {
        return plain(value, unit);
    };
    if base.unweighted == 0 {
        return NO_ANSWERS.to_owned();
    }
    match value.count {
        _ if is_weighted(value) && base.unweighted >= percent_from => plain(value, unit),
        Some(count) if base.unweighted >= number::PERCENT_ALONE_FROM.max(percent_from) => {
            format!("{}%", number::percent_of(count, base.unweighted))
        }
        Some(count) => number::share(count, base.unweighted, percent_from),
        None => plain(value, unit),
    }
}

/// A value where there is little room: "34 of 38", "51%" from a base of 100.
pub(super) fn brief(value: &ChartValue, unit: ChartUnit, percent_from: u64) -> String {
    match (value.count, value.base) {
        (Some(_), Some(base)) if base.unweighted >= number::PERCENT_ALONE_FROM => full(value, unit, percent_from),
        (Some(count), Some(base)) if base.unweighted > 0 => {
            format!("{} of {}", number::count(count), number::count(base.unweighted))
        }
        _ => full(value, unit, percent_from),
    }
}

/// A value in a segment of a bar whose base stands beside it: the percentage where it may stand alone, else the count.
pub(super) fn segment(value: &ChartValue, as_percent: bool) -> String {
    match (value.value, value.count, value.base) {
        (_, Some(count), Some(base)) if as_percent && base.unweighted > 0 && !is_weighted(value) => {
            number::percent_of(count, base.unweighted)
        }
        (Some(share), _, _) if as_percent => number::percent(share),
        (_, Some(count), _) => number::count(count),
        (Some(share), None, _) => number::percent(share),
        (None, None, _) => String::new(),
    }
}

/// Whether percentages may stand alone in all segments of a chart.
pub(super) fn segments_as_percent(chart: &Chart) -> bool {
    let least = if shown(chart).flat_map(|series| &series.values).any(is_weighted) {
        chart.percent_from
    } else {
        number::PERCENT_ALONE_FROM.max(chart.percent_from)
    };
    bases(chart).into_iter().filter(|base| *base > 0).min().is_some_and(|base| base >= least)
}

/// The bases of all values that are drawn.
pub(super) fn bases(chart: &Chart) -> Vec<u64> {
    shown(chart).flat_map(|series| &series.values).filter_map(|value| value.base).map(|base| base.unweighted).collect()
}

/// The base of a category: the largest among its series.
pub(super) fn base_of(chart: &Chart, category: usize) -> Option<u64> {
    shown(chart).filter_map(|series| series.values.get(category)?.base).map(|base| base.unweighted).max()
}

/// The series that are drawn, not those beside.
pub(super) fn shown(chart: &Chart) -> impl Iterator<Item = &Series> {
    chart.series.iter().filter(|series| !series.aside)
}

/// A number without its base.
fn plain(value: &ChartValue, unit: ChartUnit) -> String {
    match (unit, value.value, value.count) {
        (ChartUnit::Percent, Some(share), _) => format!("{}%", number::percent(share)),
        (ChartUnit::Figure, Some(figure), _) => self::figure(figure),
        (ChartUnit::Count, _, Some(count)) => number::count(count),
        (ChartUnit::Count, Some(sum), None) => number::fixed(sum, 0),
        (_, None, Some(count)) => number::count(count),
        (_, None, None) => NO_ANSWERS.to_owned(),
    }
}

/// A mean or a median: one decimal while it is below 100, then whole, with commas.
fn figure(value: f64) -> String {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and positive; saturates")]
    match value {
        value if value >= 1000.0 => number::count(value.round() as u64),
        value if value.abs() >= 100.0 => number::fixed(value, 0),
        value => number::fixed(value, 1),
    }
}

/// Whether a percentage is one of weights and not of people.
fn is_weighted(value: &ChartValue) -> bool {
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    value.base.is_some_and(|base| (base.weighted - base.unweighted as f64).abs() > 1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Base;

    fn of(count: u64, base: u64) -> ChartValue {
        #[allow(clippy::cast_precision_loss)]
        let value = (base > 0).then(|| count as f64 / base as f64 * 100.0);
        ChartValue { value, count: Some(count), base: Some(Base::unweighted(base)) }
    }

    #[test]
    fn the_base_decides_what_is_said() {
        let say = |count, base| full(&of(count, base), ChartUnit::Percent, 30);
        assert_eq!(say(0, 0), "no answers");
        assert_eq!(say(9, 14), "9 of 14");
        assert_eq!(say(34, 38), "34 of 38 (89%)");
        assert_eq!(say(612, 1204), "51%");
        assert_eq!(brief(&of(34, 38), ChartUnit::Percent, 30), "34 of 38");
        assert_eq!(brief(&of(612, 1204), ChartUnit::Percent, 30), "51%");
    }

    #[test]
    fn a_weighted_percentage_does_not_stand_beside_a_count_of_people() {
        let mut value = of(34, 38);
        value.value = Some(71.2);
        value.base = Some(Base { unweighted: 38, weighted: 41.5, effective: 30.0 });
        assert_eq!(full(&value, ChartUnit::Percent, 30), "71%");
    }

    #[test]
    fn figures_and_counts_stand_for_themselves() {
        let mean = ChartValue { value: Some(2.25), count: None, base: Some(Base::unweighted(38)) };
        assert_eq!(full(&mean, ChartUnit::Figure, 30), "2.3");
        let count = ChartValue { value: Some(1204.0), count: Some(1204), base: None };
        assert_eq!(full(&count, ChartUnit::Count, 30), "1,204");
        assert_eq!(full(&ChartValue::default(), ChartUnit::Count, 30), "no answers");
    }
}
