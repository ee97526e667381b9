//! Whatever a file holds, reading it ends in a reading or in an error: no reader panics, overflows or runs on without an end.
//!
//! Every fixture and every sample is bitten into at places that a fixed sequence of numbers names, and given to every reader.
//! Files that once did harm lie in tests/fixtures/regressions.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use canvass::readers::{coding, survey, transcript};
use canvass::source::Source;
use proptest::prelude::*;

/// Larger files are left out: what they would show, the small ones do.
const LARGEST: usize = 12_000;
/// How often each file is bitten into; CANVASS_BITES says otherwise.
const BITES: u64 = 1;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % most.max(1)
    }
}

/// The bytes with a few bytes changed, a piece taken out, doubled or put elsewhere, a number blown up, or the end missing.
fn bitten(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bitten = bytes.to_vec();
    for _ in 0..=numbers.below(3) {
        let (at, other) = (numbers.below(bitten.len()), numbers.below(bitten.len()));
        let (start, end) = (at.min(other), at.max(other));
        let piece: Vec<u8> = bitten[start..end.min(start + 200)].to_vec();
        match numbers.below(7) {
            0 => bitten.truncate(at),
            1 => drop(bitten.drain(start..end.min(start + 200))),
            2 => drop(bitten.splice(at..at, piece)),
            3 => {
                const ODD: [&[u8]; 12] = [
                    b"\"",
                    b",",
                    b"\0",
                    b"\xff\xfe",
                    b"\r",
                    b"<",
                    b"&",
                    b"99999999999999999999",
                    b"-",
                    b"1e999",
                    b"\xe2\x80",
                    b"[]{}",
                ];
                let odd = ODD[numbers.below(ODD.len())];
                drop(bitten.splice(at..at, odd.iter().copied()));
            }
            4 => bitten[start..end.min(start + 8)].fill(0xff),
            5 => bitten[start..end.min(start + 8)].fill(0),
            _ => {
                if let Some(byte) = bitten.get_mut(at) {
                    *byte ^= 1 << numbers.below(8);
                }
            }
        }
        if bitten.is_empty() {
            break;
        }
    }
    bitten
}

/// Gives a file to every reader.
fn read_in_every_way(name: &str, bytes: &[u8]) {
    let source = Source::from_bytes(name, bytes);
    let _ = survey::looks_like_a_table(&source);
    if let Ok(reading) = survey::read(&source, &survey::ReadOptions::default()) {
        let _ = survey::understood(&reading);
    }
    let _ = transcript::read(&source);
    let _ = transcript::read_commented(&source);
    let _ = coding::read(&source);
    let answers = Source::from_bytes("answers.csv", "q1,q2_1,q2_2,id\n1,0,1,7\n2,1,,8\n");
    let options = survey::ReadOptions { codebooks: vec![source], ..survey::ReadOptions::default() };
    let _ = survey::read(&answers, &options);
}

/// What harms, named so that it can be made again.
fn harm(path: &Path, bites: u64) -> Option<String> {
    let bytes = fs::read(path).ok().filter(|bytes| bytes.len() <= LARGEST && !bytes.is_empty())?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D ^ bytes.len() as u64);
    for bite in 0..=bites {
        let given = if bite == 0 { bytes.clone() } else { bitten(&bytes, &mut numbers) };
        if catch_unwind(AssertUnwindSafe(|| read_in_every_way(&name, &given))).is_err() {
            let kept = std::env::temp_dir().join(format!("canvass-harm-{bite}-{name}"));
            let _ = fs::write(&kept, &given);
            return Some(format!("{} at bite {bite}, kept as {}", path.display(), kept.display()));
        }
    }
    None
}

fn harms(folders: &[&str], bites: u64) -> Vec<String> {
    use rayon::prelude::*;
    let mut files: Vec<PathBuf> = folders.iter().flat_map(|folder| files_below(&root().join(folder))).collect();
    // Of files that are alike by folder and ending, a few show what all would.
    let mut alike: std::collections::BTreeMap<(PathBuf, String), usize> = std::collections::BTreeMap::new();
    files.retain(|path| {
        let ending = path.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
        let count = alike.entry((path.parent().unwrap_or(path).to_path_buf(), ending)).or_default();
        *count += 1;
        bites == 0 || *count <= 8
    });
    files.retain(|path| !path.components().any(|part| part.as_os_str() == "out"));
    files.par_iter().filter_map(|path| harm(path, bites)).collect()
}

#[test]
fn what_once_did_harm_does_none() {
    assert_eq!(harms(&["tests/fixtures/regressions"], 0), Vec::<String>::new());
}

#[test]
fn no_bitten_file_makes_a_reader_panic() {
    let bites = std::env::var("CANVASS_BITES").ok().and_then(|bites| bites.parse().ok()).unwrap_or(BITES);
    assert_eq!(harms(&["tests/fixtures", "examples"], bites), Vec::<String>::new());
}

/// A table as text, every cell in quotation marks or only those that need them.
fn written(table: &[Vec<String>], delimiter: char, quote_all: bool, end: &str) -> String {
    let cell = |cell: &String| {
        let needs = quote_all || cell.is_empty() || cell.contains([delimiter, '"', '\n', '\r']);
        if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    table.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(&delimiter.to_string()) + end).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn words_come_back_as_they_were_written_with_any_delimiter_quotes_and_encoding(
        rows in prop::collection::vec(prop::collection::vec("[a-zà-ü][ -~£à-ü\n]{12,40}[a-z]", 2), 8..30),
        delimiter in prop::sample::select(vec![',', ';', '\t', '|']),
        quote_all in any::<bool>(),
        end in prop::sample::select(vec!["\n", "\r\n"]),
        encoding in prop::sample::select(vec!["utf-8", "utf-16le", "windows-1252"]),
    ) {
        let mut table = vec![vec!["First thing".to_owned(), "Second thing".to_owned()]];
        table.extend(rows);
        let text = written(&table, delimiter, quote_all, end);
        let bytes = match encoding {
            "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "windows-1252" => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
            _ => text.clone().into_bytes(),
        };
        let options = survey::ReadOptions {
            delimiter: Some(delimiter),
            encoding: Some(encoding.to_owned()),
            platform: Some("generic".to_owned()),
            header_rows: Some(1),
            ..survey::ReadOptions::default()
        };
        let reading = survey::read(&Source::from_bytes("answers.csv", bytes), &options).unwrap();
        let main = reading.survey.main().unwrap();
        prop_assert_eq!(main.record_count(), table.len() - 1);
        for (place, question) in main.questions.iter().enumerate() {
            if let (canvass::model::Kind::Text, Some(column)) = (question.kind, question.columns.first()) {
                let read: Vec<Option<&str>> = main.texts(column.column).collect();
                let wanted: Vec<Option<&str>> = table[1..].iter().map(|row| Some(row[place].trim())).collect();
                prop_assert_eq!(read, wanted);
            }
        }
    }
}
