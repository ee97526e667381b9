//! Writes outputs. The only writer of files in the crate.
//!
//! Every file appears by rename: it is there whole or not at all. What was written is remembered, so that
//! the command can say so and the manifest can list it.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

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

    /// Writes files that belong together, replacing those of their names: all of them or none. A file that is open
    /// elsewhere and a disk that is too small are found before the first is replaced.
    ///
    /// # Errors
    /// As [`Self::write`]. In the rare case that a file cannot be replaced after others were, the hint says which are new.
    pub fn write_all(&mut self, files: &[(String, Vec<u8>)]) -> Result<()> {
        let mut made = Vec::new();
        let done = self.stage(files, &mut made).and_then(|staged| self.replace(staged));
        if done.is_err() {
            // What is not empty stays: it holds somebody's files.
            made.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
        }
        done
    }

    /// Writes every file beside the one that it will replace.
    fn stage(&self, files: &[(String, Vec<u8>)], made: &mut Vec<PathBuf>) -> Result<Vec<(PathBuf, NamedTempFile)>> {
        let paths: Vec<PathBuf> = files.iter().map(|(name, _)| self.folder.join(name)).collect();
        refuse_if_any_is_open(&paths)?;
        let mut staged = Vec::with_capacity(files.len());
        for (path, (_, bytes)) in paths.into_iter().zip(files) {
            remember_missing(folder_of(&path), made);
            let temporary = temporary(&path, bytes)?;
            staged.push((path, temporary));
        }
        Ok(staged)
    }

    fn replace(&mut self, staged: Vec<(PathBuf, NamedTempFile)>) -> Result<()> {
        let before = self.written.len();
        for (path, temporary) in staged {
            if let Err(error) = temporary.persist(&path) {
                let error = could_not_write(&display_name(&path), &error.error);
                let new: Vec<String> = self.written[before..].iter().map(|path| display_name(path)).collect();
                let Some(hint) = error.hint_text().filter(|_| !new.is_empty()).map(str::to_owned) else {
                    return Err(error);
                };
                return Err(
                    error.hint(format!("{hint}; new already: {}; the rest is as it was before", new.join(", ")))
                );
            }
            self.written.push(path);
        }
        Ok(())
    }
}

/// Writes one file by rename, replacing one of that name. Missing folders are made.
///
/// # Errors
/// When the folder or the file cannot be written: no permission, a full disk, or the file is open elsewhere.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    refuse_if_any_is_open(&[path.to_path_buf()])?;
    let mut made = Vec::new();
    remember_missing(folder_of(path), &mut made);
    let written = temporary(path, bytes).and_then(|temporary| {
        temporary.persist(path).map_err(|error| could_not_write(&display_name(path), &error.error))
    });
    if written.is_err() {
        made.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
    }
    written.map(drop)
}

/// Writes one file by rename that nobody but its owner may read, where the system knows such a thing. Missing folders are made.
///
/// # Errors
/// As [`write()`].
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    refuse_if_any_is_open(&[path.to_path_buf()])?;
    let temporary = private(path, bytes)?;
    temporary.persist(path).map(drop).map_err(|error| could_not_write(&display_name(path), &error.error))
}

/// Takes a file away that was written before, or that another has taken the place of, and its folder where nothing else is in it. One that is not there is no error.
///
/// # Errors
/// When it cannot be taken away: no permission, or the file is open elsewhere.
pub fn remove(path: &Path) -> Result<()> {
    refuse_if_any_is_open(&[path.to_path_buf()])?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(could_not_write(&display_name(path), &error)),
        _ => {
            // What is not empty stays: it holds somebody's files.
            drop(fs::remove_dir(folder_of(path)));
            Ok(())
        }
    }
}

/// The bytes in a file beside the one that it will replace; it is gone again unless it is put in its place.
fn temporary(path: &Path, bytes: &[u8]) -> Result<NamedTempFile> {
    let temporary = private(path, bytes)?;
    readable_as_usual(temporary.as_file()).map_err(|error| could_not_write(&display_name(path), &error))?;
    Ok(temporary)
}

