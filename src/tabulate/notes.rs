//! Footnotes of a table, in plain words and always in the same order: base, who is missing, several answers, groups,
//! sampling and tests, rounding.

use crate::model::{Flag, Question, Sampling, SurveyTable};
use crate::number::count;
use crate::prepare::View;

/// Footnotes under collection; each kind keeps its place whatever the order of finding.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// Whom the figures rest on.
    pub base: Vec<String>,
    /// Who is missing, and why.
    pub missing: Vec<String>,
    /// What several answers do to percentages.
    pub several: Vec<String>,
    /// What is to be said of the columns.
    pub groups: Vec<String>,
    /// What kind of figure a row is.
    pub figures: Vec<String>,
    /// Sampling, intervals and tests.
    pub test: Vec<String>,
    /// Rounding and small bases.
    pub rounding: Vec<String>,
}

impl Notes {
    /// All of them in order, each once.
    pub fn finish(self) -> Vec<String> {
        let kinds = [self.base, self.missing, self.several, self.groups, self.figures, self.test, self.rounding];
        let mut all: Vec<String> = Vec::new();
        for note in kinds.into_iter().flatten() {
            if !all.contains(&note) {
                all.push(note);
            }
        }
        all
    }
}

/// "1 response", "38 responses".
pub fn responses(n: u64) -> String {
    if n == 1 { "1 response".to_owned() } else { format!("{} responses", count(n)) }
}

/// "1 respondent", "38 respondents".
pub fn respondents(n: u64) -> String {
    if n == 1 { "1 respondent".to_owned() } else { format!("{} respondents", count(n)) }
}

/// Whom a table of one question rests on.
pub fn base_of_one(base: u64, records: u64) -> String {
    match (base, records) {
        (_, 0) => "Base: nobody. There are no responses to count.".to_owned(),
        (0, _) => format!("Base: nobody. None of the {} answered this question.", respondents(records)),
        (_, 1) => "Base: the 1 respondent.".to_owned(),
        (base, records) if base == records => format!("Base: all {}.", respondents(records)),
        (base, records) => {
            let answered = respondents(records);
            format!("Base: the {} of {answered} who answered.", count(base))
        }
    }
}

/// Who stands outside the base of one question.
pub fn outside(outside: &[String]) -> Option<String> {
    (!outside.is_empty()).then(|| format!("Not in the base, and so in no percentage: {}.", outside.join(", ")))
}

/// Whom a table is about, where it is not about everybody; and its weights.
pub fn about(view: &View<'_>) -> Vec<String> {
    let mut about = Vec::new();
    if let Some(domain) = &view.domain {
        about.push(format!("Only those for whom {} holds: {}.", domain.text(), respondents(domain.size())));
        if domain.unknown() > 0 {
            about.push(format!(
                "For {} it is not known whether that holds, since an answer is missing; they are not in the table.",
                respondents(domain.unknown())
            ));
        }
    }
    if let Some(weights) = view.weights {
        let check = weights.check();
        about.push(format!(
            "Weighted by “{}”: percentages and means count each respondent by their weight; bases are respondents, unweighted.",
            weights.name()
        ));
        let without = check.zero.count + check.missing.count;
        if without > 0 {
            about.push(format!("Without a weight, and so in no figure: {}.", respondents(without)));
        }
    }
    about
}

/// What was left out of everything beforehand.
pub fn left_out(table: &SurveyTable) -> Option<String> {
    let reasons: Vec<String> = Flag::ALL
        .into_iter()
        .filter_map(|flag| {
            let n = table.records().filter(|record| record.excluded == Some(flag)).count() as u64;
            (n > 0).then(|| format!("{} {}", count(n), flag.word()))
        })
        .collect();
    let n = table.records().filter(|record| record.excluded.is_some()).count() as u64;
    (n > 0).then(|| format!("Left out of all counts: {} ({}).", responses(n), reasons.join(", ")))
}

/// Of whom a question was asked.
pub fn asked_of(table: &SurveyTable, question: &Question) -> Option<String> {
    let routing = question.routing.as_ref()?;
    let routed_by = table.questions.iter().find(|other| other.id == routing.question);
    let label = |name: &String| match routed_by.and_then(|by| by.choice(name).map(|place| &by.choices[place])) {
        Some(choice) => format!("“{}”", choice.label.text),
        None => format!("“{name}”"),
    };
    let choices: Vec<String> = routing.choices.iter().map(label).collect();
    let by = routed_by.map_or(routing.question.as_str(), Question::title);
    Some(format!("“{}” was put only to those who answered {} to “{by}”.", question.title(), or(&choices)))
}

/// "a", "a or b", "a, b or c".
pub fn or(parts: &[String]) -> String {
    list(parts, "or")
}

/// "a", "a and b", "a, b and c".
pub fn and(parts: &[String]) -> String {
    list(parts, "and")
}

fn list(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// What the way of sampling means for the reading of the figures, in a sentence without a full stop.
pub fn described(sampling: Sampling) -> &'static str {
    match sampling {
        Sampling::Open => {
            "Anybody who found the questionnaire could answer, so these figures describe those who answered and nobody else"
        }
        Sampling::Purposive => {
            "Respondents were chosen for what they can tell, so these figures describe those who answered and nobody else"
        }
        Sampling::Probability => {
            "Respondents were drawn at random, so intervals and tests speak of all who could have been drawn"
        }
        Sampling::Census => {
            "Everybody was asked: intervals and tests speak only of chance in who answered, as if those who did not were \
             missing at random"
        }
    }
}

/// What happens below the small-base rule, where any base is that small.
pub fn small_bases(bases: impl Iterator<Item = u64>, percent_from: u64) -> Option<String> {
    let small = bases.filter(|&base| base < percent_from).count();
    (small > 0).then(|| {
        format!(
            "Where the base is under {}, counts stand without a percentage: one person more or less would move it by \
             several points.",
            count(percent_from)
        )
    })
}

/// How percentages were rounded.
pub const ROUNDING: &str = "Percentages are rounded, halves up, so they may not add up to exactly 100.";
