//! Words that stay words in HTML.

use std::fmt::Write as _;

/// Words between tags or in an attribute in double quotation marks.
pub fn words(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(character),
            _ if character.is_control() || crate::model::turns_direction(character) => {}
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Words whose line ends stay.
pub fn lines(text: &str) -> String {
    text.trim().lines().map(words).collect::<Vec<_>>().join("<br>")
}

/// A name that can be an `id`: letters, digits, hyphens.
pub fn id(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_alphanumeric() || character == '-' || character == '_' {
            id.push(character);
        } else {
            let _ = write!(id, "-{:x}", u32::from(character));
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_words_is_a_tag_an_attribute_or_an_entity() {
        assert_eq!(words("<b class='x' id=\"y\">&amp;\u{7}"), "&lt;b class=&#39;x&#39; id=&quot;y&quot;&gt;&amp;amp;");
        assert_eq!(lines("a\r\nb\n"), "a<br>b");
        assert_eq!(id("works with/2"), "works-20with-2f2");
    }
}
