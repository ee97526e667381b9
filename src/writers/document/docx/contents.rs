//! The table of contents: a field that Word can update, filled in already so that it shows before anybody does.
//!
//! Only Word knows on which page a heading stands, and it would ask the reader a question to find out while opening. So the
//! entries stand there as links, and the numbers of their pages come when the document is printed or the field updated.

use super::links::Landmark;
use super::text::{Look, Paragraph, field_char, run};
use crate::writers::xml::Xml;

/// So many levels are listed, from that of the first chapter on.
const LEVELS: u8 = 2;

/// Word gives an entry the style of its heading's level.
const STYLES: [&str; 6] = ["TOC1", "TOC2", "TOC3", "TOC4", "TOC5", "TOC6"];

/// The paragraphs of the contents; none where there is nothing to list.
pub fn paragraphs(headings: &[Landmark]) -> Vec<Paragraph> {
    let top = headings.iter().map(|heading| heading.level).min().unwrap_or(1);
    let deepest = top + LEVELS - 1;
    let listed: Vec<&Landmark> =
        headings.iter().filter(|heading| heading.level <= deepest && !heading.text.trim().is_empty()).collect();
    if listed.is_empty() {
        return Vec::new();
    }
    let mut paragraphs = vec![Paragraph::of("TOCHeading").words("Contents")];
    let last = listed.len() - 1;
    for (index, heading) in listed.into_iter().enumerate() {
        let mut paragraph = Paragraph::of(STYLES[usize::from(heading.level.clamp(1, 6)) - 1]);
        if index == 0 {
            begin(&mut paragraph.runs, top, deepest);
        }
        entry(&mut paragraph.runs, heading);
        if index == last {
            field_char(&mut paragraph.runs, "end");
        }
        paragraph.characters = heading.text.chars().count();
        paragraphs.push(paragraph);
    }
    paragraphs
}

fn begin(xml: &mut Xml, top: u8, deepest: u8) {
    field_char(xml, "begin");
    xml.element("w:r", &[], |xml| {
        let instruction = format!(" TOC \\o \"{top}-{deepest}\" \\h \\z \\u ");
        xml.words("w:instrText", &[("xml:space", "preserve")], &instruction);
    });
    field_char(xml, "separate");
}

fn entry(xml: &mut Xml, heading: &Landmark) {
    xml.element("w:hyperlink", &[("w:anchor", &heading.bookmark), ("w:history", "1")], |xml| {
        let words: Vec<&str> = heading.text.split_whitespace().collect();
        run(xml, &Look::default(), &words.join(" "));
        xml.element("w:r", &[], |xml| xml.empty("w:tab", &[]));
        super::text::field(xml, &format!("PAGEREF {} \\h", heading.bookmark), "");
    });
}
