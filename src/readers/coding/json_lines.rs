//! JSON lines: codings as canvass stores them, or an object a passage with `document`, `text` and `codes`. What models write.
//!
//! Codings that are only candidates, or were rejected, are nobody's decision to code and are left out.

use serde_json::{Map, Value};

use super::{CodingReader, Input, Reading, codes};
use crate::diagnostic::{Diagnostic, Error, Result, did_you_mean};
use crate::model::{Coding, CodingState, Marked};
use crate::source::Source;

/// The format.
pub(super) struct JsonLines;

/// The keys of an object.
const KEYS: [&str; 6] = ["document", "turn", "text", "codes", "memo", "coder"];

impl CodingReader for JsonLines {
    fn name(&self) -> &'static str {
        "json-lines"
    }

    fn title(&self) -> &'static str {
        "JSON lines with document, text and codes (.jsonl)"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson", "json"]
    }

    fn recognise(&self, input: &Input) -> bool {
        input.text().is_some_and(|text| text.trim_start().starts_with(['{', '[']))
    }

    fn read(&self, source: &Source, input: &Input) -> Result<Reading> {
        let mut reading = Reading::default();
        let mut undecided = 0;
        for (line, value) in values(input.text().unwrap_or_default(), source)? {
            match passage(value, line) {
                Ok(Some(marked)) => reading.marked.push(marked),
                Ok(None) => undecided += 1,
                Err(error) => reading.noticed.push(error.in_place(source.line(line)).into()),
            }
        }
        if undecided > 0 {
            let what = format!("{undecided} codings are candidates or rejected, and were left out");
            reading.noticed.push(Diagnostic::note(what));
        }
        Ok(reading)
    }
}

/// An object a line, or a list of objects.
fn values(text: &str, source: &Source) -> Result<Vec<(u64, Value)>> {
    let explain = |error: &serde_json::Error, line: u64| {
        Error::new(format!("this is not JSON: {error}"))
            .in_place(source.line(line))
            .hint("every line is one object: {\"document\": …, \"text\": …, \"codes\": […]}")
    };
    if text.trim_start().starts_with('[') {
        let values: Vec<Value> =
            serde_json::from_str(text).map_err(|error| explain(&error, error.line().max(1) as u64))?;
        return Ok((1..).zip(values).collect());
    }
    let lines = (1u64..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| Ok((number, serde_json::from_str(line).map_err(|error| explain(&error, number))?)))
        .collect()
}

fn passage(value: Value, line: u64) -> Result<Option<Marked>> {
    let Value::Object(object) = value else {
        return Err(Error::new("this line is no object").hint("write {\"document\": …, \"text\": …, \"codes\": […]}"));
    };
    let place = format!("line {line}");
    if object.contains_key("exact") {
        return stored(object, place);
    }
    if let Some(stranger) = object.keys().find(|key| !KEYS.contains(&key.as_str()) && *key != "code") {
        let error = Error::new(format!("“{stranger}” is not a key that is known here"));
        return Err(match did_you_mean(stranger, KEYS) {
            Some(meant) => error.hint(format!("did you mean “{meant}”?")),
            None => error.hint(format!("known: {}", KEYS.join(", "))),
        });
    }
    let text = |key: &str| -> Result<Option<String>> {
        match object.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.trim().is_empty())),
            Some(_) => Err(Error::new(format!("“{key}” is not text")).hint("put it in quotation marks")),
        }
    };
    let turn = match object.get("turn") {
        None | Some(Value::Null) => None,
        Some(value) => Some(value.as_u64().and_then(|turn| u32::try_from(turn).ok()).ok_or_else(|| {
            Error::new(format!("{value} is not the number of a turn")).hint("write 1, 2, 3 … or leave it out")
        })?),
    };
    let codes = code_list(object.get("codes").or_else(|| object.get("code")))?;
    let words = text("text")?
        .ok_or_else(|| Error::new("this line has no text").hint("“text” holds the coded words, verbatim"))?;
    Ok(Some(Marked {
        document: text("document")?,
        turn,
        text: words,
        span: None,
        codes,
        memo: text("memo")?,
        coder: text("coder")?,
        place,
        stored: None,
    }))
}

/// A line of `codings/`.
fn stored(object: Map<String, Value>, place: String) -> Result<Option<Marked>> {
    let coding: Coding = serde_json::from_value(Value::Object(object))
        .map_err(|error| Error::new(format!("this line is not a coding: {error}")).hint("was it cut off or edited?"))?;
    Ok((coding.state == CodingState::Accepted).then(|| Marked {
        document: Some(coding.document.clone()),
        turn: None,
        text: coding.exact.clone(),
        span: None,
        codes: vec![coding.code.clone()],
        memo: coding.memo.clone(),
        coder: Some(coding.coder.clone()).filter(|coder| !coder.is_empty()),
        place,
        stored: Some(Box::new(coding)),
    }))
}

fn code_list(value: Option<&Value>) -> Result<Vec<String>> {
    let codes = match value {
        Some(Value::String(text)) => codes::list(text),
        Some(Value::Array(items)) => {
            items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>().ok_or_else(
                || Error::new("“codes” holds something that is not text").hint("write [\"funding\", \"training\"]"),
            )?
        }
        _ => Vec::new(),
    };
    if codes.is_empty() {
        return Err(Error::new("this line has no codes").hint("write \"codes\": [\"funding\", \"training\"]"));
    }
    Ok(codes)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::source::Source;

    fn lines(text: &str) -> Source {
        Source::from_bytes("model.jsonl", text)
    }

    #[test]
    fn what_is_not_json_is_an_error_with_its_line() {
        let error = read(&lines("{\"text\": \"a\", \"codes\": [\"b\"]}\n{oops}\n")).unwrap_err();
        assert!(error.to_string().starts_with("model.jsonl:2: this is not JSON"), "{error}");
    }

    #[test]
    fn objects_and_stored_codings_are_passages() {
        let stored = "{\"id\":\"v1-f-1\",\"document\":\"v1\",\"start\":3,\"end\":8,\"code\":\"funding\",\"coder\":\"asha\",\"state\":\"STATE\",\"exact\":\"words\",\"hash\":\"0\"}";
        let text = format!(
            "{{\"document\": \"v1\", \"turn\": 2, \"text\": \"a b\", \"codes\": [\"funding\"], \"memo\": null}}\n\n{}\n{}\n",
            stored.replace("STATE", "accepted"),
            stored.replace("STATE", "rejected")
        );
        let reading = read(&lines(&text)).unwrap();
        assert_eq!(reading.marked.len(), 2);
        assert_eq!((reading.marked[0].turn, reading.marked[0].text.as_str()), (Some(2), "a b"));
        assert_eq!((reading.marked[1].coder.as_deref(), reading.marked[1].place.as_str()), (Some("asha"), "line 3"));
        assert!(reading.noticed[0].message.starts_with("1 codings are candidates or rejected"));
    }

    #[test]
    fn lines_that_cannot_be_taken_are_said_one_by_one() {
        let reading = read(&lines(
            "{\"text\": \"a\"}\n{\"txt\": \"a\", \"codes\": [\"b\"]}\n7\n{\"text\": 1, \"codes\": \"b\"}\n",
        ))
        .unwrap();
        let said: Vec<String> = reading.noticed.iter().map(|noticed| noticed.message.clone()).collect();
        assert_eq!(said.len(), 4, "{said:?}");
        assert_eq!(reading.noticed[1].hint.as_deref(), Some("did you mean “text”?"));
    }
}
