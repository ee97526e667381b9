use crate::exported::{count, fixture};

#[test]
fn the_option_stands_before_the_question_and_both_may_hold_colons() {
    let page = fixture("alchemer/option_before_question.csv");
    assert_eq!((page.platform(), page.responses()), ("alchemer", 4));
    assert_eq!(page.choices("What helps you?"), "Advice=2; Money: cash or kind=2; Other - Write In=1");
    assert_eq!(page.base("What helps you?"), 3);
    assert_eq!(count(page.row("How good is it?", "River"), "Bad"), 2);
    assert_eq!(page.choices("How often: in general?"), "Daily=2; Weekly=2");
    assert_eq!(page.count("Where do you meet?", "Other - Write In"), 1);
}

#[test]
fn who_did_not_complete_is_marked() {
    let page = fixture("alchemer/option_before_question.csv");
    let rows: Vec<u64> =
        page.json["flagged"].as_array().unwrap().iter().filter_map(|mark| mark["row"].as_u64()).collect();
    assert_eq!(rows, [3, 4]);
}
