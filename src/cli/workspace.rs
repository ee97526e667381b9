//! What commands work on: a study with everything it names read in, or one export on its own.

use std::path::{Path, PathBuf};

use super::options::StudyOption;
use crate::diagnostic::{Error, Result};
use crate::study::{self, Study};

/// Finds the study that a command means: the folder given, else the one we are in or a parent of it.
///
/// # Errors
/// When there is none.
pub fn study_folder(option: &StudyOption) -> Result<PathBuf> {
    if let Some(folder) = &option.study {
        return Ok(folder.clone());
    }
    let here =
        std::env::current_dir().map_err(|error| Error::new(format!("the current folder cannot be read: {error}")))?;
    match study::find(&here) {
        Some(folder) if folder == here => Ok(PathBuf::from(".")),
        Some(folder) => Ok(folder),
        None => Err(Error::new("there is no study here (no study.toml in this folder or above)")
            .hint("go to a study's folder, name it with --study DIR, or make one: canvass init NAME")),
    }
}

/// Loads the study's own files.
///
/// # Errors
/// When there is no study or a file is not what it should be.
pub fn open_study(folder: &Path) -> Result<Study> {
    Study::load(folder)
}
