//! What commands work on: a study with everything it names read in, or one export on its own.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::options::StudyOption;
use super::{documents, interview_guide, shown};
use crate::coding::pseudonym::Pseudonyms;
use crate::coding::{self, anchor, store};
use crate::diagnostic::{Diagnostic, Error, Place, Result, unknown_name};
use crate::model::{Codebook, Coding, CodingSource, CodingState, Corpus, Question, Questionnaire, Sampling, Survey};
use crate::prepare;
use crate::prepare::design::Drawn;
use crate::prepare::weighting::Weighted;
use crate::prepare::{Asks, Sample};
use crate::readers;
use crate::source::{self, Source};
use crate::study::{self, Study, SurveySection};
use crate::tabulate::{Groupings, Themes, joined};

/// A study with everything it names read in.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The study's own files.
    pub study: Study,
    /// The answers, where the study has a questionnaire.
    pub survey: Option<Survey>,
    /// What respondents weigh, where the study says so.
    pub weighted: Option<Weighted>,
    /// How the sample was drawn, where the study says so.
    pub sample: Option<Arc<Sample>>,
    /// Documents and cases.
    pub corpus: Corpus,
    /// The codebook; empty where the study has none.
    pub codebook: Codebook,
    /// Every coding whose words were found, in any state, by any coder, on the text as it is now; as they stand in their
    /// files they are in `study.codings`.
    pub codings: Vec<Coding>,
    /// Ids of codings that may have moved when a transcript was edited: a person has to accept their new place.
    pub moved: Vec<String>,
    /// Banners by name.
    pub groupings: Groupings,
    /// For each document and interview question, whether it is known to have been put.
    pub asked: BTreeMap<(String, String), bool>,
    /// Which interview questions ask about which code or theme.
    pub asks: Asks,
    /// Names that outputs must not show, with what stands for them: `private/pseudonyms.csv`.
    pub pseudonyms: Pseudonyms,
    /// What was noticed on the way.
    pub noticed: Vec<Diagnostic>,
}

impl Workspace {
    /// Opens the study that a command means and reads in everything it names.
    ///
    /// # Errors
    /// When there is no study, or anything it names cannot be read.
    pub fn open(option: &StudyOption) -> Result<Self> {
        Self::open_folder(&study_folder(option)?)
    }

    /// Opens the study that a command on interviews means, without the answers to its questionnaire unless open answers are
    /// coded: a large export costs such a command nothing.
    ///
    /// # Errors
    /// As [`Self::open`], but for the questionnaire.
    pub fn open_interviews(option: &StudyOption) -> Result<Self> {
        let mut study = Study::load(&study_folder(option)?)?;
        let mut noticed = Vec::new();
        let survey = if codes_answers(&study) { read_survey(&mut study, &mut noticed)? } else { None };
        Self::read(study, survey, noticed)
    }

    /// Opens the study that `code` goes through document by document: its transcripts and codings are left where they are, of
    /// which there may be more than memory holds.
    ///
    /// # Errors
    /// As [`Self::open_interviews`].
    pub fn open_without_transcripts(option: &StudyOption) -> Result<Self> {
        let mut study = Study::load_without_codings(&study_folder(option)?)?;
        let mut noticed = Vec::new();
        let survey = if codes_answers(&study) { read_survey(&mut study, &mut noticed)? } else { None };
        let mut corpus = Corpus { documents: Vec::new(), cases: study.cases.clone() };
        open_answers(&study, survey.as_ref(), &mut corpus, &mut noticed)?;
        let asked = interview_guide::settle(&study, &mut corpus, &mut noticed);
        Ok(Self {
            survey,
            weighted: None,
            sample: None,
            corpus,
            codebook: study.codebook.clone().unwrap_or_default(),
            codings: Vec::new(),
            moved: Vec::new(),
            groupings: study.file.groups.clone(),
            asked,
            asks: interview_guide::asks(&study),
            pseudonyms: shown::key(&study.folder)?,
            noticed,
            study,
        })
    }

