//! LimeSurvey: headings as codes, as wording or as both; answers in full or as codes; three states of a tick where the
//! answers are in full.

mod answers;
mod heading;
mod questions;
mod slots;
mod structure;

use crate::diagnostic::Diagnostic;
use crate::model::{Flag, Kind, Missing};
use crate::readers::survey::codebooks::lss;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::draft::{Draft, FlagRule, NotAnswer, Structure};
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::fold;
use crate::readers::survey::{ids, metadata};
use heading::{Heading, Style};

/// LimeSurvey.
#[derive(Debug)]
pub struct LimeSurvey;

/// The program's own columns before the questions, as codes and as words in its languages, with what each is for.
const OWN: [(&str, &[&str]); 16] = [
    (
        metadata::RESPONSE_ID,
        &[
            "id",
            "response id",
            "antwort id",
            "id de la reponse",
            "id de la réponse",
            "id de respuesta",
            "antwoord id",
            "id risposta",
            "id da resposta",
        ],
    ),
    (
        SUBMITTED,
        &[
            "submitdate",
            "date submitted",
            "datum abgeschickt",
            "date de soumission",
            "fecha de envío",
            "datum inzending",
            "data invio",
            "data de envio",
        ],
    ),
    (
        LAST_PAGE,
        &["lastpage", "last page", "letzte seite", "dernière page", "última página", "laatste pagina", "ultima pagina"],
    ),
    (
        LANGUAGE,
        &[
            "startlanguage",
            "start language",
            "start-sprache",
            "startsprache",
            "langue de départ",
            "lenguaje inicial",
            "idioma inicial",
            "starttaal",
            "lingua iniziale",
            "lingua di partenza",
        ],
    ),
    ("random seed", &["seed", "zufallsstartwert", "semilla"]),
    (
        "token",
        &[
            "token",
            "access code",
            "zugangscode",
            "zugangsschlüssel",
            "code d'accès",
            "código de acceso",
            "toegangscode",
        ],
    ),
    (
        "start time",
        &["startdate", "date started", "datum gestartet", "date de lancement", "fecha de inicio", "datum gestart"],
    ),
    (
        "last change",
        &[
            "datestamp",
            "date last action",
            "datum letzte aktivität",
            "date de la dernière action",
            "fecha de la última acción",
        ],
    ),
    ("IP address", &["ipaddr", "ip address", "ip-adresse", "adresse ip", "dirección ip", "ip-adres"]),
    ("referrer", &["refurl", "referrer url", "weiterleitungs-url", "url de référence"]),
    ("name", &["firstname", "lastname", "first name", "last name", "vorname", "nachname"]),
    ("e-mail", &["email", "email address", "e-mail-adresse"]),
    ("e-mail status", &["emailstatus", "email status"]),
    ("duration", &["interviewtime", "total time", "gesamtzeit"]),
    ("quota", &["quota_exit"]),
    ("reminders", &["remindersent", "remindercount", "usesleft", "blacklisted"]),
];
const SUBMITTED: &str = "completion time";
const LAST_PAGE: &str = "last page";
const LANGUAGE: &str = "language";

/// What a column of the program's own is for. Blanks may have been made underscores or dots on the way.
fn own(heading: &str) -> Option<&'static str> {
    let folded = fold(heading);
    let spaced = folded.replace(['_', '.'], " ");
    OWN.iter()
        .find(|(_, names)| names.contains(&folded.as_str()) || names.contains(&spaced.as_str()))
        .map(|(role, _)| *role)
}

/// Times that the program took of pages and questions: `groupTime12`, `Q1Time`, “Question time: Q1”.
fn is_timing(heading: &str) -> bool {
    let folded = fold(heading);
    let coded = heading.ends_with("Time") && heading::is_code(heading);
    coded
        || folded.starts_with("grouptime")
        || folded.starts_with("group time:")
        || folded.starts_with("question time:")
}

impl SurveyReader for LimeSurvey {
    fn name(&self) -> &'static str {
        "limesurvey"
    }

    fn title(&self) -> &'static str {
        "LimeSurvey"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let roles: Vec<&str> = head.record(0).iter().filter_map(|cell| own(cell)).collect();
        let has = |role: &str| roles.contains(&role);
        let telling = [metadata::RESPONSE_ID, SUBMITTED, LAST_PAGE, LANGUAGE];
        let found = telling.iter().filter(|role| has(role)).count();
        let reason = if found >= 3 || (found == 2 && has(LAST_PAGE) && has(LANGUAGE)) {
            let named = head.record(0).iter().filter(|cell| own(cell).is_some_and(|role| telling.contains(&role)));
            let named: Vec<&str> = named.map(String::as_str).collect();
            format!("the first row names {}", named.join(", "))
        } else {
            let bracketed = |cell: &&String| {
                heading::coded(cell).is_some_and(|(_, subs, rest)| !subs.is_empty() && is_end_of_code(rest))
            };
            let example = head.record(0).iter().find(bracketed)?;
            let count = head.record(0).iter().filter(bracketed).count();
            if count < 3 {
                return None;
            }
            let (code, subs, _) = heading::coded(example)?;
            format!(
                "{count} headings hold a question code with a subquestion in brackets, as “{code}[{}]”",
                subs.join("][")
            )
        };
        Some(Recognition { reason, header_records: 1 })
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        let from = own_columns(raw, &mut structure);
        let style = heading::style(raw.headings.first().and_then(|record| record.get(from..)).unwrap_or_default());
        let headings = heading::parse(raw, from, &style);
        let described = beside.described.as_ref().filter(|described| described.from == lss::FROM);
        let gates: Vec<String> =
            headings.iter().filter_map(|heading| heading.code.as_deref()).map(ids::from_tag).collect();
        let mut start = 0;
        while start < headings.len() {
            let place = headings[start].place;
            if is_timing(raw.heading(0, place)) || own(raw.heading(0, place)) == Some("duration") {
                structure.metadata.push(metadata::draft(raw, place, "timing"));
                start += 1;
                continue;
            }
            let end = end_of_group(&headings, start);
            match described.and_then(|all| structure::find(all, &headings[start]).map(|question| (all, question))) {
                Some((all, question)) => {
                    let columns = structure::worded(&headings[start..end], question, all);
                    let mut drafts = questions::of(raw, &columns, question.kind == Some(Kind::Multiple));
                    structure::mend(raw, &mut drafts, question, all, &gates);
                    structure.questions.extend(drafts);
                }
                None => structure.questions.extend(questions::of(raw, &headings[start..end], false)),
            }
            start = end;
        }
        structure.noticed.extend(placeholders(raw, from));
        if described.is_none() {
            structure.noticed.extend(without_wording(&style));
        }
        structure
    }
}

