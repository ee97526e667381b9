//! The exports of several waves of one survey, one below the other: each record knows its wave, and the wave is a question
//! that can stand at the side or at the top of any table.

use std::collections::BTreeMap;

use super::compared::differences;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Answer, Choice, Column, ColumnRef, Dates, Kind, Missing, Number, Part, Question, Record, Survey, SurveyBlock,
    SurveyTable, Texts, Tick,
};

/// What the question is called that says of which wave a response is, unless the questionnaire has one of that name.
const WAVE: &str = "wave";

/// The waves as one survey.
#[derive(Debug, Clone, Default)]
pub struct Stacked {
    /// The survey.
    pub survey: Survey,
    /// What was noticed.
    pub noticed: Vec<Diagnostic>,
}

/// Puts waves one below the other, in their order. Questions are the same by their ids, choices by their labels, rows by their
/// ids; what a wave does not have was not asked in it.
pub fn stack(waves: Vec<(String, Survey)>) -> Stacked {
    let mut stacked = Stacked::default();
    stacked.survey.differences = differences(&waves);
    let names: Vec<String> = waves.iter().map(|(name, _)| name.clone()).collect();
    let mut tables: Vec<Layout> = Vec::new();
    let mut maps: Vec<Vec<Map>> = Vec::new();
    for (name, survey) in &waves {
        let of_wave = survey.tables.iter().map(|table| {
            let place = tables.iter().position(|known| known.table.id == table.id).unwrap_or_else(|| {
                let table =
                    SurveyTable { id: table.id.clone(), parent: table.parent.clone(), ..SurveyTable::default() };
                tables.push(Layout { table, ..Layout::default() });
                tables.len() - 1
            });
            tables[place].take_in(table, name, &mut stacked.noticed)
        });
        maps.push(of_wave.collect());
    }
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for ((name, survey), maps) in waves.into_iter().zip(maps) {
        if stacked.survey.platform.is_empty() {
            (stacked.survey.platform, stacked.survey.encoding) = (survey.platform, survey.encoding);
        }
        let before = counted.clone();
        for (table, map) in survey.tables.into_iter().zip(maps) {
            *counted.entry(table.id.clone()).or_default() += table.record_count();
            let shift = table.parent.as_ref().and_then(|parent| before.get(parent)).copied().unwrap_or(0);
            let Some(layout) = tables.iter_mut().find(|layout| layout.table.id == table.id) else { continue };
            for block in table.blocks {
                let block = layout.block(block, &map, &name, shift);
                layout.table.blocks.push(block);
            }
        }
    }
    stacked.survey.tables = tables.into_iter().map(|layout| layout.table).collect();
    say_what_was_not_asked(&stacked.survey, &names, &mut stacked.noticed);
    add_question(&mut stacked.survey, &names);
    stacked
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Choices,
    Ticks,
    Numbers,
    Dates,
    Texts,
}

impl Holds {
    fn of(column: &Column) -> Self {
        match column {
            Column::Choices(_) => Self::Choices,
            Column::Ticks(_) => Self::Ticks,
            Column::Numbers(_) => Self::Numbers,
            Column::Dates(_) => Self::Dates,
            Column::Texts(_) => Self::Texts,
        }
    }

    /// A column of a question that was not asked.
    fn not_asked(self, rows: usize) -> Column {
        let missing = Missing::NotAsked;
        match self {
            Self::Choices => Column::Choices(vec![Answer::NOT_ASKED; rows]),
            Self::Ticks => Column::Ticks(vec![Tick::Missing(missing); rows]),
            Self::Numbers => Column::Numbers((0..rows).map(|_| Number { value: Err(missing), raw: None }).collect()),
            Self::Dates => Column::Dates(Dates::new(Texts::blank(rows), vec![missing; rows], None)),
            Self::Texts => Column::Texts(Texts::blank(rows)),
        }
    }
}

/// For each column of the whole, which column of a wave goes there, and where each of its choices stands in the whole.
type Map = BTreeMap<usize, (usize, Vec<usize>)>;

