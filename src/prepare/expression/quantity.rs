//! Numbers made of answers: of a numeric question, the step of a scale, the rank of an item, how many choices were ticked, a part of
//! a date, and what arithmetic makes of them.

use super::lex::Sign;
use crate::model::{Column, SurveyBlock, Tick};

/// A number made of the answers of one row.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantity {
    /// The same for every row.
    Constant(f64),
    /// The number of a column.
    Number(usize),
    /// The number of the step that was chosen, by the place of the choice.
    Steps(usize, Vec<Option<f64>>),
    /// How many of the choices were ticked, of those whose ticks are known; none is known where nothing was ticked.
    Ticks(Vec<usize>),
    /// A part of a date.
    Part(usize, DatePart),
    /// How many of several were answered.
    Answers(Vec<Quantity>),
    /// `-…`
    Negative(Box<Quantity>),
    /// `… + …`
    Arithmetic(Box<Quantity>, Sign, Box<Quantity>),
    /// `round(…)`, to the nearest whole number, halves away from nought; `abs(…)`.
    Of(One, Box<Quantity>),
    /// `mean(…)` and the like, over those that are there.
    Over(Many, Vec<Quantity>),
}

/// A function of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum One {
    /// To the nearest whole number.
    Round,
    /// Without its sign.
    Absolute,
}

/// A function of several numbers; what is missing is left out, and all missing gives nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many {
    /// The arithmetic mean.
    Mean,
    /// The sum.
    Sum,
    /// The smallest.
    Smallest,
    /// The largest.
    Largest,
    /// The middle one, or the mean of the two middle ones.
    Median,
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    /// 2024
    Year,
    /// 1 to 4
    Quarter,
    /// 1 to 12
    Month,
    /// 1 to 31
    Day,
    /// 1 Monday to 7 Sunday
    Weekday,
    /// 0 to 23
    Hour,
}

impl DatePart {
    /// All parts with their names.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("year", Self::Year),
        ("quarter", Self::Quarter),
        ("month", Self::Month),
        ("day", Self::Day),
        ("weekday", Self::Weekday),
        ("hour", Self::Hour),
    ];

    /// The part that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, part)| part)
    }

    /// The part of a date as the model holds it, `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss`.
    pub fn of(self, date: &str) -> Option<u32> {
        let number = |range: std::ops::Range<usize>| date.get(range)?.parse::<u32>().ok();
        let month = number(5..7).filter(|month| (1..=12).contains(month));
        match self {
            Self::Year => number(0..4),
            Self::Quarter => month.map(|month| month.div_ceil(3)),
            Self::Month => month,
            Self::Day => number(8..10),
            Self::Weekday => weekday(number(0..4)?, month?, number(8..10)?),
            Self::Hour => number(11..13),
        }
    }
}

