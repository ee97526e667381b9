//! Words: runs, links, fields and paragraphs.

use super::links::Links;
use super::page::Orientation;
use crate::model::Inline;
use crate::writers::xml::Xml;

/// How a run looks, apart from its paragraph's style.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// The style of characters, by its id.
    pub style: Option<&'static str>,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Raised, as letters of significance are.
    pub raised: bool,
    /// In half-points; not given: as the style says.
    pub size: Option<u32>,
}

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub struct Paragraph {
    /// The id of its style; empty: Normal.
    pub style: &'static str,
    /// Stays on the page of what follows, beyond what its style says.
    pub keep_next: bool,
    /// Starts a page.
    pub page_break_before: bool,
    /// Numbering and level of a list item.
    pub list: Option<(u32, usize)>,
    /// Indentation at the left, in twentieths of a point.
    pub indent: Option<u32>,
    /// Space after it, where that is not its style's.
    pub space_after: Option<u32>,
    /// Where its lines stand; not given: as the style says.
    pub align: Option<&'static str>,
    /// Set from right to left, as Arabic and Urdu are.
    pub right_to_left: bool,
    /// The section that ends with it.
    pub section: Option<Xml>,
    /// Its runs.
    pub runs: Xml,
    /// How many characters it holds, to judge its height.
    pub characters: usize,
}

impl Paragraph {
    /// An empty paragraph of a style.
    pub fn of(style: &'static str) -> Self {
        Self { style, ..Self::default() }
    }

    /// Adds plain words.
    pub fn words(mut self, words: &str) -> Self {
        self.add(&Look::default(), words);
        self
    }

    /// Adds words that look so.
    pub fn add(&mut self, look: &Look, words: &str) {
        if self.characters == 0 {
            self.right_to_left = is_right_to_left(words);
        }
        self.characters += words.chars().count();
        run(&mut self.runs, look, words);
    }

    /// Adds inlines.
    pub fn add_inlines(&mut self, inlines: &[Inline], links: &mut Links) {
        if self.characters == 0 {
            self.right_to_left = is_right_to_left(&crate::model::report::plain(inlines));
        }
        self.characters += crate::model::report::plain(inlines).chars().count();
        add_inlines(&mut self.runs, inlines, Look::default(), links);
    }

    /// The paragraph as XML.
    pub fn write(&self, xml: &mut Xml) {
        xml.element("w:p", &[], |xml| {
            let mut properties = Xml::fragment();
            self.properties(&mut properties);
            if !properties.is_empty() {
                xml.element("w:pPr", &[], |xml| xml.piece(&properties));
            }
            xml.piece(&self.runs);
        });
    }

    /// In the order that the schema prescribes.
    fn properties(&self, xml: &mut Xml) {
        if !self.style.is_empty() {
            xml.value("w:pStyle", self.style);
        }
        if self.keep_next {
            xml.empty("w:keepNext", &[]);
        }
        if self.page_break_before {
            xml.empty("w:pageBreakBefore", &[]);
        }
        if let Some((number, level)) = self.list {
            xml.element("w:numPr", &[], |xml| {
                xml.value("w:ilvl", &level.to_string());
                xml.value("w:numId", &number.to_string());
            });
        }
        if self.right_to_left {
            xml.empty("w:bidi", &[]);
        }
        if let Some(space) = self.space_after {
            xml.empty("w:spacing", &[("w:after", &space.to_string())]);
        }
        if let Some(indent) = self.indent {
            xml.empty("w:ind", &[("w:left", &indent.to_string())]);
        }
        if let Some(align) = self.align {
            xml.value("w:jc", align);
        }
        if let Some(section) = &self.section {
            xml.piece(section);
        }
    }

    /// How high it will be, in twentieths of a point, roughly.
    pub fn height(&self, orientation: Orientation) -> u32 {
        const LINE: u32 = 300;
        const BETWEEN: u32 = 140;
        const CHARACTER: u32 = 108;
        let characters = u32::try_from(self.characters).unwrap_or(u32::MAX / CHARACTER);
        let lines = characters.saturating_mul(CHARACTER) / orientation.text_width() + 1;
        lines.saturating_mul(LINE).saturating_add(BETWEEN)
    }
}

