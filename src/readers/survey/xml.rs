//! XML beside an export: descriptions of questionnaires. No document type is read and none is fetched.

use roxmltree::{Document, Node, ParsingOptions};

use crate::diagnostic::{Error, Result};
use crate::source::Source;

/// The largest description that is read, in bytes: far above that of any questionnaire.
const LARGEST: usize = 64 << 20;
/// The most elements, texts and comments.
const MOST_NODES: u32 = 2_000_000;

/// Whether the first element of a file is this, whatever its namespace. Only the beginning of the file is looked at.
pub fn begins_with(source: &Source, element: &str) -> bool {
    const LOOKED_AT: usize = 8192;
    let bytes = source.head();
    let head = Source::from_bytes(source.name(), &bytes[..bytes.len().min(LOOKED_AT)]);
    let text = if head.bytes().starts_with(&[0xff, 0xfe]) || head.bytes().starts_with(&[0xfe, 0xff]) {
        head.text(None).map(|decoded| decoded.text).unwrap_or_default()
    } else {
        String::from_utf8_lossy(head.bytes()).into_owned()
    };
    first_element(&text).is_some_and(|name| name.rsplit(':').next().is_some_and(|name| name == element))
}

fn first_element(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let after = rest.strip_prefix('<')?;
        let end = match after.as_bytes().first()? {
            b'?' => after.find("?>")? + 2,
            b'!' if after.starts_with("!--") => after.find("-->")? + 3,
            b'!' => after.find('>')? + 1,
            _ => return after.split([' ', '\t', '\r', '\n', '>', '/']).next(),
        };
        rest = after[end..].trim_start();
    }
}

/// The text of an XML file in the encoding that it declares, without its document type.
///
/// # Errors
/// When it is too large, cannot be decoded, or brings a document type of its own.
pub fn text(source: &Source) -> Result<String> {
    let bytes = source.bytes();
    if bytes.len() > LARGEST {
        return Err(Error::new("this description is larger than 64 MB").in_place(source.place()));
    }
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.starts_with(&[0xef]);
    let declared = declared_encoding(bytes)
        .filter(|label| !marked && encoding_rs::Encoding::for_label(label.as_bytes()).is_some())
        .filter(|label| !label.to_lowercase().starts_with("utf-16"));
    let decoded = source.text(declared.as_deref())?.text;
    without_document_type(&decoded).map_err(|error| error.in_place(source.place()))
}

/// The encoding that the first line of an XML file declares.
pub fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(256)]).into_owned();
    let declaration = &head[head.find("<?xml")?..];
    let declaration = &declaration[..declaration.find("?>")?];
    let after = declaration[declaration.find("encoding")?..].split_once('=')?.1.trim_start();
    let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    after[1..].split(quote).next().map(str::to_owned)
}

fn without_document_type(text: &str) -> Result<String> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let Some(start) = text.find("<!DOCTYPE") else { return Ok(text.to_owned()) };
    let end = text[start..].find('>').map_or(text.len(), |end| start + end + 1);
    if text[start..end].contains('[') {
        return Err(Error::new("this XML file brings its own document type, which could make it expand without end")
            .hint("export the description again, or delete everything from “<!DOCTYPE” to “]>” in it"));
    }
    Ok(format!("{}{}", &text[..start], &text[end..]))
}

/// Parses what [`text`] gave.
///
/// # Errors
/// When it is not well-formed XML or has too many elements.
pub fn parse<'a>(text: &'a str, source: &Source) -> Result<Document<'a>> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| {
        Error::new(format!("this XML cannot be read: {error}"))
            .in_place(source.place())
            .hint("is the file complete? Export it again")
    })
}

/// The first child element of this name, whatever its namespace.
pub fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

/// All child elements of this name.
pub fn children<'a, 'input: 'a, 'n: 'a>(
    node: Node<'a, 'input>,
    name: &'n str,
) -> impl Iterator<Item = Node<'a, 'input>> + 'a {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// All words inside an element, those of its children too, with one blank where there were several.
pub fn words(node: Node<'_, '_>) -> String {
    let mut all = String::new();
    for inner in node.descendants() {
        if inner.is_text() {
            all.push_str(inner.text().unwrap_or_default());
        } else if inner.is_element() && inner != node {
            all.push(' ');
        }
    }
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::from_bytes("survey.xml", text)
    }

    #[test]
    fn the_first_element_is_found_past_declaration_comment_and_document_type() {
        let file =
            source("<?xml version='1.0'?>\n<!-- made by <us> -->\n<!DOCTYPE sss PUBLIC 'a' 'b'>\n<sss version='1.2'/>");
        assert!(begins_with(&file, "sss") && !begins_with(&file, "codeBook"));
        assert!(begins_with(&source("<ddi:codeBook xmlns:ddi='ddi:codebook:2_5'/>"), "codeBook"));
        assert!(!begins_with(&source(""), "sss") && !begins_with(&source("a,b\n1,2"), "a"));
    }

    #[test]
    fn a_document_type_is_left_out_and_one_with_entities_is_refused() {
        let plain = source("<!DOCTYPE sss SYSTEM \"http://example.org/x.dtd\"><sss>a</sss>");
        let text = text(&plain).unwrap();
        assert_eq!(words(parse(&text, &plain).unwrap().root_element()), "a");
        let bomb = source("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>");
        assert!(super::text(&bomb).unwrap_err().what().contains("document type"));
    }

    #[test]
    fn the_declared_encoding_is_obeyed() {
        let file =
            Source::from_bytes("a.xml", b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>caf\xe9</a>".to_vec());
        assert!(text(&file).unwrap().contains("café"));
    }

    #[test]
    fn elements_nested_very_deep_are_no_trouble() {
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        let file = source(&deep);
        let text = text(&file).unwrap();
        let _ = parse(&text, &file).map(|document| words(document.root_element()));
    }
}
