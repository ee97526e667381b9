//! The words and expressions that rules of a codebook and `find` look for. The first line is the pattern, the rest what somebody
//! said. What is found stands inside the turn.
#![no_main]

use canvass::coding::concordance::{self, Pattern};
use canvass::coding::rules::{self, Rules};
use canvass::model::{Code, Codebook, Corpus, Rule, Unit};
use canvass::readers::transcript;
use canvass::source::Source;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (pattern, said) = text.split_once('\n').unwrap_or((text, text));
    let transcript = format!("Interviewer: What was it like?\n\nAnna: {said}\n\nInterviewer: Thank you.\n\nAnna: Good bye.\n");
    let Ok(reading) = transcript::read(&Source::from_bytes("anna.txt", transcript)) else { return };
    let points = reading.document.text.chars().count();
    for (unit, is_expression) in [(Unit::Sentence, false), (Unit::Turn, true)] {
        let written = vec![pattern.to_owned()];
        let (phrases, expressions) = if is_expression { (Vec::new(), written) } else { (written, Vec::new()) };
        let rule = Rule { phrases, expressions, unit, ..Rule::default() };
        let code = Code { id: "code".into(), name: "Code".into(), rules: vec![rule], ..Code::default() };
        let codebook = Codebook { codes: vec![code], ..Codebook::default() };
        let _ = rules::problems(&codebook);
        let Ok(rules) = Rules::new(&codebook, &[]) else { continue };
        for hit in rules.hits(&reading.document) {
            assert!(hit.start < hit.end && hit.end <= points, "a hit stands outside its text");
            assert!(hit.unit.0 <= hit.start && hit.end <= hit.unit.1, "a hit stands outside its unit");
        }
        let _ = rules.candidates(&reading.document, &[]);
    }
    let corpus = Corpus { documents: vec![reading.document], ..Corpus::default() };
    if let Ok(pattern) = Pattern::parse(pattern) {
        let _ = concordance::find(&corpus, &pattern, 40);
    }
});
