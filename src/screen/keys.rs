//! Which key does what: the page that `?` shows, and the line that is always there.

/// The keys by what they are for, as `?` shows them and docs/review.md lists them.
pub const KEYS: [(&str, &[(&str, &str)]); 5] = [
    (
        "Move",
        &[
            ("← → or h l", "a word back, on"),
            ("↑ ↓ or k j", "a line up, down"),
            ("( )", "a sentence back, on"),
            ("{ }", "a turn back, on"),
            ("PgUp PgDn Space", "a screen up, down"),
            ("g G", "start and end of the document"),
            ("7 Enter", "turn 7"),
            ("[ ]", "the document before, after"),
            ("o", "open a document by its name"),
            ("/ then n N", "search all documents; the next place, the one before"),
        ],
    ),
    (
        "Decide",
        &[
            (". ,", "the next undecided in any document, the one before"),
            ("> <", "the next coding, the one before, in this document"),
            ("Tab", "the next of several codings on the same words"),
            ("a", "accept it"),
            ("r", "reject it: it is not proposed again"),
            ("c", "give it another code"),
            ("e", "change its words: trim or extend them"),
            ("m", "write a memo on it"),
            ("d", "delete it, where it is your own"),
            ("Enter", "all about it: memo, rule, definition of the code"),
        ],
    ),
    (
        "Code",
        &[
            ("v s t", "select the word, the sentence, the turn"),
            ("← → ( ) ↑ ↓", "then: more or fewer words; s and t again: one more"),
            ("Tab", "then: move the other end"),
            ("Enter", "then: choose the code by typing part of its name"),
            ("Esc", "leave it"),
        ],
    ),
    ("Take back", &[("u", "undo, step by step"), ("U", "redo")]),
    (
        "Look",
        &[
            ("f", "show one code only, or all"),
            ("x", "show or hide what was rejected"),
            ("y", "show or hide what others coded"),
            ("R", "read everything again, where somebody else changed it"),
            ("?", "these keys"),
            ("q or Ctrl-C", "leave; everything is saved already"),
        ],
    ),
];

/// What the last line offers while somebody reads; the first fit first.
pub const READING: [&str; 10] =
    ["? keys", ". next", "a accept", "r reject", "s select", "m memo", "u undo", "/ search", "] document", "q quit"];

/// What the last line offers while words are selected.
pub const SELECTING: [&str; 6] = ["Enter done", "Esc leave", "← → word", "s sentence", "t turn", "Tab other end"];

/// What the last line offers while something is chosen.
pub const CHOOSING: [&str; 4] = ["Enter choose", "Esc leave", "↑ ↓ move", "type part of the name"];

/// What the last line offers while something is written.
pub const WRITING: [&str; 3] = ["Enter done", "Esc leave", "Ctrl-U empty"];

/// What the last line offers on a page to read.
pub const HELPING: [&str; 2] = ["Esc back", "↑ ↓ more"];
