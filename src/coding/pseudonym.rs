//! Pseudonyms: names that outputs must not show, replaced by whole words.
//!
//! Longest names first, so that “Maureen Tully” goes before “Maureen”; possessives keep their ending (“Maureen’s”); a name
//! inside another word stays (“Ann” in “Annual”).

/// The text with every name replaced, and how many were.
///
/// `pairs` are names with what stands for them. Names are matched with regard to case; what was replaced is not searched again.
pub fn replace(text: &str, pairs: &[(String, String)]) -> (String, usize) {
    let mut ordered: Vec<&(String, String)> = pairs.iter().filter(|(name, _)| !name.is_empty()).collect();
    ordered.sort_by(|one, other| other.0.len().cmp(&one.0.len()).then_with(|| one.cmp(other)));
    let mut replaced = 0;
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let at_start =
            whole.is_empty() || rest.len() == text.len() || !before(text, rest).is_some_and(char::is_alphanumeric);
        let found = ordered
            .iter()
            .find(|(name, _)| at_start && rest.starts_with(name.as_str()) && ends_word(&rest[name.len()..]));
        match found {
            Some((name, pseudonym)) => {
                whole.push_str(pseudonym);
                rest = &rest[name.len()..];
                replaced += 1;
            }
            None => {
                whole.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    (whole, replaced)
}

/// The names that stand in a text, in the order of the key.
pub fn present<'a>(text: &str, pairs: &'a [(String, String)]) -> Vec<&'a str> {
    pairs.iter().filter(|pair| replace(text, std::slice::from_ref(pair)).1 > 0).map(|(name, _)| name.as_str()).collect()
}

fn before(text: &str, rest: &str) -> Option<char> {
    text[..text.len() - rest.len()].chars().next_back()
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
