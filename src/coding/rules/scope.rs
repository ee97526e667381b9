//! Where a rule looks: in answers to some questions, in what some people say, in documents of its language.

use std::collections::HashSet;

use super::super::inflection::primary;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::model::{Case, Corpus, Document, Rule, Turn};

/// Where a rule looks. It always looks at what participants say.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    questions: Vec<String>,
    /// The cases that it is for, where it is limited to some.
    cases: Option<HashSet<String>>,
    speakers: Vec<String>,
    language: Option<String>,
}

impl Scope {
    /// The scope of a rule among these cases.
    pub fn of(rule: &Rule, cases: &[Case]) -> Self {
        let fits = |case: &&Case| {
            rule.cases.iter().all(|(column, values)| {
                case.attribute(column).is_some_and(|value| values.iter().any(|known| same(known, value)))
            })
        };
        let limited = (!rule.cases.is_empty()).then(|| cases.iter().filter(fits).map(|case| case.id.clone()).collect());
        let language = rule.language.as_deref().map(primary);
        Self { questions: rule.questions.clone(), cases: limited, speakers: rule.speakers.clone(), language }
    }

    /// Whether the rule looks everywhere in what participants say.
    pub fn is_everywhere(&self) -> bool {
        self.questions.is_empty() && self.cases.is_none() && self.speakers.is_empty() && self.language.is_none()
    }

    /// The interview questions that it is limited to.
    pub fn questions(&self) -> &[String] {
        &self.questions
    }

    /// Whether the rule looks at a turn.
    pub fn has(&self, document: &Document, turn: &Turn) -> bool {
        if self.is_everywhere() {
            return true;
        }
        let case = document.case(turn);
        let label = turn.speaker.and_then(|speaker| document.speakers.get(speaker)).map(|speaker| &speaker.label);
        let names = |name: &String| case == Some(name) || label.is_some_and(|label| same(label, name));
        let other_language =
            |own: &String| document.language.as_deref().is_some_and(|language| primary(language) != *own);
        (self.questions.is_empty() || turn.question.as_ref().is_some_and(|question| self.questions.contains(question)))
            && self.cases.as_ref().is_none_or(|cases| case.is_some_and(|case| cases.contains(case)))
            && (self.speakers.is_empty() || self.speakers.iter().any(names))
            && !self.language.as_ref().is_some_and(other_language)
    }
}

/// As people write: without regard to capital letters and blanks at the ends.
fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// What a rule is limited to and nobody has: such a rule finds nothing.
pub fn unknown(rule: &Rule, corpus: &Corpus) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut say = |what: String, wanted: &str, known: &[&str]| {
        let hint = match did_you_mean(wanted, known.iter().copied()) {
            Some(meant) => format!("did you mean “{meant}”? it finds nothing as it is"),
            None if known.is_empty() => "it finds nothing as it is".to_owned(),
            None => format!("known: {}", known.iter().take(20).copied().collect::<Vec<_>>().join(", ")),
        };
        found.push(Diagnostic::warning(what).hint(hint));
    };
    for (column, values) in &rule.cases {
        let mut known: Vec<&str> = corpus.cases.iter().filter_map(|case| case.attribute(column)).collect();
        known.sort_unstable();
        known.dedup();
        if known.is_empty() {
            let mut columns: Vec<&str> =
                corpus.cases.iter().flat_map(|case| case.attributes.iter().map(|(name, _)| name.as_str())).collect();
            columns.extend(["group", "organisation", "case"]);
            columns.sort_unstable();
            columns.dedup();
            say(format!("is for cases by “{column}”, which no case has in cases.csv"), column, &columns);
            continue;
        }
        for value in values.iter().filter(|value| !known.iter().any(|one| same(one, value))) {
            say(format!("is for cases whose {column} is “{value}”, and there is none in cases.csv"), value, &known);
        }
    }
    if !rule.speakers.is_empty() && !corpus.documents.is_empty() {
        let speakers = corpus.documents.iter().flat_map(|document| &document.speakers);
        let mut known: Vec<&str> = speakers
            .flat_map(|speaker| std::iter::once(speaker.label.as_str()).chain(speaker.case.as_deref()))
            .collect();
        known.sort_unstable();
        known.dedup();
        for speaker in rule.speakers.iter().filter(|speaker| !known.iter().any(|one| same(one, speaker))) {
            say(format!("is for what “{speaker}” says, and nobody is called so"), speaker, &known);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::coding::testing::document;

    fn corpus() -> Corpus {
        let case = |id: &str, group: &str| Case { id: id.into(), group: Some(group.into()), ..Case::default() };
        let mut talk = document("d", &[("Int", "One?"), ("P1", "Two."), ("P2", "Three.")]);
        talk.speakers[1].case = Some("one".into());
        talk.speakers[2].case = Some("two".into());
        talk.turns[1].question = Some("q".into());
        Corpus { documents: vec![talk], cases: vec![case("one", "VCFSE"), case("two", "Commissioner")] }
    }

    fn turns(rule: &Rule) -> Vec<u32> {
        let corpus = corpus();
        let scope = Scope::of(rule, &corpus.cases);
        let document = &corpus.documents[0];
        document.turns[1..].iter().filter(|turn| scope.has(document, turn)).map(|turn| turn.number).collect()
    }

    #[test]
    fn a_rule_looks_where_it_says() {
        let of_group =
            |group: &str| Rule { cases: BTreeMap::from([("group".into(), vec![group.into()])]), ..Rule::default() };
        let of_speaker = |name: &str| Rule { speakers: vec![name.into()], ..Rule::default() };
        assert_eq!(turns(&Rule::default()), [2, 3]);
        assert_eq!(turns(&of_group("commissioner")), [3]);
        assert!(turns(&of_group("nobody")).is_empty());
        assert_eq!(turns(&of_speaker("p1")), [2]);
        assert_eq!(turns(&of_speaker("two")), [3]);
        assert_eq!(turns(&Rule { questions: vec!["q".into()], ..Rule::default() }), [2]);
        assert_eq!(turns(&Rule { questions: vec!["q".into()], ..of_speaker("p2") }), [] as [u32; 0]);
    }

    #[test]
    fn a_rule_of_a_language_passes_over_documents_in_another() {
        let mut corpus = corpus();
        let scope = Scope::of(&Rule { language: Some("de".into()), ..Rule::default() }, &[]);
        let has = |corpus: &Corpus| scope.has(&corpus.documents[0], &corpus.documents[0].turns[1]);
        assert!(has(&corpus));
        corpus.documents[0].language = Some("de-AT".into());
        assert!(has(&corpus));
        corpus.documents[0].language = Some("en".into());
        assert!(!has(&corpus));
    }

    #[test]
    fn what_nobody_is_or_says_is_named() {
        let rule = Rule {
            cases: BTreeMap::from([("group".into(), vec!["VCFS".into()]), ("sise".into(), vec!["Micro".into()])]),
            speakers: vec!["P3".into()],
            ..Rule::default()
        };
        let said: Vec<String> = unknown(&rule, &corpus()).into_iter().map(|one| one.message).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(unknown(&Rule::default(), &corpus()).is_empty());
    }
}
