//! Whatever a file holds, reading it ends in a reading or in an error: no reader panics, overflows or runs on without an end.
//!
//! Every fixture and the sample study are bitten into at places that a fixed sequence of numbers names, and given to the readers
//! of their kind; the parts of workbooks and Word documents are bitten unpacked. Files that once did harm lie in
//! tests/fixtures/regressions and are given to every reader. The targets in fuzz/ look further, for as long as one lets them.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use canvass::coding::rules;
use canvass::model::{Codebook, Questionnaire};
use canvass::readers::{coding, review, survey, transcript};
use canvass::source::Source;
use canvass::study::{StudyFile, tables, toml_error};

/// Larger files are left out: what they would show, the small ones do.
const LARGEST: usize = 40_000;
/// How many bytes are read of each file in all, bitten again and again; CANVASS_BITES multiplies it.
const BYTES: usize = 60_000;
/// Between how many times a file is bitten, small or large.
const BITES: (usize, usize) = (3, 40);
/// Of files that are alike by folder and ending, so many show what all would.
const ALIKE: usize = 10;

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

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
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

    fn of<'a>(&mut self, list: &[&'a [u8]]) -> &'a [u8] {
        list[self.below(list.len())]
    }
}

/// What stands where it is not expected.
const ODD: [&[u8]; 13] =
    [b"\"", b",", b"\0", b"\xff\xfe", b"\r", b"<", b"&", b"-", b"\xe2\x80", b"[]{}", b"\n\n", b"]]>", b"\xed\xa0\x80"];
const HUGE: [&[u8]; 8] = [
    b"99999999999999999999",
    b"-1",
    b"4294967295",
    b"2147483648",
    b"1e999",
    b"0",
    b"18446744073709551615",
    b"0.00000000000000000000000001",
];
const BINARY: [&[u8]; 7] = [
    &[0xff; 8],
    &[0; 8],
    &[0xff, 0xff, 0xff, 0x7f],
    &[0x7f, 0xff, 0xff, 0xff],
    &[0, 0, 0, 0x80],
    &[0, 0, 0, 0, 0, 0, 0xf0, 0x7f],
    &[0xff, 0xff],
];

/// The bytes after one to four bites: a bit turned, bytes swapped, a piece taken out, doubled or put elsewhere, a number blown
/// up, a delimiter lost, or the end missing.
fn bitten(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    const PIECE: usize = 200;
    let mut bitten = bytes.to_vec();
    for _ in 0..=numbers.below(4) {
        if bitten.is_empty() {
            break;
        }
        let (at, other) = (numbers.below(bitten.len()), numbers.below(bitten.len()));
        let (start, end) = (at.min(other), at.max(other).min(at.min(other) + PIECE));
        match numbers.below(11) {
            0 => bitten.truncate(at),
            1 => drop(bitten.drain(start..end)),
            2 => {
                let piece = bitten[start..end].to_vec();
                bitten.splice(other..other, piece);
            }
            3 => {
                let piece = bitten[start..end].repeat(1 + numbers.below(6));
                bitten.splice(start..start, piece);
            }
            4 => drop(bitten.splice(at..at, numbers.of(&ODD).iter().copied())),
            5 => in_place_of(&mut bitten, at, u8::is_ascii_digit, numbers.of(&HUGE)),
            6 => in_place_of(&mut bitten, at, |byte| b",;\t|\"'<>/={}[]:\n\r".contains(byte), b""),
            7 => {
                let written = numbers.of(&BINARY);
                let end = bitten.len().min(at + written.len());
                bitten[at..end].copy_from_slice(&written[..end - at]);
            }
            8 => bitten.swap(at, other),
            _ => bitten[at] ^= 1 << numbers.below(8),
        }
    }
    bitten
}

/// Puts something in the place of the first stretch of such bytes after a place.
fn in_place_of(bytes: &mut Vec<u8>, at: usize, is_such: impl Fn(&u8) -> bool, new: &[u8]) {
    if let Some(start) = bytes[at..].iter().position(&is_such).map(|start| at + start) {
        let length = bytes[start..].iter().take_while(|byte| is_such(byte)).count();
        let length = if new.is_empty() { 1 } else { length };
        bytes.splice(start..start + length, new.iter().copied());
    }
}

/// The readers that a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Export,
    Dictionary,
    Workbook,
    Word,
    Transcript,
    Codings,
    Toml,
}

