//! The waves that are compared: which there are, each as a survey of its own, and in what their questions differ.
//!
//! Waves are samples of their own: each is weighted on its own, and chance in one says nothing of chance in another. So a wave is
//! no domain of a larger sample, and the responses of the others are no part of it at all.

use super::banner::find;
use crate::diagnostic::{Error, Place, Result, unknown_name};
use crate::model::{
    Column, Dates, Difference, Differs, Kind, Missing, Part, Question, Record, Survey, SurveyBlock, SurveyTable,
};

/// The waves of a survey, in their order.
#[derive(Debug, Clone, Default)]
pub struct Waves {
    /// Their names.
    pub names: Vec<String>,
    /// The question that says of which wave a response is, where it is one.
    pub question: Option<String>,
    /// The wave of each record of the main table by block, as its place among the names.
    of: Vec<Vec<Option<usize>>>,
}

impl Waves {
    /// The waves that a question of one choice tells apart; without one those of which the records are.
    ///
    /// # Errors
    /// When there is no such question, it takes something else than one choice, or there are fewer than two waves.
    pub fn of(survey: &Survey, by: Option<&str>) -> Result<Self> {
        let table = survey.main().ok_or_else(|| Error::new("there are no answers to compare"))?;
        let mut waves = match by {
            Some(id) => Self::of_question(survey, table, id)?,
            None => Self::of_records(table),
        };
        waves.drop_empty();
        if waves.names.len() < 2 {
            return Err(match by {
                Some(id) => Error::new(format!("“{id}” tells fewer than two waves apart"))
                    .hint("all answers are of one wave: name a question with two or more, or give a file for each: --data 2022.csv 2024.csv"),
                None => Error::new("this survey has one wave, so there is nothing to compare")
                    .in_place(Place::file("study.toml").at("[[survey.waves]]"))
                    .hint("bring a later export in with canvass import FILE --wave NAME, or name the question that tells the waves apart: --waves-by year"),
            });
        }
        Ok(waves)
    }

    fn of_question(survey: &Survey, table: &SurveyTable, id: &str) -> Result<Self> {
        let unknown = || unknown_name("question", id, table.questions.iter().map(|question| question.id.as_str()));
        let (own, question, _) = find(survey, id).ok_or_else(unknown)?;
        let column = question.column(Part::Answer).filter(|_| own.id == table.id);
        let waves = match (question.kind, column) {
            (Kind::Single | Kind::Scale, Some(column)) => Some(Self::of_choices(table, question, column)),
            (Kind::Numeric, Some(column)) => Self::of_numbers(table, question, column),
            _ => None,
        };
        waves.ok_or_else(|| {
            Error::new(format!("“{id}” does not say of which wave a response is"))
                .hint("name a question of one choice a respondent, or of few numbers, such as the year")
        })
    }

    fn of_choices(table: &SurveyTable, question: &Question, column: usize) -> Self {
        let of = table.blocks.iter().map(|block| match block.columns.get(column) {
            Some(Column::Choices(answers)) => answers.iter().map(|answer| answer.get().ok()).collect(),
            _ => vec![None; block.records.len()],
        });
        let names = question.choices.iter().map(|choice| choice.label.text.clone()).collect();
        Self { names, question: Some(question.id.clone()), of: of.collect() }
    }

    /// Waves by their number, rising: a year.
    fn of_numbers(table: &SurveyTable, question: &Question, column: usize) -> Option<Self> {
        const MOST_WAVES: usize = 50;
        let mut numbers: Vec<f64> = Vec::new();
        for number in table.numbers(column).filter_map(|number| number.value.ok()) {
            if let Err(place) = numbers.binary_search_by(|known| known.total_cmp(&number)) {
                numbers.insert(place, number);
            }
            if numbers.len() > MOST_WAVES {
                return None;
            }
        }
        let place = |number: f64| numbers.binary_search_by(|known| known.total_cmp(&number)).ok();
        let of = table.blocks.iter().map(|block| match block.columns.get(column) {
            Some(Column::Numbers(values)) => values.values().map(|value| value.ok().and_then(place)).collect(),
            _ => vec![None; block.records.len()],
        });
        let of = of.collect();
        let names = numbers.iter().map(|number| format!("{number}")).collect();
        Some(Self { names, question: Some(question.id.clone()), of })
    }

