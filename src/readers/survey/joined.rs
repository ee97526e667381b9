//! Several answers in one cell: `a;b;c;` and `a, b, c`, where the answers themselves may hold commas.

use std::collections::HashMap;

use super::words::fold;

/// What stands between the answers of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `;`, perhaps with blanks, perhaps at the end too.
    Semicolon,
    /// A comma and a blank.
    Comma,
    /// A comma without a blank after it; one with a blank belongs to an answer.
    BareComma,
    /// A line break.
    Line,
    /// A slash between blanks, perhaps at the beginning too.
    Slash,
    /// The box-drawing bar that Chinese platforms join with.
    Bar,
    /// A blank, between names that hold none.
    Space,
}

impl Separator {
    /// The mark itself.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Semicolon => ";",
            Self::Comma => ", ",
            Self::BareComma => ",",
            Self::Line => "\n",
            Self::Slash => " / ",
            Self::Bar => "┋",
            Self::Space => " ",
        }
    }

    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Semicolon => "semicolons",
            Self::Comma | Self::BareComma => "commas",
            Self::Line => "line breaks",
            Self::Slash => "slashes",
            Self::Bar => "bars",
            Self::Space => "blanks",
        }
    }

    /// A cell without a mark that stands before its first answer.
    fn without_first(self, cell: &str) -> &str {
        if self == Self::Slash { cell.strip_prefix("/ ").unwrap_or(cell) } else { cell }
    }

    /// Whether the mark stands here between two answers.
    fn stands(self, rest: &str) -> bool {
        let after = rest.strip_prefix(self.mark());
        after.is_some_and(|after| self != Self::BareComma || !after.starts_with(' '))
    }

    /// A cell cut at every mark, in brackets or not.
    fn pieces(self, cell: &str) -> Vec<&str> {
        if self != Self::BareComma {
            return cell.split(self.mark()).collect();
        }
        let mut pieces = Vec::new();
        let mut start = 0;
        for (place, _) in cell.match_indices(',').filter(|(place, _)| self.stands(&cell[*place..])) {
            pieces.push(&cell[start..place]);
            start = place + 1;
        }
        pieces.push(&cell[start..]);
        pieces
    }

    /// The parts of a cell, cut at every mark outside brackets.
    pub fn cut(self, cell: &str) -> Vec<&str> {
        let cell = self.without_first(cell);
        let mark = self.mark();
        let protects = !matches!(self, Self::Line | Self::Space) && balanced(cell);
        let mut parts = Vec::new();
        let (mut depth, mut start) = (0_usize, 0);
        for (place, character) in cell.char_indices() {
            match character {
                '(' | '[' | '{' if protects => depth += 1,
                ')' | ']' | '}' if protects => depth = depth.saturating_sub(1),
                _ if depth == 0 && place >= start && self.stands(&cell[place..]) => {
                    parts.push(cell[start..place].trim());
                    start = place + mark.len();
                }
                _ => {}
            }
        }
        parts.push(cell[start.min(cell.len())..].trim());
        parts.retain(|part| !part.is_empty());
        parts
    }
}

/// Whether every bracket that opens closes; a smile in an answer protects nothing.
fn balanced(cell: &str) -> bool {
    let mut depth = 0_i32;
    for character in cell.chars() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Splits the cells of one column against known choices, so that a choice that holds the separator stays whole.
#[derive(Debug)]
pub struct Splitter {
    separator: Separator,
    known: HashMap<String, usize>,
    longest: usize,
}

impl Splitter {
    /// A splitter for choices by what stands for them in the file.
    pub fn new<'a>(separator: Separator, choices: impl Iterator<Item = &'a str>) -> Self {
        Self::of_places(separator, choices.enumerate())
    }

    /// The same where several words stand for one choice: each with the place of the choice.
    pub fn of_places<'a>(separator: Separator, choices: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut known = HashMap::new();
        let mut longest = 1;
        for (place, choice) in choices {
            longest = longest.max(separator.cut(choice).len()).max(separator.pieces(choice).len());
            known.entry(fold(choice)).or_insert(place);
        }
        Self { separator, known, longest }
    }

    /// The places of the choices in a cell, in order, and the words that are none of them.
    pub fn split(&self, cell: &str) -> (Vec<usize>, Vec<String>) {
        if let Some(&whole) = self.known.get(&fold(cell)) {
            return (vec![whole], Vec::new());
        }
        let mark = self.separator.mark();
        // Cut at every mark, brackets or no, then put together again what makes the longest known choice.
        let pieces = self.separator.pieces(self.separator.without_first(cell));
        let (mut found, mut rest) = (Vec::new(), Vec::new());
        let mut unknown: Vec<&str> = Vec::new();
        let mut at = 0;
        while at < pieces.len() {
            let most = self.longest.min(pieces.len() - at);
            let taken = (1..=most).rev().find_map(|count| {
                let joined = pieces[at..at + count].join(mark);
                self.known.get(&fold(joined.trim())).map(|&place| (count, place))
            });
            match taken {
                Some((count, place)) => {
                    flush(&mut unknown, mark, self.separator, &mut rest);
                    if !found.contains(&place) {
                        found.push(place);
                    }
                    at += count;
                }
                None => {
                    unknown.push(pieces[at]);
                    at += 1;
                }
            }
        }
        flush(&mut unknown, mark, self.separator, &mut rest);
        (found, rest)
    }
}

