//! Rich text (.rtf): its words as lines, as [`super::word`] reads those of Word documents.
//!
//! Read by hand, byte by byte and without a function that calls itself: groups, characters by their code page (`\'e9`, of the font
//! where it names one) and by their number (`\u233`, with the stand-ins of `\uc` passed over), paragraphs, line breaks, tabs and cells.
//! Fonts, styles, pictures, notes, headers, fields' codes, hidden and struck-out text are not words.

mod characters;

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::word::WordText;
use super::word::lines::Lines;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::source::Source;
use characters::{charset, code_page, is_destination, named};

/// How deep groups may lie inside each other; Word's own lie some twenty deep.
const DEEPEST: usize = 2_000;
/// The most fonts.
const MOST_FONTS: usize = 20_000;

/// How a file of this kind begins.
pub(super) const SIGNATURE: &[u8] = b"{\\rtf";

/// Reads a rich text file; with it comes a warning where it ends too early.
///
/// # Errors
/// When it is no such file, or is over a limit.
pub(super) fn read(source: &Source) -> Result<(WordText, Option<Diagnostic>)> {
    let mut reader = Reader::new(source.bytes());
    reader.read(source)?;
    let ends_early = reader.groups.len() > 1;
    let warning = || {
        Diagnostic::warning("this rich text file ends in the middle: words at its end may be missing")
            .in_place(source.place())
            .hint("was it saved or downloaded whole? Open it in Word and save it as .docx")
    };
    Ok((WordText { lines: reader.lines.into_lines(), comments: Vec::new() }, ends_early.then(warning)))
}

