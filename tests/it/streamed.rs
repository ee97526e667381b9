//! Tables of an export that is read on the way are those of the same export in memory, to the last bit.

use std::fmt::Write as _;
use std::sync::Arc;

use canvass::cli::streamed::count;
use canvass::model::{Groups, Measure, Table};
use canvass::prepare::weighting;
use canvass::readers::survey::{Pieces, ReadOptions, read};
use canvass::source::Source;
use canvass::tabulate::terms::{BaseOf, Included, Terms};
use canvass::tabulate::{Groupings, Method, Request, Test, TestChoice, crosstab};

/// Numbers that look drawn by lot, the same on every machine.
struct Lot(u64);

impl Lot {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap()]
    }
}

fn request(rows: &[&str], by: &[&str]) -> Request {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    Request { id: "t".to_owned(), rows: owned(rows), by: owned(by), percent_from: 30, ..Request::default() }
}

/// The table in memory.
fn whole(text: &str, request: &Request, weight: Option<&str>) -> Result<Table, String> {
    let source = Source::from_bytes("answers.csv", text);
    let reading = read(&source, &ReadOptions::default()).map_err(|error| error.to_string())?;
    let mut request = request.clone();
    if let Some(weight) = weight {
        let weights = weighting::of_column(&reading.survey, weight).map_err(|error| error.to_string())?;
        request.weights = Some(Arc::new(weights));
    }
    crosstab(&reading.survey, &Groupings::new(), &request).map(|(table, _)| table).map_err(|error| error.to_string())
}

/// The same read on the way, in pieces of several sizes; whether it could be.
fn compared(text: &str, request: &Request, weight: Option<&str>) -> bool {
    compared_in(&[(8 << 20, 2 << 20), (1 << 12, 1 << 10), (300, 60)], text, request, weight)
}

fn compared_in(sizes: &[(usize, usize)], text: &str, request: &Request, weight: Option<&str>) -> bool {
    let in_memory = whole(text, request, weight);
    let source = Source::from_bytes("answers.csv", text);
    let mut streamed = 0;
    for &(beginning, stretch) in sizes {
        let pieces = Pieces { beginning, stretch };
        let made = count(&source, &ReadOptions::default(), std::slice::from_ref(request), weight, pieces, &|_| {});
        // What cannot be read so is read as a whole.
        let Ok(Some(mut tables)) = made else { continue };
        let (table, _) = tables.pop().unwrap();
        let in_memory = in_memory.as_ref().unwrap_or_else(|error| panic!("only {beginning} made a table: {error}"));
        assert_eq!(
            serde_json::to_string_pretty(&table).unwrap(),
            serde_json::to_string_pretty(in_memory).unwrap(),
            "{request:?} {pieces:?}"
        );
        streamed += 1;
    }
    streamed > 0
}

fn export(rows: u64, seed: u64) -> String {
    let mut lot = Lot(seed);
    let mut text = String::from("ref,size,works_with,people,likely,ticks_a,ticks_b,ticks_c,\"Why, if so\",w,late\n");
    let sizes = ["Micro", "Small", "Medium", "Prefer not to say", "", "Large, very", "\"Say \"\"big\"\"\""];
    let with = [
        "Adults;Children",
        "Adults",
        "Children; Communities",
        "",
        "Communities;Adults;Children",
        "\"Adults; Chat, live\"",
    ];
    for row in 0..rows {
        let size = match lot.of(&sizes) {
            "Large, very" => "\"Large, very\"",
            other => other,
        };
        let people = match lot.below(12) {
            0 => String::new(),
            1 => "about 20".to_owned(),
            2 => "\"1,500\"".to_owned(),
            _ => lot.below(40).to_string(),
        };
        let late = if row > rows * 9 / 10 && lot.below(4) == 0 { "only here" } else { lot.of(&["yes", "no"]) };
        let weight = match lot.below(20) {
            0 => String::new(),
            1 => "0".to_owned(),
            _ => format!("{}.{:04}", lot.below(4), 1 + lot.below(9999)),
        };
        writeln!(
            text,
            "r{row},{size},{},{people},{},{},{},{},\"line {row}\nand \"\"more\"\"\",{weight},{late}",
            lot.of(&with),
            lot.of(&["1", "2", "3", "4", "5", ""]),
            lot.of(&["0", "1", ""]),
            lot.of(&["0", "1"]),
            lot.of(&["0", "1"]),
        )
        .unwrap();
    }
    text
}

