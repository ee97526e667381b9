//! Microsoft Forms: facts of real exports.

use crate::exported::{Page, real};

fn roles(page: &Page) -> Vec<&str> {
    page.json["metadata"].as_array().unwrap().iter().filter_map(|own| own["role"].as_str()).collect()
}

#[test]
fn a_workbook_of_an_anonymous_form() {
    let Some(page) = real("ms-forms/phones.xlsx") else { return };
    assert_eq!((page.platform(), page.responses(), page.columns().len()), ("microsoft-forms", 28, 14));
    assert_eq!(roles(&page), ["response id", "start time", "completion time", "e-mail", "name"]);
    // True dates of the workbook.
    assert!(!page.says("ambiguous") && !page.says("not dates"));
    let factors = "What factors are important";
    assert_eq!((page.kind(factors), page.base(factors)), ("multiple", 28));
    for (factor, wanted) in [
        ("Pricing", 21),
        ("Operating system", 19),
        ("Battery", 17),
        ("Storage", 15),
        ("Screen size", 14),
        ("Brand", 10),
        ("Screen resolution", 10),
        ("Memory", 9),
        ("Screen refresh rate", 5),
        ("Publicity", 1),
        ("eco-friendliness", 1),
        ("That it not be a cellphone", 1),
    ] {
        assert_eq!(page.count(factors, factor), wanted, "{factor}");
    }
}

#[test]
fn numbers_that_stand_as_text_are_numbers_and_no_break_spaces_are_blanks() {
    let Some(page) = real("ms-forms/phones.xlsx") else { return };
    let price = page.question("What is the price of your preferred");
    assert_eq!((price["kind"].as_str(), price["summary"]["max"].as_f64()), (Some("numeric"), Some(99_998_800_000.0)));
    assert_eq!(page.kind("What is the name of the your preferred phone model?"), "text");
}

#[test]
fn the_same_form_saved_later_as_text() {
    let Some(page) = real("ms-forms/phones.csv") else { return };
    assert_eq!((page.platform(), page.responses(), page.columns().len()), ("microsoft-forms", 55, 14));
    let factors = "What factors are important";
    assert_eq!(page.base(factors), 55);
    // One cell breaks the line inside a choice.
    for (factor, wanted) in
        [("Battery", 41), ("Pricing", 38), ("Operating system", 37), ("Screen refresh rate", 8), ("Publicity", 2)]
    {
        assert_eq!(page.count(factors, factor), wanted, "{factor}");
    }
    let satisfied = "How satisfied are you about your phone?";
    assert_eq!(
        page.choices(satisfied),
        "Very dissatisfied=1; Neither satisfied nor dissatisfied=1; Somewhat satisfied=17; Very satisfied=36"
    );
    assert_eq!(page.count("If you could have a phone of any brand", "Apple"), 24);
    // Years of two figures, the month first.
    assert!(!page.says("ambiguous") && !page.says("not dates"));
}

#[test]
fn the_hidden_sheet_of_the_platform_is_left_alone() {
    let Some(page) = real("ms-forms/ascochyta.xlsx") else { return };
    assert_eq!((page.platform(), page.responses(), page.columns().len()), ("microsoft-forms", 404, 24));
    assert_eq!(roles(&page), ["response id", "start time", "completion time", "e-mail", "name"]);
    // Choices that look like numbers stand as text, numbers as numbers.
    assert_eq!((page.kind("Leaf Score Plant 1"), page.kind("Pot #")), ("numeric", "numeric"));
    assert!(!page.says("_56F9DC97"));
}
