//! A table under count: blocks go by, each of its questions adds them to its cells, and at the end the cells become a table. What
//! is kept is cells and no rows, so the blocks may be those of a survey in memory or of a file that is read on the way.

use std::sync::Arc;

use rayon::prelude::*;

use super::Request;
use super::crosstab::{Asked, assemble, who};
use super::design::{self, Sampled};
use super::inference::fitting::{Against, tests};
use super::inference::letter_notes::letter_notes;
use super::inference::letters::{ByRows, Way};
use super::inference::{Inference, letters, rest, statistic_intervals, untested};
use super::joint::{Joint, Sets};
use super::kernel::{Counts, Placed, Placement, Shape};
use super::means::{Answered, Numeric};
use super::multiple_response::Multiple;
use super::nets::Net;
use super::notes::{Notes, respondents};
use super::pairs::Pairs;
use super::ranking::Ranking;
use super::section::{Figures, Section};
use super::single::Single;
use super::terms::Counting;
use super::variable::{Frame, Variable};
use crate::model::{Kind, SurveyBlock, SurveyTable, Table};
use crate::prepare::{Axis, Banner, Unit, View};

/// Below so many rows in a batch one processor is as fast as several.
const WORTH_SHARING: usize = 4096;

type Counted<'a> = Box<dyn Variable + Send + 'a>;

/// A table of questions by a banner, of which some blocks were counted.
pub struct Underway<'a> {
    questions: &'a [Asked<'a>],
    nets: &'a [Vec<Net>],
    banner: &'a Banner,
    request: &'a Request,
    inference: Inference,
    pairs: Pairs,
    sets: Option<Arc<Sets>>,
    variables: Vec<Vec<Counted<'a>>>,
    people: People,
}

