//! What the notes of a comparison say.

use std::collections::BTreeSet;

use super::change::{Change, How};
use super::{Comparison, Plan, sampling_words};
use crate::model::{Difference, Differs, Measure, StubRow, Table};
use crate::number::count;
use crate::stats::multiplicity::Correction;
use crate::tabulate::inference::choice::correction_name;
use crate::tabulate::notes::{and, respondents};

/// What was found on the way and must be said once.
#[derive(Debug, Default)]
pub struct Said {
    hows: BTreeSet<How>,
    small: bool,
    undecided: bool,
    /// How many persons are in both waves, where they are followed.
    followed: Option<u64>,
    /// What is allowed for, where those who are followed are weighted.
    pub weighed: Option<Vec<String>>,
}

impl Said {
    /// Nothing yet of persons who are followed, so many.
    pub fn of_persons(both: u64) -> Self {
        Self { followed: Some(both), ..Self::default() }
    }

    /// Takes in a change.
    pub fn of(&mut self, change: &Change, row: &StubRow, plan: Plan) {
        self.hows.insert(change.how);
        self.undecided |= plan.intervals
            && change.how == How::Described
            && matches!(row.statistic, Some(Measure::Median | Measure::TrimmedMean));
        self.small |= change.base < plan.percent_from && row.statistic.is_none();
    }
}

/// The notes, in the order of every table: base, waves, changes, sampling and tests.
pub fn notes(comparison: &Comparison<'_>, made: &[Table], plan: Plan, said: &Said, differs: &[String]) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let mut add = |note: String| {
        if !notes.contains(&note) {
            notes.push(note);
        }
    };
    match said.followed {
        Some(both) => add(format!(
            "Only who answered in both waves: {} are in both, and each figure is of those who gave an answer both times.",
            respondents(both)
        )),
        None => {
            let longest = made.iter().map(|table| table.notes.len()).max().unwrap_or(0);
            for at in 0..longest {
                for (wave, table) in comparison.waves.iter().zip(made) {
                    let Some(note) = table.notes.get(at) else { continue };
                    // What is the same in every wave is said once.
                    let shared = made.iter().all(|other| other.notes.contains(note));
                    add(if shared { note.clone() } else { format!("{}: {note}", wave.name) });
                }
            }
        }
    }
    if said.weighed.is_some() {
        let later = comparison.waves.last().map_or("", |wave| wave.name.as_str());
        add(format!(
            "Each person counts for what they count in “{later}”, in both waves: weights of the earlier wave are not used. Whether these weights make up for those \
             who left between the waves is for whoever made them to say."
        ));
    }
    differs.iter().cloned().for_each(&mut add);
    if said.hows.is_empty() {
        return notes;
    }
    add("Change: the later wave less the earlier one, in points of the percentage, made before rounding; of means and the like in their own unit."
        .to_owned());
    let request = comparison.waves.first().map(|wave| &wave.request);
    if let Some(from) = request.map(|request| request.percent_from).filter(|_| said.small) {
        add(format!(
            "Where a base is under {}, no change in points is shown: one person would move it by several.",
            count(from)
        ));
    }
    let described = request.map_or("", sampling_words);
    let supported = request.is_some_and(|request| request.sampling.supports_inference());
    match (supported, plan.intervals) {
        (true, _) => add(format!("{described}.")),
        (false, false) => add(format!(
            "{described}: changes have no interval and no test. They may come from who answered in each wave."
        )),
        (false, true) => add(format!(
            "{described}. Intervals{} were asked for although the sampling is “{}”: read them as a yardstick, not as proof; \
             a change may come from who answered in each wave.",
            if plan.tests { " and tests" } else { "" },
            request.map_or("", |request| request.sampling.word()),
        )),
    }
    if plan.intervals {
        methods(comparison, plan, said).into_iter().for_each(&mut add);
    }
    notes
}

