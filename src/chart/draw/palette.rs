//! Colours that a colour-blind person tells apart, and the ink that reads on each.

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::chart) struct Colour(pub u8, pub u8, pub u8);

/// Words.
pub(in crate::chart) const INK: Colour = Colour(0x22, 0x22, 0x22);
/// Words that stand back: base, axis, foot. 7:1 on white.
pub(in crate::chart) const MUTED: Colour = Colour(0x59, 0x59, 0x59);
/// Lines behind the bars.
pub(in crate::chart) const GRID: Colour = Colour(0xDE, 0xDE, 0xDE);
/// The line that bars start from.
pub(in crate::chart) const AXIS: Colour = Colour(0x33, 0x33, 0x33);
/// The ground.
pub(in crate::chart) const WHITE: Colour = Colour(0xFF, 0xFF, 0xFF);
/// Where nobody was asked or nobody answered.
pub(in crate::chart) const NOTHING: Colour = Colour(0xF2, 0xF2, 0xF2);
/// The middle of a scale.
const NEUTRAL: Colour = Colour(0xE0, 0xE0, 0xE0);

/// Series without an order, after Okabe and Ito; their yellow, which white paper swallows, gives way to a dark violet.
const CATEGORICAL: [Colour; 8] = [
    Colour(0x00, 0x72, 0xB2),
    Colour(0xE6, 0x9F, 0x00),
    Colour(0x00, 0x9E, 0x73),
    Colour(0xCC, 0x79, 0xA7),
    Colour(0x56, 0xB4, 0xE9),
    Colour(0xD5, 0x5E, 0x00),
    Colour(0x4B, 0x2E, 0x83),
    Colour(0x8C, 0x8C, 0x8C),
];

/// From the outer end of a scale to its middle, orange side (ColorBrewer PuOr).
const ORANGE: [Colour; 5] = [
    Colour(0x7F, 0x3B, 0x08),
    Colour(0xB3, 0x58, 0x06),
    Colour(0xE0, 0x82, 0x14),
    Colour(0xF1, 0xA3, 0x40),
    Colour(0xFE, 0xD8, 0xA0),
];

/// The same, purple side.
const PURPLE: [Colour; 5] = [
    Colour(0x2D, 0x00, 0x4B),
    Colour(0x54, 0x27, 0x88),
    Colour(0x80, 0x73, 0xAC),
    Colour(0x99, 0x8E, 0xC3),
    Colour(0xCB, 0xC6, 0xE2),
];

/// One hue from pale to dark (ColorBrewer Blues).
const BLUES: [Colour; 8] = [
    Colour(0xF4, 0xF8, 0xFC),
    Colour(0xDE, 0xEB, 0xF7),
    Colour(0xC6, 0xDB, 0xEF),
    Colour(0x9E, 0xCA, 0xE1),
    Colour(0x6B, 0xAE, 0xD6),
    Colour(0x42, 0x92, 0xC6),
    Colour(0x21, 0x71, 0xB5),
    Colour(0x08, 0x45, 0x94),
];

/// The colour of bars where there is one series.
pub(in crate::chart) const SINGLE: Colour = CATEGORICAL[0];

/// Colours of so many series without an order. After eight they come round again; `from_table` draws no more.
pub(in crate::chart) fn categorical(count: usize) -> Vec<Colour> {
    CATEGORICAL.iter().copied().cycle().take(count).collect()
}

/// Colours of the parts of a whole, which mostly have an order: one hue from dark to pale. Of more than five parts shades
/// are not told apart, so they get hues.
pub(in crate::chart) fn ordered(count: usize) -> Vec<Colour> {
    let shades: &[f64] = match count {
        0 => &[],
        1 => &[0.85],
        2 => &[0.85, 0.35],
        3 => &[0.9, 0.57, 0.24],
        4 => &[1.0, 0.72, 0.45, 0.18],
        5 => &[1.0, 0.86, 0.6, 0.38, 0.16],
        _ => return categorical(count),
    };
    shades.iter().map(|share| shade(*share)).collect()
}

/// Colours of the steps of a scale with two ends: orange, grey in the middle of an odd number, purple.
pub(in crate::chart) fn diverging(count: usize) -> Vec<Colour> {
    let side = count / 2;
    let picks: &[usize] = match side {
        0 => &[],
        1 => &[3],
        2 => &[1, 3],
        3 => &[1, 3, 4],
        4 => &[0, 1, 3, 4],
        _ => &[0, 1, 2, 3, 4],
    };
    // A scale longer than eleven steps shares the colours of its outer ends.
    let pick = |step: usize| picks[step.saturating_sub(side - picks.len())];
    let mut colours: Vec<Colour> = (0..side).map(|step| ORANGE[pick(step)]).collect();
    if count % 2 == 1 {
        colours.push(NEUTRAL);
    }
    colours.extend((0..side).rev().map(|step| PURPLE[pick(step)]));
    colours
}

/// A shade between pale (0) and dark (1) of one hue.
pub(in crate::chart) fn shade(share: f64) -> Colour {
    #[allow(clippy::cast_precision_loss, reason = "a palette is short")]
    let place = share.clamp(0.0, 1.0) * (BLUES.len() - 1) as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the palette")]
    let step = (place as usize).min(BLUES.len() - 2);
    #[allow(clippy::cast_precision_loss, reason = "a palette is short")]
    let part = place - step as f64;
    let (from, to) = (BLUES[step], BLUES[step + 1]);
    Colour(between(from.0, to.0, part), between(from.1, to.1, part), between(from.2, to.2, part))
}

fn between(from: u8, to: u8, part: f64) -> u8 {
    let value = f64::from(from) + (f64::from(to) - f64::from(from)) * part;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
    let byte = (value + 0.5) as u8;
    byte
}

/// White or black words, whichever reads better on a colour. One of them always has 4.5:1; a softer black would leave a gap
/// among the middling colours.
pub(in crate::chart) fn ink_on(ground: Colour) -> Colour {
    const BLACK: Colour = Colour(0, 0, 0);
    if contrast(WHITE, ground) > contrast(BLACK, ground) { WHITE } else { BLACK }
}

/// The contrast of two colours by WCAG 2.2, from 1 to 21.
pub(in crate::chart) fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Colour) -> f64 {
    let linear = |byte: u8| {
        let value = f64::from(byte) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
    };
    0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_on_every_colour() {
        let mut grounds = categorical(8);
        (0..=12).for_each(|count| grounds.extend(diverging(count)));
        (0..=8).for_each(|count| grounds.extend(ordered(count)));
        grounds.extend((0..=100).map(|percent| shade(f64::from(percent) / 100.0)));
        for ground in grounds {
            assert!(contrast(ink_on(ground), ground) >= 4.5, "{ground:?}: {}", contrast(ink_on(ground), ground));
        }
        assert!(contrast(MUTED, WHITE) >= 7.0);
    }

    #[test]
    fn a_scale_has_as_many_colours_as_steps_and_a_grey_middle_where_it_has_one() {
        for count in 0..15 {
            assert_eq!(diverging(count).len(), count);
        }
        assert_eq!(diverging(5)[2], NEUTRAL);
        assert!(!diverging(4).contains(&NEUTRAL));
        assert_eq!(diverging(5)[0], Colour(0xB3, 0x58, 0x06));
    }

    #[test]
    fn neighbours_in_a_scale_differ() {
        for count in 2..=11 {
            assert!(diverging(count).windows(2).all(|pair| pair[0] != pair[1]), "{count}");
        }
    }
}
