//! A pattern as it is written → a tree of operators over phrases and expressions.

use std::ops::Range;

use super::Node;
use crate::diagnostic::under;

/// Parentheses go no deeper.
const DEEPEST: usize = 50;
/// Words between two parts, at most.
const WIDEST: usize = 1000;
/// A pattern is no longer, in bytes.
const LONGEST: usize = 1 << 20;

/// A phrase or an expression in a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaf {
    /// Words as in `phrases`: `fund*`, `lack of @money`.
    Words(String),
    /// An expression, without its slashes.
    Expression(String),
}

/// A pattern that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The tree.
    pub root: Node,
    /// What it is made of, each with its place in what was written.
    pub leaves: Vec<(Leaf, Range<usize>)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Word(String),
    Expression(String),
    Or,
    And,
    Not,
    Near(usize),
    Then(usize),
}

/// Reads a pattern.
///
/// # Errors
/// What is wrong with it, with marks under the place.
pub fn read(written: &str) -> Result<Pattern, String> {
    if written.len() > LONGEST {
        return Err("it is longer than a mebibyte: give its words a set of their own ([[set]])".to_owned());
    }
    let tokens = tokens(written)?;
    let mut reader = Reader { written, tokens, at: 0, depth: 0, leaves: Vec::new() };
    if reader.tokens.is_empty() {
        return Err("it is empty".to_owned());
    }
    let root = reader.any()?;
    if let Some((token, place)) = reader.next() {
        let what = if token == Token::Close {
            "this bracket closes nothing"
        } else {
            "an operator is missing before this: AND, OR, NEAR/5 or THEN/5"
        };
        return Err(under(written, &place, what));
    }
    if !root.finds() {
        return Err(under(
            written,
            &(0..written.len()),
            "this is found where nothing is said, so everywhere: NOT needs words beside it that are looked for, in each part of an OR",
        ));
    }
    Ok(Pattern { root, leaves: reader.leaves })
}

fn tokens(written: &str) -> Result<Vec<(Token, Range<usize>)>, String> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = written[at..].chars().next() {
        let start = at;
        let length = first.len_utf8();
        let (token, end) = match first {
            _ if first.is_whitespace() => {
                at += length;
                continue;
            }
            '(' => (Token::Open, at + 1),
            ')' => (Token::Close, at + 1),
            '"' | '“' | '”' | '„' => {
                let inner = at + length;
                let close = written[inner..].find(['"', '“', '”']).map(|offset| inner + offset);
                let close = close
                    .ok_or_else(|| under(written, &(start..written.len()), "this quotation mark is not closed"))?;
                let mark = written[close..].chars().next().map_or(1, char::len_utf8);
                (Token::Word(written[inner..close].trim().to_owned()), close + mark)
            }
            '/' => {
                let close = closing_slash(written, at + 1)
                    .ok_or_else(|| under(written, &(start..written.len()), "this expression is not closed with /"))?;
                (Token::Expression(written[at + 1..close].replace("\\/", "/")), close + 1)
            }
            _ => {
                let rest = &written[at..];
                let stops =
                    |character: char| character.is_whitespace() || matches!(character, '(' | ')' | '"' | '“' | '”');
                let end = at + rest.find(stops).unwrap_or(rest.len());
                (word(written, start..end)?, end)
            }
        };
        tokens.push((token, start..end));
        at = end;
    }
    Ok(tokens)
}

fn closing_slash(written: &str, from: usize) -> Option<usize> {
    let mut escaped = false;
    for (offset, character) in written[from..].char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '/' => return Some(from + offset),
            _ => {}
        }
    }
    None
}

/// A word or an operator.
fn word(written: &str, place: Range<usize>) -> Result<Token, String> {
    let word = &written[place.clone()];
    Ok(match word {
        "OR" => Token::Or,
        "AND" => Token::And,
        "NOT" => Token::Not,
        _ => {
            let (name, number) = word.split_once('/').map_or((word, None), |(name, number)| (name, Some(number)));
            if name != "NEAR" && name != "THEN" {
                return Ok(Token::Word(word.to_owned()));
            }
            let number = number.and_then(|number| number.parse().ok()).filter(|words| *words <= WIDEST);
            let Some(words) = number else {
                let what = format!(
                    "{name} needs the number of words that may stand between, 0 to {WIDEST}: {name}/5 (in quotation marks it is a word)"
                );
                return Err(under(written, &place, &what));
            };
            if name == "NEAR" { Token::Near(words) } else { Token::Then(words) }
        }
    })
}

