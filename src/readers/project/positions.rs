//! What a position counts: programs count code points or the units of UTF-16, line ends as one or as two, the mark at the start or not, and name the
//! last character or the one behind it. The quotations that selections bear as their names tell: the way is taken by which most of them stand
//! where they should.

/// A way of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Carriage returns count.
    pub returns: bool,
    /// Characters beyond the basic plane count as two.
    pub utf16: bool,
    /// The mark at the start of a file counts.
    pub mark: bool,
    /// The end is the last character, and not the one behind it.
    pub inclusive: bool,
}

impl Way {
    /// As the standard's own example counts, and most programs.
    pub const USUAL: Self = Self { returns: false, utf16: false, mark: false, inclusive: false };

    /// In words.
    pub fn sentence(self) -> String {
        let mut parts = Vec::new();
        parts.push(if self.utf16 { "units of UTF-16" } else { "characters" });
        if self.returns {
            parts.push("line ends count as two");
        }
        if self.mark {
            parts.push("the byte order mark counts");
        }
        parts.push(if self.inclusive { "ends inclusive" } else { "ends exclusive" });
        parts.join(", ")
    }
}

/// A text as it lies in the file.
#[derive(Debug, Clone)]
pub struct Raw {
    raw: String,
    /// The same with line feeds only and without a mark.
    pub text: String,
}

impl Raw {
    /// A text of a project.
    pub fn new(raw: String) -> Self {
        let text = raw.strip_prefix('\u{feff}').unwrap_or(&raw).replace("\r\n", "\n").replace('\r', "\n");
        Self { raw, text }
    }

    /// Whether it matters in this text what a position counts.
    pub fn may_differ(&self) -> bool {
        self.raw.contains('\r')
            || self.raw.starts_with('\u{feff}')
            || self.raw.chars().any(|letter| letter.len_utf16() > 1)
    }

    fn tells(&self, way: Way) -> bool {
        // XML reads every line end as one, whatever the program counted.
        (!way.returns || self.raw.contains(['\r', '\n']))
            && (!way.mark || self.raw.starts_with('\u{feff}'))
            && (!way.utf16 || self.raw.chars().any(|letter| letter.len_utf16() > 1))
    }

    /// For each position counted this way, the code point of the text; one more for the end.
    pub fn places(&self, way: Way) -> Vec<u32> {
        let mut places = Vec::with_capacity(self.raw.len() / 2);
        let without_returns = !self.raw.contains('\r');
        let mut at = 0_u32;
        let mut letters = self.raw.chars().peekable();
        if letters.peek() == Some(&'\u{feff}') {
            letters.next();
            places.extend(way.mark.then_some(0));
        }
        while let Some(letter) = letters.next() {
            let is_half = letter == '\r' && letters.peek() == Some(&'\n');
            if is_half {
                places.extend(way.returns.then_some(at));
                continue;
            }
            places.push(at);
            places.extend((way.utf16 && letter.len_utf16() > 1).then_some(at));
            places.extend((way.returns && without_returns && letter == '\n').then_some(at));
            at += 1;
        }
        places.push(at);
        places
    }
}

/// A selection as the project has it: its text, its numbers and the quotation that it is named by.
#[derive(Debug, Clone)]
pub struct Selected {
    /// The place of its text.
    pub text: usize,
    /// The position where it starts.
    pub start: i64,
    /// The position where it ends, whatever that means.
    pub end: i64,
    /// Its name.
    pub name: String,
}

/// The way in which a project counts, with how many of its selections stand where their names say, and of how many that can be told.
pub fn infer(texts: &[Raw], selections: &[Selected]) -> (Way, usize, usize) {
    let telling: Vec<(&Selected, String)> = selections
        .iter()
        .filter(|selected| selected.text < texts.len() && selected.end >= selected.start)
        .map(|selected| (selected, folded(&quotation(&selected.name))))
        .filter(|(_, name)| name.chars().count() >= 3)
        .collect();
    let mut best = (Way::USUAL, 0);
    for number in 0..16_u8 {
        let way =
            Way { inclusive: number & 1 != 0, returns: number & 2 != 0, utf16: number & 4 != 0, mark: number & 8 != 0 };
        let differs = (!way.returns && !way.utf16 && !way.mark) || texts.iter().any(|text| text.tells(way));
        if !differs {
            continue;
        }
        let fitting = fitting(texts, &telling, way);
        if fitting > best.1 {
            best = (way, fitting);
        }
    }
    (best.0, best.1, telling.len())
}