impl<'a> Underway<'a> {
    /// Nothing counted yet.
    pub fn new(
        table: &SurveyTable,
        questions: &'a [Asked<'a>],
        nets: &'a [Vec<Net>],
        banner: &'a Banner,
        request: &'a Request,
        unit: Option<Unit>,
    ) -> Self {
        let inference = Inference::of(request);
        let without = design::without(inference);
        let pairs = Pairs::of(banner, inference.letters, without.test.is_some());
        let shape = Shape { columns: 1 + banner.columns() + pairs.len(), unit };
        let tested = inference.test.map(|_| banner.axes.iter().any(Axis::overlaps));
        let asked = (questions.len() > 1, tested);
        let counting = |nets: &'a Vec<Net>| Counting { shape, terms: &request.terms, nets };
        let variables =
            questions.iter().zip(nets).map(|(question, nets)| variables(table, *question, asked, counting(nets)));
        let variables = variables.collect();
        let sets = Sets::of(banner, &pairs).map(Arc::new);
        Self { questions, nets, banner, request, inference, pairs, sets, variables, people: People::new(banner, shape) }
    }

    /// Who stands in two columns, which placements must tell too.
    pub fn pairs(&self) -> &Pairs {
        &self.pairs
    }

    /// The sets of columns by which placements may place records, where these are few.
    pub fn sets(&self) -> Option<&Arc<Sets>> {
        self.sets.as_ref()
    }

    /// Adds blocks, whose records were placed in the columns of the banner and of the pairs. Each question counts them on its own, so
    /// processors share the questions and nothing depends on how many there are.
    pub fn add(&mut self, blocks: &[(&SurveyBlock, &Placement)]) {
        let rows: usize = blocks.iter().map(|(block, _)| block.records.len()).sum();
        let Self { banner, people, variables, .. } = self;
        if rows < WORTH_SHARING {
            blocks.iter().for_each(|(_, placement)| people.add(banner, placement));
            for variable in variables.iter_mut().flatten() {
                blocks.iter().for_each(|(block, placement)| variable.add(block, placement));
            }
            return;
        }
        let mut all: Vec<&mut Counted<'a>> = variables.iter_mut().flatten().collect();
        rayon::join(
            || blocks.iter().for_each(|(_, placement)| people.add(banner, placement)),
            || {
                all.par_iter_mut().with_max_len(1).for_each(|variable| {
                    blocks.iter().for_each(|(block, placement)| variable.add(block, placement));
                });
            },
        );
    }

    /// The table. `drawn` is how many respondents there are, also those without a weight; `sampled` are the rows, where chance is in
    /// them and not in the cells.
    pub fn finish(mut self, view: &View<'_>, sampled: Option<&Sampled<'_>>, drawn: u64) -> Table {
        self.people.settle(self.banner);
        self.variables.iter_mut().flatten().for_each(|variable| variable.settle());
        let Self { questions, nets, banner, request, inference, pairs, variables, people, .. } = &self;
        let several = questions.len() > 1;
        let frame =
            Frame { banner, show: &request.show, inference: design::without(*inference), pairs: pairs.len(), level: 0 };
        let mut notes = Notes::default();
        let mut sections: Vec<Section> = Vec::new();
        for ((question, row), variables) in questions.iter().zip(variables) {
            let of_grid = several && question.kind == Kind::Grid && row.is_none() && question.personal.is_none();
            if of_grid {
                let mut section = Section::new(&question.id, frame.level + 1, Figures::default());
                section.heading(question.title(), frame.columns());
                sections.push(section);
            }
            let inner = Frame { level: frame.level + u8::from(of_grid), ..frame };
            sections.extend(variables.iter().flat_map(|variable| variable.sections(&inner, &mut notes)));
        }
        let by_design = Frame { inference: *inference, ..frame };
        match sampled {
            Some(sampled) => sampled.infer(questions, nets, &by_design, &mut sections, &mut notes),
            None if view.is_weighted() && design::is_of_cells(request, questions, banner) => {
                let cells = design::Cells { drawn, counted: people.total() };
                cells.infer(questions, &by_design, &mut sections, &mut notes);
            }
            None => {}
        }
        people.say(banner, &mut notes);
        notes.base.extend(request.terms.said());
        who(view, questions, &sections, (people.total(), request.terms.said().is_some()), &mut notes);
        inference.say(request, statistic_intervals::shows_shares(&sections, request.percent_from), &mut notes);
        notes.test.extend(statistic_intervals::said(&sections, inference.by_design));
        let comparing = sampled.and_then(|sampled| sampled.comparing(questions, nets, *inference));
        let by_rows = comparing.as_ref().map(|comparing| comparing as &dyn ByRows);
        infer(&mut sections, view, &frame, (pairs, by_rows), &mut notes);
        let mut in_column = people.in_column.row(0);
        in_column.truncate(1 + banner.columns());
        assemble(sections, banner, &in_column, questions, request, notes)
    }
}

/// Tests and letters, once everything is counted; then without the columns that only these needed.
fn infer(
    sections: &mut [Section],
    view: &View<'_>,
    frame: &Frame<'_>,
    (pairs, by_rows): (&Pairs, Option<&dyn ByRows>),
    notes: &mut Notes,
) {
    let (inference, against) = (frame.inference, Against::all(frame.banner, view.table, pairs));
    if let Some(wanted) = inference.test {
        for section in &mut *sections {
            if let Some((title, answers)) = &section.answers {
                section.tests = if view.is_weighted() {
                    let why = "Respondents have weights, which this test does not allow for.";
                    against.iter().map(|against| untested(format!("{title} × {}", against.axis.label()), why)).collect()
                } else {
                    tests(title, (answers, &section.together), &against, wanted, inference.method)
                };
            }
        }
    }
    for section in &mut *sections {
        let key = section.key().to_owned();
        for (test, against) in section.tests.iter_mut().zip(&against) {
            if against.axis.is_of(&key) {
                *test = untested(std::mem::take(&mut test.of), "Rows and columns are the same question.");
            }
        }
    }
    let way = Way { inference, weighted: view.is_weighted() || inference.by_design, by_rows };
    if inference.letters {
        let outcome = letters::put(sections, &against, pairs, way);
        notes.test.extend(letter_notes(&outcome, inference, false));
    }
    if inference.rest {
        let outcome = rest::put(sections, &against, way);
        notes.test.extend(letter_notes(&outcome, inference, true));
    }
    notes.test.extend(by_rows.iter().flat_map(|by_rows| by_rows.said()));
    sections.iter_mut().for_each(|section| section.cut(1 + frame.banner.columns()));
}

