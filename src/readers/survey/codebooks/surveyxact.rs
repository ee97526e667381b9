//! The two files that SurveyXact writes beside its dataset: `structure.csv` with the questions, `labels.csv` with what each code
//! means. Either may come in another encoding and with another delimiter than the dataset.

use crate::diagnostic::Result;
use crate::model::Kind;
use crate::readers::survey::companion::CodebookReader;
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::{fold, plain};
use crate::readers::survey::{ReadOptions, open};
use crate::source::Source;

/// What reasons call it.
pub const FROM: &str = "SurveyXact’s structure";

/// `structure.csv`.
#[derive(Debug)]
pub struct Structure;

/// `labels.csv`.
#[derive(Debug)]
pub struct Labels;

/// Whether a file is the companion of this name: `labels.csv` beside anything, `X labels.csv` beside `X dataset.csv` or `X.csv`.
fn is_beside(export: &str, other: &str, what: &str) -> bool {
    let (export, other) = (export.to_lowercase(), other.to_lowercase());
    let stem = export.rsplit_once('.').map_or(export.as_str(), |(stem, _)| stem);
    let Some(other_stem) =
        other.rsplit_once('.').filter(|(_, end)| matches!(*end, "csv" | "txt" | "tsv")).map(|(stem, _)| stem)
    else {
        return false;
    };
    let joined = ["", "_", "-", " ", "."].iter().any(|mark| other_stem == format!("{stem}{mark}{what}"));
    other_stem == what || joined || (stem.contains("dataset") && other_stem == stem.replace("dataset", what))
}

impl CodebookReader for Structure {
    fn name(&self) -> &'static str {
        "surveyxact-structure"
    }

    fn title(&self) -> &'static str {
        "the structure of a SurveyXact survey"
    }

    fn may_be_beside(&self, export: &str, other: &str) -> bool {
        is_beside(export, other, "structure")
    }

    fn recognise(&self, source: &Source) -> bool {
        let head = head(source, 1);
        let has = |name: &str| head.first().is_some_and(|record| record.iter().any(|cell| fold(cell) == name));
        has("questionname") && has("variablename")
    }

    fn read(&self, source: &Source) -> Result<Described> {
        let table = table(source)?;
        let column = |name: &str| (0..table.columns.len()).find(|place| fold(table.heading(0, *place)) == name);
        let places =
            ["questionname", "variablename", "questiontype", "subtype", "questiontext", "choicevalue", "choicetext"]
                .map(column);
        let questions = (0..table.rows()).filter_map(|row| {
            let cell = |at: usize| places[at].map_or("", |place| table.columns[place].cell(row));
            let name = cell(1);
            (!name.is_empty()).then(|| DescribedQuestion {
                name: name.to_owned(),
                key: Some(cell(0).to_owned()).filter(|key| !key.is_empty()),
                text: plain(cell(4)).into(),
                label: Some(plain(cell(6))).filter(|label| !label.is_empty()),
                kind: kind(cell(2), cell(3)),
                type_word: format!("{}/{}", cell(2), cell(3)),
                choices: Vec::new(),
                list: Some(name.to_owned()),
                // The code of the choice that the variable stands for.
                condition: Some(cell(5).to_owned()).filter(|code| !code.is_empty()),
                ..DescribedQuestion::default()
            })
        });
        let files = vec![source.file_name().to_owned()];
        Ok(Described { from: FROM.to_owned(), files, questions: questions.collect(), ..Described::default() })
    }
}

fn kind(question: &str, sub: &str) -> Option<Kind> {
    match (fold(question).as_str(), fold(sub).as_str()) {
        (_, "multiple") => Some(Kind::Multiple),
        ("closed", _) => Some(Kind::Single),
        (_, "number" | "numeric" | "integer" | "decimal") => Some(Kind::Numeric),
        (_, "date" | "datetime") => Some(Kind::Date),
        ("open", _) => Some(Kind::Text),
        _ => None,
    }
}

impl CodebookReader for Labels {
    fn name(&self) -> &'static str {
        "surveyxact-labels"
    }

    fn title(&self) -> &'static str {
        "the labels of a SurveyXact survey"
    }

    fn may_be_beside(&self, export: &str, other: &str) -> bool {
        is_beside(export, other, "labels")
    }

    /// Records of a variable, a code and a label: there are no headings.
    fn recognise(&self, source: &Source) -> bool {
        const LOOKED_AT: usize = 12;
        let head = head(source, LOOKED_AT);
        let fits = |record: &Vec<String>| {
            record.len() == 3
                && record[1].trim().parse::<i64>().is_ok()
                && !record[0].contains(' ')
                && record[0].starts_with(|first: char| first.is_alphabetic())
        };
        let again = head.windows(2).any(|pair| pair[0].first() == pair[1].first());
        head.len() >= 2 && again && head.iter().all(fits)
    }

    fn read(&self, source: &Source) -> Result<Described> {
        let table = table(source)?;
        let mut described =
            Described { from: FROM.to_owned(), files: vec![source.file_name().to_owned()], ..Described::default() };
        let first = [0, 1, 2].map(|column| table.heading(0, column).to_owned());
        let mut add = |variable: &str, code: &str, label: &str| {
            if !variable.is_empty() && !code.is_empty() {
                let choice =
                    DescribedChoice { code: code.to_owned(), label: plain(label).into(), ..DescribedChoice::default() };
                described.lists.entry(variable.to_owned()).or_default().push(choice);
            }
        };
        add(&first[0], &first[1], &first[2]);
        for row in 0..table.rows() {
            let cell = |column: usize| table.columns.get(column).map_or("", |cells| cells.cell(row));
            add(cell(0), cell(1), cell(2));
        }
        Ok(described)
    }
}

fn head(source: &Source, records: usize) -> Vec<Vec<String>> {
    open::open(source, &ReadOptions::default()).map(|opened| opened.head(records)).unwrap_or_default()
}

/// A companion as a table, its first record taken for headings.
fn table(source: &Source) -> Result<RawTable> {
    open::open(source, &ReadOptions::default())?.collect(source, 1).map(|(table, _)| table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions_are_found_by_their_names() {
        for (export, other) in [
            ("dataset.csv", "structure.csv"),
            ("2024 dataset.csv", "2024 structure.csv"),
            ("survey.csv", "survey_structure.csv"),
            ("Answers.CSV", "Structure.csv"),
        ] {
            assert!(Structure.may_be_beside(export, other), "{export} {other}");
        }
        assert!(!Structure.may_be_beside("a_dataset.csv", "b_structure.csv"));
        assert!(!Labels.may_be_beside("dataset.csv", "labels.docx"));
    }

    #[test]
    fn labels_have_no_headings_and_the_first_record_counts() {
        let source = Source::from_bytes("labels.csv", "v_1;0;Not chosen\nv_1;1;Chosen\nage;1;Young\n");
        assert!(Labels.recognise(&source) && !Structure.recognise(&source));
        let described = Labels.read(&source).unwrap();
        assert_eq!(described.lists["v_1"].len(), 2);
    }

    #[test]
    fn a_small_table_is_no_list_of_labels() {
        let source = Source::from_bytes("labels.csv", "name;age;town\nann;30;Leeds\nbob;31;York\n");
        assert!(!Labels.recognise(&source));
    }
}
