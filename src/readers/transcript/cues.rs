//! Cues of subtitles, as WebVTT and SubRip have them: blocks between blank lines, a line with two times, the words.

use super::canonical::{Draft, Join, Who, Words};
use super::input::{Input, Line};
use super::labels::{Candidate, Labels, candidate};
use super::{clock, doubts};
use crate::diagnostic::Diagnostic;

/// A stretch of words of one voice in a cue.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    voice: Option<String>,
    text: String,
}

/// A cue.
#[derive(Debug, Clone)]
struct Cue {
    start: u64,
    line: usize,
    said: Vec<Said>,
}

/// Whether a line gives the times of a cue.
pub(super) fn times(line: &str) -> Option<u64> {
    let (from, to) = line.split_once("-->")?;
    let end = to.split_whitespace().next()?;
    clock::milliseconds(end)?;
    clock::milliseconds(from.trim())
}

/// Reads the cues of a file.
pub(super) fn read(input: &Input) -> Draft {
    let mut cues = collect(input.lines());
    let mut draft = Draft::default();
    let in_order = cues.windows(2).all(|pair| pair[0].start <= pair[1].start);
    if !in_order {
        cues.sort_by_key(|cue| cue.start);
        draft.noticed.push(Diagnostic::note("the cues are not in the order of their times; they were put in order"));
    }
    let voices = cues.iter().flat_map(|cue| &cue.said).any(|said| said.voice.is_some());
    if voices {
        by_voices(&cues, &mut draft)
    } else {
        by_labels(&cues, &mut draft)
    }
    draft
}

fn collect(lines: &[Line]) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut payload: Vec<&str> = Vec::new();
    let mut current: Option<(u64, usize)> = None;
    let mut finish = |current: Option<(u64, usize)>, payload: &mut Vec<&str>| {
        if let Some((start, line)) = current {
            cues.push(Cue { start, line, said: said(&payload.join("\n")) });
        }
        payload.clear();
    };
    for (index, line) in lines.iter().enumerate() {
        if let Some(start) = times(&line.text) {
            finish(current.take(), &mut payload);
            current = Some((start, line.number));
        } else if current.is_some() {
            // A line that begins a block ends the cue: an id, a note, or the blank line was inside the words, which some
            // programs do. Only what is no id and no note is words.
            let next_is_times = lines.get(index + 1).is_some_and(|next| !next.begins && times(&next.text).is_some());
            if line.begins || next_is_times {
                finish(current.take(), &mut payload);
            } else {
                payload.push(&line.text);
            }
        }
    }
    finish(current, &mut payload);
    cues
}

/// The words of a cue, by voice. Tags other than `<v Name>` say how words look, and are left out.
fn said(payload: &str) -> Vec<Said> {
    let mut said = vec![Said { voice: None, text: String::new() }];
    let mut rest = payload;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        push(&mut said, before);
        let Some(close) = tag.find('>').filter(|_| is_tag(tag)) else {
            push(&mut said, "<");
            rest = &tag[1..];
            continue;
        };
        let inner = &tag[1..close];
        if let Some(name) = voice(inner) {
            said.push(Said { voice: Some(unescape(name)), text: String::new() });
        } else if inner == "/v" {
            said.push(Said { voice: None, text: String::new() });
        }
        rest = &tag[close + 1..];
    }
    push(&mut said, rest);
    said.retain(|part| !part.text.trim().is_empty());
    said
}

fn push(said: &mut [Said], text: &str) {
    if let Some(last) = said.last_mut() {
        last.text.push_str(&unescape(text));
    }
}

/// `<b>`, `</i>`, `<c.yellow>`, `<00:01.000>`; “< 5” is none.
fn is_tag(text: &str) -> bool {
    text[1..].starts_with(|c: char| c.is_alphanumeric() || c == '/')
}

/// The name in `v Name` or `v.class Name`.
fn voice(tag: &str) -> Option<&str> {
    let rest = tag.strip_prefix('v')?;
    let name = match rest.chars().next()? {
        '.' => rest.split_once(char::is_whitespace)?.1,
        first if first.is_whitespace() => rest,
        _ => return None,
    };
    Some(name.trim()).filter(|name| !name.is_empty())
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    const NAMED: [(&str, &str); 9] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", "\u{a0}"),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    NAMED.iter().fold(text.to_owned(), |text, (name, character)| text.replace(name, character))
}

/// Words under `<v Name>`; what stands outside is nobody's.
fn by_voices(cues: &[Cue], draft: &mut Draft) {
    let mut nobody = 0;
    for cue in cues {
        for said in &cue.said {
            let who = said.voice.as_deref().map_or(Who::Nobody, Who::Named);
            nobody += usize::from(who == Who::Nobody);
            draft.say(who, Some(cue.start), Words { text: &said.text, line: cue.line, offset: 0 }, Join::Blank);
        }
    }
    note_nobody(nobody, cues.len(), draft);
}

/// `Name: words`, the name left out where the same speaker goes on; also `[Name] words` and `(Name)` on a line of its own.
fn by_labels(cues: &[Cue], draft: &mut Draft) {
    let texts: Vec<String> = cues.iter().map(spoken).collect();
    let heads =
        || texts.iter().flat_map(|text| text.split('\n')).filter_map(|line| head(line).map(|found| found.label));
    let labels = Labels::among(heads(), true);
    let mut nobody = 0;
    for (cue, text) in cues.iter().zip(&texts) {
        for line in text.split('\n') {
            let found = head(line).filter(|found| labels.has(found.label));
            let (who, rest) = match found {
                Some(found) => (Who::Named(found.label), found.rest),
                None => (Who::Same, 0),
            };
            nobody += usize::from(found.is_none() && !draft.has_named());
            let words = Words { text: &line[rest..], line: cue.line, offset: 0 };
            draft.say(who, Some(cue.start), words, Join::Blank);
        }
    }
    note_nobody(nobody, cues.len(), draft);
}

/// The words of a cue with its line breaks, at each of which somebody else may begin.
fn spoken(cue: &Cue) -> String {
    let whole: Vec<&str> = cue.said.iter().map(|said| said.text.as_str()).collect();
    whole.join(" ")
}

fn head(line: &str) -> Option<Candidate<'_>> {
    let dashed = line.trim_start().trim_start_matches(['-', '–', '—']).trim_start();
    let skipped = line.len() - dashed.len();
    if let Some(inner) = dashed.strip_prefix('(')
        && let Some(close) = inner.find(')').filter(|&close| inner[close + 1..].trim().is_empty())
        && super::labels::could_be_label(&inner[..close])
    {
        return Some(Candidate { label: &inner[..close], time: None, rest: line.len(), bracketed: true });
    }
    candidate(dashed).map(|found| Candidate { rest: found.rest + skipped, ..found })
}

fn note_nobody(nobody: usize, cues: usize, draft: &mut Draft) {
    if nobody == 0 {
        return;
    }
    let hint = "put the speaker before the words: “Name: …”; the recording program can be told to name speakers";
    let message = if nobody >= cues {
        doubts::NOBODY.to_owned()
    } else {
        format!("{nobody} of {cues} cues name nobody; their turns are nobody's in particular")
    };
    draft.noticed.push(Diagnostic::warning(message).hint(hint));
}