/// A table of all waves: its questions, and what its columns hold.
#[derive(Debug, Default)]
struct Layout {
    table: SurveyTable,
    holds: Vec<Holds>,
}

impl Layout {
    /// Takes in the questions of a wave.
    fn take_in(&mut self, table: &SurveyTable, wave: &str, noticed: &mut Vec<Diagnostic>) -> Map {
        let mut map = Map::new();
        let holds: Vec<Holds> =
            table.blocks.first().map(|block| block.columns.iter().map(Holds::of).collect()).unwrap_or_default();
        let mut questions = std::mem::take(&mut self.table.questions);
        for question in &table.questions {
            self.question(&mut questions, question, &holds, &mut map, (wave, noticed));
        }
        self.table.questions = questions;
        let mut metadata = std::mem::take(&mut self.table.metadata);
        for column in &table.metadata {
            self.question(&mut metadata, column, &holds, &mut map, (wave, noticed));
        }
        self.table.metadata = metadata;
        map
    }

    fn question(
        &mut self,
        known: &mut Vec<Question>,
        question: &Question,
        holds: &[Holds],
        map: &mut Map,
        (wave, noticed): (&str, &mut Vec<Diagnostic>),
    ) {
        let place = known.iter().position(|own| own.id == question.id);
        let fits = place.is_some_and(|place| self.fits(&known[place], question, holds));
        let Some(place) = place.filter(|_| fits) else {
            let mut added = Question { columns: Vec::new(), ..question.clone() };
            if let Some(place) = place {
                let is_free = |id: &str| known.iter().all(|own| own.id != id);
                let free = (2_u32..).map(|number| format!("{}_{number}", question.id)).find(|id| is_free(id));
                added.id = free.unwrap_or_default();
                noticed.push(
                    Diagnostic::warning(format!(
                        "“{}” is {} in the wave “{wave}” and {} in another, so its answers there stand as “{}”",
                        question.id, question.kind, known[place].kind, added.id
                    ))
                    .hint("give it one kind in questionnaire.toml, with the headings of both waves under columns"),
                );
            }
            self.columns(&mut added, question, (holds, &|part| part, &[]), map);
            known.push(added);
            return;
        };
        let own = &mut known[place];
        let choices = merged_choices(own, question);
        let rows: Vec<usize> = question
            .rows
            .iter()
            .map(|row| {
                own.rows.iter().position(|known| known.id == row.id).unwrap_or_else(|| {
                    own.rows.push(row.clone());
                    own.rows.len() - 1
                })
            })
            .collect();
        let part = |part: Part| match part {
            Part::Tick(choice) => Part::Tick(choices.get(choice).copied().unwrap_or(choice)),
            Part::Row(row) => Part::Row(rows.get(row).copied().unwrap_or(row)),
            other => other,
        };
        self.columns(own, question, (holds, &part, &choices), map);
    }

    /// Ties the columns of a wave's question to those of the whole, which get new ones where they have none.
    fn columns(
        &mut self,
        own: &mut Question,
        question: &Question,
        (holds, part, choices): (&[Holds], &dyn Fn(Part) -> Part, &[usize]),
        map: &mut Map,
    ) {
        for reference in &question.columns {
            let part = part(reference.part);
            let column = own.column(part).unwrap_or_else(|| {
                let column = self.holds.len();
                self.holds.push(holds.get(reference.column).copied().unwrap_or(Holds::Texts));
                own.columns.push(ColumnRef { column, part, header: reference.header.clone() });
                column
            });
            map.insert(column, (reference.column, choices.to_vec()));
        }
    }

