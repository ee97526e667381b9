//! A talk in two or more languages side by side in one table: a column a language, a row a turn or a part of one.
//!
//! The first row of the table says what its columns are. Each language becomes a transcript in plain text of its own, in which the same
//! turns have the same numbers.

use super::canonical::clean;
use super::input::{Input, Kind, Line};
use super::language_columns::{Head, column_of, heads_of, versions};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::readers::coding;
use crate::readers::survey::workbook;
use crate::source::{Source, delimited};

/// Stands where a turn was not put into a language.
pub const UNTRANSLATED: &str = "[…]";

/// The largest sheet of talks, in bytes; an export that is larger is a questionnaire, and is not read twice to find that out.
const LARGEST_SHEET: u64 = 8 << 20;

/// The largest workbook of talks, in bytes: it is packed.
const LARGEST_WORKBOOK: u64 = 2 << 20;

/// The most words of a workbook of talks, in bytes.
const MOST_WORDS: usize = 64 << 20;

/// A talk with its versions, the original first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Talk {
    /// What the table calls it, where it holds several.
    pub name: Option<String>,
    /// Its versions.
    pub versions: Vec<Version>,
}

/// A talk in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// Its tag, where the heading names the language.
    pub language: Option<String>,
    /// The transcript as plain text.
    pub text: String,
}

