//! Times of recordings as transcripts write them.

/// The milliseconds that a time names: `0:12`, `1:02:03`, `00:01:02.500`, `0:0:5.100`, `00:00:01,250`.
pub(super) fn milliseconds(text: &str) -> Option<u64> {
    let (clock, fraction) = match text.find(['.', ',']) {
        Some(dot) => (&text[..dot], &text[dot + 1..]),
        None => (text, ""),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    if !(2..=3).contains(&parts.len()) || fraction.len() > 9 {
        return None;
    }
    let digits = |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !parts.iter().all(|part| digits(part)) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = parts.iter().try_fold(0u64, |sum, part| Some(sum * 60 + part.parse::<u64>().ok()?))?;
    let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
    Some(seconds * 1000 + thousandths.parse::<u64>().ok()?)
}

/// A time as people type it into a transcript: the seconds have two digits, so that a ratio of 3:1 is none.
pub(super) fn mark(text: &str) -> Option<u64> {
    let last = text.split(['.', ',']).next()?.rsplit(':').next()?;
    if last.len() == 2 { milliseconds(text) } else { None }
}

/// A mark that may stand in round or square brackets: `[00:12]`, `(1:02:03)`, `0:12`; in them the end may stand too, `[00:01.000 --> 00:04.000]`.
pub(super) fn bracketed_mark(text: &str) -> Option<u64> {
    let inner = match (text.chars().next()?, text.chars().next_back()?) {
        ('[', ']') | ('(', ')') | ('<', '>') => {
            let inner = &text[1..text.len() - 1];
            inner.split_once("-->").map_or(inner, |(start, _)| start)
        }
        _ => text,
    };
    mark(inner.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_program_are_read() {
        assert_eq!(milliseconds("0:12"), Some(12_000));
        assert_eq!(milliseconds("01:02:03.500"), Some(3_723_500));
        assert_eq!(milliseconds("0:0:5.1"), Some(5_100));
        assert_eq!(milliseconds("00:00:01,250"), Some(1_250));
    }

    #[test]
    fn what_is_not_a_time_is_none() {
        for text in ["", ":", "12", "a:10", "1:2:3:4", "10:3x", "-1:00", "99999:00"] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
        assert_eq!(mark("3:1"), None);
        assert_eq!(bracketed_mark("[05:49]"), Some(349_000));
        assert_eq!(bracketed_mark("[00:01.500 --> 00:04.000]"), Some(1_500));
        assert_eq!(bracketed_mark("[laughs]"), None);
    }
}
