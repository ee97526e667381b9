//! The kinds of interval of a percentage, by the names under which people ask for them.

use super::choice::among;
use crate::stats::design::proportion_interval::{self as by_design, Proportion};
use crate::stats::proportions::intervals::{ProportionInterval as Simple, proportion_interval};
use crate::stats::wilson;
use crate::tabulate::kernel::Amount;

/// The level of all intervals.
const LEVEL: f64 = 0.95;

/// Which interval a percentage has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IntervalKind {
    /// Wilson's; under weights or a design on the scale of logits.
    #[default]
    Usual,
    /// One of a sample drawn one by one with equal chances.
    Simple(Simple),
    /// One of a design.
    ByDesign(by_design::ProportionInterval),
}

impl IntervalKind {
    /// The words that `interval` in study.toml and `--interval` take.
    pub const WORDS: [(&'static str, Self); 13] = [
        ("wilson", Self::Simple(Simple::Wilson)),
        ("wilson-corrected", Self::Simple(Simple::WilsonCorrected)),
        ("exact", Self::Simple(Simple::ClopperPearson)),
        ("clopper-pearson", Self::Simple(Simple::ClopperPearson)),
        ("agresti-coull", Self::Simple(Simple::AgrestiCoull)),
        ("jeffreys", Self::Simple(Simple::Jeffreys)),
        ("logit", Self::ByDesign(by_design::ProportionInterval::Logit)),
        ("xlogit", Self::ByDesign(by_design::ProportionInterval::Xlogit)),
        ("likelihood", Self::ByDesign(by_design::ProportionInterval::Likelihood)),
        ("asin", Self::ByDesign(by_design::ProportionInterval::Arcsin)),
        ("beta", Self::ByDesign(by_design::ProportionInterval::Beta)),
        ("korn-graubard", Self::ByDesign(by_design::ProportionInterval::Beta)),
        ("mean", Self::ByDesign(by_design::ProportionInterval::Mean)),
    ];

    /// The kind that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        among(&Self::WORDS, word)
    }

    /// The interval of a share of a sample drawn one by one with equal chances, in percent.
    pub fn of_counts(self, count: Amount, base: Amount) -> Option<(f64, f64)> {
        let found = match self {
            Self::Usual | Self::Simple(Simple::Wilson) => {
                let share = (base.weight > 0.0).then(|| count.weight / base.weight)?;
                wilson::of_share(share, base.base().effective, LEVEL)?
            }
            Self::Simple(kind) => proportion_interval(kind, count.n, base.n, LEVEL)?,
            Self::ByDesign(_) => {
                let (n, yes) = (Amount::of(base.n).weight, Amount::of(count.n).weight);
                let share = (base.n > 1).then_some(yes / n)?;
                let variance = share * (1.0 - share) / (n - 1.0);
                let respondents = base.n;
                let proportion = Proportion { share, variance, df: n - 1.0, rows: respondents, respondents };
                return self.of_design(&proportion);
            }
        };
        Some((100.0 * found.lower + 0.0, 100.0 * found.upper + 0.0))
    }

    /// The interval of a share that was estimated under weights or a design, in percent.
    pub fn of_design(self, proportion: &Proportion) -> Option<(f64, f64)> {
        let found = by_design::interval(proportion, self.under_a_design().0, LEVEL)?;
        // The plain interval may leave what a share can be.
        Some((100.0 * found.lower.max(0.0) + 0.0, 100.0 * found.upper.min(1.0) + 0.0))
    }

    /// The interval that is made under weights or a design, and what must be said where another was asked for.
    pub fn under_a_design(self) -> (by_design::ProportionInterval, Option<String>) {
        let others = "intervals on the scale of logits were made";
        match self {
            Self::Usual => (by_design::ProportionInterval::Logit, None),
            Self::ByDesign(kind) => (kind, None),
            Self::Simple(Simple::ClopperPearson) => (by_design::ProportionInterval::Beta, None),
            Self::Simple(kind) => {
                let why = format!(
                    "{} intervals were asked for, but they take everybody as drawn one by one with equal chances, so {others}.",
                    called(kind)
                );
                (by_design::ProportionInterval::Logit, Some(why))
            }
        }
    }

