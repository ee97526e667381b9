//! The words in the column `type` of an XLSForm, in all the ways they are written.

use crate::model::{Kind, Personal};

/// What a row of the form is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormType {
    /// The beginning of a group or of a repeat.
    Begin {
        /// Whether it is a repeat.
        repeat: bool,
    },
    /// The end of a group or of a repeat.
    End,
    /// A question with choices.
    Choice {
        /// Single, multiple or ranking.
        kind: Kind,
        /// The list of its choices; `None` where they stand in a file of their own.
        list: Option<String>,
        /// Whether “Other” with own words was added to the list.
        own_words: bool,
    },
    /// A number, a date or words.
    Answer {
        /// Which.
        kind: Kind,
    },
    /// Coordinates and the like.
    Personal {
        /// Of which kind.
        personal: Personal,
    },
    /// A picture, a recording, a file.
    Media,
    /// Words shown, and nothing to answer.
    Note,
    /// Worked out by the form.
    Calculated,
    /// Kept by the device: start, end, device id.
    Device,
    /// None of these.
    Unknown,
}

/// What a word in the column `type` means.
pub fn form_type(word: &str) -> FormType {
    let as_written = word;
    let word = word.trim().to_lowercase();
    let words: Vec<&str> = word.split_whitespace().collect();
    let Some(first) = words.first() else { return FormType::Unknown };
    if let Some(found) = group(&words) {
        return found;
    }
    if let Some(mut found) = choice(&words) {
        // The list is named as the form writes it, capitals and all.
        if let FormType::Choice { list: Some(list), .. } = &mut found
            && let Some(own) = as_written.split_whitespace().find(|own| own.to_lowercase() == *list)
        {
            own.clone_into(list);
        }
        return found;
    }
    let name = word.replace([' ', '-'], "_");
    match name.as_str() {
        "integer" | "int" | "decimal" | "range" => FormType::Answer { kind: Kind::Numeric },
        "date" | "datetime" | "date_time" => FormType::Answer { kind: Kind::Date },
        "text" | "string" | "time" | "barcode" | "username_text" => FormType::Answer { kind: Kind::Text },
        "acknowledge" | "trigger" | "score__row" | "rank__level" => {
            FormType::Choice { kind: Kind::Single, list: None, own_words: false }
        }
        "geopoint" | "geotrace" | "geoshape" | "gps" | "location" | "start_geopoint" | "background_geopoint" => {
            FormType::Personal { personal: Personal::Location }
        }
        "image" | "photo" | "picture" | "audio" | "video" | "file" | "background_audio" | "audit" | "draw"
        | "signature" => FormType::Media,
        "note" => FormType::Note,
        "calculate" | "calculation" | "hidden" | "xml_external" | "csv_external" | "calculate_here" => {
            FormType::Calculated
        }
        "start" | "end" | "today" | "deviceid" | "device_id" | "username" | "email" | "phonenumber"
        | "phone_number" | "simserial" | "subscriberid" | "start_time" | "end_time" | "uri:deviceid" | "caseid" => {
            FormType::Device
        }
        _ if *first == "range" => FormType::Answer { kind: Kind::Numeric },
        _ => FormType::Unknown,
    }
}

fn group(words: &[&str]) -> Option<FormType> {
    let name = words.join("_");
    let rest = |start: &str| name.strip_prefix(start).map(|rest| rest.trim_start_matches('_').to_owned());
    if let Some(what) = rest("begin") {
        let known = ["group", "repeat", "loop", "lgroup", "lrepeat", "score", "rank", "kobomatrix"];
        let is_known = known.iter().any(|known| what == *known || what.starts_with(&format!("{known}_")));
        return is_known.then(|| FormType::Begin { repeat: what.contains("repeat") || what.starts_with("loop") });
    }
    rest("end").filter(|what| !what.is_empty() && what != "time").map(|_| FormType::End)
}

fn choice(words: &[&str]) -> Option<FormType> {
    const STARTS: [(&[&str], Kind); 12] = [
        (&["select_one"], Kind::Single),
        (&["select_one_external"], Kind::Single),
        (&["select_one_from_file"], Kind::Single),
        (&["select1"], Kind::Single),
        (&["select", "one"], Kind::Single),
        (&["select_multiple"], Kind::Multiple),
        (&["select_multiple_from_file"], Kind::Multiple),
        (&["select", "multiple"], Kind::Multiple),
        (&["select", "all", "that", "apply"], Kind::Multiple),
        (&["select_all_that_apply"], Kind::Multiple),
        (&["select"], Kind::Multiple),
        (&["rank"], Kind::Ranking),
    ];
    let words = match words {
        ["add", rest @ ..] => rest,
        words => words,
    };
    let (start, kind) = STARTS.into_iter().find(|(start, _)| words.starts_with(start))?;
    let mut rest = words[start.len()..].to_vec();
    if rest.first() == Some(&"prompt") {
        rest.remove(0);
    }
    if matches!(rest.first(), Some(&("from" | "using"))) {
        rest.remove(0);
    }
    let ends = |rest: &[&str]| {
        [&["or_other"][..], &["or", "other"], &["or", "specify", "other"], &["or_specify_other"]]
            .into_iter()
            .find(|end| rest.ends_with(end))
            .map(<[&str]>::len)
    };
    let own_words = ends(&rest);
    rest.truncate(rest.len() - own_words.unwrap_or(0));
    let list = rest.first().filter(|list| !list.contains('.')).map(|list| (*list).to_owned());
    Some(FormType::Choice { kind, list, own_words: own_words.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice_of(kind: Kind, list: &str, own_words: bool) -> FormType {
        FormType::Choice { kind, list: Some(list.into()), own_words }
    }

    #[test]
    fn every_way_of_writing_a_choice_question() {
        assert_eq!(form_type("select_one yes_no"), choice_of(Kind::Single, "yes_no", false));
        assert_eq!(form_type("Select one from sexes or specify other"), choice_of(Kind::Single, "sexes", true));
        assert_eq!(form_type("select_multiple x or_other"), choice_of(Kind::Multiple, "x", true));
        assert_eq!(form_type("select all that apply from x"), choice_of(Kind::Multiple, "x", false));
        assert_eq!(form_type("rank items"), choice_of(Kind::Ranking, "items", false));
        let from_file = FormType::Choice { kind: Kind::Single, list: None, own_words: false };
        assert_eq!(form_type("select_one_from_file towns.csv"), from_file);
    }

    #[test]
    fn groups_with_blanks_and_with_underscores() {
        assert_eq!(form_type("begin group"), FormType::Begin { repeat: false });
        assert_eq!(form_type("begin_repeat"), FormType::Begin { repeat: true });
        assert_eq!(form_type("end group"), FormType::End);
        assert_eq!((form_type("end"), form_type("end_time")), (FormType::Device, FormType::Device));
    }

    #[test]
    fn what_is_no_type_is_unknown() {
        for word in ["", "  ", "beginner", "question", "Male"] {
            assert_eq!(form_type(word), FormType::Unknown, "{word}");
        }
    }
}
