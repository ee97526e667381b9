//! What a person changed of one code and its rules in a workbook.

use std::collections::BTreeMap;

use super::codebook::{STATUS, listed, one_line, unit_in_words};
use super::codebook_back::{Named, RulePlaces, TakenCodes};
use super::parts::{KEY, Keyed};
use super::question_edit::was_now;
use super::table::Table;
use crate::diagnostic::did_you_mean;
use crate::model::review::{ReviewRow, Revised, RevisedCode};
use crate::model::{Code, Rule, Unit};

/// One code, with its row and what else is known.
pub struct CodeEdit<'a> {
    /// All rows.
    pub named: &'a Named<'a>,
    /// Its place in the codebook and what it is; nothing for a new one.
    pub was: Option<(usize, &'a Code)>,
    /// The id that it is to have.
    pub id: &'a str,
    /// Its row.
    pub row: &'a ReviewRow,
    /// How many codings have each code.
    pub used: &'a BTreeMap<String, u64>,
}

impl CodeEdit<'_> {
    /// The code as it is to be; `rows` are those of its rules.
    pub fn read(&self, rules: Option<Table<'_>>, rows: &[Keyed<'_>], taken: &mut TakenCodes) -> RevisedCode {
        let mut entry = self.was.map(|(_, code)| code.clone()).unwrap_or_default();
        self.id(&mut entry, taken);
        self.texts(&mut entry, taken);
        self.category(&mut entry, taken);
        self.status(&mut entry, taken);
        if self.was.is_none() {
            taken.changes.push(format!("“{}”: a new code, “{}”", entry.id, entry.name));
        }
        let revised = rules.map_or_else(Vec::new, |rules| self.rules(rules, rows, taken));
        entry.rules = revised.iter().map(|(_, rule)| rule.clone()).collect();
        RevisedCode { from: self.was.map(|(place, _)| place), entry, rules: revised }
    }

    fn cell(&self, heading: &str) -> &str {
        self.named.table.cell(self.row, heading)
    }

    fn refuse(&self, heading: &str, what: String, hint: impl Into<String>, taken: &mut TakenCodes) {
        taken.problems.push(self.named.table.problem(self.row, heading, what, hint));
    }

    /// What changed; of a new code it is said once that it is new.
    fn changed(&self, what: &str, was: &str, now: &str, taken: &mut TakenCodes) {
        if let Some((_, code)) = self.was {
            let some = |words: &str| Some(words.trim().to_owned()).filter(|words| !words.is_empty());
            let words = was_now(some(was).as_deref(), some(now).as_deref());
            taken.changes.push(format!("“{}”: {what} {words}", code.id));
        }
    }

    fn id(&self, entry: &mut Code, taken: &mut TakenCodes) {
        let well_formed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        if !self.cell(KEY).is_empty() && self.cell("id").is_empty() {
            let hint = format!("put it back: {}", entry.id);
            return self.refuse("id", "this code has no id".to_owned(), hint, taken);
        }
        if self.id == entry.id {
            return;
        }
        if !self.id.chars().all(well_formed) {
            let hint = "use letters, digits and hyphens, such as fair-pay; the name may hold anything";
            return self.refuse("id", format!("“{}” is not an id for a code", self.id), hint, taken);
        }
        if let Some((_, code)) = self.was {
            if let Some(codings) = self.used.get(&code.id).filter(|codings| **codings > 0) {
                let what = format!("“{}” cannot have another id: {codings} codings name it", code.id);
                let hint = format!("put {} back and change the name, which is what people read", code.id);
                return self.refuse("id", what, hint, taken);
            }
            self.changed("id", &code.id, self.id, taken);
            taken.renamed.push((code.id.clone(), self.id.to_owned()));
        }
        self.id.clone_into(&mut entry.id);
    }

    fn texts(&self, entry: &mut Code, taken: &mut TakenCodes) {
        if self.cell("name").is_empty() {
            let hint = "write what people call it";
            self.refuse("name", format!("the code “{}” has no name", self.id), hint, taken);
            return;
        }
        let texts = [
            ("name", &mut entry.name),
            ("definition", &mut entry.definition),
            ("include", &mut entry.include),
            ("exclude", &mut entry.exclude),
        ];
        for (heading, text) in texts {
            let now = self.cell(heading);
            if !same(text, now) {
                self.changed(heading, text, now, taken);
                *text = now.replace("\r\n", "\n");
            }
        }
        for (heading, list) in [("examples", &mut entry.examples), ("replaces", &mut entry.replaces)] {
            if let Some(now) = relisted(self.cell(heading), list) {
                self.changed(heading, &listed(list), &listed(&now), taken);
                *list = now;
            }
        }
    }

    fn category(&self, entry: &mut Code, taken: &mut TakenCodes) {
        let cell = self.cell("category");
        let was = entry.parent.clone().unwrap_or_default();
        if cell == was {
            return;
        }
        // What nobody knows is refused once all codes are read.
        let meant = self.named.meant(cell).unwrap_or(cell);
        let now = Some(meant.to_owned()).filter(|id| !id.is_empty());
        if now != entry.parent {
            self.changed("category", &was, meant, taken);
            entry.parent = now;
        }
    }

    fn status(&self, entry: &mut Code, taken: &mut TakenCodes) {
        let cell = self.cell("status").to_lowercase();
        if cell == entry.status.clone().unwrap_or_default() {
            return;
        }
        if !cell.is_empty() && !STATUS.contains(&cell.as_str()) {
            let hint = match did_you_mean(&cell, STATUS) {
                Some(meant) => format!("did you mean “{meant}”? There are: {}", STATUS.join(", ")),
                None => format!("there are: {}", STATUS.join(", ")),
            };
            return self.refuse("status", format!("“{cell}” is not a status"), hint, taken);
        }
        self.changed("status", entry.status.as_deref().unwrap_or_default(), &cell, taken);
        entry.status = Some(cell).filter(|cell| !cell.is_empty());
    }

    fn rules(&self, table: Table<'_>, rows: &[Keyed<'_>], taken: &mut TakenCodes) -> Revised<Rule> {
        let old: &[Rule] = self.was.map_or(&[], |(_, code)| &code.rules);
        let mut revised: Revised<Rule> = Vec::new();
        for (place, row) in rows {
            let was = place.and_then(|place| old.get(place));
            let place = place.filter(|_| was.is_some());
            let mut rule = was.cloned().unwrap_or_default();
            let lists = [
                ("phrases", &mut rule.phrases),
                ("expressions", &mut rule.expressions),
                ("patterns", &mut rule.patterns),
                ("questions", &mut rule.questions),
            ];
            for (heading, list) in lists {
                if let Some(now) = relisted(table.cell(row, heading), list) {
                    if let Some(place) = place {
                        let what = format!("{heading} of rule {}", place + 1);
                        self.changed(
                            &what,
                            &listed(list).replace('\n', "; "),
                            &listed(&now).replace('\n', "; "),
                            taken,
                        );
                    }
                    *list = now;
                }
            }
            self.unit(table, row, place, &mut rule, taken);
            // A row without a key may be one that was taken back before.
            let free = |known: &usize| {
                !rows.iter().any(|(place, _)| place.as_ref() == Some(known))
                    && !revised.iter().any(|(place, _)| place.as_ref() == Some(known))
            };
            let place = place.or_else(|| (0..old.len()).find(|known| free(known) && old[*known] == rule));
            if rule.phrases.is_empty() && rule.expressions.is_empty() && rule.patterns.is_empty() {
                let hint = "write a phrase, or delete the whole row";
                let what = format!("a rule of “{}” has neither phrases, expressions nor patterns", self.id);
                taken.problems.push(table.problem(row, "phrases", what, hint));
            }
            if place.is_none() && self.was.is_some() {
                let words = listed(&rule.phrases).replace('\n', "; ");
                taken.changes.push(format!("“{}”: a new rule: {words}", self.id));
            }
            let [phrases, expressions, patterns] =
                ["phrases", "expressions", "patterns"].map(|heading| table.place(row, heading));
            let (code, rule_place) = (self.id.to_owned(), revised.len());
            taken.rule_places.push(RulePlaces { code, rule: rule_place, phrases, expressions, patterns });
            revised.push((place, rule));
        }
        let stays = |place: usize| revised.iter().any(|(known, _)| *known == Some(place));
        for place in (0..old.len()).filter(|place| !stays(*place)) {
            let words = listed(&old[place].phrases).replace('\n', "; ");
            taken.changes.push(format!("“{}”: rule {} is taken out: {words}", self.id, place + 1));
        }
        let order: Vec<usize> = revised.iter().filter_map(|(place, _)| *place).collect();
        if !order.is_sorted() {
            taken.changes.push(format!("“{}”: its rules are in another order", self.id));
        }
        revised
    }

    fn unit(&self, table: Table<'_>, row: &ReviewRow, place: Option<usize>, rule: &mut Rule, taken: &mut TakenCodes) {
        let unit = match table.cell(row, "proposed").to_lowercase().as_str() {
            "" | "sentence" => Unit::Sentence,
            "turn" => Unit::Turn,
            "span" => Unit::Span,
            other => {
                let what = format!("“{other}” is not what a rule proposes");
                taken.problems.push(table.problem(row, "proposed", what, "write sentence, turn or span"));
                return;
            }
        };
        if let Some(place) = place.filter(|_| unit != rule.unit) {
            let what = format!("proposed by rule {}", place + 1);
            self.changed(&what, unit_in_words(rule.unit), unit_in_words(unit), taken);
        }
        rule.unit = unit;
    }
}

/// Whether a text is what stands in a cell, which may keep line breaks in its own way.
fn same(text: &str, cell: &str) -> bool {
    text.replace("\r\n", "\n").trim() == cell.replace("\r\n", "\n").trim()
}

/// The list that the lines of a cell are, where it is another; an item that had lines of its own keeps them.
fn relisted(cell: &str, was: &[String]) -> Option<Vec<String>> {
    let now: Vec<String> = cell
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            was.iter().find(|item| one_line(item) == one_line(line)).cloned().unwrap_or_else(|| line.to_owned())
        })
        .collect();
    (now != was).then_some(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_back_as_it_was_whatever_lines_its_items_have() {
        let was = vec!["one\n two".to_owned(), "three".to_owned()];
        assert_eq!(relisted(&listed(&was), &was), None);
        assert_eq!(
            relisted("three\r\n\r\none two\nfour", &was),
            Some(vec!["three".into(), "one\n two".into(), "four".into()])
        );
        assert_eq!(relisted("", &[]), None);
    }

    #[test]
    fn line_breaks_of_a_workbook_are_no_change() {
        assert!(same("a\nb\n", "a\r\nb"));
        assert!(!same("a", "b"));
    }
}
