//! What ARCHITECTURE.md says is so: who imports whom, who prints, who touches files, how long a file may be, and that the
//! list of formats in docs is the registries.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const LONGEST_FILE: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All Rust files below a folder, by their path with forward slashes, in order.
fn rust_files(folder: &str) -> Vec<String> {
    fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    gather(&root().join(folder), &mut files);
    let name = |path: PathBuf| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    let mut names: Vec<String> = files.into_iter().map(name).collect();
    names.sort();
    names
}

/// The lines of a file that are compiled into the crate: no comments, no tests at its end; none at all of a file that is a
/// module of tests.
fn code_of(path: &str, tests: &BTreeSet<String>) -> Vec<(usize, String)> {
    if tests.contains(path) {
        return Vec::new();
    }
    let text = read(path);
    let lines: Vec<&str> = text.lines().collect();
    let mut code = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.trim() == "#[cfg(test)]" {
            // A module of tests is the last thing in a file; anything else under the mark is one line.
            if lines.get(at + 1).is_some_and(|next| next.starts_with("mod ") && next.ends_with('{')) {
                break;
            }
            at += 2;
            continue;
        }
        if !line.trim_start().starts_with("//") {
            code.push((at + 1, (*line).to_owned()));
        }
        at += 1;
    }
    code
}

/// Files that are modules of tests: declared as `#[cfg(test)] mod name;`, and those below them.
fn test_files() -> BTreeSet<String> {
    let all = rust_files("src");
    let mut tests = BTreeSet::new();
    for path in &all {
        let text = read(path);
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[0].trim() == "#[cfg(test)]") {
            let Some(name) = pair[1].trim().trim_start_matches("pub ").strip_prefix("mod ") else { continue };
            let Some(name) = name.strip_suffix(';') else { continue };
            let folder = path.trim_end_matches("/mod.rs").trim_end_matches(".rs").to_owned();
            let folder = if folder == "src/lib" { "src".to_owned() } else { folder };
            let below = format!("{folder}/{name}/");
            tests.insert(format!("{folder}/{name}.rs"));
            tests.extend(all.iter().filter(|path| path.starts_with(&below)).cloned());
        }
    }
    tests
}

/// The room of a file: the first part of its path below src.
fn room_of(path: &str) -> String {
    let below = path.trim_start_matches("src/");
    below.split('/').next().unwrap_or(below).trim_end_matches(".rs").to_owned()
}

/// The rooms that a piece of code names after `crate::`, also inside braces.
fn rooms_named(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let is_path_start = !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
        let rest = &code[at + "crate::".len()..];
        if !is_path_start {
            continue;
        }
        match rest.strip_prefix('{') {
            None => rooms.push(first_word(rest)),
            Some(inside) => {
                let mut depth = 0;
                let mut item = String::new();
                for character in inside.chars() {
                    match character {
                        '}' if depth == 0 => break,
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => rooms.push(first_word(item.trim())),
                        _ => {}
                    }
                    item.push(character);
                    if character == ',' && depth == 0 {
                        item.clear();
                    }
                }
                rooms.push(first_word(item.trim()));
            }
        }
    }
    rooms.retain(|room| !room.is_empty());
    rooms
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

/// Each room with those it may import, from the table in ARCHITECTURE.md. `None`: everything.
fn allowed() -> BTreeMap<String, Option<BTreeSet<String>>> {
    let page = read("ARCHITECTURE.md");
    let mut allowed = BTreeMap::new();
    let rows =
        page.lines().skip_while(|line| !line.starts_with("| room |")).skip(2).take_while(|line| line.starts_with('|'));
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [rooms, _, may_import] = cells.as_slice() else { panic!("a row of three cells: {row}") };
        let imports = match *may_import {
            "everything" => None,
            nothing if nothing.starts_with("nothing") => Some(BTreeSet::new()),
            listed => Some(
                listed
                    .split(',')
                    .map(|name| name.trim().trim_end_matches("’s drawing").trim_end_matches("'s drawing").to_owned())
                    .collect(),
            ),
        };
        for room in rooms.split(',') {
            let room = room.trim().trim_matches('`').trim_end_matches('/').trim_end_matches(".rs").to_owned();
            let mut imports = imports.clone();
            if let Some(imports) = imports.as_mut().filter(|_| room != "stats") {
                imports.insert("diagnostic".to_owned());
            }
            allowed.insert(room, imports);
        }
    }
    allowed
}

#[test]
fn every_room_has_its_row() {
    let allowed = allowed();
    assert!(allowed.len() > 10, "the table was not found");
    let rooms: BTreeSet<String> = rust_files("src").iter().map(|path| room_of(path)).collect();
    for room in rooms.iter().filter(|room| !matches!(room.as_str(), "main" | "lib")) {
        assert!(allowed.contains_key(room), "ARCHITECTURE.md does not name {room}");
    }
}

