//! REDCap's data dictionary: a row a field, in 18 columns as the website writes them or as its interface (API) names them.

use crate::diagnostic::Result;
use crate::model::{Kind, Personal};
use crate::readers::survey::companion::CodebookReader;
use crate::readers::survey::condition;
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::{fold, plain};
use crate::readers::survey::{ReadOptions, open};
use crate::source::Source;

/// How reasons call it.
pub const FROM: &str = "the REDCap dictionary";

/// REDCap's data dictionary.
#[derive(Debug)]
pub struct RedcapDictionary;

impl CodebookReader for RedcapDictionary {
    fn name(&self) -> &'static str {
        "redcap-dictionary"
    }

    fn title(&self) -> &'static str {
        "REDCap data dictionary"
    }

    fn may_be_beside(&self, export: &str, other: &str) -> bool {
        let other = other.to_lowercase();
        let Some(stem) = other.strip_suffix(".csv") else { return false };
        let start = |name: &str| name.to_lowercase().split(['_', '-', ' ', '.']).next().unwrap_or_default().to_owned();
        // “dictionary.csv” beside “data.csv” has no name of a project to compare.
        let own = ["data", "dictionary", "metadata", "redcap"]
            .iter()
            .fold(stem.to_owned(), |left, word| left.replace(word, ""));
        let is_unnamed = !own.chars().any(char::is_alphabetic);
        ["dictionary", "datadictionary", "metadata"].iter().any(|word| stem.contains(word))
            && (is_unnamed || start(export) == start(stem))
    }

    fn recognise(&self, source: &Source) -> bool {
        let text = String::from_utf8_lossy(&source.bytes()[..source.bytes().len().min(2000)]).to_lowercase();
        let first = text.lines().next().unwrap_or_default();
        (first.contains("variable / field name") || first.contains("field_name"))
            && (first.contains("field type") || first.contains("field_type"))
    }

    fn read(&self, source: &Source) -> Result<Described> {
        let mut opened = open::open(source, &ReadOptions::default())?;
        let (table, _) = opened.collect(source, 1)?;
        let sheet = Sheet::new(&table);
        let mut described =
            Described { from: FROM.into(), files: vec![source.file_name().to_owned()], ..Described::default() };
        let (mut form, mut section) = (String::new(), None);
        for row in 0..table.rows() {
            if sheet.cell(row, "form_name") != form {
                sheet.cell(row, "form_name").clone_into(&mut form);
                section = None;
            }
            let header = plain(sheet.cell(row, "section_header"));
            if !header.is_empty() {
                section = Some(header);
            }
            if !sheet.cell(row, "field_name").is_empty() {
                described.questions.push(question(&sheet, row, section.clone()));
            }
        }
        Ok(described)
    }
}

/// The columns by the names of the interface.
struct Sheet<'a> {
    table: &'a RawTable,
    headings: Vec<String>,
}

impl<'a> Sheet<'a> {
    fn new(table: &'a RawTable) -> Self {
        let named = |heading: &String| {
            let heading = fold(heading.trim_start_matches('\u{feff}'));
            const BEGINNINGS: [(&str, &str); 6] = [
                ("variable / field name", "field_name"),
                ("choices", "select_choices_or_calculations"),
                ("text validation type", "text_validation_type_or_show_slider_number"),
                ("identifier", "identifier"),
                ("branching logic", "branching_logic"),
                ("matrix group name", "matrix_group_name"),
            ];
            let known =
                BEGINNINGS.iter().find(|(begins, _)| heading.starts_with(begins)).map(|(_, name)| (*name).to_owned());
            known.unwrap_or_else(|| heading.replace(' ', "_"))
        };
        Self { table, headings: table.headings.first().into_iter().flatten().map(named).collect() }
    }

    fn cell(&self, row: usize, name: &str) -> &'a str {
        let column = self.headings.iter().position(|heading| heading == name);
        column.map_or("", |column| self.table.columns[column].cell(row))
    }
}

