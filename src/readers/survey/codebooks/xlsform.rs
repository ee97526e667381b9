//! XLSForm, the questionnaire as KoboToolbox, ODK, Ona and SurveyCTO hold it: a workbook with the sheets `survey` and
//! `choices`, or the two saved as csv files.

use std::collections::BTreeMap;

use super::form_type::{FormType, form_type};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Kind, Wording};
use crate::readers::survey::companion::CodebookReader;
use crate::readers::survey::condition;
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion};
use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::plain;
use crate::readers::survey::{ReadOptions, open, workbook};
use crate::source::Source;

/// How reasons call it.
pub const FROM: &str = "the XLSForm";

/// XLSForm.
#[derive(Debug)]
pub struct XlsForm;

impl CodebookReader for XlsForm {
    fn name(&self) -> &'static str {
        "xlsform"
    }

    fn title(&self) -> &'static str {
        "XLSForm"
    }

    fn may_be_beside(&self, export: &str, other: &str) -> bool {
        let Some((stem, ending)) = parts(other) else { return false };
        let export = parts(export).map(|(stem, _)| stem).unwrap_or_default();
        let kin = first_word(&export) == first_word(&stem);
        let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).collect();
        let says = |word: &str| words.contains(&word);
        match ending.as_str() {
            "xlsx" | "xls" => {
                says("xlsform")
                    || says("xlsforms")
                    || (kin && ["form", "tool", "questionnaire", "kobo"].into_iter().any(says))
            }
            // “survey.csv” and “choices.csv” have no name of a form to compare.
            "csv" => {
                (kin || says("xlsform") || words.len() == 1) && matches!(words.last(), Some(&("survey" | "choices")))
            }
            _ => false,
        }
    }

    fn recognise(&self, source: &Source) -> bool {
        if is_workbook(source) {
            return sheet(source, "survey").is_some_and(|survey| is_survey(&survey))
                && sheet(source, "choices").is_some();
        }
        table(source).is_ok_and(|table| is_survey(&table) || is_choices(&table))
    }

    fn read(&self, source: &Source) -> Result<Described> {
        let mut described =
            Described { from: FROM.into(), files: vec![source.file_name().to_owned()], ..Described::default() };
        if is_workbook(source) {
            let survey = sheet(source, "survey")
                .ok_or_else(|| Error::new("this workbook has no sheet “survey”").in_place(source.place()))?;
            let settings = sheet(source, "settings");
            let setting = |name: &str| settings.as_ref().and_then(|settings| Sheet::new(settings).first(name));
            described.title = setting("form_title");
            let language = setting("default_language");
            questions(&survey, language.as_deref(), &mut described);
            if let Some(list) = sheet(source, "choices") {
                choices(&list, language.as_deref(), &mut described);
            }
        } else {
            let table = table(source)?;
            if is_survey(&table) {
                questions(&table, None, &mut described);
            } else {
                choices(&table, None, &mut described);
            }
        }
        Ok(described)
    }
}

/// The name without its ending, and the ending, in lower case.
fn parts(name: &str) -> Option<(String, String)> {
    let name = name.to_lowercase();
    name.rsplit_once('.').map(|(stem, ending)| (stem.to_owned(), ending.to_owned()))
}

fn first_word(stem: &str) -> &str {
    stem.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

fn is_workbook(source: &Source) -> bool {
    source.bytes().starts_with(b"PK\x03\x04") || source.bytes().starts_with(b"\xd0\xcf\x11\xe0")
}

fn sheet(source: &Source, name: &str) -> Option<RawTable> {
    let (sheet, _) = workbook::open(source, Some(name)).ok()?;
    sheet.collect(source, 1).ok().map(|(table, _)| table)
}

fn table(source: &Source) -> Result<RawTable> {
    let mut opened = open::open(source, &ReadOptions::default())?;
    opened.collect(source, 1).map(|(table, _)| table)
}

fn is_survey(table: &RawTable) -> bool {
    let sheet = Sheet::new(table);
    let Some(types) = sheet.column("type").filter(|_| sheet.column("name").is_some()) else { return false };
    let known = table.columns[types].filled().filter(|(word, _)| form_type(word) != FormType::Unknown);
    let known: u64 = known.map(|(_, count)| count).sum();
    known > 0 && known * 2 >= table.columns[types].answered()
}

fn is_choices(table: &RawTable) -> bool {
    let sheet = Sheet::new(table);
    let named = sheet.column("list_name").is_some() && sheet.column("name").is_some();
    named && sheet.headings.iter().any(|heading| heading == "label" || heading.starts_with("label:"))
}

/// A sheet whose columns are found by name, however the name is written.
struct Sheet<'a> {
    table: &'a RawTable,
    headings: Vec<String>,
}

