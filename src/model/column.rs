//! The columns of a block: answers, ticks, numbers, dates and texts, a row each.

use super::question::Missing;
use super::texts::Texts;

/// A coded answer in four bytes: the place of a choice among its question's choices, or why there is none.
///
/// A choice that is itself a reason for not answering keeps its place; its [`super::Choice::missing`] says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Answer(i32);

impl Answer {
    /// Not put to this respondent.
    pub const NOT_ASKED: Self = Self(-1);
    /// Put and left blank.
    pub const NOT_ANSWERED: Self = Self(-2);
    /// Blank, and nobody can say why.
    pub const UNKNOWN: Self = Self(-3);
    /// Refused, where no choice of the question stands for it.
    pub const REFUSED: Self = Self(-4);
    /// Don't know, where no choice of the question stands for it.
    pub const DONT_KNOW: Self = Self(-5);
    /// Missing by the file's own declaration, where no choice stands for it.
    pub const USER: Self = Self(-6);

    /// The choice at this place. Places beyond two thousand million do not occur.
    pub fn choice(place: usize) -> Self {
        Self(i32::try_from(place).unwrap_or(i32::MAX))
    }

    /// The reason, where there is no choice.
    pub fn missing(reason: Missing) -> Self {
        match reason {
            Missing::NotAsked => Self::NOT_ASKED,
            Missing::NotAnswered => Self::NOT_ANSWERED,
            Missing::Unknown => Self::UNKNOWN,
            Missing::Refused => Self::REFUSED,
            Missing::DontKnow => Self::DONT_KNOW,
            Missing::User => Self::USER,
        }
    }

    /// The place of the choice, or why there is none.
    pub fn get(self) -> Result<usize, Missing> {
        match self.0 {
            -1 => Err(Missing::NotAsked),
            -2 => Err(Missing::NotAnswered),
            -4 => Err(Missing::Refused),
            -5 => Err(Missing::DontKnow),
            -6 => Err(Missing::User),
            place => usize::try_from(place).map_err(|_| Missing::Unknown),
        }
    }
}

/// One choice of a multiple response set for one respondent: "ticked" beside "shown".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tick {
    /// Ticked.
    Ticked,
    /// Shown and not ticked.
    NotTicked,
    /// Not known to be shown, and why.
    Missing(Missing),
}

/// A number beside the text it was read from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number<'a> {
    /// The number, or why there is none. A text that is no number ("about 200") is [`Missing::Unknown`] with `raw` set.
    pub value: Result<f64, Missing>,
    /// The cell as it stood, where it says more than the number.
    pub raw: Option<&'a str>,
}

/// Numbers, or reasons why there is none, in eight bytes a row; the words beside them only where there are any.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    /// The number; a NaN whose bits say the reason where there is none.
    values: Vec<f64>,
    /// The cells as they stood, where they say more than the number.
    raw: Option<Texts>,
}

/// The bits of a NaN that no calculation gives; a reason's place is added.
const REASON: u64 = 0x7FF8_CA55_0000_0000;
/// In the order of their places.
const REASONS: [Missing; 6] =
    [Missing::NotAsked, Missing::NotAnswered, Missing::Refused, Missing::DontKnow, Missing::User, Missing::Unknown];

fn packed(value: Result<f64, Missing>) -> f64 {
    let place = |reason| REASONS.iter().position(|known| *known == reason).unwrap_or(REASONS.len() - 1);
    value.unwrap_or_else(|reason| f64::from_bits(REASON + place(reason) as u64))
}

fn unpacked(value: f64) -> Result<f64, Missing> {
    if !value.is_nan() {
        return Ok(value);
    }
    let place = value.to_bits().checked_sub(REASON).and_then(|place| usize::try_from(place).ok());
    place.and_then(|place| REASONS.get(place)).map_or(Ok(value), |reason| Err(*reason))
}

impl Numbers {
    /// Numbers, with the cells as they stood where any of them says more.
    pub fn new(values: impl Iterator<Item = Result<f64, Missing>>, raw: Option<Texts>) -> Self {
        Self { values: values.map(packed).collect(), raw: raw.filter(|raw| raw.filled() > 0) }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The number of a row.
    pub fn get(&self, row: usize) -> Option<Number<'_>> {
        let value = unpacked(*self.values.get(row)?);
        Some(Number { value, raw: self.raw.as_ref().and_then(|raw| raw.get(row)) })
    }

    /// The numbers, a row after the other.
    pub fn iter(&self) -> impl Iterator<Item = Number<'_>> {
        (0..self.len()).filter_map(|row| self.get(row))
    }

    /// The numbers without the words beside them.
    pub fn values(&self) -> impl ExactSizeIterator<Item = Result<f64, Missing>> {
        self.values.iter().map(|value| unpacked(*value))
    }

    /// The cells as they stood, where any says more than its number.
    pub fn raw_mut(&mut self) -> Option<&mut Texts> {
        self.raw.as_mut()
    }

    /// Says why there is no number in a row; the words beside it stay.
    pub fn set_missing(&mut self, row: usize, reason: Missing) {
        if let Some(value) = self.values.get_mut(row) {
            *value = packed(Err(reason));
        }
    }
}

impl<'a> FromIterator<Number<'a>> for Numbers {
    fn from_iter<I: IntoIterator<Item = Number<'a>>>(numbers: I) -> Self {
        let numbers: Vec<Number<'a>> = numbers.into_iter().collect();
        Self::new(numbers.iter().map(|number| number.value), Some(numbers.iter().map(|number| number.raw).collect()))
    }
}

/// A date beside the text it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date<'a> {
    /// `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss`, or why there is none.
    pub value: Result<&'a str, Missing>,
    /// The cell as it stood, where it says more than the date.
    pub raw: Option<&'a str>,
}

