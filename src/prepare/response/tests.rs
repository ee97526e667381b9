//! Who answered of those who could, by frames of a few units.

use super::*;
use crate::model::fixture::Builder;

fn survey() -> Survey {
    Builder::new().single("size", &["Micro", "Small", "Large"], "111223.").build()
}

fn frame(text: &str) -> Frame {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let headings = lines.next().unwrap();
    Frame { file: "frame.csv".into(), headings, rows: (2..).zip(lines).collect() }
}

fn found(spec: &FrameSpec, text: &str) -> Result<Responding> {
    by_frame(&survey(), &BTreeMap::new(), spec, &frame(text))
}

fn asked(asked: u64, answered: u64) -> Asked {
    Asked { asked, answered }
}

#[test]
fn a_column_called_as_a_question_divides_the_frame() {
    let units = "name,Size\na,Micro\nb,micro\nc,Micro\nd,Micro\ne,Small\nf,Small\ng,Small\nh,Huge\ni,\n";
    let found = found(&FrameSpec::default(), units).unwrap();
    assert_eq!(found.all, asked(9, 7));
    let groups = &found.divisions[0].groups;
    assert_eq!(groups[..], [("Micro".to_owned(), asked(4, 3)), ("Small".to_owned(), asked(3, 2))]);
    let unmatched = found.divisions[0].unmatched.join(" ");
    for words in [
        "1 unit have nothing under",
        "1 respondent is in “Large”",
        "1 unit of the frame stand under “Huge”",
        "1 respondent gave no answer",
    ] {
        assert!(unmatched.contains(words), "{words}: {unmatched}");
    }
}

#[test]
fn rows_may_stand_for_many_and_a_total_is_not_counted_again() {
    let spec = FrameSpec { count: Some("n".into()), ..FrameSpec::default() };
    let found = found(&spec, "size,n\nMicro,40\nSmall,\"1\nLarge,20\nTotal,61").unwrap_err();
    assert!(found.what().contains("is no number of units"), "{found}");
    let found = super::tests::found(&spec, "size,n\nMicro,40\nSmall,1 001\nLarge,20\nTotal,1061").unwrap();
    assert_eq!((found.all, found.divisions[0].groups.len()), (asked(1061, 7), 3));
    assert!(found.notes[0].contains("1 row of the frame with a total"), "{:?}", found.notes);
}

#[test]
fn responses_are_matched_one_by_one_where_both_have_a_name() {
    let spec = FrameSpec { key: Some("id".into()), respondent: Some("size".into()), ..FrameSpec::default() };
    let found = found(&spec, "id,size\nmicro,Micro\nSMALL,Small\nother,Micro\n").unwrap();
    // Three say Micro, two Small, one Large which is no unit, one nothing.
    assert_eq!(found.all, asked(3, 2));
    assert_eq!(found.divisions[0].groups[0], ("Micro".to_owned(), asked(2, 1)));
    let notes = found.notes.join(" ");
    for words in [
        "by “id” and “size” of the export",
        "1 of 7 responses name a unit that is not",
        "1 of 7 responses name no unit",
        "3 of 7 responses name a unit that answered already",
    ] {
        assert!(notes.contains(words), "{words}: {notes}");
    }
    let twice = super::tests::found(&spec, "id,size\na,Micro\nA,Small\n").unwrap_err();
    assert!(twice.what().contains("rows 2 and 3"), "{twice}");
    let blank = super::tests::found(&spec, "id,size\na,Micro\n,Small\n").unwrap_err();
    assert!(blank.what().contains("nothing in “id”"), "{blank}");
}

#[test]
fn outcomes_are_understood_or_asked_for() {
    let mut spec = FrameSpec { outcome: Some("status".into()), ..FrameSpec::default() };
    let units = "size,status\nMicro,complete\nMicro,Partial\nMicro,closed\nSmall,\nSmall,gone away\n";
    let error = found(&spec, units).unwrap_err();
    assert!(error.what().contains("“gone away”"), "{error}");
    spec.outcomes.insert("Gone away".into(), Disposition::Unknown);
    let found = found(&spec, units).unwrap();
    assert_eq!(found.all, asked(4, 2));
    let outcomes = found.outcomes.unwrap();
    assert_eq!((outcomes.no_contact, outcomes.unknown, outcomes.not_eligible), (1, 1, 1));
    assert_eq!(found.divisions[0].groups[1], ("Small".to_owned(), asked(2, 0)));
}

#[test]
fn a_column_that_is_not_there_is_named_with_those_that_are() {
    let spec = FrameSpec { by: vec!["size".into()], ..FrameSpec::default() };
    let error = found(&spec, "name,band\na,Micro\n").unwrap_err();
    assert!(
        error.what().contains("no column “size”") && error.hint_text().unwrap().contains("columns = { size"),
        "{error}"
    );
    let columns = [("size".to_owned(), "Band".to_owned())].into();
    let found = found(&FrameSpec { columns, ..spec }, "name,band\na,Micro\n").unwrap();
    assert_eq!(found.divisions[0].groups[0].1, asked(1, 3));
}
