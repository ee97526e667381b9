//! Texts that are no questionnaire any more: each is read or refused in words, soon and in little memory.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

/// What came of it.
struct Ran {
    code: i32,
    data: String,
    said: String,
}

/// Imports a file whose bytes are given, in at most so much memory as the system lets it have.
fn import(name: &str, bytes: impl AsRef<[u8]>) -> Ran {
    let keep = TempDir::new().unwrap();
    fs::write(keep.path().join(name), bytes).unwrap();
    limited(keep.path(), name)
}

/// 500 MB for the data, and what the program itself and its threads take of the addresses.
fn limited(folder: &Path, name: &str) -> Ran {
    let program = env!("CARGO_BIN_EXE_canvass");
    let mut command = if cfg!(target_os = "linux") {
        let own = fs::metadata(program).unwrap().len() / 1024;
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("ulimit -v {}; exec \"$@\"", own + 500_000)).arg("sh").arg(program);
        shell
    } else {
        Command::new(program)
    };
    command.current_dir(folder).args(["import", name, "--dry-run"]).env("RAYON_NUM_THREADS", "2");
    let started = std::thread::spawn(move || command.output().unwrap());
    let mut waited = Duration::ZERO;
    // A program without optimisation, beside all other tests, takes many times what people wait.
    while !started.is_finished() {
        assert!(waited < Duration::from_secs(120), "{name} takes too long");
        std::thread::sleep(Duration::from_millis(20));
        waited += Duration::from_millis(20);
    }
    let output = started.join().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        data: String::from_utf8_lossy(&output.stdout).into_owned(),
        said: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Is refused with these words.
fn refused(name: &str, bytes: impl AsRef<[u8]>, words: &[&str]) {
    let ran = import(name, bytes);
    assert_eq!(ran.code, 2, "{name}: {}", ran.said);
    let said = ran.said.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(said.contains(word), "{name}: {word} is not in: {said}");
    }
    assert!(said.contains("hint: "), "{name}: {said}");
}

/// Is read; gives the page.
fn read(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let ran = import(name, bytes);
    assert_eq!(ran.code, 0, "{name}: {}", ran.said);
    ran.data
}

/// A table of three rows with a cell of this many bytes in the second.
fn with_a_cell(bytes: usize, mark: &str) -> String {
    let cell = "so ".repeat(bytes / 3 + 1);
    format!("How,Why\n1,because\n2,{mark}x{}y{mark}\n3,money\n", &cell[..bytes - 2])
}

#[test]
fn a_cell_of_a_million_letters_is_read_and_a_longer_one_is_refused() {
    for mark in ["", "\""] {
        read("long.csv", with_a_cell(1 << 20, mark));
        let longer = with_a_cell((1 << 20) + 1, mark);
        refused("longer.csv", longer, &["longer.csv:3: row 2", "a cell of more than a million letters"]);
    }
}

#[test]
fn rows_of_ten_million_bytes_are_refused_whatever_they_are() {
    let line = "x".repeat(10_000_000);
    refused("lines.csv", format!("Why\n{line}\n{line}\n{line}\n"), &["lines.csv:2: row 1", "a million letters"]);
    // The whole file is one record.
    refused("one.csv", "x".repeat(40_000_000), &["one.csv"]);
    refused("marks.csv", "\"".repeat(20_000_000), &["marks.csv"]);
}

#[test]
fn a_mark_that_is_not_closed_is_named_by_its_line_however_much_follows() {
    let rows = |count: usize| (0..count).map(|row| format!("{row},\"so, so\",x\n")).collect::<String>();
    let plain = |count: usize| (0..count).map(|row| format!("{row},so,x\n")).collect::<String>();
    let said = ["a quotation mark opens a cell on this line and is not closed"];
    for (name, after) in [("short.csv", rows(3)), ("marks.csv", rows(400_000)), ("none.csv", plain(5_000_000))] {
        let text = format!("a,b,c\n{}7,\"never\nclosed,x\n{after}", rows(100));
        refused(name, text, &[&format!("{name}:102: "), said[0]]);
    }
    let inside = format!("a,b,c\n1,\"two\nlines\",x\n2,x,\"open\n{}", plain(100));
    refused("second.csv", inside, &["second.csv:4: ", said[0]]);
}

