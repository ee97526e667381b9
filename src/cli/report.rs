//! `canvass report`: build it all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Outcome;
use super::answers::Answers;
use super::options::{DataOption, StudyOption, TableOptions};
use super::terminal::Terminal;
use super::workspace::{self, Workspace};
use crate::chart;
use crate::coding::pseudonym;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Block, Report, Table};
use crate::report::themes::memos_called;
use crate::report::{self, Built, Material, manifest::Manifest, material::Narrative};
use crate::sink::{self, Sink};
use crate::source::{self, Source};
use crate::study::file::SurveySection;
use crate::study::{Input, Study, StudyFile, load};
use crate::writers::document::{self, WriteOptions};

/// Options of `report`.
#[derive(Debug, clap::Args)]
#[command(before_help = "\
Examples:
  canvass report                                    the study you are in, into its out/
  canvass report examples/research-better-together  a study by its folder
  canvass report --format docx,html -o handover     some formats, into another folder
  canvass report --data answers.xlsx -o topline.docx  an export on its own, no study needed")]
pub struct Args {
    /// The study's folder; else the one you are in, or a parent of it
    #[arg(value_name = "STUDY", conflicts_with = "data")]
    pub folder: Option<PathBuf>,
    /// The study's folder, as other commands take it
    #[command(flatten)]
    pub study: StudyOption,
    /// Make a topline of one export, without a study
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Where to: a folder, or with --data a file whose ending gives the format
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// The formats: docx, html, md, xlsx (several with commas); not given: as the study says
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    pub format: Vec<String>,
    /// Replace a file that is there already (a study's out/ is always replaced)
    #[arg(short, long)]
    pub force: bool,
    /// With --data: how tables are made
    #[command(flatten)]
    pub tables: TableOptions,
}

/// Runs the command.
///
/// # Errors
/// When the study or the export cannot be read, the narrative calls what is not there, or the outputs cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    match &args.data {
        Some(data) => topline(args, data, terminal),
        None => of_study(args, terminal),
    }
}

fn of_study(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let option = StudyOption { study: args.folder.clone().or_else(|| args.study.study.clone()) };
    let folder = workspace::study_folder(&option)?;
    let bar = terminal.progress(3, "reading the study");
    let opened = Workspace::open_folder(&folder)?;
    bar.inc(1);
    bar.set_message("making tables and charts");
    let mut noticed = opened.noticed.clone();
    noticed.extend(opened.stale());
    let material = Arc::new(material(opened)?);
    let built = report::build(&material)?;
    bar.inc(1);
    bar.set_message("writing");
    noticed.extend(built.noticed.iter().cloned());
    let out = args.output.clone().unwrap_or_else(|| folder.join("out"));
    let formats = if args.format.is_empty() { &material.file.report.formats.0 } else { &args.format };
    let files = files(&built, formats, &material)?;
    let mut sink = Sink::new(&out);
    sink.write_all(&files)?;
    bar.finish_and_clear();
    terminal.noticed(&noticed);
    say_written(&out, &files, &built, terminal);
    Ok(Outcome::Fine)
}

/// Every file of a report with its bytes: made whole before the first is written.
fn files(built: &Built, formats: &[String], material: &Material) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let options = WriteOptions { charts: Some("charts/".into()), ..WriteOptions::default() };
    for name in formats {
        let writer = document::format(name)?;
        let ending = writer.endings().first().copied().unwrap_or("txt");
        let file = format!("report.{ending}");
        if !files.iter().any(|(known, _)| *known == file) {
            document::fits(writer, &built.report.blocks)?;
            files.push((file, writer.write(&built.report, &options)?));
        }
    }
    let csv = document::format("csv")?;
    let mut stems = FileStems::default();
    for table in &built.tables {
        files.push((format!("tables/{}.csv", stems.of(&table.id)), csv.write(&alone(table), &options)?));
    }
    let mut stems = FileStems::default();
    for drawn in &built.charts {
        let stem = stems.of(&drawn.id);
        files.push((format!("charts/{stem}.svg"), chart::svg(drawn).into_bytes()));
        files.push((format!("charts/{stem}.png"), chart::png(drawn)?));
    }
    let outputs: Vec<Input> =
        files.iter().map(|(name, bytes)| Input { file: name.clone(), sha256: load::sha256(bytes) }).collect();
    let manifest =
        Manifest::new(&material.file.study.title, material.file.study.date.as_deref(), &material.inputs, &outputs);
    files.push(("manifest.json".into(), manifest.to_json().into_bytes()));
    Ok(files)
}

