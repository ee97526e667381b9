//! Triple-S: a data file without headings, read by the description beside it.

use crate::diagnostic::Diagnostic;
use crate::model::Kind;
use crate::readers::survey::codebooks::triple_s::FROM;
use crate::readers::survey::companion::Beside;
use crate::readers::survey::draft::{Draft, Structure};
use crate::readers::survey::overlay;
use crate::readers::survey::platform::{Container, Head, Recognition, SurveyReader};
use crate::readers::survey::raw::RawTable;

/// Triple-S.
#[derive(Debug)]
pub struct TripleS;

impl SurveyReader for TripleS {
    fn name(&self) -> &'static str {
        "triple-s"
    }

    fn title(&self) -> &'static str {
        "Triple-S"
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Recognition> {
        let described = head.described.filter(|described| described.from == FROM)?;
        (head.container == Container::Described).then(|| Recognition {
            reason: format!("{} beside it lays out its fields", described.files.first().map_or(FROM, String::as_str)),
            header_records: 1,
        })
    }

    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure {
        let mut structure = Structure::default();
        if let Some(described) = &beside.described {
            overlay::over(raw, &mut structure, described);
        }
        let notes = structure.questions.iter().filter_map(|draft| labelled_numbers(raw, draft)).collect::<Vec<_>>();
        structure.noticed.extend(notes);
        structure
    }
}

/// Codes with words of their own among numbers count as numbers unless somebody says otherwise: that is worth a word.
fn labelled_numbers(raw: &RawTable, draft: &Draft) -> Option<Diagnostic> {
    if draft.kind() != Kind::Numeric {
        return None;
    }
    let column = &raw.columns[*draft.columns().first()?];
    let counted: Vec<String> = draft
        .labelled
        .iter()
        .filter(|choice| choice.missing.is_none() && column.filled().any(|(value, _)| value == choice.value()))
        .map(|choice| format!("{} “{}”", choice.value(), choice.label))
        .collect();
    if counted.is_empty() {
        return None;
    }
    let name = draft.tag.as_deref().unwrap_or(&draft.text);
    Some(
        Diagnostic::note(format!("in “{name}” numbers with words of their own count as numbers: {}", counted.join(", ")))
            .hint("where one is no answer, say so in questionnaire.toml: missing = [{ value = \"999\", reason = \"not-answered\" }]"),
    )
}
