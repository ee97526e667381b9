//! Whether two exports are of the same survey, and what is said about it.

use super::columns::{Codes, Met, Relation};
use super::rows::Rows;
use crate::diagnostic::Diagnostic;
use crate::readers::survey::code::short;
use crate::readers::survey::raw::RawTable;

/// Why a file was not used.
#[derive(Debug)]
pub enum NotSame {
    /// It cannot be read.
    Unread(String),
    /// Its columns are others.
    Columns { shared: usize, here: usize, there: usize },
    /// Its rows cannot be told which is which.
    Rows { here: usize, there: usize },
    /// At the same places stand answers that do not belong together.
    Answers { column: String, what: String },
    /// It says nothing that the export does not.
    NothingToAdd,
}

/// What is said of a file that was not used.
pub fn not_used(file: &str, why: &NotSame, is_given: bool) -> Diagnostic {
    let place = if is_given { "was given as belonging to the export" } else { "lies beside the export" };
    let why = match why {
        NotSame::Unread(what) => what.clone(),
        NotSame::Columns { shared, here, there } => format!(
            "it is no other export of the same survey: {shared} of its {there} columns are among the {here} of this one"
        ),
        NotSame::Rows { here, there } => {
            format!("no column tells respondents apart in both, and it has {there} rows where this one has {here}")
        }
        NotSame::Answers { column, what } => {
            format!("its rows are not those of this one; in the column “{}”, {what}", short(column))
        }
        NotSame::NothingToAdd => "it holds the same answers as this one, neither codes nor words for them".to_owned(),
    };
    let hint =
        "an export with codes and one with words, made at the same time with the same rows and columns, can be joined";
    let message = format!("{file} {place} and was not used: {why}");
    if is_given { Diagnostic::warning(message) } else { Diagnostic::note(message) }.hint(hint)
}

/// How far the answers at the same places agree.
#[derive(Debug, Default)]
pub struct Agreement {
    filled: u64,
    unfitting: u64,
    /// Columns of the same answers that tell rows apart at least a little.
    telling: usize,
    coded: usize,
    conflicts: Vec<(String, String, u64)>,
    different: Vec<(String, String, u64)>,
}

impl Agreement {
    /// Takes a column in.
    pub fn add(&mut self, column: &str, met: &[Met<'_>], relation: &Relation, record: &dyn Fn(usize) -> u64) {
        self.filled += met.iter().map(|pair| pair.count).sum::<u64>();
        match relation {
            Relation::Coded(codes) => {
                self.coded += 1;
                for (sentence, rows) in &codes.conflicts {
                    self.unfitting += rows;
                    self.conflicts.push((column.to_owned(), sentence.clone(), *rows));
                }
            }
            Relation::Same { different, first } => {
                self.telling += usize::from(met.len() > 1);
                self.unfitting += different;
                if let Some((row, one, other)) = first {
                    let sentence =
                        format!("row {} has “{}” in one and “{}” in the other", record(*row), short(one), short(other));
                    self.different.push((column.to_owned(), sentence, *different));
                }
            }
        }
    }

    /// Whether they are of the same survey and the right rows were laid beside each other.
    ///
    /// # Errors
    /// When they are not.
    pub fn judge(&self, rows: &Rows) -> Result<(), NotSame> {
        // Without anything that tells respondents apart, what is the same in both must be the same in every row.
        let most = if rows.by.is_some() { 10 } else { 100 };
        let by_order_alone = rows.by.is_none() && !self.different.is_empty();
        if self.unfitting * most > self.filled || by_order_alone || self.filled == 0 {
            let worst = self.different.iter().chain(&self.conflicts).max_by_key(|(_, _, rows)| *rows);
            let (column, what) = worst.map_or_else(
                || (String::new(), "nothing is answered in both".to_owned()),
                |(column, what, _)| (column.clone(), what.clone()),
            );
            return Err(NotSame::Answers { column, what });
        }
        Ok(())
    }

    /// What was joined, and what does not fit.
    pub fn noticed(
        &self,
        file: &str,
        codes_here: bool,
        (raw, other): (&RawTable, &RawTable),
        rows: &Rows,
        codes: &[Option<Codes>],
    ) -> Vec<Diagnostic> {
        let columns = codes.iter().flatten().count();
        let by = rows.by.as_ref().map_or_else(|| "their order".to_owned(), |name| format!("“{}”", short(name)));
        let what = if codes_here { "the words for the codes" } else { "the codes of the answers" };
        let matched = rows.matched().count();
        let mut all = vec![Diagnostic::note(format!(
            "{file} is another export of the same survey: it gives {what} of {}; {} matched by {by}",
            counted(columns, "column"),
            counted(matched, "row"),
        ))];
        all.extend(left_over(file, raw, other, rows));
        for (column, sentence, _) in &self.conflicts {
            all.push(
                Diagnostic::warning(format!("“{}”: {sentence}; nothing was guessed", short(column)))
                    .hint("export both files again at the same time, or give the labels in questionnaire.toml"),
            );
        }
        for (column, sentence, cells) in &self.different {
            let others = if *cells > 1 { format!(", and {} more rows differ", cells - 1) } else { String::new() };
            all.push(
                Diagnostic::warning(format!(
                    "“{}” differs from {file}: {sentence}{others}; this export counts",
                    short(column)
                ))
                .hint("was an answer changed between the two exports?"),
            );
        }
        all
    }
}

fn left_over(file: &str, raw: &RawTable, other: &RawTable, rows: &Rows) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    let mut here = rows.only_here();
    if let Some(first) = here.next() {
        let count = here.count() + 1;
        let is = if count == 1 { "is" } else { "are" };
        all.push(
            Diagnostic::warning(format!(
                "{} of this export {is} not in {file} (the first: row {}); counted with what the other rows say",
                counted(count, "row"),
                raw.records[first]
            ))
            .hint("export both files again at the same time"),
        );
    }
    if let Some(first) = rows.only_there.first() {
        let count = rows.only_there.len();
        let is = if count == 1 { "is" } else { "are" };
        all.push(
            Diagnostic::warning(format!(
                "{} of {file} {is} not in this export (the first: row {}) and not counted",
                counted(count, "row"),
                other.records[*first]
            ))
            .hint("export both files again at the same time"),
        );
    }
    all
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
