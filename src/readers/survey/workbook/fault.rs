//! Why a workbook is not read, in words.

use crate::diagnostic::Error;

/// What is wrong with a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be unpacked, breaks off, or is no sound XML.
    Damaged,
    /// It is locked with a password.
    Locked,
    /// A part brings a document type, which could make it expand or fetch.
    DocumentType,
    /// Elements stand too deep in one another.
    Deep,
    /// One text is longer than any cell.
    LongText,
    /// A part unpacks to more than is read.
    LargePart,
    /// All texts together are more than is read.
    MuchText,
    /// More different texts than are read.
    ManyTexts,
    /// More cells than are read.
    ManyCells,
    /// A cell stands where no sheet has cells.
    Outside,
    /// More files inside than any workbook has.
    ManyParts,
    /// It is packed in a way that is not read.
    Packing,
}

impl Fault {
    /// The error to say, without a place.
    pub fn error(&self) -> Error {
        const AGAIN: &str = "download it again, or open it in Excel or LibreOffice and save it under another name";
        const CSV: &str = "a questionnaire export is far smaller; if it is genuine, export the answers as CSV";
        let (what, hint) = match self {
            Self::Damaged => ("this workbook is damaged or only half downloaded", "download it again"),
            Self::Locked => (
                "this workbook is protected by a password",
                "open it in Excel, take the password off (File, Info, Protect Workbook), save it, and import it again",
            ),
            Self::DocumentType => {
                ("this workbook brings a document type of its own, which could make it expand without end", AGAIN)
            }
            Self::Deep => ("this workbook has more than 200 elements inside one another", AGAIN),
            Self::LongText => ("this workbook has a text of more than 1 MB in one cell", CSV),
            Self::LargePart => ("this workbook unpacks to more than 512 MB", CSV),
            Self::MuchText => ("this workbook has more than 64 MB of text", CSV),
            Self::ManyTexts => ("this workbook has more than 5 million different texts", CSV),
            Self::ManyCells => {
                ("this sheet has more than 8 million filled cells, or more than 20 million blank ones", CSV)
            }
            Self::Outside => {
                ("a cell of this workbook stands where no sheet has cells: beyond column XFD or row 1,048,576", AGAIN)
            }
            Self::ManyParts => ("this workbook has more than 10,000 files inside", CSV),
            Self::Packing => ("this workbook is packed in a way that is not read", AGAIN),
        };
        Error::new(what).hint(hint)
    }
}
