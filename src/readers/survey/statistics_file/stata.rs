//! .dta of Stata, 102 to 119: labels by name, extended missing values with their letters, strings of any length.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use dta::stata::dta::characteristic_reader::CharacteristicReader;
use dta::stata::dta::dta_error::DtaError;
use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::value::Value;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::missing_value::MissingValue;
use dta::stata::stata_byte::StataByte;
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_float::StataFloat;
use dta::stata::stata_int::StataInt;
use dta::stata::stata_long::StataLong;
use encoding_rs::Encoding;

use super::columns::Columns;
use super::stata_lengths::Lengths;
use super::{StatisticsFile, damaged};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Kind, Missing};
use crate::readers::survey::calendar;
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion};
use crate::readers::survey::draft::NotAnswer;
use crate::readers::survey::platform::Container;

/// The whole number that stands for the first of the extended missing values among value labels, `.a`.
const FIRST_LETTER: i64 = 2_147_483_622;

/// Whether a file begins as those before release 117 do, which have no words at their start.
pub fn is_old(bytes: &[u8]) -> bool {
    let Some([release, order, kind, padding]) = bytes.first_chunk::<4>() else { return false };
    let known = matches!(release, 102..=105 | 108 | 110..=115);
    known && matches!(order, 1 | 2) && *kind == 1 && (*padding == 0 || *release < 105)
}

/// Reads a file. Before release 118 it does not say what encoding it has, and files of other programs say what is not so: UTF-8
/// where it is that, else windows-1252, unless an encoding is named.
///
/// # Errors
/// When it is damaged or over a limit.
pub fn read(bytes: &[u8], encoding: Option<&'static Encoding>) -> Result<StatisticsFile> {
    let decoded = match encoding {
        Some(encoding) => read_as(bytes, encoding)?,
        None => read_as(bytes, encoding_rs::UTF_8).or_else(|_| {
            let mut decoded = read_as(bytes, encoding_rs::WINDOWS_1252)?;
            decoded.noticed.push(
                Diagnostic::note("the texts of this file are not UTF-8; read as windows-1252")
                    .hint("look at the accents; --encoding names another encoding"),
            );
            Ok::<_, Error>(decoded)
        })?,
    };
    Ok(decoded)
}

fn read_as(bytes: &[u8], encoding: &'static Encoding) -> Result<StatisticsFile> {
    let broken = |error: DtaError| damaged(error);
    let open = || {
        let (bytes, looks) = Lengths::of(bytes);
        let header = DtaReader::new().encoding(encoding).from_reader(bytes).read_header().map_err(broken)?;
        // A list of variables may be four bytes as well.
        looks.set(false);
        let schema = header.read_schema().map_err(broken)?;
        looks.set(true);
        Ok::<_, Error>((schema, looks))
    };
    let (mut characteristics, looks) = open()?;
    // Rows that take no bytes could be as many as the file cares to say.
    let takes_bytes = |variable: &Variable| !matches!(variable.variable_type(), VariableType::FixedString(0));
    if !characteristics.schema().variables().iter().any(takes_bytes) {
        return Err(damaged("it holds no variables"));
    }
    let has_long = characteristics
        .schema()
        .variables()
        .iter()
        .any(|variable| variable.variable_type() == VariableType::LongString);
    let long = match has_long.then(open).transpose()? {
        Some((characteristics, looks)) => long_strings(characteristics, &looks, encoding)?,
        None => LongStrings::new(),
    };
    let title = characteristics.header().dataset_label().trim().to_owned();
    characteristics.skip_to_end().map_err(broken)?;
    looks.set(false);
    let mut records = characteristics.into_record_reader().map_err(broken)?;
    let variables: Vec<DescribedQuestion> = records.schema().variables().iter().map(described).collect();
    let units: Vec<Unit> = records.schema().variables().iter().map(|variable| unit(variable.format())).collect();
    let mut columns = Columns::new(variables.iter().map(|variable| variable.name.clone()).collect(), bytes.len())?;
    let mut letters = vec![BTreeSet::new(); variables.len()];
    while let Some(record) = records.read_record().map_err(broken)? {
        columns.expect_rows(1)?;
        for (place, value) in record.values().iter().enumerate().take(units.len()) {
            if let Some(letter) = add(&mut columns, place, value, units[place], &long) {
                letters[place].insert(letter);
            }
        }
    }
    looks.set(true);
    let mut long_strings = records.into_long_string_reader().map_err(broken)?;
    long_strings.skip_to_end().map_err(broken)?;
    let mut labels = long_strings.into_value_label_reader().map_err(broken)?;
    let mut described = Described {
        from: "the dictionary of the Stata file".into(),
        title: Some(title).filter(|title| !title.is_empty()),
        questions: variables,
        ..Described::default()
    };
    while let Some(set) = labels.read_value_label_set().map_err(broken)? {
        let choices = set.entries().iter().map(|entry| DescribedChoice {
            code: code(entry.value()),
            label: entry.label().trim().into(),
            ..DescribedChoice::default()
        });
        described.lists.entry(set.name().to_owned()).or_insert(choices.collect());
    }
    described.resolve();
    for (question, mut letters) in described.questions.iter_mut().zip(letters) {
        letters.extend(question.choices.iter().map(|choice| choice.code.clone()).filter(|code| code.starts_with('.')));
        question.not_answers = letters.into_iter().map(|letter| NotAnswer::one(letter, Missing::User)).collect();
    }
    Ok(StatisticsFile {
        encoding: encoding.name().to_owned(),
        noticed: Vec::new(),
        container: Container::Stata,
        described,
        table: columns.finish(),
    })
}