fn flush(unknown: &mut Vec<&str>, mark: &str, separator: Separator, rest: &mut Vec<String>) {
    if unknown.is_empty() {
        return;
    }
    let joined = unknown.join(mark);
    unknown.clear();
    if separator == Separator::Comma || separator == Separator::BareComma {
        // Own words hold commas like any prose: what lies between two choices is one answer.
        let joined = joined.trim();
        if !joined.is_empty() {
            rest.push(joined.to_owned());
        }
    } else {
        rest.extend(separator.cut(&joined).into_iter().map(str::to_owned));
    }
}

/// What the cells of a column are, taken as several answers each.
#[derive(Debug, Clone)]
pub struct Found {
    /// The separator.
    pub separator: Separator,
    /// The different answers with how often each was given, in order of first appearance.
    pub answers: Vec<(String, u64)>,
    /// How many cells hold more than one.
    pub several: u64,
    /// How many cells hold any.
    pub cells: u64,
}

/// Finds out whether the cells of a column hold several answers each.
///
/// Answers that are chosen come again and again; the parts of prose do not. A single question whose choices hold the
/// separator gives no fewer parts than whole cells, and so is left alone.
pub fn find<'a>(values: impl Iterator<Item = (&'a str, u64)> + Clone, allowed: &[Separator]) -> Option<Found> {
    allowed.iter().filter_map(|&separator| judge(values.clone(), separator)).max_by(|a, b| {
        // The separator with more cells that hold several, the earlier in the list where equal.
        a.several.cmp(&b.several).then(std::cmp::Ordering::Greater)
    })
}

/// Cells that are looked at before all are: prose shows itself early.
const LOOKED_AT: usize = 3000;

fn judge<'a>(values: impl Iterator<Item = (&'a str, u64)> + Clone, separator: Separator) -> Option<Found> {
    if !values.clone().any(|(cell, _)| cell.contains(separator.mark())) {
        return None;
    }
    if values.clone().nth(LOOKED_AT).is_some() {
        judge_all(values.clone().take(LOOKED_AT), separator)?;
    }
    judge_all(values, separator)
}

fn judge_all<'a>(values: impl Iterator<Item = (&'a str, u64)> + Clone, separator: Separator) -> Option<Found> {
    let found = gather(values.clone(), separator);
    let distinct_cells = values.clone().count();
    let trailing = separator == Separator::Semicolon
        && values.clone().filter(|(cell, _)| cell.ends_with(';')).map(|(_, count)| count).sum::<u64>() * 10
            >= found.cells * 9;
    if trailing && found.cells > 0 {
        return Some(found);
    }
    // A choice here and there that holds the separator does not make a column of several answers each.
    let (least, share) = if separator == Separator::Semicolon { (1, 3) } else { (2, 10) };
    if found.several < least || found.several * 100 < found.cells * share {
        return None;
    }
    let given: u64 = found.answers.iter().map(|(_, count)| count).sum();
    let again: u64 = found.answers.iter().filter(|(_, count)| *count > 1).map(|(_, count)| count).sum();
    let long = found.answers.iter().filter(|(answer, _)| answer.chars().count() > 120).count();
    // Of the answers that cells hold, those given more than once must be the rule: prose repeats hardly any part.
    let repeated = match separator {
        Separator::Semicolon | Separator::Line | Separator::Bar | Separator::Space => again * 2 >= given,
        Separator::Comma | Separator::BareComma | Separator::Slash => again * 10 >= given * 6,
    };
    let fewer_parts = found.answers.len() < distinct_cells
        || (separator == Separator::Semicolon && found.answers.len() <= distinct_cells);
    (repeated && fewer_parts && long * 5 <= found.answers.len()).then_some(found)
}

/// All different answers of a column, with choices that hold the separator kept whole where that is evident.
fn gather<'a>(values: impl Iterator<Item = (&'a str, u64)> + Clone, separator: Separator) -> Found {
    let known: Vec<String> = whole_choices(values.clone(), separator);
    let splitter = Splitter::new(separator, known.iter().map(String::as_str));
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut answers: Vec<(String, u64)> = Vec::new();
    let (mut several, mut cells) = (0, 0);
    for (cell, count) in values {
        let mut parts: Vec<String> = Vec::new();
        let (choices, rest) = splitter.split(cell);
        parts.extend(choices.into_iter().map(|place| known[place].clone()));
        for words in rest {
            parts.extend(separator.cut(&words).into_iter().map(str::to_owned));
        }
        cells += count;
        if parts.len() > 1 {
            several += count;
        }
        let mut seen: Vec<usize> = Vec::new();
        for part in parts {
            let place = *places.entry(fold(&part)).or_insert_with(|| {
                answers.push((part.clone(), 0));
                answers.len() - 1
            });
            if !seen.contains(&place) {
                seen.push(place);
                answers[place].1 += count;
            }
        }
    }
    Found { separator, answers, several, cells }
}

