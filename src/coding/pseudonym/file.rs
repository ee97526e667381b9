//! Names in the file of a transcript: only its words and labels are changed, times and numbers of cues stay as they are.

use super::Key;
use super::rename::label;

/// The text of a file with every name in its words replaced. Of subtitles (WebVTT, SubRip) the words of all cues are read
/// as one text, so that a name broken over two cues is found.
pub fn rewrite(text: &str, is_subtitles: bool, key: &Key) -> String {
    let (words, labels) = if is_subtitles { cues(text) } else { (vec![(0, text.len())], Vec::new()) };
    let mut joined = String::with_capacity(text.len());
    // Where each stretch begins in the joined text, with where it stands in the file.
    let mut stretches: Vec<(usize, usize, usize)> = Vec::with_capacity(words.len());
    for &(start, end) in &words {
        stretches.push((joined.len(), start, end));
        joined.push_str(&text[start..end]);
        joined.push(' ');
    }
    let mut changes: Vec<(usize, usize, String)> = labels
        .into_iter()
        .map(|(start, end)| (start, end, label(&text[start..end], key)))
        .filter(|(start, end, words)| text[*start..*end] != **words)
        .collect();
    for hit in key.find(&joined) {
        let first = stretches.partition_point(|(at, ..)| *at <= hit.start).saturating_sub(1);
        let mut words = hit.words;
        for &(at, start, end) in stretches[first..].iter().take_while(|(at, ..)| *at < hit.end) {
            let from = start + hit.start.saturating_sub(at);
            let to = (start + (hit.end - at)).min(end);
            if from < to {
                // What stands for the whole name stands where it began.
                changes.push((from, to, std::mem::take(&mut words)));
            }
        }
    }
    changes.sort_by_key(|change| change.0);
    let mut whole = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end, words) in changes {
        whole.push_str(&text[from..start]);
        whole.push_str(&words);
        from = end;
    }
    whole.push_str(&text[from..]);
    whole
}

/// A stretch of a text, in bytes.
type Stretch = (usize, usize);

/// The words of cues and the names in their voice tags.
fn cues(text: &str) -> (Vec<Stretch>, Vec<Stretch>) {
    let (mut words, mut labels) = (Vec::new(), Vec::new());
    let (mut inside, mut at) = (false, 0);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for (index, line) in lines.iter().enumerate() {
        let body = line.trim_end_matches(['\n', '\r']);
        let next_is_times = lines.get(index + 1).is_some_and(|next| next.contains("-->"));
        if body.contains("-->") {
            inside = true;
        } else if body.trim().is_empty() {
            inside = false;
        } else if inside && !(next_is_times && body.trim().bytes().all(|byte| byte.is_ascii_digit())) {
            payload(body, at, &mut words, &mut labels);
        } else if !inside && !next_is_times {
            // Headers and notes are not read, but whoever opens the file sees them.
            let keyword = ["WEBVTT", "NOTE", "STYLE", "REGION"].iter().find(|word| body.starts_with(**word));
            let from = keyword.map_or(0, |word| word.len());
            if from < body.len() {
                words.push((at + from, at + body.len()));
            }
        }
        at += line.len();
    }
    (words, labels)
}

/// A line of words: what stands between its tags, and the names in `<v Name>`.
fn payload(line: &str, base: usize, words: &mut Vec<Stretch>, labels: &mut Vec<Stretch>) {
    let mut at = 0;
    let mut add = |from: usize, to: usize| {
        if from < to {
            words.push((base + from, base + to));
        }
    };
    while let Some(open) = line[at..].find('<').map(|found| at + found) {
        let Some(close) = line[open..].find('>').map(|found| open + found) else { break };
        add(at, open);
        let tag = &line[open + 1..close];
        if let Some(blank) = tag.find(char::is_whitespace).filter(|_| tag.starts_with(['v', 'V'])) {
            let name = tag[blank..].trim();
            let start = open + 1 + blank + (tag[blank..].len() - tag[blank..].trim_start().len());
            labels.push((base + start, base + start + name.len()));
        }
        at = close + 1;
    }
    add(at, line.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Pseudonym;

    fn key(names: &[(&str, &str)]) -> Key {
        let name = |(name, stands): &(&str, &str)| Pseudonym {
            name: (*name).into(),
            pseudonym: Some((*stands).into()),
            ..Pseudonym::default()
        };
        Key::new(names.iter().map(name).collect()).unwrap()
    }

    #[test]
    fn nothing_in_an_empty_file() {
        assert_eq!(rewrite("", true, &key(&[("Ann", "Eve")])), "");
        assert_eq!(rewrite("", false, &Key::default()), "");
    }

    #[test]
    fn times_and_numbers_stay_and_a_name_over_two_cues_is_found() {
        let vtt = "WEBVTT\n\nNOTE Ann\n\n1\n00:01.000 --> 00:02.000\n<v Ann Lee>I met <i>Maureen</i>\n\n2\n00:02.000 --> 00:03.000\nTully’s sister, Ann.</v>\n";
        let key = key(&[("Ann Lee", "Eve Low"), ("Ann", "Eve"), ("Maureen Tully", "Jean Marsh"), ("1", "9")]);
        assert_eq!(
            rewrite(vtt, true, &key),
            "WEBVTT\n\nNOTE Eve\n\n1\n00:01.000 --> 00:02.000\n<v Eve Low>I met <i>Jean Marsh</i>\n\n2\n00:02.000 --> 00:03.000\n’s sister, Eve.</v>\n"
        );
    }
}
