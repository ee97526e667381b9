//! Rows of a long export as blocks of the wanted questions. What a value becomes depends on the value alone, so it is found out once for the
//! whole file, when the value is first met, and rows only look it up.

use rayon::prelude::*;

use super::blocks::Taker;
use super::cells::Block;
use super::code::{self, Plan};
use super::draft::{Draft, Shape};
use super::numbers::Notation;
use super::raw::{RawColumn, RawTable};
use super::raw_column::Part;
use crate::diagnostic::Result;
use crate::model::{Answer, Column, Flags, Missing, Numbers, Records, SurveyBlock, Texts, Tick};

/// A column of more different values is too much to be kept.
const MOST_VALUES: usize = 2_000_000;

/// Makes blocks of the wanted questions.
#[derive(Debug, Clone, Copy)]
pub struct Coder<'a> {
    pub drafts: &'a [Draft],
    pub ids: &'a [String],
}

impl Coder<'_> {
    /// All rows of a table as a block.
    pub fn block(&self, raw: &RawTable) -> SurveyBlock {
        let columns = (0..self.drafts.len()).flat_map(|place| code::columns(raw, &self.plans(raw, place)));
        SurveyBlock { columns: columns.collect(), records: records(raw.records.clone()) }
    }

    fn plans(&self, raw: &RawTable, place: usize) -> Vec<Plan> {
        code::question(raw, &self.drafts[place], self.ids[place].clone(), 0, None).plans
    }
}

fn records(numbers: Vec<u64>) -> Records {
    let rows = numbers.len();
    Records::new(numbers, Texts::blank(rows), Texts::blank(rows), vec![Flags::default(); rows])
}

/// Once through the file.
pub struct Pass<'a> {
    seen: Seen<'a>,
    /// How many records went by, blank ones included.
    records: u64,
    with: &'a mut (dyn FnMut(&[SurveyBlock]) + Send),
    progress: &'a (dyn Fn(u64) + Sync),
    is_too_much: bool,
}

impl<'a> Pass<'a> {
    /// Nothing seen yet. `notations` are those of the kept columns.
    pub fn new(
        coder: Coder<'a>,
        kept: &'a [bool],
        notations: Vec<Notation>,
        with: &'a mut (dyn FnMut(&[SurveyBlock]) + Send),
        progress: &'a (dyn Fn(u64) + Sync),
    ) -> Self {
        let columns: Vec<usize> = (0..kept.len()).filter(|&column| kept[column]).collect();
        let known = coder.drafts.iter().map(|draft| Known::of(draft, &columns)).collect();
        let learned = vec![RawColumn::default(); columns.len()];
        let seen = Seen { coder, kept, columns, notations, learned, known };
        Self { seen, records: 0, with, progress, is_too_much: false }
    }

    /// Whether there were too many values to be kept.
    pub fn is_too_much(&self) -> bool {
        self.is_too_much
    }

    /// What was seen of each kept column.
    pub fn learned(self) -> Vec<RawColumn> {
        self.seen.learned
    }
}

impl Taker for Pass<'_> {
    fn headings(&mut self, _: Vec<Vec<String>>) -> Result<Vec<bool>> {
        Ok(self.seen.kept.to_vec())
    }

    fn take(&mut self, blocks: &mut Vec<Block>, bytes: u64) {
        let mut starts = Vec::with_capacity(blocks.len());
        for block in &*blocks {
            starts.push(self.records);
            self.records += block.seen;
        }
        let codes = self.seen.learn(blocks);
        self.is_too_much |= self.seen.learned.iter().any(|column| column.distinct() > MOST_VALUES);
        let seen = &self.seen;
        let block = |(number, (block, start)): (usize, (&mut Block, u64))| {
            let codes: Vec<&[u32]> =
                codes.iter().map(|column| column.get(number).map_or(&[][..], Vec::as_slice)).collect();
            seen.coded(block, start, &codes)
        };
        let coded: Vec<SurveyBlock> = blocks.par_iter_mut().zip(starts).enumerate().map(block).collect();
        (self.with)(&coded);
        (self.progress)(bytes);
    }

    fn has_enough(&self) -> bool {
        self.is_too_much
    }
}

/// The values that were seen, and what they become.
struct Seen<'a> {
    coder: Coder<'a>,
    kept: &'a [bool],
    /// The wanted columns, how each writes fractions, and what was seen of each.
    columns: Vec<usize>,
    notations: Vec<Notation>,
    learned: Vec<RawColumn>,
    /// What the values of each question become.
    known: Vec<Known>,
}

