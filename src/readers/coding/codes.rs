//! What people write beside a passage: codes, and perhaps a memo.
//!
//! One rule, for comments and for cells:
//!
//! - **Codes first**, divided by semicolons, or by commas where there is no semicolon: `funding; time-capacity`.
//! - **Then a memo**, if there is one: on a new line, or on the same line behind a dash with blanks around it or a colon with a
//!   blank after it: `funding – core costs, not projects`.
//! - **Or with marks**: where words begin with `#`, these are the codes, and all the rest is memo: `#funding says it twice`.
//! - What begins with `note:` or `memo:` is a remark, and codes nothing.

/// Codes and memo as they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// Ids or names of codes.
    pub codes: Vec<String>,
    /// What was noted.
    pub memo: Option<String>,
}

/// Reads what somebody wrote beside a passage.
pub fn note(text: &str) -> Note {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    let folded = text.to_lowercase();
    if let Some(word) = ["note:", "memo:"].into_iter().find(|word| folded.starts_with(word)) {
        // The words are ASCII, so that they are as long in the text as in its lower case.
        return Note { codes: Vec::new(), memo: filled(text.get(word.len()..).unwrap_or_default()) };
    }
    let marked = marks(text);
    if !marked.codes.is_empty() {
        return marked;
    }
    let (first, below) = text.split_once('\n').unwrap_or((text, ""));
    let (codes, behind) = first_divider(first);
    let memo: Vec<&str> = [behind, below].into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    Note { codes: list(codes), memo: filled(&memo.join("\n")) }
}

/// Codes divided by semicolons or line ends, or by commas where there is neither. A `#` before one is no part of it.
pub fn list(text: &str) -> Vec<String> {
    let divided = text.contains([';', '\n']);
    let mut codes: Vec<String> = Vec::new();
    for part in text.split(|c| if divided { c == ';' || c == '\n' } else { c == ',' }) {
        let code = part.trim().trim_start_matches('#').trim();
        if !code.is_empty() && !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
    codes
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Where the memo begins on the line of the codes.
fn first_divider(line: &str) -> (&str, &str) {
    let found =
        [" – ", " — ", " - ", ": "].into_iter().filter_map(|divider| Some((line.find(divider)?, divider.len()))).min();
    match found {
        Some((start, length)) => (&line[..start], &line[start + length..]),
        None => (line.trim_end_matches(':'), ""),
    }
}

/// `#code` and `#category/code` anywhere in the text; the rest is the memo.
fn marks(text: &str) -> Note {
    let mut note = Note::default();
    let mut rest: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let code = word
            .strip_prefix('#')
            .map(|code| code.trim_end_matches([',', ';', '.', ':', '!', '?', ')']))
            .filter(|code| code.chars().next().is_some_and(char::is_alphabetic));
        match code {
            Some(code) if !note.codes.iter().any(|known| known == code) => note.codes.push(code.to_owned()),
            Some(_) => {}
            None => rest.push(word),
        }
    }
    let rest = rest.join(" ");
    note.memo = filled(rest.trim_start_matches([',', ';', ':', '–', '—', '-', ' ']));
    note
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, String) {
        let note = note(text);
        (note.codes, note.memo.unwrap_or_default())
    }

    fn expect(text: &str, codes: &[&str], memo: &str) {
        assert_eq!(read(text), (codes.iter().map(|code| (*code).to_owned()).collect(), memo.to_owned()), "{text:?}");
    }

    #[test]
    fn nothing_is_nothing() {
        for text in ["", " \n ", ";", ",", "#", "note:"] {
            expect(text, &[], "");
        }
    }

    #[test]
    fn codes_come_first_and_a_memo_may_follow() {
        expect("funding", &["funding"], "");
        expect("funding; time-capacity ;funding", &["funding", "time-capacity"], "");
        expect("Funding, Time and capacity", &["Funding", "Time and capacity"], "");
        expect("funding; Time, and capacity", &["funding", "Time, and capacity"], "");
        expect("funding – core costs, not projects", &["funding"], "core costs, not projects");
        expect("funding - core costs", &["funding"], "core costs");
        expect("does-pr: says so", &["does-pr"], "says so");
        expect("funding\nCore costs; not projects.\n\nAgain.", &["funding"], "Core costs; not projects.\n\nAgain.");
    }

    #[test]
    fn marks_are_codes_wherever_they_stand() {
        expect("#funding #capacity/time", &["funding", "capacity/time"], "");
        expect("says it twice, #funding; see #trust-ethics.", &["funding", "trust-ethics"], "says it twice, see");
        expect("No. #1 of two", &["No. #1 of two"], "");
    }

    #[test]
    fn a_remark_codes_nothing() {
        expect("Note: ask Asha about this", &[], "ask Asha about this");
    }
}
