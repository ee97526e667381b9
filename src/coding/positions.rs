//! Code points to bytes and back, without walking a long text for each position.

/// Every so many code points the byte offset is remembered.
const STRIDE: usize = 64;

/// A text whose positions can be looked up.
#[derive(Debug, Clone)]
pub struct Positions<'a> {
    text: &'a str,
    /// Byte offsets of code points 0, 64, 128 …; empty where each code point is one byte.
    marks: Vec<usize>,
}

impl<'a> Positions<'a> {
    /// Walks the text once.
    pub fn new(text: &'a str) -> Self {
        let marks = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(STRIDE).map(|(offset, _)| offset).collect()
        };
        Self { text, marks }
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The byte at which a code point starts; the end of the text for any position beyond it.
    pub fn byte(&self, position: usize) -> usize {
        if self.marks.is_empty() {
            return position.min(self.text.len());
        }
        let Some(&mark) = self.marks.get(position / STRIDE) else { return self.text.len() };
        let rest = &self.text[mark..];
        rest.char_indices().nth(position % STRIDE).map_or(self.text.len(), |(offset, _)| mark + offset)
    }

    /// The code point that starts at a byte, or the one that the byte is part of.
    pub fn code_point(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        if self.marks.is_empty() {
            return byte;
        }
        let index = self.marks.partition_point(|&mark| mark <= byte).saturating_sub(1);
        let Some(&mark) = self.marks.get(index) else { return 0 };
        // Counting the bytes that begin a code point is exact even where `byte` lies inside one.
        let begun = self.text.as_bytes()[mark..byte].iter().filter(|&&b| b & 0xC0 != 0x80).count();
        index * STRIDE + if self.text.is_char_boundary(byte) { begun } else { begun.saturating_sub(1) }
    }

    /// The words between two code points, half-open; empty where they lie outside or the wrong way round.
    pub fn slice(&self, start: usize, end: usize) -> &'a str {
        if start >= end { "" } else { &self.text[self.byte(start)..self.byte(end)] }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_text_has_one_position() {
        let positions = Positions::new("");
        assert_eq!((positions.byte(0), positions.byte(9), positions.code_point(0)), (0, 0, 0));
        assert_eq!(positions.slice(0, 3), "");
    }

    proptest! {
        #[test]
        fn there_and_back(text in "[a-zé“ ]{0,300}") {
            let positions = Positions::new(&text);
            for (count, (offset, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(positions.byte(count), offset);
                prop_assert_eq!(positions.code_point(offset), count);
            }
            prop_assert_eq!(positions.code_point(text.len()), text.chars().count());
            prop_assert_eq!(positions.byte(text.chars().count()), text.len());
        }
    }
}