impl Seen<'_> {
    /// Counts the values of blocks, and finds out what new ones become. Gives the codes that the values of each block have in the whole
    /// file, a list a column.
    fn learn(&mut self, blocks: &[Block]) -> Vec<Vec<Vec<u32>>> {
        let learn = |(place, column): (usize, &mut RawColumn)| -> Vec<Vec<u32>> {
            blocks.iter().filter_map(|block| block.columns.get(place)).map(|part| column.learn(part)).collect()
        };
        let codes = self.learned.par_iter_mut().enumerate().map(learn).collect();
        self.extend();
        codes
    }

    /// A table that holds some columns alone.
    fn of_columns(&self, columns: impl Iterator<Item = (usize, RawColumn)>) -> RawTable {
        let width = self.kept.len();
        let mut raw = RawTable { columns: vec![RawColumn::default(); width], ..RawTable::default() };
        raw.names = vec![String::new(); width];
        columns.for_each(|(place, column)| raw.columns[self.columns[place]] = column);
        raw
    }

    /// Finds out what new values become.
    fn extend(&mut self) {
        let mut known = std::mem::take(&mut self.known);
        for (question, known) in known.iter_mut().enumerate() {
            let Some((column, values)) = known.column.zip(Some(known.values)) else { continue };
            let learned = &self.learned[column];
            if learned.distinct() + 1 > values {
                let fresh = learned.later(values, self.notations[column]);
                let raw = self.of_columns(std::iter::once((column, fresh)));
                known.take(self.coder.plans(&raw, question), learned.distinct() + 1);
            }
        }
        self.known = known;
    }

    /// A stretch of the file as a block of the wanted questions; `codes` are those that the values of each column have in the whole file.
    fn coded(&self, block: &mut Block, start: u64, codes: &[&[u32]]) -> SurveyBlock {
        let numbers: Vec<u64> = block.records.iter().map(|record| start + record).collect();
        let is_known = |column: &usize| self.known.iter().any(|known| known.column == Some(*column));
        let others: Vec<usize> = (0..self.columns.len()).filter(|column| !is_known(column)).collect();
        let raw = (!others.is_empty()).then(|| {
            let own = others.iter().filter_map(|&place| {
                let part = std::mem::take(block.columns.get_mut(place)?);
                Some((place, RawColumn::of_part(part, self.notations[place])))
            });
            let mut raw = self.of_columns(own);
            raw.records.clone_from(&numbers);
            raw
        });
        let mut columns = Vec::new();
        for (question, known) in self.known.iter().enumerate() {
            match (known.column, &raw) {
                (Some(column), _) => {
                    columns.extend(known.lists.iter().map(|list| list.of_rows(&block.columns[column], codes[column])))
                }
                (None, Some(raw)) => columns.extend(code::columns(raw, &self.coder.plans(raw, question))),
                (None, None) => {}
            }
        }
        SurveyBlock { records: records(numbers), columns }
    }
}

/// What the values of a question become, by their codes in the whole file, as far as these were met.
#[derive(Debug, Default)]
struct Known {
    /// The place of its column among those that are kept; `None` where what a value becomes does not depend on it alone, or the words are
    /// needed too.
    column: Option<usize>,
    /// How many values were met, the blank among them.
    values: usize,
    /// For each column of the model.
    lists: Vec<List>,
}

#[derive(Debug)]
enum List {
    Answers(Vec<Answer>),
    Ticks(Vec<Tick>),
    Numbers(Vec<std::result::Result<f64, Missing>>),
}

impl Known {
    fn of(draft: &Draft, columns: &[usize]) -> Self {
        let (Shape::Coded { column, .. } | Shape::Joined { column, .. } | Shape::Numeric { column }) = &draft.shape
        else {
            return Self::default();
        };
        let place = columns.iter().position(|kept| kept == column);
        Self { column: place.filter(|_| draft.comment.is_none()), ..Self::default() }
    }

    /// Takes what further values become; `values` are then all that are known.
    fn take(&mut self, plans: Vec<Plan>, values: usize) {
        let is_first = self.values == 0;
        let lists: Option<Vec<List>> = plans.into_iter().map(List::of).collect();
        match lists {
            Some(lists) if is_first => self.lists = lists,
            Some(lists) if lists.len() == self.lists.len() => {
                if !self.lists.iter_mut().zip(lists).all(|(own, more)| own.append(more)) {
                    self.column = None;
                }
            }
            _ => self.column = None,
        }
        self.values = values;
    }
}

impl List {
    fn of(plan: Plan) -> Option<Self> {
        match plan {
            Plan::Choices { answers, instead: None, .. } => Some(Self::Answers(answers)),
            Plan::Ticks { ticks, shown: None, .. } => Some(Self::Ticks(ticks)),
            Plan::Numbers { numbers, says_more, .. } if !says_more.contains(&true) => Some(Self::Numbers(numbers)),
            _ => None,
        }
    }

    /// Adds what more values become, behind the blank that stands before them; false where it is something else.
    fn append(&mut self, more: Self) -> bool {
        match (self, more) {
            (Self::Answers(own), Self::Answers(more)) => own.extend(more.into_iter().skip(1)),
            (Self::Ticks(own), Self::Ticks(more)) => own.extend(more.into_iter().skip(1)),
            (Self::Numbers(own), Self::Numbers(more)) => own.extend(more.into_iter().skip(1)),
            _ => return false,
        }
        true
    }

    /// The rows of a part, whose values have these codes in the whole file.
    fn of_rows(&self, part: &Part, codes: &[u32]) -> Column {
        fn looked_up<T: Copy>(list: &[T], part: &Part, codes: &[u32], none: T) -> Vec<T> {
            let own: Vec<T> = codes.iter().map(|&code| list.get(code as usize).copied().unwrap_or(none)).collect();
            part.codes().iter().map(|&code| own.get(code as usize).copied().unwrap_or(none)).collect()
        }
        match self {
            Self::Answers(list) => Column::Choices(looked_up(list, part, codes, Answer::UNKNOWN)),
            Self::Ticks(list) => Column::Ticks(looked_up(list, part, codes, Tick::Missing(Missing::Unknown))),
            Self::Numbers(list) => {
                let numbers = looked_up(list, part, codes, Err(Missing::Unknown));
                Column::Numbers(Numbers::new(numbers.into_iter(), None))
            }
        }
    }
}
