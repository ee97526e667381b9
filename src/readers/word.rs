//! Word documents (.docx): their words as lines, and the comments on them. Transcripts and coded copies are read with it.
//!
//! Read by hand: what was struck out with changes tracked, field codes and text boxes are not words; a row of a table is one
//! line with tabs between its cells. Nothing is unpacked without a limit, and no entity is ever expanded.

pub(super) mod lines;

use std::borrow::Cow;
use std::io::{Cursor, Read};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::opendocument;
use crate::diagnostic::{Error, Result};
use crate::source::Source;
use lines::Lines;
pub use lines::{Spot, WordLine};

/// The most that one part of a document may unpack to, in bytes.
const LARGEST_PART: u64 = 64 << 20;
/// The most comments.
const MOST_COMMENTS: usize = 100_000;

/// The words of a document, and the comments on them.
#[derive(Debug, Clone, Default)]
pub struct WordText {
    /// Lines: each paragraph is one, or several with line breaks between. Blank ones are kept.
    pub lines: Vec<WordLine>,
    /// The comments in the order of the file.
    pub comments: Vec<Comment>,
}

/// A comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comment {
    /// Its id in the file.
    id: String,
    /// The ids of its last paragraph, by which replies are known.
    paragraph: String,
    /// Who wrote it.
    pub author: String,
    /// Its words, a line a paragraph.
    pub text: String,
    /// From where to where it stands; `None` where it marks nothing.
    pub range: Option<(Spot, Spot)>,
    /// The place of the comment that it answers, among the comments.
    pub answers: Option<usize>,
}

/// Reads a Word document.
///
/// # Errors
/// When it is no Word document, is damaged, or is over a limit.
pub fn read(source: &Source) -> Result<WordText> {
    let mut archive = Archive::open(source)?;
    if opendocument::is_text(&mut archive) {
        return opendocument::read(&mut archive, source);
    }
    archive.refuse_others()?;
    let body = archive
        .part("word/document.xml")?
        .ok_or_else(|| damaged(source, "it has no words at all (word/document.xml is missing)"))?;
    let mut text = Body::default();
    text.read(&body, source)?;
    let mut comments = match archive.part("word/comments.xml")? {
        Some(xml) => read_comments(&xml, source)?,
        None => Vec::new(),
    };
    for comment in &mut comments {
        comment.range =
            text.ranges.iter().find(|(id, _)| *id == comment.id).and_then(|(_, (from, to))| Some((*from, (*to)?)));
    }
    if let Some(xml) = archive.part("word/commentsExtended.xml")? {
        link_answers(&xml, &mut comments, source)?;
    }
    Ok(WordText { lines: text.lines.into_lines(), comments })
}

/// Whether a zip folder is a Word document; else it may be an OpenDocument text.
pub fn is_word(source: &Source) -> bool {
    Archive::open(source).is_ok_and(|archive| archive.has("word/document.xml"))
}

/// The parts of a document: a zip folder that is not trusted.
pub(super) struct Archive<'a> {
    source: &'a Source,
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Archive<'a> {
    fn open(source: &'a Source) -> Result<Self> {
        let archive = zip::ZipArchive::new(Cursor::new(source.bytes()))
            .map_err(|_| damaged(source, "it is damaged or only half downloaded"))?;
        Ok(Self { source, archive })
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.file_names().flatten().any(|known| known == name)
    }

    fn refuse_others(&self) -> Result<()> {
        if self.has("word/document.xml") {
            return Ok(());
        }
        let (what, hint) = if self.has("xl/workbook.xml") {
            ("this is a workbook, not a Word document", "is it a questionnaire export? Import it on its own")
        } else if self.has("content.xml") {
            (
                "this is an OpenDocument file, but not a text; it is not a Word document either",
                "is it a spreadsheet? Import it on its own; else save it as .odt or .docx",
            )
        } else {
            ("this is a zip folder, not a Word document", "unpack it and name the files inside")
        };
        Err(Error::new(what).in_place(self.source.place()).hint(hint))
    }

    /// A part as text; `None` where it is not there. What the archive says of its own size is not trusted.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(_) => return Err(damaged(self.source, "a part of it cannot be unpacked")),
        };
        let mut bytes = Vec::new();
        part.take(LARGEST_PART + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| damaged(self.source, "a part of it cannot be unpacked"))?;
        if bytes.len() as u64 > LARGEST_PART {
            return Err(Error::new("this document unpacks to more than 64 MB of text")
                .in_place(self.source.place())
                .hint("no transcript is that long; if it is genuine, save it as plain text in parts"));
        }
        Ok(Some(Source::from_bytes(name, bytes).text(None)?.text))
    }
}

pub(super) fn damaged(source: &Source, what: &str) -> Error {
    Error::new(format!("this document cannot be read: {what}"))
        .in_place(source.place())
        .hint("open it in Word and save it again as .docx")
}

