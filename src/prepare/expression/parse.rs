//! Words → tree.

use std::ops::Range;

use super::fault::fault;
use super::lex::{Comparison, Placed, Sign, Token, lex};
use crate::diagnostic::{Error, Result};

/// An expression longer than this is not read.
const LONGEST: usize = 20_000;
/// Brackets nested deeper than this are not followed.
const DEEPEST: usize = 60;

/// A part of the tree and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// In bytes of the text.
    pub place: Range<usize>,
    /// What it is.
    pub term: Term,
}

/// What a part of the tree is.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// A question, a row of a grid, an item of a ranking.
    Name(String),
    /// A label or a date.
    Text(String),
    /// A number.
    Number(f64),
    /// `["a", "b"]`
    List(Vec<Node>),
    /// `not …`
    Not(Box<Node>),
    /// `… and … and …`: in one list, so that a long one is not a deep one.
    And(Vec<Node>),
    /// `… or … or …`
    Or(Vec<Node>),
    /// `… >= …`
    Compare(Box<Node>, Comparison, Box<Node>),
    /// `… in […]`
    In(Box<Node>, Box<Node>),
    /// `… has any […]`
    Has(Box<Node>, How, Box<Node>),
    /// `… contains "…"`
    Contains(Box<Node>, Box<Node>),
    /// `-…`
    Negative(Box<Node>),
    /// `… + …`
    Arithmetic(Box<Node>, Sign, Box<Node>),
    /// `mean(…, …)`
    Call(String, Vec<Node>),
}

impl Node {
    /// Adds the names that stand in it, each once.
    pub fn names(&self, into: &mut Vec<String>) {
        match &self.term {
            Term::Name(name) if into.contains(name) => {}
            Term::Name(name) => into.push(name.clone()),
            Term::Text(_) | Term::Number(_) => {}
            Term::List(parts) | Term::And(parts) | Term::Or(parts) | Term::Call(_, parts) => {
                parts.iter().for_each(|part| part.names(into));
            }
            Term::Not(inner) | Term::Negative(inner) => inner.names(into),
            Term::Compare(left, _, right)
            | Term::In(left, right)
            | Term::Has(left, _, right)
            | Term::Contains(left, right)
            | Term::Arithmetic(left, _, right) => {
                left.names(into);
                right.names(into);
            }
        }
    }
}

/// How many of the answers named must have been given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// One or more.
    Any,
    /// Every one.
    All,
    /// Not one.
    None,
}

