//! What is wrong with a key: two people of one pseudonym, a pseudonym that is somebody's name.

use std::collections::BTreeMap;

use super::key::{Key, folded};
use super::{Pseudonyms, parts};
use crate::coding::positions::Positions;
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::model::{Corpus, Pseudonym};

/// Whether a pseudonym is a word in square brackets, which may stand for several: “`[town]`”.
fn is_placeholder(pseudonym: &str) -> bool {
    pseudonym.starts_with('[') && pseudonym.ends_with(']')
}

/// What the rows of a key say against each other.
pub fn of_key(names: &[Pseudonym], file: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let by_name: BTreeMap<String, &Pseudonym> = names.iter().map(|name| (folded(&name.name), name)).collect();
    for name in names {
        if let Some(other) = name.same_as.as_ref().filter(|other| !by_name.contains_key(&folded(other))) {
            found.push(
                Diagnostic::error(format!("“{}” is to be the same as “{other}”, which has no row", name.name))
                    .in_place(Place::line(file, name.line))
                    .hint("write the name there as it stands in its own row"),
            );
        }
    }
    let mut by_pseudonym: BTreeMap<&str, Vec<&Pseudonym>> = BTreeMap::new();
    for name in names {
        if let Some(words) = name.pseudonym.as_deref().filter(|words| !is_placeholder(words)) {
            by_pseudonym.entry(words).or_default().push(name);
        }
    }
    for (words, rows) in by_pseudonym {
        let (first, others) = (rows[0], &rows[1..]);
        for other in others.iter().filter(|other| !are_one(first, other, &rows)) {
            let what = format!(
                "“{}” (row {}) and “{}” (row {}) would both be “{words}”: nobody could tell them apart",
                first.name, first.line, other.name, other.line
            );
            found.push(Diagnostic::error(what).in_place(Place::line(file, other.line)).hint(format!(
                "choose another pseudonym; if they are one person, write {} into the column “same as”",
                first.name
            )));
        }
    }
    found
}

/// Whether two rows are names of one and the same: one says so, both are the same as a third, or one name is part of the other.
fn are_one(one: &Pseudonym, other: &Pseudonym, rows: &[&Pseudonym]) -> bool {
    let is_said = |one: &Pseudonym, other: &Pseudonym| {
        one.same_as.as_ref().is_some_and(|name| folded(name) == folded(&other.name))
    };
    let is_part = |one: &Pseudonym, other: &Pseudonym| {
        let whole = folded(&other.name);
        let words: Vec<&str> = whole.split(' ').collect();
        folded(&one.name).split(' ').all(|word| words.contains(&word))
    };
    let third = one.same_as.is_some() && one.same_as == other.same_as;
    let over = |link: &&&Pseudonym| {
        (is_said(link, one) || is_said(one, link)) && (is_said(link, other) || is_said(other, link))
    };
    is_said(one, other)
        || is_said(other, one)
        || third
        || is_part(one, other)
        || is_part(other, one)
        || folded(&one.name) == folded(&other.name)
        || rows.iter().any(|link| over(&link))
}

