//! The samples that `designs.R` builds, built from the same columns.

use std::collections::BTreeMap;
use std::path::Path;

use canvass::stats::MISSING;
use canvass::stats::design::adjustment::Adjustment;
use canvass::stats::design::sample::{Design, Population, SingleUnit, StageInput};
use canvass::stats::weighting::calibration::{CalibrationOptions, Distance, calibrate};
use canvass::stats::weighting::raking::{Margin, RakingOptions, cell_weights, rake};

/// A csv file by its columns.
pub struct Columns(BTreeMap<String, Vec<String>>);

impl Columns {
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines = text.lines().map(|line| line.split(',').map(|cell| cell.trim_matches('"')).collect::<Vec<_>>());
        let head = lines.next().unwrap();
        let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in lines {
            for (name, cell) in head.iter().zip(&line) {
                columns.entry((*name).to_owned()).or_default().push((*cell).to_owned());
            }
        }
        Self(columns)
    }

    /// A column of numbers; NA is a gap.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        self.0[name].iter().map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()
    }

    /// The codes of a column in the order of its values; NA is missing.
    pub fn codes(&self, name: &str) -> Vec<u32> {
        let mut values: Vec<&String> = self.0[name].iter().filter(|cell| *cell != "NA").collect();
        values.sort();
        values.dedup();
        let code = |cell: &String| values.iter().position(|value| *value == cell).map_or(MISSING, |code| code as u32);
        self.0[name].iter().map(code).collect()
    }
}

/// A design with the variables that are estimated.
#[derive(Clone)]
pub struct Sample {
    pub design: Design,
    pub weights: Vec<f64>,
    pub y: Vec<f64>,
    pub x: Vec<f64>,
    pub yes: Vec<f64>,
    pub a: Vec<u32>,
    pub b: Vec<u32>,
    pub g: Vec<u32>,
    pub domain: Vec<bool>,
}

impl Sample {
    /// Every sample of the generated data by its name.
    pub fn generated(data: &Columns) -> BTreeMap<String, Self> {
        let weights = data.numbers("w");
        let of = |design: Design| Self {
            weights: design.weights().to_vec(),
            design,
            y: data.numbers("y"),
            x: data.numbers("x"),
            yes: data.numbers("yes"),
            a: data.codes("a"),
            b: data.codes("b"),
            g: data.codes("g"),
            domain: data.numbers("dom").iter().map(|&inside| inside == 1.0).collect(),
        };
        let strata = data.codes("stratum");
        let stratified = StageInput { strata: Some(&strata), ..StageInput::default() };
        let clusters = Self::clusters(data, &["stratum"], "cluster", SingleUnit::Fail, Some("n1"));
        let mut samples = BTreeMap::from([
            ("weights".to_owned(), of(Design::of_weights(&weights).unwrap())),
            ("strata".to_owned(), of(Design::new(&weights, &[stratified], SingleUnit::Fail).unwrap())),
            ("clusters".to_owned(), of(clusters.clone())),
            ("stages".to_owned(), of(Self::stages(data))),
        ]);
        let policies = [
            ("lonely-certainty", SingleUnit::Certainty),
            ("lonely-adjust", SingleUnit::Adjust),
            ("lonely-average", SingleUnit::Average),
        ];
        for (name, policy) in policies {
            samples.insert(name.to_owned(), of(Self::clusters(data, &["lonely"], "cluster", policy, None)));
        }
        for (name, design) in adjusted(data, &clusters) {
            samples.insert(name.to_owned(), of(design));
        }
        samples
    }

    /// Clusters within strata.
    pub fn clusters(
        data: &Columns,
        strata: &[&str],
        cluster: &str,
        policy: SingleUnit,
        population: Option<&str>,
    ) -> Design {
        let strata = strata.first().map(|name| data.codes(name));
        let clusters = data.codes(cluster);
        let population = population.map(|name| data.numbers(name));
        let stage = StageInput {
            strata: strata.as_deref(),
            clusters: Some(&clusters),
            population: population.as_deref().map(Population::Sizes),
        };
        Design::new(&data.numbers("w"), &[stage], policy).unwrap()
    }

    fn stages(data: &Columns) -> Design {
        let (strata, clusters, households) = (data.codes("stratum"), data.codes("cluster"), data.codes("household"));
        let (first, second) = (data.numbers("n1"), data.numbers("n2"));
        let stages = [
            StageInput {
                strata: Some(&strata),
                clusters: Some(&clusters),
                population: Some(Population::Sizes(&first)),
            },
            StageInput { strata: None, clusters: Some(&households), population: Some(Population::Sizes(&second)) },
        ];
        Design::new(&data.numbers("w"), &stages, SingleUnit::Fail).unwrap()
    }

    /// The pseudo-strata of two clusters. R leaves the other rows out, which is the same as weights of zero but for their strata.
    pub fn pairs(data: &Columns) -> Design {
        let clusters = data.codes("cluster");
        let pairs = data.codes("pair");
        let mut units: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (&pair, &cluster) in pairs.iter().zip(&clusters) {
            let units = units.entry(pair).or_default();
            if !units.contains(&cluster) {
                units.push(cluster);
            }
        }
        let kept = |row: &usize| units[&pairs[*row]].len() == 2;
        // The other rows go into a pair of their own, without weight.
        let rows = || 0..clusters.len();
        let strata: Vec<u32> = rows().map(|row| if kept(&row) { pairs[row] } else { 99 }).collect();
        let codes: Vec<u32> = rows().map(|row| if kept(&row) { clusters[row] } else { row as u32 % 2 }).collect();
        let weights: Vec<f64> =
            data.numbers("w").into_iter().enumerate().map(|(row, w)| if kept(&row) { w } else { 0.0 }).collect();
        let stage = StageInput { strata: Some(&strata), clusters: Some(&codes), population: None };
        Design::new(&weights, &[stage], SingleUnit::Fail).unwrap()
    }

