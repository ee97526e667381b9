//! XML taken tag by tag from a part of a package while it is unpacked.
//!
//! A sheet of fifty thousand answers is seventy million bytes of which nearly all are tags, so that each byte is looked at
//! once and nothing is copied. Only what such parts need is understood: no document type, no entity but those of XML itself.

use std::borrow::Cow;
use std::io::Read;

use super::fault::Fault;

/// How deep elements may stand in one another; those of a workbook do not go beyond twenty.
const DEEPEST: usize = 200;
/// How much of a part is looked at together.
const WINDOW: usize = 1 << 16;
/// The longest tag, or text between two tags, in bytes. A cell of Excel has at most 32,767 characters.
pub const LONGEST: usize = 1 << 20;

/// Takes a part apart.
pub struct Markup<R> {
    input: R,
    window: Vec<u8>,
    /// Where the next tag or text begins in the window.
    at: usize,
    /// How far the window is filled.
    filled: usize,
    depth: usize,
    /// Text that a comment or a literal stretch cuts in pieces, put together.
    joined: Vec<u8>,
}

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// `<c>`
    Opens,
    /// `<c/>`
    Stands,
    /// `</c>`
    Closes,
}

/// A tag with the text before it.
#[derive(Debug, Clone, Copy)]
pub struct Tag<'a> {
    /// What it does.
    pub does: Does,
    /// Its name without a prefix.
    pub name: &'a [u8],
    /// The text since the tag before.
    pub text: Text<'a>,
    attributes: &'a [u8],
}

/// A text as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    bytes: &'a [u8],
    is_decoded: bool,
}

impl<'a> Text<'a> {
    /// The bytes as they stand there: what is a number needs no more.
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The words that they stand for.
    pub fn words(self) -> Result<Cow<'a, str>, Fault> {
        let text = std::str::from_utf8(self.bytes).map_err(|_| Fault::Damaged)?;
        Ok(if self.is_decoded { text.into() } else { decoded(text) })
    }
}

impl<'a> Tag<'a> {
    /// Whether it begins an element of this name.
    pub fn begins(&self, name: &[u8]) -> bool {
        self.does != Does::Closes && self.name == name
    }

    /// Its attributes, with their prefixes, as they are written.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes }
    }

    /// The words of an attribute, whatever its prefix.
    pub fn attribute(&self, name: &[u8]) -> Option<Cow<'a, str>> {
        let (_, value) = self.attributes().find(|(key, _)| without_prefix(key) == name)?;
        std::str::from_utf8(value).ok().map(decoded)
    }
}

/// Goes through attributes: names and values as they are written.
#[derive(Debug, Clone)]
pub struct Attributes<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let rest = &self.rest[start..];
        let equals = rest.iter().position(|&byte| byte == b'=')?;
        let after = rest[equals + 1..].trim_ascii_start();
        let (&quote, after) = after.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
        let end = after.iter().position(|&byte| byte == quote)?;
        self.rest = &after[end + 1..];
        Some((rest[..equals].trim_ascii_end(), &after[..end]))
    }
}

impl<R: Read> Markup<R> {
    /// Begins with a part.
    pub fn new(input: R) -> Self {
        Self { input, window: vec![0; WINDOW], at: 0, filled: 0, depth: 0, joined: Vec::new() }
    }