fn described(variable: &Variable) -> DescribedQuestion {
    let (kind, type_word) = match (variable.variable_type(), unit(variable.format())) {
        (VariableType::LongString, _) => (None, "long string"),
        (VariableType::FixedString(width), _) if width > 255 => (None, "long string"),
        (VariableType::FixedString(_), _) => (None, "string"),
        (_, Unit::Plain) => (None, ""),
        _ => (Some(Kind::Date), "date"),
    };
    DescribedQuestion {
        name: variable.name().to_owned(),
        text: variable.label().trim().into(),
        kind,
        type_word: type_word.into(),
        list: Some(variable.value_label_name().to_owned()).filter(|name| !name.is_empty()),
        ..DescribedQuestion::default()
    }
}

type LongStrings = BTreeMap<(u32, u64), String>;

/// The long strings of a file, which stand after its rows.
fn long_strings(
    mut characteristics: CharacteristicReader<Lengths<'_>>,
    looks: &Cell<bool>,
    encoding: &'static Encoding,
) -> Result<LongStrings> {
    let broken = |error: DtaError| damaged(error);
    characteristics.skip_to_end().map_err(broken)?;
    looks.set(false);
    let mut records = characteristics.into_record_reader().map_err(broken)?;
    records.skip_to_end().map_err(broken)?;
    looks.set(true);
    let mut long = records.into_long_string_reader().map_err(broken)?;
    let mut texts = LongStrings::new();
    while let Some(string) = long.read_long_string().map_err(broken)? {
        if let Some(text) = string.data_str(encoding) {
            texts.insert((string.variable(), string.observation()), text.trim_end_matches('\0').to_owned());
        }
    }
    Ok(texts)
}

/// A whole number as a code: those that stand for missing values are letters.
fn code(value: i32) -> String {
    match u8::try_from(i64::from(value) - FIRST_LETTER).ok().filter(|place| *place < 26) {
        Some(place) => format!(".{}", char::from(b'a' + place)),
        None => value.to_string(),
    }
}

/// What the numbers of a variable count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Plain,
    Days,
    Milliseconds,
    Weeks,
    Months,
    Quarters,
    HalfYears,
}

