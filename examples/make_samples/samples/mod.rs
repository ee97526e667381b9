//! The sample files, each made from a source that a person can read and edit.
//!
//! | made | from |
//! |---|---|
//! | `data-samples/questionnaire/*.csv`, `*.xlsx` | `form.toml` (what was asked) and `truth.csv` (what was answered) beside them |
//! | the Word transcripts of the example | `data-samples/interviews/word-sources/*.txt` |
//! | the codings in its `incoming/` | `data-samples/interviews/codings/*.csv` |
//! | its `raw/questionnaire.xlsx` | the Microsoft Forms export above |

mod form;
mod google_forms;
mod interviews;
mod microsoft_forms;
mod plain;
mod qualtrics;
mod surveymonkey;
mod word;

use std::error::Error;
use std::path::Path;

use form::Form;

/// Anything that can go wrong while making a sample; the message names the file.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A file to be written: its path from the repository's root, with forward slashes, and its bytes.
pub struct Made {
    /// Where it goes.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Where the questionnaire and its exports lie.
const QUESTIONNAIRE: &str = "data-samples/questionnaire";

/// Every file, in the order of the table above.
///
/// # Errors
/// When a source of truth is not there or contradicts itself.
pub fn all(root: &Path) -> Result<Vec<Made>> {
    let form = Form::read(&root.join(QUESTIONNAIRE))?;
    let export = |name: &str, bytes: Vec<u8>| Made { path: format!("{QUESTIONNAIRE}/{name}"), bytes };
    let workbook = microsoft_forms::write(&form)?;
    let mut made = vec![
        export("microsoft-forms.xlsx", workbook.clone()),
        export("google-forms.csv", google_forms::write(&form)?),
        export("surveymonkey.csv", surveymonkey::write(&form)?),
        export("qualtrics.csv", qualtrics::write(&form)?),
        export("plain.csv", plain::write(&form)?),
    ];
    made.extend(interviews::write(root, workbook)?);
    Ok(made)
}