fn fitting(texts: &[Raw], telling: &[(&Selected, String)], way: Way) -> usize {
    let mut fitting = 0;
    for (number, text) in texts.iter().enumerate() {
        let mut own = telling.iter().filter(|(selected, _)| selected.text == number).peekable();
        if own.peek().is_none() {
            continue;
        }
        let places = text.places(way);
        let letters: Vec<char> = text.text.chars().collect();
        for (selected, name) in own {
            let Some((start, end)) = span(&places, selected.start, selected.end, way) else { continue };
            let words = folded(&letters[start..end].iter().collect::<String>());
            // A name that was cut is the start of the words.
            let cut = selected.name.trim_end().ends_with(['…', '.']) || selected.name.chars().count() >= 60;
            fitting += usize::from(words == *name || (cut && words.starts_with(name.as_str())));
        }
    }
    fitting
}

/// The code points between which a selection lies; none where it lies outside the text.
pub fn span(places: &[u32], start: i64, end: i64, way: Way) -> Option<(usize, usize)> {
    let place = |position: i64| usize::try_from(position).ok().and_then(|position| places.get(position)).copied();
    let (start, end) = (place(start)?, place(end.saturating_add(i64::from(way.inclusive)))?);
    (start <= end).then_some((start as usize, end as usize))
}

/// A name without the marks of what was cut off.
fn quotation(name: &str) -> String {
    name.trim().trim_end_matches('…').trim_end_matches("...").trim().to_owned()
}

/// Words without their white space, which names have lost.
fn folded(words: &str) -> String {
    words.chars().filter(|letter| !letter.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\u{feff}One 🙂 day\r\nwe went to the sea\r\nand came back\r\n";

    /// Selections of words, counted in some way.
    fn selections(raw: &str, way: Way, words: &[&str]) -> Vec<Selected> {
        let text = Raw::new(raw.to_owned());
        let places = text.places(way);
        let position = |place: usize| places.iter().position(|known| *known as usize == place).unwrap() as i64;
        // A mark in front is no part of the first word.
        let first = |place: usize| places.iter().rposition(|known| *known as usize == place).unwrap() as i64;
        let select = |word: &&str| {
            let start = text.text[..text.text.find(word).unwrap()].chars().count();
            let end = start + word.chars().count();
            Selected {
                text: 0,
                start: first(start),
                end: position(end) - i64::from(way.inclusive),
                name: (*word).to_owned(),
            }
        };
        words.iter().map(select).collect()
    }

    #[test]
    fn every_way_of_counting_is_found_out_from_the_quotations() {
        for number in 0..16_u8 {
            let way = Way {
                returns: number & 1 != 0,
                utf16: number & 2 != 0,
                mark: number & 4 != 0,
                inclusive: number & 8 != 0,
            };
            let told = selections(TEXT, way, &["One 🙂", "went to", "the sea", "came back"]);
            let (found, fitting, of) = infer(&[Raw::new(TEXT.to_owned())], &told);
            assert_eq!((found, fitting, of), (way, 4, 4));
        }
    }

    #[test]
    fn names_that_are_no_quotations_leave_it_at_the_usual_way() {
        let selected = |name: &str| Selected { text: 0, start: 0, end: 3, name: name.to_owned() };
        let told = [selected("line:6"), selected(""), selected("4f6e65")];
        assert_eq!(infer(&[Raw::new(TEXT.to_owned())], &told), (Way::USUAL, 0, 2));
        assert_eq!(infer(&[], &told), (Way::USUAL, 0, 0));
    }

    #[test]
    fn a_selection_outside_the_text_is_none() {
        let places = Raw::new("abc".to_owned()).places(Way::USUAL);
        assert_eq!(span(&places, 0, 3, Way::USUAL), Some((0, 3)));
        for (start, end) in [(-1, 2), (2, 1), (0, 4), (i64::MAX, i64::MAX)] {
            assert_eq!(span(&places, start, end, Way::USUAL), None);
        }
    }
}
