//! Whole tables under weights, designs and replicate weights, from the file and study.toml to the JSON, against R's survey.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::frequencies::{out, root, tables};

/// A study on the sample that tables-designs.R wrote.
struct Study {
    folder: tempfile::TempDir,
}

impl Study {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display().to_string();
        out(&["init", "-q", &path]);
        let data = root("tests/reference/tables-designs-data.csv").display().to_string();
        out(&["import", "-q", "--study", &path, &data]);
        Self { folder }
    }

    fn draw(&self, survey: &str) {
        let text = format!(
            "[study]\ntitle = \"T\"\n\n[survey]\nsource = \"raw/tables-designs-data.csv\"\nsampling = \"probability\"\n{survey}\n"
        );
        std::fs::write(self.folder.path().join("study.toml"), text).unwrap();
    }

    fn table(&self, arguments: &[&str]) -> Table {
        let path = self.folder.path().display().to_string();
        let base = ["crosstab", "-q", "--study", &path, "--format", "json"];
        Table(tables(&out(&[&base, arguments].concat())).remove(0))
    }
}

struct Table(Value);

impl Table {
    /// The cell of a row and a column by the ends of their keys, such as `b.2` and `grp.g1`.
    fn cell(&self, row: &str, column: &str) -> &Value {
        let place = |of: &str, key: &str| {
            let all = self.0[of].as_array().unwrap();
            all.iter().position(|entry| entry["key"] == key).unwrap_or_else(|| panic!("no {key} in {of}"))
        };
        &self.0["cells"][place("stub", row)][place("banner", column)]
    }

    /// The test of a question by a group.
    fn test(&self, of: &str, figure: &str) -> &Value {
        let tests = self.0["tests"].as_array().unwrap();
        &tests.iter().find(|test| test["of"] == of).unwrap_or_else(|| panic!("no {of}: {tests:?}"))[figure]
    }
}

/// What study.toml says of each design of the R script.
fn designs(known: &BTreeMap<(String, String), f64>) -> Vec<(&'static str, String)> {
    let replicates = |name: &str, kind: &str| {
        let scales: Vec<String> = (1..)
            .map_while(|number| known.get(&(name.to_owned(), format!("rscale {number}"))))
            .map(|scale| format!("{scale}"))
            .collect();
        let scale = known[&(name.to_owned(), "scale".to_owned())];
        format!(
            "weight = \"w\"\ndesign = {{ replicates = \"{name}_*\", kind = \"{kind}\", scale = {scale:?}, scales = [{}] }}",
            scales.join(", ")
        )
    };
    let clustered = "design = { strata = \"stratum\", cluster = \"cluster\" }";
    let lonely = |policy: &str| {
        format!("weight = \"w\"\ndesign = {{ strata = \"lone\", cluster = \"cluster\", single_unit = \"{policy}\" }}")
    };
    let raked =
        "weight = { rake = { a = { A1 = 600, A2 = 400 }, grp = { G1 = 300, G2 = 450, G3 = 250 } }, from = \"w\" }";
    let calibrated = |distance: &str| {
        let totals = "grp = { G1 = 550, G2 = 900, G3 = 650 }, z = 78000";
        format!("weight = {{ calibrate = {{ {totals} }}, from = \"w\"{distance} }}")
    };
    vec![
        ("linear", calibrated("")),
        ("linear-clusters", format!("{}\n{clustered}", calibrated(""))),
        ("bounded-clusters", format!("{}\n{clustered}", calibrated(", bounds = [0.6, 2.5]"))),
        ("logit-clusters", format!("{}\n{clustered}", calibrated(", distance = \"logit\", bounds = [0.6, 2.5]"))),
        ("exponential-clusters", format!("{}\n{clustered}", calibrated(", distance = \"raking\""))),
        ("weights", "weight = \"w\"".to_owned()),
        ("equal", "weight = \"one\"".to_owned()),
        ("zero", "weight = \"wz\"".to_owned()),
        ("huge", "weight = \"whuge\"".to_owned()),
        (
            "clusters",
            "weight = \"w\"\ndesign = { strata = \"stratum\", cluster = \"cluster\", fpc = \"n1\" }".to_owned(),
        ),
        ("strata", "weight = \"w\"\ndesign = { strata = \"stratum\" }".to_owned()),
        ("lonely-certainty", lonely("certainty")),
        ("lonely-adjust", lonely("adjust")),
        ("lonely-average", lonely("average")),
        ("raked", raked.to_owned()),
        ("raked-clusters", format!("{raked}\n{clustered}")),
        ("jkn", replicates("jkn", "jkn")),
        ("jk1", replicates("jk1", "jk1")),
        ("brr", replicates("brr", "brr")),
        ("boot", replicates("boot", "bootstrap")),
    ]
}

