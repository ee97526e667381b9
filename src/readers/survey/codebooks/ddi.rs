//! DDI-Codebook (1.2 to 2.5): an XML description of the variables of a data file, as archives publish it.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node;

use crate::diagnostic::Result;
use crate::model::{Kind, Missing};
use crate::readers::survey::code::is_yes;
use crate::readers::survey::companion::CodebookReader;
use crate::readers::survey::described::{
    Described, DescribedChoice, DescribedQuestion, DescribedRow, DescribedSet, Field, Layout,
};
use crate::readers::survey::draft::{NotAnswer, Values};
use crate::readers::survey::overlay::CHARACTER;
use crate::readers::survey::words::fold;
use crate::readers::survey::xml::{self, child, children, words};
use crate::source::Source;

/// DDI-Codebook.
#[derive(Debug)]
pub struct Ddi;

impl CodebookReader for Ddi {
    fn name(&self) -> &'static str {
        "ddi"
    }

    fn title(&self) -> &'static str {
        "DDI-Codebook description (.xml)"
    }

    fn may_be_beside(&self, export: &str, other: &str) -> bool {
        let (export, other) = (export.to_lowercase(), other.to_lowercase());
        let Some(description) = other.strip_suffix(".xml").or_else(|| other.strip_suffix(".ddi")) else { return false };
        let Some((stem, ending)) = export.rsplit_once('.') else { return false };
        let is_table = ["csv", "tsv", "tab", "txt", "dat", "asc", "xlsx", "xls", "ods"].contains(&ending);
        is_table && (description.starts_with(stem) || description.contains("ddi") || description.contains("codebook"))
    }

    fn recognise(&self, source: &Source) -> bool {
        xml::begins_with(source, "codeBook")
    }

    fn read(&self, source: &Source) -> Result<Described> {
        let text = xml::text(source)?;
        let document = xml::parse(&text, source)?;
        let root = document.root_element();
        let mut described = Described {
            from: "the DDI description".into(),
            files: vec![source.file_name().to_owned()],
            title: title(root),
            ..Described::default()
        };
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        let mut fields = Vec::new();
        for data in children(root, "dataDscr") {
            for variable in children(data, "var") {
                let question = question(variable);
                fields.extend(field(variable, &question.name));
                ids.insert(variable.attribute("ID").unwrap_or(&question.name).to_owned(), described.questions.len());
                described.questions.push(question);
            }
            for group in children(data, "varGrp") {
                add_group(group, &ids, &mut described);
            }
        }
        described.questions.retain(|question| !question.name.is_empty());
        if !fields.is_empty() && fields.len() == ids.len() {
            let data = root.descendants().find(|node| node.tag_name().name() == "fileName").map(words);
            described.layout = Some(Layout { fields, data: data.filter(|name| !name.is_empty()), ..Layout::default() });
        }
        Ok(described)
    }
}

fn title(root: Node<'_, '_>) -> Option<String> {
    let path = ["stdyDscr", "citation", "titlStmt", "titl"];
    let found = path.iter().try_fold(root, |node, name| child(node, name))?;
    Some(words(found)).filter(|title| !title.is_empty())
}

/// Where a variable stands in a file of fixed width.
fn field(variable: Node<'_, '_>, name: &str) -> Option<Field> {
    let location = child(variable, "location")?;
    let number = |attribute: &str| location.attribute(attribute).and_then(|text| text.trim().parse::<usize>().ok());
    let start = number("StartPos").filter(|start| *start > 0)?;
    let end = number("EndPos").or_else(|| number("width").map(|width| start + width - 1))?;
    (end >= start).then(|| Field { name: name.to_owned(), start: start - 1, end, ..Field::default() })
}

