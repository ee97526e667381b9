//! What stands at the same place in both exports: the same, or a code here and its words there.

use std::collections::{BTreeMap, HashMap};

use super::parts::{self, Joint};
use crate::readers::survey::dates;
use crate::readers::survey::numbers::whole;
use crate::readers::survey::raw::RawColumn;
use crate::readers::survey::words::fold;

/// Two values at the same place: the code, its words, in how many rows, and the first of them.
#[derive(Debug, Clone, Copy)]
pub struct Met<'a> {
    /// The value in the one.
    pub code: &'a str,
    /// The value in the other.
    pub word: &'a str,
    /// In how many rows.
    pub count: u64,
    /// The first row, of the export that is imported.
    pub row: usize,
}

impl Met<'_> {
    /// The same, the other way round.
    pub fn turned(self) -> Self {
        Self { code: self.word, word: self.code, ..self }
    }

    /// Whether both say the same, however they write it.
    pub fn is_same(&self) -> bool {
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        self.code == self.word
            || fold(self.code) == fold(self.word)
            || number(self.code).is_some_and(|code| number(self.word) == Some(code))
            || (dates::read(self.code).is_some() && dates::read(self.word).is_some())
    }
}

/// The values that stand at the same place, in order of first appearance; blanks apart.
pub fn met<'a>(here: &'a RawColumn, there: &'a RawColumn, rows: impl Iterator<Item = (usize, usize)>) -> Vec<Met<'a>> {
    let mut places: HashMap<(u32, u32), usize> = HashMap::new();
    let mut all: Vec<Met<'a>> = Vec::new();
    for (row, other) in rows {
        let pair = (here.code(row), there.code(other));
        let (code, word) = (here.value(pair.0), there.value(pair.1));
        if code.is_empty() || word.is_empty() {
            continue;
        }
        let place = *places.entry(pair).or_insert_with(|| {
            all.push(Met { code, word, count: 0, row });
            all.len() - 1
        });
        all[place].count += 1;
    }
    all
}

/// How the values of two columns belong to each other.
#[derive(Debug, Clone)]
pub enum Relation {
    /// They are the same, but for so many rows, of which the first is named with its two values.
    Same { different: u64, first: Option<(usize, String, String)> },
    /// One holds codes, the other what they stand for.
    Coded(Codes),
}

/// Codes and what they stand for.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    /// The words of each code.
    pub words: BTreeMap<String, String>,
    /// The code of each of the words, as they are compared.
    codes: HashMap<String, String>,
    /// All values of the column of codes.
    pub cells: Vec<String>,
    /// Where a cell holds several, how.
    pub joint: Option<Joint>,
    /// Codes that cannot be said to stand for anything, each with a sentence; with words where they tell at least something.
    pub open: BTreeMap<String, Option<String>>,
    /// Words of codes that another column leaves open, as they are compared, with the code.
    pub lost: BTreeMap<String, String>,
    /// What does not fit, in sentences, and in how many rows.
    pub conflicts: Vec<(String, u64)>,
}

impl Codes {
    /// The code of these words.
    pub fn code(&self, words: &str) -> Option<&str> {
        self.codes.get(&fold(words)).map(String::as_str)
    }

    /// What a cell of codes says in words; `None` where that is not known.
    pub fn in_words(&self, cell: &str) -> Option<String> {
        match &self.joint {
            Some(joint) => {
                let words: Option<Vec<&str>> =
                    joint.codes.cut(cell).into_iter().map(|code| self.words.get(code).map(String::as_str)).collect();
                words.map(|words| words.join(joint.words.mark()))
            }
            None => self.words.get(cell).cloned(),
        }
    }

    /// Takes the codes of another column in; what two columns say differently is left open.
    pub fn merge(&mut self, other: &Self) {
        self.joint = self.joint.or(other.joint);
        self.cells.extend(other.cells.iter().cloned());
        self.open.extend(other.open.iter().map(|(code, words)| (code.clone(), words.clone())));
        for (code, words) in &other.words {
            match self.words.get(code) {
                Some(known) if fold(known) != fold(words) => {
                    self.open.insert(code.clone(), None);
                }
                Some(_) => {}
                None => {
                    self.words.insert(code.clone(), words.clone());
                }
            }
        }
        let open = &self.open;
        let lost = self.words.iter().chain(&other.words).filter(|(code, _)| open.contains_key(*code));
        self.lost.extend(other.lost.clone());
        self.lost.extend(lost.map(|(code, words)| (fold(words), code.clone())).collect::<Vec<_>>());
        self.words.retain(|code, _| !open.contains_key(code));
        self.index();
    }

    fn index(&mut self) {
        self.codes = self.words.iter().map(|(code, words)| (fold(words), code.clone())).collect();
    }

