//! The place most like the words of a coding, where the words themselves were edited.
//!
//! The words and what stood around them are compared with the text word by word: first the stretch that shares most
//! words is sought in one pass, then the two are aligned (Sellers' algorithm: edit distance with free ends). What the
//! coded words were aligned with is the place; how alike it is, is their normalised Levenshtein similarity.

use std::collections::HashMap;

use super::anchor::{Finder, Found, Span};
use super::fold::{Case, Folded, is_boundary, word_end};
use crate::model::Coding;

/// Less alike than this is no offer at all.
const ALIKE_ENOUGH: f64 = 0.5;

/// A longer passage is found by its two ends, so that a coded speech of an hour costs no more than a page.
const LONGEST: usize = 400;

/// The nearest place for a coding whose words stand nowhere as they were.
pub(super) fn find(finder: &Finder<'_>, coding: &Coding) -> Found {
    let before = Words::of(&coding.prefix);
    let exact = Words::of(&coding.exact);
    let after = Words::of(&coding.suffix);
    if exact.spans.is_empty() {
        return Found::Orphan;
    }
    let text = Words::of(finder.folded().text());
    let (wanted, from, to) = pattern(&before, &exact, &after);
    let found = if exact.spans.len() <= LONGEST {
        place(&text, &wanted, from, to)
    } else {
        by_its_ends(&text, &before, &exact, &after)
    };
    let Some((first, last)) = found else { return Found::Orphan };
    // `text` was folded from the folded text, of which only the case changes: its bytes may differ in rare letters.
    let span = Span { start: text.folded.start(text.spans[first].0), end: text.end(last, finder.folded().text()) };
    let span = widen(finder, span, &coding.exact);
    let words = Folded::new(&finder.folded().text()[span.start..span.end], Case::Folded);
    let similarity = similarity(exact.folded.text(), words.text());
    if similarity < ALIKE_ENOUGH {
        return Found::Orphan;
    }
    let (start, end) = finder.code_points(span);
    Found::Moved { start, end, similarity: similarity.min(0.999) }
}

/// Words with their places in the folded text they were taken from.
struct Words {
    folded: Folded,
    spans: Vec<(usize, usize)>,
}

impl Words {
    fn of(text: &str) -> Self {
        let folded = Folded::new(text, Case::Folded);
        let mut spans = Vec::new();
        let mut at = 0;
        while let Some(offset) = folded.text()[at..].find(char::is_alphanumeric) {
            let start = at + offset;
            let end = word_end(folded.text(), start);
            spans.push((start, end));
            at = end;
        }
        Self { folded, spans }
    }

    fn words(&self) -> Vec<&str> {
        self.spans.iter().map(|&(start, end)| &self.folded.text()[start..end]).collect()
    }

    fn end(&self, index: usize, original: &str) -> usize {
        self.folded.end(self.spans[index].1, original)
    }
}

/// The words with what stood around them, and which of them are the coded ones.
fn pattern<'a>(before: &'a Words, exact: &'a Words, after: &'a Words) -> (Vec<&'a str>, usize, usize) {
    let mut wanted = before.words();
    let from = wanted.len();
    wanted.extend(exact.words());
    let to = wanted.len();
    wanted.extend(after.words());
    (wanted, from, to)
}

/// Which words of the text (first and last) the coded ones `from..to` of `wanted` are most like.
fn place(text: &Words, wanted: &[&str], from: usize, to: usize) -> Option<(usize, usize)> {
    let words = text.words();
    let window = window(&words, wanted)?;
    let aligned = align(wanted, &words[window.0..window.1]);
    let mut matched = aligned[from..to].iter().flatten();
    let first = *matched.next()?;
    let last = *matched.next_back().unwrap_or(&first);
    Some((window.0 + first, window.0 + last))
}

fn by_its_ends(text: &Words, before: &Words, exact: &Words, after: &Words) -> Option<(usize, usize)> {
    let half = LONGEST / 2;
    let all = exact.words();
    let mut head = before.words();
    let from = head.len();
    head.extend(&all[..half]);
    let mut tail = all[all.len() - half..].to_vec();
    tail.extend(after.words());
    let (first, _) = place(text, &head, from, head.len())?;
    let (_, last) = place(text, &tail, 0, half)?;
    let length = (last + 1).checked_sub(first)?;
    (length * 2 >= all.len() && length <= all.len() * 2).then_some((first, last))
}

