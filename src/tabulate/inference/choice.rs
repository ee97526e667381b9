//! The words by which tests, corrections and the choices of other programs are asked for.

use crate::stats::multiplicity::Correction;

/// A test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// Pearson's χ² without continuity correction.
    ChiSquare,
    /// χ² with Yates' continuity correction.
    Yates,
    /// The likelihood-ratio test.
    LikelihoodRatio,
    /// Fisher's exact test (Fisher–Freeman–Halton).
    Fisher,
    /// Mann and Whitney's test of two groups, Kruskal and Wallis' of more.
    Ranks,
    /// Welch's t of two groups, Welch's analysis of variance of more.
    Means,
    /// The analysis of variance with equal variances.
    Anova,
    /// Mood's median test.
    Median,
    /// Kendall's τ-b.
    Trend,
    /// The summed χ² of questions with several answers (Bilder and Loughin).
    Several,
}

impl Test {
    /// What a sentence calls it.
    pub fn called(self) -> &'static str {
        match self {
            Self::ChiSquare => "χ²",
            Self::Yates => "χ² with Yates’ correction",
            Self::LikelihoodRatio => "the likelihood-ratio test",
            Self::Fisher => "Fisher’s exact test",
            Self::Ranks => "a test by ranks",
            Self::Means => "a test of means",
            Self::Anova => "an analysis of variance",
            Self::Median => "the median test",
            Self::Trend => "Kendall’s τ-b",
            Self::Several => "the test of several answers (MRCV)",
        }
    }
}

/// Which test goes with a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TestChoice {
    /// As the way of sampling says: the one that fits for probability samples, none for open and purposive ones.
    #[default]
    BySampling,
    /// The one that fits the rows and columns, whatever the sampling; the note says it was asked for.
    Auto,
    /// None.
    None,
    /// This one, where it fits.
    Named(Test),
}

impl TestChoice {
    /// The words that `test` in study.toml and `--test` take.
    pub const WORDS: [(&'static str, Self); 16] = [
        ("auto", Self::Auto),
        ("none", Self::None),
        ("chi-square", Self::Named(Test::ChiSquare)),
        ("yates", Self::Named(Test::Yates)),
        ("likelihood-ratio", Self::Named(Test::LikelihoodRatio)),
        ("fisher", Self::Named(Test::Fisher)),
        ("ranks", Self::Named(Test::Ranks)),
        ("mann-whitney", Self::Named(Test::Ranks)),
        ("kruskal-wallis", Self::Named(Test::Ranks)),
        ("means", Self::Named(Test::Means)),
        ("welch", Self::Named(Test::Means)),
        ("anova", Self::Named(Test::Anova)),
        ("median", Self::Named(Test::Median)),
        ("trend", Self::Named(Test::Trend)),
        ("tau-b", Self::Named(Test::Trend)),
        ("mrcv", Self::Named(Test::Several)),
    ];

    /// The test that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        among(&Self::WORDS, word)
    }
}

/// Whose choices tests follow, where programs differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Method {
    /// Our own.
    #[default]
    Own,
    /// SPSS: Pearson's χ² whatever the expected counts; letters as Custom Tables.
    Spss,
    /// Dimensions: letters by t on effective bases.
    Dimensions,
    /// Askia: letters by |z| against 1.96.
    Askia,
    /// R: Yates' correction in tables of four cells.
    R,
}

impl Method {
    /// The words that `method` in study.toml and `--method` take.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("own", Self::Own),
        ("spss", Self::Spss),
        ("dimensions", Self::Dimensions),
        ("askia", Self::Askia),
        ("r", Self::R),
    ];

    /// The method that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        among(&Self::WORDS, word)
    }
}

/// The words that `correction` in study.toml and `--correction` take.
pub const CORRECTIONS: [(&str, Correction); 4] = [
    ("none", Correction::None),
    ("bonferroni", Correction::Bonferroni),
    ("holm", Correction::Holm),
    ("bh", Correction::BenjaminiHochberg),
];

/// The correction that a word names.
pub fn correction_from_word(word: &str) -> Option<Correction> {
    among(&CORRECTIONS, word)
}

/// Whose correction it is, in a sentence.
pub fn correction_name(correction: Correction) -> &'static str {
    match correction {
        Correction::None => "not corrected",
        Correction::Bonferroni => "Bonferroni’s correction",
        Correction::Holm => "Holm’s correction",
        Correction::BenjaminiHochberg => "Benjamini and Hochberg’s correction",
    }
}

pub(super) fn among<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    let folded = word.trim().to_lowercase().replace([' ', '_'], "-");
    words.iter().find(|(name, _)| *name == folded).map(|(_, choice)| *choice)
}
