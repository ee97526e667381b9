//! How things look: in the sixteen colours that every terminal lets its owner choose, or without any.

use ratatui::style::{Color, Modifier, Style};

use super::super::seeing::Standing;

/// In colour or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether there is colour.
    pub colour: bool,
}

impl Look {
    /// Words that are coded.
    pub(super) fn coded(self, standing: Standing) -> Style {
        let style = Style::new();
        match standing {
            Standing::Accepted => self.in_colour(style, Color::Green).add_modifier(Modifier::UNDERLINED),
            Standing::Candidate => self.in_colour(style, Color::Yellow),
            Standing::Moved => self.in_colour(style, Color::Magenta).add_modifier(Modifier::UNDERLINED),
            Standing::Rejected => self.in_colour(style, Color::Red).add_modifier(Modifier::DIM),
            Standing::Others => self.in_colour(style, Color::Cyan),
        }
    }

    /// What names a coding, beside the words and below.
    pub(super) fn name(self, standing: Standing, is_current: bool) -> Style {
        let style = self.coded(standing).remove_modifier(Modifier::UNDERLINED);
        if is_current { style.add_modifier(Modifier::BOLD) } else { style }
    }

    /// The word of the cursor.
    pub(super) fn cursor(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Words that are selected, or were found.
    pub(super) fn selected(self) -> Style {
        if self.colour {
            Style::new().fg(Color::Black).bg(Color::Cyan)
        } else {
            Style::new().add_modifier(Modifier::REVERSED)
        }
    }

    /// What a rule found.
    pub(super) fn hit(self, style: Style) -> Style {
        style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    }

    /// The line above.
    pub(super) fn bar(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Who speaks.
    pub(super) fn label(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What steps back: an interviewer's words, hints.
    pub(super) fn quiet(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// What was done.
    pub(super) fn message(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What went wrong.
    pub(super) fn alarm(self) -> Style {
        self.in_colour(self.message(), Color::Red)
    }

    fn in_colour(self, style: Style, colour: Color) -> Style {
        if self.colour { style.fg(colour) } else { style }
    }
}
