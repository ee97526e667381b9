//! The study folder: found, opened and checked against itself.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::file::StudyFile;
use super::tables::{DocumentEntry, read_cases, read_documents};
use super::toml_error;
use crate::diagnostic::{Diagnostic, Error, Place, Result};
use crate::model::{Case, Codebook, Coding, Priority, Questionnaire, Theme, ThemeBook};
use crate::source::{self, Source};

/// A study folder as plain data.
#[derive(Debug, Clone)]
pub struct Study {
    /// Where it is.
    pub folder: PathBuf,
    /// `study.toml`.
    pub file: StudyFile,
    /// `questionnaire.toml`, once written.
    pub questionnaire: Option<Questionnaire>,
    /// The codebook, where there is one.
    pub codebook: Option<Codebook>,
    /// `themes.toml`, where there is one.
    pub themes: Vec<Theme>,
    /// What `themes.toml` says was chosen as a priority, and why.
    pub priorities: Vec<Priority>,
    /// `cases.csv`.
    pub cases: Vec<Case>,
    /// `documents.csv`.
    pub documents: Vec<DocumentEntry>,
    /// Every line below `codings/`, in order of document and position.
    pub codings: Vec<Coding>,
    /// The narrative with its name, where the study has one.
    pub narrative: Option<Source>,
    /// Every file that was opened, with its hash.
    pub inputs: Vec<Input>,
    /// What was noticed on the way.
    pub noticed: Vec<Diagnostic>,
}

/// A file that a study rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Input {
    /// Its path from the study's folder, with forward slashes.
    pub file: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
}

/// The folder of the study that a folder lies in: itself or the nearest parent with a `study.toml`.
pub fn find(from: &Path) -> Option<PathBuf> {
    from.ancestors().find(|folder| source::is_file(&folder.join("study.toml"))).map(Path::to_path_buf)
}

impl Study {
    /// Loads a study folder: study.toml, its companions and the codings; not the export and not the transcripts.
    ///
    /// # Errors
    /// When study.toml is not there, or any file is not what it should be.
    pub fn load(folder: &Path) -> Result<Self> {
        let mut study = Self::load_without_codings(folder)?;
        study.codings = read_codings(folder, &mut study.inputs)?;
        Ok(study)
    }

    /// Loads a study folder without its codings, of which there may be more than memory holds.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_without_codings(folder: &Path) -> Result<Self> {
        let mut inputs = Vec::new();
        let settings = folder.join("study.toml");
        if !source::is_file(&settings) {
            return Err(Error::new("there is no study.toml here, so this is not a study folder")
                .in_place(Place::file(source::display_name(folder)))
                .hint("go to the study's folder or name it; `canvass init NAME` makes a new one"));
        }
        let file: StudyFile = read_toml(folder, "study.toml", &mut inputs)?;
        if file.disclosure.is_some() {
            return Err(Error::new("[disclosure] is not yet available: small counts would not be suppressed")
                .in_place(Place::file("study.toml").at("[disclosure]"))
                .hint("take the section out, and do not publish tables of a survey that needs it"));
        }
        let optional = |name: &str| source::is_file(&folder.join(name));
        let questionnaire = if optional("questionnaire.toml") {
            Some(read_toml(folder, "questionnaire.toml", &mut inputs)?)
        } else {
            None
        };
        let codebook_name = file.interviews.as_ref().map_or("codebook.toml", |interviews| interviews.codebook.as_str());
        let codebook: Option<Codebook> =
            if optional(codebook_name) { Some(read_toml(folder, codebook_name, &mut inputs)?) } else { None };
        codebook.as_ref().map_or(Ok(()), |codebook| refuse_oversized(codebook, codebook_name))?;
        if codebook.is_none() && codebook_name != "codebook.toml" {
            return Err(Error::new(format!("there is no codebook “{codebook_name}” in the study"))
                .in_place(Place::file("study.toml").at("[interviews] codebook"))
                .hint("check the spelling, or take the line out: without it the codebook is codebook.toml"));
        }
        let ThemeBook { themes, priorities } =
            if optional("themes.toml") { read_toml(folder, "themes.toml", &mut inputs)? } else { ThemeBook::default() };
        let cases =
            if optional("cases.csv") { read_cases(&open(folder, "cases.csv", &mut inputs)?)? } else { Vec::new() };
        let documents = if optional("documents.csv") {
            read_documents(&open(folder, "documents.csv", &mut inputs)?)?
        } else {
            Vec::new()
        };
        let narrative = match &file.report.narrative {
            // Missing it is said where the report is built, so that everything else can be checked and used before it is written.
            Some(name) if inside(name).is_ok() && !source::is_file(&folder.join(name)) => None,
            Some(name) => Some(open(folder, name, &mut inputs)?),
            None => None,
        };
        Ok(Self {
            folder: folder.to_path_buf(),
            file,
            questionnaire,
            codebook,
            themes,
            priorities,
            cases,
            documents,
            codings: Vec::new(),
            narrative,
            inputs,
            noticed: Vec::new(),
        })
    }

    /// Opens a further file of the study and remembers it as an input.
    ///
    /// # Errors
    /// When the name leads out of the study's folder or the file cannot be read.
    pub fn open(&mut self, name: &str) -> Result<Source> {
        open(&self.folder, name, &mut self.inputs)
    }

    /// Opens a further file of the study with its hash; [`Self::remember`] makes it an input. Several may be opened at once.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_hashed(&self, name: &str) -> Result<(Source, Input)> {
        let source = self.open_only(name)?;
        let input = Input { file: name.to_owned(), sha256: sha256(source.bytes()) };
        Ok((source, input))
    }

    /// Opens a further file of the study, which is no input of anything.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_only(&self, name: &str) -> Result<Source> {
        inside(name)?;
        let path = self.folder.join(name);
        if !source::is_file(&path) && !path.is_dir() {
            return Err(missing(name));
        }
        Ok(Source::open(&path)?.named(name))
    }

    /// Remembers files that were opened as inputs.
    pub fn remember(&mut self, opened: Vec<Input>) {
        let names: std::collections::HashSet<&str> = opened.iter().map(|input| input.file.as_str()).collect();
        self.inputs.retain(|input| !names.contains(input.file.as_str()));
        self.inputs.extend(opened);
    }

    /// The files that a pattern names, as paths from the study's folder, in the order of their names.
    ///
    /// # Errors
    /// When the pattern leads out of the study's folder or its folder cannot be read.
    pub fn matching(&self, pattern: &str) -> Result<Vec<String>> {
        inside(pattern)?;
        let found = source::matching(&self.folder, pattern)?;
        Ok(found.iter().map(|path| source::display_name(path.strip_prefix(&self.folder).unwrap_or(path))).collect())
    }

    /// The date that files are dated with.
    pub fn date(&self) -> Option<&str> {
        self.file.study.date.as_deref()
    }
}

