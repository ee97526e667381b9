//! The transcripts' half of `canvass import`: what was understood, and the guesses written for a person to fill in.

use std::path::{Component, Path, PathBuf};

use super::import::Args;
use super::import_cases::{Placed, Told};
use super::import_interviews::slug;
use super::import_study::keep;
use super::terminal::Terminal;
use super::{Outcome, added_rows, interview_guide, workspace};
use crate::diagnostic::{Diagnostic, Error, Level, Place, Result};
use crate::model::{Block, Document, Listing, ListingColumn, Report, Role, Value};
use crate::prepare::guide::Answered;
use crate::readers::transcript::{self, Talk};
use crate::sink;
use crate::source::{self, Source};
use crate::study::tables::{CASE_COLUMNS, DOCUMENT_COLUMNS, write_speakers};
use crate::study::{DocumentEntry, Study};

/// A transcript that was read.
#[derive(Default)]
struct Imported {
    document: Document,
    format: String,
    /// Its bytes, where it has to be copied into the study.
    copied: Option<Source>,
    /// The table it was taken from, which is kept in raw/.
    kept: Option<Source>,
    /// Whether documents.csv has it already.
    known: bool,
    answered: Answered,
}

/// Imports transcripts.
///
/// # Errors
/// When none of the files can be read, or a file of the study cannot be written.
pub fn import_transcripts(files: &[PathBuf], args: &Args, terminal: &Terminal) -> Result<Outcome> {
    import_of_cases(files, &Told::default(), args, terminal)
}

/// The same where another program says whose they are.
///
/// # Errors
/// As [`import_transcripts`].
pub fn import_of_cases(files: &[PathBuf], told: &Told<'_>, args: &Args, terminal: &Terminal) -> Result<Outcome> {
    let study = match workspace::study_folder(&args.study) {
        Ok(folder) => Some(Study::load(&folder)?),
        Err(error) if args.study.study.is_some() => return Err(error),
        Err(_) => None,
    };
    let mut noticed = Vec::new();
    let mut imported: Vec<Imported> = Vec::new();
    let mut failed = Vec::new();
    let mut placed = Placed::default();
    for file in files {
        match read(file, study.as_ref(), &imported, args, &mut noticed) {
            Ok(mut read) => {
                read.iter_mut().filter(|one| !one.known).for_each(|one| placed.place(told, file, &mut one.document));
                imported.extend(read);
            }
            Err(error) => failed.push(error),
        }
    }
    if imported.is_empty() {
        let last = failed.pop();
        terminal.noticed(&failed.into_iter().map(Diagnostic::from).collect::<Vec<_>>());
        return Err(last.unwrap_or_else(|| Error::new("no transcript was named")));
    }
    terminal.put(&page(&imported, study.as_ref()), &args.output)?;
    let outcome = if failed.is_empty() { Outcome::Fine } else { Outcome::Found };
    noticed.extend(failed.into_iter().map(Diagnostic::from));
    match &study {
        None => {
            terminal.noticed(&noticed);
            terminal.next(if imported.iter().any(|read| read.kept.is_some()) {
                "canvass init our-study; go there, and: canvass import with this file again, which is kept in raw/"
            } else {
                "canvass init our-study; put the transcripts into our-study/transcripts, go there, and: canvass import transcripts/*"
            });
        }
        Some(study) => {
            noticed.extend(not_found(&imported, study));
            noticed.extend(placed.not_placed());
            terminal.noticed(&noticed);
            if args.dry_run {
                terminal.say("nothing was written (--dry-run)");
            } else {
                write_into(study, &imported, &placed, terminal)?;
            }
        }
    }
    Ok(outcome)
}

