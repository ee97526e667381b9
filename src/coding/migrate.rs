//! A codebook changes while people code: codes get another id, become one, come apart or are given up. Each change is replayed over all codings of
//! every coder, so that nothing is left behind, and says which passages a person must look at.
//!
//! Codings keep their ids for life: what a report quotes by an id is still found. A code that takes the place of another names it under `replaces`, so that
//! codings that come in later with the old code count for the new one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::store;
use crate::diagnostic::{Error, Result, unknown_name};
use crate::model::review::RevisedCode;
use crate::model::{Code, Codebook, Coding, CodingState, Corpus};

/// The codebook and all codings as they are to be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Migrated {
    /// The codes.
    pub codes: Vec<RevisedCode>,
    /// Every coding, in the order given; what became a double is left out.
    pub codings: Vec<Coding>,
    /// Ids of codes that are no more, each with the one that took its place.
    pub renamed: Vec<(String, String)>,
    /// How many codings of each coder got another code.
    pub replayed: BTreeMap<String, usize>,
    /// Codings that said the same twice once the codes were one, each with the one that stays.
    pub doubled: Vec<(Coding, Coding)>,
    /// Codings that a person must look at, with why.
    pub to_look_at: Vec<(Coding, &'static str)>,
}

/// What somebody decided on a passage of a code that comes apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Share {
    /// It belongs to these codes.
    Codes(Vec<String>),
    /// It belongs to none of them.
    Nothing,
}

/// Gives a code another id, and another name where one is given.
///
/// # Errors
/// When there is no such code, or the new id is no id, is taken or was that of another code.
pub fn rename(codebook: &Codebook, codings: &[Coding], old: &str, new: &str, name: Option<&str>) -> Result<Migrated> {
    known(codebook, old)?;
    if new == old && name.is_none() {
        return Err(Error::new(format!("“{old}” is called so already")));
    }
    if new != old {
        free(codebook, new, Some(old))?;
    }
    let mut migrated = Migrated { codes: unchanged(codebook), ..Migrated::default() };
    for code in &mut migrated.codes {
        if code.entry.id == old {
            new.clone_into(&mut code.entry.id);
            if let Some(name) = name {
                name.clone_into(&mut code.entry.name);
            }
            code.entry.replaces.retain(|replaced| replaced != new);
            if new != old {
                code.entry.replaces.push(old.to_owned());
            }
        }
        if code.entry.parent.as_deref() == Some(old) {
            code.entry.parent = Some(new.to_owned());
        }
    }
    if new != old {
        migrated.renamed.push((old.to_owned(), new.to_owned()));
    }
    migrated.replay(codings, &[old], new);
    Ok(migrated)
}

/// Makes several codes one of them, or another that is there: it gets their rules, examples and whatever stood below them.
///
/// A coder who coded the same words with two of them has coded them once; what overlaps without being the same is for a person.
///
/// # Errors
/// When a code is not there, or nothing is left to be merged.
pub fn merge(codebook: &Codebook, codings: &[Coding], merged: &[String], into: &str) -> Result<Migrated> {
    if known(codebook, into)?.is_retired() {
        return Err(Error::new(format!("“{into}” is retired, so what became it would count nowhere"))
            .hint("merge into a code that is in use"));
    }
    let mut from: Vec<&str> = Vec::new();
    for id in merged {
        known(codebook, id)?;
        if id != into && !from.contains(&id.as_str()) {
            from.push(id);
        }
    }
    if from.is_empty() {
        return Err(Error::new(format!("there is nothing to merge into “{into}”"))
            .hint("name the codes that are to become it: canvass codebook merge OLD OTHER --into CODE"));
    }
    let gone = |id: &str| from.contains(&id);
    let mut migrated = Migrated { codes: unchanged(codebook), ..Migrated::default() };
    let taken: Vec<Code> = codebook.codes.iter().filter(|code| gone(&code.id)).cloned().collect();
    migrated.codes.retain(|code| !gone(&code.entry.id));
    for code in &mut migrated.codes {
        if code.entry.id == into {
            code.entry.parent = above(codebook, into, &gone);
            for other in &taken {
                take_over(code, other);
            }
        } else if code.entry.parent.as_deref().is_some_and(gone) {
            // What stood below a code that the target itself stood below goes up with it.
            code.entry.parent = Some(into.to_owned());
        }
    }
    migrated.renamed = from.iter().map(|id| ((*id).to_owned(), into.to_owned())).collect();
    migrated.replay(codings, &from, into);
    migrated.keep_once(into);
    migrated.say_overlaps(into);
    Ok(migrated)
}

