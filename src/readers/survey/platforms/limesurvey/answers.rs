//! What LimeSurvey writes for ticks: yes, no and “N/A” in the language of the export, `Y` and nothing, or 1 and 2.

use crate::model::Missing;
use crate::readers::survey::draft::{NotAnswer, Shown, Ticked};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::fold;

/// “Yes” and “No” in the languages of the program.
const YES_AND_NO: [(&str, &str); 24] = [
    ("yes", "no"),
    ("ja", "nein"),
    ("ja", "nee"),
    ("ja", "nej"),
    ("ja", "nei"),
    ("oui", "non"),
    ("sí", "no"),
    ("si", "no"),
    ("sì", "no"),
    ("sim", "não"),
    ("tak", "nie"),
    ("ano", "ne"),
    ("áno", "nie"),
    ("igen", "nem"),
    ("kyllä", "ei"),
    ("jah", "ei"),
    ("da", "ne"),
    ("da", "nu"),
    ("да", "нет"),
    ("так", "ні"),
    ("ναι", "όχι"),
    ("evet", "hayır"),
    ("はい", "いいえ"),
    ("是", "否"),
];

/// How the program says that a question was not shown.
const NOT_SHOWN: [&str; 7] = ["n/a", "k.a", "n.v.t", "n/d", "s/o", "nd", "無"];

/// How the columns of a multiple choice question hold its ticks.
#[derive(Debug, Clone, PartialEq)]
pub struct Marks {
    /// How a tick looks.
    pub ticked: Ticked,
    /// Who is taken to have seen it.
    pub shown: Shown,
    /// Values for “not shown”.
    pub not_answers: Vec<NotAnswer>,
    /// Why, in words.
    pub reason: &'static str,
    /// How sure that is.
    pub confidence: f64,
}

/// The different values of columns.
fn values<'a>(raw: &'a RawTable, columns: &[usize]) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for &column in columns {
        for (value, _) in raw.columns[column].filled() {
            if found.len() > 6 {
                return found;
            }
            if !found.contains(&value) {
                found.push(value);
            }
        }
    }
    found
}

/// Whether a value says that a question was not shown.
pub fn is_not_shown(value: &str) -> bool {
    NOT_SHOWN.contains(&fold(value).as_str())
}

/// How columns hold ticks, if that is all they hold.
pub fn marks(raw: &RawTable, columns: &[usize]) -> Option<Marks> {
    let all = values(raw, columns);
    let not_answers: Vec<NotAnswer> =
        all.iter().filter(|value| is_not_shown(value)).map(|value| NotAnswer::one(*value, Missing::NotAsked)).collect();
    let said: Vec<&str> = all.into_iter().filter(|value| !is_not_shown(value)).collect();
    if said.is_empty() && (columns.len() < 2 || not_answers.is_empty()) {
        return None;
    }
    let marks = |ticked, shown, reason, confidence| Marks {
        ticked,
        shown,
        not_answers: not_answers.clone(),
        reason,
        confidence,
    };
    if said.is_empty() {
        let reason = "columns that say of everybody that they were not shown, as sets of ticks do";
        return Some(marks(Ticked::YesNo, Shown::EachCell, reason, 0.5));
    }
    if let Some((yes, no)) = yes_and_no(&said) {
        let ticked = said.iter().find(|value| fold(value) == yes).copied().unwrap_or(yes);
        let says_no = said.iter().any(|value| fold(value) == no) || !not_answers.is_empty();
        let shown = if says_no { Shown::EachCell } else { Shown::AnyFilled };
        let reason = "columns of yes and no, where a blank or “N/A” was not shown";
        return Some(marks(Ticked::Value(ticked.to_owned()), shown, reason, 0.95));
    }
    if said.iter().all(|value| matches!(*value, "Y" | "N" | "y" | "n")) {
        let says_no = said.iter().any(|value| value.eq_ignore_ascii_case("n"));
        let shown = if says_no { Shown::EachCell } else { Shown::AnyFilled };
        return Some(marks(Ticked::YesNo, shown, "columns of Y and N or blank", 0.9));
    }
    let is = |value: &str, number: i64| crate::readers::survey::numbers::whole(value) == Some(number);
    if said.iter().all(|value| is(value, 1)) {
        return Some(marks(Ticked::Filled, Shown::AnyFilled, "columns that are blank or hold the figure 1", 0.8));
    }
    let enough = columns.len() >= 3 && raw.rows() >= 10;
    if said.iter().all(|value| is(value, 0) || is(value, 1)) {
        let ticked = Ticked::Value("1".to_owned());
        return Some(marks(ticked, Shown::EachCell, "columns of 1 and 0", 0.8));
    }
    if enough && said.iter().all(|value| is(value, 1) || is(value, 2)) {
        let ticked = Ticked::Value("1".to_owned());
        let reason = "columns of 1 and 2 only, as LimeSurvey writes ticks where Y and N are converted";
        return Some(marks(ticked, Shown::EachCell, reason, 0.6));
    }
    None
}

/// The language in which all values are yes or no.
fn yes_and_no(said: &[&str]) -> Option<(&'static str, &'static str)> {
    let folded: Vec<String> = said.iter().map(|value| fold(value)).collect();
    YES_AND_NO.into_iter().find(|(yes, no)| folded.iter().all(|value| value == yes || value == no))
}

/// What stands for “not shown” in a question of yes and no; any other question may have “N/A” among its choices.
pub fn not_shown_in_yes_or_no(raw: &RawTable, column: usize) -> Vec<NotAnswer> {
    let all = values(raw, &[column]);
    let (not_shown, said): (Vec<&str>, Vec<&str>) = all.into_iter().partition(|value| is_not_shown(value));
    let of_gender = said.iter().all(|value| matches!(fold(value).as_str(), "male" | "female"));
    if said.is_empty() || !(of_gender || yes_and_no(&said).is_some()) {
        return Vec::new();
    }
    not_shown.into_iter().map(|value| NotAnswer::one(value, Missing::Unknown)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::survey::raw::Collector;

    fn of(rows: &[&str]) -> Option<Marks> {
        let mut collector = Collector::new(vec![vec!["a".into(), "b".into(), "c".into()]]);
        rows.iter().for_each(|row| collector.push(row.split(',')));
        marks(&collector.finish().0, &[0, 1, 2])
    }

    #[test]
    fn columns_without_a_word_hold_no_ticks() {
        assert_eq!(of(&[",,"]), None);
        assert_eq!(of(&["N/A,N/A,N/A"]).unwrap().shown, Shown::EachCell);
        assert_eq!(of(&["Yes,No,Perhaps"]), None);
    }

    #[test]
    fn long_answers_know_who_was_not_shown_the_question() {
        let marks = of(&["Yes,No,No", "N/A,N/A,N/A"]).unwrap();
        assert_eq!((marks.shown, marks.ticked), (Shown::EachCell, Ticked::Value("Yes".into())));
        assert_eq!(marks.not_answers, [NotAnswer::one("N/A", Missing::NotAsked)]);
        assert_eq!(of(&["Ja,Nein,Ja"]).unwrap().ticked, Ticked::Value("Ja".into()));
    }

    #[test]
    fn short_answers_do_not_know_it() {
        assert_eq!(of(&["Y,,", ",,"]).unwrap().shown, Shown::AnyFilled);
    }

    #[test]
    fn ones_and_twos_need_many_rows_to_be_ticks() {
        assert_eq!(of(&["1,2,1", "2,2,1"]), None);
        let many = vec!["1,2,1"; 12];
        assert_eq!(of(&many).unwrap().ticked, Ticked::Value("1".into()));
    }
}