/// 1 Monday to 7 Sunday, after Sakamoto's method (comp.lang.c, 1993).
fn weekday(year: u32, month: u32, day: u32) -> Option<u32> {
    const SHIFT: [u32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let shift = SHIFT.get(usize::try_from(month.checked_sub(1)?).ok()?)?;
    let year = if month < 3 { year.checked_sub(1)? } else { year };
    let from_sunday = (year + year / 4 + year / 400 + shift + day).checked_sub(year / 100)? % 7;
    Some(if from_sunday == 0 { 7 } else { from_sunday })
}

impl Quantity {
    /// The answers of which it is the mean or the sum, however it is written: `mean(support)`, `a + b`, `(a + b) / 2`.
    pub fn items(&self) -> Option<Vec<&Self>> {
        let mut items = Vec::new();
        let is_one = match self {
            Self::Arithmetic(left, Sign::Over, right) if matches!(**right, Self::Constant(_)) => {
                left.add_items(&mut items)
            }
            _ => self.add_items(&mut items),
        };
        (is_one && items.len() >= 2).then_some(items)
    }

    fn add_items<'a>(&'a self, items: &mut Vec<&'a Self>) -> bool {
        match self {
            Self::Number(_) | Self::Steps(..) => {
                items.push(self);
                true
            }
            Self::Over(Many::Mean | Many::Sum, parts) => parts.iter().all(|part| part.add_items(items)),
            Self::Arithmetic(left, Sign::Plus, right) => left.add_items(items) && right.add_items(items),
            _ => false,
        }
    }

    /// Its value in a row of a block; `None` where an answer that it needs is missing, or the value is not finite.
    pub fn value(&self, block: &SurveyBlock, row: usize) -> Option<f64> {
        let value = match self {
            Self::Constant(value) => *value,
            Self::Number(column) => match block.columns.get(*column)? {
                Column::Numbers(numbers) => numbers.get(row)?.value.ok()?,
                _ => return None,
            },
            Self::Steps(column, steps) => match block.columns.get(*column)? {
                Column::Choices(answers) => *steps.get(answers.get(row)?.get().ok()?)?.as_ref()?,
                _ => return None,
            },
            Self::Ticks(columns) => ticked(columns, block, row)?,
            Self::Part(column, part) => match block.columns.get(*column)? {
                Column::Dates(dates) => f64::from(part.of(dates.get(row)?.value.ok()?)?),
                _ => return None,
            },
            Self::Answers(parts) => {
                let answered = parts.iter().filter(|part| part.value(block, row).is_some()).count();
                #[allow(clippy::cast_precision_loss, reason = "no questionnaire has 2^53 questions")]
                let answered = answered as f64;
                answered
            }
            Self::Negative(inner) => -inner.value(block, row)?,
            Self::Arithmetic(left, sign, right) => {
                let (left, right) = (left.value(block, row)?, right.value(block, row)?);
                match sign {
                    Sign::Plus => left + right,
                    Sign::Minus => left - right,
                    Sign::Times => left * right,
                    Sign::Over => left / right,
                }
            }
            Self::Of(One::Round, inner) => inner.value(block, row)?.round(),
            Self::Of(One::Absolute, inner) => inner.value(block, row)?.abs(),
            Self::Over(function, parts) => {
                function.of(parts.iter().filter_map(|part| part.value(block, row)).collect())?
            }
        };
        // Adding nought makes −0 a nought.
        value.is_finite().then_some(value + 0.0)
    }
}

impl Many {
    fn of(self, mut values: Vec<f64>) -> Option<f64> {
        if values.is_empty() {
            return None;
        }
        values.sort_by(f64::total_cmp);
        #[allow(clippy::cast_precision_loss, reason = "no questionnaire has 2^53 questions")]
        let n = values.len() as f64;
        match self {
            Self::Sum => Some(values.iter().sum()),
            Self::Mean => Some(values.iter().sum::<f64>() / n),
            Self::Smallest => values.first().copied(),
            Self::Largest => values.last().copied(),
            Self::Median => Some(f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])),
        }
    }
}

/// How many were ticked; nothing where no tick is known.
fn ticked(columns: &[usize], block: &SurveyBlock, row: usize) -> Option<f64> {
    let ticks = columns.iter().filter_map(|column| match block.columns.get(*column) {
        Some(Column::Ticks(ticks)) => ticks.get(row),
        _ => None,
    });
    let known: Vec<bool> = ticks
        .filter_map(|tick| match tick {
            Tick::Ticked => Some(true),
            Tick::NotTicked => Some(false),
            Tick::Missing(_) => None,
        })
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "no question has 2^53 choices")]
    let count = known.iter().filter(|ticked| **ticked).count() as f64;
    (!known.is_empty()).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_dates_and_of_what_is_none() {
        let date = "2024-02-29T23:59:00";
        let parts: Vec<_> = DatePart::WORDS.iter().map(|(_, part)| part.of(date)).collect();
        assert_eq!(parts, [Some(2024), Some(1), Some(2), Some(29), Some(4), Some(23)]);
        assert_eq!(DatePart::Weekday.of("2022-06-26"), Some(7));
        assert_eq!(DatePart::Weekday.of("1970-01-01"), Some(4));
        assert_eq!(DatePart::Hour.of("2024-02-29"), None);
        assert_eq!(DatePart::Weekday.of("2024-13-01"), None);
        assert_eq!(DatePart::Year.of(""), None);
    }

    #[test]
    fn division_by_nought_and_nothing_have_no_value() {
        let by_nought =
            Quantity::Arithmetic(Box::new(Quantity::Constant(1.0)), Sign::Over, Box::new(Quantity::Constant(0.0)));
        let nowhere = Quantity::Number(3);
        for quantity in [by_nought, nowhere.clone(), Quantity::Over(Many::Mean, vec![nowhere])] {
            assert_eq!(quantity.value(&SurveyBlock::default(), 0), None);
        }
        let nought = Quantity::Negative(Box::new(Quantity::Constant(0.0)));
        assert_eq!(nought.value(&SurveyBlock::default(), 0).map(f64::to_bits), Some(0));
    }
}
