//! The parts of a package (.xlsx, .ods): a zip folder that is not trusted.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::result::ZipError;

use super::fault::Fault;
use super::markup::Markup;

/// The most files inside a workbook.
const MOST_PARTS: usize = 10_000;
/// The most that one part may unpack to, in bytes.
const LARGEST_PART: u64 = 512 << 20;

/// An opened package.
pub struct Package<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    /// The place of each part by its name in small letters with forward slashes: not every program writes them alike.
    places: HashMap<String, usize>,
}

/// A part as it is unpacked: never more than its package says of it.
pub struct Part<'p, 'a> {
    file: zip::read::ZipFile<'p, Cursor<&'a [u8]>>,
    left: u64,
}

impl Read for Part<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| std::io::Error::other("unpacks to more than the package says"))?;
        Ok(read)
    }
}

impl<'a> Package<'a> {
    /// Opens a package.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
        if archive.len() > MOST_PARTS {
            return Err(Fault::ManyParts);
        }
        let mut places = HashMap::new();
        for place in 0..archive.len() {
            if let Some(name) = archive.name_for_index(place).and_then(Result::ok) {
                places.entry(plain(&name)).or_insert(place);
            }
        }
        Ok(Self { archive, places })
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(&plain(name))
    }

    /// Whether any part has a name with one of these endings.
    pub fn has_ending(&self, endings: &[&str]) -> bool {
        self.archive.file_names().flatten().any(|name| endings.iter().any(|ending| name.ends_with(ending)))
    }

    /// Whether a part begins with these bytes.
    pub fn begins_with(&mut self, name: &str, start: &[u8]) -> bool {
        let mut found = vec![0; start.len()];
        let read = self.part(name).ok().flatten().map(|mut part| part.read_exact(&mut found));
        matches!(read, Some(Ok(()))) && found == start
    }

    /// A part, to be read as XML; none where there is no part of this name.
    pub fn markup(&mut self, name: &str) -> Result<Option<Markup<Part<'_, 'a>>>, Fault> {
        Ok(self.part(name)?.map(Markup::new))
    }

    /// A part; none where there is no part of this name.
    pub fn part(&mut self, name: &str) -> Result<Option<Part<'_, 'a>>, Fault> {
        let Some(&place) = self.places.get(&plain(name)) else { return Ok(None) };
        let file = self.archive.by_index(place).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Fault::Locked,
            ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => Fault::Packing,
            _ => Fault::Damaged,
        })?;
        let left = file.size();
        if left > LARGEST_PART {
            return Err(Fault::LargePart);
        }
        Ok(Some(Part { file, left }))
    }
}

fn plain(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}
