//! Where somebody is: coordinates and postcodes.

use std::sync::LazyLock;

use regex::Regex;

use super::{is_called_a_reference, stands_alone};

static PAIR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"([-−+]?\d{1,2}\.\d{4,})°?[NSns]?(?:\s*[,;]\s*|\s+)([-−+]?\d{1,3}\.\d{4,})").ok());
static DEGREES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"\d{1,3} ?° ?\d{1,2}(?:\.\d+)? ?['’′](?: ?\d{1,2}(?:\.\d+)? ?(?:["”″]|''))? ?[NSEWOnsewo]\b"#).ok()
});

/// The pairs of coordinates in words: both with four decimals or more, or in degrees, minutes and seconds.
pub(super) fn coordinates(words: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for hit in PAIR.iter().flat_map(|pattern| pattern.captures_iter(words)) {
        let (Some(whole), Some(first), Some(second)) = (hit.get(0), hit.get(1), hit.get(2)) else { continue };
        if within(first.as_str(), 90.0) && within(second.as_str(), 180.0) {
            found.push((whole.start(), whole.end()));
        }
    }
    found.extend(DEGREES.iter().flat_map(|pattern| pattern.find_iter(words)).map(|hit| (hit.start(), hit.end())));
    found
}

fn within(number: &str, most: f64) -> bool {
    number.replace('−', "-").parse::<f64>().is_ok_and(|number| number.abs() <= most)
}

/// Whether a whole value is a pair of coordinates: `52.486, -1.890`, `POINT(-1.89 52.48)`.
pub fn is_coordinate_pair(value: &str) -> bool {
    let value = value.trim().trim_start_matches("POINT").trim();
    let value = value.trim_matches(['(', ')', '[', ']', ' ']);
    let parts: Vec<&str> = value.split([',', ';', ' ']).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [first, second] => {
            let exact = |part: &str| part.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 3);
            exact(first) && exact(second) && within(first, 180.0) && within(second, 180.0)
        }
        _ => !coordinates(value).is_empty(),
    }
}

/// Whether a whole value is a point as mobile forms write it: latitude, longitude, height, accuracy, with blanks between.
pub fn is_geopoint(value: &str) -> bool {
    let parts: Vec<&str> = value.split(' ').filter(|part| !part.is_empty()).collect();
    let [latitude, longitude, height, accuracy] = parts.as_slice() else { return false };
    let number = |part: &str| part.parse::<f64>().is_ok_and(f64::is_finite);
    within(latitude, 90.0)
        && within(longitude, 180.0)
        && number(height)
        && number(accuracy)
        && (latitude.contains('.') || longitude.contains('.'))
}

/// The areas of British postcodes.
const AREAS: &str = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX \
    FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW \
    OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN \
    WR WS WV YO ZE ";

static BRITISH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b([A-Z]{1,2})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b").ok());

/// The British postcodes in words: capital letters, an area that there is, and not called a product or a reference.
pub(super) fn postcodes(words: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for hit in BRITISH.iter().flat_map(|pattern| pattern.captures_iter(words)) {
        let (Some(whole), Some(area)) = (hit.get(0), hit.get(1)) else { continue };
        let spaced = whole.as_str().contains(' ');
        let alone = stands_alone(words, whole.start(), whole.end());
        // A bare AB12CD is as likely a code of something else.
        let alone_in_cell = whole.len() == words.trim().len();
        if (spaced || alone_in_cell) && alone && is_area(area.as_str()) && !is_called_a_reference(words, whole.start())
        {
            found.push((whole.start(), whole.end()));
        }
    }
    found
}

fn is_area(letters: &str) -> bool {
    AREAS.contains(&format!(" {letters} "))
}

/// Whether a whole value is a full British postcode, however it is typed.
pub fn is_british_postcode(value: &str) -> bool {
    let compact: String = value.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let letters = compact.chars().take_while(char::is_ascii_uppercase).count();
    let fits = BRITISH
        .as_ref()
        .and_then(|pattern| pattern.find(&compact))
        .is_some_and(|hit| hit.start() == 0 && hit.end() == compact.len());
    fits && is_area(&compact[..letters])
}

/// Whether a value under a heading that asks for a postcode is one, of whatever country. The first half of a British one is a
/// district of thousands of people and none.
pub fn is_postal_code(value: &str) -> bool {
    let value = value.trim();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'));
    let numbers = letters == 0 && (4..=10).contains(&digits);
    let with_country = (1..=3).contains(&letters) && (4..=8).contains(&digits);
    let canadian = letters == 3 && digits == 3 && value.starts_with(|c: char| c.is_ascii_alphabetic());
    is_british_postcode(value) || (plain && value.len() <= 11 && (numbers || with_country || canadian))
}
