use crate::exported::{Page, count, fixture};

fn lime(file: &str) -> Page {
    let page = fixture(&format!("limesurvey/{file}"));
    assert_eq!(page.platform(), "limesurvey", "{file}");
    page
}

#[test]
fn one_row_that_was_never_shown_anything_is_read() {
    let page = lime("one_row_that_was_never_shown_anything.csv");
    assert_eq!((page.responses(), page.base("Which?")), (1, 0));
}

#[test]
fn codes_with_short_answers_make_sets_grids_and_rankings() {
    for file in ["codes_and_short_answers.csv", "codes_with_underscores.csv"] {
        let page = lime(file);
        assert_eq!(page.choices("help"), "SQ001=3; SQ002=2; Other=1", "{file}");
        assert_eq!((page.base("help"), page.kind("rate")), (4, "grid"), "{file}");
        assert_eq!((page.choices("size").as_str(), page.base("size")), ("A1=3; A2=1; Other=1", 5), "{file}");
        assert_eq!(page.kind("likes"), "ranking", "{file}");
        let mean = page.row("likes", "a")["summary"]["mean"].as_f64().unwrap();
        assert!((mean - 1.75).abs() < 1e-9, "{file}: {mean}");
        assert_eq!(page.kind("dual"), "grid", "{file}");
        assert_eq!((count(page.row("dual", "SQ001"), "x"), count(page.row("dual_2", "SQ002"), "m")), (2, 3), "{file}");
    }
}

#[test]
fn long_answers_in_another_language_have_three_states() {
    let page = lime("long_answers_in_german.csv");
    assert_eq!(page.choices("Was hilft?"), "Zeit=2; Geld=2; Sonstiges=1");
    assert_eq!((page.base("Was hilft?"), page.missing("Was hilft?")), (4, "not-asked=1".into()));
    assert_eq!(page.choices("Wie groß"), "Klein=2; Groß=1; Sonstiges=1");
    assert_eq!((page.base("Sind Sie dabei?"), page.choices("Sind Sie dabei?")), (4, "Ja=2; Nein=2".into()));
    assert!(page.says("4 responses were submitted without a date"));
    assert_eq!(page.json["flagged"].as_array().unwrap().len(), 1);
}

#[test]
fn a_ranking_is_read_by_item_and_comments_stand_on_their_own() {
    let page = lime("ranking_and_comments.csv");
    assert_eq!((page.kind("Order these"), page.base("Order these")), ("ranking", 3));
    let mean = page.row("Order these", "Music")["summary"]["mean"].as_f64().unwrap();
    assert!((mean - 5.0 / 3.0).abs() < 1e-9);
    assert_eq!(page.choices("Which helped?"), "Advice=2; Money=2; Other=1");
    assert_eq!((page.base("Which helped?"), page.kind("Which helped? [Advice, Comment]")), (3, "text"));
    assert_eq!(page.base("Which helped? [Other comment]"), 1);
    assert!(page.says("as “{TOKEN:FIRSTNAME}”"));
}

#[test]
fn what_r_saved_is_known_again() {
    let page = lime("saved_by_r.csv");
    assert_eq!(page.choices("q2"), "SQ001=2; SQ002=2; Other=1");
    assert!(page.says("only counts the rows"));
}

#[test]
fn the_structure_beside_codes_gives_wording_order_and_choices_that_nobody_chose() {
    let page = lime("with_structure/results-survey7.csv");
    assert_eq!(page.choices("size"), "Fewer than five=3; Five to nine=1; Ten or more=0; Other=1");
    assert_eq!(page.choices("help"), "Time=3; Money=2; Other=1");
    assert_eq!(count(page.row("rate", "The hall"), "Very bad"), 2);
    assert_eq!(page.question("rate")["choices"].as_array().unwrap().len(), 5);
    let items: Vec<&str> =
        page.question("likes")["rows"].as_array().unwrap().iter().filter_map(|row| row["text"].as_str()).collect();
    assert_eq!(items, ["Apples", "Berries", "Cherries", "Dates"]);
    assert_eq!(count(page.row("dual", "Walks"), "Useful"), 2);
    assert_eq!(count(page.row("dual_2", "Talks"), "Hard"), 3);
    assert_eq!((page.kind("why"), page.question("why")["text"].as_str()), ("text", Some("Why is that?")));
    // “help” was asked of the two smaller sizes; the third respondent is of another and ticked all the same.
    assert_eq!(page.missing("help"), "not-answered=1");
    assert!(page.says("1 response was routed past “help”"));
}
