//! Who answered of those who were asked, group by group.
//!
//! # What it measures
//! The response rate of each group of a sampling frame, how far the groups of those who answered are out of proportion, and whether groups answered
//! at different rates.
//!
//! # Formula
//! Rate = answered ÷ asked. The imbalance of a group is its share of those who answered less its share of those asked; its part in all that
//! did not answer is not answered ÷ all not answered. Each group against the rest: Pearson's z of two proportions; all groups: χ² of answered or not by group,
//! or Fisher's exact test where Cochran's rule fails. Goodness of fit: Σ (n_g − n N_g / N)² / (n N_g / N), the answers against the shares of the frame as if
//! these were of a population without end; divided by 1 − n / N, the finite population correction, it is the χ² of answered or not by group.
//! Intervals of the rates are Wilson's.
//!
//! # Assumptions
//! Everybody in the frame was asked, or a random sample of it. The test is of chance in who answers; a census of the frame has the rates as they are. That
//! rates are equal does not say that those who did not answer think alike.
//!
//! # Reference
//! American Association for Public Opinion Research (2023). Standard Definitions, 10th edition (RR1 where nobody is known to be out of scope).

use super::chi_square::{ChiSquare, adjusted_residuals, independence};
use super::distributions::{chi_square_upper, normal_upper};
use super::fisher::{Fisher, exact};
use super::wilson::{Interval, interval};

/// How many of a group were asked and answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Asked, by the frame.
    pub asked: u64,
    /// Answered.
    pub answered: u64,
}

/// The response of a group, or of all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupResponse {
    /// How many were asked and answered.
    pub counts: Asked,
    /// The rate; `None` where nobody was asked.
    pub rate: Option<f64>,
    /// Its interval at 95%.
    pub interval: Option<Interval>,
    /// The group's share of those asked.
    pub share_asked: f64,
    /// Its share of those who answered; `None` where nobody did.
    pub share_answered: Option<f64>,
    /// The second less the first.
    pub imbalance: Option<f64>,
    /// Its share of those who did not answer; `None` where everybody did.
    pub share_of_silent: Option<f64>,
    /// Against the rest of the frame: z, positive where the group answered more; `None` where that cannot be compared.
    pub z: Option<f64>,
    /// Its two-sided p-value.
    pub p: Option<f64>,
}

/// The response of a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// All groups together.
    pub all: Asked,
    /// The rate of all.
    pub rate: f64,
    /// Its interval at 95%.
    pub interval: Option<Interval>,
    /// The groups in their order.
    pub groups: Vec<GroupResponse>,
    /// χ² of answered or not by group; `None` with one group, or where all or none answered.
    pub chi_square: Option<ChiSquare>,
    /// Fisher's exact test, where Cochran's rule fails for χ².
    pub fisher: Option<Fisher>,
    /// The answers against the shares of the frame, without finite population correction; there where χ² is.
    pub fit: Option<GoodnessOfFit>,
    /// Half the sum of the imbalances' sizes: which share of those who answered would have to be in other groups to be in proportion.
    pub dissimilarity: Option<f64>,
}

/// χ² of goodness of fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GoodnessOfFit {
    /// Σ (observed − expected)² / expected.
    pub statistic: f64,
    /// Groups less one.
    pub df: f64,
    /// Its p-value.
    pub p: f64,
    /// 1 − n / N: divided by it, the statistic allows for the finite frame.
    pub correction: f64,
}

/// Why there is no response rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseError {
    /// Nobody was asked.
    NobodyAsked,
    /// More of a group answered than were asked: the frame and the data do not fit.
    MoreThanAsked {
        /// The group.
        group: usize,
        /// Asked, by the frame.
        asked: u64,
        /// Answered.
        answered: u64,
    },
}

