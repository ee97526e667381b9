//! Projects as NVivo, ATLAS.ti, MAXQDA, QualCoder and others write them: small ones of our own, each with one habit. What is read is right, and
//! what is not is said.

use std::io::{Cursor, Write};

use canvass::model::ForeignText;
use canvass::readers::project::{Reading, read};
use canvass::source::Source;

const CODES: &str = r##"<CodeBook><Codes><Code guid="{11111111-0000-4000-8000-000000000001}" name="Money" isCodable="true" color="#ff0000"><Code guid="11111111-0000-4000-8000-000000000002" name="Grants" isCodable="true"/></Code></Codes></CodeBook>"##;
const MONEY: &str = "11111111-0000-4000-8000-000000000001";

fn zipped(parts: &[(&str, &[u8])]) -> Reading {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    read(&Source::from_bytes("p.qdpx", archive.finish().unwrap().into_inner())).unwrap()
}

fn qde(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"P\" origin=\"O\">{CODES}{inside}</Project>"
    )
}

/// A project of one text in a file of its own with selections: positions and names as the program counts and writes them.
fn with_text(text: &[u8], selections: &[(i64, i64, &str)]) -> Reading {
    let selected: String = selections
        .iter()
        .map(|(start, end, name)| {
            let name = name.replace('"', "&quot;").replace('\n', "&#10;");
            format!("<PlainTextSelection guid=\"s\" name=\"{name}\" startPosition=\"{start}\" endPosition=\"{end}\"><Coding guid=\"c\"><CodeRef targetGUID=\"{MONEY}\"/></Coding></PlainTextSelection>")
        })
        .collect();
    let inside = format!(
        "<Sources><TextSource guid=\"t\" name=\"One\" plainTextPath=\"internal://t.txt\">{selected}</TextSource></Sources>"
    );
    zipped(&[("project.qde", qde(&inside).as_bytes()), ("sources/t.txt", text)])
}

fn quoted(text: &ForeignText) -> Vec<String> {
    let letters: Vec<char> = text.text.chars().collect();
    text.passages.iter().map(|passage| letters[passage.start..passage.end].iter().collect()).collect()
}

fn said(reading: &Reading) -> String {
    reading.noticed.iter().map(|one| one.message.clone()).collect::<Vec<_>>().join("\n")
}

#[test]
fn positions_are_read_as_each_program_counts_them() {
    let text = "One 🙂 came.\nThey had no money.\nNo grant, they said.\n";
    let (first, second) = ("no money", "No grant, they said.");
    let at = |words: &str| text[..text.find(words).unwrap()].chars().count() as i64;
    let long = |words: &str| words.chars().count() as i64;
    let wanted = [first.to_owned(), second.to_owned()];
    // QualCoder: a mark at the start that does not count, ends behind the last character.
    let marked = format!("\u{feff}{text}");
    let usual: Vec<(i64, i64, &str)> = [first, second].map(|words| (at(words), at(words) + long(words), words)).into();
    assert_eq!(quoted(&with_text(marked.as_bytes(), &usual).project.texts[0]), wanted);
    // ATLAS.ti: two characters at line ends in the file, of which one counts.
    let returns = text.replace('\n', "\r\n");
    assert_eq!(quoted(&with_text(returns.as_bytes(), &usual).project.texts[0]), wanted);
    // Both count; what is beyond the basic plane counts as two; the end is the last character.
    let inclusive = usual.iter().zip([1, 2]).map(|((start, end, name), lines)| (start + lines + 1, end + lines, *name));
    let inclusive: Vec<(i64, i64, &str)> = inclusive.collect();
    let reading = with_text(returns.as_bytes(), &inclusive);
    assert_eq!(quoted(&reading.project.texts[0]), wanted, "{}", said(&reading));
    assert!(said(&reading).contains("units of UTF-16") && said(&reading).contains("inclusive"), "{}", said(&reading));
    // The file has one character at line ends, and the program counted two.
    let counted: Vec<(i64, i64, &str)> =
        usual.iter().zip([1, 2]).map(|((start, end, name), lines)| (start + lines, end + lines, *name)).collect();
    assert_eq!(quoted(&with_text(text.as_bytes(), &counted).project.texts[0]), wanted);
    // UTF-16 with its mark.
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(quoted(&with_text(&wide, &usual).project.texts[0]), wanted);
    // NVivo: names that are no quotations. Nothing tells, and that is said.
    let nameless: Vec<(i64, i64, &str)> = usual.iter().map(|(start, end, _)| (*start, *end, "4F")).collect();
    let reading = with_text(marked.as_bytes(), &nameless);
    assert_eq!(quoted(&reading.project.texts[0]), wanted);
    assert!(said(&reading).contains("no quotation in this project tells"), "{}", said(&reading));
}

