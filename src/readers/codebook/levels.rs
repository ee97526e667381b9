//! Which code of a sheet belongs to which category.

use std::collections::HashMap;

use super::{Listed, free};
use crate::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::model::{Code, Codebook};

/// How deep codes may lie inside each other.
const DEEPEST: usize = Codebook::MOST_LEVELS;

/// What stands between the levels of a name: `>>` in QualCoder, `>` in MAXQDA, a backslash in MAXQDA and NVivo.
const SEPARATORS: [&str; 3] = [">>", "\\", " > "];

/// What NVivo puts before every name.
const ROOTS: [&str; 3] = ["nodes", "codes", "theme nodes"];

/// Settles ids and categories. Categories that have no row of their own get one.
pub(super) fn settle(
    listed: Vec<Listed>,
    has_parents: bool,
    is_ours: bool,
    current: &Codebook,
    file: &str,
    noticed: &mut Vec<Diagnostic>,
) -> Vec<Listed> {
    let settled = if is_ours {
        by_column(listed, true, current, file, noticed)
    } else if has_parents {
        let mut listed = listed;
        let mut taken = HashMap::new();
        for one in &mut listed {
            one.code.id = free(&one.code.name, &mut taken, one.row);
        }
        by_column(listed, false, current, file, noticed)
    } else {
        by_names(listed, file, noticed)
    };
    note_circles_and_depth(&settled, file, noticed);
    settled
}

