//! Names and labels that SPSS takes.

/// Bytes of a variable's label.
pub const LONGEST_LABEL: usize = 255;
/// Bytes of a value's label.
pub const LONGEST_VALUE_LABEL: usize = 120;
/// Bytes of a name.
const LONGEST_NAME: usize = 60;
/// Words that are no names.
const RESERVED: [&str; 13] = ["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"];

/// A text cut to so many bytes, between two letters.
pub fn cut(text: &str, most: usize) -> String {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

/// Names that were given, which no other may have; SPSS takes `Age` and `age` for the same.
#[derive(Debug, Default)]
pub struct Names {
    taken: std::collections::BTreeSet<String>,
}

impl Names {
    /// A name made of this one: letters, digits and underscores, beginning with a letter, no other variable’s.
    pub fn make(&mut self, wanted: &str) -> String {
        let plain: String =
            wanted.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
        let plain = plain.trim_end_matches('_');
        let begins = plain.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let mut base = if begins { plain.to_owned() } else { format!("v{plain}") };
        if RESERVED.contains(&base.to_lowercase().as_str()) {
            base.push_str("_q");
        }
        let base = cut(&base, LONGEST_NAME);
        let mut name = base.clone();
        let mut number = 2;
        while !self.taken.insert(name.to_lowercase()) {
            let end = format!("_{number}");
            name = format!("{}{end}", cut(&base, LONGEST_NAME - end.len()));
            number += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_spss_takes_and_no_two_are_alike() {
        let mut names = Names::default();
        let made: Vec<String> =
            ["age", "Age", "1st", "all", "sex__m/f", "", "é"].iter().map(|name| names.make(name)).collect();
        assert_eq!(made, ["age", "Age_2", "v1st", "all_q", "sex__m_f", "v", "v_2"]);
        let long = "x".repeat(90);
        assert_eq!((names.make(&long).len(), names.make(&long).len()), (60, 60));
        assert_eq!(cut("aé", 2), "a");
    }
}