fn read(
    file: &Path,
    study: Option<&Study>,
    before: &[Imported],
    args: &Args,
    noticed: &mut Vec<Diagnostic>,
) -> Result<Vec<Imported>> {
    let opened = Source::open(file)?;
    if let Some(found) = transcript::side_by_side(&opened)? {
        noticed.extend(found.noticed);
        let at_home = study.map(|study| inside(&study.folder, file)).transpose()?.flatten();
        if at_home.is_some_and(|name| name.starts_with("transcripts/")) {
            return Err(Error::new("this file holds several languages side by side, and each has to be a transcript of its own")
                .in_place(opened.place())
                .hint("move the file out of transcripts/ and import it from there: it is kept in raw/, and a text of each language is written"));
        }
        return several_languages(&opened, &found.talks, study, before, noticed);
    }
    let reading = transcript::read(&opened)?;
    noticed.extend(reading.noticed.into_iter().map(aloud));
    let mut document = reading.document;
    let home = study.map(|study| inside(&study.folder, file)).transpose()?.flatten();
    let at_home = home.is_some_and(|name| name.starts_with("transcripts/"));
    if is_prose(&document) && !at_home && args.kind.is_none() {
        return Err(Error::new("nobody is named as speaking here and no times stand in it, so this may not be a transcript")
            .in_place(opened.place())
            .hint(format!(
                "if it is one, or notes or a story to be coded: canvass import {} --as transcript; if it is an interview, begin each turn with who speaks and a colon",
                source::display_name(file)
            )));
    }
    let Some(study) = study else {
        return Ok(vec![Imported { document, format: reading.format, ..Imported::default() }]);
    };
    let inside = inside(&study.folder, file)?;
    let copied = inside.is_none().then(|| opened.clone());
    document.file = inside.unwrap_or_else(|| format!("transcripts/{}", opened.file_name()));
    let entry = study.documents.iter().find(|entry| entry.file == document.file);
    match entry {
        Some(entry) => describe(&mut document, entry),
        None => name_new(&mut document, study, &[before], noticed),
    }
    let answered = interview_guide::answered(&document, entry, study);
    Ok(vec![Imported {
        document,
        format: reading.format,
        copied,
        known: entry.is_some(),
        answered,
        ..Imported::default()
    }])
}

/// Talks of a table of languages: a plain text of each language, translations linked with their original.
fn several_languages(
    opened: &Source,
    talks: &[Talk],
    study: Option<&Study>,
    before: &[Imported],
    noticed: &mut Vec<Diagnostic>,
) -> Result<Vec<Imported>> {
    let mut made: Vec<Imported> = Vec::new();
    for talk in talks {
        let stem =
            [Some(opened.stem()), talk.name.as_deref()].into_iter().flatten().map(slug).collect::<Vec<_>>().join("-");
        let mut original: Option<String> = None;
        for version in &talk.versions {
            let mut name = stem.clone();
            if original.is_some() {
                name = format!("{stem}-{}", version.language.as_deref().unwrap_or("translation"));
                let taken =
                    made.iter().filter(|one| one.document.file.starts_with(&format!("transcripts/{name}"))).count();
                name.push_str(&if taken == 0 { String::new() } else { format!("-{}", taken + 1) });
            }
            let text = Source::from_bytes(format!("transcripts/{name}.txt"), version.text.as_str());
            let reading = transcript::read(&text).map_err(|error| error.in_place(opened.place()))?;
            noticed.extend(reading.noticed.into_iter().map(aloud));
            let mut document = reading.document;
            document.language.clone_from(&version.language);
            let entry = study.and_then(|study| study.documents.iter().find(|entry| entry.file == document.file));
            match (study, entry) {
                (_, Some(entry)) => describe(&mut document, entry),
                (Some(study), None) => name_new(&mut document, study, &[before, &made], noticed),
                (None, None) => {}
            }
            if let Some(original) = &original {
                document.translation_of = Some(original.clone());
                // Whoever speaks in a translation is who speaks in the original.
                document.speakers.iter_mut().for_each(|speaker| speaker.case = None);
            }
            original.get_or_insert_with(|| document.id.clone());
            made.push(Imported {
                format: document
                    .translation_of
                    .as_ref()
                    .map_or("side by side".to_owned(), |id| format!("translation of {id}")),
                answered: study.map(|study| interview_guide::answered(&document, entry, study)).unwrap_or_default(),
                copied: study.is_some().then_some(text),
                kept: Some(opened.clone()),
                known: entry.is_some(),
                document,
            });
        }
    }
    Ok(made)
}

