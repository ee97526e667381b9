//! `canvass init`: a new study folder, ready to fill.

use std::path::{Path, PathBuf};

use super::Outcome;
use super::terminal::Terminal;
use crate::diagnostic::{Error, Place, Result};
use crate::sink;
use crate::source;

/// Options of `init`.
#[derive(Debug, clap::Args)]
#[command(before_help = "\
Examples:
  canvass init our-study                       a folder with everything a study needs
  canvass init our-study --title \"Our study\"   with its title
  cd our-study && canvass import ~/Downloads/answers.xlsx")]
pub struct Args {
    /// The folder to make
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// What the study is called; else the name of the folder
    #[arg(long)]
    pub title: Option<String>,
}

/// The files of a new study with what stands in them.
const FILES: [(&str, &str); 7] = [
    ("codebook.toml", include_str!("init/codebook.toml")),
    ("cases.csv", "case,respondent,group,organisation,consent\n"),
    ("documents.csv", "document,file,activity,kind,language,translation_of,date,speakers,questions,not_asked\n"),
    ("README.md", include_str!("init/README.md")),
    (".gitignore", "/private/\n/out/\n"),
    ("raw/README.md", "Exports exactly as downloaded. `canvass import FILE` copies them here; nobody edits them.\n"),
    ("transcripts/.gitkeep", ""),
];

/// Runs the command.
///
/// # Errors
/// When there is a study already, or the folder cannot be written.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let name = source::display_name(&args.folder);
    if source::is_file(&args.folder.join("study.toml")) {
        return Err(Error::new("there is a study here already")
            .in_place(Place::file(format!("{name}/study.toml")))
            .hint("name another folder, or go on with this one: canvass check"));
    }
    let title = args.title.clone().unwrap_or_else(|| title_of(&args.folder));
    let settings =
        include_str!("init/study.toml").replace("{title}", &title.replace('\\', "\\\\").replace('"', "\\\""));
    let mut written = Vec::new();
    for (file, text) in FILES.into_iter().chain([("study.toml", settings.as_str())]) {
        let path = args.folder.join(file);
        // What a person has put there already stays.
        if !source::is_file(&path) {
            sink::write_new(&path, text.as_bytes())?;
            written.push(file);
        }
    }
    sink::make_folder(&args.folder.join("codings"))?;
    sink::make_folder(&args.folder.join("memos"))?;
    sink::make_folder(&args.folder.join("private"))?;
    terminal.say(format!("made the study “{title}” in {name}/"));
    for file in written.iter().filter(|file| !file.starts_with('.') && !file.contains('/')) {
        terminal.say(format!("  {file}"));
    }
    // A name with a blank has to be typed in quotation marks.
    let typed = if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.clone() };
    terminal.next(format!("cd {typed}, then canvass import EXPORT (a questionnaire) or canvass import transcripts/*"));
    Ok(Outcome::Fine)
}

/// The name of a folder as a title: “our-study” becomes “Our study”.
fn title_of(folder: &Path) -> String {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Our study".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_name_as_title() {
        assert_eq!(title_of(Path::new("work/our-study_2")), "Our study 2");
        assert_eq!(title_of(Path::new("..")), "Our study");
    }
}
