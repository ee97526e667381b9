//! `Speaker: text`, one turn a paragraph. Where nobody is named so: `[id1] text`, `Q. text`, or a speaker alone on a line above the words.
//!
//! Paragraphs without a label go on with the turn before. Lines above the first turn are left out, and lines that are only a
//! time (`05:49`) give the next turn its time.

use std::collections::BTreeMap;

use super::canonical::{Draft, Join, Who, Words};
use super::input::{Input, Line};
use super::labels::{self, Candidate, Labels, candidate};
use super::{TranscriptReader, clock, doubts, headers};
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

/// How labels stand before words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `Ann: words`
    Colon,
    /// `[id1] words`
    Bracketed,
    /// `Q. words`, `A - words`
    QuestionAndAnswer,
    /// On a line of its own.
    Heading,
}

impl Style {
    /// What could be a label at the head of a line.
    fn candidate(self, line: &str) -> Option<Candidate<'_>> {
        match self {
            Self::Colon => candidate(line).filter(|found| !found.bracketed),
            Self::Bracketed => candidate(line).filter(|found| found.bracketed),
            Self::QuestionAndAnswer => question_or_answer(line),
            Self::Heading => heading(line),
        }
    }
}

/// `Q. words`, `A) words`, `Q - words`.
fn question_or_answer(line: &str) -> Option<Candidate<'_>> {
    let text = line.trim_start();
    let label = text.get(..1).filter(|label| ["Q", "A"].contains(label))?;
    let behind = text[1..].trim_start_matches(' ');
    let rest = behind.strip_prefix(['.', ')', '-', '–', '—']).filter(|rest| rest.starts_with([' ', '\t']))?;
    Some(Candidate { label, time: None, rest: line.len() - rest.len(), bracketed: false })
}

/// A speaker alone on a line.
fn heading(line: &str) -> Option<Candidate<'_>> {
    let label = line.trim().trim_matches(['*', '_', '#']).trim();
    let is_label = labels::could_be_label(label)
        && !label.ends_with('.')
        && (labels::is_stand_in(label) || (labels::is_like_a_name(label) && !labels::is_no_name(label)));
    is_label.then_some(Candidate { label, time: None, rest: line.len(), bracketed: false })
}

