//! What a narrative may call, and what each call gives. docs/report.md lists them.

use std::sync::Arc;

use minijinja::value::{Kwargs, Rest, Value};
use minijinja::{Environment, ErrorKind};

use super::lookup::{self, Of};
use super::narrative::MARK;
use super::produce::{Insert, Workshop};
use super::theme_tables::{self, Asked};
use super::{deviant, methods, participants, quotations, themes};
use crate::diagnostic::{Error, Result, unknown_name};
use crate::model::{Cell, Measure};
use crate::number;

/// Every call, in the order of the documentation.
pub const NAMES: &[&str] = &[
    "n",
    "pct",
    "base",
    "mean",
    "median",
    "cases",
    "most",
    "all",
    "some",
    "none_of",
    "table",
    "chart",
    "themes",
    "cooccurrence",
    "ranking",
    "prompted",
    "deviant",
    "joint",
    "theme",
    "quote",
    "quotes",
    "participants",
    "codebook",
    "memo",
    "methods",
];

/// The arguments of a call in plain data.
#[derive(Debug, Default)]
struct Given {
    plain: Vec<String>,
    row: Option<String>,
    of: Of,
    limit: Option<usize>,
    decimals: Option<usize>,
    anyway: bool,
    /// What a table of themes counts.
    count: Option<String>,
    /// Which pairs of codes.
    pairs: Asked,
    /// From where on a pattern is one: a share in per cent, the smallest group, how many patterns of two themes.
    pattern: (Option<f64>, Option<u64>, Option<usize>),
}

impl Given {
    fn at(&self, index: usize, what: &str) -> Result<&str> {
        self.plain
            .get(index)
            .map(String::as_str)
            .ok_or_else(|| Error::new(format!("this call needs {what}")).hint("docs/report.md shows every call"))
    }
}

/// Makes every call known to the template engine.
pub fn register(environment: &mut Environment<'_>, workshop: &Arc<Workshop>) {
    for &name in NAMES {
        let workshop = Arc::clone(workshop);
        environment.add_function(
            name,
            move |arguments: Rest<Value>, named: Kwargs| -> std::result::Result<Value, minijinja::Error> {
                let given = given(&arguments, &named)?;
                match call(name, &given, &workshop) {
                    Ok(insert) => {
                        let number = workshop.insert(insert);
                        Ok(Value::from(format!("{}{number}{}", MARK.0, MARK.1)))
                    }
                    Err(error) => {
                        let carried = minijinja::Error::new(ErrorKind::InvalidOperation, error.what().to_owned());
                        workshop.keep_error(error);
                        Err(carried)
                    }
                }
            },
        );
    }
}

fn given(arguments: &[Value], named: &Kwargs) -> std::result::Result<Given, minijinja::Error> {
    let word = |name: &str| -> std::result::Result<Option<String>, minijinja::Error> { named.get(name) };
    let given = Given {
        plain: arguments.iter().map(ToString::to_string).collect(),
        row: word("row")?,
        of: Of { group: word("of")?, by: word("by")? },
        limit: named.get("limit")?,
        decimals: named.get("decimals")?,
        anyway: named.get::<Option<bool>>("anyway")?.unwrap_or_default(),
        count: word("count")?,
        pairs: Asked {
            within: word("within")?,
            then: named.get("then")?,
            only: word("only")?,
            matrix: named.get::<Option<bool>>("matrix")?.unwrap_or_default(),
            ..Asked::default()
        },
        pattern: (named.get("nearly")?, named.get("at_least")?, named.get("pairs")?),
    };
    named.assert_all_used()?;
    Ok(given)
}