/// A table as a report of one block.
fn alone(table: &Table) -> Report {
    Report { title: table.title.clone(), blocks: vec![Block::table(table.clone())], ..Report::default() }
}

/// The names of files that ids were given.
#[derive(Debug, Default)]
struct FileStems(BTreeSet<String>);

impl FileStems {
    /// An id as the name of a file on every system; no two ids have one name, not even where capitals do not count.
    fn of(&mut self, id: &str) -> String {
        const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
        const LONGEST: usize = 80;
        let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
        let mut stem: String = id.chars().take(LONGEST).map(kept).collect();
        let lower = stem.to_lowercase();
        let is_port = matches!(lower.get(..3), Some("com" | "lpt")) && lower.chars().count() == 4;
        if stem.is_empty() || RESERVED.contains(&lower.as_str()) || is_port {
            stem.push('-');
        }
        let first = stem.clone();
        let mut number = 2;
        while !self.0.insert(stem.to_lowercase()) {
            stem = format!("{first}-{number}");
            number += 1;
        }
        stem
    }
}

fn say_written(out: &Path, files: &[(String, Vec<u8>)], built: &Built, terminal: &Terminal) {
    terminal.say(format!("wrote into {}/", source::display_name(out)));
    for (name, bytes) in files.iter().filter(|(name, _)| !name.contains('/')) {
        terminal.say(format!("  {name:<15} {:>5} kB", bytes.len().div_ceil(1000)));
    }
    let many = |n: usize, one: &str, several: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {several}") };
    terminal.say(format!("  {:<15} {}", "tables/", many(built.tables.len(), "table as CSV", "tables as CSV")));
    terminal.say(format!(
        "  {:<15} {}",
        "charts/",
        many(built.charts.len(), "chart as SVG and PNG", "charts as SVG and PNG")
    ));
    if let Some((name, _)) = files.iter().find(|(name, _)| name.ends_with(".docx")).or_else(|| files.first()) {
        terminal.next(format!("open {}/{name}", source::display_name(out)));
    }
}

/// All that a report of a study is made of.
///
/// # Errors
/// When the narrative is not text.
pub(super) fn material(mut opened: Workspace) -> Result<Material> {
    let tables = opened.study.file.tables.clone();
    let names = tables.iter().filter(|spec| !spec.themes).flat_map(|spec| spec.rows.iter().chain(&spec.by));
    opened.join_themes(names.map(String::as_str))?;
    let narrative = opened.study.narrative.as_ref().map(narrative).transpose()?;
    let memos = memos(&mut opened.study, narrative.as_ref())?;
    let opened = opened.into_shown();
    let shown = |text: &str| pseudonym::replace(text, &opened.pseudonyms).0;
    let memos = memos.into_iter().map(|(name, text)| (name, shown(&text))).collect();
    let codings = opened.counted();
    Ok(Material {
        asked_for: None,
        export: opened.study.file.survey.as_ref().map(|survey| survey.sources()).unwrap_or_default(),
        file: opened.study.file,
        survey: opened.survey,
        sample: opened.sample,
        weights: opened.weighted.map(|weighted| Arc::new(weighted.weights)),
        corpus: opened.corpus,
        codebook: opened.codebook,
        themes: opened.study.themes,
        priorities: opened.study.priorities,
        memos,
        codings,
        moved: opened.moved,
        groupings: opened.groupings,
        asked: opened.asked,
        asks: opened.asks,
        narrative,
        inputs: opened.study.inputs,
    })
}

