//! Folders for tests: the sample study, and copies that a test may write in.

use std::fs;
use std::path::{Path, PathBuf};

/// The sample study as it is committed.
pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/research-better-together")
}

/// Copies a folder with all that lies below it, but for files and folders of certain names; what a run wrote (`out`) stays behind.
pub fn copy(from: &Path, to: &Path, without: &[&str]) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (name, target) = (entry.file_name(), to.join(entry.file_name()));
        if name == "out" || without.iter().any(|left| name == *left) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target, without);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
