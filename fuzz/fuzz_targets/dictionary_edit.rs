//! Changes of a questionnaire.toml that keep its comments: the first file is the text, the second what it is to become. What is
//! written must read as meant, or nothing is.
#![no_main]

use canvass::model::Questionnaire;
use canvass::model::review::RevisedQuestion;
use canvass::writers::dictionary::apply;
use canvass_fuzz::files;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let files = files(data);
    let Some(text) = files.first().and_then(|(_, body)| std::str::from_utf8(body).ok()) else { return };
    let Ok(current) = toml::from_str::<Questionnaire>(text) else { return };
    let later = files.get(1).and_then(|(_, body)| std::str::from_utf8(body).ok());
    let later: Questionnaire = later.and_then(|later| toml::from_str(later).ok()).unwrap_or_default();
    let mut revised: Vec<RevisedQuestion> = Vec::new();
    for (from, entry) in current.questions.iter().enumerate() {
        let mut question = RevisedQuestion::unchanged(from, entry);
        if let Some(other) = later.questions.get(from) {
            let place = |place: usize, there: usize| (place < there).then_some(place);
            let (choices, rows) = (entry.choices.len(), entry.rows.len());
            question.choices =
                other.choices.iter().cloned().enumerate().map(|(at, choice)| (place(at, choices), choice)).collect();
            question.rows = other.rows.iter().cloned().enumerate().map(|(at, row)| (place(at, rows), row)).collect();
            question.entry = other.clone();
        }
        revised.push(question);
    }
    let _ = apply(text, &current, &revised);
    revised.reverse();
    let _ = apply(text, &current, &revised);
});
