//! The letters and numbers of a portable file of SPSS: lines of eighty characters, a table that says which byte stands for which
//! letter, numbers to the base thirty.

use encoding_rs::Encoding;

use super::damaged;
use crate::diagnostic::Result;

/// Characters of a line; a shorter one has blanks after it.
const LINE: usize = 80;
/// Where the table of letters begins.
const TABLE: usize = 200;
/// Where the word stands by which the format is known.
const MARK: usize = 456;
/// The place of the first digit in the table of letters.
const FIRST_LETTER: usize = 64;
/// The letters from that place on.
const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .<(+|&[]!$*);^-/|,%_>?`:#@'=\"";

/// A portable file as a row of letters, and how far it was read.
#[derive(Debug)]
pub struct Text {
    bytes: Vec<u8>,
    at: usize,
    encoding: Option<&'static Encoding>,
    /// The encoding of the texts so far.
    pub used: &'static str,
}

/// The letters of a file without its line ends; `None` where it is no portable file.
pub fn letters(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut letters = unwrapped(bytes, most);
    let table = letters.get(TABLE..MARK)?.to_vec();
    let mut means: [Option<u8>; 256] = [None; 256];
    for (place, letter) in table.iter().skip(FIRST_LETTER).zip(LETTERS) {
        means[usize::from(*place)].get_or_insert(*letter);
    }
    for byte in &mut letters[MARK..] {
        *byte = means[usize::from(*byte)].unwrap_or(*byte);
    }
    letters.get(MARK..MARK + 8).is_some_and(|mark| mark == b"SPSSPORT").then_some(letters)
}

/// Lines joined, each filled up with blanks, until there are so many letters.
fn unwrapped(bytes: &[u8], most: usize) -> Vec<u8> {
    let mut letters = Vec::with_capacity(bytes.len().min(most));
    let mut lines = bytes.split(|&byte| byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        letters.extend_from_slice(line);
        let is_last = lines.peek().is_none();
        if !is_last && line.len() < LINE {
            letters.resize(letters.len() + LINE - line.len(), b' ');
        }
        if letters.len() >= most {
            break;
        }
    }
    letters
}

impl Text {
    /// The text of a file after the word by which the format is known.
    ///
    /// # Errors
    /// When it is not there.
    pub fn new(bytes: &[u8], encoding: Option<&'static Encoding>) -> Result<Self> {
        let bytes = letters(bytes, usize::MAX).ok_or_else(|| damaged("it does not say SPSSPORT where it should"))?;
        Ok(Self { bytes, at: MARK + 8, encoding, used: encoding.map_or("UTF-8", Encoding::name) })
    }

    /// The next letter, without passing it.
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next letter.
    ///
    /// # Errors
    /// At the end.
    pub fn letter(&mut self) -> Result<u8> {
        let letter = self.peek().ok_or_else(|| damaged("it ends before its answers do"))?;
        self.at += 1;
        Ok(letter)
    }

    /// A number, or `None` for what SPSS calls system-missing.
    ///
    /// # Errors
    /// When it is none.
    pub fn number(&mut self) -> Result<Option<f64>> {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
        if self.peek() == Some(b'*') {
            self.at += 2;
            return Ok(None);
        }
        let begins = self.at;
        while self.letter()? != b'/' {
            if self.at - begins > 64 {
                return Err(damaged("a number has no end"));
            }
        }
        let digits = &self.bytes[begins..self.at - 1];
        base_thirty(digits)
            .map(Some)
            .ok_or_else(|| damaged(format!("“{}” is not a number", String::from_utf8_lossy(digits))))
    }

    /// A number that counts something.
    ///
    /// # Errors
    /// When it is none.
    pub fn count(&mut self) -> Result<usize> {
        let number = self.number()?.filter(|number| (0.0..1e9).contains(number) && number.fract() == 0.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole and small")]
        number.map(|number| number as usize).ok_or_else(|| damaged("a count is not a whole number"))
    }

    /// A text with its length before it.
    ///
    /// # Errors
    /// When it is cut off.
    pub fn text(&mut self) -> Result<String> {
        let length = self.count()?;
        let end = self.at.saturating_add(length);
        let bytes = self.bytes.get(self.at..end).ok_or_else(|| damaged("a text is cut off"))?;
        self.at = end;
        if let Some(encoding) = self.encoding {
            return Ok(encoding.decode(bytes).0.into_owned());
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => {
                self.used = "windows-1252";
                Ok(encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned())
            }
        }
    }
}

/// `-28.O`, `1.5+2`: digits 0 to 9 and A to T, perhaps with a fraction and a power of thirty.
fn base_thirty(text: &[u8]) -> Option<f64> {
    let (negative, text) = match text.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let power_at = text.iter().position(|&letter| matches!(letter, b'+' | b'-')).unwrap_or(text.len());
    let (digits, power) = text.split_at(power_at);
    let mut power: i32 = match power.split_first() {
        None => 0,
        Some((sign, digits)) => {
            let power =
                digits.iter().try_fold(0_i32, |sum, letter| sum.checked_mul(30)?.checked_add(digit(*letter)?))?;
            if *sign == b'-' { -power } else { power }
        }
    };
    let (mut sum, mut any, mut fraction) = (0.0_f64, false, false);
    for letter in digits {
        if *letter == b'.' && !fraction {
            fraction = true;
            continue;
        }
        sum = sum * 30.0 + f64::from(digit(*letter)?);
        any = true;
        power = power.checked_sub(i32::from(fraction))?;
    }
    if !any || power.abs() > 250 {
        return None;
    }
    // One division of whole numbers is exact to the last digit; many multiplications by a thirtieth would not be.
    let scale = 30.0_f64.powi(power.abs());
    let number = if power < 0 { sum / scale } else { sum * scale };
    number.is_finite().then_some(if negative { -number } else { number })
}

fn digit(letter: u8) -> Option<i32> {
    match letter {
        b'0'..=b'9' => Some(i32::from(letter - b'0')),
        b'A'..=b'T' => Some(i32::from(letter - b'A') + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_to_the_base_thirty_are_exact() {
        for (text, wanted) in
            [("0", 0.0), ("D", 13.0), ("28.O", 68.8), ("-1.3", -1.1), ("1+2", 900.0), ("F-1", 0.5), (".3", 0.1)]
        {
            assert_eq!(base_thirty(text.as_bytes()), Some(wanted), "{text}");
        }
        for text in ["", "-", ".", "U", "1.2.3", "1+", "1+ZZ", "1+TTTTTTTTT"] {
            assert!(base_thirty(text.as_bytes()).is_none_or(|number| number.is_finite()), "{text}");
        }
        assert_eq!(base_thirty(b"1.2.3"), None);
    }

    #[test]
    fn short_lines_have_blanks_after_them() {
        assert_eq!(unwrapped(b"ab\r\ncd", usize::MAX).len(), 82);
        assert_eq!(unwrapped(b"", usize::MAX), b"");
        assert!(letters(b"ab", usize::MAX).is_none());
    }
}