#[test]
fn zero_bytes_are_no_text_wherever_they_stand() {
    refused("zero.csv", "a,b\n1,\0\n", &["it holds zero bytes"]);
    let mut far = "a,b\n".to_owned() + &"1,2\n".repeat(600_000);
    far.push_str("1,\0\n");
    refused("far.csv", &far, &["it holds zero bytes"]);
    far.insert_str(far.len() - 4, "5\"\r6,");
    refused("odd.csv", &far, &["odd.csv"]);
    refused("zeros.csv", vec![0; 3_000_000], &["it holds zero bytes"]);
}

#[test]
fn more_than_a_hundred_thousand_columns_are_no_questionnaire() {
    let record = |cell: &str| vec![cell; 120_000].join(",");
    refused(
        "wide.csv",
        format!("{}\n{}\n", record("q"), record("1")),
        &["120000 columns are more than", "--delimiter"],
    );
    // Headings of nothing are no columns.
    let text = format!("a,b{}\n1,2{}\n", record(""), record(""));
    assert!(read("trailing.csv", text).contains("Responses  1"));
    refused("headings.csv", format!("{}\n1\n", record("")), &["headings.csv"]);
}

#[test]
fn rubbish_is_refused() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let rubbish: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        u8::try_from(state >> 56).unwrap()
    })
    .take(2_000_000)
    .collect();
    refused("rubbish.csv", &rubbish, &["rubbish.csv"]);
    let without_zeros: Vec<u8> = rubbish.iter().map(|&byte| byte.max(1)).collect();
    refused("letters.csv", &without_zeros, &["letters.csv"]);
    for start in [&b"$FL2"[..], b"<stata_dta>", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x72\x02\x01\0"] {
        refused("begun.csv", [start, &rubbish].concat(), &["begun.csv"]);
    }
}

#[test]
fn nothing_is_said_to_be_nothing() {
    for bytes in [&b""[..], b"\n\n  \r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf\r\n \n"] {
        refused("empty.csv", bytes, &["empty.csv: this file is empty"]);
    }
    for bytes in [&b",,,\n,,,\n"[..], b"\"\"\n\"\"\n"] {
        refused("blank.csv", bytes, &["blank.csv"]);
    }
}

#[test]
fn utf_16_without_a_mark_is_read() {
    let text: String = std::iter::once("Größe,Warum\n".to_owned())
        .chain((0..200).map(|row| format!("{},weil {}\n", if row % 2 == 0 { "klein" } else { "groß" }, row % 7)))
        .collect();
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        let page = read("without.csv", &bytes);
        assert!(page.contains("UTF-16") && page.contains("Responses  200") && page.contains("Größe"), "{page}");
        // An odd byte at its end is no letter.
        read("odd.csv", &bytes[..bytes.len() - 1]);
    }
}

#[test]
fn what_stands_above_the_headings_may_be_longer_in_the_encoding_that_is_found_late() {
    let mut bytes = "\u{3000}\nName,Why\n".as_bytes().to_vec();
    for row in 0..120_000 {
        bytes.extend_from_slice(format!("{},because\n", row % 9).as_bytes());
    }
    bytes.extend_from_slice(b"1,caf\xe9\n");
    let ran = import("late.csv", bytes);
    assert!([0, 2].contains(&ran.code), "{}", ran.said);
}

#[test]
fn headings_as_long_as_a_book_are_looked_at_once() {
    // Each column is blank or filled with how its heading ends, so that every end of the heading is a candidate.
    let heading = "words and more words ".repeat(20_000);
    let text = format!("{heading}Time,{heading}Money,{heading}Room\nTime,,Room\n,Money,\nTime,Money,\n");
    assert!(read("long_headings.csv", text).contains("Time"));
}
