//! How the questions of a table are counted: what a percentage is a share of, which reasons for not answering count as answers,
//! and what is taken together.

use super::kernel::Shape;
use super::nets::Net;
use super::tally::REASONS;
use crate::diagnostic::{Error, Result, unknown_name};
use crate::model::{Groups, Missing, Question};
use crate::stats::quantile::QuantileType;

/// What a percentage is a share of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BaseOf {
    /// Those who gave an answer that counts.
    #[default]
    Answered,
    /// All who are known to have been asked, whether they answered or not.
    Asked,
    /// The answers themselves, where several are allowed: percentages add up to 100.
    Responses,
}

/// Where the column of everybody stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TotalPlace {
    /// Before the groups.
    #[default]
    First,
    /// Behind them.
    Last,
    /// Nowhere, where there are groups.
    Nowhere,
}

/// Which reasons for not answering are in the base.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Included {
    reasons: [bool; REASONS.len()],
    asides: bool,
}

/// The word for choices that stand outside the scale or the set.
const ASIDES: &str = "not-applicable";

impl Included {
    /// Those that words name.
    ///
    /// # Errors
    /// When a word names none.
    pub fn read(words: &[String]) -> Result<Self> {
        let mut included = Self::default();
        for word in words {
            let folded = word.trim().to_lowercase().replace([' ', '_'], "-").replace(['’', '\''], "");
            if folded == ASIDES {
                included.asides = true;
                continue;
            }
            let place = REASONS.iter().position(|why| why.word() == folded).ok_or_else(|| {
                unknown_name("reason for not answering", word, REASONS.map(Missing::word).into_iter().chain([ASIDES]))
            })?;
            included.reasons[place] = true;
        }
        Ok(included)
    }

    /// With those of people who were asked.
    fn and_asked(mut self) -> Self {
        for (included, why) in self.reasons.iter_mut().zip(REASONS) {
            *included |= !matches!(why, Missing::NotAsked | Missing::Unknown);
        }
        self.asides = true;
        self
    }

    /// Whether a reason is in the base.
    pub fn has(self, why: Missing) -> bool {
        REASONS.iter().zip(self.reasons).any(|(known, included)| *known == why && included)
    }

    /// Whether a choice is in the base.
    pub fn counts(self, question: &Question, place: usize) -> bool {
        question.choices.get(place).is_some_and(|choice| match choice.missing {
            Some(why) => self.has(why),
            None => !choice.aside || self.asides,
        })
    }

    /// The slots of a tally that make up the base of a question with one answer: choices by place, then reasons behind them. Answers
    /// first, what is included beside them after.
    pub fn slots(self, question: &Question) -> Vec<usize> {
        let choices = question.choices.len();
        let plain = |place: &usize| question.choices[*place].missing.is_none() && !question.choices[*place].aside;
        let beside = (0..choices).filter(|place| !plain(place) && self.counts(question, *place));
        let reasons = (0..REASONS.len()).filter(|place| self.reasons[*place]).map(|place| choices + place);
        (0..choices).filter(plain).chain(beside).chain(reasons).collect()
    }

    /// In words, for a note: "“Prefer not to say” …" by reason.
    fn in_words(self) -> Vec<String> {
        let reasons = REASONS.into_iter().zip(self.reasons).filter(|(_, included)| *included);
        let reasons = reasons.map(|(why, _)| why.label().to_lowercase());
        reasons.chain(self.asides.then(|| "not applicable".to_owned())).collect()
    }
}

/// How the questions of a table are counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Terms {
    /// Choices taken together, each with what it is made of: choices, or other nets.
    pub nets: Groups,
    /// What a percentage is a share of.
    pub base: BaseOf,
    /// What is in the base although it is no answer.
    pub included: Included,
    /// Where the total stands.
    pub total: TotalPlace,
    /// Whether a grid on its own has its rows across and its scale down.
    pub transpose: bool,
    /// How quartiles are defined.
    pub quantiles: QuantileType,
}

impl Terms {
    /// What is in the base although it is no answer, by all that is said.
    pub fn in_base(&self) -> Included {
        if self.base == BaseOf::Asked { self.included.and_asked() } else { self.included }
    }

    /// What the base row is called, after what is usual for the kind of question.
    pub fn base_label(&self, usual: &str) -> String {
        match self.base {
            BaseOf::Asked => "Base: all who were asked".to_owned(),
            _ if self.included == Included::default() => usual.to_owned(),
            _ => format!("{usual}, or are included"),
        }
    }