/// The response by group.
pub fn response(groups: &[Asked]) -> Result<Response, ResponseError> {
    if let Some(group) = groups.iter().position(|group| group.answered > group.asked) {
        let Asked { asked, answered } = groups[group];
        return Err(ResponseError::MoreThanAsked { group, asked, answered });
    }
    let all = Asked {
        asked: groups.iter().map(|group| group.asked).sum(),
        answered: groups.iter().map(|group| group.answered).sum(),
    };
    if all.asked == 0 {
        return Err(ResponseError::NobodyAsked);
    }
    let table: Vec<Vec<u64>> = groups.iter().map(|group| vec![group.answered, group.asked - group.answered]).collect();
    let residuals = adjusted_residuals(&table);
    let groups: Vec<GroupResponse> =
        groups.iter().zip(&residuals).map(|(group, residual)| group_response(*group, all, residual[0])).collect();
    let chi_square = independence(&table);
    let fisher = chi_square.as_ref().filter(|test| !test.cochran_holds()).and_then(|_| exact(&table));
    let imbalances: Option<Vec<f64>> = groups.iter().map(|group| group.imbalance).collect();
    Ok(Response {
        all,
        rate: share(all.answered, all.asked).unwrap_or(0.0),
        interval: interval(all.answered, all.asked, 0.95),
        fit: chi_square.as_ref().and_then(|_| goodness_of_fit(&table, all)),
        chi_square,
        fisher,
        dissimilarity: imbalances.map(|sizes| sizes.iter().map(|size| size.abs()).sum::<f64>() / 2.0),
        groups,
    })
}

fn goodness_of_fit(table: &[Vec<u64>], all: Asked) -> Option<GoodnessOfFit> {
    let sampled = share(all.answered, all.asked)?;
    let there: Vec<(f64, f64)> = table
        .iter()
        .filter_map(|row| Some((share(row[0], 1)?, share(row[0] + row[1], 1).filter(|asked| *asked > 0.0)? * sampled)))
        .collect();
    let statistic: f64 = there.iter().map(|(observed, expected)| (observed - expected).powi(2) / expected).sum();
    let df = share(there.len() as u64, 1)? - 1.0;
    Some(GoodnessOfFit { statistic, df, p: chi_square_upper(statistic, df)?, correction: 1.0 - sampled })
}

fn group_response(counts: Asked, all: Asked, z: Option<f64>) -> GroupResponse {
    let share_asked = share(counts.asked, all.asked).unwrap_or(0.0);
    let share_answered = share(counts.answered, all.answered);
    GroupResponse {
        counts,
        rate: share(counts.answered, counts.asked),
        interval: interval(counts.answered, counts.asked, 0.95),
        share_asked,
        share_answered,
        imbalance: share_answered.map(|share| share - share_asked),
        share_of_silent: share(counts.asked - counts.answered, all.asked - all.answered),
        z,
        p: z.map(|z| (2.0 * normal_upper(z.abs())).clamp(f64::MIN_POSITIVE, 1.0)),
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(asked: u64, answered: u64) -> Asked {
        Asked { asked, answered }
    }

    #[test]
    fn nobody_asked_and_more_answers_than_asked_are_errors() {
        assert_eq!(response(&[]), Err(ResponseError::NobodyAsked));
        assert_eq!(response(&[asked(0, 0)]), Err(ResponseError::NobodyAsked));
        let error = ResponseError::MoreThanAsked { group: 1, asked: 3, answered: 4 };
        assert_eq!(response(&[asked(5, 2), asked(3, 4)]), Err(error));
    }

    #[test]
    fn all_none_and_one_group_have_rates_and_no_test() {
        for groups in [[asked(5, 5), asked(3, 3)], [asked(5, 0), asked(3, 0)], [asked(5, 2), asked(0, 0)]] {
            let response = response(&groups).unwrap();
            assert_eq!((response.chi_square, response.fisher), (None, None), "{groups:?}");
            assert_eq!(response.groups[0].z, None);
        }
        assert_eq!(response(&[asked(5, 2), asked(0, 0)]).unwrap().groups[1].rate, None);
    }

    #[test]
    fn imbalances_sum_to_nought_and_say_who_is_missing() {
        let response = response(&[asked(100, 60), asked(300, 90), asked(600, 150)]).unwrap();
        assert_eq!((response.all, response.rate), (asked(1000, 300), 0.3));
        let sum: f64 = response.groups.iter().filter_map(|group| group.imbalance).sum();
        assert!(sum.abs() < 1e-12);
        assert!((response.groups[0].imbalance.unwrap() - 0.1).abs() < 1e-12);
        assert!((response.dissimilarity.unwrap() - 0.1).abs() < 1e-12);
        assert!((response.groups[2].share_of_silent.unwrap() - 450.0 / 700.0).abs() < 1e-12);
        assert!(response.groups[0].z.unwrap() > 5.0 && response.groups[0].p.unwrap() < 1e-6);
        assert!(response.chi_square.unwrap().p < 1e-6);
    }

    #[test]
    fn small_groups_are_tested_exactly() {
        let response = response(&[asked(5, 5), asked(6, 1)]).unwrap();
        assert!(response.fisher.unwrap().p < 0.05);
    }
}
