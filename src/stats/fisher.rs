//! Fisher's exact test, for tables of any size (Fisher–Freeman–Halton).
//!
//! # What it measures
//! How likely a table at least as unlikely as the one observed is, if rows and columns have nothing to do with each other
//! and both margins are as they are. It needs no large counts, which is why it serves where χ² must not.
//!
//! # Formula
//! P(table) = Π rᵢ! Π cⱼ! ÷ (n! Π xᵢⱼ!); p is the sum of P over all tables with the same margins whose P is not larger than
//! that of the one observed (equal within 1e-7, as in R).
//!
//! # Method
//! Mehta and Patel's network: columns are filled one after another, and what is left of the row totals, in order, is a node.
//! At each node the largest and the smallest factor that the columns still to come can contribute are known, so that most
//! paths are added whole or dropped whole without being followed to their ends. Where even that is too long, tables are
//! drawn at random with a fixed seed, and the standard error goes with the result.
//!
//! # Assumptions
//! A random sample; each respondent in one cell. The order of the categories is ignored. Rows and columns without any count
//! are left out before.
//!
//! # Reference
//! Freeman, G. H. and Halton, J. H. (1951), Biometrika 38, 141–149. Mehta, C. R. and Patel, N. R. (1983), JASA 78, 427–434.

use std::collections::BTreeMap;

use super::chi_square::{margins, without_empty};
use super::distributions::ln_factorial;
use super::random::Random;

/// Tables whose probability exceeds the observed one by less than this share count as equally likely.
const EQUALLY_LIKELY: f64 = 1e-7;

/// How many steps the network may take before tables are drawn instead: well under a second. A filling costs a step for each
/// path that it continues, and as many as there are nodes.
const MOST_STEPS: u64 = 1_500_000;

/// A shorter margin of more than this is not followed through the network: each step of it would cost as much.
const MOST_NODES: usize = 64;

/// Tables of more cells than this are neither followed nor drawn: 20,000 of them would take minutes.
const MOST_CELLS: usize = 10_000;

/// How many tables are drawn: the most whose drawing takes no longer than [`MOST_DRAWING`].
const DRAWN: [u64; 4] = [20_000, 10_000, 5_000, 2_000];

/// How many numbers may be drawn in all: about half a second.
const MOST_DRAWING: u64 = 40_000_000;

/// The seed of the drawing: the same input gives the same p.
const SEED: u64 = 0x5EED_CA4A_55CA_4A55;

/// The result of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fisher {
    /// The p-value; never nought.
    pub p: f64,
    /// The standard error of p, where tables were drawn instead of enumerated.
    pub standard_error: Option<f64>,
    /// How many tables were drawn; nought where they were enumerated.
    pub drawn: u64,
}

/// Whether a table has more cells than the test can deal with, rows and columns without any count left out.
pub fn is_too_large(table: &[Vec<u64>]) -> bool {
    let table = without_empty(table);
    table.len().saturating_mul(table.first().map_or(0, Vec::len)) > MOST_CELLS
}

/// The test on a table, a vector a row; `None` where fewer than two rows or columns hold any count, or it [`is_too_large`].
pub fn exact(table: &[Vec<u64>]) -> Option<Fisher> {
    with_steps(table, MOST_STEPS)
}

fn with_steps(table: &[Vec<u64>], steps: u64) -> Option<Fisher> {
    let table = without_empty(table);
    let columns = table.first().map_or(0, Vec::len);
    if table.len() < 2 || columns < 2 || table.len().saturating_mul(columns) > MOST_CELLS {
        return None;
    }
    let (row_totals, column_totals, n) = margins(&table);
    // Nodes are what is left of the shorter margin; the columns go from the smallest, so that paths branch late.
    let (mut nodes, mut stages) =
        if row_totals.len() <= column_totals.len() { (row_totals, column_totals) } else { (column_totals, row_totals) };
    nodes.sort_unstable();
    stages.sort_unstable();
    let factorials = Factorials::up_to(n);
    let observed = stages.iter().map(|&total| factorials.ln(total)).sum::<f64>()
        - table.iter().flatten().map(|&count| factorials.ln(count)).sum::<f64>();
    let problem = Problem {
        threshold: observed + EQUALLY_LIKELY,
        all: factorials.ln(n) - nodes.iter().map(|&total| factorials.ln(total)).sum::<f64>(),
        nodes,
        stages,
        factorials,
    };
    let mut budget = steps;
    let is_short = problem.nodes.len() <= MOST_NODES;
    if let Some(p) = is_short.then(|| problem.enumerate(&mut budget)).flatten() {
        return Some(Fisher { p: p.clamp(f64::MIN_POSITIVE, 1.0), standard_error: None, drawn: 0 });
    }
    Some(problem.draw())
}

