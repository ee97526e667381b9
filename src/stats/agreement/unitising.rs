//! α for unitising: coders find their own passages in a text.
//!
//! # What it measures
//! Whether coders marked the same stretches and gave them the same codes. [`unitising_alpha`] compares units with the units they meet and
//! leaves out what nobody marked. [`u_alpha`] compares everything, gaps too; [`bar_u_alpha`] only what is marked with what is not; [`cu_alpha`] only the
//! codes where both marked something.
//!
//! # Formula
//! [`unitising_alpha`]: each unit of a coder against each that it meets of another: (length from the first start to the last end) − (length shared)·(1−δ²); a unit that
//! meets none: twice its length. D_o is the mean over meetings; D_e = Σ(l_g² + l_h² + l_g·l_h·δ²) ÷ Σ(l_g + l_h) over all pairs of units wherever they stand. α = 1 − D_o/D_e.
//!
//! The others: coincidences ℓ_ck are lengths of intersections of coders' segments, each pair of coders ÷ (m−1). Expected: ℓ·(ℓ_c·ℓ_k − [c=k]·S_c) ÷ (ℓ² − S), where S_c sums the squared
//! lengths of units (of gaps the lengths), because a unit is never compared with itself. α = 1 − (off the diagonal observed) ÷ (expected); for cuα without
//! gaps, with the intersections of each unit for its length.
//!
//! # Assumptions
//! No two units of one coder overlap: codes that may overlap are compared one by one.
//!
//! # Reference
//! Krippendorff, K. (2013). Content Analysis, 3rd ed., section 12.4 as replaced by the author (equations 16–19). Krippendorff, K., Mathet, Y., Bouvry, S. and Widlöcher, A.
//! (2016). On the reliability of unitizing textual continua: further developments. Quality & Quantity 50, 2347–2364.

use super::{Agreement, Undefined, tidy};

/// A unit that a coder marked: half-open, with its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// Where it starts.
    pub start: u64,
    /// Where it ends, exclusive.
    pub end: u64,
    /// Its code.
    pub code: u32,
}

#[allow(clippy::cast_precision_loss, reason = "texts are shorter than 2^53")]
impl Unit {
    fn length(&self) -> f64 {
        self.end.saturating_sub(self.start) as f64
    }

    fn shared(&self, other: &Self) -> f64 {
        self.end.min(other.end).saturating_sub(self.start.max(other.start)) as f64
    }

    fn joint(&self, other: &Self) -> f64 {
        self.end.max(other.end).saturating_sub(self.start.min(other.start)) as f64
    }
}

/// The units of each coder in order, or why they cannot be compared.
fn sorted(coders: &[Vec<Unit>]) -> Result<Vec<Vec<Unit>>, Undefined> {
    let mut sorted = Vec::with_capacity(coders.len());
    for units in coders {
        let mut units: Vec<Unit> = units.iter().copied().filter(|unit| unit.end > unit.start).collect();
        units.sort_unstable();
        if units.windows(2).any(|pair| pair[1].start < pair[0].end) {
            return Err(Undefined::Overlap);
        }
        sorted.push(units);
    }
    Ok(sorted)
}

/// α of units found and coded, gaps left out: of coders that marked anything.
///
/// # Errors
/// Why there is none.
pub fn unitising_alpha(coders: &[Vec<Unit>]) -> Result<Agreement, Undefined> {
    let mut coders = sorted(coders)?;
    coders.retain(|units| !units.is_empty());
    match coders.len() {
        0 => return Err(Undefined::NoUnits),
        1 => return Err(Undefined::OneCoder),
        _ => {}
    }
    let (mut disorder, mut meetings) = (0.0, 0.0);
    for (place, one) in coders.iter().enumerate() {
        for other in &coders[..place] {
            let (sum, met) = of_pair(one, other);
            disorder += sum;
            meetings += met;
        }
    }
    let observed = disorder / meetings;
    let expected = expected(coders.iter().flatten());
    if expected <= 0.0 || !expected.is_finite() {
        return Err(Undefined::NoUnits);
    }
    Ok(of(observed, expected))
}

fn of_pair(one: &[Unit], other: &[Unit]) -> (f64, f64) {
    let (mut sum, mut met) = (0.0, 0.0);
    let mut found = vec![false; other.len()];
    let mut first = 0;
    for unit in one {
        while other.get(first).is_some_and(|other| other.end <= unit.start) {
            first += 1;
        }
        let mut is_alone = true;
        for (place, meets) in other.iter().enumerate().skip(first).take_while(|(_, other)| other.start < unit.end) {
            let agreed = if unit.code == meets.code { unit.shared(meets) } else { 0.0 };
            sum += unit.joint(meets) - agreed;
            met += 1.0;
            found[place] = true;
            is_alone = false;
        }
        if is_alone {
            sum += 2.0 * unit.length();
            met += 1.0;
        }
    }
    for (unit, _) in other.iter().zip(&found).filter(|(_, found)| !**found) {
        sum += 2.0 * unit.length();
        met += 1.0;
    }
    (sum, met)
}

