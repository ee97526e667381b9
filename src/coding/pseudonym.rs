//! Pseudonyms: names that outputs must not show, replaced by whole words.
//!
//! Longest names first, so that “Maureen Tully” goes before “Maureen”; possessives keep their ending (“Maureen’s”); a name
//! inside another word stays (“Ann” in “Annual”).

/// The text with every name replaced, and how many were.
///
/// `pairs` are names with what stands for them. Names are matched with regard to case; what was replaced is not searched again.
pub fn replace(text: &str, pairs: &[(String, String)]) -> (String, usize) {
    let mut whole = String::with_capacity(text.len());
    let replaced = walk(text, pairs, |_, _, words| whole.push_str(words));
    (whole, replaced)
}

/// Neighbouring texts with every name replaced, those included that begin in one and end in another: a name cut in two must
/// not show its second half. Such a pseudonym stands in the middle where the name touches it. The texts may have lost the
/// blanks between them.
pub fn replace_around(before: &str, middle: &str, after: &str, pairs: &[(String, String)]) -> [String; 3] {
    let seam = |one: &str, other: &str| !one.ends_with(char::is_whitespace) && !other.starts_with(char::is_whitespace);
    let seams = [seam(before, middle), seam(middle, after)].map(|missing| if missing { " " } else { "" });
    let start = before.len() + seams[0].len();
    let end = start + middle.len();
    let text = [before, seams[0], middle, seams[1], after].concat();
    let mut parts = [String::new(), String::new(), String::new()];
    walk(&text, pairs, |from, to, words| {
        let is_seam = (from == before.len() && to == start) || (from == end && to == end + seams[1].len());
        if !is_seam {
            let part = if to <= start { 0 } else { 1 + usize::from(from >= end) };
            parts[part].push_str(words);
        }
    });
    parts
}

/// Goes through a text and hands on, in order, what stands at each place (from, to, in bytes): a letter or a pseudonym. How many
/// names there were.
fn walk(text: &str, pairs: &[(String, String)], mut hand_on: impl FnMut(usize, usize, &str)) -> usize {
    let mut ordered: Vec<&(String, String)> = pairs.iter().filter(|(name, _)| !name.is_empty()).collect();
    ordered.sort_by(|one, other| other.0.len().cmp(&one.0.len()).then_with(|| one.cmp(other)));
    let (mut replaced, mut at) = (0, 0);
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let at_start = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let found = ordered
            .iter()
            .find(|(name, _)| at_start && rest.starts_with(name.as_str()) && ends_word(&rest[name.len()..]));
        let (length, words) = match found {
            Some((name, pseudonym)) => (name.len(), pseudonym.as_str()),
            None => (first.len_utf8(), &rest[..first.len_utf8()]),
        };
        hand_on(at, at + length, words);
        replaced += usize::from(found.is_some());
        at += length;
    }
    replaced
}

/// The names that stand in a text, in the order of the key.
pub fn present<'a>(text: &str, pairs: &'a [(String, String)]) -> Vec<&'a str> {
    pairs.iter().filter(|pair| replace(text, std::slice::from_ref(pair)).1 > 0).map(|(name, _)| name.as_str()).collect()
}

fn ends_word(after: &str) -> bool {
    !after.chars().next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(names: &[(&str, &str)]) -> Vec<(String, String)> {
        names.iter().map(|(name, pseudonym)| ((*name).to_owned(), (*pseudonym).to_owned())).collect()
    }

    #[test]
    fn a_name_cut_in_two_does_not_show_its_second_half() {
        let key = pairs(&[("Maureen Tully", "Jean Marsh"), ("Maureen", "Jean")]);
        let around = |before: &str, middle: &str, after: &str| replace_around(before, middle, after, &key);
        assert_eq!(around("So ", "Maureen", " Tully came"), ["So ", "Jean Marsh", " came"]);
        assert_eq!(around("So Maureen ", "Tully", " came"), ["So ", "Jean Marsh", " came"]);
        assert_eq!(around("So", "Maureen", "Tully came"), ["So", "Jean Marsh", " came"]);
        assert_eq!(around("I", "say", "Maureen’s"), ["I", "say", "Jean’s"]);
        assert_eq!(around("Maureen", "’s", " cat"), ["Jean", "’s", " cat"]);
        assert_eq!(around("", "", ""), ["", "", ""]);
        assert_eq!(around("a ", "b ", "Maureen"), ["a ", "b ", "Jean"]);
    }

    #[test]
    fn nothing_is_replaced_where_there_is_nothing() {
        assert_eq!(replace("", &pairs(&[("Ann", "Eve")])), (String::new(), 0));
        assert_eq!(replace("Annual plan, Joann", &pairs(&[("Ann", "Eve"), ("ann", "eve"), ("", "x")])).1, 0);
    }

    #[test]
    fn longest_first_and_possessives_keep_their_ending() {
        let key = pairs(&[("Maureen", "Carol"), ("Maureen Tully", "Carol Webb")]);
        assert_eq!(
            replace("Maureen Tully said so; Maureen’s forum, Maureen.", &key),
            ("Carol Webb said so; Carol’s forum, Carol.".to_owned(), 3)
        );
        assert_eq!(present("only Maureen", &key), ["Maureen"]);
    }

    #[test]
    fn a_pseudonym_is_not_replaced_again() {
        let key = pairs(&[("Ann", "Ben"), ("Ben", "Ann")]);
        assert_eq!(replace("Ann and Ben", &key).0, "Ben and Ann");
    }
}
