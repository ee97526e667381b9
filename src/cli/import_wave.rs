//! A later export of the survey of a study: what differs, and with `--update` what is harmless taken in.

use serde::Serialize;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

use super::Outcome;
use super::import::Args;
use super::terminal::Terminal;
use super::{import, import_study, workspace};
use crate::diagnostic::{Error, Place, Result};
use crate::model::{Block, Listing, ListingColumn, Questionnaire, Report};
use crate::readers::survey::{Drift, Finding, Reading, Understood, compare, understood};
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

/// What was understood of a later export, and how it differs: the JSON of `import LATER --format json`.
#[derive(Serialize)]
struct Later<'a> {
    #[serde(flatten)]
    understood: &'a Understood,
    differs: Differs<'a>,
}

#[derive(Serialize)]
struct Differs<'a> {
    /// The export that it is compared with.
    from: &'a str,
    /// Responses of the export before.
    responses_before: u64,
    /// How many respondents were in the export before, where both tell them apart.
    known_respondents: Option<u64>,
    /// Whether a person has to decide anything before `--update`.
    decide: bool,
    findings: &'a [Finding],
}

/// Says what differs; `later` is the export as it looks by itself.
///
/// # Errors
/// When the export before cannot be read, or a file cannot be written.
pub fn run(
    study: &mut Study,
    opened: &Source,
    companions: &[&Source],
    later: &Reading,
    args: &Args,
    terminal: &Terminal,
) -> Result<Outcome> {
    import_study::refuse_another_file(study, opened)?;
    if let Some(wave) = &args.wave {
        refuse_another_wave(study, opened, wave)?;
    }
    let dictionary = study.questionnaire.clone().unwrap_or_default();
    let before = workspace::read_export(study, None)?;
    let drift = compare(&dictionary, &before, later);
    if import::is_json(args) {
        let differs = Differs {
            from: study.file.survey.as_ref().map_or("", |section| section.source.as_str()),
            responses_before: drift.responses.0,
            known_respondents: drift.known_respondents,
            decide: drift.is_open(),
            findings: &drift.findings,
        };
        import::put_json(&Later { understood: &understood(later), differs }, args, terminal)?;
    } else {
        terminal.put(&page(&drift, opened.file_name()), &args.output)?;
    }
    let file = crate::source::display_name(opened.name().as_ref());
    let way = args.wave.as_ref().map_or_else(|| "--update".to_owned(), |wave| format!("--wave {}", typed(wave)));
    if drift.is_open() {
        let hint = "write the lines that are right into questionnaire.toml, then try again";
        if args.update || args.wave.is_some() {
            terminal.say("nothing was taken in: what is marked “decide” above needs a person first");
        }
        terminal.next(format!("{hint}: canvass import {file} {way}"));
        return Ok(Outcome::Found);
    }
    if !(args.update || args.wave.is_some()) || args.dry_run {
        terminal.say("nothing was written");
        terminal.next(format!(
            "to use this export instead of the one before: canvass import {file} --update; to count both, as waves: canvass import {file} --wave NAME"
        ));
        return Ok(Outcome::Fine);
    }
    update(study, (opened, companions), later, (&dictionary, &drift), args, terminal)?;
    Ok(Outcome::Fine)
}

/// A word as it is typed: in quotation marks where it holds a blank.
fn typed(word: &str) -> String {
    if word.contains(char::is_whitespace) { format!("\"{word}\"") } else { word.to_owned() }
}

/// Refuses a wave whose name or whose export is there already.
fn refuse_another_wave(study: &Study, opened: &Source, wave: &str) -> Result<()> {
    let Some(section) = &study.file.survey else { return Ok(()) };
    let place = || Place::file("study.toml").at("[survey]");
    let name = format!("raw/{}", opened.file_name());
    if let Some(known) = section.waves.iter().find(|known| known.source == name) {
        return Err(Error::new(format!("this export is in the study already, as the wave “{}”", known.name))
            .in_place(place())
            .hint("to call it otherwise change its name in study.toml"));
    }
    if section.first_wave() == wave || section.waves.iter().any(|known| known.name == wave) {
        return Err(Error::new(format!("there is a wave “{wave}” already"))
            .in_place(place())
            .hint("give this one another name; that of the first export stands under [survey] as wave"));
    }
    Ok(())
}

fn update(
    study: &Study,
    (opened, companions): (&Source, &[&Source]),
    later: &Reading,
    (current, drift): (&Questionnaire, &Drift),
    args: &Args,
    terminal: &Terminal,
) -> Result<()> {
    let path = study.folder.join("questionnaire.toml");
    let text = Source::open(&path)?.text(None)?.text;
    let changed = dictionary::apply(&text, current, &drift.revised)?;
    let added = Questionnaire { questions: drift.added.clone(), ..Questionnaire::default() };
    let written = dictionary::write(&added, &later.survey, Some((&changed, &[])));
    let settings = study.folder.join("study.toml");
    companions.iter().try_for_each(|companion| import_study::refuse_another_file(study, companion))?;
    let name = import_study::keep(study, opened, terminal)?;
    let codebooks: Vec<String> =
        companions.iter().map(|companion| import_study::keep(study, companion, terminal)).collect::<Result<_>>()?;
    let export = Export { name: &name, codebooks: &codebooks, platform: args.platform.as_deref() };
    let settings_text = Source::open(&settings)?.text(None)?.text;
    let (source, said) = match &args.wave {
        Some(wave) => with_wave(&settings_text, &export, wave, study)?,
        None => with_source(&settings_text, &export, &later.survey.platform, study)?,
    };
    if written.text != text {
        sink::write(&path, written.text.as_bytes())?;
        terminal.say("took what is new into questionnaire.toml; its comments and everything else stay as they were");
    }
    sink::write(&settings, source.as_bytes())?;
    said.iter().for_each(|line| terminal.say(line));
    let out = study.file.survey.as_ref().map(|section| section.exclude.as_slice()).unwrap_or_default();
    let counted = later.flagged.iter().filter(|flagged| !out.iter().any(|word| word == flagged.flag.word())).count();
    if counted > 0 {
        terminal.say(format!(
            "{counted} responses are marked (preview, test, partial, duplicate …) and counted: [survey] exclude in study.toml decides"
        ));
    }
    terminal.next(match &args.wave {
        Some(_) => "canvass check, then: canvass frequencies, or what changed: canvass compare",
        None => "canvass check, then: canvass frequencies, canvass report",
    });
    Ok(())
}

