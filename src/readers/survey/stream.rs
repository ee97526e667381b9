//! A long export of which some questions are wanted: its rows block after block, of these questions alone, without keeping them.
//!
//! What a column means is found out from all of its values, which are known only at the end. So it is found out from the first rows, the
//! blocks are made accordingly, and every value of the wanted columns is counted on the way; at the end it is found out once more, and where
//! that says otherwise the blocks are made once more. Only what cannot depend on the other columns is read so: where a heading has to do
//! with another (`Question [part]`, `Other (please specify)`), or rows are looked at one by one, the export has to be read as a whole.

use super::blocks::{self, Plan, Taker};
use super::build;
use super::code;
use super::companion::Beside;
use super::delimited::Delimited;
use super::draft::{Draft, Shape, Structure};
use super::headings;
use super::ids::{self, Taken};
use super::metadata;
use super::numbers::Notation;
#[cfg(not(fuzzing))]
use super::parquet::Parquet;
use super::platform::{self, Container, Head};
use super::platforms::generic;
use super::raw::{self, RawColumn, RawTable};
use super::stream_blocks::{Coder, Pass};
use super::words;
use super::{MAIN, ReadOptions, dirt, open, tallies, tidy};
use crate::diagnostic::Result;
use crate::model::{Question, Survey, SurveyBlock, SurveyTable};
use crate::source::{Decision, Source};

/// In what pieces a file is read, in bytes. They show in no result.
#[derive(Debug, Clone, Copy)]
pub struct Pieces {
    /// What is read to find out what the columns mean.
    pub beginning: usize,
    /// What is taken apart at once.
    pub stretch: usize,
}

impl Default for Pieces {
    fn default() -> Self {
        Self { beginning: 4 << 20, stretch: blocks::STRETCH }
    }
}

/// What came of reading an export on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All rows were given, and the questions are what they were taken for.
    Complete,
    /// All rows were given, and the questions are something else: they have to be given once more.
    Otherwise,
    /// The export has to be read as a whole.
    Unfit,
}

/// An export that is read on the way.
pub struct Streamed<'a> {
    source: &'a Source,
    form: Form,
    /// The first rows, of all columns; the wanted ones with all values of the file, once these are known.
    raw: RawTable,
    /// The ids of the wanted questions.
    wanted: Vec<String>,
    drafts: Vec<Draft>,
    /// Of each column, whether it is wanted.
    kept: Vec<bool>,
    survey: Survey,
    stretch: usize,
}

impl<'a> Streamed<'a> {
    /// Opens an export for some questions; `None` where it has to be read as a whole.
    ///
    /// # Errors
    /// When the file can no longer be read.
    pub fn open(source: &'a Source, options: &ReadOptions, wanted: &[String], pieces: Pieces) -> Result<Option<Self>> {
        let is_plain = options.questionnaire.is_none() && options.codebooks.is_empty() && options.neighbours.is_empty();
        if !is_plain || options.header_rows.is_some() {
            return Ok(None);
        }
        let Some((form, mut raw)) = Form::of(source, options, pieces)? else { return Ok(None) };
        // What the others mean has no say in it.
        for column in 0..raw.columns.len() {
            let may_be = |id: &String| generic::may_be_called(raw.heading(0, column), id);
            if !wanted.iter().any(may_be) {
                raw.columns[column] = RawColumn::blank(raw.rows());
            }
        }
        let mut streamed = Self {
            source,
            form,
            kept: vec![false; raw.columns.len()],
            raw,
            wanted: wanted.to_vec(),
            drafts: Vec::new(),
            survey: Survey::default(),
            stretch: pieces.stretch,
        };
        Ok(streamed.understand().then_some(streamed))
    }

    /// Finds out what the wanted columns mean, from the values that are known; false where that depends on more than these.
    fn understand(&mut self) -> bool {
        let Some(structure) = structure(&self.raw) else { return false };
        let ids = build::ids_of(&structure.questions, &mut Taken::default());
        let mut drafts = Vec::with_capacity(self.wanted.len());
        for id in &self.wanted {
            let Some(draft) = ids.iter().position(|known| known == id).map(|place| &structure.questions[place]) else {
                return false;
            };
            if !stands_alone(&self.raw, draft, id) {
                return false;
            }
            drafts.push(draft.clone());
        }
        let mut kept = vec![false; self.raw.columns.len()];
        drafts.iter().flat_map(Draft::columns).for_each(|column| kept[column] = true);
        let mut first = 0;
        let question = |(draft, id): (&Draft, &String)| {
            let coded = code::question(&self.raw, draft, id.clone(), first, structure.dates);
            first += coded.plans.len();
            coded.question
        };
        let questions: Vec<Question> = drafts.iter().zip(&self.wanted).map(question).collect();
        self.survey = Survey {
            platform: "generic".to_owned(),
            encoding: self.form.encoding().to_owned(),
            tables: vec![SurveyTable { id: MAIN.to_owned(), questions, ..SurveyTable::default() }],
            ..Survey::default()
        };
        self.drafts = drafts;
        self.kept = kept;
        true
    }