fn requests() -> Vec<Request> {
    let chi_square = TestChoice::Named(Test::ChiSquare);
    vec![
        request(&["size"], &["likely"]),
        request(&["size", "works_with"], &["late", "likely"]),
        Request { test: chi_square, ..request(&["size", "late"], &["likely", "size"]) },
        Request { test: TestChoice::Auto, ..request(&["likely", "people"], &["size"]) },
        Request { test: TestChoice::Auto, ..request(&["works_with"], &["size"]) },
        Request { show: vec![Measure::Mean, Measure::Median, Measure::Count], ..request(&["people"], &["late"]) },
        Request { show: vec![Measure::Letters, Measure::Interval], ..request(&["late"], &["works_with"]) },
        request(&["ticks", "late"], &["size:late"]),
        request(&["late"], &["size!Micro", "ticks"]),
        request(&["why_if", "likely"], &[]),
        Request { filter: Some("late = \"yes\"".to_owned()), ..request(&["size"], &["likely"]) },
    ]
}

#[test]
fn tables_read_on_the_way_are_those_in_memory() {
    let mut streamed = 0;
    for (rows, seed) in [(2, 1), (9, 2), (40, 3), (120, 4)] {
        let text = export(rows, seed);
        for request in requests() {
            for weight in [None, Some("w")] {
                streamed += usize::from(compared(&text, &request, weight));
            }
        }
    }
    assert!(streamed > 30, "hardly any table was read on the way: {streamed}");
}

/// Every kind of question by every kind of group, with figures, tests and the rules of other programs.
fn many_requests() -> Vec<Request> {
    use Measure::{
        Base, ColumnPercent, Count, DesignEffect, Index, Interval, Letters, Mean, Rest, RowPercent, StandardError,
        TotalPercent, Weighted,
    };
    let shows = [
        vec![],
        vec![Letters],
        vec![Rest, Mean],
        vec![Letters, Rest, Interval],
        vec![Count, Weighted, ColumnPercent, RowPercent, TotalPercent, Base, Index],
        vec![StandardError, DesignEffect],
    ];
    let tests = [
        (TestChoice::BySampling, Method::Own),
        (TestChoice::Auto, Method::Own),
        (TestChoice::Auto, Method::Spss),
        (TestChoice::Named(Test::Fisher), Method::R),
        (TestChoice::Named(Test::Several), Method::Askia),
        (TestChoice::Named(Test::Trend), Method::Dimensions),
    ];
    let bases = [(BaseOf::Answered, ""), (BaseOf::Asked, ""), (BaseOf::Responses, ""), (BaseOf::Answered, "unknown")];
    let tables: [(&[&str], &[&str]); 6] = [
        (&["size"], &["late", "likely"]),
        (&["works_with", "ticks"], &["size"]),
        (&["size", "works_with"], &["works_with"]),
        (&["people", "likely"], &["late"]),
        (&["late"], &["late:size", "ticks"]),
        (&["why_if", "size"], &["late!yes"]),
    ];
    let mut made = Vec::new();
    for (number, (rows, by)) in tables.into_iter().enumerate() {
        for (place, show) in shows.iter().enumerate() {
            for (other, (test, method)) in tests.into_iter().enumerate() {
                // The bases take turns.
                let (base, included) = bases[(number + place + other) % bases.len()];
                let included: Vec<String> =
                    [included].into_iter().filter(|word| !word.is_empty()).map(str::to_owned).collect();
                let terms = Terms { base, included: Included::read(&included).unwrap(), ..Terms::default() };
                made.push(Request { show: show.clone(), test, method, terms, ..request(rows, by) });
            }
        }
    }
    made
}

#[test]
fn tables_of_any_figures_tests_and_bases_are_those_in_memory() {
    let mut streamed = [0, 0];
    let text = export(70, 5);
    for request in many_requests() {
        for (place, weight) in [None, Some("w")].into_iter().enumerate() {
            streamed[place] += usize::from(compared_in(&[(2000, 500)], &text, &request, weight));
        }
    }
    assert!(streamed[0] >= 120 && streamed[1] >= 20, "hardly any table was read on the way: {streamed:?}");
}