    fn of_records(table: &SurveyTable) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut place = |record: Record<'_>| {
            let wave = record.wave?;
            Some(names.iter().position(|name| name == wave).unwrap_or_else(|| {
                names.push(wave.to_owned());
                names.len() - 1
            }))
        };
        let of: Vec<Vec<Option<usize>>> =
            table.blocks.iter().map(|block| block.records.iter().map(&mut place).collect()).collect();
        // The question that the waves were given when they were put one below the other.
        let question = table.questions.first().filter(|question| {
            question.choices.iter().map(|choice| choice.label.text.as_str()).eq(names.iter().map(String::as_str))
        });
        Self { question: question.map(|question| question.id.clone()), names, of }
    }

    /// Leaves out waves of which no response is.
    fn drop_empty(&mut self) {
        let used: Vec<bool> =
            (0..self.names.len()).map(|wave| self.of.iter().flatten().any(|of| *of == Some(wave))).collect();
        let places: Vec<Option<usize>> =
            used.iter().scan(0, |next, used| Some(used.then(|| std::mem::replace(next, *next + 1)))).collect();
        self.of.iter_mut().flatten().for_each(|of| *of = of.and_then(|wave| places.get(wave).copied().flatten()));
        let mut kept = used.into_iter();
        self.names.retain(|_| kept.next() == Some(true));
    }

    /// The place of the wave that a name names.
    ///
    /// # Errors
    /// When there is none.
    pub fn place(&self, name: &str) -> Result<usize> {
        let same = |known: &String| known.to_lowercase() == name.trim().to_lowercase();
        self.names
            .iter()
            .position(same)
            .ok_or_else(|| unknown_name("wave", name, self.names.iter().map(String::as_str)))
    }

    /// The responses of one wave to the main questionnaire, as a survey of its own.
    pub fn only(&self, survey: &Survey, wave: usize) -> Survey {
        let Some(table) = survey.main() else { return Survey::default() };
        let mut blocks = Vec::new();
        for (block, of) in table.blocks.iter().zip(&self.of) {
            let keep: Vec<bool> = of.iter().map(|of| *of == Some(wave)).collect();
            if keep.iter().all(|keep| *keep) {
                blocks.push(block.clone());
            } else if keep.contains(&true) {
                blocks.push(rows_of(block, &keep));
            }
        }
        let (questions, metadata) = (table.questions.clone(), table.metadata.clone());
        let main = SurveyTable { id: table.id.clone(), parent: None, questions, metadata, blocks };
        Survey {
            platform: survey.platform.clone(),
            encoding: survey.encoding.clone(),
            tables: vec![main],
            differences: survey.differences.clone(),
        }
    }
}

/// Some rows of a block.
fn rows_of(block: &SurveyBlock, keep: &[bool]) -> SurveyBlock {
    fn kept<T>(values: impl Iterator<Item = T>, keep: &[bool]) -> impl Iterator<Item = T> {
        values.zip(keep).filter(|(_, keep)| **keep).map(|(value, _)| value)
    }
    let column = |column: &Column| match column {
        Column::Choices(answers) => Column::Choices(kept(answers.iter().copied(), keep).collect()),
        Column::Ticks(ticks) => Column::Ticks(kept(ticks.iter().copied(), keep).collect()),
        Column::Numbers(numbers) => Column::Numbers(kept(numbers.iter(), keep).collect()),
        Column::Texts(texts) => Column::Texts(kept(texts.iter(), keep).collect()),
        Column::Dates(dates) => {
            let reasons = kept(dates.iter(), keep).map(|date| date.value.err().unwrap_or(Missing::Unknown)).collect();
            Column::Dates(Dates::new(kept(dates.iter(), keep).map(|date| date.value.ok()).collect(), reasons, None))
        }
    };
    SurveyBlock {
        records: kept(block.records.iter(), keep).collect(),
        columns: block.columns.iter().map(column).collect(),
    }
}

