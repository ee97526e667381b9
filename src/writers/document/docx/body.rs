//! Blocks become paragraphs, tables and pictures, in order.

use super::columns::Plan;
use super::links::Links;
use super::numbering::{self, Numbering};
use super::page::Orientation;
use super::picture::Picture;
use super::table::{NOTHING_TO_LIST, Set, set_listing, set_table};
use super::text::{Look, Paragraph, bookmarked, field, is_right_to_left};
use super::{contents, grid::Grid};
use crate::chart;
use crate::model::report::plain;
use crate::model::{Block, Chart, Inline, Listing, Table, Translated};
use crate::writers::document::layout::Layout;
use crate::writers::xml::Xml;

/// What stands in the body.
pub enum Piece {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Grid),
}

/// A piece and the page it asks for.
pub struct Placed {
    /// The piece.
    pub piece: Piece,
    /// Whether it needs the page on its side.
    pub is_wide: bool,
}

/// A document as it grows.
pub struct Body {
    /// What it holds so far.
    pub pieces: Vec<Placed>,
    /// Where links lead.
    pub links: Links,
    /// The lists' numbering.
    pub numbering: Numbering,
    /// The pictures.
    pub pictures: Vec<Picture>,
    tables: u32,
    figures: u32,
    headings: usize,
    bookmarks: usize,
    starts_a_page: bool,
}

/// Where a block stands.
#[derive(Debug, Clone, Copy, Default)]
struct Within {
    /// How many lists it stands in.
    lists: usize,
    /// Whether it stands in a block quote.
    quote: bool,
}

impl Body {
    /// An empty document with the places that its links can lead to.
    pub fn new(links: Links) -> Self {
        Self {
            pieces: Vec::new(),
            links,
            numbering: Numbering::default(),
            pictures: Vec::new(),
            tables: 0,
            figures: 0,
            headings: 0,
            bookmarks: 0,
            starts_a_page: false,
        }
    }