/// The unit that a display format says: `%td`, `%tcHH:MM`, `%-tm`, `%d`.
fn unit(format: &str) -> Unit {
    let format = format.trim_start_matches('%').trim_start_matches('-');
    let Some(rest) = format.strip_prefix('t') else {
        return if format.starts_with('d') { Unit::Days } else { Unit::Plain };
    };
    match rest.chars().next() {
        Some('d') => Unit::Days,
        Some('c' | 'C') => Unit::Milliseconds,
        Some('w') => Unit::Weeks,
        Some('m') => Unit::Months,
        Some('q') => Unit::Quarters,
        Some('h') => Unit::HalfYears,
        _ => Unit::Plain,
    }
}

/// A number of a unit as a date: periods as their first day.
fn dated(number: f64, unit: Unit) -> Option<String> {
    let count = calendar::count(number)?;
    let day = |day: i64| calendar::date(day - calendar::STATA_BEGINS);
    let month = |months: i64| calendar::date(calendar::first_of_month(1960, months));
    match unit {
        Unit::Plain => None,
        Unit::Days => day(count),
        Unit::Milliseconds => calendar::moment(count.div_euclid(1000) - calendar::STATA_BEGINS * calendar::DAY),
        // A year has 52 weeks for Stata; the last is longer.
        Unit::Weeks => {
            calendar::date(calendar::first_of_month(1960 + count.div_euclid(52), 0) + 7 * count.rem_euclid(52))
        }
        Unit::Months => month(count),
        Unit::Quarters => month(count.checked_mul(3)?),
        Unit::HalfYears => month(count.checked_mul(6)?),
    }
}

/// Adds a cell; gives the letter of an extended missing value.
fn add(columns: &mut Columns, place: usize, value: &Value<'_>, unit: Unit, long: &LongStrings) -> Option<String> {
    let (number, missing) = match value {
        Value::Byte(StataByte::Present(number)) => (f64::from(*number), None),
        Value::Int(StataInt::Present(number)) => (f64::from(*number), None),
        Value::Long(StataLong::Present(number)) => (f64::from(*number), None),
        // As many digits as the shorter number has: 1.1 and not 1.10000002384186.
        Value::Float(StataFloat::Present(number)) => {
            (number.to_string().parse().unwrap_or_else(|_| f64::from(*number)), None)
        }
        Value::Double(StataDouble::Present(number)) => (*number, None),
        Value::Byte(StataByte::Missing(missing))
        | Value::Int(StataInt::Missing(missing))
        | Value::Long(StataLong::Missing(missing))
        | Value::Float(StataFloat::Missing(missing))
        | Value::Double(StataDouble::Missing(missing)) => (f64::NAN, Some(*missing)),
        Value::String(text) => {
            columns.text(place, text);
            return None;
        }
        Value::LongStringRef(reference) => {
            let text = long.get(&(reference.variable(), reference.observation()));
            columns.text(place, text.map_or("", String::as_str));
            return None;
        }
    };
    match missing {
        Some(MissingValue::System) => columns.number(place, None),
        Some(letter) => {
            let letter = letter.to_string();
            columns.text(place, &letter);
            return Some(letter);
        }
        None if unit == Unit::Plain => columns.number(place, Some(number)),
        None => columns.number_as(place, Some(number), |number| dated(number, unit)),
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_each_unit_are_dates() {
        for (number, format, wanted) in [
            (0.0, "%td", "1960-01-01"),
            (23_466.0, "%tdD_m_Y", "2024-03-31"),
            (2_027_462_400_000.0, "%tc", "2024-03-31T00:00:00"),
            (770.0, "%tm", "2024-03-01"),
            (256.0, "%tq", "2024-01-01"),
            (128.0, "%th", "2024-01-01"),
            (52.0, "%tw", "1961-01-01"),
            (23_466.0, "%d", "2024-03-31"),
        ] {
            assert_eq!(dated(number, unit(format)).as_deref(), Some(wanted), "{format}");
        }
        assert_eq!(unit("%9.0g"), Unit::Plain);
    }

    #[test]
    fn labels_of_letters_are_letters() {
        assert_eq!((code(2_147_483_622), code(2_147_483_647), code(-1)), (".a".into(), ".z".into(), "-1".into()));
    }
}
