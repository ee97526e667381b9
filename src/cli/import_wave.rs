//! A later export of the survey of a study: what differs, and with `--update` what is harmless taken in.

use super::Outcome;
use super::import::Args;
use super::terminal::Terminal;
use super::{import_study, workspace};
use crate::diagnostic::{Error, Place, Result};
use crate::model::{Block, Listing, ListingColumn, Questionnaire, Report, Value};
use crate::readers::survey::{Drift, Reading, compare};
use crate::sink;
use crate::source::Source;
use crate::study::Study;
use crate::writers::dictionary;

/// Whether a file is a later export: the study has a dictionary and an export, and this is another file.
///
/// # Errors
/// When the export of the study cannot be opened.
pub fn is_later(study: &Study, opened: &Source) -> Result<bool> {
    let (Some(section), Some(_)) = (&study.file.survey, &study.questionnaire) else { return Ok(false) };
    let known = study.folder.join(&section.source);
    Ok(crate::source::is_file(&known) && Source::open(&known)?.bytes() != opened.bytes())
}

/// Says what differs; `later` is the export as it looks by itself.
///
/// # Errors
/// When the export before cannot be read, or a file cannot be written.
pub fn run(study: &mut Study, opened: &Source, later: &Reading, args: &Args, terminal: &Terminal) -> Result<Outcome> {
    import_study::refuse_another_file(study, opened)?;
    let dictionary = study.questionnaire.clone().unwrap_or_default();
    let before = workspace::read_export(study, None)?;
    let drift = compare(&dictionary, &before, later);
    terminal.put(&page(&drift, opened.file_name()), &args.output)?;
    let file = crate::source::display_name(opened.name().as_ref());
    if drift.is_open() {
        let hint = "write the lines that are right into questionnaire.toml, then try again";
        if args.update {
            terminal.say("nothing was taken in: what is marked “decide” above needs a person first");
        }
        terminal.next(format!("{hint}: canvass import {file} --update"));
        return Ok(Outcome::Found);
    }
    if !args.update || args.dry_run {
        terminal.say("nothing was written");
        terminal.next(format!("to use this export from now on: canvass import {file} --update"));
        return Ok(Outcome::Fine);
    }
    update(study, opened, later, &dictionary, &drift, terminal)?;
    Ok(Outcome::Fine)
}

fn update(
    study: &Study,
    opened: &Source,
    later: &Reading,
    current: &Questionnaire,
    drift: &Drift,
    terminal: &Terminal,
) -> Result<()> {
    let path = study.folder.join("questionnaire.toml");
    let text = Source::open(&path)?.text(None)?.text;
    let changed = dictionary::apply(&text, current, &drift.revised)?;
    let added = Questionnaire { questions: drift.added.clone(), ..Questionnaire::default() };
    let written = dictionary::write(&added, &later.survey, Some((&changed, &[])));
    let settings = study.folder.join("study.toml");
    let name = import_study::keep(study, opened, terminal)?;
    let source = with_source(&Source::open(&settings)?.text(None)?.text, &name)?;
    if written.text != text {
        sink::write(&path, written.text.as_bytes())?;
        terminal.say("took what is new into questionnaire.toml; its comments and everything else stay as they were");
    }
    sink::write(&settings, source.as_bytes())?;
    terminal.say(format!("study.toml now names {name}; the export before stays in raw/"));
    let out = study.file.survey.as_ref().map(|section| section.exclude.as_slice()).unwrap_or_default();
    let counted = later.flagged.iter().filter(|flagged| !out.iter().any(|word| word == flagged.flag.word())).count();
    if counted > 0 {
        terminal.say(format!(
            "{counted} responses are marked (preview, test, partial, duplicate …) and counted: [survey] exclude in study.toml decides"
        ));
    }
    terminal.next("canvass check, then: canvass frequencies, canvass report");
    Ok(())
}

/// study.toml with another export named, and nothing else changed. A platform that was set for the export before is left to
/// be recognised.
fn with_source(text: &str, name: &str) -> Result<String> {
    let unfit =
        |why: &str| Error::new(format!("study.toml cannot be changed here: {why}")).in_place(Place::file("study.toml"));
    let mut document: toml_edit::DocumentMut = text.parse().map_err(|_| unfit("it is not TOML"))?;
    let Some(section) = document.get_mut("survey").and_then(toml_edit::Item::as_table_like_mut) else {
        return Err(unfit("it has no [survey]"));
    };
    let Some(old) = section.get_mut("source").and_then(toml_edit::Item::as_value_mut) else {
        return Err(unfit("[survey] has no source"));
    };
    let decor = old.decor().clone();
    *old = toml_edit::Value::from(name);
    *old.decor_mut() = decor;
    Ok(document.to_string())
}

fn page(drift: &Drift, file: &str) -> Report {
    let (before, now) = drift.responses;
    let people = match drift.known_respondents {
        Some(0) => "; none of its respondents was in the export before".to_owned(),
        Some(known) => format!("; {known} of its respondents were in the export before"),
        None => "; the exports do not tell respondents apart".to_owned(),
    };
    let rows = drift.findings.iter().map(|finding| {
        vec![
            Value::from(finding.question.as_str()),
            Value::from(finding.what.as_str()),
            Value::from(if finding.open { format!("decide: {}", finding.then) } else { finding.then.clone() }),
        ]
    });
    let nothing =
        if drift.findings.is_empty() { " Its questions and choices are those of questionnaire.toml." } else { "" };
    let listing = Listing {
        id: "drift".into(),
        title: format!("What differs in {file}"),
        columns: vec![ListingColumn::words("Question"), ListingColumn::wide("What"), ListingColumn::wide("Then")],
        rows: rows.collect(),
        notes: vec![format!("{now} responses, {before} in the export before{people}.{nothing}")],
    };
    Report {
        title: format!("What differs in {file}"),
        language: "en-GB".into(),
        blocks: vec![Block::listing(listing)],
        ..Report::default()
    }
}