/// SHA-256 of some bytes in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn open(folder: &Path, name: &str, inputs: &mut Vec<Input>) -> Result<Source> {
    inside(name)?;
    let path = folder.join(name);
    if !source::is_file(&path) && !path.is_dir() {
        return Err(missing(name));
    }
    let opened = Source::open(&path)?;
    let bytes = opened.bytes().to_vec();
    inputs.retain(|input| input.file != name);
    inputs.push(Input { file: name.to_owned(), sha256: sha256(&bytes) });
    Ok(Source::from_bytes(name, bytes))
}

fn missing(name: &str) -> Error {
    Error::new("a file of this name is named in study.toml or documents.csv, and is not there")
        .in_place(Place::file(name))
        .hint("put it back, or take its name out of study.toml or its row out of documents.csv")
}

/// A line of a file of codings each; `name` is the file, for messages.
///
/// # Errors
/// When a line is no coding.
pub fn codings_of(name: &str, text: &str) -> Result<Vec<Coding>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|error| {
                Error::new(format!("this line is not a coding: {error}"))
                    .in_place(Place::line(name, index as u64 + 1))
                    .hint("restore the line from the history, or delete it and code the passage again")
            })
        })
        .collect()
}

/// A study names its own files only: a path that leads elsewhere would be read on somebody else's machine too.
fn inside(name: &str) -> Result<()> {
    let path = Path::new(name);
    let leads_out = path.is_absolute()
        || name.contains(':')
        || name.contains('\\')
        || path.components().any(|part| matches!(part, std::path::Component::ParentDir));
    if leads_out {
        return Err(Error::new(format!("“{name}” leads out of the study's folder"))
            .in_place(Place::file("study.toml"))
            .hint("copy the file into the study and name it from there, with forward slashes"));
    }
    Ok(())
}

/// Refuses a codebook that is beyond all that people can code with.
fn refuse_oversized(codebook: &Codebook, name: &str) -> Result<()> {
    match codebook.oversized() {
        None => Ok(()),
        Some(what) => Err(Error::new(format!("this codebook has {what}"))
            .in_place(Place::file(name))
            .hint("was something else put in its place? Else give up codes, or give the deep ones another parent")),
    }
}

fn read_toml<T: serde::de::DeserializeOwned>(folder: &Path, name: &str, inputs: &mut Vec<Input>) -> Result<T> {
    let decoded = open(folder, name, inputs)?.text(None)?;
    toml_error::read(name, &source::unix_newlines(&decoded.text))
}

fn read_codings(folder: &Path, inputs: &mut Vec<Input>) -> Result<Vec<Coding>> {
    let mut codings: Vec<Coding> = Vec::new();
    for coder in source::folders(&folder.join("codings")) {
        let mut files = source::matching(&coder, "*.jsonl")?;
        let answers = coder.join("answers");
        if source::folders(&coder).contains(&answers) {
            files.extend(source::matching(&answers, "*.jsonl")?);
        }
        for path in files {
            let name = source::display_name(path.strip_prefix(folder).unwrap_or(&path));
            let decoded = open(folder, &name, inputs)?.text(None)?;
            codings.extend(codings_of(&name, &decoded.text)?);
        }
    }
    codings.sort_by(Coding::order);
    Ok(codings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            crate::sink::write(&folder.path().join(name), text.as_bytes()).unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_without_study_toml_says_how_to_make_one() {
        let error = Study::load(folder(&[]).path()).unwrap_err();
        assert!(error.hint_text().unwrap().contains("canvass init"));
    }

    #[test]
    fn disclosure_is_an_error_until_it_is_built() {
        let study = folder(&[("study.toml", "[study]\ntitle = \"T\"\n[disclosure]\naudience = \"published\"\n")]);
        assert!(Study::load(study.path()).unwrap_err().what().contains("not yet available"));
    }

    #[test]
    fn a_study_is_found_from_below() {
        let study = folder(&[("study.toml", "[study]\ntitle = \"T\"\n"), ("deep/er/x", "")]);
        assert_eq!(find(&study.path().join("deep/er")).as_deref(), Some(study.path()));
        assert_eq!(Study::load(study.path()).unwrap().inputs.len(), 1);
    }

    #[test]
    fn a_study_names_its_own_files_only() {
        for name in ["../secret.csv", "/etc/passwd", "C:\\secret.csv"] {
            assert!(inside(name).is_err(), "{name}");
        }
        assert!(inside("raw/questionnaire.xlsx").is_ok());
    }
}
