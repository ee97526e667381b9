//! A copy of a transcript with marks on it: where marks in the file lead to in the canonical text.

use super::canonical::Places;
use super::{Input, read_opened};
use crate::diagnostic::Result;
use crate::model::Document;
use crate::source::Source;

/// Stands for where a mark begins and where it ends while subtitles are read; nobody writes these characters.
const SIGNS: [char; 2] = ['\u{f8f0}', '\u{f8f1}'];

/// A span in code points of the canonical text; `None` where no words of anybody stand there.
type Span = Option<(usize, usize)>;

/// Reads the text of a transcript, in which marks go from one byte to another; with where they lead to, mark by mark.
///
/// # Errors
/// As [`super::read`].
pub fn read_marked(source: &Source, text: &str, marks: &[(usize, usize)]) -> Result<(Document, Vec<Span>)> {
    let named = |text: String| Source::from_bytes(source.name(), text);
    let plain = named(text.to_owned());
    let (reading, places) = read_opened(&plain, &Input::open(&plain)?)?;
    if !["webvtt", "subrip"].contains(&reading.format.as_str()) {
        let spans = marks.iter().map(|mark| in_lines(text, *mark, &places)).collect();
        return Ok((reading.document, spans));
    }
    // The words of cues stand between times and tags, and in the order of the times: a sign in them goes where they go.
    let mut spans = Vec::with_capacity(marks.len());
    for mark in marks {
        let signed = named(with_signs(text, *mark));
        let (document, _) = read_opened(&signed, &Input::open(&signed)?)?;
        spans.push(
            signed_span(&document.document.text)
                .filter(|_| document.document.turns.len() == reading.document.turns.len()),
        );
    }
    Ok((reading.document, spans))
}

/// The span of a mark in a text of lines.
fn in_lines(text: &str, (start, end): (usize, usize), places: &Places) -> Span {
    let spot = |at: usize| {
        let before = text.get(..at)?;
        let begun = before.rfind('\n').map_or(0, |end| end + 1);
        Some((before.matches('\n').count() + 1, at - begun))
    };
    places.span(spot(start)?, spot(end)?)
}

/// The text with a sign where the words of a mark begin and one where they end, inside their cues and behind a voice.
fn with_signs(text: &str, (start, end): (usize, usize)) -> String {
    let (Some(before), Some(within), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..)) else {
        return text.to_owned();
    };
    let mut lead = within.len() - within.trim_start().len();
    while within[lead..].starts_with('<') {
        let Some(close) = within[lead..].find('>') else { break };
        lead += close + 1;
        lead += within[lead..].len() - within[lead..].trim_start().len();
    }
    let mut kept = within.trim_end().len().max(lead);
    while within[lead..kept].ends_with('>') {
        let Some(open) = within[lead..kept].rfind('<') else { break };
        kept = lead + within[lead..lead + open].trim_end().len();
    }
    let [begins, ends] = SIGNS;
    format!("{before}{}{begins}{}{ends}{}{after}", &within[..lead], &within[lead..kept], &within[kept..])
}

/// Where the signs stand in a canonical text, as if they were not there.
fn signed_span(text: &str) -> Span {
    let place = |sign: char| text.chars().position(|character| character == sign);
    let (start, end) = (place(SIGNS[0])?, place(SIGNS[1])?);
    (end > start + 1).then(|| (start, end - 1))
}
