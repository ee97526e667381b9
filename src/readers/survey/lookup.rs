//! From a value to its code: a hash table that holds nothing but hashes and codes, beside values that lie in one buffer.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

/// The key of the hash, another in each run: nobody can write a file whose values all collide. No order depends on it.
static KEY: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0_u8) | 1);
/// The smallest table.
const SMALLEST: u32 = 6;

/// Hashes and codes; which value belongs to a code, the caller knows.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// The hash in the upper half, the code in the lower; 0 where nothing is, since the blank's code is never looked up.
    slots: Vec<u64>,
    /// How many bits of a hash tell its slot.
    bits: u32,
    held: usize,
}

impl Default for Lookup {
    fn default() -> Self {
        Self { slots: vec![0; 1 << SMALLEST], bits: SMALLEST, held: 0 }
    }
}

impl Lookup {
    /// A table of values whose codes count from 1.
    pub fn of<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let mut lookup = Self::default();
        for (value, code) in values.zip(1..) {
            lookup.find_or_add(hash(value.as_bytes()), code, |_| false);
        }
        lookup
    }

    /// The code of the value with this hash, as `is_it` knows it; where there is none, `new`, which it then has.
    #[inline]
    pub fn find_or_add(&mut self, hash: u32, new: u32, is_it: impl Fn(u32) -> bool) -> u32 {
        let mask = self.slots.len() - 1;
        let mut place = (hash >> (32 - self.bits)) as usize;
        loop {
            let slot = self.slots[place];
            if slot == 0 {
                break;
            }
            let [code, known] = halves(slot);
            if known == hash && is_it(code) {
                return code;
            }
            place = (place + 1) & mask;
        }
        self.slots[place] = u64::from(hash) << 32 | u64::from(new);
        self.held += 1;
        if self.held * 2 > self.slots.len() && self.bits < 31 {
            self.grow();
        }
        new
    }

    /// Looks at where these hashes are or would be. What lies far off is fetched side by side, which looking them up one after another
    /// cannot do.
    pub fn fetch(&self, hashes: &[u32]) {
        const NEAR: u32 = 13;
        if self.bits > NEAR {
            let slot = |hash: &u32| self.slots[(hash >> (32 - self.bits)) as usize];
            std::hint::black_box(hashes.iter().fold(0, |sum, hash| sum ^ slot(hash)));
        }
    }

    /// Takes all values out, and keeps the memory for others.
    pub fn clear(&mut self) {
        self.slots.fill(0);
        self.held = 0;
    }

    fn grow(&mut self) {
        self.bits += 1;
        let mut slots = vec![0; 1 << self.bits];
        // Memory that is looked at before it is written to is made twice: all of it is written to first.
        std::hint::black_box(&mut slots).fill(0);
        let old = std::mem::replace(&mut self.slots, slots);
        let mask = self.slots.len() - 1;
        for slot in old.into_iter().filter(|slot| *slot != 0) {
            let [_, hash] = halves(slot);
            let mut place = (hash >> (32 - self.bits)) as usize;
            while self.slots[place] != 0 {
                place = (place + 1) & mask;
            }
            self.slots[place] = slot;
        }
    }
}

/// The lower and the upper half.
#[allow(clippy::cast_possible_truncation, reason = "the halves of a number are what is wanted")]
fn halves(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

/// Whether some bytes are others: most values are short, and compared in two steps.
#[inline]
pub fn are_same(these: &[u8], those: &[u8]) -> bool {
    let length = these.len();
    length == those.len()
        && match length {
            8..=16 => {
                word(&these[..8]) == word(&those[..8]) && word(&these[length - 8..]) == word(&those[length - 8..])
            }
            4..8 => half(&these[..4]) == half(&those[..4]) && half(&these[length - 4..]) == half(&those[length - 4..]),
            _ => these == those,
        }
}

/// A hash of some bytes.
#[inline]
pub fn hash(bytes: &[u8]) -> u32 {
    let key = *KEY;
    let mut sum = fold(key ^ bytes.len() as u64, 0x9E37_79B9_7F4A_7C15);
    let mut rest = bytes;
    while let Some((block, after)) = rest.split_first_chunk::<16>().filter(|(_, after)| !after.is_empty()) {
        let (a, b) = block.split_at(8);
        sum = fold(word(a) ^ sum, word(b) ^ key.rotate_left(29));
        rest = after;
    }
    let (a, b) = match rest.len() {
        8.. => (word(&rest[..8]), word(&rest[rest.len() - 8..])),
        4..8 => (half(&rest[..4]), half(&rest[rest.len() - 4..])),
        1..4 => (u64::from(rest[0]) << 8 | u64::from(rest[rest.len() / 2]), u64::from(rest[rest.len() - 1])),
        0 => (0, 0),
    };
    let [low, high] = halves(fold(fold(a ^ sum, b ^ key.rotate_left(29)), 0xD6E8_FEB8_6659_FD93));
    low ^ high
}

/// The product of two numbers, its halves taken together.
#[allow(clippy::cast_possible_truncation, reason = "the halves of a number are what is wanted")]
#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

#[inline]
fn word(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight))
}

#[inline]
fn half(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |four| u32::from_le_bytes(*four).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_length_keep_their_codes_while_the_table_grows() {
        let values: Vec<String> = (0..5000).map(|number| "x".repeat(number % 40) + &number.to_string()).collect();
        let mut lookup = Lookup::default();
        for (place, code) in (0..values.len()).zip(1..) {
            let found = lookup.find_or_add(hash(values[place].as_bytes()), code, |_| false);
            assert_eq!(found, code);
        }
        for (value, code) in values.iter().zip(1..) {
            let is_it = |code: u32| values[code as usize - 1] == *value;
            assert_eq!(lookup.find_or_add(hash(value.as_bytes()), u32::MAX, is_it), code);
        }
    }

    #[test]
    fn bytes_are_the_same_only_where_all_are() {
        for length in 0..40_usize {
            let these = vec![b'a'; length];
            assert!(are_same(&these, &these.clone()), "{length}");
            assert!(!are_same(&these, &vec![b'a'; length + 1]), "{length}");
            for place in 0..length {
                let mut those = these.clone();
                those[place] = b'b';
                assert!(!are_same(&these, &those), "{length} {place}");
            }
        }
    }

    #[test]
    fn values_that_differ_in_a_byte_or_in_length_differ_in_hash() {
        let mut seen = std::collections::HashSet::new();
        for length in 0..64_usize {
            let mut bytes = vec![b'a'; length];
            assert!(seen.insert(hash(&bytes)), "{length}");
            for place in 0..length {
                bytes[place] = b'b';
                assert!(seen.insert(hash(&bytes)), "{length} {place}");
                bytes[place] = b'a';
            }
        }
    }
}
