//! QSF: Qualtrics’ own definition of a survey, as JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::qsf_flow;
use crate::diagnostic::{Error, Result};
use crate::model::{Kind, Personal, Routing};
use crate::readers::survey::companion::CodebookReader;
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion, DescribedRow};
use crate::readers::survey::words::{fold, plain};
use crate::source::Source;

/// QSF.
#[derive(Debug)]
pub struct Qsf;

/// What reasons call it.
pub const FROM: &str = "the survey definition (QSF)";

impl CodebookReader for Qsf {
    fn name(&self) -> &'static str {
        "qsf"
    }

    fn title(&self) -> &'static str {
        "Qualtrics survey definition (.qsf)"
    }

    fn may_be_beside(&self, export: &str, other: &str) -> bool {
        let letters =
            |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let Some((survey, "qsf" | "QSF")) = other.rsplit_once('.') else { return false };
        let export = letters(export.rsplit_once('.').map_or(export, |(stem, _)| stem));
        let survey = letters(survey);
        // Exports are named for the survey and then for the day.
        !survey.is_empty() && !export.is_empty() && (export.starts_with(&survey) || survey.starts_with(&export))
    }

    fn recognise(&self, source: &Source) -> bool {
        let bytes = source.bytes();
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
        head.trim_start_matches('\u{feff}').trim_start().starts_with('{')
            && (head.contains("\"SurveyEntry\"") || head.contains("\"SurveyElements\""))
    }

    fn read(&self, source: &Source) -> Result<Described> {
        let text = source.text(None)?.text;
        let whole: Value = serde_json::from_str(&text).map_err(|error| {
            Error::new(format!("this survey definition cannot be read: {error}"))
                .in_place(source.place())
                .hint("is the file complete? Export the survey again (Tools, Import/Export, Export Survey)")
        })?;
        let elements: Vec<&Value> = entries(&whole["SurveyElements"]).into_iter().map(|(_, element)| element).collect();
        let of_kind = |kind: &'static str| elements.iter().copied().filter(move |element| element["Element"] == kind);
        let mut described = Described {
            from: FROM.into(),
            files: vec![source.file_name().to_owned()],
            title: whole["SurveyEntry"]["SurveyName"].as_str().map(str::to_owned),
            ..Described::default()
        };
        for element in of_kind("SQ") {
            described.questions.extend(questions(&element["Payload"]));
        }
        let blocks = Blocks::of(of_kind("BL").map(|element| &element["Payload"]));
        blocks.put(&mut described.questions);
        let branches = qsf_flow::conditions(of_kind("FL").map(|element| &element["Payload"]));
        conditions(of_kind("SQ").map(|element| &element["Payload"]), &blocks, &branches, &mut described.questions);
        Ok(described)
    }
}

/// The members of an object or a list with their names: the program that writes these files makes a list of an object whose
/// names count from 0.
pub(super) fn entries(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(members) => {
            let mut all: Vec<(String, &Value)> = members.iter().map(|(name, value)| (name.clone(), value)).collect();
            all.sort_by_key(|(name, _)| name.parse::<u64>().map_or((1, 0), |number| (0, number)));
            all
        }
        Value::Array(members) => members.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect(),
        _ => Vec::new(),
    }
}

/// A text or a number as text.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn member(value: &Value, name: &str) -> Option<String> {
    match value {
        Value::Object(members) => members.get(name).and_then(text_of),
        Value::Array(members) => members.get(name.parse::<usize>().ok()?).and_then(text_of),
        _ => None,
    }
}

/// The questions of one element: mostly one; a side-by-side question has one a column.
fn questions(payload: &Value) -> Vec<DescribedQuestion> {
    let (Some(id), Some(tag)) = (text_of(&payload["QuestionID"]), text_of(&payload["DataExportTag"])) else {
        return Vec::new();
    };
    let stem = plain(payload["QuestionText"].as_str().unwrap_or_default());
    if payload["QuestionType"] != "SBS" {
        return question(payload, id, tag, stem).into_iter().collect();
    }
    let columns = entries(&payload["AdditionalQuestions"]).into_iter().filter_map(|(number, column)| {
        let own = plain(column["QuestionText"].as_str().unwrap_or_default());
        let text = if own.is_empty() { stem.clone() } else { format!("{stem} - {own}") };
        let tag = text_of(&column["DataExportTag"]).unwrap_or_else(|| format!("{tag}#{number}"));
        let mut described = question(column, format!("{id}#{number}"), tag, text)?;
        if described.rows.is_empty() {
            described.rows = rows(payload);
        }
        Some(described)
    });
    columns.collect()
}

