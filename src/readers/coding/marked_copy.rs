//! A marked copy of a transcript in plain text: `{==words==}{>>#funding #time says it twice<<}`.
//!
//! What stands between `{==` and `==}` is coded with what the remark behind it says ([`super::codes`]); several remarks may follow
//! one another, and marks may lie in each other: `==}` ends the innermost. Without its marks the copy must be the transcript.

use super::super::transcript;
use super::{CodingReader, Input, Reading, codes};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::Marked;
use crate::source::Source;

/// The format.
pub(super) struct MarkedCopy;

const OPEN: &str = "{==";
const CLOSE: &str = "==}";
const REMARK: &str = "{>>";
const REMARK_END: &str = "<<}";

impl CodingReader for MarkedCopy {
    fn name(&self) -> &'static str {
        "marked-copy"
    }

    fn title(&self) -> &'static str {
        "a copy in plain text with marks: {==words==}{>>#code memo<<} (.txt, .md, .vtt, .srt)"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["txt", "md", "vtt", "srt"]
    }

    fn recognise(&self, input: &Input) -> bool {
        let Some(text) = input.text() else { return false };
        let text = text.trim_start();
        // Words with marks may stand in a line of JSON or in the cell of a sheet, too.
        let is_json = text.strip_prefix(['{', '[']).is_some_and(|rest| rest.trim_start().starts_with(['"', '{']));
        let (marks, headings) = (text.contains(OPEN) || text.contains(REMARK), text.lines().next().unwrap_or_default());
        let cells: Vec<String> = headings.split([',', ';', '\t']).map(|cell| cell.trim().to_lowercase()).collect();
        let is_sheet = cells.iter().any(|cell| cell == "text") && cells.iter().any(|cell| cell.starts_with("code"));
        marks && !is_json && !is_sheet
    }

    fn read(&self, source: &Source, input: &Input) -> Result<Reading> {
        let copy = Copy::of(input.text().unwrap_or_default());
        let mut reading = Reading::default();
        for (line, problem) in copy.problems {
            reading.noticed.push(problem.in_place(source.line(line as u64)));
        }
        let spans: Vec<(usize, usize)> = copy.marks.iter().map(|mark| (mark.start, mark.end)).collect();
        let (document, spans) = transcript::read_marked(source, &copy.text, &spans)?;
        for (mark, span) in copy.marks.iter().zip(spans) {
            let place = source.line(mark.line as u64);
            let note = codes::note(&mark.remark);
            if note.codes.is_empty() {
                let what = format!("the remark “{}” names no code, and was left out", mark.remark.trim());
                reading.noticed.push(Diagnostic::note(what).in_place(place));
                continue;
            }
            let Some((start, end)) = span else {
                let what = "these marks hold no words that anybody says";
                let hint = "put {== and ==} around words; a name and a time are none";
                reading.noticed.push(Diagnostic::error(what).in_place(place).hint(hint));
                continue;
            };
            reading.marked.push(Marked {
                text: document.slice(start, end).to_owned(),
                span: Some((start, end)),
                codes: note.codes,
                memo: note.memo,
                place: format!("line {}", mark.line),
                ..Marked::default()
            });
        }
        if reading.marked.is_empty() && reading.noticed.is_empty() {
            return Err(Error::new("there are marks in this copy, and no codes")
                .hint("write {==words==}{>>#code<<}, and a memo behind the code if you like"));
        }
        reading.copy = Some(document);
        Ok(reading)
    }
}

/// A mark with one of its remarks.
struct Mark {
    /// Where its words start and end in the text without marks, in bytes.
    start: usize,
    end: usize,
    remark: String,
    /// The line of the file on which it begins.
    line: usize,
}

/// Marked words that ended and that nothing but remarks followed yet.
struct Ended {
    start: usize,
    end: usize,
    line: usize,
    has_remark: bool,
}

/// A copy with its marks taken out.
#[derive(Default)]
struct Copy {
    text: String,
    marks: Vec<Mark>,
    /// What is broken, each with its line.
    problems: Vec<(usize, Diagnostic)>,
    /// Marks that are open: where their words start, and on which line of the file.
    open: Vec<(usize, usize)>,
    ended: Option<Ended>,
    /// The line of the file.
    line: usize,
}