fn methods(comparison: &Comparison<'_>, plan: Plan, said: &Said) -> Vec<String> {
    let mut notes = Vec::new();
    let has = |how: How| said.hows.contains(&how);
    if has(How::Z) || has(How::Exact) || has(How::TooFew) {
        let tests = match (has(How::Z), has(How::Exact)) {
            _ if !plan.tests => "",
            (true, true) => "; p by z with the pooled proportion, below 30 by Fisher’s exact test",
            (false, true) => "; p by Fisher’s exact test",
            (true, false) => "; p by z with the pooled proportion",
            (false, false) => "",
        };
        notes.push(format!(
            "Waves are independent samples. Intervals of changes in points are Newcombe’s, at 95%{tests}."
        ));
    }
    if has(How::TooFew) && plan.tests {
        notes.push(
            "Some bases are so small that no change could ever be significant; there is no test of those.".to_owned(),
        );
    }
    if has(How::Welch) {
        notes.push("Changes of means: Welch’s t.".to_owned());
    }
    if has(How::Scores) {
        notes.push("Changes of the net promoter score: from the standard errors of both scores, by z.".to_owned());
    }
    if has(How::Errors) {
        let mut parts: Vec<String> = Vec::new();
        for wave in comparison.waves {
            let of_design = wave.request.design.as_ref().map(|design| design.allows_for.clone());
            let plain = || wave.request.weights.iter().map(|_| "the weights".to_owned()).collect();
            parts.extend(
                of_design.unwrap_or_else(plain).into_iter().filter(|part| !parts.contains(part)).collect::<Vec<_>>(),
            );
        }
        let allow = if parts.is_empty() { String::new() } else { format!(", which allow for {}", and(&parts)) };
        notes.push(format!(
            "Waves are independent samples, each with its own weights and design: intervals and p of changes are by t from the \
             standard errors of both waves{allow}."
        ));
    }
    if has(How::McNemar) {
        notes.push(
            "The same persons both times: intervals are Newcombe’s for pairs, at 95%; p by McNemar’s test, exact where fewer than 25 \
             changed their answer."
                .to_owned(),
        );
    }
    if has(How::PairedT) {
        notes.push("Changes of means: t of each person’s change.".to_owned());
    }
    if has(How::PairedWeighed) {
        let allow = said.weighed.as_deref().filter(|parts| !parts.is_empty());
        notes.push(format!(
            "Intervals and p are by t of each person’s change{}.",
            allow.map_or_else(String::new, |parts| format!(", and allow for {}", and(parts)))
        ));
    }
    if has(How::NoErrors) {
        notes.push(
            "Some changes have no interval: nobody differs in either wave, or their errors are not known.".to_owned(),
        );
    }
    if said.undecided {
        notes.push("Changes of medians and trimmed means have no interval and no test.".to_owned());
    }
    if plan.tests {
        notes.push(match plan.correction {
            Correction::None => {
                "The p-values are not corrected for their number: of twenty changes that are none, one comes out below .05.".to_owned()
            }
            correction => format!("The p-values of each group are corrected over its changes ({}).", correction_name(correction)),
        });
    }
    notes
}

/// In what the waves differ, in sentences; `remade`: so much that there is no change to show.
pub fn differences(differs: &[&Difference], remade: bool) -> Vec<String> {
    let quoted = |labels: &[String]| and(&labels.iter().map(|label| format!("“{label}”")).collect::<Vec<_>>());
    let mut said: Vec<String> = differs
        .iter()
        .map(|one| {
            let (later, earlier) = &one.waves;
            match &one.what {
                Differs::Wording(words) => format!(
                    "In “{later}” it was worded otherwise than in “{earlier}” (“{words}”): a change may come from the words."
                ),
                Differs::Choices { gone, new } => {
                    let only = |labels: &[String], wave: &str| match labels {
                        [] => None,
                        labels => Some(format!("{} only in “{wave}”", quoted(labels))),
                    };
                    let parts: Vec<String> = only(gone, earlier).into_iter().chain(only(new, later)).collect();
                    format!(
                        "Its choices differ: {}. Where a choice was not offered, nobody could give it, and the others had its share.",
                        parts.join("; ")
                    )
                }
            }
        })
        .collect();
    if remade && !differs.is_empty() {
        said.push("Choices were replaced by others, so no change is shown.".to_owned());
    }
    said
}
