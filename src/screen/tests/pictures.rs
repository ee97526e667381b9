//! The screen as pictures.

use ratatui::style::Style;

use super::*;

const USUAL: (u16, u16) = (80, 24);
const SMALL: (u16, u16) = (40, 10);

#[test]
fn what_is_seen_first() {
    insta::assert_snapshot!(picture(&mut Session::new(material(), asha()), USUAL));
}

#[test]
fn the_first_candidate_with_its_rule() {
    let mut session = Session::new(material(), asha());
    press(&mut session, ".");
    insta::assert_snapshot!(picture(&mut session, USUAL));
}

#[test]
fn the_same_on_a_small_screen() {
    let mut session = Session::new(material(), asha());
    session.resize(SMALL.0, SMALL.1);
    press(&mut session, ".");
    insta::assert_snapshot!(picture(&mut session, SMALL));
}

#[test]
fn the_same_without_colour() {
    let mut session = Session::new(material(), Options { marks: true, ..asha() });
    press(&mut session, ".");
    insta::assert_snapshot!(picture(&mut session, USUAL));
}

#[test]
fn after_accepting_and_rejecting_with_everything_shown() {
    let mut session = Session::new(material(), Options { marks: true, ..asha() });
    press(&mut session, ".ar[}xy");
    insta::assert_snapshot!(picture(&mut session, USUAL));
}

#[test]
fn choosing_a_code_by_typing() {
    let mut session = Session::new(material(), asha());
    press(&mut session, "}s<right><enter>tr");
    insta::assert_snapshot!(picture(&mut session, USUAL));
}

#[test]
fn choosing_a_code_on_a_small_screen() {
    let mut session = Session::new(material(), asha());
    session.resize(SMALL.0, SMALL.1);
    press(&mut session, "}v<enter>");
    insta::assert_snapshot!(picture(&mut session, SMALL));
}

#[test]
fn writing_a_memo() {
    let mut session = Session::new(material(), asha());
    press(&mut session, ".mcompare with the commissioners");
    insta::assert_snapshot!(picture(&mut session, USUAL));
}

#[test]
fn wide_letters_combined_letters_and_letters_from_right_to_left() {
    let mut session = Session::new(material(), Options { marks: true, ..asha() });
    press(&mut session, "].");
    let wide = picture(&mut session, (64, 16));
    let narrow = picture(&mut session, (12, 16));
    insta::assert_snapshot!(format!("{wide}\n\n=== 12 columns\n{narrow}"));
}

#[test]
fn all_about_a_coding() {
    let mut session = Session::new(material(), asha());
    press(&mut session, ".<enter>");
    insta::assert_snapshot!(picture(&mut session, (80, 30)));
}

#[test]
fn the_page_of_keys() {
    let mut session = Session::new(material(), Options { marks: true, ..asha() });
    press(&mut session, "?");
    insta::assert_snapshot!(picture(&mut session, (80, 50)));
}

#[test]
fn what_could_not_be_saved_is_said_in_full() {
    let mut session = Session::new(material(), asha());
    session.resize(SMALL.0, SMALL.1);
    press(&mut session, ".a");
    session.not_written("codings/rules/vcfse-01.jsonl: somebody changed it meanwhile; R reads everything again");
    insta::assert_snapshot!(picture(&mut session, SMALL));
}

/// Colours and underlines, told in words.
#[test]
fn what_is_coloured_how() {
    let mut session = Session::new(material(), asha());
    press(&mut session, ".a[}y");
    let terminal = terminal(&mut session, true, (80, 18));
    let buffer = terminal.backend().buffer();
    let mut told = String::new();
    for row in 0..18 {
        let mut column = 0;
        while column < 80 {
            let style = |at: u16| Style { underline_color: None, ..buffer[(at, row)].style() };
            let own = style(column);
            let end = (column..80).find(|at| style(*at) != own).unwrap_or(80);
            let text: String = (column..end).map(|at| buffer[(at, row)].symbol()).collect();
            let colours =
                format!("{:?} on {:?} {:?}", own.fg, own.bg, own.add_modifier).replace("Some(", "").replace(')', "");
            if !text.trim().is_empty() && colours != "Reset on Reset NONE" {
                told.push_str(&format!("{row:>2} {} — “{}”\n", colours.replace(" on Reset", ""), text.trim()));
            }
            column = end;
        }
    }
    insta::assert_snapshot!(told);
}
