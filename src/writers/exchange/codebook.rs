//! The codes of a codebook as elements of REFI-QDA: in two or more levels, with all that describes them in one text.

use crate::model::guid::of_code;
use crate::model::{Code, Codebook};
use crate::writers::xml::Xml;

/// How deep codes are written inside each other; what lies deeper stands at that level.
const DEEPEST: usize = 64;

/// All codes, those below a category inside it.
pub fn write(xml: &mut Xml, codebook: &Codebook) {
    xml.element("Codes", &[], |xml| {
        for code in codebook.codes.iter().filter(|code| is_outermost(codebook, code)) {
            write_code(xml, codebook, code, 0);
        }
    });
}

/// Whether no category of the codebook holds it: none is named, or none of that name is there, or the categories go in a circle.
fn is_outermost(codebook: &Codebook, code: &Code) -> bool {
    let mut above = code;
    for _ in 0..=codebook.codes.len() {
        match above.parent.as_deref().and_then(|parent| codebook.code(parent)) {
            Some(parent) => above = parent,
            None => return std::ptr::eq(above, code),
        }
    }
    true
}

fn write_code(xml: &mut Xml, codebook: &Codebook, code: &Code, depth: usize) {
    let guid = of_code(&code.id);
    let attributes = [("guid", guid.as_str()), ("name", code.name.as_str()), ("isCodable", "true")];
    let description = described(code);
    let below: Vec<&Code> =
        codebook.children(&code.id).filter(|below| depth < DEEPEST && !is_outermost(codebook, below)).collect();
    if description.is_empty() && below.is_empty() {
        xml.empty("Code", &attributes);
        return;
    }
    xml.element("Code", &attributes, |xml| {
        if !description.is_empty() {
            xml.words("Description", &[], &description);
        }
        for code in below {
            write_code(xml, codebook, code, depth + 1);
        }
    });
}

/// The labels of what a description holds besides the definition; they are looked for when it is read back.
pub const INCLUDE: &str = "Include: ";
/// When not to use a code.
pub const EXCLUDE: &str = "Exclude: ";
/// Words that it fits.
pub const EXAMPLE: &str = "Example: ";
/// Retired, draft.
pub const STATUS: &str = "Status: ";
/// What it took the place of.
pub const REPLACES: &str = "Replaces: ";

/// All that describes a code, a paragraph each.
pub fn described(code: &Code) -> String {
    let mut paragraphs = Vec::new();
    let mut add = |label: &str, text: &str| {
        if !text.trim().is_empty() {
            paragraphs.push(format!("{label}{}", text.trim()));
        }
    };
    add("", &code.definition);
    add(INCLUDE, &code.include);
    add(EXCLUDE, &code.exclude);
    code.examples.iter().for_each(|example| add(EXAMPLE, example));
    add(STATUS, code.status.as_deref().unwrap_or_default());
    add(REPLACES, &code.replaces.join(", "));
    paragraphs.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(id: &str, parent: Option<&str>) -> Code {
        Code { id: id.into(), name: id.to_uppercase(), parent: parent.map(str::to_owned), ..Code::default() }
    }

    fn written(codes: Vec<Code>) -> String {
        let mut xml = Xml::fragment();
        write(&mut xml, &Codebook { codes, ..Codebook::default() });
        xml.into_string()
    }

    #[test]
    fn codes_lie_inside_their_categories_and_each_stands_once() {
        let text =
            written(vec![code("b", Some("a")), code("a", None), code("c", Some("nowhere")), code("d", Some("b"))]);
        for name in ["A", "B", "C", "D"] {
            assert_eq!(text.matches(&format!("name=\"{name}\"")).count(), 1, "{text}");
        }
        let place = |name: &str| text.find(&format!("name=\"{name}\"")).unwrap();
        assert!(place("A") < place("B") && place("B") < place("D"));
        assert_eq!(text.matches("</Code>").count(), 2);
    }

    #[test]
    fn categories_in_a_circle_still_stand_once_each() {
        let text = written(vec![code("a", Some("b")), code("b", Some("a")), code("own", Some("own"))]);
        assert_eq!(text.matches("<Code ").count(), 3, "{text}");
    }

    #[test]
    fn a_description_holds_all_that_describes_a_code() {
        let code = Code {
            definition: "Money".into(),
            include: "grants".into(),
            examples: vec!["no cash".into(), " ".into()],
            status: Some("draft".into()),
            replaces: vec!["x".into(), "y".into()],
            ..code("a", None)
        };
        assert_eq!(described(&code), "Money\n\nInclude: grants\n\nExample: no cash\n\nStatus: draft\n\nReplaces: x, y");
    }
}
