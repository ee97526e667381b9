//! Deviant cases: who goes against the pattern of a theme. Nearly all raised it and these did not, although they were asked; nearly nobody did and these did; nearly all who raise one theme
//! raise another, and these did not.
//!
//! # Formula
//! With a threshold t (0.8) and a least base b (5): in a group with b or more in its base, a theme is raised by nearly all where a share of t or more but not all raised it, and by nearly nobody where
//! a share of 1 − t or less but somebody did. Of two themes A and B, nearly all who raise A raise B where t or more of those who raised A (b or more) and could have raised B did, while of all
//! interviewed fewer than t did. Where it is known who was asked about a theme, the base is who was asked or raised it; else everybody.
//!
//! # Reference
//! Lincoln, Y. S. and Guba, E. G. (1985). Naturalistic Inquiry, 309–313 (negative case analysis). Mays, N. and Pope, C. (2000). Assessing quality in qualitative research. BMJ 320, 50–52.

use std::collections::{BTreeMap, BTreeSet};

use super::participants::Participants;
use super::{questions, raised, rows};
use crate::diagnostic::{Diagnostic, Result};
use crate::model::{Code, StubKind};
use crate::prepare::banner_of_cases;
use crate::tabulate::{Groupings, Request, Themes};

/// From where on a pattern is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The share that is nearly all, above 0.5 and below 1.
    pub share: f64,
    /// The smallest base that is looked at.
    pub at_least: u64,
    /// How many patterns of two themes are given at most, the clearest first.
    pub pairs: usize,
}

impl Default for Threshold {
    fn default() -> Self {
        Self { share: 0.8, at_least: 5, pairs: 10 }
    }
}

/// What kind of pattern it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Nearly all raised the theme.
    NearlyAll,
    /// Nearly nobody raised it.
    NearlyNobody,
    /// Nearly all who raised the first raised the second.
    Together,
}

/// A pattern with those who go against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern<'a> {
    /// What kind it is.
    pub kind: Kind,
    /// The theme.
    pub code: &'a Code,
    /// The theme that it goes together with.
    pub with: Option<&'a Code>,
    /// The group; none: all who were interviewed.
    pub group: Option<String>,
    /// How many follow it or, where nearly nobody raised the theme, raised it.
    pub raised: u64,
    /// Of how many.
    pub of: u64,
    /// Whether these are who was asked, and not everybody.
    pub of_asked: bool,
    /// Who goes against it.
    pub against: Vec<Deviant<'a>>,
}

/// Somebody who goes against a pattern: a person, an organisation or a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviant<'a> {
    /// Their cases.
    pub cases: Vec<&'a str>,
    /// The documents in which they speak.
    pub documents: Vec<&'a str>,
}

/// The patterns of all themes that somebody goes against, theme by theme, and those of two themes last; and the groups that are too small to have any.
///
/// # Errors
/// When a code or a grouping is not there.
pub fn patterns<'a>(
    data: Themes<'a>,
    threshold: Threshold,
    groupings: &Groupings,
    request: &Request,
) -> Result<(Vec<Pattern<'a>>, Vec<String>, Vec<Diagnostic>)> {
    let mut noticed = Vec::new();
    let mut rows = rows(data, request)?;
    rows.retain(|row| row.kind == StubKind::Choice);
    let codes: Vec<&'a Code> = rows.iter().map(|row| row.code).collect();
    let banner = banner_of_cases(&data.corpus.cases, groupings, &request.by, &mut noticed)?;
    let participants = Participants::find(data, &banner, &mut noticed);
    let raised = raised(data, &rows, &participants, &mut noticed);
    let mut columns: Vec<(usize, Option<String>)> = Vec::new();
    let mut first = 1;
    for axis in &banner.axes {
        for column in 0..axis.columns() {
            let labels: Vec<&str> = axis.groups(column).iter().map(|group| group.label.as_str()).collect();
            columns.push((first + column, Some(labels.join(", "))));
        }
        first += axis.columns();
    }
    if columns.is_empty() {
        columns.push((0, None));
    }
    let everyone = Everyone::of(&participants);
    let mut found = Vec::new();
    for (row, code) in codes.iter().enumerate() {
        for (column, group) in &columns {
            let (base, of_asked) = base(data, code, &participants, &raised[row][*column], *column);
            let who = &raised[row][*column];
            let Some(kind) = kind(who.len() as u64, base.len() as u64, threshold) else { continue };
            let against = base.iter().filter(|unit| who.contains(*unit) == (kind == Kind::NearlyNobody));
            found.push(Pattern {
                kind,
                code,
                with: None,
                group: group.clone(),
                raised: who.len() as u64,
                of: base.len() as u64,
                of_asked,
                against: everyone.deviants(against.copied()),
            });
        }
    }
    found.extend(together(data, &codes, &participants, &raised, &everyone, threshold));
    let few = columns.into_iter().filter(|(column, _)| (participants.units(*column).len() as u64) < threshold.at_least);
    Ok((found, few.map(|(_, group)| group.unwrap_or_else(|| "all interviewed".to_owned())).collect(), noticed))
}

