//! The headings of a LimeSurvey export: codes (`Q1[SQ001]`), wording (`Question [row]`), or both with a separator between.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::readers::survey::raw::RawTable;
use crate::readers::survey::words::fold;

/// How the headings of an export are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Style {
    /// `Q1[SQ001]`, as R writes it `Q1.SQ001.`, or as the expression manager knows it `Q1_SQ001`.
    Codes,
    /// `Question [row]`.
    Words,
    /// Both, with what stands between them: `Q1[SQ001]. Question [row]`.
    Both(String),
}

/// A column with what its heading says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The column.
    pub place: usize,
    /// The code of the question, where headings hold codes.
    pub code: Option<String>,
    /// The codes in brackets after it.
    pub sub_codes: Vec<String>,
    /// The wording, without what stands in brackets at its end.
    pub stem: String,
    /// What stands in brackets at the end of the wording.
    pub subs: Vec<String>,
}

impl Heading {
    /// What tells the part of a question that the column is: what the respondent read if it is known, else the code.
    pub fn parts(&self) -> &[String] {
        if self.subs.is_empty() { &self.sub_codes } else { &self.subs }
    }

    /// Whether a column belongs to the same question.
    pub fn belongs_with(&self, other: &Self) -> bool {
        match (&self.code, &other.code) {
            (Some(own), Some(code)) => own == code,
            _ => fold(&self.stem) == fold(&other.stem),
        }
    }
}

/// How the headings from this column on are written.
pub fn style(headings: &[String]) -> Style {
    let mut between: HashMap<&str, usize> = HashMap::new();
    let (mut codes, mut words) = (0_usize, 0_usize);
    for heading in headings {
        match coded(heading) {
            Some((_, subs, "")) if !subs.is_empty() => codes += 1,
            Some((_, subs, _)) if subs.is_empty() && !heading.contains(' ') => codes += 1,
            Some((_, subs, rest)) if !subs.is_empty() => *between.entry(separator(rest)).or_default() += 1,
            _ => words += 1,
        }
    }
    let most = between.iter().filter(|(mark, _)| !mark.trim().is_empty()).max_by_key(|(mark, count)| (**count, **mark));
    match most {
        Some((mark, count)) if *count > codes && *count >= 2 => Style::Both((*mark).to_owned()),
        _ if codes > words => Style::Codes,
        _ => match plain_codes(headings) {
            Some(mark) => Style::Both(mark),
            None => Style::Words,
        },
    }
}

/// Codes without brackets before the wording of nearly every column: `age. How old are you?`
fn plain_codes(headings: &[String]) -> Option<String> {
    [". ", " - ", ": "].into_iter().find_map(|mark| {
        let mut seen = HashSet::new();
        let fits = headings.iter().all(|heading| {
            heading.split_once(mark).is_some_and(|(code, rest)| is_code(code) && !rest.is_empty() && seen.insert(code))
        });
        (headings.len() >= 3 && fits).then(|| mark.to_owned())
    })
}

/// What stands between the code and the wording.
fn separator(rest: &str) -> &str {
    let end = rest.find(|c: char| c.is_alphanumeric() || matches!(c, '[' | '(' | '{' | '"' | '“' | '¿' | '<'));
    &rest[..end.unwrap_or(rest.len())]
}

