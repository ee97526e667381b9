//! How the head of a file shows that it comes from REDCap, and what its own columns are.

use crate::model::Personal;
use crate::readers::survey::codebooks::redcap_dictionary;
use crate::readers::survey::metadata::RESPONSE_ID;
use crate::readers::survey::platform::{Head, Recognition};
use crate::readers::survey::words::fold;

/// Columns that REDCap adds, by their names and by their labels.
const OWN: [(&str, &str, &str, Option<Personal>); 5] = [
    ("redcap_event_name", "event name", "event", None),
    ("redcap_repeat_instrument", "repeat instrument", "repeat instrument", None),
    ("redcap_repeat_instance", "repeat instance", "repeat instance", None),
    ("redcap_data_access_group", "data access group", "data access group", None),
    ("redcap_survey_identifier", "survey identifier", "survey identifier", Some(Personal::Identifier)),
];

/// What a column of REDCap's own is for.
pub fn role(heading: &str, place: usize) -> Option<(&'static str, Option<Personal>)> {
    let heading = fold(heading.trim_start_matches('\u{feff}'));
    if place == 0 {
        return Some((RESPONSE_ID, None));
    }
    OWN.iter()
        .find(|(name, label, ..)| heading == *name || heading == *label)
        .map(|(_, _, role, personal)| (*role, *personal))
}

/// `field___code` → the two; `____1` is the code -1.
pub fn check_box(heading: &str) -> Option<(&str, String)> {
    let (field, code) = heading.split_once("___")?;
    let named = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    let code = code.strip_prefix('_').map_or_else(|| code.to_owned(), |number| format!("-{number}"));
    (named(field) && !code.is_empty()).then_some((field, code))
}

/// `Label (choice=Option)` → the two.
pub fn labelled_check_box(heading: &str) -> Option<(&str, &str)> {
    let (label, choice) = heading.trim_end().strip_suffix(')')?.rsplit_once("(choice=")?;
    Some((label.trim(), choice.trim()))
}

/// Whether a heading is that of a form's status; the form, where it names it.
pub fn status(heading: &str) -> Option<Option<&str>> {
    if fold(heading).split(['?', '.']).next() == Some("complete") && heading.contains('?') {
        return Some(None);
    }
    heading.strip_suffix("_complete").filter(|form| !form.is_empty()).map(Some)
}

/// Whether a cell is a status.
pub fn is_status(value: &str) -> bool {
    matches!(value, "" | "0" | "1" | "2" | "0.0" | "1.0" | "2.0" | "Incomplete" | "Unverified" | "Complete")
}

/// Recognises an export.
pub fn recognise(head: &Head<'_>) -> Option<Recognition> {
    let headings = head.record(0);
    let found = |reason: String| Some(Recognition { reason, header_records: 1 });
    if let Some(own) = headings.iter().find(|heading| heading.starts_with("redcap_")) {
        return found(format!("the heading {own} is REDCap’s"));
    }
    if head.has(0, "Repeat Instrument")
        || (head.has(0, "Event Name") && headings.iter().any(|heading| status(heading).is_some()))
    {
        return found("the headings Event Name and Repeat Instrument are REDCap’s".into());
    }
    if let Some(set) = headings.iter().find(|heading| labelled_check_box(heading).is_some()) {
        return found(format!("a check box is headed “{set}”, as in REDCap’s export of labels"));
    }
    let cells = |column: usize| (1..head.records.len()).map(move |record| head.cell(record, column));
    let ticks = |column: usize| cells(column).all(|cell| matches!(cell, "" | "0" | "1" | "Checked" | "Unchecked"));
    let boxed = headings.iter().enumerate().find(|(column, heading)| check_box(heading).is_some() && ticks(*column));
    if let Some((_, heading)) = boxed {
        return found(format!("a check box is named {heading}, as in REDCap"));
    }
    let finished = headings.iter().enumerate().skip(1).find(|(column, heading)| {
        let filled = cells(*column).filter(|cell| !cell.is_empty()).count();
        status(heading).is_some() && filled > 0 && cells(*column).all(is_status)
    });
    if let Some((_, heading)) = finished {
        return found(format!("the column “{heading}” holds the status of a form, as in REDCap"));
    }
    let described = head.described.is_some_and(|described| described.from == redcap_dictionary::FROM);
    described.then(|| Recognition { reason: "a REDCap dictionary describes its columns".into(), header_records: 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_boxes_with_negative_codes_and_letters() {
        assert_eq!(check_box("meds___2"), Some(("meds", "2".to_owned())));
        assert_eq!(check_box("meds____9"), Some(("meds", "-9".to_owned())));
        assert_eq!(check_box("meds___abc"), Some(("meds", "abc".to_owned())));
        assert_eq!((check_box("___1"), check_box("a b___"), check_box("plain")), (None, None, None));
        assert_eq!(labelled_check_box("Race (all) (choice=White (any))"), Some(("Race (all)", "White (any)")));
        assert_eq!(labelled_check_box("Race (choice=White)"), Some(("Race", "White")));
    }
}
