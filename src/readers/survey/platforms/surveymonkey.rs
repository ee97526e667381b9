//! SurveyMonkey: two records of headings, the question and below it the choice, row or item of each column.

use crate::diagnostic::Diagnostic;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::dates::Order;
use crate::readers::survey::draft::{FlagRule, Structure};
use crate::readers::survey::platform::{Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::fold;
use crate::readers::survey::{groups, metadata};

/// SurveyMonkey.
#[derive(Debug)]
pub struct SurveyMonkey;

impl SurveyReader for SurveyMonkey {
    fn name(&self) -> &'static str {
        "surveymonkey"
    }

    fn title(&self) -> &'static str {
        "SurveyMonkey"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let responses = ["response", "open-ended response"];
        let below = head.record(1).iter().filter(|cell| responses.contains(&fold(cell).as_str())).count();
        let spans =
            head.record(1).iter().enumerate().any(|(column, cell)| !cell.is_empty() && head.cell(0, column).is_empty());
        let ids = head.has(0, "Respondent ID") || head.has(0, "RespondentID");
        let blank_below_id = head.record(0).iter().zip(head.record(1)).any(|(first, second)| {
            second.is_empty() && matches!(fold(first).as_str(), "respondent id" | "respondentid")
        });
        let reason = if ids && blank_below_id {
            "there are two rows of headings, and the first names Respondent ID"
        } else if below > 0 && (spans || below > 1) {
            "the second row of headings says “Response” or “Open-Ended Response”, with blanks above the parts of a question"
        } else {
            return None;
        };
        Some(Recognition { reason: reason.into(), header_records: 2 })
    }

    fn usual_header_records(&self) -> usize {
        2
    }

    fn names(&self, raw: &RawTable) -> Vec<String> {
        groups::stem_and_sub_names(raw)
    }

    fn understand(&self, raw: &RawTable, _beside: &Beside) -> Structure {
        let mut structure = Structure { dates: Some(Order::MonthFirst), ..Structure::default() };
        let mut place = 0;
        while place < raw.columns.len() && raw.heading(1, place).is_empty() {
            let heading = raw.heading(0, place);
            let role = match metadata::known(heading) {
                Some((role, _)) => role,
                None if fold(heading).starts_with("custom data") => "custom data",
                None => break,
            };
            if role == metadata::RESPONSE_ID {
                structure.respondent = Some(place);
            }
            structure.metadata.push(metadata::draft(raw, place, role));
            place += 1;
        }
        groups::two_records(raw, place, &mut structure);
        if let Some(note) = typed_not_available(raw) {
            structure.noticed.push(note);
        }
        flag_previews(raw, &mut structure);
        structure
    }
}

/// Answers collected by a preview are marked by the collector's name.
fn flag_previews(raw: &RawTable, structure: &mut Structure) {
    let collectors = structure.metadata.iter().filter(|draft| draft.role.as_deref() == Some("collector"));
    for column in collectors.flat_map(crate::readers::survey::draft::Draft::columns).collect::<Vec<_>>() {
        let marks: fn(&str) -> bool = |value| fold(value).contains("preview");
        if raw.columns[column].filled().any(|(value, _)| marks(value)) {
            structure.flags.push(FlagRule { column, flag: crate::model::Flag::Preview, marks });
        }
    }
}

/// SurveyMonkey leaves blanks blank: the letters NA were typed by a respondent, or by whoever published the file.
fn typed_not_available(raw: &RawTable) -> Option<Diagnostic> {
    let cells: u64 = raw
        .columns
        .iter()
        .flat_map(|column| column.filled())
        .filter(|(value, _)| *value == "NA")
        .map(|(_, count)| count)
        .sum();
    (cells > 0).then(|| {
        let cells = if cells == 1 { "1 cell holds".to_owned() } else { format!("{cells} cells hold") };
        Diagnostic::note(format!("{cells} the letters “NA”; kept as answers"))
            .hint("if they stand for blanks, mark the choice in questionnaire.toml: missing = \"not-answered\"")
    })
}
