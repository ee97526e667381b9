//! Multiple response sets: any number of choices each.

use super::kernel::{Placement, Shape};
use super::notes::Notes;
use super::section::{Section, total};
use super::tally::TickTally;
use super::variable::{Frame, Naming, Variable};
use crate::model::{Question, SurveyBlock};

/// Several answers each, under count.
#[derive(Debug, Clone)]
pub struct Multiple<'a> {
    question: &'a Question,
    naming: Naming,
    tally: TickTally,
}

impl<'a> Multiple<'a> {
    /// A multiple response set.
    pub fn new(question: &'a Question, heading: bool, shape: Shape) -> Self {
        Self { question, naming: Naming::of(question, heading), tally: TickTally::new(question, shape) }
    }
}

impl Variable for Multiple<'_> {
    fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        self.tally.add(block, placement);
    }

    fn sections(&self, frame: &Frame<'_>, notes: &mut Notes) -> Vec<Section> {
        let mut section = self.naming.section(frame);
        let base = self.tally.base();
        section.base("Base: all who ticked any", &base);
        let mut shown_to_some = false;
        for (place, choice) in self.question.choices.iter().enumerate().filter(|(_, choice)| choice.missing.is_none()) {
            let shown = self.tally.shown(place);
            shown_to_some |= total(&shown) < total(&base);
            section.choice(&choice.code, &choice.label.text, &self.tally.ticked(place), &shown);
        }
        for (place, choice) in self.question.choices.iter().enumerate().filter(|(_, choice)| choice.missing.is_some()) {
            section.reason_choice(&choice.code, &choice.label.text, &self.tally.reason_choice(place));
        }
        section.missing(|why| self.tally.missing(why));
        let title = &self.naming.title;
        notes.several.push(format!(
            "“{title}” allows for several answers: percentages are of respondents who ticked at least one, and can add up \
             to more than 100."
        ));
        if shown_to_some {
            notes.several.push(format!(
                "Not every choice of “{title}” was shown to everybody: each percentage is of those who saw the choice."
            ));
        }
        let why = "A respondent can tick several answers, which this test does not allow for.";
        section.tests = frame.tests(title, Some(why), |of, _, _| super::inference::untested(of, why));
        vec![section]
    }
}
