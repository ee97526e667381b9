//! Words in lines of a given width, with their weight.

use owo_colors::{OwoColorize, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How words stand out, where the terminal can show it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    /// Strong emphasis, captions, headings.
    pub bold: bool,
    /// Emphasis.
    pub italic: bool,
    /// Notes and sources.
    pub dim: bool,
}

/// A stretch of words of one weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// How they stand out.
    pub weight: Weight,
}

/// A line of runs, blanks included.
pub type Line = Vec<Run>;

/// The columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Text without what a terminal would obey: answers and file names may hold escape sequences.
pub fn harmless(text: &str) -> String {
    text.chars()
        .filter_map(|character| match character {
            '\n' => Some('\n'),
            '\t' => Some(' '),
            _ if character.is_control() || crate::model::turns_direction(character) => None,
            _ => Some(character),
        })
        .collect()
}

/// Plain text in lines of at most so many columns. A word that is longer is broken.
pub fn plain(text: &str, columns: usize) -> Vec<String> {
    let run = Run { text: text.to_owned(), weight: Weight::default() };
    runs(&[run], columns).iter().map(|line| line.iter().map(|run| run.text.as_str()).collect()).collect()
}

/// Plain text whose lines after the first leave room for a further indentation.
pub fn hanging(text: &str, columns: usize, hang: usize) -> Vec<String> {
    let run = Run { text: text.to_owned(), weight: Weight::default() };
    hanging_runs(&[run], columns, hang).iter().map(|line| line.iter().map(|run| run.text.as_str()).collect()).collect()
}

/// Runs in lines of at most so many columns. A word that is longer is broken; a line end in a run stays one.
pub fn runs(runs: &[Run], columns: usize) -> Vec<Line> {
    hanging_runs(runs, columns, 0)
}

fn hanging_runs(runs: &[Run], columns: usize, hang: usize) -> Vec<Line> {
    let columns = columns.max(1);
    let rest = columns.saturating_sub(hang).max(1);
    let mut lines = Lines { columns, rest, done: Vec::new(), line: Vec::new(), used: 0 };
    let mut word: Line = Vec::new();
    for run in runs {
        for character in harmless(&run.text).chars() {
            match character {
                ' ' => lines.word(&mut word),
                '\n' => {
                    lines.word(&mut word);
                    lines.end();
                }
                _ => push(&mut word, character, run.weight),
            }
        }
    }
    lines.word(&mut word);
    lines.end();
    lines.done
}

/// A line as it is printed: with colour or without.
pub fn paint(line: &[Run], colour: bool) -> String {
    line.iter()
        .map(|run| {
            if !colour || run.weight == Weight::default() {
                return run.text.clone();
            }
            let mut style = Style::new();
            if run.weight.bold {
                style = style.bold();
            }
            if run.weight.italic {
                style = style.italic();
            }
            if run.weight.dim {
                style = style.dimmed();
            }
            run.text.style(style).to_string()
        })
        .collect()
}

struct Lines {
    columns: usize,
    rest: usize,
    done: Vec<Line>,
    line: Line,
    used: usize,
}

impl Lines {
    fn word(&mut self, word: &mut Line) {
        let word = std::mem::take(word);
        let needed: usize = word.iter().map(|run| width(&run.text)).sum();
        if needed == 0 {
            return;
        }
        if self.used > 0 && self.used + 1 + needed > self.columns {
            self.end();
        }
        if self.used > 0 {
            let between = if self.line.last().map(|run| run.weight) == word.first().map(|run| run.weight) {
                word[0].weight
            } else {
                Weight::default()
            };
            push(&mut self.line, ' ', between);
            self.used += 1;
        }
        for run in &word {
            for character in run.text.chars() {
                let wide = character.width().unwrap_or(0);
                if self.used > 0 && self.used + wide > self.columns {
                    self.end();
                }
                push(&mut self.line, character, run.weight);
                self.used += wide;
            }
        }
    }

    fn end(&mut self) {
        self.done.push(std::mem::take(&mut self.line));
        self.columns = self.rest;
        self.used = 0;
    }
}

fn push(line: &mut Line, character: char, weight: Weight) {
    match line.last_mut() {
        Some(last) if last.weight == weight => last.text.push(character),
        _ => line.push(Run { text: character.to_string(), weight }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_one_empty_line() {
        assert_eq!(plain("", 10), [""]);
        assert_eq!(plain("a\n\nb", 10), ["a", "", "b"]);
    }

    #[test]
    fn words_keep_within_the_width_and_long_ones_are_broken() {
        assert_eq!(plain("one two three", 7), ["one two", "three"]);
        assert_eq!(plain("a Llanfairpwll", 6), ["a", "Llanfa", "irpwll"]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(plain("日本語 あ", 6), ["日本語", "あ"]);
    }

    #[test]
    fn what_a_terminal_would_obey_is_left_out() {
        assert_eq!(plain("red \u{1b}[31malert\u{7}", 40), ["red [31malert"]);
    }
}
