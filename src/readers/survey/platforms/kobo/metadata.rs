//! The columns that the platforms add of their own.

use super::names;
use crate::model::{Flag, Personal};
use crate::readers::survey::dates;
use crate::readers::survey::draft::{Draft, FlagRule, Shape};
use crate::readers::survey::metadata::{self as own, RESPONSE_ID};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::fold;

/// Names that only these platforms use, with what they are for.
const KNOWN: [(&str, &str, Option<Personal>); 67] = [
    ("_uuid", RESPONSE_ID, None),
    ("key", RESPONSE_ID, None),
    ("instanceid", RESPONSE_ID, None),
    ("_id", "submission number", None),
    ("_index", "row number", None),
    ("_parent_index", "row of the parent", None),
    ("_parent_table_name", "table of the parent", None),
    ("parent_key", "row of the parent", None),
    ("_submission_time", "time recorded", None),
    ("submissiondate", "time recorded", None),
    ("_date_modified", "last change", None),
    ("_edited", "edited", None),
    ("edits", "edited", None),
    ("_last_edited", "last change", None),
    ("start", "start time", None),
    ("starttime", "start time", None),
    ("end", "completion time", None),
    ("endtime", "completion time", None),
    ("today", "day of the interview", None),
    ("_duration", "duration", None),
    ("duration", "duration", None),
    ("deviceid", "device", Some(Personal::Identifier)),
    ("device_id", "device", Some(Personal::Identifier)),
    ("simserial", "device", Some(Personal::Identifier)),
    ("simid", "device", Some(Personal::Identifier)),
    ("subscriberid", "device", Some(Personal::Identifier)),
    ("phonenumber", "telephone of the device", Some(Personal::Phone)),
    ("devicephonenum", "telephone of the device", Some(Personal::Phone)),
    ("username", "account of the interviewer", Some(Personal::Identifier)),
    ("_submitted_by", "account of the interviewer", Some(Personal::Identifier)),
    ("submitterid", "account of the interviewer", Some(Personal::Identifier)),
    ("submittername", "name of the interviewer", Some(Personal::Name)),
    ("caseid", "case", Some(Personal::Identifier)),
    ("_validation_status", "validation status", None),
    ("reviewstate", "validation status", None),
    ("review_status", "validation status", None),
    ("review_quality", "quality", None),
    ("review_comments", "notes", None),
    ("review_corrections", "notes", None),
    ("review_state", "validation status", None),
    ("_status", "submission status", None),
    ("status", "submission status", None),
    ("_notes", "notes", None),
    ("comments", "notes", None),
    ("_tags", "tags", None),
    ("__version__", "version of the form", None),
    ("_version_", "version of the form", None),
    ("_version", "version of the form", None),
    ("formversion", "version of the form", None),
    ("formdef_version", "version of the form", None),
    ("_xform_id_string", "form", None),
    ("_xform_id", "form", None),
    ("xform_id_string", "form", None),
    ("_bamboo_dataset_id", "form", None),
    ("_attachments", "files attached", None),
    ("attachmentspresent", "files attached", None),
    ("attachmentsexpected", "files attached", None),
    ("_total_media", "files attached", None),
    ("_media_count", "files attached", None),
    ("_media_all_received", "files attached", None),
    ("_geolocation", "coordinates", Some(Personal::Location)),
    ("audit", "log of the interview", None),
    ("audit_url", "log of the interview", None),
    ("text_audit", "log of the interview", None),
    ("instancename", "name of the record", Some(Personal::Identifier)),
    ("rootuuid", "earlier response id", None),
    ("deprecatedid", "earlier response id", None),
];

/// What a column of the platform is for, and the personal data it holds. Names that a question might have too (start, end,
/// status) are the platform's only where their content or the rest of the headings says so.
pub fn role(raw: &RawTable, column: usize) -> Option<(&'static str, Option<Personal>)> {
    let name = names::heading(raw.heading(0, column)).to_lowercase();
    if name.starts_with("_submission__") || name.starts_with("set-of-") || name.starts_with("setof") {
        return Some(("link between tables", None));
    }
    let of_group =
        ["meta/", "meta-", "meta:", "meta.", "orx:meta/", "formhub/"].iter().find_map(|group| name.strip_prefix(group));
    if name == "formhub/uuid" || name == "formhub.uuid" {
        return Some(("form", None));
    }
    let short = of_group.unwrap_or(&name);
    let (_, role, personal) = KNOWN.iter().find(|(known, _, _)| *known == short)?;
    let values = &raw.columns[column];
    let dated = || values.filled().all(|(value, _)| dates::read(value).is_some());
    let central = || has(raw, "key") || has(raw, "formdef_version") || has(raw, "_uuid");
    let sure = match short {
        "start" | "end" | "today" | "starttime" | "endtime" => dated(),
        "key" => has(raw, "submissiondate") || has(raw, "parent_key") || has(raw, "instanceid"),
        "status" | "edits" | "comments" | "caseid" | "duration" | "phonenumber" | "username" => {
            (short == "username" && values.distinct() <= 200) || central()
        }
        _ => true,
    };
    sure.then_some((*role, *personal))
}

/// Whether a heading is this, without its group.
pub fn has(raw: &RawTable, name: &str) -> bool {
    find(raw, name).is_some()
}

/// The column of this heading, without its group.
pub fn find(raw: &RawTable, name: &str) -> Option<usize> {
    (0..raw.columns.len()).find(|&column| {
        let heading = names::heading(raw.heading(0, column)).to_lowercase();
        heading == name
            || ["meta/", "meta-", "meta:", "meta."].iter().any(|group| heading.strip_prefix(group) == Some(name))
    })
}

/// A column of the platform's own.
pub fn draft(raw: &RawTable, column: usize, role: &str, personal: Option<Personal>) -> Draft {
    let mut draft = own::draft(raw, column, role);
    draft.text = names::heading(raw.heading(0, column)).to_owned();
    draft.tag = Some(draft.text.trim_start_matches('_').to_owned());
    draft.personal = draft.personal.or(personal);
    if draft.personal.is_some() {
        draft.shape = Shape::Text { column };
    }
    draft
}

/// The column that tells responses apart: the id of the submission, else the platform's number.
pub fn respondent(raw: &RawTable) -> Option<usize> {
    ["_uuid", "instanceid", "key", "_id"]
        .iter()
        .filter_map(|name| find(raw, name))
        .find(|column| raw.columns[*column].answered() > 0)
}

/// Rows that somebody who checked them did not approve.
pub fn flags(raw: &RawTable, metadata: &[Draft]) -> Vec<FlagRule> {
    let rejected: fn(&str) -> bool = |status| {
        matches!(
            fold(status).as_str(),
            "not approved"
                | "validation_status_not_approved"
                | "rejected"
                | "hasissues"
                | "has issues"
                | "bad"
                | "fake"
        )
    };
    let columns =
        metadata.iter().filter(|draft| matches!(draft.role.as_deref(), Some("validation status" | "quality")));
    let columns = columns.flat_map(Draft::columns);
    columns
        .filter(|column| raw.columns[*column].filled().any(|(value, _)| rejected(value)))
        .map(|column| FlagRule { column, flag: Flag::Spam, marks: rejected })
        .collect()
}