/// What holds inside a group and ends with it.
#[derive(Clone)]
struct Group {
    /// Its words are not words of the text.
    is_skipped: bool,
    /// It lists fonts.
    lists_fonts: bool,
    is_hidden: bool,
    is_deleted: bool,
    /// How many stand-ins follow a character that is written by its number.
    stand_ins: usize,
    encoding: Option<&'static Encoding>,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    groups: Vec<Group>,
    lines: Lines,
    /// Characters of a code page that are not decoded yet: some take two bytes.
    pending: Vec<u8>,
    /// The first half of a character that is written as two numbers.
    half: Option<u16>,
    /// So many stand-ins are still to be passed over.
    to_pass: usize,
    encoding: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    font: Option<i32>,
    /// The next control word begins a destination that may be left out.
    is_optional: bool,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let group = Group {
            is_skipped: false,
            lists_fonts: false,
            is_hidden: false,
            is_deleted: false,
            stand_ins: 1,
            encoding: None,
        };
        Self {
            bytes,
            at: 0,
            groups: vec![group],
            lines: Lines::default(),
            pending: Vec::new(),
            half: None,
            to_pass: 0,
            encoding: WINDOWS_1252,
            fonts: HashMap::new(),
            font: None,
            is_optional: false,
        }
    }

    fn read(&mut self, source: &Source) -> Result<()> {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' => self.open(source)?,
                b'}' if self.groups.len() <= 2 => {
                    // The group of the whole file; what follows is none of it.
                    self.flush();
                    self.groups.truncate(1);
                    return Ok(());
                }
                b'}' => {
                    self.flush();
                    self.to_pass = 0;
                    self.groups.pop();
                }
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                byte => self.byte(byte),
            }
            self.lines.refuse_too_many(source)?;
        }
        self.flush();
        Ok(())
    }

    fn open(&mut self, source: &Source) -> Result<()> {
        self.flush();
        self.to_pass = 0;
        if self.groups.len() > DEEPEST {
            return Err(Error::new("the groups of this rich text file lie more than 2,000 deep inside each other")
                .in_place(source.place())
                .hint("open it in Word and save it as .docx"));
        }
        let group = self.group().clone();
        self.groups.push(group);
        Ok(())
    }

    fn group(&mut self) -> &mut Group {
        // There is always one: it is never popped.
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn control(&mut self) {
        let Some(&first) = self.bytes.get(self.at) else { return };
        if first.is_ascii_alphabetic() {
            let (word, number) = self.word();
            self.obey(word, number);
            return;
        }
        self.at += 1;
        match first {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2).and_then(|two| std::str::from_utf8(two).ok());
                if let Some(byte) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                    self.at += 2;
                    self.byte(byte);
                }
            }
            b'*' => self.is_optional = true,
            b'\\' | b'{' | b'}' => self.byte(first),
            b'~' => self.say("\u{a0}"),
            b'_' => self.say("\u{2011}"),
            b'\r' | b'\n' => self.paragraph(),
            _ => {}
        }
    }

    /// The letters of a control word and its number, with the blank behind it.
    fn word(&mut self) -> (&'a [u8], Option<i32>) {
        let rest = &self.bytes[self.at..];
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let sign = usize::from(rest.get(letters) == Some(&b'-'));
        let digits = rest[letters + sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut length = letters;
        let mut number = None;
        if digits > 0 {
            length += sign + digits;
            let written = std::str::from_utf8(&rest[letters..length]).unwrap_or_default();
            // A number beyond all bounds is none that means anything.
            number = Some(written.parse::<i32>().unwrap_or(i32::MAX));
        }
        self.at += length + usize::from(rest.get(length) == Some(&b' '));
        (&rest[..letters], number)
    }

    fn obey(&mut self, word: &[u8], number: Option<i32>) {
        let is_optional = std::mem::take(&mut self.is_optional);
        let is_on = number != Some(0);
        match word {
            b"u" => return self.numbered(number.unwrap_or_default()),
            b"bin" => {
                let length = usize::try_from(number.unwrap_or_default()).unwrap_or_default();
                self.at = self.at.saturating_add(length).min(self.bytes.len());
                return;
            }
            _ => {}
        }
        self.to_pass = 0;
        match word {
            b"uc" => self.group().stand_ins = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(16),
            b"par" | b"sect" | b"page" | b"row" | b"nestrow" => self.paragraph(),
            b"line" => self.next_line(Lines::line_break),
            b"tab" | b"cell" | b"nestcell" => self.say("\t"),
            b"v" => {
                self.flush();
                self.group().is_hidden = is_on;
            }
            b"deleted" => {
                self.flush();
                self.group().is_deleted = is_on;
            }
            b"plain" => {
                self.flush();
                let group = self.group();
                (group.is_hidden, group.encoding) = (false, None);
            }
            b"ansicpg" => self.encoding = number.and_then(code_page).unwrap_or(self.encoding),
            b"mac" => self.encoding = encoding_rs::MACINTOSH,
            b"fonttbl" => {
                let group = self.group();
                (group.is_skipped, group.lists_fonts) = (true, true);
            }
            b"f" => self.font(number.unwrap_or_default()),
            b"fcharset" | b"cpg" if self.group().lists_fonts => {
                let found = number.and_then(if word == b"cpg" { code_page } else { charset });
                if let (Some(font), Some(encoding)) = (self.font, found)
                    && self.fonts.len() < MOST_FONTS
                {
                    self.fonts.insert(font, encoding);
                }
            }
            _ if is_destination(word) || is_optional => {
                self.flush();
                self.group().is_skipped = true;
            }
            _ => {
                if let Some(words) = named(word) {
                    self.say(words);
                }
            }
        }
    }

    fn font(&mut self, number: i32) {
        if self.group().lists_fonts {
            self.font = Some(number);
            return;
        }
        self.flush();
        self.group().encoding = self.fonts.get(&number).copied();
    }

    fn takes_words(&mut self) -> bool {
        let group = self.group();
        !(group.is_skipped || group.is_hidden || group.is_deleted)
    }

    /// A character of the code page, or a part of one.
    fn byte(&mut self, byte: u8) {
        self.is_optional = false;
        if self.to_pass > 0 {
            self.to_pass -= 1;
        } else if self.takes_words() {
            self.pending.push(byte);
        }
    }

    /// A character by its number; characters beyond 65,535 come as two.
    fn numbered(&mut self, number: i32) {
        self.flush_bytes();
        self.to_pass = self.group().stand_ins;
        let Ok(unit) = u16::try_from(number.rem_euclid(65_536)) else { return };
        let units: Vec<u16> = self.half.take().into_iter().chain([unit]).collect();
        if (0xD800..0xDC00).contains(&unit) {
            self.half = Some(unit);
            if units.len() == 1 {
                return;
            }
        }
        if self.takes_words() {
            let whole = if self.half.is_some() { &units[..1] } else { &units[..] };
            let words: String =
                char::decode_utf16(whole.iter().copied()).map(|unit| unit.unwrap_or('\u{fffd}')).collect();
            self.lines.push(&words);
        }
    }

    fn say(&mut self, words: &str) {
        if self.to_pass > 0 {
            self.to_pass -= 1;
        } else if self.takes_words() {
            self.flush();
            self.lines.push(words);
        }
    }

    fn paragraph(&mut self) {
        self.next_line(Lines::paragraph);
    }

    fn next_line(&mut self, begin: impl FnOnce(&mut Lines)) {
        if self.takes_words() {
            self.flush();
            // What comes first is a paragraph, also where nothing was said before its end.
            self.lines.push("");
            begin(&mut self.lines);
        }
    }

    fn flush(&mut self) {
        if self.half.take().is_some() {
            self.lines.push("\u{fffd}");
        }
        self.flush_bytes();
    }

    fn flush_bytes(&mut self) {
        if !self.pending.is_empty() {
            let pending = std::mem::take(&mut self.pending);
            let encoding = self.group().encoding.unwrap_or(self.encoding);
            let (words, _) = encoding.decode_without_bom_handling(&pending);
            self.lines.push(&words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let source = Source::from_bytes("a.rtf", text);
        read(&source).unwrap().0.lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn nothing_has_no_lines() {
        assert!(lines("{\\rtf1}").is_empty());
        assert!(lines("{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}}").is_empty());
    }

    #[test]
    fn words_paragraphs_breaks_tabs_and_signs() {
        let text = "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0\\froman Times;}}{\\colortbl;\\red0;}{\\*\\generator X;}{\\info{\\title T}}\n\\pard Int:\\tab Wh{\\b y}\\rquote s \\\\ \\{a\\}?\\par\nP: One\\line two\\~three\\emdash four.\\par}";
        assert_eq!(lines(text), ["Int:\tWhy’s \\ {a}?", "P: One", "two\u{a0}three—four.", ""]);
    }

    #[test]
    fn characters_by_code_page_by_font_and_by_number() {
        assert_eq!(lines("{\\rtf1\\ansi\\ansicpg1252 caf\\'e9 \\'93x\\'94}"), ["café “x”"]);
        assert_eq!(lines("{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0}"), ["Пр"]);
        let fonts = "{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset238 B CE;}}";
        assert_eq!(lines(&format!("{{\\rtf1\\ansi{fonts}\\f0 \\'a3{{\\f1 \\'a3\\'f3d\\'9f}}\\'a3}}")), ["£Łódź£"]);
        assert_eq!(lines("{\\rtf1\\ansi\\uc1 caf\\u233?\\u8217\\'92s}"), ["café’s"]);
        assert_eq!(lines("{\\rtf1\\ansi\\uc2 \\u322ab{\\uc0 \\u243 d}\\u378\\'9f\\'9f.}"), ["łódź."]);
        assert_eq!(lines("{\\rtf1\\u-10179?\\u-8704?!}"), ["😀!"]);
        assert_eq!(lines("{\\rtf1\\u-10179?x}"), ["\u{fffd}x"]);
        // Two bytes are one character in Japanese.
        assert_eq!(lines("{\\rtf1\\ansicpg932 \\'93\\'fa\\'96\\'7b}"), ["日本"]);
    }

    #[test]
    fn what_is_hidden_struck_out_or_no_text_is_left_out() {
        let text = "{\\rtf1 a{\\v hidden}b\\v c\\v0 d{\\deleted gone}{\\footnote f}{\\header h}{\\*\\unknown u}{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt link}}{\\pict 0102}{\\pict\\bin3 }}}}{\\shp{\\*\\shpinst s}}e}";
        assert_eq!(lines(text), ["abdlinke"]);
    }

    #[test]
    fn a_row_of_a_table_is_a_line() {
        assert_eq!(lines("{\\rtf1\\trowd a\\cell b\\cell\\row\\trowd c\\cell d\\cell\\row}"), ["a\tb\t", "c\td\t", ""]);
    }

    #[test]
    fn an_early_end_is_said_and_hostile_files_end_in_words() {
        let read = |text: &str| read(&Source::from_bytes("a.rtf", text));
        assert!(read("{\\rtf1 {\\b Int: a").unwrap().1.is_some());
        assert!(read("{\\rtf1 Int: a}} b").unwrap().1.is_none());
        assert!(read(&format!("{{\\rtf1 {}", "{".repeat(100_000))).unwrap_err().what().contains("deep inside"));
        for odd in [
            "{\\rtf1\\u",
            "{\\rtf1\\'",
            "{\\rtf1\\'9",
            "{\\rtf1\\bin99999999999 x",
            "{\\rtf1\\bin-5 x",
            "{\\rtf1\\u99999999999?x",
            "{\\rtf",
            "{\\rtf1\\uc99999999 \\u1 x",
        ] {
            assert!(read(odd).is_ok(), "{odd}");
        }
    }
}
