//! Every export is recognised as one of its own platform: a signature that is too loose takes other platforms' files.

use std::path::{Path, PathBuf};

use crate::exported::page;

/// Files that belong to an export and are none, and folders whose platform is not their name.
fn is_export(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_lowercase();
    let table = [".csv", ".xlsx"].iter().any(|ending| name.ends_with(ending));
    let beside = ["structure", "labels", "dictionary", "choices", "_survey", "xlsform", "metadata", "form"];
    table && !beside.iter().any(|part| name.contains(part))
}

fn exports(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_export(path)).collect();
    paths.sort();
    paths
}

fn is_platform(name: &str) -> bool {
    canvass::readers::survey::PLATFORMS.iter().any(|platform| platform.name() == name)
}

#[test]
fn every_fixture_is_recognised_as_its_own() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports");
    let mine = [
        "alchemer",
        "google-forms",
        "limesurvey",
        "microsoft-forms",
        "qualtrics",
        "smartsurvey",
        "surveymonkey",
        "surveyxact",
        "typeform",
        "wjx",
        "generic",
    ];
    for platform in mine.into_iter().filter(|name| is_platform(name)) {
        for path in exports(&fixtures.join(platform)) {
            assert_eq!(page(&path, &[]).platform(), platform, "{}", path.display());
        }
    }
}

#[test]
fn every_real_export_is_recognised_as_its_own() {
    let shared = std::env::var_os("CANVASS_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folders = [
        ("alchemer-surveygizmo", "alchemer"),
        ("google-forms", "google-forms"),
        ("limesurvey", "limesurvey"),
        ("ms-forms", "microsoft-forms"),
        ("qualtrics", "qualtrics"),
        ("surveymonkey", "surveymonkey"),
        ("surveyxact", "surveyxact"),
    ];
    for (folder, platform) in folders {
        for path in exports(&shared.join("exports").join(folder)) {
            assert_eq!(page(&path, &[]).platform(), platform, "{}", path.display());
        }
    }
}
