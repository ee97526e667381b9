//! The rows of a sample: who is in a column, what each answered.

use super::columns::NOTHING;
use super::{Column, Kind, MISSING, Part, Question, Range, Sampled, Steps, Target, Tick};
use crate::model::{Answer, Missing};
use crate::tabulate::tally::{REASONS, reason};

impl Sampled<'_> {
    /// The columns in which a row stands; none where it is left out.
    fn placed(&self, row: usize) -> &[u32] {
        &self.columns[self.starts[row]..self.starts[row + 1]]
    }

    /// Who is in a column; in the first are all that the table is about.
    pub(super) fn domain(&self, column: usize) -> Vec<bool> {
        let rows = 0..self.sample.rows.len();
        rows.map(|row| self.placed(row).iter().any(|&other| other as usize == column)).collect()
    }

    /// Degrees of freedom of the sample in a column.
    pub(super) fn degrees(&self, column: usize) -> u64 {
        let domain = self.domain(column);
        match &self.sample.replicates {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
            Some(replicates) => replicates.degrees_of_freedom(Some(&domain)) as u64,
            None => self.sample.design.degrees_of_freedom(Some(&domain)),
        }
    }

    /// The group of each row among some columns that do not overlap.
    pub(super) fn groups(&self, columns: &Range<usize>) -> Vec<u32> {
        let first = u32::try_from(columns.start).unwrap_or(MISSING);
        let group = |row: usize| {
            let own = self.placed(row).iter().find(|column| columns.contains(&(**column as usize)));
            own.map_or(MISSING, |column| column - first)
        };
        (0..self.sample.rows.len()).map(group).collect()
    }

    fn column<'b>(
        &'b self,
        question: &Question,
        part: Part,
    ) -> impl Fn(usize) -> Option<(&'b Column, usize)> + use<'b> {
        let column = question.column(part);
        let blocks = &self.view.table.blocks;
        let rows = &self.sample.rows;
        move |row: usize| {
            let (block, row) = *rows.get(row)?;
            Some((blocks.get(block as usize)?.columns.get(column?)?, row as usize))
        }
    }

    /// What each row chose, as its place in `order`, which holds slots: places of choices, and behind them those of reasons.
    pub(super) fn choices(&self, target: &Target<'_>, order: &[usize]) -> Vec<u32> {
        let part = target.row.map_or(Part::Answer, Part::Row);
        let column = self.column(target.question, part);
        let choices = target.question.choices.len();
        let mut code_of = vec![MISSING; choices + REASONS.len()];
        for (slot, code) in order.iter().zip(0_u32..) {
            code_of[*slot] = code;
        }
        let choice = |row: usize| {
            let answer = match column(row) {
                Some((Column::Choices(answers), row)) => answers.get(row).copied().unwrap_or(Answer::UNKNOWN),
                _ => Answer::UNKNOWN,
            };
            let slot = match answer.get() {
                Ok(place) if place < choices => place,
                Ok(_) => choices + reason(Missing::Unknown),
                Err(why) => choices + reason(why),
            };
            code_of.get(slot).copied().unwrap_or(MISSING)
        };
        (0..self.sample.rows.len()).map(choice).collect()
    }

    /// 1 for who ticked any of some choices (or gave the reason, or ticked nothing where that is an answer), 0 for the others of their base, NaN
    /// for who is not in it.
    pub(super) fn ticked_any(&self, question: &Question, slots: &[usize]) -> Vec<f64> {
        let choices = question.choices.len();
        let columns: Vec<_> = (0..choices).map(|place| self.column(question, Part::Tick(place))).collect();
        let included = self.terms.in_base();
        let value = |row: usize| {
            let tick = |place: usize| match columns[place](row) {
                Some((Column::Ticks(ticks), row)) => ticks.get(row).copied(),
                _ => None,
            };
            let of_answers = |slot: &usize| *slot < choices && question.choices[*slot].missing.is_none();
            match standing(question, &tick) {
                Standing::Answered if !slots.iter().all(of_answers) => 0.0,
                Standing::Answered if slots.iter().any(|&place| tick(place) == Some(Tick::Ticked)) => 1.0,
                Standing::Answered if slots.iter().all(|&place| tick(place) == Some(Tick::NotTicked)) => 0.0,
                Standing::Answered => f64::NAN,
                Standing::Nothing if question.unticked_is_answer => f64::from(u8::from(slots == [NOTHING])),
                Standing::Nothing if !included.has(Missing::NotAnswered) => f64::NAN,
                Standing::Nothing => f64::from(u8::from(slots == [choices + reason(Missing::NotAnswered)])),
                Standing::Reason(slot, why) if included.has(why) => f64::from(u8::from(slots == [slot])),
                Standing::Reason(..) => f64::NAN,
            }
        };
        (0..self.sample.rows.len()).map(value).collect()
    }

    /// 1 for who gave any of some answers, 0 for who gave another, NaN for who is not in the base.
    pub(in crate::tabulate) fn any_of(&self, target: &Target<'_>, places: &[usize]) -> Vec<f64> {
        if target.question.kind == Kind::Multiple {
            return self.ticked_any(target.question, places);
        }
        let order = self.order(target.question);
        let wanted: Vec<bool> = order.iter().map(|place| places.contains(place)).collect();
        let yes = |code: u32| wanted.get(code as usize).map_or(f64::NAN, |wanted| f64::from(u8::from(*wanted)));
        self.choices(target, &order).into_iter().map(yes).collect()
    }

    /// The numbers of a column; NaN where there is none.
    pub(super) fn numbers(&self, question: &Question, part: Part) -> Vec<f64> {
        let column = self.column(question, part);
        let value = |row: usize| match column(row) {
            Some((Column::Numbers(numbers), row)) => {
                numbers.get(row).and_then(|number| number.value.ok()).filter(|value| value.is_finite())
            }
            _ => None,
        };
        (0..self.sample.rows.len()).map(|row| value(row).unwrap_or(f64::NAN)).collect()
    }

    /// The numbers of a numeric question or of the steps of a scale; NaN where there is none.
    pub(in crate::tabulate) fn values(&self, target: &Target<'_>) -> Option<Vec<f64>> {
        let question = target.question;
        if question.kind == Kind::Numeric {
            return Some(self.numbers(question, Part::Answer));
        }
        let steps = Steps::of(question)?.values;
        let order: Vec<usize> = steps.iter().map(|(place, _)| *place).collect();
        let value = |code: u32| steps.get(code as usize).map_or(f64::NAN, |(_, value)| *value);
        Some(self.choices(target, &order).into_iter().map(value).collect())
    }
}