/// The same, readable for its owner alone.
fn private(path: &Path, bytes: &[u8]) -> Result<NamedTempFile> {
    let name = display_name(path);
    let folder = folder_of(path);
    fs::create_dir_all(folder).map_err(|error| could_not_write(&display_name(folder), &error))?;
    if path.is_dir() {
        return Err(Error::new("could not be written: a folder has this name")
            .in_place(Place::file(name))
            .hint("move the folder away, or write to another folder with -o"));
    }
    let mut temporary = tempfile::Builder::new()
        .prefix(".canvass-")
        .tempfile_in(folder)
        .map_err(|error| could_not_write(&display_name(folder), &error))?;
    temporary
        .write_all(bytes)
        .and_then(|()| temporary.as_file().sync_all())
        .map_err(|error| could_not_write(&name, &error))?;
    Ok(temporary)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Remembers the folders above a file that are not there yet, the outermost first.
fn remember_missing(folder: &Path, made: &mut Vec<PathBuf>) {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
    made.extend(missing.into_iter().rev().map(Path::to_path_buf));
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

/// Names every file that is open elsewhere, so that nobody closes them one by one.
fn refuse_if_any_is_open(paths: &[PathBuf]) -> Result<()> {
    let open: Vec<(String, Open)> = paths.iter().filter_map(|path| open_elsewhere(path)).collect();
    let Some((first, (program, mark))) = open.first() else { return Ok(()) };
    let names: Vec<&str> = open.iter().map(|(path, _)| path.rsplit('/').next().unwrap_or(path)).collect();
    let names = names.join(", ");
    let hint = match (mark, open.len()) {
        (Some(mark), 1) => {
            format!("close {names} and try again (if it is not open, delete {mark}); nothing was written")
        }
        _ => format!("close {names} and try again; nothing was written"),
    };
    let are = if open.len() == 1 { "is" } else { "are" };
    Err(Error::new(format!("{names} {are} open in {program}")).in_place(Place::file(first)).hint(hint))
}

/// The program that has a file open, and the file by which that is known.
type Open = (&'static str, Option<String>);

/// Word, Excel and LibreOffice mark an open file with a neighbour; on Windows the file itself is locked too.
fn open_elsewhere(path: &Path) -> Option<(String, Open)> {
    let name = path.file_name()?.to_str()?;
    if !path.is_file() {
        return None;
    }
    let shortened: String = match name.char_indices().nth(2) {
        Some((third, _)) => format!("~${}", &name[third..]),
        None => format!("~${name}"),
    };
    let marks = [(format!("~${name}"), "Office"), (shortened, "Word"), (format!(".~lock.{name}#"), "LibreOffice")];
    let marked = marks.into_iter().find(|(mark, _)| folder_of(path).join(mark).exists());
    if let Some((mark, program)) = marked {
        return Some((display_name(path), (program, Some(mark))));
    }
    let refused = fs::OpenOptions::new().write(true).open(path).err()?;
    is_locked(&refused).then(|| (display_name(path), ("another program", None)))
}

/// What Windows says of a file that another program holds.
fn is_locked(error: &std::io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33))
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
        ErrorKind::NotFound => (
            "could not be written: there is no such place to write to".to_owned(),
            "check the spelling, or write to another folder with -o".to_owned(),
        ),
        _ if is_locked(error) => (format!("{last} is open in another program"), format!("close {last} and try again")),
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
    fn a_file_is_taken_away_with_its_folder_unless_that_holds_more() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["asha/a", "asha/b"] {
            write(&path(name), b"x").unwrap();
        }
        remove(&path("asha/a")).unwrap();
        assert!(path("asha/b").exists());
        remove(&path("asha/b")).unwrap();
        assert!(!path("asha").exists() && remove(&path("asha/b")).is_ok());
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
    fn files_that_belong_together_are_written_all_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let mut sink = Sink::new(folder.path().join("out"));
        sink.write_all(&[file("a.md", "old"), file("b.docx", "old"), file("c.xlsx", "old")]).unwrap();
        assert_eq!(sink.written().len(), 3);
        let path = |name: &str| folder.path().join("out").join(name);
        for open in ["~$b.docx", ".~lock.c.xlsx#"] {
            fs::write(path(open), b"").unwrap();
        }
        let all = [file("a.md", "new"), file("tables/t.csv", "new"), file("b.docx", "new"), file("c.xlsx", "new")];
        let error = sink.write_all(&all).unwrap_err();
        assert!(error.what().contains("b.docx, c.xlsx are open"), "{error}");
        fs::remove_file(path("~$b.docx")).unwrap();
        fs::remove_file(path(".~lock.c.xlsx#")).unwrap();
        fs::create_dir(path("d.md")).unwrap();
        assert!(sink.write_all(&[all[0].clone(), all[1].clone(), file("d.md", "new")]).is_err());
        assert_eq!(fs::read(path("a.md")).unwrap(), b"old");
        assert!(!path("tables").exists());
        assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 4);
    }

    #[test]
    fn a_file_where_a_folder_should_be_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("out"), b"").unwrap();
        assert!(write(&folder.path().join("out/report.md"), b"x").is_err());
    }
}