#[test]
fn texts_inside_the_project_with_two_characters_at_line_ends_are_placed_by_their_quotations() {
    // XML makes one character of each line end, and the positions still count two.
    let text = "One came.\r\nThey had no money.\r\n";
    let at = text.find("no money").unwrap();
    let inside = format!(
        "<Sources><TextSource guid=\"t\" name=\"One\"><PlainTextContent>{text}<!-- x --><![CDATA[a < b]]></PlainTextContent>\
         <PlainTextSelection guid=\"s\" name=\"no money\" startPosition=\"{at}\" endPosition=\"{}\"><Coding guid=\"c\"><CodeRef targetGUID=\"{MONEY}\"/></Coding></PlainTextSelection></TextSource></Sources>",
        at + 8
    );
    let reading = zipped(&[("project.qde", qde(&inside).as_bytes())]);
    assert_eq!(quoted(&reading.project.texts[0]), ["no money"], "{}", said(&reading));
    assert!(reading.project.texts[0].text.ends_with("a < b"));
}

#[test]
fn sources_are_found_in_their_folder_whatever_it_is_called_and_paths_that_lead_out_are_refused_in_words() {
    let source =
        |name: &str, path: &str| format!("<TextSource guid=\"{name}\" name=\"{name}\" plainTextPath=\"{path}\"/>");
    let inside = [
        source("plain", "internal://a.txt"),
        source("bare", "a.txt"),
        source("folder", "internal://Sources/a.txt"),
        source("up", "internal://../secret.txt"),
        source("relative", "relative:///talks/b.txt"),
        source("absolute", "absolute:///C:/Users/x/c.txt"),
        source("windows", r"..\secret.txt"),
        source("lost", "internal://nowhere.txt"),
    ]
    .concat();
    let project = qde(&format!("<Sources>{inside}</Sources>"));
    // A project that was zipped with its folder.
    let reading = zipped(&[
        ("My Project/Project.qde", project.as_bytes()),
        ("My Project/Sources/A.TXT", b"Words."),
        ("My Project/secret.txt", b"no"),
        ("secret.txt", b"no"),
    ]);
    let names: Vec<&str> = reading.project.texts.iter().map(|text| text.name.as_str()).collect();
    assert_eq!(names, ["plain", "bare", "folder"]);
    let heard = said(&reading);
    assert!(heard.contains("4 texts are kept outside the project") && heard.contains("is not followed"), "{heard}");
    assert!(heard.contains("up: internal://../secret.txt") && heard.contains("windows"), "{heard}");
    assert!(heard.contains("1 text is empty or not in the file") && heard.contains("lost"), "{heard}");
}

#[test]
fn codings_of_whole_texts_of_nested_codes_and_of_several_people_are_kept_apart() {
    let coding = |code: &str, user: &str| {
        format!("<Coding guid=\"c\" creatingUser=\"{user}\"><CodeRef targetGUID=\"{code}\"/></Coding>")
    };
    let inside = format!(
        "<Users><User guid=\"u1\" name=\"Asha\"/><User guid=\"{{U2}}\" name=\"Tom\"/></Users><Sources>\
         <TextSource guid=\"t\" name=\"One\" creatingUser=\"u1\"><PlainTextContent>No money here.</PlainTextContent>\
         <PlainTextSelection guid=\"s\" startPosition=\"0\" endPosition=\"8\" name=\"No money\">{}{}</PlainTextSelection>{}</TextSource></Sources>",
        coding(MONEY, "u1"),
        coding("{11111111-0000-4000-8000-000000000002}", "u2"),
        coding(MONEY, "U2")
    );
    let reading = zipped(&[("project.qde", qde(&inside).as_bytes())]);
    let text = &reading.project.texts[0];
    let told: Vec<(usize, usize, &str, Option<&str>)> = text
        .passages
        .iter()
        .map(|one| (one.start, one.end, reading.project.codes[one.code].code.id.as_str(), one.coder.as_deref()))
        .collect();
    assert_eq!(told, [(0, 8, "money", Some("Asha")), (0, 8, "grants", Some("Tom")), (0, 14, "money", Some("Tom"))]);
    assert_eq!(reading.project.codes[1].code.parent.as_deref(), Some("money"));
}

