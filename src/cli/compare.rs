//! `canvass compare`: waves of one survey side by side, with what changed.

use std::path::PathBuf;

use super::Outcome;
use super::answers::Answers;
use super::options::{OutputOptions, StudyOption, TableOptions};
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Error, Place, Result};
use crate::model::Table;
use crate::prepare::compared::Waves;
use crate::tabulate::Request;
use crate::tabulate::compare::{Comparison, Wave, compare, is_comparable, is_put_otherwise};

/// Options of `compare`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "\
Examples:
  canvass compare                                  every question that was put in more than one wave
  canvass compare training --by size               what changed, in each group
  canvass compare training --waves 2020,2024       these two waves
  canvass compare recommend --show mean --test auto   with tests, whatever the sampling; the note says so
  canvass compare training --paired --respondent code   the same persons in both waves
  canvass compare training --data 2020.csv 2022.csv     exports on their own, no study needed
  canvass compare training --data panel.csv --waves-by year  waves that a question tells apart",
    after_help = "\
Waves come into a study with: canvass import FILE --wave NAME. A change is the later wave less the earlier one, in points of \
the percentage or in the unit of a mean. Where sampling is open or purposive it has no interval and no test unless asked for."
)]
pub struct Args {
    /// Questions by their names in questionnaire.toml, or a row of a grid (grid.row); none: all that were put alike
    #[arg(value_name = "QUESTION")]
    pub questions: Vec<String>,
    /// In each group: groups of study.toml or questions; commas put them side by side, a colon nests them
    #[arg(long, value_name = "GROUPS", value_delimiter = ',')]
    pub by: Vec<String>,
    /// The waves, in this order; not given: all
    #[arg(long, value_name = "WAVES", value_delimiter = ',')]
    pub waves: Vec<String>,
    /// The question that tells the waves apart; not given: the waves of study.toml or the files
    #[arg(long, value_name = "QUESTION")]
    pub waves_by: Option<String>,
    /// What each wave is compared with: previous or first
    #[arg(long, value_name = "WAVE", default_value = "previous", value_parser = ["previous", "first"])]
    pub against: String,
    /// Follow the same persons from one wave to the other
    #[arg(long)]
    pub paired: bool,
    /// With --paired: the question by which persons are known; not given: the id of the response
    #[arg(long, value_name = "QUESTION", requires = "paired")]
    pub respondent: Option<String>,
    /// The study
    #[command(flatten)]
    pub study: StudyOption,
    /// Work on questionnaire exports, a wave each, without a study
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub data: Vec<PathBuf>,
    /// How tables are made
    #[command(flatten)]
    pub tables: TableOptions,
    /// Where they go
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Runs the command.
///
/// # Errors
/// When the answers cannot be read, there are no waves, or nothing can be compared.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let answers = Answers::open_waves(&args.study, &args.data, &args.tables)?;
    if let ([file], None) = (args.data.as_slice(), &args.waves_by) {
        return Err(Error::new("one file is one wave, so there is nothing to compare")
            .in_place(Place::file(file.display().to_string()))
            .hint("give a file for each wave, --data 2020.csv 2022.csv, or name the question that tells them apart: --waves-by year"));
    }
    let waves = Waves::of(&answers.survey, args.waves_by.as_deref())?;
    let chosen = chosen(args, &waves)?;
    let made: Vec<Wave> = chosen.iter().map(|&place| wave(args, &answers, &waves, place)).collect::<Result<_>>()?;
    let pairs = (1..made.len()).map(|later| (if args.against == "first" { 0 } else { later - 1 }, later)).collect();
    let comparison = Comparison {
        waves: &made,
        groupings: &answers.groupings,
        pairs,
        paired: args.paired.then(|| args.respondent.clone()),
    };
    let mut noticed: Vec<Diagnostic> = Vec::new();
    let mut tables: Vec<Table> = Vec::new();
    if args.questions.is_empty() {
        tables = all(&answers, &waves, &comparison, &mut noticed)?;
    }
    for id in &args.questions {
        let (table, found) = compare(&comparison, id)?;
        noticed.extend(found);
        tables.push(Table { id: table_id(id, args), ..table });
    }
    terminal.noticed(&answers.noticed);
    terminal.noticed(&noticed);
    terminal.put(&answers.report("Comparison of waves", tables), &args.output)?;
    Ok(Outcome::Fine)
}

fn table_id(question: &str, args: &Args) -> String {
    let by: String = args.by.iter().map(|by| format!("-by-{by}")).collect();
    format!("{question}-waves{by}").replace([':', '!', '|'], "-")
}

/// The waves that are compared, by their places.
fn chosen(args: &Args, waves: &Waves) -> Result<Vec<usize>> {
    if args.waves.is_empty() {
        return Ok((0..waves.names.len()).collect());
    }
    let mut places: Vec<usize> = Vec::new();
    for name in &args.waves {
        let place = waves.place(name)?;
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if places.len() < 2 {
        return Err(Error::new("one wave has nothing to be compared with")
            .hint(format!("name two or more of: {}", waves.names.join(", "))));
    }
    Ok(places)
}

fn wave(args: &Args, answers: &Answers, waves: &Waves, place: usize) -> Result<Wave> {
    let name = waves.names[place].clone();
    let survey = waves.only(&answers.survey, place);
    let request = answers.of_wave(&survey, &args.tables).map_err(|error| {
        let hint = error.hint_text().map(str::to_owned);
        let error = Error::new(format!("in the wave “{name}”: {}", error.what()));
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    })?;
    let request = Request { by: args.by.clone(), ..request };
    Ok(Wave { name, survey, request })
}

/// Every question that was put alike in more than one wave; the others are said.
fn all(
    answers: &Answers,
    waves: &Waves,
    comparison: &Comparison<'_>,
    noticed: &mut Vec<Diagnostic>,
) -> Result<Vec<Table>> {
    let Some(table) = answers.survey.main() else { return Ok(Vec::new()) };
    let names: Vec<String> = comparison.waves.iter().map(|wave| wave.name.clone()).collect();
    let mut tables = Vec::new();
    for question in table.questions.iter().filter(|question| is_comparable(question)) {
        if waves.question.as_ref() == Some(&question.id) {
            continue;
        }
        if is_put_otherwise(&answers.survey, question, &names) {
            noticed.push(
                Diagnostic::warning(format!("“{}” was not put alike in these waves, so it is left out", question.id))
                    .hint(format!("to compare it all the same: canvass compare {}", question.id)),
            );
            continue;
        }
        match compare(comparison, &question.id) {
            Ok((table, found)) => {
                noticed.extend(found);
                tables.push(Table { id: format!("{}-waves", question.id), ..table });
            }
            Err(error) => noticed.push(Diagnostic::note(error.what().to_owned())),
        }
    }
    if tables.is_empty() {
        let error = Error::new("no question was put alike in more than one of these waves");
        let first = noticed.iter().find(|one| one.hint.is_some());
        return Err(match first.and_then(|one| one.hint.clone()) {
            Some(hint) => error.hint(hint),
            None => error.hint("canvass frequencies shows what each wave holds"),
        });
    }
    Ok(tables)
}
