//! How a sample was drawn: strata, clusters in stages, how many there are in the population.
//!
//! # What it measures
//! Which respondents were drawn together and out of what, which decides how much chance there is in the figures.
//!
//! # Formula
//! At each stage, units are drawn within strata. A cluster is known by its stratum and its code, so codes may begin anew in every stratum;
//! units of a later stage lie within one unit of the stage before. A later stage matters only where the stage before has a finite
//! population (otherwise the first stage holds all chance there is: the ultimate cluster).
//!
//! # Assumptions
//! Units are drawn with equal chances within their stratum and stage, or the population is so large that it does not matter.
//!
//! # Reference
//! Lumley, T. (2004). Analysis of complex survey samples. Journal of Statistical Software 9(8); `svydesign` of R's survey.

use super::adjustment::Adjustment;
use crate::stats::MISSING;
use crate::stats::weighting::check::{Kind, WeightCheck, check, kind};

/// How many units there are in the population, an entry a row.
#[derive(Debug, Clone, Copy)]
pub enum Population<'a> {
    /// How many units of this stage the stratum has; infinite for no correction.
    Sizes(&'a [f64]),
    /// Which share of them was drawn, above 0 to 1.
    Fractions(&'a [f64]),
}

/// One stage of drawing.
#[derive(Debug, Clone, Copy, Default)]
pub struct StageInput<'a> {
    /// The stratum of each row; `None` for a single one.
    pub strata: Option<&'a [u32]>,
    /// The unit of each row; `None` where every row is a unit of its own.
    pub clusters: Option<&'a [u32]>,
    /// The finite population; `None` for drawing with replacement or from very many.
    pub population: Option<Population<'a>>,
}

/// What a stratum with a single unit adds to the variance, which cannot be seen from one unit. R's `survey.lonely.psu`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SingleUnit {
    /// No variance is given, and the error names the stratum.
    #[default]
    Fail,
    /// Nothing, as if the unit had been certain to be drawn (also R's “remove”).
    Certainty,
    /// Its distance from the centre of all strata; on the safe side.
    Adjust,
    /// As much as the other strata on average.
    Average,
}

/// Why there is no design, or no variance under it.
#[derive(Debug, Clone, PartialEq)]
pub enum DesignError {
    /// No rows or no stages.
    Empty,
    /// A column with another number of rows than there are weights, at a stage counted from 0.
    Shape {
        /// The stage, or `None` for a column of values.
        stage: Option<usize>,
    },
    /// The weights cannot be used.
    Weights(Box<WeightCheck>),
    /// Rows without a stratum or a cluster.
    MissingCode {
        /// The stage, counted from 0.
        stage: usize,
        /// How many rows.
        rows: u64,
        /// The first.
        first: usize,
    },
    /// A size or a fraction of the population that is none.
    Population {
        /// The stage.
        stage: usize,
        /// The row.
        row: usize,
        /// What was given.
        given: f64,
    },
    /// Sizes of the population that differ within one stratum.
    PopulationVaries {
        /// The stage.
        stage: usize,
        /// The stratum's code.
        stratum: u32,
        /// One size.
        one: f64,
        /// Another.
        other: f64,
    },
    /// More units drawn than there are in the population.
    PopulationTooSmall {
        /// The stage.
        stage: usize,
        /// The stratum's code.
        stratum: u32,
        /// Units drawn.
        drawn: u64,
        /// Units there are.
        population: f64,
    },
    /// A stratum with a single unit, under [`SingleUnit::Fail`].
    SingleUnit {
        /// The stage.
        stage: usize,
        /// The stratum's code.
        stratum: u32,
        /// How many strata have but one unit.
        strata: u64,
    },
    /// All strata have a single unit, so that there is nothing to average.
    OnlySingleUnits,
    /// Nobody is left to estimate from.
    Nobody,
    /// A sum that is larger than numbers can be, or a ratio by nought.
    Undefined,
}

