//! .sav of SPSS: variables with labels, value labels, missing values and multiple response sets.
//!
//! - [`variables`]: a table of answers as variables
//! - [`missing`]: codes for what is no answer
//! - [`names`]: names and labels that SPSS takes

mod missing;
mod names;
mod variables;

use std::io::Cursor;
use std::sync::Arc;

use ambers::{Compression, Measure, MissingSpec, MrSet, MrType, SpssMetadata, Value, write_sav_to_writer};
use arrow::array::{ArrayRef, Date32Array, Float64Array, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use arrow::record_batch::RecordBatch;

use super::{DatasetOptions, DatasetWriter};
use crate::diagnostic::{Error, Result};
use crate::model::SurveyTable;
use variables::{Set, Values, Variable};

/// The format of SPSS.
#[derive(Debug)]
pub struct Sav;

impl DatasetWriter for Sav {
    fn name(&self) -> &'static str {
        "sav"
    }

    fn title(&self) -> &'static str {
        "SPSS"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["sav"]
    }

    fn write(&self, table: &SurveyTable, options: DatasetOptions) -> Result<Vec<u8>> {
        let (variables, sets) = variables::of(table);
        let fail =
            |error: &dyn std::fmt::Display| Error::new(format!("the data could not be written for SPSS: {error}"));
        let fields: Vec<Field> = variables.iter().map(field).collect();
        let metadata = metadata(&variables, &sets, options);
        let columns: Vec<ArrayRef> = variables.into_iter().map(array).collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|error| fail(&error))?;
        // The library that writes the format is taken at its word only as far as it returns.
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut bytes = Cursor::new(Vec::new());
            write_sav_to_writer(&mut bytes, &batch, &metadata, Compression::Bytecode, None)
                .map(|()| bytes.into_inner())
                .map_err(|error| fail(&error))
        }))
        .unwrap_or_else(|_| Err(fail(&"its names or texts cannot be laid out")))
    }
}

/// Days from 1582-10-14, where SPSS begins to count, to 1970-01-01.
const BEGINS: f64 = 141_428.0;
const DAY: f64 = 86_400.0;

fn field(variable: &Variable) -> Field {
    let kind = match (&variable.values, variable.format.as_str()) {
        (Values::Texts(_), _) => DataType::Utf8,
        (Values::Numbers(_), variables::DATE) => DataType::Date32,
        (Values::Numbers(_), variables::MOMENT) => DataType::Timestamp(TimeUnit::Microsecond, None),
        (Values::Numbers(_), _) => DataType::Float64,
    };
    Field::new(&variable.name, kind, true)
}

fn array(variable: Variable) -> ArrayRef {
    #[allow(clippy::cast_possible_truncation, reason = "days and seconds of any calendar are far within range")]
    match (variable.values, variable.format.as_str()) {
        (Values::Texts(texts), _) => Arc::new(StringArray::from(texts)),
        (Values::Numbers(seconds), variables::DATE) => {
            let days = seconds.into_iter().map(|seconds| seconds.map(|seconds| (seconds / DAY - BEGINS) as i32));
            Arc::new(days.collect::<Date32Array>())
        }
        (Values::Numbers(seconds), variables::MOMENT) => {
            let since = |seconds: f64| ((seconds - BEGINS * DAY) * 1_000_000.0) as i64;
            let moments = seconds.into_iter().map(|seconds| seconds.map(since));
            Arc::new(moments.collect::<TimestampMicrosecondArray>())
        }
        (Values::Numbers(numbers), _) => Arc::new(Float64Array::from(numbers)),
    }
}

fn metadata(variables: &[Variable], sets: &[Set], options: DatasetOptions) -> SpssMetadata {
    // Files are dated from the study, never by a clock.
    let (year, month, day) = options.date.unwrap_or((1980, 1, 1));
    let mut metadata = SpssMetadata {
        creation_time: format!("{year:04}-{month:02}-{day:02} 00:00:00"),
        variable_names: variables.iter().map(|variable| variable.name.clone()).collect(),
        ..SpssMetadata::default()
    };
    for variable in variables {
        let name = || variable.name.clone();
        if !variable.label.is_empty() {
            metadata.variable_labels.insert(name(), names::cut(&variable.label, names::LONGEST_LABEL));
        }
        metadata.variable_formats.insert(name(), variable.format.clone());
        if let Values::Texts(_) = variable.values {
            metadata.variable_storage_widths.insert(name(), variable.width());
        }
        let measure = if variable.is_nominal { Measure::Nominal } else { Measure::Scale };
        metadata.variable_measures.insert(name(), measure);
        metadata.variable_display_widths.insert(name(), if variable.is_nominal { 10 } else { 12 });
        let labels = variable.labels.iter();
        let labels = labels.map(|(code, label)| (Value::Numeric(*code), names::cut(label, names::LONGEST_VALUE_LABEL)));
        if !variable.labels.is_empty() {
            metadata.variable_value_labels.insert(name(), labels.collect());
        }
        let missing: Vec<MissingSpec> = variable
            .missing
            .iter()
            .map(
                |(low, high)| {
                    if low == high { MissingSpec::Value(*low) } else { MissingSpec::Range { lo: *low, hi: *high } }
                },
            )
            .collect();
        if !missing.is_empty() {
            metadata.variable_missing_values.insert(name(), missing);
        }
    }
    for set in sets {
        let declared = MrSet {
            name: set.name.clone(),
            label: names::cut(&set.label.replace('\n', " "), names::LONGEST_LABEL),
            mr_type: MrType::MultipleDichotomy,
            counted_value: Some("1".into()),
            variables: set.variables.clone(),
        };
        metadata.mr_sets.insert(set.name.clone(), declared);
    }
    metadata
}
