//! Steps of a scale taken together: the highest, the lowest, and the groups of the net promoter score.

use super::kernel::Amount;
use super::section::Section;
use super::single::Steps;
use super::tally::ChoiceTally;
use super::variable::Frame;
use crate::model::{Measure, Question, StubKind};
use crate::stats::nps::{self, Score};

/// A label with the steps in it is at most this long.
const LONGEST_LABEL: usize = 44;

/// What the notes say of the net promoter score.
pub const PROMOTERS: &str =
    "Net promoter score: the percentage of promoters (9 and 10) less that of detractors (0 to 6), from −100 to 100.";

/// Steps taken together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenTogether {
    /// The places of the choices.
    pub places: Vec<usize>,
    /// What the row is called.
    pub label: String,
    /// Which steps they are, in a sentence.
    pub note: String,
}

/// The highest or lowest steps, as many as the measure says; `None` for other measures and where the scale has fewer.
pub fn of(question: &Question, scale: &Steps, measure: Measure) -> Option<TakenTogether> {
    let mut steps = scale.values.clone();
    steps.sort_by(|one, other| one.1.total_cmp(&other.1));
    let number = match measure {
        Measure::Top(number) => {
            steps.reverse();
            number
        }
        Measure::Bottom(number) => number,
        _ => return None,
    };
    let mut places: Vec<usize> = steps.get(..usize::from(number))?.iter().map(|(place, _)| *place).collect();
    places.sort_unstable();
    let labels: Vec<&str> = places.iter().map(|place| question.choices[*place].label.text.as_str()).collect();
    let word = measure.word();
    let name = word[..1].to_uppercase() + &word[1..];
    let full = format!("{name}: {}", labels.join(", "));
    let label = if full.chars().count() <= LONGEST_LABEL { full } else { name.clone() };
    let quoted: Vec<String> = labels.iter().map(|label| format!("“{label}”")).collect();
    let note =
        format!("{name} of “{}”: {}, taken together before rounding.", question.title(), super::notes::and(&quoted));
    Some(TakenTogether { places, label, note })
}

/// Detractors, passives and promoters, then the score, with its interval where intervals are shown.
pub fn net_promoters(section: &mut Section, frame: &Frame<'_>, scale: &Steps, tally: &ChoiceTally, base: &[Amount]) {
    let of = |from: f64, to: f64| {
        let inside = scale.values.iter().filter(move |(_, value)| (from..=to).contains(value));
        tally.sum(inside.map(|(place, _)| *place))
    };
    let groups = [
        ("promoters", "Promoters (9 and 10)", of(9.0, 10.0)),
        ("passives", "Passives (7 and 8)", of(7.0, 8.0)),
        ("detractors", "Detractors (0 to 6)", of(0.0, 6.0)),
    ];
    for (key, label, counts) in &groups {
        section.share((key, label), StubKind::Net, 0, counts, base);
    }
    let [(_, _, promoters), (_, _, passives), (_, _, detractors)] = &groups;
    let scores: Vec<(Option<Score>, Amount)> = (0..frame.columns())
        .map(|column| {
            let at = |amounts: &[Amount]| amounts.get(column).copied().unwrap_or_default();
            let (promoters, passives, detractors) = (at(promoters), at(passives), at(detractors));
            let answered = promoters.and(passives).and(detractors);
            (score(promoters, detractors, answered), answered)
        })
        .collect();
    let values: Vec<_> =
        scores.iter().map(|(score, base)| (score.as_ref().map(|score| 100.0 * score.score), *base)).collect();
    section.statistic("nps", "Net promoter score", Some(Measure::Nps), &values);
    if frame.inference.intervals {
        let ends = |score: &Score| (100.0 * score.interval.lower + 0.0, 100.0 * score.interval.upper + 0.0);
        section.intervals(scores.iter().map(|(score, _)| score.as_ref().map(ends)));
    }
}

/// Of weighted answers by their shares, on the effective base.
fn score(promoters: Amount, detractors: Amount, answered: Amount) -> Option<Score> {
    let shares = (promoters.weight / answered.weight, detractors.weight / answered.weight);
    nps::of_shares(shares.0, shares.1, answered.base().effective, 0.95)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Choice, Kind};

    #[test]
    fn boxes_go_by_the_numbers_of_the_steps_and_name_them() {
        let mut question = Question::new("q", "Q", Kind::Scale);
        question.choices =
            [("5", "Agree"), ("3", "Neither"), ("1", "Disagree")].map(|(c, l)| Choice::new(c, l)).to_vec();
        let scale = Steps::of(&question).unwrap();
        let top = of(&question, &scale, Measure::Top(2)).unwrap();
        assert_eq!((top.places, top.label.as_str()), (vec![0, 1], "Top 2: Agree, Neither"));
        assert_eq!(of(&question, &scale, Measure::Bottom(1)).unwrap().places, [2]);
        assert_eq!(of(&question, &scale, Measure::Top(4)), None);
        assert_eq!(of(&question, &scale, Measure::Mean), None);
    }

    #[test]
    fn nobody_has_no_score() {
        assert_eq!(score(Amount::of(0), Amount::of(0), Amount::of(0)), None);
    }
}
