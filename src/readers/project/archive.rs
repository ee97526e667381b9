//! The parts of a project: a zip folder that is not trusted. Nothing is unpacked to disk, and names are only ever looked up.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use crate::diagnostic::{Error, Result};

/// The most files inside a project.
const MOST_PARTS: usize = 100_000;
/// The most that one part may unpack to, in bytes.
const LARGEST_PART: u64 = 256 << 20;
/// The most that all parts that are read may unpack to.
const MOST: u64 = 1 << 30;

/// An opened project.
pub struct Archive<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    /// The place of each part by its name in small letters: programs write `Project.qde` and `Sources/` as well.
    places: HashMap<String, usize>,
    /// The folder in which project.qde lies, where the project was zipped with its folder.
    folder: String,
    unpacked: u64,
}

impl<'a> Archive<'a> {
    /// Opens a project.
    ///
    /// # Errors
    /// When it is damaged or has too many parts.
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| Error::new("this project is damaged or only half downloaded").hint("download it again"))?;
        if archive.len() > MOST_PARTS {
            return Err(Error::new("this project has more than 100,000 files inside").hint("export it in parts"));
        }
        let mut places = HashMap::new();
        for place in 0..archive.len() {
            if let Some(name) = archive.name_for_index(place).and_then(std::result::Result::ok) {
                places.entry(plain(&name)).or_insert(place);
            }
        }
        Ok(Self { archive, places, folder: String::new(), unpacked: 0 })
    }

    /// The text of project.qde.
    ///
    /// # Errors
    /// When it is not there or cannot be unpacked.
    pub fn project(&mut self) -> Result<String> {
        let inside = |name: &&String| name.ends_with(".qde");
        let first = self.places.keys().filter(inside).min_by_key(|name| (name.len(), (*name).clone())).cloned();
        let name = if self.places.contains_key("project.qde") { Some("project.qde".to_owned()) } else { first };
        self.folder = name
            .as_deref()
            .and_then(|name| Some(name.rsplit_once('/')?.0))
            .map_or_else(String::new, |folder| format!("{folder}/"));
        let bytes = name.map(|name| self.part(&name)).transpose()?.flatten().ok_or_else(|| {
            Error::new("this zip folder is no project: project.qde is missing")
                .hint("export the project as REFI-QDA (.qdpx)")
        })?;
        Ok(decoded(&bytes))
    }

    /// A source that the project names: `internal://GUID.txt`, or its bare name; none where it is not there or lies outside.
    ///
    /// # Errors
    /// When it cannot be unpacked or is over a limit.
    pub fn source(&mut self, path: &str) -> Result<Option<String>> {
        if leads_out(path) {
            return Ok(None);
        }
        let inside = plain(path.strip_prefix("internal://").unwrap_or(path));
        let inside = inside.strip_prefix("sources/").unwrap_or(&inside);
        let name = format!("{}sources/{inside}", self.folder);
        Ok(self.part(&name)?.map(|bytes| decoded(&bytes)))
    }

    fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(&place) = self.places.get(name) else { return Ok(None) };
        let broken = |_| Error::new(format!("a part of this project cannot be unpacked: {name}"));
        let file = self.archive.by_index(place).map_err(broken)?;
        let mut bytes = Vec::new();
        // What the archive says of its own size is not trusted.
        file.take(LARGEST_PART + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| Error::new(format!("a part of this project cannot be unpacked: {name}")))?;
        self.unpacked += bytes.len() as u64;
        if bytes.len() as u64 > LARGEST_PART || self.unpacked > MOST {
            return Err(Error::new("this project unpacks to more than is read (256 MB a part, 1 GB in all)")
                .hint("export it in parts"));
        }
        Ok(Some(bytes))
    }
}

/// Whether a path names a file that is not inside the project: on somebody's disk, or above the folder of sources.
pub fn leads_out(path: &str) -> bool {
    let path = path.replace('\\', "/");
    let lower = path.to_lowercase();
    let elsewhere = ["absolute:", "relative:", "file:", "http:", "https:"];
    elsewhere.iter().any(|start| lower.starts_with(start))
        || path.split('/').any(|part| part == "..")
        || (path.starts_with('/') && !path.starts_with("//"))
        || path.as_bytes().get(1) == Some(&b':')
}

/// A name in small letters with forward slashes and without a start that means nothing.
fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches(['/', '.']).to_lowercase()
}

/// Text in UTF-8 or in UTF-16 that says so; what is neither is read as far as it goes.
pub fn decoded(bytes: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) if encoding != encoding_rs::UTF_8 => encoding.decode(bytes).0.into_owned(),
        // The mark at the start stays: some programs count it.
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_no_zip_or_has_no_project_is_refused_in_words() {
        assert!(Archive::open(b"PK").is_err());
        let bytes = zip(&[("a.txt", "x")]);
        let error = Archive::open(&bytes).unwrap().project().unwrap_err();
        assert!(error.to_string().contains("project.qde is missing"));
    }

    #[test]
    fn names_are_found_whatever_their_case_and_paths_lead_nowhere_else() {
        let bytes =
            zip(&[("Project.qde", "<x/>"), ("Sources/AB.txt", "words"), ("../evil.txt", "no"), ("secret.txt", "no")]);
        let mut archive = Archive::open(&bytes).unwrap();
        assert_eq!(archive.project().unwrap(), "<x/>");
        assert_eq!(archive.source("internal://ab.TXT").unwrap().as_deref(), Some("words"));
        assert_eq!(archive.source("AB.txt").unwrap().as_deref(), Some("words"));
        for path in ["../secret.txt", "internal://../secret.txt", "relative:///secret.txt", "", "/etc/passwd"] {
            assert_eq!(archive.source(path).unwrap(), None, "{path}");
        }
    }
}
