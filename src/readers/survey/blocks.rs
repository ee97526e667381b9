//! A long text as a table: read piece by piece, cut where records end, its stretches taken apart side by side and put together
//! in the order of the file, so that neither its length nor the number of processors shows in the result.

use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;

use rayon::prelude::*;

use super::cells::{Block, Trouble};
use super::delimited::{MOST_COLUMNS, trim_headings};
use super::marks::{self, Open};
use super::raw::{Collector, RawTable};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::source::{Decision, Source, Stream};

/// About how many bytes are taken apart at once: so few that they stay in a processor's own memory from being read to being coded.
pub const STRETCH: usize = 256 << 10;
/// The longest record.
const LARGEST_RECORD: usize = 32 << 20;
/// How many records that were read with care are added at once.
const RECORDS: u64 = 10_000;

/// What is known of the text before its records are read.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The file.
    pub source: &'a Source,
    /// Its encoding.
    pub decision: &'a Decision,
    /// Where its records begin, in bytes of text.
    pub start: usize,
    /// What stands between its cells.
    pub delimiter: u8,
    /// How many records are headings.
    pub header_records: usize,
}

/// A table with what was noticed; nothing where the text is not in the encoding that it was taken for.
pub type Collected = Option<(RawTable, Vec<Diagnostic>)>;

/// Reads all records.
///
/// # Errors
/// When a record has more or fewer cells than the headings, is too long, or the file can no longer be read.
pub fn collect(plan: &Plan<'_>) -> Result<Collected> {
    let tried = match quickly(plan, STRETCH) {
        Err(Stop::Odd) => with_care(plan),
        other => other,
    };
    match tried {
        Ok(found) => Ok(Some(found)),
        Err(Stop::NotUtf8) => Ok(None),
        Err(Stop::Error(error)) => Err(error),
        Err(Stop::Odd) => Err(Error::new("this file could not be taken apart into rows").in_place(plan.source.place())),
    }
}

#[derive(Debug)]
enum Stop {
    Odd,
    NotUtf8,
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

type Found = (RawTable, Vec<Diagnostic>);

/// What takes the records of a text as they are read.
pub trait Taker: Send {
    /// Takes the records of headings, and says which columns are to be kept.
    ///
    /// # Errors
    /// When they are none of a table.
    fn headings(&mut self, headings: Vec<Vec<String>>) -> Result<Vec<bool>>;

    /// Takes the records of stretches that follow one another, which lie so many bytes into the text. The memory of what it leaves serves
    /// stretches that follow.
    fn take(&mut self, blocks: &mut Vec<Block>, bytes: u64);

