//! What the targets share: how bytes are cut into the files that a reader wants, and what is done with a reading.

use std::io::{Cursor, Write};

use canvass::readers::survey::{self, ReadOptions, Reading};
use canvass::source::Source;

/// A line that begins with this begins another file; the rest of the line is its name.
const CUT: &str = "%%%% ";

/// Panics inside a library that a reader contains are no finding: the hook that ends the process at every panic is put off for
/// them. What gets out of a reader ends it all the same, and so does any panic of canvass itself.
pub fn contain() {
    std::panic::set_hook(Box::new(|panic| {
        let of_a_library = |file: &str| file.contains("/registry/") || file.contains("/rustc/");
        if !panic.location().is_some_and(|place| of_a_library(place.file())) {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
}

/// The files that bytes are cut into, each with its name: `%%%% name` and a newline before each.
pub fn files(data: &[u8]) -> Vec<(String, &[u8])> {
    let mut files = Vec::new();
    let mut rest = data.strip_prefix(CUT.as_bytes());
    while let Some(here) = rest {
        let end = here.iter().position(|&byte| byte == b'\n').unwrap_or(here.len());
        let name = String::from_utf8_lossy(&here[..end]).into_owned();
        let body = here.get(end + 1..).unwrap_or_default();
        let cut = find(body, format!("\n{CUT}").as_bytes());
        files.push((name, &body[..cut.unwrap_or(body.len())]));
        rest = cut.map(|cut| &body[cut + 1 + CUT.len()..]);
    }
    files
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// The files in an archive, not packed: what a fuzzer changes is then what a reader unpacks. Bytes that are no such files are
/// the archive.
pub fn archive(data: &[u8]) -> Vec<u8> {
    let files = files(data);
    if files.is_empty() {
        return data.to_vec();
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, body) in files {
        if zip.start_file(name, plain).is_ok() {
            let _ = zip.write_all(body);
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// Reads an export, and what was understood of it; then once more with what was written of it, as a person would who reviewed
/// nothing.
pub fn import(export: &Source, options: &ReadOptions) {
    let Ok(reading) = survey::read(export, options) else { return };
    let _ = survey::understood(&reading);
    again(export, options, &reading);
}

fn again(export: &Source, options: &ReadOptions, reading: &Reading) {
    let written = canvass::writers::dictionary::write(&reading.questionnaire, &reading.survey, None);
    let questionnaire = toml::from_str(&written.text).expect("the questionnaire.toml that was written can be read");
    let options = ReadOptions { questionnaire: Some(questionnaire), ..options.clone() };
    if let Ok(later) = survey::read(export, &options) {
        let _ = survey::understood(&later);
        let _ = survey::compare(&reading.questionnaire, reading, &later);
    }
}
