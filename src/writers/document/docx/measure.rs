//! How wide text is set, near enough to choose the widths of columns. Word does the real setting.

use unicode_width::UnicodeWidthChar;

/// Advance widths of Calibri from the blank to the tilde, in thousandths of the size.
const ADVANCES: [u16; 95] = [
    226, 326, 401, 498, 507, 715, 682, 221, 303, 303, 498, 498, 250, 306, 252, 386, 507, 507, 507, 507, 507, 507, 507,
    507, 507, 507, 268, 268, 498, 498, 498, 463, 894, 579, 544, 533, 615, 488, 459, 631, 623, 252, 319, 520, 420, 855,
    646, 662, 517, 673, 543, 459, 487, 642, 567, 890, 519, 487, 468, 307, 386, 307, 498, 498, 291, 479, 525, 423, 525,
    498, 305, 471, 525, 229, 239, 455, 229, 799, 525, 527, 525, 525, 349, 391, 335, 525, 452, 715, 433, 453, 395, 314,
    460, 314, 498,
];

/// Letters beyond ASCII are mostly as wide as those within; ideographs fill their square.
const OTHER_ADVANCE: u32 = 560;
const SQUARE_ADVANCE: u32 = 1000;

/// Bold letters are this much wider, in hundredths; a little more than measured, for kerning and rounding.
const BOLD: u32 = 106;
const PLAIN: u32 = 102;

/// A size of type, in half-points as Word counts them.
pub type HalfPoints = u32;

/// The width of a line of text in twentieths of a point.
pub fn width(text: &str, size: HalfPoints, bold: bool) -> u32 {
    let thousandths: u32 = text.chars().map(advance).fold(0, u32::saturating_add);
    let heavier = if bold { BOLD } else { PLAIN };
    let wide = u64::from(thousandths) * u64::from(size) * u64::from(heavier) / 10_000;
    u32::try_from(wide).unwrap_or(u32::MAX / 2)
}

/// The width of the widest word, which a column must hold if it is not to be broken.
pub fn widest_word(text: &str, size: HalfPoints, bold: bool) -> u32 {
    text.split_whitespace().map(|word| width(word, size, bold)).max().unwrap_or(0)
}

fn advance(character: char) -> u32 {
    let index = (character as usize).checked_sub(usize::from(b' '));
    match index.and_then(|index| ADVANCES.get(index)) {
        Some(advance) => u32::from(*advance),
        None => match character.width() {
            Some(2) => SQUARE_ADVANCE,
            Some(0) | None => 0,
            Some(_) => OTHER_ADVANCE,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_as_wide_as_nothing() {
        assert_eq!(width("", 20, false), 0);
        assert_eq!(widest_word("  ", 20, true), 0);
    }

    #[test]
    fn ten_digits_at_ten_points_are_about_fifty_points() {
        let points = width("0123456789", 20, false) / 20;
        assert!((50..=53).contains(&points), "{points}");
    }

    #[test]
    fn the_widest_word_is_not_always_the_longest() {
        assert_eq!(widest_word("illicitly MMMM", 20, false), width("MMMM", 20, false));
    }
}