    /// Whether the answers of a wave can stand in the columns of a question.
    fn fits(&self, own: &Question, question: &Question, holds: &[Holds]) -> bool {
        let steps = |kind: Kind| matches!(kind, Kind::Single | Kind::Scale);
        let held = |question: &Question, holds: &[Holds], answers: &dyn Fn(Part) -> bool| {
            let of = question.columns.iter().find(|reference| answers(reference.part));
            of.and_then(|reference| holds.get(reference.column).copied())
        };
        let alike =
            |answers: &dyn Fn(Part) -> bool| match (held(own, &self.holds, answers), held(question, holds, answers)) {
                (Some(own), Some(other)) => own == other,
                _ => true,
            };
        (own.kind == question.kind || (steps(own.kind) && steps(question.kind)))
            && alike(&|part| part != Part::Comment)
            && alike(&|part| part == Part::Comment)
    }

    /// A block of a wave as one of the whole.
    fn block(&self, block: SurveyBlock, map: &Map, wave: &str, shift: usize) -> SurveyBlock {
        let rows = block.records.len();
        let mut own: Vec<Option<Column>> = block.columns.into_iter().map(Some).collect();
        let columns = self.holds.iter().enumerate().map(|(column, holds)| {
            let Some((from, choices)) = map.get(&column) else { return holds.not_asked(rows) };
            match own.get_mut(*from).and_then(Option::take) {
                Some(Column::Choices(answers)) => Column::Choices(renumbered(answers, choices)),
                Some(column) => column,
                None => holds.not_asked(rows),
            }
        });
        let columns = columns.collect();
        let records = block.records.iter().map(|record| {
            let parent = record.parent.map(|parent| parent + shift);
            Record { wave: Some(wave), parent, ..record }
        });
        let records = records.collect();
        SurveyBlock { records, columns }
    }
}

/// Adds the choices of a wave that are new; gives where each of the wave's stands.
fn merged_choices(own: &mut Question, question: &Question) -> Vec<usize> {
    let fold = |choice: &Choice| choice.label.text.trim().to_lowercase();
    let mut places: Vec<usize> = Vec::new();
    for choice in &question.choices {
        let same = |known: &Choice| fold(known) == fold(choice);
        let exact = own.choices.iter().position(|known| same(known) && known.code == choice.code);
        let place = exact
            .or_else(|| (0..own.choices.len()).find(|place| same(&own.choices[*place]) && !places.contains(place)));
        places.push(place.unwrap_or_else(|| {
            let mut added = choice.clone();
            let is_free = |code: &str| own.choices.iter().all(|known| known.code != code);
            if !is_free(&added.code) {
                added.code = (1_u64..).map(|code| code.to_string()).find(|code| is_free(code)).unwrap_or_default();
            }
            own.choices.push(added);
            own.choices.len() - 1
        }));
    }
    places
}

fn renumbered(mut answers: Vec<Answer>, choices: &[usize]) -> Vec<Answer> {
    if choices.iter().enumerate().all(|(own, place)| own == *place) {
        return answers;
    }
    for answer in &mut answers {
        if let Ok(own) = answer.get()
            && let Some(place) = choices.get(own)
        {
            *answer = Answer::choice(*place);
        }
    }
    answers
}

/// Says which questions some waves do not have.
fn say_what_was_not_asked(survey: &Survey, names: &[String], noticed: &mut Vec<Diagnostic>) {
    for table in &survey.tables {
        for question in &table.questions {
            let Some(first) = question.columns.first() else { continue };
            let asked = |name: &&String| {
                table.blocks.iter().any(|block| {
                    block.records.get(0).is_some_and(|record| record.wave == Some(name.as_str()))
                        && block.columns.get(first.column).is_some_and(|column| !is_not_asked(column))
                })
            };
            let without: Vec<&str> = names.iter().filter(|name| !asked(name)).map(String::as_str).collect();
            if !without.is_empty() && without.len() < names.len() {
                noticed.push(Diagnostic::note(format!(
                    "“{}” has no answers in the wave {}, where it counts as not asked",
                    question.id,
                    without.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ")
                )));
            }
        }
    }
}

fn is_not_asked(column: &Column) -> bool {
    match column {
        Column::Choices(answers) => answers.iter().all(|answer| *answer == Answer::NOT_ASKED),
        Column::Ticks(ticks) => ticks.iter().all(|tick| *tick == Tick::Missing(Missing::NotAsked)),
        Column::Numbers(numbers) => numbers.iter().all(|number| number.value == Err(Missing::NotAsked)),
        Column::Dates(dates) => dates.iter().all(|date| date.value == Err(Missing::NotAsked)),
        Column::Texts(texts) => texts.filled() == 0,
    }
}

