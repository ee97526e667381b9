//! Words of answers that mean something to every questionnaire: reasons for not answering, "other", "not applicable".
//!
//! They mark a choice; they never decide what kind of question it is.

use unicode_normalization::UnicodeNormalization;

use super::languages;
use crate::model::Missing;

/// Words as they are compared: lower case, one blank between, typographic marks made plain, an accent the same whether it is part of its letter or stands
/// behind it, no mark at the end.
pub fn fold(text: &str) -> String {
    // Nearly all words are plain ones with single blanks.
    let bytes = text.as_bytes();
    let is_plain = text.is_ascii() && !bytes.iter().any(|byte| matches!(byte, b'`' | 9..=13));
    if is_plain && bytes.first() != Some(&b' ') && memchr::memmem::find(bytes, b"  ").is_none() {
        let mut folded = text.to_ascii_lowercase();
        folded.truncate(folded.trim_end_matches([' ', '.', ':', ';']).len());
        return folded;
    }
    let mut folded = String::with_capacity(text.len());
    for character in text.nfc() {
        match character {
            '’' | '‘' | '´' | '`' => folded.push('\''),
            '“' | '”' => folded.push('"'),
            '–' | '—' | '‑' => folded.push('-'),
            character if character.is_whitespace() => {
                if !folded.ends_with(' ') && !folded.is_empty() {
                    folded.push(' ');
                }
            }
            character => folded.extend(character.to_lowercase()),
        }
    }
    folded.trim_end_matches([' ', '.', ':', ';']).to_owned()
}

/// The reason for not answering that a choice stands for.
pub fn missing(label: &str) -> Option<Missing> {
    let label = fold(label);
    const REFUSED: [&str; 8] = [
        "prefer not to",
        "i prefer not to",
        "i'd prefer not to",
        "i would prefer not to",
        "rather not say",
        "i'd rather not",
        "refused",
        "no answer",
    ];
    const DONT_KNOW: [&str; 9] = [
        "don't know",
        "i don't know",
        "dont know",
        "do not know",
        "i do not know",
        "don't know/not sure",
        "don't know / not sure",
        "not sure/don't know",
        "not sure / don't know",
    ];
    let refused = |words: &str| label == words || (words.contains("not") && label.starts_with(words));
    if (label.len() < 48 && REFUSED.iter().any(|words| refused(words))) || languages::is_refused(&label) {
        return Some(Missing::Refused);
    }
    if matches!(label.as_str(), "not stated" | "not answered") {
        return Some(Missing::NotAnswered);
    }
    (DONT_KNOW.contains(&label.as_str()) || languages::is_dont_know(&label)).then_some(Missing::DontKnow)
}

/// What a program writes where there is nothing, and why there is nothing. No person types these.
pub fn placeholder(value: &str) -> Option<Missing> {
    // All of them begin with a sign or a nought, which hardly any answer does.
    if !matches!(value.as_bytes().first(), Some(b'[' | b'(' | b'#' | b'0' | 0xef)) {
        return None;
    }
    match value {
        "[not completed]" | "(空)" | "（空）" => Some(Missing::NotAnswered),
        "(跳过)" | "（跳过）" => Some(Missing::NotAsked),
        "(blank)"
        | "#NULL!"
        | "#N/A"
        | "#VALUE!"
        | "#REF!"
        | "#DIV/0!"
        | "#NAME?"
        | "#NUM!"
        | "0000-00-00"
        | "0000-00-00 00:00:00" => Some(Missing::Unknown),
        _ => None,
    }
}

/// Whether a choice stands outside the scale or the set: "not applicable".
pub fn is_aside(label: &str) -> bool {
    let label = fold(label);
    matches!(
        label.as_str(),
        "n/a" | "na" | "not applicable" | "does not apply" | "not applicable to us" | "not relevant"
    ) || label.starts_with("not applicable")
}

/// Whether a choice is the one that asks for own words.
pub fn is_other(label: &str) -> bool {
    let label = fold(label);
    label == "other"
        || label == "others"
        || ["other (", "other,", "other -", "other:", "other please"].iter().any(|start| label.starts_with(start))
        || languages::is_other(&label)
}

/// Whether a tag stands inside a line and parts no words: `b`, `/span`, `a href=…`.
fn is_inline(tag: &str) -> bool {
    let name = tag.trim_start_matches('/').split([' ', '/', '\n', '\t']).next().unwrap_or_default().to_lowercase();
    matches!(
        name.as_str(),
        "a" | "b" | "i" | "u" | "em" | "strong" | "span" | "font" | "sup" | "sub" | "small" | "mark"
    )
}