    /// The wanted questions, without rows.
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The blocks of the first rows.
    pub fn beginning(&self) -> Vec<SurveyBlock> {
        vec![Coder { drafts: &self.drafts, ids: &self.wanted }.block(&self.raw)]
    }

    /// Gives all blocks to a function, and how many bytes were read to another.
    ///
    /// # Errors
    /// When the file can no longer be read.
    pub fn read(
        &mut self,
        with: &mut (dyn FnMut(&[SurveyBlock]) + Send),
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Outcome> {
        let columns: Vec<usize> = (0..self.kept.len()).filter(|&column| self.kept[column]).collect();
        let notations = columns.iter().map(|&column| self.raw.columns[column].notation()).collect();
        let coder = Coder { drafts: &self.drafts, ids: &self.wanted };
        let mut pass = Pass::new(coder, &self.kept, notations, with, progress);
        if !self.form.give(self.source, self.stretch, &mut pass)? || pass.is_too_much() {
            return Ok(Outcome::Unfit);
        }
        let learned = pass.learned();
        for (&column, learned) in columns.iter().zip(learned) {
            self.raw.columns[column] = learned.with_codes_of(&self.raw.columns[column]);
        }
        let before = (self.as_coded(), self.asked());
        // A formula that a platform disarmed would be another value.
        if columns.iter().any(|&column| dirt::is_masked(&self.raw.columns[column])) || !self.understand() {
            return Ok(Outcome::Unfit);
        }
        let is_same = before == (self.as_coded(), self.asked());
        Ok(if is_same { Outcome::Complete } else { Outcome::Otherwise })
    }

    /// The questions, however sure it is what they are.
    fn asked(&self) -> Vec<Question> {
        let questions = self.survey.tables.iter().flat_map(|table| &table.questions);
        questions.map(|question| Question { guess: None, ..question.clone() }).collect()
    }

    /// All that coding a block depends on, as it would be written out.
    fn as_coded(&self) -> Vec<String> {
        let coded = |draft: &Draft| {
            let columns = draft.columns();
            let notations: Vec<Notation> = columns.iter().map(|&column| self.raw.columns[column].notation()).collect();
            format!("{:?} {notations:?}", Draft { guess: None, ..draft.clone() })
        };
        self.drafts.iter().map(coded).collect()
    }
}

/// What kind of file it is.
enum Form {
    Text(Decision, Delimited),
    #[cfg(not(fuzzing))]
    Parquet,
}

impl Form {
    /// With the first rows; `None` where it has to be read as a whole.
    fn of(source: &Source, options: &ReadOptions, pieces: Pieces) -> Result<Option<(Self, RawTable)>> {
        #[cfg(not(fuzzing))]
        if open::is_parquet(source) {
            let raw = Parquet::open(source)?.table(pieces.beginning / A_ROW)?;
            let records: Vec<Vec<String>> = std::iter::once(raw.headings[0].clone())
                .chain(
                    (0..raw.rows().min(LOOKED_AT))
                        .map(|row| raw.columns.iter().map(|column| column.cell(row).to_owned()).collect()),
                )
                .take(LOOKED_AT)
                .collect();
            return Ok(plain(raw, &records, options).map(|raw| (Self::Parquet, raw)));
        }
        let Some(decision) = source.decide(options.encoding.as_deref()).ok().filter(Decision::is_assumed) else {
            return Ok(None);
        };
        if !open::is_text(source) {
            return Ok(None);
        }
        let text = Delimited::new(source, decision.clone(), options.delimiter);
        let Some((bytes, _)) = blocks::beginning(source, &decision, pieces.beginning)? else { return Ok(None) };
        let beginning = Source::from_bytes(source.name(), bytes);
        let Ok(mut opened) = open::open(&beginning, options) else { return Ok(None) };
        let mut records = opened.head(LOOKED_AT);
        for cell in records.iter_mut().flatten() {
            *cell = cell.trim().to_owned();
        }
        let Ok((raw, _)) = opened.collect(&beginning, 1) else { return Ok(None) };
        Ok(plain(raw, &records, options).map(|raw| (Self::Text(decision, text), raw)))
    }

