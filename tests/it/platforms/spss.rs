use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use ambers::{Compression, Measure, MissingSpec, MrSet, MrType, SpssMetadata, Value, write_sav_to_writer};
use arrow::array::{ArrayRef, Float64Array, StringArray};
use arrow::record_batch::RecordBatch;

use crate::exported::{Page, page};

enum Cells {
    Numbers(&'static [f64]),
    Texts(&'static [&'static str]),
}

/// A file of SPSS with these variables; NaN is system-missing.
fn written(folder: &Path, columns: &[(&str, Cells)], dictionary: impl FnOnce(&mut SpssMetadata)) -> PathBuf {
    let array = |cells: &Cells| -> ArrayRef {
        match cells {
            Cells::Numbers(numbers) => Arc::new(
                numbers.iter().map(|number| Some(*number).filter(|number| !number.is_nan())).collect::<Float64Array>(),
            ),
            Cells::Texts(texts) => Arc::new(StringArray::from(texts.to_vec())),
        }
    };
    let batch = RecordBatch::try_from_iter(columns.iter().map(|(name, cells)| (*name, array(cells)))).unwrap();
    let mut metadata = SpssMetadata::from_arrow_schema(&batch.schema());
    for measure in metadata.variable_measures.values_mut() {
        *measure = Measure::Nominal;
    }
    dictionary(&mut metadata);
    let mut bytes = std::io::Cursor::new(Vec::new());
    write_sav_to_writer(&mut bytes, &batch, &metadata, Compression::Bytecode, None).unwrap();
    let path = folder.join("survey.sav");
    std::fs::write(&path, bytes.into_inner()).unwrap();
    path
}

fn label(metadata: &mut SpssMetadata, name: &str, text: &str, labels: &[(f64, &str)]) {
    metadata.variable_labels.insert(name.into(), text.into());
    let labels = labels.iter().map(|(code, label)| (Value::Numeric(*code), (*label).to_owned()));
    metadata.variable_value_labels.insert(name.into(), labels.collect());
}

fn read(columns: &[(&str, Cells)], dictionary: impl FnOnce(&mut SpssMetadata)) -> Page {
    let folder = tempfile::tempdir().unwrap();
    page(&written(folder.path(), columns, dictionary), &[])
}

const NOTHING: f64 = f64::NAN;

#[test]
fn one_row_and_nobody_answered() {
    let page = read(&[("q", Cells::Numbers(&[NOTHING]))], |metadata| label(metadata, "q", "Why?", &[(1.0, "So")]));
    assert_eq!((page.responses(), page.base("q"), page.choices("q").as_str()), (1, 0, "So=0"));
}

#[test]
fn missing_codes_have_the_reason_that_their_label_gives() {
    let columns = [("trust", Cells::Numbers(&[1.0, 2.0, -1.0, -8.0, -9.0, 1.0, NOTHING]))];
    let page = read(&columns, |metadata| {
        let labels = [(1.0, "Yes"), (2.0, "No"), (-1.0, "Not applicable"), (-8.0, "Don't know"), (-9.0, "Refused")];
        label(metadata, "trust", "Do you trust them?", &labels);
        metadata.variable_missing_values.insert("trust".into(), vec![MissingSpec::Range { lo: -9.0, hi: -1.0 }]);
    });
    assert_eq!(
        page.choices("trust"),
        "Yes=2; No=1; Not applicable=1 (not-asked); Don't know=1 (dont-know); Refused=1 (refused)"
    );
    assert_eq!(
        (page.base("trust"), page.missing("trust").as_str()),
        (3, "dont-know=1; not-asked=1; refused=1; unknown=1")
    );
}

#[test]
fn tick_columns_without_a_declared_set_are_proposed_as_one() {
    let columns = [
        ("q3_1", Cells::Numbers(&[1.0, 0.0, 0.0, NOTHING])),
        ("q3_2", Cells::Numbers(&[1.0, 1.0, 0.0, NOTHING])),
        ("q4", Cells::Numbers(&[1.0, 2.0, 2.0, 2.0])),
    ];
    let page = read(&columns, |metadata| {
        label(metadata, "q3_1", "Which pets? - Dogs", &[(0.0, "Not selected"), (1.0, "Selected")]);
        label(metadata, "q3_2", "Which pets? - Cats", &[(0.0, "Not selected"), (1.0, "Selected")]);
        label(metadata, "q4", "Are you well?", &[(1.0, "Yes"), (2.0, "No")]);
    });
    assert_eq!((page.kind("q3"), page.choices("q3").as_str()), ("multiple", "Dogs=1; Cats=2"));
    assert_eq!((page.base("q3"), page.missing("q3").as_str()), (3, "unknown=1"));
    assert_eq!(page.kind("q4"), "single");
    assert!(page.question("q3")["guess"]["confidence"].as_f64().unwrap() < 0.9);
}

