use crate::exported::real;

#[test]
fn a_set_with_its_list_is_one_question() {
    let Some(page) = real("kobo-odk/dietary_needs_xml_both.csv") else { return };
    assert_eq!((page.platform(), page.responses()), ("kobo", 3));
    assert_eq!(page.choices("dietary_accommodations"), "gluten_free=2; vegan=2; vegetarian=2; lactose_free=1");
    assert_eq!(page.json["questions"].as_array().unwrap().len(), 2);
}

#[test]
fn own_words_go_with_their_question() {
    let Some(page) = real("kobo-odk/or_other_xml_both.csv") else { return };
    assert_eq!((page.responses(), page.json["questions"].as_array().unwrap().len()), (3, 2));
    assert_eq!(page.choices("fav_emperors"), "julius=2; augustus=1; tiberius=1; caligula=1; other=1");
    assert_eq!(page.count("fav_emperor", "other"), 2);
    assert!(page.columns().contains(&"fav_emperors_other".to_owned()));
}

#[test]
fn a_question_that_became_a_multiple_one_is_told_by_its_list() {
    let Some(page) = real("kobo-odk/restaurant_profile_xml_both.csv") else { return };
    assert_eq!((page.responses(), page.base("eatery_type")), (8, 4));
    assert_eq!(page.choices("eatery_type"), "sit_down=3; takeaway=2");
    assert!(page.says("rows 3, 4 list what was ticked while the columns of its choices are blank"));
    assert_eq!(page.question("location")["personal"], "location");
    assert_eq!(page.question("location_latitude")["role"], "latitude");
}

#[test]
fn a_repeat_is_a_table_tied_to_its_rows() {
    let Some(page) = real("kobo-odk/grouped_repeatable.xlsx") else { return };
    assert_eq!(page.responses(), 6);
    let tables = page.json["tables"].as_array().unwrap();
    assert_eq!((tables.len(), &tables[1]["rows"], &tables[1]["parent"]), (2, &13.into(), &"main".into()));
    assert!(!page.says("belong to no row") && !page.says("belongs to no row"));
}

#[test]
fn a_household_survey_with_its_form() {
    let Some(page) = real("kobo-odk/cleaningtools_raw_data.csv") else { return };
    assert_eq!((page.platform(), page.responses()), ("kobo", 400));
    assert_eq!(page.json["companions"].as_array().unwrap().len(), 2);
    let counts = |set: &str, codes: &[(&str, u64)]| {
        for (code, count) in codes {
            assert_eq!(page.count(set, code), *count, "{set}: {code}");
        }
    };
    assert_eq!(
        (page.base("primary_livelihood"), page.base("water_sources"), page.base("treat_drink_water_how")),
        (400, 400, 259)
    );
    counts(
        "primary_livelihood",
        &[
            ("savings", 3),
            ("employment", 248),
            ("remittences", 3),
            ("retirement_fund", 62),
            ("income_renting", 0),
            ("loans", 14),
            ("modm", 1),
            ("support", 11),
        ],
    );
    counts(
        "water_sources",
        &[("piped", 346), ("tap", 7), ("borehole", 52), ("well", 0), ("bottled", 2), ("trucking", 71)],
    );
    counts(
        "treat_drink_water_how",
        &[("boil", 1), ("let_stand", 5), ("expose_sunlight", 3), ("use_chlorine", 6), ("filter", 248), ("other", 0)],
    );
    assert_eq!(page.missing("treat_drink_water_how"), "not-asked=141");
    assert_eq!(page.missing("age_hoh"), "not-asked=393");
    assert_eq!(page.choices("gender_hoh"), "Male=377; Female=23");
}