fn question(payload: &Value, id: String, tag: String, text: String) -> Option<DescribedQuestion> {
    let word = |name: &str| payload[name].as_str().unwrap_or_default();
    let (kind, selector, sub) = (word("QuestionType"), word("Selector"), word("SubSelector"));
    let has_rows = matches!(kind, "Matrix" | "Slider" | "RO" | "CS") || (kind == "TE" && selector == "FORM");
    let kind_of = match (kind, selector) {
        ("DB" | "Timing" | "Meta" | "Captcha", _) => return None,
        ("MC", "NPS") => Some(Kind::Scale),
        ("MC", selector) if selector.starts_with("MA") || selector == "MSB" => Some(Kind::Multiple),
        ("MC", _) => Some(Kind::Single),
        ("Matrix", "TE") => Some(Kind::Text),
        ("Matrix", "CS") | ("Slider" | "CS", _) => Some(Kind::Numeric),
        ("Matrix", "RO") | ("RO", _) => Some(Kind::Ranking),
        ("Matrix", "MaxDiff" | "Profile") => None,
        ("Matrix", _) if sub.starts_with("Multiple") => Some(Kind::Multiple),
        ("Matrix", _) => Some(Kind::Grid),
        ("TE", _) => Some(Kind::Text),
        _ => None,
    };
    let content = payload["Validation"]["Settings"]["ContentType"].as_str().unwrap_or_default();
    let is_number = content == "ValidNumber" && kind == "TE";
    let list = if kind == "Matrix" { &payload["Answers"] } else { &payload["Choices"] };
    let order = if kind == "Matrix" { &payload["AnswerOrder"] } else { &payload["ChoiceOrder"] };
    Some(DescribedQuestion {
        name: tag,
        key: Some(id),
        text: text.into(),
        kind: if is_number { Some(Kind::Numeric) } else { kind_of },
        type_word: format!("{kind}/{selector}/{sub}"),
        choices: if kind == "MC" || kind == "Matrix" { choices(list, order, payload) } else { Vec::new() },
        rows: if has_rows { rows(payload) } else { Vec::new() },
        personal: match content {
            "ValidEmail" => Some(Personal::Email),
            "ValidPhone" | "ValidUSPhone" => Some(Personal::Phone),
            "ValidZip" => Some(Personal::Address),
            _ => None,
        },
        ..DescribedQuestion::default()
    })
}

/// The ids of a list in the order that people saw, those left out of the order after them.
fn ordered<'a>(list: &'a Value, order: &Value) -> Vec<(String, &'a Value)> {
    let mut left = entries(list);
    let mut all = Vec::with_capacity(left.len());
    for id in entries(order).into_iter().filter_map(|(_, id)| text_of(id)) {
        if let Some(place) = left.iter().position(|(known, _)| *known == id) {
            all.push(left.remove(place));
        }
    }
    all.extend(left);
    all
}

fn choices(list: &Value, order: &Value, payload: &Value) -> Vec<DescribedChoice> {
    let choice = |(id, choice): (String, &Value)| {
        let label = plain(&text_of(&choice["Display"]).unwrap_or_default());
        let naming = member(&payload["VariableNaming"], &id).map(|name| plain(&name)).filter(|name| !name.is_empty());
        DescribedChoice {
            code: member(&payload["RecodeValues"], &id).unwrap_or_else(|| id.clone()),
            key: Some(id),
            own_words: is_true(&choice["TextEntry"]),
            value: naming.filter(|name| *name != label),
            label: label.into(),
            missing: None,
        }
    };
    ordered(list, order).into_iter().map(choice).collect()
}

fn rows(payload: &Value) -> Vec<DescribedRow> {
    let row = |(id, row): (String, &Value)| {
        let text = plain(&text_of(&row["Display"]).unwrap_or_default());
        let tag = member(&payload["ChoiceDataExportTags"], &id);
        DescribedRow { name: tag.unwrap_or_else(|| id.clone()), key: Some(id), text: text.into() }
    };
    ordered(&payload["Choices"], &payload["ChoiceOrder"]).into_iter().map(row).collect()
}

fn is_true(value: &Value) -> bool {
    value == true || value.as_str().is_some_and(|word| fold(word) == "true" || fold(word) == "on")
}

