//! The key of letters, how they came about, and what could not be compared.

use super::choice::{Method, correction_name};
use super::decide::Inference;
use super::letters::{Outcome, Reason, rules};
use crate::number::count;
use crate::stats::multiplicity::Correction;
use crate::tabulate::notes::and;

/// What the notes say of letters.
const LETTERS: &str = "Letters: a figure is significantly higher (p < .05, two-sided) than that of the column with the letter under the same \
                       heading. The total is not compared with its own parts.";

/// What the notes say of arrows.
const ARROWS: &str = "↑ and ↓: a figure is significantly higher or lower (p < .05, two-sided) than that of everybody else in the table, \
                      which is the total without the column itself.";

/// The notes on letters, or with `rest` on the arrows of columns against everybody else.
pub fn letter_notes(outcome: &Outcome, inference: Inference, rest: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if outcome.made > 0 {
        notes.push(if rest { ARROWS } else { LETTERS }.to_owned());
        notes.push(how(outcome, inference, rest));
    }
    if !outcome.too_wide.is_empty() {
        notes.push(format!("Too many columns to compare and to give letters to: {}.", and(&quoted(&outcome.too_wide))));
    }
    if outcome.weighted_means {
        notes.push(format!("Weighted means have no {} here.", if rest { "arrows" } else { "letters" }));
    }
    let mark = if rest { "arrow" } else { "letter" };
    let comparisons = |number: u64| match number {
        1 => "1 comparison of columns".to_owned(),
        many => format!("{} comparisons of columns", count(many)),
    };
    for (reason, number, bases) in &outcome.not_made {
        let verb = if *number == 1 { "was" } else { "were" };
        notes.push(format!("{} {verb} not made: {}.", comparisons(*number), why(*reason, *bases)));
    }
    if let (hopeless, Some((n1, n2))) = outcome.hopeless {
        let example = format!("{} against {}", count(n1), count(n2));
        notes.push(if hopeless == outcome.made {
            format!(
                "No {mark} can come up here: with so few respondents and so many comparisons in a row no answers whatever could be \
                 significant ({example}, for instance)."
            )
        } else {
            format!(
                "{} could not have been significant whatever the answers: too few respondents for so many comparisons in a row \
                 ({example}, for instance).",
                comparisons(hopeless)
            )
        });
    } else if outcome.made == 0 && outcome.not_made.iter().any(|(reason, ..)| *reason == Reason::CannotReach) {
        notes.push(format!("So no {mark} can come up in this table."));
    }
    notes
}

fn how(outcome: &Outcome, inference: Inference, rest: bool) -> String {
    let (shares, means) = outcome.kinds;
    let (who, of_shares, of_means) = match inference.method {
        _ if outcome.by_rows => (
            "",
            "shares by the design-based t test, which allows for the weights and the design",
            "means by the design-based t test",
        ),
        Method::Own | Method::R => {
            ("", "shares by z where both bases are 30 or more, else by Fisher’s exact test", "means by Welch’s t")
        }
        Method::Spss => (
            " as SPSS Custom Tables does",
            "shares by z, without those of exactly 0% or 100%",
            "means by t with the variance of all columns",
        ),
        Method::Dimensions => {
            (" as Dimensions does", "shares by t on effective bases", "means by t with pooled variance")
        }
        Method::Askia => (" as Askia does", "shares by z against 1.96", "means by t with pooled variance"),
    };
    let kinds: Vec<&str> =
        [(shares, of_shares), (means, of_means)].into_iter().filter(|kind| kind.0).map(|kind| kind.1).collect();
    let overlap = if outcome.overlap { " Who stands in both of two columns is taken account of." } else { "" };
    let corrected = match rules(inference).correction {
        Correction::None => "p is not corrected for the number of comparisons".to_owned(),
        correction => {
            format!("p is corrected over the comparisons of a row under one heading ({})", correction_name(correction))
        }
    };
    let what = if rest { "Each column is compared with everybody else" } else { "Columns are compared two by two" };
    let design = if inference.drawn && !outcome.by_rows { " Strata and clusters are not allowed for." } else { "" };
    format!("{what}{who}: {}; {corrected}.{overlap}{design}", kinds.join("; "))
}

fn why(reason: Reason, (n1, n2): (u64, u64)) -> String {
    let example = format!("{} against {}", count(n1), count(n2));
    match reason {
        Reason::SmallBase => "a base is under 2".to_owned(),
        Reason::NoneOrAll => "a share is exactly 0% or 100%, and SPSS leaves these out".to_owned(),
        Reason::SameRespondents => "both columns hold the same respondents".to_owned(),
        Reason::CannotReach => format!("no answers whatever could be significant with so few respondents ({example})"),
        Reason::NotExact => {
            "a base is under 30, and the exact test is not for columns that overlap or answers that have weights"
                .to_owned()
        }
        Reason::FewExpected => {
            "in one of the columns fewer than five could be expected to say so, or not to, and the t test of shares needs more"
                .to_owned()
        }
        Reason::FewAnswers => "a base is under 10, and the design-based t test of means needs more".to_owned(),
        Reason::NoVariance => {
            "a column has fewer than two answers, or its answers leave no spread to judge by".to_owned()
        }
        Reason::NobodyElse => "everybody in the table stands in the column".to_owned(),
    }
}

fn quoted(labels: &[String]) -> Vec<String> {
    labels.iter().map(|label| format!("“{label}”")).collect()
}