#[allow(clippy::cast_precision_loss, reason = "counts of people")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// A share that is reached but for a rounding error is reached.
const CLOSE: f64 = 1e-12;

fn kind(raised: u64, of: u64, threshold: Threshold) -> Option<Kind> {
    if of < threshold.at_least.max(1) || raised == 0 || raised == of {
        return None;
    }
    if share(raised, of) + CLOSE >= threshold.share {
        return Some(Kind::NearlyAll);
    }
    (share(of - raised, of) + CLOSE >= threshold.share).then_some(Kind::NearlyNobody)
}

/// Who could have raised a theme in a column: whoever was asked or raised it, where that is known of each; else everybody.
fn base<'a>(
    data: Themes<'_>,
    code: &Code,
    participants: &'a Participants<'_>,
    raised: &BTreeSet<&'a str>,
    column: usize,
) -> (BTreeSet<&'a str>, bool) {
    let everybody = || (participants.units(column), false);
    let Some(questions) = questions(data, code) else { return everybody() };
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    for (unit, put) in participants.who_was_asked(column, &questions, data.asked) {
        match put {
            _ if raised.contains(unit) => asked.insert(unit),
            Some(true) => asked.insert(unit),
            Some(false) => false,
            None => return everybody(),
        };
    }
    (asked, true)
}

/// Themes of which nearly all who raise the one raise the other.
fn together<'a>(
    data: Themes<'_>,
    codes: &[&'a Code],
    participants: &Participants<'_>,
    raised: &[Vec<BTreeSet<&str>>],
    everyone: &Everyone<'a>,
    threshold: Threshold,
) -> Vec<Pattern<'a>> {
    let bases: Vec<(BTreeSet<&str>, bool)> =
        codes.iter().enumerate().map(|(row, code)| base(data, code, participants, &raised[row][0], 0)).collect();
    let mut found: Vec<(f64, Pattern<'a>)> = Vec::new();
    for (one, code) in codes.iter().enumerate() {
        for (other, with) in codes.iter().enumerate() {
            let nested = data.codebook.is_within(&code.id, &with.id) || data.codebook.is_within(&with.id, &code.id);
            let (base, of_asked) = &bases[other];
            if nested || base.is_empty() {
                continue;
            }
            let could: Vec<&str> = raised[one][0].iter().copied().filter(|unit| base.contains(unit)).collect();
            let both = could.iter().filter(|unit| raised[other][0].contains(*unit)).count() as u64;
            let of = could.len() as u64;
            let usual = share(raised[other][0].len() as u64, base.len() as u64);
            if kind(both, of, threshold) != Some(Kind::NearlyAll) || usual + CLOSE >= threshold.share {
                continue;
            }
            let against = could.iter().filter(|unit| !raised[other][0].contains(*unit));
            let pattern = Pattern {
                kind: Kind::Together,
                code,
                with: Some(with),
                group: None,
                raised: both,
                of,
                of_asked: *of_asked,
                against: everyone.deviants(against.copied()),
            };
            found.push((share(both, of) - usual, pattern));
        }
    }
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    found.truncate(threshold.pairs);
    found.into_iter().map(|(_, pattern)| pattern).collect()
}

/// The cases and documents of each unit, and where the first of them stands.
struct Everyone<'a>(BTreeMap<String, (usize, Deviant<'a>)>);