impl<'a> Sheet<'a> {
    fn new(table: &'a RawTable) -> Self {
        let named = |heading: &String| {
            let heading = heading.trim_start_matches('\u{feff}').trim().to_lowercase();
            match heading.split_once(':') {
                Some((name, language)) => format!("{}:{}", written(name), language.trim_start_matches(':').trim()),
                None => written(&heading),
            }
        };
        Self { table, headings: table.headings.first().into_iter().flatten().map(named).collect() }
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.headings.iter().position(|heading| heading == name)
    }

    fn cell(&self, row: usize, name: &str) -> &'a str {
        self.column(name).map_or("", |column| self.table.columns[column].cell(row))
    }

    /// The first filled cell of a column.
    fn first(&self, name: &str) -> Option<String> {
        let column = self.column(name)?;
        self.table.columns[column].filled().next().map(|(value, _)| value.to_owned())
    }

    /// The columns of a label in the order of preference, each with its language.
    fn languages(&self, default: Option<&str>) -> Languages {
        let mut columns: Vec<(usize, Option<String>)> = Vec::new();
        for (column, heading) in self.headings.iter().enumerate() {
            if heading == "label" {
                columns.push((column, None));
            } else if let Some(language) = heading.strip_prefix("label:") {
                columns.push((column, Some(language.to_owned())));
            }
        }
        let default = default.map(str::to_lowercase);
        // Stable: the default language first, then a label of no language, then as they stand.
        columns.sort_by_key(|(_, language)| match language {
            Some(_) if language.is_some() && *language == default => 0,
            None => 1,
            Some(_) => 2,
        });
        Languages(columns)
    }
}

/// Headings of columns as they are compared: one name for each that is written in several ways.
fn written(heading: &str) -> String {
    let heading = heading.trim().replace([' ', '-'], "_");
    match heading.as_str() {
        "listname" => "list_name".into(),
        "value" => "name".into(),
        "caption" => "label".into(),
        "relevance" => "relevant".into(),
        _ => heading,
    }
}

struct Languages(Vec<(usize, Option<String>)>);

impl Languages {
    /// The label of a row: the first that is not blank, with those in other languages.
    fn wording(&self, table: &RawTable, row: usize) -> Wording {
        let mut wording = Wording::default();
        for (column, language) in &self.0 {
            let text = plain(&table.columns[*column].cell(row).replace("**", ""));
            if text.is_empty() {
                continue;
            }
            if wording.text.is_empty() {
                wording.text = text;
            } else if let Some(language) = language {
                wording.in_language.entry(tag(language)).or_insert(text);
            }
        }
        wording
    }
}

/// `english (en)` → `en`.
fn tag(language: &str) -> String {
    let inner = language.rsplit_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(tag, _)| tag.trim());
    inner.filter(|tag| !tag.is_empty()).unwrap_or(language).to_owned()
}

/// A group or repeat that is open at a row of the form.
struct Open {
    name: String,
    label: String,
    condition: String,
    repeat: bool,
    /// The list of choices that all rows of a rating table share.
    list: Option<String>,
}

