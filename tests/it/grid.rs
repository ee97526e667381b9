//! The grid workbook: written, filled in, taken back.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::Workbook;

fn canvass(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(arguments).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A copy of what the example study needs for its interviews.
fn study() -> tempfile::TempDir {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/research-better-together");
    let folder = tempfile::tempdir().unwrap();
    for name in ["study.toml", "codebook.toml", "cases.csv", "documents.csv", "report.md"] {
        std::fs::copy(example.join(name), folder.path().join(name)).unwrap();
    }
    std::fs::create_dir(folder.path().join("transcripts")).unwrap();
    for file in canvass::source::matching(&example, "transcripts/*").unwrap() {
        let name: PathBuf = Path::new("transcripts").join(file.file_name().unwrap());
        std::fs::copy(&file, folder.path().join(name)).unwrap();
    }
    folder
}

/// The cells of the sheet “Grid”.
fn cells(file: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(std::fs::read(file).unwrap())).unwrap();
    let range = book.worksheet_range("Grid").unwrap();
    let text = |cell: &Data| if cell == &Data::Empty { String::new() } else { cell.to_string() };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// Saves cells as another program would: a sheet “Grid” of texts.
fn save(cells: &[Vec<String>], file: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Grid").unwrap();
    for (row, line) in cells.iter().enumerate() {
        for (column, text) in line.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row as u32, column as u16, text).unwrap();
        }
    }
    std::fs::write(file, book.save_to_buffer().unwrap()).unwrap();
}

fn column(cells: &[Vec<String>], heading: &str) -> usize {
    cells[1].iter().position(|cell| cell == heading).unwrap()
}

fn row(cells: &[Vec<String>], case: &str) -> usize {
    cells.iter().position(|row| row[0] == case).unwrap()
}

#[test]
fn what_is_filled_in_comes_back_as_codings_of_the_words_that_are_left() {
    let study = study();
    let folder = study.path();
    assert!(canvass(folder, &["grid"]).0);
    let mut grid = cells(&folder.join("grid.xlsx"));
    assert_eq!(grid.len(), 2 + 24);
    assert_eq!(&grid[1][..3], ["case", "document", "group"]);
    let at = |word: &str| column(&grid, &format!("activities {word}"));
    let (extract, summary, codes) = (at("extract"), at("summary"), at("codes"));
    let (first, second) = (row(&grid, "vcfse-01"), row(&grid, "vcfse-02"));
    assert!(grid[first][extract].starts_with("It does, and we even use the word"), "{}", grid[first][extract]);
    grid[first][codes] = "does-pr; peer-roles".into();
    grid[first][summary] = "Peer researchers choose the question.".into();
    let passage = "We call it participatory research quite deliberately.";
    assert!(grid[second][extract].contains(passage));
    grid[second][extract] = passage.into();
    grid[second][codes] = "does-pr – says it outright".into();
    save(&grid, &folder.join("filled.xlsx"));
    let (done, said) = canvass(folder, &["take", "filled.xlsx", "--coder", "asha"]);
    assert!(done, "{said}");

    let lines = |document: &str| -> Vec<canvass::model::Coding> {
        let text = std::fs::read_to_string(folder.join(format!("codings/asha/{document}.jsonl"))).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    // Two codes on each of the turns that answer the question.
    let codings = lines("vcfse-01");
    assert!(codings.len() >= 4 && codings.len() % 2 == 0, "{}", codings.len());
    assert!(codings[0].exact.starts_with("It does, and we even use the word"));
    let [coding] = &lines("vcfse-02")[..] else { panic!("one coding") };
    assert_eq!((coding.exact.as_str(), coding.memo.as_deref()), (passage, Some("says it outright")));
    let memos = std::fs::read_to_string(folder.join("memos/summaries.csv")).unwrap();
    assert_eq!(
        memos,
        "case,document,question,summary\nvcfse-01,vcfse-01,activities,Peer researchers choose the question.\n"
    );

    // A second grid shows the summary, and is not written over the first.
    assert!(!canvass(folder, &["grid"]).0);
    assert!(canvass(folder, &["grid", "-o", "again.xlsx"]).0);
    let again = cells(&folder.join("again.xlsx"));
    assert_eq!(again[first][summary], "Peer researchers choose the question.");
}

#[test]
fn words_that_are_not_in_the_transcript_are_refused_and_nothing_is_taken() {
    let study = study();
    let folder = study.path();
    assert!(canvass(folder, &["grid"]).0);
    let mut grid = cells(&folder.join("grid.xlsx"));
    let (extract, codes) = (column(&grid, "worth extract"), column(&grid, "worth codes"));
    let (first, second) = (row(&grid, "vcfse-01"), row(&grid, "vcfse-02"));
    grid[first][codes] = "confidence".into();
    grid[second][extract] = "Nobody said this.".into();
    grid[second][codes] = "confidence".into();
    save(&grid, &folder.join("filled.xlsx"));
    let (done, said) = canvass(folder, &["take", "filled.xlsx", "--coder", "asha"]);
    assert!(!done && said.contains("nothing was taken"), "{said}");
    assert!(said.contains("Grid!"), "the cell is named: {said}");
    assert!(!folder.join("codings").exists() && !folder.join("memos").exists());
}

#[test]
fn a_question_that_was_not_put_has_no_words() {
    let study = study();
    assert!(canvass(study.path(), &["grid"]).0);
    let grid = cells(&study.path().join("grid.xlsx"));
    assert_eq!(grid[row(&grid, "vcfse-09")][column(&grid, "others extract")], "");
    assert_ne!(grid[row(&grid, "vcfse-08")][column(&grid, "others extract")], "");
}