/// Whether a text is a question code of LimeSurvey.
pub fn is_code(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.len() <= 40
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A code at the start of a heading, the codes in brackets right after it, and the rest.
pub fn coded(heading: &str) -> Option<(&str, Vec<&str>, &str)> {
    let end = heading.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(heading.len());
    let (code, mut rest) = heading.split_at(end);
    if !is_code(code) {
        return None;
    }
    let mut subs = Vec::new();
    while let Some((sub, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        let is_sub = !sub.is_empty() && sub.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        if !is_sub || subs.len() == 2 {
            break;
        }
        subs.push(sub);
        rest = after;
    }
    Some((code, subs, rest))
}

/// The headings of the columns from this one on, in this style.
pub fn parse(raw: &RawTable, from: usize, style: &Style) -> Vec<Heading> {
    let all: HashSet<&str> = (0..raw.columns.len()).map(|place| raw.heading(0, place)).collect();
    let known: HashSet<String> = match style {
        Style::Codes => question_codes(raw, from),
        _ => HashSet::new(),
    };
    (from..raw.columns.len())
        .map(|place| {
            let heading = without_number(raw.heading(0, place), &all);
            match style {
                Style::Codes => by_code(place, heading, &known),
                Style::Words => by_words(place, heading),
                Style::Both(mark) => by_both(place, heading, mark),
            }
        })
        .collect()
}

/// Without the `.1`, `.2` that pandas puts to headings that stand twice.
fn without_number<'a>(heading: &'a str, all: &HashSet<&str>) -> &'a str {
    match heading.rsplit_once('.') {
        Some((base, number))
            if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && all.contains(base.trim()) =>
        {
            base
        }
        _ => heading,
    }
}

/// Codes that several columns share before an underscore, and that no bracket tells.
fn question_codes(raw: &RawTable, from: usize) -> HashSet<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for place in from..raw.columns.len() {
        let heading = raw.heading(0, place);
        if let Some((code, _)) = heading.split_once('_').filter(|_| is_code(heading)) {
            *seen.entry(code.to_owned()).or_default() += 1;
        }
    }
    let shared = seen.into_iter().filter(|(code, count)| {
        let own = (from..raw.columns.len()).any(|place| raw.heading(0, place) == code.as_str());
        *count > 1 || own
    });
    shared.map(|(code, _)| code).collect()
}

fn by_code(place: usize, heading: &str, known: &HashSet<String>) -> Heading {
    let of = |code: &str, subs: Vec<String>| Heading {
        place,
        code: Some(code.to_owned()),
        sub_codes: subs,
        stem: String::new(),
        subs: Vec::new(),
    };
    if let Some((code, subs, "")) = coded(heading).filter(|(_, subs, _)| !subs.is_empty()) {
        return of(code, subs.into_iter().flat_map(two_axes).collect());
    }
    // R writes `Q1[SQ001]` as `Q1.SQ001.` and `Q1[SQ001][1]` as `Q1.SQ001..1.`
    if let Some((code, rest)) = heading.strip_suffix('.').and_then(|inner| inner.split_once('.')) {
        let subs: Vec<String> = rest.split("..").map(str::to_owned).collect();
        if is_code(code) && subs.iter().all(|sub| !sub.is_empty() && !sub.contains('.')) {
            return of(code, subs);
        }
    }
    if let Some((code, rest)) = heading.split_once('_').filter(|(code, _)| known.contains(*code)) {
        return of(code, two_axes(rest).collect());
    }
    of(heading, Vec::new())
}

/// `SQ001_SQ002` is a row and a column of an array.
fn two_axes(sub: &str) -> impl Iterator<Item = String> {
    let (first, second) = sub.split_once('_').map_or((sub, None), |(first, second)| (first, Some(second)));
    [Some(first), second].into_iter().flatten().map(str::to_owned)
}

fn by_words(place: usize, heading: &str) -> Heading {
    let (stem, subs) = brackets(heading);
    Heading { place, code: None, sub_codes: Vec::new(), stem: stem.to_owned(), subs }
}

fn by_both(place: usize, heading: &str, mark: &str) -> Heading {
    let split = match coded(heading) {
        Some((code, subs, rest)) => rest.strip_prefix(mark.trim_end()).map(|rest| (code, subs, rest.trim_start())),
        None => None,
    };
    let Some((code, subs, words)) = split else { return by_words(place, heading) };
    let sub_codes: Vec<String> = subs.into_iter().flat_map(two_axes).collect();
    // A question without parts may end in brackets of its own: “Income [EUR]”.
    let (stem, subs) = if sub_codes.is_empty() { (words, Vec::new()) } else { brackets(words) };
    Heading { place, code: Some(code.to_owned()), sub_codes, stem: stem.to_owned(), subs }
}