/// Whether a document says nowhere who speaks or when.
fn is_prose(document: &Document) -> bool {
    document.speakers.is_empty() && document.turns.iter().all(|turn| turn.start_time.is_none())
}

/// A guessed encoding is worth a look once, when a transcript comes in.
fn aloud(noticed: Diagnostic) -> Diagnostic {
    let level = if noticed.message.starts_with("not UTF-8") { Level::Warning } else { noticed.level };
    Diagnostic { level, ..noticed }
}

/// The path of a file from the study's folder, where it lies in it.
fn inside(folder: &Path, file: &Path) -> Result<Option<String>> {
    let whole = |path: &Path| {
        std::path::absolute(path)
            .map(|path| without_dots(&path))
            .map_err(|error| Error::new(format!("the current folder cannot be read: {error}")))
    };
    Ok(whole(file)?.strip_prefix(whole(folder)?).ok().map(source::display_name))
}

fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// What a person wrote in documents.csv holds.
fn describe(document: &mut Document, entry: &DocumentEntry) {
    document.id.clone_from(&entry.document);
    for speaker in &mut document.speakers {
        if let Some(written) = entry.speakers.iter().find(|written| written.label == speaker.label) {
            speaker.clone_from(written);
        }
    }
}

/// Names a new document so that no other has the name, and gives its participants cases.
fn name_new(document: &mut Document, study: &Study, before: &[&[Imported]], noticed: &mut Vec<Diagnostic>) {
    let taken = |id: &str| {
        let listed = study.documents.iter().any(|entry| entry.document == id);
        listed || before.iter().copied().flatten().any(|other| other.document.id == id)
    };
    if taken(&document.id) {
        let stem = document.id.clone();
        let ending = document.file.rsplit('.').next().unwrap_or("2").to_lowercase();
        let numbered = (2..).map(|number: u32| format!("{stem}-{ending}-{number}"));
        let free = std::iter::once(format!("{stem}-{ending}")).chain(numbered).find(|id| !taken(id));
        document.id = free.unwrap_or(stem.clone());
        noticed.push(
            Diagnostic::warning(format!("there is a document “{stem}” already; this one was named “{}”", document.id))
                .in_place(Place::file(&document.file))
                .hint("if both are one interview, keep one of the two files"),
        );
    }
    let several = document.speakers.iter().filter(|speaker| speaker.role == Role::Participant).count() > 1;
    let participants = document.speakers.iter_mut().filter(|speaker| speaker.role == Role::Participant);
    for (index, speaker) in participants.enumerate() {
        // Names of people make no names of cases: those stand in outputs.
        let case = if several { format!("{}-p{}", document.id, index + 1) } else { document.id.clone() };
        speaker.case = Some(case);
    }
}

/// The page: a row a transcript, and from which turn each question is answered.
fn page(imported: &[Imported], study: Option<&Study>) -> Report {
    let columns = vec![
        ListingColumn::words("Document"),
        ListingColumn::words("Format"),
        ListingColumn::figures("Turns"),
        ListingColumn::figures("Words"),
        ListingColumn::wide("Who speaks"),
    ];
    let rows = imported.iter().map(|read| {
        let document = &read.document;
        let words: usize = document.spoken().map(|(_, words)| words.split_whitespace().count()).sum();
        vec![
            document.id.as_str().into(),
            read.format.as_str().into(),
            document.turns.len().into(),
            words.into(),
            speakers(document).into(),
        ]
    });
    let with_guide = study.filter(|study| !study.file.guide.is_empty());
    let listing = Listing {
        id: "transcripts".into(),
        title: "Transcripts: what was understood".into(),
        rows: rows.collect(),
        columns,
        notes: notes(study, with_guide.is_some()),
    };
    let mut blocks = vec![Block::listing(listing)];
    blocks.extend(with_guide.map(|study| Block::listing(questions(imported, study))));
    Report { title: "Transcripts".into(), language: "en-GB".into(), blocks, ..Report::default() }
}

