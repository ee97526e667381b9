//! Given names and surnames alone: whoever is “Maureen Tully” in one place is “Maureen” or “Mrs Tully” in another.

use std::collections::{BTreeMap, BTreeSet};

use super::edges;
use super::key::folded;
use crate::model::Pseudonym;
use crate::personal;

/// The names with their parts, and the parts that could be several people's.
///
/// The full name of a person in two or three words gives its parts too, unless the key has a row for them or says `full`:
/// the given name stands for the first word of the pseudonym, the surname for the last. A part that two people share with
/// different pseudonyms is doubtful, and so is a surname that is a common word: neither is replaced alone.
pub fn with_parts(names: &[Pseudonym]) -> (Vec<Pseudonym>, Vec<Pseudonym>) {
    let listed = names.iter().flat_map(|name| name.forms.iter().map(|(form, _)| form));
    let own: BTreeSet<String> = names.iter().map(|name| &name.name).chain(listed).map(|name| folded(name)).collect();
    let mut found: BTreeMap<String, Vec<Pseudonym>> = BTreeMap::new();
    for name in names {
        for part in parts(name) {
            let same = folded(&part.name);
            if !own.contains(&same) {
                found.entry(same).or_default().push(part);
            }
        }
    }
    let mut all = names.to_vec();
    let is_written = |form: &Pseudonym| names.iter().any(|name| name.name == form.name);
    all.extend(names.iter().flat_map(forms).filter(|form| !is_written(form)));
    let mut doubtful = Vec::new();
    for mut alike in found.into_values() {
        let one_meaning = alike.windows(2).all(|pair| pair[0].pseudonym == pair[1].pseudonym);
        let Some(part) = alike.pop() else { continue };
        let is_surname = part.kind.as_deref() == Some(SURNAME);
        if one_meaning && !(is_surname && edges::is_common(&part.name)) {
            all.push(part);
        } else {
            doubtful.push(part);
        }
    }
    (all, doubtful)
}

/// What the kind of a part says.
const SURNAME: &str = "surname";

/// The other forms that a row lists.
fn forms(name: &Pseudonym) -> impl Iterator<Item = Pseudonym> + '_ {
    let decided = name.pseudonym.is_some();
    name.forms.iter().filter(move |_| decided).map(|(form, stands)| Pseudonym {
        name: form.clone(),
        pseudonym: Some(stands.clone()),
        full: true,
        line: 0,
        kind: name.kind.clone(),
        always: name.always,
        ..Pseudonym::default()
    })
}

fn parts(name: &Pseudonym) -> Vec<Pseudonym> {
    let Some(pseudonym) = name.pseudonym.as_deref().filter(|_| !name.full) else { return Vec::new() };
    let is_person = name.kind.as_deref().is_none_or(|kind| kind.trim().to_lowercase().starts_with("person"));
    let words: Vec<&str> = name.name.split_whitespace().collect();
    let stated = name.kind.is_some() && is_person;
    if !is_person || !(2..=3).contains(&words.len()) || !(stated || personal::could_be_a_person(&name.name)) {
        return Vec::new();
    }
    let mut stands: Vec<&str> = pseudonym.split_whitespace().collect();
    if stands.len() == 1 {
        stands.push(stands[0]);
    }
    let (Some(given), Some(surname), Some(&for_given), Some(&for_surname)) =
        (words.first(), words.last(), stands.first(), stands.last())
    else {
        return Vec::new();
    };
    let part = |word: &str, stands: &str, kind: &str| Pseudonym {
        name: word.to_owned(),
        pseudonym: Some(stands.to_owned()),
        kind: Some(kind.to_owned()),
        line: 0,
        full: true,
        forms: Vec::new(),
        ..name.clone()
    };
    let long_enough = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let both = [part(given, for_given, "given name"), part(surname, for_surname, SURNAME)];
    both.into_iter().filter(|part| long_enough(&part.name) && !personal::is_title(&part.name)).collect()
}
