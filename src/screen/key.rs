//! What can be pressed, whatever terminal it comes from.

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A letter, a digit, a sign, a blank.
    Char(char),
    /// A letter with the control key.
    Control(char),
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// Deletes to the left.
    Backspace,
    /// Deletes to the right.
    Delete,
    /// Tab.
    Tab,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// A screen up.
    PageUp,
    /// A screen down.
    PageDown,
    /// Start.
    Home,
    /// End.
    End,
    /// Words that were pasted: they are words, and no commands.
    Pasted(String),
}