/// Reads a text.
///
/// # Errors
/// When it is empty, too long, nested too deeply, or ends or goes on where it should not.
pub fn parse(text: &str) -> Result<Node> {
    if text.len() > LONGEST {
        return Err(Error::new(format!("an expression of {} characters is longer than canvass reads", text.len()))
            .hint("make a recode of a part of it and use its id"));
    }
    let tokens = lex(text)?;
    if tokens.is_empty() {
        return Err(Error::new("the expression is empty").hint("for instance: size = \"Micro\""));
    }
    let mut parser = Parser { text, tokens: &tokens, at: 0, depth: 0 };
    let node = parser.either()?;
    match parser.tokens.get(parser.at) {
        None => Ok(node),
        Some((token, place)) => Err(parser.surplus(token, place)),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Placed],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn here(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.text.len()..self.text.len(), |(_, place)| place.clone())
    }

    /// Takes a word of the language, in whatever case it is written.
    fn takes(&mut self, word: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Name(name)) if name.eq_ignore_ascii_case(word));
        self.at += usize::from(is);
        is
    }

    fn takes_token(&mut self, token: &Token) -> bool {
        let is = self.peek() == Some(token);
        self.at += usize::from(is);
        is
    }

    fn surplus(&self, token: &Token, place: &Range<usize>) -> Error {
        let hint = match token {
            Token::Name(_) | Token::Quoted(_) | Token::Text(_) | Token::Number(_) => {
                "“and” or “or” stands between two conditions, and labels stand in quotation marks"
            }
            Token::Close | Token::CloseList => "this bracket was never opened",
            _ => "something is missing before it",
        };
        fault(self.text, place, "the expression could end here, but goes on").hint(hint)
    }

    fn either(&mut self) -> Result<Node> {
        self.chain("or", Self::both, Term::Or)
    }

    fn both(&mut self) -> Result<Node> {
        self.chain("and", Self::negated, Term::And)
    }

    fn chain(&mut self, word: &str, part: fn(&mut Self) -> Result<Node>, term: fn(Vec<Node>) -> Term) -> Result<Node> {
        let first = part(self)?;
        let mut parts = vec![first];
        while self.takes(word) {
            parts.push(part(self)?);
        }
        let place = parts[0].place.start..parts[parts.len() - 1].place.end;
        match parts.pop() {
            Some(only) if parts.is_empty() => Ok(only),
            last => {
                parts.extend(last);
                Ok(Node { place, term: term(parts) })
            }
        }
    }

    fn negated(&mut self) -> Result<Node> {
        let start = self.here().start;
        if !self.takes("not") {
            return self.compared();
        }
        let inner = self.deeper(Self::negated)?;
        Ok(Node { place: start..inner.place.end, term: Term::Not(Box::new(inner)) })
    }

    fn compared(&mut self) -> Result<Node> {
        let left = self.sum()?;
        if let Some(Token::Compared(comparison)) = self.peek() {
            let comparison = *comparison;
            self.at += 1;
            let right = self.sum()?;
            return Ok(joined(left, right, |left, right| Term::Compare(left, comparison, right)));
        }
        let before = self.at;
        let is_negated = self.takes("not");
        let found = if self.takes("in") {
            let list = self.list()?;
            joined(left, list, Term::In)
        } else if self.takes("contains") {
            let words = self.sum()?;
            joined(left, words, Term::Contains)
        } else if self.takes("has") {
            let how = self.how();
            let list = if self.peek() == Some(&Token::OpenList) { self.list()? } else { self.sum()? };
            joined(left, list, |left, right| Term::Has(left, how, right))
        } else {
            self.at = before;
            return Ok(left);
        };
        if is_negated {
            return Ok(Node { place: found.place.clone(), term: Term::Not(Box::new(found)) });
        }
        Ok(found)
    }

    fn how(&mut self) -> How {
        if self.takes("all") {
            How::All
        } else if self.takes("none") {
            How::None
        } else {
            self.takes("any");
            How::Any
        }
    }

    fn sum(&mut self) -> Result<Node> {
        self.arithmetic(Self::product, [Sign::Plus, Sign::Minus])
    }

    fn product(&mut self) -> Result<Node> {
        self.arithmetic(Self::signed, [Sign::Times, Sign::Over])
    }

    fn arithmetic(&mut self, part: fn(&mut Self) -> Result<Node>, signs: [Sign; 2]) -> Result<Node> {
        let mut left = part(self)?;
        let mut links = 0;
        while let Some(&Token::Sign(sign)) =
            self.peek().filter(|token| matches!(token, Token::Sign(sign) if signs.contains(sign)))
        {
            links += 1;
            if links > DEEPEST {
                return Err(fault(self.text, &self.here(), "this computation has too many parts")
                    .hint("use sum(…) or mean(…), which take any number"));
            }
            self.at += 1;
            let right = part(self)?;
            left = joined(left, right, |left, right| Term::Arithmetic(left, sign, right));
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Node> {
        let start = self.here().start;
        if self.takes_token(&Token::Sign(Sign::Minus)) {
            let inner = self.deeper(Self::signed)?;
            return Ok(Node { place: start..inner.place.end, term: Term::Negative(Box::new(inner)) });
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Node> {
        let place = self.here();
        let Some(token) = self.peek().cloned() else { return Err(self.missing()) };
        self.at += 1;
        let term = match token {
            Token::Number(value) => Term::Number(value),
            Token::Text(words) => Term::Text(words),
            Token::Quoted(name) => Term::Name(name),
            Token::Name(word) if is_word(&word) => {
                self.at -= 1;
                return Err(self.missing());
            }
            Token::Name(name) if self.peek() == Some(&Token::Open) => {
                self.at += 1;
                let arguments = self.deeper(|parser| parser.until(&Token::Close, Self::either))?;
                return Ok(Node { place: place.start..self.end(), term: Term::Call(name, arguments) });
            }
            Token::Name(name) => Term::Name(name),
            Token::Open => {
                let inner = self.deeper(Self::either)?;
                if !self.takes_token(&Token::Close) {
                    return Err(fault(self.text, &place, "this bracket is not closed").hint("add a )"));
                }
                return Ok(Node { place: place.start..self.end(), ..inner });
            }
            Token::OpenList => {
                self.at -= 1;
                return self.list();
            }
            _ => {
                self.at -= 1;
                return Err(self.missing());
            }
        };
        Ok(Node { place, term })
    }

    fn list(&mut self) -> Result<Node> {
        let start = self.here().start;
        if !self.takes_token(&Token::OpenList) {
            return Err(fault(self.text, &self.here(), "a list was expected here")
                .hint("write it in square brackets: [\"Micro\", \"Small\"]"));
        }
        let parts = self.until(&Token::CloseList, Self::signed)?;
        Ok(Node { place: start..self.end(), term: Term::List(parts) })
    }

    /// Parts between commas, up to a bracket; an empty list and a comma before the bracket are allowed.
    fn until(&mut self, closing: &Token, part: fn(&mut Self) -> Result<Node>) -> Result<Vec<Node>> {
        let opened = self.at.saturating_sub(1);
        let mut parts = Vec::new();
        while !self.takes_token(closing) {
            if self.peek().is_none() {
                let place = self.tokens.get(opened).map_or(0..0, |(_, place)| place.clone());
                let bracket = if *closing == Token::CloseList { "]" } else { ")" };
                return Err(fault(self.text, &place, "this bracket is not closed").hint(format!("add a {bracket}")));
            }
            parts.push(part(self)?);
            if !self.takes_token(&Token::Comma) && self.peek().is_some_and(|token| token != closing) {
                return Err(fault(self.text, &self.here(), "a comma was expected here"));
            }
        }
        Ok(parts)
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(fault(self.text, &self.here(), "this is nested too deeply")
                .hint("make a recode of a part of it and use its id"));
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// The end of the word before.
    fn end(&self) -> usize {
        self.tokens.get(self.at.saturating_sub(1)).map_or(self.text.len(), |(_, place)| place.end)
    }

    fn missing(&self) -> Error {
        let what = if self.peek().is_none() {
            "the expression ends where a question, a label or a number was expected"
        } else {
            "a question, a label or a number was expected here"
        };
        let word = |token: &Token| match token {
            Token::Name(name) if is_word(name) => Some(name.clone()),
            _ => None,
        };
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|(token, _)| token);
        let hint = "for instance: size = \"Micro\" and age >= 18";
        match self.peek().and_then(word).or_else(|| before.and_then(word)) {
            Some(word) => fault(self.text, &self.here(), what)
                .hint(format!("{hint}; a question that is called “{word}” stands in backticks: `{word}`")),
            None => fault(self.text, &self.here(), what).hint(hint),
        }
    }
}

/// Words that are no names unless they stand in backticks.
fn is_word(name: &str) -> bool {
    ["and", "or", "not", "in", "has", "contains"].iter().any(|word| name.eq_ignore_ascii_case(word))
}

fn joined(left: Node, right: Node, term: impl FnOnce(Box<Node>, Box<Node>) -> Term) -> Node {
    Node { place: left.place.start..right.place.end, term: term(Box::new(left), Box::new(right)) }
}