struct Reader<'a> {
    written: &'a str,
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    depth: usize,
    leaves: Vec<(Leaf, Range<usize>)>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).map(|(token, _)| token)
    }

    fn next(&mut self) -> Option<(Token, Range<usize>)> {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned()
    }

    fn takes(&mut self, token: &Token) -> bool {
        let is_it = self.peek(0) == Some(token);
        self.at += usize::from(is_it);
        is_it
    }

    fn any(&mut self) -> Result<Node, String> {
        let mut parts = vec![self.all()?];
        while self.takes(&Token::Or) {
            parts.push(self.all()?);
        }
        Ok(single(parts, Node::Any))
    }

    fn all(&mut self) -> Result<Node, String> {
        let mut parts = vec![self.perhaps_not()?];
        loop {
            if self.takes(&Token::And) {
                parts.push(self.perhaps_not()?);
            } else if self.takes(&Token::Not) {
                parts.push(negated(self.perhaps_not()?));
            } else {
                return Ok(single(parts, Node::All));
            }
        }
    }

    fn perhaps_not(&mut self) -> Result<Node, String> {
        let mut is_not = false;
        while self.takes(&Token::Not) {
            is_not = !is_not;
        }
        let node = self.related()?;
        Ok(if is_not { negated(node) } else { node })
    }

    fn related(&mut self) -> Result<Node, String> {
        let start = self.place();
        let mut node = self.item()?;
        let mut is_sequence = false;
        loop {
            let is_not = self.peek(0) == Some(&Token::Not);
            let operator = self.peek(usize::from(is_not)).cloned();
            let Some(operator) = operator.filter(|token| matches!(token, Token::Near(_) | Token::Then(_))) else {
                return Ok(node);
            };
            self.at += 1 + usize::from(is_not);
            let other = self.item()?;
            if !node.finds() || !other.finds() {
                let end = self.tokens.get(self.at - 1).map_or(self.written.len(), |(_, place)| place.end);
                let what =
                    "NEAR and THEN need words on both sides, not only NOT: A NOT NEAR/5 B says that no B is near";
                return Err(under(self.written, &(start..end), what));
            }
            node = match (operator, is_not, node) {
                (Token::Then(words), false, Node::Then(mut parts, mut gaps)) if is_sequence => {
                    parts.push(other);
                    gaps.push(words);
                    Node::Then(parts, gaps)
                }
                (Token::Then(words), false, node) => Node::Then(vec![node, other], vec![words]),
                (Token::Near(words), false, node) => Node::Near(Box::new(node), Box::new(other), words),
                (Token::Then(words), true, node) => Node::NotThen(Box::new(node), Box::new(other), words),
                (Token::Near(words), true, node) => Node::NotNear(Box::new(node), Box::new(other), words),
                (_, _, node) => node,
            };
            is_sequence = matches!(node, Node::Then(..));
        }
    }

    fn place(&self) -> usize {
        self.tokens.get(self.at).map_or(self.written.len(), |(_, place)| place.start)
    }

    fn item(&mut self) -> Result<Node, String> {
        let Some((token, place)) = self.next() else {
            let end = self.written.trim_end().len();
            return Err(under(self.written, &(end..end), "words are missing here"));
        };
        match token {
            Token::Open => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(under(self.written, &place, "brackets go no deeper than 50"));
                }
                let node = self.any()?;
                self.depth -= 1;
                match self.next() {
                    Some((Token::Close, _)) => Ok(node),
                    Some((_, other)) => {
                        let what = "an operator is missing before this: AND, OR, NEAR/5 or THEN/5";
                        Err(under(self.written, &other, what))
                    }
                    None => Err(under(self.written, &place, "this bracket is not closed")),
                }
            }
            Token::Word(first) => {
                let mut words = vec![first];
                let mut end = place.end;
                while let Some((Token::Word(word), place)) = self.tokens.get(self.at) {
                    words.push(word.clone());
                    end = place.end;
                    self.at += 1;
                }
                Ok(self.leaf(Leaf::Words(words.join(" ")), place.start..end))
            }
            Token::Expression(expression) => Ok(self.leaf(Leaf::Expression(expression), place)),
            Token::Close => Err(under(self.written, &place, "words are missing before this bracket")),
            Token::Or | Token::And | Token::Not | Token::Near(_) | Token::Then(_) => {
                let what = "an operator stands between words; in quotation marks it is a word itself";
                Err(under(self.written, &place, what))
            }
        }
    }

    fn leaf(&mut self, leaf: Leaf, place: Range<usize>) -> Node {
        let known = self.leaves.iter().position(|(other, _)| *other == leaf);
        Node::Leaf(known.unwrap_or_else(|| {
            self.leaves.push((leaf, place));
            self.leaves.len() - 1
        }))
    }
}

/// One part is itself.
fn single(mut parts: Vec<Node>, several: fn(Vec<Node>) -> Node) -> Node {
    if parts.len() == 1 { parts.remove(0) } else { several(parts) }
}

