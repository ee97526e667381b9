//! OpenDocument texts (.odt): their words as lines, as [`super::word`] reads those of Word documents.
//!
//! Notes, comments, tables of contents, text boxes and what was struck out with changes tracked are not words of the text; a row of a
//! table is one line with tabs between its cells.

use quick_xml::events::{BytesStart, Event};

use super::word::lines::Lines;
use super::word::{Archive, WordText, attribute, damaged, each_event, words};
use crate::diagnostic::{Error, Result};
use crate::source::Source;

/// The most blanks that one element stands for.
const MOST_BLANKS: usize = 100;

/// Whether a package is an OpenDocument text.
pub(super) fn is_text(archive: &mut Archive<'_>) -> bool {
    const KIND: &str = "application/vnd.oasis.opendocument.text";
    archive.has("content.xml")
        && archive.part("mimetype").ok().flatten().is_some_and(|kind| kind.trim().starts_with(KIND))
}

/// Reads an OpenDocument text.
pub(super) fn read(archive: &mut Archive<'_>, source: &Source) -> Result<WordText> {
    if archive.part("META-INF/manifest.xml").ok().flatten().is_some_and(|manifest| manifest.contains("encryption-data"))
    {
        return Err(Error::new("this document has a password").in_place(source.place()).hint("save it without one"));
    }
    let content = archive
        .part("content.xml")?
        .ok_or_else(|| damaged(source, "it has no words at all (content.xml is missing)"))?;
    let mut body = Body::default();
    each_event(&content, source, |event| {
        match event {
            Event::Start(element) => body.start(&element, false),
            Event::Empty(element) => body.start(&element, true),
            Event::End(element) => body.end(element.local_name().as_ref()),
            other if body.takes_words() => body.lines.push(&words(&other)),
            _ => {}
        }
        body.lines.refuse_too_many(source)
    })?;
    Ok(WordText { lines: body.lines.into_lines(), comments: Vec::new() })
}

/// Elements whose insides are not words of the text.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "note"
            | "annotation"
            | "tracked-changes"
            | "frame"
            | "custom-shape"
            | "text-box"
            | "table-of-content"
            | "alphabetical-index"
            | "illustration-index"
            | "table-index"
            | "user-index"
            | "bibliography"
            | "ruby-text"
            | "forms"
            | "automatic-styles"
            | "master-styles"
            | "scripts"
            | "font-face-decls"
    )
}

#[derive(Default)]
struct Body {
    lines: Lines,
    /// How deep inside an element that is skipped.
    skipped: usize,
    /// How many paragraphs lie around: one, where all is well.
    paragraphs: usize,
}

impl Body {
    fn takes_words(&self) -> bool {
        self.paragraphs > 0 && self.skipped == 0
    }

    fn start(&mut self, element: &BytesStart<'_>, is_empty: bool) {
        let name = element.local_name();
        let name = name.as_ref();
        if self.skipped > 0 || is_skipped(name) {
            self.skipped += usize::from(!is_empty);
            return;
        }
        match name {
            "p" | "h" => {
                self.lines.paragraph();
                self.paragraphs += usize::from(!is_empty);
            }
            "table-row" if !is_empty => self.lines.row(),
            "table-cell" | "covered-table-cell" => self.lines.cell(),
            "tab" if self.paragraphs > 0 => self.lines.push("\t"),
            "line-break" if self.paragraphs > 0 => self.lines.line_break(),
            "s" if self.paragraphs > 0 => {
                let count = attribute(element, "c").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
                self.lines.push(&" ".repeat(count.min(MOST_BLANKS)));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" | "h" => self.paragraphs = self.paragraphs.saturating_sub(1),
            "table-row" => self.lines.end_row(),
            _ => {}
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::{Cursor, Write};

    use super::super::word;
    use super::*;

    /// An OpenDocument text with this body.
    pub(crate) fn odt(body: &str) -> Source {
        let content = format!(
            "<?xml version=\"1.0\"?><office:document-content><office:automatic-styles><style:style/></office:automatic-styles>\
             <office:body><office:text>{body}</office:text></office:body></office:document-content>"
        );
        packed(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)])
    }

    fn packed(parts: &[(&str, &str)]) -> Source {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        Source::from_bytes("t/vcfse-11.odt", zip.finish().unwrap().into_inner())
    }

    fn lines(body: &str) -> Vec<String> {
        word::read(&odt(body)).unwrap().lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_document_without_paragraphs_has_no_lines() {
        assert!(lines("").is_empty());
        assert_eq!(lines("<text:p/>"), [""]);
    }

    #[test]
    fn words_tabs_blanks_breaks_and_entities_are_read_and_notes_are_not() {
        let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>\
            <text:h text:outline-level=\"1\">Head</text:h>\
            <text:p>R&amp;D &#233;<text:span>a<text:s text:c=\"3\"/>b</text:span><text:tab/>c<text:line-break/>d<text:note><text:note-body><text:p>foot</text:p></text:note-body></text:note><office:annotation><dc:creator>X</dc:creator><text:p>no</text:p></office:annotation> e<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p>";
        assert_eq!(lines(body), ["Head", "R&D éa   b\tc", "d e"]);
    }

    #[test]
    fn a_row_of_a_table_is_a_line() {
        let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
        let body = format!(
            "<table:table><table:table-row>{}{}</table:table-row><table:table-row>{}<table:table-cell/></table:table-row></table:table><text:p>after</text:p>",
            cell("a"),
            cell("b"),
            cell("c")
        );
        assert_eq!(lines(&body), ["a\tb", "c", "after"]);
    }

    #[test]
    fn entities_broken_markup_passwords_and_spreadsheets_are_refused() {
        let refused = |parts: &[(&str, &str)]| word::read(&packed(parts)).unwrap_err().what().to_owned();
        let kind = ("mimetype", "application/vnd.oasis.opendocument.text");
        assert!(refused(&[kind, ("content.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")]).contains("entities"));
        assert!(refused(&[kind, ("content.xml", "<a")]).contains("broken"));
        let locked = ("META-INF/manifest.xml", "<manifest:encryption-data/>");
        assert!(refused(&[kind, ("content.xml", "x"), locked]).contains("password"));
        let sheet = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
        assert!(refused(&[sheet, ("content.xml", "<a/>")]).contains("not a Word document"));
    }
}
