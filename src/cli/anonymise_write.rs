//! Names replaced for good: transcripts, documents.csv, cases.csv and codings, in the study or in copies.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use super::anonymise::Looked;
use super::anonymise_key::keep_out_of_git;
use super::coded::many;
use super::shown::WRITTEN;
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::pseudonym::{Key, Renamed, file, rename, replace};
use crate::coding::{Finder, store};
use crate::diagnostic::{Error, Place, Result};
use crate::model::{Coding, Document};
use crate::readers;
use crate::sink::{self, Sink};
use crate::source::{self, Source, delimited};

/// Where what was there before is kept, in a folder for each time.
const ORIGINALS: &str = "private/originals";

/// A transcript whose names are replaced.
struct Rewritten {
    /// Its place in the corpus.
    place: usize,
    /// The file it is written to.
    file: String,
    bytes: Vec<u8>,
    /// Whether it differs from what is there.
    changed: bool,
}

/// Writes what has names in it with pseudonyms, into the study or into another folder.
///
/// # Errors
/// When a coding waits for its place to be accepted, a transcript would not read the same, or a file cannot be written. Nothing
/// is written then.
pub fn write(workspace: &Workspace, looked: &Looked, to: Option<&Path>, terminal: &Terminal) -> Result<()> {
    refuse(workspace, to)?;
    let rewritten = transcripts(workspace, looked, to.is_some())?;
    let moved: BTreeMap<&str, &str> = rewritten
        .iter()
        .map(|one| (workspace.corpus.documents[one.place].file.as_str(), one.file.as_str()))
        .filter(|(old, new)| old != new)
        .collect();
    let mut files: Vec<(String, Vec<u8>)> = rewritten
        .iter()
        .filter(|one| one.changed || to.is_some())
        .map(|one| (one.file.clone(), one.bytes.clone()))
        .collect();
    files.extend(tables(workspace, &moved)?);
    files.extend(codings(workspace, looked).into_iter().map(|(name, text)| (name, text.into_bytes())));
    if let Some(to) = to {
        Sink::new(to).write_all(&files)?;
        terminal.say(format!(
            "wrote {} into {}/; the study is as it was",
            many(files.len(), "file"),
            source::display_name(to)
        ));
        say_of_words(&moved, terminal);
        return Ok(());
    }
    let folder = &workspace.study.folder;
    let differs = |(name, bytes): &(String, Vec<u8>)| {
        let path = folder.join(name);
        !source::is_file(&path) || Source::open(&path).is_ok_and(|there| there.bytes() != bytes.as_slice())
    };
    files.retain(differs);
    if files.is_empty() {
        terminal.say("no name of the key is left to be replaced; nothing was written");
        return Ok(());
    }
    let kept = keep_originals(folder, &files, &moved)?;
    keep_out_of_git(folder)?;
    remember(folder, &rewritten, looked)?;
    Sink::new(folder).write_all(&files)?;
    for old in moved.keys() {
        sink::remove(&folder.join(old))?;
    }
    terminal.say(format!("wrote {}; what was there before is in {kept}/", many(files.len(), "file")));
    say_of_words(&moved, terminal);
    terminal.say(format!(
        "delete {ORIGINALS}/ when nobody needs it any more; where transcripts were committed before, git still has the names"
    ));
    Ok(())
}

fn say_of_words(moved: &BTreeMap<&str, &str>, terminal: &Terminal) {
    if !moved.is_empty() {
        let files: Vec<&str> = moved.values().copied().collect();
        terminal.say(format!("Word documents became plain text: {}", files.join(", ")));
    }
}

fn refuse(workspace: &Workspace, to: Option<&Path>) -> Result<()> {
    if workspace.pseudonyms.is_empty() {
        return Err(Error::new("the key has no pseudonyms, so there is nothing to replace")
            .in_place(Place::file(crate::study::pseudonyms::FILE))
            .hint("canvass anonymise --suggest -o private/names.xlsx lists what should be in it"));
    }
    if let Some(to) = to.filter(|to| !source::matching(to, "*").unwrap_or_default().is_empty()) {
        return Err(Error::new("this folder is not empty")
            .in_place(Place::file(source::display_name(to)))
            .hint("name another one: what is in it could hold names"));
    }
    let lost = workspace
        .noticed
        .iter()
        .filter(|one| one.message.contains("are no longer in") || one.message.contains("may have moved"));
    if !workspace.moved.is_empty() || lost.count() > 0 {
        return Err(Error::new("codings wait for their words to be found or accepted, as said above")
            .hint("canvass take --moved all accepts where they are now; after that names can be replaced"));
    }
    Ok(())
}

fn is_answer(document: &Document) -> bool {
    document.kind == readers::transcript::OPEN_ANSWER
}

