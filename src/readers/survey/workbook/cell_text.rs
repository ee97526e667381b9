//! What stands in a cell, as text: numbers as people type them, days and times in the order of ISO 8601.

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

use super::formats::Format;
use crate::readers::survey::numbers;

/// The text of a number in a format.
pub fn of_number(number: f64, format: Format, since_1904: bool) -> String {
    match format {
        Format::Number => numbers::written(number),
        Format::Moment => moment(&ExcelDateTime::new(number, ExcelDateTimeType::DateTime, since_1904)),
        Format::Duration => moment(&ExcelDateTime::new(number, ExcelDateTimeType::TimeDelta, since_1904)),
    }
}

/// The text of a cell that a library read.
pub fn of(value: &Data) -> Option<String> {
    match value {
        Data::String(text) => filled(text).map(str::to_owned),
        Data::Int(number) => Some(number.to_string()),
        Data::Float(number) => Some(numbers::written(*number)),
        Data::Bool(truth) => Some(of_truth(*truth).to_owned()),
        Data::DateTime(serial) => Some(moment(serial)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(iso(text)),
        Data::Error(_) | Data::Empty => None,
    }
}

/// A text that says anything. "#N/A" and its kin say that a formula failed, which is no answer.
pub fn filled(text: &str) -> Option<&str> {
    let failed = matches!(text, "#N/A" | "#VALUE!" | "#REF!" | "#DIV/0!" | "#NUM!" | "#NAME?" | "#NULL!");
    (!failed && !text.trim().is_empty()).then_some(text)
}

/// The word of a truth value.
pub fn of_truth(truth: bool) -> &'static str {
    if truth { "TRUE" } else { "FALSE" }
}

/// A serial below 1 is a time of day; one without a fraction is a day.
fn moment(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    if moment.is_duration() || !serial.is_finite() || !(0.0..2_958_466.0).contains(&serial) {
        return numbers::written(serial);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let second = if milli >= 500 { second.saturating_add(1).min(59) } else { second };
    if serial < 1.0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else if serial.fract() == 0.0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

/// `2024-03-01T00:00:00` is a day, `PT09H30M00S` a time of day.
pub fn iso(text: &str) -> String {
    let duration = text.strip_prefix("PT").map(|parts| parts.replace(['H', 'M'], ":").replace('S', ""));
    match duration {
        Some(time) => time,
        None => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
    }
}
