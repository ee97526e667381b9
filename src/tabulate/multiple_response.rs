//! Multiple response sets: any number of choices each.

use super::inference::Answers;
use super::inference::answers::{Ticks, Together};
use super::joined;
use super::kernel::{Amount, Placement};
use super::nets::{self, Line};
use super::notes::Notes;
use super::section::{Section, total};
use super::terms::{BaseOf, Counting};
use super::ticks::TickTally;
use super::variable::{Frame, Naming, Variable};
use crate::model::{Choice, Part, Question, StubKind, SurveyBlock};

/// Several answers each, under count.
#[derive(Debug, Clone)]
pub struct Multiple<'a> {
    question: &'a Question,
    naming: Naming,
    counting: Counting<'a>,
    tally: TickTally,
    together: Together,
}

impl<'a> Multiple<'a> {
    /// A multiple response set.
    pub fn new(question: &'a Question, heading: bool, counting: Counting<'a>) -> Self {
        let tally = TickTally::new(question, counting);
        Self { question, naming: Naming::of(question, heading), counting, tally, together: Together::default() }
    }

    /// Keeps who ticked what together, which the test of several answers needs; `overlap`: also against columns that overlap.
    pub fn to_be_tested(mut self, overlap: bool) -> Self {
        let answers = self.choices(false);
        let columns = answers.filter_map(|(place, _)| self.question.column(Part::Tick(place)));
        self.together = Together::of(columns.collect(), overlap);
        self
    }

    fn choices(&self, are_reasons: bool) -> impl Iterator<Item = (usize, &'a Choice)> {
        let choices = self.question.choices.iter().enumerate();
        choices.filter(move |(_, choice)| choice.missing.is_some() == are_reasons)
    }

    fn of_responses(&self) -> bool {
        self.counting.terms.base == BaseOf::Responses
    }

    /// The base of the table: respondents, or their answers.
    fn base(&self) -> Vec<Amount> {
        if self.of_responses() {
            self.tally.ticks(self.choices(false).map(|(place, _)| place))
        } else {
            self.tally.base()
        }
    }

    fn base_label(&self) -> String {
        let usual = match (joined::is_theme(self.question), self.question.unticked_is_answer) {
            (true, _) => "Base: all who were interviewed",
            (false, true) => "Base: all who answered",
            (false, false) => "Base: all who ticked any",
        };
        if self.of_responses() { "Base: all answers".to_owned() } else { self.counting.terms.base_label(usual) }
    }

    /// The choices and nets, and whether all were shown to everybody.
    fn answers(&self, section: &mut Section, base: &[Amount]) -> bool {
        let slots: Vec<usize> = self.choices(false).map(|(place, _)| place).collect();
        let mut shown_to_all = true;
        for line in nets::lines(self.question, &slots, self.counting.nets) {
            let (place, level) = match line {
                Line::Net(place, level) | Line::Choice(place, level) => (place, level),
            };
            let (name, kind, counts, shown) = match line {
                Line::Net(..) => {
                    let net = &self.counting.nets[place];
                    let counts = if self.of_responses() {
                        self.tally.ticks(net.places.iter().copied())
                    } else {
                        self.tally.net_ticked(place)
                    };
                    let name = (format!("net.{}", net.key), &net.label);
                    (name, StubKind::Net, counts, self.tally.net_shown(place))
                }
                Line::Choice(..) => {
                    let choice = &self.question.choices[place];
                    let name = (choice.code.clone(), &choice.label.text);
                    (name, StubKind::Choice, self.tally.ticked(place), self.tally.shown(place))
                }
            };
            let bases = if self.of_responses() { base } else { &shown };
            shown_to_all &= total(bases) == total(base);
            section.share((&name.0, name.1), kind, level, &counts, bases);
        }
        shown_to_all
    }

    /// What tests need to know: they are of the base, each respondent once; who is in it and ticked nothing ticked none of the choices.
    fn tested(&self, base: Vec<Amount>, shown_to_all: bool) -> Answers {
        if self.of_responses() {
            return Answers::None(
                "The base is answers and not respondents, and those of one respondent belong together.",
            );
        }
        let numbers = |amounts: Vec<Amount>| amounts.into_iter().map(|amount| amount.n).collect::<Vec<u64>>();
        Answers::Several(Ticks {
            sizes: numbers(base),
            ticked: self.choices(false).map(|(place, _)| numbers(self.tally.ticked(place))).collect(),
            shown_to_some: !shown_to_all,
            together: self.together.clone(),
        })
    }

    fn say(&self, shown_to_all: bool, notes: &mut Notes) {
        let title = &self.naming.title;
        notes.several.push(if self.of_responses() {
            format!(
                "“{title}” allows for several answers: percentages are of answers and not of respondents, so they add up to 100."
            )
        } else {
            let of = match (self.counting.terms.said(), self.question.unticked_is_answer) {
                (Some(_), _) => "the base",
                (None, true) if joined::is_theme(self.question) => "respondents who were interviewed",
                (None, true) => "respondents who answered",
                (None, false) => "respondents who ticked at least one",
            };
            let may = if joined::is_theme(self.question) { "was raised in interviews" } else { "allows for several answers" };
            format!("“{title}” {may}: percentages are of {of}, and can add up to more than 100.")
        });
        if self.question.unticked_is_answer && !joined::is_theme(self.question) {
            notes.several.push(format!("To tick nothing is an answer to “{title}”, as questionnaire.toml says."));
        }
        if !self.counting.nets.is_empty() {
            notes.several.push(if self.of_responses() {
                "A net counts the answers in it: a respondent who gave two of them counts twice.".to_owned()
            } else {
                "A net counts each respondent who ticked any of its choices once, so it can be less than their sum."
                    .to_owned()
            });
        }
        if !shown_to_all {
            notes.several.push(format!(
                "Not every choice of “{title}” was shown to everybody: each percentage is of those who saw the choice."
            ));
        }
    }
}

impl Variable for Multiple<'_> {
    fn add(&mut self, block: &SurveyBlock, placement: &Placement) {
        self.tally.add(block, placement);
        let tally = &self.tally;
        self.together.add(block, placement, |row| tally.is_in_base(block, row));
    }

    fn settle(&mut self) {
        self.tally.settle();
    }

    fn sections(&self, frame: &Frame<'_>, notes: &mut Notes) -> Vec<Section> {
        let mut section = self.naming.section(frame);
        let base = self.base();
        section.base(&self.base_label(), &base);
        section.further_bases(frame.show, &base);
        let shown_to_all = self.answers(&mut section, &base);
        // Reasons are no answers, so they have no share of these.
        let included = if self.of_responses() { Default::default() } else { self.counting.terms.in_base() };
        if self.question.unticked_is_answer && !self.of_responses() {
            let words = if joined::is_theme(self.question) { "Not raised" } else { "Nothing ticked" };
            section.choice("nothing", words, &self.tally.unticked(), &base);
        }
        for (place, choice) in self.choices(true).filter(|(place, _)| included.counts(self.question, *place)) {
            section.choice(&choice.code, &choice.label.text, &self.tally.reason_choice(place), &base);
        }
        section.included(included, &base, |why| self.tally.missing(why));
        for (place, choice) in self.choices(true).filter(|(place, _)| !included.counts(self.question, *place)) {
            section.reason_choice(&choice.code, &choice.label.text, &self.tally.reason_choice(place));
        }
        section.missing(included, |why| self.tally.missing(why));
        self.say(shown_to_all, notes);
        section.of_responses = self.of_responses();
        section.rests_on(&self.naming.title, self.tested(base, shown_to_all));
        vec![section]
    }
}
