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

/// "1–5 years", "6–10 years", "More than 10 years", "Under 18": by the first number, one that stands under or over it apart.
fn by_number<'a>(labels: &[&'a str]) -> Option<Vec<&'a str>> {
    let mut placed: Vec<((u64, i8), &'a str)> = labels
        .iter()
        .map(|label| {
            let compact: String = label.chars().filter(|c| *c != ',').collect();
            let start = compact.find(|c: char| c.is_ascii_digit())?;
            let digits: String = compact[start..].chars().take_while(char::is_ascii_digit).collect();
            let number: u64 = digits.parse().ok()?;
            let before = fold(&compact[..start]);
            let side = if ["under", "less", "fewer", "below", "up to", "<"].iter().any(|word| before.starts_with(word))
            {
                -1
            } else {
                i8::from(["over", "more", "above", ">"].iter().any(|word| before.starts_with(word)))
            };
            (start <= 14).then_some(((number, side), *label))
        })
        .collect::<Option<_>>()?;
    if placed.len() < 3 {
        return None;
    }
    placed.sort_by_key(|(key, _)| *key);
    Some(placed.into_iter().map(|(_, label)| label).collect())
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
