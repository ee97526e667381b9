//! Themes laid over a codebook: each as if it were a code of its own, so that whatever counts or quotes codes counts and quotes themes.

use std::collections::BTreeSet;

use crate::model::{Chosen, Code, Codebook, Coding, Priority, Theme};

/// The codebook with these themes as codes, and the codings with one of the theme for each of its codes.
///
/// A theme stands at the top level, whatever its codes stand below. Copies of codings keep the ids of what they were made of: they are the same words. A
/// passage that two codes of one theme share is in it once.
pub fn laid_over<'a>(
    codebook: &Codebook,
    codings: &[Coding],
    themes: impl IntoIterator<Item = &'a Theme>,
) -> (Codebook, Vec<Coding>) {
    let (mut over, mut all) = (codebook.clone(), codings.to_vec());
    for theme in themes {
        if codebook.code(&theme.id).is_some() {
            continue;
        }
        over.codes.push(Code {
            id: theme.id.clone(),
            name: theme.name.clone(),
            definition: theme.idea.clone(),
            ..Code::default()
        });
        let mut seen = BTreeSet::new();
        for coding in codings.iter().filter(|coding| holds(codebook, theme, &coding.code)) {
            let place = (&coding.document, coding.start, coding.end, &coding.coder, coding.state);
            if seen.insert(place) {
                all.push(Coding { code: theme.id.clone(), ..coding.clone() });
            }
        }
    }
    (over, all)
}

/// Whether a code is one of a theme or stands below one; what another code replaced counts as its successor.
pub fn holds(codebook: &Codebook, theme: &Theme, code: &str) -> bool {
    let Some(code) = codebook.current(code).filter(|code| !code.is_retired()) else { return false };
    theme.codes.iter().any(|of| codebook.is_within(&code.id, of))
}

/// What was chosen, with the codes and themes that it is about. What is not there is passed over: `check` finds it.
pub fn chosen(codebook: &Codebook, themes: &[Theme], priorities: &[Priority]) -> Vec<Chosen> {
    let one = |priority: &Priority| {
        let mut chosen = Chosen {
            name: priority.name.clone(),
            reason: priority.reason.split_whitespace().collect::<Vec<_>>().join(" "),
            decided: priority.decided.trim().to_owned(),
            ..Chosen::default()
        };
        let within = |id: &str| -> Vec<String> {
            let below = codebook.codes.iter().filter(|code| codebook.is_within(&code.id, id));
            below.map(|code| code.id.clone()).collect()
        };
        for id in &priority.themes {
            if let Some(code) = codebook.current(id) {
                chosen.rows.extend(within(&code.id));
                chosen.themes.push(code.name.clone());
            } else if let Some(theme) = themes.iter().find(|theme| theme.id == *id) {
                chosen.rows.extend(theme.codes.iter().flat_map(|code| within(code)));
                chosen.rows.insert(theme.id.clone());
                chosen.themes.push(theme.name.clone());
            }
        }
        chosen
    };
    priorities.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CodingState;

    fn code(id: &str, parent: Option<&str>) -> Code {
        Code { id: id.into(), name: id.into(), parent: parent.map(str::to_owned), ..Code::default() }
    }

    fn coding(id: &str, code: &str, start: usize) -> Coding {
        Coding { id: id.into(), document: "d".into(), code: code.into(), start, end: start + 5, ..Coding::default() }
    }

    #[test]
    fn a_theme_holds_its_codes_and_all_below_once_for_each_passage() {
        let mut book = Codebook {
            codes: vec![code("support", None), code("money", Some("support")), code("joy", None)],
            ..Codebook::default()
        };
        book.codes[1].replaces.push("cash".into());
        let theme = |codes: &[&str]| Theme {
            id: "t".into(),
            name: "T".into(),
            codes: codes.iter().map(|code| (*code).to_owned()).collect(),
            ..Theme::default()
        };
        let codings = [
            coding("a", "money", 0),
            coding("b", "support", 0),
            coding("c", "cash", 9),
            coding("e", "joy", 0),
            Coding { state: CodingState::Rejected, ..coding("f", "money", 0) },
        ];
        let of = |theme: &Theme| {
            let (over, all) = laid_over(&book, &codings, [theme]);
            assert_eq!((over.codes.len(), over.codes[3].name.as_str()), (4, "T"));
            all[codings.len()..].iter().map(|coding| coding.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(of(&theme(&["support"])), ["a", "c", "f"]);
        // a and e are the same words: they are in the theme once.
        assert_eq!(of(&theme(&["joy", "money"])), ["a", "c", "f"]);
        assert!(of(&theme(&[])).is_empty());
        book.codes[1].status = Some("retired".into());
        assert!(!holds(&book, &theme(&["support"]), "money"));
    }
}
