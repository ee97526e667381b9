//! Tables of a long export that is read on the way, so that memory is for the cells of the tables and not for its rows.

use super::answers::Answers;
use super::options::{DataOption, TableOptions};
use super::terminal::Terminal;
use super::workspace;
use crate::diagnostic::{Diagnostic, Result};
use crate::model::Table;
use crate::prepare::Unit;
use crate::prepare::expression::Condition;
use crate::prepare::weighting::NumbersOf;
use crate::readers::survey::{Outcome, Pieces, ReadOptions, Streamed};
use crate::source::Source;
use crate::tabulate::Request;
use crate::tabulate::streamed::{self, Counted, Weighing};

/// From so many bytes on an export is read on the way.
const LONG: u64 = 16 << 20;

/// Tables, each with what was noticed.
pub type Tables = Vec<(Table, Vec<Diagnostic>)>;

/// The tables of a long export; `None` where it is not long, or they have to be made of all answers at once.
///
/// # Errors
/// When an option is not understood, or the export cannot be read.
pub fn tables(
    data: &DataOption,
    options: &TableOptions,
    requests: impl Fn(&Request) -> Vec<Request>,
    terminal: &Terminal,
) -> Result<Option<(Answers, Tables)>> {
    let Some(path) = &data.data else { return Ok(None) };
    if options.design.is_given() {
        return Ok(None);
    }
    let source = Source::open(path)?;
    if source.length() < LONG {
        return Ok(None);
    }
    let answers = Answers::of_file(path, options)?;
    let requests = requests(&answers.request);
    let read = ReadOptions { neighbours: workspace::neighbours(path)?, ..ReadOptions::default() };
    let weight = options.weight.as_deref().filter(|weight| *weight != "none");
    let bar = terminal.progress_of_bytes(source.length(), "reading");
    let tables = count(&source, &read, &requests, weight, Pieces::default(), &|bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    Ok(tables?.map(|tables| (answers, tables)))
}

/// Counts tables of an export while it is read; `None` where that cannot be done.
///
/// # Errors
/// When the export cannot be read.
pub fn count(
    source: &Source,
    options: &ReadOptions,
    requests: &[Request],
    weight: Option<&str>,
    pieces: Pieces,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Option<Tables>> {
    // The questions may turn out otherwise than they looked at first, and the weights finer: each once.
    const MOST_PASSES: usize = 4;
    let Some(wanted) = wanted(requests, weight)?.filter(|_| requests.iter().all(streamed::is_fit)) else {
        return Ok(None);
    };
    let Some(mut export) = Streamed::open(source, options, &wanted, pieces)? else { return Ok(None) };
    let mut unit = None;
    for _ in 0..MOST_PASSES {
        let weighing = match (weight, unit) {
            (None, _) => None,
            (Some(name), Some(unit)) => Some(Weighing { name: name.to_owned(), unit }),
            (Some(name), None) => match likely_unit(&export, name, source.length()) {
                Some(unit) => Some(Weighing { name: name.to_owned(), unit }),
                None => return Ok(None),
            },
        };
        let survey = export.survey().clone();
        let mut outcome = Outcome::Unfit;
        let counted = streamed::tables(&survey, requests, weighing.as_ref(), |with| {
            outcome = export.read(with, progress)?;
            Ok(outcome != Outcome::Unfit)
        });
        match (counted, outcome) {
            (_, Outcome::Otherwise) => {}
            (Ok(Counted::Tables(tables)), Outcome::Complete) => return Ok(Some(tables)),
            (Ok(Counted::InUnit(finer)), Outcome::Complete) => unit = Some(finer),
            // What is wrong is said when the export was read as a whole.
            _ => return Ok(None),
        }
    }
    Ok(None)
}

/// A unit in which weights can be counted whatever is still to come, as far as the first rows tell.
fn likely_unit(export: &Streamed<'_>, weight: &str, length: u64) -> Option<Unit> {
    const ROOM: f64 = 64.0;
    let table = export.survey().main()?;
    let numbers = NumbersOf::new(table.question(weight)?)?;
    let blocks: Option<Vec<_>> = export.beginning().iter().map(|block| numbers.of_block(block)).collect();
    let largest = blocks?.into_iter().flatten().flatten().filter(|weight| weight.is_finite()).fold(1.0, f64::max);
    Unit::of(largest * ROOM, length)
}

/// The ids of the questions that tables are made of; `None` where one is not a question by itself.
///
/// # Errors
/// When a condition cannot be read.
fn wanted(requests: &[Request], weight: Option<&str>) -> Result<Option<Vec<String>>> {
    let mut wanted: Vec<String> = Vec::new();
    let by = |group: &str| group.split('!').next().unwrap_or_default().trim().to_owned();
    for request in requests {
        let groups = request.by.iter().flat_map(|name| name.split(':').map(by));
        let conditions = request.filter.as_deref().map_or(Ok(Vec::new()), Condition::names)?;
        for name in request.rows.iter().cloned().chain(groups).chain(conditions) {
            if !wanted.contains(&name) {
                wanted.push(name);
            }
        }
    }
    wanted.extend(weight.map(str::to_owned).filter(|weight| !wanted.contains(weight)));
    Ok((!wanted.is_empty() && !wanted.iter().any(|name| name.contains('.'))).then_some(wanted))
}