    /// Whether it needs no more.
    fn has_enough(&self) -> bool {
        false
    }
}

/// Gives all records to a taker; false where the text needs more care than that, or is not in the encoding that it was taken for.
///
/// # Errors
/// When the file can no longer be read.
pub fn give(plan: &Plan<'_>, stretch: usize, taker: &mut dyn Taker) -> Result<bool> {
    match batches(plan, stretch, taker) {
        Ok(_) => Ok(true),
        Err(Stop::Odd | Stop::NotUtf8) => Ok(false),
        Err(Stop::Error(error)) => Err(error),
    }
}

/// The first bytes of a text, up to the end of a record, and whether these are all.
///
/// # Errors
/// When the file can no longer be read.
pub fn beginning(source: &Source, decision: &Decision, bytes: usize) -> Result<Option<(Vec<u8>, bool)>> {
    let mut cutter = Cutter::new(source.stream(decision)?);
    match cutter.next(bytes) {
        Ok(first) => Ok(first.map(|stretch| (stretch.text, stretch.is_last))),
        Err(Stop::Error(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Collects all columns.
struct Collecting<'a> {
    plan: &'a Plan<'a>,
    collector: Option<Collector>,
}

impl Taker for Collecting<'_> {
    fn headings(&mut self, headings: Vec<Vec<String>>) -> Result<Vec<bool>> {
        let collector = collector(self.plan, headings)?;
        let kept = vec![true; collector.width()];
        self.collector = Some(collector);
        Ok(kept)
    }

    fn take(&mut self, blocks: &mut Vec<Block>, _: u64) {
        if let Some(collector) = &mut self.collector {
            collector.append(blocks);
        }
    }
}

fn quickly(plan: &Plan<'_>, stretch: usize) -> std::result::Result<Found, Stop> {
    let mut taker = Collecting { plan, collector: None };
    let said = batches(plan, stretch, &mut taker)?;
    let (table, mut noticed) = taker.collector.unwrap_or_else(|| Collector::new(Vec::new())).finish();
    noticed.extend(said);
    Ok((table, noticed))
}

fn batches(plan: &Plan<'_>, stretch: usize, taker: &mut dyn Taker) -> std::result::Result<Option<Diagnostic>, Stop> {
    let mut cutter = Cutter::new(plan.source.stream(plan.decision)?);
    let Some(mut first) = cutter.next(stretch.saturating_mul(4))? else { return Ok(None) };
    let (headings, end) = headings(plan, &first.text[plan.start.min(first.text.len())..])?;
    let kept = taker.headings(headings)?;
    first.text.drain(..(plan.start + end).min(first.text.len()));
    let mut batch = vec![first];
    // So many that processors seldom wait for one another, where the file is long.
    let at_once = rayon::current_num_threads().clamp(1, 16) * 16;
    let mut blocks: Vec<Block> = Vec::new();
    // The memory of stretches that were taken apart and of blocks that were added serves those that follow.
    let mut spare: Vec<Block> = Vec::new();
    while !batch.is_empty() && !taker.has_enough() {
        spare.resize_with(batch.len(), || Block::of(&kept));
        let bytes = cutter.cut;
        // While some stretches are taken apart, those before them are added and those behind them read.
        let (next, (read, ())) = rayon::join(
            || {
                (0..at_once)
                    .map_while(|_| cutter.next(stretch).transpose())
                    .collect::<std::result::Result<Vec<_>, Stop>>()
            },
            || {
                rayon::join(
                    || {
                        // One by one, so that nobody is left with several while others wait.
                        let taken = batch.par_iter().zip(std::mem::take(&mut spare)).with_max_len(1);
                        taken.map(|(stretch, block)| taken_apart(plan, stretch, block)).collect::<Vec<_>>()
                    },
                    || taker.take(&mut blocks, bytes),
                )
            },
        );
        let taken = read.into_iter().collect::<std::result::Result<Vec<Block>, Trouble>>();
        spare = std::mem::take(&mut blocks);
        spare.iter_mut().for_each(Block::clear);
        blocks = taken.map_err(|trouble| match trouble {
            Trouble::Zero => Stop::Error(plan.source.is_not_text()),
            Trouble::NotUtf8 => Stop::NotUtf8,
            // Where marks stand in odd places a record may be ragged here and not there.
            Trouble::Odd | Trouble::Ragged(_) | Trouble::Long => Stop::Odd,
        })?;
        cutter.spare.extend(std::mem::replace(&mut batch, next?).into_iter().map(|stretch| stretch.text));
    }
    taker.take(&mut blocks, cutter.cut);
    Ok(cutter.stream.noticed())
}

/// Reads a stretch into a block without records.
fn taken_apart(plan: &Plan<'_>, stretch: &Stretch, mut block: Block) -> std::result::Result<Block, Trouble> {
    let read = block.read(&stretch.text, plan.delimiter, stretch.is_last);
    // Whatever else is the matter, what has zero bytes is no text.
    let has_zeros = || if read.is_ok() { block.has_zeros } else { memchr::memchr(0, &stretch.text).is_some() };
    if plan.decision.is_assumed() && has_zeros() {
        return Err(Trouble::Zero);
    }
    read.map(|()| block)
}

fn finished(collector: Collector, stream: &Stream<'_>) -> Found {
    let (table, mut noticed) = collector.finish();
    noticed.extend(stream.noticed());
    (table, noticed)
}

/// A collector for these headings, where they are not too many.
fn collector(plan: &Plan<'_>, mut headings: Vec<Vec<String>>) -> Result<Collector> {
    // Answers may stand in columns without headings; those that are empty are dropped once all is read.
    if headings.iter().any(|record| record.len() > MOST_COLUMNS) {
        trim_headings(&mut headings);
    }
    let collector = Collector::new(headings);
    if collector.width() > MOST_COLUMNS {
        return Err(Error::new(format!("{} columns are more than any questionnaire has", collector.width()))
            .in_place(plan.source.place())
            .hint("is the delimiter right? --delimiter names another"));
    }
    Ok(collector)
}

/// A record that cannot be read: its number, the lines that it stands on, and how wide the headings are.
struct Refused {
    number: u64,
    lines: (u64, u64),
    width: usize,
}

/// What is said of it.
fn refused(plan: &Plan<'_>, trouble: Trouble, record: &Refused) -> Stop {
    let number = record.number;
    let error = match trouble {
        Trouble::NotUtf8 => return Stop::NotUtf8,
        Trouble::Zero => return Stop::Error(plan.source.is_not_text()),
        Trouble::Odd => return Stop::Odd,
        Trouble::Long | Trouble::Ragged(_) => match marks::not_closed(plan) {
            Ok(Some(open)) if open.line <= record.lines.1 => return Stop::Error(not_closed(plan, open)),
            _ => match trouble {
                Trouble::Ragged(cells) => ragged(number, cells, record.width),
                _ => Error::new(format!("row {number} of the answers has a cell of more than a million letters"))
                    .hint("no answer is so long: download the export again, or mend the row"),
            },
        },
    };
    Stop::Error(error.in_place(plan.source.line(record.lines.0)))
}

const MEND_THE_MARK: &str =
    "write the mark that is missing, or two for a mark inside an answer; or download the export again";

fn not_closed(plan: &Plan<'_>, open: Open) -> Error {
    Error::new("a quotation mark opens a cell on this line and is not closed")
        .in_place(plan.source.line(open.line))
        .hint(MEND_THE_MARK)
}

/// Reads with care, and looks whether a mark that is not closed took rows into its cell although every row is as wide as the
/// headings.
fn with_care(plan: &Plan<'_>) -> std::result::Result<Found, Stop> {
    let (table, mut noticed) = carefully(plan)?;
    match marks::not_closed(plan)?.filter(|open| open.swallows) {
        Some(open) if open.to_the_end => return Err(Stop::Error(not_closed(plan, open))),
        Some(open) => noticed.push(
            Diagnostic::warning("a quotation mark opens a cell on this line, and the mark that ends it is not at the end of a cell; rows may have become part of that cell")
                .in_place(plan.source.line(open.line))
                .hint(MEND_THE_MARK),
        ),
        None => {}
    }
    Ok((table, noticed))
}

fn ragged(number: u64, cells: usize, width: usize) -> Error {
    if width <= 2 && number == 1 {
        return Error::new("this does not look like an export: its first rows have different numbers of cells")
            .hint("name the file that the platform made: .csv or .xlsx");
    }
    Error::new(format!("row {number} of the answers has {cells} cells, and the headings have {width}")).hint(
        "a comma or line break in an answer may lack its quotation marks; download the export again, or mend the row",
    )
}

/// The records of headings and where they end.
fn headings(plan: &Plan<'_>, text: &[u8]) -> std::result::Result<(Vec<Vec<String>>, usize), Stop> {
    let mut reader = builder(plan).from_reader(text);
    let mut headings: Vec<Vec<String>> = Vec::new();
    let mut record = csv::StringRecord::new();
    while headings.len() < plan.header_records && reader.read_record(&mut record).map_err(|_| Stop::NotUtf8)? {
        headings.push(record.iter().map(str::to_owned).collect());
    }
    if headings.iter().filter_map(|record| record.last()).any(|cell| cell.ends_with(['\n', '\r'])) {
        return Err(Stop::Odd);
    }
    let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(text.len());
    // The reader stops between a carriage return and its line feed.
    Ok((headings, end + usize::from(end > 0 && text[end - 1] == b'\r' && text.get(end) == Some(&b'\n'))))
}

fn builder(plan: &Plan<'_>) -> csv::ReaderBuilder {
    let mut builder = csv::ReaderBuilder::new();
    builder.delimiter(plan.delimiter).has_headers(false).flexible(true);
    builder
}

struct Stretch {
    text: Vec<u8>,
    is_last: bool,
}

/// Cuts text where records end.
struct Cutter<'a> {
    stream: Stream<'a>,
    rest: Vec<u8>,
    /// Memory that held stretches.
    spare: Vec<Vec<u8>>,
    is_over: bool,
    /// How many bytes were cut off so far.
    cut: u64,
}

impl<'a> Cutter<'a> {
    fn new(stream: Stream<'a>) -> Self {
        Self { stream, rest: Vec::new(), spare: Vec::new(), is_over: false, cut: 0 }
    }

    fn next(&mut self, wanted: usize) -> std::result::Result<Option<Stretch>, Stop> {
        let mut text = self.spare.pop().unwrap_or_default();
        text.clear();
        text.append(&mut self.rest);
        let mut enough = wanted;
        loop {
            while !self.is_over && text.len() < enough {
                let missing = enough - text.len();
                text.reserve(missing + STRETCH / 8);
                self.is_over = !self.stream.add(&mut text, missing)?;
            }
            if self.is_over {
                self.cut += text.len() as u64;
                return Ok((!text.is_empty()).then_some(Stretch { text, is_last: true }));
            }
            if let Some(end) = last_end(&text) {
                self.rest.extend_from_slice(&text[end..]);
                text.truncate(end);
                self.cut += end as u64;
                return Ok(Some(Stretch { text, is_last: false }));
            }
            if text.len() > LARGEST_RECORD {
                return Err(Stop::Odd);
            }
            enough = text.len() * 2;
        }
    }
}

/// After the last line end that stands outside quotation marks, as far as counting them tells.
fn last_end(text: &[u8]) -> Option<usize> {
    let mut is_open = memchr::memchr_iter(b'"', text).count() % 2 == 1;
    let mut end = text.len();
    loop {
        let place = memchr::memrchr(b'\n', &text[..end])?;
        is_open ^= memchr::memchr_iter(b'"', &text[place..end]).count() % 2 == 1;
        if !is_open {
            return Some(place + 1);
        }
        end = place;
    }
}

/// Reads a text whose quotation marks stand in odd places, from its start and one record after the other.
fn carefully(plan: &Plan<'_>) -> std::result::Result<Found, Stop> {
    let since = Rc::new(Cell::new(0));
    let mut stream = plan.source.stream(plan.decision)?;
    let mut ahead = Vec::new();
    while ahead.len() < plan.start && stream.add(&mut ahead, STRETCH)? {}
    let lines = memchr::memchr_iter(b'\n', &ahead[..plan.start.min(ahead.len())]).count() as u64;
    let text = Text { stream, piece: ahead, at: plan.start, since: Rc::clone(&since), found: None };
    let mut reader = builder(plan).from_reader(text);
    let mut record = csv::StringRecord::new();
    let read = |reader: &mut csv::Reader<Text<'_>>, record: &mut csv::StringRecord, number: u64| {
        since.set(0);
        let first = lines + reader.position().line();
        let read = reader.read_record(record);
        read.map_err(|error| match (error.kind(), reader.get_ref().found) {
            (csv::ErrorKind::Utf8 { .. }, _) => Stop::NotUtf8,
            (_, Some(trouble)) => {
                refused(plan, trouble, &Refused { number, lines: (first, lines + reader.position().line()), width: 0 })
            }
            _ => Stop::Error(Error::new("this file could no longer be read").in_place(plan.source.place())),
        })
    };
    let mut headings = Vec::new();
    while headings.len() < plan.header_records && read(&mut reader, &mut record, 0)? {
        headings.push(record.iter().map(str::to_owned).collect());
    }
    let mut collector = collector(plan, headings)?;
    let width = collector.width();
    let mut block = Block::new(width);
    loop {
        let number = collector.seen() + block.seen + 1;
        if !read(&mut reader, &mut record, number)? {
            break;
        }
        let first = lines + record.position().map_or(1, csv::Position::line);
        block.record(record.iter()).map_err(|trouble| {
            let lines = (first, lines + reader.position().line());
            refused(plan, trouble, &Refused { number, lines, width })
        })?;
        if block.seen >= RECORDS {
            collector.append(&[std::mem::replace(&mut block, Block::new(width))]);
        }
    }
    collector.append(&[block]);
    Ok(finished(collector, &reader.get_ref().stream))
}

/// Text for the csv crate, which keeps a whole record in memory: one that does not end is refused.
struct Text<'a> {
    stream: Stream<'a>,
    piece: Vec<u8>,
    at: usize,
    since: Rc<Cell<usize>>,
    found: Option<Trouble>,
}