/// The margins, and what makes a table as unlikely as the one observed. Everything is in logarithms; a table counts by
/// Π cⱼ! ÷ Π xᵢⱼ!, the part of its probability that differs between tables.
struct Problem {
    nodes: Vec<u64>,
    stages: Vec<u64>,
    threshold: f64,
    all: f64,
    factorials: Factorials,
}

/// Paths that reach a node with the same factor so far: the factor, and how many they are.
type Pasts = BTreeMap<i64, (f64, f64)>;

/// The largest and the smallest factor that stages still to come can contribute, by stage and node.
type Bounds = BTreeMap<(usize, Vec<u64>), (f64, f64)>;

impl Problem {
    fn enumerate(&self, budget: &mut u64) -> Option<f64> {
        let mut bounds = Bounds::new();
        let mut p = 0.0;
        let mut here: BTreeMap<Vec<u64>, Pasts> = BTreeMap::new();
        here.entry(self.nodes.clone()).or_default().insert(0, (0.0, 1.0));
        for stage in 0..self.stages.len() {
            let mut next: BTreeMap<Vec<u64>, Pasts> = BTreeMap::new();
            for (node, pasts) in &here {
                let (most, least) = self.bounds(stage, node, &mut bounds, budget)?;
                let rest = self.ways(node);
                let mut open: Vec<(f64, f64)> = Vec::new();
                for &(factor, paths) in pasts.values() {
                    if factor + most <= self.threshold {
                        p += paths * libm::exp(factor + rest - self.all);
                    } else if factor + least <= self.threshold {
                        open.push((factor, paths));
                    }
                }
                if !open.is_empty() {
                    self.extend(stage, node, &open, &mut next, budget)?;
                }
            }
            here = next;
        }
        Some(p)
    }

    fn extend(
        &self,
        stage: usize,
        node: &[u64],
        open: &[(f64, f64)],
        next: &mut BTreeMap<Vec<u64>, Pasts>,
        budget: &mut u64,
    ) -> Option<()> {
        self.each_filling(stage, node, budget, open.len() as u64, &mut |left, factor| {
            let pasts = next.entry(left).or_default();
            for &(so_far, paths) in open {
                let sum = so_far + factor;
                #[allow(clippy::cast_possible_truncation, reason = "a key, saturating at the ends")]
                let key = (sum * 1e9).round() as i64;
                pasts.entry(key).or_insert((sum, 0.0)).1 += paths;
            }
        })
    }

    /// The largest and smallest factor from a stage on.
    fn bounds(&self, stage: usize, node: &[u64], known: &mut Bounds, budget: &mut u64) -> Option<(f64, f64)> {
        if stage + 1 == self.stages.len() {
            let factor = self.ways(node);
            return Some((factor, factor));
        }
        let key = (stage, node.to_vec());
        if let Some(&found) = known.get(&key) {
            return Some(found);
        }
        let mut fillings: BTreeMap<Vec<u64>, (f64, f64)> = BTreeMap::new();
        self.each_filling(stage, node, budget, 1, &mut |left, factor| {
            let ends = fillings.entry(left).or_insert((factor, factor));
            *ends = (ends.0.max(factor), ends.1.min(factor));
        })?;
        let (mut most, mut least) = (f64::NEG_INFINITY, f64::INFINITY);
        for (left, (largest, smallest)) in fillings {
            let (after_most, after_least) = self.bounds(stage + 1, &left, known, budget)?;
            most = most.max(largest + after_most);
            least = least.min(smallest + after_least);
        }
        known.insert(key, (most, least));
        Some((most, least))
    }

    /// ln of the sum of the factors of all ways to go on from a node: a multinomial coefficient, whatever the stages.
    fn ways(&self, node: &[u64]) -> f64 {
        self.factorials.ln(node.iter().sum()) - node.iter().map(|&left| self.factorials.ln(left)).sum::<f64>()
    }

    /// Calls with every way to fill the column of a stage from a node: what is left, in order, and the factor.
    fn each_filling(
        &self,
        stage: usize,
        node: &[u64],
        budget: &mut u64,
        cost: u64,
        found: &mut dyn FnMut(Vec<u64>, f64),
    ) -> Option<()> {
        let total = self.stages[stage];
        let mut left = node.to_vec();
        self.fill(0, total, self.factorials.ln(total), &mut left, &mut |left, factor| {
            *budget = budget.checked_sub(cost + node.len() as u64)?;
            let mut ordered = left.to_vec();
            ordered.sort_unstable();
            found(ordered, factor);
            Some(())
        })
    }

