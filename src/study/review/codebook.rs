//! The codebook of interviews as a workbook.

use std::collections::BTreeMap;

use super::parts::{self, ByOwner, KEY, ORDER};
use super::table::{Table, fingerprint};
use crate::model::review::{Entry, ReviewBook, ReviewColumn, ReviewRow, ReviewSheet};
use crate::model::{Code, Codebook, Rule, Unit};

/// The sheet of codes.
pub const CODES: &str = "Codes";
/// The sheet of the rules that propose codes.
pub const RULES: &str = "Rules";
/// The column that says which code a rule belongs to.
pub const CODE: &str = "code";
/// Of what such a workbook is a review.
pub const OF: &str = "codebook";
/// The mark of the order of codes.
pub const ORDER_MARK: &str = "(order)";
/// What a code may be.
pub const STATUS: [&str; 3] = ["active", "draft", "retired"];

/// The workbook of a codebook. `used` says how many codings have each code.
pub fn book(codebook: &Codebook, used: &BTreeMap<String, u64>, date: Option<&str>) -> ReviewBook {
    let mut book = ReviewBook {
        of: OF.to_owned(),
        title: "The codebook, for you to check".to_owned(),
        date: date.map(str::to_owned),
        advice: advice(),
        sheets: vec![code_sheet(&codebook.codes, used), rule_sheet(&codebook.codes)],
        marks: Vec::new(),
    };
    book.marks = marks(&book, &codebook.codes);
    book
}

/// A fingerprint of each code, and of their order.
fn marks(book: &ReviewBook, codes: &[Code]) -> Vec<(String, String)> {
    let known = |id: &str| codes.iter().find(|code| code.id == id).map(|code| code.id.clone());
    let rules = Table::of(book, RULES, "");
    let by = ByOwner::of(rules, CODE, known, true).0;
    let (sheet, rule_sheet) = (parts::sheet(book, CODES), parts::sheet(book, RULES));
    let order = (ORDER_MARK.to_owned(), fingerprint(codes.iter().map(|code| code.id.as_str())));
    let table = Table { file: "", sheet };
    let each = codes.iter().zip(&sheet.rows).map(|(code, row)| {
        (code.id.clone(), parts::mark((table, sheet, row), &[(rules, rule_sheet, by.get(&code.id))]))
    });
    std::iter::once(order).chain(each).collect()
}

fn advice() -> Vec<(String, String)> {
    let lines = [
        (
            "What this is",
            "All codes of the study with what they mean. Change what is wrong, save the file, close it, and run the same command again: canvass codebook --review with the name of this file. You are told every change; the comments in codebook.toml stay.",
        ),
        ("White cells", "You may change them. An empty cell means: nothing to say."),
        ("Grey cells", "They are there to be read. What you change in them is not taken."),
        (
            "Sheet “Codes”",
            "A row a code. The name is what people read; the id is the short name that codings, tables and reports use (letters, digits and hyphens). The category is the id or the name of the code that this one belongs to; a code that others belong to is a category.",
        ),
        (
            "Definition, include, exclude",
            "What the code means, when to use it, and when not to and what to use instead: the words that make two people code alike.",
        ),
        ("Examples", "Words that the code fits, one example a line (Alt+Enter begins a new line)."),
        (
            "Status",
            "active (also where the cell is empty), draft, or retired: a retired code stays in the codebook with what was coded by it, and its rules propose nothing.",
        ),
        ("Replaces", "The ids of codes that this one took the place of, one a line."),
        (
            "A new code",
            "Add a row with a name and a definition. Leave the id empty, and one is made of the name; leave the order empty, and it stands last in its category.",
        ),
        (
            "Deleting a code",
            "Delete its whole row, where nothing was coded by it yet. Where something was, write retired under “status” instead.",
        ),
        (
            "Order",
            "Change the numbers to change the order (2.5 goes between 2 and 3). Sorting or filtering the rows changes nothing.",
        ),
        (
            "Sheet “Rules”",
            "A row a rule: words that propose the code of its first cell, for a person to accept or to reject. Phrases one a line: fund* takes any ending, train~ the inflections of an English word. Expressions are regular expressions, one a line. Patterns put words together, one a line: lack~ NEAR/4 money, funding AND NOT time; @money is a word set of the file. Proposed is the sentence, with turn the whole turn, with span the words alone. What a rule is limited to (cases, speakers, language) stays as the file has it. Questions, one a line: only in answers to these questions of the interview. Add or delete rows as you need.",
        ),
    ];
    lines.map(|(what, how)| (what.to_owned(), how.to_owned())).to_vec()
}

