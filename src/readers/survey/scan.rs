//! Where delimiters, quotation marks, line ends and other control characters stand in a text: the cells of an export are so short that most
//! of 64 bytes hold several, and all of them are found at once.

/// So many bytes are looked at together.
const WIDTH: usize = 64;

/// The places of either of two bytes and of control characters (bytes below the blank), from the first on.
#[derive(Debug, Clone)]
pub struct Marks<'a> {
    bytes: &'a [u8],
    wanted: [u8; 2],
    /// Where the bytes begin that are looked at.
    at: usize,
    /// A bit for each of them that is wanted and was not given yet.
    found: u64,
}

impl<'a> Marks<'a> {
    /// Of these bytes.
    pub fn new(bytes: &'a [u8], wanted: [u8; 2]) -> Self {
        let mut marks = Self { bytes, wanted, at: 0, found: 0 };
        marks.look();
        marks
    }

    fn look(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        self.found = match rest.first_chunk::<WIDTH>() {
            Some(block) => bits(block, self.wanted),
            None => {
                let mut block = [0; WIDTH];
                block[..rest.len()].copy_from_slice(rest);
                // What stands behind the end is not of the text.
                bits(&block, self.wanted) & ((1 << rest.len()) - 1)
            }
        };
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            self.at += WIDTH;
            if self.at >= self.bytes.len() {
                return None;
            }
            self.look();
        }
        let place = self.at + self.found.trailing_zeros() as usize;
        self.found &= self.found - 1;
        Some(place)
    }
}

/// A bit for each byte that is one of two or a control character. Compilers make a few wide comparisons of this.
#[inline]
fn bits(block: &[u8; WIDTH], [a, b]: [u8; 2]) -> u64 {
    let mut hits = [0_u8; WIDTH];
    for (hit, byte) in hits.iter_mut().zip(block) {
        *hit = u8::from(*byte == a) | u8::from(*byte == b) | u8::from(*byte < b' ');
    }
    let mut bits = 0;
    for (eight, place) in hits.as_chunks::<8>().0.iter().zip(0..) {
        // The product moves the lowest bit of each byte into the highest byte, in their order.
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits |= gathered << (place * 8);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_place_is_found_in_order(text in "[a-c ,\n\r\t\0\"é]{0,300}") {
            let plain: Vec<usize> =
                (0..text.len()).filter(|&at| b",\n\r\t\0\"".contains(&text.as_bytes()[at])).collect();
            prop_assert_eq!(Marks::new(text.as_bytes(), *b",\"").collect::<Vec<_>>(), plain);
        }
    }
}
