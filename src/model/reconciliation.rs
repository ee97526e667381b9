//! Where two coders differ, and what was decided.

/// How two coders differ about a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DisagreementKind {
    /// Only one of them coded it.
    OneOnly,
    /// Both coded it, with other codes.
    OtherCode,
    /// Both gave it the same code, on other words.
    OtherWords,
}

/// What one coder did with a passage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodedBy {
    /// The id of the coding.
    pub id: String,
    /// The code.
    pub code: String,
    /// The words.
    pub words: String,
    /// The memo.
    pub memo: String,
}

/// A disagreement as a row of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// How they differ.
    pub kind: DisagreementKind,
    /// The document.
    pub document: String,
    /// The turn, where there is one.
    pub turn: Option<u32>,
    /// Who speaks, as the transcript has it.
    pub speaker: String,
    /// The passage with what stands around it, the words that either marked between ».
    pub context: String,
    /// What each of the two did.
    pub by: [Option<CodedBy>; 2],
    /// What was decided before; blank where nothing was.
    pub decided: Decided,
}

/// What was decided of a disagreement, as it stands in the cells of the sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// The decision.
    pub decision: String,
    /// Another code.
    pub code: String,
    /// Other words.
    pub words: String,
    /// Why.
    pub reason: String,
}

impl Disagreement {
    /// The kind in words.
    pub fn what(&self, coders: &[String; 2]) -> String {
        match (self.kind, &self.by) {
            (DisagreementKind::OtherCode, _) => "other code".into(),
            (DisagreementKind::OtherWords, _) => "other words".into(),
            (_, [Some(_), _]) => format!("only {}", coders[0]),
            _ => format!("only {}", coders[1]),
        }
    }
}

/// The name of the sheet with the disagreements.
pub const SHEET: &str = "Disagreements";

/// The columns of the sheet, in order.
pub const COLUMNS: [&str; 18] = [
    "document",
    "turn",
    "speaker",
    "what",
    "words in context",
    "coder A",
    "code A",
    "words A",
    "memo A",
    "coder B",
    "code B",
    "words B",
    "memo B",
    "decision",
    "other code",
    "other words",
    "reason",
    "coding",
];

/// A row of the sheet as it came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecisionRow {
    /// Its number in the sheet, from 1.
    pub row: u64,
    /// The two coders.
    pub coders: [String; 2],
    /// The codings that it is about: their ids, the second behind a “+”; one alone where only one coded.
    pub coding: String,
    /// What was decided; empty: nothing yet.
    pub decision: String,
    /// The other code, where that was decided.
    pub code: String,
    /// The other words.
    pub words: String,
    /// Why.
    pub reason: String,
}
