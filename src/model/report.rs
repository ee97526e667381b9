//! A document written out: blocks and inlines. A lone table is a report of one block.

use serde::Serialize;

use super::chart::Chart;
use super::table::Table;

/// A whole document.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// The title on the first page.
    pub title: String,
    /// The line below it.
    pub subtitle: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// `YYYY-MM-DD`: what files are dated with.
    pub date: Option<String>,
    /// BCP 47 tag; `en-GB` where the study does not say.
    pub language: String,
    /// What it holds, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A heading; level 1 is a chapter.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The words.
        text: Vec<Inline>,
        /// What links point to.
        anchor: String,
    },
    /// A paragraph.
    Paragraph {
        /// The words.
        text: Vec<Inline>,
    },
    /// A list.
    List {
        /// Numbered or not.
        ordered: bool,
        /// The items, each of blocks.
        items: Vec<Vec<Block>>,
    },
    /// A cross-tabulation or frequency table with its caption.
    Table {
        /// The number in its caption; `None`: no caption number (a lone table in the terminal).
        number: Option<u32>,
        /// The table.
        table: Box<Table>,
    },
    /// A plain list in columns: participants, codes, what import understood.
    Listing {
        /// The number in its caption; `None`: no caption number.
        number: Option<u32>,
        /// The listing.
        listing: Listing,
    },
    /// A chart with its caption.
    Figure {
        /// The number in its caption.
        number: Option<u32>,
        /// The chart.
        chart: Box<Chart>,
    },
    /// Words of a participant.
    Quotation {
        /// What was said, verbatim.
        text: String,
        /// Who, in the words that the study allows: "VCFSE, small charity".
        attribution: String,
        /// Where it can be found: document and turn.
        source: String,
        /// The id of its coding.
        id: Option<String>,
        /// The same in other languages.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        beside: Vec<Translated>,
    },
    /// A block quote that is not a participant's.
    BlockQuote {
        /// What is quoted.
        blocks: Vec<Block>,
    },
    /// A remark set apart: a warning, a method.
    Note {
        /// The words.
        text: Vec<Inline>,
    },
    /// Text to be kept as it stands.
    Verbatim {
        /// The text.
        text: String,
    },
    /// A list of the headings, made by the writer.
    Contents,
    /// A rule between parts.
    Rule,
}

/// A stretch of words.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "inline", content = "of", rename_all = "snake_case")]
pub enum Inline {
    /// Plain words.
    Text(String),
    /// Emphasis, usually italic.
    Emphasis(Vec<Inline>),
    /// Strong emphasis, usually bold.
    Strong(Vec<Inline>),
    /// Code.
    Code(String),
    /// A link.
    Link {
        /// Where to.
        to: String,
        /// The words.
        text: Vec<Inline>,
    },
    /// A line break.
    Break,
}

/// A plain list in columns.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Listing {
    /// Unique in the document; a file or sheet name.
    pub id: String,
    /// What the caption says.
    pub title: String,
    /// The columns.
    pub columns: Vec<ListingColumn>,
    /// The rows; each as long as `columns`.
    pub rows: Vec<Vec<Value>>,
    /// Footnotes.
    pub notes: Vec<String>,
}

/// A column of a [`Listing`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListingColumn {
    /// The heading.
    pub head: String,
    /// Numbers stand at the right.
    pub right: bool,
    /// Long text that should have the room that is left.
    pub wide: bool,
}

impl ListingColumn {
    /// A column of words.
    pub fn words(head: impl Into<String>) -> Self {
        Self { head: head.into(), right: false, wide: false }
    }

    /// A column of long text.
    pub fn wide(head: impl Into<String>) -> Self {
        Self { head: head.into(), right: false, wide: true }
    }

    /// A column of numbers.
    pub fn figures(head: impl Into<String>) -> Self {
        Self { head: head.into(), right: true, wide: false }
    }
}

/// A typed cell of a [`Listing`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A count.
    Count(u64),
    /// Any other number, unrounded.
    Figure(f64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl Inline {
    /// Plain words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }
}

/// What somebody said in another language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Translated {
    /// What it is: “Translation (en)” or “Original (cy)”.
    pub what: String,
    /// The words.
    pub text: String,
}

impl Block {
    /// A paragraph of plain words.
    pub fn paragraph(words: impl Into<String>) -> Self {
        Self::Paragraph { text: vec![Inline::text(words)] }
    }

    /// A heading of plain words; its anchor is made of them.
    pub fn heading(level: u8, words: impl Into<String>) -> Self {
        let words = words.into();
        Self::Heading { level, anchor: anchor(&words), text: vec![Inline::Text(words)] }
    }

    /// A table without a number.
    pub fn table(table: Table) -> Self {
        Self::Table { number: None, table: Box::new(table) }
    }

    /// A listing without a number.
    pub fn listing(listing: Listing) -> Self {
        Self::Listing { number: None, listing }
    }
}

/// Words as a link target: letters and digits in lower case, hyphens between.
pub fn anchor(words: &str) -> String {
    let mut anchor = String::with_capacity(words.len());
    for character in words.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            anchor.push(character);
        } else if !anchor.ends_with('-') && !anchor.is_empty() {
            anchor.push('-');
        }
    }
    anchor.trim_end_matches('-').to_owned()
}

/// The words of inlines without their marks.
pub fn plain(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Code(text) => text.clone(),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. } => plain(inner),
            Inline::Break => " ".to_owned(),
        })
        .collect()
}
