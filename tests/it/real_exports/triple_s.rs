//! Triple-S: facts of real exports.

use crate::exported::real;

#[test]
fn every_type_of_variable_is_read_from_its_columns() {
    let Some(page) = real("triple-s/sample-1.asc") else { return };
    assert_eq!(
        (page.platform(), page.responses(), page.json["companions"][0].as_str()),
        ("triple-s", 3, Some("sample-1.sss"))
    );
    let kinds = ["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q99"].map(|id| page.kind(id).to_owned());
    assert_eq!(kinds, ["single", "multiple", "text", "multiple", "numeric", "single", "single", "numeric"]);
    assert_eq!(
        page.choices("Number of visits"),
        "First visit=0; Visited before within the year=2; Visited before that=1"
    );
}

#[test]
fn a_string_of_bits_and_a_spread_of_codes_tick_the_same_choices() {
    let Some(page) = real("triple-s/sample-1.asc") else { return };
    // The codes leave a gap: 1 to 5, and 9.
    let codes = |id: &str| -> Vec<String> {
        let choices = page.question(id)["choices"].as_array().unwrap();
        choices.iter().filter_map(|choice| choice["code"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(codes("q2"), ["1", "2", "3", "4", "5", "9"]);
    assert_eq!(codes("q4"), codes("q2"));
    assert_eq!((page.count("q2", "Sherwood Forest"), page.count("q2", "9")), (2, 2));
    assert_eq!((page.count("q4", "Sherwood Forest"), page.count("q4", "9")), (1, 2));
}

#[test]
fn quotation_marks_are_data_where_columns_are_of_fixed_width() {
    let Some(page) = real("triple-s/sample-1.asc") else { return };
    assert_eq!(page.count("q2", "\"Friar Tuck\" Restaurant"), 1);
    assert_eq!(page.base("Other attractions visited"), 2);
}

#[test]
fn a_number_with_words_for_some_values_and_a_weight_are_numbers() {
    let Some(page) = real("triple-s/sample-1.asc") else { return };
    // 999 is “Not stated”, no distance.
    assert_eq!((page.base("Miles travelled"), page.missing("Miles travelled")), (2, "not-answered=1".to_owned()));
    assert_eq!(page.question("Case weight")["summary"]["max"], 1.4);
}