fn family(path: &Path, bytes: &[u8]) -> Option<Family> {
    let source = Source::from_bytes(name_of(path), bytes);
    let parent = path.parent().map(name_of).unwrap_or_default();
    Some(match source.ending().as_str() {
        "xlsx" => Family::Workbook,
        "docx" => Family::Word,
        "vtt" | "srt" => Family::Transcript,
        "txt" if parent == "transcripts" => Family::Transcript,
        "jsonl" => Family::Codings,
        "toml" => Family::Toml,
        "md" | "rs" | "json" | "svg" | "png" => return None,
        _ if survey::CODEBOOKS.iter().any(|codebook| codebook.recognise(&source)) => Family::Dictionary,
        _ => Family::Export,
    })
}

fn read_export(source: &Source, options: &survey::ReadOptions) {
    if let Ok(reading) = survey::read(source, options) {
        let _ = survey::understood(&reading);
    }
}

fn read_toml(text: &str) {
    let _ = toml_error::read::<StudyFile>("study.toml", text);
    if let Ok(codebook) = toml_error::read::<Codebook>("codebook.toml", text) {
        let _ = rules::problems(&codebook);
    }
    if let Ok(questionnaire) = toml_error::read::<Questionnaire>("questionnaire.toml", text) {
        let answers = Source::from_bytes("answers.csv", "Size,Sector,Why\nMicro,Arts,money\n,Sport,time\n");
        read_export(&answers, &survey::ReadOptions { questionnaire: Some(questionnaire), ..Default::default() });
    }
}

fn read_as(family: Family, source: Source, others: &[Source]) {
    match family {
        Family::Export => {
            let neighbours = others.to_vec();
            read_export(&source, &survey::ReadOptions { neighbours, ..survey::ReadOptions::default() });
        }
        Family::Dictionary => {
            for export in others {
                let codebooks = vec![source.clone()];
                read_export(export, &survey::ReadOptions { codebooks, ..survey::ReadOptions::default() });
            }
            let neighbours = others.to_vec();
            read_export(&source, &survey::ReadOptions { neighbours, ..survey::ReadOptions::default() });
        }
        Family::Workbook => {
            read_export(&source, &survey::ReadOptions::default());
            let _ = review::read(&source, &["questions", "choices", "rows"]);
            let _ = coding::read(&source);
        }
        Family::Word | Family::Transcript => {
            let _ = transcript::read(&source);
            let _ = transcript::read_commented(&source);
        }
        Family::Codings => drop(coding::read(&source)),
        Family::Toml => read_toml(&String::from_utf8_lossy(source.bytes())),
    }
}

/// Gives a file to every reader.
fn read_in_every_way(source: &Source) {
    let _ = survey::looks_like_a_table(source);
    let answers = Source::from_bytes("answers.csv", "q1,q2_1,q2_2,id\n1,0,1,7\n2,1,,8\n");
    for family in [Family::Export, Family::Dictionary, Family::Workbook, Family::Word, Family::Codings, Family::Toml] {
        read_as(family, source.clone(), std::slice::from_ref(&answers));
    }
    let _ = (tables::read_cases(source), tables::read_documents(source), canvass::study::pseudonyms::read(source));
}

/// The parts of an archive; none where it is no archive.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let mut parts = Vec::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let mut part = Vec::new();
        file.read_to_end(&mut part).unwrap();
        parts.push((file.name().unwrap().into_owned(), part));
    }
    parts
}