    /// What the notes of a table say of its intervals without weights and design.
    pub fn said(self) -> String {
        match self {
            Self::Usual => "Intervals are Wilson’s, at 95%.".to_owned(),
            Self::Simple(Simple::ClopperPearson) => {
                "Intervals are Clopper and Pearson’s exact ones; they hold at least 95%, and are wider than needed."
                    .to_owned()
            }
            Self::Simple(kind) => format!("Intervals are {}, at 95%.", called(kind)),
            Self::ByDesign(kind) => said_of_design(kind),
        }
    }
}

/// Whose it is.
fn called(kind: Simple) -> &'static str {
    match kind {
        Simple::Wilson => "Wilson’s",
        Simple::WilsonCorrected => "Wilson’s with continuity correction",
        Simple::ClopperPearson => "Clopper and Pearson’s",
        Simple::AgrestiCoull => "Agresti and Coull’s",
        Simple::Jeffreys => "Jeffreys’",
    }
}

/// How the intervals of a design were made.
pub fn said_of_design(kind: by_design::ProportionInterval) -> String {
    use by_design::ProportionInterval as Kind;
    let how = match kind {
        Kind::Logit | Kind::Xlogit => "made on the scale of logits",
        Kind::Likelihood => "made by the scaled likelihood",
        Kind::Arcsin => "made on the scale of the arcsine",
        Kind::Beta => "exact for the effective number of respondents (Korn and Graubard’s, method “beta”)",
        Kind::Mean => "the percentage and t standard errors about it, cut off at 0 and 100",
    };
    match kind {
        Kind::Beta | Kind::Mean => format!("Intervals are at 95%, {how}."),
        _ => format!("Intervals are at 95%, {how} (as svyciprop of R’s survey makes them)."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str, part: u64, whole: u64) -> Option<(f64, f64)> {
        IntervalKind::from_word(word).unwrap().of_counts(Amount::of(part), Amount::of(whole))
    }

    #[test]
    fn nobody_asked_has_no_interval_and_one_person_none_by_a_design() {
        for (word, _) in IntervalKind::WORDS {
            assert_eq!(of(word, 0, 0), None, "{word}");
        }
        assert_eq!(of("logit", 1, 1), None);
        assert!(of("exact", 1, 1).is_some_and(|ends| ends.0 > 2.4 && ends.1 == 100.0));
        assert!(of("wilson", 0, 12).is_some_and(|ends| ends.0 == 0.0 && ends.0.is_sign_positive()));
    }

    #[test]
    fn the_plain_interval_stays_within_what_a_share_can_be() {
        assert!(of("mean", 1, 40).is_some_and(|ends| ends.0 == 0.0 && ends.0.is_sign_positive() && ends.1 < 8.0));
    }

    #[test]
    fn exact_ones_of_a_simple_sample_by_either_way_are_nearly_those_of_korn_and_graubard() {
        // n − 1 stands for n in the effective number of respondents.
        let (exact, beta) = (of("exact", 12, 41).unwrap(), of("korn-graubard", 12, 41).unwrap());
        assert!((exact.0 - 16.129_856_97).abs() < 1e-6 && (exact.1 - 45.537_398_32).abs() < 1e-6, "{exact:?}");
        assert!((exact.0 - beta.0).abs() < 0.5 && (exact.1 - beta.1).abs() < 0.5, "{beta:?}");
    }

    #[test]
    fn what_does_not_hold_under_weights_is_said_and_replaced() {
        let (kind, why) = IntervalKind::from_word("Jeffreys").unwrap().under_a_design();
        assert_eq!(kind, by_design::ProportionInterval::Logit);
        assert!(why.unwrap().starts_with("Jeffreys’ intervals were asked for"));
        assert_eq!(
            IntervalKind::from_word("exact").unwrap().under_a_design(),
            (by_design::ProportionInterval::Beta, None)
        );
    }
}