/// Gives up a code: it stays in the codebook with what it meant, its codings stay and no longer count, its rules propose nothing.
///
/// # Errors
/// When there is no such code, it is given up already, or others that are not stand below it.
pub fn retire(codebook: &Codebook, codings: &[Coding], id: &str) -> Result<Migrated> {
    let code = known(codebook, id)?;
    if code.is_retired() {
        return Err(Error::new(format!("“{id}” is retired already")));
    }
    let below: Vec<&str> =
        codebook.children(id).filter(|code| !code.is_retired()).map(|code| code.id.as_str()).collect();
    if !below.is_empty() {
        return Err(Error::new(format!("“{id}” is a category, and {} below it", is_or_are(&below)))
            .hint("retire those first, merge them, or give them another parent"));
    }
    let mut migrated = Migrated { codes: unchanged(codebook), codings: codings.to_vec(), ..Migrated::default() };
    migrated.give_up(id);
    let counted = codings.iter().filter(|coding| coding.code == id && coding.state == CodingState::Accepted);
    migrated.to_look_at = counted.map(|coding| (coding.clone(), "counts nowhere from now on")).collect();
    Ok(migrated)
}

/// Adds the codes that a code comes apart into, behind it and beside it; those that are there already are left as they are.
///
/// # Errors
/// When there is no such code, fewer than two others are named, or an id is no id or was that of another code.
pub fn split(codebook: &Codebook, codings: &[Coding], id: &str, into: &[(String, Option<String>)]) -> Result<Migrated> {
    let code = known(codebook, id)?;
    let parts: BTreeSet<&str> = into.iter().map(|(part, _)| part.as_str()).filter(|part| *part != id).collect();
    if parts.len() < 2 {
        return Err(Error::new(format!("“{id}” comes apart into at least two codes"))
            .hint("name them with commas: --into 'core-costs=Core costs,projects=Project money'"));
    }
    let mut migrated = Migrated { codes: unchanged(codebook), codings: codings.to_vec(), ..Migrated::default() };
    let mut place = codebook.codes.iter().position(|code| code.id == id).map_or(0, |place| place + 1);
    for (part, name) in into.iter().filter(|(part, _)| part != id) {
        if migrated.codes.iter().any(|code| code.entry.id == *part) {
            continue;
        }
        free(codebook, part, None)?;
        let entry = Code {
            id: part.clone(),
            name: name.clone().unwrap_or_else(|| spoken(part)),
            parent: code.parent.clone(),
            ..Code::default()
        };
        migrated.codes.insert(place, RevisedCode { from: None, entry, rules: Vec::new() });
        place += 1;
    }
    migrated.to_look_at = open(codings, id).map(|coding| (coding.clone(), "to be shared out")).collect();
    Ok(migrated)
}

/// The codings of a code that a person must share out when it comes apart: what people coded or accepted, whatever its coder.
pub fn open<'a>(codings: &'a [Coding], id: &'a str) -> impl Iterator<Item = &'a Coding> {
    codings.iter().filter(move |coding| {
        let is_proposal = coding.state == CodingState::Candidate && coding.coder == super::rules::CODER;
        coding.code == id && coding.state != CodingState::Rejected && !is_proposal
    })
}

