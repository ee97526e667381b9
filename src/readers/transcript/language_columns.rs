//! What the columns of a table of languages hold: words of a language, who speaks, which talk it is.

use super::languages::{language, words};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    Words { language: Option<String>, role: Option<Said> },
    Speaker,
    Talk,
    Other(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Original,
    Translation,
}

/// What the columns are, where a first row names two languages or more and nothing that is unknown.
pub fn heads_of<'a>(cells: impl Iterator<Item = &'a str>, is_sheet: bool) -> Option<Vec<Head>> {
    const MOST_COLUMNS: usize = 12;
    let heads: Vec<Head> = cells.take(MOST_COLUMNS + 1).map(head).collect::<Option<_>>()?;
    let of_words: Vec<(&Option<String>, &Option<Said>)> = heads
        .iter()
        .filter_map(|head| match head {
            Head::Words { language, role } => Some((language, role)),
            _ => None,
        })
        .collect();
    let is_named = of_words.iter().any(|(_, role)| role.is_some());
    let has_languages = of_words.iter().all(|(language, _)| language.is_some());
    let is_talk = is_named || has_languages && (!is_sheet || heads.contains(&Head::Speaker));
    (heads.len() <= MOST_COLUMNS && of_words.len() >= 2 && is_talk).then_some(heads)
}

fn head(cell: &str) -> Option<Head> {
    let lower = cell.trim().trim_start_matches('\u{feff}').to_lowercase();
    let has = |known: &[&str]| words(&lower).any(|word| known.contains(&word));
    let is = |known: &[&str]| known.contains(&lower.as_str());
    let role = if has(&[
        "translation",
        "translated",
        "übersetzung",
        "traduction",
        "traducción",
        "tradução",
        "traduzione",
        "tłumaczenie",
        "cyfieithiad",
        "vertaling",
    ]) {
        Some(Said::Translation)
    } else if has(&["original", "source", "verbatim", "oryginał", "gwreiddiol", "originale"])
        || is(&["text", "transcript", "words", "wording"])
    {
        Some(Said::Original)
    } else {
        None
    };
    let language = language(cell);
    if role.is_some() || language.is_some() {
        return Some(Head::Words { language, role });
    }
    if is(&[
        "speaker",
        "who",
        "name",
        "label",
        "voice",
        "sprecher",
        "sprecherin",
        "locuteur",
        "intervenant",
        "hablante",
        "siaradwr",
        "mówca",
        "osoba",
    ]) {
        return Some(Head::Speaker);
    }
    if is(&["document", "interview", "talk", "file"]) {
        return Some(Head::Talk);
    }
    let other = [
        "",
        "time",
        "start",
        "timecode",
        "timestamp",
        "turn",
        "no",
        "no.",
        "nr",
        "nr.",
        "number",
        "#",
        "line",
        "row",
        "id",
        "note",
        "notes",
        "comment",
        "comments",
        "code",
        "codes",
    ];
    is(&other).then(|| Head::Other(cell.trim().to_owned()))
}

pub fn column_of(heads: &[Head], wanted: &Head) -> Option<usize> {
    heads.iter().position(|head| head == wanted)
}

/// The columns of words with their languages, the original first.
pub fn versions(heads: &[Head]) -> Vec<(usize, Option<String>)> {
    let mut found: Vec<(usize, Option<String>, Option<Said>)> = heads
        .iter()
        .enumerate()
        .filter_map(|(column, head)| match head {
            Head::Words { language, role } => Some((column, language.clone(), *role)),
            _ => None,
        })
        .collect();
    let original = found.iter().position(|(_, _, role)| *role == Some(Said::Original));
    let original = original.or_else(|| found.iter().position(|(_, _, role)| role.is_none())).unwrap_or(0);
    if original < found.len() {
        let first = found.remove(original);
        found.insert(0, first);
    }
    found.into_iter().map(|(column, language, _)| (column, language)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_their_headings_and_unknown_ones_make_no_table_of_languages() {
        let heads = |cells: &[&str], is_sheet| heads_of(cells.iter().copied(), is_sheet).is_some();
        assert!(heads(&["Text", "Translation"], true) && heads(&["Polski", "English"], false));
        assert!(!heads(&["Polski", "English"], true) && heads(&["Who", "Polski", "English"], true));
        assert!(!heads(&["Translation"], true) && !heads(&["Text", "Translation", "How satisfied are you?"], true));
        assert!(!heads(&[], false) && !heads(&[""], true));
    }

    #[test]
    fn the_original_stands_first_wherever_its_column_is() {
        let columns = |cells: &[&str]| versions(&heads_of(cells.iter().copied(), false).unwrap());
        assert_eq!(columns(&["Translation (en)", "Polish"])[0], (1, Some("pl".into())));
        assert_eq!(columns(&["English", "Original"])[0], (1, None));
        assert_eq!(columns(&["German", "English"])[0], (0, Some("de".into())));
    }
}
