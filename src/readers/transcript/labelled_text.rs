//! `Speaker: text`, one turn a paragraph.
//!
//! Paragraphs without a label go on with the turn before. Lines above the first turn are left out, and lines that are only a
//! time (`05:49`) give the next turn its time.

use super::canonical::{Draft, Join, Who, Words};
use super::input::{Input, Line};
use super::labels::{Labels, candidate};
use super::{TranscriptReader, clock, headers};
use crate::diagnostic::{Diagnostic, Place, Result};

/// The format.
pub(super) struct LabelledText;

impl TranscriptReader for LabelledText {
    fn name(&self) -> &'static str {
        "labelled-text"
    }

    fn title(&self) -> &'static str {
        "text with speakers (Speaker: words)"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["txt", "md", "text"]
    }

    fn recognise(&self, input: &Input) -> bool {
        !input.is_word() && has_labels(input.lines())
    }

    fn read(&self, input: &Input) -> Result<Draft> {
        Ok(read_lines(input.lines(), is_wrapped(input.lines()), input.name()))
    }
}

/// Whether any line begins with a label.
pub(super) fn has_labels(lines: &[Line]) -> bool {
    !decide(lines).0.is_empty()
}

/// The labels of a transcript, and whether they stand in brackets.
fn decide(lines: &[Line]) -> (Labels, bool) {
    let all = || lines.iter().filter_map(|line| candidate(&line.text));
    let plain = Labels::among(all().filter(|found| !found.bracketed).map(|found| found.label), false);
    if !plain.is_empty() {
        return (plain, false);
    }
    // `[laughs]` may come back too: in brackets only what holds a number, a role or at least two speakers is a label.
    let bracketed = Labels::among(
        all().filter(|found| found.bracketed && !is_annotation(found.label)).map(|found| found.label),
        true,
    );
    (bracketed, true)
}

fn is_annotation(label: &str) -> bool {
    const ANNOTATIONS: [&str; 14] = [
        "laugh",
        "inaudible",
        "unclear",
        "pause",
        "crosstalk",
        "silence",
        "redacted",
        "cough",
        "sigh",
        "music",
        "noise",
        "phone",
        "break",
        "interrupt",
    ];
    let folded = label.to_lowercase();
    ANNOTATIONS.iter().any(|word| folded.contains(word))
}

/// Reads labelled lines.
pub(super) fn read_lines(lines: &[Line], wrapped: bool, name: &str) -> Draft {
    let (labels, bracketed) = decide(lines);
    let mut draft = Draft::default();
    let above = headers::count(lines, &labels);
    draft.noticed.extend(headers::note(&lines[..above], name));
    for (label, role) in headers::stated_roles(&lines[..above]) {
        draft.state_role(&label, role);
    }
    note_doubtful(&labels, lines, name, &mut draft);
    let mut time = None;
    let mut owed = false;
    for line in &lines[above..] {
        if let Some(mark) = clock::bracketed_mark(line.text.trim()) {
            time = Some(mark);
            continue;
        }
        let found = candidate(&line.text).filter(|found| found.bracketed == bracketed && labels.has(found.label));
        match found {
            Some(found) => {
                let words = &line.text[found.rest..];
                let at = Words { text: words, line: line.number, offset: found.rest };
                draft.say(Who::Named(found.label), found.time.or(time.take()), at, Join::Paragraph);
                owed = words.trim().is_empty();
            }
            None => {
                let join = if wrapped && !line.begins && !owed { Join::Blank } else { Join::Paragraph };
                let who = if draft.has_begun() { Who::Same } else { Who::Nobody };
                draft.say(who, None, Words { text: &line.text, line: line.number, offset: 0 }, join);
                owed = false;
            }
        }
    }
    draft
}

fn note_doubtful(labels: &Labels, lines: &[Line], name: &str, draft: &mut Draft) {
    if labels.count() <= 2 {
        return;
    }
    for label in &labels.doubtful {
        let line = lines.iter().find(|line| candidate(&line.text).is_some_and(|found| found.label == label));
        draft.noticed.push(
            Diagnostic::warning(format!("“{label}:” stands here once, and was taken for somebody who speaks"))
                .in_place(line.map_or(Place::file(name), |line| Place::line(name, line.number as u64)))
                .hint("if it is part of what is said, take the colon out"),
        );
    }
}

