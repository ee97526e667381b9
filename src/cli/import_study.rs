//! What `canvass import` writes into a study: the export in raw/, questionnaire.toml, `[survey]` in study.toml.

use super::terminal::Terminal;
use crate::diagnostic::{Error, Result};
use crate::model::Flag;
use crate::readers::survey::Reading;
use crate::sink;
use crate::source::{self, Source};
use crate::study::Study;
use crate::writers::dictionary;

/// Copies the export and what belongs to it to raw/ and writes questionnaire.toml, or adds to it what is new.
///
/// # Errors
/// When another file of that name is in raw/ already, or a file cannot be written.
pub fn write_into(
    study: &Study,
    opened: &Source,
    companions: &[&Source],
    reading: &Reading,
    wave: Option<&str>,
    terminal: &Terminal,
) -> Result<()> {
    let name = keep(study, opened, terminal)?;
    let codebooks =
        companions.iter().map(|companion| keep(study, companion, terminal)).collect::<Result<Vec<String>>>()?;
    write_dictionary(study, reading, terminal)?;
    let known = study.file.survey.as_ref().map(|section| section.source.as_str());
    match known {
        Some(known) if known == name => terminal.next("review questionnaire.toml, then: canvass frequencies, canvass report"),
        Some(known) => terminal.next(format!(
            "study.toml still names {known}; write source = \"{name}\" under [survey] to use the new export. Then review questionnaire.toml"
        )),
        None => {
            name_source(study, &name, &codebooks, reading, wave)?;
            terminal.say(format!("wrote [survey] into study.toml: source = \"{name}\", sampling = \"open\""));
            terminal.next("review questionnaire.toml and [survey] in study.toml, then: canvass frequencies, canvass report");
        }
    }
    Ok(())
}

/// Copies a file to raw/ unless it is there; gives its name in the study.
///
/// # Errors
/// When another file of that name is there.
pub fn keep(study: &Study, opened: &Source, terminal: &Terminal) -> Result<String> {
    refuse_another_file(study, opened)?;
    let name = format!("raw/{}", opened.file_name());
    let copy = study.folder.join(&name);
    if !source::is_file(&copy) {
        sink::write_new(&copy, opened.bytes())?;
        terminal.say(format!("copied {} to {name}", opened.name()));
    }
    Ok(name)
}

/// Refuses a file whose name another file in raw/ has.
///
/// # Errors
/// When it is so.
pub fn refuse_another_file(study: &Study, opened: &Source) -> Result<()> {
    let name = format!("raw/{}", opened.file_name());
    let copy = study.folder.join(&name);
    if !source::is_file(&copy) {
        return Ok(());
    }
    let there = Source::open(&copy)?;
    if there.bytes() == opened.bytes() {
        return Ok(());
    }
    Err(Error::new(format!("{name} is there already and is another file"))
        .in_place(there.place())
        .hint("raw/ is never overwritten: give the new export another name (answers-2.csv) and import it again"))
}

/// Writes `[survey]` into study.toml: in the place where the template speaks of it, else at the end. Every other line stays.
fn name_source(study: &Study, name: &str, codebooks: &[String], reading: &Reading, wave: Option<&str>) -> Result<()> {
    let path = study.folder.join("study.toml");
    let text = Source::open(&path)?.text(None)?.text;
    let quoted: Vec<String> = codebooks.iter().map(|file| format!("\"{file}\"")).collect();
    let codebook = if quoted.is_empty() { String::new() } else { format!("codebook = [{}]\n", quoted.join(", ")) };
    let wave = wave.map(|wave| format!("wave = {}\n", toml_edit::Value::from(wave))).unwrap_or_default();
    let section = format!(
        "[survey]\nsource = \"{name}\"\n{codebook}{wave}sampling = \"open\"              # open | purposive: no intervals and no tests; probability | census: what statistics allow\n{}",
        exclude_line(reading)
    );
    let mut lines: Vec<&str> = text.lines().collect();
    let template = lines.iter().position(|line| line.starts_with("# [survey]"));
    let text = match template {
        Some(at) => {
            let told = lines[at + 1..]
                .iter()
                .take_while(|line| line.starts_with("# source") || line.starts_with("# sampling"))
                .count();
            lines.splice(at..=at + told, [section.trim_end()]);
            format!("{}\n", lines.join("\n"))
        }
        None => format!("{}\n\n{section}", text.trim_end()),
    };
    sink::write(&path, text.as_bytes())
}

fn write_dictionary(study: &Study, reading: &Reading, terminal: &Terminal) -> Result<()> {
    let path = study.folder.join("questionnaire.toml");
    let existing = if source::is_file(&path) { Some(Source::open(&path)?.text(None)?.text) } else { None };
    let known: Vec<&str> = study
        .questionnaire
        .iter()
        .flat_map(|questionnaire| questionnaire.questions.iter().map(|question| question.id.as_str()))
        .collect();
    let written = dictionary::write(
        &reading.questionnaire,
        &reading.survey,
        existing.as_deref().map(|text| (text, known.as_slice())),
    );
    match (existing.is_some(), written.added.len()) {
        (true, 0) => terminal.say("questionnaire.toml has every question already; it is unchanged"),
        (is_there, added) => {
            sink::write(&path, written.text.as_bytes())?;
            let questions = if added == 1 { "1 question".to_owned() } else { format!("{added} questions") };
            terminal.say(match is_there {
                true => format!("added {questions} to questionnaire.toml: {}", written.added.join(", ")),
                false => format!(
                    "wrote questionnaire.toml with {questions}; a comment above each says why it was understood so"
                ),
            });
        }
    }
    Ok(())
}

/// The line of `[survey]` that leaves out what the platform itself marks as no answer. What may be one is named beside it, for
/// a person to decide.
fn exclude_line(reading: &Reading) -> String {
    let rows = |flag: Flag| reading.flagged.iter().filter(|flagged| flagged.flag == flag).count();
    let marked = |flags: &[Flag]| -> Vec<Flag> { flags.iter().copied().filter(|flag| rows(*flag) > 0).collect() };
    let counted = |flags: &[Flag]| {
        flags.iter().map(|flag| format!("{} {}", rows(*flag), flag.word())).collect::<Vec<_>>().join(", ")
    };
    let out = marked(&[Flag::Preview, Flag::Test]);
    let words: Vec<String> = out.iter().map(|flag| format!("\"{}\"", flag.word())).collect();
    let said = match out.as_slice() {
        [] => "nothing is marked as preview or test".to_owned(),
        out => format!("left out of every figure: {}", counted(out)),
    };
    let mut line = format!("exclude = [{}]   # {said}\n", words.join(", "));
    let open = marked(&[Flag::Partial, Flag::Duplicate, Flag::Spam]);
    if !open.is_empty() {
        let words: Vec<String> = open.iter().map(|flag| format!("\"{}\"", flag.word())).collect();
        line.push_str(&format!(
            "# counted until you decide: {}; to leave them out, add {} to exclude\n",
            counted(&open),
            words.join(", ")
        ));
    }
    line
}
