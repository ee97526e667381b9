//! report.md → blocks: Markdown with calls in `{{ … }}`.
//!
//! A call leaves a mark in the text (two private-use characters around a number) and its result beside it. The text is then
//! read as Markdown and the marks are replaced by the results, so that an answer full of asterisks, pipes or HTML can
//! never become markup.

use std::sync::Arc;

use minijinja::{Environment, UndefinedBehavior};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::calls;
use super::material::Narrative;
use super::produce::{Insert, Workshop};
use crate::diagnostic::{Error, Place, Result};
use crate::model::report::{anchor, plain as in_plain_words};
use crate::model::{Block, Inline, Listing, ListingColumn, Value};

/// What stands before and after the number of an insert.
pub const MARK: (char, char) = ('\u{E000}', '\u{E001}');

/// The blocks of a narrative.
///
/// # Errors
/// When a call names something that is not there (with the line and a suggestion), or is not well formed.
pub fn blocks(narrative: &Narrative, workshop: &Arc<Workshop>) -> Result<Vec<Block>> {
    let text: String = narrative.text.chars().filter(|&c| c != MARK.0 && c != MARK.1).collect();
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    calls::register(&mut environment, workshop);
    let rendered = environment
        .render_named_str(&narrative.name, &text, ())
        .map_err(|error| explain(narrative, &error, workshop))?;
    read(&rendered, &narrative.name, &workshop.inserts())
}

/// The blocks of Markdown without calls.
///
/// # Errors
/// When it cannot be read as blocks.
pub(super) fn plain(text: &str, name: &str) -> Result<Vec<Block>> {
    let text: String = text.chars().filter(|&c| c != MARK.0 && c != MARK.1).collect();
    read(&text, name, &[])
}

/// Takes the calls out of one line; whether there were any.
pub(super) fn without_calls(narrative: &mut Narrative, line: u64) -> bool {
    let mut taken = false;
    let mut lines: Vec<String> = narrative.text.split('\n').map(str::to_owned).collect();
    let place = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
    if let Some(text) = place.and_then(|place| lines.get_mut(place)) {
        while let Some((before, rest)) = text.split_once("{{")
            && let Some((_, after)) = rest.split_once("}}")
        {
            *text = format!("{before}{after}");
            taken = true;
        }
    }
    narrative.text = lines.join("\n");
    taken
}

fn explain(narrative: &Narrative, error: &minijinja::Error, workshop: &Workshop) -> Error {
    let line = error.line().unwrap_or(1) as u64;
    let place = Place::line(&narrative.name, line);
    if let Some(own) = workshop.take_error() {
        return own.in_place(place);
    }
    let what = match error.kind() {
        minijinja::ErrorKind::UnknownFunction | minijinja::ErrorKind::UndefinedError => {
            let typed = called(&narrative.text, line);
            return crate::diagnostic::unknown_name("call", &typed, calls::NAMES.iter().copied()).in_place(place);
        }
        minijinja::ErrorKind::SyntaxError => {
            format!(
                "this call is not well formed: {}",
                error.detail().unwrap_or("check the brackets and quotation marks")
            )
        }
        _ => error.detail().map_or_else(|| error.to_string(), str::to_owned),
    };
    Error::new(what)
        .in_place(place)
        .hint("write for example {{ pct(\"works_with\", \"Adults\") }}; docs/report.md lists every call")
}

/// The name of the first call on a line, as it was typed.
fn called(text: &str, line: u64) -> String {
    let line = text.lines().nth(usize::try_from(line).unwrap_or(1).saturating_sub(1)).unwrap_or_default();
    line.split("{{")
        .skip(1)
        .map(|rest| {
            let name = rest.trim_start();
            name[..name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len())].to_owned()
        })
        .find(|name| !calls::NAMES.contains(&name.as_str()))
        .unwrap_or_default()
}

/// Reads Markdown into blocks and puts the inserts in.
fn read(markdown: &str, name: &str, inserts: &[Insert]) -> Result<Vec<Block>> {
    let mut reader = Reader { name, inserts, frames: vec![Frame::default()], line: 1 };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        reader.line = 1 + markdown[..range.start].matches('\n').count() as u64;
        reader.event(event)?;
    }
    Ok(reader.frames.pop().map(|frame| frame.blocks).unwrap_or_default())
}

/// What is open at some depth of the document.
#[derive(Default)]
struct Frame {
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    items: Vec<Vec<Block>>,
    rows: Vec<Vec<Value>>,
    link: String,
    ordered: bool,
    verbatim: Option<String>,
}

struct Reader<'a> {
    name: &'a str,
    inserts: &'a [Insert],
    frames: Vec<Frame>,
    line: u64,
}