/// The stretch of the text that shares most words with those wanted; the earliest of equals.
fn window(text: &[&str], wanted: &[&str]) -> Option<(usize, usize)> {
    let width = wanted.len() + wanted.len() / 4 + 8;
    let mut lacking: HashMap<&str, isize> = HashMap::new();
    for word in wanted {
        *lacking.entry(word).or_default() += 1;
    }
    let mut shared = 0_usize;
    let mut best = (0_usize, 0_usize);
    for (index, word) in text.iter().enumerate() {
        if let Some(count) = lacking.get_mut(word) {
            shared += usize::from(*count > 0);
            *count -= 1;
        }
        if index >= width
            && let Some(count) = lacking.get_mut(text[index - width])
        {
            *count += 1;
            shared -= usize::from(*count > 0);
        }
        if shared > best.0 {
            best = (shared, index);
        }
    }
    let (shared, last) = best;
    // The stretch ends with the last word that was shared; what follows may belong to it too.
    (shared > 0).then(|| ((last + 1).saturating_sub(width), (last + 1 + width / 4).min(text.len())))
}

/// For each word wanted the word of the text that it is aligned with, by the cheapest edits; the text's ends are free.
fn align(wanted: &[&str], text: &[&str]) -> Vec<Option<usize>> {
    let columns = text.len() + 1;
    let mut cost = vec![0_u32; (wanted.len() + 1) * columns];
    for row in 1..=wanted.len() {
        cost[row * columns] = cost[(row - 1) * columns] + GAP;
        for column in 1..columns {
            let exchanged = cost[(row - 1) * columns + column - 1] + exchange(wanted[row - 1], text[column - 1]);
            let removed = cost[(row - 1) * columns + column] + GAP;
            let added = cost[row * columns + column - 1] + GAP;
            cost[row * columns + column] = exchanged.min(removed).min(added);
        }
    }
    let last = &cost[wanted.len() * columns..];
    let mut column = (0..columns).min_by_key(|&column| last[column]).unwrap_or(0);
    let mut row = wanted.len();
    let mut aligned = vec![None; wanted.len()];
    while row > 0 && column > 0 {
        let here = cost[row * columns + column];
        let price = exchange(wanted[row - 1], text[column - 1]);
        if here == cost[(row - 1) * columns + column - 1] + price {
            aligned[row - 1] = Some(column - 1);
            row -= 1;
            column -= 1;
        } else if here == cost[(row - 1) * columns + column] + GAP {
            row -= 1;
        } else {
            column -= 1;
        }
    }
    aligned
}

/// A word more or less.
const GAP: u32 = 2;

/// The price of one word for another: nothing for the same, less than a gap for a misspelling.
fn exchange(one: &str, other: &str) -> u32 {
    if one == other {
        0
    } else if one.len().abs_diff(other.len()) <= 3 && strsim::normalized_levenshtein(one, other) >= 0.6 {
        1
    } else {
        3
    }
}

/// The punctuation that the coded words had at their ends is taken along where it is still there.
fn widen(finder: &Finder<'_>, span: Span, exact: &str) -> Span {
    let text = finder.folded().text();
    let folded = Folded::new(exact.trim(), Case::Kept);
    let is_sign = |character: &char| !character.is_alphanumeric() && *character != ' ';
    let before = folded.text().chars().take_while(is_sign).count();
    let after = folded.text().chars().rev().take_while(is_sign).count();
    let mut span = span;
    for character in text[..span.start].chars().rev().take(before).take_while(is_sign) {
        span.start -= character.len_utf8();
    }
    for character in text[span.end..].chars().take(after).take_while(is_sign) {
        span.end += character.len_utf8();
    }
    debug_assert!(is_boundary(text, span.start) || before == 0);
    span
}

/// How alike two passages are, 0 to 1; long ones by their first and last two thousand characters.
fn similarity(one: &str, other: &str) -> f64 {
    const COMPARED: usize = 2_000;
    let length = |text: &str| text.chars().count();
    if length(one) <= 2 * COMPARED && length(other) <= 2 * COMPARED {
        return strsim::normalized_levenshtein(one, other);
    }
    let head = |text: &str| text.chars().take(COMPARED).collect::<String>();
    let tail = |text: &str| text.chars().rev().take(COMPARED).collect::<String>();
    let ends = strsim::normalized_levenshtein(&head(one), &head(other))
        + strsim::normalized_levenshtein(&tail(one), &tail(other));
    ends / 2.0
}