/// After a code with brackets the heading ends, or wording follows after a mark.
fn is_end_of_code(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['.', ':', '-', ' ', ')', '|', ';', '_'])
}

/// The columns of the program's own at the start; gives the first column of a question.
fn own_columns(raw: &RawTable, structure: &mut Structure) -> usize {
    let mut place = 0;
    while place < raw.columns.len() {
        let heading = raw.heading(0, place);
        let attribute = fold(heading).starts_with("attribute_") && heading::is_code(heading);
        let Some(role) = own(heading).or(attribute.then_some("attribute")) else { break };
        // Without its companions “id” may be a question's code.
        if role == metadata::RESPONSE_ID {
            structure.respondent.get_or_insert(place);
        }
        let mut draft = metadata::draft(raw, place, role);
        if role == SUBMITTED {
            submitted(raw, place, &mut draft, structure);
        }
        structure.metadata.push(draft);
        place += 1;
    }
    place
}

/// No date of submission: not finished. 1980-01-01: finished, with the stamping of dates switched off.
fn submitted(raw: &RawTable, place: usize, draft: &mut Draft, structure: &mut Structure) {
    let column = &raw.columns[place];
    let unstamped: Vec<(&str, u64)> = column.filled().filter(|(value, _)| value.starts_with("1980-01-01")).collect();
    let rows: u64 = unstamped.iter().map(|(_, count)| count).sum();
    if rows > 0 {
        draft.not_answers.extend(unstamped.iter().map(|(value, _)| NotAnswer::one(*value, Missing::User)));
        let rows = if rows == 1 { "1 response was".to_owned() } else { format!("{rows} responses were") };
        structure.noticed.push(
            Diagnostic::note(format!(
                "{rows} submitted without a date: LimeSurvey writes 1980-01-01 where dates are not recorded; complete, and the date is kept as missing"
            ))
            .hint("“Date stamp” in the survey’s settings records dates"),
        );
    }
    let unfinished = raw.rows() as u64 - column.answered();
    if unfinished > 0 && (column.answered() > 0 || raw.columns.len() > place + 1) {
        structure.flags.push(FlagRule { column: place, flag: Flag::Partial, marks: str::is_empty });
    }
}

/// Where the columns of the question that starts here end.
fn end_of_group(headings: &[Heading], start: usize) -> usize {
    let mut end = start + 1;
    while end < headings.len() {
        let (first, next) = (&headings[start], &headings[end]);
        let parts = next.parts();
        let again = parts.iter().any(|part| !part.is_empty())
            && headings[start..end].iter().any(|known| known.parts() == parts);
        if parts.is_empty() || again || !first.belongs_with(next) {
            break;
        }
        // A question in one column has one more at most: own words or a comment.
        if first.parts().is_empty() && (parts.len() > 1 || end - start > 2) {
            break;
        }
        end += 1;
    }
    end
}

/// Wording that stands in braces was filled in for each respondent, and the export does not say with what.
fn placeholders(raw: &RawTable, from: usize) -> Option<Diagnostic> {
    let holds = |place: &usize| {
        let heading = raw.heading(0, *place);
        heading.split_once('{').is_some_and(|(_, rest)| rest.contains('}'))
    };
    let places: Vec<usize> = (from..raw.columns.len()).filter(holds).collect();
    let first = raw.heading(0, *places.first()?);
    let token = first.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(token, _)| token);
    let headings =
        if places.len() == 1 { "1 heading holds".to_owned() } else { format!("{} headings hold", places.len()) };
    Some(
        Diagnostic::note(format!(
            "{headings} wording that LimeSurvey fills in for each respondent, as “{{{}}}”; the export does not say what each of them read",
            crate::readers::survey::code::short(token)
        ))
        .hint("write in questionnaire.toml what was asked"),
    )
}

fn without_wording(style: &Style) -> Option<Diagnostic> {
    (*style == Style::Codes).then(|| {
        Diagnostic::note("the headings are codes: the export does not hold what was asked")
            .hint("put the survey’s structure (.lss) beside it, or name it with --codebook")
    })
}
