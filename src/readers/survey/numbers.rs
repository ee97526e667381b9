//! Numbers as people type them: 1,500, £1 500, 12.5%, 3,5.

/// A whole number, written as such or as `3.0`.
pub fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_suffix(".0").unwrap_or(text);
    if digits.is_empty() || digits.len() > 15 || digits.starts_with('+') {
        return None;
    }
    digits.parse().ok()
}

/// Whether figures begin with a nought that a number would lose: 01234, 007.
pub fn is_padded(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether figures are more than a number keeps.
pub fn is_too_long(text: &str) -> bool {
    text.len() > 15 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// How a column writes fractions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notation {
    /// Whether a comma stands before the fraction.
    pub decimal_comma: bool,
}

impl Notation {
    /// The notation of a column: a comma means a fraction only where every comma can, and one of them must.
    pub fn of<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let mut must = false;
        for value in values.filter(|value| value.contains(',')) {
            let value = value.trim().trim_end_matches(['%', ' ']).trim_start_matches(['-', '−', '£', '$', '€', ' ']);
            match value.split_once(',') {
                Some((whole, fraction)) if digits(whole) && digits(fraction) => must |= fraction.len() != 3,
                // 1.234,50
                Some((whole, fraction)) if digits(fraction) && grouped(whole, '.') => must = true,
                _ => return Self::default(),
            }
        }
        Self { decimal_comma: must }
    }

    /// The number that a text is, if it is one and nothing else.
    pub fn number(self, text: &str) -> Option<f64> {
        // No number begins with a letter, and most answers do.
        if text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
            return None;
        }
        let text = text.trim().trim_end_matches('%').trim();
        let (negative, text) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let text = text.trim_start_matches(['£', '$', '€']).trim_start();
        if !text.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
            return None;
        }
        let negated = |number: f64| if negative && number != 0.0 { -number } else { number };
        // Most are figures and a point, and need no second look.
        if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return text.parse().ok().filter(|number: &f64| number.is_finite()).map(negated);
        }
        let plain = match text.split_once(',') {
            Some((whole, fraction)) if self.decimal_comma && grouped(whole, '.') => {
                format!("{}.{fraction}", whole.replace('.', ""))
            }
            _ if self.decimal_comma => text.replacen(',', ".", 1),
            _ => without_separators(text)?,
        };
        let well_formed = plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') || is_scientific(&plain);
        let number: f64 = if well_formed { plain.parse().ok()? } else { return None };
        number.is_finite().then_some(negated(number))
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether figures stand in groups of three: 1.234.567.
fn grouped(text: &str, separator: char) -> bool {
    let mut groups = text.split(separator);
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    digits(first) && first.len() <= 3 && rest.peek().is_some() && rest.all(|group| digits(group) && group.len() == 3)
}

/// `1,500` and `1 500` without what stands between thousands; `None` where groups are not of three.
fn without_separators(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let groups: Vec<&str> = whole.split([',', ' ', '\u{a0}', '\u{202f}', '\'', '’']).collect();
    let (first, rest) = groups.split_first()?;
    if !rest.is_empty() && (first.len() > 3 || !digits(first) || rest.iter().any(|group| group.len() != 3)) {
        return None;
    }
    let whole = groups.concat();
    Some(match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    })
}

fn is_scientific(text: &str) -> bool {
    match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            let mantissa = mantissa.replacen('.', "", 1);
            digits(&mantissa) && digits(exponent.trim_start_matches(['+', '-'])) && exponent.len() <= 4
        }
        None => false,
    }
}

/// A number as a code or label: whole ones without a fraction.
pub fn written(number: f64) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return (number as i64).to_string();
    }
    let text = number.to_string();
    if text.len() <= 17 {
        return text;
    }
    // 0.1 + 0.2: fifteen significant digits are what a sheet shows.
    format!("{number:.14e}").parse::<f64>().map_or(text, |rounded| rounded.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let point = Notation::default();
        assert_eq!(point.number("1,500"), Some(1500.0));
        assert_eq!(point.number("£1 500.50"), Some(1500.5));
        assert_eq!(point.number("-3.0"), Some(-3.0));
        assert_eq!(point.number("45%"), Some(45.0));
        assert_eq!(point.number("99,998,800,000"), Some(99_998_800_000.0));
        for text in ["about 200", "1,50", "200+", "", "1-2", "3 or 4", "900 GBP", ".", "1.2.3", "inf", "nan"] {
            assert_eq!(point.number(text), None, "{text}");
        }
    }

    #[test]
    fn a_comma_is_a_decimal_comma_only_where_it_must_be() {
        assert!(Notation::of(["3,5", "1,234"].into_iter()).decimal_comma);
        assert!(!Notation::of(["1,234", "2,000"].into_iter()).decimal_comma);
        assert!(!Notation::of(["1,234,5", "3,5"].into_iter()).decimal_comma);
        assert_eq!(Notation { decimal_comma: true }.number("3,5"), Some(3.5));
        assert!(Notation::of(["1.234,50", "12,5"].into_iter()).decimal_comma);
        assert_eq!(Notation { decimal_comma: true }.number("1.234.567,5"), Some(1_234_567.5));
        assert_eq!(Notation::default().number("1'234.5"), Some(1234.5));
    }

    #[test]
    fn figures_with_a_nought_before_them_or_too_many_are_no_numbers() {
        assert!(is_padded("01234") && is_padded("00") && !is_padded("0") && !is_padded("0.5") && !is_padded("10"));
        assert!(is_too_long("1234567890123456") && !is_too_long("123456789012345"));
    }

    #[test]
    fn a_number_is_written_without_what_the_machine_added() {
        assert_eq!([written(3.0), written(0.1 + 0.2), written(-2.5)], ["3", "0.3", "-2.5"]);
        assert_eq!((whole("3.0"), whole("03"), whole("x")), (Some(3), Some(3), None));
    }
}
