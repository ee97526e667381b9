//! Text → words with their places.

use std::ops::Range;

use super::fault::fault;
use crate::diagnostic::Result;

/// A word of the language.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// The id of a question, a function or a word of the language.
    Name(String),
    /// A name in backticks: never a word of the language.
    Quoted(String),
    /// Words between quotation marks.
    Text(String),
    /// A number.
    Number(f64),
    /// `=` and its relatives.
    Compared(Comparison),
    /// `+ - * /`
    Sign(Sign),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    OpenList,
    /// `]`
    CloseList,
    /// `,`
    Comma,
}

/// How two things are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Whether it holds for an order.
    pub fn allows(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// What is done with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}

/// A word and where it stands, in bytes.
pub type Placed = (Token, Range<usize>);

/// The pairs of marks between which words stand; typographic ones come with text pasted from Word.
const QUOTATION: [(char, char); 4] = [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’')];

/// Cuts a text into words.
///
/// # Errors
/// When a quotation is not closed, or a character is none of the language.
pub fn lex(text: &str) -> Result<Vec<Placed>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, length) = next(text, at, first)?;
        tokens.push((token, at..at + length));
        at += length;
    }
    Ok(tokens)
}

/// The word at a place and how many bytes it takes.
fn next(text: &str, at: usize, first: char) -> Result<(Token, usize)> {
    let rest = &text[at..];
    if let Some((_, closing)) = QUOTATION.into_iter().find(|(opening, _)| *opening == first) {
        return quoted(text, at, first, closing).map(|(words, length)| (Token::Text(words), length));
    }
    if first == '`' {
        return quoted(text, at, '`', '`').map(|(name, length)| (Token::Quoted(name), length));
    }
    if first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
        return number(text, at);
    }
    if first.is_alphabetic() || first == '_' {
        let length = name_length(rest);
        return Ok((Token::Name(rest[..length].to_owned()), length));
    }
    let two = [
        ("!=", Comparison::NotEqual),
        ("<>", Comparison::NotEqual),
        ("<=", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("==", Comparison::Equal),
    ];
    if let Some((_, comparison)) = two.into_iter().find(|(sign, _)| rest.starts_with(sign)) {
        return Ok((Token::Compared(comparison), 2));
    }
    let token = match first {
        '=' => Token::Compared(Comparison::Equal),
        '<' => Token::Compared(Comparison::Below),
        '>' => Token::Compared(Comparison::Above),
        '≤' => Token::Compared(Comparison::AtMost),
        '≥' => Token::Compared(Comparison::AtLeast),
        '≠' => Token::Compared(Comparison::NotEqual),
        '+' => Token::Sign(Sign::Plus),
        '-' | '−' => Token::Sign(Sign::Minus),
        '*' | '×' => Token::Sign(Sign::Times),
        '/' | '÷' => Token::Sign(Sign::Over),
        '(' => Token::Open,
        ')' => Token::Close,
        '[' => Token::OpenList,
        ']' => Token::CloseList,
        ',' | ';' => Token::Comma,
        _ => {
            let part = at..at + first.len_utf8();
            let word = match first {
                '&' => Some("and"),
                '|' => Some("or"),
                '!' => Some("not"),
                _ => None,
            };
            if let Some(word) = word {
                return Err(fault(text, &part, &format!("“{first}” means nothing here")).hint(format!("write {word}")));
            }
            return Err(fault(text, &part, &format!("“{first}” means nothing here"))
                .hint("labels stand in quotation marks: size = \"Micro\"; ids with other signs in backticks: `q-1`"));
        }
    };
    Ok((token, first.len_utf8()))
}

/// The length of a name: letters, digits, `_`, a point or hyphen between them (`support.training`, `works-with`).
fn name_length(rest: &str) -> usize {
    let mut length = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let inside = character.is_alphanumeric() || character == '_';
        let between = matches!(character, '.' | '-')
            && characters.peek().is_some_and(|(_, next)| next.is_alphanumeric() || *next == '_');
        if !inside && !between {
            break;
        }
        length = at + character.len_utf8();
    }
    length
}

fn number(text: &str, at: usize) -> Result<(Token, usize)> {
    let rest = &text[at..];
    let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '_')).unwrap_or(rest.len());
    match rest[..length].parse::<f64>() {
        Ok(value) if value.is_finite() && rest[..length].bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => {
            Ok((Token::Number(value), length))
        }
        _ => Err(fault(text, &(at..at + length), "this is neither a number nor a name")
            .hint("a date or a label stands in quotation marks; an id that begins with a digit in backticks: `1a`")),
    }
}

/// Words up to the closing mark; a mark written twice, or after a backslash, is one of the words.
fn quoted(text: &str, at: usize, opening: char, closing: char) -> Result<(String, usize)> {
    let mut words = String::new();
    let mut characters = text[at + opening.len_utf8()..].char_indices().peekable();
    while let Some((place, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        if character == '\\' && next.is_some_and(|next| next == closing || next == '\\') {
            words.extend(characters.next().map(|(_, next)| next));
        } else if character == closing {
            if next == Some(closing) && opening == closing {
                characters.next();
                words.push(closing);
                continue;
            }
            return Ok((words, opening.len_utf8() + place + closing.len_utf8()));
        } else {
            words.push(character);
        }
    }
    Err(fault(text, &(at..text.len()), "the quotation that begins here is not closed")
        .hint(format!("end it with {closing}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        lex(text).unwrap().into_iter().map(|(token, _)| token).collect()
    }

    #[test]
    fn nothing_is_no_words() {
        assert!(tokens(" \n ").is_empty());
    }

    #[test]
    fn names_hold_points_and_hyphens_and_a_minus_stands_apart() {
        assert_eq!(tokens("works-with support.a"), [Token::Name("works-with".into()), Token::Name("support.a".into())]);
        assert_eq!(tokens("a - 1.5"), [Token::Name("a".into()), Token::Sign(Sign::Minus), Token::Number(1.5)]);
        assert_eq!(tokens("`1-a`"), [Token::Quoted("1-a".into())]);
    }

    #[test]
    fn quotations_come_in_all_marks_and_hold_their_own() {
        for text in ["\"don’t \"\"know\"\"\"", "“don’t \"know\"”", "'don’t \"know\"'", "\"don’t \\\"know\\\"\""]
        {
            assert_eq!(tokens(text), [Token::Text("don’t \"know\"".into())], "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        for text in ["size = \"Micro", "size ? 1", "12ab", "1.2.3"] {
            let error = lex(text).unwrap_err();
            assert!(error.what().contains('^') && error.hint_text().is_some(), "{text}: {error}");
        }
    }
}
