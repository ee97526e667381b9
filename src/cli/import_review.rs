//! `canvass import --review`: the data dictionary as a workbook to edit, and the edited workbook taken back.

use std::collections::BTreeMap;
use std::path::Path;

use super::import::Args;
use super::terminal::Terminal;
use super::{Outcome, review_workbook, workspace};
use crate::diagnostic::{Error, Place, Result};
use crate::model::review::ReviewBook;
use crate::model::{QuestionEntry, Questionnaire};
use crate::readers::survey;
use crate::sink;
use crate::source::{self, Source};
use crate::study::Study;
use crate::study::review::questionnaire::{self, Facts};
use crate::study::review::take_back as taken_back;
use crate::writers;

/// The file that is reviewed.
const FILE: &str = "questionnaire.toml";

/// Writes the workbook, or takes it back where it is there.
///
/// # Errors
/// When there is nothing to review, or anything in the workbook cannot be taken: then nothing is.
pub fn run(path: &Path, args: &Args, terminal: &Terminal) -> Result<Outcome> {
    review_workbook::is_workbook(path)?;
    let mut study = Study::load(&workspace::study_folder(&args.study)?)?;
    let Some(current) = study.questionnaire.clone() else {
        return Err(Error::new("this study has no questionnaire.toml yet, so there is nothing to review")
            .hint(format!("bring the export in first: canvass import FILE --review {}", source::display_name(path))));
    };
    let facts = facts(&mut study, &current)?;
    let book = questionnaire::book(&current, &facts, study.date());
    if source::is_file(path) && !args.output.force {
        return take_back(path, &mut study, &current, &book, args, terminal);
    }
    let bytes = writers::review::write(&book)?;
    if args.dry_run {
        terminal.say("nothing was written (--dry-run)");
        return Ok(Outcome::Fine);
    }
    sink::write(path, &bytes)?;
    let name = source::display_name(path);
    let unsure = book.sheets.iter().flat_map(|sheet| &sheet.rows).filter(|row| row.doubtful).count();
    let look = match unsure {
        0 => String::new(),
        1 => "; 1 is doubtful and yellow".to_owned(),
        more => format!("; {more} are doubtful and yellow"),
    };
    terminal.say(format!("wrote {name}: {} questions{look}", current.questions.len()));
    terminal.next(format!(
        "open it, change what is wrong, save and close it, then the same again: canvass import --review {name}"
    ));
    Ok(Outcome::Fine)
}

/// What is known of each question besides its entry: how many answered, and why it was understood so.
fn facts(study: &mut Study, current: &Questionnaire) -> Result<BTreeMap<String, Facts>> {
    let reviewed = survey::understood(&workspace::read_export(study, Some(current.clone()))?);
    let afresh = survey::understood(&workspace::read_export(study, None)?);
    let mut facts: BTreeMap<String, Facts> = BTreeMap::new();
    for question in &reviewed.questions {
        let guessed = afresh
            .questions
            .iter()
            .find(|fresh| !fresh.columns.is_empty() && fresh.columns.first() == question.columns.first());
        let guess = guessed.and_then(|fresh| {
            let guess = fresh.guess.as_ref()?;
            Some((guess.reason.clone(), guess.confidence, fresh.kind.word().to_owned()))
        });
        let counts = question.choices.iter().map(|choice| (choice.code.clone(), choice.count)).collect();
        facts.insert(question.id.clone(), Facts { base: Some(question.base), counts, guess });
    }
    Ok(facts)
}

fn take_back(
    path: &Path,
    study: &mut Study,
    current: &Questionnaire,
    book: &ReviewBook,
    args: &Args,
    terminal: &Terminal,
) -> Result<Outcome> {
    let (edited, name) = review_workbook::edited(path, book)?;
    let taken = taken_back(current, book, &edited, &name);
    let said = (taken.problems.as_slice(), taken.noticed.as_slice());
    if !review_workbook::has_changes(said, &taken.changes, (&name, FILE), terminal)? {
        return Ok(Outcome::Fine);
    }
    let file = study.folder.join(FILE);
    let text = Source::open(&file)?.text(None)?.text;
    let text = writers::dictionary::apply(&text, current, &taken.questions)?;
    let questions: Vec<QuestionEntry> = taken.questions.iter().map(|question| question.entry.clone()).collect();
    let changed = Questionnaire { questions, ..current.clone() };
    let reading = workspace::read_export(study, Some(changed)).map_err(|error| {
        let hint = error.hint_text().unwrap_or("correct it in the workbook").to_owned();
        Error::new(format!("with these changes the export could not be read: {}; nothing was taken", error.what()))
            .in_place(Place::file(&name))
            .hint(hint)
    })?;
    terminal.put(&review_workbook::page(&taken.changes, &name), &args.output)?;
    terminal.noticed(&reading.noticed);
    terminal.noticed(&review_workbook::still_named(study, &taken.renamed)?);
    if args.dry_run {
        terminal.say("nothing was written (--dry-run)");
        return Ok(Outcome::Fine);
    }
    sink::write(&file, text.as_bytes())?;
    let changes = review_workbook::changes(taken.changes.len());
    terminal.say(format!("took {changes} into {FILE}; its comments and everything else stay as they were"));
    terminal.next(format!(
        "canvass check, then: canvass frequencies. For more changes write the workbook anew: canvass import --review {name} --force"
    ));
    Ok(Outcome::Fine)
}
