//! `canvass chart`: declared charts, tables and questions as pictures; what goes wrong is said.

use std::path::Path;

use assert_cmd::Command;

const STUDY: &str = "examples/research-better-together";

fn canvass(arguments: &[&str]) -> (i32, Vec<u8>, String) {
    let output = Command::cargo_bin("canvass")
        .unwrap()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .unwrap();
    let code = output.status.code().unwrap_or(-1);
    (code, output.stdout, String::from_utf8_lossy(&output.stderr).replace('\\', "/"))
}

/// An export of 38 answers to one question.
fn export(folder: &Path) -> String {
    let mut text = String::from("Response,Would you like training?,How large are you?\n");
    for row in 0..38 {
        let (answer, size) = (["Yes", "Yes", "No", "Maybe"][row % 4], ["Micro", "Small"][row % 2]);
        text.push_str(&format!("{row},{answer},{size}\n"));
    }
    let path = folder.join("answers.csv");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The name that import gives the question of a heading.
fn question(export: &str) -> String {
    let (code, out, error) = canvass(&["import", export, "--dry-run", "--format", "json"]);
    assert_eq!(code, 0, "{error}");
    let understood: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let questions = understood["questions"].as_array().unwrap();
    let wanted = questions.iter().find(|question| question["text"] == "Would you like training?").unwrap();
    wanted["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_declared_chart_goes_to_standard_output_as_svg() {
    let (code, out, error) = canvass(&["chart", "works-with", "--study", STUDY]);
    assert_eq!(code, 0, "{error}");
    let drawing = String::from_utf8(out).unwrap();
    assert!(drawing.starts_with("<svg ") && drawing.ends_with("</svg>\n"));
    for words in ["34 of 38 (89%)", "15 of 38 (39%)", "6 of 38 (16%)", "Nearly all work with adults; few with children"]
    {
        assert!(drawing.contains(words), "{words}");
    }
}

#[test]
fn a_declared_table_is_drawn_in_the_kind_asked_for() {
    let (code, out, error) = canvass(&["chart", "--table", "training", "--kind", "heat", "--study", STUDY]);
    assert_eq!(code, 0, "{error}");
    assert!(String::from_utf8(out).unwrap().contains("Heat map"));
}

#[test]
fn an_export_is_drawn_without_a_study_and_twice_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let export = export(folder.path());
    let question = question(&export);
    let picture = folder.path().join("training.png");
    let draw = |force: &[&str]| {
        let mut arguments = vec!["chart", "--data", &export, "--rows", &question, "--kind", "bar", "-o"];
        arguments.push(picture.to_str().unwrap());
        arguments.extend(force);
        canvass(&arguments)
    };
    let (code, out, error) = draw(&[]);
    assert_eq!((code, out.len()), (0, 0), "{error}");
    assert!(error.contains("wrote"), "{error}");
    let first = std::fs::read(&picture).unwrap();
    assert!(first.starts_with(b"\x89PNG"));
    let (code, _, error) = draw(&[]);
    assert_eq!(code, 2, "a file that is there is kept");
    assert!(error.contains("--force"), "{error}");
    assert_eq!(draw(&["--force"]).0, 0);
    assert_eq!(std::fs::read(&picture).unwrap(), first);
}

#[test]
fn what_cannot_be_drawn_is_said_with_what_to_do() {
    for (arguments, words) in [
        (vec!["chart", "involvment", "--study", STUDY], "did you mean “involvement”?"),
        (vec!["chart", "profile", "--study", STUDY], "canvass chart --table profile"),
        (vec!["chart", "--study", STUDY], "study.toml declares works-with"),
        (vec!["chart", "works-with", "--study", STUDY, "-o", "chart.pdf"], "end the file with .svg"),
        (vec!["chart", "works-with", "--study", STUDY, "-o", "chart"], "does not say the format"),
        (vec!["chart", "works-with", "--study", STUDY, "--format", "png"], "cannot be shown in a terminal"),
        (vec!["chart", "works-with", "--study", STUDY, "--kind", "stacked"], "not parts of a whole"),
        (vec!["chart", "--rows", "comments", "--study", STUDY], "comments"),
        (vec!["chart", "--data", "data-samples/questionnaire/plain.csv"], "--rows QUESTION"),
    ] {
        let (code, out, error) = canvass(&arguments);
        assert_eq!((code, out.len()), (2, 0), "{arguments:?}: {error}");
        assert!(error.contains(words), "{arguments:?}: {error}");
    }
    assert!(!Path::new(env!("CARGO_MANIFEST_DIR")).join("chart.pdf").exists());
}
