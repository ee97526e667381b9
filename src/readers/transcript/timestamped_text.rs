//! A line with speaker and time, then the words: Otter's text, and what Teams writes into Word.

use std::collections::BTreeMap;

use super::canonical::{Draft, Join, Who, Words};
use super::input::{Input, Line};
use super::labels::{self, could_be_label};
use super::{TranscriptReader, clock, headers};
use crate::diagnostic::{Diagnostic, Result};

/// The format.
pub(super) struct TimestampedText;

impl TranscriptReader for TimestampedText {
    fn name(&self) -> &'static str {
        "timestamped-text"
    }

    fn title(&self) -> &'static str {
        "text with times (Otter)"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["txt"]
    }

    fn recognise(&self, input: &Input) -> bool {
        !input.is_word() && is_timestamped(input.lines())
    }

    fn read(&self, input: &Input) -> Result<Draft> {
        let wrapped = super::labelled_text::is_wrapped(input.lines());
        Ok(read_lines(input.lines(), wrapped, input.name()))
    }
}

/// Speaker and time at the head of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp<'a> {
    label: &'a str,
    time: u64,
    /// Where the words start, in bytes; the end of the line where they stand on the next.
    rest: usize,
    /// Two blanks or more, a tab or brackets divide name and time; after one blank it may be prose (“We met at 10:30”).
    sure: bool,
    /// The time stands first: `[00:00:01] Ann Lee`, which may be words with the time they were said.
    leads: bool,
}

fn stamp(line: &str) -> Option<Stamp<'_>> {
    let lead = line.len() - line.trim_start().len();
    let text = line.trim();
    let (label, time) = labels::without_time(text);
    if let Some(time) = time.filter(|_| could_be_label(label)) {
        let between = &text[label.len()..];
        let sure =
            between.starts_with("  ") || between.starts_with('\t') || between.trim_start().starts_with(['[', '(']);
        let sure = sure || between.starts_with('\u{a0}');
        return Some(Stamp { label, time, rest: line.len(), sure, leads: false });
    }
    if let Some((time, after)) = labels::leading_mark(text) {
        let label = text[after..].trim_start_matches([' ', '\t', '-', '–']).trim_end_matches(':').trim();
        let is_name = labels::is_stand_in(label) || (labels::is_like_a_name(label) && !labels::is_no_name(label));
        return (could_be_label(label) && is_name).then_some(Stamp {
            label,
            time,
            rest: line.len(),
            sure: false,
            leads: true,
        });
    }
    // `A1 0:07 words on the same line`
    let mut at = 0;
    for word in text.split_whitespace().take(4) {
        let start = at + text[at..].find(word)?;
        at = start + word.len();
        if let Some(time) = clock::bracketed_mark(word) {
            let label = text[..start].trim();
            return could_be_label(label).then_some(Stamp { label, time, rest: lead + at, sure: false, leads: false });
        }
    }
    None
}

/// Whether a label is a short code with a number: `B2`, `ID7`.
fn is_code(label: &str) -> bool {
    const LONGEST: usize = 4;
    label.len() <= LONGEST
        && label.starts_with(|c: char| c.is_ascii_uppercase())
        && label.ends_with(|c: char| c.is_ascii_digit())
        && label.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// The stamps of the lines, those only that are sure or whose label comes back at the head of many lines.
fn stamps(lines: &[Line]) -> Vec<Option<Stamp<'_>>> {
    const COMES_BACK: usize = 3;
    let found: Vec<Option<Stamp<'_>>> = lines.iter().map(|line| stamp(&line.text)).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for stamp in found.iter().flatten() {
        *seen.entry(labels::fold(stamp.label)).or_default() += 1;
    }
    let times = |stamp: &Stamp<'_>| seen.get(&labels::fold(stamp.label)).copied().unwrap_or_default();
    // Where speakers stand before colons, a time with a word or two behind it is somebody's words.
    let no_leads = !found.iter().flatten().any(|stamp| stamp.leads) || super::labelled_text::has_labels(lines);
    // Where no time stands before anything else, each stands before who speaks.
    let timed = |line: &Line| labels::leading_mark(line.text.trim()).is_some();
    let pure = lines.iter().zip(&found).all(|(line, stamp)| !timed(line) || stamp.is_some_and(|stamp| stamp.leads));
    let known = |stamp: &Stamp<'_>| {
        if stamp.leads {
            return !no_leads && (pure || labels::is_stand_in(stamp.label) || times(stamp) >= 2);
        }
        stamp.sure || labels::role(stamp.label).is_some() || is_code(stamp.label) || times(stamp) >= COMES_BACK
    };
    found.into_iter().map(|stamp| stamp.filter(&known)).collect()
}

/// Whether lines with speaker and time make up the file: two or more of them, or the first line is one.
pub(super) fn is_timestamped(lines: &[Line]) -> bool {
    let found = stamps(lines);
    let count = found.iter().flatten().count();
    let words = lines.len().saturating_sub(count);
    let first = found.first().is_some_and(Option::is_some);
    (count >= 2 || (count == 1 && first)) && count * 40 >= words
}

