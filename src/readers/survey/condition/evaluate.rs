//! A condition over the rows of a table: yes, no, or nobody can say.

use std::collections::HashMap;

use super::{Comparison, Condition, Value};
use crate::readers::survey::code::is_yes;
use crate::readers::survey::numbers::whole;
use crate::readers::survey::raw::{RawColumn, RawTable};

/// Where the answer to a question stands.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// The column with its answer; of a multiple response set the one that lists what was ticked.
    pub column: Option<usize>,
    /// The columns of its choices, by code.
    pub ticks: Vec<(String, usize)>,
    /// The code of each label that stands in the cells, where they hold labels.
    pub codes: HashMap<String, String>,
}

/// Tables whose answers a condition may rest on, the own first: a repeat may ask for the answers of its parent.
pub struct Answers<'a> {
    /// The table.
    pub raw: &'a RawTable,
    /// Where its questions stand, by name.
    pub fields: &'a HashMap<String, Field>,
    /// The parent's, and for each row the row of the parent.
    pub parent: Option<(&'a Answers<'a>, &'a [Option<usize>])>,
}

/// For each row whether the condition holds; `None` where that cannot be said.
pub fn rows(condition: &Condition, answers: &Answers<'_>) -> Vec<Option<bool>> {
    let all = |truth: Option<bool>| vec![truth; answers.raw.rows()];
    match condition {
        Condition::All(parts) => joined(parts, answers, false),
        Condition::Any(parts) => joined(parts, answers, true),
        Condition::Not(part) => rows(part, answers).into_iter().map(|truth| truth.map(|truth| !truth)).collect(),
        Condition::Ticked(name, choice) => answers.of(name, &|field, raw| ticked(field, raw, choice)),
        Condition::Compare(Value::Answer(name), comparison, Value::Text(text)) => {
            answers.of(name, &|field, raw| compared(field, raw, *comparison, text))
        }
        Condition::Compare(Value::Text(text), comparison, Value::Answer(name)) => {
            answers.of(name, &|field, raw| compared(field, raw, turned(*comparison), text))
        }
        Condition::Compare(Value::Count(name), comparison, Value::Text(text)) => {
            answers.of(name, &|field, raw| counted(field, raw, *comparison, text))
        }
        Condition::Compare(Value::Text(one), comparison, Value::Text(other)) => {
            all(Some(holds(one, *comparison, other)))
        }
        Condition::Fixed(truth) => all(Some(*truth)),
        Condition::Compare(..) | Condition::Beyond => all(None),
    }
}

/// “And” is no as soon as one part is, “or” is yes as soon as one part is, whatever cannot be said of the others.
fn joined(parts: &[Condition], answers: &Answers<'_>, decides: bool) -> Vec<Option<bool>> {
    let mut truths = vec![Some(!decides); answers.raw.rows()];
    for part in parts {
        for (truth, part) in truths.iter_mut().zip(rows(part, answers)) {
            *truth = match (*truth, part) {
                (Some(one), _) if one == decides => Some(decides),
                (_, Some(other)) if other == decides => Some(decides),
                (Some(_), Some(_)) => Some(!decides),
                _ => None,
            };
        }
    }
    truths
}

type Rows = Option<Vec<bool>>;

impl Answers<'_> {
    /// The truth of each row by a question of this table, or by its row of the parent table.
    fn of(&self, name: &str, by: &dyn Fn(&Field, &RawTable) -> Rows) -> Vec<Option<bool>> {
        let unknown = || vec![None; self.raw.rows()];
        if let Some(field) = self.fields.get(name) {
            return by(field, self.raw).map_or_else(unknown, |rows| rows.into_iter().map(Some).collect());
        }
        let Some((parent, places)) = self.parent else { return unknown() };
        let above = parent.of(name, by);
        places.iter().map(|place| place.and_then(|place| above.get(place).copied().flatten())).collect()
    }
}

fn by_value(column: &RawColumn, is: impl Fn(&str) -> bool) -> Vec<bool> {
    let values: Vec<bool> = column.values().map(is).collect();
    column.codes().iter().map(|code| values.get(code as usize).copied().unwrap_or(false)).collect()
}

fn ticked(field: &Field, raw: &RawTable, choice: &str) -> Rows {
    let split = field.ticks.iter().find(|(code, _)| code == choice || code.eq_ignore_ascii_case(choice));
    if let Some(column) = field.column.and_then(|column| raw.columns.get(column)) {
        let names_it = |value: &str| {
            let is = |word: &str| {
                let code = field.codes.get(word).map_or(word, String::as_str);
                same(code, choice) || code.eq_ignore_ascii_case(choice)
            };
            is(value) || value.split_whitespace().any(is)
        };
        // Words joined by blanks may hold blanks themselves: then the column of the choice tells better.
        if split.is_none() || field.codes.is_empty() {
            return Some(by_value(column, names_it));
        }
    }
    let column = raw.columns.get(split?.1)?;
    Some(by_value(column, |value| is_yes(value) == Some(true)))
}

fn compared(field: &Field, raw: &RawTable, comparison: Comparison, text: &str) -> Rows {
    let column = raw.columns.get(field.column?)?;
    Some(by_value(column, |value| holds(field.codes.get(value).map_or(value, String::as_str), comparison, text)))
}