fn archive<N: AsRef<str>, P: AsRef<[u8]>>(parts: &[(N, P)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, part) in parts {
        if zip.start_file(name.as_ref(), plain).is_ok() {
            zip.write_all(part.as_ref()).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// Runs something on a file; what harms is kept and named so that it can be made again.
fn harmed(path: &Path, bite: usize, given: &[u8], run: impl FnOnce()) -> Option<String> {
    catch_unwind(AssertUnwindSafe(run)).err()?;
    let kept = std::env::temp_dir().join(format!("canvass-harm-{bite}-{}", name_of(path)));
    let _ = fs::write(&kept, given);
    Some(format!("{} at bite {bite}, kept as {}", path.display(), kept.display()))
}

fn harm(path: &Path, times: usize) -> Option<String> {
    let bytes = fs::read(path).ok().filter(|bytes| bytes.len() <= LARGEST && !bytes.is_empty())?;
    let family = family(path, &bytes)?;
    let others: Vec<Source> = match family {
        Family::Export | Family::Dictionary => {
            let beside = files_below(path.parent()?).into_iter().filter(|other| other != path);
            let beside = beside.filter_map(|other| Some((name_of(&other), fs::read(other).ok()?)));
            let may_belong = |name: &str| family == Family::Dictionary || survey::may_belong(&name_of(path), name);
            let beside = beside.filter(|(name, _)| may_belong(name)).take(3);
            beside.map(|(name, bytes)| Source::from_bytes(name, bytes)).collect()
        }
        _ => Vec::new(),
    };
    let parts = if matches!(family, Family::Workbook | Family::Word) { parts(&bytes) } else { Vec::new() };
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D ^ bytes.len() as u64);
    let bites = (BYTES * times / bytes.len()).clamp(BITES.0 * times, BITES.1 * times);
    (0..=bites).find_map(|bite| {
        let given = if bite == 0 {
            bytes.clone()
        } else if parts.is_empty() || bite % 4 == 0 {
            bitten(&bytes, &mut numbers)
        } else {
            let mut parts = parts.clone();
            let place = numbers.below(parts.len());
            parts[place].1 = bitten(&parts[place].1, &mut numbers);
            archive(&parts)
        };
        let source = Source::from_bytes(name_of(path), given.clone());
        harmed(path, bite, &given, || {
            if bite % 16 == 1 { read_in_every_way(&source) } else { read_as(family, source, &others) }
        })
    })
}

#[test]
fn no_bitten_file_makes_a_reader_panic() {
    use rayon::prelude::*;
    let times = std::env::var("CANVASS_BITES").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let mut files: Vec<PathBuf> =
        ["tests/fixtures", "examples"].map(|folder| files_below(&root().join(folder))).concat();
    let mut alike: std::collections::BTreeMap<(PathBuf, String), usize> = std::collections::BTreeMap::new();
    files.retain(|path| {
        let ending = path.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
        let count = alike.entry((path.parent().unwrap_or(path).to_path_buf(), ending)).or_default();
        *count += 1;
        *count <= ALIKE * times && !path.components().any(|part| part.as_os_str() == "out")
    });
    // In threads of their own: other tests would wait for those that all share.
    let threads = rayon::ThreadPoolBuilder::new().build().unwrap();
    let harms: Vec<String> = threads.install(|| files.par_iter().filter_map(|path| harm(path, times)).collect());
    assert_eq!(harms, Vec::<String>::new());
}

/// The files in one that the targets in fuzz/ are given: `%%%% name` and a newline before each.
fn cut(bytes: &[u8]) -> Vec<(String, &[u8])> {
    const CUT: &[u8] = b"%%%% ";
    let mut files = Vec::new();
    let mut rest = bytes.strip_prefix(CUT);
    while let Some(here) = rest {
        let end = here.iter().position(|&byte| byte == b'\n').unwrap_or(here.len());
        let body = here.get(end + 1..).unwrap_or_default();
        let cut = body.windows(CUT.len() + 1).position(|window| window == b"\n%%%% ");
        files.push((String::from_utf8_lossy(&here[..end]).into_owned(), &body[..cut.unwrap_or(body.len())]));
        rest = cut.map(|cut| &body[cut + 1 + CUT.len()..]);
    }
    files
}

#[test]
fn what_once_did_harm_does_none() {
    let mut harms = Vec::new();
    for path in files_below(&root().join("tests/fixtures/regressions")) {
        let bytes = fs::read(&path).unwrap();
        let files = cut(&bytes);
        harms.extend(harmed(&path, 0, &bytes, || {
            read_in_every_way(&Source::from_bytes(name_of(&path), bytes.clone()));
            if files.is_empty() {
                return;
            }
            read_in_every_way(&Source::from_bytes(name_of(&path), archive(&files)));
            let mut given: Vec<Source> =
                files.iter().map(|(name, body)| Source::from_bytes(name.clone(), *body)).collect();
            let export = given.pop().unwrap();
            read_export(&export, &survey::ReadOptions { neighbours: given.clone(), ..Default::default() });
            read_export(&export, &survey::ReadOptions { codebooks: given, ..Default::default() });
            if let [(_, dictionary), (_, export)] = files.as_slice()
                && let Ok(questionnaire) = toml::from_str(&String::from_utf8_lossy(dictionary))
            {
                let options = survey::ReadOptions { questionnaire: Some(questionnaire), ..Default::default() };
                read_export(&Source::from_bytes("answers.csv", *export), &options);
            }
        }));
    }
    assert_eq!(harms, Vec::<String>::new());
}
