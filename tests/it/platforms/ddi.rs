//! A DDI-Codebook description beside a plain table.

use crate::exported::fixture;

#[test]
fn labels_wording_and_sections_come_from_the_description() {
    let page = fixture("ddi/clubs.csv");
    assert_eq!((page.platform(), page.responses()), ("generic", 4));
    assert_eq!(page.question("club")["text"], "Are you a member of a club?");
    assert_eq!(page.choices("club"), "Yes=2; No=1; Not yet=0");
    assert_eq!(page.json["companions"][0], "clubs.xml");
}

#[test]
fn groups_of_variables_are_grids_and_sets() {
    let page = fixture("ddi/clubs.csv");
    assert_eq!((page.kind("trust"), page.kind("does")), ("grid", "multiple"));
    assert_eq!(crate::exported::count(page.row("trust", "Neighbours"), "A little"), 2);
    assert_eq!(page.choices("does"), "sport=2; music=2");
    assert_eq!(page.base("does"), 4);
}

#[test]
fn codes_that_are_declared_missing_keep_their_reason() {
    let page = fixture("ddi/clubs.csv");
    let codes: Vec<&str> = page.row("trust", "Neighbours")["choices"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|choice| choice["missing"].as_str())
        .collect();
    assert_eq!(codes, ["dont-know", "user"]);
    assert_eq!((page.kind("age"), page.missing("age").as_str()), ("numeric", "refused=1; user=1"));
}

#[test]
fn figures_of_a_character_variable_stay_characters() {
    let page = fixture("ddi/clubs.csv");
    assert_ne!(page.kind("code"), "numeric");
    assert!(page.question("code")["summary"].is_null());
}

#[test]
fn a_description_of_another_table_changes_nothing() {
    let page = fixture("ddi/towns.csv");
    assert!(page.json["companions"].is_null());
    assert_eq!(page.question("town")["text"], "town");
}
