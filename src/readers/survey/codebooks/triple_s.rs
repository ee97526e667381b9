//! Triple-S: an XML description (.sss, .xml) of a data file of fixed width (.asc, .dat, .txt) or of delimited fields (.csv).

use roxmltree::Node;

use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Kind, Routing};
use crate::readers::survey::companion::CodebookReader;
use crate::readers::survey::described::{Described, DescribedChoice, DescribedQuestion, Field, Layout, Packed};
use crate::readers::survey::xml::{self, child, children, words};
use crate::source::Source;

/// Triple-S.
#[derive(Debug)]
pub struct TripleS;

/// What reasons call it.
pub const FROM: &str = "the Triple-S description";

impl CodebookReader for TripleS {
    fn name(&self) -> &'static str {
        "triple-s"
    }

    fn title(&self) -> &'static str {
        "Triple-S description (.sss, .xml)"
    }

    fn may_be_beside(&self, export: &str, other: &str) -> bool {
        let (stem, ending) = parts(export);
        let (other_stem, other_ending) = parts(other);
        let data = ["asc", "dat", "txt", "csv"];
        let description = ["sss", "xml"];
        let (ending, other_ending) = (ending.as_str(), other_ending.as_str());
        stem == other_stem
            && ((data.contains(&ending) && description.contains(&other_ending))
                || (description.contains(&ending) && data.contains(&other_ending)))
    }

    fn recognise(&self, source: &Source) -> bool {
        xml::begins_with(source, "sss")
    }

    fn read(&self, source: &Source) -> Result<Described> {
        let text = xml::text(source)?;
        let document = xml::parse(&text, source)?;
        let root = document.root_element();
        let survey = child(root, "survey").ok_or_else(|| incomplete(source, "survey"))?;
        let mut records = children(survey, "record").collect::<Vec<_>>().into_iter();
        let record = records.next().ok_or_else(|| incomplete(source, "record"))?;
        let delimited = record.attribute("format").is_some_and(|format| format.eq_ignore_ascii_case("csv"));
        let mut described = Described {
            from: FROM.into(),
            files: vec![source.file_name().to_owned()],
            title: child(survey, "title").map(words).filter(|title| !title.is_empty()),
            ..Described::default()
        };
        let mut layout = Layout {
            delimited,
            skip: record.attribute("skip").and_then(|skip| skip.trim().parse().ok()).unwrap_or(0),
            encoding: xml::declared_encoding(source.bytes()),
            data: record.attribute("href").and_then(|href| href.rsplit(['/', '\\']).next()).map(str::to_owned),
            ..Layout::default()
        };
        for variable in children(record, "variable") {
            add(variable, &mut described, &mut layout, source)?;
        }
        if records.next().is_some() {
            described.noticed.push(
                Diagnostic::warning("the description has several kinds of record; only the first is read")
                    .in_place(source.place())
                    .hint("export each level of the survey on its own"),
            );
        }
        described.layout = Some(layout);
        Ok(described)
    }
}

/// A file name without its ending and the ending, in lower case.
fn parts(name: &str) -> (String, String) {
    let name = name.to_lowercase();
    match name.rsplit_once('.') {
        Some((stem, ending)) => (stem.to_owned(), ending.to_owned()),
        None => (name, String::new()),
    }
}

fn incomplete(source: &Source, element: &str) -> Error {
    Error::new(format!("this Triple-S description has no <{element}>"))
        .in_place(source.place())
        .hint("is the file complete? Export it again")
}

/// Adds a variable and its field.
fn add(variable: Node<'_, '_>, described: &mut Described, layout: &mut Layout, source: &Source) -> Result<()> {
    let ident = variable.attribute("ident").unwrap_or_default();
    let name = child(variable, "name").map(words).filter(|name| !name.is_empty()).unwrap_or_else(|| ident.to_owned());
    let type_word = variable.attribute("type").unwrap_or_default().to_lowercase();
    let question = question(variable, &name, ident, &type_word);
    let Some(position) = child(variable, "position") else {
        described.noticed.push(
            Diagnostic::warning(format!("the variable “{name}” has no position and is left out"))
                .in_place(source.place()),
        );
        return Ok(());
    };
    let place = |attribute: &str| position.attribute(attribute).and_then(|text| text.trim().parse::<usize>().ok());
    let start = place("start").filter(|start| *start > 0);
    let finish = place("finish").or(start);
    let (Some(start), Some(finish)) = (start, finish.filter(|finish| Some(*finish) >= start)) else {
        return Err(Error::new(format!("the position of the variable “{name}” cannot be understood"))
            .in_place(source.place())
            .hint("a position is start=\"…\" finish=\"…\", counted from 1"));
    };
    let spread = child(variable, "spread").map(|spread| Spread::of(spread, &question.choices));
    let packed = match (type_word.as_str(), spread) {
        ("multiple", Some(Spread { width })) => Packed::Codes(width),
        ("multiple", None) => Packed::Bits,
        ("date", _) => Packed::Date,
        ("time", _) => Packed::Time,
        _ => Packed::Plain,
    };
    layout.fields.push(Field { name, start: start - 1, end: finish, packed });
    described.questions.push(question);
    Ok(())
}

