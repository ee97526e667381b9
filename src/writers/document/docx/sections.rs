//! Which pages lie on their side: those with wide tables, together with the headings that announce them.

use super::body::{Piece, Placed};
use super::page::{self, Orientation};
use super::text::Paragraph;
use crate::writers::xml::Xml;

/// Text between two wide tables stays on their page up to this height, rather than having a page of its own.
const STAYS_BETWEEN: u32 = 6_000;

/// How high a row of a table is, roughly.
const ROW: u32 = 320;

/// Styles that belong to what follows.
const ANNOUNCES: [&str; 11] = [
    "Title",
    "Subtitle",
    "Byline",
    "Heading1",
    "Heading2",
    "Heading3",
    "Heading4",
    "Heading5",
    "Heading6",
    "Caption",
    "QuestionWording",
];

/// Writes the body, with sections for its upright and its sideways pages.
pub fn write(xml: &mut Xml, mut pieces: Vec<Placed>, has_front_page: bool) {
    announce(&mut pieces);
    join(&mut pieces);
    announce(&mut pieces);
    let mut orientation = side(pieces.first());
    let mut is_first = true;
    let mut pieces = pieces.into_iter().peekable();
    while let Some(placed) = pieces.next() {
        let next = pieces.peek().map_or(orientation, |next| side(Some(next)));
        let ends = (next != orientation).then(|| {
            let mut section = Xml::fragment();
            page::section(&mut section, orientation, is_first, has_front_page);
            section
        });
        is_first &= ends.is_none();
        match placed.piece {
            Piece::Paragraph(paragraph) => Paragraph { section: ends, ..paragraph }.write(xml),
            Piece::Table(table) => {
                table.write(xml);
                if ends.is_some() {
                    Paragraph { section: ends, ..Paragraph::of("TableEnd") }.write(xml);
                }
            }
        }
        orientation = next;
    }
    page::section(xml, orientation, is_first, has_front_page);
}

fn side(placed: Option<&Placed>) -> Orientation {
    if placed.is_some_and(|placed| placed.is_wide) { Orientation::Landscape } else { Orientation::Portrait }
}

/// Headings go onto the page of the table that they announce.
fn announce(pieces: &mut [Placed]) {
    for index in (0..pieces.len().saturating_sub(1)).rev() {
        let announces = match &pieces[index].piece {
            Piece::Paragraph(paragraph) => ANNOUNCES.contains(&paragraph.style),
            Piece::Table(_) => false,
        };
        if announces && pieces[index + 1].is_wide {
            pieces[index].is_wide = true;
        }
    }
}

/// A little text between two wide tables stays beside them.
fn join(pieces: &mut [Placed]) {
    let mut last_wide: Option<usize> = None;
    for index in 0..pieces.len() {
        if !pieces[index].is_wide {
            continue;
        }
        if let Some(last) = last_wide.filter(|last| last + 1 < index) {
            let height: u32 = pieces[last + 1..index].iter().map(height).fold(0, u32::saturating_add);
            if height <= STAYS_BETWEEN {
                pieces[last + 1..index].iter_mut().for_each(|placed| placed.is_wide = true);
            }
        }
        last_wide = Some(index);
    }
}

fn height(placed: &Placed) -> u32 {
    match &placed.piece {
        Piece::Paragraph(paragraph) if paragraph.style == "Figure" => STAYS_BETWEEN + 1,
        Piece::Paragraph(paragraph) => paragraph.height(Orientation::Landscape),
        Piece::Table(grid) => u32::try_from(grid.rows.len()).unwrap_or(u32::MAX).saturating_mul(ROW),
    }
}