    fn encoding(&self) -> &'static str {
        match self {
            Self::Text(decision, _) => decision.name(),
            #[cfg(not(fuzzing))]
            Self::Parquet => "UTF-8",
        }
    }

    /// Gives all rows to a taker; false where the file has to be read as a whole.
    fn give(&self, source: &Source, stretch: usize, taker: &mut dyn Taker) -> Result<bool> {
        match self {
            Self::Text(decision, text) => {
                let (start, delimiter) = (text.start(), text.delimiter());
                blocks::give(&Plan { source, decision, start, delimiter, header_records: 1 }, stretch, taker)
            }
            #[cfg(not(fuzzing))]
            Self::Parquet => Parquet::open(source)?.give(taker).map(|()| true),
        }
    }
}

/// How many of the first records are looked at.
const LOOKED_AT: usize = 12;
/// About how many bytes of text a row has.
#[cfg(not(fuzzing))]
const A_ROW: usize = 200;

/// The first rows of a file, where its headings are one plain record and it is no export of a platform.
fn plain(mut raw: RawTable, records: &[Vec<String>], options: &ReadOptions) -> Option<RawTable> {
    tallies::refuse(records, || crate::diagnostic::Place::file("")).ok()?;
    let head = Head { records, sheet: None, container: Container::Text, described: None };
    let (platform, recognition) = platform::of(&head, options.platform.as_deref()).ok()?;
    if platform.name() != "generic" || recognition.header_records != 1 {
        return None;
    }
    let headings = raw.headings.first()?;
    // Columns that may be left out once all is known, and headings that may be mended.
    let is_usual = |heading: &String| {
        !heading.is_empty()
            && !heading.starts_with('\'')
            && !raw::ROW_NUMBERS.contains(&heading.to_lowercase().as_str())
    };
    let width = records.first().map_or(0, Vec::len);
    if raw.headings.len() != 1 || raw.rows() == 0 || headings.len() != width || !headings.iter().all(is_usual) {
        return None;
    }
    dirt::clean(&mut raw);
    raw.names = raw::distinct_names(&platform.names(&raw));
    Some(raw)
}

/// What the columns of a table mean; `None` where it is not one below its first record.
fn structure(raw: &RawTable) -> Option<Structure> {
    let platform = platform::of_name("generic")?;
    let mut structure = platform.understand(raw, &Beside::default());
    if structure.main.is_some() || !structure.repeats.is_empty() {
        return None;
    }
    tidy(raw, &mut structure, &[], None);
    Some(structure)
}

/// Whether what a question is depends on its own columns alone, and on the values that stand there and not on rows one by one.
fn stands_alone(raw: &RawTable, draft: &Draft, id: &str) -> bool {
    let own = draft.columns();
    let heading = |column: usize| raw.heading(0, column);
    let by_values = match &draft.shape {
        Shape::Coded { .. } | Shape::Joined { .. } | Shape::Numeric { .. } | Shape::Text { .. } => own.len() == 1,
        // That some ticked two or none holds for the whole file once it holds for its first rows.
        Shape::Ticks { single, .. } => !single && draft.guess.as_ref().is_some_and(|guess| guess.confidence > 0.6),
        _ => false,
    };
    let is_alone = |&column: &usize| {
        let is_near = |other: usize| generic::have_to_do(heading(column), heading(other));
        let others = || (0..raw.columns.len()).filter(|other| !own.contains(other));
        metadata::known(heading(column)).is_none()
            && (own.len() > 1 || raw.columns[column].distinct() > 1)
            && !words::is_other(&headings::heading_tail(raw, column))
            && others().all(|other| !is_near(other) && !generic::may_be_called(heading(other), id))
    };
    let next = own.iter().max().map(|last| last + 1).filter(|next| *next < raw.columns.len());
    by_values
        && ids::from_words(&draft.text) == id
        && draft.comment.is_none()
        && draft.routing.is_none()
        && draft.tag.is_none()
        && own.iter().all(is_alone)
        && next.is_none_or(|next| !words::is_other(&headings::heading_tail(raw, next)))
}
