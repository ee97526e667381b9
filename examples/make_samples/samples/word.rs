//! Word documents with comments, as small as Word accepts them.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use super::Result;

/// A document: paragraphs, and comments on passages of them.
#[derive(Default)]
pub struct WordDocument {
    /// The paragraphs in order.
    pub paragraphs: Vec<Vec<Piece>>,
    /// The comments in order.
    pub comments: Vec<Comment>,
}

/// A part of a paragraph.
pub enum Piece {
    /// Words in the ordinary type.
    Words(String),
    /// Words in bold: a speaker.
    Bold(String),
    /// Words in grey: a time.
    Grey(String),
    /// A new line in the same paragraph.
    Break,
}

/// A comment on words that stand in one piece.
pub struct Comment {
    /// The commented words; they occur once in the document.
    pub on: String,
    /// The comment's own paragraphs.
    pub paragraphs: Vec<String>,
    /// When it was written, `2022-05-03T10:00:00Z`.
    pub date: String,
}

/// Who comments.
const AUTHOR: &str = "Asha";

/// Writes the document.
pub fn write(document: &WordDocument) -> Result<Vec<u8>> {
    let mut parts = vec![
        ("[Content_Types].xml", content_types(!document.comments.is_empty())),
        ("_rels/.rels", relationships(&[("officeDocument", "word/document.xml")])),
        ("word/document.xml", body(document)?),
    ];
    if !document.comments.is_empty() {
        parts.push(("word/_rels/document.xml.rels", relationships(&[("comments", "comments.xml")])));
        parts.push(("word/comments.xml", comments(document)));
    }
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // 1980-01-01, the first day that an archive can name: no clock in the bytes.
    let dated = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in parts {
        archive.start_file(name, dated)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn content_types(with_comments: bool) -> String {
    const MAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let comments = if with_comments {
        format!(r#"<Override PartName="/word/comments.xml" ContentType="{MAIN}.comments+xml"/>"#)
    } else {
        String::new()
    };
    format!(
        r#"{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{MAIN}.document.main+xml"/>{comments}</Types>"#
    )
}

fn relationships(targets: &[(&str, &str)]) -> String {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut text =
        format!(r#"{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#);
    for (index, (kind, target)) in targets.iter().enumerate() {
        text.push_str(&format!(r#"<Relationship Id="rId{}" Type="{KIND}/{kind}" Target="{target}"/>"#, index + 1));
    }
    text + "</Relationships>"
}

/// A comment's passage in a piece, in bytes.
struct Passage {
    comment: usize,
    start: usize,
    end: usize,
}

fn body(document: &WordDocument) -> Result<String> {
    let mut text = format!(r#"{DECLARATION}<w:document xmlns:w="{WORD}"><w:body>"#);
    let mut placed = 0;
    for paragraph in &document.paragraphs {
        text.push_str("<w:p>");
        for piece in paragraph {
            match piece {
                Piece::Break => text.push_str("<w:r><w:br/></w:r>"),
                Piece::Bold(words) => text.push_str(&run("<w:rPr><w:b/></w:rPr>", words)),
                Piece::Grey(words) => text.push_str(&run(r#"<w:rPr><w:color w:val="616161"/></w:rPr>"#, words)),
                Piece::Words(words) => {
                    let passages = passages(&document.comments, words)?;
                    placed += passages.len();
                    text.push_str(&commented(words, &passages));
                }
            }
        }
        text.push_str("</w:p>");
    }
    if placed != document.comments.len() {
        return Err(format!("{placed} of {} comments found their words", document.comments.len()).into());
    }
    text.push_str(r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>"#);
    Ok(text)
}

fn passages(comments: &[Comment], words: &str) -> Result<Vec<Passage>> {
    let mut found = Vec::new();
    for (comment, remark) in comments.iter().enumerate() {
        let mut places = words.match_indices(&remark.on);
        if let Some((start, _)) = places.next() {
            if places.next().is_some() {
                return Err(format!("these words stand twice: {}", remark.on).into());
            }
            found.push(Passage { comment, start, end: start + remark.on.len() });
        }
    }
    Ok(found)
}

/// Runs between the places where comments begin and end.
fn commented(words: &str, passages: &[Passage]) -> String {
    let mut places: Vec<usize> = passages.iter().flat_map(|passage| [passage.start, passage.end]).collect();
    places.extend([0, words.len()]);
    places.sort_unstable();
    places.dedup();
    let mut text = String::new();
    for (index, &place) in places.iter().enumerate() {
        for passage in passages.iter().filter(|passage| passage.end == place) {
            let id = passage.comment;
            text.push_str(&format!(r#"<w:commentRangeEnd w:id="{id}"/><w:r><w:commentReference w:id="{id}"/></w:r>"#));
        }
        for passage in passages.iter().filter(|passage| passage.start == place) {
            text.push_str(&format!(r#"<w:commentRangeStart w:id="{}"/>"#, passage.comment));
        }
        if let Some(&next) = places.get(index + 1) {
            text.push_str(&run("", &words[place..next]));
        }
    }
    text
}

fn comments(document: &WordDocument) -> String {
    let mut text = format!(r#"{DECLARATION}<w:comments xmlns:w="{WORD}">"#);
    for (id, comment) in document.comments.iter().enumerate() {
        let date = &comment.date;
        text.push_str(&format!(r#"<w:comment w:id="{id}" w:author="{AUTHOR}" w:initials="A" w:date="{date}">"#));
        for (index, paragraph) in comment.paragraphs.iter().enumerate() {
            // Word puts its mark into the first paragraph of a comment.
            let mark = if index == 0 { "<w:r><w:annotationRef/></w:r>" } else { "" };
            text.push_str(&format!("<w:p>{mark}{}</w:p>", run("", paragraph)));
        }
        text.push_str("</w:comment>");
    }
    text + "</w:comments>"
}

fn run(properties: &str, words: &str) -> String {
    let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(r#"<w:r>{properties}<w:t xml:space="preserve">{escaped}</w:t></w:r>"#)
}
