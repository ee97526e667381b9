//! Names by which programs for coding know things again: made of what the thing is, so that two exports of a study have the same.
//!
//! Version 8 of RFC 9562: the first 122 bits of SHA-256 that are not the version and the variant.

use sha2::{Digest, Sha256};

/// The name of a thing: its kind, and what tells it from others of its kind.
pub fn guid(kind: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"canvass ");
    hash.update(kind.as_bytes());
    for part in parts {
        // Lengths keep “a” + “bc” and “ab” + “c” apart.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut bytes: Vec<u8> = hash.finalize().iter().copied().take(16).collect();
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// The name of a code.
pub fn of_code(id: &str) -> String {
    guid("code", &[id])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_has_the_same_name_and_others_have_others() {
        let one = guid("code", &["a", "bc"]);
        assert_eq!(one, guid("code", &["a", "bc"]));
        for other in [guid("code", &["ab", "c"]), guid("user", &["a", "bc"]), guid("code", &["a"]), guid("code", &[])] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn it_has_the_form_of_a_uuid_of_version_8() {
        let name = guid("code", &["funding"]);
        let lengths: Vec<usize> = name.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(name.as_bytes()[14], b'8');
        assert!(b"89ab".contains(&name.as_bytes()[19]));
    }
}