    /// The next tag; none where the part ends.
    ///
    /// # Errors
    /// When the part cannot be unpacked, ends too early, brings a document type, or is over a limit.
    pub fn next(&mut self) -> Result<Option<Tag<'_>>, Fault> {
        self.joined.clear();
        let mut is_joined = false;
        let open = loop {
            let Some(open) = self.find(b'<', 0)? else {
                return if self.depth == 0 { Ok(None) } else { Err(Fault::Damaged) };
            };
            let special = matches!(self.byte(open + 1)?, b'!' | b'?');
            if special || is_joined {
                let text = &self.window[self.at..self.at + open];
                let words = std::str::from_utf8(text).map_err(|_| Fault::Damaged)?;
                self.joined.extend_from_slice(decoded(words).as_bytes());
            }
            if !special {
                break open;
            }
            is_joined = true;
            self.at += open;
            self.pass_over()?;
        };
        let end = self.end_of_tag(open + 1)?;
        let start = self.at;
        self.at += end + 1;
        let text = if is_joined { self.joined.as_slice() } else { &self.window[start..start + open] };
        let text = Text { bytes: text, is_decoded: is_joined };
        let mut inside = &self.window[start + open + 1..start + end];
        let does = match (inside.first(), inside.last()) {
            (Some(b'/'), _) => {
                inside = &inside[1..];
                self.depth = self.depth.checked_sub(1).ok_or(Fault::Damaged)?;
                Does::Closes
            }
            (_, Some(b'/')) => {
                inside = &inside[..inside.len() - 1];
                Does::Stands
            }
            _ => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(Fault::Deep);
                }
                Does::Opens
            }
        };
        let length = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(length);
        Ok(Some(Tag { does, name: without_prefix(name), text, attributes }))
    }

    /// Reads what is left, so that its checksum is compared.
    pub fn finish(mut self) -> Result<(), Fault> {
        loop {
            match self.input.read(&mut self.window) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => return Err(Fault::Damaged),
            }
        }
    }

    /// Where this byte is next, counted from the present place.
    fn find(&mut self, byte: u8, mut from: usize) -> Result<Option<usize>, Fault> {
        loop {
            let window = &self.window[self.at + from..self.filled];
            if window.first() == Some(&byte) {
                return Ok(Some(from));
            }
            if let Some(found) = memchr::memchr(byte, window) {
                return Ok(Some(from + found));
            }
            from = self.filled - self.at;
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    fn byte(&mut self, place: usize) -> Result<u8, Fault> {
        while self.at + place >= self.filled {
            if !self.fill()? {
                return Err(Fault::Damaged);
            }
        }
        Ok(self.window[self.at + place])
    }

    /// Where a tag ends, counted from the present place: an angle inside quotes is not its end.
    fn end_of_tag(&mut self, mut from: usize) -> Result<usize, Fault> {
        let mut quote = None;
        loop {
            for &byte in &self.window[self.at + from..self.filled] {
                match (byte, quote) {
                    (b'>', None) => return Ok(from),
                    (b'"' | b'\'', None) => quote = Some(byte),
                    (_, Some(open)) if open == byte => quote = None,
                    _ => {}
                }
                from += 1;
            }
            if !self.fill()? {
                return Err(Fault::Damaged);
            }
        }
    }

    /// Passes over a comment, an instruction or a literal stretch, whose words it keeps.
    fn pass_over(&mut self) -> Result<(), Fault> {
        const LITERAL: &[u8] = b"<![CDATA[";
        let (start, end): (usize, &[u8]) = if self.byte(1)? == b'?' {
            (2, b"?>")
        } else if self.begins_with(b"<!--")? {
            (4, b"-->")
        } else if self.begins_with(LITERAL)? {
            (LITERAL.len(), b"]]>")
        } else {
            return Err(Fault::DocumentType);
        };
        let mut from = start;
        loop {
            let last = end.len() - 1;
            let found = self.find(b'>', from)?.ok_or(Fault::Damaged)?;
            if found >= start + last && self.window[self.at..=self.at + found].ends_with(end) {
                if start == LITERAL.len() {
                    self.joined.extend_from_slice(&self.window[self.at + start..self.at + found - last]);
                }
                self.at += found + 1;
                return Ok(());
            }
            from = found + 1;
        }
    }

    fn begins_with(&mut self, start: &[u8]) -> Result<bool, Fault> {
        for (place, &byte) in start.iter().enumerate() {
            if self.byte(place)? != byte {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads on; whether there was anything.
    fn fill(&mut self) -> Result<bool, Fault> {
        if self.at > 0 {
            self.window.copy_within(self.at..self.filled, 0);
            self.filled -= self.at;
            self.at = 0;
        }
        if self.filled + self.joined.len() > LONGEST {
            return Err(Fault::LongText);
        }
        if self.filled * 2 > self.window.len() {
            self.window.resize(self.window.len() * 2, 0);
        }
        loop {
            match self.input.read(&mut self.window[self.filled..]) {
                Ok(read) => {
                    self.filled += read;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => return Err(Fault::Damaged),
            }
        }
    }
}

fn without_prefix(name: &[u8]) -> &[u8] {
    name.iter().rposition(|&byte| byte == b':').map_or(name, |colon| &name[colon + 1..])
}

/// A text with the entities of XML resolved and its line breaks as one character each. What nobody defined stays as it is.
fn decoded(text: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'&', b'\r', text.as_bytes()).is_none() {
        return text.into();
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        rest = &rest[start..];
        let entity = rest[1..].char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| &rest[1..=end]);
        match entity.and_then(|name| Some((character(name)?, name.len()))) {
            Some((character, length)) => {
                decoded.push(character);
                rest = &rest[length + 2..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded.into()
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            number.ok().and_then(char::from_u32).filter(|character| *character != '\0')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes a few at a time, so that every tag is cut somewhere.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn tags(xml: &str, at_a_time: usize) -> Result<Vec<(Does, String, String)>, Fault> {
        let mut markup = Markup::new(Drops(xml.as_bytes(), at_a_time));
        let mut found = Vec::new();
        while let Some(tag) = markup.next()? {
            let name = String::from_utf8_lossy(tag.name).into_owned();
            found.push((tag.does, name, tag.text.words()?.into_owned()));
        }
        Ok(found)
    }

    #[test]
    fn nothing_has_no_tags_and_neither_has_a_text() {
        assert_eq!(tags("", 5), Ok(Vec::new()));
        assert_eq!(tags("only words > here", 5), Ok(Vec::new()));
    }

    #[test]
    fn tags_come_with_the_text_before_them_however_the_part_is_cut() {
        let xml = "\u{feff}<?xml version='1.0'?>\r\n<x:a y=\"1>2\"><b/>one &amp; &#x74;wo\r\n<!-- <no> -->\
            <![CDATA[<&amp;>]]> three&nbsp;&</x:a>";
        for at_a_time in [1, 2, 3, 7, 1000] {
            let found = tags(xml, at_a_time).unwrap();
            let words: Vec<_> = found.iter().map(|(does, name, text)| (*does, name.as_str(), text.as_str())).collect();
            let expected = [
                (Does::Opens, "a", "\u{feff}\n"),
                (Does::Stands, "b", ""),
                (Does::Closes, "a", "one & two\n<&amp;> three&nbsp;&"),
            ];
            assert_eq!(words, expected, "{at_a_time}");
        }
    }

    #[test]
    fn attributes_are_found_with_and_without_a_prefix_and_broken_ones_end_the_list() {
        let mut markup = Markup::new(&b"<s name = 'a &lt; b' r:id=\"7\" sheetId='2' broken=1 late='x'/>"[..]);
        let tag = markup.next().unwrap().unwrap();
        let attributes = [&b"name"[..], b"id", b"sheetId", b"late"].map(|name| tag.attribute(name));
        assert_eq!(attributes, [Some("a < b".into()), Some("7".into()), Some("2".into()), None]);
    }

    #[test]
    fn what_is_broken_says_so() {
        for broken in ["<a>", "<a", "<a><!-- ", "</a>", "<a b='", "<a></a></a>", "<"] {
            assert_eq!(tags(broken, 3), Err(Fault::Damaged), "{broken}");
        }
        assert!(Markup::new(&b"<a>\xff</a>"[..]).next().is_ok());
    }

    #[test]
    fn a_document_type_is_refused_wherever_it_stands() {
        for bomb in ["<!DOCTYPE a><a/>", "<a><!ENTITY b 'c'></a>", "<a/><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///'>]>"] {
            assert_eq!(tags(bomb, 1000), Err(Fault::DocumentType), "{bomb}");
        }
    }

    #[test]
    fn elements_too_deep_in_one_another_and_texts_too_long_are_refused() {
        assert!(tags(&("<a>".repeat(DEEPEST) + &"</a>".repeat(DEEPEST)), 1000).is_ok());
        assert_eq!(tags(&"<a>".repeat(1_000_000), 1000), Err(Fault::Deep));
        let long = "x".repeat(LONGEST + 2 * WINDOW);
        for xml in [format!("<a>{long}</a>"), format!("<a b='{long}'/>"), format!("<a><!--{long}--></a>")] {
            assert_eq!(tags(&xml, WINDOW), Err(Fault::LongText));
        }
    }
}