/// What a question becomes under count; a grid, one variable a row. `tested`: whether there are tests, and by columns that overlap.
fn variables<'a>(
    table: &SurveyTable,
    (question, row): Asked<'a>,
    (heading, tested): (bool, Option<bool>),
    counting: Counting<'a>,
) -> Vec<Counted<'a>> {
    if question.personal.is_some() {
        return vec![Box::new(Answered::new(table, question, heading, counting.shape))];
    }
    match (question.kind, row) {
        (Kind::Single | Kind::Scale, _) => {
            let single = Single::new(question, heading, counting);
            vec![Box::new(if tested == Some(true) { single.to_be_tested() } else { single })]
        }
        (Kind::Multiple, _) => {
            let multiple = Multiple::new(question, heading, counting);
            vec![Box::new(match tested {
                Some(overlap) => multiple.to_be_tested(overlap),
                None => multiple,
            })]
        }
        (Kind::Grid, Some(row)) => vec![Box::new(Single::of_row(question, row, heading, counting))],
        (Kind::Grid, None) => (0..question.rows.len())
            .map(|row| Box::new(Single::of_row(question, row, true, counting)) as Counted<'a>)
            .collect(),
        (Kind::Ranking, _) => vec![Box::new(Ranking::new(question, heading, counting))],
        (Kind::Numeric, _) => vec![Box::new(Numeric::new(question, heading, counting))],
        (Kind::Date | Kind::Text, _) => vec![Box::new(Answered::new(table, question, heading, counting.shape))],
    }
}

/// How many stand in each column, and how many in none of an axis.
#[derive(Debug)]
struct People {
    in_column: Counts,
    in_none: Vec<u64>,
    joint: Joint,
}

impl People {
    fn new(banner: &Banner, shape: Shape) -> Self {
        Self { in_column: Counts::new(1, shape), in_none: vec![0; banner.axes.len()], joint: Joint::default() }
    }

    fn total(&self) -> u64 {
        self.in_column.get(0, 0).n
    }

    fn add(&mut self, banner: &Banner, placement: &Placement) {
        let mut joint = std::mem::take(&mut self.joint);
        if joint.takes(placement, 1) {
            joint.add(placement, |_| Some(0), |placed| self.add_row(banner, &placed));
        } else {
            placement.rows().filter(Placed::counts).for_each(|placed| self.add_row(banner, &placed));
        }
        self.joint = joint;
    }

    fn add_row(&mut self, banner: &Banner, placed: &Placed<'_>) {
        self.in_column.add(0, placed);
        let mut first = 1;
        for (axis, in_none) in banner.axes.iter().zip(&mut self.in_none) {
            let own = first..first + axis.columns();
            first = own.end;
            let is_in = placed.columns.iter().any(|&column| own.contains(&(column as usize)));
            *in_none += if is_in { 0 } else { placed.n };
        }
    }

    fn settle(&mut self, banner: &Banner) {
        let mut joint = std::mem::take(&mut self.joint);
        joint.settle(|_, placed| self.add_row(banner, placed));
    }

    fn say(&self, banner: &Banner, notes: &mut Notes) {
        for (axis, &in_none) in banner.axes.iter().zip(&self.in_none) {
            if axis.overlaps() {
                notes.groups.push(format!(
                    "A respondent can stand in several columns of “{}”, so these columns overlap and do not add up to the \
                     total.",
                    axis.label()
                ));
            }
            if in_none > 0 {
                let verb = if in_none == 1 { "stands" } else { "stand" };
                notes.groups.push(format!(
                    "{} {verb} in no column of “{}” (no answer there, or one that makes no group), only in the total.",
                    respondents(in_none),
                    axis.label()
                ));
            }
        }
    }
}
