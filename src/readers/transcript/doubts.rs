//! What a transcript leaves open of who speaks, and what documents.csv has said of it since.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Speaker;

/// What is said where no label was found.
pub(super) const NOBODY: &str = "no speakers are named, so all of it is one turn of nobody in particular";

/// The end of what is said of two labels that are alike.
const NEAR: &str = "may be the same speaker";

/// What is said of a label that stands once.
pub(super) fn once(label: &str) -> String {
    format!("“{label}:” stands here once, and was taken for somebody who speaks")
}

/// What is said of two labels that are alike.
pub(super) fn near(one: &str, other: &str) -> String {
    format!("“{one}” and “{other}” {NEAR}")
}

/// Takes out the doubts that a person has settled: labels whose row in documents.csv says who they are, two that are one case, or
/// two cases of which cases.csv says anything; and that nobody is named in what is told by one person.
pub fn settle(
    noticed: &mut Vec<Diagnostic>,
    speakers: &[Speaker],
    kind: Option<&str>,
    is_known: &dyn Fn(&str) -> bool,
) {
    if noticed.iter().all(|one| one.level != Level::Warning) {
        return;
    }
    let mut settled: Vec<String> = speakers.iter().map(|speaker| once(&speaker.label)).collect();
    if !speakers.is_empty() || kind.is_some_and(|kind| kind != "transcript") {
        settled.push(NOBODY.to_owned());
    }
    if noticed.iter().any(|one| one.message.ends_with(NEAR)) {
        for (index, one) in speakers.iter().enumerate() {
            for other in &speakers[index + 1..] {
                let cases = one.case.as_deref().zip(other.case.as_deref());
                if cases.is_some_and(|(one, other)| one == other || (is_known(one) && is_known(other))) {
                    settled.extend([near(&one.label, &other.label), near(&other.label, &one.label)]);
                }
            }
        }
    }
    noticed.retain(|one| !settled.contains(&one.message));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;

    #[test]
    fn what_documents_csv_says_is_no_doubt_any_more() {
        let speaker = |label: &str, case: &str| Speaker {
            label: label.into(),
            case: Some(case.to_owned()).filter(|case| !case.is_empty()),
            role: Role::Participant,
        };
        let said = || vec![once("Ann"), near("Ann", "Anne"), NOBODY.to_owned(), "else".to_owned()];
        let left = |speakers: &[Speaker], kind: Option<&str>, known: bool| {
            let mut noticed: Vec<Diagnostic> = said().into_iter().map(Diagnostic::warning).collect();
            settle(&mut noticed, speakers, kind, &|_| known);
            noticed.into_iter().map(|one| one.message).collect::<Vec<_>>()
        };
        assert_eq!(left(&[], None, true), said());
        assert_eq!(left(&[], Some("transcript"), true), said());
        assert_eq!(left(&[], Some("story"), true), [once("Ann"), near("Ann", "Anne"), "else".to_owned()]);
        let two = [speaker("Anne", "a"), speaker("Ann", "b")];
        assert_eq!(left(&two, None, false), [near("Ann", "Anne"), "else".to_owned()]);
        assert_eq!(left(&two, None, true), ["else"]);
        assert_eq!(left(&[speaker("Anne", "a"), speaker("Ann", "a")], None, false), ["else"]);
        assert_eq!(
            left(&[speaker("Ann", ""), speaker("Anne", "")], None, true),
            [near("Ann", "Anne"), "else".to_owned()]
        );
    }
}
