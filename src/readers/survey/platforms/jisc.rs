//! Jisc Online Surveys, once Bristol Online Surveys: its export for SPSS, and its sheet with numbered headings.

use crate::model::Missing;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::decide::{self, Hints};
use crate::readers::survey::draft::{Draft, Structure};
use crate::readers::survey::groups::{self, Member};
use crate::readers::survey::headings;
use crate::readers::survey::joined::Separator;
use crate::readers::survey::metadata;
use crate::readers::survey::platform::{Container, Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::variables::{self, Habits};
use crate::readers::survey::words::{fold, plain};

/// Jisc Online Surveys.
#[derive(Debug)]
pub struct Jisc;

/// In its export for SPSS 0 is declared missing everywhere: shown and not answered. A blank is what was never reached.
const HABITS: Habits = Habits { declared: Missing::NotAnswered, blank: Missing::NotAsked };
const CLOSED: Hints = Hints { separators: &[Separator::Semicolon, Separator::Line], open: false };

impl SurveyReader for Jisc {
    fn name(&self) -> &'static str {
        "jisc"
    }

    fn title(&self) -> &'static str {
        "Jisc Online Surveys"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let recognised = |reason: &str| Some(Recognition { reason: reason.into(), header_records: 1 });
        if head.container == Container::Spss {
            let described = head.described?;
            let numbered = described
                .questions
                .first()
                .is_some_and(|first| first.name == "URN" && fold(&first.text.text) == "unique response number");
            return if numbered {
                recognised("an SPSS file whose first variable is the Unique Response Number")
            } else {
                None
            };
        }
        let first = head.cell(0, 0).trim_start_matches('\u{feff}');
        let is_number = matches!(fold(first).as_str(), "unique response number" | "uniqueresponsenumber" | "urn");
        let headings = head.record(0).iter().filter(|heading| number(heading).is_some()).count();
        if is_number && headings > 0 {
            return recognised("the first column is the Unique Response Number, and headings are numbered");
        }
        None
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        match beside.described.as_ref().filter(|described| described.question("URN").is_some()) {
            Some(described) => variables::understand(raw, Some(described), HABITS),
            None => sheet(raw),
        }
    }
}

/// The number of a heading and its wording: `7. Which pets?`, `4.d. Dogs`, `9.b.i. Why?`.
fn number(heading: &str) -> Option<(&str, &str)> {
    let heading = heading.trim();
    let end = heading.find(char::is_whitespace)?;
    let (number, wording) = heading.split_at(end);
    let parts = number.strip_suffix('.')?;
    let (first, rest) = parts.split_once('.').unwrap_or((parts, ""));
    let counts = !first.is_empty() && first.len() <= 3 && first.bytes().all(|byte| byte.is_ascii_digit());
    let below = rest
        .split('.')
        .all(|part| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    (counts && below && !wording.trim().is_empty()).then_some((parts, wording.trim()))
}

fn sheet(raw: &RawTable) -> Structure {
    let mut structure = Structure::default();
    let mut place = 0;
    while place < raw.columns.len() {
        let heading = raw.heading(0, place);
        let Some((own, wording)) = number(heading) else {
            own_column(raw, place, &mut structure);
            place += 1;
            continue;
        };
        let mut end = place + 1;
        while end < raw.columns.len() && number(raw.heading(0, end)).is_some_and(|(other, _)| other == own) {
            end += 1;
        }
        let tag = format!("q{}", own.replace('.', "_"));
        let mut drafts = if end - place > 1 {
            let headings: Vec<String> = (place..end)
                .filter_map(|column| number(raw.heading(0, column)))
                .map(|(_, wording)| plain(wording))
                .collect();
            let (stem, subs) = headings::common_stem(&headings);
            let members = (place..end).zip(subs).map(|(column, sub)| Member { column, sub }).collect();
            groups::of_members(raw, stem.as_deref().unwrap_or(wording), members, CLOSED)
        } else {
            let (shape, reason) = decide::column(raw, place, CLOSED);
            vec![Draft::new(plain(wording), shape, reason)]
        };
        drafts.iter_mut().for_each(|draft| draft.tag = Some(tag.clone()));
        structure.questions.extend(drafts);
        place = end;
    }
    structure.questions = groups::neighbouring_grids(raw, std::mem::take(&mut structure.questions));
    groups::attach_comments(raw, &mut structure.questions);
    structure
}

/// A column without a number is the platform’s own where it is known as such.
fn own_column(raw: &RawTable, place: usize, structure: &mut Structure) {
    let heading = fold(raw.heading(0, place).trim_start_matches('\u{feff}'));
    let role = match heading.as_str() {
        "unique response number" | "uniqueresponsenumber" | "urn" | "response id" => Some(metadata::RESPONSE_ID),
        heading => metadata::known(heading).map(|(role, _)| role),
    };
    match role {
        Some(role) => {
            if role == metadata::RESPONSE_ID {
                structure.respondent.get_or_insert(place);
            }
            structure.metadata.push(metadata::draft(raw, place, role));
        }
        None => {
            let (shape, reason) = decide::column(raw, place, CLOSED);
            structure.questions.push(Draft::new(raw.heading(0, place), shape, reason));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbered_headings_are_told_from_others() {
        assert_eq!(number("7. Which pets?"), Some(("7", "Which pets?")));
        assert_eq!(number("4.d. Dogs"), Some(("4.d", "Dogs")));
        assert_eq!(number("9.b.i. Why?"), Some(("9.b.i", "Why?")));
        for heading in ["Which pets?", "7.", "1.5 metres apart?", "2024. A year", "", "A. Which?"] {
            assert_eq!(number(heading), None, "{heading}");
        }
    }
}
