//! The numbers that stand for the steps of a scale.

use crate::model::{Choice, Kind, Question};

/// The choices that make up the base: neither reasons for not answering nor outside the scale.
pub fn counted(question: &Question) -> Vec<usize> {
    let counts = |place: &usize| {
        let choice = &question.choices[*place];
        choice.missing.is_none() && !choice.aside
    };
    (0..question.choices.len()).filter(counts).collect()
}

/// The numbers of the choices that count, by place: the labels where all are numbers, else the codes; `None` where neither are.
pub fn written(question: &Question) -> Option<Vec<(usize, f64)>> {
    let places = counted(question);
    let read = |text: fn(&Choice) -> &str| -> Option<Vec<(usize, f64)>> {
        let number = |place: usize| text(&question.choices[place]).trim().parse::<f64>().ok();
        places.iter().map(|&place| Some((place, number(place).filter(|value| value.is_finite())?))).collect()
    };
    read(|choice| &choice.label.text).or_else(|| read(|choice| &choice.code))
}

/// The numbers of a scale or a grid: as they are written, else 1, 2, 3 … in order. Of other questions with choices only labels that
/// are all numbers are numbers: codes of a single choice stand for names.
pub fn numbers(question: &Question) -> Option<Vec<(usize, f64)>> {
    match question.kind {
        Kind::Scale | Kind::Grid => written(question).or_else(|| Some(in_order(question))),
        Kind::Single => {
            let all = written(question)?;
            let is_label =
                |(place, value): &(usize, f64)| question.choices[*place].label.text.trim().parse() == Ok(*value);
            all.iter().all(is_label).then_some(all)
        }
        _ => None,
    }
}

/// 1, 2, 3 … for the choices that count.
pub fn in_order(question: &Question) -> Vec<(usize, f64)> {
    #[allow(clippy::cast_precision_loss, reason = "scales have few steps")]
    counted(question).into_iter().enumerate().map(|(step, place)| (place, step as f64 + 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: Kind, choices: &[(&str, &str)]) -> Question {
        let mut question = Question::new("q", "Q", kind);
        question.choices = choices.iter().map(|(code, label)| Choice::new(*code, *label)).collect();
        question
    }

    #[test]
    fn labels_that_are_numbers_come_before_codes_and_codes_before_order() {
        let labelled = question(Kind::Scale, &[("1", "0"), ("2", "10")]);
        assert_eq!(numbers(&labelled), Some(vec![(0, 0.0), (1, 10.0)]));
        let coded = question(Kind::Scale, &[("5", "Agree"), ("1", "Disagree")]);
        assert_eq!(numbers(&coded), Some(vec![(0, 5.0), (1, 1.0)]));
        let neither = question(Kind::Grid, &[("a", "Agree"), ("d", "Disagree")]);
        assert_eq!(numbers(&neither), Some(vec![(0, 1.0), (1, 2.0)]));
    }

    #[test]
    fn the_codes_of_a_single_choice_are_names() {
        assert_eq!(numbers(&question(Kind::Single, &[("1", "North"), ("2", "South")])), None);
        assert_eq!(numbers(&question(Kind::Single, &[("1", "7"), ("2", "8")])), Some(vec![(0, 7.0), (1, 8.0)]));
    }

    #[test]
    fn what_stands_outside_the_scale_has_no_number() {
        let mut scale = question(Kind::Scale, &[("1", "1"), ("2", "2"), ("9", "Not applicable")]);
        scale.choices[2].aside = true;
        assert_eq!(numbers(&scale), Some(vec![(0, 1.0), (1, 2.0)]));
    }
}