/// Pseudonyms that are names in the key, or stand in transcripts whose names were not replaced yet: once they are replaced nobody
/// could tell who is meant, and doing it twice would change them again.
///
/// # Errors
/// When the key has too many names.
pub fn for_good(pseudonyms: &Pseudonyms, corpus: &Corpus, file: &str) -> Result<Vec<Diagnostic>> {
    let mut found = Vec::new();
    let names = pseudonyms.names();
    let by_name: BTreeMap<String, &Pseudonym> =
        names.iter().filter(|name| name.pseudonym.is_some()).map(|name| (folded(&name.name), name)).collect();
    let decided = || names.iter().filter_map(|name| Some((name, name.pseudonym.as_deref()?)));
    for (name, words) in decided().filter(|(_, words)| !is_placeholder(words)) {
        if let Some(other) = by_name.get(&folded(words)).filter(|other| other.pseudonym.as_deref() != Some(words)) {
            let what = format!(
                "“{words}” stands for “{}” (row {}), and is itself a name of the key (row {})",
                name.name, name.line, other.line
            );
            found.push(
                Diagnostic::error(what)
                    .in_place(Place::line(file, name.line))
                    .hint("choose a pseudonym that nobody is called by"),
            );
        }
    }
    // Given names and surnames alone are looked for too.
    let (all, _) = parts::with_parts(names);
    let mut wanted: BTreeMap<String, Pseudonym> = BTreeMap::new();
    for name in &all {
        let Some(words) = name.pseudonym.as_deref().filter(|words| !is_placeholder(words)) else { continue };
        let row = Pseudonym {
            name: words.to_owned(),
            pseudonym: Some(words.to_owned()),
            line: name.line,
            ..Pseudonym::default()
        };
        let known = wanted.entry(words.to_owned()).or_insert(row);
        known.line = known.line.max(name.line);
    }
    let wanted: Vec<Pseudonym> = wanted.into_values().collect();
    let key = Key::new(wanted.clone())?;
    let mut said = vec![false; wanted.len()];
    for document in corpus.documents.iter().filter(|one| !pseudonyms.is_written(&one.file)) {
        let positions = Positions::new(&document.text);
        for hit in key.find(&document.text) {
            if std::mem::replace(&mut said[hit.name], true) {
                continue;
            }
            let (words, row) = (&wanted[hit.name].name, wanted[hit.name].line);
            let turn = document.turns.iter().find(|turn| turn.end >= positions.code_point(hit.end));
            let turn = turn.map(|turn| format!(", turn {}", turn.number)).unwrap_or_default();
            let is_whole = row > 0;
            let what = format!("the pseudonym “{words}” is somebody's real name: it stands in {}{turn}", document.id);
            let diagnostic = if is_whole { Diagnostic::error(what) } else { Diagnostic::warning(what) };
            let place = if is_whole { Place::line(file, row) } else { Place::file(file) };
            found.push(diagnostic.in_place(place).hint("choose a pseudonym that nobody is called by"));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64, name: &str, pseudonym: &str, same_as: &str) -> Pseudonym {
        Pseudonym {
            name: name.into(),
            pseudonym: Some(pseudonym.into()),
            same_as: Some(same_as.to_owned()).filter(|name| !name.is_empty()),
            line,
            ..Pseudonym::default()
        }
    }

    #[test]
    fn an_empty_key_has_nothing_wrong() {
        assert!(of_key(&[], "k").is_empty());
        assert!(for_good(&Pseudonyms::default(), &Corpus::default(), "k").unwrap().is_empty());
    }

    #[test]
    fn two_people_of_one_pseudonym_are_named_with_their_rows() {
        let rows = [
            row(2, "Ann Lee", "Eve", ""),
            row(3, "Bob", "Eve", ""),
            row(4, "Ann", "Eve", ""),
            row(5, "Nan", "Eve", "Ann Lee"),
        ];
        let found = of_key(&rows, "k");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].message.contains("“Ann Lee” (row 2) and “Bob” (row 3)"), "{}", found[0].message);
        let towns = [row(2, "Saltley", "[town]", ""), row(3, "Moseley", "[town]", ""), row(4, "Mo", "Jo", "Maureen")];
        let found = of_key(&towns, "k");
        assert!(found.len() == 1 && found[0].message.contains("“Maureen”, which has no row"), "{found:?}");
    }

    #[test]
    fn a_pseudonym_that_is_a_name_is_refused() {
        let document =
            crate::coding::testing::document("d", &[("P", "I asked Rita Low."), ("Q", "And Eve? Sam knows.")]);
        let corpus = Corpus { documents: vec![document], cases: Vec::new() };
        let rows = vec![
            row(2, "Ann", "Ben", ""),
            row(3, "Ben", "Cy", ""),
            row(4, "Jo Ox", "Eve Ox", ""),
            row(5, "Kay", "Sam", ""),
        ];
        let found = for_good(&Pseudonyms::new(rows, Default::default()).unwrap(), &corpus, "k").unwrap();
        let said: Vec<String> = found.iter().map(|one| format!("{:?} {}", one.level, one.message)).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0].contains("“Ben” stands for “Ann” (row 2)"), "{said:?}");
        assert!(said.iter().any(|one| one.starts_with("Warning") && one.contains("“Eve”")), "{said:?}");
        assert!(
            said.iter().any(|one| one.starts_with("Error") && one.contains("“Sam”") && one.contains("turn 2")),
            "{said:?}"
        );
    }
}
