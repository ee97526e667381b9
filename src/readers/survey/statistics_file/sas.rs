//! .sas7bdat of SAS. Value labels stand in a catalogue of formats (.sas7bcat), which the file only names.

use std::ops::ControlFlow;

use sas7bdat::{CellValue, ColumnMeta, Dataset, LogicalType};

use super::columns::Columns;
use super::{StatisticsFile, damaged};
use crate::diagnostic::{Error, Result};
use crate::model::Kind;
use crate::readers::survey::calendar;
use crate::readers::survey::described::{Described, DescribedQuestion};
use crate::readers::survey::platform::Container;

/// Reads a file, from memory: it is never mapped, so that whoever changes it meanwhile does no harm.
///
/// # Errors
/// When it is damaged or over a limit.
pub fn read(bytes: &[u8]) -> Result<StatisticsFile> {
    let dataset = Dataset::from_bytes(bytes.to_vec()).map_err(damaged)?;
    let metadata = dataset.metadata();
    let described = Described {
        from: "the dictionary of the SAS file".into(),
        title: metadata.file_label.as_deref().map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned),
        questions: dataset.columns().iter().map(variable).collect(),
        ..Described::default()
    };
    let encoding = metadata.encoding.clone().unwrap_or_else(|| "windows-1252".to_owned());
    let names = dataset.columns().iter().map(|column| column.name.trim().to_owned()).collect();
    let mut columns = Columns::new(names, bytes.len())?;
    let mut too_large: Option<Error> = None;
    dataset
        .visit_rows(|row| {
            if let Err(error) = columns.expect_rows(1) {
                too_large = Some(error);
                return Ok(ControlFlow::Break(()));
            }
            for place in 0..columns.len() {
                add(&mut columns, place, row.get(place).unwrap_or(&CellValue::Null));
            }
            Ok(ControlFlow::Continue(()))
        })
        .map_err(damaged)?;
    match too_large {
        Some(error) => Err(error),
        None => Ok(StatisticsFile {
            encoding,
            noticed: Vec::new(),
            container: Container::Sas,
            described,
            table: columns.finish(),
        }),
    }
}

fn variable(column: &ColumnMeta) -> DescribedQuestion {
    let (kind, type_word) = match column.logical_type {
        LogicalType::Date | LogicalType::DateTime => (Some(Kind::Date), "date"),
        LogicalType::Time => (None, "time"),
        LogicalType::String if column.physical_width > 255 => (None, "long string"),
        LogicalType::String => (None, "string"),
        LogicalType::Integer | LogicalType::Float | LogicalType::Bytes => (None, ""),
    };
    DescribedQuestion {
        name: column.name.trim().to_owned(),
        text: column.label.as_deref().unwrap_or_default().trim().into(),
        kind,
        type_word: type_word.into(),
        // The catalogue of formats has the labels by this name.
        list: column.format.as_deref().map(|format| format.trim().to_uppercase()).filter(|format| !format.is_empty()),
        ..DescribedQuestion::default()
    }
}

fn add(columns: &mut Columns, place: usize, cell: &CellValue<'_>) {
    match cell {
        CellValue::Null => columns.number(place, None),
        CellValue::Int32(number) => columns.number(place, Some(f64::from(*number))),
        #[allow(clippy::cast_precision_loss, reason = "SAS holds every number as a float")]
        CellValue::Int64(number) => columns.number(place, Some(*number as f64)),
        CellValue::Float64(number) => columns.number(place, Some(*number)),
        CellValue::Str(text) => columns.text(place, text),
        CellValue::Bytes(bytes) => columns.text(place, &String::from_utf8_lossy(bytes)),
        CellValue::Date(date) => {
            columns.text(place, &calendar::date(i64::from(date.unix_days())).unwrap_or_default());
        }
        CellValue::DateTime(moment) => {
            columns.text(place, &calendar::moment(moment.unix_seconds()).unwrap_or_default());
        }
        CellValue::Time(time) => columns.text(place, &calendar::clock(i64::from(time.seconds_since_midnight))),
    }
}