impl Copy {
    fn of(file: &str) -> Self {
        let mut copy = Self { line: 1, ..Self::default() };
        let mut rest = file;
        while !rest.is_empty() {
            let tokens = [OPEN, CLOSE, REMARK, REMARK_END].into_iter();
            let next = tokens.filter_map(|token| rest.find(token).map(|place| (place, token))).min();
            let (place, token) = next.unwrap_or((rest.len(), ""));
            copy.words(&rest[..place]);
            rest = &rest[place + token.len()..];
            match token {
                OPEN => {
                    copy.leave();
                    copy.open.push((copy.text.len(), copy.line));
                }
                CLOSE => copy.close(),
                REMARK => rest = copy.remark(rest),
                REMARK_END => copy.broken(copy.line, "<<} ends a remark that does not begin", "put {>> before it"),
                _ => {}
            }
        }
        copy.leave();
        for (_, line) in std::mem::take(&mut copy.open) {
            copy.broken(line, "the mark that begins here is not closed", "put ==} behind its words");
        }
        copy.problems.sort_by_key(|(line, _)| *line);
        copy
    }

    fn words(&mut self, words: &str) {
        if !words.trim().is_empty() {
            self.leave();
        }
        self.text.push_str(words);
        self.line += words.matches('\n').count();
    }

    fn close(&mut self) {
        self.leave();
        match self.open.pop() {
            Some((start, line)) => {
                self.ended = Some(Ended { start, end: self.text.len(), line, has_remark: false });
            }
            None => self.broken(self.line, "==} ends a mark that does not begin", "put {== before its words"),
        }
    }

