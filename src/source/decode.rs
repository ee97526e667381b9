//! From bytes to text: which encoding a source is in, and its text whole or piece by piece.

use std::io::Read;

use encoding_rs::Encoding;

use super::{Decoded, Source, could_not_read};
use crate::diagnostic::{Diagnostic, Error, Result};

/// The encoding of a source, as far as it is known.
#[derive(Debug, Clone)]
pub struct Decision {
    encoding: &'static Encoding,
    /// Bytes of a byte order mark, which are no text.
    mark: usize,
    /// Nobody named the encoding: the text is taken for UTF-8 until a byte says otherwise.
    assumed: bool,
    /// What was noticed while deciding.
    pub noticed: Vec<Diagnostic>,
}

impl Decision {
    fn certain(encoding: &'static Encoding, source: &Source) -> Self {
        let mark =
            Encoding::for_bom(source.head()).filter(|(marked, _)| *marked == encoding).map_or(0, |(_, mark)| mark);
        Self { encoding, mark, assumed: false, noticed: Vec::new() }
    }

    /// Whether nobody named the encoding and no byte so far speaks against UTF-8.
    pub fn is_assumed(&self) -> bool {
        self.assumed
    }

    /// The encoding by its usual name.
    pub fn name(&self) -> &'static str {
        self.encoding.name()
    }
}

