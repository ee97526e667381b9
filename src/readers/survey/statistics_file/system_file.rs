//! .sav and .zsav of SPSS: the dictionary, its missing values and multiple response sets, and the rows.

use std::collections::HashMap;

use ambers::{MissingSpec, Scanner, SpssMetadata, Value};
use arrow::array::{
    Array, Date32Array, DurationMicrosecondArray, Float64Array, StringViewArray, TimestampMicrosecondArray,
};
use encoding_rs::Encoding;

use super::columns::Columns;
use super::system_records::{Records, name_pairs, set_lines, walk, with_encoding};
use super::{StatisticsFile, damaged};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Kind, Missing};
use crate::readers::survey::calendar;
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion, DescribedSet};
use crate::readers::survey::draft::{NotAnswer, Values};
use crate::readers::survey::numbers::written;
use crate::readers::survey::platform::Container;

/// Bytes of rows that are decoded at a time.
const AT_A_TIME: usize = 16 << 20;

/// Reads a file.
///
/// # Errors
/// When it is damaged or over a limit.
pub fn read(bytes: &[u8], encoding: Option<&'static Encoding>) -> Result<StatisticsFile> {
    let records = walk(bytes)?;
    let mut noticed = Vec::new();
    let changed = match encoding {
        Some(encoding) => with_encoding(bytes, &records, encoding.name()),
        None if says_no_encoding(&records) && is_utf8(bytes, &records) => {
            noticed.push(Diagnostic::note("the file states no encoding; its labels are UTF-8"));
            with_encoding(bytes, &records, "UTF-8")
        }
        None => {
            if says_no_encoding(&records) && bytes.get(..records.end).is_some_and(|head| !head.is_ascii()) {
                noticed.push(
                    Diagnostic::note("the file states no encoding; read as windows-1252")
                        .hint("look at the accents; --encoding names another encoding"),
                );
            }
            None
        }
    };
    let stated = changed.as_deref().unwrap_or(bytes);
    let batch = (AT_A_TIME / (records.cells.max(1) * 8)).clamp(1, 50_000);
    let mut scanner = ambers::scan_sav_from_reader(std::io::Cursor::new(stated), batch).map_err(damaged)?;
    let mut described = dictionary(scanner.metadata());
    sets(&records, scanner.metadata(), &mut described);
    let encoding = scanner.metadata().file_encoding.clone();
    let table = rows(&mut scanner, bytes.len())?;
    noticed.extend(scanner.metadata().warnings.iter().map(|warning| {
        Diagnostic::warning(format!("the file contradicts itself: {warning}"))
            .hint("compare a few rows with the program it came from, and save it again there")
    }));
    noticed.append(&mut described.noticed);
    Ok(StatisticsFile { encoding, noticed, container: Container::Spss, described, table })
}

/// Whether nothing in the file says what encoding it has; the code page 2 or 3 says no more than “letters”.
fn says_no_encoding(records: &Records) -> bool {
    records.encoding.is_none() && records.code_page.is_none_or(|page| matches!(page, 0..=4 | 20127))
}

/// Whether the dictionary has letters beyond ASCII and they are UTF-8.
fn is_utf8(bytes: &[u8], records: &Records) -> bool {
    // Numbers stand between the labels: each run of bytes that could be text is looked at by itself.
    let head = bytes.get(176..records.end).unwrap_or_default();
    let mut found = false;
    for run in head.split(|&byte| byte < 0x20) {
        if run.is_ascii() || run.iter().filter(|byte| byte.is_ascii_alphabetic()).count() < 3 {
            continue;
        }
        match std::str::from_utf8(run) {
            Ok(_) => found = true,
            Err(_) => return false,
        }
    }
    found
}

fn dictionary(metadata: &SpssMetadata) -> Described {
    let mut described = Described {
        from: "the dictionary of the SPSS file".into(),
        title: Some(metadata.file_label.trim().to_owned()).filter(|label| !label.is_empty()),
        questions: metadata.variable_names.iter().map(|name| variable(metadata, name)).collect(),
        ..Described::default()
    };
    if let Some(weight) = &metadata.weight_variable {
        described.noticed.push(
            Diagnostic::note(format!(
                "SPSS weights the cases of this file by “{weight}”; what is counted here is not weighted"
            ))
            .hint("a weight is declared in study.toml"),
        );
    }
    described
}