    /// Opens the study in a folder and reads in everything it names.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_folder(folder: &Path) -> Result<Self> {
        let mut study = Study::load(folder)?;
        let mut noticed = Vec::new();
        let survey = read_survey(&mut study, &mut noticed)?;
        Self::read(study, survey, noticed)
    }

    fn read(mut study: Study, mut survey: Option<Survey>, mut noticed: Vec<Diagnostic>) -> Result<Self> {
        let pseudonyms = shown::key(&study.folder)?;
        // What is said of answers quotes them.
        shown::replace_in_messages(&mut noticed, &pseudonyms);
        let mut corpus = documents::read(&mut study, &mut noticed)?;
        corpus.cases.clone_from(&study.cases);
        coding::parallel::inherit(&mut corpus);
        open_answers(&study, survey.as_ref(), &mut corpus, &mut noticed)?;
        let settled = anchor::settle(&corpus, &study.codings);
        noticed.extend(settled.noticed);
        let asked = interview_guide::settle(&study, &mut corpus, &mut noticed);
        let weighted = weigh(&study, survey.as_ref())?;
        if let (Some(survey), Some(weighted)) = (&mut survey, &weighted) {
            prepare::recode::weigh(survey, &study.file.recodes, Some(&weighted.weights))?;
        }
        let sample = drawn(&study, survey.as_ref(), weighted.as_ref())?;
        if let Some(survey) = &mut survey {
            shown::replace_in_answers(survey, &study.file.groups, &pseudonyms);
        }
        Ok(Self {
            survey,
            weighted,
            sample,
            corpus,
            codebook: study.codebook.clone().unwrap_or_default(),
            codings: settled.codings,
            moved: settled.moved,
            groupings: study.file.groups.clone(),
            asked,
            asks: interview_guide::asks(&study),
            pseudonyms,
            noticed,
            study,
        })
    }

    /// Makes questions of the codes that names of rows and banners mean (`theme-funding`), so that themes stand beside answers.
    ///
    /// # Errors
    /// When there is no such code, or no case says which respondent it is.
    pub fn join_themes<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> Result<()> {
        let mut names = names.into_iter().filter(|name| name.contains(joined::PREFIX)).peekable();
        if names.peek().is_none() {
            return Ok(());
        }
        let codings = self.counted();
        let count = self.study.file.interviews.as_ref().map(|interviews| interviews.count).unwrap_or_default();
        let candidates_count = self.study.file.study.approach.counts_candidates();
        let Self { survey, corpus, codebook, asked, asks, .. } = self;
        let Some(survey) = survey else { return Ok(()) };
        let data = Themes { corpus, codebook, codings: &codings, candidates_count, count, asked, asks };
        self.noticed.extend(joined::add(survey, data, names)?);
        Ok(())
    }

    /// The codings that tables and quotations are made of, with those that are only proposed: of the coders that the study
    /// names, or of all. In a declared content analysis what rules propose counts as accepted. In a document that was reconciled
    /// (`codings/final` has it) only what is final counts, quoted by the id that it had before. A coding that may have moved
    /// counts once a person has accepted its new place.
    pub fn counted(&self) -> Vec<Coding> {
        let moved = self.not_accepted();
        let coders =
            self.study.file.interviews.as_ref().map(|interviews| interviews.coders.as_slice()).unwrap_or_default();
        let content = self.study.file.study.approach.counts_candidates();
        let reconciled = self.reconciled();
        let mut counted: Vec<Coding> = self
            .codings
            .iter()
            .filter(|coding| !moved.contains(coding.id.as_str()))
            .filter(|coding| {
                if matches!(coding.source, CodingSource::Rule(_)) {
                    return true;
                }
                let is_final = coding.coder == coding::reconcile::CODER;
                is_final == reconciled.contains(coding.document.as_str())
                    && (is_final || coders.is_empty() || coders.contains(&coding.coder))
            })
            .cloned()
            .map(|mut coding| {
                // report.md quotes by the id that a coder's line has for life.
                let before = coding.id.strip_prefix(coding::reconcile::PREFIX).map(str::to_owned);
                if let Some(before) = before.filter(|_| coding.coder == coding::reconcile::CODER) {
                    coding.id = before;
                }
                coding
            })
            .collect();
        for coding in counted.iter_mut().filter(|_| content) {
            if coding.state == CodingState::Candidate && matches!(coding.source, CodingSource::Rule(_)) {
                coding.state = CodingState::Accepted;
            }
        }
        counted
    }

    /// The codings whose place is sure, in any state: those that may have moved are left out until somebody accepts where they are.
    pub fn placed(&self) -> Vec<Coding> {
        let moved = self.not_accepted();
        self.codings.iter().filter(|coding| !moved.contains(coding.id.as_str())).cloned().collect()
    }

    fn not_accepted(&self) -> HashSet<&str> {
        self.moved.iter().map(String::as_str).collect()
    }

    /// The documents that were reconciled: `codings/final` has a file for each.
    pub fn reconciled(&self) -> BTreeSet<&str> {
        let documents = self.corpus.documents.iter().map(|document| document.id.as_str());
        // The open answers to a question share a file: an answer is reconciled where it has a coding there.
        let is_final = |coding: &&Coding| coding.coder == coding::reconcile::CODER;
        let with_final: HashSet<&str> =
            self.study.codings.iter().filter(is_final).map(|coding| coding.document.as_str()).collect();
        let is_reconciled = |id: &&str| {
            with_final.contains(id)
                || (!id.starts_with("answers/")
                    && source::is_file(&self.study.folder.join(store::file(coding::reconcile::CODER, id))))
        };
        documents.filter(is_reconciled).collect()
    }

    /// Where the candidates of rules that were written are not what the rules of the codebook propose now.
    pub fn stale(&self) -> Vec<Diagnostic> {
        let is_content = self.study.file.study.approach.counts_candidates();
        let has_rules = self.codebook.codes.iter().any(|code| !code.rules.is_empty());
        let has_candidates = self.study.codings.iter().any(|coding| matches!(coding.source, CodingSource::Rule(_)));
        if is_content && has_rules && !has_candidates {
            return vec![
                Diagnostic::warning("this is a content analysis, but what its rules find was never written")
                    .in_place(Place::file("study.toml").at("[study] approach"))
                    .hint("let the rules code: canvass code"),
            ];
        }
        coding::stale(&self.corpus, &self.codebook, &self.codings).unwrap_or_else(|error| vec![error.into()])
    }

    /// The survey, or an error that says how to get one.
    ///
    /// # Errors
    /// When the study has no questionnaire.
    pub fn answers(&self) -> Result<&Survey> {
        self.survey.as_ref().ok_or_else(|| {
            Error::new("this study has no questionnaire")
                .in_place(Place::file("study.toml").at("[survey]"))
                .hint("bring one in: canvass import FILE")
        })
    }
}