/// Conditions of every kind: on the rows, on the groups, on neither, on weights and on what only stands at the end.
const CONDITIONS: [&str; 10] = [
    "late = \"yes\"",
    "size in [\"Micro\", \"Small\"] and not missing(likely)",
    "likely >= 3 or people < 10",
    "works_with has any [\"Adults\"]",
    "not answered(works_with)",
    "late = \"only here\"",
    "people > 100000",
    "w > 1",
    "asked(size)",
    "why_if contains \"more\"",
];

#[test]
fn tables_of_a_part_of_those_who_answered_are_those_in_memory() {
    let mut streamed = [0, 0];
    let text = export(80, 8);
    for (number, condition) in CONDITIONS.into_iter().enumerate() {
        for request in many_requests().into_iter().skip(number % 5).step_by(5) {
            let request = Request { filter: Some(condition.to_owned()), ..request };
            for (place, weight) in [None, Some("w")].into_iter().enumerate() {
                streamed[place] += usize::from(compared_in(&[(2000, 500)], &text, &request, weight));
            }
        }
    }
    assert!(streamed[0] >= 200 && streamed[1] >= 30, "hardly any table was read on the way: {streamed:?}");
}

#[test]
fn a_condition_on_what_stands_only_at_the_end_or_nowhere_is_no_matter() {
    let text = export(300, 9);
    for condition in ["late = \"only here\"", "late = \"nowhere\"", "nothing = 1", "size = 'Large, very'", "late = "] {
        let request = Request { filter: Some(condition.to_owned()), ..request(&["size"], &["late"]) };
        let source = Source::from_bytes("answers.csv", text.as_str());
        let pieces = Pieces { beginning: 2000, stretch: 500 };
        let made = count(&source, &ReadOptions::default(), std::slice::from_ref(&request), None, pieces, &|_| {});
        match (made, whole(&text, &request, None)) {
            (Ok(Some(mut tables)), Ok(table)) => assert_eq!(tables.remove(0).0, table, "{condition}"),
            (Ok(None) | Err(_), Err(_)) => {}
            (made, whole) => panic!("{condition}: {made:?} {whole:?}"),
        }
    }
}

#[test]
fn a_net_is_counted_on_the_way_too() {
    let (name, choices) = Terms::net("Not large=Micro|Small").unwrap();
    let terms = Terms { nets: Groups(vec![(name, choices)]), ..Terms::default() };
    let request = Request { terms, show: vec![Measure::Letters], ..request(&["size"], &["late", "works_with"]) };
    assert!(compared(&export(90, 6), &request, None));
}

#[test]
fn a_column_that_turns_out_otherwise_at_the_end_is_counted_as_what_it_is() {
    // Numbers at first and words at the end; few choices and then many; no second answer but in the last row.
    for late in ["word", "a;b", "7.5", "2024-03-01", "", "[not completed]", "'=1+1", "x@example.org"] {
        let mut text = String::from("a,b,c\n");
        for row in 0..400 {
            let odd = row > 380;
            writeln!(text, "{},{},{}", if odd { late } else { ["1", "2", "3"][row % 3] }, row % 2, row % 5).unwrap();
        }
        compared(&text, &request(&["a"], &["b"]), None);
        compared(&text, &request(&["c"], &["a"]), None);
        compared(&text, &request(&["c"], &["b"]), Some("a"));
    }
    let mut text = String::from("q,g\n");
    (0..2000)
        .for_each(|row| writeln!(text, "{},{}", if row < 900 { row % 4 } else { row }, ["x", "y"][row % 2]).unwrap());
    compared(&text, &request(&["q"], &["g"]), None);
}

#[test]
fn weights_of_any_size_are_summed_to_the_last_bit_or_refused() {
    for weights in [
        ["0.1", "0.2", "0.3"],
        ["1e-9", "1e9", "0.7"],
        ["0.0001", "60000000000", "3"],
        ["-1", "1", "2"],
        ["1e300", "1", "2"],
        ["1e-300", "1", "2"],
        ["0", "0", "0"],
        ["", "", ""],
    ] {
        let mut text = String::from("q,g,w\n");
        (0..900).for_each(|row| {
            let weight = if row < 300 { "1" } else { weights[row % 3] };
            writeln!(text, "{},{},{weight}", ["a", "b", "c", "d"][row % 4], ["x", "y", "z"][row % 7 % 3]).unwrap();
        });
        let tested = Request { test: TestChoice::Named(Test::ChiSquare), ..request(&["q"], &["g"]) };
        compared(&text, &tested, Some("w"));
    }
}

