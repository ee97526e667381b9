//! Numbers of papers and accounts. Where a number has a check digit, it is tried: that keeps other numbers out.

use std::sync::LazyLock;

use regex::Regex;

use super::stands_alone;

type Check = fn(&str) -> bool;

/// A pattern and what must hold of what it finds.
static NUMBERS: LazyLock<Vec<(Regex, Check)>> = LazyLock::new(|| {
    let list: [(&str, Check); 10] = [
        // British National Insurance.
        (r"\b[A-CEGHJ-PQR-TW-Z][A-CEGHJ-NP-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", national_insurance),
        // NHS number.
        (r"\b\d{3} \d{3} \d{4}\b", nhs),
        // United States social security.
        (r"\b\d{3}-\d{2}-\d{4}\b", social_security),
        // Cards of banks.
        (r"\b(?:\d{4}[ -]){3}\d{4}\b", luhn),
        // Accounts: IBAN.
        (r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b", iban),
        // Italian codice fiscale.
        (r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b", always),
        // Brazilian CPF.
        (r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b", always),
        // Nordic numbers: a date of birth, a sign, four figures.
        (r"\b\d{6}[-+]\d{4}\b", birth_number),
        // Spanish DNI and NIE.
        (r"\b[XYZ]?\d{7,8}-?[A-HJ-NP-TV-Z]\b", spanish),
        // Chinese resident identity.
        (r"\b\d{17}[\dXx]\b", chinese),
    ];
    list.into_iter().filter_map(|(pattern, check)| Some((Regex::new(pattern).ok()?, check))).collect()
});

/// The numbers of papers and accounts in words.
pub(super) fn numbers(words: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (pattern, check) in NUMBERS.iter() {
        for hit in pattern.find_iter(words) {
            if stands_alone(words, hit.start(), hit.end()) && check(hit.as_str()) {
                found.push((hit.start(), hit.end()));
            }
        }
    }
    found
}

/// Whether a whole value is such a number, also in small letters and without blanks.
pub fn is_national_number(value: &str) -> bool {
    let value = value.trim();
    let whole = |text: &str| numbers(text).iter().any(|(start, end)| *start == 0 && *end == text.len());
    whole(value) || whole(&value.to_uppercase())
}

fn always(_: &str) -> bool {
    true
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

fn national_insurance(text: &str) -> bool {
    !["BG", "GB", "NK", "KN", "TN", "NT", "ZZ"].contains(&text.get(..2).unwrap_or_default())
}

fn nhs(text: &str) -> bool {
    let digits = digits(text);
    let sum: u32 = digits.iter().take(9).zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = (11 - sum % 11) % 11;
    digits.len() == 10 && check == digits[9] && digits.iter().any(|digit| *digit != digits[0])
}

fn social_security(text: &str) -> bool {
    !text.starts_with("000") && !text.starts_with("666") && !text.starts_with('9') && !text.ends_with("0000")
}

fn luhn(text: &str) -> bool {
    let digits = digits(text);
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != 0)
}

fn iban(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if !(15..=34).contains(&compact.len()) {
        return false;
    }
    let (country, rest) = compact.split_at(4);
    let remainder = rest.chars().chain(country.chars()).filter_map(|c| c.to_digit(36)).fold(0, |remainder, value| {
        if value > 9 { (remainder * 100 + value) % 97 } else { (remainder * 10 + value) % 97 }
    });
    remainder == 1
}

fn birth_number(text: &str) -> bool {
    let pair = |at: usize| text.get(at..at + 2).and_then(|pair| pair.parse::<u32>().ok()).unwrap_or(0);
    let date = |day: u32, month: u32| (1..=31).contains(&day) && (1..=12).contains(&month);
    date(pair(0), pair(2)) || date(pair(4), pair(2))
}

fn spanish(text: &str) -> bool {
    const LETTERS: &[u8] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let compact = text.replace('-', "");
    let Some((last, body)) = compact.as_bytes().split_last() else { return false };
    let body = String::from_utf8_lossy(body).replace('X', "0").replace('Y', "1").replace('Z', "2");
    body.len() == 8 && body.parse::<usize>().is_ok_and(|number| number > 0 && LETTERS.get(number % 23) == Some(last))
}

fn chinese(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits(text).iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let year = text.get(6..10).and_then(|year| year.parse::<u32>().ok()).unwrap_or(0);
    let last = text.chars().next_back().map(|last| last.to_ascii_uppercase());
    (1900..=2100).contains(&year) && last == "10X98765432".chars().nth((sum % 11) as usize)
}

static UUID: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:uuid:)?\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$").ok()
});
static DEVICE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$").ok());

/// Whether a whole value is a universally unique identifier.
pub fn is_uuid(value: &str) -> bool {
    UUID.as_ref().is_some_and(|uuid| uuid.is_match(value.trim()))
}

/// Whether a whole value is the address of a device's network card.
pub fn is_device_address(value: &str) -> bool {
    DEVICE.as_ref().is_some_and(|device| device.is_match(value.trim()))
}

/// Whether a whole value looks drawn at random: one word of letters and figures that change places often, or of at least 16
/// hexadecimal figures. A product code (AB-1200) changes once and is none.
pub fn is_token(value: &str) -> bool {
    let value = value.trim();
    let length = value.chars().count();
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if !plain || !(8..=200).contains(&length) {
        return false;
    }
    if length >= 16 && value.chars().all(|c| c.is_ascii_hexdigit()) && value.chars().any(|c| c.is_ascii_digit()) {
        return value.chars().any(char::is_alphabetic);
    }
    let kind = |c: char| {
        if c.is_ascii_digit() {
            0
        } else if c.is_ascii_uppercase() {
            1
        } else {
            2
        }
    };
    let kinds: Vec<u8> = value.chars().filter(|c| c.is_alphanumeric()).map(kind).collect();
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let figures = kinds.windows(2).filter(|pair| (pair[0] == 0) != (pair[1] == 0)).count();
    changes >= 4 && figures >= 2
}