/// A stratum of a stage within one unit of the stage before.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    /// The unit of the stage before; 0 at the first.
    pub parent: u32,
    /// The stratum's code.
    pub stratum: u32,
    /// Its units, which are numbered in the order of the groups.
    pub units: std::ops::Range<usize>,
    /// Units in the population, possibly infinite.
    pub population: f64,
    /// The product of the sampling fractions of the stages before.
    pub multiplier: f64,
}

impl Group {
    /// Units drawn.
    pub fn drawn(&self) -> usize {
        self.units.len()
    }

    /// The share that was not drawn.
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn correction(&self) -> f64 {
        if self.population.is_infinite() { 1.0 } else { (self.population - self.drawn() as f64) / self.population }
    }
}

/// A stage with its units.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stage {
    /// The unit of each row.
    pub unit_of_row: Vec<u32>,
    /// The group of each unit.
    pub group_of_unit: Vec<u32>,
    /// The groups in the order of parent and stratum.
    pub groups: Vec<Group>,
}

/// A sample as it was drawn, with its weights.
#[derive(Debug, Clone)]
pub struct Design {
    pub(super) weights: Vec<f64>,
    pub(super) stages: Vec<Stage>,
    /// Rows in the order of their units.
    pub(super) order: Vec<u32>,
    pub(super) single_unit: SingleUnit,
    pub(super) adjustments: Vec<Adjustment>,
}