    /// Of pairs of single codes and words. What one code says twice, or two codes say alike, is left open.
    pub fn of(met: &[Met<'_>], record: &dyn Fn(usize) -> u64) -> Self {
        let mut codes = Self::default();
        let mut by_code: BTreeMap<&str, Vec<&Met<'_>>> = BTreeMap::new();
        let mut by_word: BTreeMap<String, Vec<&Met<'_>>> = BTreeMap::new();
        for pair in met {
            by_code.entry(pair.code).or_default().push(pair);
            by_word.entry(fold(pair.word)).or_default().push(pair);
        }
        for (code, pairs) in &by_code {
            let first = pairs[0];
            let Some(second) = pairs.iter().find(|pair| fold(pair.word) != fold(first.word)) else { continue };
            let rows = pairs.iter().map(|pair| pair.count).sum::<u64>();
            let most = pairs.iter().map(|pair| pair.count).max().unwrap_or(0);
            codes.conflicts.push((
                format!(
                    "the code {code} stands for “{}” (row {}) and for “{}” (row {})",
                    first.word,
                    record(first.row),
                    second.word,
                    record(second.row)
                ),
                rows - most,
            ));
            codes.open.insert((*code).to_owned(), None);
        }
        for pairs in by_word.values() {
            let first = pairs[0];
            let Some(second) = pairs.iter().find(|pair| pair.code != first.code) else { continue };
            let rows = pairs.iter().map(|pair| pair.count).sum::<u64>();
            let most = pairs.iter().map(|pair| pair.count).max().unwrap_or(0);
            codes.conflicts.push((
                format!(
                    "“{}” has the code {} (row {}) and the code {} (row {})",
                    first.word,
                    first.code,
                    record(first.row),
                    second.code,
                    record(second.row)
                ),
                rows - most,
            ));
            for pair in pairs {
                codes
                    .open
                    .entry(pair.code.to_owned())
                    .or_insert_with(|| Some(format!("{} ({})", pair.word, pair.code)));
            }
        }
        for pair in met.iter().filter(|pair| !codes.open.contains_key(pair.code)) {
            codes.words.entry(pair.code.to_owned()).or_insert_with(|| pair.word.to_owned());
        }
        codes.index();
        codes
    }
}

/// Whether a value may be a code: a whole number, or a short name without blanks.
fn may_be_code(value: &str) -> bool {
    const LONGEST: usize = 24;
    whole(value).is_some()
        || (value.len() <= LONGEST && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.+".contains(&byte)))
}

/// How much the first values of pairs look like the codes of the second: more than 0 where they do, less where it is the other
/// way round.
pub fn leaning(met: &[Met<'_>]) -> f64 {
    let unequal: Vec<&Met<'_>> = met.iter().filter(|pair| !pair.is_same()).collect();
    if unequal.is_empty() {
        return 0.0;
    }
    let figures =
        |value: &str| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit() || b"-,; ".contains(&byte));
    let (code, word) = (unequal.iter().all(|pair| figures(pair.code)), unequal.iter().all(|pair| figures(pair.word)));
    if code != word {
        return if code { 1.0 } else { -1.0 };
    }
    let length = |of: fn(&Met<'_>) -> usize| unequal.iter().map(|pair| of(pair)).sum::<usize>();
    match length(|pair| pair.code.len()).cmp(&length(|pair| pair.word.len())) {
        std::cmp::Ordering::Less => 0.4,
        std::cmp::Ordering::Equal => 0.0,
        std::cmp::Ordering::Greater => -0.4,
    }
}

/// How the values belong to each other. `record` numbers rows as people count them.
pub fn relation(met: &[Met<'_>], record: &dyn Fn(usize) -> u64) -> Relation {
    const FEW: u64 = 8;
    let filled: u64 = met.iter().map(|pair| pair.count).sum();
    let unequal: Vec<Met<'_>> = met.iter().filter(|pair| !pair.is_same()).copied().collect();
    let different: u64 = unequal.iter().map(|pair| pair.count).sum();
    let first = unequal.first().map(|pair| (pair.row, pair.code.to_owned(), pair.word.to_owned()));
    let same = Relation::Same { different, first };
    if different == 0 {
        return same;
    }
    // As many different ones as rows, on both sides: names of things, or rows that do not belong together.
    let plainly_codes = met.iter().all(|pair| whole(pair.code).is_some() && whole(pair.word).is_none());
    if met.len() as u64 == filled && filled >= FEW && !plainly_codes && !has_several(met) {
        return same;
    }
    if let Some(codes) = parts::codes(met, record) {
        return Relation::Coded(codes);
    }
    let are_codes = met.iter().all(|pair| may_be_code(pair.code));
    let figures = met.iter().all(|pair| whole(pair.code).is_some());
    let consistent = || unequal.iter().all(|pair| !met.iter().any(|same| same.code == pair.code && same.is_same()));
    if (are_codes && different * 2 > filled) || (figures && different >= 2 && consistent()) {
        return Relation::Coded(Codes::of(met, record));
    }
    same
}

fn has_several(met: &[Met<'_>]) -> bool {
    met.iter().any(|pair| pair.code.contains([',', ';', ' ', '|', '\n']))
}

impl Codes {
    /// Of parts of cells that were taken apart.
    pub fn joined(words: BTreeMap<String, String>, joint: Joint, conflicts: Vec<(String, u64)>) -> Self {
        let mut codes = Self { words, joint: Some(joint), conflicts, ..Self::default() };
        codes.index();
        codes
    }
}