impl Reader<'_> {
    fn top(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn close(&mut self) -> Frame {
        self.frames.pop().unwrap_or_default()
    }

    fn event(&mut self, event: Event<'_>) -> Result<()> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag)?,
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => match &mut self.top().verbatim {
                Some(verbatim) => verbatim.push_str(&text),
                None => self.top().inlines.push(Inline::Text(text.into_string())),
            },
            Event::Code(text) => self.top().inlines.push(Inline::Code(text.into_string())),
            Event::SoftBreak => self.top().inlines.push(Inline::Text(" ".into())),
            Event::HardBreak => self.top().inlines.push(Inline::Break),
            Event::Rule => self.top().blocks.push(Block::Rule),
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: Tag<'_>) {
        // A tight list has no paragraphs: what stands before a list inside an item is one.
        if matches!(tag, Tag::List(_)) && !self.top().inlines.is_empty() {
            let text = std::mem::take(&mut self.top().inlines);
            self.top().blocks.push(Block::Paragraph { text });
        }
        let mut frame = Frame::default();
        match tag {
            Tag::List(first) => frame.ordered = first.is_some(),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => frame.link = dest_url.into_string(),
            Tag::CodeBlock(_) => frame.verbatim = Some(String::new()),
            _ => {}
        }
        self.frames.push(frame);
    }

    fn end(&mut self, tag: TagEnd) -> Result<()> {
        let mut frame = self.close();
        match tag {
            TagEnd::Paragraph => {
                let blocks = self.paragraph(frame.inlines)?;
                self.top().blocks.extend(blocks);
            }
            TagEnd::HtmlBlock => {
                let blocks = self.paragraph(frame.inlines)?;
                self.top().blocks.extend(blocks);
            }
            TagEnd::Heading(level) => {
                let text = self.filled(frame.inlines)?;
                self.top().blocks.push(Block::Heading {
                    level: level as u8,
                    anchor: anchor(&in_plain_words(&text)),
                    text,
                });
            }
            TagEnd::BlockQuote(_) => self.top().blocks.push(Block::BlockQuote { blocks: frame.blocks }),
            TagEnd::CodeBlock => {
                let text = frame.verbatim.unwrap_or_default();
                self.top().blocks.push(Block::Verbatim { text });
            }
            TagEnd::List(_) => {
                let list = Block::List { ordered: frame.ordered, items: frame.items };
                self.top().blocks.push(list);
            }
            TagEnd::Item => {
                if !frame.inlines.is_empty() {
                    let rest = self.paragraph(std::mem::take(&mut frame.inlines))?;
                    frame.blocks.extend(rest);
                }
                self.top().items.push(frame.blocks);
            }
            TagEnd::Emphasis | TagEnd::Strikethrough => self.top().inlines.push(Inline::Emphasis(frame.inlines)),
            TagEnd::Strong => self.top().inlines.push(Inline::Strong(frame.inlines)),
            TagEnd::Link | TagEnd::Image => {
                let link = Inline::Link { to: frame.link, text: frame.inlines };
                self.top().inlines.push(link);
            }
            TagEnd::TableCell => {
                let words = in_plain_words(&self.filled(frame.inlines)?);
                self.top().rows.push(vec![words.into()]);
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let row = frame.rows.into_iter().flatten().collect();
                self.top().rows.push(row);
            }
            TagEnd::Table => {
                let mut rows = frame.rows.into_iter();
                let head = rows.next().unwrap_or_default();
                let columns = head
                    .into_iter()
                    .map(|value| match value {
                        Value::Text(head) => ListingColumn::wide(head),
                        _ => ListingColumn::wide(""),
                    })
                    .collect();
                let listing = Listing { columns, rows: rows.collect(), ..Listing::default() };
                self.top().blocks.push(Block::listing(listing));
            }
            _ => {
                let outer = self.top();
                outer.blocks.extend(frame.blocks);
                outer.inlines.extend(frame.inlines);
            }
        }
        Ok(())
    }

    /// A paragraph, or the blocks that its only call gives.
    fn paragraph(&self, inlines: Vec<Inline>) -> Result<Vec<Block>> {
        if let [Inline::Text(text)] = joined(&inlines).as_slice()
            && let Some(number) = lone_mark(text.trim())
            && let Some(Insert::Blocks(blocks)) = self.inserts.get(number)
        {
            return Ok(blocks.clone());
        }
        let text = self.filled(inlines)?;
        Ok(if in_plain_words(&text).trim().is_empty() { Vec::new() } else { vec![Block::Paragraph { text }] })
    }

    /// Inlines with their marks replaced.
    fn filled(&self, inlines: Vec<Inline>) -> Result<Vec<Inline>> {
        let mut filled = Vec::with_capacity(inlines.len());
        for inline in joined(&inlines) {
            match inline {
                Inline::Text(text) => self.fill(&text, &mut filled)?,
                Inline::Code(text) => {
                    let mut inside = Vec::new();
                    self.fill(&text, &mut inside)?;
                    filled.push(Inline::Code(in_plain_words(&inside)));
                }
                Inline::Emphasis(inner) => filled.push(Inline::Emphasis(self.filled(inner)?)),
                Inline::Strong(inner) => filled.push(Inline::Strong(self.filled(inner)?)),
                Inline::Link { to, text } => filled.push(Inline::Link { to, text: self.filled(text)? }),
                Inline::Break => filled.push(Inline::Break),
            }
        }
        Ok(joined(&filled))
    }

    fn fill(&self, text: &str, filled: &mut Vec<Inline>) -> Result<()> {
        let mut rest = text;
        while let Some(start) = rest.find(MARK.0) {
            filled.push(Inline::text(&rest[..start]));
            let after = &rest[start + MARK.0.len_utf8()..];
            let Some(end) = after.find(MARK.1) else { break };
            match after[..end].parse().ok().and_then(|number: usize| self.inserts.get(number)) {
                Some(Insert::Words(words)) => filled.push(Inline::text(words)),
                Some(Insert::Blocks(_)) => {
                    return Err(Error::new("a table, chart, list or quotation stands inside a sentence")
                        .in_place(Place::line(self.name, self.line))
                        .hint("put its {{ … }} on a line of its own, with a blank line before and after"));
                }
                None => {}
            }
            rest = &after[end + MARK.1.len_utf8()..];
        }
        filled.push(Inline::text(rest));
        Ok(())
    }
}