fn call(name: &str, given: &Given, workshop: &Workshop) -> Result<Insert> {
    match name {
        "n" => count(given, workshop),
        "pct" => share(given, workshop),
        "base" => Ok(Insert::Words(number::count(lookup::base(workshop, given.at(0, "a question")?, &given.of)?))),
        "mean" => figure(given, workshop, Measure::Mean),
        "median" => figure(given, workshop, Measure::Median),
        "cases" => {
            let cell = lookup::code(workshop, given.at(0, "a code")?, &given.of)?;
            Ok(Insert::Words(of_cell(&cell, u64::MAX)))
        }
        "most" | "all" | "some" | "none_of" => amount(name, given, workshop),
        "table" => {
            let table = workshop.declared_table(given.at(0, "the id of a [[table]] of study.toml")?)?;
            let is_ranked = workshop.material.file.tables.iter().any(|spec| spec.id == table.id && spec.rank);
            let beside = if is_ranked { themes::priorities(workshop, &table) } else { None };
            Ok(Insert::Blocks([workshop.numbered_table(table)].into_iter().chain(beside).collect()))
        }
        "chart" => {
            let chart = workshop.declared_chart(given.at(0, "the id of a [[chart]] of study.toml")?)?;
            Ok(Insert::Blocks(vec![workshop.numbered_figure(chart)]))
        }
        "themes" => {
            if let Some(count) = &given.count {
                let blocks = theme_tables::counted(workshop, &given.plain, &given.of, count, given.anyway)?;
                return Ok(Insert::Blocks(blocks));
            }
            let by: Vec<String> = given.of.by.iter().cloned().collect();
            let table = workshop.themes_table(&given.plain, &by)?;
            Ok(Insert::Blocks(vec![workshop.numbered_table(table)]))
        }
        "cooccurrence" => {
            let asked = Asked { at_least: given.pattern.1, limit: given.limit, ..given.pairs.clone() };
            Ok(Insert::Blocks(theme_tables::cooccurrence(workshop, &given.plain, asked)?))
        }
        "ranking" => Ok(Insert::Blocks(themes::ranking(workshop, &given.plain, &given.of, given.anyway)?)),
        "prompted" => Ok(Insert::Blocks(themes::prompted(workshop, &given.plain, &given.of)?)),
        "deviant" => {
            let (nearly, at_least, pairs) = given.pattern;
            let threshold = deviant::threshold(nearly, at_least, pairs)?;
            let passages = given.limit.unwrap_or(2);
            Ok(Insert::Blocks(themes::deviant(workshop, &given.plain, &given.of, (threshold, passages), given.anyway)?))
        }
        "joint" => Ok(Insert::Blocks(themes::joint(workshop, &given.plain, given.limit)?)),
        "theme" => Ok(Insert::Blocks(themes::blocks(workshop, given.at(0, "the id of a theme of themes.toml")?)?)),
        "memo" => Ok(Insert::Blocks(themes::memo(workshop, given.at(0, "a memo, such as \"journal\"")?)?)),
        "quote" => {
            let block = quotations::by_id(workshop, given.at(0, "the id of a coding")?)?;
            Ok(Insert::Blocks(vec![block]))
        }
        "quotes" => {
            let code = given.at(0, "a code")?;
            let limit = given.limit.unwrap_or(workshop.material.file.report.quotations);
            Ok(Insert::Blocks(quotations::of_code(workshop, code, &given.of, limit)?))
        }
        "participants" => Ok(Insert::Blocks(participants::blocks(workshop))),
        "codebook" => Ok(Insert::Blocks(methods::codebook(workshop))),
        _ => {
            workshop.set_methods();
            Ok(Insert::Blocks(methods::blocks(workshop)))
        }
    }
}

/// `n("completed")`, `n("interviewed")`, `n("question", "choice")`.
fn count(given: &Given, workshop: &Workshop) -> Result<Insert> {
    let first = given.at(0, "what to count: \"completed\", \"interviewed\", or a question and a choice")?;
    let words = match (first, given.plain.get(1)) {
        ("completed", None) => number::count(participants::completed(workshop)),
        ("interviewed", None) => number::count(participants::interviewed(workshop, &given.of)?),
        (_, None) => {
            let things = ["completed", "interviewed"];
            let error = unknown_name("thing to count", first, things);
            return Err(match lookup::known_question(workshop, first) {
                Ok(question) => Error::new(format!("n(\"{first}\") does not say which choice")).hint(format!(
                    "write n(\"{first}\", \"{}\"), or base(\"{first}\") for how many answered",
                    question.choices.first().map_or("…", |choice| choice.label.text.as_str())
                )),
                Err(_) => error,
            });
        }
        (question, Some(choice)) => {
            let cell = lookup::answer(workshop, question, choice, given.row.as_deref(), &given.of)?;
            number::count(cell.count.unwrap_or(0))
        }
    };
    Ok(Insert::Words(words))
}

/// `pct("question", "choice")`: "34 of 38 (89%)", or counts where the base is small.
fn share(given: &Given, workshop: &Workshop) -> Result<Insert> {
    let question = given.at(0, "a question and a choice")?;
    let choice = given.at(1, "a choice of the question")?;
    let cell = lookup::answer(workshop, question, choice, given.row.as_deref(), &given.of)?;
    Ok(Insert::Words(of_cell(&cell, workshop.material.file.report.percent_from)))
}

fn of_cell(cell: &Cell, percent_from: u64) -> String {
    number::share(cell.count.unwrap_or(0), rests_on(cell), percent_from)
}

/// What a cell rests on, as tables show it: those who were asked, where that is known, else the base.
fn rests_on(cell: &Cell) -> u64 {
    cell.asked.unwrap_or_else(|| cell.base.map_or(0, |base| base.unweighted))
}

fn figure(given: &Given, workshop: &Workshop, measure: Measure) -> Result<Insert> {
    let question = given.at(0, "a question")?;
    // More decimals than three claim a precision that no questionnaire has.
    let decimals = given.decimals.unwrap_or(1).min(3);
    Ok(Insert::Words(number::grouped(lookup::statistic(workshop, question, measure, &given.of)?, decimals)))
}

/// `most("funding", of="Commissioner")`: the word, if it is true; else an error with the figure.
fn amount(word: &str, given: &Given, workshop: &Workshop) -> Result<Insert> {
    let code = given.at(0, "a code, or a question and a choice")?;
    let cell = match given.plain.get(1) {
        Some(choice) => lookup::answer(workshop, code, choice, given.row.as_deref(), &given.of)?,
        None => lookup::code(workshop, code, &given.of)?,
    };
    let (count, base) = (cell.count.unwrap_or(0), rests_on(&cell));
    let (holds, meaning) = match word {
        "most" => (count * 2 > base, "more than half"),
        "all" => (base > 0 && count == base, "every one"),
        "none_of" => (base > 0 && count == 0, "not one"),
        _ => (count > 0 && count * 2 <= base, "at least one and at most half"),
    };
    if holds {
        return Ok(Insert::Words(word.trim_end_matches("_of").to_owned()));
    }
    Err(Error::new(format!("“{word}” is not true: it is {count} of {base}, and “{word}” means {meaning}"))
        .hint("change the sentence, or give the figure with cases() or pct()"))
}