#[test]
fn words_of_pdfs_and_recordings_are_read_and_pictures_and_areas_are_said_to_be_left_out() {
    let coding = format!("<Coding guid=\"c\"><CodeRef targetGUID=\"{MONEY}\"/></Coding>");
    let inside = format!(
        "<Sources>\
         <PDFSource guid=\"p\" name=\"Leaflet\" path=\"internal://p.pdf\"><PDFSelection guid=\"a\" page=\"0\" firstX=\"1\" firstY=\"1\" secondX=\"2\" secondY=\"2\">{coding}</PDFSelection>\
         <Representation guid=\"r\" name=\"Leaflet\"><PlainTextContent>Grants for all.</PlainTextContent><PlainTextSelection guid=\"s\" name=\"Grants\" startPosition=\"0\" endPosition=\"6\">{coding}</PlainTextSelection></Representation></PDFSource>\
         <AudioSource guid=\"v\" name=\"Talk\" path=\"relative:///talk.mp3\"><Transcript guid=\"tr\" name=\"Talk\"><PlainTextContent>We had no money then.</PlainTextContent>\
         <SyncPoint guid=\"p1\" timeStamp=\"0\" position=\"7\"/><SyncPoint guid=\"p2\" timeStamp=\"900\" position=\"15\"/>\
         <TranscriptSelection guid=\"ts\" name=\"no money\" fromSyncPoint=\"p1\" toSyncPoint=\"p2\">{coding}</TranscriptSelection></Transcript></AudioSource>\
         <PictureSource guid=\"i\" name=\"Map\" path=\"internal://m.png\"><PictureSelection guid=\"x\" firstX=\"1\" firstY=\"1\" secondX=\"2\" secondY=\"2\">{coding}{coding}</PictureSelection></PictureSource>\
         <VideoSource guid=\"w\" name=\"Film\" path=\"internal://f.mp4\"/></Sources>"
    );
    let reading = zipped(&[("project.qde", qde(&inside).as_bytes()), ("sources/.root", b"")]);
    let told: Vec<(&str, Vec<String>)> =
        reading.project.texts.iter().map(|text| (text.name.as_str(), quoted(text))).collect();
    assert_eq!(told, [("Leaflet", vec!["Grants".to_owned()]), ("Talk", vec!["no money".to_owned()])]);
    let heard = said(&reading);
    for part in [
        "1 × picture: only texts are read; not taken, and 2 codings on them",
        "1 × video",
        "1 codings stand on areas of pages",
    ] {
        assert!(heard.contains(part), "{part}: {heard}");
    }
}

