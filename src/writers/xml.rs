//! XML as it is written: every element closed, every text escaped, and no character that XML cannot hold.

use crate::model::turns_direction;

/// The declaration that opens a part.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// An element's attributes, in the order in which they are written.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

/// XML that grows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Xml(String);

impl Xml {
    /// A document of its own, with its declaration.
    pub fn document() -> Self {
        Self(DECLARATION.to_owned())
    }

    /// A piece that goes into a document.
    pub fn fragment() -> Self {
        Self::default()
    }

    /// An element with what is put inside.
    pub fn element(&mut self, name: &str, attributes: Attributes, inside: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        self.0.push('>');
        inside(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element with nothing inside.
    pub fn empty(&mut self, name: &str, attributes: Attributes) {
        self.open(name, attributes);
        self.0.push_str("/>");
    }

    /// An element with nothing but `w:val`, as WordprocessingML has so many.
    pub fn value(&mut self, name: &str, value: &str) {
        self.empty(name, &[("w:val", value)]);
    }

    /// An element with words inside.
    pub fn words(&mut self, name: &str, attributes: Attributes, words: &str) {
        self.element(name, attributes, |xml| xml.0.push_str(&escaped(words)));
    }

    /// A piece made earlier.
    pub fn piece(&mut self, piece: &Self) {
        self.0.push_str(&piece.0);
    }

    /// XML that stands in the source code.
    pub fn fixed(&mut self, xml: &'static str) {
        self.0.push_str(xml);
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text.
    pub fn into_string(self) -> String {
        self.0
    }

    fn open(&mut self, name: &str, attributes: Attributes) {
        self.0.push('<');
        self.0.push_str(name);
        for (attribute, value) in attributes {
            self.0.push(' ');
            self.0.push_str(attribute);
            self.0.push_str("=\"");
            // Line breaks in an attribute would be read back as blanks anyway.
            self.0.push_str(&escaped(&value.replace(['\n', '\r', '\t'], " ")));
            self.0.push('"');
        }
    }
}

/// Text with markup escaped and without what XML cannot hold: a transcript or an export may carry any character.
pub fn escaped(text: &str) -> String {
    let held: String = text.chars().filter(|&character| is_held(character) && !turns_direction(character)).collect();
    quick_xml::escape::escape(held).into_owned()
}

/// Whether XML 1.0 can hold the character at all, even as a reference.
pub fn is_held(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_stays_nothing() {
        assert_eq!(escaped(""), "");
        assert!(Xml::fragment().is_empty());
    }

    #[test]
    fn markup_in_an_answer_stays_text() {
        assert_eq!(
            escaped("<script>\"R&D\" isn't</script>"),
            "&lt;script&gt;&quot;R&amp;D&quot; isn&apos;t&lt;/script&gt;"
        );
    }

    #[test]
    fn characters_that_xml_cannot_hold_are_left_out() {
        assert_eq!(escaped("a\u{0}b\u{B}c\u{1F}d\u{FFFE}e\u{FFFF}f"), "abcdef");
        assert_eq!(escaped("Zoë 🙂 اردو\tx\ny"), "Zoë 🙂 اردو\tx\ny");
    }

    #[test]
    fn an_attribute_stays_on_its_line() {
        let mut xml = Xml::fragment();
        xml.empty("a", &[("b", "one\r\n\"two\" <3>")]);
        assert_eq!(xml.into_string(), "<a b=\"one  &quot;two&quot; &lt;3&gt;\"/>");
    }

    #[test]
    fn elements_are_closed_in_order() {
        let mut xml = Xml::fragment();
        xml.element("p", &[], |xml| {
            xml.element("r", &[], |xml| xml.words("t", &[("k", "v")], "x"));
            xml.empty("b", &[]);
        });
        assert_eq!(xml.into_string(), "<p><r><t k=\"v\">x</t></r><b/></p>");
    }
}
