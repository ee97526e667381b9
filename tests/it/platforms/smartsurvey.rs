use crate::exported::fixture;

#[test]
fn two_rows_of_headings_are_questions_and_choices() {
    let page = fixture("smartsurvey/two_heading_rows.csv");
    assert_eq!((page.platform(), page.responses()), ("smartsurvey", 3));
    let choices = page.choices("How did you hear of us?");
    assert!(choices.starts_with("Friends=2; Radio=1; Other (please specify)"), "{choices}");
    assert_eq!(page.base("How did you hear of us?"), 3);
}
