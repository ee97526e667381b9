//! Codes of REFI-QDA → codes of a codebook: ids made of names, descriptions taken apart where they are our own.

use std::collections::HashSet;

use roxmltree::Node;

use crate::model::{Code, ForeignCode};
use crate::readers::project::qdpx::{attribute, child_text};

/// How deep codes may lie inside each other.
const DEEPEST: usize = 64;

/// The codes below an element, categories before what lies below them; and how many lay too deep and stand at the deepest level.
pub fn read(codes: Node<'_, '_>) -> (Vec<ForeignCode>, usize) {
    let mut found: Vec<ForeignCode> = Vec::new();
    let mut taken = HashSet::new();
    let mut too_deep = 0;
    // Not by a function that calls itself: nobody says how deep they lie.
    let mut waiting: Vec<(Node<'_, '_>, Option<usize>, usize)> = below(codes).map(|node| (node, None, 0)).collect();
    waiting.reverse();
    while let Some((node, parent, depth)) = waiting.pop() {
        let name = attribute(node, "name").unwrap_or_default().trim();
        let name = if name.is_empty() { "Unnamed code" } else { name };
        let mut code = Code {
            id: free_id(name, &mut taken),
            name: name.to_owned(),
            parent: parent.map(|place: usize| found[place].code.id.clone()),
            ..Code::default()
        };
        describe(&mut code, child_text(node, "Description").unwrap_or_default());
        let guid = guid(attribute(node, "guid").unwrap_or_default());
        found.push(ForeignCode { guid, code });
        let own = found.len() - 1;
        too_deep += usize::from(depth > DEEPEST);
        let (parent, depth) = if depth < DEEPEST { (Some(own), depth + 1) } else { (parent, depth + 1) };
        let first = waiting.len();
        waiting.extend(below(node).map(|node| (node, parent, depth)));
        waiting[first..].reverse();
    }
    (found, too_deep)
}

fn below<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(|child| child.tag_name().name() == "Code")
}

/// A name of a thing as it is compared: programs write it with braces and in either case.
pub fn guid(written: &str) -> String {
    written.trim().trim_matches(['{', '}']).to_lowercase()
}

/// An id that no other code has, of letters, digits and hyphens.
fn free_id(name: &str, taken: &mut HashSet<String>) -> String {
    let stem = crate::model::report::anchor(name);
    let stem = if stem.is_empty() { "code".to_owned() } else { stem };
    let mut id = stem.clone();
    let mut number = 2;
    while !taken.insert(id.clone()) {
        id = format!("{stem}-{number}");
        number += 1;
    }
    id
}

/// Takes a description apart into what our own exports put together; of others it is the definition.
fn describe(code: &mut Code, description: &str) {
    let mut definition: Vec<&str> = Vec::new();
    for paragraph in description.split("\n\n") {
        let labelled = |label: &str| paragraph.strip_prefix(label).map(|text| text.trim().to_owned());
        if let Some(text) = labelled("Include: ") {
            code.include = text;
        } else if let Some(text) = labelled("Exclude: ") {
            code.exclude = text;
        } else if let Some(text) = labelled("Example: ") {
            code.examples.push(text);
        } else if let Some(text) =
            labelled("Status: ").filter(|text| matches!(text.as_str(), "active" | "draft" | "retired"))
        {
            code.status = Some(text);
        } else if let Some(text) = labelled("Replaces: ") {
            code.replaces = text.split(", ").map(str::to_owned).collect();
        } else {
            definition.push(paragraph);
        }
    }
    definition.join("\n\n").trim().clone_into(&mut code.definition);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(xml: &str) -> Vec<(String, Option<String>)> {
        let document = roxmltree::Document::parse(xml).unwrap();
        read(document.root_element()).0.into_iter().map(|found| (found.code.id, found.code.parent)).collect()
    }

    #[test]
    fn no_codes_and_nameless_ones() {
        assert!(codes("<Codes/>").is_empty());
        assert_eq!(codes("<Codes><Code/><Code name='!'/></Codes>")[1].0, "code");
    }

    #[test]
    fn names_that_are_alike_have_ids_of_their_own_and_levels_are_kept_in_order() {
        let xml = "<Codes><Code name='A'><Code name='B'><Code name='A'/></Code><Code name='C'/></Code><Code name='b'/></Codes>";
        let parent = |id: &str| Some(id.to_owned());
        let wanted = [("a", None), ("b", parent("a")), ("a-2", parent("b")), ("c", parent("a")), ("b-2", None)];
        let wanted: Vec<(String, Option<String>)> = wanted.into_iter().map(|(id, up)| (id.to_owned(), up)).collect();
        assert_eq!(codes(xml), wanted);
    }

    #[test]
    fn codes_inside_codes_without_end_stand_at_the_deepest_level() {
        let deep = 5_000;
        let xml = format!("<Codes>{}{}</Codes>", "<Code name='x'>".repeat(deep), "</Code>".repeat(deep));
        let document = roxmltree::Document::parse(&xml).unwrap();
        let (found, too_deep) = read(document.root_element());
        assert_eq!(found.len(), deep);
        assert!(too_deep > deep - 100);
    }

    #[test]
    fn what_we_put_together_is_taken_apart_and_other_words_are_the_definition() {
        let mut code = Code::default();
        describe(
            &mut code,
            "Money\n\nand more\n\nInclude: grants\n\nExample: no cash\n\nExample: broke\n\nStatus: retired",
        );
        assert_eq!((code.definition.as_str(), code.include.as_str()), ("Money\n\nand more", "grants"));
        assert_eq!((code.examples.len(), code.status.as_deref()), (2, Some("retired")));
        let mut code = Code::default();
        describe(&mut code, "Status: it depends");
        assert_eq!(code.definition, "Status: it depends");
    }
}
