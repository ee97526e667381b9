//! Opens a named stream and decodes it. The only reader of files in the crate.
//!
//! A [`Source`] is bytes with a name; readers never see a path. Text is decoded by [`Source::text`], or piece by piece by
//! [`Source::stream`]: byte order mark first, then strict UTF-8, then a guess, which is said.

mod decode;
pub mod delimited;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

pub use decode::{Decision, Stream};

use crate::diagnostic::{Diagnostic, Error, Place, Result};

/// The most that is read of one file, in bytes. Everything that canvass reads whole stays far below.
const LARGEST_FILE: u64 = 2 << 30;
/// The most that is read of a text, which is read piece by piece.
const LARGEST_TEXT: u64 = 64 << 30;
/// A file up to this size is read when it is opened; of a larger one so much is, and the rest when it is asked for.
const HEAD: u64 = 1 << 20;

/// A named input.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Whole(Arc<Vec<u8>>),
    File(Arc<File>),
}

/// A file that is read when it is needed.
#[derive(Debug)]
struct File {
    path: PathBuf,
    length: u64,
    head: Vec<u8>,
    whole: OnceLock<Vec<u8>>,
}

/// Text out of a source, with line ends as they were (a record parser needs them) and without a byte order mark.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// The encoding by its usual name: `UTF-8`, `UTF-16LE`, `windows-1252`.
    pub encoding: String,
    /// What was noticed: a guessed encoding and the line that forced the guess, or bytes that could not be decoded.
    pub noticed: Vec<Diagnostic>,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is not there, is a folder, cannot be read, or is larger than 2 GiB.
    pub fn open(path: &Path) -> Result<Self> {
        let name = display_name(path);
        let fail = |what: String| Error::new(what).in_place(Place::file(&name));
        let metadata = fs::metadata(path).map_err(|error| could_not_read(&name, &error))?;
        if metadata.is_dir() {
            return Err(fail("this is a folder, not a file".into())
                .hint("name the file inside it, or use a pattern such as transcripts/*"));
        }
        let mut file = fs::File::open(path).map_err(|error| could_not_read(&name, &error))?;
        let mut head = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut head).map_err(|error| could_not_read(&name, &error))?;
        let length = metadata.len();
        if length <= HEAD {
            // What is no plain file (a pipe) says nothing of its length.
            file.take(LARGEST_FILE).read_to_end(&mut head).map_err(|error| could_not_read(&name, &error))?;
            if head.len() as u64 >= LARGEST_FILE {
                return Err(fail("this file is larger than 2 GiB".into()).hint("export it in parts"));
            }
            return Ok(Self { name, content: Content::Whole(Arc::new(head)) });
        }
        let is_text = memchr::memchr(0, &head).is_none();
        if length > if is_text { LARGEST_TEXT } else { LARGEST_FILE } {
            return Err(fail("this file is larger than 2 GiB".into()).hint("export it in parts"));
        }
        let file = File { path: path.to_path_buf(), length, head, whole: OnceLock::new() };
        Ok(Self { name, content: Content::File(Arc::new(file)) })
    }

    /// Reads standard input.
    ///
    /// # Errors
    /// When it cannot be read or is larger than 2 GiB.
    pub fn stdin() -> Result<Self> {
        let name = "standard input".to_owned();
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(LARGEST_FILE + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| could_not_read(&name, &error))?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(Error::new("standard input is larger than 2 GiB"));
        }
        Ok(Self::from_bytes(name, bytes))
    }

    /// Bytes that are at hand already: part of an archive, or a test's.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), content: Content::Whole(Arc::new(bytes.into())) }
    }

    /// The same under another name.
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The name as the person gave it, with forward slashes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The last part of the name.
    pub fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// The file name without its ending.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// The ending in lower case without its dot; empty where there is none.
    pub fn ending(&self) -> String {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => name[dot + 1..].to_lowercase(),
            _ => String::new(),
        }
    }

    /// All bytes, at most 2 GiB. A file whose bytes can be read no longer, although its head could, has none.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Whole(bytes) => bytes,
            Content::File(file) => file.whole.get_or_init(|| {
                let mut bytes = Vec::with_capacity(usize::try_from(file.length.min(LARGEST_FILE)).unwrap_or(0));
                let read = fs::File::open(&file.path).and_then(|file| file.take(LARGEST_FILE).read_to_end(&mut bytes));
                if read.is_ok() { bytes } else { Vec::new() }
            }),
        }
    }

    /// The first bytes: all of a small source, a mebibyte of a large one.
    pub fn head(&self) -> &[u8] {
        match &self.content {
            Content::Whole(bytes) => &bytes[..bytes.len().min(1 << 20)],
            Content::File(file) => &file.head,
        }
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        match &self.content {
            Content::Whole(bytes) => bytes.len() as u64,
            Content::File(file) => file.length,
        }
    }

    /// All bytes from the first, one after another.
    ///
    /// # Errors
    /// When the file can no longer be opened.
    pub fn reader(&self) -> Result<Box<dyn Read + Send + '_>> {
        match &self.content {
            Content::Whole(bytes) => Ok(Box::new(bytes.as_slice())),
            Content::File(file) => {
                let opened = fs::File::open(&file.path).map_err(|error| could_not_read(&self.name, &error))?;
                Ok(Box::new(opened.take(LARGEST_TEXT)))
            }
        }
    }

    /// The file itself, for what reads here and there in it; nothing for bytes that are at hand already.
    ///
    /// # Errors
    /// When it can no longer be opened.
    pub fn file(&self) -> Result<Option<fs::File>> {
        match &self.content {
            Content::Whole(_) => Ok(None),
            Content::File(file) => {
                fs::File::open(&file.path).map(Some).map_err(|error| could_not_read(&self.name, &error))
            }
        }
    }

    /// The place that messages about this source as a whole point to.
    pub fn place(&self) -> Place {
        Place::file(&self.name)
    }

    /// A place in this source.
    pub fn line(&self, line: u64) -> Place {
        Place::line(&self.name, line)
    }
}

