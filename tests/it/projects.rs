//! Projects for other programs for coding, out and in again.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use assert_cmd::Command;

use crate::folders;

pub fn canvass(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canvass"));
    command.args(arguments).current_dir(folder);
    command
}

fn said(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
}

/// A copy of the sample study.
pub fn sample() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    folders::copy(&folders::sample(), folder.path(), &[]);
    folder
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn organisations_are_named_only_where_quotations_name_them() {
    let study = sample();
    let home = study.path();
    let cases = std::fs::read_to_string(home.join("cases.csv")).unwrap();
    let mut lines = cases.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    let place = heads.iter().position(|head| *head == "organisation").unwrap();
    let mut first: Vec<&str> = lines.next().unwrap().split(',').collect();
    first[place] = "Maple Hall";
    let named: Vec<String> = [heads.join(","), first.join(",")].into_iter().chain(lines.map(str::to_owned)).collect();
    std::fs::write(home.join("cases.csv"), named.join("\n") + "\n").unwrap();
    let out = canvass(home, &["export", "qdpx", "-o", "p.qdpx"]).assert().success();
    assert!(said(&out).contains("not in it: what the organisations of"), "{}", said(&out));
    assert!(!part(&std::fs::read(home.join("p.qdpx")).unwrap(), "project.qde").contains("Maple Hall"));
    let file = std::fs::read_to_string(home.join("study.toml")).unwrap();
    let shown = file.replace("attribution = \"{group}\"", "attribution = \"{organisation}\"");
    std::fs::write(home.join("study.toml"), shown).unwrap();
    let out = canvass(home, &["export", "qdpx", "-o", "q.qdpx"]).assert().success();
    assert!(!said(&out).contains("what the organisations"), "{}", said(&out));
    assert!(part(&std::fs::read(home.join("q.qdpx")).unwrap(), "project.qde").contains("Maple Hall"));
}

#[test]
fn a_study_goes_out_and_comes_back_without_loss() {
    let study = sample();
    let home = study.path();
    let out = canvass(home, &["export", "qdpx", "-o", "p.qdpx"]).assert().success();
    assert!(said(&out).contains("not in it: the rules of 20 codes"), "{}", said(&out));
    let first = std::fs::read(home.join("p.qdpx")).unwrap();
    let back = canvass(home, &["take", "p.qdpx", "-v"]).assert().success();
    assert!(said(&back).contains("there are no new codings to write"), "{}", said(&back));
    // The same into a study that has the transcripts and neither codes nor codings.
    for name in ["codings", "memos"] {
        std::fs::remove_dir_all(home.join(name)).unwrap();
    }
    std::fs::remove_file(home.join("codebook.toml")).unwrap();
    let refused = canvass(home, &["take", "p.qdpx"]).assert().code(2);
    assert!(said(&refused).contains("canvass codebook --add p.qdpx"), "{}", said(&refused));
    canvass(home, &["codebook", "--add", "p.qdpx"]).assert().success();
    let taken = canvass(home, &["take", "p.qdpx", "-v"]).assert().success();
    assert!(!said(&taken).contains("not taken"), "{}", said(&taken));
    canvass(home, &["export", "qdpx", "-o", "again.qdpx"]).assert().success();
    let second = std::fs::read(home.join("again.qdpx")).unwrap();
    let (first, second) = (part(&first, "project.qde"), part(&second, "project.qde"));
    for element in ["<Code ", "<TextSource ", "<PlainTextSelection ", "<Coding ", "<Case ", "<Description>"] {
        assert_eq!(first.matches(element).count(), second.matches(element).count(), "{element}");
    }
    let selections = |xml: &str| -> Vec<String> {
        xml.match_indices("<PlainTextSelection ")
            .map(|(at, _)| {
                let tag = &xml[at..at + xml[at..].find('>').unwrap()];
                tag[tag.find("startPosition").unwrap()..].to_owned()
            })
            .collect()
    };
    assert_eq!(selections(&first), selections(&second));
}