/// Over all ordered pairs of units: by sums, because a million codings make a million million pairs.
fn expected<'a>(units: impl Iterator<Item = &'a Unit>) -> f64 {
    let mut by_code: std::collections::BTreeMap<u32, (f64, f64)> = std::collections::BTreeMap::new();
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for unit in units {
        let length = unit.length();
        n += 1.0;
        sum += length;
        squares += length * length;
        let own = by_code.entry(unit.code).or_default();
        own.0 += length;
        own.1 += length * length;
    }
    let same: f64 = by_code.values().map(|(sum, squares)| sum * sum - squares).sum();
    let other = (sum * sum - squares) - same;
    (2.0 * (n - 1.0) * squares + other) / (2.0 * (n - 1.0) * sum)
}

fn of(observed: f64, expected: f64) -> Agreement {
    Agreement { value: tidy(1.0 - observed / expected), observed, expected, standard_error: None, interval: None }
}

/// Lengths of intersections, gaps as the last code.
struct Coincidences {
    coders: f64,
    codes: usize,
    /// Lengths of each code over all coders.
    margins: Vec<f64>,
    /// Where the codes are the same.
    diagonal: Vec<f64>,
    /// Where a code meets a gap.
    with_gap: Vec<f64>,
    /// Squared lengths of units by code; of gaps the lengths.
    squares: Vec<f64>,
    total: f64,
}

#[allow(clippy::cast_precision_loss, reason = "texts are shorter than 2^53, coders are few")]
fn coincidences(coders: &[Vec<Unit>], length: u64) -> Result<(Coincidences, Vec<Vec<Unit>>), Undefined> {
    if coders.len() < 2 {
        return Err(Undefined::OneCoder);
    }
    let coders = sorted(coders)?;
    if length == 0 || coders.iter().flatten().any(|unit| unit.end > length) {
        return Err(Undefined::NoUnits);
    }
    let codes = coders.iter().flatten().map(|unit| unit.code as usize + 1).max().unwrap_or(0);
    let m = coders.len() as f64;
    let mut found = Coincidences {
        coders: m,
        codes,
        margins: vec![0.0; codes + 1],
        diagonal: vec![0.0; codes + 1],
        with_gap: vec![0.0; codes + 1],
        squares: vec![0.0; codes + 1],
        total: m * length as f64,
    };
    for unit in coders.iter().flatten() {
        found.squares[unit.code as usize] += unit.length() * unit.length();
    }
    let mut bounds: Vec<u64> =
        coders.iter().flatten().flat_map(|unit| [unit.start, unit.end]).chain([0, length]).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut next = vec![0; coders.len()];
    let mut counts = vec![0.0; codes + 1];
    for pair in bounds.windows(2) {
        let here = (pair[1] - pair[0]) as f64;
        counts.fill(0.0);
        for (units, next) in coders.iter().zip(&mut next) {
            while units.get(*next).is_some_and(|unit| unit.end <= pair[0]) {
                *next += 1;
            }
            let code = units.get(*next).filter(|unit| unit.start <= pair[0]).map_or(codes, |unit| unit.code as usize);
            counts[code] += 1.0;
        }
        let gaps = counts[codes];
        for (code, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
            found.margins[code] += here * count;
            found.diagonal[code] += here * count * (count - 1.0) / (m - 1.0);
            found.with_gap[code] += if code == codes { 0.0 } else { here * count * gaps / (m - 1.0) };
        }
    }
    found.squares[codes] = found.margins[codes];
    Ok((found, coders))
}

/// uα: everything that was and was not marked, with the codes, over a text of so many characters.
///
/// # Errors
/// Why there is none.
pub fn u_alpha(coders: &[Vec<Unit>], length: u64) -> Result<Agreement, Undefined> {
    let (found, _) = coincidences(coders, length)?;
    let all = found.squares.iter().sum();
    by_lengths(&found.margins, &found.diagonal, &found.squares, all)
}

/// |uα: what was marked against what was not, whatever the codes.
///
/// # Errors
/// Why there is none.
pub fn bar_u_alpha(coders: &[Vec<Unit>], length: u64) -> Result<Agreement, Undefined> {
    let (found, _) = coincidences(coders, length)?;
    let gaps = found.margins[found.codes];
    let observed = gaps - found.diagonal[found.codes];
    let squares: f64 = found.squares.iter().sum();
    let expected = found.total * gaps * (found.total - gaps) / (found.total * found.total - squares);
    if expected <= 0.0 || !expected.is_finite() {
        return Err(Undefined::NoVariation);
    }
    Ok(of(observed, expected))
}

