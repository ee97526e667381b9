//! Multiple response sets: any number of choices each.

use super::inference::Answers;
use super::inference::answers::{Ticks, Together};
use super::kernel::{Amount, Placement, Shape};
use super::notes::Notes;
use super::section::{Section, total};
use super::tally::TickTally;
use super::variable::{Frame, Naming, Variable};
use crate::model::{Part, Question, SurveyBlock};

/// Several answers each, under count.
#[derive(Debug, Clone)]
pub struct Multiple<'a> {
    question: &'a Question,
    naming: Naming,
    tally: TickTally,
    together: Together,
}

impl<'a> Multiple<'a> {
    /// A multiple response set.
    pub fn new(question: &'a Question, heading: bool, shape: Shape) -> Self {
        let (naming, tally) = (Naming::of(question, heading), TickTally::new(question, shape));
        Self { question, naming, tally, together: Together::default() }
    }

    /// Keeps who ticked what together, which the test of several answers needs.
    pub fn to_be_tested(mut self) -> Self {
        let answers = self.question.choices.iter().enumerate().filter(|(_, choice)| choice.missing.is_none());
        self.together =
            Together::of(answers.filter_map(|(place, _)| self.question.column(Part::Tick(place))).collect());
        self
    }
}

impl Variable for Multiple<'_> {
    fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        self.tally.add(block, placement);
        self.together.add(block, placement);
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
        let answers = (0..self.question.choices.len()).filter(|&place| self.question.choices[place].missing.is_none());
        let numbers = |amounts: Vec<Amount>| amounts.into_iter().map(|amount| amount.n).collect::<Vec<u64>>();
        section.rests_on(
            title,
            Answers::Several(Ticks {
                sizes: numbers(base),
                ticked: answers.map(|place| numbers(self.tally.ticked(place))).collect(),
                shown_to_some,
                together: self.together.clone(),
            }),
        );
        vec![section]
    }
}
