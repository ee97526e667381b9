//! SmartSurvey: its own columns from UserID on, then one or two records of headings. Written after what is said of the format:
//! no export was at hand.

use crate::readers::survey::companion::Beside;
use crate::readers::survey::decide::Hints;
use crate::readers::survey::draft::Structure;
use crate::readers::survey::joined::Separator;
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::fold;
use crate::readers::survey::{groups, headings, metadata};

/// SmartSurvey.
#[derive(Debug)]
pub struct SmartSurvey;

const HINTS: Hints = Hints { separators: &[Separator::Semicolon, Separator::Comma], open: false };

/// Columns of the platform's own, with what each is for.
const OWN: [(&str, &str); 13] = [
    ("userid", metadata::RESPONSE_ID),
    ("userno", "respondent number"),
    ("name", "name"),
    ("email", "e-mail"),
    ("ip address", "IP address"),
    ("unique id", "token"),
    ("started", "start time"),
    ("ended", "completion time"),
    ("completed", "finished"),
    ("tracking link", "collector"),
    ("custom variable", "custom data"),
    ("language", "language"),
    ("device", "browser"),
];

impl SurveyReader for SmartSurvey {
    fn name(&self) -> &'static str {
        "smartsurvey"
    }

    fn title(&self) -> &'static str {
        "SmartSurvey"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let first = head.has(0, "UserID") && head.has(0, "UserNo");
        let more = ["Started", "Ended", "Tracking Link", "Unique ID"].iter().any(|name| head.has(0, name));
        if !(first && more) {
            return None;
        }
        let column = head.record(0).iter().position(|cell| fold(cell) == "userid").unwrap_or(0);
        let two = head.cell(1, column).is_empty() && head.record(1).iter().any(|cell| !cell.is_empty());
        let reason = "the first row names UserID and UserNo".into();
        Some(Recognition { reason, header_records: if two { 2 } else { 1 } })
    }

    fn names(&self, raw: &RawTable) -> Vec<String> {
        if raw.headings.len() > 1 {
            headings::stem_and_sub_names(raw)
        } else {
            raw.headings.first().cloned().unwrap_or_default()
        }
    }

    fn understand(&self, raw: &RawTable, _beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        let mut place = 0;
        while place < raw.columns.len() {
            let heading = fold(raw.heading(0, place));
            let custom = heading.starts_with("custom").then_some("custom data");
            let Some(role) = OWN.iter().find(|(name, _)| *name == heading).map(|(_, role)| *role).or(custom) else {
                break;
            };
            if role == metadata::RESPONSE_ID {
                structure.respondent.get_or_insert(place);
            }
            structure.metadata.push(metadata::draft(raw, place, role));
            place += 1;
        }
        if raw.headings.len() > 1 {
            groups::two_records(raw, place, &mut structure);
            return structure;
        }
        while place < raw.columns.len() {
            let (drafts, width) = groups::next(raw, place, HINTS);
            structure.questions.extend(drafts);
            place += width;
        }
        groups::attach_comments(raw, &mut structure.questions);
        structure
    }
}