    /// Adds blocks.
    pub fn add_blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.add(block, Within::default()));
    }

    /// Adds a paragraph.
    pub fn push(&mut self, mut paragraph: Paragraph) {
        paragraph.page_break_before |= std::mem::take(&mut self.starts_a_page);
        self.pieces.push(Placed { piece: Piece::Paragraph(paragraph), is_wide: false });
    }

    fn add(&mut self, block: &Block, within: Within) {
        match block {
            Block::Heading { text, .. } => {
                let Some(landmark) = self.links.headings.get(self.headings).cloned() else { return };
                self.headings += 1;
                let mut words = Paragraph::default();
                words.add_inlines(text, &mut self.links);
                let style = HEADINGS[usize::from(landmark.level.clamp(1, 6)) - 1];
                let mut heading = Paragraph { style, runs: Xml::fragment(), ..words.clone() };
                let number = self.next_bookmark();
                bookmarked(&mut heading.runs, number, &landmark.bookmark, |xml| xml.piece(&words.runs));
                self.push(heading);
            }
            Block::Paragraph { text } => {
                let mut paragraph = self.text_paragraph(within);
                paragraph.add_inlines(text, &mut self.links);
                paragraph.keep_next = leads(text);
                self.push(paragraph);
            }
            Block::List { ordered, items } => self.add_list(*ordered, items, within),
            Block::Table { number, table } => self.add_table(*number, table),
            Block::Listing { number, listing } => self.add_listing(*number, listing),
            Block::Figure { number, chart } => self.add_figure(*number, chart),
            Block::Quotation { text, attribution, source, beside, .. } => {
                self.add_quotation(text, attribution, source, beside);
            }
            Block::BlockQuote { blocks } => {
                blocks.iter().for_each(|block| self.add(block, Within { quote: true, ..within }));
            }
            Block::Note { text } => {
                let mut note = Paragraph::of("Note");
                note.add_inlines(text, &mut self.links);
                self.push(note);
            }
            Block::Verbatim { text } => self.push(Paragraph::of("Verbatim").words(text.trim_end_matches('\n'))),
            Block::Contents => {
                let entries = contents::paragraphs(&self.links.headings);
                let before_all = self.headings == 0 && !entries.is_empty();
                entries.into_iter().for_each(|entry| self.push(entry));
                // Title and contents make the front page.
                self.starts_a_page = before_all;
            }
            Block::Rule => self.push(Paragraph::of("Rule")),
        }
    }

    fn text_paragraph(&self, within: Within) -> Paragraph {
        match (within.lists, within.quote) {
            (0, false) => Paragraph::default(),
            (0, true) => Paragraph::of("BlockText"),
            (depth, _) => Paragraph { indent: Some(numbering::indent(depth - 1)), ..Paragraph::of("ListContinue") },
        }
    }

    fn add_list(&mut self, ordered: bool, items: &[Vec<Block>], within: Within) {
        let level = within.lists.min(8);
        let number = if ordered { self.numbering.begin(level) } else { numbering::BULLETS };
        let style = if ordered { "ListNumber" } else { "ListBullet" };
        let inside = Within { lists: level + 1, ..within };
        for item in items {
            let mut blocks = item.as_slice();
            let mut paragraph = Paragraph { list: Some((number, level)), ..Paragraph::of(style) };
            if let [Block::Paragraph { text }, rest @ ..] = blocks {
                paragraph.add_inlines(text, &mut self.links);
                blocks = rest;
            }
            self.push(paragraph);
            blocks.iter().for_each(|block| self.add(block, inside));
        }
        if within.lists == 0 {
            self.end_list();
        }
    }

    /// What follows a list stands apart from it.
    fn end_list(&mut self) {
        if let Some(Placed { piece: Piece::Paragraph(last), .. }) = self.pieces.last_mut()
            && last.style.starts_with("List")
        {
            last.space_after = Some(160);
        }
    }

    fn add_quotation(&mut self, text: &str, attribution: &str, source: &str, beside: &[Translated]) {
        self.add_speech("", text);
        for there in beside {
            self.add_speech(&format!("{}: ", there.what), &there.text);
        }
        let mut line = Paragraph::of("QuoteAttribution");
        let look = Look::default();
        match (attribution.trim(), source.trim()) {
            ("", "") => {}
            ("", source) => line.add(&look, source),
            (attribution, "") => line.add(&look, &format!("— {attribution}")),
            (attribution, source) => line.add(&look, &format!("— {attribution} ({source})")),
        }
        if line.characters > 0 {
            self.push(line);
        }
    }

    /// What was said, a paragraph each; what it is stands before it in italics.
    fn add_speech(&mut self, what: &str, text: &str) {
        let parts: Vec<&str> = text.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect();
        let is_quoted = |mark: char| matches!(mark, '“' | '"' | '‘' | '”' | '’');
        let has_marks = text.trim().starts_with(is_quoted) && text.trim().ends_with(is_quoted);
        let (opening, closing) = if has_marks { ("", "") } else { ("“", "”") };
        for (index, part) in parts.iter().enumerate() {
            // Every paragraph of speech opens with a mark, only the last closes with one.
            let end = if index + 1 == parts.len() { closing } else { "" };
            let mut paragraph = Paragraph::of("Quote");
            if index == 0 {
                paragraph.add(&Look { italic: true, ..Look::default() }, what);
            }
            paragraph.add(&Look::default(), &format!("{opening}{part}{end}"));
            // Each language reads in its own direction, whatever its mark is written in.
            paragraph.right_to_left = is_right_to_left(part);
            self.push(paragraph);
        }
    }

    fn add_table(&mut self, number: Option<u32>, table: &Table) {
        let layout = Layout::of(table);
        let bookmark = self.links.place("table", &table.id).map(str::to_owned);
        let set = set_table(&layout, !layout.notes.is_empty());
        self.add_set(number, &layout.title, bookmark, layout.wording.as_deref(), set);
        self.add_notes(&layout.notes);
    }

    fn add_listing(&mut self, number: Option<u32>, listing: &Listing) {
        let bookmark = self.links.place("table", &listing.id).map(str::to_owned);
        if listing.columns.is_empty() {
            self.add_caption("Table", number, &listing.title, bookmark);
            self.push(Paragraph::of("TableNote").words(NOTHING_TO_LIST));
        } else {
            let set = set_listing(listing, !listing.notes.is_empty());
            self.add_set(number, &listing.title, bookmark, None, set);
        }
        self.add_notes(&listing.notes);
    }

    /// The caption, the wording, and the grids; those after the first say that they go on.
    fn add_set(&mut self, number: Option<u32>, title: &str, bookmark: Option<String>, wording: Option<&str>, set: Set) {
        let Set { plan, grids } = set;
        let first = self.pieces.len();
        if number.is_some() || !title.is_empty() {
            self.add_caption("Table", number, title, bookmark);
        }
        if let Some(wording) = wording {
            self.push(Paragraph::of("QuestionWording").words(wording));
        }
        let last = grids.len().saturating_sub(1);
        for (index, grid) in grids.into_iter().enumerate() {
            if index > 0 {
                let named = number.map_or_else(|| title.to_owned(), |number| format!("Table {number}"));
                self.push(Paragraph::of("Caption").words(&format!("{named} (continued)")));
            }
            self.pieces.push(Placed { piece: Piece::Table(grid), is_wide: false });
            if index < last {
                self.push(Paragraph::of("TableEnd"));
            }
        }
        self.turn_if_wide(&plan, first);
    }

    fn turn_if_wide(&mut self, plan: &Plan, first: usize) {
        if plan.orientation == Orientation::Landscape {
            self.pieces.iter_mut().skip(first).for_each(|placed| placed.is_wide = true);
        }
    }

    fn add_notes(&mut self, notes: &[String]) {
        let is_wide = self.pieces.last().is_some_and(|placed| placed.is_wide);
        let first = self.pieces.len();
        let last = notes.len().saturating_sub(1);
        // Many notes would take a page of their own, were they all kept together.
        let kept = if notes.len() <= 8 { last } else { 2 };
        for (index, note) in notes.iter().enumerate() {
            self.push(Paragraph { keep_next: index < kept, ..Paragraph::of("TableNote").words(note) });
        }
        if notes.is_empty() {
            self.push(Paragraph::of("TableEnd"));
        }
        self.pieces.iter_mut().skip(first).for_each(|placed| placed.is_wide = is_wide);
    }

    /// A numbered chart has its title in the caption, one on its own in the picture.
    fn add_figure(&mut self, number: Option<u32>, chart: &Chart) {
        let bookmark = self.links.place("figure", &chart.id).map(str::to_owned);
        let drawn = if number.is_some() {
            self.add_caption("Figure", number, &chart.title, bookmark);
            chart::png(&Chart { title: String::new(), ..chart.clone() })
        } else {
            chart::png(chart)
        };
        match drawn {
            Ok(png) => {
                let picture = Picture { number: self.pictures.len() + 1, png };
                let mut paragraph = Paragraph::of("Figure");
                picture.run(&mut paragraph.runs, &chart.title, &chart.alt);
                self.pictures.push(picture);
                self.push(paragraph);
            }
            Err(error) => {
                let words = format!("The chart “{}” could not be drawn: {}. {}", chart.title, error.what(), chart.alt);
                self.push(Paragraph::of("Note").words(words.trim()));
            }
        }
    }

    /// "Table 1. Title", with a number that Word counts itself when tables are moved.
    fn add_caption(&mut self, word: &str, number: Option<u32>, title: &str, bookmark: Option<String>) {
        let mut caption = Paragraph::of("Caption");
        if let Some(number) = number {
            let counter = if word == "Table" { &mut self.tables } else { &mut self.figures };
            let follows = number == *counter + 1;
            *counter = number;
            let reset = if follows { String::new() } else { format!(" \\r {number}") };
            caption.add(&Look::default(), &format!("{word} "));
            field(&mut caption.runs, &format!("SEQ {word} \\* ARABIC{reset}"), &number.to_string());
            caption.add(&Look::default(), if title.is_empty() { "" } else { ". " });
        }
        caption.add(&Look::default(), title);
        if let Some(name) = bookmark {
            let words = std::mem::take(&mut caption.runs);
            let number = self.next_bookmark();
            bookmarked(&mut caption.runs, number, &name, |xml| xml.piece(&words));
        }
        self.push(caption);
    }

    fn next_bookmark(&mut self) -> usize {
        self.bookmarks += 1;
        self.bookmarks
    }
}

/// The styles of headings by level.
const HEADINGS: [&str; 6] = ["Heading1", "Heading2", "Heading3", "Heading4", "Heading5", "Heading6"];

/// Whether a paragraph leads to what follows and says nothing at the foot of a page: a line in bold, or words that end with a colon.
fn leads(text: &[Inline]) -> bool {
    matches!(text, [Inline::Strong(_)]) || plain(text).trim_end().ends_with(':')
}
