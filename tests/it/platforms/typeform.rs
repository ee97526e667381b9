use crate::exported::fixture;

#[test]
fn columns_headed_by_their_choices_are_proposed_as_a_set() {
    let page = fixture("typeform/choices_as_headings.csv");
    assert_eq!((page.platform(), page.responses()), ("typeform", 4));
    let set = page.question("Advice …");
    assert_eq!((set["kind"].as_str(), set["guess"]["confidence"].as_f64()), (Some("multiple"), Some(0.7)));
    assert_eq!(page.choices("Advice …"), "Advice=2; Money=2; Time=1; Other=1");
    assert_eq!(page.base("What is your role?"), 4);
}

#[test]
fn newer_exports_join_answers_in_one_cell() {
    let page = fixture("typeform/newer_with_joined_answers.csv");
    assert_eq!(page.choices("What helps?"), "Advice=3; Time=2; Money=3");
    let flagged = page.json["flagged"].as_array().unwrap();
    assert_eq!((flagged.len(), flagged[0]["row"].as_u64()), (1, Some(5)));
}