/// All transcripts with their names replaced, each read again: it must say what the study shows.
fn transcripts(workspace: &Workspace, looked: &Looked, copies: bool) -> Result<Vec<Rewritten>> {
    let mut written = Vec::new();
    for (place, (document, renamed)) in workspace.corpus.documents.iter().zip(&looked.renamed).enumerate() {
        if is_answer(document) {
            continue;
        }
        let source = Source::open(&workspace.study.folder.join(&document.file))?;
        let key = workspace.pseudonyms.key(&document.file);
        let (file, bytes) = rewritten(document, renamed, &source, key, copies)?;
        let changed = file != document.file || bytes != source.bytes();
        written.push(Rewritten { place, file, bytes, changed });
    }
    Ok(written)
}

fn rewritten(
    document: &Document,
    renamed: &Renamed,
    source: &Source,
    key: &Key,
    copy: bool,
) -> Result<(String, Vec<u8>)> {
    let name = &document.file;
    let is_zipped = source.bytes().starts_with(b"PK");
    let text = if is_zipped { None } else { source.text(None).ok() };
    if let Some(decoded) = &text {
        let is_subtitles = decoded.text.contains("-->");
        let bytes = match file::rewrite(&decoded.text, is_subtitles, key) {
            same if same == decoded.text => source.bytes().to_vec(),
            other => other.into_bytes(),
        };
        if reads_as(name, &bytes, renamed) {
            return Ok((name.clone(), bytes));
        }
    } else if document.text == renamed.document.text && !copy {
        // A Word document without names stays one.
        return Ok((name.clone(), source.bytes().to_vec()));
    }
    let stem = name.rsplit_once('.').filter(|(stem, _)| !stem.ends_with('/')).map_or(name.as_str(), |(stem, _)| stem);
    let plain = format!("{stem}.txt");
    let written = [timed(&renamed.document), Some(renamed.document.text.clone())];
    for text in written.into_iter().flatten() {
        let bytes = format!("{}\n", text.trim_end()).into_bytes();
        if reads_as(&plain, &bytes, renamed) {
            return Ok((plain, bytes));
        }
    }
    Err(Error::new("with pseudonyms this transcript would not read the same")
        .in_place(Place::file(name))
        .hint("look for a pseudonym with a colon or the like in it, or save the transcript as plain text with labels (Name: words)"))
}

/// Whether a file reads as the document with its names replaced.
fn reads_as(name: &str, bytes: &[u8], renamed: &Renamed) -> bool {
    let Ok(reading) = readers::transcript::read(&Source::from_bytes(name, bytes)) else { return false };
    let (read, wanted) = (&reading.document, &renamed.document);
    let labels = |document: &Document| -> Vec<Option<String>> {
        let of = |speaker: usize| document.speakers.get(speaker).map(|speaker| speaker.label.clone());
        document.turns.iter().map(|turn| turn.speaker.and_then(of)).collect()
    };
    let places = |document: &Document| -> Vec<(usize, usize)> {
        document.turns.iter().map(|turn| (turn.start, turn.end)).collect()
    };
    read.text == wanted.text && places(read) == places(wanted) && labels(read) == labels(wanted)
}

/// The document with the time of each turn behind its label, where all have both.
fn timed(document: &Document) -> Option<String> {
    let mut text = String::with_capacity(document.text.len() + document.turns.len() * 8);
    let positions = crate::coding::positions::Positions::new(&document.text);
    for turn in &document.turns {
        let label = &document.speakers.get(turn.speaker?)?.label;
        let seconds = turn.start_time? / 1000;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let time =
            if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") };
        text.push_str(&format!("{label}   {time}\n{}\n\n", positions.slice(turn.start, turn.end)));
    }
    Some(text)
}

