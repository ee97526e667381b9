//! The passages of a code that comes apart, as a workbook in which a person shares them out.

use super::parts::KEY;
use super::table::{Table, complete};
use crate::diagnostic::Diagnostic;
use crate::model::review::{Entry, ReviewBook, ReviewColumn, ReviewRow, ReviewSheet};
use crate::model::{Code, Coding, Corpus};

/// Of what such a workbook is a review.
pub const OF: &str = "split";
/// Its sheet.
pub const PASSAGES: &str = "Passages";
/// What is written where a passage belongs to none of the codes.
pub const NONE: &str = "none";

/// The columns in which codes are chosen.
const CHOICES: [&str; 2] = ["belongs to", "and to"];

/// What was decided on a passage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// The id of the coding.
    pub coding: String,
    /// The codes that it is to have; none where it belongs to none of them.
    pub codes: Vec<String>,
    /// Why.
    pub reason: String,
}

/// The workbook: a row a passage, the codes of `into` to choose from.
pub fn book(corpus: &Corpus, from: &Code, into: &[&Code], passages: &[&Coding], date: Option<&str>) -> ReviewBook {
    let mut offered: Vec<String> = into.iter().map(|code| code.id.clone()).collect();
    offered.extend([from.id.clone(), NONE.to_owned()]);
    let columns = vec![
        ReviewColumn::new("document", 16, Entry::Locked),
        ReviewColumn::new("turn", 6, Entry::Locked),
        ReviewColumn::new("coder", 10, Entry::Locked),
        ReviewColumn::new("passage", 70, Entry::Locked),
        ReviewColumn::new("memo", 24, Entry::Locked),
        ReviewColumn::new(CHOICES[0], 20, Entry::OneOf(offered.clone())),
        ReviewColumn::new(CHOICES[1], 20, Entry::OneOf(offered)),
        ReviewColumn::new("reason", 34, Entry::Words),
        ReviewColumn::new(KEY, 8, Entry::Key),
    ];
    let row = |coding: &&Coding| {
        let turn = corpus.document(&coding.document).and_then(|document| document.turn_at(coding.start));
        let cells = vec![
            coding.document.clone(),
            turn.map(|turn| turn.number.to_string()).unwrap_or_default(),
            coding.coder.clone(),
            in_context(coding),
            coding.noted(),
            String::new(),
            String::new(),
            String::new(),
            coding.id.clone(),
        ];
        ReviewRow { number: 0, cells, doubtful: false }
    };
    ReviewBook {
        of: OF.to_owned(),
        title: format!("“{}” comes apart, for you to share out", from.name),
        date: date.map(str::to_owned),
        advice: advice(from, into),
        sheets: vec![ReviewSheet { name: PASSAGES.to_owned(), columns, rows: passages.iter().map(row).collect() }],
        marks: vec![(from.id.clone(), String::new())],
    }
}

/// The passage with the few words around it that its anchor keeps, on one line; words that the anchor cut are left out.
fn in_context(coding: &Coding) -> String {
    const ANCHOR: usize = 32;
    let line = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = |words: &str| words.chars().count() >= ANCHOR;
    let (mut before, mut after) = (line(&coding.prefix), line(&coding.suffix));
    if cut(&coding.prefix) {
        before = before.split_once(' ').map_or_else(|| "…".to_owned(), |(_, rest)| format!("… {rest}"));
    }
    if cut(&coding.suffix) {
        after = after.rsplit_once(' ').map_or_else(|| "…".to_owned(), |(rest, _)| format!("{rest} …"));
    }
    format!("{before} »{}« {after}", line(&coding.exact)).trim().to_owned()
}

fn advice(from: &Code, into: &[&Code]) -> Vec<(String, String)> {
    let mut lines = vec![
        (
            "What this is".to_owned(),
            format!(
                "Every passage that was coded “{}”, whoever coded it. Choose in “belongs to” what it is to be coded with from now on; save the file, close it, and run: canvass codebook split {} --take with the name of this file. You may do part of it now and the rest later.",
                from.name, from.id
            ),
        ),
        (
            "Belongs to".to_owned(),
            "One of the codes below. A passage may belong to two: choose the other in “and to”.".to_owned(),
        ),
        (from.id.clone(), format!("It stays “{}”.", from.name)),
        (NONE.to_owned(), "None of the codes fits: the passage is kept as rejected and counts no more.".to_owned()),
        ("Empty".to_owned(), "Not decided yet: it stays as it is.".to_owned()),
        ("Reason".to_owned(), "A few words on why, where it is not plain. They go to memos/decisions.md.".to_owned()),
    ];
    for code in into {
        let meaning = if code.definition.is_empty() { &code.name } else { &code.definition };
        lines.push((code.id.clone(), meaning.clone()));
    }
    lines
}