/// `Stem [one][two]` → the stem and what stands in up to two brackets at its end, which may be empty.
pub fn brackets(heading: &str) -> (&str, Vec<String>) {
    let Some((before, last)) = last_bracket(heading.trim_end()) else { return (heading.trim(), Vec::new()) };
    match last_bracket(before) {
        Some((stem, first)) if !stem.trim().is_empty() => (stem.trim(), vec![first.trim().into(), last.trim().into()]),
        _ => (before.trim(), vec![last.trim().to_owned()]),
    }
}

/// A bracket at the very end, and what stands before it. Brackets inside it are part of it.
fn last_bracket(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(']')?;
    let mut depth = 0_usize;
    for (place, character) in inner.char_indices().rev() {
        match character {
            ']' => depth += 1,
            '[' if depth == 0 => return Some((&inner[..place], &inner[place + 1..])),
            '[' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(headings: &[&str]) -> RawTable {
        let headings: Vec<String> = headings.iter().map(ToString::to_string).collect();
        let mut collector = crate::readers::survey::raw::Collector::new(vec![headings]);
        collector.push(std::iter::repeat_n("x", collector.width()));
        collector.finish().0
    }

    fn parsed(headings: &[&str]) -> Vec<Heading> {
        let raw = table(headings);
        let style = style(&raw.headings[0]);
        parse(&raw, 0, &style)
    }

    #[test]
    fn codes_are_read_in_brackets_after_underscores_and_as_r_writes_them() {
        for headings in
            [["Q1[SQ001]", "Q1[SQ002]", "Q2"], ["Q1_SQ001", "Q1_SQ002", "Q2"], ["Q1.SQ001.", "Q1.SQ002.", "Q2"]]
        {
            let parsed = parsed(&headings);
            let found: Vec<_> = parsed.iter().map(|h| (h.code.as_deref().unwrap(), h.sub_codes.join("/"))).collect();
            assert_eq!(found, [("Q1", "SQ001".into()), ("Q1", "SQ002".into()), ("Q2", String::new())], "{headings:?}");
        }
    }

    #[test]
    fn wording_may_have_two_brackets_or_empty_ones_or_brackets_inside() {
        assert_eq!(brackets("How? [A][Scale 1]"), ("How?", vec!["A".into(), "Scale 1".into()]));
        assert_eq!(brackets("How? []"), ("How?", vec![String::new()]));
        assert_eq!(brackets("How? [with [your] job]"), ("How?", vec!["with [your] job".into()]));
        assert_eq!(brackets("[alone]"), ("", vec!["alone".into()]));
        assert_eq!(brackets("no bracket"), ("no bracket", Vec::new()));
    }

    #[test]
    fn codes_before_wording_are_split_off_by_what_stands_between() {
        let parsed = parsed(&["a1. How old?", "b[1]. Which? [One]", "b[2]. Which? [Two]", "c. Income [EUR]"]);
        assert_eq!(parsed[1].code.as_deref(), Some("b"));
        assert_eq!((parsed[1].stem.as_str(), parsed[1].subs.join("/").as_str()), ("Which?", "One"));
        assert_eq!(parsed[0].stem, "How old?");
        assert_eq!((parsed[3].stem.as_str(), parsed[3].subs.len()), ("Income [EUR]", 0));
    }

    #[test]
    fn numbers_that_pandas_puts_to_twins_are_taken_off_and_others_stay() {
        let parsed = parsed(&["How? [a]", "How? [a].1", "Version 1.2"]);
        assert_eq!(parsed[1].subs, ["a"]);
        assert_eq!(parsed[2].stem, "Version 1.2");
    }
}