impl Source {
    /// Decides the encoding by its name if one is given, by the byte order mark, by the zeros of UTF-16; else it is UTF-8
    /// unless a byte further on says otherwise, as the [`Stream`] will then do and [`Self::not_utf8`] decides.
    ///
    /// # Errors
    /// When the name of the encoding is not known, or the bytes are plainly not text.
    pub fn decide(&self, encoding: Option<&str>) -> Result<Decision> {
        if let Some(label) = encoding {
            let known = Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                Error::new(format!("“{label}” is not the name of an encoding"))
                    .hint("use for example utf-8, utf-16le or windows-1252")
            })?;
            // A mark in the file knows better than a person.
            let marked = Encoding::for_bom(self.head()).map_or(known, |(marked, _)| marked);
            return Ok(Decision::certain(marked, self));
        }
        if let Some((known, _)) = Encoding::for_bom(self.head()) {
            return Ok(Decision::certain(known, self));
        }
        if let Some(known) = utf16_without_mark(self.head()) {
            let note = Diagnostic::note(format!("no byte order mark; read as {}", known.name())).in_place(self.place());
            return Ok(Decision { noticed: vec![note], ..Decision::certain(known, self) });
        }
        let head = self.head();
        let is_cut_short = (head.len() as u64) < self.length();
        match std::str::from_utf8(head) {
            Err(error) if !(is_cut_short && error.error_len().is_none()) => self.not_utf8(),
            _ if memchr::memchr(0, head).is_some() => Err(self.is_not_text()),
            _ => Ok(Decision { assumed: true, ..Decision::certain(encoding_rs::UTF_8, self) }),
        }
    }

    /// Decides the encoding of a text that is not UTF-8, from all of it.
    ///
    /// # Errors
    /// When it holds zero bytes, or cannot be read.
    pub fn not_utf8(&self) -> Result<Decision> {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        let mut utf8 = Utf8::default();
        let (mut lines, mut line) = (1, None);
        self.pieces(|piece| {
            if memchr::memchr(0, piece).is_some() {
                return Err(self.is_not_text());
            }
            detector.feed(piece, false);
            if line.is_none() {
                let valid = utf8.valid(piece);
                lines += memchr::memchr_iter(b'\n', &piece[..valid.unwrap_or(piece.len())]).count() as u64;
                line = valid.map(|_| lines);
            }
            Ok(())
        })?;
        detector.feed(&[], true);
        let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
        let guess = if self.is_western(guess)? { encoding_rs::WINDOWS_1252 } else { guess };
        let note = Diagnostic::warning(format!("not UTF-8; read as {}", guess.name()))
            .in_place(self.line(line.unwrap_or(lines)))
            .hint("look at the accents on this line; --encoding names another encoding");
        Ok(Decision { encoding: guess, mark: 0, assumed: false, noticed: vec![note] })
    }

    /// English text with a pound sign is taken for windows-1250, where the sign is “Ł”. Where a guess differs from
    /// windows-1252 in nothing but pound signs (with no letter after them) and fractions, it is windows-1252.
    fn is_western(&self, guess: &'static Encoding) -> Result<bool> {
        let western = encoding_rs::WINDOWS_1252;
        if guess == western || !guess.is_single_byte() {
            return Ok(false);
        }
        let alike: Vec<bool> = (0..=255_u8)
            .map(|byte| {
                let one = [byte];
                matches!(byte, 0..128 | 0xBC..=0xBE)
                    || guess.decode_without_bom_handling(&one).0 == western.decode_without_bom_handling(&one).0
            })
            .collect();
        let (mut all, mut pound) = (true, false);
        self.pieces(|piece| {
            for &byte in piece {
                let followed = byte.is_ascii_alphabetic() || byte >= 0xC0;
                all &= !(std::mem::take(&mut pound) && followed);
                pound = byte == 0xA3;
                all &= pound || alike[usize::from(byte)];
            }
            Ok(())
        })?;
        Ok(all)
    }

    /// Goes through all bytes in order.
    fn pieces(&self, mut with: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut reader = self.reader()?;
        let mut buffer = vec![0; 1 << 20];
        loop {
            match read_up_to(&mut reader, &mut buffer).map_err(|error| could_not_read(self.name(), &error))? {
                0 => return Ok(()),
                count => with(&buffer[..count])?,
            }
        }
    }

    /// What is said of a file with zero bytes.
    pub fn is_not_text(&self) -> Error {
        Error::new("this is not a text file (it holds zero bytes)")
            .in_place(self.place())
            .hint("is the ending right? Export it again as CSV, or as the format its ending says")
    }

    /// The text piece by piece.
    ///
    /// # Errors
    /// When the source cannot be opened again.
    pub fn stream(&self, decision: &Decision) -> Result<Stream<'_>> {
        let mut reader = self.reader()?;
        let mut mark = vec![0; decision.mark];
        read_up_to(&mut reader, &mut mark).map_err(|error| could_not_read(self.name(), &error))?;
        let decoder = (!decision.assumed).then(|| decision.encoding.new_decoder_without_bom_handling());
        Ok(Stream {
            source: self,
            reader,
            decoder,
            raw: Vec::new(),
            damaged: false,
            assumed: decision.assumed,
            encoding: decision.name(),
        })
    }

    /// The first part of the text, up to about a million bytes.
    pub fn head_text(&self, decision: &Decision) -> String {
        let head = self.head().get(decision.mark..).unwrap_or_default();
        let mut text = String::with_capacity(head.len() + head.len() / 2 + 16);
        let is_all = self.head().len() as u64 >= self.length();
        let mut decoder = decision.encoding.new_decoder_without_bom_handling();
        text.reserve(decoder.max_utf8_buffer_length(head.len()).unwrap_or(0));
        let _ = decoder.decode_to_string(head, &mut text, is_all);
        text
    }

    /// Decodes the bytes as text, in a named encoding if one is given.
    ///
    /// # Errors
    /// When the name of the encoding is not known, or the bytes are plainly not text.
    pub fn text(&self, encoding: Option<&str>) -> Result<Decoded> {
        let mut decision = self.decide(encoding)?;
        let bytes = self.bytes();
        if decision.assumed {
            match std::str::from_utf8(bytes) {
                Ok(_) if memchr::memchr(0, bytes).is_some() => return Err(self.is_not_text()),
                Ok(text) => {
                    return Ok(Decoded { text: text.to_owned(), encoding: "UTF-8".into(), noticed: Vec::new() });
                }
                Err(_) => decision = self.not_utf8()?,
            }
        }
        let bytes = bytes.get(decision.mark..).unwrap_or_default();
        let (text, damaged) = decision.encoding.decode_without_bom_handling(bytes);
        if damaged {
            decision.noticed.push(self.damaged(decision.name()));
        }
        Ok(Decoded { text: text.into_owned(), encoding: decision.name().into(), noticed: decision.noticed })
    }

    fn damaged(&self, encoding: &str) -> Diagnostic {
        Diagnostic::warning(format!("some bytes are not {encoding}; they are shown as “\u{fffd}”"))
            .in_place(self.place())
            .hint("--encoding names another encoding")
    }
}

/// Text piece by piece.
pub struct Stream<'a> {
    source: &'a Source,
    reader: Box<dyn Read + Send + 'a>,
    /// None where the text is taken for UTF-8: whoever takes the bytes looks whether they are.
    decoder: Option<encoding_rs::Decoder>,
    raw: Vec<u8>,
    damaged: bool,
    assumed: bool,
    encoding: &'static str,
}

