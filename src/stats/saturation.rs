//! When interviews stopped to bring new codes.
//!
//! # What it measures
//! After how many interviews the next few brought hardly any code that was not there before.
//!
//! # Formula
//! The base is how many different codes the first `base` interviews hold. After `k` interviews (`k` from `base` on) the new information is
//! how many codes stand in the run of the `run` interviews that follow and in none of the first `k`, divided by the base. It is
//! saturated at the first `k` at which this share is no larger than the threshold. Runs overlap: the next begins one interview later.
//!
//! The order of interviews decides the result, and is mostly chance: the same is done for many orders, drawn with a fixed seed, and
//! their median and middle nine tenths are given (quantiles by the inverse of the distribution function, so that each is a number of interviews
//! that occurred; an order that never saturates counts as later than all others).
//!
//! # Assumptions
//! All interviews were coded with the same codebook, and coded whole. It says nothing of what a code means, nor of whether other
//! people would have said something else.
//!
//! # Reference
//! Guest, G., Namey, E. and Chen, M. (2020). A simple method to assess and report thematic saturation in qualitative research. PLoS ONE
//! 15(5): e0232076.

use super::random::Random;

/// The seed of the orders; written in the notes of the table.
pub const SEED: u64 = 20_200_505;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// How many interviews make the base: 4, 5 or 6 in the paper.
    pub base: usize,
    /// How many interviews a run has: 2 or 3 in the paper.
    pub run: usize,
    /// The largest share of new information that counts as none, from 0 to 1: 0.05 or 0 in the paper.
    pub threshold: f64,
}

impl Default for Rule {
    fn default() -> Self {
        Self { base: 4, run: 2, threshold: 0.05 }
    }
}

/// What interviews in one order bring.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Course {
    /// How many codes each interview brings that none before it had.
    pub new: Vec<usize>,
    /// How many different codes there are after each.
    pub so_far: Vec<usize>,
    /// After each interview from the last of the base on, the share of new information in the run that follows; `None` before the
    /// base is full, where no whole run follows, and where the base has no codes.
    pub share: Vec<Option<f64>>,
    /// After how many interviews the share is first within the threshold.
    pub saturated: Option<usize>,
}

/// What the interviews bring in the order given, each a list of its codes, numbered from 0; a code may stand there several times.
pub fn course(interviews: &[Vec<usize>], rule: Rule) -> Course {
    let codes = interviews.iter().flatten().max().map_or(0, |largest| largest + 1);
    // The interview in which each code stands first.
    let mut first: Vec<Option<usize>> = vec![None; codes];
    let mut new = vec![0; interviews.len()];
    for (place, interview) in interviews.iter().enumerate() {
        for &code in interview {
            if first[code].is_none() {
                first[code] = Some(place);
                new[place] += 1;
            }
        }
    }
    let so_far: Vec<usize> = new
        .iter()
        .scan(0, |sum, new| {
            *sum += new;
            Some(*sum)
        })
        .collect();
    let base = rule.base.checked_sub(1).and_then(|last| so_far.get(last)).copied().unwrap_or(0);
    let share = |place: usize| {
        let after = place + 1;
        let run = (after >= rule.base && rule.run > 0 && base > 0).then(|| new.get(after..after + rule.run))??;
        #[allow(clippy::cast_precision_loss, reason = "codes are few")]
        let share = run.iter().sum::<usize>() as f64 / base as f64;
        Some(share)
    };
    let share: Vec<Option<f64>> = (0..interviews.len()).map(share).collect();
    let saturated =
        share.iter().position(|share| share.is_some_and(|share| share <= rule.threshold)).map(|place| place + 1);
    Course { new, so_far, share, saturated }
}

/// After how many interviews many orders saturate.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Orders {
    /// How many orders were drawn.
    pub drawn: usize,
    /// How many of them saturate at all.
    pub saturating: usize,
    /// The median; `None`: half of the orders or more do not saturate.
    pub median: Option<usize>,
    /// What nineteen of twenty orders need at least.
    pub low: Option<usize>,
    /// What nineteen of twenty orders need at most.
    pub high: Option<usize>,
}