    /// A remark, with what stands behind it.
    fn remark<'a>(&mut self, rest: &'a str) -> &'a str {
        let Some(end) = rest.find(REMARK_END).filter(|&end| !rest[..end].contains(REMARK)) else {
            self.broken(self.line, "the remark that begins here is not closed", "end it with <<}");
            self.ended = None;
            return rest;
        };
        let remark = &rest[..end];
        match &mut self.ended {
            Some(ended) => {
                ended.has_remark = true;
                let (start, end, line) = (ended.start, ended.end, ended.line);
                self.marks.push(Mark { start, end, remark: remark.to_owned(), line });
            }
            None if codes::note(remark).codes.is_empty() => {}
            None => {
                let hint = "put {== and ==} around the words, directly before the remark";
                self.broken(self.line, "this remark marks no words", hint);
            }
        }
        self.line += remark.matches('\n').count();
        self.without_blank_line(&rest[end + REMARK_END.len()..])
    }

    fn broken(&mut self, line: usize, what: &str, hint: &str) {
        self.problems.push((line, Diagnostic::error(what).hint(hint)));
    }

    /// Other words follow. Words that were marked without a code would be lost silently.
    fn leave(&mut self) {
        if let Some(ended) = self.ended.take().filter(|ended| !ended.has_remark) {
            let hint = "write it directly behind them: {>>#code<<}";
            self.broken(ended.line, "no code stands behind these marked words", hint);
        }
    }

    /// A line that had remarks only is no line of the transcript: it would divide paragraphs.
    fn without_blank_line<'a>(&mut self, rest: &'a str) -> &'a str {
        let begun = self.text.rfind('\n').map_or(0, |end| end + 1);
        let behind = rest.find('\n').unwrap_or(rest.len());
        if begun == 0 || !self.text[begun..].trim().is_empty() || !rest[..behind].trim().is_empty() {
            return rest;
        }
        self.text.truncate(begun);
        self.marks.iter_mut().rev().take_while(|mark| mark.end > begun).for_each(|mark| mark.end = begun);
        if let Some(ended) = &mut self.ended {
            ended.end = ended.end.min(begun);
        }
        self.line += usize::from(behind < rest.len());
        rest.get(behind + 1..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::diagnostic::Level;
    use crate::source::Source;

    fn taken(name: &str, text: &str) -> (String, Vec<(String, String, String)>, Vec<String>) {
        let reading = read(&Source::from_bytes(name, text)).unwrap();
        let marked = reading.marked.iter().map(|one| {
            let memo = one.memo.clone().unwrap_or_default();
            (one.text.clone(), one.codes.join(";"), memo)
        });
        let errors = reading.noticed.iter().filter(|one| one.level == Level::Error);
        let errors = errors.map(|one| format!("{}: {}", one.place.clone().unwrap(), one.message)).collect();
        (reading.copy.unwrap().text, marked.collect(), errors)
    }

    fn own(text: &str, codes: &str, memo: &str) -> (String, String, String) {
        (text.into(), codes.into(), memo.into())
    }

    #[test]
    fn marked_words_are_coded_with_what_the_remark_says() {
        let (text, marked, errors) = taken(
            "v1 asha.txt",
            "Int: Why?\n\nP: {==We have {==no money==}{>>#funding<<} at all==}{>>#support/funding #time twice<<}.\nMore.\n\nInt: So?\n",
        );
        assert_eq!(text, "Int: Why?\n\nP: We have no money at all.\nMore.\n\nInt: So?");
        assert_eq!(
            marked,
            [own("no money", "funding", ""), own("We have no money at all", "support/funding;time", "twice")]
        );
        assert_eq!(errors, Vec::<String>::new());
    }

    #[test]
    fn marks_may_hold_a_label_and_several_paragraphs_and_remarks() {
        let (text, marked, errors) = taken(
            "v1.md",
            "Int: Why?\n\n{==P: One.\n\nTwo.==}\n{>>funding; time<<} {>>#trust\nover here<<}\n\nInt: So? {>>note: my own<<}\n",
        );
        assert_eq!(text, "Int: Why?\n\nP: One.\nTwo.\n\nInt: So?");
        assert_eq!(marked, [own("One.\nTwo.", "funding;time", ""), own("One.\nTwo.", "trust", "over here")]);
        assert_eq!(errors, Vec::<String>::new());
    }

    #[test]
    fn broken_marks_are_named_by_their_lines() {
        let (text, _, errors) = taken(
            "v1.txt",
            "Int: {==Why?\n\nP: no==} money{>>#funding<<}.\n\nInt: a==} b {>>open\n\nP: c {>>#x<<} {==d==} e <<}\n\nInt: {==f==}{>>g",
        );
        assert_eq!(
            errors,
            [
                "v1.txt:1: no code stands behind these marked words",
                "v1.txt:3: this remark marks no words",
                "v1.txt:5: ==} ends a mark that does not begin",
                "v1.txt:5: the remark that begins here is not closed",
                "v1.txt:7: this remark marks no words",
                "v1.txt:7: no code stands behind these marked words",
                "v1.txt:7: <<} ends a remark that does not begin",
                "v1.txt:9: the remark that begins here is not closed",
            ]
        );
        assert!(text.contains("no money"), "{text}");
    }

    #[test]
    fn marks_in_subtitles_go_over_cues() {
        let vtt = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n<v A>Why?</v>\n\n2\n00:03.000 --> 00:04.000\n{==<v B>We have\nno</v>\n\n3\n00:04.000 --> 00:05.000\n<v B>money &amp;==}{>>#funding<<} time.</v>\n";
        let (text, marked, errors) = taken("v1.vtt", vtt);
        assert_eq!(text, "A: Why?\n\nB: We have no money & time.");
        assert_eq!(marked, [own("We have no money &", "funding", "")]);
        assert_eq!(errors, Vec::<String>::new());
        let srt = "1\n00:00:01,000 --> 00:00:02,000\nAnn Lee: {==One==}{>>#time<<} two.\n\n2\n00:00:03,000 --> 00:00:04,000\nBo Lee: One.\n";
        assert_eq!(taken("v1.srt", srt).1, [own("One", "time", "")]);
    }

    #[test]
    fn what_is_no_copy_is_not_taken_for_one() {
        let sheet = "document,text,codes,memo\nv1,a {==b==},funding,\n";
        assert_eq!(read(&Source::from_bytes("a.csv", sheet)).unwrap().marked[0].codes, ["funding"]);
        let line = "{\"document\": \"v1\", \"text\": \"{==b==}\", \"codes\": [\"funding\"]}\n";
        assert_eq!(read(&Source::from_bytes("a.jsonl", line)).unwrap().marked.len(), 1);
        assert!(read(&Source::from_bytes("a.txt", "Int: {>>note: nothing<<} Why?\n")).is_err());
    }
}
