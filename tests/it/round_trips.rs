//! What must not change a reading: how a table is written down, the order of its rows, blank rows and columns, and the way
//! through questionnaire.toml and back.

use canvass::model::review::RevisedQuestion;
use canvass::model::{ChoiceEntry, Kind, QuestionEntry, Questionnaire, RowEntry, Survey};
use canvass::readers::survey::{ReadOptions, Reading, read, understood};
use canvass::source::Source;
use canvass::writers::dictionary;
use proptest::prelude::*;

type Table = Vec<Vec<String>>;

/// How a table is written down.
#[derive(Debug, Clone)]
struct Hand {
    delimiter: char,
    quote_all: bool,
    end: &'static str,
    encoding: &'static str,
    last_end: bool,
}

const PLAIN: Hand = Hand { delimiter: ',', quote_all: false, end: "\n", encoding: "utf-8", last_end: true };

fn hands() -> impl Strategy<Value = Hand> {
    (
        prop::sample::select(vec![',', ';', '\t', '|']),
        any::<bool>(),
        prop::sample::select(vec!["\n", "\r\n", "\r"]),
        prop::sample::select(vec!["utf-8", "utf-8 with mark", "utf-16le", "utf-16le with mark", "utf-16be with mark"]),
        any::<bool>(),
    )
        .prop_map(|(delimiter, quote_all, end, encoding, last_end)| Hand {
            delimiter,
            quote_all,
            end,
            encoding,
            last_end,
        })
}

