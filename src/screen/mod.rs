//! The screen of `canvass review`: keys in, a state and changes of codings out, and how that state is drawn.
//!
//! Nothing here touches a terminal or a file: whoever holds them hands in keys and sizes, writes the changes, and shows what is drawn.
//!
//! - [`key`]: what can be pressed
//! - [`keys`]: which key does what, as the help shows it
//! - [`prepared`], [`layout`], [`window`]: words, sentences and turns of a document; its lines; those around the cursor
//! - [`entry`], [`choice`]: a line to write in; a list to choose from by typing
//! - [`session`]: the state, and where each key goes
//! - [`moving`], [`search`], [`selecting`], [`deciding`]: what keys do
//! - [`history`]: changes of codings, taken back and made again
//! - [`seeing`], [`pages`]: which codings are seen, and what is said of them
//! - [`draw`](draw()): the state on a frame, in colour or without

mod choice;
mod deciding;
mod draw;
mod entry;
mod history;
pub mod key;
mod keys;
mod layout;
mod moving;
mod pages;
mod prepared;
mod search;
mod seeing;
mod selecting;
mod session;
mod window;

pub use draw::{Look, draw};
pub use history::Change;
pub use key::Key;
pub use keys::KEYS;
pub use session::{Action, Material, Options, Session};

#[cfg(test)]
mod tests;
