//! Tables of an export that is counted while it is read, against reading it as a whole first, in the same run: only the ratio counts.

#![allow(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

use std::fmt::Write as _;

use canvass::cli::streamed::count;
use canvass::readers::survey::{Pieces, ReadOptions, read};
use canvass::source::Source;
use canvass::tabulate::{Groupings, Request, crosstab};

fn main() {
    divan::main();
}

const ROWS: [usize; 2] = [10_000, 100_000];

/// Eight single choices, two groups, several answers in one cell, a weight and words that nobody asks for.
fn export(rows: usize) -> Source {
    const CHOICES: [&str; 5] = ["Never", "Seldom", "Monthly", "Weekly", "Daily"];
    const CHANNELS: [&str; 4] = ["Post", "E-mail", "Web form;Post", "E-mail;Web form"];
    let mut text = String::from("size,region,q1,q2,q3,q4,q5,q6,q7,q8,channels,weight,comment\n");
    for row in 0..rows {
        let _ = write!(text, "{},{}", ["Micro", "Small", "Medium"][row % 3], ["North", "South"][row / 3 % 2]);
        for question in 0..8 {
            let _ = write!(text, ",{}", CHOICES[(row * 7 + question * 3 + row / 11) % CHOICES.len()]);
        }
        let _ = writeln!(text, ",{},{}.{},said {row}", CHANNELS[row % CHANNELS.len()], row % 3, 1 + row % 97);
    }
    Source::from_bytes("answers.csv", text)
}

fn request() -> Request {
    let rows = (1..=8).map(|number| format!("q{number}")).chain(["channels".to_owned()]).collect();
    Request { id: "t".to_owned(), rows, by: vec!["size".to_owned(), "region".to_owned()], ..Request::default() }
}

#[divan::bench(args = ROWS)]
fn counted_while_it_is_read(bencher: divan::Bencher<'_, '_>, rows: usize) {
    let (source, request) = (export(rows), request());
    bencher.bench(|| {
        count(
            &source,
            &ReadOptions::default(),
            std::slice::from_ref(&request),
            Some("weight"),
            Pieces::default(),
            &|_| {},
        )
        .unwrap()
        .unwrap()
    });
}

#[divan::bench(args = ROWS)]
fn read_as_a_whole_and_counted_without_weights(bencher: divan::Bencher<'_, '_>, rows: usize) {
    let (source, request) = (export(rows), request());
    bencher.bench(|| {
        let reading = read(&source, &ReadOptions::default()).unwrap();
        crosstab(&reading.survey, &Groupings::new(), &request).unwrap()
    });
}

#[divan::bench(args = ROWS)]
fn counted_from_memory(bencher: divan::Bencher<'_, '_>, rows: usize) {
    let (reading, request) = (read(&export(rows), &ReadOptions::default()).unwrap(), request());
    bencher.bench(|| crosstab(&reading.survey, &Groupings::new(), &request).unwrap());
}
