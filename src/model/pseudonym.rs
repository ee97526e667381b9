//! A row of the pseudonym key: `private/pseudonyms.csv`.

/// A name with what stands for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pseudonym {
    /// The name as people write it.
    pub name: String,
    /// What stands for it; `None`: nobody has decided yet, or it stays.
    pub pseudonym: Option<String>,
    /// Somebody decided that it stays as it is (`-`): it is neither replaced nor asked about again.
    pub stays: bool,
    /// Replaced wherever it stands, also where it could be a common word at the beginning of a sentence.
    pub always: bool,
    /// With the endings of other languages: “Maureens”, “Maureenem”.
    pub inflected: bool,
    /// Only as it stands: the given name and the surname alone are left to rows of their own.
    pub full: bool,
    /// `person`, `place`, `organisation` …, where somebody said so.
    pub kind: Option<String>,
    /// The line of the file; 0: no row of its own, but part of another.
    pub line: u64,
}