fn questions(table: &RawTable, language: Option<&str>, described: &mut Described) {
    let sheet = Sheet::new(table);
    let languages = sheet.languages(language);
    let mut open: Vec<Open> = Vec::new();
    for row in 0..table.rows() {
        let word = sheet.cell(row, "type");
        let wording = languages.wording(table, row);
        match form_type(word) {
            FormType::Begin { repeat } => {
                let list = [sheet.cell(row, "kobo__score_choices"), sheet.cell(row, "kobo__rank_items")];
                open.push(Open {
                    name: sheet.cell(row, "name").to_owned(),
                    label: wording.text,
                    condition: sheet.cell(row, "relevant").to_owned(),
                    repeat,
                    list: list.into_iter().find(|list| !list.is_empty()).map(str::to_owned),
                });
            }
            FormType::End => {
                open.pop();
            }
            FormType::Unknown if word.is_empty() => {}
            found => {
                let name = sheet.cell(row, "name");
                if !name.is_empty() {
                    let relevant = sheet.cell(row, "relevant");
                    described.questions.push(question(name, word, found, wording, relevant, &open));
                }
            }
        }
    }
}

fn question(
    name: &str,
    word: &str,
    found: FormType,
    wording: Wording,
    relevant: &str,
    open: &[Open],
) -> DescribedQuestion {
    let (kind, mut list, own_words, personal) = match found {
        FormType::Choice { kind, list, own_words } => (Some(kind), list, own_words, None),
        FormType::Answer { kind } => (Some(kind), None, false, None),
        FormType::Personal { personal } => (Some(Kind::Text), None, false, Some(personal)),
        _ => (None, None, false, None),
    };
    if kind == Some(Kind::Single) && list.is_none() {
        list = open.last().and_then(|group| group.list.clone());
    }
    let conditions = open.iter().map(|group| group.condition.as_str()).chain([relevant]);
    let conditions: Vec<&str> = conditions.filter(|condition| !condition.is_empty()).collect();
    let condition = match conditions.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        several => Some(several.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" and ")),
    };
    let path: Vec<&str> = open.iter().map(|group| group.name.as_str()).filter(|name| !name.is_empty()).collect();
    DescribedQuestion {
        name: name.to_owned(),
        key: (!path.is_empty()).then(|| format!("{}/{name}", path.join("/"))),
        text: if wording.text.is_empty() { name.into() } else { wording },
        section: open.iter().find(|group| !group.label.is_empty()).map(|group| group.label.clone()),
        kind,
        type_word: word.to_owned(),
        list,
        own_words,
        asked: condition.as_deref().and_then(|text| condition::parse(text).as_routing()),
        condition,
        repeat: open.iter().rev().find(|group| group.repeat).map(|group| group.name.clone()),
        personal,
        ..DescribedQuestion::default()
    }
}

fn choices(table: &RawTable, language: Option<&str>, described: &mut Described) {
    let sheet = Sheet::new(table);
    let languages = sheet.languages(language);
    let mut lists: BTreeMap<String, Vec<DescribedChoice>> = BTreeMap::new();
    let mut twice: Vec<String> = Vec::new();
    for row in 0..table.rows() {
        let (list, code) = (sheet.cell(row, "list_name"), sheet.cell(row, "name"));
        if list.is_empty() || code.is_empty() {
            continue;
        }
        let wording = languages.wording(table, row);
        let label = if wording.text.is_empty() { code.into() } else { wording };
        let known = lists.entry(list.to_owned()).or_default();
        match known.iter().find(|choice| choice.code == code) {
            Some(choice) if choice.label != label => twice.push(format!("{list}: {code}")),
            Some(_) => {}
            None => known.push(DescribedChoice { code: code.to_owned(), label, ..DescribedChoice::default() }),
        }
    }
    if let Some(first) = twice.first() {
        described.noticed.push(
            Diagnostic::note(format!(
                "the form gives one name to several choices {} ({first}); the first label is used",
                if twice.len() == 1 { "once".to_owned() } else { format!("{} times", twice.len()) },
            ))
            .hint(
                "where lists are filtered by an earlier answer, that is usual; else give each choice a name of its own",
            ),
        );
    }
    described.lists.extend(lists);
}