/// Words in one run; line breaks and tabs stay what they are.
pub fn run(xml: &mut Xml, look: &Look, words: &str) {
    if words.is_empty() {
        return;
    }
    xml.element("w:r", &[], |xml| {
        run_properties(xml, look, is_right_to_left(words));
        let words = words.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{B}'], "\n");
        for (line_number, line) in words.split('\n').enumerate() {
            if line_number > 0 {
                xml.empty("w:br", &[]);
            }
            for (stretch_number, stretch) in line.split('\t').enumerate() {
                if stretch_number > 0 {
                    xml.empty("w:tab", &[]);
                }
                if !stretch.is_empty() {
                    xml.words("w:t", &[("xml:space", "preserve")], stretch);
                }
            }
        }
    });
}

fn run_properties(xml: &mut Xml, look: &Look, right_to_left: bool) {
    if *look == Look::default() && !right_to_left {
        return;
    }
    xml.element("w:rPr", &[], |xml| {
        if let Some(style) = look.style {
            xml.value("w:rStyle", style);
        }
        for (applies, names) in [(look.bold, ["w:b", "w:bCs"]), (look.italic, ["w:i", "w:iCs"])] {
            if applies {
                names.iter().for_each(|name| xml.empty(name, &[]));
            }
        }
        if let Some(size) = look.size {
            xml.value("w:sz", &size.to_string());
            xml.value("w:szCs", &size.to_string());
        }
        if look.raised {
            xml.value("w:vertAlign", "superscript");
        }
        if right_to_left {
            xml.empty("w:rtl", &[]);
        }
    });
}

/// A field with the result that shows until somebody updates it.
pub fn field(xml: &mut Xml, instruction: &str, shown: &str) {
    field_char(xml, "begin");
    xml.element("w:r", &[], |xml| {
        xml.words("w:instrText", &[("xml:space", "preserve")], &format!(" {instruction} "));
    });
    field_char(xml, "separate");
    run(xml, &Look::default(), shown);
    field_char(xml, "end");
}

/// Where a field begins, where its result begins, where it ends.
pub fn field_char(xml: &mut Xml, kind: &str) {
    xml.element("w:r", &[], |xml| xml.empty("w:fldChar", &[("w:fldCharType", kind)]));
}

/// Runs between the marks of a bookmark.
pub fn bookmarked(xml: &mut Xml, number: usize, name: &str, inside: impl FnOnce(&mut Xml)) {
    let number = number.to_string();
    xml.empty("w:bookmarkStart", &[("w:id", &number), ("w:name", name)]);
    inside(xml);
    xml.empty("w:bookmarkEnd", &[("w:id", &number)]);
}

fn add_inlines(xml: &mut Xml, inlines: &[Inline], look: Look, links: &mut Links) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => run(xml, &look, text),
            Inline::Code(text) => run(xml, &Look { style: Some("Code"), ..look }, text),
            Inline::Emphasis(inner) => add_inlines(xml, inner, Look { italic: !look.italic, ..look }, links),
            Inline::Strong(inner) => add_inlines(xml, inner, Look { bold: true, ..look }, links),
            Inline::Break => xml.element("w:r", &[], |xml| xml.empty("w:br", &[])),
            Inline::Link { to, text } => {
                let linked = Look { style: Some("Hyperlink"), ..look };
                match links.attribute(to) {
                    Some((name, value)) => {
                        xml.element("w:hyperlink", &[(name, &value), ("w:history", "1")], |xml| {
                            add_inlines(xml, &without_links(text), linked, links);
                        });
                    }
                    None => add_inlines(xml, text, look, links),
                }
            }
        }
    }
}

/// A link in a link would not open in Word.
fn without_links(inlines: &[Inline]) -> Vec<Inline> {
    inlines
        .iter()
        .flat_map(|inline| match inline {
            Inline::Link { text, .. } => without_links(text),
            Inline::Emphasis(inner) => vec![Inline::Emphasis(without_links(inner))],
            Inline::Strong(inner) => vec![Inline::Strong(without_links(inner))],
            other => vec![other.clone()],
        })
        .collect()
}

/// Whether the first letter belongs to a script that runs from right to left.
pub fn is_right_to_left(text: &str) -> bool {
    let first = text.chars().find(|character| character.is_alphabetic());
    matches!(
        first,
        Some('\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{1E900}'..='\u{1E95F}')
    )
}