fn question(sheet: &Sheet<'_>, row: usize, section: Option<String>) -> DescribedQuestion {
    let kind_word = sheet.cell(row, "field_type").to_lowercase();
    let validation = sheet.cell(row, "text_validation_type_or_show_slider_number").to_lowercase();
    let label = plain(sheet.cell(row, "field_label"));
    let name = sheet.cell(row, "field_name");
    let listed = sheet.cell(row, "select_choices_or_calculations");
    let fixed = |pairs: [(&str, &str); 2]| pairs.iter().map(|(code, label)| choice(code, label)).collect();
    let choices = match kind_word.as_str() {
        "yesno" => fixed([("1", "Yes"), ("0", "No")]),
        "truefalse" => fixed([("1", "True"), ("0", "False")]),
        "radio" | "dropdown" | "checkbox" | "sql" => choices(listed),
        _ => Vec::new(),
    };
    let condition = Some(sheet.cell(row, "branching_logic")).filter(|condition| !condition.is_empty());
    let matrix = Some(sheet.cell(row, "matrix_group_name")).filter(|matrix| !matrix.is_empty());
    DescribedQuestion {
        name: name.to_owned(),
        text: if label.is_empty() { name.into() } else { label.as_str().into() },
        section,
        kind: kind(&kind_word, &validation),
        personal: personal(sheet.cell(row, "identifier"), &validation, &label),
        type_word: format!("{kind_word} {validation}").trim().to_owned(),
        choices,
        // The fields of a matrix share its choices.
        list: matrix.map(str::to_owned),
        condition: condition.map(str::to_owned),
        asked: condition.and_then(|text| condition::parse(text).as_routing()),
        repeat: Some(sheet.cell(row, "form_name")).filter(|form| !form.is_empty()).map(str::to_owned),
        ..DescribedQuestion::default()
    }
}

fn kind(kind_word: &str, validation: &str) -> Option<Kind> {
    let numbers = ["integer", "number", "float"];
    match kind_word {
        "radio" | "dropdown" | "yesno" | "truefalse" | "sql" => Some(Kind::Single),
        "checkbox" => Some(Kind::Multiple),
        "slider" | "calc" => Some(Kind::Numeric),
        "text" if validation.starts_with("date") => Some(Kind::Date),
        "text" if numbers.iter().any(|number| validation.starts_with(number)) => Some(Kind::Numeric),
        "text" | "notes" => Some(Kind::Text),
        _ => None,
    }
}

fn personal(identifier: &str, validation: &str, label: &str) -> Option<Personal> {
    let label = fold(label);
    match validation {
        "email" => return Some(Personal::Email),
        validation if validation.starts_with("phone") => return Some(Personal::Phone),
        validation if validation.starts_with("zip") || validation.starts_with("postal") => {
            return Some(Personal::Address);
        }
        _ => {}
    }
    let is_identifier = matches!(identifier.to_lowercase().as_str(), "y" | "yes" | "true" | "1");
    is_identifier.then(|| match label.as_str() {
        label if label.contains("name") => Personal::Name,
        label if label.contains("address") || label.contains("street") => Personal::Address,
        label if label.contains("phone") => Personal::Phone,
        _ => Personal::Identifier,
    })
}

/// `1, one | 2, two`: cut at the bar, then at the first comma.
fn choices(listed: &str) -> Vec<DescribedChoice> {
    let pairs = listed.split(['|', '\n']).filter_map(|pair| {
        let (code, label) = pair.split_once(',').unwrap_or((pair, pair));
        let (code, label) = (code.trim(), plain(label));
        (!code.is_empty()).then(|| choice(code, if label.is_empty() { code } else { &label }))
    });
    pairs.collect()
}

fn choice(code: &str, label: &str) -> DescribedChoice {
    DescribedChoice { code: code.to_owned(), label: label.into(), ..DescribedChoice::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_cut_at_the_bar_and_the_first_comma() {
        let found = choices("1, one|2, two, or so | -9,Refused");
        let pairs: Vec<(&str, &str)> =
            found.iter().map(|choice| (choice.code.as_str(), choice.label.text.as_str())).collect();
        assert_eq!(pairs, [("1", "one"), ("2", "two, or so"), ("-9", "Refused")]);
        assert!(choices("").is_empty());
    }

    #[test]
    fn the_names_of_the_interface_say_the_same_as_those_of_the_website() {
        let read = |text: &str| RedcapDictionary.read(&Source::from_bytes("d.csv", text)).unwrap().questions;
        let website = read(
            "\"Variable / Field Name\",\"Form Name\",\"Field Type\",\"Field Label\",\"Choices, Calculations, OR Slider Labels\",\"Identifier?\",\"Branching Logic (Show field only if...)\"\nsize,about,radio,How large?,\"1, Small | 2, Large\",,[who] = '1'\n",
        );
        let interface = read(
            "field_name,form_name,field_type,field_label,select_choices_or_calculations,identifier,branching_logic\nsize,about,radio,How large?,\"1, Small | 2, Large\",,[who] = '1'\n",
        );
        assert_eq!(website, interface);
        assert_eq!(website[0].asked.as_ref().map(|asked| asked.question.as_str()), Some("who"));
    }
}
