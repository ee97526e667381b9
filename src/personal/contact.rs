//! E-mail addresses, telephone numbers and addresses of the network.

use std::net::IpAddr;
use std::sync::LazyLock;

use memchr::memmem;
use regex::Regex;

use super::{called, is_called_a_reference, stands_alone};

/// Plain patterns that always compile; one that did not would find nothing.
fn patterns(list: &[&str]) -> Vec<Regex> {
    list.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
}

static EMAILS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    patterns(&[
        r"[\p{L}\p{N}._%+'’-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+",
        // jane (at) example.org, jane[at]example[dot]org, jane at example dot org
        r"(?i)[\p{L}\p{N}._+-]+ ?[\[({] ?at ?[\])}] ?[\p{L}\p{N}-]+(?: ?(?:\.|[\[({] ?dot ?[\])}]) ?[\p{L}\p{N}-]+)+",
        r"(?i)\b[\p{L}\p{N}._+-]+ at [\p{L}\p{N}-]+(?: dot [\p{L}\p{N}-]+)+",
    ])
});

static DOTS: LazyLock<[memmem::Finder<'static>; 2]> =
    LazyLock::new(|| [memmem::Finder::new(" dot "), memmem::Finder::new(" DOT ")]);

/// Whether words have a sign that every e-mail address has, as such or in disguise. Far quicker than looking for addresses.
pub(super) fn may_hold_an_email(words: &str) -> bool {
    let bytes = words.as_bytes();
    let is_bracketed = || ["(at", "[at", "{at", "( at", "[ at", "(AT", "[AT"].iter().any(|sign| words.contains(sign));
    memchr::memchr(b'@', bytes).is_some()
        || (memchr::memchr3(b'(', b'[', b'{', bytes).is_some() && is_bracketed())
        || DOTS.iter().any(|dot| dot.find(bytes).is_some())
}

/// The e-mail addresses in words.
pub(super) fn emails(words: &str) -> Vec<(usize, usize)> {
    if !may_hold_an_email(words) {
        return Vec::new();
    }
    let found = EMAILS.iter().flat_map(|pattern| pattern.find_iter(words));
    found
        .filter(|hit| {
            let ending = hit.as_str().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            ends_like_a_domain(ending)
        })
        .map(|hit| (hit.start(), hit.end()))
        .collect()
}

/// The ending of a domain is letters; a picture (logo@2x.png) and a version (tool@1.2.3) are no addresses.
fn ends_like_a_domain(ending: &str) -> bool {
    const FILES: [&str; 10] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "csv", "xlsx", "docx"];
    ending.chars().count() >= 2
        && ending.chars().all(char::is_alphabetic)
        && !FILES.contains(&ending.to_lowercase().as_str())
}

/// Whether a whole value is an e-mail address, or several.
pub fn is_email(value: &str) -> bool {
    let value = value.trim();
    let value = value.strip_prefix("mailto:").unwrap_or(value);
    let found = emails(value);
    let covered: usize = found.iter().map(|(start, end)| end - start).sum();
    !found.is_empty() && covered * 10 >= value.len() * 6 && value.split_whitespace().count() <= found.len() * 4
}

static PHONES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    patterns(&[
        // With the code of a country: +44 20 7946 0018, 0049 30 123456.
        r"(?:\+|\b00)[1-9]\d{0,2}(?:[ \u{a0}\u{2009}().\-–/]{0,3}\d){6,13}\b",
        // Within a country: 0121 496 0000, (0121) 496 0000, 06 12 34 56 78, 030/123456.
        r"\(?0[1-9](?:[ \u{a0}\u{2009}().\-–/]{0,2}\d){7,10}\b",
        // North America: (205) 555-0143, 205-555-0143, 205.555.0143.
        r"(?:\b1[ .-]?)?(?:\([2-9]\d{2}\) ?|\b[2-9]\d{2}[-.])[2-9]\d{2}[-. ]\d{4}\b",
    ])
});

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b|\b(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}\b").ok()
});

