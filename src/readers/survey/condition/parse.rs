//! Text → condition. Both notations are read by one grammar: a question is `${name}` in the one and `[name]` or `[name(code)]`
//! in the other; the rest is alike.

use super::{Comparison, Condition, Value};

/// A condition longer than this is not read: no questionnaire has one.
const LONGEST: usize = 20_000;
/// Brackets nested deeper than this are not followed.
const DEEPEST: usize = 60;

/// Reads a condition; [`Condition::Beyond`] where it cannot be.
pub fn parse(text: &str) -> Condition {
    if text.len() > LONGEST {
        return Condition::Beyond;
    }
    let Some(tokens) = tokens(text) else { return Condition::Beyond };
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
    match parser.any() {
        Some(Term::Condition(condition)) if parser.at == tokens.len() => condition,
        _ => Condition::Beyond,
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// A question, and one of its choices where it names one.
    Question(String, Option<String>),
    /// A question of another event, or of another row.
    Elsewhere,
    Text(String),
    Word(String),
    Compared(Comparison),
    Open,
    Close,
    Comma,
    /// `+`, `-`, `*`, `.` and the like.
    Sign,
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '$' => xpath_question(rest)?,
            '[' => bracketed_question(rest)?,
            '\'' | '"' | '‘' | '“' | '’' | '”' => quoted(rest, first)?,
            '(' => (Token::Open, &rest[1..]),
            ')' => (Token::Close, &rest[1..]),
            ',' => (Token::Comma, &rest[1..]),
            '=' | '!' | '<' | '>' => compared(rest)?,
            first if first.is_ascii_digit() => number(rest),
            first if first.is_alphabetic() || first == '_' => word(rest),
            _ => (Token::Sign, &rest[first.len_utf8()..]),
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Some(negative_numbers(tokens))
}

/// `${name}`
fn xpath_question(rest: &str) -> Option<(Token, &str)> {
    let inner = rest.strip_prefix("${")?;
    let (name, after) = inner.split_once('}')?;
    Some((Token::Question(name.trim().to_owned(), None), after))
}

/// `[name]`, `[name(code)]`; `[event][name]` and `[name][instance]` are elsewhere.
fn bracketed_question(rest: &str) -> Option<(Token, &str)> {
    let (inner, after) = rest.strip_prefix('[')?.split_once(']')?;
    if after.starts_with('[') {
        let mut after = after;
        while let Some(more) = after.strip_prefix('[') {
            after = more.split_once(']')?.1;
        }
        return Some((Token::Elsewhere, after));
    }
    let (name, choice) = match inner.split_once('(') {
        Some((name, choice)) => (name, Some(choice.trim_end().strip_suffix(')')?.trim().to_owned())),
        None => (inner, None),
    };
    let name = name.trim();
    // [current-instance], [user-name]: of the platform and not of the questionnaire.
    let of_platform = name.contains('-') || name.contains(':');
    let token = if of_platform { Token::Elsewhere } else { Token::Question(name.to_owned(), choice) };
    Some((token, after))
}

fn quoted(rest: &str, mark: char) -> Option<(Token, &str)> {
    let inner = &rest[mark.len_utf8()..];
    // Word turns quotation marks round; a text that begins with one kind may end with its partner.
    let ends = |c: char| match mark {
        '\'' | '"' => c == mark,
        '‘' | '’' => matches!(c, '‘' | '’' | '\''),
        _ => matches!(c, '“' | '”' | '"'),
    };
    let end = inner.find(ends)?;
    let after = &inner[end..];
    let width = after.chars().next().map_or(0, char::len_utf8);
    Some((Token::Text(inner[..end].to_owned()), &after[width..]))
}

fn compared(rest: &str) -> Option<(Token, &str)> {
    const ALL: [(&str, Comparison); 8] = [
        ("!=", Comparison::Unequal),
        ("<>", Comparison::Unequal),
        ("<=", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("==", Comparison::Equal),
        ("=", Comparison::Equal),
        ("<", Comparison::Less),
        (">", Comparison::More),
    ];
    ALL.iter().find_map(|(sign, comparison)| Some((Token::Compared(*comparison), rest.strip_prefix(sign)?)))
}

fn number(rest: &str) -> (Token, &str) {
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    (Token::Text(rest[..end].to_owned()), &rest[end..])
}

fn word(rest: &str) -> (Token, &str) {
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))).unwrap_or(rest.len());
    (Token::Word(rest[..end].to_owned()), &rest[end..])
}

