//! Outcome rates after AAPOR: of all who could have answered, how many did, and where the others were lost.
//!
//! # What it measures
//! Response rates RR1 to RR6, the cooperation rate COOP1, the refusal rate REF1 and the contact rate CON1, so that response can be compared between surveys.
//!
//! # Formula
//! I complete, P partial, R refused, NC no contact, O other, U not known whether eligible, E the share of the eligible among those of whom it is known:
//! RR1 = I / (I+P+R+NC+O+U), RR2 with I+P above; RR3 and RR4 count only E × U of the unknown; RR5 and RR6 none of them. COOP1 = I / (I+P+R+O),
//! REF1 = R / (I+P+R+NC+O+U), CON1 = (I+P+R+O) / (I+P+R+NC+O+U).
//!
//! # Assumptions
//! Every unit of the frame is in exactly one class. E takes the unknown to be eligible as often as the known.
//!
//! # Reference
//! American Association for Public Opinion Research (2023). Standard Definitions, 10th edition.

/// How many units ended in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutcomeCounts {
    /// Complete (I).
    pub complete: u64,
    /// Partial (P).
    pub partial: u64,
    /// Refused or broke off (R).
    pub refused: u64,
    /// Never reached (NC).
    pub no_contact: u64,
    /// Another reason (O).
    pub other: u64,
    /// Not known whether eligible (U).
    pub unknown: u64,
    /// Not eligible.
    pub not_eligible: u64,
}

/// A rate with what it is made of; the lower part is no whole number where some of the unknown are counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutcomeRate {
    /// AAPOR's name.
    pub name: &'static str,
    /// The upper part.
    pub of: u64,
    /// The lower part.
    pub among: f64,
    /// Their ratio.
    pub rate: f64,
}

impl OutcomeCounts {
    /// Those who belong to the survey for certain.
    pub fn known_eligible(&self) -> u64 {
        self.complete + self.partial + self.refused + self.no_contact + self.other
    }

    /// E: the share of the eligible among those of whom it is known; `None` where it is known of nobody.
    pub fn eligibility(&self) -> Option<f64> {
        let eligible = self.known_eligible();
        share(eligible, whole(eligible + self.not_eligible))
    }

    /// The rates in AAPOR's order; one whose lower part is nought is left out.
    pub fn rates(&self) -> Vec<OutcomeRate> {
        let known = whole(self.known_eligible());
        let all = known + whole(self.unknown);
        let estimated = self.eligibility().map(|share| known + share * whole(self.unknown));
        let (complete, answered) = (self.complete, self.complete + self.partial);
        let reached = answered + self.refused + self.other;
        let rows = [
            ("RR1", complete, Some(all)),
            ("RR2", answered, Some(all)),
            ("RR3", complete, estimated),
            ("RR4", answered, estimated),
            ("RR5", complete, Some(known)),
            ("RR6", answered, Some(known)),
            ("COOP1", complete, Some(whole(reached))),
            ("REF1", self.refused, Some(all)),
            ("CON1", reached, Some(all)),
        ];
        let rate = |(name, of, among): (&'static str, u64, Option<f64>)| {
            let among = among?;
            share(of, among).map(|rate| OutcomeRate { name, of, among, rate })
        };
        rows.into_iter().filter_map(rate).collect()
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn whole(n: u64) -> f64 {
    n as f64
}

fn share(part: u64, among: f64) -> Option<f64> {
    (among > 0.0).then(|| whole(part) / among)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(counts: &OutcomeCounts, name: &str) -> Option<f64> {
        counts.rates().into_iter().find(|rate| rate.name == name).map(|rate| rate.rate)
    }

    #[test]
    fn nobody_has_no_rate() {
        assert!(OutcomeCounts::default().rates().is_empty());
        let unknown = OutcomeCounts { unknown: 5, ..OutcomeCounts::default() };
        assert_eq!((rate(&unknown, "RR1"), rate(&unknown, "RR3"), rate(&unknown, "RR5")), (Some(0.0), None, None));
    }

    #[test]
    fn the_rates_lie_in_the_order_of_what_they_leave_out() {
        let counts = OutcomeCounts {
            complete: 300,
            partial: 20,
            refused: 80,
            no_contact: 150,
            other: 10,
            unknown: 100,
            not_eligible: 40,
        };
        assert!((rate(&counts, "RR1").unwrap() - 300.0 / 660.0).abs() < 1e-15);
        assert!((rate(&counts, "RR6").unwrap() - 320.0 / 560.0).abs() < 1e-15);
        // E = 560 / 600.
        assert!((rate(&counts, "RR3").unwrap() - 300.0 / (560.0 + 560.0 / 6.0)).abs() < 1e-15);
        assert!((rate(&counts, "COOP1").unwrap() - 300.0 / 410.0).abs() < 1e-15);
        assert!((rate(&counts, "CON1").unwrap() - 410.0 / 660.0).abs() < 1e-15);
        let of = |name| rate(&counts, name).unwrap();
        assert!(of("RR1") < of("RR3") && of("RR3") < of("RR5") && of("RR2") < of("RR4") && of("RR4") < of("RR6"));
    }
}
