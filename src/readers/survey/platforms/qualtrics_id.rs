//! Qualtrics ImportIds: `{"ImportId":"QID28_1"}`, `{'ImportId': 'QID11#1-1-2-TEXT'}`, `{"ImportId":"startDate"}`.

/// What the column of promoters and detractors is for.
pub const PROMOTERS: &str = "group of the recommendation score";

/// Ends of tags whose columns were measured or worked out, where there are no ImportIds.
const DERIVED: [(&str, &str); 11] = [
    ("_First Click", "timing"),
    ("_Last Click", "timing"),
    ("_Page Submit", "timing"),
    ("_Click Count", "timing"),
    ("_Browser", "browser"),
    ("_Version", "browser"),
    ("_Operating System", "browser"),
    ("_Resolution", "browser"),
    ("_NPS_GROUP", PROMOTERS),
    (" - Topics", "topics found in the text"),
    (" - Parent Topics", "topics found in the text"),
];

/// What a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// An answer to a question.
    Question(ImportId),
    /// Something Qualtrics worked out or measured, by its role.
    Derived(&'static str),
    /// A column of the platform's own, or embedded data.
    Platform,
}

/// Which part of which question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportId {
    /// The turn of a loop.
    pub repeat: Option<String>,
    /// `QID28`.
    pub question: String,
    /// The column of a side-by-side question.
    pub side: Option<String>,
    /// Choice, row or row and column.
    pub path: Vec<String>,
    /// Whether it is what was typed.
    pub text: bool,
}

/// What an ImportId says.
pub fn parse(cell: &str) -> Part {
    let mut quoted = cell.split(['"', '\'']).skip_while(|part| *part != "ImportId").skip(2);
    let id = quoted.next().unwrap_or_default().replace('-', "_");
    let choice = cell.find("choiceId").and_then(|at| cell[at..].split(['"', '\'']).nth(2));
    let (repeat, rest) = match id.split_once("_QID") {
        Some((turn, rest)) if !turn.is_empty() && turn.bytes().all(|byte| byte.is_ascii_digit()) => {
            (Some(turn.to_owned()), format!("QID{rest}"))
        }
        _ => (None, id),
    };
    if !rest.starts_with("QID") || !rest[3..].starts_with(|c: char| c.is_ascii_digit()) {
        return Part::Platform;
    }
    let end = rest[3..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |at| at + 3);
    let mut import = ImportId { repeat, question: rest[..end].to_owned(), ..ImportId::default() };
    let mut tail = &rest[end..];
    if let Some(after) = tail.strip_prefix('#') {
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        import.side = Some(after[..end].to_owned());
        tail = &after[end..];
    }
    let mut parts = tail.split('_').filter(|part| !part.is_empty()).peekable();
    while let Some(part) = parts.next_if(|part| is_number(part)) {
        import.path.push(part.to_owned());
    }
    import.path.extend(choice.filter(|_| import.path.is_empty()).map(str::to_owned));
    match parts.next() {
        None => Part::Question(import),
        Some("TEXT") if parts.peek().is_none() => {
            import.text = true;
            Part::Question(import)
        }
        Some("TEXT") => Part::Derived("topics found in the text"),
        Some("FIRST" | "LAST" | "PAGE" | "CLICK") => Part::Derived("timing"),
        Some("BROWSER" | "VERSION" | "OS" | "RESOLUTION") => Part::Derived("browser"),
        Some("DO") => Part::Derived("order of display"),
        Some("NPS") => Part::Derived(PROMOTERS),
        Some("ID" | "NAME" | "SIZE" | "TYPE" | "FILE") => Part::Derived("uploaded file"),
        Some(_) => Part::Derived("derived"),
    }
}

/// What a tag says, in the legacy format that has no ImportIds: `Q2_1`, `Q2_7_TEXT`.
pub fn of_tag(tag: &str) -> Part {
    if let Some((_, role)) = DERIVED.iter().find(|(end, _)| tag.ends_with(end)) {
        return Part::Derived(role);
    }
    let (stem, text) = match tag.strip_suffix("_TEXT") {
        Some(stem) => (stem, true),
        None => (tag, false),
    };
    let mut parts: Vec<&str> = stem.split('_').collect();
    let mut path = Vec::new();
    while parts.len() > 1 && path.len() < 2 && parts.last().is_some_and(|part| is_number(part)) {
        path.extend(parts.pop().map(str::to_owned));
    }
    path.reverse();
    Part::Question(ImportId { question: parts.join("_"), path, text, ..ImportId::default() })
}

fn is_number(part: &str) -> bool {
    let digits = part.strip_prefix('x').unwrap_or(part);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(cell: &str) -> ImportId {
        match parse(cell) {
            Part::Question(id) => id,
            other => panic!("{cell}: {other:?}"),
        }
    }

    #[test]
    fn both_dialects_are_read() {
        assert_eq!(id("{\"ImportId\":\"QID28_1\",\"timeZone\":\"America/Denver\"}").path, ["1"]);
        let old = id("{'ImportId': 'QID11#1-1-2-TEXT'}");
        assert_eq!((old.question.as_str(), old.side.as_deref(), old.text), ("QID11", Some("1"), true));
        assert_eq!(old.path, ["1", "2"]);
        assert_eq!(id("{\"ImportId\":\"3_QID5\"}").repeat.as_deref(), Some("3"));
        assert_eq!(id("{\"ImportId\":\"QID9\",\"choiceId\":\"4\"}").path, ["4"]);
    }

    #[test]
    fn what_is_measured_or_worked_out_is_no_question() {
        assert_eq!(parse("{\"ImportId\":\"QID93_FIRST_CLICK\"}"), Part::Derived("timing"));
        assert_eq!(parse("{\"ImportId\":\"QID2_TEXT_eae5a8d0Topics\"}"), Part::Derived("topics found in the text"));
        for own in
            ["{\"ImportId\":\"startDate\"}", "{'ImportId': 'panel-RecipientEmail'}", "", "{\"ImportId\":\"QIDx\"}"]
        {
            assert_eq!(parse(own), Part::Platform, "{own}");
        }
    }

    #[test]
    fn the_legacy_format_is_read_by_its_tags() {
        assert_eq!(
            of_tag("Q2_7_TEXT"),
            Part::Question(ImportId {
                question: "Q2".into(),
                path: vec!["7".into()],
                text: true,
                ..ImportId::default()
            })
        );
    }
}
