//! A project of another program for coding, as it was handed over: codes, texts and what is coded in them.

use super::codebook::Code;
use super::corpus::Case;

/// A project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForeignProject {
    /// Its name.
    pub name: String,
    /// The program that wrote it, as it calls itself.
    pub origin: String,
    /// Codes, categories before what lies below them, with ids made of their names.
    pub codes: Vec<ForeignCode>,
    /// Cases with their attributes.
    pub cases: Vec<Case>,
    /// Texts.
    pub texts: Vec<ForeignText>,
}

/// A code and the name by which the project knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForeignCode {
    /// In small letters, without braces.
    pub guid: String,
    /// The code.
    pub code: Code,
}

/// A text of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForeignText {
    /// Its name.
    pub name: String,
    /// The words, with line feeds and without a mark at the start.
    pub text: String,
    /// The cases that it belongs to as a whole, by their places among the project’s.
    pub cases: Vec<usize>,
    /// What is coded.
    pub passages: Vec<ForeignPassage>,
}

/// A passage with one code by one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignPassage {
    /// Where it starts in the text, in code points.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The place of the code among the project’s.
    pub code: usize,
    /// Who coded, where the project says.
    pub coder: Option<String>,
    /// What was noted.
    pub memo: Option<String>,
}
