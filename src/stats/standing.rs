//! Who stands where: items placed by the share of units that have them, ties shown as ties, and how far the places depend on who was drawn.
//!
//! # What it measures
//! The place of each item (a theme) among all, by the share of units (people, organisations) that have it of those in its base; and between which
//! places it would lie if other units of the same kind had been there.
//!
//! # Formula
//! The place is 1 + how many items have a larger share; items of equal shares (compared as fractions, never rounded) share it. Units are drawn again with replacement, as
//! many as there are, and placed anew. In each resample an item lies between 1 + how many have a larger share and how many have one that is as large or larger:
//! a tie counts as all the places it covers. The interval is the 2.5% quantile of the one and the 97.5% quantile of the other (by the inverse of the distribution function, so that both are places). An
//! item that nobody in a resample has in its base could stand anywhere in it.
//!
//! # Assumptions
//! Units are independent of each other. Few units vary less in resamples than they would in truth: what all or none of them have does not vary at all, and the interval is
//! then too narrow. Whoever prints it says of how many units it is.
//!
//! # Reference
//! Goldstein, H. and Spiegelhalter, D. J. (1996). League tables and their limitations. Journal of the Royal Statistical Society A 159(3), 385–443. Hall, P. and Miller, H. (2009). Using
//! the bootstrap to quantify the authority of an empirical ranking. Annals of Statistics 37(6B), 3929–3959.

use rayon::prelude::*;

use super::random::Random;

/// The seed of the resamples; written in the notes of tables.
pub const SEED: u64 = 20_090_612;

/// How many resamples are drawn.
pub const RESAMPLES: usize = 2_000;

/// Below so many units resampling says little.
pub const FEW: usize = 10;

/// A person, an organisation or a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    /// The items it has, numbered from 0, each once.
    pub has: Vec<usize>,
    /// The items whose base it is not in, each once and none of those it has.
    pub outside: Vec<usize>,
}

/// How many have an item, of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many have it.
    pub has: u64,
    /// How many could.
    pub of: u64,
}

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// 1 is the largest share.
    pub place: usize,
    /// Whether others stand there too.
    pub is_tied: bool,
}

/// The share of each item.
pub fn shares(units: &[Unit], items: usize) -> Vec<Share> {
    tally(units.iter(), items)
}

fn tally<'a>(units: impl Iterator<Item = &'a Unit>, items: usize) -> Vec<Share> {
    let mut shares = vec![Share::default(); items];
    let mut all = 0;
    for unit in units {
        all += 1;
        for &item in &unit.has {
            shares[item].has += 1;
        }
        for &item in &unit.outside {
            shares[item].of += 1;
        }
    }
    for share in &mut shares {
        share.of = all - share.of;
    }
    shares
}

/// The place of each item; none where nobody is in its base.
pub fn places(shares: &[Share]) -> Vec<Option<Place>> {
    let unknown = shares.iter().filter(|share| share.of == 0).count();
    let place = |(share, (first, last)): (&Share, (usize, usize))| {
        (share.of > 0).then_some(Place { place: first, is_tied: last - unknown > first })
    };
    shares.iter().zip(between(shares)).map(place).collect()
}

/// The first and the last place that each item covers with those it ties with; what has no base may stand anywhere.
fn between(shares: &[Share]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..shares.len()).filter(|&item| shares[item].of > 0).collect();
    let larger = |one: &Share, other: &Share| {
        let (one, other) = (u128::from(one.has) * u128::from(other.of), u128::from(other.has) * u128::from(one.of));
        other.cmp(&one)
    };
    order.sort_by(|&one, &other| larger(&shares[one], &shares[other]));
    let unknown = shares.len() - order.len();
    let mut found = vec![(1, shares.len().max(1)); shares.len()];
    let mut first = 0;
    while first < order.len() {
        let mut end = first + 1;
        while end < order.len() && larger(&shares[order[first]], &shares[order[end]]).is_eq() {
            end += 1;
        }
        for &item in &order[first..end] {
            found[item] = (first + 1, end + unknown);
        }
        first = end;
    }
    found
}

/// Between which places each item lies in nineteen of twenty resamples; none of fewer than two units.
pub fn intervals(units: &[Unit], items: usize, resamples: usize, seed: u64) -> Vec<Option<(usize, usize)>> {
    if units.len() < 2 || resamples == 0 || items == 0 {
        return vec![None; items];
    }
    let drawn: Vec<Vec<(usize, usize)>> = (0..resamples as u64)
        .into_par_iter()
        .map(|number| {
            // Each resample has a stream of its own: what comes out does not depend on who computes it.
            let mut random = Random::seeded(Random::seeded(seed ^ number.rotate_left(32)).bits());
            let draw = |_| &units[usize::try_from(random.below(units.len() as u64)).unwrap_or(0)];
            between(&tally((0..units.len()).map(draw), items))
        })
        .collect();
    // The smallest place that so many thousandths of the resamples do not go beyond.
    let at = |mut values: Vec<usize>, thousandths: usize| {
        values.sort_unstable();
        values[(values.len() * thousandths).div_ceil(1_000).saturating_sub(1)]
    };
    (0..items)
        .map(|item| {
            let first = at(drawn.iter().map(|places| places[item].0).collect(), 25);
            let last = at(drawn.iter().map(|places| places[item].1).collect(), 975);
            Some((first, last))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(has: u64, of: u64) -> Share {
        Share { has, of }
    }

    fn told(shares: &[Share]) -> Vec<String> {
        let told = |place: Option<Place>| {
            place.map_or("-".to_owned(), |found| format!("{}{}", found.place, if found.is_tied { "=" } else { "" }))
        };
        places(shares).into_iter().map(told).collect()
    }

    #[test]
    fn nothing_nobody_and_one_have_no_interval() {
        assert!(places(&[]).is_empty());
        assert!(intervals(&[], 0, 100, 1).is_empty());
        assert_eq!(intervals(&[Unit::default()], 2, 100, 1), [None, None]);
        assert_eq!(told(&[share(0, 0), share(1, 2)]), ["-", "1"]);
    }

    #[test]
    fn equal_shares_share_a_place_and_the_next_goes_on_after_them() {
        assert_eq!(told(&[share(3, 9), share(5, 9), share(1, 3), share(0, 9)]), ["2=", "1", "2=", "4"]);
        assert_eq!(told(&[share(0, 4), share(0, 9)]), ["1=", "1="]);
        let huge = u64::MAX / 2;
        assert_eq!(told(&[share(huge - 1, huge), share(huge - 2, huge - 1)]), ["1", "2"]);
    }

    #[test]
    fn what_everybody_has_stays_and_what_ties_covers_all_its_places() {
        let units: Vec<Unit> = (0..12).map(|_| Unit { has: vec![0, 2], outside: Vec::new() }).collect();
        assert_eq!(intervals(&units, 3, 200, 7), [Some((1, 2)), Some((3, 3)), Some((1, 2))]);
    }

    #[test]
    fn whose_base_is_in_few_resamples_could_stand_anywhere() {
        let mut units: Vec<Unit> = (0..3).map(|_| Unit { has: vec![0], outside: vec![2] }).collect();
        units.push(Unit { has: vec![2], outside: Vec::new() });
        let found = intervals(&units, 3, 400, 7);
        assert_eq!((found[1], found[2]), (Some((2, 3)), Some((1, 3))));
        assert_eq!(found, intervals(&units, 3, 400, 7));
    }
}