#[test]
fn two_exports_are_the_same_to_the_last_byte_and_the_codebook_stands_alone() {
    let study = sample();
    let export =
        |format: &str| canvass(study.path(), &["export", format]).assert().success().get_output().stdout.clone();
    assert_eq!(export("qdpx"), export("qdpx"));
    let qdc = String::from_utf8(export("qdc")).unwrap();
    assert!(qdc.contains("urn:QDA-XML:codebook:1.0") && !qdc.contains("phrases"), "{}", &qdc[..300]);
    let refused = canvass(study.path(), &["export", "qdpx", "--codes"]).assert().code(2);
    assert!(said(&refused).contains("are for answers"));
}

/// A project as other programs write them: its file in capitals, CRLF, a mark at the start, ends that name the last character.
fn foreign() -> Vec<u8> {
    let text =
        "\u{feff}00:01 Interviewer\r\nHow 🙂 is it?\r\n00:07 Ann\r\nWe have no money at all. No money, no staff.\r\n";
    let plain = text.trim_start_matches('\u{feff}');
    let position = |words: &str| plain[..plain.find(words).unwrap()].encode_utf16().count();
    let (start, second) = (position("no money at all"), position("no staff"));
    let qde = format!(
        r##"<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="Theirs" origin="Other 1.0">
<Users><User guid="{{AAAAAAAA-0000-4000-8000-000000000001}}" name="Ms. O'Hara"/></Users>
<CodeBook><Codes><Code guid="C1" name="Resources" isCodable="false"><Code guid="C2" name="Money" isCodable="true"><Description>Cash</Description></Code></Code></Codes></CodeBook>
<Sources><TextSource guid="S1" name="Ann interview.docx" plainTextPath="internal://T1.TXT">
<PlainTextSelection guid="P1" name="no money at all" startPosition="{start}" endPosition="{}"><Coding guid="X1" creatingUser="aaaaaaaa-0000-4000-8000-000000000001"><CodeRef targetGUID="c2"/><NoteRef targetGUID="N1"/></Coding></PlainTextSelection>
<PlainTextSelection guid="P2" name="no staff" startPosition="{second}" endPosition="{}"><Coding guid="X2" creatingUser="aaaaaaaa-0000-4000-8000-000000000001"><CodeRef targetGUID="{{C1}}"/></Coding></PlainTextSelection>
<PlainTextSelection guid="P3" name="beyond" startPosition="9999" endPosition="10004"><Coding guid="X3"><CodeRef targetGUID="C1"/></Coding></PlainTextSelection>
</TextSource><PictureSource guid="S2" name="map.png" path="internal://map.png"/></Sources>
<Notes><Note guid="n1"><PlainTextContent>look again</PlainTextContent></Note></Notes></Project>"##,
        start + 14,
        second + 7,
    );
    zipped(&[("Project.qde", qde.as_bytes()), ("Sources/t1.txt", text.as_bytes()), ("../evil.txt", b"no")])
}

#[test]
fn a_project_of_another_program_comes_in_as_a_study() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    canvass(home, &["init", "ours"]).assert().success();
    let study = home.join("ours");
    std::fs::write(study.join("theirs.qdpx"), foreign()).unwrap();
    let page = canvass(&study, &["import", "theirs.qdpx"]).assert().success();
    assert!(
        said(&page).contains("a project of Other 1.0, with 2 codes, 1 text, 2 codings and 0 cases"),
        "{}",
        said(&page)
    );
    assert!(study.join("transcripts/Ann interview.txt").is_file());
    assert!(!home.join("evil.txt").exists() && !study.join("evil.txt").exists());
    canvass(&study, &["codebook", "--add", "theirs.qdpx"]).assert().success();
    let book = std::fs::read_to_string(study.join("codebook.toml")).unwrap();
    assert!(
        book.contains("id = \"money\"") && book.contains("parent = \"resources\"") && book.contains("Cash"),
        "{book}"
    );
    let taken = canvass(&study, &["take", "theirs.qdpx", "-v"]).assert().success();
    let heard = said(&taken);
    assert!(heard.contains("units of UTF-16, line ends count as two, ends inclusive (2 of 3 quotations"), "{heard}");
    assert!(heard.contains("1 coding lies outside") && heard.contains("picture"), "{heard}");
    let lines = std::fs::read_dir(study.join("codings/Ms- O-Hara")).unwrap().next().unwrap().unwrap();
    let lines = std::fs::read_to_string(lines.path()).unwrap();
    assert!(lines.contains("\"exact\":\"no money at all\"") && lines.contains("\"exact\":\"no staff\""), "{lines}");
    assert!(lines.contains("\"memo\":\"look again\""), "{lines}");
    let again = canvass(&study, &["take", "theirs.qdpx"]).assert().success();
    assert!(said(&again).contains("no new codings"), "{}", said(&again));
}