/// Choices that hold the separator themselves: parts that never stand without each other, side by side, and whose union is
/// seen often. Such parts are one choice ("Yes, definitely"), as no two choices that are ticked freely always go together.
fn whole_choices<'a>(values: impl Iterator<Item = (&'a str, u64)> + Clone, separator: Separator) -> Vec<String> {
    if separator != Separator::Comma && separator != Separator::BareComma {
        return Vec::new();
    }
    let mark = separator.mark();
    let mut alone: HashMap<String, u64> = HashMap::new();
    let mut pairs: HashMap<(String, String), u64> = HashMap::new();
    let mut order: Vec<(String, String, String)> = Vec::new();
    for (cell, count) in values {
        let parts = separator.cut(cell);
        for part in &parts {
            *alone.entry(fold(part)).or_default() += count;
        }
        for pair in parts.windows(2) {
            let key = (fold(pair[0]), fold(pair[1]));
            let times = pairs.entry(key.clone()).or_default();
            if *times == 0 {
                order.push((key.0, key.1, format!("{}{mark}{}", pair[0], pair[1])));
            }
            *times += count;
        }
    }
    let together = |first: &str, second: &str| {
        let times = pairs.get(&(first.to_owned(), second.to_owned())).copied().unwrap_or(0);
        // A capital letter after the comma begins a new choice far more often than it goes on with one.
        times >= 5 && alone.get(first) == Some(&times) && alone.get(second) == Some(&times)
    };
    order
        .into_iter()
        .filter(|(first, second, joined)| {
            let second_starts_low =
                joined[joined.find(mark).map_or(0, |at| at + mark.len())..].starts_with(char::is_lowercase);
            second_starts_low && together(first, second)
        })
        .map(|(_, _, joined)| joined)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted<'a>(cells: &[&'a str]) -> Vec<(&'a str, u64)> {
        let mut counted: Vec<(&str, u64)> = Vec::new();
        for cell in cells {
            match counted.iter_mut().find(|(known, _)| known == cell) {
                Some(entry) => entry.1 += 1,
                None => counted.push((cell, 1)),
            }
        }
        counted
    }

    fn found(cells: &[&str], separators: &[Separator]) -> Option<Vec<String>> {
        let counted = counted(cells);
        find(counted.into_iter(), separators).map(|found| found.answers.into_iter().map(|(answer, _)| answer).collect())
    }

    #[test]
    fn no_cells_and_one_cell_are_not_several_answers() {
        assert_eq!(found(&[], &[Separator::Comma]), None);
        assert_eq!(found(&["red, blue"], &[Separator::Comma]), None);
    }

    #[test]
    fn a_semicolon_at_the_end_of_every_cell_says_so_itself() {
        assert_eq!(found(&["red;"], &[Separator::Semicolon]), Some(vec!["red".to_owned()]));
    }

    #[test]
    fn brackets_protect_the_separator() {
        assert_eq!(Separator::Comma.cut("HPC (SLURM, PBS), Cloud"), ["HPC (SLURM, PBS)", "Cloud"]);
        assert_eq!(Separator::Comma.cut("fine :), Cloud"), ["fine :)", "Cloud"]);
        assert_eq!(Separator::Semicolon.cut("a\u{a0};b\n;"), ["a", "b"]);
    }

    #[test]
    fn a_comma_with_a_blank_belongs_to_an_answer_where_a_bare_one_stands_between_answers() {
        assert_eq!(Separator::BareComma.cut("Apples,Pears, green,Plums"), ["Apples", "Pears, green", "Plums"]);
        assert_eq!(Separator::BareComma.pieces(""), [""]);
        let splitter = Splitter::new(Separator::BareComma, ["Apples", "Pears, green"].into_iter());
        assert_eq!(splitter.split("Pears, green,Apples"), (vec![1, 0], Vec::new()));
    }

    #[test]
    fn choices_of_a_single_question_may_hold_commas() {
        let cells = ["Yes, definitely", "No, not at all", "Yes, definitely", "No, not at all", "Maybe"];
        assert_eq!(found(&cells, &[Separator::Comma]), None);
    }

    #[test]
    fn prose_with_commas_is_not_several_answers() {
        let cells =
            ["We run a club, a café and a garden", "Time, money, people", "Nothing, really", "More trust, fewer forms"];
        assert_eq!(found(&cells, &[Separator::Comma]), None);
    }

    #[test]
    fn ticked_answers_come_again_and_again() {
        let cells = ["Adults, Children", "Adults", "Children, Adults", "Communities, Adults", "Communities", "Adults"];
        assert_eq!(
            found(&cells, &[Separator::Comma]),
            Some(["Adults", "Children", "Communities"].map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn a_known_choice_with_a_comma_stays_whole_and_own_words_are_kept() {
        let splitter = Splitter::new(Separator::Comma, ["Adults", "Refugees, asylum seekers"].into_iter());
        let (choices, rest) = splitter.split("Refugees, asylum seekers, dogs, cats, Adults");
        assert_eq!(choices, [1, 0]);
        assert_eq!(rest, ["dogs, cats"]);
    }
}
