//! What commands on answers share: the survey of a study or of one export, and how its tables are to be made.

use std::sync::Arc;

use super::options::{DataOption, StudyOption, TableOptions};
use super::workspace::{self, Workspace};
use crate::diagnostic::{Diagnostic, Result, unknown_name};
use crate::model::{Block, Groups, Measure, Report, Survey, Table};
use crate::prepare::weighting;
use crate::report::produce;
use crate::source;
use crate::stats::quantile::QuantileType;
use crate::tabulate::terms::{BaseOf, Included, TotalPlace};
use crate::tabulate::{Groupings, Request, Terms};

/// The answers that a command works on.
#[derive(Debug)]
pub struct Answers {
    /// The answers.
    pub survey: Survey,
    /// The study's banners; none for an export on its own.
    pub groupings: Groupings,
    /// How every table is made.
    pub request: Request,
    /// What files are dated with.
    pub date: Option<String>,
    /// The language of the study.
    pub language: Option<String>,
    /// What was noticed on the way.
    pub noticed: Vec<Diagnostic>,
}

impl Answers {
    /// Reads the export that `--data` names, else the study's.
    ///
    /// # Errors
    /// When there is no study or no questionnaire, it cannot be read, or an option is not understood.
    pub fn open(study: &StudyOption, data: &DataOption, tables: &TableOptions) -> Result<Self> {
        let mut answers = match &data.data {
            Some(path) => {
                let reading = workspace::read_data(path)?;
                let source = source::display_name(path);
                Self {
                    survey: reading.survey,
                    groupings: Groupings::new(),
                    request: Request {
                        percent_from: crate::number::PERCENT_FROM,
                        source: source.rsplit('/').next().unwrap_or(&source).to_owned(),
                        ..Request::default()
                    },
                    date: None,
                    language: None,
                    noticed: reading.noticed,
                }
            }
            None => Self::of_study(Workspace::open(study)?)?,
        };
        answers.request.show = measures(&tables.show)?;
        answers.request.test = produce::test_choice(tables.test.as_deref())?;
        if tables.correction.is_some() {
            answers.request.correction = produce::correction(tables.correction.as_deref())?;
        }
        if tables.method.is_some() {
            answers.request.method = produce::method(tables.method.as_deref())?;
        }
        if let Some(word) = &tables.sampling {
            answers.request.sampling = workspace::sampling(word)?;
        }
        if let Some(base) = tables.percent_from {
            answers.request.percent_from = base;
        }
        answers.request.filter.clone_from(&tables.filter);
        answers.request.terms = terms(tables)?;
        match tables.weight.as_deref() {
            None => {}
            Some("none") => answers.request.weights = None,
            Some(id) => answers.request.weights = Some(Arc::new(weighting::of_column(&answers.survey, id)?)),
        }
        Ok(answers)
    }

    fn of_study(workspace: Workspace) -> Result<Self> {
        workspace.answers()?;
        let file = workspace.study.file;
        let survey = workspace.survey.unwrap_or_default();
        let section = file.survey.unwrap_or_default();
        Ok(Self {
            survey,
            groupings: workspace.groupings,
            request: Request {
                sampling: section.sampling,
                percent_from: file.report.percent_from,
                correction: produce::correction(file.report.correction.as_deref())?,
                method: produce::method(file.report.method.as_deref())?,
                source: section.sources(),
                weights: workspace.weighted.map(|weighted| Arc::new(weighted.weights)),
                ..Request::default()
            },
            date: file.study.date,
            language: file.study.language,
            noticed: workspace.noticed,
        })
    }

    /// Tables as a document.
    pub fn report(&self, title: &str, tables: Vec<Table>) -> Report {
        Report {
            title: title.to_owned(),
            date: self.date.clone(),
            language: self.language.clone().unwrap_or_else(|| "en-GB".to_owned()),
            blocks: tables.into_iter().map(Block::table).collect(),
            ..Report::default()
        }
    }
}

fn measures(words: &[String]) -> Result<Vec<Measure>> {
    let measure = |word: &String| {
        Measure::from_word(word).ok_or_else(|| unknown_name("measure", word, Measure::ALL.map(Measure::word)))
    };
    words.iter().map(measure).collect()
}

fn terms(tables: &TableOptions) -> Result<Terms> {
    let nets = tables.nets.iter().map(|net| Terms::net(net)).collect::<Result<_>>()?;
    Ok(Terms {
        nets: Groups(nets),
        base: tables.base.as_deref().map_or(Ok(BaseOf::default()), Terms::base_of)?,
        included: Included::read(&tables.include)?,
        total: tables.total.as_deref().map_or(Ok(TotalPlace::default()), Terms::total_place)?,
        transpose: tables.transpose,
        quantiles: tables.quantiles.map_or(Ok(QuantileType::default()), Terms::quantile_type)?,
    })
}
