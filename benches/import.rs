//! Reading an export against a bare scan of the same text by the csv crate, in the same run: only the ratio counts.

#![allow(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

use std::fmt::Write as _;

use canvass::readers::survey::{ReadOptions, read};
use canvass::source::Source;

fn main() {
    divan::main();
}

/// A made-up export: an id, eight single choices, a multiple set in one cell, a number and an open answer a row.
fn export(rows: usize) -> String {
    const CHOICES: [&str; 5] = ["Never", "Seldom", "Monthly", "Weekly", "Daily"];
    const CHANNELS: [&str; 4] = ["Post", "E-mail", "Web form;Post", "E-mail;Web form"];
    let mut text = String::from("id,q1,q2,q3,q4,q5,q6,q7,q8,channels,people,comment\n");
    for row in 0..rows {
        let _ = write!(text, "{row}");
        for question in 0..8 {
            let _ = write!(text, ",{}", CHOICES[(row * 7 + question * 3 + row / 11) % CHOICES.len()]);
        }
        let _ = writeln!(text, ",{},{},\"said {row} of {}\"", CHANNELS[row % CHANNELS.len()], row % 90, row % 7);
    }
    text
}

const ROWS: [usize; 2] = [10_000, 100_000];

#[divan::bench(args = ROWS)]
fn scanned_by_the_csv_crate(bencher: divan::Bencher<'_, '_>, rows: usize) {
    let text = export(rows);
    bencher.bench(|| {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut record = csv::ByteRecord::new();
        let mut cells = 0;
        while reader.read_byte_record(&mut record).unwrap() {
            cells += record.len();
        }
        cells
    });
}

#[divan::bench(args = ROWS)]
fn read_as_an_export(bencher: divan::Bencher<'_, '_>, rows: usize) {
    let source = Source::from_bytes("answers.csv", export(rows));
    bencher.bench(|| read(&source, &ReadOptions::default()).unwrap().responses);
}