/// In what the questions of waves differ: each wave against the first that has the question.
pub fn differences(waves: &[(String, Survey)]) -> Vec<Difference> {
    let mut found = Vec::new();
    for (later, (name, survey)) in waves.iter().enumerate() {
        for question in survey.tables.iter().flat_map(|table| &table.questions) {
            let first = waves[..later]
                .iter()
                .find_map(|(earlier, survey)| survey.question(&question.id).map(|(_, own)| (earlier, own)));
            let Some((earlier, own)) = first else { continue };
            let what = wording(own, question).into_iter().chain(choices(own, question));
            found.extend(what.map(|what| Difference {
                question: question.id.clone(),
                waves: (name.clone(), earlier.clone()),
                what,
            }));
        }
    }
    found
}

/// Words by which a question is the same: numbers before it, capitals, blanks and marks do not count.
fn folded(text: &str) -> String {
    let start = text.find(char::is_alphabetic).unwrap_or(0);
    let words = text[start..].split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn wording(own: &Question, other: &Question) -> Option<Differs> {
    if folded(&own.text.text) != folded(&other.text.text) {
        return Some(Differs::Wording(other.text.text.clone()));
    }
    // By one dictionary both have its words; the headings are what respondents saw.
    let heading = |question: &Question, part: Part| {
        question.columns.iter().find(|column| column.part == part).map(|column| column.header.clone())
    };
    let differs = other.columns.iter().find(|column| {
        column.part != Part::Comment
            && heading(own, column.part).is_some_and(|known| folded(&known) != folded(&column.header))
    });
    differs.map(|column| Differs::Wording(column.header.clone()))
}

fn choices(own: &Question, other: &Question) -> Option<Differs> {
    let only = |one: &Question, other: &Question| -> Vec<String> {
        let has = |label: &str| other.choices.iter().any(|choice| folded(&choice.label.text) == folded(label));
        one.choices.iter().map(|choice| choice.label.text.clone()).filter(|label| !has(label)).collect()
    };
    let (gone, new) = (only(own, other), only(other, own));
    (!gone.is_empty() || !new.is_empty()).then_some(Differs::Choices { gone, new })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture::Builder;
    use crate::prepare::waves::stack;

    fn wave(name: &str, choices: &[&str], answers: &str) -> (String, Survey) {
        (name.to_owned(), Builder::new().single("size", choices, answers).build())
    }

    #[test]
    fn one_wave_has_nothing_to_be_compared_with() {
        let survey = Builder::new().single("size", &["Micro"], "11").build();
        assert!(Waves::of(&survey, None).unwrap_err().what().contains("one wave"));
        assert!(Waves::of(&survey, Some("size")).unwrap_err().what().contains("fewer than two"));
        assert!(Waves::of(&survey, Some("sise")).is_err());
        assert!(Waves::of(&Survey::default(), None).is_err());
    }

    #[test]
    fn each_wave_is_a_survey_without_the_others() {
        let survey =
            stack(vec![wave("2020", &["Micro", "Small"], "112"), wave("2022", &["Micro", "Small"], "2")]).survey;
        let waves = Waves::of(&survey, None).unwrap();
        assert_eq!(
            (waves.names.as_slice(), waves.question.as_deref()),
            (&["2020".to_owned(), "2022".to_owned()][..], Some("wave"))
        );
        for (place, n) in [(0, 3), (1, 1)] {
            let own = waves.only(&survey, place);
            assert_eq!(own.tables[0].records().filter(|record| record.excluded.is_none()).count(), n);
        }
        assert_eq!(waves.place(" 2022 ").unwrap(), 1);
        let by_question = Waves::of(&survey, Some("size")).unwrap();
        assert_eq!(by_question.names, ["Micro", "Small"]);
    }

    #[test]
    fn other_words_and_choices_are_found_and_numbers_before_a_question_are_none() {
        let (mut one, mut other) = (wave("a", &["Micro", "Small"], "1"), wave("b", &["micro", "Large"], "1"));
        one.1.tables[0].questions[0].text = "3. How large?".into();
        other.1.tables[0].questions[0].text = "4) How  LARGE".into();
        let found = differences(&[one.clone(), other.clone()]);
        let choices = Differs::Choices { gone: vec!["Small".into()], new: vec!["Large".into()] };
        assert_eq!(found.iter().map(|one| &one.what).collect::<Vec<_>>(), [&choices]);
        other.1.tables[0].questions[0].text = "How big?".into();
        assert_eq!(differences(&[one, other])[0].what, Differs::Wording("How big?".into()));
    }
}
