//! LimeSurvey's structure of a survey (.lss): questions, subquestions, answers, groups and relevance, before and after version 4,
//! which moved the wording into tables of its own.

use std::collections::BTreeMap;

use roxmltree::Node;

use crate::diagnostic::Result;
use crate::model::{Kind, Routing};
use crate::readers::survey::companion::CodebookReader;
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion, DescribedRow};
use crate::readers::survey::words::plain;
use crate::readers::survey::xml::{self, child, children};
use crate::readers::survey::{ids, numbers};
use crate::source::Source;

/// What reasons call it.
pub const FROM: &str = "the .lss of the survey";

/// The structure of a LimeSurvey survey.
#[derive(Debug)]
pub struct Lss;

type Row = BTreeMap<String, String>;

impl CodebookReader for Lss {
    fn name(&self) -> &'static str {
        "lss"
    }

    fn title(&self) -> &'static str {
        "LimeSurvey’s structure of the survey (.lss)"
    }

    /// An export is called `results-survey123.csv`, the structure `limesurvey_survey_123.lss`: any .lss in the folder may be it.
    fn may_be_beside(&self, _export: &str, other: &str) -> bool {
        other.to_lowercase().ends_with(".lss")
    }

    fn recognise(&self, source: &Source) -> bool {
        const LOOKED_AT: usize = 2048;
        let bytes = source.bytes();
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_AT)]).into_owned();
        head.contains("<LimeSurveyDocType>Survey<")
    }

    fn read(&self, source: &Source) -> Result<Described> {
        let text = xml::text(source)?;
        let document = xml::parse(&text, source)?;
        let root = document.root_element();
        let language = language(root);
        let tables = Tables::of(root, &language);
        let title =
            rows(root, "surveys_languagesettings").into_iter().find(|row| is_in(row, "surveyls_language", &language));
        let mut described = Described {
            from: FROM.to_owned(),
            files: vec![source.file_name().to_owned()],
            title: title.map(|row| plain(field(&row, "surveyls_title"))).filter(|title| !title.is_empty()),
            ..Described::default()
        };
        for row in &tables.questions {
            let question = tables.question(row);
            if let Some((list, choices)) = tables.second_axis(row, &question.name) {
                described.lists.insert(list, choices);
            }
            described.questions.push(question);
        }
        Ok(described)
    }
}

/// The name of the list that holds the second scale of a dual scale, or the columns of an array of two axes.
pub fn second_list(question: &str) -> String {
    format!("{question}#1")
}

/// The language that the survey was written in first.
fn language(root: Node<'_, '_>) -> String {
    let base = rows(root, "surveys").into_iter().next().map(|row| field(&row, "language").to_owned());
    let first = || child(root, "languages").and_then(|list| child(list, "language")).map(|node| content(node));
    base.filter(|language| !language.is_empty()).or_else(first).unwrap_or_default()
}

/// The rows of one table of the file.
fn rows(root: Node<'_, '_>, table: &'static str) -> Vec<Row> {
    let Some(rows) = child(root, table).and_then(|table| child(table, "rows")) else { return Vec::new() };
    children(rows, "row")
        .map(|row| {
            let fields = row.children().filter(Node::is_element);
            fields.map(|field| (field.tag_name().name().to_owned(), content(field))).collect()
        })
        .collect()
}

fn content(node: Node<'_, '_>) -> String {
    let texts: String = node.children().filter_map(|child| child.text()).collect();
    texts.trim().to_owned()
}

fn field<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).map_or("", String::as_str)
}

fn is_in(row: &Row, name: &str, language: &str) -> bool {
    let own = field(row, name);
    own.is_empty() || own == language
}

fn order(row: &Row, name: &str) -> i64 {
    numbers::whole(field(row, name)).unwrap_or(0)
}

struct Tables {
    questions: Vec<Row>,
    subquestions: Vec<Row>,
    answers: Vec<Row>,
    groups: BTreeMap<String, Row>,
    question_texts: BTreeMap<String, String>,
    answer_texts: BTreeMap<String, String>,
    group_names: BTreeMap<String, String>,
}

