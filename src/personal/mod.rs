//! What gives a person away, known by its look: addresses, numbers, places and papers inside people's own words, and whether a
//! whole value is one. Readers keep such answers back, reports and clean data mask them: one list of patterns for all.
//!
//! Years, prices, product codes, opening hours and order numbers look alike and are none: each pattern says how it tells.

mod account;
mod birth;
mod contact;
mod identity;
mod named;
mod names;
mod place;

pub use account::{accounts, web_addresses};
pub use contact::{is_email, is_ip_address, is_phone, is_phone_loosely};
pub use identity::{is_device_address, is_national_number, is_token, is_uuid};
pub use named::{NameKind, Named, could_be_a_person, named};
pub use names::{is_common_word, is_like_a_name, is_likely_a_person, is_title, may_name_somebody};
pub use place::{is_british_postcode, is_coordinate_pair, is_geopoint, is_postal_code};

use crate::model::Personal;

/// Something personal inside words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Personal,
    /// Where it starts, in bytes.
    pub start: usize,
    /// Where it ends, in bytes, exclusive.
    pub end: usize,
}

/// All that gives somebody away inside words, in order; no two overlap. Names are not among it: no pattern is sure of them.
pub fn find(words: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let digits = digits_in(words);
    if digits < 2 && !contact::may_hold_an_email(words) {
        return found;
    }
    let mut add = |kind: Personal, places: Vec<(usize, usize)>| {
        for (start, end) in places {
            if found.iter().all(|other| end <= other.start || other.end <= start) {
                found.push(Found { kind, start, end });
            }
        }
    };
    add(Personal::Email, contact::emails(words));
    if digits >= 3 {
        add(Personal::IpAddress, contact::ip_addresses(words));
        add(Personal::BirthDate, birth::dates(words));
        add(Personal::Location, place::coordinates(words));
        add(Personal::Identifier, identity::numbers(words));
        add(Personal::Phone, contact::phones(words));
    }
    if digits >= 2 {
        add(Personal::Address, place::postcodes(words));
    }
    found.sort_by_key(|found| found.start);
    found
}

/// How many figures there are, counted in pieces whose sums fit a byte, so that many letters are looked at at once.
fn digits_in(words: &str) -> usize {
    const PIECE: usize = 128;
    let count = |piece: &[u8]| piece.iter().fold(0_u8, |sum, byte| sum + u8::from(byte.is_ascii_digit()));
    words.as_bytes().chunks(PIECE).map(|piece| usize::from(count(piece))).sum()
}

/// Whether words hold anything that [`find`] finds.
pub fn holds(words: &str) -> bool {
    !find(words).is_empty()
}

/// The words with everything that [`find`] finds masked, and how much that was.
pub fn mask(words: &str) -> (String, usize) {
    let found = find(words);
    let mut masked = String::with_capacity(words.len());
    let mut from = 0;
    for hit in &found {
        masked.push_str(&words[from..hit.start]);
        masked.push_str(instead(hit.kind));
        from = hit.end;
    }
    masked.push_str(&words[from..]);
    (masked, found.len())
}

/// What stands in the place of something personal.
fn instead(kind: Personal) -> &'static str {
    match kind {
        Personal::Name => "[name]",
        Personal::Email => "[e-mail address]",
        Personal::Phone => "[telephone number]",
        Personal::IpAddress => "[network address]",
        Personal::Location => "[coordinates]",
        Personal::Address => "[postcode]",
        Personal::BirthDate => "[date of birth]",
        Personal::Identifier => "[personal number]",
    }
}

/// The last words before a place, in lower case: what they call the number that follows.
fn called(words: &str, at: usize) -> impl Iterator<Item = String> {
    const LOOKED_AT: usize = 3;
    let before = words[..at].chars().rev().take(40).collect::<Vec<char>>();
    let before: String = before.into_iter().rev().collect();
    let last: Vec<String> =
        before.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let from = last.len().saturating_sub(LOOKED_AT);
    last.into_iter().skip(from)
}

/// Whether a number is called an order, a reference or the like, so that it dials nobody and is no place.
fn is_called_a_reference(words: &str, at: usize) -> bool {
    const REFERENCES: [&str; 26] = [
        "order",
        "orders",
        "ref",
        "reference",
        "invoice",
        "isbn",
        "issn",
        "doi",
        "charity",
        "company",
        "grant",
        "ticket",
        "case",
        "account",
        "id",
        "sku",
        "serial",
        "version",
        "model",
        "product",
        "part",
        "code",
        "batch",
        "item",
        "bestellnummer",
        "commande",
    ];
    const CALLS: [&str; 14] = [
        "phone",
        "telephone",
        "tel",
        "mobile",
        "call",
        "ring",
        "text",
        "whatsapp",
        "fax",
        "contact",
        "telefon",
        "handy",
        "téléphone",
        "teléfono",
    ];
    let mut is_reference = false;
    for word in called(words, at) {
        if CALLS.contains(&word.as_str()) {
            return false;
        }
        is_reference |= REFERENCES.contains(&word.as_str());
    }
    is_reference
}

/// Whether a find stands on its own: no letter, digit or sign that ties it to something longer right before or after it.
fn stands_alone(words: &str, start: usize, end: usize) -> bool {
    let before = words[..start].chars().next_back();
    let after = words[end..].chars().next();
    let ties = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '=' | '#' | '£' | '$' | '€');
    !before.is_some_and(|c| ties(c) || matches!(c, '.' | '-'))
        && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests;