/// What was decided in a workbook that came back, and how many passages were left; or all that cannot be taken.
///
/// # Errors
/// With each cell that names no code on offer, and each row that is not one of those expected.
pub fn take_back(
    expected: &ReviewBook,
    edited: &ReviewBook,
    file: &str,
) -> Result<(Vec<Decided>, usize), Vec<Diagnostic>> {
    let from = expected.marks.first().map_or("", |(id, _)| id.as_str());
    let own = edited.marks.first().map_or("", |(id, _)| id.as_str());
    if edited.of != OF || own != from {
        return Err(vec![
            Diagnostic::error(format!("this workbook is not the one in which “{from}” comes apart"))
                .hint(format!("write it anew: canvass codebook split {from} --into … -o split.xlsx")),
        ]);
    }
    let missing = complete(expected, edited, file);
    let (Some(sheet), Some(table)) = (expected.sheets.first(), Table::of(edited, PASSAGES, file)) else {
        return Err(missing);
    };
    if !missing.is_empty() {
        return Err(missing);
    }
    let known = |id: &str| sheet.rows.iter().any(|row| row.cells.last().is_some_and(|key| key == id));
    let offered = sheet.columns.iter().find_map(|column| match &column.entry {
        Entry::OneOf(words) => Some(words.as_slice()),
        _ => None,
    });
    let (mut decided, mut left, mut problems) = (Vec::new(), 0, Vec::new());
    for row in &table.sheet.rows {
        let id = table.cell(row, KEY);
        let words: Vec<(&str, &str)> = CHOICES
            .iter()
            .map(|heading| (*heading, table.cell(row, heading)))
            .filter(|(_, word)| !word.is_empty())
            .collect();
        if words.is_empty() {
            left += usize::from(known(id));
            continue;
        }
        if !known(id) {
            let what = "this passage is not coded so any more, or its row was added".to_owned();
            problems.push(table.problem(row, CHOICES[0], what, "leave the row out, or write the workbook anew"));
            continue;
        }
        let mut codes: Vec<String> = Vec::new();
        for (heading, word) in &words {
            match offered.unwrap_or_default().iter().find(|offered| offered.eq_ignore_ascii_case(word)) {
                Some(code) if !codes.contains(code) => codes.push(code.clone()),
                Some(_) => {}
                None => problems.push(table.problem(
                    row,
                    heading,
                    format!("“{word}” is none of the codes to choose from"),
                    format!("choose one of {}", offered.unwrap_or_default().join(", ")),
                )),
            }
        }
        if codes.len() > 1 && codes.iter().any(|code| code == NONE) {
            let what = "a passage cannot belong to a code and to none".to_owned();
            problems.push(table.problem(row, CHOICES[1], what, "empty one of the two cells"));
        }
        codes.retain(|code| code != NONE);
        decided.push(Decided { coding: id.to_owned(), codes, reason: table.cell(row, "reason").to_owned() });
    }
    if problems.is_empty() { Ok((decided, left)) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(id: &str) -> Code {
        Code { id: id.into(), name: id.into(), ..Code::default() }
    }

    fn written() -> ReviewBook {
        let codings = ["a", "b"].map(|id| Coding { id: id.into(), code: "joy".into(), ..Coding::default() });
        let (joy, play, laugh) = (code("joy"), code("play"), code("laugh"));
        book(&Corpus::default(), &joy, &[&play, &laugh], &codings.each_ref(), None)
    }

    fn edited(cells: &[(usize, usize, &str)]) -> ReviewBook {
        let mut edited = written();
        for (row, column, words) in cells {
            (*words).clone_into(&mut edited.sheets[0].rows[*row].cells[*column]);
        }
        edited
    }

    #[test]
    fn nothing_filled_in_decides_nothing() {
        assert_eq!(take_back(&written(), &written(), "s.xlsx").unwrap(), (Vec::new(), 2));
    }

    #[test]
    fn one_code_two_codes_none_and_the_old_one() {
        let back = edited(&[(0, 5, "Play"), (0, 6, "laugh"), (0, 7, "both"), (1, 5, "none")]);
        let (decided, left) = take_back(&written(), &back, "s.xlsx").unwrap();
        assert_eq!(left, 0);
        assert_eq!(
            (decided[0].codes.as_slice(), decided[0].reason.as_str()),
            (&["play".to_owned(), "laugh".into()][..], "both")
        );
        assert!(decided[1].codes.is_empty());
        let back = edited(&[(1, 6, "joy")]);
        assert_eq!(take_back(&written(), &back, "s.xlsx").unwrap().0[0].codes, ["joy"]);
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_cell() {
        let problems =
            take_back(&written(), &edited(&[(0, 5, "fun"), (1, 5, "none"), (1, 6, "play")]), "s.xlsx").unwrap_err();
        let words: Vec<String> = problems.iter().map(|problem| format!("{problem:?}")).collect();
        assert!(problems.len() == 2 && words[0].contains("fun") && words[1].contains("and to none"), "{words:?}");
        assert!(take_back(&written(), &edited(&[(0, 8, "zz"), (0, 5, "play")]), "s.xlsx").is_err());
        let other = ReviewBook { of: "codebook".into(), ..written() };
        assert!(take_back(&written(), &other, "s.xlsx").is_err());
        let mut without = written();
        without.sheets[0].columns[5].heading = "x".into();
        assert!(take_back(&written(), &without, "s.xlsx").is_err());
    }
}
