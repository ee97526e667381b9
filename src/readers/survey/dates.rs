//! Dates as platforms and spreadsheets write them, made `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss`.

use super::calendar;
use crate::diagnostic::{Error, Result as Outcome};

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 31/12/2024.
    DayFirst,
    /// 12/31/2024.
    MonthFirst,
}

impl Order {
    /// The word for `--dates` and questionnaire.toml.
    pub fn word(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
        }
    }

    /// The order that a word names.
    ///
    /// # Errors
    /// When it names none.
    pub fn from_word(word: &str) -> Outcome<Self> {
        [Self::DayFirst, Self::MonthFirst]
            .into_iter()
            .find(|order| order.word() == word.trim().to_lowercase())
            .ok_or_else(|| {
                Error::new(format!("“{word}” is not an order of dates"))
                    .hint("write day-first (31/12/2024) or month-first (12/31/2024)")
            })
    }
}

/// What a text is, taken as a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// A date, whoever reads it.
    Plain(String),
    /// Two numbers and a year: the date with the day first and with the month first, where each is one.
    Either {
        /// With the day first.
        day_first: Option<String>,
        /// With the month first.
        month_first: Option<String>,
    },
}

/// Reads a text as a date, if it is one and nothing else.
pub fn read(text: &str) -> Option<Read> {
    let text = text.trim();
    let first_digit = text.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    if !first_digit || text.len() < 6 || text.len() > 40 {
        return None;
    }
    // Some languages write a blank after each point: 1. 3. 2024, 2024. 3. 1.
    if text.contains(". ") {
        return read(&text.replace(". ", "."));
    }
    let split = text.find([' ', 'T', '\u{a0}', '\u{202f}']).unwrap_or(text.len());
    let (day, rest) = text.split_at(split);
    let time = clock(rest.trim_start_matches(|c: char| c == 'T' || c == ',' || c.is_whitespace()))?;
    let parts: Vec<&str> = day.trim_end_matches([',', '.']).split(['/', '-', '.']).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let dated = |year: u32, month: u32, day: u32| {
        valid(year, month, day).filter(|_| year >= 1800).map(|date| format!("{date}{time}"))
    };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 4 && !text.starts_with('+'));
    if a.len() == 4 {
        // With the year first it is a date whatever the year: statistics programs hold those of long ago.
        return valid(number(a)?, month(b)?, number(c)?).map(|date| Read::Plain(format!("{date}{time}")));
    }
    let year = match c.len() {
        4 => number(c)?,
        2 => 2000 + number(c)?,
        _ => return None,
    };
    if b.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return dated(year, month(b)?, number(a)?).map(Read::Plain);
    }
    let (a, b) = (number(a)?, number(b)?);
    match (dated(year, b, a), dated(year, a, b)) {
        (None, None) => None,
        (day_first, month_first) => Some(Read::Either { day_first, month_first }),
    }
}

/// The order that the dates of a column must have: decided by any part above 12; `Err(true)` where both are possible,
/// `Err(false)` where neither fits all.
pub fn order<'a>(values: impl Iterator<Item = &'a str>) -> Result<Order, bool> {
    let (mut day, mut month) = (true, true);
    for value in values {
        if let Some(Read::Either { day_first, month_first }) = read(value) {
            day &= day_first.is_some();
            month &= month_first.is_some();
        }
    }
    match (day, month) {
        (true, false) => Ok(Order::DayFirst),
        (false, true) => Ok(Order::MonthFirst),
        (both, _) => Err(both),
    }
}