fn codes_answers(study: &Study) -> bool {
    study.file.interviews.as_ref().is_some_and(|interviews| !interviews.answers.is_empty())
}

/// Finds the study that a command means: the folder given, else the one we are in or a parent of it.
///
/// # Errors
/// When there is none.
pub fn study_folder(option: &StudyOption) -> Result<PathBuf> {
    if let Some(folder) = &option.study {
        return Ok(folder.clone());
    }
    let here =
        std::env::current_dir().map_err(|error| Error::new(format!("the current folder cannot be read: {error}")))?;
    match study::find(&here) {
        Some(folder) if folder == here => Ok(PathBuf::from(".")),
        Some(folder) => Ok(folder),
        None => Err(Error::new("there is no study here (no study.toml in this folder or above)")
            .hint("go to a study's folder, name it with --study DIR, or make one: canvass init NAME")),
    }
}

/// The way of sampling that a word names.
///
/// # Errors
/// When it names none.
pub fn sampling(word: &str) -> Result<Sampling> {
    let known = [Sampling::Open, Sampling::Purposive, Sampling::Probability, Sampling::Census];
    known
        .into_iter()
        .find(|sampling| sampling.word() == word)
        .ok_or_else(|| unknown_name("way of sampling", word, known.map(Sampling::word)))
}