/// The blocks of the questionnaire: sections, and what lies in the bin.
#[derive(Default)]
struct Blocks {
    section: BTreeMap<String, String>,
    order: BTreeMap<String, usize>,
    thrown_away: BTreeSet<String>,
    /// The block of each question, by its id.
    block: BTreeMap<String, String>,
}

impl Blocks {
    fn of<'a>(payloads: impl Iterator<Item = &'a Value>) -> Self {
        let mut blocks = Self::default();
        for (_, block) in payloads.flat_map(entries) {
            let name = plain(block["Description"].as_str().unwrap_or_default());
            let is_bin = block["Type"] == "Trash";
            let own = text_of(&block["ID"]);
            for (_, element) in entries(&block["BlockElements"]) {
                let Some(id) = text_of(&element["QuestionID"]) else { continue };
                if is_bin {
                    blocks.thrown_away.insert(id.clone());
                } else if !name.is_empty() && fold(&name) != "default question block" {
                    blocks.section.insert(id.clone(), name.clone());
                }
                if let Some(own) = &own {
                    blocks.block.insert(id.clone(), own.clone());
                }
                let place = blocks.order.len();
                blocks.order.entry(id).or_insert(place);
            }
        }
        blocks
    }

    fn put(&self, questions: &mut Vec<DescribedQuestion>) {
        let id = |question: &DescribedQuestion| {
            let key = question.key.as_deref().unwrap_or_default();
            key.split('#').next().unwrap_or_default().to_owned()
        };
        // A question in the bin may still have answers: it goes to the end and is kept.
        questions.sort_by_key(|question| {
            let id = id(question);
            (self.thrown_away.contains(&id), self.order.get(&id).copied().unwrap_or(usize::MAX))
        });
        for question in questions {
            question.section = self.section.get(&id(question)).cloned();
        }
    }
}

/// Conditions under which a question is shown, its own and those of the branch that its block stands in: as routing where there is
/// one and it says no more than “who chose any of these”.
fn conditions<'a>(
    payloads: impl Iterator<Item = &'a Value>,
    blocks: &Blocks,
    branches: &BTreeMap<String, Vec<&'a Value>>,
    questions: &mut [DescribedQuestion],
) {
    let logic: BTreeMap<String, Vec<&Value>> = payloads
        .filter_map(|payload| {
            let id = text_of(&payload["QuestionID"])?;
            let of_block = blocks.block.get(&id).and_then(|block| branches.get(block));
            let own = payload["DisplayLogic"].is_object().then_some(&payload["DisplayLogic"]);
            let all: Vec<&Value> = of_block.into_iter().flatten().copied().chain(own).collect();
            (!all.is_empty()).then_some((id, all))
        })
        .collect();
    let routes: Vec<(usize, String, Option<Routing>)> = questions
        .iter()
        .enumerate()
        .filter_map(|(place, question)| {
            let id = question.key.as_deref()?.split('#').next()?;
            let read: Vec<Expressions> = logic.get(id)?.iter().map(|logic| expressions(logic)).collect();
            let condition = read.iter().map(|(words, _)| words.as_str()).collect::<Vec<_>>().join(" ");
            let only = if read.len() == 1 { read.into_iter().next().and_then(|(_, chosen)| chosen) } else { None };
            let routing = only.and_then(|(gate, ids)| {
                let gate = questions.iter().find(|other| other.key.as_deref() == Some(gate.as_str()))?;
                let single = gate.rows.is_empty() && matches!(gate.kind, Some(Kind::Single | Kind::Multiple));
                let code = |id: &String| gate.choices.iter().find(|choice| choice.key.as_ref() == Some(id));
                let choices: Vec<String> = ids.iter().filter_map(code).map(|choice| choice.code.clone()).collect();
                (single && choices.len() == ids.len()).then(|| Routing { question: gate.name.clone(), choices })
            });
            Some((place, condition, routing))
        })
        .collect();
    for (place, condition, routing) in routes {
        questions[place].condition = (!condition.is_empty()).then_some(condition);
        questions[place].asked = routing;
    }
}

/// A condition in words, and the question and its choices that it comes down to.
type Expressions = (String, Option<(String, Vec<String>)>);