/// Gives codings of a code that comes apart the codes that were decided on. Once nothing is left to decide, the code is given up.
///
/// # Errors
/// When there is no such code, or a decision names one that is not there.
pub fn share_out(
    codebook: &Codebook,
    corpus: &Corpus,
    codings: &[Coding],
    id: &str,
    decided: &BTreeMap<String, Share>,
) -> Result<Migrated> {
    known(codebook, id)?;
    for share in decided.values() {
        if let Share::Codes(codes) = share {
            codes.iter().try_for_each(|code| known(codebook, code).map(|_| ()))?;
        }
    }
    let mut migrated = Migrated { codes: unchanged(codebook), ..Migrated::default() };
    let mut taken: HashSet<String> = codings.iter().map(|coding| coding.id.clone()).collect();
    for coding in codings {
        let share = Some(coding).filter(|coding| coding.code == id).and_then(|coding| decided.get(&coding.id));
        match share {
            None => migrated.codings.push(coding.clone()),
            Some(Share::Nothing) => {
                *migrated.replayed.entry(coding.coder.clone()).or_default() += 1;
                migrated.codings.push(Coding { state: CodingState::Rejected, ..coding.clone() });
            }
            Some(Share::Codes(codes)) => {
                *migrated.replayed.entry(coding.coder.clone()).or_default() += 1;
                for (place, code) in codes.iter().enumerate() {
                    let mut shared = Coding { code: code.clone(), ..coding.clone() };
                    if let (1.., Some(document)) = (place, corpus.document(&coding.document)) {
                        shared.id = store::free_id(document, code, &taken);
                        taken.insert(shared.id.clone());
                    }
                    migrated.codings.push(shared);
                }
            }
        }
    }
    let parts: BTreeSet<&String> = decided
        .values()
        .flat_map(|share| match share {
            Share::Codes(codes) => codes.as_slice(),
            Share::Nothing => &[],
        })
        .collect();
    for part in parts {
        migrated.keep_once(part);
    }
    let left: Vec<(Coding, &str)> =
        open(&migrated.codings, id).map(|coding| (coding.clone(), "to be shared out")).collect();
    // Words that stay with the code were decided to: then it lives on.
    let stays =
        decided.values().any(|share| matches!(share, Share::Codes(codes) if codes.iter().any(|code| code == id)));
    if left.is_empty() && !stays {
        migrated.give_up(id);
    }
    migrated.to_look_at = left.into_iter().filter(|(coding, _)| !decided.contains_key(&coding.id)).collect();
    Ok(migrated)
}

impl Migrated {
    /// Whether a code is marked as given up.
    pub fn retires(&self, id: &str) -> bool {
        self.codes.iter().any(|code| code.entry.id == id && code.entry.is_retired())
    }

    fn give_up(&mut self, id: &str) {
        for code in self.codes.iter_mut().filter(|code| code.entry.id == id) {
            code.entry.status = Some(Code::RETIRED.to_owned());
        }
    }

    /// All codings, with those of the old codes under the new one.
    fn replay(&mut self, codings: &[Coding], old: &[&str], new: &str) {
        for coding in codings {
            let mut coding = coding.clone();
            if coding.code != new && old.contains(&coding.code.as_str()) {
                new.clone_into(&mut coding.code);
                *self.replayed.entry(coding.coder.clone()).or_default() += 1;
            }
            self.codings.push(coding);
        }
    }

    /// Of codings by one coder of the same words with the same code one stays: the one that was decided furthest, with the memos of all.
    fn keep_once(&mut self, code: &str) {
        let mut first: HashMap<(String, String, usize, usize), usize> = HashMap::new();
        let mut kept: Vec<Coding> = Vec::with_capacity(self.codings.len());
        for coding in std::mem::take(&mut self.codings) {
            if coding.code != code {
                kept.push(coding);
                continue;
            }
            let key = (coding.coder.clone(), coding.document.clone(), coding.start, coding.end);
            let Some(place) = first.get(&key).copied() else {
                first.insert(key, kept.len());
                kept.push(coding);
                continue;
            };
            let known = &mut kept[place];
            let (mut stays, goes) = if weight(coding.state) > weight(known.state) {
                (coding, known.clone())
            } else {
                (known.clone(), coding)
            };
            stays.memo = together(stays.memo.as_deref(), goes.memo.as_deref());
            self.doubled.push((goes, stays.clone()));
            *known = stays;
        }
        self.codings = kept;
    }

