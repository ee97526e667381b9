//! What `import --dry-run --format json` says of a file, for tests to ask.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What was understood of a file.
pub struct Page {
    pub json: Value,
}

/// Where a file or folder of the shared folder would be: the folder `CANVASS_SHARED` names, else the one beside the project.
pub fn shared(inside: &str) -> PathBuf {
    std::env::var_os("CANVASS_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from)
        .join(inside)
}

/// The page of a file in the shared folder of real exports; `None`, said as skipped, where that folder is absent.
pub fn real(file: &str) -> Option<Page> {
    let path = shared("exports").join(file);
    if !path.is_file() {
        skipped(&format!("{file} is not here"));
        return None;
    }
    Some(page(&path, &[]))
}

/// Says that a test was skipped, past what the test runner catches: `.ci/run` counts these lines.
pub fn skipped(why: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("skipped: {why}\n").as_bytes());
}

/// The page of one of the project's own fixtures, `tests/fixtures/exports/FILE`.
pub fn fixture(file: &str) -> Page {
    fixture_with(file, &[])
}

/// The same with more words on the command line.
pub fn fixture_with(file: &str, words: &[&str]) -> Page {
    page(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports").join(file), words)
}

/// The page of any file.
pub fn page(path: &Path, words: &[&str]) -> Page {
    let ran = Command::new(env!("CARGO_BIN_EXE_canvass"))
        .arg("import")
        .arg(path)
        .args(["--dry-run", "--format", "json"])
        .args(words)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{}: {said}", path.display());
    Page { json: serde_json::from_slice(&ran.stdout).unwrap() }
}

impl Page {
    pub fn platform(&self) -> &str {
        self.json["platform"].as_str().unwrap()
    }

    pub fn responses(&self) -> u64 {
        self.json["responses"].as_u64().unwrap()
    }

    /// The question of this id, or whose text begins so; metadata after questions.
    pub fn question(&self, name: &str) -> &Value {
        let all = || ["questions", "metadata"].into_iter().flat_map(|list| self.json[list].as_array().unwrap());
        let begins = |question: &Value| question["text"].as_str().is_some_and(|text| text.starts_with(name));
        all()
            .find(|question| question["id"] == name)
            .or_else(|| all().find(|question| begins(question)))
            .unwrap_or_else(|| {
                let ids: Vec<&str> = all().filter_map(|question| question["id"].as_str()).collect();
                panic!("no question “{name}” among {}", ids.join(", "))
            })
    }

    pub fn kind(&self, name: &str) -> &str {
        self.question(name)["kind"].as_str().unwrap_or("")
    }

    /// How many chose the choice of this label, code or column.
    pub fn count(&self, name: &str, choice: &str) -> u64 {
        count(self.question(name), choice)
    }

    /// All choices of a question as "label=count; label=count", missing ones with their reason in brackets.
    pub fn choices(&self, name: &str) -> String {
        choices(&self.question(name)["choices"])
    }

    /// The reasons for not answering as "reason=count; reason=count".
    pub fn missing(&self, name: &str) -> String {
        let missing = self.question(name)["missing"].as_object().unwrap();
        missing.iter().map(|(reason, count)| format!("{reason}={count}")).collect::<Vec<_>>().join("; ")
    }

    pub fn base(&self, name: &str) -> u64 {
        self.question(name)["base"].as_u64().unwrap()
    }

    /// The row of a grid or ranking by its text.
    pub fn row(&self, name: &str, row: &str) -> &Value {
        let rows = self.question(name)["rows"].as_array().unwrap();
        rows.iter().find(|found| found["text"] == row || found["id"] == row).unwrap_or_else(|| panic!("no row “{row}”"))
    }

    /// All columns of the file that questions and metadata rest on.
    pub fn columns(&self) -> Vec<String> {
        let all = ["questions", "metadata"].into_iter().flat_map(|list| self.json[list].as_array().unwrap());
        all.flat_map(|question| question["columns"].as_array().unwrap())
            .filter_map(|column| column.as_str().map(str::to_owned))
            .collect()
    }

    /// Whether anything that was noticed says this.
    pub fn says(&self, words: &str) -> bool {
        let noticed = self.json["diagnostics"].as_array().unwrap();
        noticed.iter().any(|noticed| noticed["message"].as_str().is_some_and(|message| message.contains(words)))
    }
}

/// How many chose the choice of this label, code or column in a question or row.
pub fn count(question: &Value, choice: &str) -> u64 {
    let list = question["choices"].as_array().unwrap();
    let found = list.iter().find(|found| ["label", "code", "column"].iter().any(|key| found[*key] == choice));
    found.unwrap_or_else(|| panic!("no choice “{choice}” in {}", choices(&question["choices"])))["count"]
        .as_u64()
        .unwrap()
}

fn choices(list: &Value) -> String {
    let list = list.as_array().unwrap().iter().map(|choice| {
        let missing = choice["missing"].as_str().map(|reason| format!(" ({reason})")).unwrap_or_default();
        format!("{}={}{missing}", choice["label"].as_str().unwrap(), choice["count"])
    });
    list.collect::<Vec<_>>().join("; ")
}

/// What is said of a fixture that cannot be read.
pub fn page_fails(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports").join(file);
    let ran = Command::new(env!("CARGO_BIN_EXE_canvass")).arg("import").arg(path).arg("--dry-run").output().unwrap();
    assert!(!ran.status.success());
    String::from_utf8_lossy(&ran.stderr).into_owned()
}
