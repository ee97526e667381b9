//! A plain table of what coders said: units down and coders across, coders down, or a row a unit and coder.
//!
//! - Across: a heading with the names of the coders; a first column called unit, id, case or document names the units.
//! - Down: no heading, a row a coder and a column a unit, as reliability data are often kept.
//! - Long: columns unit, coder and code, a row each.
//! - Stretches: columns coder, start, end and perhaps code: what each coder marked in a text, in characters, the end exclusive.
//!
//! Blank cells, `NA`, `nan`, `.` and `*` are missing.

use std::borrow::Cow;
use std::collections::HashMap;

use super::coding::{Input, records};
use crate::diagnostic::{Error, Place, Result, did_you_mean};
use crate::source::{Source, delimited};

/// How a table is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatingLayout {
    /// Units down, coders across.
    Across,
    /// Coders down, units across.
    Down,
    /// A row a unit and coder.
    Long,
    /// A row a stretch of text that a coder marked.
    Stretches,
}

impl RatingLayout {
    /// The layout in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Across => "a row a unit, a column a coder",
            Self::Down => "a row a coder, a column a unit",
            Self::Long => "a row for each unit and coder",
            Self::Stretches => "a row for each stretch that a coder marked",
        }
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingTable {
    /// How it is laid out.
    pub layout: RatingLayout,
    /// The coders, in order of the file.
    pub coders: Vec<String>,
    /// The categories: numbers in their order, else words as they first appear.
    pub categories: Vec<String>,
    /// The codes of one unit after another, each a place among `categories`; `None`: missing. Empty for stretches.
    pub codes: Vec<Option<u32>>,
    /// What each coder marked, for stretches.
    pub stretches: Vec<Vec<Stretch>>,
}

/// A stretch of text that a coder marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it starts.
    pub start: u64,
    /// Where it ends, exclusive.
    pub end: u64,
    /// A place among the categories.
    pub code: u32,
}

/// The most rows or columns that are looked at.
const MOST: usize = 2_000_000;

type Row<'a> = Vec<Cow<'a, str>>;

/// Reads a table of ratings (CSV, TSV, xlsx). `coders` chooses columns, rows or names; none: all that can be coders.
///
/// # Errors
/// When there is no such coder, or the table is none of these.
pub fn read(source: &Source, layout: Option<RatingLayout>, coders: &[String]) -> Result<RatingTable> {
    let input = Input::open(source)?;
    let rows = match input.text() {
        Some(text) => delimited(text, source)?,
        None => input
            .rows()
            .ok_or_else(|| Error::new("this is no table").in_place(source.place()).hint("save it as CSV or xlsx"))?
            .iter()
            .map(|row| row.cells.iter().map(|cell| Cow::Borrowed(cell.trim())).collect())
            .collect(),
    };
    let Some(first) = rows.first() else {
        return Err(Error::new("this table is empty").in_place(source.place()));
    };
    let layout = layout.unwrap_or_else(|| detect(first, rows.len()));
    let table = match layout {
        RatingLayout::Across => across(&rows, coders),
        RatingLayout::Down => down(&rows, coders),
        RatingLayout::Long => long(&rows, coders),
        RatingLayout::Stretches => stretches(&rows, coders, source),
    };
    table.map_err(|error| error.in_place(source.place()))
}

fn delimited<'a>(text: &'a str, source: &Source) -> Result<Vec<Row<'a>>> {
    // Reliability data are numbers: without quotation marks a line is cut at its commas and nothing is copied.
    if !text.contains('"') {
        let delimiter = char::from(delimited::delimiter(text));
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        return Ok(lines.map(|line| line.split(delimiter).map(|cell| Cow::Borrowed(cell.trim())).collect()).collect());
    }
    let mut rows = Vec::new();
    for record in records(text, source) {
        let record = record?;
        if rows.len() > MOST {
            return Err(Error::new("this table has more than two million rows").in_place(source.place()));
        }
        rows.push(record.iter().map(|cell| Cow::Owned(cell.trim().to_owned())).collect());
    }
    Ok(rows)
}