/// Reads lines with speaker and time.
pub(super) fn read_lines(lines: &[Line], wrapped: bool, name: &str) -> Draft {
    let found = stamps(lines);
    let mut draft = Draft::default();
    let above = found.iter().position(Option::is_some).unwrap_or(0);
    draft.noticed.extend(headers::note(&lines[..above], name));
    for (label, role) in headers::stated_roles(&lines[..above]) {
        draft.state_role(&label, role);
    }
    let mut left_out = Vec::new();
    for (line, stamp) in lines.iter().zip(&found).skip(above) {
        let Some(stamp) = stamp else {
            if is_of_the_program(&line.text) {
                left_out.push(line.text.trim());
                continue;
            }
            let join = if wrapped && !line.begins { Join::Blank } else { Join::Paragraph };
            draft.say(Who::Same, None, Words { text: &line.text, line: line.number, offset: 0 }, join);
            continue;
        };
        let words = Words { text: &line.text[stamp.rest..], line: line.number, offset: stamp.rest };
        draft.say(Who::Named(stamp.label), Some(stamp.time), words, Join::Paragraph);
    }
    if !left_out.is_empty() {
        draft.noticed.push(Diagnostic::note(format!("left out, as the program's own words: {}", left_out.join(" / "))));
    }
    draft
}

/// What recording programs add themselves.
fn is_of_the_program(line: &str) -> bool {
    const ENDS: [&str; 4] =
        ["started transcription", "stopped transcription", "started recording", "stopped recording"];
    let text = line.trim().trim_end_matches('.').to_lowercase();
    let words = text.split_whitespace().count();
    (words <= 8 && ENDS.iter().any(|end| text.ends_with(end))) || text.starts_with("transcribed by https://")
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::source::Source;

    #[test]
    fn speakers_and_times_stand_on_lines_of_their_own() {
        let text = "Interviewer  0:03\nThanks. Let's meet at 10:30\n\nParticipant  59:22\nI had to.\nAnother paragraph.\n\nInterviewer  1:00:57\nWhy?\n\nTranscribed by https://otter.ai\n";
        let reading = read(&Source::from_bytes("a.txt", text)).unwrap();
        assert_eq!(reading.format, "timestamped-text");
        assert_eq!(
            reading.document.text,
            "Interviewer: Thanks. Let's meet at 10:30\n\nParticipant: I had to.\nAnother paragraph.\n\nInterviewer: Why?"
        );
        let times: Vec<Option<u64>> = reading.document.turns.iter().map(|turn| turn.start_time).collect();
        assert_eq!(times, [Some(3_000), Some(3_562_000), Some(3_657_000)]);
    }

    #[test]
    fn one_blank_before_the_time_is_a_stamp_only_where_the_label_comes_back() {
        let text =
            "A1 0:07\nYes.\nA2 0:09\nLet's meet at 10:30\nA1 0:12\nNo.\nA2 0:15\nWhy?\nA1 0:20\nSo.\nA2 0:21\nOh.\n";
        let reading = read(&Source::from_bytes("a.txt", text)).unwrap();
        assert_eq!(reading.document.turns.len(), 6);
        assert!(reading.document.text.contains("A2: Let's meet at 10:30"));
        assert_eq!(stamp("We met at 10:30").map(|stamp| stamp.sure), Some(false));
    }

    #[test]
    fn the_time_may_stand_before_the_speaker() {
        let text = "[00:00:01] Ann Lee\nWhy?\n\n[00:00:05.250] - Speaker 2\nSo.\n\n[00:00:09] Ann Lee\nAnd?\n";
        let reading = read(&Source::from_bytes("a.txt", text)).unwrap();
        assert_eq!(reading.document.text, "Ann Lee: Why?\n\nSpeaker 2: So.\n\nAnn Lee: And?");
        assert_eq!(reading.document.turns[1].start_time, Some(5_250));
        let once = "[00:01] Ann Lee\nWhy?\n[00:05] Bo\nSo.\n";
        assert_eq!(read(&Source::from_bytes("a.txt", once)).unwrap().document.text, "Ann Lee: Why?\n\nBo: So.");
        let labelled = "Ann: Why?\n[00:12] Thanks\nBo: So.\n[00:15] Thanks\nAnn: And?\n";
        assert_eq!(read(&Source::from_bytes("a.txt", labelled)).unwrap().format, "labelled-text");
    }

    #[test]
    fn short_codes_are_speakers_however_seldom_they_speak() {
        let text = "A1 0:07 We start.\nB2 0:12 And I answer.\nmore words at 10:30\nA1 0:30 Why?\n";
        let reading = read(&Source::from_bytes("a.txt", text)).unwrap();
        assert_eq!(reading.document.text, "A1: We start.\n\nB2: And I answer.\nmore words at 10:30\n\nA1: Why?");
    }

    #[test]
    fn words_may_follow_on_the_same_line() {
        let text = "A1 0:07 Yes.\nA2 0:09 Let's go\nA1 0:12 No.\nA2 0:15 Why?\nA1 0:20 So.\nA2 0:21 Oh.\n";
        let reading = read(&Source::from_bytes("a.txt", text)).unwrap();
        assert!(reading.document.text.starts_with("A1: Yes.\n\nA2: Let's go"), "{}", reading.document.text);
    }
}