/// Whether the lines were broken at a width, so that a paragraph is many lines: most lines that another follows are nearly
/// as long as the longest, and none is longer than a page is wide.
pub(super) fn is_wrapped(lines: &[Line]) -> bool {
    const PAGE: usize = 100;
    const NARROWEST: usize = 40;
    let longest = lines.iter().map(|line| line.text.chars().count()).max().unwrap_or(0);
    if !(NARROWEST..=PAGE).contains(&longest) {
        return false;
    }
    let followed: Vec<usize> =
        lines.windows(2).filter(|pair| !pair[1].begins).map(|pair| pair[0].text.chars().count()).collect();
    let full = followed.iter().filter(|&&length| length * 4 >= longest * 3).count();
    followed.len() >= 2 && full * 2 > followed.len()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::model::{Document, Role};
    use crate::source::Source;

    fn document(text: &str) -> Document {
        let reading = read(&Source::from_bytes("a.txt", text)).unwrap();
        assert_eq!(reading.format, "labelled-text");
        reading.document
    }

    #[test]
    fn one_labelled_line_is_a_turn() {
        assert_eq!(document("Interviewer: Hello").text, "Interviewer: Hello");
    }

    #[test]
    fn continuations_belong_to_the_turn_and_case_does_not_matter() {
        let read =
            document("Interviewer : One?\n\nP: Two.\n\nThe thing is: three.\n\nINTERVIEWER: Four?\nP : Five.\nline\n");
        assert_eq!(
            read.text,
            "Interviewer: One?\n\nP: Two.\nThe thing is: three.\n\nInterviewer: Four?\n\nP: Five.\nline"
        );
        let roles: Vec<Role> = read.speakers.iter().map(|speaker| speaker.role).collect();
        assert_eq!(roles, [Role::Interviewer, Role::Participant]);
    }

    #[test]
    fn lines_above_the_first_turn_are_left_out_and_said() {
        for head in [
            "Interview 4\nDate: 3 March 2022\nPlace: by telephone\n\n",
            "Interview 4\nDate: 3 March 2022\n",
            "INTERVIEW 1\n\nInterviewer: Nadia Rahman\nDate: 3 March\nParticipant: P4\n\n",
        ] {
            let text = format!("{head}Interviewer: Hello, how are you?\n\nParticipant: Well.\n\nInterviewer: Good.\n");
            let reading = read(&Source::from_bytes("a.txt", text)).unwrap();
            assert!(reading.document.text.starts_with("Interviewer: Hello"), "{}", reading.document.text);
            assert!(reading.noticed[0].message.contains("above the first turn left out"), "{:?}", reading.noticed);
        }
    }

    #[test]
    fn a_short_first_turn_is_not_a_header() {
        let read = document("Int: Hello there\nand welcome\n\nP: Hello.\n\nInt: One?\n");
        assert!(read.text.starts_with("Int: Hello there\nand welcome"), "{}", read.text);
    }

    #[test]
    fn a_key_above_the_turns_gives_the_roles() {
        let read = document("Interviewer = A\nParticipant = B\n\nB: Who are you?\nA: Me.\nB: Who?\nA: I.\n");
        let roles: Vec<Role> = read.speakers.iter().map(|speaker| speaker.role).collect();
        assert_eq!(roles, [Role::Participant, Role::Interviewer]);
    }

    #[test]
    fn a_label_alone_on_its_line_and_lines_of_time() {
        let read = document("05:49\nInterviewer:\nOne?\n\n[06:00]\nP:\nTwo.\n");
        assert_eq!(read.text, "Interviewer: One?\n\nP: Two.");
        assert_eq!(read.turns[1].start_time, Some(360_000));
    }

    #[test]
    fn bracketed_labels_are_labels_where_there_are_no_others() {
        assert_eq!(document("[id1] One?\n[id2] Two.\n[laughs]\n[id1] Three?").turns.len(), 3);
        assert_eq!(document("Int: [q1] One?\nP: [laughs] Two.\n").text, "Int: [q1] One?\n\nP: [laughs] Two.");
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let read = document(
            "Interviewer: This is a question that goes on over the end\nof the line, as people who wrap their lines by\nhand do it.\n\nP: Yes.\n",
        );
        assert!(
            read.text.contains("over the end of the line, as people who wrap their lines by hand"),
            "{}",
            read.text
        );
    }
}