/// From which turn each question of the guide is answered.
fn questions(imported: &[Imported], study: &Study) -> Listing {
    let ids = || study.file.guide.iter().map(|item| item.id.as_str());
    let cell = |read: &Imported, id: &str| -> Value {
        match (read.answered.opened.iter().find(|(opened, _)| opened == id), read.answered.asked.get(id)) {
            (Some((_, turn)), _) => Value::Count(u64::from(*turn)),
            (None, Some(false)) => "not asked".into(),
            (None, _) => "not found".into(),
        }
    };
    Listing {
        id: "questions".into(),
        title: "The turn in which each question is put".into(),
        columns: std::iter::once(ListingColumn::words("Document")).chain(ids().map(ListingColumn::figures)).collect(),
        rows: imported
            .iter()
            .map(|read| {
                let first = std::iter::once(Value::from(read.document.id.as_str()));
                first.chain(ids().map(|id| cell(read, id))).collect()
            })
            .collect(),
        notes: vec![
            "Found by the cues of [[guide]] in what the interviewer says. Correct them in documents.csv: “questions” (4 = support; 9 = -) and “not_asked”.".to_owned(),
        ],
    }
}

fn notes(study: Option<&Study>, guide: bool) -> Vec<String> {
    let mut notes = vec![
        "Roles are guesses: who asks is the interviewer. Correct them in documents.csv, column “speakers”.".to_owned(),
    ];
    match study {
        None => notes.truncate(0),
        Some(_) if !guide => {
            notes.push("study.toml has no [[guide]], so nobody knows which question a turn answers.".to_owned());
        }
        Some(_) => {}
    }
    notes
}

fn speakers(document: &Document) -> String {
    let written: Vec<String> = document
        .speakers
        .iter()
        .map(|speaker| match &speaker.case {
            Some(case) if *case != document.id => format!("{} ({}, {case})", speaker.label, speaker.role.word()),
            _ => format!("{} ({})", speaker.label, speaker.role.word()),
        })
        .collect();
    if written.is_empty() { "nobody is named".into() } else { written.join(", ") }
}

/// What to do about questions that were not found.
fn not_found(imported: &[Imported], study: &Study) -> Vec<Diagnostic> {
    let guide = interview_guide::items(&study.file);
    let mut noticed = Vec::new();
    // The cues of the guide are in one language.
    for read in imported.iter().filter(|read| read.document.translation_of.is_none()) {
        let group = interview_guide::group_of(&read.document, &study.cases);
        let missing = read.answered.not_found(&guide, group);
        if !missing.is_empty() {
            noticed.push(
                Diagnostic::warning(format!("not found among what the interviewer asks: {}", missing.join(", ")))
                    .in_place(Place::file(&read.document.file))
                    .hint(format!(
                        "if it was not put, write {} into “not_asked” of its row in documents.csv; if it was, the number of the turn into “questions”: 9 = {}",
                        missing.join("; "),
                        missing[0]
                    )),
            );
        }
    }
    noticed
}

