//! What commands on answers share: the survey of a study or of one export, and how its tables are to be made.

use std::path::PathBuf;
use std::sync::Arc;

use super::options::{DataOption, DesignOptions, StudyOption, TableOptions};
use super::workspace::{self, Workspace};
use crate::diagnostic::{Diagnostic, Error, Result, unknown_name};
use crate::model::{
    Block, Columns, DesignSpec, Groups, Headcount, Measure, Recode, Report, SinglePolicy, Survey, Table, WeightSpec,
};
use crate::prepare::Sample;
use crate::prepare::design::Drawn;
use crate::prepare::recode;
use crate::prepare::waves;
use crate::prepare::weighting::{self, Weighted};
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
    /// The study’s weights, and how they were made.
    pub weighted: Option<Weighted>,
    /// What study.toml says of weights.
    pub weight: Option<WeightSpec>,
    /// How the sample was drawn, as study.toml says.
    pub drawn: (Option<DesignSpec>, Option<Headcount>),
    /// The questions that study.toml makes of others.
    pub recodes: Vec<Recode>,
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
        Self::open_for(&[], study, data, tables)
    }

    /// The same for tables of these rows and banners, among which may be themes of the interviews (`theme-funding`).
    ///
    /// # Errors
    /// As [`Self::open`], and when a theme is not there or cannot be joined.
    pub fn open_for(
        names: &[&[String]],
        study: &StudyOption,
        data: &DataOption,
        tables: &TableOptions,
    ) -> Result<Self> {
        let answers = match &data.data {
            Some(path) => {
                let reading = workspace::read_data(path)?;
                Self::of_exports(reading.survey, std::slice::from_ref(path), reading.noticed)
            }
            None => {
                let mut workspace = Workspace::open(study)?;
                workspace.join_themes(names.iter().copied().flatten().map(String::as_str))?;
                Self::of_study(workspace)?
            }
        };
        answers.with(tables)
    }

    /// Reads the exports that `--data` names as waves of one survey, each called as its file; else the study's waves.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_waves(study: &StudyOption, data: &[PathBuf], tables: &TableOptions) -> Result<Self> {
        if data.is_empty() {
            return Self::open(study, &DataOption::default(), tables);
        }
        let mut waves: Vec<(String, Survey)> = Vec::with_capacity(data.len());
        let mut noticed = Vec::new();
        for path in data {
            let reading = workspace::read_data(path)?;
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            if waves.iter().any(|(known, _)| *known == name) {
                return Err(Error::new(format!("two of the files would both be the wave “{name}”"))
                    .hint("rename one of them: waves are called as their files"));
            }
            noticed.extend(reading.noticed);
            waves.push((name, reading.survey));
        }
        let survey = match waves.pop() {
            Some((_, survey)) if waves.is_empty() => survey,
            last => {
                waves.extend(last);
                let stacked = waves::stack(waves);
                noticed.extend(stacked.noticed);
                stacked.survey
            }
        };
        Self::of_exports(survey, data, noticed).with(tables)
    }

    /// Exports on their own, without a study.
    fn of_exports(survey: Survey, files: &[PathBuf], noticed: Vec<Diagnostic>) -> Self {
        let name = |path: &PathBuf| {
            let name = source::display_name(path);
            name.rsplit('/').next().unwrap_or(&name).to_owned()
        };
        let source = files.iter().map(name).collect::<Vec<_>>().join(", ");
        Self {
            survey,
            groupings: Groupings::new(),
            request: Request { percent_from: crate::number::PERCENT_FROM, source, ..Request::default() },
            weighted: None,
            weight: None,
            drawn: (None, None),
            recodes: Vec::new(),
            date: None,
            language: None,
            noticed,
        }
    }

    /// How a wave is counted: with weights and a design of its own.
    ///
    /// # Errors
    /// When its weights or its sample cannot be made.
    pub fn of_wave(&self, wave: &Survey, tables: &TableOptions) -> Result<Request> {
        let made = match (tables.weight.as_deref(), &self.weight) {
            (Some("none"), _) | (None, None) => None,
            (Some(id), _) => Some(Weighted { weights: weighting::of_column(wave, id)?, made: None }),
            (None, Some(spec)) => Some(weighting::weigh(wave, &self.groupings, spec)?),
        };
        let weights = made.as_ref().map(|made| Arc::new(made.weights.clone()));
        let spec = self.design(&tables.design)?;
        let drawn = Drawn {
            design: spec.as_ref(),
            population: self.drawn.1.as_ref(),
            finite: self.request.sampling.supports_inference(),
        };
        let raked = made.as_ref().is_some_and(|made| made.made.is_some());
        let design = match !drawn.is_plain() || raked {
            true => Some(Arc::new(Sample::of(wave, &self.groupings, drawn, weights.as_deref(), made.as_ref())?)),
            false => None,
        };
        Ok(Request { weights, design, ..self.request.clone() })
    }

    /// The same with what the options say.
    fn with(mut self, tables: &TableOptions) -> Result<Self> {
        self.ask(tables)?;
        match tables.weight.as_deref() {
            None => {}
            Some("none") => self.request.weights = None,
            Some(id) => self.request.weights = Some(Arc::new(weighting::of_column(&self.survey, id)?)),
        }
        if tables.weight.is_some() {
            recode::weigh(&mut self.survey, &self.recodes, self.request.weights.as_deref())?;
        }
        self.draw(tables)?;
        Ok(self)
    }

    /// The answers of an export that was not read yet.
    ///
    /// # Errors
    /// When an option is not understood.
    pub fn of_file(path: &PathBuf, tables: &TableOptions) -> Result<Self> {
        let mut answers = Self::of_exports(Survey::default(), std::slice::from_ref(path), Vec::new());
        answers.ask(tables)?;
        Ok(answers)
    }

    /// Takes over how tables are to be made, weights and design apart.
    fn ask(&mut self, tables: &TableOptions) -> Result<()> {
        self.request.show = measures(&tables.show)?;
        self.request.test = produce::test_choice(tables.test.as_deref())?;
        if tables.correction.is_some() {
            self.request.correction = produce::correction(tables.correction.as_deref())?;
        }
        if tables.method.is_some() {
            self.request.method = produce::method(tables.method.as_deref())?;
        }
        let weighted = tables.weight.as_ref().map_or(self.request.weights.is_some(), |weight| weight != "none");
        produce::intervals(&mut self.request, tables.interval.as_deref(), weighted)?;
        if let Some(word) = &tables.sampling {
            self.request.sampling = workspace::sampling(word)?;
        }
        if let Some(base) = tables.percent_from {
            self.request.percent_from = base;
        }
        self.request.filter.clone_from(&tables.filter);
        self.request.terms = terms(tables)?;
        Ok(())
    }

    /// Makes the sample anew where an option says something else than the study.
    fn draw(&mut self, tables: &TableOptions) -> Result<()> {
        let options = &tables.design;
        if !options.is_given() && tables.weight.is_none() && tables.sampling.is_none() {
            return Ok(());
        }
        let spec = self.design(options)?;
        let population = &self.drawn.1;
        let drawn = Drawn {
            design: spec.as_ref(),
            population: population.as_ref(),
            finite: self.request.sampling.supports_inference(),
        };
        // Raked weights keep their margins unless others take their place.
        let weighted = self.weighted.as_ref().filter(|_| tables.weight.is_none());
        let raked = weighted.is_some_and(|weighted| weighted.made.is_some());
        self.request.design = None;
        if !drawn.is_plain() || raked {
            let weights = self.request.weights.as_deref();
            self.request.design = Some(Arc::new(Sample::of(&self.survey, &self.groupings, drawn, weights, weighted)?));
        }
        Ok(())
    }

    /// How the sample was drawn: as study.toml says, and where options say otherwise as they do.
    fn design(&self, options: &DesignOptions) -> Result<Option<DesignSpec>> {
        let mut spec = self.drawn.0.clone();
        if options.is_given() {
            let spec = spec.get_or_insert_default();
            if let Some(id) = &options.strata {
                spec.strata = Columns::One(id.clone());
            }
            if !options.cluster.is_empty() {
                spec.cluster = Columns::Stages(options.cluster.clone());
            }
            if !options.fpc.is_empty() {
                spec.fpc = Columns::Stages(options.fpc.clone());
            }
            if let Some(word) = &options.single_unit {
                spec.single_unit = single_unit(word)?;
            }
        }
        Ok(spec)
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
                interval: produce::interval(file.report.interval.as_deref())?,
                source: section.sources(),
                weights: workspace.weighted.as_ref().map(|weighted| Arc::new(weighted.weights.clone())),
                design: workspace.sample,
                ..Request::default()
            },
            weighted: workspace.weighted,
            weight: section.weight,
            drawn: (section.design, section.population),
            recodes: file.recodes,
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

fn single_unit(word: &str) -> Result<SinglePolicy> {
    let known = SinglePolicy::WORDS;
    let found = known.into_iter().find(|(name, _)| *name == word.trim().to_lowercase());
    found.map(|(_, policy)| policy).ok_or_else(|| unknown_name("policy", word, known.map(|(word, _)| word)))
}