fn fold(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The levels of a name, outermost first.
fn levels(name: &str) -> Vec<&str> {
    let separator = SEPARATORS.into_iter().find(|separator| name.contains(separator));
    let parts = separator.map_or_else(|| vec![name], |separator| name.split(separator).collect());
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Categories as a column names them: by id, by name, or by all the levels of a name.
fn by_column(
    mut listed: Vec<Listed>,
    is_ours: bool,
    current: &Codebook,
    file: &str,
    noticed: &mut Vec<Diagnostic>,
) -> Vec<Listed> {
    let mut keys: HashMap<String, String> = HashMap::new();
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    let mut taken: HashMap<String, u64> = HashMap::new();
    for one in &listed {
        taken.insert(one.code.id.clone(), one.row);
        keys.entry(one.key.clone()).or_insert_with(|| one.code.id.clone());
        names.entry(fold(&one.code.name)).or_default().push(one.code.id.clone());
    }
    keys.remove("");
    let known: HashMap<String, &str> =
        current.codes.iter().flat_map(|code| [(code.id.clone(), &*code.id), (fold(&code.name), &*code.id)]).collect();
    let mut made: Vec<Listed> = Vec::new();
    for one in &mut listed {
        let wanted = std::mem::take(&mut one.parent);
        let Some(last) = levels(&wanted).last().copied() else { continue };
        let named = |name: &str| names.get(&fold(name)).map(Vec::as_slice);
        let several = |ids: &[String]| ids.len() > 1;
        let found = keys
            .get(&wanted)
            .cloned()
            .or_else(|| named(&wanted).or_else(|| named(last)).and_then(|ids| ids.first().cloned()));
        if !keys.contains_key(&wanted) && named(&wanted).or_else(|| named(last)).is_some_and(several) {
            let what = format!(
                "several codes are called “{last}”, and it is not said which is the category of “{}”",
                one.code.name
            );
            noticed
                .push(Diagnostic::error(what).in_place(Place::line(file, one.row)).hint("name the category by its id"));
            continue;
        }
        one.code.parent =
            found.or_else(|| known.get(&wanted).or_else(|| known.get(&fold(&wanted))).map(|id| (*id).to_owned()));
        if one.code.parent.is_some() {
            continue;
        }
        if is_ours {
            let near =
                did_you_mean(&wanted, taken.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>());
            let hint = near.map_or_else(
                || "write the id or the name of a code, or leave the cell empty".to_owned(),
                |meant| format!("did you mean “{meant}”?"),
            );
            let what = format!("the category “{wanted}” of “{}” is not among the codes", one.code.name);
            noticed.push(Diagnostic::error(what).in_place(Place::line(file, one.row)).hint(hint));
            continue;
        }
        let id = free(last, &mut taken, one.row);
        one.code.parent = Some(id.clone());
        keys.insert(wanted.clone(), id.clone());
        made.push(category(id, last, None, one.row));
    }
    note_made(&made, noticed);
    made.extend(listed);
    made
}

/// Categories by the levels of names: `Money > Grants`.
fn by_names(listed: Vec<Listed>, file: &str, noticed: &mut Vec<Diagnostic>) -> Vec<Listed> {
    let is_rooted = |one: &Listed| {
        one.code.name.contains('\\')
            && levels(&one.code.name).first().is_some_and(|first| ROOTS.contains(&fold(first).as_str()))
    };
    let skipped = usize::from(!listed.is_empty() && listed.iter().all(is_rooted));
    let own: HashMap<Vec<String>, u64> = listed
        .iter()
        .filter(|one| levels(&one.code.name).len() <= DEEPEST + 1)
        .map(|one| (levels(&one.code.name).into_iter().skip(skipped).map(fold).collect(), one.row))
        .collect();
    let mut ids: HashMap<Vec<String>, String> = HashMap::new();
    let mut taken: HashMap<String, u64> = HashMap::new();
    let mut made: usize = 0;
    let mut settled: Vec<Listed> = Vec::with_capacity(listed.len());
    let mut seen: HashMap<Vec<String>, u64> = HashMap::new();
    for mut one in listed {
        let name = one.code.name.clone();
        let path: Vec<&str> = levels(&name).into_iter().skip(skipped).collect();
        let folded: Vec<String> = path.iter().map(|part| fold(part)).collect();
        let Some(last) = path.last() else { continue };
        if path.len() > DEEPEST {
            let what = format!("“{}…” lies more than {DEEPEST} levels deep", path[0]);
            noticed.push(Diagnostic::error(what).in_place(Place::line(file, one.row)).hint("give it another category"));
            continue;
        }
        if let Some(before) = seen.insert(folded.clone(), one.row) {
            let what = format!("the code “{name}” stands here again: row {before} has it too");
            noticed.push(
                Diagnostic::error(what)
                    .in_place(Place::line(file, one.row))
                    .hint("delete one of the two, or rename it"),
            );
            continue;
        }
        let mut parent: Option<String> = None;
        for level in 1..path.len() {
            let prefix = folded[..level].to_vec();
            let id = match ids.get(&prefix) {
                Some(id) => id.clone(),
                None => {
                    let id = free(path[level - 1], &mut taken, one.row);
                    // A category whose own row comes further down is that row.
                    if !own.contains_key(&prefix) {
                        made += 1;
                        settled.push(category(id.clone(), path[level - 1], parent.clone(), one.row));
                    }
                    ids.insert(prefix, id.clone());
                    id
                }
            };
            parent = Some(id);
        }
        one.code.id = ids.get(&folded).cloned().unwrap_or_else(|| free(last, &mut taken, one.row));
        ids.insert(folded, one.code.id.clone());
        one.code.parent = parent;
        (*last).clone_into(&mut one.code.name);
        settled.push(one);
    }
    if made > 0 {
        let made: Vec<Listed> = settled
            .iter()
            .filter(|one| one.key.is_empty() && one.code.definition.is_empty() && !own_row(one))
            .cloned()
            .collect();
        note_made(&made, noticed);
    }
    settled
}

/// Whether a code has a row of its own; categories that were made for others have none.
fn own_row(one: &Listed) -> bool {
    one.parent != MADE
}

/// What marks a category that has no row of its own.
const MADE: &str = "\u{0}";

fn category(id: String, name: &str, parent: Option<String>, row: u64) -> Listed {
    let code = Code { id, name: name.to_owned(), parent, ..Code::default() };
    Listed { row, key: String::new(), parent: MADE.to_owned(), code }
}

fn note_made(made: &[Listed], noticed: &mut Vec<Diagnostic>) {
    const NAMED: usize = 6;
    if made.is_empty() {
        return;
    }
    let names: Vec<&str> = made.iter().take(NAMED).map(|one| one.code.name.as_str()).collect();
    let more = if made.len() > NAMED { " …" } else { "" };
    let what = match made.len() {
        1 => "1 category has no row of its own, and is made a code".to_owned(),
        many => format!("{many} categories have no row of their own, and are made codes"),
    };
    noticed.push(Diagnostic::note(format!("{what}: {}{more}", names.join(", "))));
}

/// Codes that are their own category by a detour, and codes that lie too deep.
fn note_circles_and_depth(settled: &[Listed], file: &str, noticed: &mut Vec<Diagnostic>) {
    let parents: HashMap<&str, &str> =
        settled.iter().filter_map(|one| Some((one.code.id.as_str(), one.code.parent.as_deref()?))).collect();
    for one in settled {
        let (mut at, mut depth) = (one.code.id.as_str(), 0);
        while let Some(parent) = parents.get(at).filter(|_| depth <= DEEPEST) {
            (at, depth) = (parent, depth + 1);
            if at == one.code.id {
                break;
            }
        }
        let what = if at == one.code.id && depth > 0 {
            format!("“{}” would be its own category, directly or by a detour", one.code.name)
        } else if depth > DEEPEST {
            format!("“{}” lies more than {DEEPEST} levels deep", one.code.name)
        } else {
            continue;
        };
        noticed.push(Diagnostic::error(what).in_place(Place::line(file, one.row)).hint("give it another category"));
    }
}
