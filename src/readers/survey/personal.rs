//! Personal data, found by heading and content together: what gives a person away is kept out of outputs from the start.

use super::draft::{Draft, Shape, Structure};
use super::numbers::Notation;
use super::raw::{RawColumn, RawTable};
use super::words::{fold, plain};
use crate::diagnostic::Diagnostic;
use crate::model::Personal;

/// Marks questions whose answers are personal, and says where open answers hold an address or a number all the same.
pub fn mark(raw: &RawTable, structure: &mut Structure, reviewed: &[usize]) {
    for draft in structure.questions.iter_mut() {
        if draft.personal.is_none() && !draft.columns().iter().any(|column| reviewed.contains(column)) {
            draft.personal = of_question(raw, draft);
        }
        if draft.personal.is_some() {
            only_words(draft);
        }
        keep_contacts_out_of_choices(draft);
    }
    let mut noticed = Vec::new();
    for draft in structure.questions.iter().filter(|draft| draft.personal.is_none()) {
        let open = match &draft.shape {
            Shape::Text { column } | Shape::Coded { column, .. } | Shape::Joined { column, .. } => Some(*column),
            _ => None,
        };
        for column in open.into_iter().chain(draft.comment) {
            noticed.extend(in_open_answers(raw, column, &draft.text));
        }
    }
    structure.noticed.append(&mut noticed);
}

/// Personal answers are words, whatever they look like: their values are listed nowhere.
fn only_words(draft: &mut Draft) {
    let column = match &draft.shape {
        Shape::Coded { column, .. }
        | Shape::Joined { column, .. }
        | Shape::Numeric { column }
        | Shape::JoinedRanks { column, .. } => *column,
        _ => return,
    };
    draft.shape = Shape::Text { column };
}

/// An answer that holds an address or a number is nobody's choice: it counts as "Other" and is not listed.
fn keep_contacts_out_of_choices(draft: &mut Draft) {
    let (Shape::Coded { choices, .. } | Shape::Joined { choices, .. } | Shape::Grid { choices, .. }) = &mut draft.shape
    else {
        return;
    };
    let before = choices.list.len();
    choices.list.retain(|choice| !holds_contact(choice.value()));
    if choices.list.len() < before {
        choices.other = choices.list.iter().position(|choice| super::words::is_other(&choice.label));
        if choices.other.is_none() {
            choices.other = Some(choices.list.len());
            choices.list.push(super::draft::DraftChoice::new("Other"));
        }
    }
}

/// Whether words hold an e-mail address or a telephone number.
pub fn holds_contact(value: &str) -> bool {
    holds_email(value) || holds_phone(value)
}

fn holds_email(value: &str) -> bool {
    let mut words =
        value.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '<' | '>' | ':' | '"'));
    value.contains('@') && words.any(|word| is_email(word.trim_end_matches(['.', '!', '?'])))
}

fn of_question(raw: &RawTable, draft: &Draft) -> Option<Personal> {
    let column = match &draft.shape {
        Shape::Coded { column, .. }
        | Shape::Joined { column, .. }
        | Shape::Numeric { column }
        | Shape::Text { column } => *column,
        _ => return None,
    };
    let heading = fold(&plain(&draft.text));
    of_column(&heading, &raw.columns[column])
}

/// What a column holds, by its heading (folded) and its values.
fn of_column(heading: &str, column: &RawColumn) -> Option<Personal> {
    let answered = column.answered();
    if answered == 0 {
        return None;
    }
    let share = |fits: fn(&str) -> bool| -> u64 {
        column.filled().filter(|(value, _)| fits(value)).map(|(_, count)| count).sum::<u64>() * 100 / answered
    };
    let says = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    let different = column.distinct() as u64 * 100 / answered;
    if share(is_email) >= if says(&["e-mail", "email"]) { 1 } else { 30 } {
        return Some(Personal::Email);
    }
    if share(is_ip_address) >= 60 {
        return Some(Personal::IpAddress);
    }
    if share(is_phone)
        >= if says(&["phone number", "telephone", "mobile number", "contact number", "phone"]) { 30 } else { 90 }
        && different >= 50
    {
        return Some(Personal::Phone);
    }
    if says(&["latitude", "longitude"]) && share(is_coordinate) >= 80 {
        return Some(Personal::Location);
    }
    if share(is_postcode) >= if says(&["postcode", "post code", "zip"]) { 30 } else { 60 } {
        return Some(Personal::Address);
    }
    if says(&["your address", "home address", "postal address", "street"]) && different >= 60 {
        return Some(Personal::Address);
    }
    if asks_for_a_name(heading) && different >= 60 && share(is_like_a_name) >= 60 {
        return Some(Personal::Name);
    }
    let ids = [
        "panel id",
        "prolific",
        "worker id",
        "token",
        "username",
        "user name",
        "user id",
        "student id",
        "nhs number",
        "national insurance",
    ];
    (says(&ids) && different >= 60 && share(|value| !value.contains(' ')) >= 80).then_some(Personal::Identifier)
}

/// Whether a heading asks for the name of a person or of an organisation.
fn asks_for_a_name(heading: &str) -> bool {
    const WHOSE: [&str; 22] = [
        "your name",
        "full name",
        "first name",
        "last name",
        "surname",
        "forename",
        "contact name",
        "name of contact",
        "organisation name",
        "organization name",
        "organisation's name",
        "name of organisation",
        "name of organization",
        "name of your organisation",
        "name of your organization",
        "name of your charity",
        "name of your group",
        "name of your company",
        "name of your employer",
        "name of the organisation",
        "name of your school",
        "name of your institution",
    ];
    heading == "name"
        || heading == "names"
        || WHOSE.iter().any(|words| heading.contains(words))
        || [
            "in which institution are you",
            "which organisation do you work for",
            "which organization do you work for",
            "what organisation",
        ]
        .iter()
        .any(|words| heading.contains(words))
}