fn question(variable: Node<'_, '_>) -> DescribedQuestion {
    let name = variable.attribute("name").or_else(|| variable.attribute("ID")).unwrap_or_default().trim().to_owned();
    let label = child(variable, "labl").map(words).filter(|label| !label.is_empty());
    let asked = child(variable, "qstn").and_then(|asked| match child(asked, "qstnLit") {
        Some(literal) => Some(words(literal)),
        // Of the oldest files the words stand in the element itself.
        None => asked.text().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
    });
    let asked = asked.filter(|asked| !asked.is_empty());
    let text = asked.clone().or_else(|| label.clone()).unwrap_or_else(|| name.clone());
    let choices: Vec<DescribedChoice> = children(variable, "catgry").filter_map(choice).collect();
    let counted = choices.iter().filter(|choice| choice.missing.is_none()).count();
    let format = child(variable, "varFormat").and_then(|format| format.attribute("type")).unwrap_or_default();
    let continuous = variable.attribute("intrvl") == Some("contin");
    let weight = variable.attribute("wgt") == Some("wgt");
    DescribedQuestion {
        label: label.filter(|label| asked.is_some() && *label != text),
        text: text.into(),
        kind: (counted == 0 && (continuous || weight) && format != CHARACTER).then_some(Kind::Numeric),
        type_word: format.to_owned(),
        choices,
        not_answers: child(variable, "invalrng").map(not_answers).unwrap_or_default(),
        role: weight.then(|| "weight".to_owned()),
        name,
        ..DescribedQuestion::default()
    }
}

fn choice(category: Node<'_, '_>) -> Option<DescribedChoice> {
    let code = child(category, "catValu").map(words).filter(|code| !code.is_empty())?;
    let label = child(category, "labl").map(words).filter(|label| !label.is_empty());
    let missing = category.attribute("missing").is_some_and(|missing| missing.eq_ignore_ascii_case("y"));
    Some(DescribedChoice {
        label: label.unwrap_or_else(|| code.clone()).into(),
        code,
        missing: missing.then_some(Missing::User),
        ..DescribedChoice::default()
    })
}

