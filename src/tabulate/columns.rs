//! The columns of a table, made of its banner.

use std::collections::HashSet;

use super::inference::letters::letter;
use super::kernel::Amount;
use super::notes::Notes;
use crate::model::BannerColumn;
use crate::number::count;
use crate::prepare::Banner;

/// The columns of the table, and which of the banner's are kept: nested combinations that nobody is in are left out, and groups
/// that a filter empties where the study does not name them.
pub fn banner_columns(
    banner: &Banner,
    people: &[Amount],
    base: Option<&[Amount]>,
    (lettered, filter): (bool, Option<&str>),
    notes: &mut Notes,
) -> (Vec<BannerColumn>, Vec<bool>) {
    let base_of = |column: usize| base.and_then(|base| base.get(column)).map(|base| base.base());
    let mut columns = vec![BannerColumn {
        key: "total".into(),
        label: "Total".into(),
        spanners: Vec::new(),
        letter: None,
        statistic: None,
        base: base_of(0),
    }];
    let mut kept = vec![true];
    let mut taken: HashSet<String> = columns.iter().map(|column| column.key.clone()).collect();
    for axis in &banner.axes {
        let mut left_out: Vec<String> = Vec::new();
        // Letters start anew under each heading: only columns under the same one are compared.
        let block = axis.levels.last().map_or(1, |level| level.groups.len()).max(1);
        let has_letters = lettered && letter(block - 1).is_some();
        for column in 0..axis.columns() {
            let place = kept.len();
            let groups = axis.groups(column);
            let nested = groups.len() > 1;
            let filled = people.get(place).is_some_and(|people| people.n > 0);
            // A choice that nobody gave is a finding; a group that a condition leaves nobody in is none, unless the study names it.
            let emptied = filter.is_some() && !axis.levels.iter().any(|level| level.ordered);
            let keep = filled || !(nested || emptied);
            kept.push(keep);
            let labels: Vec<&str> = groups.iter().map(|group| group.label.as_str()).collect();
            if !keep {
                left_out.push(labels.join(" × "));
                continue;
            }
            let (label, outer) = labels.split_last().map_or(("", &[][..]), |(last, outer)| (*last, outer));
            let keys: Vec<&str> = groups.iter().map(|group| group.key.as_str()).collect();
            let key = format!("{}.{}", axis.name.replace(' ', ""), keys.join("."));
            let spanners = std::iter::once(axis.label()).chain(outer.iter().map(|label| (*label).to_owned()));
            let key = unique(key, |key| taken.contains(key));
            taken.insert(key.clone());
            columns.push(BannerColumn {
                key,
                label: label.to_owned(),
                spanners: spanners.collect(),
                letter: if has_letters { letter(column % block) } else { None },
                statistic: None,
                base: base_of(place),
            });
        }
        match left_out.len() {
            0 => {}
            1..=4 if filter.is_some() => notes.groups.push(format!(
                "Left out, because nobody for whom {} holds is in it: {}.",
                filter.unwrap_or_default(),
                left_out.join("; ")
            )),
            1..=4 => notes.groups.push(format!("Left out, because nobody is in it: {}.", left_out.join("; "))),
            many => notes.groups.push(format!(
                "{} combinations of “{}” are left out, because nobody is in them.",
                count(many as u64),
                axis.label()
            )),
        }
    }
    (columns, kept)
}

/// A key that is not taken, made by a number behind it where it is.
pub fn unique(key: String, taken: impl Fn(&str) -> bool) -> String {
    let mut number = 2;
    let mut made = key.clone();
    while taken(&made) {
        made = format!("{key}-{number}");
        number += 1;
    }
    made
}