/// Talks in several languages.
#[derive(Debug, Clone, Default)]
pub struct SideBySide {
    /// The talks in the order of the table.
    pub talks: Vec<Talk>,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// A row of the table.
#[derive(Debug, Clone, Default)]
struct Row {
    number: usize,
    cells: Vec<String>,
}

impl Row {
    fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

/// Reads a file whose table holds a talk in several languages; `None` where it holds none.
///
/// # Errors
/// When it holds one that cannot be written as transcripts.
pub fn side_by_side(source: &Source) -> Result<Option<SideBySide>> {
    let Some((heads, rows, mut noticed)) = table(source)? else { return Ok(None) };
    let columns = versions(&heads);
    let names: Vec<&str> =
        rows.iter().map(|row| column_of(&heads, &Head::Talk).map_or("", |talk| row.cell(talk))).collect();
    let mut talks: Vec<(&str, Vec<&Row>)> = Vec::new();
    for (row, name) in rows.iter().zip(names) {
        // A blank cell belongs to the talk above.
        match talks.last_mut() {
            Some((known, own)) if name.is_empty() || *known == name => own.push(row),
            _ => match talks.iter_mut().find(|(known, _)| *known == name) {
                Some((_, own)) => own.push(row),
                None => talks.push((name, vec![row])),
            },
        }
    }
    let speaker = column_of(&heads, &Head::Speaker);
    let mut made = Vec::new();
    let mut untranslated = 0;
    for (name, rows) in talks {
        let texts = columns.iter().map(|(column, language)| {
            untranslated += rows.iter().filter(|row| row.cell(*column).is_empty()).count();
            let text = text(&rows, *column, speaker).map_err(|error| error.in_place(source.place()))?;
            Ok(Version { language: language.clone(), text })
        });
        let versions = texts.collect::<Result<Vec<_>>>()?;
        made.push(Talk { name: Some(name.to_owned()).filter(|name| !name.is_empty()), versions });
    }
    if untranslated > 0 {
        let what = if speaker.is_some() {
            format!("; “{UNTRANSLATED}” stands there, so that turns go together")
        } else {
            String::new()
        };
        let cells = if untranslated == 1 {
            "1 cell of the languages is".to_owned()
        } else {
            format!("{untranslated} cells of the languages are")
        };
        noticed.push(Diagnostic::warning(format!("{cells} blank{what}")));
    }
    for diagnostic in &mut noticed {
        diagnostic.place.get_or_insert(source.place());
    }
    Ok(Some(SideBySide { talks: made, noticed }))
}

/// Whether the lines of a document begin a table of languages.
pub(super) fn holds_languages(lines: &[Line]) -> bool {
    lines.iter().any(|line| heads_of(line.text.split('\t'), false).is_some())
}

type Table = (Vec<Head>, Vec<Row>, Vec<Diagnostic>);

fn table(source: &Source) -> Result<Option<Table>> {
    let is_document = matches!(source.ending().as_str(), "docx" | "odt" | "rtf");
    let (heads, rows, after) = if is_document {
        let input = Input::open(source)?;
        if input.kind() == Kind::Text {
            return Ok(None);
        }
        let lines = input.lines();
        let found = lines.iter().enumerate().find_map(|(at, line)| Some((at, heads_of(line.text.split('\t'), false)?)));
        let Some((at, heads)) = found else { return Ok(None) };
        let (rows, after) = rows_of_lines(&lines[at + 1..], &heads);
        (heads, rows, at + after)
    } else {
        if source.length() > LARGEST_SHEET {
            return Ok(None);
        }
        let Some(mut rows) = rows_of_sheet(source) else { return Ok(None) };
        if rows.is_empty() {
            return Ok(None);
        }
        let first = rows.remove(0);
        let Some(heads) = heads_of(first.cells.iter().map(String::as_str), true) else { return Ok(None) };
        (heads, rows, 0)
    };
    let columns = versions(&heads);
    let rows: Vec<Row> =
        rows.into_iter().filter(|row| columns.iter().any(|(column, _)| !row.cell(*column).is_empty())).collect();
    // Columns of languages that are ticked, or chosen from a list, hold no talk.
    let long: usize = rows
        .iter()
        .flat_map(|row| columns.iter().map(|(column, _)| row.cell(*column).split_whitespace().count()))
        .sum();
    if rows.is_empty() || long < rows.len() * columns.len() * 2 {
        return Ok(None);
    }
    Ok(Some((heads.clone(), rows, said_of(&heads, after))))
}

fn said_of(heads: &[Head], after: usize) -> Vec<Diagnostic> {
    let mut noticed = Vec::new();
    let others: Vec<&str> = heads
        .iter()
        .filter_map(|head| match head {
            Head::Other(name) if !name.is_empty() => Some(name.as_str()),
            _ => None,
        })
        .collect();
    if !others.is_empty() {
        noticed.push(Diagnostic::note(format!("columns that stay in the table only: {}", others.join(", "))));
    }
    if after > 0 {
        noticed.push(Diagnostic::warning(format!("{after} paragraphs before and after the table are left out")));
    }
    let is_declared = heads.iter().any(|head| matches!(head, Head::Words { role: Some(_), .. }));
    if !is_declared {
        noticed.push(
            Diagnostic::warning("the first language is taken for the original, the others for translations of it")
                .hint("name the columns “Original (Polish)” and “Translation (English)”, or mend “translation_of” in documents.csv"),
        );
    }
    noticed
}

/// The rows of a sheet: of a workbook, or of delimited text.
fn rows_of_sheet(source: &Source) -> Option<Vec<Row>> {
    // What is no table, or a damaged one, the reader of questionnaires says in its own words.
    if source.head().starts_with(b"PK") || source.head().starts_with(b"\xd0\xcf\x11\xe0") {
        return rows_of_workbook(source);
    }
    let decoded = source.text(None).ok()?.text;
    let text = decoded.trim_start_matches('\u{feff}');
    let mut rows = Vec::new();
    for record in delimited::reader(text, delimited::delimiter(text)).records() {
        let record = record.ok()?;
        if rows.is_empty() && heads_of(record.iter(), true).is_none() {
            return None;
        }
        let number = record.position().map_or(0, |place| usize::try_from(place.line()).unwrap_or(usize::MAX));
        rows.push(Row { number, cells: record.iter().map(str::to_owned).collect() });
    }
    Some(rows)
}

/// The rows of a workbook whose first names languages: a text that many cells share is copied for nothing else.
fn rows_of_workbook(source: &Source) -> Option<Vec<Row>> {
    if source.length() > LARGEST_WORKBOOK {
        return None;
    }
    let (sheet, _) = workbook::open(source, None).ok()?;
    let first = sheet.head(1).into_iter().next()?;
    heads_of(first.iter().map(String::as_str), true)?;
    let words: usize = sheet.filled_rows().map(|(_, cells)| cells.map(|(_, text)| text.len()).sum::<usize>()).sum();
    if words > MOST_WORDS {
        return None;
    }
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let rows = coding::filled_rows(&sheet).into_iter();
    Some(rows.map(|row| Row { number: number(row.number), cells: row.cells }).collect())
}

/// The rows of a table from the lines of a document, in which tabs stand between cells and a cell of several paragraphs goes on in further lines;
/// how many lines stand after the table.
fn rows_of_lines(lines: &[Line], heads: &[Head]) -> (Vec<Row>, usize) {
    let width = heads.len();
    let first_is_words = matches!(heads.first(), Some(Head::Words { .. }));
    let mut rows: Vec<Row> = Vec::new();
    let mut pending: Vec<&str> = Vec::new();
    for line in lines {
        let mut pieces = line.text.split('\t');
        let first = pieces.next().unwrap_or_default();
        let rest: Vec<&str> = pieces.collect();
        match rows.last_mut() {
            // The row is not whole: the cell that is open goes on.
            Some(row) if row.cells.len() < width => {
                goes_on(row, first);
                row.cells.extend(rest.into_iter().map(str::to_owned));
            }
            Some(_) if rest.is_empty() => pending.push(first),
            last => {
                // Paragraphs between two rows are of the last cell above or of the first cell below: languages have as many.
                let above = match last {
                    Some(row) => {
                        let own = if first_is_words { missing_paragraphs(row, heads) } else { pending.len() };
                        let below = pending.split_off(own.min(pending.len()));
                        pending.drain(..).for_each(|paragraph| goes_on(row, paragraph));
                        below
                    }
                    None => std::mem::take(&mut pending),
                };
                let mut cell = above.join("\n");
                if !cell.is_empty() {
                    cell.push('\n');
                }
                cell.push_str(first);
                let cells = std::iter::once(cell).chain(rest.into_iter().map(str::to_owned)).collect();
                rows.push(Row { number: line.number, cells });
            }
        }
        // A tab inside the last cell is no further cell.
        if let Some(row) = rows.last_mut().filter(|row| row.cells.len() > width) {
            let more = row.cells.split_off(width);
            row.cells[width - 1] =
                [std::mem::take(&mut row.cells[width - 1])].into_iter().chain(more).collect::<Vec<_>>().join(" ");
        }
    }
    if let Some(row) = rows.last_mut() {
        let own = missing_paragraphs(row, heads).min(pending.len());
        pending.drain(..own).for_each(|paragraph| goes_on(row, paragraph));
    }
    (rows, pending.len())
}

fn goes_on(row: &mut Row, paragraph: &str) {
    if let Some(cell) = row.cells.last_mut() {
        if !cell.is_empty() {
            cell.push('\n');
        }
        cell.push_str(paragraph);
    }
}

/// How many paragraphs the last cell lacks to have as many as the other languages.
fn missing_paragraphs(row: &Row, heads: &[Head]) -> usize {
    let paragraphs = |column: usize| row.cell(column).lines().count();
    let last = heads.len().saturating_sub(1);
    if !matches!(heads.get(last), Some(Head::Words { .. })) {
        return 0;
    }
    let others = versions(heads).into_iter().map(|(column, _)| column).filter(|column| *column != last);
    others.map(paragraphs).max().unwrap_or(0).saturating_sub(paragraphs(last))
}

/// The transcript of one column.
fn text(rows: &[&Row], column: usize, speaker: Option<usize>) -> Result<String> {
    let Some(speaker) = speaker else {
        // Who speaks stands in the cells themselves, or nowhere.
        let cells: Vec<&str> = rows.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty()).collect();
        return Ok(format!("{}\n", cells.join("\n\n")));
    };
    let mut turns: Vec<(String, Vec<&str>)> = Vec::new();
    for row in rows {
        let label = clean(row.cell(speaker)).trim_end_matches([':', '：']).trim().to_owned();
        let said = Some(row.cell(column)).filter(|said| !clean(said).is_empty()).unwrap_or(UNTRANSLATED);
        match turns.last_mut() {
            Some((last, words)) if label.is_empty() || *last == label => words.push(said),
            _ if label.is_empty() => {
                return Err(Error::new(format!("row {} names no speaker", row.number))
                    .hint("name one in the first row of the table"));
            }
            _ => turns.push((label, vec![said])),
        }
    }
    // What is written must be read back as it was said: a paragraph that could be taken for a speaker is joined to the last.
    for whole in [false, true] {
        let turn = |(label, words): &(String, Vec<&str>)| {
            let words: Vec<String> = words.iter().map(|words| paragraphs(words, whole)).collect();
            format!("{label}: {}\n", words.join(if whole { " " } else { "\n" }))
        };
        let text = turns.iter().map(turn).collect::<Vec<_>>().join("\n");
        let read = super::read(&Source::from_bytes("talk.txt", text.as_str()))?.document;
        let label = |turn: &crate::model::Turn| {
            turn.speaker.and_then(|speaker| read.speakers.get(speaker)).map(|speaker| speaker.label.as_str())
        };
        if read.turns.len() == turns.len()
            && read.turns.iter().zip(&turns).all(|(turn, (own, _))| label(turn) == Some(own.as_str()))
        {
            return Ok(text);
        }
    }
    Err(Error::new("this table of languages cannot be written as a transcript that is read back the same")
        .hint("let speakers have short names without colons and brackets: Interviewer, Participant, P1"))
}

/// The paragraphs of a cell; one whose head could be a label goes on the line before.
pub fn paragraphs(said: &str, whole: bool) -> String {
    const LABEL: usize = 60;
    let mut text = String::new();
    for line in said.lines().map(clean).filter(|line| !line.is_empty()) {
        let head: String = line.chars().take(LABEL).collect();
        let label = head.contains([':', '：', '[', ']', '(', '>']) || line.starts_with(|c: char| c.is_ascii_digit());
        if !text.is_empty() {
            text.push_str(if whole || label { " " } else { "\n" });
        }
        text.push_str(&line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_that_could_be_a_speaker_goes_on_the_line_before() {
        assert_eq!(paragraphs("One.\n\nTwo.\nNote: three.", false), "One.\nTwo. Note: three.");
        assert_eq!(paragraphs("One.\nTwo.", true), "One. Two.");
        assert_eq!(paragraphs("", false), "");
    }
}
