//! Tests under weights or a design where a respondent can give several answers or stand in several columns: a test for each choice, or for each column
//! against whoever else stands in any of them, and the smallest p times their number (Bonferroni).
//!
//! Every respondent is once in each of these tests, so each of them is right by itself, however the answers hang together.

use super::super::inference::fitting::capitalised;
use super::super::inference::smallest::{Part, together};
use super::super::inference::{Test, Wanted};
use super::association::MOST_CELLS;
use super::{Kind, MISSING, Range, Sampled, Target};
use crate::model::TestResult;
use crate::number::count;
use crate::prepare::Axis;

impl Sampled<'_> {
    /// Each choice of a question with several answers by groups.
    pub(super) fn by_choices(
        &self,
        target: &Target<'_>,
        columns: &Range<usize>,
        wanted: Wanted,
    ) -> Result<TestResult, String> {
        self.not_of_answers()?;
        let groups = self.groups(columns);
        let places = answers(target);
        at_most(places.len())?;
        let domain = self.domain(0);
        let part = |place: usize| {
            let codes = codes(&self.ticked_any(target.question, &[place]));
            let label = target.question.choices[place].label.text.clone();
            (label, self.rao_scott((&codes, 2), (&groups, columns.len()), &domain))
        };
        let parts: Vec<Part> = places.into_iter().map(part).collect();
        let note = asked_for(wanted, "a respondent can tick several answers");
        together(
            parts,
            "choice by choice",
            &format!("{note}A respondent can tick several answers of “{}”", target.title),
        )
    }

    /// Each column of a banner whose columns overlap.
    pub(super) fn by_columns(
        &self,
        target: &Target<'_>,
        axis: &Axis,
        columns: &Range<usize>,
        wanted: Wanted,
    ) -> Result<TestResult, String> {
        let several = target.question.kind == Kind::Multiple;
        if several {
            self.not_of_answers()?;
        }
        let places = if several { answers(target) } else { vec![0] };
        at_most(places.len() * columns.len())?;
        let inside: Vec<Vec<bool>> = columns.clone().map(|column| self.domain(column)).collect();
        let domain: Vec<bool> =
            (0..self.sample.rows.len()).map(|row| inside.iter().any(|column| column[row])).collect();
        let labels = columns.clone().map(|column| {
            axis.groups(column - columns.start).iter().map(|group| group.label.as_str()).collect::<Vec<_>>().join(" × ")
        });
        let mut parts: Vec<Part> = Vec::with_capacity(places.len() * columns.len());
        for (label, column) in labels.zip(&inside) {
            let groups: Vec<u32> = column.iter().map(|&is| u32::from(!is)).collect();
            if !several {
                parts.push((label, self.one(target, (&groups, 2), &domain, wanted)));
                continue;
            }
            for &place in &places {
                let codes = codes(&self.ticked_any(target.question, &[place]));
                let choice = &target.question.choices[place].label.text;
                parts.push((format!("{choice} × {label}"), self.rao_scott((&codes, 2), (&groups, 2), &domain)));
            }
        }
        let how = if several { "pair by pair" } else { "column by column" };
        let note = if several { asked_for(wanted, "a respondent can tick several answers") } else { String::new() };
        together(parts, how, &format!("{note}A respondent can stand in several columns of “{}”", axis.label()))
    }

    fn rao_scott(&self, rows: (&[u32], usize), groups: (&[u32], usize), domain: &[bool]) -> Result<TestResult, String> {
        let (_, test) = self.independent(rows, groups, domain)?;
        let p = Some(test.p.clamp(f64::MIN_POSITIVE, 1.0));
        Ok(TestResult { name: "Rao–Scott, second order".to_owned(), p, ..TestResult::default() })
    }

    /// Answers of one respondent belong together, so they are no base of a test.
    fn not_of_answers(&self) -> Result<(), String> {
        let why = "The base is answers and not respondents, and those of one respondent belong together.";
        if self.terms.base == super::BaseOf::Responses { Err(why.to_owned()) } else { Ok(()) }
    }
}

/// The choices that are answers.
fn answers(target: &Target<'_>) -> Vec<usize> {
    (0..target.question.choices.len()).filter(|&place| target.question.choices[place].missing.is_none()).collect()
}

fn at_most(parts: usize) -> Result<(), String> {
    if parts > MOST_CELLS {
        return Err(format!(
            "{} tests would have to be made one by one; put choices or groups together.",
            count(parts as u64)
        ));
    }
    Ok(())
}

/// 0 for yes, 1 for no.
fn codes(values: &[f64]) -> Vec<u32> {
    values.iter().map(|&value| if value.is_nan() { MISSING } else { u32::from(value == 0.0) }).collect()
}

fn asked_for(wanted: Wanted, why: &str) -> String {
    match wanted {
        Wanted::By(Test::Several) | Wanted::Auto => String::new(),
        Wanted::By(test) => format!("{} was asked for, but {why}; this one fits. ", capitalised(test.called())),
    }
}
