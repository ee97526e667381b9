//! How the head of a file shows that it comes from these platforms.

use super::names::{self, is_tick};
use crate::readers::survey::codebooks::xlsform;
use crate::readers::survey::platform::{Head, Recognition};

/// Names that no other platform gives to its columns.
const OWN: [&str; 15] = [
    "_uuid",
    "_submission_time",
    "_submitted_by",
    "_validation_status",
    "__version__",
    "_xform_id_string",
    "_parent_index",
    "_parent_table_name",
    "_index",
    "formhub/uuid",
    "formdef_version",
    "meta/instanceid",
    "meta-instanceid",
    "meta.instanceid",
    "meta:instanceid",
];

/// More headings than these are not compared with each other.
const LOOKED_AT: usize = 4000;

/// Recognises an export.
pub fn recognise(head: &Head<'_>) -> Option<Recognition> {
    let headings: Vec<String> =
        head.record(0).iter().take(LOOKED_AT).map(|heading| names::heading(heading).to_lowercase()).collect();
    let has = |name: &str| headings.iter().any(|heading| heading == name);
    let found = |reason: String| Some(Recognition { reason, header_records: 1 });
    if has("key") && has("submissiondate") {
        let whose = if has("formdef_version") { "SurveyCTO" } else { "ODK" };
        return found(format!("the headings SubmissionDate and KEY are those of {whose}"));
    }
    if has("parent_key") && has("key") {
        return found("the headings PARENT_KEY and KEY are those of a repeat of ODK or SurveyCTO".into());
    }
    let own: Vec<&str> = OWN.into_iter().filter(|name| has(name)).take(3).collect();
    if !own.is_empty() {
        return found(format!("columns are named {} as KoboToolbox, ODK and Ona name them", own.join(", ")));
    }
    let latitude = headings.iter().find_map(|heading| heading.strip_prefix('_')?.strip_suffix("_latitude"));
    if let Some(place) = latitude.filter(|place| has(place) && has(&format!("_{place}_longitude"))) {
        return found(format!("the place “{place}” comes with its _latitude and _longitude, as in KoboToolbox"));
    }
    if let Some(set) = split_set(head, &headings) {
        return found(format!(
            "“{set}” lists what was ticked and a column of 0 and 1 for each choice follows, as in KoboToolbox, ODK and Ona"
        ));
    }
    let described = head.described.is_some_and(|described| described.from == xlsform::FROM);
    described.then(|| Recognition { reason: "an XLSForm describes its columns".into(), header_records: 1 })
}

/// A heading that comes again, at least twice, with a choice after it, above cells of 0 and 1.
fn split_set<'a>(head: &Head<'_>, headings: &'a [String]) -> Option<&'a str> {
    let ticks = |column: usize| {
        let cells = (1..head.records.len()).map(|record| head.cell(record, column));
        let mut filled = cells.filter(|cell| !cell.is_empty()).peekable();
        filled.peek().is_some() && filled.all(is_tick)
    };
    headings.iter().enumerate().find_map(|(place, heading)| {
        let of = |between: char| {
            let begins = |other: &String| {
                other.strip_prefix(heading.as_str()).and_then(|rest| rest.strip_prefix(between)).map(str::to_owned)
            };
            let parts: Vec<(usize, String)> =
                headings.iter().enumerate().filter_map(|(column, other)| Some((column, begins(other)?))).collect();
            let listed = |name: &String| {
                (1..head.records.len()).any(|record| {
                    head.cell(record, place).split_whitespace().any(|word| names::plain(word) == names::plain(name))
                })
            };
            let enough = parts.len() >= 2 && parts.iter().any(|(column, _)| ticks(*column));
            enough && (between == '/' || parts.iter().any(|(column, name)| ticks(*column) && listed(name)))
        };
        (!heading.is_empty() && (of('/') || of('.'))).then_some(heading.as_str())
    })
}