#[test]
fn variables_of_every_type_notes_in_files_and_what_has_no_place_are_told() {
    let value = |name: &str, kind: &str, text: &str| {
        format!("<VariableValue><VariableRef targetGUID=\"{name}\"/><{kind}>{text}</{kind}></VariableValue>")
    };
    let variable =
        |name: &str, kind: &str| format!("<Variable guid=\"{name}\" name=\"{name}\" typeOfVariable=\"{kind}\"/>");
    let types = [
        ("Text", "Wales"),
        ("Boolean", "true"),
        ("Integer", "42"),
        ("Float", "1.5"),
        ("Date", "2024-05-03"),
        ("DateTime", "2024-05-03T10:00:00Z"),
    ];
    let variables: String = types.iter().map(|(kind, _)| variable(&format!("v{kind}"), kind)).collect();
    let values: String =
        types.iter().map(|(kind, text)| value(&format!("v{kind}"), &format!("{kind}Value"), text)).collect();
    let inside = format!(
        "<Variables>{variables}{}</Variables><Cases><Case guid=\"k\" name=\"Ann\"><CodeRef targetGUID=\"{MONEY}\"/>{values}{}<SourceRef targetGUID=\"t\"/><SelectionRef targetGUID=\"s\"/></Case></Cases>\
         <Sources><TextSource guid=\"t\" name=\"One\"><PlainTextContent>No money here.</PlainTextContent>\
         <PlainTextSelection guid=\"s\" startPosition=\"0\" endPosition=\"8\" name=\"No money\"><Coding guid=\"c\"><CodeRef targetGUID=\"{MONEY}\"/><NoteRef targetGUID=\"n\"/></Coding></PlainTextSelection><NoteRef targetGUID=\"n\"/>{}</TextSource></Sources>\
         <Notes><Note guid=\"n\" name=\"memo\" plainTextPath=\"internal://n.txt\"/></Notes><Links><Link guid=\"l\"/></Links>\
         <Sets><Set guid=\"e\" name=\"Main\"><MemberCode targetGUID=\"{MONEY}\"/></Set></Sets>",
        variable("case", "Text"),
        value("case", "TextValue", "A1"),
        value("vText", "TextValue", "x"),
    );
    let reading =
        zipped(&[("project.qde", qde(&inside).as_bytes()), ("sources/n.txt", "\u{feff}look again\r\n".as_bytes())]);
    let case = &reading.project.cases[0];
    assert_eq!((case.id.as_str(), reading.project.texts[0].cases.as_slice()), ("Ann", &[0][..]));
    let told: Vec<(&str, &str)> = case.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let wanted = [
        ("vText", "Wales"),
        ("vBoolean", "true"),
        ("vInteger", "42"),
        ("vFloat", "1.5"),
        ("vDate", "2024-05-03"),
        ("vDateTime", "2024-05-03T10:00:00Z"),
        ("case in project", "A1"),
    ];
    assert_eq!(told, wanted);
    assert_eq!(reading.project.texts[0].passages[0].memo.as_deref(), Some("look again"));
    let heard = said(&reading);
    for part in [
        "1 notes on codes, cases, sources or the project",
        "1 codings of cases",
        "1 passages that belong to a case",
        "1 values of variables of sources",
        "1 links",
        "1 sets",
    ] {
        assert!(heard.contains(part), "{part}: {heard}");
    }
}

const VALUES: &str = "<VariableValue><VariableRef targetGUID=\"v\"/><TextValue>VCFSE</TextValue></VariableValue><VariableValue><VariableRef targetGUID=\"w\"/><IntegerValue>7</IntegerValue></VariableValue>";

/// A project of one text, with cases and with what stands inside the text's element.
fn described(cases: &str, of_text: &str) -> Reading {
    let inside = format!(
        "<Variables><Variable guid=\"v\" name=\"Group\" typeOfVariable=\"Text\"/><Variable guid=\"w\" name=\"Years\" typeOfVariable=\"Integer\"/></Variables>{cases}<Sources><TextSource guid=\"t\" name=\"One\" plainTextPath=\"internal://t.txt\">{of_text}</TextSource></Sources>"
    );
    zipped(&[("project.qde", qde(&inside).as_bytes()), ("sources/t.txt", b"No money.")])
}

#[test]
fn what_is_said_of_cases_or_of_texts_are_attributes() {
    let case = |values: &str| {
        format!("<Cases><Case guid=\"a\" name=\"Ann\">{values}<SourceRef targetGUID=\"t\"/></Case></Cases>")
    };
    for (reading, name) in [
        (described(&case(VALUES), ""), "Ann"),
        // Without cases each text that is described is one.
        (described("", VALUES), "One"),
        (described(&case(""), VALUES), "Ann"),
    ] {
        let [only] = reading.project.cases.as_slice() else { panic!("{:?}", reading.project.cases) };
        assert_eq!((only.id.as_str(), only.group.as_deref()), (name, Some("VCFSE")));
        assert_eq!(only.attributes, [("Years".to_owned(), "7".to_owned())]);
        assert_eq!(reading.project.texts[0].cases, [0]);
    }
    assert!(described("", "").project.cases.is_empty());
}
