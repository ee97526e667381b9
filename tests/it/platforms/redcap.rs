use crate::exported::fixture;

#[test]
fn check_boxes_of_a_form_that_nobody_opened_are_missing() {
    let page = fixture("redcap/never_opened.csv");
    assert_eq!((page.platform(), page.responses()), ("redcap", 7));
    assert_eq!(page.json["cases"], 3);
    assert_eq!(page.choices("helps"), "Money=1; Nothing=0; Advice=1");
    assert_eq!((page.base("helps"), page.missing("helps").as_str()), (3, "not-asked=1"));
    assert!(page.says("a form that nobody opened (1)"));
    assert_eq!(page.choices("size"), "Small=1; Large, or so=2");
    assert!(page.question("helps")["assumed_base"].is_string());
}

#[test]
fn several_events_are_no_duplicates_and_repeats_are_a_table() {
    let page = fixture("redcap/never_opened.csv");
    assert_eq!(page.json["flagged"].as_array().unwrap().len(), 0);
    let table = &page.json["tables"][1];
    assert_eq!((&table["id"], &table["rows"], &table["parent"]), (&"visit".into(), &3.into(), &"main".into()));
    assert_eq!((page.question("visit_day")["table"].as_str(), page.kind("visit_day")), (Some("visit"), "date"));
    assert!(page.says("1 row of a repeating instrument belongs"));
}

#[test]
fn an_export_of_labels_is_read_without_its_dictionary() {
    let page = fixture("redcap/labels.csv");
    assert_eq!((page.platform(), page.responses()), ("redcap", 3));
    let set = "What helps?";
    assert_eq!(page.choices(set), "Money=1; Advice, and time=0");
    assert_eq!((page.base(set), page.missing(set).as_str()), (2, "not-asked=1"));
}
