//! Words that stay words in Markdown.

use crate::writers::document::links;

/// Words inside a paragraph: whatever could be taken for a mark of Markdown or HTML is escaped, and nothing else, since the
/// text should read well as it stands. Line ends are blanks.
pub fn words(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let characters: Vec<char> = text.chars().collect();
    for (at, &character) in characters.iter().enumerate() {
        let next = characters.get(at + 1).copied();
        let is_inside_word = || {
            let is_letter =
                |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(|c| c.is_alphanumeric());
            is_letter(at.checked_sub(1)) && is_letter(Some(at + 1))
        };
        let is_mark = match character {
            '\n' | '\r' | '\t' => {
                escaped.push(' ');
                continue;
            }
            _ if character.is_control() || crate::model::turns_direction(character) => continue,
            '<' => next.is_none_or(|next| next.is_ascii_alphabetic() || "/!?".contains(next)),
            '&' => next.is_none_or(|next| next.is_ascii_alphanumeric() || next == '#'),
            '[' => next.is_none_or(|next| "!^".contains(next)) || characters.get(at + 2) == Some(&']'),
            ']' => next.is_none_or(|next| "([:".contains(next)),
            // Inside a word an underscore is itself, so that names of questions stay readable.
            '_' => !is_inside_word(),
            '\\' | '`' | '*' | '~' | '$' => true,
            _ => false,
        };
        if is_mark {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A line that must not begin a list, a heading, a quotation or a rule.
pub fn line(escaped: &str) -> String {
    let start = escaped.trim_start();
    let digits = start.bytes().take_while(u8::is_ascii_digit).count();
    match start.as_bytes().first() {
        Some(b'#' | b'-' | b'+' | b'=' | b'>' | b'|') => format!("\\{start}"),
        _ if digits > 0 && matches!(start.as_bytes().get(digits), Some(b'.' | b')')) => {
            format!("{}\\{}", &start[..digits], &start[digits..])
        }
        _ => start.to_owned(),
    }
}

/// Words in a cell: a line end stays one.
pub fn cell(text: &str) -> String {
    text.trim().split('\n').map(|part| words(part.trim()).replace('|', "\\|")).collect::<Vec<_>>().join("<br>")
}

/// Code in as many backticks as it takes.
pub fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// An address that a link can hold: nothing in it ends the link, and nothing but pages, mail and places in the document is
/// linked to.
pub fn address(to: &str) -> String {
    if !links::is_safe(to) {
        return "#".to_owned();
    }
    to.chars()
        .filter(|character| !character.is_control())
        .map(|character| match character {
            ' ' => "%20".to_owned(),
            '(' => "%28".to_owned(),
            ')' => "%29".to_owned(),
            '<' => "%3C".to_owned(),
            '>' => "%3E".to_owned(),
            '\\' => "%5C".to_owned(),
            _ => character.to_string(),
        })
        .collect()
}

/// The longest run of a character.
pub fn longest_run(text: &str, of: char) -> usize {
    text.split(|character| character != of).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_words_and_words_stay_readable() {
        assert_eq!(words("a_b & c|d *e* <i> <1%"), "a_b & c|d \\*e\\* \\<i> <1%");
        assert_eq!(words("&lt; _x_ 5 > 4"), "\\&lt; \\_x\\_ 5 > 4");
        assert_eq!(words("[inaudible 00:01:42] [a](b) [x]"), "[inaudible 00:01:42] \\[a\\](b) \\[x\\]");
        assert_eq!(cell(" a|b\nc "), "a\\|b<br>c");
    }

    #[test]
    fn a_line_begins_nothing() {
        assert_eq!(
            [line("- a"), line("12. b"), line("# c"), line("+d"), line("1 e")],
            ["\\- a", "12\\. b", "\\# c", "\\+d", "1 e"]
        );
    }

    #[test]
    fn code_holds_its_own_backticks() {
        assert_eq!([code("a"), code("`b"), code("")], ["`a`", "`` `b ``", "`  `"]);
    }

    #[test]
    fn links_lead_to_pages_and_nowhere_else() {
        assert_eq!(address("https://a.org/(b) c"), "https://a.org/%28b%29%20c");
        assert_eq!(address("javascript:alert(1)"), "#");
        assert_eq!(address("charts/a.svg"), "charts/a.svg");
    }
}