#[test]
fn what_is_no_project_is_refused_in_words() {
    let study = sample();
    let entities = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><Project name="&b;"/>"#;
    let deep =
        format!("<Project name='x'><CodeBook><Codes>{}</Codes></CodeBook></Project>", "<Code name='x'>".repeat(9));
    for (name, bytes, wanted) in [
        ("empty.qdpx", Vec::new(), "empty.qdpx: there is nothing in this project"),
        ("half.qdpx", b"PK\x03\x04".to_vec(), "half downloaded"),
        ("other.qdpx", zipped(&[("a.txt", b"x")]), "project.qde is missing"),
        (
            "entities.qdpx",
            zipped(&[("project.qde", entities.as_bytes())]),
            "entities.qdpx: this project defines abbreviations of its own",
        ),
        ("unclosed.qdpx", zipped(&[("project.qde", deep.as_bytes())]), "unclosed.qdpx: this project is damaged"),
        ("strange.qdpx", zipped(&[("project.qde", b"<html/>")]), "no project of REFI-QDA"),
        ("strange.qdc", b"<Project/>".to_vec(), "no codebook of REFI-QDA"),
    ] {
        std::fs::write(study.path().join(name), bytes).unwrap();
        let found = canvass(study.path(), &["codebook", "--add", name]).assert().code(2);
        assert!(said(&found).contains(wanted), "{name}: {}", said(&found));
    }
}

#[test]
fn more_codes_than_a_study_may_have_are_refused_before_anything_is_written() {
    let study = sample();
    let before = std::fs::read(study.path().join("codebook.toml")).unwrap();
    let one = |place: usize| {
        format!("<Code guid='{place:08x}-0000-4000-8000-000000000000' name='n{place}' isCodable='true'/>")
    };
    let codes: String = (0..20_001).map(one).collect();
    let project = format!(
        "<Project xmlns='urn:QDA-XML:project:1.0' name='x'><CodeBook><Codes>{codes}</Codes></CodeBook></Project>"
    );
    std::fs::write(study.path().join("many.qdpx"), zipped(&[("project.qde", project.as_bytes())])).unwrap();
    let found = canvass(study.path(), &["codebook", "--add", "many.qdpx"]).assert().code(2);
    assert!(said(&found).contains("would have more than 20,000 codes; nothing was written"), "{}", said(&found));
    assert_eq!(std::fs::read(study.path().join("codebook.toml")).unwrap(), before);
    canvass(study.path(), &["check"]).assert().success();
}

#[test]
fn a_codebook_alone_has_no_interviews_and_no_codings() {
    let study = sample();
    let written = canvass(study.path(), &["export", "qdc", "-o", "codes.qdc"]).assert().success();
    // What cases are called and which codings moved is no loss where there are none.
    assert!(said(&written).contains("not in it: the rules") && !said(&written).contains("organisations"));
    for command in ["take", "import"] {
        let found = canvass(study.path(), &[command, "codes.qdc"]).assert().code(2);
        assert!(
            said(&found).contains("codes.qdc: this is a codebook alone") && said(&found).contains("codebook --add")
        );
    }
    std::fs::write(study.path().join("codebook.toml"), "").unwrap();
    let added = canvass(study.path(), &["codebook", "--add", "codes.qdc"]).assert().success();
    assert!(said(&added).contains("25 codes new") && said(&added).contains("next: canvass check"), "{}", said(&added));
}

