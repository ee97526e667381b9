//! The page “what I understood”: what was found out of an export, for a person to check before anything is counted.

use crate::model::{Block, Inline, Kind, Listing, ListingColumn, Report, Value};
use crate::number;
use crate::readers::survey::{ChoiceSummary, PLATFORMS, QuestionSummary, Reading, Understood};

/// The page.
pub fn page(reading: &Reading, understood: &Understood, file: &str) -> Report {
    let mut blocks = vec![Block::heading(1, "What I understood"), about(reading, understood, file)];
    if !understood.flagged.is_empty() {
        blocks.push(Block::heading(2, "Marked responses"));
        blocks.push(Block::listing(flagged(understood)));
    }
    blocks.push(Block::heading(2, "Questions"));
    blocks.push(Block::listing(questions(understood)));
    blocks.push(Block::heading(2, "Choices"));
    blocks.push(Block::listing(choices(understood)));
    if !understood.metadata.is_empty() {
        blocks.push(Block::heading(2, "Columns of the platform"));
        blocks.push(Block::listing(metadata(understood)));
    }
    blocks.push(Block::heading(2, "Personal data"));
    blocks.push(personal(understood));
    Report { title: format!("What I understood of {file}"), language: "en-GB".into(), blocks, ..Report::default() }
}

fn about(reading: &Reading, understood: &Understood, file: &str) -> Block {
    let title = PLATFORMS
        .iter()
        .find(|platform| platform.name() == understood.platform)
        .map_or(understood.platform.as_str(), |platform| platform.title());
    let mut rows = vec![
        ("File", Value::from(file)),
        ("Platform", Value::from(format!("{title}: {}", reading.recognised))),
        ("Encoding", Value::from(understood.encoding.as_str())),
        ("Responses", Value::from(understood.responses)),
    ];
    if let Some(cases) = understood.cases.filter(|cases| *cases != understood.responses) {
        rows.push(("Different respondents", Value::from(cases)));
    }
    rows.push(("Questions", Value::from(understood.questions.len())));
    let marked = understood.flagged.len();
    rows.push(("Marked", if marked == 0 { Value::from("none") } else { Value::from(marked) }));
    let rows = rows.into_iter().map(|(name, value)| vec![Value::from(name), value]).collect();
    Block::listing(Listing {
        id: "about".into(),
        title: "The export".into(),
        columns: vec![ListingColumn::words("What"), ListingColumn::wide("Found")],
        rows,
        notes: vec!["Nothing was left out: what is marked is counted until study.toml excludes it.".into()],
    })
}

fn flagged(understood: &Understood) -> Listing {
    const SHOWN: usize = 30;
    let rows = understood.flagged.iter().take(SHOWN);
    let rows = rows.map(|row| vec![Value::from(row.row), Value::from(row.why.as_str())]).collect();
    let more = understood.flagged.len().saturating_sub(SHOWN);
    Listing {
        id: "marked".into(),
        title: "Marked responses".into(),
        columns: vec![ListingColumn::figures("Row"), ListingColumn::wide("Why")],
        rows,
        notes: if more > 0 { vec![format!("and {} more", number::count(more as u64))] } else { Vec::new() },
    }
}

fn questions(understood: &Understood) -> Listing {
    let rows = understood
        .questions
        .iter()
        .map(|question| {
            let reason = match &question.guess {
                Some(guess) if guess.confidence < 0.7 => format!("unsure: {}", guess.reason),
                Some(guess) => guess.reason.clone(),
                None => "reviewed".to_owned(),
            };
            vec![
                Value::from(question.id.as_str()),
                Value::from(shortened(&question.text, 70)),
                Value::from(question.kind.word()),
                Value::from(question.base),
                Value::from(reason),
            ]
        })
        .collect();
    Listing {
        id: "questions".into(),
        title: "Questions in the order of the file".into(),
        columns: vec![
            ListingColumn::words("Id"),
            ListingColumn::wide("Question"),
            ListingColumn::words("Kind"),
            ListingColumn::figures("Base"),
            ListingColumn::wide("Why this kind"),
        ],
        rows,
        notes: vec!["Base: responses with an answer; reasons for not answering are outside it. A blank may mean “not asked”: write `asked` into questionnaire.toml where you know.".into()],
    }
}

