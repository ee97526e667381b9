//! What is known of rows besides their answers, in columns as answers are.

use super::texts::Texts;

/// Something about a row that may be a reason to leave it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flag {
    /// Made by the questionnaire's author while previewing it.
    Preview,
    /// A generated test answer.
    Test,
    /// Not finished.
    Partial,
    /// The same respondent, or the same answers, again.
    Duplicate,
    /// Marked as spam or as imported by the platform.
    Spam,
}

impl Flag {
    /// All flags.
    pub const ALL: [Self; 5] = [Self::Preview, Self::Test, Self::Partial, Self::Duplicate, Self::Spam];

    /// The word that study.toml, JSON and messages use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Test => "test",
            Self::Partial => "partial",
            Self::Duplicate => "duplicate",
            Self::Spam => "spam",
        }
    }
}

/// The flags of one row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// Whether it is among them.
    pub fn contains(self, flag: Flag) -> bool {
        self.0 & bit(flag) != 0
    }

    /// Adds a flag; whether it was not there yet.
    pub fn insert(&mut self, flag: Flag) -> bool {
        let is_new = !self.contains(flag);
        self.0 |= bit(flag);
        is_new
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Flag> for Flags {
    fn from_iter<I: IntoIterator<Item = Flag>>(flags: I) -> Self {
        Self(flags.into_iter().fold(0, |all, flag| all | bit(flag)))
    }
}

fn bit(flag: Flag) -> u8 {
    1 << flag as u8
}

/// What is known of a row besides its answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Record<'a> {
    /// The number of the record in the raw file, counted from 1 at the first record after the headings.
    pub number: u64,
    /// The platform's response id, or that of the respondent.
    pub respondent: Option<&'a str>,
    /// The wave of a repeated survey.
    pub wave: Option<&'a str>,
    /// For a repeat, the row of the parent table, counted from 0.
    pub parent: Option<usize>,
    /// What the platform or the reader marked; import excludes nothing.
    pub flags: Flags,
    /// What the study leaves out and why; set by `prepare`, never by a reader.
    pub excluded: Option<Flag>,
}

/// The records of a block.
#[derive(Debug, Clone, Default)]
pub struct Records {
    numbers: Vec<u64>,
    respondents: Texts,
    waves: Texts,
    /// Empty where the table has no parent.
    parents: Vec<Option<usize>>,
    flags: Vec<Flags>,
    excluded: Vec<Option<Flag>>,
}

impl Records {
    /// Records by their numbers, with what else is known of each.
    pub fn new(numbers: Vec<u64>, respondents: Texts, waves: Texts, flags: Vec<Flags>) -> Self {
        let excluded = vec![None; numbers.len()];
        Self { numbers, respondents, waves, parents: Vec::new(), flags, excluded }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The record of a row.
    pub fn get(&self, row: usize) -> Option<Record<'_>> {
        Some(Record {
            number: *self.numbers.get(row)?,
            respondent: self.respondents.get(row),
            wave: self.waves.get(row),
            parent: self.parents.get(row).copied().flatten(),
            flags: self.flags.get(row).copied().unwrap_or_default(),
            excluded: self.excluded.get(row).copied().flatten(),
        })
    }

    /// One after another.
    pub fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        (0..self.len()).filter_map(|row| self.get(row))
    }

    /// Whether each is left out, and why.
    pub fn excluded(&self) -> &[Option<Flag>] {
        &self.excluded
    }

    /// Leaves records out by their flags, and lets all others in; gives how many are left out.
    pub fn exclude(&mut self, why: impl Fn(Flags) -> Option<Flag>) -> u64 {
        self.excluded = self.flags.iter().map(|flags| why(*flags)).collect();
        self.excluded.iter().filter(|excluded| excluded.is_some()).count() as u64
    }

    /// Says which rows of the parent table they belong to, as long as there are any.
    pub fn belong_to(&mut self, parents: &mut impl Iterator<Item = Option<usize>>) {
        self.parents = parents.take(self.len()).collect();
    }
}

impl<'a> FromIterator<Record<'a>> for Records {
    fn from_iter<I: IntoIterator<Item = Record<'a>>>(records: I) -> Self {
        let records: Vec<Record<'a>> = records.into_iter().collect();
        Self {
            numbers: records.iter().map(|record| record.number).collect(),
            respondents: records.iter().map(|record| record.respondent).collect(),
            waves: records.iter().map(|record| record.wave).collect(),
            parents: records.iter().map(|record| record.parent).collect(),
            flags: records.iter().map(|record| record.flags).collect(),
            excluded: records.iter().map(|record| record.excluded).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_records_are_none() {
        assert!(Records::default().is_empty());
        assert_eq!(Records::default().get(0), None);
    }

    #[test]
    fn records_come_back_as_they_went_in() {
        let flags = [Flag::Test, Flag::Spam].into_iter().collect();
        let one = Record { number: 3, respondent: Some("R1"), wave: None, parent: Some(7), flags, excluded: None };
        let two = Record { number: 5, wave: Some("2024"), excluded: Some(Flag::Partial), ..Record::default() };
        let records: Records = [one, two].into_iter().collect();
        assert_eq!(records.iter().collect::<Vec<_>>(), [one, two]);
    }

    #[test]
    fn a_flag_is_there_once_and_all_flags_are_apart() {
        let mut flags = Flags::default();
        for flag in Flag::ALL {
            assert!(!flags.contains(flag) && flags.insert(flag) && !flags.insert(flag));
        }
        assert!(!flags.is_empty());
    }
}