impl Tables {
    fn of(root: Node<'_, '_>, language: &str) -> Self {
        let own = |table: &'static str| -> Vec<Row> {
            rows(root, table).into_iter().filter(|row| is_in(row, "language", language)).collect()
        };
        let texts = |table: &'static str, key: &str, text: &str| -> BTreeMap<String, String> {
            own(table).iter().map(|row| (field(row, key).to_owned(), field(row, text).to_owned())).collect()
        };
        let groups: BTreeMap<String, Row> =
            own("groups").into_iter().map(|row| (field(&row, "gid").to_owned(), row)).collect();
        let mut questions: Vec<Row> =
            own("questions").into_iter().filter(|row| matches!(field(row, "parent_qid"), "" | "0")).collect();
        questions.sort_by_key(|row| {
            let group = groups.get(field(row, "gid")).map_or(0, |group| order(group, "group_order"));
            (group, order(row, "question_order"))
        });
        let mut subquestions = own("subquestions");
        subquestions.sort_by_key(|row| order(row, "question_order"));
        let mut answers = own("answers");
        answers.sort_by_key(|row| order(row, "sortorder"));
        Self {
            questions,
            subquestions,
            answers,
            groups,
            question_texts: texts("question_l10ns", "qid", "question"),
            answer_texts: texts("answer_l10ns", "aid", "answer"),
            group_names: texts("group_l10ns", "gid", "group_name"),
        }
    }

    /// The wording of a question or subquestion, in its own row or in the table of wordings.
    fn wording(&self, row: &Row) -> String {
        let own = field(row, "question");
        plain(if own.is_empty() { self.question_texts.get(field(row, "qid")).map_or("", String::as_str) } else { own })
    }

    fn label(&self, row: &Row) -> String {
        let own = field(row, "answer");
        plain(if own.is_empty() { self.answer_texts.get(field(row, "aid")).map_or("", String::as_str) } else { own })
    }

    fn section(&self, row: &Row) -> Option<String> {
        let group = field(row, "gid");
        let own = self.groups.get(group).map_or("", |row| field(row, "group_name"));
        let name = plain(if own.is_empty() { self.group_names.get(group).map_or("", String::as_str) } else { own });
        Some(name).filter(|name| !name.is_empty())
    }

    fn choices(&self, question: &Row, scale: &str) -> Vec<DescribedChoice> {
        let qid = field(question, "qid");
        let of = self.answers.iter().filter(|row| field(row, "qid") == qid && scale_of(row) == scale);
        of.map(|row| choice(field(row, "code"), &self.label(row))).collect()
    }

    fn parts<'a>(&'a self, question: &'a Row, scale: &'a str) -> impl Iterator<Item = &'a Row> {
        let qid = field(question, "qid");
        self.subquestions.iter().filter(move |row| field(row, "parent_qid") == qid && scale_of(row) == scale)
    }

    fn question(&self, row: &Row) -> DescribedQuestion {
        let type_word = field(row, "type").to_owned();
        let own = self.choices(row, "0");
        let choices = if own.is_empty() { usual_choices(&type_word) } else { own };
        let relevance = field(row, "relevance");
        DescribedQuestion {
            name: field(row, "title").to_owned(),
            key: Some(field(row, "qid").to_owned()),
            text: self.wording(row).into(),
            section: self.section(row),
            kind: kind(&type_word),
            choices,
            rows: self
                .parts(row, "0")
                .map(|part| DescribedRow {
                    name: field(part, "title").to_owned(),
                    key: Some(field(part, "qid").to_owned()),
                    text: self.wording(part).into(),
                })
                .collect(),
            own_words: field(row, "other") == "Y",
            condition: Some(relevance.to_owned()).filter(|relevance| !matches!(relevance.as_str(), "" | "1")),
            asked: self.asked(relevance),
            type_word,
            ..DescribedQuestion::default()
        }
    }

    /// The second scale of a dual scale, or the columns of an array of two axes.
    fn second_axis(&self, row: &Row, name: &str) -> Option<(String, Vec<DescribedChoice>)> {
        let mut second = self.choices(row, "1");
        second.extend(self.parts(row, "1").map(|part| choice(field(part, "title"), &self.wording(part))));
        (!second.is_empty()).then(|| (second_list(name), second))
    }

    /// “Who chose any of these”, where the relevance says no more than that.
    fn asked(&self, relevance: &str) -> Option<Routing> {
        let bare: String = relevance.chars().filter(|c| !matches!(c, '(' | ')')).collect();
        let mut asked: Option<Routing> = None;
        for term in bare.split(" or ").flat_map(|term| term.split("||")) {
            let (name, value) = term.split_once("==").or_else(|| term.split_once(" eq "))?;
            let value = value.trim();
            let value = value.strip_prefix(['"', '\'']).and_then(|value| value.strip_suffix(['"', '\'']))?;
            // “A and B” is more than one value.
            if value.contains(['"', '\'']) {
                return None;
            }
            let name = name.trim().split('.').next().unwrap_or_default();
            let (question, choice) = self.gate(name, value)?;
            let routing = asked.get_or_insert_with(|| Routing { question: question.clone(), choices: Vec::new() });
            if routing.question != question {
                return None;
            }
            routing.choices.push(choice);
        }
        asked
    }

    /// The question that an expression names, by code or by number, with the choice that leads on.
    fn gate(&self, name: &str, value: &str) -> Option<(String, String)> {
        let find = |code: &str| self.questions.iter().find(|row| field(row, "title") == code);
        let by_number = || {
            let qid = name.rsplit_once('X')?.1;
            self.questions.iter().find(|row| field(row, "qid") == qid)
        };
        if let Some(row) = find(name).or_else(by_number) {
            let single = matches!(field(row, "type"), "L" | "!" | "O" | "Y" | "G" | "5");
            return single.then(|| (ids::from_tag(field(row, "title")), value.to_owned()));
        }
        let (code, part) = name.split_once('_')?;
        let row = find(code).filter(|row| matches!(field(row, "type"), "M" | "P") && value == "Y")?;
        Some((ids::from_tag(field(row, "title")), part.to_owned()))
    }
}