/// Speakers alone on lines above their words: at least two, who come back or are called by a role.
fn headings(lines: &[Line]) -> Labels {
    let divided = lines.iter().skip(1).any(|line| line.begins);
    let is_head = |line: &Line| (line.begins || !divided) && heading(&line.text).is_some();
    let mut heads: Vec<&str> = Vec::new();
    for (place, line) in lines.iter().enumerate().filter(|(_, line)| is_head(line)) {
        if lines.get(place + 1).is_some_and(|next| heading(&next.text).is_none()) {
            heads.extend(heading(&line.text).map(|found| found.label));
        }
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    heads.iter().for_each(|label| *times.entry(labels::fold(label)).or_default() += 1);
    let comes_back = |label: &str| times.get(&labels::fold(label)).is_some_and(|&times| times >= 2);
    let kept: Vec<&str> =
        heads.iter().copied().filter(|label| labels::is_stand_in(label) || comes_back(label)).collect();
    // Headings of sections may come back too: without a role it takes people who speak in turns.
    let in_turns = kept.len() >= 4 && kept.len() * 4 >= lines.len() && times.len() * 2 <= heads.len();
    if !in_turns && !kept.iter().any(|label| labels::is_stand_in(label)) {
        return Labels::default();
    }
    let found = Labels::these(kept.into_iter());
    if found.count() >= 2 { found } else { Labels::default() }
}

/// The labels of a transcript, and how they stand.
fn decide(lines: &[Line]) -> (Labels, Style) {
    let all = || lines.iter().filter_map(|line| candidate(&line.text));
    let plain = Labels::among(all().filter(|found| !found.bracketed).map(|found| found.label), false);
    if !plain.is_empty() {
        return (plain, Style::Colon);
    }
    // `[laughs]` may come back too: in brackets only what holds a number, a role or at least two speakers is a label.
    let bracketed = Labels::among(
        all().filter(|found| found.bracketed && !is_annotation(found.label)).map(|found| found.label),
        true,
    );
    if !bracketed.is_empty() {
        return (bracketed, Style::Bracketed);
    }
    let asked = Labels::these(lines.iter().filter_map(|line| question_or_answer(&line.text)).map(|found| found.label));
    if asked.count() == 2 {
        return (asked, Style::QuestionAndAnswer);
    }
    (headings(lines), Style::Heading)
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
    let (labels, style) = decide(lines);
    let mut draft = Draft::default();
    // Lines in brackets above the first turn may be anything.
    let begins = |line: &Line| {
        style != Style::Bracketed && style.candidate(&line.text).is_some_and(|found| labels.has(found.label))
    };
    let above = headers::count(lines, &begins);
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
        let found = style.candidate(&line.text).filter(|found| labels.has(found.label));
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
            Diagnostic::warning(doubts::once(label))
                .in_place(line.map_or(Place::file(name), |line| Place::line(name, line.number as u64)))
                .hint("if it is part of what is said, take the colon out; else say in documents.csv who it is"),
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
    fn questions_and_answers_and_speakers_alone_on_lines() {
        let told = |text: &str| {
            let read = document(text);
            (read.text, read.speakers.iter().map(|speaker| speaker.role == Role::Interviewer).collect::<Vec<_>>())
        };
        for text in ["Q. Why?\nA. Because.\nMore.\nQ. So?", "Q - Why?\n\nA - Because.\nMore.\n\nQ – So?\n"] {
            assert_eq!(told(text), ("Q: Why?\n\nA: Because.\nMore.\n\nQ: So?".into(), vec![true, false]), "{text}");
        }
        let text = "Interview 4\n\nINTERVIEWER\nWhy?\n\nParticipant 1\nBecause.\n\nMore.\n\nINTERVIEWER\nSo?\n";
        let wanted = "INTERVIEWER: Why?\n\nParticipant 1: Because.\nMore.\n\nINTERVIEWER: So?";
        assert_eq!(told(text), (wanted.into(), vec![true, false]));
        let named = "Ann Lee\nWhy?\nBo\nBecause.\nAnn Lee\nSo?\nBo\nSo.\n";
        assert_eq!(told(named).0, "Ann Lee: Why?\n\nBo: Because.\n\nAnn Lee: So?\n\nBo: So.");
        let whisper =
            "[00:00:01.000 --> 00:00:05.000]  [SPEAKER_00] Why?\n[00:00:05.000 --> 00:00:09.000]  [SPEAKER_01] So.\n";
        assert_eq!(document(whisper).text, "SPEAKER_00: Why?\n\nSPEAKER_01: So.");
        assert_eq!(document(whisper).turns[1].start_time, Some(5_000));
    }

    #[test]
    fn numbers_and_arrows_before_a_label_are_no_part_of_it() {
        for text in [
            "1. Interviewer: Why?\n2. Ann: So.\n3. Interviewer: And?",
            ">> Interviewer: Why?\n>> Ann: So.\n>> Interviewer: And?",
        ] {
            assert_eq!(document(text).text, "Interviewer: Why?\n\nAnn: So.\n\nInterviewer: And?");
        }
    }

    #[test]
    fn names_without_capitals_are_names() {
        assert_eq!(document("李娜：请问？\n王伟：你好。\n李娜：谢谢。\n").turns.len(), 3);
        assert_eq!(document("المحاور: ماذا؟\nمريم: أطبخ.\nالمحاور: مع من؟\n").turns.len(), 3);
    }

    #[test]
    fn headings_of_sections_are_no_speakers() {
        for text in
            ["Funding\n\nWe need it.\n\nTraining\n\nWe need that.\n", "A. Money\n\nB. Time\n\nAnn\n\nWas here.\n"]
        {
            let reading = read(&Source::from_bytes("a.txt", text)).unwrap();
            assert_eq!(reading.format, "unlabelled-text", "{text}");
        }
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
