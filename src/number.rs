//! All rounding and all formatting of numbers.
//!
//! Half up on the decimal value, as people round; never −0; never a p of 0. The rules for small bases stand here once:
//! below [`Table::percent_from`](crate::model::Table) counts ("9 of 14"), up to 99 both ("34 of 38 (89%)").

/// The base from which a percentage may stand without its count beside it.
pub const PERCENT_ALONE_FROM: u64 = 100;

/// The base below which only counts are shown, where a study does not say otherwise.
pub const PERCENT_FROM: u64 = 30;

/// A number at so many decimals, rounded half away from zero on its decimal value, with a point and no separators.
///
/// 0.285 is stored as 0.28499999999999998; people who round it by hand write 0.29, and so does this: the shortest
/// decimal that names the stored value is what is rounded. A sum that misses 12.5 by the last digits of the arithmetic alone is 12.5.
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let shortest = format!("{:?}", settled(value.abs()));
    let digits = if shortest.contains('e') {
        format!("{:.*}", decimals, value.abs())
    } else {
        round_half_up(&shortest, decimals)
    };
    let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if value < 0.0 && !is_zero { format!("−{digits}") } else { digits }
}

/// A value without the last digits, which are the arithmetic’s and not the data’s: 14 significant ones stay, about as many as where
/// SPSS rounds with its six `FUZZBITS`.
pub fn settled(value: f64) -> f64 {
    const WHOLE_FROM: f64 = 1e14;
    if value >= WHOLE_FROM { value } else { format!("{value:.13e}").parse().unwrap_or(value) }
}

fn round_half_up(decimal: &str, decimals: usize) -> String {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(decimals).collect();
    let round_up = fraction.as_bytes().get(decimals).is_some_and(|&digit| digit >= b'5');
    let mut digits: Vec<u8> = whole.bytes().chain(kept.bytes()).collect();
    if round_up {
        let mut carried = true;
        for digit in digits.iter_mut().rev() {
            if *digit == b'9' {
                *digit = b'0';
            } else {
                *digit += 1;
                carried = false;
                break;
            }
        }
        if carried {
            digits.insert(0, b'1');
        }
    }
    let split = digits.len() - decimals;
    let text: String = digits.iter().map(|&digit| char::from(digit)).collect();
    if decimals == 0 { text } else { format!("{}.{}", &text[..split], &text[split..]) }
}

/// A count with commas between thousands: 1,204.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A percentage without its sign, no decimals.
pub fn percent(value: f64) -> String {
    fixed(value, 0)
}

/// A percentage with its sign and no decimals; what is there but rounds to nothing is "<1%", and what is not quite all
/// ">99%".
pub fn percent_sign(value: f64) -> String {
    let text = percent(value);
    match text.as_str() {
        "0" if value > 0.0 => "<1%".to_owned(),
        "100" if settled(value) < 100.0 => ">99%".to_owned(),
        _ => format!("{text}%"),
    }
}

/// A number at so many decimals with commas between thousands: 1,204.5.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let start = text.find(|character: char| character.is_ascii_digit()).unwrap_or(0);
    let end = text.find('.').unwrap_or(text.len());
    match text.get(start..end).and_then(|whole| whole.parse().ok()) {
        Some(whole) => format!("{}{}{}", &text[..start], count(whole), &text[end..]),
        None => text,
    }
}

/// A p-value: three decimals without a leading nought; "< .001" below; "> .999" above.
pub fn p_value(p: f64) -> String {
    if p < 0.001 {
        return "< .001".to_owned();
    }
    let text = fixed(p, 3);
    if text == "1.000" { "> .999".to_owned() } else { format!("= {}", text.trim_start_matches('0')) }
}

/// A share in prose, by the size of its base: "9 of 14", "34 of 38 (89%)", "612 of 1,204 (51%)".
///
/// A base of 0 has no share: "none asked".
pub fn share(part: u64, base: u64, percent_from: u64) -> String {
    if base == 0 {
        return "0 of 0".to_owned();
    }
    let counts = format!("{} of {}", count(part), count(base));
    if base < percent_from { counts } else { format!("{counts} ({}%)", percent_of(part, base)) }
}

/// The whole percentage of a part, rounded half up from the exact fraction.
pub fn percent_of(part: u64, base: u64) -> String {
    let base = u128::from(base.max(1));
    ((u128::from(part) * 200 + base) / (base * 2)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_rounded_up_on_the_decimal_value() {
        assert_eq!(fixed(0.285, 2), "0.29");
        assert_eq!(fixed(2.5, 0), "3");
        assert_eq!(fixed(-2.5, 0), "−3");
        assert_eq!(fixed(99.95, 1), "100.0");
        assert_eq!(fixed(1e21, 0), "1000000000000000000000");
        assert_eq!(fixed(123_456_789_012_345.0, 0), "123456789012345");
    }

    #[test]
    fn the_last_digits_of_the_arithmetic_do_not_decide() {
        assert_eq!(fixed(12.499_999_999_999_998, 0), "13");
        assert_eq!(fixed(0.1 + 0.2, 17), "0.30000000000000000");
        assert_eq!(fixed(12.499_999_999, 0), "12");
        assert_eq!([99.999_999_999_999_99, 99.999_999].map(percent_sign), ["100%", ">99%"]);
    }

    #[test]
    fn there_is_no_minus_nought_and_no_not_a_number() {
        assert_eq!(fixed(-0.0, 0), "0");
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(fixed(f64::NAN, 1), "–");
        assert_eq!(fixed(f64::INFINITY, 1), "–");
    }

    #[test]
    fn thousands_have_commas() {
        assert_eq!([0, 999, 1204, 1_000_000].map(count), ["0", "999", "1,204", "1,000,000"]);
    }

    #[test]
    fn a_percentage_of_somebody_is_not_nought_and_of_not_everybody_not_a_hundred() {
        assert_eq!([0.0, 0.2, 0.5, 99.4, 99.7, 100.0].map(percent_sign), ["0%", "<1%", "1%", "99%", ">99%", "100%"]);
    }

    #[test]
    fn numbers_with_decimals_have_commas_too() {
        assert_eq!(grouped(1204.55, 1), "1,204.6");
        assert_eq!(grouped(-12345.0, 0), "−12,345");
        assert_eq!(grouped(f64::NAN, 1), "–");
    }

    #[test]
    fn small_bases_show_counts() {
        assert_eq!(share(9, 14, 30), "9 of 14");
        assert_eq!(share(34, 38, 30), "34 of 38 (89%)");
        assert_eq!(share(0, 0, 30), "0 of 0");
    }

    #[test]
    fn a_p_is_never_nought_and_never_one() {
        assert_eq!(p_value(1e-9), "< .001");
        assert_eq!(p_value(0.0321), "= .032");
        assert_eq!(p_value(0.99999), "> .999");
    }
}
