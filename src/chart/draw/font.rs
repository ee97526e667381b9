//! The embedded font, Noto Sans: how wide words are in it, and what it cannot draw.

use std::sync::LazyLock;

use ttf_parser::Face;
use unicode_width::UnicodeWidthChar;

/// The family of the embedded font, and what stands in where an SVG is shown without it: faces of about its width.
pub(in crate::chart) const FAMILIES: &str = "Noto Sans, Open Sans, Segoe UI, Helvetica Neue, Arial, sans-serif";

/// What stands for words that the embedded font has no glyphs for. Both of its characters are in the font.
pub(in crate::chart) const UNDRAWABLE: &str = "[…]";

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::chart) enum Weight {
    Regular,
    Bold,
}

static REGULAR: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(notosans::REGULAR_TTF, 0).ok());
static BOLD: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(notosans::BOLD_TTF, 0).ok());

/// How wide a line of text is, in the unit of `size`.
///
/// Kerning is left out: it only makes lines narrower, so what is laid out by this measure fits.
pub(in crate::chart) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let face = match weight {
        Weight::Regular => REGULAR.as_ref(),
        Weight::Bold => BOLD.as_ref(),
    };
    text.chars().map(|character| advance(face, character)).sum::<f64>() * size
}

/// The advance of a character in ems; of one that the font lacks, what fonts that have it usually give it.
fn advance(face: Option<&Face<'_>>, character: char) -> f64 {
    let known = face.and_then(|face| {
        let advance = face.glyph_hor_advance(face.glyph_index(character)?)?;
        Some(f64::from(advance) / f64::from(face.units_per_em()))
    });
    known.unwrap_or_else(|| match character.width() {
        Some(0) | None => 0.0,
        Some(1) => 0.6,
        Some(_) => 1.0,
    })
}

/// Whether the embedded font can draw a character, or need not.
fn is_drawable(character: char) -> bool {
    character.is_whitespace()
        || character.width().unwrap_or(0) == 0 && !is_combining(character)
        || REGULAR.as_ref().is_some_and(|face| face.glyph_index(character).is_some())
}

/// Marks that stand over or under a letter have no width, but an unknown one would still print a box.
fn is_combining(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

/// The words with every run that the embedded font lacks replaced by `[…]`; `None` where it has all of them.
pub(in crate::chart) fn replace_undrawable(text: &str) -> Option<String> {
    if text.chars().all(is_drawable) {
        return None;
    }
    let words: Vec<String> = text.split_whitespace().map(replace_in_word).collect();
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        // A sentence in another script becomes one mark, not one a word.
        if word != UNDRAWABLE || kept.last().is_none_or(|last| last != UNDRAWABLE) {
            kept.push(word);
        }
    }
    Some(kept.join(" "))
}

fn replace_in_word(word: &str) -> String {
    let mut replaced = String::with_capacity(word.len());
    for character in word.chars() {
        if is_drawable(character) {
            replaced.push(character);
        } else if !replaced.ends_with(UNDRAWABLE) {
            replaced.push_str(UNDRAWABLE);
        }
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_welsh_polish_and_vietnamese_are_all_drawn() {
        for name in ["Llŷr Tŵr Dŵr ŵŷẁỳẅÿ", "Łukasz Żółć ąęśźń", "Nguyễn Thị Hồng Phượng", "Ελένη", "Ольга", "½ “–” …"]
        {
            assert_eq!(replace_undrawable(name), None, "{name}");
        }
    }

    #[test]
    fn other_scripts_become_one_mark_and_never_a_box() {
        assert_eq!(replace_undrawable("العربية والأردية"), Some("[…]".to_owned()));
        assert_eq!(replace_undrawable("اردو (Urdu), 12"), Some("[…] (Urdu), 12".to_owned()));
        assert_eq!(replace_undrawable("中文 Chinese"), Some("[…] Chinese".to_owned()));
        assert_eq!(replace_undrawable(""), None);
    }

    #[test]
    fn bold_is_wider_and_nothing_has_no_width() {
        assert!(width("Governance", 13.0, Weight::Bold) > width("Governance", 13.0, Weight::Regular));
        assert!(width("", 13.0, Weight::Regular).abs() < f64::EPSILON);
        assert!(width("中文", 10.0, Weight::Regular) > 19.0);
    }
}