/// How the codes of a multiple response set follow one another.
struct Spread {
    width: Option<usize>,
}

impl Spread {
    /// As wide as said, else as the longest code.
    fn of(spread: Node<'_, '_>, choices: &[DescribedChoice]) -> Self {
        let width = spread.attribute("width").and_then(|text| text.trim().parse::<usize>().ok());
        let longest = choices.iter().map(|choice| choice.code.chars().count()).max();
        Self { width: width.filter(|width| *width > 0).or(longest) }
    }
}

fn question(variable: Node<'_, '_>, name: &str, ident: &str, type_word: &str) -> DescribedQuestion {
    let label = child(variable, "label").map(label_words).unwrap_or_default();
    let values = child(variable, "values");
    let mut choices: Vec<DescribedChoice> =
        values.into_iter().flat_map(|values| children(values, "value")).map(choice).collect();
    if type_word == "logical" && choices.is_empty() {
        choices = [("1", "Yes"), ("0", "No")].map(|(code, label)| simple(code, label)).to_vec();
    }
    let role = match variable.attribute("use") {
        Some("weight") => Some("weight".to_owned()),
        Some("serial") => Some("response id".to_owned()),
        _ => None,
    };
    let kind = match type_word {
        "single" | "logical" => Kind::Single,
        "multiple" => Kind::Multiple,
        "quantity" => Kind::Numeric,
        "date" => Kind::Date,
        _ => Kind::Text,
    };
    let filter = child(variable, "filter").map(words).filter(|filter| !filter.is_empty());
    DescribedQuestion {
        name: name.to_owned(),
        key: (!ident.is_empty()).then(|| ident.to_owned()),
        text: if label.is_empty() { name.into() } else { label.as_str().into() },
        kind: Some(kind),
        type_word: type_word.to_owned(),
        choices,
        // A filter is a logical variable: its questions were put to those of whom it is true.
        asked: filter.as_ref().map(|gate| Routing { question: gate.clone(), choices: vec!["1".to_owned()] }),
        condition: filter,
        role,
        ..DescribedQuestion::default()
    }
}

fn simple(code: &str, label: &str) -> DescribedChoice {
    DescribedChoice { code: code.to_owned(), label: label.into(), ..DescribedChoice::default() }
}

fn choice(value: Node<'_, '_>) -> DescribedChoice {
    let code = value.attribute("code").unwrap_or_default().trim();
    let label = label_words(value);
    simple(code, if label.is_empty() { code } else { &label })
}

/// The words of a label; of several languages or uses the first.
fn label_words(node: Node<'_, '_>) -> String {
    child(node, "text").map_or_else(|| words(node), words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Described> {
        TripleS.read(&Source::from_bytes("a.sss", text))
    }

    const VARIABLES: &str = "<variable ident='1' type='multiple'><name>m</name><label>Who <br/>else?</label><position start='1' finish='4'/>\
        <spread subfields='2'/><values><value code='1'>A &amp; B</value><value code='12'>C</value></values></variable>\
        <variable ident='2' type='logical' use='x'><name>l</name><label><text xml:lang='en'>Again</text><text xml:lang='de'>Wieder</text></label>\
        <position start='5'/></variable>\
        <variable ident='3' type='quantity' use='weight'><name>w</name><label/><position start='6' finish='9'/><filter>l</filter></variable>";

    #[test]
    fn variables_of_each_type_are_understood() {
        let described = read(&format!(
            "<sss version='2.0'><survey><title>T</title><record ident='V'>{VARIABLES}</record></survey></sss>"
        ))
        .unwrap();
        let [multiple, logical, weight] = described.questions.as_slice() else { panic!() };
        assert_eq!((multiple.text.text.as_str(), multiple.choices[0].label.text.as_str()), ("Who else?", "A & B"));
        assert_eq!((logical.text.text.as_str(), logical.choices[1].label.text.as_str()), ("Again", "No"));
        assert_eq!((weight.role.as_deref(), weight.text.text.as_str()), (Some("weight"), "w"));
        assert_eq!(weight.asked.as_ref().unwrap().question, "l");
        let fields = &described.layout.as_ref().unwrap().fields;
        assert_eq!(fields[0].packed, Packed::Codes(Some(2)));
        assert_eq!((fields[1].start, fields[1].end), (4, 5));
    }

    #[test]
    fn a_description_without_variables_or_with_a_position_that_cannot_be_is_said() {
        assert!(read("<sss/>").unwrap_err().what().contains("<survey>"));
        assert!(read("<sss><survey><record/></survey></sss>").unwrap().questions.is_empty());
        let upside_down = "<variable ident='1' type='single'><name>a</name><position start='9' finish='2'/></variable>";
        assert!(read(&format!("<sss><survey><record>{upside_down}</record></survey></sss>")).is_err());
    }
}
