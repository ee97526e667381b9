//! Days and seconds as spreadsheets and statistics programs count them, made dates.

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// Days from 1899-12-30, where spreadsheets begin to count, to 1970-01-01.
pub const SHEET_BEGINS: i64 = 25_569;

/// Days from 1582-10-14, where SPSS begins to count, to 1970-01-01.
pub const SPSS_BEGINS: i64 = 141_428;

/// Days from 1960-01-01, where Stata and SAS begin to count, to 1970-01-01.
pub const STATA_BEGINS: i64 = 3_653;

/// The day that is so many days after 1970-01-01; `None` outside the years 1 to 9999.
pub fn date(days: i64) -> Option<String> {
    // Years that begin in March, so that the leap day is the last of them; eras of 400 years.
    let days = days.checked_add(719_468)?;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (1..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// How many days after 1970-01-01 a month begins; months beyond 12 are those of later years.
pub fn first_of_month(year: i64, month_from_zero: i64) -> i64 {
    let (year, month) = (year + month_from_zero.div_euclid(12), month_from_zero.rem_euclid(12) + 1);
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The moment that is so many seconds after 1970-01-01; without a time where it is midnight and the variable has none.
pub fn moment(seconds: i64) -> Option<String> {
    let day = date(seconds.div_euclid(DAY))?;
    Some(format!("{day}T{}", clock(seconds.rem_euclid(DAY))))
}

/// Seconds as hours, minutes and seconds; a time may be longer than a day.
pub fn clock(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.unsigned_abs();
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A number of seconds or days as a whole one; `None` where it is none or beyond any calendar.
pub fn count(number: f64) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, reason = "checked to be within range")]
    (number.is_finite() && number.abs() < 1e15).then(|| number.floor() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates_over_leap_years_and_before_1970() {
        for (days, wanted) in
            [(0, "1970-01-01"), (-1, "1969-12-31"), (19_782, "2024-02-29"), (-SPSS_BEGINS, "1582-10-14")]
        {
            assert_eq!(date(days).as_deref(), Some(wanted));
        }
        assert_eq!(date(i64::MAX), None);
        assert_eq!(date(-STATA_BEGINS).as_deref(), Some("1960-01-01"));
    }

    #[test]
    fn months_begin_where_they_do() {
        for (year, month) in [(1960, 0), (2024, 1), (2024, 2), (1960, 770), (1960, -1)] {
            let begins = date(first_of_month(year, month)).unwrap();
            assert!(begins.ends_with("-01"), "{begins}");
        }
        assert_eq!(date(first_of_month(1960, 770)).as_deref(), Some("2024-03-01"));
    }

    #[test]
    fn a_moment_has_its_time_and_a_time_may_be_long() {
        assert_eq!(moment(90_061).as_deref(), Some("1970-01-02T01:01:01"));
        assert_eq!((clock(97_200), clock(-60)), ("27:00:00".to_owned(), "-00:01:00".to_owned()));
    }
}