/// Says where open answers hold an e-mail address or a telephone number, without repeating it.
fn in_open_answers(raw: &RawTable, place: usize, text: &str) -> Option<Diagnostic> {
    const NAMED: usize = 8;
    let column = &raw.columns[place];
    let what: Vec<(bool, bool)> = column.values().map(|value| (holds_email(value), holds_phone(value))).collect();
    let rows: Vec<u64> = column
        .codes()
        .iter()
        .zip(&raw.records)
        .filter(|(code, _)| matches!(what.get(*code as usize), Some((true, _) | (_, true))))
        .map(|(_, record)| *record)
        .collect();
    if rows.is_empty() {
        return None;
    }
    let email = what.iter().any(|(email, _)| *email);
    let phone = what.iter().any(|(_, phone)| *phone);
    let kinds = match (email, phone) {
        (true, true) => "e-mail addresses and telephone numbers",
        (true, false) => "e-mail addresses",
        _ => "telephone numbers",
    };
    let named: Vec<String> = rows.iter().take(NAMED).map(u64::to_string).collect();
    let more = if rows.len() > NAMED { format!(" and {} more", rows.len() - NAMED) } else { String::new() };
    let row = if rows.len() == 1 { "row" } else { "rows" };
    Some(
        Diagnostic::warning(format!("open answers to “{}” hold {kinds}: {row} {}{more}", super::code::short(&plain(text)), named.join(", ")))
            .hint("look at these answers before quoting them; `personal` in questionnaire.toml keeps all of a question’s answers out of outputs"),
    )
}

fn is_email(value: &str) -> bool {
    let Some((name, domain)) = value.trim().split_once('@') else { return false };
    let plain = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace) && !text.contains('@');
    plain(name) && plain(domain) && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
}

fn is_ip_address(value: &str) -> bool {
    value.parse::<std::net::IpAddr>().is_ok()
}

fn is_phone(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let allowed = value.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | ' ' | '.' | '/'));
    let starts = value.starts_with(['+', '0', '(']);
    allowed && starts && (9..=15).contains(&digits) && super::dates::read(value).is_none() && !value.contains("..")
}

/// A run of digits, blanks and marks in prose that dials somewhere.
fn holds_phone(value: &str) -> bool {
    let mut run = String::new();
    let ends_here = |run: &mut String| {
        let found = is_phone(run.trim()) && !run.trim().contains('.');
        run.clear();
        found
    };
    for character in value.chars() {
        if character.is_ascii_digit()
            || (matches!(character, ' ' | '-' | '(' | ')') && !run.is_empty())
            || character == '+'
        {
            run.push(character);
        } else if ends_here(&mut run) {
            return true;
        }
    }
    ends_here(&mut run)
}

fn is_coordinate(value: &str) -> bool {
    Notation::default().number(value).is_some_and(|number| number.abs() <= 180.0)
}

/// A full British postcode, or its first half with the heading's word.
fn is_postcode(value: &str) -> bool {
    let compact: String = value.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let bytes = compact.as_bytes();
    if !(5..=7).contains(&bytes.len()) {
        return false;
    }
    let (outward, inward) = bytes.split_at(bytes.len() - 3);
    let inward_fits = inward[0].is_ascii_digit() && inward[1..].iter().all(u8::is_ascii_uppercase);
    let letters = outward.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let rest = &outward[letters..];
    let rest_fits = !rest.is_empty() && rest[0].is_ascii_digit() && rest.len() <= 2;
    inward_fits && (1..=2).contains(&letters) && rest_fits
}

fn is_like_a_name(value: &str) -> bool {
    let words = value.split_whitespace().count();
    (1..=8).contains(&words) && value.chars().count() <= 80 && value.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(heading: &str, values: &[&str]) -> Option<Personal> {
        let mut column = RawColumn::default();
        values.iter().for_each(|value| column.push(value));
        of_column(&fold(heading), &column)
    }

    #[test]
    fn an_empty_column_is_nobodys() {
        assert_eq!(found("Your name", &[]), None);
        assert_eq!(found("Your name", &["", ""]), None);
    }

    #[test]
    fn addresses_and_numbers_are_known_by_their_content() {
        assert_eq!(found("Stay in touch?", &["a@b.example", "", "no thanks", "c@d.example"]), Some(Personal::Email));
        assert_eq!(found("x", &["192.0.2.1", "192.0.2.7"]), Some(Personal::IpAddress));
        assert_eq!(found("Telephone", &["0121 496 0000", "+44 7700 900123"]), Some(Personal::Phone));
        assert_eq!(found("Where?", &["B1 1AA", "b29 6bd", "WS1 1AB"]), Some(Personal::Address));
    }

    #[test]
    fn names_need_a_heading_that_asks_for_them_and_answers_that_differ() {
        assert_eq!(
            found("What is the name of your organisation?", &["Kiln Lane Pantry", "Bobbin & Thread"]),
            Some(Personal::Name)
        );
        assert_eq!(found("What is the name of your phone model?", &["12", "XR"]), None);
        assert_eq!(found("Organisation name", &["Us", "Us", "Us", "Us"]), None);
    }

    #[test]
    fn a_count_a_year_and_a_date_are_not_telephone_numbers() {
        assert_eq!(found("Phone price", &["1299", "5"]), None);
        assert_eq!(found("People", &["1,500", "200"]), None);
        assert!(
            !holds_phone("In 2019-2020 we had 1500 people, about 30 a week")
                && holds_phone("ring 0121 496 0000 please")
        );
    }
}