/// documents.csv and cases.csv, as far as they change.
fn tables(workspace: &Workspace, moved: &BTreeMap<&str, &str>) -> Result<Vec<(String, Vec<u8>)>> {
    let key = workspace.pseudonyms.key("");
    let label = |part: &str| match part.rsplit_once('=') {
        Some((name, rest)) => {
            let bare = name.trim();
            name.replacen(bare, &rename::label(bare, key), 1) + "=" + rest
        }
        None => part.to_owned(),
    };
    let documents = |column: &str, cell: &str| match column {
        "speakers" => cell.split(';').map(label).collect::<Vec<_>>().join(";"),
        "file" => moved.get(cell.trim()).map_or(cell.to_owned(), |new| (*new).to_owned()),
        _ => cell.to_owned(),
    };
    let grouping: BTreeSet<&str> = workspace.groupings.values().filter_map(|one| one.case.as_deref()).collect();
    let cases = |column: &str, cell: &str| match column {
        "case" | "group" | "respondent" | "consent" => cell.to_owned(),
        column if grouping.contains(column) => cell.to_owned(),
        _ => replace(cell, &workspace.pseudonyms).0,
    };
    let mut files = Vec::new();
    type Edit<'a> = &'a dyn Fn(&str, &str) -> String;
    for (name, edit) in [("documents.csv", &documents as Edit<'_>), ("cases.csv", &cases)] {
        let path = workspace.study.folder.join(name);
        if source::is_file(&path) {
            let source = Source::open(&path)?;
            let bytes = edited(&source, edit)?.unwrap_or_else(|| source.bytes().to_vec());
            files.push((name.to_owned(), bytes));
        }
    }
    Ok(files)
}

/// A table with cells edited; `None`: none of them changed.
fn edited(source: &Source, edit: &dyn Fn(&str, &str) -> String) -> Result<Option<Vec<u8>>> {
    let failed = || Error::new("this table could not be read").in_place(source.place());
    let text = source.text(None)?.text;
    let delimiter = delimited::delimiter(&text);
    let ending = if text.contains("\r\n") { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).terminator(ending).flexible(true).from_writer(Vec::new());
    let mut head: Vec<String> = Vec::new();
    let mut changed = false;
    for record in delimited::reader(&text, delimiter).records() {
        let record = record.map_err(|_| failed())?;
        if head.is_empty() {
            head = record.iter().map(|column| column.trim().to_lowercase()).collect();
            writer.write_record(&record).map_err(|_| failed())?;
            continue;
        }
        let cells: Vec<String> = (0..record.len())
            .map(|place| edit(head.get(place).map_or("", String::as_str), record.get(place).unwrap_or_default()))
            .collect();
        changed |= record.iter().zip(&cells).any(|(old, new)| old != new);
        writer.write_record(&cells).map_err(|_| failed())?;
    }
    let mut bytes = if text.is_ascii() { Vec::new() } else { "\u{feff}".as_bytes().to_vec() };
    bytes.extend(writer.into_inner().map_err(|_| failed())?);
    Ok(changed.then_some(bytes))
}

/// Every file of codings, each coding on the same words of the new text.
fn codings(workspace: &Workspace, looked: &Looked) -> BTreeMap<String, String> {
    let settled: HashMap<&str, &Coding> = workspace.codings.iter().map(|coding| (coding.id.as_str(), coding)).collect();
    let places: HashMap<&str, usize> =
        workspace.corpus.documents.iter().enumerate().map(|(place, document)| (document.id.as_str(), place)).collect();
    let mut finders: HashMap<usize, Finder<'_>> = HashMap::new();
    let mut carried: Vec<Coding> = Vec::with_capacity(workspace.study.codings.len());
    for coding in &workspace.study.codings {
        let place = places.get(coding.document.as_str()).copied();
        // Open answers stay as they came, and so do the codings on them.
        let Some(place) = place.filter(|place| !is_answer(&workspace.corpus.documents[*place])) else {
            carried.push(coding.clone());
            continue;
        };
        let renamed = &looked.renamed[place];
        let key = workspace.pseudonyms.key(&workspace.corpus.documents[place].file);
        carried.push(match settled.get(coding.id.as_str()) {
            Some(now) if !renamed.map.spans().is_empty() => {
                let finder = finders.entry(place).or_insert_with(|| Finder::new(&renamed.document));
                rename::carry(now, finder, &renamed.map, key)
            }
            Some(_) => Coding { memo: coding.memo.as_deref().map(|memo| key.replace(memo).0), ..coding.clone() },
            None => rename::in_words(coding, key),
        });
    }
    store::files(&carried)
}

/// Copies what will be replaced into a folder of its own below `private/`; gives its name.
fn keep_originals(folder: &Path, files: &[(String, Vec<u8>)], moved: &BTreeMap<&str, &str>) -> Result<String> {
    let kept = (1..)
        .map(|number| format!("{ORIGINALS}/{number}"))
        .find(|name| !source::is_folder(&folder.join(name)))
        .unwrap_or_else(|| ORIGINALS.to_owned());
    let names = files.iter().map(|(name, _)| name.as_str()).chain(moved.keys().copied());
    for name in names {
        let path = folder.join(name);
        if source::is_file(&path) {
            sink::write_private(&folder.join(&kept).join(name), Source::open(&path)?.bytes())?;
        }
    }
    Ok(kept)
}

/// Notes which transcripts have pseudonyms in them now.
fn remember(folder: &Path, rewritten: &[Rewritten], looked: &Looked) -> Result<()> {
    let path = folder.join(WRITTEN);
    let mut rows: BTreeMap<String, u64> = BTreeMap::new();
    if source::is_file(&path) {
        let text = Source::open(&path)?.text(None)?.text;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for record in reader.records().filter_map(std::result::Result::ok) {
            let count = record.get(1).and_then(|count| count.parse().ok()).unwrap_or(0);
            rows.insert(record.get(0).unwrap_or_default().to_owned(), count);
        }
    }
    for one in rewritten.iter().filter(|one| one.changed) {
        let count = looked.renamed[one.place].names.len() as u64;
        *rows.entry(one.file.clone()).or_default() += count;
    }
    let failed = || Error::new("the list of anonymised transcripts could not be written");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["file", "names replaced"]).map_err(|_| failed())?;
    for (file, count) in &rows {
        writer.write_record([file.as_str(), &count.to_string()]).map_err(|_| failed())?;
    }
    sink::write_private(&path, &writer.into_inner().map_err(|_| failed())?)
}