fn written(table: &Table, hand: &Hand) -> Vec<u8> {
    let cell = |cell: &String| {
        let needs = hand.quote_all || cell.contains([hand.delimiter, '"', '\n', '\r']);
        if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let record = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(&hand.delimiter.to_string());
    let mut text = table.iter().map(record).collect::<Vec<_>>().join(hand.end);
    if hand.last_end {
        text.push_str(hand.end);
    }
    let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    match hand.encoding {
        "utf-8 with mark" => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        "utf-16le" => little(&text),
        "utf-16le with mark" => [b"\xff\xfe".to_vec(), little(&text)].concat(),
        "utf-16be with mark" => {
            let big = text.encode_utf16().flat_map(u16::to_be_bytes);
            b"\xfe\xff".iter().copied().chain(big).collect()
        }
        "windows-1252" => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        _ => text.into_bytes(),
    }
}

fn reading_of(table: &Table) -> Reading {
    let source = Source::from_bytes("answers.csv", written(table, &PLAIN));
    read(&source, &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}\n{table:?}"))
}

/// What is counted of each question, whatever the order of its choices.
fn counts(reading: &Reading) -> Vec<String> {
    let choices = |choices: &[canvass::readers::survey::ChoiceSummary]| {
        let mut counted: Vec<String> =
            choices.iter().map(|choice| format!("{}={} {:?}", choice.label, choice.count, choice.missing)).collect();
        counted.sort();
        counted.join("; ")
    };
    let understood = understood(reading);
    let question = |question: &canvass::readers::survey::QuestionSummary| {
        let rows = question.rows.iter().map(|row| format!("[{} {} {}]", row.text, row.base, choices(&row.choices)));
        format!(
            "{} {} {} {} {:?} {} {} {:?}",
            question.id,
            question.text,
            question.kind,
            question.base,
            question.missing,
            choices(&question.choices),
            rows.collect::<String>(),
            question.summary.as_ref().map(|summary| (summary.n, summary.min.clone(), summary.max.clone())),
        )
    };
    understood.questions.iter().map(question).collect()
}

/// Answers to a question or two as exports have them, a column a list: choices, several choices in a cell or over columns,
/// numbers, words.
fn question(number: usize, rows: usize) -> impl Strategy<Value = Vec<Vec<String>>> {
    const CHOICES: [&str; 6] = ["Yes, often", "No", "Not sure", "Naïve “one”", "5 – 9", "A; B"];
    const TICKS: [&str; 4] = ["Music", "Football", "Chess", "Cooking"];
    let column = move |heading: String, cells: Vec<String>| [vec![heading], cells].concat();
    let blank = prop::sample::select(vec![0_u8, 0, 0, 0, 1]);
    let single = prop::collection::vec((0..CHOICES.len(), blank.clone()), rows).prop_map(move |cells| {
        let cells = cells.into_iter().map(|(place, blank)| if blank > 0 { "" } else { CHOICES[place] }.to_owned());
        vec![column(format!("Question {number}: which one?"), cells.collect())]
    });
    let several = prop::collection::vec(0..15_usize, rows).prop_map(move |cells| {
        let ticked = |set: usize| {
            let ticked = TICKS.iter().enumerate().filter(move |(place, _)| set & (1 << place) > 0);
            ticked.map(|(_, tick)| *tick).collect::<Vec<_>>().join(";")
        };
        vec![column(format!("Question {number}: which ones?"), cells.into_iter().map(ticked).collect())]
    });
    let columns = prop::collection::vec((0..15_usize, blank.clone()), rows).prop_map(move |cells| {
        let tick = |place: usize| {
            let cell = move |&(set, blank): &(usize, u8)| match (blank, set & (1 << place)) {
                (1, _) => String::new(),
                (_, 0) => "0".to_owned(),
                _ => "1".to_owned(),
            };
            column(format!("Question {number}: {}", TICKS[place]), cells.iter().map(cell).collect())
        };
        (0..TICKS.len()).map(tick).collect()
    });
    let numbers = prop::collection::vec((-40..2000_i32, blank), rows).prop_map(move |cells| {
        let cells = cells.into_iter().map(|(value, blank)| if blank > 0 { String::new() } else { value.to_string() });
        vec![column(format!("Question {number}: how many?"), cells.collect())]
    });
    let words = prop::collection::vec("[A-Z][a-zà-ü ,'\"\n]{20,60}[a-z]", rows)
        .prop_map(move |cells| vec![column(format!("Question {number}: why?"), cells)]);
    prop_oneof![single, several, columns, numbers, words]
}

/// A table with its record of headings.
fn tables() -> impl Strategy<Value = Table> {
    (8..30_usize).prop_flat_map(|rows| {
        let questions = (1..5_usize)
            .prop_flat_map(move |count| (1..=count).map(|number| question(number, rows)).collect::<Vec<_>>());
        (questions, Just(rows)).prop_map(|(questions, rows)| {
            let columns: Vec<Vec<String>> = questions.concat();
            let ids =
                std::iter::once("Respondent".to_owned()).chain((0..rows).map(|row| format!("R{:03}x", row * 7 % 911)));
            let columns: Vec<Vec<String>> = std::iter::once(ids.collect()).chain(columns).collect();
            (0..=rows).map(|row| columns.iter().map(|column| column[row].clone()).collect()).collect()
        })
    })
}

/// Any words that a person may write into a dictionary.
fn words() -> impl Strategy<Value = String> {
    // Blanks that look like one are written as one.
    let plain = |words: String| words.replace(['\u{a0}', '\u{202f}', '\u{2007}'], " ");
    prop_oneof!["[a-z]{1,8}", "\\PC{0,20}", "[\"'\\\\\n\t#=\\[\\]{} é\u{7f}]{0,12}"].prop_map(plain)
}

fn entries() -> impl Strategy<Value = QuestionEntry> {
    let choice =
        (words(), words(), prop::option::of(words()), prop::collection::vec(words(), 0..3), any::<bool>()).prop_map(
            |(code, label, value, also, aside)| ChoiceEntry { code, label, value, also, aside, ..Default::default() },
        );
    let row = (words(), words(), prop::option::of(words())).prop_map(|(id, text, column)| RowEntry {
        id,
        text,
        column,
        also: Vec::new(),
    });
    (
        words(),
        prop::option::of(words()),
        prop::collection::vec(words(), 0..3),
        prop::collection::vec(choice, 0..4),
        prop::collection::vec(row, 0..3),
    )
        .prop_map(|(text, label, columns, choices, rows)| QuestionEntry {
            text,
            label,
            kind: "single".into(),
            columns,
            choices,
            rows,
            ..QuestionEntry::default()
        })
}

fn dictionaries() -> impl Strategy<Value = Questionnaire> {
    prop::collection::vec(entries(), 1..4).prop_map(|mut questions| {
        for (place, question) in questions.iter_mut().enumerate() {
            question.id = format!("q{place}");
        }
        Questionnaire { platform: Some("generic".into()), questions, ..Questionnaire::default() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_table_read_again_with_its_dictionary_is_the_same_questionnaire_and_the_same_counts(table in tables()) {
        let first = reading_of(&table);
        let text = dictionary::write(&first.questionnaire, &first.survey, None).text;
        let questionnaire: Questionnaire = toml::from_str(&text).unwrap();
        prop_assert_eq!(&questionnaire, &first.questionnaire);
        let options = ReadOptions { questionnaire: Some(questionnaire.clone()), ..ReadOptions::default() };
        let second = read(&Source::from_bytes("answers.csv", written(&table, &PLAIN)), &options).unwrap();
        prop_assert_eq!(counts(&first), counts(&second));
        prop_assert_eq!(questionnaire, second.questionnaire);
    }

    #[test]
    fn the_order_of_rows_changes_no_count(table in tables(), shuffle in any::<prop::sample::Index>()) {
        let mut other = table.clone();
        let count = other.len() - 1;
        other[1..].rotate_left(shuffle.index(count));
        let half = count / 2;
        other[1..=half].reverse();
        prop_assert_eq!(counts(&reading_of(&table)), counts(&reading_of(&other)));
    }

    #[test]
    fn a_blank_row_or_column_changes_no_count(
        table in tables(),
        place in any::<prop::sample::Index>(),
        column in any::<prop::sample::Index>(),
    ) {
        let plain = counts(&reading_of(&table));
        let mut with_row = table.clone();
        with_row.insert(1 + place.index(table.len()), vec![String::new(); table[0].len()]);
        prop_assert_eq!(&plain, &counts(&reading_of(&with_row)));
        let mut with_column = table.clone();
        let at = column.index(table[0].len() + 1);
        with_column.iter_mut().for_each(|row| row.insert(at, String::new()));
        prop_assert_eq!(&plain, &counts(&reading_of(&with_column)));
    }

    #[test]
    fn how_a_table_is_written_down_changes_nothing(table in tables(), hand in hands()) {
        let plain = reading_of(&table);
        let source = Source::from_bytes("answers.csv", written(&table, &hand));
        let other = read(&source, &ReadOptions::default()).unwrap();
        prop_assert_eq!(counts(&plain), counts(&other));
        prop_assert_eq!(plain.questionnaire, other.questionnaire);
    }

    #[test]
    fn whatever_words_a_dictionary_holds_it_is_read_as_it_was_written(before in dictionaries(), later in dictionaries()) {
        let text = dictionary::write(&before, &Survey::default(), None).text;
        let current: Questionnaire = toml::from_str(&text).unwrap();
        prop_assert_eq!(&current, &before);
        let revised: Vec<RevisedQuestion> = current.questions.iter().enumerate().map(|(from, entry)| {
            let mut question = RevisedQuestion::unchanged(from, entry);
            if let Some(other) = later.questions.get(from) {
                question.entry = QuestionEntry { id: entry.id.clone(), ..other.clone() };
                question.choices = other.choices.iter().cloned().map(|choice| (None, choice)).collect();
                question.rows = other.rows.iter().cloned().map(|row| (None, row)).collect();
            }
            question
        }).collect();
        let edited = dictionary::apply(&text, &current, &revised).unwrap();
        let read: Questionnaire = toml::from_str(&edited).unwrap();
        prop_assert_eq!(read.questions.len(), revised.len());
    }

    #[test]
    fn words_come_back_as_they_were_written_with_any_delimiter_quotes_and_encoding(
        rows in prop::collection::vec(prop::collection::vec("[a-zà-ü][ -~£à-ü\n]{12,40}[a-z]", 2), 8..30),
        hand in hands(),
        western in any::<bool>(),
    ) {
        let hand = Hand { encoding: if western { "windows-1252" } else { hand.encoding }, ..hand };
        let mut table = vec![vec!["First thing".to_owned(), "Second thing".to_owned()]];
        table.extend(rows);
        let options = ReadOptions {
            delimiter: Some(hand.delimiter),
            encoding: Some(hand.encoding.split(' ').next().unwrap().to_owned()),
            platform: Some("generic".to_owned()),
            header_rows: Some(1),
            ..ReadOptions::default()
        };
        let reading = read(&Source::from_bytes("answers.csv", written(&table, &hand)), &options).unwrap();
        let main = reading.survey.main().unwrap();
        prop_assert_eq!(main.record_count(), table.len() - 1);
        for (place, question) in main.questions.iter().enumerate() {
            if let (Kind::Text, Some(column)) = (question.kind, question.columns.first()) {
                let read: Vec<Option<&str>> = main.texts(column.column).collect();
                let wanted: Vec<Option<&str>> = table[1..].iter().map(|row| Some(row[place].trim())).collect();
                prop_assert_eq!(read, wanted);
            }
        }
    }
}