/// How a respondent stands to a question with several answers, as [`crate::tabulate::ticks`] counts them.
enum Standing {
    /// Ticked something.
    Answered,
    /// Saw it and ticked nothing.
    Nothing,
    /// Gave no answer, with the slot of the reason.
    Reason(usize, Missing),
}

fn standing(question: &Question, tick: &dyn Fn(usize) -> Option<Tick>) -> Standing {
    let choices = question.choices.len();
    let why = |place: usize| question.choices[place].missing;
    let mut answers = (0..choices).filter(|&place| why(place).is_none());
    if answers.any(|place| tick(place) == Some(Tick::Ticked)) {
        return Standing::Answered;
    }
    let reasons = (0..choices).filter_map(|place| Some((place, why(place)?)));
    if let Some((place, why)) = reasons.into_iter().find(|(place, _)| tick(*place) == Some(Tick::Ticked)) {
        return Standing::Reason(place, why);
    }
    if (0..choices).any(|place| tick(place) == Some(Tick::NotTicked)) {
        return Standing::Nothing;
    }
    let first = (0..choices).find_map(|place| match tick(place) {
        Some(Tick::Missing(missing)) => Some(missing),
        _ => None,
    });
    let why = first.unwrap_or(Missing::Unknown);
    Standing::Reason(choices + reason(why), why)
}
