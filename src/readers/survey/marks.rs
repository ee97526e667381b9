//! Quotation marks that are not closed: on which line the first of them opened, so that a person finds it in a long file.

use super::blocks::Plan;
use crate::diagnostic::Result;

/// How many bytes are looked through at once.
const PIECE: usize = 1 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first letter of a cell.
    Start,
    /// In a cell without marks, or behind those of one.
    Plain,
    Quoted,
    /// Behind a mark inside a quoted cell: the end of the cell, or the first of two that stand for one.
    Mark,
}

/// A cell whose mark is not closed as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The line on which its mark stands.
    pub line: u64,
    /// It is closed nowhere; else lines below, by a mark that looks as if it opened another cell.
    pub to_the_end: bool,
    /// Something stands in it on the lines below.
    pub swallows: bool,
}

/// Looks for such a cell.
#[derive(Debug)]
struct Marks {
    delimiter: u8,
    state: State,
    line: u64,
    opened: u64,
    swallows: bool,
}

impl Marks {
    fn new(delimiter: u8) -> Self {
        Self { delimiter, state: State::Start, line: 1, opened: 0, swallows: false }
    }

    /// Goes on through the text, up to a cell that another mark closed.
    fn look(&mut self, text: &[u8]) -> Option<Open> {
        let mut at = 0;
        while at < text.len() {
            if self.state == State::Quoted {
                let mark = memchr::memchr(b'"', &text[at..]);
                let inside = &text[at..mark.map_or(text.len(), |mark| at + mark)];
                let below = if self.line > self.opened { Some(0) } else { memchr::memchr(b'\n', inside) };
                self.swallows |= below.is_some_and(|start| !inside[start..].iter().all(u8::is_ascii_whitespace));
                self.line += memchr::memchr_iter(b'\n', inside).count() as u64;
                at += inside.len() + 1;
                self.state = if mark.is_some() { State::Mark } else { State::Quoted };
                continue;
            }
            let byte = text[at];
            at += 1;
            let ends = byte == self.delimiter || matches!(byte, b'\n' | b'\r');
            self.state = match (self.state, byte) {
                (State::Start, b'"') => {
                    self.opened = self.line;
                    self.swallows = false;
                    State::Quoted
                }
                (State::Mark, b'"') => State::Quoted,
                _ if ends => State::Start,
                (State::Mark, _) if self.line > self.opened => return Some(self.open(false)),
                _ => State::Plain,
            };
            self.line += u64::from(byte == b'\n');
        }
        None
    }

    fn open(&self, to_the_end: bool) -> Open {
        Open { line: self.opened, to_the_end, swallows: self.swallows }
    }

    /// What is open behind all of the text.
    fn at_end(&self) -> Option<Open> {
        (self.state == State::Quoted).then(|| self.open(true))
    }
}

/// The first cell whose mark is not closed as it should be.
///
/// # Errors
/// When the source can no longer be read.
pub fn not_closed(plan: &Plan<'_>) -> Result<Option<Open>> {
    let mut stream = plan.source.stream(plan.decision)?;
    let mut marks = Marks::new(plan.delimiter);
    let mut text = Vec::new();
    while stream.add(&mut text, PIECE)? {
        if let Some(open) = marks.look(&text) {
            return Ok(Some(open));
        }
        text.clear();
    }
    Ok(marks.at_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn opened(text: &str) -> Option<(u64, bool, bool)> {
        let source = Source::from_bytes("a.csv", text);
        let decision = source.decide(None).unwrap();
        let plan = Plan { source: &source, decision: &decision, start: 0, delimiter: b',', header_records: 1 };
        let found = not_closed(&plan).unwrap();
        for size in [1, 2, 3] {
            let mut marks = Marks::new(b',');
            let early = text.as_bytes().chunks(size).find_map(|piece| marks.look(piece));
            assert_eq!(early.or(marks.at_end()), found, "{text} by {size}");
        }
        found.map(|open| (open.line, open.to_the_end, open.swallows))
    }

    #[test]
    fn marks_that_are_closed_are_none() {
        for text in ["", "a,b\n", "\"a\",\"b\"\"c\"\n", "a,\"b\nc\"\r\n\"\",d", "5\" pipe,b\n", "\"a\"x,b\n"] {
            assert_eq!(opened(text), None, "{text}");
        }
    }

    #[test]
    fn the_line_is_where_the_mark_opened() {
        assert_eq!(opened("a,b\n\"1\n\n\",2\n3,\"4\n5,6\n"), Some((5, true, true)));
        assert_eq!(opened("a,b\n1,\"x\n \n"), Some((2, true, false)));
    }

    #[test]
    fn a_mark_that_only_the_next_cell_closes_was_not_closed() {
        assert_eq!(opened("a,b\n1,\"two\n3,\"four\"\n5,\"six\"\n"), Some((2, false, true)));
    }
}