/// The same for orders drawn at random, each as likely as any other.
pub fn orders(interviews: &[Vec<usize>], rule: Rule, drawn: usize, seed: u64) -> Orders {
    let mut random = Random::seeded(seed);
    let mut order: Vec<usize> = (0..interviews.len()).collect();
    let mut needed: Vec<usize> = Vec::with_capacity(drawn);
    for _ in 0..drawn {
        // Fisher and Yates, from the end.
        for place in (1..order.len()).rev() {
            let other = usize::try_from(random.below(place as u64 + 1)).unwrap_or(place);
            order.swap(place, other);
        }
        let arranged: Vec<Vec<usize>> = order.iter().map(|&place| interviews[place].clone()).collect();
        needed.extend(course(&arranged, rule).saturated);
    }
    needed.sort_unstable();
    // The smallest number that so many hundredths of all orders need at most.
    let quantile = |hundredths: usize| {
        let rank = (drawn * hundredths).div_ceil(100).max(1);
        needed.get(rank - 1).copied()
    };
    Orders { drawn, saturating: needed.len(), median: quantile(50), low: quantile(5), high: quantile(95) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interviews(codes: &[&[usize]]) -> Vec<Vec<usize>> {
        codes.iter().map(|codes| codes.to_vec()).collect()
    }

    #[test]
    fn no_interviews_and_interviews_without_codes_saturate_nowhere() {
        assert_eq!(course(&[], Rule::default()), Course::default());
        let none = course(&interviews(&[&[], &[], &[], &[], &[], &[], &[]]), Rule::default());
        assert_eq!((none.saturated, none.share[4]), (None, None));
        assert_eq!(orders(&[], Rule::default(), 10, SEED), Orders { drawn: 10, ..Orders::default() });
        assert_eq!(orders(&interviews(&[&[1]]), Rule::default(), 0, SEED), Orders::default());
    }

    #[test]
    fn fewer_interviews_than_a_base_and_a_run_say_nothing() {
        let few = course(&interviews(&[&[0], &[1], &[0], &[1], &[0]]), Rule::default());
        assert_eq!((few.saturated, few.so_far), (None, vec![1, 2, 2, 2, 2]));
        let enough = course(&interviews(&[&[0], &[1], &[0], &[1], &[0], &[1]]), Rule::default());
        assert_eq!(enough.saturated, Some(4));
    }

    #[test]
    fn a_run_is_judged_by_the_base_and_runs_overlap() {
        // 37 codes in the first four, then 1, 3, 1, 0 new ones: 4 of 37 is 11%, 4 of 37 again, 1 of 37 is 3%.
        let first: Vec<usize> = (0..37).collect();
        let told = [vec![0], first, vec![1], vec![2], vec![37], vec![38, 39, 40], vec![41, 41], vec![3]];
        let found = course(&told, Rule::default());
        assert_eq!(found.new, [1, 36, 0, 0, 1, 3, 1, 0]);
        assert_eq!(found.share[3], Some(4.0 / 37.0));
        assert_eq!(found.share[5], Some(1.0 / 37.0));
        assert_eq!(found.share[6], None);
        assert_eq!(found.saturated, Some(6));
        assert_eq!(course(&told, Rule { threshold: 0.0, ..Rule::default() }).saturated, None);
        assert_eq!(course(&told, Rule { run: 0, ..Rule::default() }).saturated, None);
    }

    #[test]
    fn orders_are_the_same_each_time_and_lie_between_the_first_and_the_last_possible() {
        let told: Vec<Vec<usize>> = (0..12).map(|place| vec![place % 5, (place * place) % 7]).collect();
        let found = orders(&told, Rule::default(), 200, SEED);
        assert_eq!(found, orders(&told, Rule::default(), 200, SEED));
        let (low, high) = (found.low.unwrap(), found.high.unwrap());
        assert!(4 <= low && low <= found.median.unwrap() && found.median.unwrap() <= high && high <= 10, "{found:?}");
    }

    #[test]
    fn where_all_say_the_same_every_order_saturates_at_the_base() {
        let told = vec![vec![0, 1, 2]; 8];
        let four = Some(4);
        let wanted = Orders { drawn: 50, saturating: 50, median: four, low: four, high: four };
        assert_eq!(orders(&told, Rule::default(), 50, SEED), wanted);
    }
}