    /// Words that one coder now coded twice with one code, not the same and not apart.
    fn say_overlaps(&mut self, code: &str) {
        let mut by: BTreeMap<(&str, &str), Vec<&Coding>> = BTreeMap::new();
        let counted = |coding: &&Coding| coding.code == code && coding.state == CodingState::Accepted;
        for coding in self.codings.iter().filter(counted) {
            by.entry((&coding.coder, &coding.document)).or_default().push(coding);
        }
        let mut found = Vec::new();
        for mut codings in by.into_values() {
            codings.sort_by(|one, other| one.order(other));
            let mut reach = 0;
            for coding in codings {
                if coding.start < reach {
                    found.push((coding.clone(), "overlaps another passage of the same code"));
                }
                reach = reach.max(coding.end);
            }
        }
        self.to_look_at = found;
    }
}

fn unchanged(codebook: &Codebook) -> Vec<RevisedCode> {
    codebook.codes.iter().enumerate().map(|(place, code)| RevisedCode::unchanged(place, code)).collect()
}

fn known<'a>(codebook: &'a Codebook, id: &str) -> Result<&'a Code> {
    codebook.code(id).ok_or_else(|| unknown_name("code", id, codebook.codes.iter().map(|code| code.id.as_str())))
}

/// Whether an id can be given to a code: `own` is the code that it was once the id of, if it was.
fn free(codebook: &Codebook, id: &str, own: Option<&str>) -> Result<()> {
    if id.is_empty() || !id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return Err(Error::new(format!("“{id}” is not an id for a code"))
            .hint("use letters, digits and hyphens, such as fair-pay; the name may hold anything"));
    }
    if codebook.code(id).is_some() {
        return Err(Error::new(format!("there is a code “{id}” already"))
            .hint(format!("choose another id; or make the two one: canvass codebook merge … --into {id}")));
    }
    match codebook.successor(id).filter(|code| Some(code.id.as_str()) != own) {
        Some(code) => Err(Error::new(format!("“{id}” was once another code: “{}” took its place", code.id))
            .hint("choose another id: codings that still name the old one would be mistaken for it")),
        None => Ok(()),
    }
}

/// The parent that a code has once others are gone: where one of those stood above it, whatever stood above the highest of these.
fn above(codebook: &Codebook, id: &str, gone: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut parent = codebook.code(id)?.parent.as_deref();
    let mut found = parent;
    // A cycle is an error that `check` reports; here it must only end.
    for _ in 0..codebook.codes.len() {
        let Some(above) = parent else { break };
        parent = codebook.code(above).and_then(|code| code.parent.as_deref());
        if gone(above) {
            found = parent;
        }
    }
    found.filter(|found| *found != id).map(str::to_owned)
}

fn take_over(code: &mut RevisedCode, other: &Code) {
    let entry = &mut code.entry;
    for example in &other.examples {
        if !entry.examples.contains(example) {
            entry.examples.push(example.clone());
        }
    }
    for old in std::iter::once(&other.id).chain(&other.replaces) {
        if !entry.replaces.contains(old) {
            entry.replaces.push(old.clone());
        }
    }
    for rule in &other.rules {
        entry.rules.push(rule.clone());
        code.rules.push((None, rule.clone()));
    }
}

fn weight(state: CodingState) -> u8 {
    match state {
        CodingState::Accepted => 2,
        CodingState::Candidate => 1,
        CodingState::Rejected => 0,
    }
}

fn together(one: Option<&str>, other: Option<&str>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Some(format!("{one}; {other}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

/// An id as words: `core-costs` → “Core costs”.
fn spoken(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn is_or_are(ids: &[&str]) -> String {
    let verb = if ids.len() == 1 { "stands" } else { "stand" };
    format!("“{}” {verb}", ids.join("”, “"))
}

#[cfg(test)]
mod tests;
