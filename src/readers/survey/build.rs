//! A structure and a raw table → a survey: ids, coded columns, records with their marks.

use rayon::prelude::*;

use super::draft::{Draft, Repeat, Shape, Structure};
use super::ids::{self, Taken};
use super::raw::RawTable;
use super::{Flagged, MAIN, ReadOptions, Reading, code, dictionary, records, routing};
use crate::diagnostic::Diagnostic;
use crate::model::{Personal, Question, QuestionEntry, Questionnaire, Survey, SurveyTable};

/// Builds the survey.
pub fn build(
    raw: &RawTable,
    structure: Structure,
    repeats: Vec<Repeat>,
    platform: &str,
    encoding: String,
    options: &ReadOptions,
) -> Reading {
    let mut taken = Taken::default();
    let cases = structure.respondent.map(|column| raw.columns[column].distinct() as u64).filter(|cases| *cases > 0);
    let mut built = table(raw, MAIN, structure, &mut taken);
    let mut tables = vec![built.table];
    for repeat in repeats {
        let more = table(&repeat.raw, &repeat.id, repeat.structure, &mut taken);
        let mut more_table = more.table;
        more_table.parent = Some(repeat.parent);
        let mut parents = repeat.parents.into_iter();
        more_table.blocks.iter_mut().for_each(|block| block.records.belong_to(&mut parents));
        tables.push(more_table);
        built.entries.extend(more.entries);
        built.noticed.extend(more.noticed);
        built.flagged.extend(more.flagged);
    }
    let mut questionnaire = questionnaire(options.questionnaire.as_ref(), platform, built.entries);
    if let Some(order) = options.dates {
        questionnaire.dates = Some(order.word().to_owned());
    }
    Reading {
        survey: Survey { platform: platform.to_owned(), encoding, tables, differences: Vec::new() },
        questionnaire,
        recognised: String::new(),
        responses: raw.rows() as u64,
        cases,
        companions: Vec::new(),
        flagged: built.flagged,
        noticed: built.noticed,
    }
}

struct Built {
    table: SurveyTable,
    entries: Vec<QuestionEntry>,
    flagged: Vec<Flagged>,
    noticed: Vec<Diagnostic>,
}

fn table(raw: &RawTable, id: &str, structure: Structure, taken: &mut Taken) -> Built {
    let Structure { mut questions, metadata, respondent, flags, dates, mut noticed, occasions, .. } = structure;
    let same_person = columns_that_tell_a_person(raw, &questions, &metadata);
    let question_ids = ids_of(&questions, taken);
    let metadata_ids = ids_of(&metadata, taken);
    route_by_ids(&mut questions, &question_ids);
    let mut plans = Vec::new();
    let mut code_all = |drafts: &[Draft], ids: Vec<String>, noticed: &mut Vec<Diagnostic>| -> Vec<Question> {
        drafts
            .iter()
            .zip(ids)
            .map(|(draft, id)| {
                let coded = code::question(raw, draft, id, plans.len(), dates);
                plans.extend(coded.plans);
                noticed.extend(coded.noticed);
                coded.question
            })
            .collect()
    };
    let drafts = questions;
    let questions = code_all(&drafts, question_ids, &mut noticed);
    let metadata = code_all(&metadata, metadata_ids, &mut noticed);
    let mut blocks = code::blocks(raw, &plans);
    let answers: Vec<(usize, Vec<bool>)> =
        drafts.par_iter().flat_map_iter(|draft| says_something(raw, draft)).collect();
    // The rows of a repeat share the id of their parent's respondent: that is no duplicate.
    let (respondent, same_person) = if id == MAIN { (respondent, same_person) } else { (None, Vec::new()) };
    let (marks, flagged) = records::marks(raw, respondent, &occasions, &flags, &same_person, &answers);
    let wave = occasions.first().copied();
    for (place, (block, marks)) in blocks.iter_mut().zip(marks.chunks(code::BLOCK)).enumerate() {
        block.records = records::block(raw, respondent, wave, place * code::BLOCK, marks);
    }
    let entries = drafts.iter().zip(&questions).map(|(draft, question)| {
        let table = (id != MAIN).then(|| id.to_owned());
        QuestionEntry { table, ..dictionary::entry(raw, draft, question) }
    });
    let entries = entries.collect();
    let mut table = SurveyTable { id: id.into(), parent: None, questions, metadata, blocks };
    noticed.extend(routing::apply(&mut table));
    for (place, draft) in drafts.iter().enumerate() {
        if let Some(reasons) = &draft.row_reasons {
            routing::give_reasons(&mut table, place, reasons);
        }
    }
    Built { table, entries, flagged, noticed }
}

/// The columns of a question, each with the codes of the values that say something: neither blank nor “not shown” nor “no” to
/// one of several choices.
fn says_something(raw: &RawTable, draft: &Draft) -> Vec<(usize, Vec<bool>)> {
    let ticks = matches!(draft.shape, Shape::Ticks { .. });
    let says = |value: &str| {
        let declared = draft.not_answers.iter().any(|declared| declared.holds(value));
        let says_no = ticks && code::is_yes(value) == Some(false);
        !(value.is_empty() || declared || says_no)
    };
    draft.columns().into_iter().map(|column| (column, raw.columns[column].values().map(says).collect())).collect()
}