/// Goes through the events of a part. A document type definition could define entities, and Word never writes one.
pub(super) fn each_event(xml: &str, source: &Source, mut act: impl FnMut(Event<'_>) -> Result<()>) -> Result<()> {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return Ok(()),
            Ok(Event::DocType(_)) => return Err(damaged(source, "it defines entities, which no word processor does")),
            Ok(event) => act(event)?,
            Err(_) => return Err(damaged(source, "its markup is broken")),
        }
    }
}

/// The words of an event, none where it has none.
pub(super) fn words<'a>(event: &Event<'a>) -> Cow<'a, str> {
    match event {
        Event::Text(text) => text.xml10_content(),
        Event::CData(text) => text.xml10_content(),
        Event::GeneralRef(reference) => character(reference).into(),
        _ => Cow::Borrowed(""),
    }
}

/// The character that `&amp;` or `&#233;` stands for; an entity that nobody defined stays as it is written.
fn character(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name = reference.xml10_content();
    match name.as_ref() {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        other => format!("&{other};"),
    }
}

pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// Elements whose insides are not words.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "del" | "moveFrom" | "instrText" | "delText" | "delInstrText" | "Fallback" | "txbxContent" | "drawing" | "pict"
    )
}

/// The body of a document as it is read.
#[derive(Default)]
struct Body {
    lines: Lines,
    ranges: Vec<(String, (Spot, Option<Spot>))>,
    /// How deep inside an element that is skipped.
    skipped: usize,
    in_run: bool,
    in_words: bool,
}

impl Body {
    fn read(&mut self, xml: &str, source: &Source) -> Result<()> {
        each_event(xml, source, |event| {
            match event {
                Event::Start(element) => self.start(&element, false),
                Event::Empty(element) => self.start(&element, true),
                Event::End(element) => self.end(element.local_name().as_ref()),
                other if self.takes_words() => self.lines.push(&words(&other)),
                _ => {}
            }
            self.lines.refuse_too_many(source)
        })
    }

    fn takes_words(&self) -> bool {
        self.in_words && self.skipped == 0
    }