fn variable(metadata: &SpssMetadata, name: &str) -> DescribedQuestion {
    let kind_of_values = metadata.arrow_data_types.get(name).map_or("", String::as_str);
    let width = metadata.variable_storage_widths.get(name).copied().unwrap_or(0);
    let measure = metadata.measure(name).map_or("", |measure| measure.as_str());
    let (kind, type_word) = match kind_of_values {
        "Date32" | "Timestamp[us]" => (Some(Kind::Date), "date"),
        "Duration[us]" => (None, "time"),
        "String" if width > 255 => (None, "long string"),
        "String" => (None, "string"),
        _ => (None, if measure == "unknown" { "" } else { measure }),
    };
    let labels = metadata.value_labels(name).into_iter().flatten();
    DescribedQuestion {
        name: name.to_owned(),
        text: metadata.label(name).unwrap_or_default().trim().into(),
        kind,
        type_word: type_word.into(),
        choices: labels
            .map(|(value, label)| DescribedChoice {
                code: match value {
                    Value::Numeric(number) => written(*number),
                    Value::String(text) => text.trim().to_owned(),
                },
                label: label.trim().into(),
                ..DescribedChoice::default()
            })
            .collect(),
        not_answers: metadata.variable_missing_values.get(name).into_iter().flatten().map(missing).collect(),
        ..DescribedQuestion::default()
    }
}

fn missing(declared: &MissingSpec) -> NotAnswer {
    let values = match declared {
        MissingSpec::Value(number) => Values::One(written(*number)),
        // The lowest and the highest number of SPSS stand for “and below”, “and above”.
        MissingSpec::Range { lo, hi } => Values::Range(lo.max(f64::MIN), hi.min(f64::MAX)),
        MissingSpec::StringValue(text) => Values::One(text.trim().to_owned()),
    };
    NotAnswer { values, reason: Missing::User }
}

/// The multiple response sets, with notes of those whose variables are not in the file.
///
/// The library hands on only what it can resolve, and takes names for upper case that are not.
fn sets(records: &Records, metadata: &SpssMetadata, described: &mut Described) {
    let encoding = Encoding::for_label(metadata.file_encoding.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252);
    let text = |bytes: &[u8]| encoding.decode_without_bom_handling(bytes).0.trim().to_owned();
    let mut long: HashMap<String, String> =
        name_pairs(&records.names).into_iter().map(|(short, long)| (text(short).to_lowercase(), text(long))).collect();
    long.extend(metadata.variable_names.iter().map(|name| (name.to_lowercase(), name.clone())));
    for line in records.sets.iter().flat_map(|data| set_lines(data)) {
        let name = text(line.name);
        let names = line.variables.iter().map(|name| text(name).to_lowercase());
        let variables: Vec<String> = names.filter_map(|name| long.get(&name).cloned()).collect();
        let missing = line.variables.len() - variables.len();
        let message = if line.variables.is_empty() {
            Some(format!("the multiple response set “{name}” names no variables and was left out"))
        } else if variables.is_empty() {
            Some(format!("none of the variables of the multiple response set “{name}” is in the file; it was left out"))
        } else if missing > 0 {
            Some(format!(
                "{missing} of the {} variables of the multiple response set “{name}” are not in the file",
                line.variables.len()
            ))
        } else {
            None
        };
        // Newer files define a set twice: with short names and with long ones.
        if let Some(message) = message.filter(|message| described.noticed.iter().all(|known| known.message != *message))
        {
            described
                .noticed
                .push(Diagnostic::warning(message).hint("were variables deleted after the set was defined?"));
        }
        let set = DescribedSet { name, label: text(line.label), variables, counted: line.counted.map(text) };
        if !set.variables.is_empty() {
            match described.sets.iter_mut().find(|known| known.name == set.name) {
                Some(known) => *known = set,
                None => described.sets.push(set),
            }
        }
    }
}

fn rows(scanner: &mut Scanner<std::io::Cursor<&[u8]>>, bytes: usize) -> Result<crate::readers::survey::raw::RawTable> {
    let mut columns = Columns::new(scanner.metadata().variable_names.clone(), bytes)?;
    while let Some(batch) = scanner.next_batch().map_err(damaged)? {
        columns.expect_rows(batch.num_rows())?;
        for place in 0..columns.len().min(batch.num_columns()) {
            add(&mut columns, place, batch.column(place).as_ref());
        }
    }
    Ok(columns.finish())
}

fn add(columns: &mut Columns, place: usize, values: &dyn Array) {
    let any = values.as_any();
    if let Some(numbers) = any.downcast_ref::<Float64Array>() {
        numbers.iter().for_each(|number| columns.number(place, number));
    } else if let Some(texts) = any.downcast_ref::<StringViewArray>() {
        texts.iter().for_each(|text| columns.text(place, text.unwrap_or("")));
    } else if let Some(days) = any.downcast_ref::<Date32Array>() {
        for day in days {
            columns.text(place, &day.and_then(|day| calendar::date(i64::from(day))).unwrap_or_default());
        }
    } else if let Some(moments) = any.downcast_ref::<TimestampMicrosecondArray>() {
        for moment in moments {
            let moment = moment.and_then(|moment| calendar::moment(moment.div_euclid(1_000_000)));
            columns.text(place, &moment.unwrap_or_default());
        }
    } else if let Some(times) = any.downcast_ref::<DurationMicrosecondArray>() {
        for time in times {
            let time = time.map(|time| calendar::clock(time.div_euclid(1_000_000)));
            columns.text(place, &time.unwrap_or_default());
        }
    } else {
        (0..values.len()).for_each(|_| columns.text(place, ""));
    }
}