#[test]
fn a_question_all_missing_one_respondent_and_none_are_no_matter() {
    for text in ["q,g\n,x\n,y\n,x\n", "q,g\na,x\n", "q,g\n", "q,g\n,\n,\n", "q,g\na,\nb,\na,\n"] {
        compared(text, &request(&["q"], &["g"]), None);
    }
}

#[test]
fn parquet_gives_the_tables_of_the_same_rows_as_text() {
    use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series};
    let mut lot = Lot(7);
    let rows = 700;
    let sizes = ["Micro", "Small", "Medium"];
    let size: Vec<Option<&str>> = (0..rows).map(|_| (lot.below(9) > 0).then(|| lot.of(&sizes))).collect();
    let channels: Vec<&str> = (0..rows).map(|_| lot.of(&["Post;E-mail", "Post", "E-mail", ""])).collect();
    let people: Vec<Option<i64>> =
        (0..rows).map(|_| (lot.below(7) > 0).then(|| i64::try_from(lot.below(60)).unwrap())).collect();
    let weight: Vec<f64> =
        (0..rows).map(|_| f64::from(u32::try_from(1 + lot.below(30_000)).unwrap()) / 10_000.0).collect();
    let mut text = String::from("size,channels,people,w\n");
    for row in 0..usize::try_from(rows).unwrap() {
        let people = people[row].map(|people| people.to_string()).unwrap_or_default();
        writeln!(text, "{},{},{people},{:?}", size[row].unwrap_or_default(), channels[row], weight[row]).unwrap();
    }
    let columns = vec![
        Series::new("size".into(), size).into_column(),
        Series::new("channels".into(), channels).into_column(),
        Series::new("people".into(), people).into_column(),
        Series::new("w".into(), weight).into_column(),
    ];
    let mut frame = DataFrame::new(usize::try_from(rows).unwrap(), columns).unwrap();
    let mut bytes = Vec::new();
    let writer = polars_io::parquet::write::ParquetWriter::new(&mut bytes).with_row_group_size(Some(100));
    writer.finish(&mut frame).unwrap();
    let source = Source::from_bytes("answers.csv", bytes.clone());
    for request in [request(&["size", "people"], &["channels"]), request(&["channels"], &["size"])] {
        let of_text = whole(&text, &request, Some("w")).unwrap();
        for beginning in [8 << 20, 40_000] {
            let pieces = Pieces { beginning, stretch: 1 };
            let options = ReadOptions::default();
            let made = count(&source, &options, std::slice::from_ref(&request), Some("w"), pieces, &|_| {}).unwrap();
            assert_eq!(made.unwrap()[0].0, of_text);
        }
        let reading = read(&source, &ReadOptions::default()).unwrap();
        let weights = Some(Arc::new(weighting::of_column(&reading.survey, "w").unwrap()));
        let in_memory = crosstab(&reading.survey, &Groupings::new(), &Request { weights, ..request }).unwrap().0;
        assert_eq!(in_memory, of_text);
    }
    bytes.truncate(bytes.len() / 2);
    assert!(read(&Source::from_bytes("half.parquet", bytes), &ReadOptions::default()).is_err());
}

#[test]
fn whole_numbers_of_one_and_two_bytes_in_parquet_are_read() {
    // Written by polars for Python: a size, a rating from −7 to 5 in one byte, a number of people in two, groups of 25 rows.
    let bytes = include_bytes!("../fixtures/parquet/narrow.parquet");
    let text = include_str!("../fixtures/parquet/narrow.csv");
    let source = Source::from_bytes("narrow.parquet", bytes.to_vec());
    for request in [request(&["rating", "people"], &["late"]), request(&["size"], &["late"])] {
        let of_text = whole(text, &request, None).unwrap();
        let reading = read(&source, &ReadOptions::default()).unwrap();
        assert_eq!(crosstab(&reading.survey, &Groupings::new(), &request).unwrap().0, of_text);
        for beginning in [8 << 20, 8_000] {
            let pieces = Pieces { beginning, stretch: 1 };
            let made = count(&source, &ReadOptions::default(), std::slice::from_ref(&request), None, pieces, &|_| {});
            assert_eq!(made.unwrap().unwrap()[0].0, of_text);
        }
    }
}

