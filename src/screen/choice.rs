//! A list to choose from by typing part of a name.

use super::entry::Entry;
use super::key::Key;

/// One of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: String,
    pub name: String,
    /// What stands beside it in the list.
    pub note: String,
    /// What it means.
    pub meaning: String,
}

/// A list, and what of it was typed.
#[derive(Debug, Clone)]
pub struct Choice {
    pub typed: Entry,
    items: Vec<Item>,
    /// The place in what is shown.
    pub at: usize,
}

impl Choice {
    /// A list with one of it chosen, until something is typed.
    pub fn new(items: Vec<Item>, chosen: Option<&str>) -> Self {
        let at = chosen.and_then(|id| items.iter().position(|item| item.id == id)).unwrap_or(0);
        Self { typed: Entry::default(), items, at }
    }

    /// What fits what was typed: names that begin so first, then those that hold every word of it; where none does, those
    /// whose meaning does.
    pub fn fitting(&self) -> Vec<&Item> {
        let typed = self.typed.text().to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let holds = |text: String| words.iter().all(|word| text.contains(word));
        let by_name = |item: &&Item| holds(format!("{} {} {}", item.name, item.id, item.note).to_lowercase());
        let mut fitting: Vec<&Item> = self.items.iter().filter(by_name).collect();
        if fitting.is_empty() {
            fitting = self.items.iter().filter(|item| holds(item.meaning.to_lowercase())).collect();
        }
        if let Some(first) = words.first() {
            let begins = |item: &Item| item.id.starts_with(first) || item.name.to_lowercase().starts_with(first);
            let has_name = |item: &Item| item.name.to_lowercase().contains(first);
            fitting.sort_by_key(|item| (!begins(item), !has_name(item)));
        }
        fitting
    }

    /// The one that Enter takes.
    pub fn chosen(&self) -> Option<&Item> {
        self.fitting().get(self.at).copied()
    }

    pub fn press(&mut self, key: &Key) {
        let last = self.fitting().len().saturating_sub(1);
        match key {
            Key::Up => self.at = self.at.saturating_sub(1),
            Key::Down | Key::Tab => self.at = (self.at + 1).min(last),
            Key::PageUp => self.at = self.at.saturating_sub(8),
            Key::PageDown => self.at = (self.at + 8).min(last),
            key => {
                // Another letter, another list: its first is the one that fits best.
                let before = self.typed.text().to_owned();
                self.typed.press(key);
                if self.typed.text() != before {
                    self.at = 0;
                }
            }
        }
    }
}