impl<'a> Everyone<'a> {
    fn of(participants: &Participants<'a>) -> Self {
        let mut all: BTreeMap<String, (usize, Deviant<'a>)> = BTreeMap::new();
        for (place, participant) in participants.iter().enumerate() {
            let nobody = || Deviant { cases: Vec::new(), documents: Vec::new() };
            let (_, one) = all.entry(participant.unit.clone()).or_insert_with(|| (place, nobody()));
            if let Some(case) = participant.case.filter(|case| !one.cases.contains(case)) {
                one.cases.push(case);
            }
            if !one.documents.contains(&participant.document.id.as_str()) {
                one.documents.push(&participant.document.id);
            }
        }
        Self(all)
    }

    /// Some of them, in the order of the documents.
    fn deviants<'b>(&self, units: impl Iterator<Item = &'b str>) -> Vec<Deviant<'a>> {
        let mut found: Vec<&(usize, Deviant<'a>)> = units.filter_map(|unit| self.0.get(unit)).collect();
        found.sort_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, one)| one.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Study, coding, document, study};
    use super::*;
    use crate::model::{Case, Coding, Corpus, Grouping};
    use crate::prepare::Asks;

    /// Six people, p0 to p5, each with a document of their own.
    fn six(codings: &[(usize, &str)]) -> Study {
        let case = |number: usize| Case {
            id: format!("p{number}"),
            group: Some(if number < 5 { "many" } else { "few" }.into()),
            ..Case::default()
        };
        let mut study = study();
        study.corpus = Corpus {
            documents: (0..6).map(|number| document(&format!("d{number}"), &[format!("p{number}").as_str()])).collect(),
            cases: (0..6).map(case).collect(),
        };
        study.codings = codings.iter().map(|(number, code)| coding(&format!("d{number}"), 1, code)).collect();
        study
    }

    fn told(study: &Study, by: &[&str]) -> Vec<String> {
        let grouping = Grouping { case: Some("group".into()), ..Grouping::default() };
        let groupings = Groupings::from([("g".to_owned(), grouping)]);
        let request = Request { by: by.iter().map(|by| (*by).to_owned()).collect(), ..Request::default() };
        let (found, ..) = patterns(study.themes(), Threshold::default(), &groupings, &request).unwrap();
        let told = |pattern: &Pattern<'_>| {
            let with = pattern.with.map_or(String::new(), |code| format!(" + {}", code.id));
            let who: Vec<&str> = pattern.against.iter().flat_map(|one| one.cases.iter().copied()).collect();
            format!(
                "{:?} {}{with} {} of {}: {}",
                pattern.kind,
                pattern.code.id,
                pattern.raised,
                pattern.of,
                who.join(" ")
            )
        };
        found.iter().map(told).collect()
    }

    #[test]
    fn nobody_everybody_and_few_make_no_pattern() {
        assert!(told(&six(&[]), &[]).is_empty());
        let all: Vec<(usize, &str)> = (0..6).map(|number| (number, "joy")).collect();
        assert!(told(&six(&all), &[]).is_empty());
        let study = study();
        let (found, few, _) =
            patterns(study.themes(), Threshold::default(), &Groupings::new(), &Request::default()).unwrap();
        assert!(found.is_empty());
        assert_eq!(few, ["all interviewed"]);
    }

    #[test]
    fn who_did_not_raise_what_nearly_all_did_and_who_alone_did() {
        let mut codings: Vec<(usize, &str)> = (0..5).map(|number| (number, "joy")).collect();
        codings.push((5, "funding"));
        assert_eq!(told(&six(&codings), &[]), ["NearlyNobody funding 1 of 6: p5", "NearlyAll joy 5 of 6: p5"]);
        codings.remove(0);
        assert_eq!(told(&six(&codings), &["g"]), ["NearlyAll joy 4 of 5: p0"]);
    }

    #[test]
    fn who_was_not_asked_does_not_go_against_the_pattern() {
        let codings: Vec<(usize, &str)> = (0..5).map(|number| (number, "joy")).collect();
        let mut study = six(&codings);
        for number in 0..6 {
            study.asked.insert((format!("d{number}"), "q".into()), number != 5);
        }
        let joy = ["joy".to_owned()];
        study.asks = Asks::find([("q", Some(&joy[..]))].into_iter(), &study.codebook, &[]);
        assert!(told(&study, &[]).is_empty());
        study.codings.retain(|coding: &Coding| coding.document != "d0");
        assert_eq!(told(&study, &[]), ["NearlyAll joy 4 of 5: p0"]);
    }

    #[test]
    fn who_raises_one_theme_and_not_the_other_that_nearly_always_goes_with_it() {
        let mut codings: Vec<(usize, &str)> = (0..5).map(|number| (number, "joy")).collect();
        codings.push((5, "joy"));
        codings.extend((0..4).map(|number| (number, "training")));
        codings.extend((0..5).map(|number| (number, "funding")));
        let found = told(&six(&codings), &[]);
        assert!(found.contains(&"Together funding + training 4 of 5: p4".to_owned()), "{found:?}");
        // Joy is raised by all anyway, funding by nearly all: that goes with everything.
        assert!(!found.iter().any(|line| line.starts_with("Together") && !line.contains("+ training")), "{found:?}");
    }
}