/// What is denied twice is said.
fn negated(node: Node) -> Node {
    match node {
        Node::Not(inner) => *inner,
        node => Node::Not(Box::new(node)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(written: &str) -> String {
        fn show(node: &Node, leaves: &[(Leaf, Range<usize>)]) -> String {
            let list = |parts: &[Node]| parts.iter().map(|part| show(part, leaves)).collect::<Vec<_>>();
            match node {
                Node::Leaf(at) => match &leaves[*at].0 {
                    Leaf::Words(words) => words.clone(),
                    Leaf::Expression(expression) => format!("/{expression}/"),
                },
                Node::Any(parts) => format!("({})", list(parts).join(" | ")),
                Node::All(parts) => format!("({})", list(parts).join(" & ")),
                Node::Not(part) => format!("!{}", show(part, leaves)),
                Node::Near(one, other, words) => format!("({} ~{words} {})", show(one, leaves), show(other, leaves)),
                Node::Then(parts, gaps) => {
                    let mut text = show(&parts[0], leaves);
                    for (part, gap) in parts[1..].iter().zip(gaps) {
                        text.push_str(&format!(" >{gap} {}", show(part, leaves)));
                    }
                    format!("({text})")
                }
                Node::NotNear(one, other, words) => {
                    format!("({} !~{words} {})", show(one, leaves), show(other, leaves))
                }
                Node::NotThen(one, other, words) => {
                    format!("({} !>{words} {})", show(one, leaves), show(other, leaves))
                }
            }
        }
        let pattern = read(written).unwrap_or_else(|why| panic!("{written}: {why}"));
        show(&pattern.root, &pattern.leaves)
    }

    #[test]
    fn words_beside_each_other_are_a_phrase_and_near_binds_before_and_before_or() {
        for (written, expected) in [
            ("lack of money", "lack of money"),
            ("lack~ NEAR/4 @money AND NOT time OR skint", "(((lack~ ~4 @money) & !time) | skint)"),
            ("a THEN/1 b THEN/2 c", "(a >1 b >2 c)"),
            ("(a THEN/1 b) THEN/2 c", "((a >1 b) >2 c)"),
            ("a NEAR/3 b NEAR/3 c", "((a ~3 b) ~3 c)"),
            ("fund* NOT NEAR/2 raiser", "(fund* !~2 raiser)"),
            ("fund* NOT THEN/0 \"NOT\" enough", "(fund* !>0 NOT enough)"),
            ("a NOT b", "(a & !b)"),
            ("NOT NOT a", "a"),
            ("a AND NOT (NOT b)", "(a & b)"),
            (r"/£\d+\/week/ OR money", r"(/£\d+/week/ | money)"),
            ("(a OR b)AND(c)", "((a | b) & c)"),
        ] {
            assert_eq!(shown(written), expected, "{written}");
        }
    }

    #[test]
    fn operators_are_named_once_in_their_order() {
        let pattern = read("(a OR b OR c) NEAR/4 d AND NOT e THEN/2 f THEN/2 g").unwrap();
        assert_eq!(pattern.root.operators(), ["OR", "NEAR/4", "AND", "NOT", "THEN/2"]);
        assert!(read("a").unwrap().root.operators().is_empty());
    }

    #[test]
    fn what_is_wrong_is_shown_where_it_stands() {
        for (written, expected) in [
            (
                "a NEAR b",
                "NEAR needs the number of words that may stand between, 0 to 1000: NEAR/5 (in quotation marks it is a word)\n    a NEAR b\n      ^^^^",
            ),
            ("(a OR b", "this bracket is not closed\n    (a OR b\n    ^"),
            ("a OR", "words are missing here\n    a OR\n        ^"),
            ("a) OR b", "this bracket closes nothing\n    a) OR b\n     ^"),
            (
                "money (a OR b)",
                "an operator is missing before this: AND, OR, NEAR/5 or THEN/5\n    money (a OR b)\n          ^",
            ),
            ("AND a", "an operator stands between words; in quotation marks it is a word itself\n    AND a\n    ^^^"),
            ("a AND /x", "this expression is not closed with /\n    a AND /x\n          ^^"),
        ] {
            assert_eq!(read(written).unwrap_err(), expected, "{written}");
        }
        for broken in [
            "",
            "  ",
            "NOT a",
            "a OR NOT b",
            "()",
            "\"a",
            "a NEAR/1001 b",
            "a NEAR/-1 b",
            "(NOT a) NEAR/2 b",
            "a THEN/x b",
        ] {
            assert!(read(broken).is_err(), "{broken}");
        }
        assert!(read(&format!("{}a{}", "(".repeat(51), ")".repeat(51))).unwrap_err().contains("deeper"));
    }
}
