//! Where links lead: bookmarks inside the document, addresses outside it.

use std::collections::BTreeMap;

use super::package::Relation;
use crate::model::{Block, Report};
use crate::writers::document::outline::{Entry, outline};

/// A heading with the bookmark that links and the contents point to.
#[derive(Debug, Clone)]
pub struct Landmark {
    /// 1 to 6, and never more than one below the heading before it.
    pub level: u8,
    /// The words.
    pub text: String,
    /// The name of the bookmark.
    pub bookmark: String,
}

/// The places in the document that can be pointed to, and the addresses that are.
#[derive(Debug, Default)]
pub struct Links {
    /// The headings in order.
    pub headings: Vec<Landmark>,
    bookmarks: BTreeMap<String, String>,
    addresses: Vec<String>,
}

impl Links {
    /// Finds all places of a report.
    pub fn of(report: &Report) -> Self {
        let mut links = Self::default();
        let entries = outline(report);
        links.find(&report.blocks, &mut entries.into_iter());
        links
    }

    fn find(&mut self, blocks: &[Block], entries: &mut impl Iterator<Item = Entry>) {
        for block in blocks {
            match block {
                Block::Heading { anchor, .. } => {
                    if let Some(entry) = entries.next() {
                        self.add_heading(entry, anchor);
                    }
                }
                Block::List { items, .. } => items.iter().for_each(|item| self.find(item, entries)),
                Block::BlockQuote { blocks } => self.find(blocks, entries),
                Block::Table { table, .. } => self.add_place("table", &table.id),
                Block::Listing { listing, .. } => self.add_place("table", &listing.id),
                Block::Figure { chart, .. } => self.add_place("figure", &chart.id),
                _ => {}
            }
        }
    }

    fn add_heading(&mut self, entry: Entry, anchor: &str) {
        let above = self.headings.last().map_or(0, |heading| heading.level);
        // A skipped level is a hole in the outline for those who listen to it.
        let level = entry.level.min(if above == 0 { 6 } else { above + 1 });
        let bookmark = format!("_Toc{:09}", self.headings.len() + 1);
        for anchor in [entry.anchor.as_str(), anchor] {
            self.bookmarks.entry(anchor.to_owned()).or_insert_with(|| bookmark.clone());
        }
        self.headings.push(Landmark { level, text: entry.text, bookmark });
    }

    fn add_place(&mut self, kind: &str, id: &str) {
        let bookmark = format!("_Ref{:09}", self.bookmarks.len() + 1);
        self.bookmarks.entry(format!("{kind}-{id}")).or_insert_with(|| bookmark.clone());
        self.bookmarks.entry(id.to_owned()).or_insert(bookmark);
    }

    /// The bookmark of a table or a figure.
    pub fn place(&self, kind: &str, id: &str) -> Option<&str> {
        self.bookmarks.get(&format!("{kind}-{id}")).map(String::as_str)
    }

    /// The attribute of a link to this place; `None` where it leads nowhere safe.
    pub fn attribute(&mut self, to: &str) -> Option<(&'static str, String)> {
        if let Some(anchor) = to.strip_prefix('#') {
            return self.bookmarks.get(anchor).map(|bookmark| ("w:anchor", bookmark.clone()));
        }
        let address = safe_address(to)?;
        let known = self.addresses.iter().position(|known| *known == address);
        let index = known.unwrap_or_else(|| {
            self.addresses.push(address);
            self.addresses.len() - 1
        });
        Some(("r:id", relation_id(index)))
    }

    /// The relations to the addresses used.
    pub fn relations(&self) -> impl Iterator<Item = Relation> + '_ {
        self.addresses.iter().enumerate().map(|(index, address)| Relation {
            id: relation_id(index),
            kind: "hyperlink",
            target: address.clone(),
            external: true,
        })
    }
}

fn relation_id(index: usize) -> String {
    format!("link{}", index + 1)
}

/// An address that Word opens: on the web or by mail only, and spelt as an address must be, for a bad one makes Word
/// call the whole document damaged.
fn safe_address(to: &str) -> Option<String> {
    const LONGEST: usize = 2000;
    let to = to.trim();
    let (scheme, rest) = to.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let names_a_host = match scheme.as_str() {
        "http" | "https" => rest.strip_prefix("//").is_some_and(|rest| {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            host.starts_with(|first: char| first.is_ascii_alphanumeric())
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':'))
        }),
        "mailto" => rest.contains('@'),
        _ => false,
    };
    if !names_a_host || to.len() > LONGEST {
        return None;
    }
    Some(format!("{scheme}:{}", percent_encoded(rest)))
}

/// The text with everything encoded that an address cannot hold as it is.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    let mut has_fragment = false;
    let bytes = text.as_bytes();
    for (index, &byte) in bytes.iter().enumerate() {
        let is_encoded = || bytes.get(index + 1..index + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        let stays = match byte {
            b'#' => !std::mem::replace(&mut has_fragment, true),
            b'%' => is_encoded(),
            other => other.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&other),
        };
        if stays {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_and_mail_can_be_linked_to() {
        assert_eq!(safe_address("javascript:alert(1)"), None);
        assert_eq!(safe_address("file:///etc/passwd"), None);
        assert_eq!(safe_address("report.html"), None);
        assert_eq!(safe_address("https://"), None);
        assert_eq!(safe_address("https://a b/"), None);
        assert_eq!(safe_address("https://a.org/100%#x#y").as_deref(), Some("https://a.org/100%25#x%23y"));
        assert_eq!(safe_address("HTTPS://example.org/a b?q=ŵ").as_deref(), Some("https://example.org/a%20b?q=%C5%B5"));
        assert_eq!(safe_address("mailto:a@example.org").as_deref(), Some("mailto:a@example.org"));
    }

    #[test]
    fn the_outline_has_no_holes() {
        let report = Report {
            blocks: vec![Block::heading(2, "One"), Block::heading(6, "Two"), Block::heading(1, "One")],
            ..Report::default()
        };
        let mut links = Links::of(&report);
        let levels: Vec<u8> = links.headings.iter().map(|heading| heading.level).collect();
        assert_eq!(levels, [2, 3, 1]);
        assert_eq!(links.attribute("#one"), Some(("w:anchor", "_Toc000000001".to_owned())));
        assert_eq!(links.attribute("#nowhere"), None);
    }
}