/// The memos that the narrative calls; what is not there the call itself says.
fn memos(study: &mut Study, narrative: Option<&Narrative>) -> Result<BTreeMap<String, String>> {
    let mut memos = BTreeMap::new();
    for name in narrative.map(|narrative| memos_called(&narrative.text)).unwrap_or_default() {
        let file = format!("memos/{name}.md");
        if source::is_file(&study.folder.join(&file)) {
            let text = study.open(&file)?.text(None)?.text;
            memos.insert(name, source::unix_newlines(&text));
        }
    }
    Ok(memos)
}

fn narrative(source: &Source) -> Result<Narrative> {
    let decoded = source.text(None)?;
    Ok(Narrative { name: source.name().to_owned(), text: source::unix_newlines(&decoded.text) })
}

/// A topline of one export.
fn topline(args: &Args, data: &Path, terminal: &Terminal) -> Result<Outcome> {
    let option = DataOption { data: Some(data.to_owned()) };
    let answers = Answers::open(&StudyOption::default(), &option, &args.tables)?;
    let source = Source::open(data)?;
    let mut file = StudyFile::default();
    file.study.title = format!("Topline: {}", source.stem());
    let sampling = answers.request.sampling;
    file.survey = Some(SurveySection { source: source.name().to_owned(), sampling, ..SurveySection::default() });
    file.report.percent_from = answers.request.percent_from;
    let material = Arc::new(Material {
        file,
        weights: answers.request.weights.clone(),
        sample: answers.request.design.clone(),
        survey: Some(answers.survey),
        export: source.file_name().to_owned(),
        inputs: vec![Input { file: source.file_name().to_owned(), sha256: load::sha256(source.bytes()) }],
        asked_for: Some(answers.request),
        ..Material::default()
    });
    let built = report::build(&material)?;
    let mut noticed: Vec<Diagnostic> = answers.noticed;
    noticed.extend(built.noticed.iter().cloned());
    let output = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("{}-topline.docx", source.stem())));
    let named = match args.format.as_slice() {
        [] => output.extension().map(|ending| ending.to_string_lossy().into_owned()),
        [one] => Some(one.clone()),
        _ => {
            return Err(Error::new("a topline of one export is one file")
                .hint("give one format, or make a study: canvass init NAME"));
        }
    };
    let writer = document::format(named.as_deref().unwrap_or("docx"))?;
    document::fits(writer, &built.report.blocks)?;
    let bytes = writer.write(&built.report, &WriteOptions::default())?;
    if output == Path::new("-") {
        if !writer.is_text() {
            return Err(Error::new(format!("{} cannot be shown in a terminal", writer.title()))
                .hint("write it to a file: -o topline.docx"));
        }
        terminal.data(&bytes)?;
    } else if args.force {
        sink::write(&output, &bytes)?;
    } else {
        sink::write_new(&output, &bytes)?;
    }
    terminal.noticed(&noticed);
    if output != Path::new("-") {
        terminal.say(format!("wrote {}", source::display_name(&output)));
        terminal.next("canvass init NAME makes a study of it, where questions get short names and tables by group");
    }
    Ok(Outcome::Fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_names_of_files_that_every_system_allows_and_none_twice() {
        let mut stems = FileStems::default();
        let ids = ["a/b", "a b", "A-B", "../x", "", "con", "COM1", "größe", "a.b"];
        let given: Vec<String> = ids.iter().map(|id| stems.of(id)).collect();
        assert_eq!(given, ["a-b", "a-b-2", "A-B-3", "---x", "-", "con-", "COM1-", "größe", "a-b-4"]);
        assert_eq!(stems.of(&"x".repeat(300)).len(), 80);
    }
}
