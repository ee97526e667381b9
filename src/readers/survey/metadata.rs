//! The platform's own columns: what each is for.

use super::dates;
use super::decide;
use super::draft::{Draft, Shape, guess};
use super::raw::RawTable;
use super::words::fold;
use crate::diagnostic::Diagnostic;
use crate::model::Personal;

/// The column that tells responses apart.
pub const RESPONSE_ID: &str = "response id";

/// Headings of platform columns with what they are for and the personal data they hold. Platforms look their own up here too.
const KNOWN: [(&str, &str, Option<Personal>); 69] = [
    ("id", RESPONSE_ID, None),
    ("response id", RESPONSE_ID, None),
    ("responseid", RESPONSE_ID, None),
    ("respondent id", RESPONSE_ID, None),
    ("respondentid", RESPONSE_ID, None),
    ("respondent", RESPONSE_ID, None),
    ("response", RESPONSE_ID, None),
    ("date", "completion time", None),
    ("unique response number", RESPONSE_ID, None),
    ("record id", RESPONSE_ID, None),
    ("record_id", RESPONSE_ID, None),
    ("responseset", "response set", None),
    ("collector id", "collector", None),
    ("collectorid", "collector", None),
    ("collector", "collector", None),
    ("timestamp", "completion time", None),
    ("start time", "start time", None),
    ("start date", "start time", None),
    ("startdate", "start time", None),
    ("started", "start time", None),
    ("time started", "start time", None),
    ("completion time", "completion time", None),
    ("end date", "completion time", None),
    ("enddate", "completion time", None),
    ("ended", "completion time", None),
    ("date submitted", "completion time", None),
    ("submitdate", "completion time", None),
    ("submit date", "completion time", None),
    ("submission date", "completion time", None),
    ("submissiondate", "completion time", None),
    ("recordeddate", "time recorded", None),
    ("date modified", "last change", None),
    ("date created", "start time", None),
    ("last modified time", "last change", None),
    ("last page", "last page", None),
    ("start language", "language", None),
    ("userlanguage", "language", None),
    ("seed", "random seed", None),
    ("status", "status", None),
    ("progress", "progress", None),
    ("finished", "finished", None),
    ("duration (in seconds)", "duration", None),
    ("distributionchannel", "channel", None),
    ("ip address", "IP address", Some(Personal::IpAddress)),
    ("ipaddress", "IP address", Some(Personal::IpAddress)),
    ("ip", "IP address", Some(Personal::IpAddress)),
    ("email", "e-mail", Some(Personal::Email)),
    ("emailaddress", "e-mail", Some(Personal::Email)),
    ("email address", "e-mail", Some(Personal::Email)),
    ("username", "e-mail", Some(Personal::Email)),
    ("recipientemail", "e-mail", Some(Personal::Email)),
    ("name", "name", Some(Personal::Name)),
    ("first name", "name", Some(Personal::Name)),
    ("last name", "name", Some(Personal::Name)),
    ("recipientfirstname", "name", Some(Personal::Name)),
    ("recipientlastname", "name", Some(Personal::Name)),
    ("externalreference", "external reference", Some(Personal::Identifier)),
    ("externaldatareference", "external reference", Some(Personal::Identifier)),
    ("external reference", "external reference", Some(Personal::Identifier)),
    ("custom data 1", "custom data", Some(Personal::Identifier)),
    ("custom data", "custom data", Some(Personal::Identifier)),
    ("locationlatitude", "latitude", Some(Personal::Location)),
    ("locationlongitude", "longitude", Some(Personal::Location)),
    ("locationaccuracy", "accuracy of location", Some(Personal::Location)),
    ("token", "token", Some(Personal::Identifier)),
    ("score", "score", None),
    ("total points", "score", None),
    ("quiz feedback", "feedback", None),
    ("network id", "network", Some(Personal::Identifier)),
];

/// What a platform's column of this heading is for, and the personal data it holds.
pub fn known(heading: &str) -> Option<(&'static str, Option<Personal>)> {
    let heading = fold(heading);
    KNOWN.iter().find(|(name, _, _)| *name == heading).map(|(_, role, personal)| (*role, *personal))
}

/// What a column of a plain table is for, where its heading and its content agree: an id that tells rows apart, a moment, an
/// address of the network. Anything else is a question.
pub fn generic_role(raw: &RawTable, place: usize) -> Option<&'static str> {
    let (role, _) = known(raw.heading(0, place))?;
    let column = &raw.columns[place];
    let fits = match role {
        RESPONSE_ID => place == 0 && column.distinct() as u64 == column.answered() && !column.has_blanks(),
        "start time" | "completion time" | "time recorded" | "last change" => {
            let values =
                || column.filled().map(|(value, _)| value).filter(|value| super::words::placeholder(value).is_none());
            column.answered() == 0 || values().all(|value| dates::read(value).is_some()) || dates::are_serials(values())
        }
        "status" => column.answered() > 0 && column.filled().all(|(value, _)| is_status(value)),
        "IP address" | "collector" | "response set" | "random seed" | "duration" | "channel" | "last page" => true,
        "language" | "finished" | "progress" => column.distinct() <= 40,
        "latitude" | "longitude" | "accuracy of location" => true,
        _ => false,
    };
    fits.then_some(role)
}

/// Whether a value says how far a response came.
fn is_status(value: &str) -> bool {
    const WORDS: [&str; 12] = [
        "complete",
        "completed",
        "partial",
        "incomplete",
        "in progress",
        "disqualified",
        "submitted",
        "finished",
        "preview",
        "test",
        "started",
        "abandoned",
    ];
    WORDS.contains(&fold(value).as_str())
}

