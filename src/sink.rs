//! Writes outputs. The only writer of files in the crate.
//!
//! Every file appears by rename: it is there whole or not at all. What was written is remembered, so that
//! the command can say so and the manifest can list it.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Error, Place, Result};
use crate::source::display_name;

/// A folder that outputs go into, with the list of what went.
#[derive(Debug)]
pub struct Sink {
    folder: PathBuf,
    written: Vec<PathBuf>,
}

impl Sink {
    /// Outputs will go below this folder, which is made when the first of them comes.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), written: Vec::new() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The paths written so far, in order.
    pub fn written(&self) -> &[PathBuf] {
        &self.written
    }

    /// Writes a file below the folder, replacing one of that name.
    ///
    /// # Errors
    /// When the folder or the file cannot be written: no permission, a full disk, or the file is open elsewhere.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        write(&path, bytes)?;
        self.written.push(path);
        Ok(())
    }
}

/// Writes one file by rename, replacing one of that name. Missing folders are made.
///
/// # Errors
/// When the folder or the file cannot be written: no permission, a full disk, or the file is open elsewhere.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let name = display_name(path);
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(|error| could_not_write(&display_name(folder), &error))?;
    refuse_if_open_elsewhere(path)?;
    let mut temporary = tempfile::Builder::new()
        .prefix(".canvass-")
        .tempfile_in(folder)
        .map_err(|error| could_not_write(&display_name(folder), &error))?;
    temporary
        .write_all(bytes)
        .and_then(|()| temporary.as_file().sync_all())
        .map_err(|error| could_not_write(&name, &error))?;
    readable_as_usual(temporary.as_file()).map_err(|error| could_not_write(&name, &error))?;
    temporary.persist(path).map_err(|error| could_not_write(&name, &error.error))?;
    Ok(())
}

/// Writes one file that must not be there yet.
///
/// # Errors
/// When it is there already, or as [`write()`] says.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.exists() {
        return Err(Error::new("this file is there already")
            .in_place(Place::file(display_name(path)))
            .hint("name another, or use --force to replace it"));
    }
    write(path, bytes)
}

/// Makes a folder and those above it.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|error| could_not_write(&display_name(path), &error))
}

/// Word, Excel and LibreOffice mark an open file with a neighbour; on Windows the file itself is locked too.
fn refuse_if_open_elsewhere(path: &Path) -> Result<()> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Ok(());
    };
    let shortened: String = match name.char_indices().nth(2) {
        Some((third, _)) => format!("~${}", &name[third..]),
        None => format!("~${name}"),
    };
    let marks = [(format!("~${name}"), "Office"), (shortened, "Word"), (format!(".~lock.{name}#"), "LibreOffice")];
    for (mark, program) in marks {
        if path.exists() && folder.join(&mark).exists() {
            return Err(Error::new(format!("{name} is open in {program}"))
                .in_place(Place::file(display_name(path)))
                .hint(format!("close {name} and try again (if it is not open, delete {mark})")));
        }
    }
    Ok(())
}

#[cfg(unix)]
fn readable_as_usual(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // Temporary files are private to their owner; an output is an ordinary file.
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_as_usual(_file: &fs::File) -> std::io::Result<()> {
    Ok(())
}

fn could_not_write(name: &str, error: &std::io::Error) -> Error {
    let last = name.rsplit('/').next().unwrap_or(name);
    let (what, hint) = match error.kind() {
        ErrorKind::PermissionDenied => (
            "could not be written: no permission, or the file is open".to_owned(),
            format!("close {last} if it is open in Word or Excel, or write to another folder with -o"),
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => (
            "could not be written: the disk is full".to_owned(),
            "free some space and try again; what was there before is unchanged".to_owned(),
        ),
        ErrorKind::ReadOnlyFilesystem => {
            ("could not be written: this disk is read-only".to_owned(), "write to another folder with -o".to_owned())
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => (
            "could not be written: a file stands where a folder is needed".to_owned(),
            format!("move {last} away, or write to another folder with -o"),
        ),
        _ if error.raw_os_error() == Some(32) || error.raw_os_error() == Some(33) => {
            (format!("{last} is open in another program"), format!("close {last} and try again"))
        }
        _ => (format!("could not be written: {error}"), "write to another folder with -o".to_owned()),
    };
    Error::new(what).in_place(Place::file(name)).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/report.md");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert!(write_new(&path, b"three").is_err());
    }

    #[test]
    fn a_document_open_in_word_is_named_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.docx");
        write(&path, b"old").unwrap();
        fs::write(folder.path().join("~$port.docx"), b"").unwrap();
        let error = write(&path, b"new").unwrap_err();
        assert!(error.what().contains("report.docx is open in Word"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }

    #[test]
    fn a_file_where_a_folder_should_be_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("out"), b"").unwrap();
        assert!(write(&folder.path().join("out/report.md"), b"x").is_err());
    }
}