/// A minus before a number and after a comparison, a comma or a bracket belongs to the number.
fn negative_numbers(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let before = joined.len().checked_sub(2).and_then(|at| joined.get(at));
        let stands_alone = matches!(before, Some(Token::Compared(_) | Token::Comma | Token::Open));
        match (&token, joined.last()) {
            (Token::Text(number), Some(Token::Sign))
                if stands_alone && number.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                joined.pop();
                joined.push(Token::Text(format!("-{number}")));
            }
            _ => joined.push(token),
        }
    }
    joined
}

/// What a bracket or a side of a comparison holds.
enum Term {
    Condition(Condition),
    Value(Value),
}

impl Term {
    fn condition(self) -> Condition {
        match self {
            Self::Condition(condition) => condition,
            Self::Value(_) => Condition::Beyond,
        }
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn takes(&mut self, token: &Token) -> bool {
        let is = self.peek() == Some(token);
        self.at += usize::from(is);
        is
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word));
        self.at += usize::from(is);
        is
    }

    fn any(&mut self) -> Option<Term> {
        self.chain("or", Self::all, Condition::Any)
    }

    fn all(&mut self) -> Option<Term> {
        self.chain("and", Self::compared, Condition::All)
    }

    fn chain(
        &mut self,
        word: &str,
        next: fn(&mut Self) -> Option<Term>,
        joined: fn(Vec<Condition>) -> Condition,
    ) -> Option<Term> {
        let first = next(self)?;
        if !matches!(self.peek(), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word)) {
            return Some(first);
        }
        let mut parts = vec![first.condition()];
        while self.takes_word(word) {
            parts.push(next(self)?.condition());
        }
        Some(Term::Condition(joined(parts)))
    }

    fn compared(&mut self) -> Option<Term> {
        let one = self.sum()?;
        let Some(Token::Compared(comparison)) = self.peek().cloned() else { return Some(one) };
        self.at += 1;
        let other = self.sum()?;
        let condition = match (one, other) {
            (Term::Value(one), Term::Value(other)) => Condition::Compare(one, comparison, other),
            (Term::Condition(condition), Term::Value(Value::Text(text)))
            | (Term::Value(Value::Text(text)), Term::Condition(condition)) => ticked_as(condition, comparison, &text),
            _ => Condition::Beyond,
        };
        Some(Term::Condition(condition))
    }

    /// A value; sums and the like are followed to their end and not worked out.
    fn sum(&mut self) -> Option<Term> {
        let first = self.single()?;
        let mut term = first;
        loop {
            let goes_on = match self.peek() {
                Some(Token::Sign) => true,
                Some(Token::Word(word)) => matches!(word.as_str(), "div" | "mod"),
                _ => false,
            };
            if !goes_on {
                return Some(term);
            }
            self.at += 1;
            if self
                .peek()
                .is_some_and(|token| !matches!(token, Token::Close | Token::Comma | Token::Compared(_) | Token::Sign))
            {
                self.single()?;
            }
            term = Term::Value(Value::Beyond);
        }
    }

    fn single(&mut self) -> Option<Term> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let token = self.peek()?.clone();
        self.at += 1;
        let term = match token {
            Token::Question(name, None) => Term::Value(Value::Answer(name)),
            Token::Question(name, Some(choice)) => Term::Condition(Condition::Ticked(name, choice)),
            Token::Elsewhere | Token::Sign => Term::Value(Value::Beyond),
            Token::Text(text) => Term::Value(Value::Text(text)),
            Token::Open => {
                let inner = self.any()?;
                self.takes(&Token::Close).then_some(inner)?
            }
            Token::Word(word) if self.peek() == Some(&Token::Open) => self.function(&word)?,
            Token::Word(word) if word.eq_ignore_ascii_case("not") => {
                Term::Condition(Condition::Not(Box::new(self.compared()?.condition())))
            }
            Token::Word(_) => Term::Value(Value::Beyond),
            Token::Compared(_) | Token::Close | Token::Comma => return None,
        };
        self.depth -= 1;
        Some(term)
    }

    fn function(&mut self, name: &str) -> Option<Term> {
        self.at += 1;
        let mut given = Vec::new();
        while !self.takes(&Token::Close) {
            given.push(self.any()?);
            if !self.takes(&Token::Comma) && self.peek() != Some(&Token::Close) {
                return None;
            }
        }
        let mut given = given.into_iter();
        let term = match (name.to_lowercase().as_str(), given.next(), given.next(), given.next()) {
            ("selected", Some(Term::Value(Value::Answer(name))), Some(Term::Value(Value::Text(choice))), None) => {
                Term::Condition(Condition::Ticked(name, choice))
            }
            ("selected", ..) => Term::Condition(Condition::Beyond),
            ("not", Some(inner), None, None) => Term::Condition(Condition::Not(Box::new(inner.condition()))),
            ("count-selected", Some(Term::Value(Value::Answer(name))), None, None) => Term::Value(Value::Count(name)),
            ("true", None, ..) => Term::Condition(Condition::Fixed(true)),
            ("false", None, ..) => Term::Condition(Condition::Fixed(false)),
            ("string" | "number" | "int" | "boolean" | "trim" | "lower", Some(inner), None, None) => inner,
            ("regex" | "contains" | "starts-with" | "ends-with" | "once" | "is-null" | "isblankormissingcode", ..) => {
                Term::Condition(Condition::Beyond)
            }
            _ => Term::Value(Value::Beyond),
        };
        Some(term)
    }
}