/// The wave as a question of the table of respondents, before all others.
fn add_question(survey: &mut Survey, names: &[String]) {
    let ids: Vec<String> = survey
        .tables
        .iter()
        .flat_map(|table| table.questions.iter().chain(&table.metadata))
        .map(|question| question.id.clone())
        .collect();
    let free = std::iter::once(WAVE.to_owned())
        .chain(
            (1_u32..)
                .map(|number| if number == 1 { format!("survey_{WAVE}") } else { format!("survey_{WAVE}_{number}") }),
        )
        .find(|id| !ids.contains(id));
    let Some(table) = survey.tables.first_mut() else { return };
    let column = table.blocks.first().map_or(0, |block| block.columns.len());
    let mut question = Question::new(free.unwrap_or_default(), "Wave", Kind::Single);
    question.choices = (1_u32..).zip(names).map(|(code, name)| Choice::new(code.to_string(), name.as_str())).collect();
    question.columns = vec![ColumnRef { column, part: Part::Answer, header: WAVE.to_owned() }];
    table.questions.insert(0, question);
    for block in &mut table.blocks {
        let wave = |record: Record<'_>| {
            let place = names.iter().position(|name| record.wave == Some(name.as_str()));
            place.map_or(Answer::UNKNOWN, Answer::choice)
        };
        let answers = block.records.iter().map(wave).collect();
        block.columns.push(Column::Choices(answers));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Row;

    /// A survey of one table with these questions, a column each.
    fn survey(questions: Vec<(Question, Column)>) -> Survey {
        let rows = questions.first().map_or(0, |(_, column)| column.len());
        let records = (1..=rows as u64).map(|number| Record { number, ..Record::default() }).collect();
        let mut table = SurveyTable { id: "main".into(), ..SurveyTable::default() };
        let mut block = SurveyBlock { records, columns: Vec::new() };
        for (mut question, column) in questions {
            let part = if question.rows.is_empty() { Part::Answer } else { Part::Row(0) };
            question.columns = vec![ColumnRef { column: block.columns.len(), part, header: question.id.clone() }];
            table.questions.push(question);
            block.columns.push(column);
        }
        table.blocks.push(block);
        Survey { tables: vec![table], ..Survey::default() }
    }

    fn single(id: &str, labels: &[&str], answers: &[usize]) -> (Question, Column) {
        let mut question = Question::new(id, id, Kind::Single);
        question.choices = (1..).zip(labels).map(|(code, label)| Choice::new(code.to_string(), *label)).collect();
        (question, Column::Choices(answers.iter().map(|place| Answer::choice(*place)).collect()))
    }

    fn text(id: &str, answers: &[&str]) -> (Question, Column) {
        let texts = answers.iter().map(|answer| Some(*answer)).collect();
        (Question::new(id, id, Kind::Text), Column::Texts(texts))
    }

    fn labels(stacked: &Survey, id: &str) -> Vec<String> {
        let (table, question) = stacked.question(id).unwrap();
        let label = |answer: Answer| match answer.get() {
            Ok(place) => question.choices[place].label.text.clone(),
            Err(missing) => missing.word().to_owned(),
        };
        table.answers(question.columns[0].column).map(label).collect()
    }

    fn two(first: Survey, second: Survey) -> Stacked {
        stack(vec![("2022".into(), first), ("2024".into(), second)])
    }

    #[test]
    fn each_record_knows_its_wave_and_the_wave_is_a_question() {
        let stacked = two(
            survey(vec![single("size", &["Small", "Large"], &[0, 1])]),
            survey(vec![single("size", &["Small", "Large"], &[1])]),
        );
        assert_eq!(labels(&stacked.survey, "wave"), ["2022", "2022", "2024"]);
        assert_eq!(labels(&stacked.survey, "size"), ["Small", "Large", "Large"]);
        let waves: Vec<_> = stacked.survey.tables[0].records().map(|record| record.wave.unwrap()).collect();
        assert_eq!(waves, ["2022", "2022", "2024"]);
        assert!(stacked.noticed.is_empty());
    }

    #[test]
    fn choices_are_the_same_by_their_labels_whatever_their_codes_and_order() {
        let stacked = two(
            survey(vec![single("size", &["Small", "Large"], &[0, 1])]),
            survey(vec![single("size", &["Huge", "large", "Small"], &[0, 1, 2])]),
        );
        assert_eq!(labels(&stacked.survey, "size"), ["Small", "Large", "Huge", "Large", "Small"]);
        let (_, question) = stacked.survey.question("size").unwrap();
        let codes: Vec<&str> = question.choices.iter().map(|choice| choice.code.as_str()).collect();
        assert_eq!(codes, ["1", "2", "3"]);
    }

    #[test]
    fn what_a_wave_does_not_have_was_not_asked_in_it() {
        let stacked = two(
            survey(vec![single("size", &["Small"], &[0]), text("why", &["Because"])]),
            survey(vec![single("new", &["Yes"], &[0]), single("size", &["Small"], &[0])]),
        );
        assert_eq!(labels(&stacked.survey, "new"), ["not-asked", "Yes"]);
        let table = &stacked.survey.tables[0];
        let why = table.question("why").unwrap().columns[0].column;
        assert_eq!(table.texts(why).collect::<Vec<_>>(), [Some("Because"), None]);
        assert!(
            table.blocks.iter().all(|block| block.columns.iter().all(|column| column.len() == block.records.len()))
        );
        assert_eq!(stacked.noticed.len(), 2);
    }

    #[test]
    fn a_question_of_another_kind_stands_on_its_own_and_is_named() {
        let stacked = two(survey(vec![single("size", &["1"], &[0])]), survey(vec![text("size", &["one"])]));
        assert!(stacked.survey.question("size_2").is_some());
        assert!(stacked.noticed[0].message.contains("“size” is text in the wave “2024” and single in another"));
    }

    #[test]
    fn rows_of_a_grid_that_are_new_get_columns_of_their_own() {
        let grid = |row: &str| {
            let (mut question, column) = single("use", &["Often", "Never"], &[1]);
            question.kind = Kind::Grid;
            question.rows = vec![Row { id: row.into(), text: row.into() }];
            survey(vec![(question, column)])
        };
        let stacked = two(grid("phone"), grid("mail"));
        let (table, question) = stacked.survey.question("use").unwrap();
        assert_eq!(question.rows.len(), 2);
        let second = table.answers(question.column(Part::Row(1)).unwrap()).collect::<Vec<_>>();
        assert_eq!(second, [Answer::NOT_ASKED, Answer::choice(1)]);
    }

    #[test]
    fn a_survey_that_asks_for_the_wave_itself_keeps_its_question() {
        let stacked = two(survey(vec![text("wave", &["big"])]), survey(vec![text("wave", &["small"])]));
        assert_eq!(stacked.survey.tables[0].questions[0].id, "survey_wave");
        assert!(stack(Vec::new()).survey.tables.is_empty());
    }

    #[test]
    fn repeats_follow_their_respondents() {
        let with_repeat = || {
            let mut survey = survey(vec![text("name", &["a", "b"])]);
            let record = Record { number: 1, parent: Some(1), ..Record::default() };
            let block = SurveyBlock { records: [record].into_iter().collect(), columns: Vec::new() };
            let repeat = SurveyTable {
                id: "child".into(),
                parent: Some("main".into()),
                blocks: vec![block],
                ..SurveyTable::default()
            };
            survey.tables.push(repeat);
            survey
        };
        let stacked = two(with_repeat(), with_repeat());
        let parents: Vec<_> = stacked.survey.tables[1].records().map(|record| record.parent).collect();
        assert_eq!(parents, [Some(1), Some(3)]);
    }
}