/// Neighbouring texts as one, empty ones gone.
fn joined(inlines: &[Inline]) -> Vec<Inline> {
    let mut whole: Vec<Inline> = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match (whole.last_mut(), inline) {
            (_, Inline::Text(text)) if text.is_empty() => {}
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(text),
            _ => whole.push(inline.clone()),
        }
    }
    whole
}

/// The number of the insert, where a text is a mark and nothing else.
fn lone_mark(text: &str) -> Option<usize> {
    let number = text.strip_prefix(MARK.0)?.strip_suffix(MARK.1)?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks_of(markdown: &str, inserts: &[Insert]) -> Vec<Block> {
        read(markdown, "report.md", inserts).unwrap()
    }

    #[test]
    fn an_empty_narrative_has_no_blocks() {
        assert!(blocks_of("\n\n", &[]).is_empty());
    }

    #[test]
    fn without_its_calls_a_line_keeps_its_place_and_its_words() {
        let mut narrative =
            Narrative { name: "report.md".into(), text: "# A\n{{ n(\"x\") }} of {{ n(\"y\") }}\nEnd".into() };
        assert!(without_calls(&mut narrative, 2));
        assert_eq!(narrative.text, "# A\n of \nEnd");
        assert!(!without_calls(&mut narrative, 2), "there is nothing more to take out");
        assert!(!without_calls(&mut narrative, 0) && !without_calls(&mut narrative, 9));
    }

    #[test]
    fn values_never_become_markup() {
        let inserts = [Insert::Words("*not* <b>bold</b> | `x`".into())];
        let blocks = blocks_of("Answer: \u{E000}0\u{E001}.\n", &inserts);
        assert_eq!(blocks, [Block::paragraph("Answer: *not* <b>bold</b> | `x`.")]);
    }

    #[test]
    fn a_call_on_its_own_line_gives_its_blocks_and_inside_a_sentence_is_an_error() {
        let inserts = [Insert::Blocks(vec![Block::Rule])];
        assert_eq!(blocks_of("\u{E000}0\u{E001}\n", &inserts), [Block::Rule]);
        let error = read("a\n\nSee \u{E000}0\u{E001}.\n", "report.md", &inserts).unwrap_err();
        assert_eq!(error.place().unwrap().line, Some(3));
    }

    #[test]
    fn lists_headings_and_tables_keep_their_shape() {
        let blocks = blocks_of("# A *b*\n\n- one\n- two\n  - deep\n\n| h | i |\n|---|---|\n| 1 | 2 |\n", &[]);
        assert!(matches!(&blocks[0], Block::Heading { level: 1, anchor, .. } if anchor == "a-b"));
        let Block::List { items, ordered: false } = &blocks[1] else { panic!("{blocks:?}") };
        assert_eq!(items[0], [Block::paragraph("one")]);
        assert!(matches!(&items[1][1], Block::List { .. }));
        let Block::Listing { listing, .. } = &blocks[2] else { panic!("{blocks:?}") };
        assert_eq!(listing.rows, [[Value::Text("1".into()), Value::Text("2".into())]]);
    }

    #[test]
    fn html_stays_text() {
        let blocks = blocks_of("<script>alert(1)</script>\n", &[]);
        assert!(matches!(&blocks[0], Block::Paragraph { text } if in_plain_words(text).contains("<script>")));
    }
}