impl Design {
    /// A design from weights and stages. A weight of zero or a missing one (NaN) leaves its row out of every estimate; it still counts as drawn.
    pub fn new(weights: &[f64], stages: &[StageInput<'_>], single_unit: SingleUnit) -> Result<Self, DesignError> {
        if weights.is_empty() || stages.is_empty() {
            return Err(DesignError::Empty);
        }
        let found = check(weights);
        if found.refusal().is_some() || u32::try_from(weights.len()).is_err() {
            return Err(DesignError::Weights(Box::new(found)));
        }
        let weights = weights.iter().map(|&weight| if kind(weight) == Kind::Usable { weight } else { 0.0 }).collect();
        let mut design = Self { weights, stages: Vec::new(), order: Vec::new(), single_unit, adjustments: Vec::new() };
        for (number, input) in stages.iter().enumerate() {
            let (stage, order) = design.next_stage(number, input)?;
            let finite = stage.groups.iter().any(|group| group.population.is_finite());
            design.stages.push(stage);
            design.order = order;
            if !finite {
                break;
            }
        }
        Ok(design)
    }

    /// Every row drawn on its own from very many, with unequal weights only.
    pub fn of_weights(weights: &[f64]) -> Result<Self, DesignError> {
        Self::new(weights, &[StageInput::default()], SingleUnit::Fail)
    }

    /// The same design with weights that were made to agree with the population, so that variances know it.
    pub fn adjusted(mut self, weights: &[f64], adjustment: Adjustment) -> Result<Self, DesignError> {
        if weights.len() != self.weights.len() || !adjustment.fits(weights.len()) {
            return Err(DesignError::Shape { stage: None });
        }
        let found = check(weights);
        if found.refusal().is_some() {
            return Err(DesignError::Weights(Box::new(found)));
        }
        self.weights = weights.iter().map(|&weight| if kind(weight) == Kind::Usable { weight } else { 0.0 }).collect();
        self.adjustments.push(adjustment);
        Ok(self)
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.weights.len()
    }

    /// The weights, 0 for rows that are left out.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The unit of each row at the first stage, numbered from 0 in the order of strata and codes; for kernels that sum by unit.
    pub fn units(&self) -> &[u32] {
        self.stages.first().map_or(&[], |stage| &stage.unit_of_row)
    }

    /// How many units were drawn at the first stage.
    pub fn unit_count(&self) -> usize {
        self.stages.first().map_or(0, |stage| stage.group_of_unit.len())
    }

    /// Units of the first stage less strata, counted among rows of the domain whose weight is above zero.
    pub fn degrees_of_freedom(&self, domain: Option<&[bool]>) -> u64 {
        let Some(stage) = self.stages.first() else { return 0 };
        let mut units = vec![false; stage.group_of_unit.len()];
        let mut strata = vec![false; stage.groups.len()];
        for (row, &unit) in stage.unit_of_row.iter().enumerate() {
            if self.weights[row] > 0.0 && domain.is_none_or(|domain| domain[row]) {
                units[unit as usize] = true;
                strata[stage.group_of_unit[unit as usize] as usize] = true;
            }
        }
        let count = |marks: &[bool]| marks.iter().filter(|&&mark| mark).count() as u64;
        count(&units) - count(&strata)
    }

    /// The units of a stage within those of the stages before, and the rows in their order.
    #[allow(clippy::cast_possible_truncation, reason = "there are fewer rows than 2^32")]
    fn next_stage(&self, number: usize, input: &StageInput<'_>) -> Result<(Stage, Vec<u32>), DesignError> {
        let rows = self.weights.len();
        check_codes(number, rows, input)?;
        let parents = self.stages.last().map(|stage| &stage.unit_of_row);
        let key = |row: u32| {
            let row = row as usize;
            let of = |codes: Option<&[u32]>, without: u32| codes.map_or(without, |codes| codes[row]);
            let parent = parents.map_or(0, |parents| parents[row]);
            ((parent, of(input.strata, 0)), of(input.clusters, row as u32))
        };
        let mut order: Vec<u32> = (0..rows as u32).collect();
        if number > 0 || input.strata.is_some() || input.clusters.is_some() {
            order.sort_unstable_by_key(|&row| (key(row), row));
        }
        let mut stage = Stage { unit_of_row: vec![0; rows], group_of_unit: Vec::new(), groups: Vec::new() };
        let mut before = None;
        let mut first_rows = Vec::new();
        for &row in &order {
            let (group, unit) = key(row);
            let (new_group, new_unit) = match before {
                None => (true, true),
                Some((last_group, last_unit)) => (last_group != group, last_group != group || last_unit != unit),
            };
            if new_group {
                let start = stage.group_of_unit.len();
                let multiplier = self.multiplier(group.0);
                let (parent, stratum) = group;
                stage.groups.push(Group {
                    parent,
                    stratum,
                    units: start..start,
                    population: f64::INFINITY,
                    multiplier,
                });
                first_rows.push(row as usize);
            }
            if new_unit {
                stage.group_of_unit.push(stage.groups.len() as u32 - 1);
            }
            if let Some(group) = stage.groups.last_mut() {
                group.units.end = stage.group_of_unit.len();
            }
            stage.unit_of_row[row as usize] = stage.group_of_unit.len() as u32 - 1;
            before = Some((group, unit));
        }
        if let Some(population) = input.population {
            set_populations(number, &mut stage, population, &first_rows)?;
        }
        Ok((stage, order))
    }

    /// The product of the sampling fractions down to a unit of the last stage built.
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn multiplier(&self, unit: u32) -> f64 {
        let Some(stage) = self.stages.last() else { return 1.0 };
        let group = &stage.groups[stage.group_of_unit[unit as usize] as usize];
        group.multiplier * group.drawn() as f64 / group.population
    }
}

fn check_codes(stage: usize, rows: usize, input: &StageInput<'_>) -> Result<(), DesignError> {
    let population = input.population.map(|population| match population {
        Population::Sizes(column) | Population::Fractions(column) => column.len(),
    });
    let lengths = [input.strata.map(<[u32]>::len), input.clusters.map(<[u32]>::len), population];
    if lengths.into_iter().flatten().any(|length| length != rows) {
        return Err(DesignError::Shape { stage: Some(stage) });
    }
    for codes in [input.strata, input.clusters].into_iter().flatten() {
        if let Some(first) = codes.iter().position(|&code| code == MISSING) {
            let rows = codes.iter().filter(|&&code| code == MISSING).count() as u64;
            return Err(DesignError::MissingCode { stage, rows, first });
        }
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn set_populations(
    number: usize,
    stage: &mut Stage,
    population: Population<'_>,
    first_rows: &[usize],
) -> Result<(), DesignError> {
    let (column, fractions) = match population {
        Population::Sizes(column) => (column, false),
        Population::Fractions(column) => (column, true),
    };
    for (group, &row) in stage.groups.iter_mut().zip(first_rows) {
        let given = column[row];
        let drawn = group.drawn() as f64;
        if given.is_nan() || given <= 0.0 || (fractions && given > 1.0) {
            return Err(DesignError::Population { stage: number, row, given });
        }
        group.population = if fractions { drawn / given } else { given };
        if group.population < drawn {
            let (stratum, drawn) = (group.stratum, group.drawn() as u64);
            return Err(DesignError::PopulationTooSmall { stage: number, stratum, drawn, population: given });
        }
    }
    for (row, &unit) in stage.unit_of_row.iter().enumerate() {
        let place = stage.group_of_unit[unit as usize] as usize;
        let (one, other) = (column[first_rows[place]], column[row]);
        if one != other {
            let stratum = stage.groups[place].stratum;
            return Err(DesignError::PopulationVaries { stage: number, stratum, one, other });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage<'a>(strata: Option<&'a [u32]>, clusters: Option<&'a [u32]>) -> StageInput<'a> {
        StageInput { strata, clusters, population: None }
    }

    #[test]
    fn nobody_has_no_design_and_columns_must_fit() {
        assert_eq!(Design::of_weights(&[]).err(), Some(DesignError::Empty));
        assert_eq!(Design::new(&[1.0], &[], SingleUnit::Fail).err(), Some(DesignError::Empty));
        let short = Design::new(&[1.0, 1.0], &[stage(Some(&[0]), None)], SingleUnit::Fail);
        assert_eq!(short.err(), Some(DesignError::Shape { stage: Some(0) }));
        let missing = Design::new(&[1.0, 1.0], &[stage(None, Some(&[0, MISSING]))], SingleUnit::Fail);
        assert_eq!(missing.err(), Some(DesignError::MissingCode { stage: 0, rows: 1, first: 1 }));
        assert!(matches!(Design::of_weights(&[-1.0]), Err(DesignError::Weights(_))));
    }

    #[test]
    fn codes_of_clusters_may_begin_anew_in_every_stratum() {
        let design = Design::new(&[1.0; 4], &[stage(Some(&[0, 0, 1, 1]), Some(&[0, 1, 0, 1]))], SingleUnit::Fail);
        assert_eq!(design.unwrap().degrees_of_freedom(None), 2);
    }

    #[test]
    fn a_domain_has_the_degrees_of_freedom_of_its_own_units() {
        let design = Design::new(&[1.0, 1.0, 0.0, 1.0], &[stage(None, Some(&[0, 1, 2, 3]))], SingleUnit::Fail).unwrap();
        assert_eq!(design.degrees_of_freedom(None), 2);
        assert_eq!(design.degrees_of_freedom(Some(&[true, false, true, true])), 1);
        assert_eq!(design.degrees_of_freedom(Some(&[false; 4])), 0);
    }

    #[test]
    fn populations_must_make_sense() {
        let with = |sizes: &[f64]| {
            let input = StageInput { population: Some(Population::Sizes(sizes)), ..StageInput::default() };
            Design::new(&[1.0; 2], &[input], SingleUnit::Fail).err()
        };
        assert_eq!(with(&[10.0, 10.0]), None);
        let varies = DesignError::PopulationVaries { stage: 0, stratum: 0, one: 10.0, other: 9.0 };
        assert_eq!(with(&[10.0, 9.0]), Some(varies));
        let small = DesignError::PopulationTooSmall { stage: 0, stratum: 0, drawn: 2, population: 1.0 };
        assert_eq!(with(&[1.0, 1.0]), Some(small));
        assert_eq!(with(&[0.0, 0.0]), Some(DesignError::Population { stage: 0, row: 0, given: 0.0 }));
        let fractions = StageInput { population: Some(Population::Fractions(&[1.5, 1.5])), ..StageInput::default() };
        assert!(Design::new(&[1.0; 2], &[fractions], SingleUnit::Fail).is_err());
    }
}
