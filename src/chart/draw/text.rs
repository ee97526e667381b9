//! Breaking words into lines.

use super::font::{self, Weight};

/// Longer labels than this are cut before they are measured: an answer of a megabyte is no label.
const LONGEST: usize = 600;

/// Breaks a text into lines that are no wider than `room`, at most so many; what does not fit ends in an ellipsis.
pub(in crate::chart) fn wrap(text: &str, size: f64, weight: Weight, room: f64, most_lines: usize) -> Vec<String> {
    let text: String = text.chars().take(LONGEST).collect();
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, size, weight, room)) {
        let joined = if line.is_empty() || word.glued {
            format!("{line}{}", word.text)
        } else {
            format!("{line} {}", word.text)
        };
        if line.is_empty() || font::width(&joined, size, weight) <= room {
            line = joined;
        } else {
            lines.push(std::mem::replace(&mut line, word.text));
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most_lines {
        lines.truncate(most_lines.max(1));
        if let Some(last) = lines.last_mut() {
            *last = with_ellipsis(last, size, weight, room);
        }
    }
    lines
}

/// As [`wrap`], in lines of about one length: no last line of one word.
pub(in crate::chart) fn balanced(text: &str, size: f64, weight: Weight, room: f64, most_lines: usize) -> Vec<String> {
    /// Shorter lines than this share of the room look ragged in another way.
    const SHORTEST: f64 = 0.4;
    let greedy = wrap(text, size, weight, room, most_lines);
    if greedy.len() < 2 || greedy.last().is_some_and(|line| line.ends_with('…')) {
        return greedy;
    }
    // Shorter lines must not break a word that the full line would hold.
    let longest = text.split_whitespace().map(|word| font::width(word, size, weight)).fold(0.0, f64::max);
    let mut best = greedy;
    let mut share = 0.95;
    while share >= SHORTEST && room * share >= longest {
        let lines = wrap(text, size, weight, room * share, most_lines + 1);
        if lines.len() > best.len() {
            break;
        }
        best = lines;
        share -= 0.05;
    }
    best
}

/// A text cut to the room it has, with an ellipsis where something is missing.
pub(in crate::chart) fn fit(text: &str, size: f64, weight: Weight, room: f64) -> String {
    wrap(text, size, weight, room, 1).into_iter().next().unwrap_or_default()
}

fn with_ellipsis(line: &str, size: f64, weight: Weight, room: f64) -> String {
    let mut kept = line.trim_end_matches([',', ';', ':', '.', ' ']).to_owned();
    loop {
        let cut = format!("{}…", kept.trim_end());
        if font::width(&cut, size, weight) <= room || kept.pop().is_none() {
            return cut;
        }
    }
}

struct Piece {
    text: String,
    /// Follows the piece before without a blank.
    glued: bool,
}

/// A word that is wider than the room is broken, after a hyphen or a slash where there is one.
fn pieces(word: &str, size: f64, weight: Weight, room: f64) -> Vec<Piece> {
    if font::width(word, size, weight) <= room {
        return vec![Piece { text: word.to_owned(), glued: false }];
    }
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for character in word.chars() {
        let longer = format!("{piece}{character}");
        if !piece.is_empty() && font::width(&longer, size, weight) > room {
            let rest = match piece.rfind(['-', '/', '‐']) {
                Some(place) => piece.split_off(place + piece[place..].chars().next().map_or(1, char::len_utf8)),
                None => String::new(),
            };
            pieces.push(Piece { text: std::mem::replace(&mut piece, rest), glued: !pieces.is_empty() });
        }
        piece.push(character);
    }
    if !piece.is_empty() {
        pieces.push(Piece { text: piece, glued: !pieces.is_empty() });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, room: f64, most: usize) -> Vec<String> {
        wrap(text, 13.0, Weight::Regular, room, most)
    }

    #[test]
    fn nothing_has_no_lines() {
        assert!(lines("", 100.0, 3).is_empty());
        assert!(lines(" \n ", 100.0, 3).is_empty());
        assert_eq!(fit("", 13.0, Weight::Regular, 10.0), "");
    }

    #[test]
    fn a_long_label_ends_in_an_ellipsis_and_no_line_is_too_wide() {
        let label = "Deciding together with service users how the organisation is run, by whom and to what end";
        let broken = lines(label, 150.0, 3);
        assert_eq!(broken.len(), 3);
        assert!(broken[2].ends_with('…'));
        for line in broken {
            assert!(font::width(&line, 13.0, Weight::Regular) <= 150.0, "{line}");
        }
    }

    #[test]
    fn a_word_without_a_blank_is_broken_and_nothing_of_it_is_lost() {
        let word = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch";
        assert_eq!(lines(word, 100.0, 9).concat(), word);
        assert_eq!(lines("evaluation/monitoring", 90.0, 3), ["evaluation/", "monitoring"]);
    }

    #[test]
    fn lines_of_one_length_break_no_word() {
        let room = font::width("Grassroots group", 13.0, Weight::Bold) - 1.0;
        assert_eq!(balanced("Grassroots group", 13.0, Weight::Bold, room, 3), ["Grassroots", "group"]);
        assert_eq!(balanced("", 13.0, Weight::Bold, room, 3), Vec::<String>::new());
    }

    #[test]
    fn room_for_nothing_still_ends() {
        assert!(!lines("Governance", 0.0, 3).is_empty());
        assert!(lines(&"x".repeat(1_000_000), 100.0, 3).len() <= 3);
    }
}