/// The telephone numbers in words.
pub(super) fn phones(words: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (which, pattern) in PHONES.iter().enumerate() {
        for hit in pattern.find_iter(words) {
            let (start, end) = (hit.start(), hit.end());
            let is_date = DATE.as_ref().is_some_and(|date| date.is_match(hit.as_str()));
            let ok = stands_alone(words, start, end) && !is_date && !is_called_a_reference(words, start);
            if ok && (which != 1 || is_national(hit.as_str())) && (which != 0 || dials_abroad(hit.as_str())) {
                found.push((start, end));
            }
        }
    }
    found
}

/// Nothing that dials has more than 15 digits, nor fewer than 8 with the code of a country.
fn dials_abroad(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count() - if text.starts_with("00") { 2 } else { 0 };
    (8..=15).contains(&digits)
}

/// A number that starts with 0: ten or eleven digits in a row, or nine to twelve in groups.
fn is_national(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let groups = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).count();
    match groups {
        1 => (10..=11).contains(&digits),
        // A decimal: 01.23456789.
        2 if text.contains('.') => false,
        _ => (9..=12).contains(&digits),
    }
}

/// Whether a whole value is a telephone number (or several), with at most “Tel.” or an extension beside it.
pub fn is_phone(value: &str) -> bool {
    covers_the_digits(value, &phones(value))
}

/// Whether a value under a heading that asks for a telephone number is one: local numbers too.
pub fn is_phone_loosely(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let signs = |c: char| c.is_ascii_digit() || " +()-./–\u{a0}".contains(c);
    is_phone(value) || ((6..=15).contains(&digits) && value.chars().all(signs) && !is_a_date(value))
}

fn is_a_date(value: &str) -> bool {
    DATE.as_ref().is_some_and(|date| date.is_match(value))
}

/// Whether what was found is all that a value says in figures, and most of what it says.
fn covers_the_digits(value: &str, found: &[(usize, usize)]) -> bool {
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let outside = value
        .bytes()
        .enumerate()
        .filter(|(at, byte)| byte.is_ascii_digit() && !found.iter().any(|(start, end)| (*start..*end).contains(at)));
    !found.is_empty() && letters <= 12 && outside.count() <= 4
}

static FOUR_NUMBERS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b\d{1,3}(?:\.\d{1,3}){3}\b").ok());

/// The addresses of the network in words. Versions and sections (1.2.3.4) are none.
pub(super) fn ip_addresses(words: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for hit in FOUR_NUMBERS.iter().flat_map(|pattern| pattern.find_iter(words)) {
        let follows =
            words[hit.end()..].strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let before = words[..hit.start()].chars().next_back();
        let is_part = follows || before.is_some_and(|c| c == '.' || c.is_alphanumeric());
        let small = hit.as_str().split('.').all(|part| part.len() == 1);
        let version = called(words, hit.start()).last().is_some_and(|word| {
            matches!(word.as_str(), "v" | "version" | "section" | "release" | "chapter" | "paragraph")
        });
        if !is_part && !small && !version && hit.as_str().parse::<IpAddr>().is_ok() {
            found.push((hit.start(), hit.end()));
        }
    }
    for word in words.split(|c: char| c.is_whitespace() || ",;()[]\"'<>“”".contains(c)) {
        let start = word.as_ptr() as usize - words.as_ptr() as usize;
        let long = word.len() >= 7 && word.bytes().filter(|&byte| byte == b':').count() >= 2;
        if long && word.parse::<std::net::Ipv6Addr>().is_ok() {
            found.push((start, start + word.len()));
        }
    }
    found
}

/// Whether a whole value is an address of the network, or several, with or without a port.
pub fn is_ip_address(value: &str) -> bool {
    let mut parts = value.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty()).peekable();
    let is_one = |part: &str| {
        let bare = part.strip_prefix("::ffff:").unwrap_or(part);
        let host = bare.split_once('/').map_or(bare, |(host, _)| host);
        let host = if host.matches(':').count() == 1 { host.split(':').next().unwrap_or(host) } else { host };
        (host.contains('.') || host.len() >= 3) && host.parse::<IpAddr>().is_ok()
    };
    parts.peek().is_some() && parts.all(is_one)
}