fn is_missing(cell: &str) -> bool {
    matches!(cell, "" | "." | "*" | "NA" | "na" | "N/A" | "nan" | "NaN" | "NAN" | "None")
}

fn is_value(cell: &str) -> bool {
    is_missing(cell) || cell.parse::<f64>().is_ok()
}

fn detect(first: &[Cow<'_, str>], rows: usize) -> RatingLayout {
    let has = |names: &[&str]| heading(first, names).is_some();
    if has(&CODER) && has(&["start"]) && has(&["end"]) {
        RatingLayout::Stretches
    } else if has(&CODER) && has(&UNIT) && has(&CODE) {
        RatingLayout::Long
    } else if first.len() > rows && first.iter().all(|cell| is_value(cell)) {
        RatingLayout::Down
    } else {
        RatingLayout::Across
    }
}

const UNIT: [&str; 7] = ["unit", "units", "id", "case", "document", "item", "subject"];
const CODER: [&str; 4] = ["coder", "rater", "observer", "judge"];
const CODE: [&str; 4] = ["code", "value", "rating", "category"];

fn heading(first: &[Cow<'_, str>], names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| first.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name)))
}

fn cell<'a>(row: &'a [Cow<'_, str>], column: usize) -> &'a str {
    row.get(column).map_or("", |cell| cell.as_ref())
}

/// Words to places; numbers are put in their order at the end.
#[derive(Default)]
struct Categories<'a> {
    known: HashMap<&'a str, u32>,
    names: Vec<&'a str>,
}

impl<'a> Categories<'a> {
    fn place(&mut self, cell: &'a str) -> Option<u32> {
        if is_missing(cell) {
            return None;
        }
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        Some(*self.known.entry(cell).or_insert_with(|| {
            self.names.push(cell);
            next
        }))
    }

    /// The categories in order, with where each stood before.
    fn finish(self, codes: &mut [Option<u32>]) -> Vec<String> {
        let numbers: Option<Vec<f64>> = self.names.iter().map(|name| name.parse::<f64>().ok()).collect();
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        let mut places: Vec<u32> = vec![0; self.names.len()];
        let mut names: Vec<String> = Vec::new();
        if let Some(numbers) = &numbers {
            order.sort_by(|one, other| numbers[*one].total_cmp(&numbers[*other]));
        }
        let mut last: Option<f64> = None;
        for was in order {
            // 1 and 1.0 are one number.
            let is_same = numbers.as_ref().is_some_and(|numbers| last.is_some_and(|last| last == numbers[was]));
            if !is_same {
                names.push(self.names[was].to_owned());
            }
            last = numbers.as_ref().map(|numbers| numbers[was]);
            places[was] = u32::try_from(names.len() - 1).unwrap_or(u32::MAX);
        }
        for code in codes.iter_mut().flatten() {
            *code = places[*code as usize];
        }
        names
    }
}

fn no_coder(wanted: &str, known: &[String]) -> Error {
    let error = Error::new(format!("there is no coder “{wanted}” in this table"));
    match did_you_mean(wanted, known.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean “{near}”?")),
        None => error.hint(format!("there are: {}", known.iter().take(20).cloned().collect::<Vec<_>>().join(", "))),
    }
}

/// The places of the coders asked for, or of all.
fn chosen(known: &[String], coders: &[String]) -> Result<Vec<usize>> {
    let place = |wanted: &String| {
        let same = |name: &String| name.trim().eq_ignore_ascii_case(wanted.trim());
        known.iter().position(same).ok_or_else(|| no_coder(wanted, known))
    };
    if coders.is_empty() { Ok((0..known.len()).collect()) } else { coders.iter().map(place).collect() }
}

fn across(rows: &[Row<'_>], coders: &[String]) -> Result<RatingTable> {
    let first = &rows[0];
    let has_heading = !first.iter().all(|cell| is_value(cell)) || !coders.is_empty();
    let names: Vec<String> = if has_heading {
        first.iter().map(|cell| cell.to_string()).collect()
    } else {
        (1..=first.len()).map(|number| format!("coder {number}")).collect()
    };
    let mut columns = chosen(&names, coders)?;
    if coders.is_empty() && has_heading {
        let units = heading(first, &UNIT).filter(|column| *column == 0).or((first[0].is_empty()).then_some(0));
        columns.retain(|column| Some(*column) != units);
    }
    let mut categories = Categories::default();
    let mut codes = Vec::with_capacity(columns.len() * rows.len());
    for row in rows.iter().skip(usize::from(has_heading)) {
        codes.extend(columns.iter().map(|column| categories.place(cell(row, *column))));
    }
    let categories = categories.finish(&mut codes);
    let coders = columns.iter().map(|column| names[*column].clone()).collect();
    Ok(RatingTable { layout: RatingLayout::Across, coders, categories, codes, stretches: Vec::new() })
}

fn down(rows: &[Row<'_>], coders: &[String]) -> Result<RatingTable> {
    let is_named = rows.iter().all(|row| row.first().is_some_and(|cell| !is_value(cell)));
    let names: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(number, row)| if is_named { cell(row, 0).to_owned() } else { format!("coder {}", number + 1) })
        .collect();
    let chosen = chosen(&names, coders)?;
    let skipped = usize::from(is_named);
    let units = rows.iter().map(Vec::len).max().unwrap_or(0).saturating_sub(skipped);
    let mut categories = Categories::default();
    let mut codes = vec![None; units * chosen.len()];
    for (place, row) in chosen.iter().enumerate() {
        for (unit, cell) in rows[*row].iter().skip(skipped).enumerate() {
            codes[unit * chosen.len() + place] = categories.place(cell);
        }
    }
    let categories = categories.finish(&mut codes);
    let coders = chosen.iter().map(|row| names[*row].clone()).collect();
    Ok(RatingTable { layout: RatingLayout::Down, coders, categories, codes, stretches: Vec::new() })
}

fn needed(first: &[Cow<'_, str>], names: &[&str]) -> Result<usize> {
    heading(first, names).ok_or_else(|| {
        Error::new(format!("this table has no column “{}”", names[0]))
            .hint("a row a unit and coder has the columns unit, coder, code")
    })
}

fn names_in(rows: &[Row<'_>], column: usize) -> Vec<String> {
    let mut known: HashMap<&str, ()> = HashMap::new();
    let mut names = Vec::new();
    for name in rows.iter().skip(1).map(|row| cell(row, column)).filter(|name| !name.is_empty()) {
        if known.insert(name, ()).is_none() {
            names.push(name.to_owned());
        }
    }
    names
}

fn long(rows: &[Row<'_>], coders: &[String]) -> Result<RatingTable> {
    let first = &rows[0];
    let (unit, coder, code) = (needed(first, &UNIT)?, needed(first, &CODER)?, needed(first, &CODE)?);
    let names = names_in(rows, coder);
    let chosen = chosen(&names, coders)?;
    let place: HashMap<&str, usize> =
        chosen.iter().enumerate().map(|(place, name)| (names[*name].as_str(), place)).collect();
    let mut units: HashMap<&str, usize> = HashMap::new();
    let mut categories = Categories::default();
    let mut codes: Vec<Option<u32>> = Vec::new();
    for (number, row) in rows.iter().enumerate().skip(1) {
        let Some(&coder) = place.get(cell(row, coder)) else { continue };
        let next = units.len();
        let unit_at = *units.entry(cell(row, unit)).or_insert(next);
        if unit_at == next {
            codes.resize(codes.len() + chosen.len(), None);
        }
        let said = categories.place(cell(row, code));
        let known = &mut codes[unit_at * chosen.len() + coder];
        if known.is_some() && said.is_some() && *known != said {
            return Err(Error::new(format!(
                "row {}: {} gave unit “{}” two codes",
                number + 1,
                names[chosen[coder]],
                cell(row, unit)
            ))
            .hint("a table of one code a unit cannot hold several; give each code a table of applied (1) or not (0)"));
        }
        *known = said.or(*known);
    }
    let categories = categories.finish(&mut codes);
    let coders = chosen.iter().map(|name| names[*name].clone()).collect();
    Ok(RatingTable { layout: RatingLayout::Long, coders, categories, codes, stretches: Vec::new() })
}

fn stretches(rows: &[Row<'_>], coders: &[String], source: &Source) -> Result<RatingTable> {
    let first = &rows[0];
    let (coder, start, end) = (needed(first, &CODER)?, needed(first, &["start"])?, needed(first, &["end"])?);
    let code = heading(first, &CODE);
    let names = names_in(rows, coder);
    let chosen = chosen(&names, coders)?;
    let place: HashMap<&str, usize> =
        chosen.iter().enumerate().map(|(place, name)| (names[*name].as_str(), place)).collect();
    let mut categories = Categories::default();
    let mut stretches = vec![Vec::<Stretch>::new(); chosen.len()];
    for (number, row) in rows.iter().enumerate().skip(1) {
        let Some(&place) = place.get(cell(row, coder)) else { continue };
        let read = |column: usize| cell(row, column).parse::<u64>().ok();
        let unit = read(start).zip(read(end)).filter(|(start, end)| end > start);
        let Some((start, end)) = unit else {
            return Err(Error::new("start and end of a stretch are whole numbers, the end the larger")
                .in_place(Place::line(source.name(), number as u64 + 1)));
        };
        let code = code.and_then(|code| categories.place(cell(row, code))).unwrap_or(0);
        stretches[place].push(Stretch { start, end, code });
    }
    let categories = categories.names.iter().map(|name| (*name).to_owned()).collect();
    let coders = chosen.iter().map(|name| names[*name].clone()).collect();
    Ok(RatingTable { layout: RatingLayout::Stretches, coders, categories, codes: Vec::new(), stretches })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<RatingTable> {
        read(&Source::from_bytes("ratings.csv", text), None, &[])
    }

    #[test]
    fn nothing_and_a_heading_alone_are_errors_or_empty() {
        assert!(table(" \n").is_err());
        assert_eq!(table("unit,a,b\n").unwrap().codes, Vec::<Option<u32>>::new());
    }

    #[test]
    fn the_same_ratings_are_read_from_every_layout() {
        let codes = [Some(0), Some(1), None, Some(0), Some(1), Some(1)];
        let across = table("unit,a,b\n1,2,10\n2,,2\n3,10.0,10\n").unwrap();
        let long = table("unit;coder;code\n1;a;2\n1;b;10\n2;b;2\n3;a;10\n3;b;10\n").unwrap();
        let down = table("2,nan,10,\n10,2,10,\n").unwrap();
        assert_eq!(
            (across.layout, long.layout, down.layout),
            (RatingLayout::Across, RatingLayout::Long, RatingLayout::Down)
        );
        assert_eq!((&across.codes[..], &long.codes[..]), (&codes[..], &codes[..]));
        assert_eq!(down.codes[..6], codes);
        assert_eq!(
            (across.categories, long.coders),
            (vec!["2".to_owned(), "10".into()], vec!["a".to_owned(), "b".into()])
        );
        assert_eq!(down.coders, ["coder 1", "coder 2"]);
    }

    #[test]
    fn coders_are_chosen_by_name_and_an_unknown_one_is_said() {
        let source = Source::from_bytes("r.csv", "name,cc,om\n\"x, y\",1,0\n");
        let found = read(&source, None, &["OM".into(), "cc".into()]).unwrap();
        assert_eq!((found.coders, found.codes), (vec!["om".to_owned(), "cc".into()], vec![Some(0), Some(1)]));
        let error = read(&source, None, &["omm".into()]).unwrap_err();
        assert_eq!(error.hint_text(), Some("did you mean “om”?"));
    }

    #[test]
    fn one_coder_with_two_codes_for_a_unit_is_an_error() {
        assert!(table("unit,coder,code\n1,a,x\n1,a,y\n").unwrap_err().what().contains("two codes"));
    }

    #[test]
    fn stretches_have_a_start_and_an_end() {
        let found = table("coder,start,end,code\na,10,40,x\nb,12,38,x\n").unwrap();
        assert_eq!(found.stretches[1], [Stretch { start: 12, end: 38, code: 0 }]);
        assert!(table("coder,start,end\na,40,10\n").is_err());
    }
}