fn scale_of(row: &Row) -> &str {
    match field(row, "scale_id") {
        "" => "0",
        scale => scale,
    }
}

fn choice(code: &str, label: &str) -> DescribedChoice {
    let label = if label.is_empty() { code } else { label };
    DescribedChoice { code: code.to_owned(), label: label.into(), ..DescribedChoice::default() }
}

/// The choices of types whose answers the survey does not define.
fn usual_choices(type_word: &str) -> Vec<DescribedChoice> {
    let named = |list: &[(&str, &str)]| list.iter().map(|(code, label)| choice(code, label)).collect();
    let steps = |last: u32| (1..=last).map(|step| choice(&step.to_string(), &step.to_string())).collect();
    match type_word {
        "Y" => named(&[("Y", "Yes"), ("N", "No")]),
        "G" => named(&[("F", "Female"), ("M", "Male")]),
        "C" => named(&[("Y", "Yes"), ("U", "Uncertain"), ("N", "No")]),
        "E" => named(&[("I", "Increase"), ("S", "Same"), ("D", "Decrease")]),
        "5" | "A" => steps(5),
        "B" => steps(10),
        _ => Vec::new(),
    }
}

fn kind(type_word: &str) -> Option<Kind> {
    Some(match type_word {
        "L" | "!" | "O" | "Y" | "G" | "I" => Kind::Single,
        "5" => Kind::Scale,
        "M" | "P" => Kind::Multiple,
        "F" | "H" | "A" | "B" | "C" | "E" | "1" => Kind::Grid,
        "R" => Kind::Ranking,
        "N" | "K" => Kind::Numeric,
        "D" => Kind::Date,
        "S" | "T" | "U" | "Q" | ";" | "|" => Kind::Text,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = r#"<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>
        <languages><language>en</language><language>de</language></languages>
        <answers><rows><row><qid>2</qid><code><![CDATA[A2]]></code><answer><![CDATA[Rarely]]></answer><sortorder>2</sortorder><language>en</language></row>
        <row><qid>2</qid><code>A1</code><answer>Often</answer><sortorder>1</sortorder><language>en</language></row>
        <row><qid>2</qid><code>A1</code><answer>Oft</answer><sortorder>1</sortorder><language>de</language></row></rows></answers>
        <groups><rows><row><gid>9</gid><group_name>About you</group_name><group_order>1</group_order><language>en</language></row></rows></groups>
        <questions><rows>
        <row><qid>3</qid><parent_qid>0</parent_qid><gid>9</gid><type>S</type><title>why</title><question>Why?</question><question_order>2</question_order><language>en</language><relevance>((often.NAOK == "A1") or (1X9X2.NAOK == "A2"))</relevance></row>
        <row><qid>2</qid><parent_qid>0</parent_qid><gid>9</gid><type>L</type><title>often</title><question><![CDATA[<p>How often?</p>]]></question><question_order>1</question_order><other>Y</other><language>en</language><relevance>1</relevance></row>
        </rows></questions><surveys><rows><row><language>en</language></row></rows></surveys></document>"#;

    #[test]
    fn a_survey_without_questions_is_read() {
        let empty = "<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>";
        let source = Source::from_bytes("a.lss", empty);
        assert!(Lss.recognise(&source) && Lss.read(&source).unwrap().questions.is_empty());
    }

    #[test]
    fn questions_stand_in_their_order_with_the_answers_of_the_first_language() {
        let described = Lss.read(&Source::from_bytes("a.lss", OLD)).unwrap();
        let names: Vec<&str> = described.questions.iter().map(|question| question.name.as_str()).collect();
        assert_eq!(names, ["often", "why"]);
        let often = &described.questions[0];
        assert_eq!((often.text.text.as_str(), often.section.as_deref()), ("How often?", Some("About you")));
        let labels: Vec<&str> = often.choices.iter().map(|choice| choice.label.text.as_str()).collect();
        assert_eq!((labels, often.own_words), (vec!["Often", "Rarely"], true));
    }

    #[test]
    fn a_simple_relevance_is_who_was_asked_and_any_other_stays_a_condition() {
        let described = Lss.read(&Source::from_bytes("a.lss", OLD)).unwrap();
        let asked = described.questions[1].asked.clone().unwrap();
        assert_eq!((asked.question.as_str(), asked.choices.join(" ")), ("often", "A1 A2".to_owned()));
        let other = OLD.replace("or (1X9X2.NAOK", "and (1X9X2.NAOK");
        let described = Lss.read(&Source::from_bytes("a.lss", other)).unwrap();
        assert!(described.questions[1].asked.is_none() && described.questions[1].condition.is_some());
    }

    #[test]
    fn a_document_type_of_its_own_is_refused() {
        let bomb = format!("<!DOCTYPE d [<!ENTITY a \"b\">]>{}", OLD.split_once("?>").unwrap().1);
        assert!(Lss.read(&Source::from_bytes("a.lss", bomb)).is_err());
    }
}