#[test]
fn a_damaged_parquet_is_an_error_in_words_or_a_table() {
    let bytes = include_bytes!("../fixtures/parquet/narrow.parquet");
    let request = request(&["rating"], &["size"]);
    for place in (0..bytes.len()).step_by(23) {
        let mut bitten = bytes.to_vec();
        bitten[place] ^= 0x5A;
        let source = Source::from_bytes("bitten.parquet", bitten);
        let pieces = Pieces { beginning: 4_000, stretch: 1 };
        let _ = count(&source, &ReadOptions::default(), std::slice::from_ref(&request), None, pieces, &|_| {});
        if let Err(error) = read(&source, &ReadOptions::default()) {
            assert!(error.to_string().contains("bitten.parquet"), "{error}");
        }
    }
}

#[test]
fn line_ends_of_windows_ragged_rows_and_headings_alone_are_no_matter() {
    let text = export(60, 8).replace('\n', "\r\n");
    let tables = [request(&["size", "works_with"], &["late"]), request(&["why_if"], &["likely"])];
    let mut streamed = 0;
    // Every cut once: line ends and quoted cells stand over the edges of what is read at once.
    for stretch in 20..120 {
        for request in &tables {
            streamed += usize::from(compared_in(&[(8 << 20, stretch)], &text, request, None));
        }
    }
    assert!(streamed >= 100, "hardly any table was read on the way: {streamed}");
    for (text, row) in
        [("q,g\na,x\nb\nc,y\n", "q"), ("q,g\na,x\nb,y,z\n", "q"), ("q,g\r\n", "q"), ("", "q"), ("q", "q")]
    {
        for repeat in [1, 400] {
            let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
            let text = format!("{head}\n{}", rest.repeat(repeat));
            assert!(!compared_in(&[(60, 20), (8 << 20, 2 << 20)], &text, &request(&[row], &["g"]), None), "{text:?}");
        }
    }
}

#[test]
fn a_value_met_late_and_marks_that_are_not_closed_are_told() {
    let mut text = String::from("q,g,channels\n");
    for row in 0..3000 {
        let late = if row == 2990 { "never seen before" } else { ["a", "b"][row % 2] };
        let more = if row > 2980 { "Post;Fax;Pigeon" } else { ["Post;E-mail", "Fax;Post", "E-mail"][row % 3] };
        writeln!(text, "{late},{},{more}", ["x", "y", "z"][row % 3]).unwrap();
    }
    assert!(compared_in(&[(400, 200), (4000, 1000)], &text, &request(&["q", "channels"], &["g"]), None));
    assert!(compared_in(&[(400, 200), (4000, 1000)], &text, &request(&["channels"], &["q"]), None));
    text.push_str("\"open,x,Post\n");
    compared_in(&[(400, 200)], &text, &request(&["q"], &["g"]), None);
}

#[test]
fn a_table_of_more_cells_than_anybody_reads_is_refused_in_words() {
    let mut text = String::from("q,g,h,i,j\n");
    let wide = ["g"; 24];
    for row in 0..4000 {
        let group = |by: usize| format!("group {}", row / by % 290);
        let (one, other) = (row % 2000, (row + 1) % 2000);
        writeln!(text, "c{one};c{other},{},{},{},{}", group(1), group(2), group(3), group(5)).unwrap();
    }
    let refused = whole(&text, &request(&["q"], &wide), None).err().unwrap();
    assert!(refused.contains("is larger than this machine should hold"), "{refused}");
    let nested = whole(&text, &request(&["q"], &["g:h"]), None).err().unwrap();
    assert!(nested.contains("columns"), "{nested}");
    let table = whole(&text, &request(&["q"], &["g"]), None).unwrap();
    assert!(table.stub.len() > 2000 && table.banner.len() > 280);
}