/// Single values and ranges that are declared invalid.
fn not_answers(invalid: Node<'_, '_>) -> Vec<NotAnswer> {
    let attribute = |node: Node<'_, '_>, name: &str| {
        let text = node.attribute(name).or_else(|| node.attribute(name.to_uppercase().as_str()));
        text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let items = children(invalid, "item").filter_map(|item| attribute(item, "value"));
    let mut all: Vec<NotAnswer> = items.map(|value| NotAnswer::one(value, Missing::User)).collect();
    for range in children(invalid, "range") {
        let end = |name: &str, open: f64| match attribute(range, name) {
            Some(text) => text.parse::<f64>().ok().filter(|number| number.is_finite()),
            None => Some(open),
        };
        let (low, high) = (end("min", f64::MIN), end("max", f64::MAX));
        if let (Some(low), Some(high)) = (low, high)
            && (low > f64::MIN || high < f64::MAX)
        {
            all.push(NotAnswer { values: Values::Range(low, high), reason: Missing::User });
        }
    }
    all
}

/// A multiple response set, a grid, or a section.
fn add_group(group: Node<'_, '_>, ids: &BTreeMap<String, usize>, described: &mut Described) {
    let members: Vec<usize> =
        group.attribute("var").unwrap_or_default().split_whitespace().filter_map(|id| ids.get(id).copied()).collect();
    let name = group.attribute("name").or_else(|| group.attribute("ID")).unwrap_or_default().to_owned();
    let label = child(group, "labl").map(words).unwrap_or_default();
    let kind = group.attribute("type").unwrap_or_default();
    if members.len() > 1 && kind == "multipleResp" {
        if let Some(counted) = described.questions.get(members[0]).and_then(counted_value) {
            let variables = members.iter().map(|member| described.questions[*member].name.clone()).collect();
            described.sets.push(DescribedSet { name, label, variables, counted: Some(counted) });
        }
    } else if members.len() > 1 && kind == "grid" {
        add_grid(&name, &label, &members, described);
    } else if !label.is_empty() {
        for member in members {
            described.questions[member].section.get_or_insert_with(|| label.clone());
        }
    }
}

/// The value that says “ticked”, of a variable that says only whether.
fn counted_value(question: &DescribedQuestion) -> Option<String> {
    let choices: Vec<&DescribedChoice> = question.choices.iter().filter(|choice| choice.missing.is_none()).collect();
    let says = |choice: &&&DescribedChoice| {
        let label = fold(&choice.label.text);
        is_yes(&label) == Some(true) || ["mentioned", "ticked", "chosen", "marked"].contains(&label.as_str())
    };
    match choices.as_slice() {
        [only] => Some(only.code.clone()),
        [] => Some("1".to_owned()),
        [_, _] => {
            let found = choices.iter().find(says).or_else(|| choices.iter().find(|choice| choice.code == "1"));
            found.map(|choice| choice.code.clone())
        }
        _ => None,
    }
}

/// Variables that share their categories become the rows of one question.
fn add_grid(name: &str, label: &str, members: &[usize], described: &mut Described) {
    let codes = |place: usize| {
        described.questions[place].choices.iter().map(|choice| choice.code.clone()).collect::<BTreeSet<String>>()
    };
    let first = codes(members[0]);
    let taken = members.iter().any(|member| described.questions[*member].name.is_empty());
    if taken || first.is_empty() || !members.iter().all(|member| codes(*member) == first) {
        return;
    }
    let rows = members.iter().map(|member| {
        let question = &described.questions[*member];
        let text = question.label.clone().map_or_else(|| question.text.clone(), Into::into);
        DescribedRow { name: question.name.clone(), text, ..DescribedRow::default() }
    });
    let rows: Vec<DescribedRow> = rows.collect();
    let model = described.questions[members[0]].clone();
    let text = if label.is_empty() { name } else { label };
    let grid = DescribedQuestion {
        name: name.to_owned(),
        text: text.into(),
        label: None,
        kind: Some(Kind::Grid),
        rows,
        ..model
    };
    for member in members {
        described.questions[*member] = DescribedQuestion::default();
    }
    // It stands where its first row stood; the empty places go when all groups are read.
    described.questions[members[0]] = grid;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &str) -> Described {
        let text = format!("<codeBook xmlns='ddi:codebook:2_5'><dataDscr>{variables}</dataDscr></codeBook>");
        Ddi.read(&Source::from_bytes("ddi.xml", text)).unwrap()
    }

    #[test]
    fn wording_categories_and_what_is_missing_are_read() {
        let described = read(
            "<var ID='V1' name='q1'><labl>Trust</labl><qstn><qstnLit>How far do you\n trust them?</qstnLit></qstn>\
             <invalrng><item VALUE='9'/><range min='-9' max='-1'/></invalrng>\
             <catgry><catValu>1</catValu><labl>A lot</labl></catgry><catgry missing='Y'><catValu>8</catValu><labl>Don't know</labl></catgry></var>",
        );
        let question = &described.questions[0];
        assert_eq!(
            (question.text.text.as_str(), question.label.as_deref()),
            ("How far do you trust them?", Some("Trust"))
        );
        assert_eq!(question.choices[1].missing, Some(Missing::User));
        assert_eq!(question.not_answers.len(), 2);
    }

    #[test]
    fn groups_make_sets_and_grids() {
        let yes =
            "<catgry><catValu>0</catValu><labl>No</labl></catgry><catgry><catValu>1</catValu><labl>Yes</labl></catgry>";
        let described = read(&format!(
            "<varGrp ID='G' type='multipleResp' var='A B'><labl>Which?</labl></varGrp><varGrp ID='H' name='h' type='grid' var='C D'/>\
             <var ID='A' name='a'>{yes}</var><var ID='B' name='b'>{yes}</var><var ID='C' name='c'>{yes}</var><var ID='D' name='d'>{yes}</var>"
        ));
        assert_eq!(described.sets[0].counted.as_deref(), Some("1"));
        let names: Vec<&str> = described.questions.iter().map(|question| question.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "h"]);
        assert_eq!(described.questions[2].rows.len(), 2);
    }

    #[test]
    fn an_empty_description_describes_nothing() {
        assert!(read("").questions.is_empty());
    }
}