    fn start(&mut self, element: &BytesStart<'_>, is_empty: bool) {
        let name = element.local_name();
        let name = name.as_ref();
        if self.skipped > 0 || is_skipped(name) {
            self.skipped += usize::from(!is_empty);
            return;
        }
        match name {
            "p" => self.lines.paragraph(),
            "tr" if !is_empty => self.lines.row(),
            "tc" if !is_empty => self.lines.cell(),
            "r" => self.in_run = !is_empty,
            "t" => self.in_words = !is_empty && self.in_run,
            "tab" | "ptab" if self.in_run => self.lines.push("\t"),
            "br" | "cr" if self.in_run => self.lines.line_break(),
            "noBreakHyphen" if self.in_run => self.lines.push("\u{2011}"),
            "commentRangeStart" => {
                if let Some(id) = attribute(element, "id").filter(|_| self.ranges.len() < MOST_COMMENTS) {
                    self.ranges.push((id, (self.lines.end(), None)));
                }
            }
            "commentRangeEnd" => {
                let here = self.lines.end();
                let id = attribute(element, "id").unwrap_or_default();
                if let Some((_, range)) = self.ranges.iter_mut().find(|(known, _)| *known == id) {
                    range.1 = Some(here);
                }
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
            "t" => self.in_words = false,
            "r" => self.in_run = false,
            "tr" => self.lines.end_row(),
            _ => {}
        }
    }
}

fn read_comments(xml: &str, source: &Source) -> Result<Vec<Comment>> {
    let mut comments: Vec<Comment> = Vec::new();
    let mut body = Body::default();
    each_event(xml, source, |event| {
        match event {
            Event::Start(element) => {
                match element.local_name().as_ref() {
                    "comment" => {
                        let read = |name| attribute(&element, name).unwrap_or_default();
                        comments.push(Comment { id: read("id"), author: read("author"), ..Comment::default() });
                        body = Body::default();
                    }
                    "p" => {
                        if let (Some(id), Some(comment)) = (attribute(&element, "paraId"), comments.last_mut()) {
                            comment.paragraph = id;
                        }
                    }
                    _ => {}
                }
                body.start(&element, false);
            }
            Event::Empty(element) => body.start(&element, true),
            Event::End(element) => {
                body.end(element.local_name().as_ref());
                if let ("comment", Some(comment)) = (element.local_name().as_ref(), comments.last_mut()) {
                    let lines: Vec<&str> = body.lines.iter().map(|line| line.text.trim()).collect();
                    comment.text = lines.join("\n").trim().to_owned();
                }
            }
            other if body.takes_words() => body.lines.push(&words(&other)),
            _ => {}
        }
        if comments.len() > MOST_COMMENTS {
            return Err(Error::new("this document has more than 100,000 comments").in_place(source.place()));
        }
        Ok(())
    })?;
    Ok(comments)
}

/// Finds which comments answer which.
fn link_answers(xml: &str, comments: &mut [Comment], source: &Source) -> Result<()> {
    each_event(xml, source, |event| {
        let (Event::Start(element) | Event::Empty(element)) = event else { return Ok(()) };
        if element.local_name().as_ref() != "commentEx" {
            return Ok(());
        }
        let (Some(id), Some(parent)) = (attribute(&element, "paraId"), attribute(&element, "paraIdParent")) else {
            return Ok(());
        };
        let place = |id: &str, comments: &[Comment]| comments.iter().position(|comment| comment.paragraph == id);
        if let (Some(answer), Some(question)) = (place(&id, comments), place(&parent, comments))
            && answer != question
        {
            comments[answer].answers = Some(question);
        }
        Ok(())
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use super::*;

    /// A Word document of some parts: names below `word/` without `.xml`, and their markup.
    pub(crate) fn docx(parts: &[(&str, &str)]) -> Source {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, xml) in parts {
            zip.start_file(format!("word/{name}.xml"), zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(xml.as_bytes()).unwrap();
        }
        Source::from_bytes("t/vcfse-11.docx", zip.finish().unwrap().into_inner())
    }

    /// A body of paragraphs, each as given.
    pub(crate) fn body(paragraphs: &[&str]) -> String {
        let inner: String = paragraphs.iter().map(|inner| format!("<w:p>{inner}</w:p>")).collect();
        format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{inner}</w:body></w:document>")
    }

    fn lines(xml: &str) -> Vec<String> {
        read(&docx(&[("document", xml)])).unwrap().lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn an_empty_document_has_no_lines() {
        assert!(lines(&body(&[])).is_empty());
        assert_eq!(lines(&body(&[""])), [""]);
    }

    #[test]
    fn words_tabs_breaks_and_entities_are_read_and_what_is_struck_out_is_not() {
        let xml = body(&[
            "<w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>R&amp;D &#233;</w:t><w:tab/><w:t>x</w:t><w:br/><w:t>y</w:t></w:r>",
            "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r>",
        ]);
        assert_eq!(lines(&xml), ["R&D é\tx", "y", "new"]);
    }

    #[test]
    fn a_row_of_a_table_is_a_line() {
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let row = |cells: [&str; 2]| format!("<w:tr>{}{}</w:tr>", cell(cells[0]), cell(cells[1]));
        let xml = format!(
            "<w:document xmlns:w=\"w\"><w:body><w:tbl>{}{}</w:tbl></w:body></w:document>",
            row(["Int", "One?"]),
            row(["P", "Two."])
        );
        assert_eq!(lines(&xml), ["Int\tOne?", "P\tTwo."]);
    }

    #[test]
    fn entities_bombs_and_strangers_are_refused() {
        let refused = |source: &Source| read(source).unwrap_err().to_string();
        let entity = docx(&[("document", "<!DOCTYPE x [<!ENTITY a \"b\">]><w:document><w:t>&a;</w:t></w:document>")]);
        assert!(refused(&entity).contains("defines entities"));
        let bomb = " ".repeat((LARGEST_PART + 2) as usize);
        assert!(refused(&docx(&[("document", &bomb)])).contains("more than 64 MB"));
        assert!(refused(&docx(&[("else", "<x/>")])).contains("zip folder"));
        assert!(refused(&docx(&[("document", "<w:document><w:p></w:document>")])).contains("markup is broken"));
        assert!(refused(&Source::from_bytes("a.docx", "PK\x03\x04 and no more")).contains("damaged"));
    }

    #[test]
    fn comments_know_what_they_mark_and_what_they_answer() {
        let xml = body(&[
            "<w:r><w:t>One </w:t></w:r><w:commentRangeStart w:id=\"7\"/><w:r><w:t>two</w:t></w:r><w:commentRangeEnd w:id=\"7\"/>",
        ]);
        let comments = "<w:comments xmlns:w=\"w\" xmlns:w14=\"w14\">\
            <w:comment w:id=\"7\" w:author=\"Asha &amp; co\"><w:p w14:paraId=\"A1\"><w:r><w:t>funding</w:t></w:r></w:p></w:comment>\
            <w:comment w:id=\"8\" w:author=\"Rob\"><w:p w14:paraId=\"A2\"><w:r><w:t>I agree</w:t></w:r></w:p></w:comment></w:comments>";
        let extended = "<w15:commentsEx xmlns:w15=\"w15\"><w15:commentEx w15:paraId=\"A1\"/><w15:commentEx w15:paraId=\"A2\" w15:paraIdParent=\"A1\"/></w15:commentsEx>";
        let text = read(&docx(&[("document", &xml), ("comments", comments), ("commentsExtended", extended)])).unwrap();
        assert_eq!(text.comments[0].range, Some(((0, 4), (0, 7))));
        assert_eq!((text.comments[0].author.as_str(), text.comments[0].text.as_str()), ("Asha & co", "funding"));
        assert_eq!((text.comments[1].range, text.comments[1].answers), (None, Some(0)));
    }
}