/// `[meds(2)] = '1'`: ticked; `= '0'`: not ticked.
fn ticked_as(condition: Condition, comparison: Comparison, text: &str) -> Condition {
    let wanted = match (comparison, text.trim()) {
        (Comparison::Equal, "1" | "true") | (Comparison::Unequal, "0" | "" | "false") => true,
        (Comparison::Equal, "0" | "" | "false") | (Comparison::Unequal, "1" | "true") => false,
        _ => return Condition::Beyond,
    };
    if wanted { condition } else { Condition::Not(Box::new(condition)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Routing;

    fn ticked(question: &str, choice: &str) -> Condition {
        Condition::Ticked(question.into(), choice.into())
    }

    fn is(question: &str, text: &str) -> Condition {
        Condition::Compare(Value::Answer(question.into()), Comparison::Equal, Value::Text(text.into()))
    }

    #[test]
    fn what_is_no_condition_is_beyond() {
        for text in ["", "(", "${a", "${a} =", "and", "= 1", "${a} = 'b' or", "'a", &"(".repeat(500), "selected("] {
            assert_eq!(parse(text), Condition::Beyond, "{text}");
        }
    }

    #[test]
    fn both_notations_say_the_same() {
        assert_eq!(parse("selected(${water}, 'piped')"), ticked("water", "piped"));
        assert_eq!(parse("[water(piped)] = '1'"), ticked("water", "piped"));
        assert_eq!(parse("[water(2)]=\"0\""), Condition::Not(Box::new(ticked("water", "2"))));
        assert_eq!(parse("${ a }='yes'"), is("a", "yes"));
        assert_eq!(parse("[a] = “yes”"), is("a", "yes"));
        assert_eq!(parse("[a] = -9"), is("a", "-9"));
    }

    #[test]
    fn and_binds_closer_than_or() {
        let read = parse("${a}=1 or ${b}=2 and not(${c}=3)");
        let not = Condition::Not(Box::new(is("c", "3")));
        assert_eq!(read, Condition::Any(vec![is("a", "1"), Condition::All(vec![is("b", "2"), not])]));
    }

    #[test]
    fn sums_dates_and_other_events_stay_beyond_and_leave_the_rest() {
        let sum = parse("${total} < (${a} + ${b}) and ${c} = 'x'");
        assert!(matches!(&sum, Condition::All(parts) if parts[1] == is("c", "x")));
        assert!(matches!(parse("[baseline][sex] = '1'"), Condition::Compare(Value::Beyond, ..)));
        assert!(matches!(parse("datediff([a], 'today', 'y') > 18"), Condition::Compare(Value::Beyond, ..)));
        assert!(matches!(parse(". > 5"), Condition::Compare(Value::Beyond, ..)));
    }

    #[test]
    fn who_chose_any_of_these_is_a_routing() {
        let routing = |text: &str| parse(text).as_routing();
        let expected = Routing { question: "a".into(), choices: vec!["x".into(), "y".into()] };
        assert_eq!(routing("selected(${a}, 'x') or ${a} = 'y'"), Some(expected));
        assert_eq!(routing("selected(${a}, 'x') or ${b} = 'y'"), None);
        assert_eq!(routing("${a} != 'x'"), None);
        assert_eq!(routing("${a} = ''"), None);
    }
}
