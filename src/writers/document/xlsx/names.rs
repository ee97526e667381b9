//! Names of sheets, as Excel allows them.

use std::collections::BTreeSet;

/// Excel's limit, in the units it counts.
const LONGEST: usize = 31;

/// The names given so far.
#[derive(Debug, Default)]
pub struct SheetNames {
    taken: BTreeSet<String>,
}

impl SheetNames {
    /// A name like the one wished for that Excel allows and no other sheet has.
    pub fn name(&mut self, wished: &str) -> String {
        let name = allowed(wished);
        let mut candidate = name.clone();
        let mut number = 2;
        // Excel tells no capitals from small letters here.
        while !self.taken.insert(candidate.to_lowercase()) {
            let suffix = format!(" ({number})");
            candidate = cut(&name, LONGEST - suffix.len()) + &suffix;
            number += 1;
        }
        candidate
    }
}

fn allowed(wished: &str) -> String {
    let legal: String = wished
        .chars()
        .map(|character| match character {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => ' ',
            '\'' => '’',
            other if other.is_control() || !crate::writers::xml::is_held(other) => ' ',
            other => other,
        })
        .collect();
    let name = cut(&legal.split_whitespace().collect::<Vec<_>>().join(" "), LONGEST);
    match name.to_lowercase().as_str() {
        "" => "Sheet".to_owned(),
        // A name that Excel keeps for itself.
        "history" => "History of answers".to_owned(),
        _ => name,
    }
}

fn cut(name: &str, longest: usize) -> String {
    let mut units = 0;
    let kept: String = name
        .chars()
        .take_while(|character| {
            units += character.len_utf16();
            units <= longest
        })
        .collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_nothing_is_still_a_name() {
        let mut names = SheetNames::default();
        assert_eq!(names.name(""), "Sheet");
        assert_eq!(names.name("[]:*?/\\"), "Sheet (2)");
    }

    #[test]
    fn what_excel_forbids_is_left_out() {
        let mut names = SheetNames::default();
        assert_eq!(names.name("size: [by] sector / 'all'?"), "size by sector ’all’");
        assert_eq!(names.name("History"), "History of answers");
    }

    #[test]
    fn long_names_are_cut_and_stay_different() {
        let mut names = SheetNames::default();
        let long = "a very long name of a very long question";
        let (first, second) = (names.name(long), names.name(&long.to_uppercase()));
        assert_eq!(first, "a very long name of a very long");
        assert_eq!(second, "A VERY LONG NAME OF A VERY (2)");
        assert!(names.name(&"🙂".repeat(40)).encode_utf16().count() <= LONGEST);
    }
}