impl Stream<'_> {
    /// Adds about so many bytes of text in UTF-8; false at the end. Where the encoding was only assumed they are what stands
    /// in the file, and whether they are UTF-8 is not looked at.
    ///
    /// # Errors
    /// When the source can no longer be read.
    pub fn add(&mut self, text: &mut Vec<u8>, wanted: usize) -> Result<bool> {
        let fail = |error| could_not_read(self.source.name(), &error);
        // Room is filled before it is read into: for a small source no more than it needs.
        let wanted = wanted.min(usize::try_from(self.source.length()).unwrap_or(usize::MAX).saturating_add(1));
        let Some(decoder) = &mut self.decoder else {
            text.reserve(wanted);
            let count = self.reader.by_ref().take(wanted as u64).read_to_end(text).map_err(fail)?;
            return Ok(count > 0);
        };
        self.raw.resize(wanted, 0);
        let count = read_up_to(&mut self.reader, &mut self.raw).map_err(fail)?;
        let room = decoder.max_utf8_buffer_length(count).unwrap_or(count.saturating_mul(3));
        let start = text.len();
        text.resize(start + room, 0);
        let (_, _, written, damaged) = decoder.decode_to_utf8(&self.raw[..count], &mut text[start..], count == 0);
        text.truncate(start + written);
        self.damaged |= damaged;
        if count == 0 {
            // A decoder takes no more once it was told of the end.
            self.decoder = None;
            self.reader = Box::new(std::io::empty());
        }
        Ok(count > 0)
    }

    /// Whether the text was only taken for UTF-8.
    pub fn is_assumed(&self) -> bool {
        self.assumed
    }

    /// What is to be said after the last piece.
    pub fn noticed(&self) -> Option<Diagnostic> {
        self.damaged.then(|| self.source.damaged(self.encoding))
    }
}

/// Follows text piece by piece and finds the first byte that is not UTF-8.
#[derive(Debug, Default)]
struct Utf8 {
    /// The start of a character whose rest is in the next piece.
    begun: Vec<u8>,
}

impl Utf8 {
    /// Where in this piece the first wrong byte is.
    fn valid(&mut self, piece: &[u8]) -> Option<usize> {
        let mut start = 0;
        while !self.begun.is_empty() {
            let &byte = piece.get(start)?;
            self.begun.push(byte);
            start += 1;
            match std::str::from_utf8(&self.begun) {
                Ok(_) => self.begun.clear(),
                Err(error) if error.error_len().is_some() => return Some(0),
                Err(_) => {}
            }
        }
        let error = std::str::from_utf8(&piece[start..]).err()?;
        let at = start + error.valid_up_to();
        if error.error_len().is_some() {
            return Some(at);
        }
        self.begun.extend_from_slice(&piece[at..]);
        None
    }
}

/// Reads until the buffer is full or the source at its end.
fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// UTF-16 without a byte order mark shows as a zero in nearly every second byte of western text.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    const LOOKED_AT: usize = 512;
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    if head.len() < 4 {
        return None;
    }
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let pairs = head.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, odd) if odd * 10 >= pairs * 8 => Some(encoding_rs::UTF_16LE),
        (even, 0) if even * 10 >= pairs * 8 => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text as the stream gives it, in tiny pieces, where the encoding need not be guessed.
    fn streamed(bytes: &[u8], encoding: Option<&str>) -> String {
        let source = Source::from_bytes("a.csv", bytes);
        let decision = source.decide(encoding).unwrap();
        let mut stream = source.stream(&decision).unwrap();
        let mut text = Vec::new();
        while stream.add(&mut text, 3).unwrap() {}
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn an_empty_source_streams_nothing() {
        assert_eq!(streamed(b"", None), "");
        assert_eq!(streamed(b"\xef\xbb\xbf", None), "");
    }

    #[test]
    fn the_stream_gives_what_the_whole_gives() {
        for (bytes, encoding) in [
            (&b"\xef\xbb\xbfna\xc3\xafve\n"[..], None),
            (b"\xff\xfeI\0\xe9\0D\0\n\0", None),
            (b"caf\xe9 \x93x\x94", None),
            (b"caf\xe9 \x93x\x94", Some("windows-1252")),
            (b"a\xff\xc3", Some("utf-8")),
        ] {
            let whole = Source::from_bytes("a.csv", bytes).text(encoding).unwrap().text;
            assert_eq!(streamed(bytes, encoding), whole);
            let source = Source::from_bytes("a.csv", bytes);
            assert_eq!(source.head_text(&source.decide(encoding).unwrap()), whole);
        }
    }

    #[test]
    fn the_first_wrong_byte_is_found_across_pieces() {
        let mut utf8 = Utf8::default();
        assert_eq!((utf8.valid(b"na\xc3"), utf8.valid(b"\xafve"), utf8.valid(b"x\xe2\x82")), (None, None, None));
        assert_eq!(utf8.valid(b"\xacx\xe9 "), Some(2));
    }
}