/// Reads one export on its own, as its platform wrote it: neither a study nor a `questionnaire.toml` is looked at.
///
/// # Errors
/// When it cannot be read.
pub fn read_data(path: &Path) -> Result<readers::survey::Reading> {
    let options = readers::survey::ReadOptions { neighbours: neighbours(path)?, ..Default::default() };
    readers::survey::read(&Source::open(path)?, &options)
}

/// The files beside an export whose names say that they may belong to it.
///
/// # Errors
/// When one of them cannot be opened.
pub fn neighbours(path: &Path) -> Result<Vec<Source>> {
    const LARGEST: usize = 64 << 20;
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let own = name(path);
    let found = source::beside(path).into_iter().filter(|other| readers::survey::may_belong(&own, &name(other)));
    let opened: Vec<Source> = found.map(|other| Source::open(&other)).collect::<Result<_>>()?;
    Ok(opened.into_iter().filter(|source| source.bytes().len() <= LARGEST).collect())
}

/// Reads the export that study.toml names, as a data dictionary says or as it looks.
///
/// # Errors
/// When the study names none, or it cannot be read.
pub fn read_export(study: &mut Study, questionnaire: Option<Questionnaire>) -> Result<readers::survey::Reading> {
    let Some(section) = study.file.survey.clone() else {
        return Err(Error::new("this study has no questionnaire")
            .in_place(Place::file("study.toml").at("[survey]"))
            .hint("bring one in: canvass import FILE"));
    };
    read_wave(study, &section.source, section.platform, &section.codebook, questionnaire)
}

fn read_wave(
    study: &mut Study,
    source: &str,
    platform: Option<String>,
    codebooks: &[String],
    questionnaire: Option<Questionnaire>,
) -> Result<readers::survey::Reading> {
    let source = study.open(source)?;
    let codebooks = codebooks.iter().map(|file| study.open(file)).collect::<Result<_>>()?;
    let options = readers::survey::ReadOptions { platform, codebooks, questionnaire, ..Default::default() };
    readers::survey::read(&source, &options)
}

/// The answers of all waves, one below the other.
fn read_waves(study: &mut Study, section: &SurveySection, noticed: &mut Vec<Diagnostic>) -> Result<Survey> {
    let reading = read_export(study, study.questionnaire.clone())?;
    if section.waves.is_empty() {
        noticed.extend(reading.noticed);
        return Ok(reading.survey);
    }
    let mut said = vec![reading.noticed];
    let mut waves = vec![(section.first_wave(), reading.survey)];
    for wave in &section.waves {
        let place = Place::file("study.toml").at("[[survey.waves]]");
        if waves.iter().any(|(name, _)| *name == wave.name) {
            return Err(Error::new(format!("two waves are called “{}”", wave.name))
                .in_place(place)
                .hint("give each a name of its own; that of the first export stands under [survey] as wave"));
        }
        let questionnaire = study.questionnaire.clone();
        let reading = read_wave(study, &wave.source, wave.platform.clone(), &wave.codebook, questionnaire)?;
        said.push(reading.noticed);
        waves.push((wave.name.clone(), reading.survey));
    }
    // What the dictionary has and one wave does not is no mistake: it is said where no wave has it.
    let of_dictionary = |one: &Diagnostic| one.place.as_ref().is_some_and(|place| place.file == "questionnaire.toml");
    let mut everywhere = said.first().cloned().unwrap_or_default();
    everywhere.retain(|one| of_dictionary(one) && said.iter().all(|of_wave| of_wave.contains(one)));
    noticed.append(&mut everywhere);
    noticed.extend(said.into_iter().flatten().filter(|one| !of_dictionary(one)));
    let stacked = prepare::waves::stack(waves);
    noticed.extend(stacked.noticed);
    Ok(stacked.survey)
}

