//! Every table of the sample study has a defined answer, plain, under weights and under a design: a number or a reason, never a p of nought, and
//! nothing that is no number. At n = 38 `svychisq` of R’s survey fails with “computationally singular”.

use serde_json::Value;

use crate::frequencies::{out, root, tables};

const ROWS: [&str; 9] = [
    "size",
    "works_with",
    "involvement",
    "familiarity",
    "training",
    "training_topics",
    "barriers",
    "supported",
    "comments",
];

/// Looks through a JSON value for what must not be there.
fn sound(value: &Value, context: &str) {
    match value {
        Value::Number(number) => {
            let number = number.as_f64().unwrap();
            assert!(number.is_finite() && !(number == 0.0 && number.is_sign_negative()), "{context}: {number}");
        }
        Value::Array(values) => values.iter().for_each(|value| sound(value, context)),
        Value::Object(entries) => entries.values().for_each(|value| sound(value, context)),
        _ => {}
    }
}

fn defined(by: &str, test: &str, design: &[&str]) {
    let study = root("examples/research-better-together").display().to_string();
    let show = "column %,interval,se,residual,letters,vs rest,mean";
    let base = ["crosstab", "-q", "--study", &study, "--format", "json", "--by", by, "--test", test, "--show", show];
    let table = tables(&out(&[&base, &ROWS[..], design].concat())).remove(0);
    let context = format!("{test} by {by} {design:?}");
    sound(&table["cells"], &context);
    let tests = table["tests"].as_array().unwrap();
    assert!(!tests.is_empty(), "{context}");
    for test in tests {
        sound(test, &context);
        let note = test["note"].as_str().unwrap();
        assert!(!note.is_empty() && !note.starts_with('Χ'), "{context}: {test}");
        match test["p"].as_f64() {
            Some(p) => assert!(p > 0.0 && p <= 1.0, "{context}: {test}"),
            None => assert!(note.ends_with('.'), "{context}: {test}"),
        }
    }
    for cell in table["cells"].as_array().unwrap().iter().flat_map(|cells| cells.as_array().unwrap()) {
        if let Some(p) = cell["rest"]["p"].as_f64() {
            assert!(p > 0.0 && p <= 1.0, "{context}: {cell}");
        }
    }
}

#[test]
fn every_table_of_the_sample_study_has_a_defined_answer() {
    let by = "size,sector,familiarity,training,works_with";
    for design in [
        &[][..],
        &["--weight", "supported"],
        &["--strata", "size", "--single-unit", "adjust"],
        &["--cluster", "sector"],
    ] {
        defined(by, "auto", design);
    }
}

#[test]
fn so_has_every_test_that_is_asked_for_by_name() {
    let named =
        ["chi-square", "yates", "likelihood-ratio", "fisher", "ranks", "means", "anova", "median", "trend", "mrcv"];
    for test in named {
        defined("size,familiarity", test, &[]);
        defined("size,works_with", test, &["--weight", "supported", "--strata", "size", "--single-unit", "certainty"]);
    }
}
