//! Precision, recall and F1: how well what was found agrees with what was to be found.
//!
//! # What it measures
//! Precision: of the units that were found, the share that people coded too. Recall: of the units that people coded, the share that was
//! found. F1 weighs both alike, and is low where either is. Units that were neither found nor coded say nothing here, so that a
//! rare code does not look good merely because it is rare.
//!
//! # Formula
//! With b found and coded, f found only and c coded only: precision = b/(b+f), recall = b/(b+c), F1 = 2b/(2b+f+c), the harmonic mean of
//! both. Precision and recall have Wilson's intervals. F1 is no share of anything, but F* = b/(b+f+c) is, and F1 = 2F*/(1+F*) rises
//! with it: the ends of Wilson's interval of F* are carried over.
//!
//! # Assumptions
//! People's codes are taken for right. Units are independent where an interval is read; turns of one interview resemble each other, so
//! that intervals are rather too narrow. Rules were not written after the units that they are tested on.
//!
//! # Reference
//! van Rijsbergen, C. J. (1979). Information Retrieval, 2nd ed., chapter 7. Hand, D. J., Christen, P., Kirielle, N. (2021). F*: an
//! interpretable transformation of the F-measure. Machine Learning 110, 451–456. Wilson, E. B. (1927). JASA 22, 209–212.

use super::wilson::{self, Interval};

/// How often units were found, coded, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Found and coded.
    pub both: u64,
    /// Found, not coded.
    pub found_only: u64,
    /// Coded, not found.
    pub coded_only: u64,
}

/// A share or F1, 0–1, with its interval and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The figure.
    pub value: f64,
    /// Its interval.
    pub interval: Option<Interval>,
    /// How many units it rests on.
    pub base: u64,
}

impl Counts {
    /// How many were found.
    pub fn found(&self) -> u64 {
        self.both + self.found_only
    }

    /// How many were coded.
    pub fn coded(&self) -> u64 {
        self.both + self.coded_only
    }

    /// How many were found, coded or both.
    pub fn either(&self) -> u64 {
        self.both + self.found_only + self.coded_only
    }

    /// The share of the found that is coded; `None` where nothing was found.
    pub fn precision(&self, level: f64) -> Option<Measured> {
        share(self.both, self.found(), level)
    }

    /// The share of the coded that was found; `None` where nothing is coded.
    pub fn recall(&self, level: f64) -> Option<Measured> {
        share(self.both, self.coded(), level)
    }

    /// Both together; `None` where nothing was found and nothing is coded.
    pub fn f1(&self, level: f64) -> Option<Measured> {
        let star = share(self.both, self.either(), level)?;
        let carried = |share: f64| 2.0 * share / (1.0 + share);
        Some(Measured {
            value: carried(star.value),
            interval: star.interval.map(|of| Interval { lower: carried(of.lower), upper: carried(of.upper) }),
            base: star.base,
        })
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.both += other.both;
        self.found_only += other.found_only;
        self.coded_only += other.coded_only;
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn share(part: u64, whole: u64, level: f64) -> Option<Measured> {
    let value = (whole > 0).then(|| part as f64 / whole as f64)?;
    Some(Measured { value, interval: wilson::interval(part, whole, level), base: whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(both: u64, found_only: u64, coded_only: u64) -> Counts {
        Counts { both, found_only, coded_only }
    }

    #[test]
    fn where_there_is_nothing_to_test_there_is_no_figure() {
        let nothing = counts(0, 0, 0);
        assert_eq!((nothing.precision(0.95), nothing.recall(0.95), nothing.f1(0.95)), (None, None, None));
        let never_found = counts(0, 0, 5);
        assert_eq!(never_found.precision(0.95), None);
        assert_eq!(never_found.recall(0.95).unwrap().value.to_bits(), 0.0_f64.to_bits());
        assert_eq!(never_found.f1(0.95).unwrap().value.to_bits(), 0.0_f64.to_bits());
        assert_eq!(counts(0, 5, 0).recall(0.95), None);
    }

    #[test]
    fn all_found_and_nothing_else_is_one_with_a_width() {
        let all = counts(3, 0, 0);
        for measured in [all.precision(0.95), all.recall(0.95), all.f1(0.95)].map(Option::unwrap) {
            assert_eq!((measured.value, measured.base), (1.0, 3));
            assert!(measured.interval.unwrap().lower < 0.75);
        }
    }

    #[test]
    fn f1_is_the_harmonic_mean_and_stands_in_its_interval() {
        for (both, found_only, coded_only) in [(9, 5, 2), (1, 40, 3), (120, 7, 90), (0, 2, 2)] {
            let counts = counts(both, found_only, coded_only);
            let (p, r) = (counts.precision(0.95).unwrap().value, counts.recall(0.95).unwrap().value);
            let f1 = counts.f1(0.95).unwrap();
            let harmonic = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
            assert!((f1.value - harmonic).abs() < 1e-12);
            let interval = f1.interval.unwrap();
            assert!(interval.lower <= f1.value && f1.value <= interval.upper && interval.upper <= 1.0);
        }
    }
}
