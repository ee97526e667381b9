//! Designs from the command line and from study.toml to the JSON, against R's survey.

use serde_json::Value;

use crate::frequencies::{out, refused, root, tables};

fn table(arguments: &[&str]) -> Value {
    tables(&out(&[&["crosstab", "-q", "--format", "json"], arguments].concat())).remove(0)
}

fn close(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() <= 2e-7 * expected.abs(), "{value} is not {expected}");
}

/// The generated sample with letters before the codes of its choices, so that they are read as choices.
fn generated(arguments: &[&str]) -> Value {
    let text = std::fs::read_to_string(root("tests/reference/designs-data.csv")).unwrap();
    let line = |line: &str| {
        let cells = line.split(',').enumerate().map(|(place, cell)| match (place, cell) {
            (_, "NA") => String::new(),
            (6, code) if code != "a" => format!("A{code}"),
            (7, code) if code != "b" => format!("B{code}"),
            (_, cell) => cell.to_owned(),
        });
        cells.collect::<Vec<_>>().join(",")
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    std::fs::write(&path, text.lines().map(line).collect::<Vec<_>>().join("\n")).unwrap();
    let data = path.display().to_string();
    table(&[&["--data", &data, "--sampling", "probability"], arguments].concat())
}

#[test]
fn tests_under_a_design_agree_with_r() {
    // designs-r.csv, “clusters”: svychisq(~a + b), svyttest(y ~ a), svymean(~y).
    let design = ["--weight", "w", "--strata", "stratum", "--cluster", "cluster", "--fpc", "n1"];
    let test = generated(&[&["b", "--by", "a"], &design[..]].concat())["tests"][0].clone();
    assert_eq!(test["name"], "Rao–Scott, second order");
    close(&test["statistic"], 13.712_922_096_492_676);
    close(&test["df"], 2.232_697_744_028_796_3);
    close(&test["df_within"], 24.559_675_184_316_76);
    close(&test["p"], 6.456_016_712_928_67e-5);
    // “weights”: svychisq(~a + b).
    let test = generated(&["b", "--by", "a", "--weight", "w"])["tests"][0].clone();
    close(&test["statistic"], 11.120_427_362_970_197);
    close(&test["p"], 4.927_766_958_314_171_6e-06);
}

#[test]
fn the_api_samples_agree_with_r_end_to_end() {
    let folder = crate::exported::shared("survey-reference");
    if !folder.join("apiclus1.csv").is_file() {
        crate::exported::skipped("survey-reference/apiclus1.csv is not here");
        return;
    }
    let file = |name: &str| folder.join(name).display().to_string();
    let (clus, strat) = (file("apiclus1.csv"), file("apistrat.csv"));
    let of = |data: &str, design: &[&str], rest: &[&str]| {
        table(
            &[&["--data", data, "--sampling", "probability", "--weight", "pw", "--fpc", "fpc"], design, rest].concat(),
        )
    };
    let test = of(&clus, &["--cluster", "dnum"], &["sch_wide", "--by", "stype"])["tests"][0].clone();
    close(&test["statistic"], 5.193_369_5);
    close(&test["df"], 1.494_639_8);
    close(&test["df_within"], 20.924_956_9);
    close(&test["p"], 0.021_747_46);
    let test = of(&strat, &["--strata", "stype"], &["sch_wide", "--by", "awards"])["tests"][0].clone();
    close(&test["statistic"], 77.276_899);
    close(&test["df_within"], 197.0);
    close(&test["p"], 7.363_973e-16);
    let test = of(&strat, &["--strata", "stype"], &["api00", "--by", "comp_imp"])["tests"][0].clone();
    assert_eq!(test["name"], "Design-based t test");
    // The groups stand in the order of the file, “Yes” first, so the sign is the other.
    close(&test["statistic"], -2.084_243_3);
    close(&test["df"], 196.0);
    close(&test["p"], 0.038_434_19);
    close(&test["difference"], -40.989_930_04);
    close(&test["difference_interval"][0], -79.775_195_769);
    close(&test["difference_interval"][1], -2.204_664_002);
}

#[test]
fn equal_weights_are_as_a_simple_random_sample() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    let mut text = "size,trained,w,h\n".to_owned();
    for row in 0..40 {
        let (size, trained) = (["Micro", "Small"][row % 2], ["Yes", "No", "Perhaps"][row * row % 7 % 3]);
        text.push_str(&format!("{size},{trained},2.5,{}\n", row / 2));
    }
    std::fs::write(&path, text).unwrap();
    let data = path.display().to_string();
    let show = ["--show", "count,interval,se,design effect", "--sampling", "probability"];
    let weighted = table(&[&["trained", "--by", "size", "--data", &data, "--weight", "w"], &show[..]].concat());
    let plain = table(&[&["trained", "--by", "size", "--data", &data], &show[..]].concat());
    for (one, other) in weighted["cells"].as_array().unwrap().iter().zip(plain["cells"].as_array().unwrap()).skip(1) {
        for (one, other) in one.as_array().unwrap().iter().zip(other.as_array().unwrap()) {
            let (one, other) = (&one["standard_error"], &other["standard_error"]);
            assert_eq!(one.is_null(), other.is_null());
            if let (Some(one), Some(other)) = (one.as_f64(), other.as_f64()) {
                assert!((one - other).abs() < 1e-12 * other.abs().max(1.0), "{one} {other}");
            }
        }
    }
    close(&weighted["cells"][1][0]["design_effect"], 1.0);
    assert!(plain["notes"].to_string().contains("Intervals are Wilson’s"), "{}", plain["notes"]);
    assert!(weighted["notes"].to_string().contains("scale of logits"), "{}", weighted["notes"]);
}

#[test]
fn a_stratum_with_a_single_unit_is_named_and_a_policy_mends_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    let mut text = "size,trained,region,number\n".to_owned();
    for row in 0..40 {
        let region = if row == 0 { "Island" } else { ["North", "South"][row % 2] };
        let number = if row == 7 { String::new() } else { row.to_string() };
        text.push_str(&format!(
            "{},{},{region},{number}\n",
            ["Micro", "Small"][row / 2 % 2],
            ["Yes", "No"][row * row % 5 % 2]
        ));
    }
    std::fs::write(&path, text).unwrap();
    let data = path.display().to_string();
    let base = ["trained", "--by", "size", "--data", &data, "--sampling", "probability", "--strata", "region"];
    let failed = table(&base);
    assert!(failed["tests"][0]["p"].is_null());
    assert!(failed["tests"][0]["note"].as_str().unwrap().contains("“Island” has a single unit"), "{}", failed["tests"]);
    for policy in ["certainty", "adjust", "average"] {
        let made = table(&[&base[..], &["--single-unit", policy]].concat());
        assert!(made["tests"][0]["p"].as_f64().is_some_and(|p| p > 0.0 && p <= 1.0), "{policy}: {}", made["tests"]);
    }
    let missing = refused(&["crosstab", "trained", "--by", "size", "--data", &data, "--cluster", "number"]);
    assert!(missing.contains("in response 8"), "{missing}");
}
