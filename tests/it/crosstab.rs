//! `canvass crosstab`.

use crate::frequencies::{out, refused, root, tables};

fn crosstab(arguments: &[&str]) -> String {
    let study = root("examples/research-better-together").display().to_string();
    out(&[&["crosstab", "--study", &study, "-q"], arguments].concat())
}

fn json(arguments: &[&str]) -> serde_json::Value {
    tables(&crosstab(&[arguments, &["--format", "json"]].concat())).remove(0)
}

#[test]
fn groups_stand_in_the_order_of_the_study_with_their_bases() {
    let table = json(&["training", "--by", "size"]);
    let columns: Vec<(&str, u64)> = table["banner"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| (column["label"].as_str().unwrap(), column["base"]["unweighted"].as_u64().unwrap()))
        .collect();
    assert_eq!(columns, [("Total", 37), ("Grassroots group", 10), ("Micro", 9), ("Small", 10), ("Larger charity", 8)]);
    assert_eq!(table["tests"].as_array().map(Vec::len), Some(0), "an open survey is not tested");
}

#[test]
fn a_test_asked_for_by_name_is_made_and_the_notes_say_so() {
    // R: fisher.test on the same counts gives .088060671010446
    let table = json(&["sector", "--by", "size", "--test", "auto"]);
    let test = &table["tests"][0];
    assert_eq!(test["name"], "Fisher’s exact test");
    assert!((test["p"].as_f64().unwrap() - 0.088_060_671_010_446).abs() < 1e-9);
    let notes = table["notes"].to_string();
    assert!(notes.contains("although the sampling is “open”"), "{notes}");
}

#[test]
fn several_rows_and_nested_groups_make_one_table() {
    let text = crosstab(&["training", "involvement.research", "--by", "size,size:training", "--test", "auto"]);
    for words in ["Interested in training", "Research", "nested columns", "Grassroots group"] {
        assert!(text.to_lowercase().contains(&words.to_lowercase()), "{words} is not in\n{text}");
    }
}

#[test]
fn small_groups_show_counts_and_no_percentages_until_asked() {
    let small = crosstab(&["training", "--by", "size"]);
    assert!(small.contains("Where the base is under 30"), "{small}");
    let all = crosstab(&["training", "--by", "size", "--percent-from", "1"]);
    assert!(!all.contains("Where the base is under"), "{all}");
    assert!(all.contains("5 (50%)"), "{all}");
}

#[test]
fn names_that_make_no_groups_are_refused_with_a_hint() {
    let study = root("examples/research-better-together").display().to_string();
    let said = |by: &str| refused(&["crosstab", "training", "--study", &study, "--by", by]);
    assert!(said("involvement").contains("involvement.governance"), "{}", said("involvement"));
    assert!(said("supported").contains("makes no groups"), "{}", said("supported"));
    assert!(said("sise").contains("did you mean “size”?"), "{}", said("sise"));
    assert!(said("email").contains("personal data"), "{}", said("email"));
}

#[test]
fn the_same_question_twice_gives_the_same_bytes() {
    let once = crosstab(&["involvement", "recommend", "--by", "size,sector", "--test", "auto", "--format", "json"]);
    assert_eq!(
        once,
        crosstab(&["involvement", "recommend", "--by", "size,sector", "--test", "auto", "--format", "json"])
    );
}