fn counted(field: &Field, raw: &RawTable, comparison: Comparison, text: &str) -> Rows {
    let is = |count: usize| holds(&count.to_string(), comparison, text);
    if field.ticks.is_empty() {
        let column = raw.columns.get(field.column?)?;
        return Some(by_value(column, |value| is(value.split_whitespace().count())));
    }
    let mut counts = vec![0_usize; raw.rows()];
    for (_, column) in &field.ticks {
        let column = raw.columns.get(*column)?;
        for (count, ticked) in counts.iter_mut().zip(by_value(column, |value| is_yes(value) == Some(true))) {
            *count += usize::from(ticked);
        }
    }
    Some(counts.into_iter().map(is).collect())
}

/// Whether a comparison holds. A blank is equal to nothing but a blank, and neither more nor less than anything.
fn holds(value: &str, comparison: Comparison, text: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let order = match (number(value), number(text)) {
        (Some(one), Some(other)) => one.partial_cmp(&other),
        _ if is_iso_date(value) && is_iso_date(text) => Some(value.cmp(text)),
        _ => None,
    };
    match comparison {
        Comparison::Equal => same(value, text),
        Comparison::Unequal => !same(value, text),
        Comparison::Less => order.is_some_and(std::cmp::Ordering::is_lt),
        Comparison::AtMost => order.is_some_and(std::cmp::Ordering::is_le),
        Comparison::More => order.is_some_and(std::cmp::Ordering::is_gt),
        Comparison::AtLeast => order.is_some_and(std::cmp::Ordering::is_ge),
    }
}

/// Codes are alike however a sheet wrote them: 1 and 1.0, `TRUE` and 1 apart.
fn same(value: &str, text: &str) -> bool {
    let (value, text) = (value.trim(), text.trim());
    value == text || (whole(value).is_some() && whole(value) == whole(text))
}

fn is_iso_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10
        && bytes.iter().take(10).enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::More,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::More => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        same => same,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::readers::survey::raw::Collector;

    fn table(headings: &str, rows: &[&str]) -> RawTable {
        let mut collector = Collector::new(vec![headings.split(',').map(str::to_owned).collect()]);
        for row in rows {
            collector.push(row.split(','));
        }
        let mut raw = collector.finish().0;
        raw.names = raw.headings[0].clone();
        raw
    }

    fn fields(raw: &RawTable) -> HashMap<String, Field> {
        let field = |(place, name): (usize, &String)| (name.clone(), Field { column: Some(place), ..Field::default() });
        raw.names.iter().enumerate().map(field).collect()
    }

    fn truths(raw: &RawTable, condition: &str) -> Vec<Option<bool>> {
        let fields = fields(raw);
        rows(&parse(condition), &Answers { raw, fields: &fields, parent: None })
    }

    #[test]
    fn answers_lists_and_numbers_decide() {
        let raw = table("a,b,n,id", &["yes,x y,17,1", "no,xy,18.0,2", ",,,3"]);
        assert_eq!(truths(&raw, "${a} = 'yes'"), [Some(true), Some(false), Some(false)]);
        assert_eq!(truths(&raw, "selected(${b}, 'x')"), [Some(true), Some(false), Some(false)]);
        assert_eq!(truths(&raw, "${n} >= 18"), [Some(false), Some(true), Some(false)]);
        assert_eq!(truths(&raw, "${a} != ''"), [Some(true), Some(true), Some(false)]);
        assert_eq!(truths(&raw, "count-selected(${b}) > 1"), [Some(true), Some(false), Some(false)]);
    }

    #[test]
    fn what_is_not_in_the_file_is_unknown_unless_the_rest_decides() {
        let raw = table("a,b", &["yes,1", "no,1"]);
        assert_eq!(truths(&raw, "${gone} = 'x'"), [None, None]);
        assert_eq!(truths(&raw, "${gone} = 'x' and ${a} = 'yes'"), [None, Some(false)]);
        assert_eq!(truths(&raw, "${a} = 'yes' or today() > ${b}"), [Some(true), None]);
    }

    #[test]
    fn a_repeat_asks_its_parent() {
        let above = table("size", &["1", "5"]);
        let above_fields = fields(&above);
        let parent = Answers { raw: &above, fields: &above_fields, parent: None };
        let own = table("age", &["30", "40", "50"]);
        let own_fields = fields(&own);
        let places = [Some(1), None, Some(0)];
        let answers = Answers { raw: &own, fields: &own_fields, parent: Some((&parent, &places)) };
        assert_eq!(rows(&parse("${size} > 2"), &answers), [Some(true), None, Some(false)]);
    }

    #[test]
    fn labels_stand_for_their_codes_and_tick_columns_for_their_choices() {
        let raw = table("a,m1,m2", &["Oui,1,0", "Non,TRUE,1"]);
        let mut known = HashMap::new();
        let codes = HashMap::from([("Oui".to_owned(), "yes".to_owned())]);
        known.insert("a".to_owned(), Field { column: Some(0), codes, ..Field::default() });
        let ticks = vec![("1".to_owned(), 1), ("2".to_owned(), 2)];
        known.insert("m".to_owned(), Field { ticks, ..Field::default() });
        let answers = Answers { raw: &raw, fields: &known, parent: None };
        assert_eq!(rows(&parse("${a} = 'yes'"), &answers), [Some(true), Some(false)]);
        assert_eq!(rows(&parse("[m(2)] = '1'"), &answers), [Some(false), Some(true)]);
        assert_eq!(rows(&parse("count-selected(${m}) = 2"), &answers), [Some(false), Some(true)]);
    }
}