#[test]
fn rooms_import_only_whom_they_may() {
    let (allowed, tests) = (allowed(), test_files());
    let mut wrong = Vec::new();
    for path in rust_files("src") {
        let room = room_of(&path);
        let Some(Some(may)) = allowed.get(&room) else { continue };
        // An import may run over several lines.
        let code: String = code_of(&path, &tests).into_iter().map(|(_, line)| format!("{line}\n")).collect();
        for named in rooms_named(&code) {
            if named != room && !may.contains(&named) {
                wrong.push(format!("{path} imports {named}; {room} may import {may:?}"));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn only_the_terminal_prints_and_only_source_and_sink_touch_files() {
    let tests = test_files();
    let printing = ["println!", "eprintln!", "print!(", "eprint!(", "io::stdout", "io::stderr"];
    let files = ["std::fs", "File::open", "File::create", "OpenOptions"];
    let mut wrong = Vec::new();
    for path in rust_files("src") {
        for (number, line) in code_of(&path, &tests) {
            let prints = printing.iter().any(|word| line.contains(word)) && path != "src/cli/terminal.rs";
            let touches = files.iter().any(|word| line.contains(word))
                && !matches!(path.as_str(), "src/source.rs" | "src/sink.rs");
            if prints || touches {
                wrong.push(format!("{path}:{number}: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn files_are_short_enough_to_read() {
    for path in rust_files("src").into_iter().chain(rust_files("tests")) {
        let lines = read(&path).lines().count();
        assert!(lines <= LONGEST_FILE, "{path} has {lines} lines; at most {LONGEST_FILE}");
    }
}

#[test]
fn every_room_opens_with_what_it_is_for() {
    for path in rust_files("src") {
        assert!(read(&path).starts_with("//!"), "{path} does not begin with what it is for");
    }
}

/// The names in the first column of the table below a heading of docs/formats.md.
fn documented(heading: &str) -> Vec<String> {
    let page = read("docs/formats.md");
    let below = page.lines().skip_while(|line| line.trim() != format!("## {heading}")).skip(1);
    let rows = below.take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| `"));
    rows.map(|row| row.split('`').nth(1).unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_page_of_formats_lists_the_registries() {
    use canvass::readers::{coding, survey, transcript};
    use canvass::writers::document;
    let reports: Vec<&str> = document::FORMATS.iter().map(|format| format.name()).collect();
    assert_eq!(documented("Reports and tables"), reports);
    let platforms: Vec<&str> = survey::PLATFORMS.iter().map(|platform| platform.name()).collect();
    assert_eq!(documented("Questionnaire exports"), platforms);
    let codebooks: Vec<&str> = survey::CODEBOOKS.iter().map(|codebook| codebook.name()).collect();
    assert_eq!(documented("Dictionaries beside an export"), codebooks);
    let transcripts: Vec<&str> = transcript::FORMATS.iter().map(|format| format.name()).collect();
    assert_eq!(documented("Transcripts"), transcripts);
    let codings: Vec<&str> = coding::FORMATS.iter().map(|format| format.name()).collect();
    assert_eq!(documented("Codings"), codings);
    let projects: Vec<&str> = canvass::writers::exchange::FORMATS.iter().map(|format| format.name()).collect();
    assert_eq!(documented("Projects"), projects);
    let datasets: Vec<&str> = canvass::writers::dataset::FORMATS.iter().map(|format| format.name()).collect();
    assert_eq!(documented("Clean answers"), datasets);
}

/// A format that says nothing of what is lost, or whether a real file was seen, promises more than it keeps.
#[test]
fn every_questionnaire_format_fills_its_row() {
    let page = read("docs/formats.md");
    for heading in ["Questionnaire exports", "Dictionaries beside an export"] {
        let below = page.lines().skip_while(|line| line.trim() != format!("## {heading}")).skip(1);
        for row in below.take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = row.trim().trim_matches('|').split('|').map(str::trim).collect();
            assert_eq!(cells.len(), 6, "six cells: {row}");
            assert!(cells.iter().all(|cell| !cell.is_empty()), "an empty cell: {row}");
        }
    }
}

#[test]
fn the_option_for_platforms_names_them_all() {
    let import = canvass::cli::command();
    let import = import.find_subcommand("import").unwrap();
    let option = import.get_arguments().find(|option| option.get_id() == "platform").unwrap();
    let help = option.get_help().unwrap().to_string();
    for platform in canvass::readers::survey::PLATFORMS {
        assert!(help.contains(platform.name()), "--platform does not name {}", platform.name());
    }
}