#[test]
fn neighbours_with_the_same_labels_are_a_grid_and_two_scales_of_other_questions_are_not() {
    let agree = [(1.0, "Agree"), (2.0, "Neither"), (3.0, "Disagree")];
    let columns = [
        ("trust_a", Cells::Numbers(&[1.0, 2.0, 3.0])),
        ("trust_b", Cells::Numbers(&[1.0, 1.0, 3.0])),
        ("q1", Cells::Numbers(&[1.0, 2.0, 3.0])),
        ("q2", Cells::Numbers(&[1.0, 2.0, 3.0])),
    ];
    let page = read(&columns, |metadata| {
        label(metadata, "trust_a", "I trust: the council", &agree);
        label(metadata, "trust_b", "I trust: my neighbours", &agree);
        label(metadata, "q1", "Parks are safe", &agree);
        label(metadata, "q2", "Buses are on time", &agree);
    });
    assert_eq!((page.kind("trust"), page.question("trust")["text"].as_str()), ("grid", Some("I trust")));
    assert_eq!((page.kind("q1"), page.kind("q2")), ("single", "single"));
}

#[test]
fn a_set_of_categories_counts_each_mention_once() {
    let columns = [("m1", Cells::Numbers(&[1.0, 2.0, 9.0])), ("m2", Cells::Numbers(&[1.0, 1.0, NOTHING]))];
    let page = read(&columns, |metadata| {
        for name in ["m1", "m2"] {
            label(metadata, name, "", &[(1.0, "Rent"), (2.0, "Food"), (3.0, "Heat"), (9.0, "No answer")]);
            metadata.variable_missing_values.insert(name.into(), vec![MissingSpec::Value(9.0)]);
        }
        let set = MrSet {
            name: "worries".into(),
            label: "What worries you?".into(),
            mr_type: MrType::MultipleCategory,
            counted_value: None,
            variables: vec!["m1".into(), "m2".into()],
        };
        metadata.mr_sets.insert("worries".into(), set);
    });
    assert_eq!(page.choices("worries"), "Rent=2; Food=1; Heat=0");
    assert_eq!((page.base("worries"), page.missing("worries").as_str()), (2, "not-answered=1"));
}

#[test]
fn a_set_whose_variables_are_gone_is_said_and_left_out() {
    let page = read(&[("a", Cells::Numbers(&[1.0, 2.0]))], |metadata| {
        let set = MrSet {
            name: "gone".into(),
            label: "Gone".into(),
            mr_type: MrType::MultipleDichotomy,
            counted_value: Some("1".into()),
            variables: vec!["x1".into(), "x2".into()],
        };
        metadata.mr_sets.insert("gone".into(), set);
    });
    assert!(page.says("none of the variables of the multiple response set “gone”"));
}

#[test]
fn a_number_with_a_code_for_missing_stays_a_number() {
    let columns = [
        ("income", Cells::Numbers(&[12_000.5, 999.0, 30_000.0, 8_000.0])),
        ("words", Cells::Texts(&["A", "", "A", "B"])),
    ];
    let page = read(&columns, |metadata| {
        label(metadata, "income", "Income", &[(999.0, "Refused")]);
        metadata.variable_missing_values.insert("income".into(), vec![MissingSpec::Value(999.0)]);
    });
    assert_eq!(
        (page.kind("income"), page.base("income"), page.missing("income").as_str()),
        ("numeric", 3, "refused=1")
    );
    assert_eq!(page.question("income")["summary"]["max"], 30_000.0);
}

#[test]
fn what_is_exported_for_spss_comes_back_as_the_same_questions() {
    let folder = tempfile::tempdir().unwrap();
    let columns = [
        ("q2", Cells::Numbers(&[1.0, 2.0, 8.0, 9.0, NOTHING, 1.0])),
        ("pets_1", Cells::Numbers(&[1.0, 0.0, 0.0, 1.0, NOTHING, 1.0])),
        ("pets_2", Cells::Numbers(&[1.0, 1.0, 0.0, 0.0, NOTHING, 0.0])),
        ("age", Cells::Numbers(&[31.5, 40.0, 999.0, 77.0, 18.0, 55.0])),
    ];
    let first = written(folder.path(), &columns, |metadata| {
        label(metadata, "q2", "Do you vote?", &[(1.0, "Yes"), (2.0, "No"), (8.0, "Refused"), (9.0, "Not asked")]);
        metadata.variable_missing_values.insert("q2".into(), vec![MissingSpec::Range { lo: 8.0, hi: 9.0 }]);
        label(metadata, "pets_1", "Pets - Dogs", &[(0.0, "No"), (1.0, "Yes")]);
        label(metadata, "pets_2", "Pets - Cats", &[(0.0, "No"), (1.0, "Yes")]);
        label(metadata, "age", "Age", &[(999.0, "Not stated")]);
        metadata.variable_missing_values.insert("age".into(), vec![MissingSpec::Value(999.0)]);
    });
    let export = |to: &str| {
        let path = folder.path().join(to);
        let ran = Command::new(env!("CARGO_BIN_EXE_canvass"))
            .args(["export", "sav", "--data"])
            .arg(&first)
            .arg("-o")
            .arg(&path)
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        path
    };
    let (again, twice) = (export("again.sav"), export("twice.sav"));
    assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(&twice).unwrap());
    let (before, after) = (page(&first, &[]), page(&again, &[]));
    for id in ["q2", "age"] {
        for key in ["text", "kind", "base", "missing"] {
            assert_eq!(before.question(id)[key], after.question(id)[key], "{key} of {id}");
        }
    }
    assert_eq!(before.choices("q2"), after.choices("q2"));
    assert_eq!((after.kind("pets_set"), after.choices("pets_set")), ("multiple", before.choices("pets")));
    assert_eq!(after.base("pets_set"), before.base("pets"));
}