    fn fill(
        &self,
        place: usize,
        to_place: u64,
        factor: f64,
        left: &mut Vec<u64>,
        found: &mut dyn FnMut(&[u64], f64) -> Option<()>,
    ) -> Option<()> {
        if place == left.len() {
            return found(left, factor);
        }
        let here = left[place];
        let room_after: u64 = left[place + 1..].iter().sum();
        for count in to_place.saturating_sub(room_after)..=here.min(to_place) {
            left[place] = here - count;
            let factor = factor - self.factorials.ln(count);
            self.fill(place + 1, to_place - count, factor, left, found)?;
        }
        left[place] = here;
        Some(())
    }

    /// Draws tables with these margins and counts those that are as unlikely as the one observed.
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn draw(&self) -> Fisher {
        let n: u64 = self.nodes.iter().sum();
        let cells = (self.nodes.len() * self.stages.len()) as u64;
        // Cell by cell a count takes as many steps as it lies from the one expected, on average about the root of the counts in its row.
        let by_cell = cells.saturating_mul(8 + (n / cells.max(1)).isqrt());
        let by_person = n <= by_cell;
        let cost = n.min(by_cell).max(1);
        let fits = |tables: &&u64| tables.saturating_mul(cost) <= MOST_DRAWING;
        let drawn = DRAWN.iter().find(fits).or(DRAWN.last()).copied().unwrap_or(1);
        let mut random = Random::seeded(SEED);
        let mut people = if by_person { self.people() } else { People::default() };
        let one = |_: &u64| {
            let factor =
                if by_person { people.shuffled(&self.factorials, &mut random) } else { self.cell_by_cell(&mut random) };
            factor <= self.threshold
        };
        let as_unlikely = (0..drawn).filter(one).count() as u64;
        // The observed table is one of those that could have been drawn, so p is never nought.
        let p = (as_unlikely + 1) as f64 / (drawn + 1) as f64;
        Fisher { p, standard_error: Some((p * (1.0 - p) / drawn as f64).sqrt()), drawn }
    }

    /// The factor of a table drawn cell by cell.
    fn cell_by_cell(&self, random: &mut Random) -> f64 {
        let mut left = self.nodes.clone();
        let mut factor = 0.0;
        for &total in &self.stages {
            factor += self.factorials.ln(total);
            let mut to_place = total;
            let mut room: u64 = left.iter().sum();
            for here in &mut left {
                let count = self.hypergeometric(*here, room - *here, to_place, random);
                room -= *here;
                *here -= count;
                to_place -= count;
                factor -= self.factorials.ln(count);
            }
        }
        factor
    }

    fn people(&self) -> People {
        let each = |totals: &[u64]| -> Vec<usize> {
            let places = totals.iter().enumerate();
            places.flat_map(|(place, total)| (0..*total).map(move |_| place)).collect()
        };
        People {
            nodes: each(&self.nodes),
            stages: each(&self.stages),
            counts: vec![0; self.nodes.len() * self.stages.len()],
            across: self.stages.len(),
            all: self.stages.iter().map(|&total| self.factorials.ln(total)).sum(),
        }
    }

    /// How many of `drawn` come from `good` rather than from `bad`, by inversion from the mode outwards.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts stay far below 2^53, and the mode lies between nought and the number drawn"
    )]
    fn hypergeometric(&self, good: u64, bad: u64, drawn: u64, random: &mut Random) -> u64 {
        let lowest = drawn.saturating_sub(bad);
        let highest = good.min(drawn);
        if lowest == highest {
            return lowest;
        }
        let (k, n, m) = (good as f64, drawn as f64, bad as f64);
        let mode = (((n + 1.0) * (k + 1.0) / (k + m + 2.0)).floor() as u64).clamp(lowest, highest);
        let ln = |count: u64| self.factorials.ln(count);
        let choose = |of: u64, take: u64| ln(of) - ln(take) - ln(of - take);
        let at_mode = libm::exp(choose(good, mode) + choose(bad, drawn - mode) - choose(good + bad, drawn));
        let (mut up, mut down) = (mode, mode);
        let (mut p_up, mut p_down) = (at_mode, at_mode);
        let mut rest = random.uniform() - at_mode;
        while rest > 0.0 && (up < highest || down > lowest) {
            if up < highest {
                let x = up as f64;
                p_up *= (k - x) * (n - x) / ((x + 1.0) * (m - n + x + 1.0));
                up += 1;
                rest -= p_up;
                if rest <= 0.0 {
                    return up;
                }
            }
            if down > lowest {
                let x = down as f64;
                p_down *= x * (m - n + x) / ((k - x + 1.0) * (n - x + 1.0));
                down -= 1;
                rest -= p_down;
                if rest <= 0.0 {
                    return down;
                }
            }
        }
        mode
    }
}