/// Copies files from elsewhere, and adds what is new to documents.csv and cases.csv.
fn write_into(study: &Study, imported: &[Imported], placed: &Placed<'_>, terminal: &Terminal) -> Result<()> {
    for read in imported {
        if let Some(table) = &read.kept {
            keep(study, table, terminal)?;
        }
        let Some(opened) = &read.copied else { continue };
        let copy = study.folder.join(&read.document.file);
        if source::is_file(&copy) {
            if Source::open(&copy)?.bytes() != opened.bytes() {
                return Err(Error::new(format!("{} is there already and is another file", read.document.file))
                    .in_place(opened.place())
                    .hint("give the new transcript another name and import it again"));
            }
            continue;
        }
        sink::write_new(&copy, opened.bytes())?;
        terminal.say(match read.kept {
            Some(_) => format!("wrote {}", read.document.file),
            None => format!("copied {} to {}", opened.name(), read.document.file),
        });
    }
    let documents: Vec<Vec<(&str, String)>> = imported.iter().filter(|read| !read.known).map(document_row).collect();
    let mut cases: Vec<Vec<(&str, String)>> = Vec::new();
    let new = imported.iter().filter(|read| !read.known).flat_map(|read| &read.document.speakers);
    for case in new.filter_map(|speaker| speaker.case.as_ref()) {
        let row = placed.row(case);
        if !study.cases.iter().any(|known| known.id == *case) && !cases.contains(&row) {
            cases.push(row);
        }
    }
    let (new_documents, new_cases) = (documents.len(), cases.len());
    added_rows::add(&study.folder, "documents.csv", &DOCUMENT_COLUMNS, documents)?;
    let own = cases.iter().flatten().map(|(column, _)| *column).filter(|column| !CASE_COLUMNS.contains(column));
    let mut columns = CASE_COLUMNS.to_vec();
    for column in own {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    added_rows::add(&study.folder, "cases.csv", &columns, cases)?;
    say_what_was_written(study, new_documents, new_cases, terminal)
}

fn document_row(read: &Imported) -> Vec<(&'static str, String)> {
    let document = &read.document;
    vec![
        ("document", document.id.clone()),
        ("file", document.file.clone()),
        ("activity", "interviews".to_owned()),
        ("kind", document.kind.clone()),
        ("language", document.language.clone().unwrap_or_default()),
        ("translation_of", document.translation_of.clone().unwrap_or_default()),
        ("speakers", write_speakers(&document.speakers)),
    ]
}

fn say_what_was_written(study: &Study, documents: usize, cases: usize, terminal: &Terminal) -> Result<()> {
    if documents + cases == 0 {
        terminal.say("documents.csv and cases.csv have all of them already; nothing was written");
    } else {
        terminal.say(format!("wrote {} to documents.csv, {} to cases.csv", rows(documents), rows(cases)));
    }
    if study.file.interviews.is_none() {
        let path = study.folder.join("study.toml");
        let text = Source::open(&path)?.text(None)?.text;
        let section = "\n[interviews]\ntranscripts = \"transcripts/*\"\ncodebook = \"codebook.toml\"\ncount = \"person\"                  # person | organisation | document: what a number of people counts\n";
        sink::write(&path, format!("{}\n{section}", text.trim_end()).as_bytes())?;
        terminal.say("wrote [interviews] into study.toml");
    }
    let guide =
        if study.file.guide.is_empty() { "add the interview questions to study.toml ([[guide]]), " } else { "" };
    terminal.next(format!(
        "{guide}fill in group and consent in cases.csv, check the speakers in documents.csv, then: canvass check, canvass code"
    ));
    Ok(())
}

fn rows(count: usize) -> String {
    if count == 1 { "1 row".into() } else { format!("{count} rows") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_the_study_is_named_from_there_and_one_outside_is_not() {
        let folder = Path::new("some/study");
        assert_eq!(
            inside(folder, Path::new("some/study/transcripts/a.txt")).unwrap().as_deref(),
            Some("transcripts/a.txt")
        );
        assert_eq!(
            inside(folder, Path::new("some/study/x/../transcripts/a.txt")).unwrap().as_deref(),
            Some("transcripts/a.txt")
        );
        assert_eq!(inside(folder, Path::new("some/a.txt")).unwrap(), None);
        assert_eq!(inside(Path::new("."), Path::new("a.txt")).unwrap().as_deref(), Some("a.txt"));
    }
}