/// Line ends as one newline, whatever system wrote them.
pub fn unix_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The files that a pattern such as `transcripts/*` or `raw/*.csv` names below a folder, in the order of their names.
///
/// A pattern is a path whose last part may hold `*`; hidden files and temporary files of office programs
/// (`~$name.docx`) are left out. A path without `*` names itself if it is there.
///
/// # Errors
/// When the folder of the pattern is not there or cannot be read.
pub fn matching(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>> {
    let whole = folder.join(pattern);
    let last = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if !last.contains('*') {
        return Ok(if whole.is_file() { vec![whole] } else { Vec::new() });
    }
    let parent = whole.parent().unwrap_or(folder);
    let entries = fs::read_dir(parent).map_err(|error| could_not_read(&display_name(parent), &error))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| could_not_read(&display_name(parent), &error))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_file() && !name.starts_with('.') && !name.starts_with("~$") && wildcard(&last, &name) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The files in the folder of a file, itself apart, in the order of their names; none where the folder cannot be read, and
/// none where it holds so many that it is no folder of a survey.
pub fn beside(path: &Path) -> Vec<PathBuf> {
    const MOST: usize = 2_000;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(own) = path.file_name() else { return Vec::new() };
    let pattern = folder.join("*");
    match matching(Path::new(""), &pattern.to_string_lossy()) {
        Ok(found) if found.len() <= MOST => found.into_iter().filter(|other| other.file_name() != Some(own)).collect(),
        _ => Vec::new(),
    }
}

/// Whether there is a file at this path.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether there is a folder at this path.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// The folders directly below a folder, in the order of their names; none where the folder is not there.
pub fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// The path as people write it: forward slashes on every system.
pub fn display_name(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn could_not_read(name: &str, error: &std::io::Error) -> Error {
    use std::io::ErrorKind;
    let (what, hint) = match error.kind() {
        ErrorKind::NotFound => ("there is no such file", "check the spelling and the folder you are in"),
        ErrorKind::PermissionDenied => {
            ("this file may not be read", "is it open in another program, or somebody else's?")
        }
        _ => return Error::new(format!("could not be read: {error}")).in_place(Place::file(name)),
    };
    Error::new(what).in_place(Place::file(name)).hint(hint)
}

fn wildcard(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (index, part) in parts.iter().enumerate() {
        if index + 1 == parts.len() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(position) => rest = &rest[position + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_text() {
        let decoded = Source::from_bytes("a.csv", b"\xef\xbb\xbfID".to_vec()).text(None).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.encoding.as_str()), ("ID", "UTF-8"));
    }

    #[test]
    fn utf_16_is_found_with_and_without_its_mark() {
        for bytes in [&b"\xff\xfeI\0D\0a\0b\0"[..], &b"I\0D\0a\0b\0"[..]] {
            let decoded = Source::from_bytes("a.csv", bytes).text(None).unwrap();
            assert_eq!(decoded.text, "IDab");
            assert_eq!(decoded.encoding, "UTF-16LE");
        }
    }

    #[test]
    fn windows_1252_is_guessed_and_the_line_is_said() {
        let decoded = Source::from_bytes("a.txt", b"one\ncaf\xe9 \x93quoted\x94\n".to_vec()).text(None).unwrap();
        assert_eq!(decoded.text, "one\ncafé “quoted”\n");
        assert_eq!(decoded.noticed[0].place.as_ref().unwrap().line, Some(2));
    }

    #[test]
    fn a_pound_sign_stays_one_and_polish_stays_polish() {
        let english = b"Each got a \xa312 voucher \x96 and \x93thanks\x94, at the caf\xe9.\n".to_vec();
        assert_eq!(
            Source::from_bytes("a.txt", english).text(None).unwrap().text,
            "Each got a £12 voucher – and “thanks”, at the café.\n"
        );
        let polish =
            b"\xa3ukasz pyta, czy \xb3\xf3d\x9f jest du\xbfa, bo p\xb3ynie po jeziorze wolno i d\xb3ugo.\n".to_vec();
        assert!(Source::from_bytes("a.txt", polish).text(None).unwrap().text.starts_with("Łukasz"));
    }

    #[test]
    fn a_picture_is_not_text() {
        assert!(Source::from_bytes("a.csv", b"\x89PNG\0\0\0\x01".to_vec()).text(None).is_err());
    }

    #[test]
    fn wildcards_match_whole_names() {
        assert!(wildcard("*", "a.txt") && wildcard("*.csv", "a.csv") && wildcard("v*-*.txt", "v1-2.txt"));
        assert!(!wildcard("*.csv", "a.csv.bak") && !wildcard("b*", "a"));
    }
}