    /// What the notes say of the base, where it is not the usual one.
    pub fn said(&self) -> Option<String> {
        let included = self.in_base().in_words();
        if included.is_empty() {
            return None;
        }
        let included = super::notes::and(&included);
        Some(match self.base {
            BaseOf::Asked => format!(
                "Percentages are of all who were asked, whether they answered or not: {included} count in the base. Those who \
                 were not asked, or may not have been, do not."
            ),
            _ => format!("Declared to be in the base, and so in every percentage: {included}."),
        })
    }

    /// What a percentage is a share of, by its word.
    ///
    /// # Errors
    /// When the word names none.
    pub fn base_of(word: &str) -> Result<BaseOf> {
        match word.trim().to_lowercase().as_str() {
            "answered" => Ok(BaseOf::Answered),
            "asked" => Ok(BaseOf::Asked),
            "responses" => Ok(BaseOf::Responses),
            _ => Err(unknown_name("base", word, ["answered", "asked", "responses"])),
        }
    }

    /// Where the total stands, by its word.
    ///
    /// # Errors
    /// When the word names none.
    pub fn total_place(word: &str) -> Result<TotalPlace> {
        match word.trim().to_lowercase().as_str() {
            "first" => Ok(TotalPlace::First),
            "last" => Ok(TotalPlace::Last),
            "none" => Ok(TotalPlace::Nowhere),
            _ => Err(unknown_name("place of the total", word, ["first", "last", "none"])),
        }
    }

    /// The definition of quartiles, by its number.
    ///
    /// # Errors
    /// When the number is not from 1 to 9.
    pub fn quantile_type(number: u8) -> Result<QuantileType> {
        QuantileType::numbered(number).ok_or_else(|| {
            Error::new(format!("there is no definition {number} of a quantile"))
                .hint("they are numbered 1 to 9 after Hyndman and Fan: 7 as R and Excel, 6 as SPSS")
        })
    }

    /// A net as the command line writes it: `Agree=Agree|Strongly agree`.
    ///
    /// # Errors
    /// When there is no name or nothing behind it.
    pub fn net(text: &str) -> Result<(String, Vec<String>)> {
        let parts = text.split_once('=').map(|(name, choices)| {
            let choices = choices.split('|').map(str::trim).filter(|choice| !choice.is_empty());
            (name.trim().to_owned(), choices.map(str::to_owned).collect::<Vec<_>>())
        });
        parts.filter(|(name, choices)| !name.is_empty() && !choices.is_empty()).ok_or_else(|| {
            Error::new(format!("“{text}” does not say what is taken together"))
                .hint("write a name, = and the choices with | between them: \"Agree (net)=Agree|Strongly agree\"")
        })
    }
}

/// What a question needs to know to be counted.
#[derive(Debug, Clone, Copy)]
pub struct Counting<'a> {
    /// The columns.
    pub shape: Shape,
    /// What is said of the whole table.
    pub terms: &'a Terms,
    /// The nets of the question.
    pub nets: &'a [Net],
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Choice, Kind};

    #[test]
    fn nothing_said_is_the_usual_base() {
        let terms = Terms::default();
        assert_eq!(
            (terms.said(), terms.base_label("Base: all who answered")),
            (None, "Base: all who answered".to_owned())
        );
        assert_eq!(Included::read(&[]).unwrap(), Included::default());
    }

    #[test]
    fn an_unknown_word_is_an_error_with_what_may_be_meant() {
        let error = Included::read(&["refusd".to_owned()]).unwrap_err();
        assert!(error.hint_text().is_some_and(|hint| hint.contains("refused")), "{error}");
        assert!(Terms::base_of("everyone").is_err() && Terms::total_place("middle").is_err());
        assert!(Terms::quantile_type(10).is_err() && Terms::net("Agree").is_err() && Terms::net("=a").is_err());
    }

    #[test]
    fn all_asked_leaves_out_who_was_not_or_may_not_have_been() {
        let included = Terms { base: BaseOf::Asked, ..Terms::default() }.in_base();
        assert!(included.has(Missing::NotAnswered) && included.has(Missing::Refused));
        assert!(!included.has(Missing::NotAsked) && !included.has(Missing::Unknown));
    }

    #[test]
    fn what_is_included_stands_behind_the_answers() {
        let mut question = Question::new("q", "Q", Kind::Single);
        question.choices = vec![Choice::new("9", "No"), Choice::new("1", "A"), Choice::new("2", "B")];
        question.choices[0].missing = Some(Missing::Refused);
        let words = ["refused", "not answered"].map(str::to_owned);
        assert_eq!(Included::read(&words).unwrap().slots(&question), [1, 2, 0, 3, 6]);
        assert_eq!(Included::default().slots(&question), [1, 2]);
    }
}
