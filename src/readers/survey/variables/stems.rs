//! What the names and the labels of neighbouring variables have in common.

use crate::readers::survey::headings::common_stem;
use crate::readers::survey::words::fold;

/// What two names of one group begin with: `q5_` of `q5_1` and `q5_2`, `neo` of `neo1` and `neo2`, `q5` of `q5a` and `q5b`; `None`
/// where the rest of either is no number or letter.
pub fn of_names<'a>(first: &'a str, second: &str) -> Option<&'a str> {
    let mut common = first.bytes().zip(second.bytes()).take_while(|(a, b)| a == b).count();
    while !first.is_char_boundary(common) {
        common -= 1;
    }
    // 10 and 11 have a digit in common and are two numbers all the same.
    let cuts_a_number = [first, second].iter().any(|name| {
        first[..common].ends_with(|letter: char| letter.is_ascii_digit())
            && name[common..].starts_with(|letter: char| letter.is_ascii_digit())
    });
    let stem = if cuts_a_number {
        first[..common].trim_end_matches(|letter: char| letter.is_ascii_digit())
    } else {
        &first[..common]
    };
    let begins = stem.starts_with(|letter: char| letter.is_alphabetic() || matches!(letter, '_' | '@' | '$'));
    (begins && [first, second].iter().all(|name| counts(&name[stem.len()..]))).then_some(stem)
}

/// Whether the end of a name counts: `1`, `01`, `a`, `SQ001`, `r2`, `1_a`, `2.b`.
fn counts(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['_', '.', '#', '$']);
    let letters = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).len();
    let (before, after) = rest.split_at(letters);
    if after.is_empty() {
        return before.len() == 1;
    }
    let digits = after.len() - after.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let tail = after[digits..].trim_start_matches(['_', '.']);
    (1..=4).contains(&digits)
        && letters <= 3
        && tail.len() <= 2
        && tail.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a stem only counts the questions of the questionnaire: `q1`, `v1`, `var1` are questions, not parts of one.
pub fn is_general(stem: &str) -> bool {
    let stem = stem.trim_end_matches(['_', '.']).to_lowercase();
    let words =
        ["q", "qu", "v", "var", "x", "item", "question", "s", "f", "col", "column", "variable", "frage", "vraag"];
    stem.len() <= 1 || words.contains(&stem.as_str())
}

/// The end of a name after a stem, without the marks between.
pub fn end<'a>(name: &'a str, stem: &str) -> &'a str {
    name.strip_prefix(stem).unwrap_or(name).trim_start_matches(['_', '.', '#', '$'])
}

/// What labels have in common and what each says besides: `Stem - row`, `Stem: row`, `[row] Stem`, `row: Stem`; `None` for what
/// they have in common where that is nothing.
pub fn of_labels(labels: &[&str]) -> (Option<String>, Vec<String>) {
    let owned: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
    let Some((first, rest)) = labels.split_first().filter(|(_, rest)| !rest.is_empty()) else { return (None, owned) };
    if rest.iter().all(|label| fold(label) == fold(first)) {
        return (Some((*first).to_owned()).filter(|label| !label.is_empty()), vec![String::new(); labels.len()]);
    }
    let (stem, rows) = common_stem(&owned);
    if stem.is_some() {
        return (
            stem,
            rows.iter().map(|row| row.trim_end_matches(']').trim_start_matches('[').trim().to_owned()).collect(),
        );
    }
    of_label_ends(labels).unwrap_or((None, owned))
}

/// The same where labels end alike: `[row] Stem`.
fn of_label_ends(labels: &[&str]) -> Option<(Option<String>, Vec<String>)> {
    let first = labels.first()?;
    let common = labels
        .iter()
        .map(|label| first.bytes().rev().zip(label.bytes().rev()).take_while(|(a, b)| a == b).count())
        .min()?;
    let mut begins = first.len() - common;
    while !first.is_char_boundary(begins) {
        begins += 1;
    }
    let end = &first[begins..];
    let (at, mark) = ["] ", ": ", " - ", " – ", ":"]
        .into_iter()
        .filter_map(|mark| end.find(mark).map(|at| (at, mark)))
        .min_by_key(|(at, _)| *at)?;
    let stem = end[at + mark.len()..].trim();
    let taken = end.len() - at;
    let rows: Vec<String> =
        labels.iter().map(|label| label[..label.len() - taken].trim_start_matches('[').trim().to_owned()).collect();
    let told = !stem.is_empty() && rows.iter().all(|row| !row.is_empty());
    told.then(|| (Some(stem.to_owned()), rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_count_have_a_stem_and_others_have_none() {
        for (first, second, stem) in [
            ("q5_1", "q5_2", Some("q5_")),
            ("q5_10", "q5_11", Some("q5_")),
            ("q5a", "q5b", Some("q5")),
            ("neo1", "neo2", Some("neo")),
            ("Q14_1_a", "Q14_2_a", Some("Q14_")),
            ("Q3_SQ001", "Q3_SQ002", Some("Q3_SQ")),
            ("q1", "q2", Some("q")),
            ("age", "sex", None),
            ("trust_gov", "trust_police", None),
            ("1a", "1b", None),
            ("é1", "é2", Some("é")),
        ] {
            assert_eq!(of_names(first, second), stem, "{first} {second}");
        }
        assert!(is_general("q") && is_general("Var_") && !is_general("neo"));
    }

    #[test]
    fn labels_are_told_into_what_they_share_and_what_they_do_not() {
        let split = |labels: &[&str]| {
            let (stem, rows) = of_labels(labels);
            (stem.unwrap_or_default(), rows.join("|"))
        };
        assert_eq!(split(&["Pets - Dogs", "Pets - Cats"]), ("Pets".into(), "Dogs|Cats".into()));
        assert_eq!(split(&["[Dogs] Which pets?", "[Cats] Which pets?"]), ("Which pets?".into(), "Dogs|Cats".into()));
        assert_eq!(split(&["Which pets? [Dogs]", "Which pets? [Cats]"]), ("Which pets?".into(), "Dogs|Cats".into()));
        assert_eq!(split(&["Dogs:Which pets", "Cats:Which pets"]), ("Which pets".into(), "Dogs|Cats".into()));
        assert_eq!(split(&["Dogs", "Cats"]), (String::new(), "Dogs|Cats".into()));
        assert_eq!(split(&["Same", "Same"]), ("Same".into(), "|".into()));
        assert_eq!(split(&[]), (String::new(), String::new()));
    }
}
