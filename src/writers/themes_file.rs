//! Codes that got another id, in themes.toml: the lists that name them follow, and all else stays as it is, comments and blank lines too.

use toml_edit::{Array, DocumentMut, Item};

use crate::diagnostic::{Error, Place, Result};

/// The tables that name codes, each with its list.
const LISTS: [(&str, &str); 2] = [("theme", "codes"), ("priority", "themes")];

/// The text with new ids in the place of old ones; `renamed` has each old id with its new one. Where the new one is in a list already, the
/// old one is left out of it. `file` is the name of the file, for messages.
///
/// # Errors
/// When the text is not TOML.
pub fn renamed(text: &str, renamed: &[(String, String)], file: &str) -> Result<String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        Error::new(format!("this file cannot be read: {}", error.message()))
            .in_place(Place::file(file))
            .hint("mend the file first; nothing was written")
    })?;
    for (table, list) in LISTS {
        let Some(tables) = document.get_mut(table).and_then(Item::as_array_of_tables_mut) else { continue };
        let lists = tables.iter_mut().filter_map(|table| table.get_mut(list).and_then(Item::as_array_mut));
        lists.for_each(|list| renamed.iter().for_each(|(old, new)| put(list, old, new)));
    }
    Ok(document.to_string())
}

/// Puts an id in the place of another.
fn put(list: &mut Array, old: &str, new: &str) {
    let place = |list: &Array, id: &str| list.iter().position(|value| value.as_str() == Some(id));
    let Some(at) = place(list, old) else { return };
    if place(list, new).is_some() {
        list.remove(at);
    } else {
        list.replace(at, new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(text: &str, ids: &[(&str, &str)]) -> String {
        let ids: Vec<(String, String)> = ids.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect();
        renamed(text, &ids, "themes.toml").unwrap()
    }

    #[test]
    fn a_file_without_themes_stays_as_it_is() {
        for text in ["", "# nothing yet\n", "theme = 3\n", "[[theme]]\nid = \"a\"\n"] {
            assert_eq!(followed(text, &[("a", "b")]), text);
        }
    }

    #[test]
    fn lists_follow_and_comments_ids_and_quotations_stay() {
        let text = "# read together\n[[theme]]\nid = \"funding\" # its own id\ncodes = [\n  \"time\", # first\n  \"funding\",\n]\nsupport = [\"p1-funding\"]\n\n[[priority]]\nname = \"A pot\"\nthemes = [\"funding\"]\n";
        let after = followed(text, &[("funding", "money")]);
        assert_eq!(
            after,
            text.replace("  \"funding\",", "  \"money\",").replace("themes = [\"funding\"]", "themes = [\"money\"]")
        );
        assert_eq!(followed(&after, &[("money", "funding")]), text);
    }

    #[test]
    fn an_id_that_is_there_already_does_not_stand_twice() {
        let text = "[[theme]]\ncodes = [\"grants\", \"funding\", \"time\"]\n";
        let after = followed(text, &[("grants", "funding")]);
        assert_eq!(after.parse::<DocumentMut>().unwrap()["theme"][0]["codes"].as_array().unwrap().len(), 2);
        assert!(!after.contains("grants"), "{after}");
    }

    #[test]
    fn what_is_not_toml_is_refused_with_its_name() {
        let error = renamed("[[theme", &[], "themes.toml").unwrap_err();
        assert!(error.to_string().contains("themes.toml"), "{error}");
    }
}