/// A project of three texts: Ann alone, Ann and Ben together, and a story that nobody is named in; Cy is nowhere heard of.
fn with_cases() -> Vec<u8> {
    let value = |of: &str, value: &str| {
        format!("<VariableValue><VariableRef targetGUID='{of}'/><TextValue>{value}</TextValue></VariableValue>")
    };
    let case = |name: &str, group: &str, size: &str, texts: &[&str]| {
        let texts: String = texts.iter().map(|text| format!("<SourceRef targetGUID='{text}'/>")).collect();
        format!("<Case guid='{name}' name='{name}'>{}{}{texts}</Case>", value("g", group), value("s", size))
    };
    let cases = [
        case("Ann", "VCFSE", "Micro", &["t1", "t2"]),
        case("Ben", "Council", "Large", &["t2"]),
        case("Cy", "Council", "Large", &["t2"]),
        case("Di", "VCFSE", "Small", &["t3"]),
    ]
    .concat();
    let texts: String = ["t1", "t2", "t3"]
        .map(|text| format!("<TextSource guid='{text}' name='{text}' plainTextPath='internal://{text}.txt'/>"))
        .concat();
    let project = format!(
        "<Project xmlns='urn:QDA-XML:project:1.0' name='x'><Variables><Variable guid='g' name='Group'/><Variable guid='s' name='Size'/></Variables><Cases>{cases}</Cases><Sources>{texts}</Sources></Project>"
    );
    zipped(&[
        ("project.qde", project.as_bytes()),
        ("sources/t1.txt", b"Interviewer: Why?\n\nAnn: No money.\n"),
        ("sources/t2.txt", b"Interviewer: Why?\n\nANN: No money.\n\nBen: No time.\n"),
        ("sources/t3.txt", b"There was no money, and then there was.\n"),
    ])
}

#[test]
fn cases_of_a_project_fill_in_cases_csv_and_lend_nobody_their_names() {
    let folder = tempfile::tempdir().unwrap();
    canvass(folder.path(), &["init", "study", "-q"]).assert().success();
    let study = folder.path().join("study");
    std::fs::write(study.join("theirs.qdpx"), with_cases()).unwrap();
    let found = canvass(&study, &["import", "theirs.qdpx"]).assert().success();
    assert!(said(&found).contains("of 1 case of the project nobody knows which speaker they are"), "{}", said(&found));
    let text = |name: &str| std::fs::read_to_string(study.join(name)).unwrap();
    assert_eq!(
        text("cases.csv"),
        "case,respondent,group,organisation,consent,size\nt1,,VCFSE,,,Micro\nt2-p2,,Council,,,Large\nt3,,VCFSE,,,Small\n"
    );
    let documents = text("documents.csv");
    // Ann is one case in both.
    assert!(documents.contains("ANN = participant t1; Ben = participant t2-p2"), "{documents}");
    assert!(documents.contains("Writer = participant t3"), "{documents}");
    assert!(!text("cases.csv").contains("Ann") && canvass(&study, &["check"]).output().unwrap().status.success());
}

/// The schema is used where it and `xmllint` are at hand.
#[test]
fn what_is_written_is_valid_by_the_schema() {
    let schema = crate::exported::shared("reference/refi-qda/Project.xsd");
    if !schema.is_file() || std::process::Command::new("xmllint").arg("--version").output().is_err() {
        crate::exported::skipped("no schema of REFI-QDA or no xmllint here");
        return;
    }
    let study = sample();
    let bytes = canvass(study.path(), &["export", "qdpx"]).assert().success().get_output().stdout.clone();
    let path = study.path().join("project.qde");
    std::fs::write(&path, part(&bytes, "project.qde")).unwrap();
    let found =
        std::process::Command::new("xmllint").arg("--noout").arg("--schema").arg(&schema).arg(&path).output().unwrap();
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
}
