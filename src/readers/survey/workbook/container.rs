//! What kind of workbook a file is, by its content and not by its ending.

use super::fault::Fault;
use super::package::Package;
use super::xlsx;
use crate::diagnostic::{Error, Result};
use crate::readers::survey::xls_guard;
use crate::source::Source;

/// A file that holds a workbook.
pub enum Container<'a> {
    /// Excel since 2007.
    Xlsx(Package<'a>),
    /// Excel 97 to 2003.
    Xls,
    /// LibreOffice.
    Ods(Package<'a>),
}

/// Looks into a file; the error has no place yet.
pub fn of(source: &Source) -> Result<Container<'_>> {
    if source.bytes().starts_with(b"\xd0\xcf\x11\xe0") {
        return ole(source.bytes()).map(|()| Container::Xls);
    }
    let mut package = Package::open(source.bytes()).map_err(|fault| fault.error())?;
    if package.has("xl/workbook.xml") {
        return Ok(Container::Xlsx(package));
    }
    if package.has("content.xml") && package.has("mimetype") {
        return if package.begins_with("mimetype", b"application/vnd.oasis.opendocument.text") {
            Err(Error::new("this is a text of LibreOffice (.odt), not a questionnaire export").hint(
                "is it a transcript? Save it as .docx, put it in the folder transcripts/ and import it from there",
            ))
        } else {
            Ok(Container::Ods(package))
        };
    }
    if xlsx::is_workbook(&mut package) {
        return Ok(Container::Xlsx(package));
    }
    let (what, hint) = if package.has("word/document.xml") {
        (
            "this is a Word document, not a questionnaire export",
            "is it a transcript? Put it in the folder transcripts/ and import it from there",
        )
    } else if package.has("ppt/presentation.xml") {
        ("this is a presentation, not a questionnaire export", "export the answers as CSV or Excel")
    } else if package.has("xl/workbook.bin") {
        ("this is a binary workbook (.xlsb), which is not read", "open it in Excel and save it as .xlsx")
    } else if package.has("Index/Document.iwa") || package.has_ending(&[".iwa"]) {
        ("this is a table of Numbers (Apple), which is not read", "export it from Numbers as Excel or CSV")
    } else if package.has_ending(&[".csv", ".xlsx"]) {
        ("this is a zip folder with files inside", "unpack it and import the file inside")
    } else {
        ("this is a zip folder, not a workbook", "export the answers as CSV or Excel")
    };
    Err(Error::new(what).hint(hint))
}

/// An old container: a workbook of Excel 97 to 2003, or a new one locked with a password.
fn ole(bytes: &[u8]) -> Result<()> {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.bytes().flat_map(|byte| [byte, 0]).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if holds("EncryptedPackage") {
        return Err(Fault::Locked.error());
    }
    if holds("WordDocument") {
        return Err(Error::new("this is a Word document of the old kind (.doc)")
            .hint("is it a transcript? Open it in Word and save it as .docx"));
    }
    if !holds("Workbook") && !holds("Book") {
        return Err(Error::new("this is not a workbook").hint("export the answers as CSV or Excel"));
    }
    xls_guard::check(bytes).map_err(|what| Error::new(what).hint("open it in Excel and save it as .xlsx"))
}