/// The order that moments must have if they stand one after another as they came in (or the last first): where only one order of
/// day and month makes them do so, it is that.
pub fn order_of_a_series<'a>(values: impl Iterator<Item = &'a str> + Clone) -> Option<Order> {
    let is_series = |order: Order| {
        let (mut up, mut down, mut last) = (true, true, None::<String>);
        for value in values.clone().filter(|value| !value.is_empty()) {
            let Some(date) = date(value, Some(order)) else { return false };
            if let Some(last) = last.replace(date.clone()) {
                up &= last <= date;
                down &= last >= date;
            }
        }
        up || down
    };
    match (is_series(Order::DayFirst), is_series(Order::MonthFirst)) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// The date of a text, in the order that its column has; `None` where it is not one, or the order is not known.
pub fn date(text: &str, order: Option<Order>) -> Option<String> {
    match (read(text)?, order) {
        (Read::Plain(date), _) => Some(date),
        (Read::Either { day_first, .. }, Some(Order::DayFirst)) => day_first,
        (Read::Either { month_first, .. }, Some(Order::MonthFirst)) => month_first,
        (Read::Either { day_first, month_first }, None) if day_first == month_first => day_first,
        (Read::Either { .. }, None) => None,
    }
}

/// Whether all values are days as spreadsheets count them (45292 for 2024-01-01). Other numbers look alike: the heading has to
/// ask for a date.
pub fn are_serials<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let mut any = false;
    for value in values.filter(|value| super::words::placeholder(value).is_none()) {
        if serial(value).is_none() {
            return false;
        }
        any = true;
    }
    any
}

/// The date that a spreadsheet counts as so many days, where it lies between 1954 and 2064.
pub fn serial(value: &str) -> Option<String> {
    const EARLIEST: f64 = 20_000.0;
    const LATEST: f64 = 60_000.0;
    let plain = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let days: f64 = value.parse().ok().filter(|days| plain && (EARLIEST..=LATEST).contains(days))?;
    #[allow(clippy::cast_possible_truncation, reason = "between 20,000 and 60,000 days")]
    let seconds = (days * calendar::DAY as f64).round() as i64;
    let since_1970 = seconds - calendar::SHEET_BEGINS * calendar::DAY;
    if value.contains('.') {
        calendar::moment(since_1970)
    } else {
        calendar::date(since_1970.div_euclid(calendar::DAY))
    }
}

/// Whether a heading asks for a date or a moment.
pub fn is_asked_by(heading: &str) -> bool {
    const WORDS: [&str; 22] = [
        "date",
        "dates",
        "datum",
        "datums",
        "fecha",
        "dato",
        "tarih",
        "timestamp",
        "zeitstempel",
        "horodateur",
        "submitted",
        "started",
        "completed",
        "submissiondate",
        "submitdate",
        "startdate",
        "enddate",
        "datestamp",
        "日期",
        "日付",
        "날짜",
        "дата",
    ];
    let folded = super::words::fold(heading);
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| WORDS.contains(&word)) || folded.starts_with("data d") || folded.contains("marca temporal")
}

/// Halves of the day, before the time or after it, in the languages of spreadsheets.
const MORNING: [&str; 8] = ["am", "a.m", "π.μ", "πμ", "上午", "午前", "오전", "öö"];
const AFTERNOON: [&str; 8] = ["pm", "p.m", "μ.μ", "μμ", "下午", "午後", "오후", "ös"];

/// `15:33`, `3:33:45 PM`, `15.33.45`, `下午3:33`, with a zone or a fraction that is dropped; empty for no time at all.
fn clock(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some(String::new());
    }
    let (before, text) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
    let digits_end = text.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(text.len());
    let (time, rest) = text.split_at(digits_end);
    let mark = if time.contains(':') { ':' } else { '.' };
    let mut parts = time.split(mark);
    let mut hour: u32 = parts.next()?.parse().ok()?;
    let minute: u32 = parts.next()?.parse().ok()?;
    let second: u32 = match parts.next() {
        Some(second) => second.split('.').next()?.parse().ok()?,
        None => 0,
    };
    let before = before.trim().to_lowercase();
    let after = rest.trim_start().to_lowercase();
    let half = if before.is_empty() { &after } else { &before };
    if AFTERNOON.iter().any(|word| half.starts_with(word)) {
        hour = if hour == 12 { 12 } else { hour + 12 };
    } else if MORNING.iter().any(|word| half.starts_with(word)) {
        hour = if hour == 12 { 0 } else { hour };
    } else if !before.is_empty() || !(after.is_empty() || after.starts_with(['z', '+', '-', 'g', 'u', 'a', 'b'])) {
        return None;
    }
    let valid = hour < 24 && minute < 60 && second < 61 && parts.next().is_none();
    valid.then(|| format!("T{hour:02}:{minute:02}:{second:02}"))
}

