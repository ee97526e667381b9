//! Who was asked: the routing of a question, applied where a column cannot say so itself.

use crate::model::{Column, Kind, Missing, Part, Question, SurveyBlock, SurveyTable, Tick};

/// Decides for each record whether a question was put to it.
#[derive(Debug, Clone)]
pub struct Router {
    kind: Source,
}

#[derive(Debug, Clone)]
enum Source {
    Answers { column: usize, leads_here: Vec<bool> },
    Ticks(Vec<usize>),
}

impl Router {
    /// The router of a question; `None` where it is asked of everybody, or its routing names nothing that is there.
    pub fn of(table: &SurveyTable, question: &Question) -> Option<Self> {
        let routing = question.routing.as_ref()?;
        let routed_by = table.questions.iter().find(|other| other.id == routing.question)?;
        let places: Vec<usize> = routing.choices.iter().filter_map(|name| routed_by.choice(name)).collect();
        if places.is_empty() {
            return None;
        }
        let kind = match routed_by.kind {
            Kind::Single | Kind::Scale => {
                let leads_here = (0..routed_by.choices.len()).map(|place| places.contains(&place)).collect();
                Source::Answers { column: routed_by.column(Part::Answer)?, leads_here }
            }
            Kind::Multiple => {
                Source::Ticks(places.iter().filter_map(|&place| routed_by.column(Part::Tick(place))).collect())
            }
            _ => return None,
        };
        Some(Self { kind })
    }

    /// Why a record that left the question blank did so: it was not asked, or it did not answer.
    pub fn why_blank(&self, block: &SurveyBlock, row: usize) -> Missing {
        let asked = match &self.kind {
            Source::Answers { column, leads_here } => match block.columns.get(*column) {
                Some(Column::Choices(answers)) => answers
                    .get(row)
                    .and_then(|answer| answer.get().ok())
                    .is_some_and(|place| leads_here.get(place) == Some(&true)),
                _ => return Missing::Unknown,
            },
            Source::Ticks(columns) => columns.iter().any(|&column| match block.columns.get(column) {
                Some(Column::Ticks(ticks)) => ticks.get(row) == Some(&Tick::Ticked),
                _ => false,
            }),
        };
        if asked { Missing::NotAnswered } else { Missing::NotAsked }
    }
}