/// Dates, or reasons why there is none.
#[derive(Debug, Clone, Default)]
pub struct Dates {
    dates: Texts,
    /// Why there is none, where there is none.
    reasons: Vec<Missing>,
    /// The cells as they stood, where they say more than the date.
    raw: Option<Texts>,
}

impl Dates {
    /// Dates as they are written, why there is none where they are blank, and the cells as they stood where any says more.
    pub fn new(dates: Texts, reasons: Vec<Missing>, raw: Option<Texts>) -> Self {
        Self { dates, reasons, raw: raw.filter(|raw| raw.filled() > 0) }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.dates.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.dates.is_empty()
    }

    /// The date of a row.
    pub fn get(&self, row: usize) -> Option<Date<'_>> {
        let reason = || self.reasons.get(row).copied().unwrap_or(Missing::Unknown);
        let value = || self.dates.get(row).ok_or_else(reason);
        (row < self.len()).then(|| Date { value: value(), raw: self.raw.as_ref().and_then(|raw| raw.get(row)) })
    }

    /// The dates, a row after the other.
    pub fn iter(&self) -> impl Iterator<Item = Date<'_>> {
        (0..self.len()).filter_map(|row| self.get(row))
    }

    /// The cells as they stood, where any says more than its date.
    pub fn raw_mut(&mut self) -> Option<&mut Texts> {
        self.raw.as_mut()
    }

    /// Says why there is no date in a row that has none.
    pub fn set_missing(&mut self, row: usize, reason: Missing) {
        if let Some(known) = self.reasons.get_mut(row) {
            *known = reason;
        }
    }
}

/// The values of one column in one block.
#[derive(Debug, Clone)]
pub enum Column {
    /// Choices of a single or scale question, or of one row of a grid.
    Choices(Vec<Answer>),
    /// One choice of a multiple response set.
    Ticks(Vec<Tick>),
    /// Numbers, or the ranks of one item.
    Numbers(Numbers),
    /// Dates.
    Dates(Dates),
    /// Words; nothing where blank.
    Texts(Texts),
}

impl Column {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Choices(values) => values.len(),
            Self::Ticks(values) => values.len(),
            Self::Numbers(values) => values.len(),
            Self::Dates(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the value of a row is an answer, with the place of the choice where it is one, or why it is none.
    ///
    /// # Errors
    /// The reason why there is no answer.
    pub fn standing(&self, row: usize) -> Result<Option<usize>, Missing> {
        let unknown = Err(Missing::Unknown);
        match self {
            Self::Choices(answers) => answers.get(row).map_or(unknown, |answer| answer.get().map(Some)),
            Self::Ticks(ticks) => match ticks.get(row) {
                Some(Tick::Ticked) => Ok(None),
                Some(Tick::NotTicked) => Err(Missing::NotAnswered),
                Some(Tick::Missing(missing)) => Err(*missing),
                None => unknown,
            },
            Self::Numbers(numbers) => match numbers.get(row) {
                Some(number) if number.raw.is_some() => Ok(None),
                Some(number) => number.value.map(|_| None),
                None => unknown,
            },
            Self::Dates(dates) => match dates.get(row) {
                Some(date) if date.raw.is_some() => Ok(None),
                Some(date) => date.value.map(|_| None),
                None => unknown,
            },
            Self::Texts(texts) => texts.get(row).map(|_| None).ok_or(Missing::NotAnswered),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rows_have_no_numbers_and_no_dates() {
        assert_eq!((Numbers::default().get(0), Dates::default().get(0)), (None, None));
        assert!(Numbers::default().is_empty() && Dates::default().is_empty());
    }

    #[test]
    fn numbers_and_reasons_come_back_as_they_went_in() {
        let values = [Ok(1.5), Ok(-0.0), Ok(f64::INFINITY), Ok(f64::MAX)].into_iter();
        let values: Vec<_> = values.chain(REASONS.map(Err)).collect();
        let numbers = Numbers::new(values.iter().copied(), None);
        assert_eq!(numbers.values().collect::<Vec<_>>(), values);
        let none = Numbers::new([Ok(f64::NAN), Ok(-f64::NAN)].into_iter(), None);
        assert!(none.values().all(|value| value.is_ok_and(f64::is_nan)), "a NaN of the file is no reason");
    }

    #[test]
    fn words_beside_a_number_stay_with_their_row() {
        let about = Number { value: Err(Missing::Unknown), raw: Some("about 200") };
        let plain = Number { value: Ok(3.0), raw: None };
        let mut numbers: Numbers = [plain, about].into_iter().collect();
        assert_eq!(numbers.iter().collect::<Vec<_>>(), [plain, about]);
        numbers.set_missing(0, Missing::NotAsked);
        assert_eq!(numbers.get(0).map(|number| number.value), Some(Err(Missing::NotAsked)));
    }

    #[test]
    fn a_date_that_is_not_there_has_its_reason() {
        let dates = [Some("2024-03-31"), None, None].into_iter().collect();
        let raw = [Some("31/03/2024"), None, Some("soon")].into_iter().collect();
        let mut dates = Dates::new(dates, vec![Missing::Unknown; 3], Some(raw));
        dates.set_missing(1, Missing::NotAsked);
        let read: Vec<Date<'_>> = dates.iter().collect();
        assert_eq!(read[0], Date { value: Ok("2024-03-31"), raw: Some("31/03/2024") });
        assert_eq!(read[1], Date { value: Err(Missing::NotAsked), raw: None });
        assert_eq!(read[2], Date { value: Err(Missing::Unknown), raw: Some("soon") });
    }
}