fn month(text: &str) -> Option<u32> {
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let start = text.get(..3)?.to_lowercase();
    NAMES.iter().position(|name| *name == start).and_then(|place| u32::try_from(place + 1).ok())
}

fn valid(year: u32, month: u32, day: u32) -> Option<String> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1582..=2200).contains(&year) && (1..=days).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_platforms_are_read() {
        for (text, wanted) in [
            ("2024-03-01", "2024-03-01"),
            ("2021-07-23 09:00:09", "2021-07-23T09:00:09"),
            ("2019/06/25 6:59:49 AM GMT+1", "2019-06-25T06:59:49"),
            ("01-Mar-2024 12:05", "2024-03-01T12:05:00"),
            ("2024/3/1 下午2:33:12", "2024-03-01T14:33:12"),
            ("2024. 3. 1 오전 12:33:12", "2024-03-01T00:33:12"),
            ("2024/03/01 2:33:12 p. m. GMT-5", "2024-03-01T14:33:12"),
            ("2024-03-01 14.33.12", "2024-03-01T14:33:12"),
        ] {
            assert_eq!(date(text, None).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(date("05/24/2021 12:05:53 AM", Some(Order::MonthFirst)).as_deref(), Some("2021-05-24T00:05:53"));
        assert_eq!(date("4/28/21 11:21:47", Some(Order::MonthFirst)).as_deref(), Some("2021-04-28T11:21:47"));
    }

    #[test]
    fn days_of_a_spreadsheet_are_dates() {
        assert_eq!(serial("45292").as_deref(), Some("2024-01-01"));
        assert_eq!(serial("36526").as_deref(), Some("2000-01-01"));
        assert_eq!(serial("45351.75").as_deref(), Some("2024-02-29T18:00:00"));
        for other in ["", "1500", "61000", "-45292", "4.5292e4", "45,292"] {
            assert_eq!(serial(other), None, "{other}");
        }
        assert!(are_serials(["45292", "45300.5"].into_iter()) && !are_serials(["45292", "12"].into_iter()));
        assert!(!are_serials([].into_iter()));
        assert!(
            is_asked_by("Date of visit")
                && is_asked_by("visit_date")
                && !is_asked_by("Turnover")
                && !is_asked_by("Update?")
        );
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "12", "1-2-3", "31/02/2024", "3 or 4", "0121 496 0000", "1.2.3", "12/13/14/15", "2024-13-01"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn moments_that_came_in_one_after_another_decide_the_order() {
        let series = |values: &[&str]| order_of_a_series(values.iter().copied());
        assert_eq!(series(&["9/1/2024 10:00", "10/1/2024 9:00", "1/2/2024 8:00"]), Some(Order::DayFirst));
        assert_eq!(series(&["9/1/2024", "10/1/2024", "11/2/2024"]), None);
        assert_eq!(series(&["3/4/2024", "", "3/4/2024"]), None);
        assert_eq!(series(&[]), None);
        assert_eq!(series(&["12/2/2023", "11/5/2023", "11/3/2023"]), Some(Order::MonthFirst));
    }

    #[test]
    fn a_part_above_twelve_decides_the_order_and_nothing_else_does() {
        assert_eq!(order(["3/4/2024", "16/10/2024"].into_iter()), Ok(Order::DayFirst));
        assert_eq!(order(["3/4/2024", "8/20/2024"].into_iter()), Ok(Order::MonthFirst));
        assert_eq!(order(["3/4/2024"].into_iter()), Err(true));
        assert_eq!(order(["13/4/2024", "4/13/2024"].into_iter()), Err(false));
        assert_eq!(date("3/4/2024", None), None);
        assert_eq!(date("4/4/2024", None).as_deref(), Some("2024-04-04"));
    }
}