/// cuα: the codes where two coders marked something, by length; with the share of the text's pairs that this is.
///
/// # Errors
/// Why there is none.
pub fn cu_alpha(coders: &[Vec<Unit>], length: u64) -> Result<(Agreement, f64), Undefined> {
    let (found, coders) = coincidences(coders, length)?;
    let codes = found.codes;
    let margins: Vec<f64> = (0..codes).map(|code| found.margins[code] - found.diagonal_gap(code)).collect();
    let mut squares = vec![0.0; codes];
    for (place, units) in coders.iter().enumerate() {
        for (_, others) in coders.iter().enumerate().filter(|(other, _)| *other != place) {
            let mut first = 0;
            for unit in units {
                while others.get(first).is_some_and(|other| other.end <= unit.start) {
                    first += 1;
                }
                let met = others[first..].iter().take_while(|other| other.start < unit.end);
                let shared: f64 = met.map(|other| unit.shared(other)).sum();
                squares[unit.code as usize] += shared * shared / (found.coders - 1.0);
            }
        }
    }
    let all = squares.iter().sum();
    let agreement = by_lengths(&margins, &found.diagonal[..codes], &squares, all)?;
    Ok((agreement, margins.iter().sum::<f64>() / found.total))
}

impl Coincidences {
    fn diagonal_gap(&self, code: usize) -> f64 {
        self.with_gap[code]
    }
}

fn by_lengths(margins: &[f64], diagonal: &[f64], squares: &[f64], all: f64) -> Result<Agreement, Undefined> {
    let total: f64 = margins.iter().sum();
    if total <= 0.0 {
        return Err(Undefined::NoUnits);
    }
    let same: f64 = margins.iter().zip(squares).map(|(margin, squares)| margin * margin - squares).sum();
    let observed = total - diagonal.iter().sum::<f64>();
    let expected = total * (1.0 - same / (total * total - all));
    if !expected.is_finite() || expected <= 1e-9 * total {
        return Err(Undefined::NoVariation);
    }
    Ok(of(observed, expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(start: u64, end: u64, code: u32) -> Unit {
        Unit { start, end, code }
    }

    #[test]
    fn two_coders_with_shifted_bounds_as_computed_elsewhere() {
        let found =
            unitising_alpha(&[vec![unit(10, 40, 0), unit(60, 90, 1)], vec![unit(12, 38, 0), unit(70, 95, 1)]]).unwrap();
        assert!((found.value - 0.744_529).abs() < 1e-6, "{found:?}");
        assert!((found.observed - 9.5).abs() < 1e-12 && (found.expected - 37.186_186).abs() < 1e-6);
    }

    #[test]
    fn the_figure_of_krippendorffs_replacement_has_its_observed_disagreement() {
        let one = vec![unit(0, 15, 1), unit(20, 38, 1), unit(60, 65, 2), unit(70, 75, 1)];
        let other = vec![unit(0, 15, 1), unit(33, 43, 3), unit(50, 53, 4), unit(60, 65, 2), unit(70, 80, 5)];
        assert!((unitising_alpha(&[one, other]).unwrap().observed - 7.8).abs() < 1e-12);
    }

    #[test]
    fn nobody_one_coder_and_overlaps_have_no_alpha() {
        let one = vec![unit(0, 5, 0)];
        assert_eq!(unitising_alpha(&[]), Err(Undefined::NoUnits));
        assert_eq!(unitising_alpha(&[one.clone(), vec![]]), Err(Undefined::OneCoder));
        assert_eq!(u_alpha(std::slice::from_ref(&one), 10), Err(Undefined::OneCoder));
        assert_eq!(u_alpha(&[vec![], vec![]], 10), Err(Undefined::NoVariation));
        let twice = vec![unit(0, 5, 0), unit(4, 6, 1)];
        assert_eq!(unitising_alpha(&[one.clone(), twice.clone()]), Err(Undefined::Overlap));
        assert_eq!(u_alpha(&[one.clone(), twice], 10), Err(Undefined::Overlap));
        assert_eq!(cu_alpha(&[one, vec![unit(6, 9, 0)]], 10), Err(Undefined::NoUnits));
    }

    #[test]
    fn the_same_units_are_one_everywhere() {
        let units = vec![unit(0, 5, 0), unit(7, 9, 1)];
        let coders = [units.clone(), units.clone(), units];
        for found in [unitising_alpha(&coders), u_alpha(&coders, 20), bar_u_alpha(&coders, 20)] {
            assert!((found.unwrap().value - 1.0).abs() < 1e-12);
        }
        let (found, covered) = cu_alpha(&coders, 20).unwrap();
        assert!((found.value - 1.0).abs() < 1e-12 && (covered - 0.35).abs() < 1e-12);
    }
}
