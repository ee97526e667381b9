//! Multiple response sets where no form tells: a column whose heading comes again with each choice after it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::columns::Found;
use super::names::{self, is_tick, plain};
use crate::readers::survey::raw::RawTable;

/// The sets among columns that are not taken.
pub fn find(raw: &RawTable, headings: &[String], taken: &[bool]) -> Vec<Found> {
    let short: Vec<&str> = headings.iter().map(|heading| names::heading(heading)).collect();
    let free = |column: usize| !taken[column];
    let ticks: Vec<bool> = (0..short.len()).map(|column| free(column) && holds_ticks(raw, column)).collect();
    let by_heading: HashMap<&str, usize> = short
        .iter()
        .enumerate()
        .filter(|(column, _)| free(*column))
        .map(|(column, heading)| (*heading, column))
        .collect();
    let mut sets: Vec<Found> = Vec::new();
    let mut used: HashSet<usize> = HashSet::new();
    for (parent, parts) in with_parents(&short, &ticks, &by_heading) {
        for (between, parts) in parts {
            let parts: Vec<(usize, String)> = parts.into_iter().filter(|(column, _)| !used.contains(column)).collect();
            let Some(found) = judge(raw, parent, short[parent], between, parts) else { continue };
            used.insert(parent);
            used.extend(found.ticks.iter().map(|(column, _)| *column));
            sets.push(found);
            break;
        }
    }
    for (stem, parts) in without_parents(&short, &ticks, &by_heading, &used) {
        let group = stem.rsplit_once('/').and_then(|(group, _)| group.split('/').next()).map(str::to_owned);
        let name = stem.rsplit('/').next().unwrap_or(stem).to_owned();
        sets.push(Found { name, group, ticks: parts, ..Found::default() });
    }
    sets
}

type Parts = BTreeMap<usize, Vec<(char, Vec<(usize, String)>)>>;

/// The columns of 0 and 1 below each heading that is itself a column, by what stands between.
fn with_parents(short: &[&str], ticks: &[bool], by_heading: &HashMap<&str, usize>) -> Parts {
    let mut parts: Parts = BTreeMap::new();
    for (column, heading) in short.iter().enumerate().filter(|(column, _)| ticks[*column]) {
        for (before, between, after) in names::cuts(heading) {
            let Some(&parent) = by_heading.get(before).filter(|parent| !ticks[**parent] || between == '/') else {
                continue;
            };
            let lists = parts.entry(parent).or_default();
            match lists.iter_mut().find(|(known, _)| *known == between) {
                Some((_, list)) => list.push((column, after.to_owned())),
                None => lists.push((between, vec![(column, after.to_owned())])),
            }
            break;
        }
    }
    parts
}

/// Columns of 0 and 1 below one heading that has no column: at least two, and nothing else below it.
fn without_parents<'a>(
    short: &[&'a str],
    ticks: &[bool],
    by_heading: &HashMap<&str, usize>,
    used: &HashSet<usize>,
) -> BTreeMap<&'a str, Vec<(usize, String)>> {
    let mut parts: BTreeMap<&str, Vec<(usize, String)>> = BTreeMap::new();
    let mut mixed: HashSet<&str> = HashSet::new();
    for (column, heading) in short.iter().enumerate() {
        let Some((before, after)) = heading.rsplit_once('/').or_else(|| heading.rsplit_once('.')) else { continue };
        if ticks[column] && !used.contains(&column) {
            parts.entry(before).or_default().push((column, after.to_owned()));
        } else {
            mixed.insert(before);
        }
    }
    parts.retain(|before, parts| parts.len() > 1 && !mixed.contains(before) && !by_heading.contains_key(before));
    parts
}

fn holds_ticks(raw: &RawTable, column: usize) -> bool {
    raw.columns[column].distinct() <= 4 && raw.columns[column].filled().all(|(value, _)| is_tick(value))
}

/// Whether columns are the choices of the column that lists them: the names that it lists are theirs.
fn judge(raw: &RawTable, parent: usize, name: &str, between: char, parts: Vec<(usize, String)>) -> Option<Found> {
    let list = &raw.columns[parent];
    let known: HashMap<String, &str> = parts.iter().map(|(_, name)| (plain(name), name.as_str())).collect();
    let (mut words, mut matched) = (0_u64, 0_u64);
    let mut written: HashMap<String, String> = HashMap::new();
    for (value, count) in list.filled() {
        for word in value.split_whitespace() {
            words += count;
            // SurveyCTO writes the code -99 as q__99.
            let key = plain(word);
            let signed = key.strip_prefix('.').map(|number| format!("_{number}"));
            if let Some(name) = known.get(&key).or_else(|| known.get(&signed?)) {
                matched += count;
                written.entry((*name).to_owned()).or_insert_with(|| word.to_owned());
            }
        }
    }
    let proven = words > 0 && matched * 10 >= words * 9;
    let contradicted = parts.iter().any(|(column, _)| {
        let ticks = &raw.columns[*column];
        (0..raw.rows())
            .any(|row| list.cell(row).is_empty() && matches!(ticks.cell(row).chars().next(), Some('1' | 'T' | 't')))
    });
    let looks_so = match between {
        '/' => {
            parts.len() >= 2
                && !contradicted
                && (list.answered() == 0 || !list.filled().all(|(value, _)| is_tick(value)))
        }
        '.' | ':' => {
            parts.len() >= 2
                && (list.answered() == 0 && parts.iter().all(|(column, _)| raw.columns[*column].answered() == 0))
        }
        _ => false,
    };
    if !proven && !looks_so {
        return None;
    }
    let ticks = parts.into_iter().map(|(column, name)| (column, written.remove(&name).unwrap_or(name))).collect();
    let (group, name) = match name.rsplit_once('/') {
        Some((group, name)) => (group.split('/').next().map(str::to_owned), name),
        None => (None, name),
    };
    Some(Found { name: name.to_owned(), group, column: Some(parent), ticks, proven, ..Found::default() })
}