/// Every figure of the R script as canvass gives it.
fn figures(study: &Study) -> BTreeMap<String, f64> {
    let mut found = BTreeMap::new();
    let mut put = |name: String, value: &Value| {
        if let Some(value) = value.as_f64() {
            found.insert(name, value);
        }
    };
    let table = study.table(&[
        "b",
        "y",
        "m",
        "--by",
        "a,grp,m",
        "--show",
        "column %,interval,se,mean,vs rest",
        "--method",
        "r",
    ]);
    let numbers = study.table(&["z", "--by", "a", "--show", "interval,se", "--test", "none"]);
    let ranks = study.table(&["z", "--by", "a,grp", "--test", "ranks"]);
    for group in ["A1", "A2"] {
        let column = format!("a.{}", group.to_lowercase());
        for (choice, row) in [("B1", "b.1"), ("B2", "b.2")] {
            let cell = table.cell(row, &column);
            put(format!("share {choice} {group}"), &cell["column_percent"]);
            put(format!("se {choice} {group}"), &cell["standard_error"]);
            put(format!("lower {choice} {group}"), &cell["interval"][0]);
            put(format!("upper {choice} {group}"), &cell["interval"][1]);
        }
        let mean = table.cell("y.mean", &column);
        put(format!("mean {group}"), &mean["value"]);
        put(format!("mean-se {group}"), &mean["standard_error"]);
        put(format!("mean-lower {group}"), &mean["interval"][0]);
        put(format!("mean-upper {group}"), &mean["interval"][1]);
        let median = numbers.cell("z.median", &column);
        put(format!("median-lower {group}"), &median["interval"][0]);
        put(format!("median-upper {group}"), &median["interval"][1]);
        // The row of the standard error says what stands beside the mean.
        let (row, mean) = (numbers.cell("z.se", &column), numbers.cell("z.mean", &column));
        if mean["standard_error"].is_f64() {
            assert_eq!(row["value"], mean["standard_error"], "{group}");
        }
    }
    for (name, of, figure) in [
        ("chisq-F", "b × a", "statistic"),
        ("chisq-df", "b × a", "df"),
        ("chisq-ddf", "b × a", "df_within"),
        ("chisq-p", "b × a", "p"),
        // The difference is the second group less the first, as R’s is.
        ("t", "y × a", "statistic"),
        ("t-df", "y × a", "df"),
        ("t-p", "y × a", "p"),
        ("means-F", "y × grp", "statistic"),
        ("means-ddf", "y × grp", "df_within"),
        ("means-p", "y × grp", "p"),
        ("several-p", "m × a", "p"),
        ("overlap-p", "b × m", "p"),
    ] {
        put(name.to_owned(), table.test(of, figure));
    }
    put("rank-t".to_owned(), ranks.test("z × a", "statistic"));
    put("rank-p".to_owned(), ranks.test("z × a", "p"));
    put("ranks-p".to_owned(), ranks.test("z × grp", "p"));
    for group in ["G1", "G2", "G3"] {
        for (what, row) in [("is", "b.2"), ("ticked", "m.1"), ("y", "y.mean")] {
            let rest = &table.cell(row, &format!("grp.{}", group.to_lowercase()))["rest"];
            put(format!("rest-difference {what} {group}"), &rest["difference"]);
            put(format!("rest-p {what} {group}"), &rest["p"]);
        }
    }
    for choice in ["adults", "children", "elders"] {
        put(format!("overlap-rest-p {choice}"), &table.cell("b.2", &format!("m.{choice}"))["rest"]["p"]);
    }
    found
}

#[test]
fn whole_tables_under_weights_designs_and_replicates_agree_with_r() {
    let text = std::fs::read_to_string(Path::new(&root("tests/reference/tables-designs-r.csv"))).unwrap();
    let mut known: BTreeMap<(String, String), f64> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let [design, figure, value] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        known.insert((design.to_owned(), figure.to_owned()), value.parse().unwrap());
    }
    let study = Study::new();
    let (mut compared, mut wrong) = (0, Vec::new());
    for (name, survey) in designs(&known) {
        study.draw(&survey);
        let ours = figures(&study);
        for ((_, figure), theirs) in
            known.iter().filter(|((design, figure), _)| design == name && !figure.contains("scale"))
        {
            // Errors of weights alone are counted with the cells, of each column by itself.
            let is_error = figure.starts_with("se ") || figure.starts_with("mean-se");
            if is_error && ["weights", "equal", "zero", "huge"].contains(&name) {
                continue;
            }
            compared += 1;
            let own = ours.get(figure);
            if !own.is_some_and(|own| (own - theirs).abs() <= 1e-6 * theirs.abs().max(1e-9)) {
                wrong.push(format!("{name}, {figure}: R {theirs}, we {own:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 1100, "{compared}");
}