fn code_sheet(codes: &[Code], used: &BTreeMap<String, u64>) -> ReviewSheet {
    const WIDTHS: [u16; Code::FIELDS.len()] = [20, 26, 18, 48, 40, 40, 48, 9, 16];
    let described = Code::FIELDS.into_iter().zip(WIDTHS).map(|(name, width)| {
        let is_status = name == "status";
        let entry = if is_status { Entry::OneOf(STATUS.map(str::to_owned).to_vec()) } else { Entry::Words };
        ReviewColumn::new(name, width, entry)
    });
    let first = std::iter::once(ReviewColumn::new(ORDER, 7, Entry::Order));
    let last = [ReviewColumn::new("codings", 9, Entry::Locked), ReviewColumn::new(KEY, 8, Entry::Key)];
    let columns = first.chain(described).chain(last).collect();
    let rows = codes.iter().enumerate().map(|(place, code)| {
        let codings = used.get(&code.id).copied().unwrap_or(0).to_string();
        let cells =
            [vec![(place + 1).to_string()], code.fields(listed).to_vec(), vec![codings, code.id.clone()]].concat();
        ReviewRow { number: 0, cells, doubtful: false }
    });
    ReviewSheet { name: CODES.to_owned(), columns, rows: rows.collect() }
}

fn rule_sheet(codes: &[Code]) -> ReviewSheet {
    let columns = vec![
        ReviewColumn::new(CODE, 22, Entry::Words),
        ReviewColumn::new(ORDER, 7, Entry::Order),
        ReviewColumn::new("phrases", 44, Entry::Words),
        ReviewColumn::new("expressions", 44, Entry::Words),
        ReviewColumn::new("patterns", 44, Entry::Words),
        ReviewColumn::new("proposed", 11, Entry::OneOf(["sentence", "turn", "span"].map(str::to_owned).to_vec())),
        ReviewColumn::new("questions", 20, Entry::Words),
        ReviewColumn::new(KEY, 8, Entry::Key),
    ];
    let row = |code: &Code, place: usize, rule: &Rule| ReviewRow {
        number: 0,
        cells: vec![
            code.id.clone(),
            (place + 1).to_string(),
            listed(&rule.phrases),
            listed(&rule.expressions),
            listed(&rule.patterns),
            unit_in_words(rule.unit).to_owned(),
            listed(&rule.questions),
            format!("{}/{place}", code.id),
        ],
        doubtful: false,
    };
    let rows =
        codes.iter().flat_map(|code| code.rules.iter().enumerate().map(move |(place, rule)| row(code, place, rule)));
    ReviewSheet { name: RULES.to_owned(), columns, rows: rows.collect() }
}

/// What a rule proposes, as the workbook words it.
pub fn unit_in_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Sentence => "sentence",
        Unit::Turn => "turn",
        Unit::Span => "span",
    }
}

/// A list, one a line.
pub fn listed(items: &[String]) -> String {
    items.iter().map(|item| one_line(item)).collect::<Vec<_>>().join("\n")
}

/// What has lines of its own on one, so that a line of a cell is an item of a list.
pub fn one_line(item: &str) -> String {
    item.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_codebook_has_a_workbook_to_begin_with() {
        let book = book(&Codebook::default(), &BTreeMap::new(), None);
        assert_eq!(book.sheets.len(), 2);
        assert!(book.sheets.iter().all(|sheet| sheet.rows.is_empty()));
        assert_eq!(book.marks.len(), 1);
    }
}