/// Respondents one by one, for tables with more cells than people: who is in which group is shuffled.
#[derive(Default)]
struct People {
    nodes: Vec<usize>,
    stages: Vec<usize>,
    counts: Vec<u64>,
    across: usize,
    all: f64,
}

impl People {
    /// The factor of a table in which everybody's group is somebody's at random.
    fn shuffled(&mut self, factorials: &Factorials, random: &mut Random) -> f64 {
        for last in (1..self.nodes.len()).rev() {
            let other = usize::try_from(random.below(last as u64 + 1)).unwrap_or(last);
            self.nodes.swap(last, other);
        }
        let cell = |(node, stage): (&usize, &usize)| node * self.across + stage;
        for place in self.nodes.iter().zip(&self.stages).map(cell) {
            self.counts[place] += 1;
        }
        // Each cell is taken where it is first met and left empty for the next table.
        let mut factor = self.all;
        for place in self.nodes.iter().zip(&self.stages).map(cell) {
            factor -= factorials.ln(std::mem::take(&mut self.counts[place]));
        }
        factor
    }
}

/// ln n!, looked up.
struct Factorials(Vec<f64>);

impl Factorials {
    const LONGEST: u64 = 1_000_000;

    fn up_to(n: u64) -> Self {
        Self((0..=n.min(Self::LONGEST)).map(ln_factorial).collect())
    }

    fn ln(&self, n: u64) -> f64 {
        let place = usize::try_from(n).unwrap_or(usize::MAX);
        self.0.get(place).copied().unwrap_or_else(|| ln_factorial(n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(table: &[Vec<u64>]) -> f64 {
        exact(table).unwrap().p
    }

    #[test]
    fn an_empty_table_and_one_group_have_no_test() {
        assert_eq!(exact(&[]), None);
        assert_eq!(exact(&[vec![0, 0], vec![0, 0]]), None);
        assert_eq!(exact(&[vec![3, 0], vec![4, 0]]), None);
    }

    #[test]
    fn two_respondents_can_never_be_significant() {
        assert_eq!(p(&[vec![1, 0], vec![0, 1]]), 1.0);
    }

    #[test]
    fn two_by_two_as_published() {
        assert!((p(&[vec![13, 7], vec![8, 10]]) - 0.327_548_257_3).abs() < 1e-9);
    }

    #[test]
    fn larger_tables_as_published() {
        assert!((p(&[vec![13, 7, 5], vec![8, 10, 9]]) - 0.299_126_031_0).abs() < 1e-9);
        assert!((p(&[vec![3, 1, 2], vec![1, 5, 6], vec![4, 9, 7]]) - 0.378_178_107_6).abs() < 1e-9);
    }

    #[test]
    fn turning_the_table_and_permuting_it_change_nothing() {
        let table = [vec![3, 1, 2, 0], vec![1, 5, 6, 2], vec![4, 9, 7, 1]];
        let turned: Vec<Vec<u64>> = (0..4).map(|column| table.iter().map(|row| row[column]).collect()).collect();
        let permuted = [table[2].clone(), table[0].clone(), table[1].clone()];
        assert!((p(&table) - p(&turned)).abs() < 1e-12);
        assert!((p(&table) - p(&permuted)).abs() < 1e-12);
    }

    #[test]
    fn drawn_tables_agree_with_enumerated_ones_and_with_themselves() {
        let table = [vec![3, 1, 2], vec![1, 5, 6], vec![4, 9, 7]];
        let drawn = with_steps(&table, 0).unwrap();
        let error = drawn.standard_error.unwrap();
        assert!((drawn.p - 0.378_178_107_6).abs() < 4.0 * error, "{drawn:?}");
        assert_eq!(with_steps(&table, 0), Some(drawn));
        // Fewer people than cells: who is in which group is shuffled.
        let sparse: Vec<Vec<u64>> =
            (0..9_u64).map(|row| (0..9).map(|column| u64::from((row * column) % 5 == 1)).collect()).collect();
        let drawn = with_steps(&sparse, 0).unwrap();
        assert!((drawn.p - p(&sparse)).abs() < 0.02 && drawn.drawn == 20_000, "{drawn:?}");
        let far = with_steps(&[vec![40, 0], vec![0, 40]], 0).unwrap();
        assert!(far.p > 0.0);
    }
}