fn read_survey(study: &mut Study, noticed: &mut Vec<Diagnostic>) -> Result<Option<Survey>> {
    let Some(section) = study.file.survey.clone() else { return Ok(None) };
    let mut survey = read_waves(study, &section, noticed)?;
    let place = || Place::file("study.toml").at("[survey] exclude");
    let flags = prepare::exclude::flags(&section.exclude).map_err(|error| error.in_place(place()))?;
    let left_out = prepare::exclude::exclude(&mut survey, &flags);
    if left_out > 0 {
        noticed.push(Diagnostic::note(format!("{left_out} records are left out ({})", section.exclude.join(", "))));
    }
    prepare::recode::apply(&mut survey, &study.file.recodes)?;
    Ok(Some(survey))
}

/// The weights that the study asks for.
fn weigh(study: &Study, survey: Option<&Survey>) -> Result<Option<Weighted>> {
    let spec = study.file.survey.as_ref().and_then(|section| section.weight.as_ref());
    let Some((spec, survey)) = spec.zip(survey) else { return Ok(None) };
    prepare::weighting::weigh(survey, &study.file.groups, spec)
        .map(Some)
        .map_err(|error| error.in_place(Place::file("study.toml").at("[survey] weight")))
}

/// The sample as the study says it was drawn.
fn drawn(study: &Study, survey: Option<&Survey>, weighted: Option<&Weighted>) -> Result<Option<Arc<Sample>>> {
    let Some((section, survey)) = study.file.survey.as_ref().zip(survey) else { return Ok(None) };
    let drawn = Drawn {
        design: section.design.as_ref(),
        population: section.population.as_ref(),
        finite: section.sampling.supports_inference(),
    };
    let raked = weighted.is_some_and(|weighted| weighted.made.is_some());
    if drawn.is_plain() && !raked {
        return Ok(None);
    }
    Sample::of(survey, &study.file.groups, drawn, weighted.map(|weighted| &weighted.weights), weighted)
        .map(|sample| Some(Arc::new(sample)))
        .map_err(|error| {
            let key = if section.design.is_some() { "[survey] design" } else { "[survey] population" };
            error.in_place(Place::file("study.toml").at(key))
        })
}

/// Adds the open answers that the study codes, each as a document of its respondent.
fn open_answers(
    study: &Study,
    survey: Option<&Survey>,
    corpus: &mut Corpus,
    noticed: &mut Vec<Diagnostic>,
) -> Result<()> {
    let questions = study.file.interviews.as_ref().map_or(&[][..], |interviews| &interviews.answers);
    if questions.is_empty() {
        return Ok(());
    }
    let (Some(survey), Some(section)) = (survey, &study.file.survey) else {
        return Err(Error::new("open answers are to be coded, but this study has no questionnaire")
            .in_place(Place::file("study.toml").at("[interviews] answers"))
            .hint("bring one in: canvass import FILE"));
    };
    let gathered = prepare::open_answers::gather(survey, questions, &study.cases, &study.file.groups)?;
    noticed.extend(gathered.noticed);
    corpus.cases.extend(gathered.cases);
    for answer in &gathered.answers {
        let made = readers::transcript::open_answer(
            &answer.id,
            &section.source,
            &answer.question,
            &answer.case,
            &answer.words,
        );
        corpus.documents.extend(made);
    }
    Ok(())
}

/// Questions that may be shown: everything but what holds personal data.
pub fn showable(survey: &Survey) -> impl Iterator<Item = &Question> {
    survey.tables.iter().flat_map(|table| &table.questions).filter(|question| question.personal.is_none())
}