/// Columns in which one person would write the same twice.
fn columns_that_tell_a_person(raw: &RawTable, questions: &[Draft], metadata: &[Draft]) -> Vec<usize> {
    let telling = |draft: &&Draft| {
        matches!(draft.role.as_deref(), Some("e-mail" | "token")) || draft.personal == Some(Personal::Email)
    };
    let columns = metadata.iter().chain(questions).filter(telling).flat_map(Draft::columns);
    columns.filter(|column| raw.columns[*column].distinct() > 1).collect()
}

/// What a person reviewed as it is, what is new after it.
fn questionnaire(reviewed: Option<&Questionnaire>, platform: &str, entries: Vec<QuestionEntry>) -> Questionnaire {
    let mut questionnaire = reviewed.cloned().unwrap_or_default();
    questionnaire.platform.get_or_insert_with(|| platform.to_owned());
    for entry in entries {
        if !questionnaire.questions.iter().any(|known| known.id == entry.id) {
            questionnaire.questions.push(entry);
        }
    }
    questionnaire
}

/// A platform routes by its own names of questions: put their ids there. What it routes by and the file lacks is no routing.
fn route_by_ids(drafts: &mut [Draft], ids: &[String]) {
    let known: Vec<(Option<String>, &String)> = drafts.iter().map(|draft| draft.tag.clone()).zip(ids).collect();
    for draft in drafts.iter_mut().filter(|draft| draft.id.is_none()) {
        let Some(mut routing) = draft.routing.take() else { continue };
        let by_tag = known.iter().find(|(tag, _)| tag.as_deref() == Some(routing.question.as_str()));
        let by_id = || known.iter().find(|(_, id)| **id == ids::from_tag(&routing.question));
        if let Some((_, id)) = by_tag.or_else(by_id) {
            routing.question.clone_from(id);
            draft.routing = Some(routing);
        }
    }
}

/// The ids of drafts: a person's as it is, else one made of the platform's tag or the wording.
pub fn ids_of(drafts: &[Draft], taken: &mut Taken) -> Vec<String> {
    drafts.iter().filter_map(|draft| draft.id.as_deref()).for_each(|id| taken.reserve(id));
    drafts
        .iter()
        .map(|draft| match (&draft.id, &draft.tag) {
            (Some(id), _) => id.clone(),
            (None, Some(tag)) => taken.make(&ids::from_tag(tag)),
            (None, None) => taken.make(&ids::from_words(&draft.text)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::model::{Answer, Kind, Missing, Tick};
    use crate::readers::survey::{ReadOptions, Reading, read};
    use crate::source::Source;

    fn reading(text: &str) -> Reading {
        read(&Source::from_bytes("answers.csv", text), &ReadOptions::default()).unwrap()
    }

    const EVERY_KIND: &str = "Size,Works with,People,Likely,Words\n\
        Micro,\"Adults, Children\",20,9,We began small and stayed so\n\
        Small,Adults,\"1,500\",10,A café for everybody on the estate\n\
        Micro,\"Adults, Communities\",about 200,0,\n\
        Micro,Communities,35,7,Trust takes years\n\
        Small,\"Communities, Adults\",12,8,Nothing to add really\n\
        ,,,,Only words here\n\
        Micro,Children,7,10,Ask us again next year\n";

    #[test]
    fn a_plain_table_gets_its_kinds_from_its_answers() {
        let reading = reading(EVERY_KIND);
        let table = reading.survey.main().unwrap();
        let kinds: Vec<Kind> = table.questions.iter().map(|question| question.kind).collect();
        assert_eq!(kinds, [Kind::Single, Kind::Multiple, Kind::Numeric, Kind::Scale, Kind::Text]);
        assert_eq!(table.record_count(), 7);
        assert_eq!(table.questions[3].choices.len(), 11);
    }

    #[test]
    fn cells_of_several_answers_become_a_column_a_choice() {
        let reading = reading(EVERY_KIND);
        let table = reading.survey.main().unwrap();
        let question = table.question("works_with").unwrap();
        assert_eq!(
            question.choices.iter().map(|choice| choice.label.text.as_str()).collect::<Vec<_>>(),
            ["Adults", "Children", "Communities"]
        );
        let adults: Vec<Tick> = table.ticks(question.columns[0].column).collect();
        assert_eq!(adults.iter().filter(|tick| **tick == Tick::Ticked).count(), 4);
        assert_eq!(adults[5], Tick::Missing(Missing::Unknown));
    }

    #[test]
    fn a_number_in_words_is_kept_and_left_out_of_figures() {
        let reading = reading(EVERY_KIND);
        let table = reading.survey.main().unwrap();
        let numbers: Vec<_> = table.numbers(table.question("people").unwrap().columns[0].column).collect();
        assert_eq!(numbers[1].value, Ok(1500.0));
        assert_eq!((numbers[2].value, numbers[2].raw), (Err(Missing::Unknown), Some("about 200")));
        assert!(reading.noticed.iter().any(|noticed| noticed.message.contains("row 3: “about 200”")));
    }

    #[test]
    fn a_blank_cell_is_missing_and_nobody_says_why() {
        let reading = reading(EVERY_KIND);
        let table = reading.survey.main().unwrap();
        assert_eq!(table.answers(0).nth(5), Some(Answer::UNKNOWN));
    }

    #[test]
    fn headings_that_are_alike_are_questions_of_their_own() {
        let reading = reading("Why,Why\na b c d,e f g h\ni j k l,m n o p\n");
        let table = reading.survey.main().unwrap();
        let ids: Vec<&str> = table.questions.iter().map(|question| question.id.as_str()).collect();
        assert_eq!(ids, ["why", "why_2"]);
        assert_eq!(table.questions[1].columns[0].header, "Why (2)");
    }
}