/// Wording without HTML, with one blank where there were several, and without entities.
pub fn plain(text: &str) -> String {
    let mut without_tags = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let (before, from) = rest.split_at(open);
        without_tags.push_str(before);
        let is_tag = from[1..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '/' || next == '!');
        match from.find('>') {
            Some(close) if is_tag && close < 2000 => {
                // Bold letters inside a word part nothing; a line break does.
                if !is_inline(&from[1..close]) {
                    without_tags.push(' ');
                }
                rest = &from[close + 1..];
            }
            _ => {
                without_tags.push('<');
                rest = &from[1..];
            }
        }
    }
    without_tags.push_str(rest);
    let without_tags = if without_tags.contains('&') { without_entities(&without_tags) } else { without_tags };
    without_tags.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Wording with one blank where there were several and without entities; whatever else looks like HTML stays.
pub fn tidy(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.contains('&') { without_entities(&one_line) } else { one_line }
}

/// Entities of HTML as the characters they stand for, each once: `&amp;lt;` is `&lt;`.
fn without_entities(text: &str) -> String {
    const LONGEST: usize = 10;
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        let from = &rest[at + 1..];
        let end = from.bytes().take(LONGEST).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity(&from[..end])?, end))) {
            Some((character, end)) => {
                plain.push(character);
                rest = &from[end + 1..];
            }
            None => {
                plain.push('&');
                rest = from;
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    const NAMED: [(&str, char); 42] = [
        ("nbsp", ' '),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("amp", '&'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("hellip", '…'),
        ("bull", '•'),
        ("middot", '·'),
        ("pound", '£'),
        ("euro", '€'),
        ("copy", '©'),
        ("reg", '®'),
        ("trade", '™'),
        ("deg", '°'),
        ("agrave", 'à'),
        ("aacute", 'á'),
        ("auml", 'ä'),
        ("aring", 'å'),
        ("ccedil", 'ç'),
        ("egrave", 'è'),
        ("eacute", 'é'),
        ("ecirc", 'ê'),
        ("iacute", 'í'),
        ("ntilde", 'ñ'),
        ("oacute", 'ó'),
        ("ouml", 'ö'),
        ("oslash", 'ø'),
        ("uacute", 'ú'),
        ("uuml", 'ü'),
        ("Auml", 'Ä'),
        ("Ouml", 'Ö'),
        ("Uuml", 'Ü'),
        ("szlig", 'ß'),
        ("ge", '≥'),
        ("le", '≤'),
    ];
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|character| !character.is_control());
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, character)| *character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_for_not_answering_are_known_in_their_usual_dress() {
        assert_eq!(missing("Prefer not to say"), Some(Missing::Refused));
        assert_eq!(missing("I’d prefer not to say."), Some(Missing::Refused));
        assert_eq!(missing("Don’t know"), Some(Missing::DontKnow));
        assert_eq!(missing("I prefer not to work with a consultant because they cost far too much"), None);
        assert_eq!(missing("Not stated"), Some(Missing::NotAnswered));
        assert_eq!(missing("Weiß nicht"), Some(Missing::DontKnow));
        assert_eq!(missing("No"), None);
    }

    #[test]
    fn words_that_look_the_same_are_compared_as_the_same() {
        assert_eq!(fold("Cafe\u{301}  NOIR."), fold("caf\u{e9} noir"));
        assert_eq!(fold("O’Neill – x"), "o'neill - x");
        assert_ne!(fold("cafe"), fold("caf\u{e9}"));
    }

    #[test]
    fn other_is_other_and_mothers_are_not() {
        assert!(is_other("Other (please specify)") && is_other("Other") && is_other("Other, please specify"));
        assert!(!is_other("Mothers") && !is_other("Other charities"));
    }

    #[test]
    fn wording_loses_its_html_and_nothing_else() {
        assert_eq!(plain("How<br>often\u{a0} do&nbsp;you\n ask?"), "How often do you ask?");
        assert_eq!(plain("Why is <b>that</b>?"), "Why is that?");
        assert_eq!(plain("age < 18 or > 65 &amp; well"), "age < 18 or > 65 & well");
        assert_eq!(plain("Caf&eacute; &#8211; &#x41; &amp;lt; R&D; & so"), "Café – A &lt; R&D; & so");
    }
}