impl Read for Text<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at >= self.piece.len() {
            self.piece.clear();
            self.at = 0;
            while self.stream.add(&mut self.piece, STRETCH / 8).map_err(|_| std::io::Error::other("unreadable"))? {
                if !self.piece.is_empty() {
                    break;
                }
            }
            if self.stream.is_assumed() && memchr::memchr(0, &self.piece).is_some() {
                self.found = Some(Trouble::Zero);
            }
        }
        let count = buffer.len().min(self.piece.len() - self.at);
        buffer[..count].copy_from_slice(&self.piece[self.at..self.at + count]);
        self.at += count;
        self.since.set(self.since.get() + count);
        if self.since.get() > LARGEST_RECORD {
            self.found = Some(Trouble::Long);
        }
        match self.found {
            Some(_) => Err(std::io::Error::other("unreadable")),
            None => Ok(count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str, how: impl Fn(&Plan<'_>) -> std::result::Result<Found, Stop>) -> Vec<Vec<String>> {
        let source = Source::from_bytes("a.csv", text);
        let decision = source.decide(None).unwrap();
        let plan = Plan { source: &source, decision: &decision, start: 0, delimiter: b',', header_records: 1 };
        let (table, _) = how(&plan).unwrap();
        let row = |row| table.columns.iter().map(|column| column.cell(row).to_owned()).collect();
        table.headings.iter().cloned().chain((0..table.rows()).map(row)).collect()
    }

    #[test]
    fn nothing_is_a_table_without_columns() {
        assert!(table("", |plan| quickly(plan, 8)).is_empty());
    }

    #[test]
    fn wherever_the_text_is_cut_the_table_is_the_same() {
        let text: String = (0..300)
            .map(|row| {
                format!(
                    "{row},\"a, \"\"{}\"\"\r\n{row}\",{}\r\n{}",
                    row % 7,
                    row % 3,
                    if row % 50 == 0 { "\r\n,,\r\n" } else { "" }
                )
            })
            .collect();
        let text = format!("id,\"why\nso\",n\r\n{text}");
        let careful = table(&text, carefully);
        assert_eq!(careful.len(), 301);
        for stretch in [1, 2, 7, 64, 1000, 1 << 20] {
            assert_eq!(table(&text, |plan| quickly(plan, stretch)), careful, "{stretch}");
        }
    }

    #[test]
    fn marks_in_odd_places_are_read_as_the_csv_crate_reads_them() {
        for text in ["a,b\n5\" pipe,x\n6\",\"y\n\"\nz,\"q\"r\n", "a,b\r1,2\r3,4\r", "a,b\n1,\"2\n3,4\n"] {
            let source = Source::from_bytes("a.csv", text);
            let decision = source.decide(None).unwrap();
            for stretch in [1, 5, 1 << 20] {
                let plan = Plan { source: &source, decision: &decision, start: 0, delimiter: b',', header_records: 1 };
                let found = match quickly(&plan, stretch) {
                    Err(Stop::Odd) => continue,
                    other => other.unwrap().0.rows(),
                };
                assert_eq!(found, carefully(&plan).unwrap().0.rows(), "{text:?}");
            }
            let plan = Plan { source: &source, decision: &decision, start: 0, delimiter: b',', header_records: 1 };
            assert_eq!(collect(&plan).is_ok(), !text.contains("1,\"2"), "{text:?}");
        }
    }
}