    /// The samples of R's api data.
    pub fn api(folder: &Path) -> BTreeMap<String, Self> {
        let clus = Columns::read(&folder.join("apiclus1.csv"));
        let strat = Columns::read(&folder.join("apistrat.csv"));
        let (districts, schools) = (clus.codes("dnum"), clus.numbers("fpc"));
        let stage = StageInput {
            clusters: Some(&districts),
            population: Some(Population::Sizes(&schools)),
            ..StageInput::default()
        };
        let of_districts = Design::new(&clus.numbers("pw"), &[stage], SingleUnit::Fail).unwrap();
        let (types, schools) = (strat.codes("stype"), strat.numbers("fpc"));
        let stage =
            StageInput { strata: Some(&types), population: Some(Population::Sizes(&schools)), ..StageInput::default() };
        let of_types = Design::new(&strat.numbers("pw"), &[stage], SingleUnit::Fail).unwrap();
        let of = |data: &Columns, design: Design, a: &str, b: &str, few: f64| Self {
            weights: design.weights().to_vec(),
            design,
            y: data.numbers("api00"),
            x: data.numbers("enroll"),
            yes: data.numbers("ell").iter().map(|&share| f64::from(u8::from(share < few))).collect(),
            a: data.codes(a),
            b: data.codes(b),
            g: data.codes("stype"),
            domain: data.numbers("meals").iter().map(|&share| share < 50.0).collect(),
        };
        let plain = of(&clus, of_districts.clone(), "sch.wide", "stype", 0.5);
        let margins = [
            Margin { codes: &plain.b, targets: &[4421.0, 755.0, 1018.0] },
            Margin { codes: &plain.a, targets: &[1072.0, 5122.0] },
        ];
        let weights = rake(&plain.weights, &margins, &RakingOptions::default()).unwrap().weights;
        let margins = vec![plain.b.clone(), plain.a.clone()];
        let adjustment = Adjustment::Raked { margins, after: weights.clone() };
        let raked = of_districts.adjusted(&weights, adjustment.clone()).unwrap();
        let infinite = StageInput { clusters: Some(&districts), ..StageInput::default() };
        let infinite = Design::new(&clus.numbers("pw"), &[infinite], SingleUnit::Fail).unwrap();
        let infinite = infinite.adjusted(&weights, adjustment).unwrap();
        let mut stratified = of(&strat, of_types.clone(), "comp.imp", "awards", 10.0);
        stratified.g = types.clone();
        BTreeMap::from([
            ("apiclus1".to_owned(), plain),
            ("apiclus1-raked".to_owned(), of(&clus, raked, "sch.wide", "stype", 0.5)),
            ("apiclus1-infinite-raked".to_owned(), of(&clus, infinite, "sch.wide", "stype", 0.5)),
            ("apistrat".to_owned(), stratified),
            ("apistrat-awards".to_owned(), of(&strat, of_types, "sch.wide", "awards", 10.0)),
        ])
    }
}

/// The generated sample with weights that agree with a population.
fn adjusted(data: &Columns, design: &Design) -> Vec<(&'static str, Design)> {
    let before = design.weights().to_vec();
    let (a, g) = (data.codes("a"), data.codes("g"));
    let margins =
        [Margin { codes: &a, targets: &[900.0, 1100.0] }, Margin { codes: &g, targets: &[500.0, 800.0, 700.0] }];
    let raked = rake(&before, &margins, &RakingOptions::default()).unwrap().weights;
    let by_margins = Adjustment::Raked { margins: vec![a.clone(), g.clone()], after: raked.clone() };
    let codes: Vec<u32> = a.iter().zip(&g).map(|(a, g)| g * 2 + a).collect();
    let targets = [300.0, 200.0, 350.0, 450.0, 250.0, 450.0];
    let cells = cell_weights(&before, &codes, &targets, &RakingOptions::default()).unwrap().weights;
    let by_cells = Adjustment::Cells { codes, before: before.clone(), after: cells.clone() };
    let mut designs = vec![
        ("raked", design.clone().adjusted(&raked, by_margins).unwrap()),
        ("cells", design.clone().adjusted(&cells, by_cells).unwrap()),
    ];
    let (ones, x, yes) = (vec![1.0; before.len()], data.numbers("x"), data.numbers("yes"));
    let variables: [&[f64]; 3] = [&ones, &x, &yes];
    let distances = [
        ("linear", Distance::Linear),
        ("logit", Distance::Logit(0.3, 3.0)),
        ("bounded", Distance::BoundedLinear(0.3, 3.0)),
        ("exponential", Distance::Raking),
    ];
    for (name, distance) in distances {
        let options = CalibrationOptions { distance, tolerance: 1e-12, ..CalibrationOptions::default() };
        let after = calibrate(&before, &variables, &[2000.0, 29000.0, 350.0], &options).unwrap().weights;
        let adjustment = Adjustment::calibrated(&variables, &before, &after);
        designs.push((name, design.clone().adjusted(&after, adjustment).unwrap()));
    }
    designs
}
