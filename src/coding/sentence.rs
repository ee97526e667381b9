//! What a sentence is: the bounds of Unicode's UAX 29, with one before “£500 came” and without one after “Dr.”, “e.g.” or a single initial.

use super::sentence_bounds::pieces;

/// What stands before a name or a number, so that the full stop does not end a sentence. In lower case, without the stop.
const BEFORE_MORE: [&str; 36] = [
    "mr", "mrs", "ms", "mx", "dr", "prof", "rev", "revd", "fr", "sr", "st", "sgt", "insp", "cllr", "hon", "messrs",
    "mme", "e.g", "i.e", "eg", "ie", "viz", "cf", "vs", "approx", "ca", "incl", "esp", "dept", "para", "pp", "figs",
    "vol", "max", "min", "est",
];

/// What stands before a number only: “No. 4”, “p. 12”, “Jan. 3”; elsewhere it ends a sentence.
const BEFORE_NUMBERS: [&str; 18] = [
    "no", "nos", "p", "ch", "sec", "fig", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec",
];

/// The sentences of a text as bytes, in order, without the white space around them; nothing else is left out.
pub fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut sentences: Vec<(usize, usize)> = Vec::new();
    let mut open = false;
    for (start, end) in pieces(text).into_iter().flat_map(|piece| before_sums(text, piece)) {
        let piece = &text[start..end];
        let end = start + piece.trim_end().len();
        let blank = end == start;
        match sentences.last_mut() {
            Some(last) if open && !blank => last.1 = end,
            _ if blank => {}
            _ => sentences.push((start + (piece.len() - piece.trim_start().len()), end)),
        }
        // A line end closes whatever stands before it.
        open = !piece.ends_with(['\n', '\r', '\u{2029}']) && goes_on(text, end);
    }
    sentences
}

/// A piece cut where a sentence begins with a sum of money: Unicode sees none there, unless a capital follows.
fn before_sums(text: &str, (start, end): (usize, usize)) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let mut from = start;
    for (offset, sign) in text[start..end].match_indices(['£', '€', '$']) {
        let at = start + offset;
        let before = text[from..at].trim_end_matches([' ', '\t', '\u{a0}']);
        let is_sum = text[at + sign.len()..].trim_start_matches(' ').starts_with(|next: char| next.is_ascii_digit());
        let ends = before.trim_end_matches(['\'', '"', '’', '”', '»', ')', ']']).ends_with('.');
        if is_sum && ends && from + before.len() < at {
            cuts.push((from, at));
            from = at;
        }
    }
    cuts.push((from, end));
    cuts
}

/// Whether the full stop before `end` belongs to an abbreviation, and the sentence goes on behind it.
fn goes_on(text: &str, end: usize) -> bool {
    let Some(before) = text[..end].strip_suffix('.') else { return false };
    let word = before.rsplit(|character: char| !character.is_alphanumeric() && character != '.').next().unwrap_or("");
    if word.is_empty() {
        return false;
    }
    let lower = word.to_lowercase();
    let next = text[end..].trim_start().chars().next();
    if BEFORE_NUMBERS.contains(&lower.as_str()) {
        return next.is_some_and(char::is_numeric);
    }
    let mut letters = word.chars();
    let is_initial =
        matches!((letters.next(), letters.next()), (Some(letter), None) if letter.is_uppercase() && letter != 'I');
    BEFORE_MORE.contains(&lower.as_str()) || is_initial
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn nothing_has_no_sentence() {
        assert!(cut("").is_empty());
        assert!(cut("  \n ").is_empty());
    }

    #[test]
    fn titles_and_latin_do_not_end_a_sentence() {
        assert_eq!(cut("I asked Dr. Khan. She said no."), ["I asked Dr. Khan.", "She said no."]);
        assert_eq!(
            cut("Mrs. Begum and J. Smith came, e.g. Monday. Fine."),
            ["Mrs. Begum and J. Smith came, e.g. Monday.", "Fine."]
        );
        assert_eq!(cut("Is it No. 4? No. We asked."), ["Is it No. 4?", "No.", "We asked."]);
        assert_eq!(cut("So do I. We went."), ["So do I.", "We went."]);
    }

    #[test]
    fn quotes_and_question_marks_stay_with_their_sentence() {
        assert_eq!(
            cut("She said “No money.” Then what? We closed."),
            ["She said “No money.”", "Then what?", "We closed."]
        );
    }

    #[test]
    fn a_sum_of_money_begins_a_sentence_behind_a_full_stop_and_nowhere_else() {
        assert_eq!(
            cut("We closed. £500 was all. (It was.) £40 came “in May.” $1,000 then. € 3 more."),
            ["We closed.", "£500 was all.", "(It was.)", "£40 came “in May.”", "$1,000 then.", "€ 3 more."]
        );
        for whole in [
            "It cost approx. £500 then.",
            "Dr. £5 said so.",
            "We had £500 and £40 more",
            "It is.£5 was it",
            "It fell. £ signs are money",
            "£5",
            "... £5",
        ] {
            let expected: Vec<&str> = if whole.starts_with("...") { vec!["...", "£5"] } else { vec![whole] };
            assert_eq!(cut(whole), expected);
        }
    }

    #[test]
    fn a_paragraph_ends_a_sentence() {
        assert_eq!(cut("No full stop here\nand Dr.\nKhan"), ["No full stop here", "and Dr.", "Khan"]);
    }
}