fn choices(understood: &Understood) -> Listing {
    let rows = understood
        .questions
        .iter()
        .filter_map(|question| {
            let words = answers(question);
            (!words.is_empty()).then(|| vec![Value::from(question.id.as_str()), Value::from(words)])
        })
        .collect();
    Listing {
        id: "choices".into(),
        title: "Choices with the number who chose each".into(),
        columns: vec![ListingColumn::words("Question"), ListingColumn::wide("Answers")],
        rows,
        notes: Vec::new(),
    }
}

/// The answers of a question on one line.
fn answers(question: &QuestionSummary) -> String {
    if question.personal.is_some() {
        return String::new();
    }
    if let (Kind::Numeric | Kind::Date, Some(summary)) = (question.kind, &question.summary) {
        return match (figure(summary.min.as_ref()), figure(summary.max.as_ref()), summary.median) {
            (Some(min), Some(max), Some(median)) => format!("{min} to {max}, median {}", plain_figure(median)),
            (Some(min), Some(max), None) => format!("{min} to {max}"),
            _ => String::new(),
        };
    }
    let listed = listed(&question.choices);
    let rows: Vec<String> = question
        .rows
        .iter()
        .map(|row| match row.summary.as_ref().and_then(|summary| summary.mean) {
            Some(mean) => format!("{} (mean rank {})", row.text, number::fixed(mean, 1)),
            None => row.text.clone(),
        })
        .collect();
    match (listed.is_empty(), rows.is_empty()) {
        (_, true) => listed,
        (true, false) => rows.join(" · "),
        (false, false) => format!("{} rows ({}): {listed}", rows.len(), rows.join(", ")),
    }
}

fn listed(choices: &[ChoiceSummary]) -> String {
    const SHOWN: usize = 16;
    let mut words: Vec<String> = choices
        .iter()
        .take(SHOWN)
        .map(|choice| {
            let reason = choice.missing.map(|reason| format!(" [{reason}]")).unwrap_or_default();
            format!("{} {}{reason}", shortened(&choice.label, 60), choice.count)
        })
        .collect();
    if choices.len() > SHOWN {
        words.push(format!("and {} more", choices.len() - SHOWN));
    }
    words.join(" · ")
}

fn figure(value: Option<&serde_json::Value>) -> Option<String> {
    match value? {
        serde_json::Value::Number(number) => number.as_f64().map(plain_figure),
        serde_json::Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn plain_figure(value: f64) -> String {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, not negative and small")]
    if value.fract() == 0.0 && (0.0..1e15).contains(&value) {
        return number::count(value as u64);
    }
    number::fixed(value, 1)
}

fn metadata(understood: &Understood) -> Listing {
    let rows = understood
        .metadata
        .iter()
        .map(|column| {
            vec![
                Value::from(shortened(&column.text, 50)),
                Value::from(column.role.as_deref().unwrap_or_default()),
                Value::from(column.personal.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    Listing {
        id: "metadata".into(),
        title: "Columns of the platform, kept apart from questions".into(),
        columns: vec![
            ListingColumn::wide("Column"),
            ListingColumn::words("What for"),
            ListingColumn::words("Personal data"),
        ],
        rows,
        notes: Vec::new(),
    }
}

fn personal(understood: &Understood) -> Block {
    let found: Vec<String> = understood
        .questions
        .iter()
        .filter_map(|question| question.personal.as_ref().map(|personal| format!("{} ({personal})", question.id)))
        .chain(
            understood
                .metadata
                .iter()
                .filter_map(|column| column.personal.as_ref().map(|personal| format!("{} ({personal})", column.id))),
        )
        .collect();
    let words = if found.is_empty() {
        "None was found. Open answers may still name people: look before you quote.".to_owned()
    } else {
        format!(
            "Kept out of every output: {}. Open answers may still name people: look before you quote.",
            found.join(", ")
        )
    };
    Block::Paragraph { text: vec![Inline::text(words)] }
}

/// Words on one line, cut to so many characters.
fn shortened(words: &str, shown: usize) -> String {
    let one_line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(shown) {
        Some((end, _)) => format!("{}…", one_line[..end].trim_end()),
        None => one_line,
    }
}