/// An export as study.toml names it.
struct Export<'a> {
    name: &'a str,
    codebooks: &'a [String],
    platform: Option<&'a str>,
}

fn unfit(why: &str) -> Error {
    Error::new(format!("study.toml cannot be changed here: {why}")).in_place(Place::file("study.toml"))
}

fn list(words: &[String]) -> Array {
    words.iter().map(String::as_str).collect()
}

/// study.toml with another export named, and nothing else changed, with what is to be said of it. A platform that was set for
/// the export before, and files that belonged to it, go with it where the later one is of another platform.
fn with_source(text: &str, export: &Export<'_>, platform: &str, study: &Study) -> Result<(String, Vec<String>)> {
    let mut document: DocumentMut = text.parse().map_err(|_| unfit("it is not TOML"))?;
    let Some(section) = document.get_mut("survey").and_then(Item::as_table_like_mut) else {
        return Err(unfit("it has no [survey]"));
    };
    let mut said = vec![format!("study.toml now names {}; the export before stays in raw/", export.name)];
    replace(section, "source", export.name.into())?;
    let before = study.file.survey.clone().unwrap_or_default();
    let set = before.platform.filter(|set| set != platform);
    match (export.platform, &set) {
        (Some(platform), _) => replace(section, "platform", platform.into())?,
        (None, Some(set)) => {
            section.remove("platform");
            said.push(format!(
                "platform = \"{set}\" is taken out of study.toml: this export was recognised as {platform}"
            ));
        }
        (None, None) => {}
    }
    let another =
        study.questionnaire.as_ref().and_then(|known| known.platform.as_deref()).is_some_and(|known| known != platform);
    if !export.codebooks.is_empty() {
        replace(section, "codebook", Value::Array(list(export.codebooks)))?;
        said.push(format!("it is read with {}", export.codebooks.join(", ")));
    } else if !before.codebook.is_empty() && (another || set.is_some()) {
        section.remove("codebook");
        said.push(format!("{} belonged to the platform before and is no longer named", before.codebook.join(", ")));
    }
    Ok((document.to_string(), said))
}

/// Sets a key; what stands beside its old value stays.
fn replace(section: &mut dyn toml_edit::TableLike, key: &str, mut value: Value) -> Result<()> {
    match section.get_mut(key) {
        None => {
            section.insert(key, Item::Value(value));
        }
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        Some(_) => return Err(unfit(&format!("[survey] {key} is no value"))),
    }
    Ok(())
}

/// study.toml with a further wave below `[survey]`, and nothing else changed.
fn with_wave(text: &str, export: &Export<'_>, wave: &str, study: &Study) -> Result<(String, Vec<String>)> {
    let mut document: DocumentMut = text.parse().map_err(|_| unfit("it is not TOML"))?;
    let Some(section) = document.get_mut("survey").and_then(Item::as_table_mut) else {
        return Err(unfit("it has no [survey]"));
    };
    let before = study.file.survey.clone().unwrap_or_default();
    let first = before.first_wave();
    let mut said =
        vec![format!("study.toml now counts {} beside {}, as the wave “{wave}”", export.name, before.source)];
    if before.wave.is_none() {
        section.insert("wave", Item::Value(first.as_str().into()));
        said.push(format!("the export before is the wave “{first}”: wave under [survey] in study.toml says otherwise"));
    }
    let mut table = Table::new();
    table.insert("name", Item::Value(wave.into()));
    table.insert("source", Item::Value(export.name.into()));
    if let Some(platform) = export.platform {
        table.insert("platform", Item::Value(platform.into()));
    }
    if !export.codebooks.is_empty() {
        table.insert("codebook", Item::Value(Value::Array(list(export.codebooks))));
    }
    // Behind [survey] and the waves that are there, before whatever follows.
    table.set_position(section.position());
    match section.entry("waves").or_insert(Item::ArrayOfTables(ArrayOfTables::new())) {
        Item::ArrayOfTables(waves) => {
            if let Some(last) = waves.iter().last() {
                table.set_position(last.position());
            }
            table.decor_mut().set_prefix("\n");
            waves.push(table);
        }
        Item::Value(Value::Array(waves)) => waves.push(Value::InlineTable(table.into_inline_table())),
        _ => return Err(unfit("[survey] waves is no list")),
    }
    Ok((document.to_string(), said))
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
            crate::model::Value::from(finding.question.as_str()),
            crate::model::Value::from(finding.what.as_str()),
            crate::model::Value::from(if finding.open {
                format!("decide: {}", finding.then)
            } else {
                finding.then.clone()
            }),
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
