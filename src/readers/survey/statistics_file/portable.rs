//! .por of SPSS, the portable format: every record begins with a letter that says what it is.

use encoding_rs::Encoding;

use super::columns::Columns;
use super::portable_text::{Text, letters};
use super::{StatisticsFile, damaged};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Kind, Missing};
use crate::readers::survey::calendar;
use crate::readers::survey::delimited::MOST_COLUMNS;
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion};
use crate::readers::survey::draft::{NotAnswer, Values};
use crate::readers::survey::numbers::written;
use crate::readers::survey::platform::Container;
use crate::readers::survey::raw::RawTable;

/// Whether a file is one.
pub fn is_one(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 480;
    letters(&bytes[..bytes.len().min(4 * LOOKED_AT)], LOOKED_AT).is_some()
}

/// A variable with what its records say.
#[derive(Debug, Default)]
struct Variable {
    /// Letters of a text; 0 for a number.
    width: usize,
    unit: Unit,
    described: DescribedQuestion,
}

/// What a number counts, by the code of its format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Unit {
    #[default]
    Plain,
    Date,
    Moment,
    Time,
}

/// Reads a file.
///
/// # Errors
/// When it is damaged or over a limit.
pub fn read(bytes: &[u8], encoding: Option<&'static Encoding>) -> Result<StatisticsFile> {
    let mut text = Text::new(bytes, encoding)?;
    text.letter()?;
    // When it was written.
    text.text()?;
    text.text()?;
    let mut variables: Vec<Variable> = Vec::new();
    let mut described = Described { from: "the dictionary of the SPSS file".into(), ..Described::default() };
    loop {
        match text.letter()? {
            b'1' | b'2' | b'3' => {
                text.text()?;
            }
            b'4' | b'5' => {
                text.number()?;
            }
            b'6' => {
                let weight = text.text()?;
                described.noticed.push(
                    Diagnostic::note(format!(
                        "SPSS weights the cases of this file by “{weight}”; what is counted here is not weighted"
                    ))
                    .hint("a weight is declared in study.toml"),
                );
            }
            b'7' => variables.push(variable(&mut text)?),
            tag @ (b'8'..=b'9' | b'A'..=b'C') => {
                let variable = variables.last_mut().ok_or_else(|| damaged("a label belongs to no variable"))?;
                of_variable(&mut text, variable, tag)?;
            }
            b'D' => labels(&mut text, &mut variables)?,
            b'E' => {
                for _ in 0..text.count()? {
                    text.text()?;
                }
            }
            b'F' => break,
            b' ' => {}
            _ => return Err(damaged("its dictionary holds a record of no known kind")),
        }
        if variables.len() > MOST_COLUMNS {
            return Err(damaged("it has more variables than a questionnaire can have"));
        }
    }
    let table = rows(&mut text, &variables, bytes.len())?;
    described.questions = variables.into_iter().map(|variable| variable.described).collect();
    let mut noticed = std::mem::take(&mut described.noticed);
    if text.used == "windows-1252" && encoding.is_none() {
        noticed.push(
            Diagnostic::note("a portable file states no encoding; read as windows-1252")
                .hint("look at the accents; --encoding names another encoding"),
        );
    }
    let encoding = text.used.to_owned();
    Ok(StatisticsFile { encoding, noticed, container: Container::Spss, described, table })
}

fn variable(text: &mut Text) -> Result<Variable> {
    let width = text.count()?;
    let name = text.text()?.trim().to_owned();
    let format = text.count()?;
    for _ in 0..5 {
        text.count()?;
    }
    let unit = match format {
        20 | 23 | 24 | 28..=30 | 38 | 39 => Unit::Date,
        22 | 41 => Unit::Moment,
        21 | 25 | 40 => Unit::Time,
        _ => Unit::Plain,
    };
    let (kind, type_word) = match (width, unit) {
        (256.., _) => (None, "long string"),
        (1.., _) => (None, "string"),
        (0, Unit::Date | Unit::Moment) => (Some(Kind::Date), "date"),
        (0, Unit::Time) => (None, "time"),
        (0, Unit::Plain) => (None, ""),
    };
    let described = DescribedQuestion { name, kind, type_word: type_word.into(), ..DescribedQuestion::default() };
    Ok(Variable { width, unit, described })
}

/// A record that says more of the variable before it: missing values, its label.
fn of_variable(text: &mut Text, variable: &mut Variable, tag: u8) -> Result<()> {
    let number = |text: &mut Text| text.number().map(|number| number.unwrap_or(f64::NAN));
    let values = match tag {
        b'8' => Values::One(value(text, variable.width)?),
        b'9' => Values::Range(f64::MIN, number(text)?),
        b'A' => Values::Range(number(text)?, f64::MAX),
        b'B' => Values::Range(number(text)?, number(text)?),
        _ => {
            variable.described.text = text.text()?.trim().into();
            return Ok(());
        }
    };
    variable.described.not_answers.push(NotAnswer { values, reason: Missing::User });
    Ok(())
}

/// A value of a variable as it is written in the table.
fn value(text: &mut Text, width: usize) -> Result<String> {
    if width > 0 {
        return Ok(text.text()?.trim().to_owned());
    }
    Ok(text.number()?.map(written).unwrap_or_default())
}

/// Value labels, which several variables may share.
fn labels(text: &mut Text, variables: &mut [Variable]) -> Result<()> {
    let count = text.count()?;
    let names: Vec<String> =
        (0..count).map(|_| text.text().map(|name| name.trim().to_owned())).collect::<Result<_>>()?;
    let is_text = |name: &String| {
        variables.iter().find(|variable| variable.described.name == *name).map(|variable| variable.width)
    };
    let width = names.iter().find_map(is_text).unwrap_or(0);
    let mut choices = Vec::new();
    for _ in 0..text.count()? {
        let code = value(text, width)?;
        let label = text.text()?;
        choices.push(DescribedChoice { code, label: label.trim().into(), ..DescribedChoice::default() });
    }
    for variable in variables.iter_mut().filter(|variable| names.contains(&variable.described.name)) {
        variable.described.choices.clone_from(&choices);
    }
    Ok(())
}

fn rows(text: &mut Text, variables: &[Variable], bytes: usize) -> Result<RawTable> {
    let names = variables.iter().map(|variable| variable.described.name.clone()).collect();
    let mut columns = Columns::new(names, bytes)?;
    // A row of Z ends the file.
    while !variables.is_empty() && !matches!(text.peek(), None | Some(b'Z')) {
        columns.expect_rows(1)?;
        for (place, variable) in variables.iter().enumerate() {
            if variable.width > 0 {
                columns.text(place, &text.text()?);
                continue;
            }
            let number = text.number()?;
            match variable.unit {
                Unit::Plain => columns.number(place, number),
                unit => columns.number_as(place, number, |number| dated(number, unit)),
            }
        }
    }
    Ok(columns.finish())
}

fn dated(number: f64, unit: Unit) -> Option<String> {
    let seconds = calendar::count(number)?;
    let since_1970 = seconds - calendar::SPSS_BEGINS * calendar::DAY;
    match unit {
        Unit::Plain => None,
        Unit::Date => calendar::date(since_1970.div_euclid(calendar::DAY)),
        Unit::Moment => calendar::moment(since_1970),
        Unit::Time => Some(calendar::clock(seconds)),
    }
}