/// A column of the platform's own.
pub fn draft(raw: &RawTable, place: usize, role: &str) -> Draft {
    let personal = KNOWN.iter().find(|(_, known, _)| *known == role).and_then(|(_, _, personal)| *personal);
    let heading = raw.heading(0, place);
    let text = if heading.is_empty() { raw.names[place].as_str() } else { heading };
    // Links to files hold the names of those who uploaded them.
    let personal = if role == UPLOADED { Some(Personal::Identifier) } else { personal };
    let mut draft = Draft::new(text, shape(raw, place, role, personal), guess("a column of the platform’s own", 1.0));
    draft.personal = personal;
    draft.with_role(role)
}

fn shape(raw: &RawTable, place: usize, role: &str, personal: Option<Personal>) -> Shape {
    const FEW: usize = 20;
    let column = &raw.columns[place];
    let values = || column.filled().map(|(value, _)| value).filter(|value| super::words::placeholder(value).is_none());
    let is_moment = role.ends_with("time") || role.starts_with("time") || role == "last change";
    let is_date = values().next().is_some()
        && (values().all(|value| dates::read(value).is_some()) || (is_moment && dates::are_serials(values())));
    if is_date {
        return Shape::Date { column: place };
    }
    if personal.is_some() || role == RESPONSE_ID || column.answered() == 0 {
        return Shape::Text { column: place };
    }
    if column.distinct() <= FEW {
        return Shape::Coded { column: place, scale: false, choices: decide::choices(column) };
    }
    let notation = super::numbers::Notation::default();
    if column.filled().all(|(value, _)| notation.number(value).is_some()) {
        return Shape::Numeric { column: place };
    }
    Shape::Text { column: place }
}

/// What a column of links to files is for.
pub const UPLOADED: &str = "uploaded file";

/// A column of links to files that respondents uploaded.
pub fn uploaded(raw: &RawTable, place: usize) -> Option<Draft> {
    let column = &raw.columns[place];
    let fits = column.answered() > 0 && column.filled().all(|(value, _)| is_upload(value));
    fits.then(|| draft(raw, place, UPLOADED))
}

/// What a platform writes for a file that a respondent uploaded: a link to where it is kept, or a list of names with links.
fn is_upload(value: &str) -> bool {
    const STORES: [&str; 5] = ["sharepoint.com", "drive.google.com", "docs.google.com", "onedrive.live", "1drv.ms"];
    let list = value.starts_with("[{") && value.ends_with("}]") && value.contains("\"name\"");
    let link = value.starts_with("https://") && !value.contains(char::is_whitespace);
    let links = link || value.split([',', ';']).all(|link| link.trim().starts_with("https://"));
    list || (links && STORES.iter().any(|store| value.contains(store)))
}

/// The order of day and month that a program wrote its own moments in holds for the other dates of the file too. Where the moments
/// leave it open, the order in which the answers came in may tell it.
pub fn order_of_dates(raw: &RawTable, column: usize, structure: &mut super::draft::Structure) {
    let is_open = |place: usize| {
        let values = || raw.columns[place].filled().map(|(value, _)| value);
        raw.columns[place].answered() > 0
            && dates::order(values()) == Err(true)
            && values().all(|value| dates::read(value).is_some())
            && values().any(|value| dates::date(value, None).is_none())
    };
    let open: Vec<usize> = (0..raw.columns.len()).filter(|&place| is_open(place)).collect();
    if open.is_empty() {
        return;
    }
    let own = dates::order(raw.columns[column].filled().map(|(value, _)| value));
    let rows = (0..raw.rows()).map(|row| raw.columns[column].cell(row));
    let (order, why) = match own {
        Ok(order) => (Some(order), "as the program wrote its own moments"),
        Err(_) if open.contains(&column) => {
            (dates::order_of_a_series(rows), "since only so do the rows follow one another as they came in")
        }
        Err(_) => (None, ""),
    };
    let Some(order) = order else { return };
    let first = if order == dates::Order::DayFirst { "day" } else { "month" };
    structure.dates = Some(order);
    let names: Vec<String> =
        open.iter().take(3).map(|&place| format!("“{}”", super::code::short(&raw.names[place]))).collect();
    let more = if open.len() > names.len() { " and others" } else { "" };
    structure.noticed.push(
        Diagnostic::note(format!(
            "dates that do not tell the day from the month ({}{more}) are read with the {first} first, {why}",
            names.join(", ")
        ))
        .hint("if that is wrong, say which comes first: --dates day-first or --dates month-first"),
    );
}

/// Marks rows that were not finished, previews and tests, by a platform's columns of status and of being finished.
pub fn flags(raw: &RawTable, structure: &mut super::draft::Structure) {
    use super::draft::FlagRule;
    use crate::model::Flag;
    type Rule = (&'static str, Flag, fn(&str) -> bool);
    let rules: [Rule; 5] = [
        ("status", Flag::Preview, |status| matches!(fold(status).as_str(), "1" | "survey preview" | "preview")),
        ("status", Flag::Test, |status| matches!(fold(status).as_str(), "2" | "survey test" | "test")),
        ("status", Flag::Spam, |status| matches!(fold(status).as_str(), "8" | "9" | "12" | "spam" | "possible spam")),
        ("status", Flag::Partial, |status| matches!(fold(status).as_str(), "partial" | "incomplete" | "disqualified")),
        ("finished", Flag::Partial, |finished| matches!(fold(finished).as_str(), "0" | "false" | "no")),
    ];
    for (role, flag, marks) in rules {
        let columns = structure.metadata.iter().filter(|draft| draft.role.as_deref() == Some(role));
        let found: Vec<usize> = columns.flat_map(Draft::columns).collect();
        for column in found {
            if raw.columns[column].filled().any(|(value, _)| marks(value)) {
                structure.flags.push(FlagRule { column, flag, marks });
            }
        }
    }
}