/// A condition in words and, where every part says that a choice of one question is selected, that question and its choices.
fn expressions(logic: &Value) -> Expressions {
    let mut said = Vec::new();
    let (mut gate, mut chosen, mut simple) = (None::<String>, Vec::new(), true);
    let groups: Vec<&Value> =
        entries(logic).into_iter().filter(|(_, group)| group.is_object()).map(|(_, group)| group).collect();
    simple &= groups.len() == 1;
    for group in groups {
        for (place, expression) in entries(group).into_iter().filter(|(_, part)| part.is_object()) {
            said.push(plain(expression["Description"].as_str().unwrap_or_default()));
            let id = text_of(&expression["QuestionID"]);
            let locator =
                expression["ChoiceLocator"].as_str().or_else(|| expression["LeftOperand"].as_str()).unwrap_or_default();
            let choice = locator.split_once("/SelectableChoice/").map(|(_, choice)| choice);
            let or = place == "0" || expression["Conjuction"] == "Or" || expression["Conjunction"] == "Or";
            let selected = expression["Operator"] == "Selected";
            match (id, choice) {
                (Some(id), Some(choice)) if selected && or && gate.as_ref().is_none_or(|gate| *gate == id) => {
                    gate = Some(id);
                    chosen.push(choice.to_owned());
                }
                _ => simple = false,
            }
        }
    }
    (said.join(" "), gate.filter(|_| simple).map(|gate| (gate, chosen)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(elements: &str) -> Described {
        let text = format!("{{\"SurveyEntry\":{{\"SurveyName\":\"S\"}},\"SurveyElements\":[{elements}]}}");
        let source = Source::from_bytes("a.qsf", text);
        assert!(Qsf.recognise(&source));
        Qsf.read(&source).unwrap()
    }

    #[test]
    fn a_definition_without_elements_describes_nothing_and_a_broken_one_is_said() {
        assert!(read("").questions.is_empty());
        assert!(Qsf.read(&Source::from_bytes("a.qsf", "{\"SurveyEntry\":")).is_err());
    }

    #[test]
    fn choices_stand_in_their_order_with_their_recodes() {
        let described = read(
            r#"{"Element":"SQ","Payload":{"QuestionID":"QID1","DataExportTag":"Q1","QuestionType":"MC","Selector":"SAVR",
               "QuestionText":"Which<br>one?","Choices":{"1":{"Display":"A"},"2":{"Display":"B"},"10":{"Display":"Other","TextEntry":"true"}},
               "ChoiceOrder":["2",1],"RecodeValues":{"1":"7"}}}"#,
        );
        let question = &described.questions[0];
        let codes: Vec<&str> = question.choices.iter().map(|choice| choice.code.as_str()).collect();
        assert_eq!((question.text.text.as_str(), codes), ("Which one?", vec!["2", "7", "10"]));
        assert!(question.choices[2].own_words);
    }

    #[test]
    fn lists_in_the_place_of_objects_and_nulls_are_no_trouble() {
        let described = read(
            r#"{"Element":"SQ","Payload":null},{"Element":"SQ","Payload":{"QuestionID":"QID1","DataExportTag":"Q1","QuestionType":"Matrix",
               "Choices":[{"Display":"A"}],"Answers":[],"RecodeValues":[],"ChoiceDataExportTags":false}}"#,
        );
        assert_eq!(described.questions[0].rows[0].name, "0");
    }

    #[test]
    fn a_simple_condition_is_routing_and_any_other_stays_words() {
        let gate = r#"{"Element":"SQ","Payload":{"QuestionID":"QID1","DataExportTag":"gate","QuestionType":"MC","Selector":"SAVR","Choices":{"1":{"Display":"Yes"},"2":{"Display":"No"}},"RecodeValues":{"1":"5"}}}"#;
        let then = |operator: &str| {
            format!(
                r#"{{"Element":"SQ","Payload":{{"QuestionID":"QID2","DataExportTag":"then","QuestionType":"TE","Selector":"SL",
                "DisplayLogic":{{"0":{{"0":{{"QuestionID":"QID1","ChoiceLocator":"q://QID1/SelectableChoice/1","Operator":"{operator}","Description":"If <b>Yes</b>"}},"Type":"If"}},"Type":"BooleanExpression"}}}}}}"#
            )
        };
        let described = read(&format!("{gate},{}", then("Selected")));
        assert_eq!(described.questions[1].asked.as_ref().unwrap().choices, ["5"]);
        let described = read(&format!("{gate},{}", then("NotSelected")));
        assert_eq!(
            (described.questions[1].asked.as_ref(), described.questions[1].condition.as_deref()),
            (None, Some("If Yes"))
        );
    }
}
