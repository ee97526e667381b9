//! Errors of TOML files in the words of their reader: the line, what is wrong there, what was probably meant.

use serde::de::DeserializeOwned;

use crate::diagnostic::{Error, Place, Result, did_you_mean};

/// Reads a TOML file into plain data.
///
/// # Errors
/// When it is not TOML, a key is unknown (with a suggestion), or a value is of the wrong kind; always with the line.
pub fn read<T: DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| explain(name, text, &error))
}

fn explain(name: &str, text: &str, error: &toml::de::Error) -> Error {
    let message = error.message();
    let place = match error.span() {
        Some(span) => {
            let line = 1 + text.get(..span.start).map_or(0, |before| before.matches('\n').count());
            Place::line(name, line as u64)
        }
        None => Place::file(name),
    };
    let mut ticked = message.split('`').skip(1).step_by(2);
    if let (Some(rest), Some(typed)) = (message.strip_prefix("unknown field "), ticked.next()) {
        let known: Vec<&str> = ticked.collect();
        let error = Error::new(format!("“{typed}” is not a key that is known here")).in_place(place);
        return match did_you_mean(typed, known.iter().copied()) {
            Some(meant) => error.hint(format!("did you mean “{meant}”?")),
            None if known.is_empty() => error.hint(rest.to_owned()),
            None => error.hint(format!("known here: {}", known.join(", "))),
        };
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        let mut ticked = rest.split('`').skip(1).step_by(2);
        let typed = ticked.next().unwrap_or_default();
        let known: Vec<&str> = ticked.collect();
        let error = Error::new(format!("“{typed}” is not one of the words allowed here")).in_place(place);
        return match did_you_mean(typed, known.iter().copied()) {
            Some(meant) => error.hint(format!("did you mean “{meant}”? Allowed: {}", known.join(", "))),
            None => error.hint(format!("allowed: {}", known.join(", "))),
        };
    }
    let what = match message.strip_prefix("missing field ") {
        Some(field) => format!("“{}” is missing", field.trim_matches('`')),
        None => message.lines().next().unwrap_or(message).trim_end_matches('.').to_owned(),
    };
    Error::new(what)
        .in_place(place)
        .hint("text stands in quotation marks, lists in [ ]; docs/study-file.md shows every key")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::StudyFile;

    #[test]
    fn an_unknown_key_names_its_line_and_what_was_meant() {
        let error = read::<StudyFile>("study.toml", "[study]\ntitle = \"T\"\napproch = \"codebook\"\n").unwrap_err();
        assert_eq!(error.to_string(), "study.toml:3: “approch” is not a key that is known here");
        assert_eq!(error.hint_text(), Some("did you mean “approach”?"));
    }

    #[test]
    fn an_unknown_word_lists_those_allowed() {
        let error = read::<StudyFile>("study.toml", "[study]\ntitle = \"T\"\napproach = \"code book\"\n").unwrap_err();
        assert!(error.hint_text().unwrap().contains("did you mean “codebook”?"), "{error:?}");
    }

    #[test]
    fn a_missing_key_is_named() {
        let error = read::<StudyFile>("study.toml", "[study]\n").unwrap_err();
        assert!(error.what().contains("“title” is missing"), "{error}");
    }

    #[test]
    fn a_date_may_be_a_date_or_a_text_but_not_anything() {
        let with = |date: &str| read::<StudyFile>("study.toml", &format!("[study]\ntitle = \"T\"\ndate = {date}\n"));
        assert_eq!(with("2022-06-30").unwrap().study.date.as_deref(), Some("2022-06-30"));
        assert_eq!(with("\"2022-06-30\"").unwrap().study.date.as_deref(), Some("2022-06-30"));
        assert!(with("\"30 June\"").is_err());
    }
}
