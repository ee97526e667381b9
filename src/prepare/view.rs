//! A table of answers as one table of a report sees it: who is in, and with which weight.

use super::expression::Condition;
use super::weights::{Unit, Weights};
use crate::model::SurveyTable;

/// The answers, who of them the table is about, and what each weighs.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// The answers.
    pub table: &'a SurveyTable,
    /// Whom the table is about; not given: everybody.
    pub domain: Option<Domain>,
    /// What each weighs; not given: all the same.
    pub weights: Option<&'a Weights>,
}

impl<'a> View<'a> {
    /// Everybody, without weights.
    pub fn of(table: &'a SurveyTable) -> Self {
        Self { table, domain: None, weights: None }
    }

    /// Whether a record of a block is one that the table is about.
    pub fn is_inside(&self, block: usize, row: usize) -> bool {
        self.domain.as_ref().is_none_or(|domain| domain.holds(block, row))
    }

    /// Whether there are weights.
    pub fn is_weighted(&self) -> bool {
        self.weights.is_some()
    }

    /// The unit of the weights.
    pub fn unit(&self) -> Option<Unit> {
        self.weights.map(Weights::unit)
    }

    /// The weight of a record and its square, in units; noughts without weights, and `None` for a record that has none.
    pub fn weight(&self, block: usize, row: usize) -> Option<(i128, i128)> {
        match self.weights {
            Some(weights) => weights.units(block, row),
            None => Some((0, 0)),
        }
    }
}

/// Those for whom a condition holds. The others stay in the survey: a filter is a domain and never a deletion, since a design
/// rests on everybody who was drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    text: String,
    inside: Vec<Vec<bool>>,
    known: u64,
    unknown: u64,
}

impl Domain {
    /// Finds them.
    pub fn of(table: &SurveyTable, condition: &Condition) -> Self {
        let (mut known, mut unknown) = (0, 0);
        let inside = table.blocks.iter().map(|block| {
            let row = |row: usize| {
                let holds = condition.holds(block, row);
                if block.records.excluded().get(row) == Some(&None) {
                    known += u64::from(holds == Some(true));
                    unknown += u64::from(holds.is_none());
                }
                holds == Some(true)
            };
            (0..block.records.len()).map(row).collect()
        });
        let inside = inside.collect();
        Self { text: condition.text().to_owned(), inside, known, unknown }
    }

    /// Those of records that were looked at one by one and not kept: for how many it holds, and for how many nobody can say.
    pub fn not_kept(condition: &Condition, known: u64, unknown: u64) -> Self {
        Self { text: condition.text().to_owned(), inside: Vec::new(), known, unknown }
    }

    /// Whether the condition holds for a record.
    pub fn holds(&self, block: usize, row: usize) -> bool {
        self.inside.get(block).and_then(|rows| rows.get(row)).copied().unwrap_or(false)
    }

    /// The condition as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// For how many of those who are not left out it holds.
    pub fn size(&self) -> u64 {
        self.known
    }

    /// For how many of them nobody can say, since an answer is missing.
    pub fn unknown(&self) -> u64 {
        self.unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture::Builder;
    use crate::model::{Flag, Record};

    #[test]
    fn who_is_left_out_is_in_no_domain_and_an_unknown_answer_is_said() {
        let mut survey = Builder::new().single("size", &["Micro", "Small"], "121.").build();
        let table = &mut survey.tables[0];
        let records = &mut table.blocks[0].records;
        *records = records
            .iter()
            .map(|record| Record { excluded: (record.number == 1).then_some(Flag::Test), ..record })
            .collect();
        let condition = Condition::read("size = \"Micro\"", table).unwrap();
        let domain = Domain::of(table, &condition);
        assert_eq!((domain.size(), domain.unknown()), (1, 1));
        assert!(domain.holds(0, 2) && !domain.holds(0, 1) && !domain.holds(0, 3) && !domain.holds(7, 0));
    }
}
