//! What a platform is: how its exports are recognised, and what their columns mean. The registry is the one list that
//! `--platform`, detection, help and docs use; its order is the order of detection.

use super::companion::Beside;
use super::described::Described;
use super::draft::Structure;
use super::platforms;
use super::raw::RawTable;
use crate::diagnostic::{Error, Result, unknown_name};

/// What can be seen of a file before it is read: its first records.
#[derive(Debug)]
pub struct Head<'a> {
    /// The first records, headings and a few answers, without blanks at the ends of cells.
    pub records: &'a [Vec<String>],
    /// The sheet, in a workbook.
    pub sheet: Option<&'a str>,
    /// What kind of file the records came from.
    pub container: Container,
    /// What a dictionary inside the file or beside it says.
    pub described: Option<&'a Described>,
}

/// What kind of file the records of an export stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Container {
    /// Text with delimiters.
    #[default]
    Text,
    /// A workbook.
    Workbook,
    /// A file of SPSS: .sav, .zsav or .por.
    Spss,
    /// A file of Stata.
    Stata,
    /// A file of SAS.
    Sas,
    /// Fields without headings that a description beside tells apart.
    Described,
}

impl Head<'_> {
    /// A cell, blank where there is none.
    pub fn cell(&self, record: usize, column: usize) -> &str {
        self.records.get(record).and_then(|record| record.get(column)).map_or("", String::as_str)
    }

    /// The cells of a record.
    pub fn record(&self, record: usize) -> &[String] {
        self.records.get(record).map_or(&[], Vec::as_slice)
    }

    /// Whether any cell of a record is this, ignoring case.
    pub fn has(&self, record: usize, name: &str) -> bool {
        self.record(record).iter().any(|cell| cell.eq_ignore_ascii_case(name))
    }
}

/// How a platform was recognised.
#[derive(Debug, Clone)]
pub struct Recognition {
    /// In a sentence.
    pub reason: String,
    /// How many records are headings.
    pub header_records: usize,
}

/// A platform whose exports can be read.
pub trait SurveyReader: Sync {
    /// The word for `--platform` and in JSON.
    fn name(&self) -> &'static str;
    /// What people call it.
    fn title(&self) -> &'static str;
    /// How the head of a file shows that it is an export of this platform; `None` if it does not.
    fn recognise(&self, head: &Head<'_>) -> Option<Recognition>;
    /// How many records are headings, where a person says that it is this platform's although it does not look so.
    fn usual_header_records(&self) -> usize {
        1
    }
    /// What identifies each column: the heading of the first record, unless the platform needs more.
    fn names(&self, raw: &RawTable) -> Vec<String> {
        raw.headings.first().cloned().unwrap_or_default()
    }
    /// What the columns mean, with what lies beside.
    fn understand(&self, raw: &RawTable, beside: &Beside) -> Structure;
    /// Whether the other sheets of a workbook belong to the answers.
    fn wants_other_sheets(&self) -> bool {
        false
    }
    /// Whether a file beside an export may be another table of the same survey, by both names. It should say yes to few.
    fn may_be_beside(&self, export: &str, other: &str) -> bool {
        let _ = (export, other);
        false
    }
}

/// All platforms. Adding one is a file and a line here.
pub static PLATFORMS: &[&dyn SurveyReader] = &[
    // Files of statistics programs first: what they are is not guessed from names of columns.
    &platforms::jisc::Jisc,
    &platforms::spss::Spss,
    &platforms::stata::Stata,
    &platforms::sas::Sas,
    &platforms::triple_s::TripleS,
    &platforms::microsoft_forms::MicrosoftForms,
    &platforms::qualtrics::Qualtrics,
    &platforms::alchemer::Alchemer,
    &platforms::typeform::Typeform,
    &platforms::smartsurvey::SmartSurvey,
    &platforms::wjx::Wjx,
    &platforms::limesurvey::LimeSurvey,
    &platforms::surveyxact::SurveyXact,
    &platforms::redcap::Redcap,
    &platforms::kobo::Kobo,
    &platforms::surveymonkey::SurveyMonkey,
    &platforms::google_forms::GoogleForms,
    &platforms::generic::Generic,
];

/// The platform of this registry name.
pub fn of_name(name: &str) -> Option<&'static dyn SurveyReader> {
    PLATFORMS.iter().copied().find(|platform| platform.name() == name)
}

/// The platform of a file: the one that is named, else the first that recognises it.
///
/// # Errors
/// When the name is not that of a platform.
pub fn of(head: &Head<'_>, named: Option<&str>) -> Result<(&'static dyn SurveyReader, Recognition)> {
    if let Some(name) = named {
        let wanted = name.to_lowercase();
        let names = PLATFORMS.iter().map(|platform| platform.name());
        let platform = PLATFORMS
            .iter()
            .copied()
            .find(|platform| platform.name() == wanted || platform.title().to_lowercase() == wanted)
            .ok_or_else(|| unknown_name("platform", name, names))?;
        let recognition = platform.recognise(head).unwrap_or_else(|| Recognition {
            reason: "you said so".into(),
            header_records: platform.usual_header_records(),
        });
        return Ok((platform, recognition));
    }
    PLATFORMS
        .iter()
        .find_map(|platform| platform.recognise(head).map(|recognition| (*platform, recognition)))
        .ok_or_else(|| Error::new("no platform fits this file"))
}
