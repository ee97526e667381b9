//! Which interview questions ask about which theme: as the guide says, else as the rules of a code are tied to questions.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Code, Codebook, Theme};

/// For each code and theme the questions that ask about it; what is not in it nobody knows of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asks(BTreeMap<String, BTreeSet<String>>);

impl Asks {
    /// Finds them. `guide` has each question with the codes, categories and themes that it asks about, where it says so. Where every question says so, a theme that none of them
    /// names is asked about by none.
    pub fn find<'a>(
        guide: impl Iterator<Item = (&'a str, Option<&'a [String]>)>,
        codebook: &Codebook,
        themes: &[Theme],
    ) -> Self {
        let guide: Vec<(&str, Option<&[String]>)> = guide.collect();
        let is_complete = !guide.is_empty() && guide.iter().all(|(_, asks)| asks.is_some());
        let named = |is_meant: &dyn Fn(&str) -> bool| -> BTreeSet<String> {
            let asks = |(_, asks): &&(&str, Option<&[String]>)| {
                asks.is_some_and(|asks| asks.iter().any(|name| is_meant(name)))
            };
            guide.iter().filter(asks).map(|(id, _)| (*id).to_owned()).collect()
        };
        let mut found = Self::default();
        for code in codebook.codes.iter().filter(|code| !code.is_retired()) {
            let direct = named(&|name| codebook.is_within(&code.id, name));
            let questions = match direct.is_empty() {
                false => Some(direct),
                true => of_rules(code).or_else(|| is_complete.then(BTreeSet::new)),
            };
            found.0.extend(questions.map(|questions| (code.id.clone(), questions)));
        }
        for code in codebook.codes.iter().filter(|code| is_category(codebook, code)) {
            let below = codebook
                .codes
                .iter()
                .filter(|other| !other.is_retired() && other.id != code.id && codebook.is_within(&other.id, &code.id));
            found.together(&code.id, below.filter(|other| !is_category(codebook, other)));
        }
        for theme in themes {
            let direct = named(&|name| name == theme.id);
            if direct.is_empty() {
                let of = |code: &&Code| !code.is_retired() && theme.codes.contains(&code.id);
                found.together(&theme.id, codebook.codes.iter().filter(of));
            } else {
                found.0.insert(theme.id.clone(), direct);
            }
        }
        found
    }

    /// What is made of several codes is asked about by whatever asks about any of them, where that is known of all.
    fn together<'a>(&mut self, id: &str, codes: impl Iterator<Item = &'a Code>) {
        let known: Option<Vec<&BTreeSet<String>>> = codes.map(|code| self.0.get(&code.id)).collect();
        match known.filter(|known| !known.is_empty()) {
            Some(known) => {
                let questions: BTreeSet<String> = known.into_iter().flatten().cloned().collect();
                self.0.entry(id.to_owned()).or_default().extend(questions);
            }
            None => {
                self.0.remove(id);
            }
        }
    }

    /// The questions that ask about a code or a theme, none of them where it is known that none does; `None`: nobody knows.
    pub fn of(&self, id: &str) -> Option<BTreeSet<&str>> {
        self.0.get(id).map(|questions| questions.iter().map(String::as_str).collect())
    }
}

fn is_category(codebook: &Codebook, code: &Code) -> bool {
    code.rules.is_empty() && codebook.children(&code.id).any(|below| !below.is_retired())
}

/// The questions to which all rules of a code are tied.
fn of_rules(code: &Code) -> Option<BTreeSet<String>> {
    let is_tied = !code.rules.is_empty() && code.rules.iter().all(|rule| !rule.questions.is_empty());
    is_tied.then(|| code.rules.iter().flat_map(|rule| rule.questions.iter().cloned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rule;

    fn book() -> Codebook {
        let code = |id: &str, parent: Option<&str>| Code {
            id: id.into(),
            parent: parent.map(str::to_owned),
            ..Code::default()
        };
        let mut codes = vec![
            code("support", None),
            code("money", Some("support")),
            code("time", Some("support")),
            code("joy", None),
        ];
        codes[2].rules = vec![Rule { questions: vec!["q2".into()], ..Rule::default() }];
        Codebook { codes, ..Codebook::default() }
    }

    fn found(guide: &[(&str, Option<&[&str]>)], id: &str) -> Option<String> {
        let guide: Vec<(&str, Option<Vec<String>>)> = guide
            .iter()
            .map(|(id, asks)| (*id, asks.map(|asks| asks.iter().map(|id| (*id).to_owned()).collect())))
            .collect();
        let theme = Theme { id: "t".into(), codes: vec!["money".into(), "time".into()], ..Theme::default() };
        let asks = Asks::find(guide.iter().map(|(id, asks)| (*id, asks.as_deref())), &book(), &[theme]);
        asks.of(id).map(|questions| questions.into_iter().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn without_a_guide_only_rules_tie_a_code_to_questions() {
        assert_eq!(found(&[], "time").as_deref(), Some("q2"));
        for unknown in ["support", "money", "joy", "t", "nothing"] {
            assert_eq!(found(&[], unknown), None, "{unknown}");
        }
    }

    #[test]
    fn the_guide_goes_before_rules_and_a_category_means_all_below_it() {
        let guide: &[(&str, Option<&[&str]>)] = &[("q1", Some(&["money", "time"])), ("q2", None)];
        assert_eq!(found(guide, "time").as_deref(), Some("q1"));
        assert_eq!((found(guide, "support"), found(guide, "joy")), (Some("q1".into()), None));
        assert_eq!(found(guide, "t").as_deref(), Some("q1"));
        let guide: &[(&str, Option<&[&str]>)] = &[("q1", Some(&["support"])), ("q3", Some(&["t"])), ("q2", None)];
        assert_eq!((found(guide, "money"), found(guide, "t")), (Some("q1".into()), Some("q3".into())));
    }

    #[test]
    fn where_every_question_says_what_it_asks_about_the_rest_is_asked_by_none() {
        let guide: &[(&str, Option<&[&str]>)] = &[("q1", Some(&["money"])), ("q2", Some(&[]))];
        assert_eq!(found(guide, "joy").as_deref(), Some(""));
        assert_eq!(found(guide, "support").as_deref(), Some("q1 q2"));
    }
}
