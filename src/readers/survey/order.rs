//! The order of choices that a file does not tell: by their numbers where all have one, along a usual scale where they are
//! its steps, else as they first appear. "Other", "not applicable" and reasons for not answering come last.

use super::words::{fold, is_aside, is_other, missing};

/// Usual scales, low to high or in their usual order. A set of answers that all stand in one is put in its order.
const LADDERS: [&[&str]; 18] = [
    &[
        "strongly disagree",
        "disagree",
        "somewhat disagree",
        "slightly disagree",
        "neither agree nor disagree",
        "neutral",
        "slightly agree",
        "somewhat agree",
        "agree",
        "strongly agree",
    ],
    &[
        "very dissatisfied",
        "dissatisfied",
        "somewhat dissatisfied",
        "neither satisfied nor dissatisfied",
        "neutral",
        "somewhat satisfied",
        "satisfied",
        "very satisfied",
    ],
    &[
        "very unlikely",
        "unlikely",
        "somewhat unlikely",
        "neither likely nor unlikely",
        "somewhat likely",
        "likely",
        "very likely",
    ],
    &[
        "not at all",
        "a little",
        "slightly",
        "to a small extent",
        "to some extent",
        "somewhat",
        "moderately",
        "a fair amount",
        "quite a bit",
        "quite a lot",
        "to a moderate extent",
        "very",
        "very much",
        "a lot",
        "a great deal",
        "to a great extent",
        "extremely",
        "fully",
        "completely",
    ],
    &[
        "never",
        "rarely",
        "seldom",
        "occasionally",
        "sometimes",
        "often",
        "usually",
        "regularly",
        "very often",
        "most of the time",
        "always",
    ],
    &["very poor", "poor", "fair", "average", "good", "very good", "excellent"],
    &["very bad", "bad", "neither good nor bad", "neutral", "good", "very good"],
    &[
        "not at all important",
        "not important",
        "slightly important",
        "moderately important",
        "fairly important",
        "important",
        "very important",
        "extremely important",
        "essential",
    ],
    &[
        "not at all familiar",
        "not familiar",
        "slightly familiar",
        "somewhat familiar",
        "moderately familiar",
        "familiar",
        "very familiar",
        "extremely familiar",
    ],
    &[
        "not at all confident",
        "not very confident",
        "slightly confident",
        "somewhat confident",
        "fairly confident",
        "confident",
        "very confident",
        "extremely confident",
    ],
    &[
        "not at all involved",
        "not involved",
        "slightly involved",
        "a little involved",
        "somewhat involved",
        "moderately involved",
        "fairly involved",
        "involved",
        "very involved",
        "fully involved",
    ],
    &[
        "very difficult",
        "difficult",
        "somewhat difficult",
        "neither easy nor difficult",
        "neutral",
        "somewhat easy",
        "easy",
        "very easy",
    ],
    &[
        "very unfavorably",
        "somewhat unfavorably",
        "neither favorably nor unfavorably (neutral)",
        "somewhat favorably",
        "very favorably",
        "unfamiliar (n/a)",
    ],
    &["none", "very low", "low", "medium", "moderate", "high", "very high"],
    &["not relevant for me", "somewhat useful", "critical to me"],
    &["much worse", "worse", "about the same", "the same", "better", "much better"],
    &["grassroots group", "micro", "small", "medium", "large", "larger charity", "major"],
    &["yes", "maybe", "no", "not sure", "unsure"],
];

/// Puts labels in order.
pub fn arrange(labels: &mut Vec<&str>) {
    let last = |label: &str| is_other(label) || is_aside(label) || missing(label).is_some();
    let (mut ranked, mut tail): (Vec<&str>, Vec<&str>) = labels.iter().partition(|label| !last(label));
    if let Some(order) = along_a_ladder(&ranked) {
        ranked = order;
    } else if let Some(order) = by_number(&ranked) {
        ranked = order;
    }
    tail.sort_by_key(|label| (missing(label).is_some(), is_aside(label)));
    ranked.append(&mut tail);
    *labels = ranked;
}

