//! The headings of a report with targets that links can rely on.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::report::{anchor, plain};
use crate::model::{Block, Report};

/// A heading in the list of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 1 to 6.
    pub level: u8,
    /// Its words without their marks.
    pub text: String,
    /// What links point to: unique in the report, so that "VCFSEs" in the second chapter is not the one in the first.
    pub anchor: String,
}

/// All headings in the order in which a writer meets them.
pub fn outline(report: &Report) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut taken = BTreeSet::new();
    gather(&report.blocks, &mut entries, &mut taken);
    entries
}

/// How deep the list of contents goes below the shallowest heading: two levels in all.
pub fn contents(report: &Report) -> Vec<Entry> {
    let entries = outline(report);
    let top = entries.iter().map(|entry| entry.level).min().unwrap_or(1);
    entries
        .into_iter()
        .filter(|entry| entry.level <= top + 1)
        .map(|entry| Entry { level: entry.level - top + 1, ..entry })
        .collect()
}

fn gather(blocks: &[Block], entries: &mut Vec<Entry>, taken: &mut BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Heading { level, text, anchor: wanted } => {
                let text = plain(text);
                let anchor = unique(if wanted.is_empty() { anchor(&text) } else { anchor(wanted) }, taken);
                entries.push(Entry { level: (*level).clamp(1, 6), text, anchor });
            }
            Block::List { items, .. } => items.iter().for_each(|item| gather(item, entries, taken)),
            Block::BlockQuote { blocks } => gather(blocks, entries, taken),
            _ => {}
        }
    }
}

fn unique(wanted: String, taken: &mut BTreeSet<String>) -> String {
    let wanted = if wanted.is_empty() { "section".to_owned() } else { wanted };
    let mut name = wanted.clone();
    let mut number = 1;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{wanted}-{number}");
    }
    name
}

/// The targets that GitHub gives headings, in order: lower case, blanks to hyphens, all other marks left out.
pub fn github_anchors(entries: &[Entry], title: Option<&str>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut name = |text: &str| {
        let slug: String = text
            .to_lowercase()
            .chars()
            .filter_map(|character| match character {
                ' ' => Some('-'),
                _ if character.is_alphanumeric() || character == '-' || character == '_' => Some(character),
                _ => None,
            })
            .collect();
        let times = seen.entry(slug.clone()).or_insert(0);
        *times += 1;
        if *times == 1 { slug } else { format!("{slug}-{}", *times - 1) }
    };
    if let Some(title) = title {
        name(title);
    }
    entries.iter().map(|entry| name(&entry.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(headings: &[&str]) -> Report {
        let blocks = headings.iter().map(|words| Block::heading(2, *words)).collect();
        Report { blocks, ..Report::default() }
    }

    #[test]
    fn a_report_without_headings_has_no_contents() {
        assert_eq!(contents(&Report::default()), []);
    }

    #[test]
    fn equal_headings_have_targets_of_their_own() {
        let entries = outline(&report(&["VCFSEs", "VCFSEs", "…"]));
        let anchors: Vec<&str> = entries.iter().map(|entry| entry.anchor.as_str()).collect();
        assert_eq!(anchors, ["vcfses", "vcfses-2", "section"]);
    }

    #[test]
    fn targets_on_github_are_made_as_github_makes_them() {
        let entries = outline(&report(&["Who took part – and who did not?", "Who took part", "Who took part"]));
        assert_eq!(
            github_anchors(&entries, Some("Who took part")),
            ["who-took-part--and-who-did-not", "who-took-part-1", "who-took-part-2"]
        );
    }
}
