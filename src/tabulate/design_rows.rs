//! The rows of a sample: who is in a column, what each answered.

use super::{Column, Kind, MISSING, Part, Question, Range, Sampled, Steps, Target, Tick, counted};

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

    /// What each row chose, as its place in `order`.
    pub(super) fn choices(&self, target: &Target<'_>, order: &[usize]) -> Vec<u32> {
        let part = target.row.map_or(Part::Answer, Part::Row);
        let column = self.column(target.question, part);
        let mut place_of = vec![MISSING; target.question.choices.len()];
        for (place, code) in order.iter().zip(0_u32..) {
            place_of[*place] = code;
        }
        let choice = |row: usize| {
            let Some((Column::Choices(answers), row)) = column(row) else { return MISSING };
            let place = answers.get(row).and_then(|answer| answer.get().ok());
            place.and_then(|place| place_of.get(place)).copied().unwrap_or(MISSING)
        };
        (0..self.sample.rows.len()).map(choice).collect()
    }

    /// 1 for who ticked a choice, 0 for who saw it and did not, NaN for who is not in its base.
    pub(super) fn ticked(&self, question: &Question, place: usize) -> Vec<f64> {
        let valid: Vec<usize> =
            (0..question.choices.len()).filter(|&place| question.choices[place].missing.is_none()).collect();
        let columns: Vec<_> = valid.iter().map(|&place| self.column(question, Part::Tick(place))).collect();
        let own = self.column(question, Part::Tick(place));
        let is_ticked = |cell: Option<(&Column, usize)>| match cell {
            Some((Column::Ticks(ticks), row)) => ticks.get(row).copied(),
            _ => None,
        };
        let value = |row: usize| {
            let answered = columns.iter().any(|column| is_ticked(column(row)) == Some(Tick::Ticked));
            match is_ticked(own(row)).filter(|_| answered) {
                Some(Tick::Ticked) => 1.0,
                Some(Tick::NotTicked) => 0.0,
                Some(Tick::Missing(_)) | None => f64::NAN,
            }
        };
        (0..self.sample.rows.len()).map(value).collect()
    }

    /// 1 for who gave any of some answers, 0 for who gave another, NaN for who is not in the base.
    pub(in crate::tabulate) fn any_of(&self, target: &Target<'_>, places: &[usize]) -> Vec<f64> {
        if target.question.kind == Kind::Multiple {
            let mut any = vec![f64::NAN; self.sample.rows.len()];
            for place in places {
                for (any, own) in any.iter_mut().zip(self.ticked(target.question, *place)) {
                    *any = any.max(own);
                }
            }
            return any;
        }
        let order = counted(target.question);
        let wanted: Vec<bool> = order.iter().map(|place| places.contains(place)).collect();
        let yes = |code: u32| wanted.get(code as usize).map_or(f64::NAN, |wanted| f64::from(u8::from(*wanted)));
        self.choices(target, &order).into_iter().map(yes).collect()
    }

    /// The numbers of a numeric question or of the steps of a scale; NaN where there is none.
    pub(in crate::tabulate) fn values(&self, target: &Target<'_>) -> Option<Vec<f64>> {
        let question = target.question;
        let rows = 0..self.sample.rows.len();
        if question.kind == Kind::Numeric {
            let column = self.column(question, Part::Answer);
            let value = |row: usize| match column(row) {
                Some((Column::Numbers(numbers), row)) => {
                    numbers.get(row).and_then(|number| number.value.ok()).filter(|value| value.is_finite())
                }
                _ => None,
            };
            return Some(rows.map(|row| value(row).unwrap_or(f64::NAN)).collect());
        }
        let steps = Steps::of(question)?.values;
        let order: Vec<usize> = steps.iter().map(|(place, _)| *place).collect();
        let value = |code: u32| steps.get(code as usize).map_or(f64::NAN, |(_, value)| *value);
        Some(self.choices(target, &order).into_iter().map(value).collect())
    }
}
