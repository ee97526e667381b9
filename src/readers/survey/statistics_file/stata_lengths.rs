//! A damaged .dta may say that a section has gigabytes, and its reader makes room for them before it looks whether they are there.
//! Lengths are four bytes, read on their own: one that says more than the whole file has is refused as it goes by.

use std::cell::Cell;
use std::io::{Cursor, Error, ErrorKind, Read, Result};
use std::rc::Rc;

/// The bytes of a file, whose lengths are looked at.
#[derive(Debug, Clone)]
pub struct Lengths<'a> {
    bytes: Cursor<&'a [u8]>,
    is_big: bool,
    /// Off among variables and records: there four bytes may be something else.
    looks: Rc<Cell<bool>>,
}

impl<'a> Lengths<'a> {
    /// The file from its start, and what switches the looking off and on.
    pub fn of(bytes: &'a [u8]) -> (Self, Rc<Cell<bool>>) {
        let looks = Rc::new(Cell::new(true));
        (Self { bytes: Cursor::new(bytes), is_big: is_big_endian(bytes), looks: Rc::clone(&looks) }, looks)
    }

    fn says_too_much(&self, found: [u8; 4]) -> bool {
        let length = if self.is_big { u32::from_be_bytes(found) } else { u32::from_le_bytes(found) };
        // What begins with this sign is the name of a section.
        found[0] != b'<' && length as usize > self.bytes.get_ref().len()
    }
}

impl Read for Lengths<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = self.bytes.read(buffer)?;
        match <[u8; 4]>::try_from(&*buffer) {
            Ok(found) if count == 4 && self.looks.get() && self.says_too_much(found) => {
                Err(Error::new(ErrorKind::InvalidData, "it says that it is longer than it is"))
            }
            _ => Ok(count),
        }
    }
}

/// Whether the high byte stands first, as the header says in either way.
fn is_big_endian(bytes: &[u8]) -> bool {
    const WORD: &[u8] = b"<byteorder>";
    match bytes.first() {
        Some(b'<') => {
            let head = &bytes[..bytes.len().min(256)];
            memchr::memmem::find(head, WORD).is_some_and(|place| head[place + WORD.len()..].starts_with(b"MSF"))
        }
        _ => bytes.get(1) == Some(&1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(bytes: &[u8], looks: bool) -> bool {
        let (mut lengths, switch) = Lengths::of(bytes);
        switch.set(looks);
        let (mut head, mut length) = ([0; 3], [0; 4]);
        lengths.read_exact(&mut head).is_ok() && lengths.read_exact(&mut length).is_ok()
    }

    #[test]
    fn a_length_beyond_the_file_is_refused_in_either_order_and_an_answer_is_not() {
        assert!(reads(b"q\x02\x01\x07\0\0\0", true));
        assert!(!reads(b"q\x02\x01\0\0\0\x07", true));
        assert!(reads(b"q\x01\x01\0\0\0\x07", true));
        assert!(!reads(b"q\x01\x01\x07\0\0\0", true));
        assert!(reads(b"q\x01\x01\x07\0\0\0", false));
    }

    #[test]
    fn the_name_of_a_section_is_no_length() {
        assert!(reads(b"q\x02\x01<ch>", true));
        assert!(is_big_endian(b"<stata_dta><header><release>117</release><byteorder>MSF</byteorder>"));
        assert!(!is_big_endian(b"<stata_dta><header><release>117</release><byteorder>LSF</byteorder>"));
        assert!(!is_big_endian(b""));
    }
}