fn along_a_ladder<'a>(labels: &[&'a str]) -> Option<Vec<&'a str>> {
    LADDERS.iter().find_map(|ladder| {
        let mut placed: Vec<(usize, &'a str)> = labels
            .iter()
            .map(|label| ladder.iter().position(|step| *step == fold(label)).map(|place| (place, *label)))
            .collect::<Option<_>>()?;
        if placed.len() < 2 {
            return None;
        }
        placed.sort_by_key(|(place, _)| *place);
        Some(placed.into_iter().map(|(_, label)| label).collect())
    })
}

/// "1–5 years", "6–10 years", "Under 18", "3 months – 1 year": by the first number and its unit, what stands under or over
/// it apart. One label without a number may be among them ("never").
fn by_number<'a>(labels: &[&'a str]) -> Option<Vec<&'a str>> {
    let mut placed: Vec<((u64, i8), &'a str)> = Vec::new();
    let mut without: Vec<&'a str> = Vec::new();
    for label in labels {
        match size(label) {
            Some(key) => placed.push((key, label)),
            None => without.push(label),
        }
    }
    if placed.len() < 3 || without.len() > 1 {
        return None;
    }
    placed.sort_by_key(|(key, _)| *key);
    let nothing = |label: &str| ["never", "none", "no ", "not "].iter().any(|word| fold(label).contains(word));
    let (first, last): (Vec<&str>, Vec<&str>) = without.into_iter().partition(|label| nothing(label));
    Some(first.into_iter().chain(placed.into_iter().map(|(_, label)| label)).chain(last).collect())
}

/// The first number of a label in days or in whatever it counts, and whether the label lies under (−1) or over (1) it.
fn size(label: &str) -> Option<(u64, i8)> {
    const FURTHEST: usize = 14;
    const UNITS: [(&str, u64); 5] = [("year", 365), ("month", 30), ("week", 7), ("day", 1), ("hour", 1)];
    let compact = fold(label).replace(',', "");
    let under = ["under", "less", "fewer", "below", "up to", "<"].iter().any(|word| compact.starts_with(word));
    let over = ["over", "more", "above", ">"].iter().any(|word| compact.starts_with(word));
    let unit = |text: &str| {
        let found = UNITS.iter().filter_map(|(word, days)| text.find(word).map(|at| (at, *days))).min();
        found.map_or(365, |(_, days)| days)
    };
    let Some(start) = compact.find(|c: char| c.is_ascii_digit()) else {
        let a_single_one =
            ["less than a ", "less than one ", "under a ", "under one "].iter().any(|word| compact.starts_with(word));
        return a_single_one.then(|| (unit(&compact), -1));
    };
    let digits: String = compact[start..].chars().take_while(char::is_ascii_digit).collect();
    let number: u64 = digits.parse().ok()?;
    let side = i8::from(over) - i8::from(under);
    (start <= FURTHEST).then(|| (number.saturating_mul(unit(&compact[start..])), side))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arranged<'a>(labels: &[&'a str]) -> Vec<&'a str> {
        let mut labels = labels.to_vec();
        arrange(&mut labels);
        labels
    }

    #[test]
    fn an_empty_list_and_a_list_of_strangers_stay_as_they_are() {
        assert!(arranged(&[]).is_empty());
        assert_eq!(arranged(&["Housing", "Arts", "Health"]), ["Housing", "Arts", "Health"]);
    }

    #[test]
    fn steps_of_a_usual_scale_are_put_in_its_order_and_asides_last() {
        assert_eq!(
            arranged(&["Not applicable", "Agree", "Strongly disagree", "Prefer not to say", "Neutral"]),
            ["Strongly disagree", "Neutral", "Agree", "Not applicable", "Prefer not to say"]
        );
    }

    #[test]
    fn numbers_order_bands() {
        assert_eq!(
            arranged(&["11-50", "More than 50", "1-10", "Under 1"]),
            ["Under 1", "1-10", "11-50", "More than 50"]
        );
    }
}
