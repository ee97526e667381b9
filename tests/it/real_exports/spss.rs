use crate::exported::real;

#[test]
fn user_missing_codes_and_codes_without_label_are_listed() {
    let Some(page) = real("spss/simple_alltypes.sav") else { return };
    assert_eq!((page.platform(), page.responses()), ("spss", 6));
    assert_eq!(page.choices("x"), "red=1; green=1; blue=1; 4=1; 9=1; 7=0 (user); 8=1 (user); 99=0 (user)");
    assert_eq!((page.base("x"), page.missing("x").as_str()), (5, "user=1"));
    assert_eq!((page.kind("z"), page.base("z"), page.missing("z").as_str()), ("numeric", 2, "unknown=2; user=2"));
}

#[test]
fn sets_of_counted_values_and_of_categories() {
    let Some(page) = real("spss/simple_alltypes.sav") else { return };
    assert_eq!((page.kind("mymrset"), page.count("mymrset", "bool1"), page.base("mymrset")), ("multiple", 3, 6));
    assert_eq!(page.choices("categorical_array"), "a=3; b=6; c=3; d=3");
}

#[test]
fn three_sets_of_three_kinds_share_variables_that_stay_questions() {
    let Some(page) = real("spss/comprehensive.sav") else { return };
    assert_eq!(page.choices("dich"), "Question 1=1; q2=1; q3=2");
    assert_eq!(page.choices("cat"), "No=2; Yes=2");
    assert_eq!(page.choices("counted"), "q2=1; q3=2");
    assert_eq!(page.choices("q1"), "No=1; Yes=1");
    assert_eq!(page.choices("longstr"), "Second value=1; First value=1 (user)");
}

#[test]
fn labels_twice_and_codes_undeclared() {
    let Some(page) = real("spss/testdata.sav") else { return };
    assert_eq!(page.choices("factor_n_duplicated"), "A=2; A=1; B=1");
    assert!(page.says("several codes have the label “A”"));
    assert_eq!(page.choices("factor_n_coded_miss").rsplit("; ").next(), Some("no answer=1 (not-answered)"));
    assert_eq!((page.kind("factor_n_undeclared"), page.count("factor_n_undeclared", "2")), ("scale", 1));
    assert_eq!(page.missing("factor_numeric"), "unknown=1; user=1");
}

#[test]
fn a_portable_file_says_what_the_system_file_says() {
    let (Some(portable), Some(system)) = (real("spss/electric.por"), real("spss/electric.sav")) else { return };
    assert_eq!((portable.responses(), system.responses()), (240, 240));
    for question in system.json["questions"].as_array().unwrap() {
        let other = portable.question(question["id"].as_str().unwrap());
        for key in ["text", "kind", "base", "missing", "summary"] {
            assert_eq!(other[key], question[key], "{key} of {}", question["id"]);
        }
        let sorted = |question: &serde_json::Value| {
            let list =
                question["choices"].as_array().map(|list| list.iter().map(ToString::to_string).collect::<Vec<_>>());
            let mut list = list.unwrap_or_default();
            list.sort();
            list
        };
        assert_eq!(sorted(other), sorted(question));
    }
    assert_eq!(system.count("dayofwk", "MISSING"), 130);
}

#[test]
fn packed_blocks_and_labels_on_some_variables() {
    let Some(page) = real("spss/sample.zsav") else { return };
    assert_eq!((page.responses(), page.choices("mylabl").as_str()), (5, "Male=3; Female=2"));
    let Some(page) = real("spss/survey.sav") else { return };
    assert_eq!((page.responses(), page.choices("sex").as_str()), (237, "Female=118; Male=118"));
}
