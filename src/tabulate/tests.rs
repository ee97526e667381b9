//! What tables must hold, corner cases first.

use super::{Groupings, Request, TestChoice, crosstab, frequency};
use crate::model::fixture::Builder;
use crate::model::{
    Flag, Grouping, Kind, Measure, Missing, Number, Personal, Record, Records, Sampling, StubKind, Survey, Table,
};

fn request(rows: &[&str], by: &[&str]) -> Request {
    Request {
        id: "t".into(),
        rows: rows.iter().map(|row| (*row).to_owned()).collect(),
        by: by.iter().map(|by| (*by).to_owned()).collect(),
        percent_from: 30,
        ..Request::default()
    }
}

fn table(survey: &Survey, rows: &[&str], by: &[&str]) -> Table {
    crosstab(survey, &Groupings::new(), &request(rows, by)).unwrap().0
}

fn row(table: &Table, key: &str) -> Vec<Option<u64>> {
    let place = table.stub.iter().position(|row| row.key == key).unwrap_or_else(|| panic!("no row {key}"));
    table.cells[place].iter().map(|cell| cell.count).collect()
}

fn counts(table: &Table, key: &str) -> Vec<u64> {
    row(table, key).into_iter().map(|count| count.unwrap()).collect()
}

/// Nothing in a table may be NaN, infinite or −0, and every row has a cell a column.
fn sound(table: &Table) {
    assert_eq!(table.stub.len(), table.cells.len());
    for cells in &table.cells {
        assert_eq!(cells.len(), table.banner.len());
        for cell in cells {
            let ends = cell.interval.map_or([None, None], |(low, high)| [Some(low), Some(high)]);
            let figures = [cell.column_percent, cell.row_percent, cell.total_percent, cell.value, cell.residual];
            for figure in figures.into_iter().chain(ends).flatten() {
                assert!(figure.is_finite() && !(figure == 0.0 && figure.is_sign_negative()), "{cell:?}");
            }
        }
    }
    let mut keys: Vec<&str> = table.stub.iter().map(|row| row.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), table.stub.len(), "keys of rows are unique");
}

fn has_note(table: &Table, words: &str) {
    assert!(table.notes.iter().any(|note| note.contains(words)), "no note says “{words}”: {:#?}", table.notes);
}

#[test]
fn a_survey_without_records_gives_noughts_and_no_percentages() {
    let survey = Builder::new().single("size", &["Micro", "Small"], "").scale("likely", &["1", "2"], "").build();
    for by in [&[][..], &["likely"][..]] {
        let table = table(&survey, &["size"], by);
        sound(&table);
        assert!(table.cells.iter().flatten().all(|cell| cell.column_percent.is_none() && cell.count == Some(0)));
        has_note(&table, "nobody");
    }
}

#[test]
fn one_respondent_is_a_base_of_one() {
    let survey = Builder::new().single("size", &["Micro", "Small"], "2").build();
    let table = table(&survey, &["size"], &[]);
    assert_eq!(counts(&table, "size.base"), [1]);
    assert_eq!(table.cell("size.2", "total").unwrap().column_percent, Some(100.0));
    has_note(&table, "the 1 respondent");
    has_note(&table, "under 30");
}

#[test]
fn where_all_are_missing_the_base_is_nought_and_says_why() {
    let survey = Builder::new().single("size", &["Micro", "!Prefer not to say"], "22.-?").build();
    let table = table(&survey, &["size"], &[]);
    sound(&table);
    assert_eq!(counts(&table, "size.base"), [0]);
    assert_eq!(table.cell("size.1", "total").unwrap().column_percent, None);
    assert_eq!(counts(&table, "size.2"), [2]);
    has_note(&table, "None of the 5 respondents");
    has_note(&table, "2 chose “Prefer not to say”, 1 did not answer, 1 gave no answer, 1 was not asked");
}

#[test]
fn bases_leave_out_reasons_and_asides_and_choices_without_answers_stay() {
    let survey =
        Builder::new().single("size", &["Micro", "Small", "Large", "~Not applicable", "!No"], "1121455.").build();
    let table = table(&survey, &["size"], &[]);
    sound(&table);
    let kinds: Vec<_> = table.stub.iter().map(|row| (row.key.as_str(), row.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("size.base", StubKind::Base),
            ("size.1", StubKind::Choice),
            ("size.2", StubKind::Choice),
            ("size.3", StubKind::Choice),
            ("size.4", StubKind::Aside),
            ("size.5", StubKind::Missing),
            ("size.missing.not-answered", StubKind::Missing),
        ]
    );
    assert_eq!(table.cell("size.1", "total").unwrap().column_percent, Some(75.0));
    assert_eq!(counts(&table, "size.3"), [0]);
    assert_eq!(table.cell("size.4", "total").unwrap().column_percent, None);
    assert_eq!(table.banner[0].base.unwrap().unweighted, 4);
}

#[test]
fn records_left_out_are_in_no_count_and_are_said() {
    let mut survey = Builder::new().single("size", &["Micro", "Small"], "1122").build();
    let records = &mut survey.tables[0].blocks[0].records;
    let test = |record: Record<'_>| if record.number == 1 { [Flag::Test].into_iter().collect() } else { record.flags };
    let marked: Records = records.iter().map(|record| Record { flags: test(record), ..record }).collect();
    *records = marked;
    crate::prepare::exclude(&mut survey, &[Flag::Test]);
    let table = table(&survey, &["size"], &["size"]);
    assert_eq!(counts(&table, "size.base"), [3, 1, 2]);
    has_note(&table, "1 response (1 test)");
}

#[test]
fn columns_follow_the_total_and_percentages_have_their_own_bases() {
    let survey = Builder::new()
        .single("size", &["Micro", "Small"], "11122.")
        .single("sector", &["Health", "Arts"], "12.121")
        .build();
    let table = table(&survey, &["sector"], &["size"]);
    sound(&table);
    let columns: Vec<_> =
        table.banner.iter().map(|column| (column.key.as_str(), column.base.unwrap().unweighted)).collect();
    assert_eq!(columns, [("total", 5), ("size.micro", 2), ("size.small", 2)]);
    assert_eq!(table.banner[1].spanners, ["size"]);
    assert_eq!(counts(&table, "sector.1"), [3, 1, 1]);
    let cell = table.cell("sector.1", "size.micro").unwrap();
    assert_eq!((cell.column_percent, cell.total_percent), (Some(50.0), Some(20.0)));
    assert!((cell.row_percent.unwrap() - 100.0 / 3.0).abs() < 1e-12);
    has_note(&table, "1 respondent stands in no column of “size”");
}

#[test]
fn several_answers_may_pass_a_hundred_and_the_base_is_who_ticked_any() {
    let survey = Builder::new()
        .multiple("with", &[("Adults", "xxxoo-"), ("Children", "xxooo-"), ("!Rather not say", "ooooxo")])
        .build();
    let table = table(&survey, &["with"], &[]);
    sound(&table);
    assert_eq!(counts(&table, "with.base"), [3]);
    assert_eq!((counts(&table, "with.1"), counts(&table, "with.2")), (vec![3], vec![2]));
    assert_eq!(counts(&table, "with.3"), [1]);
    assert_eq!(counts(&table, "with.missing.not-answered"), [2]);
    has_note(&table, "more than 100");
}

#[test]
fn nobody_routed_past_a_multiple_response_set_is_in_its_base() {
    let survey = Builder::new().multiple("with", &[("Adults", "x--"), ("Children", "o--")]).build();
    let table = table(&survey, &["with"], &[]);
    assert_eq!(counts(&table, "with.base"), [1]);
    assert_eq!(counts(&table, "with.missing.not-asked"), [2]);
}

#[test]
fn a_choice_shown_to_some_has_its_own_base() {
    let survey = Builder::new().multiple("with", &[("Adults", "xxx"), ("Children", "x--")]).build();
    let table = table(&survey, &["with"], &[]);
    assert_eq!(table.cell("with.2", "total").unwrap().column_percent, Some(100.0));
    assert_eq!(table.cell("with.2", "total").unwrap().base.unwrap().unweighted, 1);
    has_note(&table, "those who saw the choice");
}

#[test]
fn a_multiple_banner_overlaps_says_so_and_is_tested_as_several_answers() {
    let survey = Builder::new()
        .multiple("with", &[("Adults", "xxxo"), ("Children", "oxxo")])
        .single("sector", &["Health", "Arts"], "1212")
        .build();
    let request = Request { test: TestChoice::Auto, ..request(&["sector"], &["with"]) };
    let (table, _) = crosstab(&survey, &Groupings::new(), &request).unwrap();
    sound(&table);
    assert_eq!(counts(&table, "sector.base"), [4, 3, 2]);
    has_note(&table, "overlap");
    assert!(table.tests[0].name.contains("MRCV"), "{:?}", table.tests[0]);
    assert!(table.tests[0].note.contains("several of the columns"), "{:?}", table.tests[0]);
}

#[test]
fn nesting_crosses_groups_and_leaves_out_combinations_without_anybody() {
    let survey = Builder::new()
        .single("size", &["Micro", "Small"], "1122")
        .single("sector", &["Health", "Arts"], "1211")
        .scale("likely", &["1", "2"], "1212")
        .build();
    let table = table(&survey, &["likely"], &["size", "size:sector"]);
    sound(&table);
    let keys: Vec<_> = table.banner.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "total",
            "size.micro",
            "size.small",
            "size:sector.micro.health",
            "size:sector.micro.arts",
            "size:sector.small.health"
        ]
    );
    assert_eq!(table.banner[3].spanners, ["size × sector", "Micro"]);
    assert_eq!(counts(&table, "likely.base"), [4, 2, 2, 1, 1, 2]);
    has_note(&table, "Small × Arts");
}

#[test]
fn a_grouping_has_its_order_and_a_slip_in_it_is_suggested() {
    let survey = Builder::new().single("size", &["Micro", "Small", "Large"], "123").build();
    let grouping = Grouping {
        label: Some("Size of organisation".into()),
        question: Some("size".into()),
        order: vec!["Large".into(), "Micra".into()],
        ..Grouping::default()
    };
    let groupings = Groupings::from([("bands".to_owned(), grouping)]);
    let (table, noticed) = crosstab(&survey, &groupings, &request(&["size"], &["bands"])).unwrap();
    let labels: Vec<_> = table.banner.iter().map(|column| column.label.as_str()).collect();
    assert_eq!(labels, ["Total", "Large", "Micro", "Small"]);
    assert_eq!(table.banner[1].spanners, ["Size of organisation"]);
    assert_eq!(noticed[0].hint.as_deref(), Some("did you mean “Micro”?"));
}

#[test]
fn a_grouping_of_all_respondents_is_one_column() {
    let survey = Builder::new().single("size", &["Micro"], "111").build();
    let grouping = Grouping { respondents: Some("VCFSE".into()), ..Grouping::default() };
    let groupings = Groupings::from([("who".to_owned(), grouping)]);
    let request = Request { test: TestChoice::Auto, ..request(&["size"], &["who"]) };
    let (table, _) = crosstab(&survey, &groupings, &request).unwrap();
    assert_eq!(counts(&table, "size.base"), [3, 3]);
    assert!(table.tests[0].note.contains("one group"));
}

#[test]
fn unknown_and_unfit_names_are_errors_with_a_hint() {
    let survey = Builder::new()
        .single("size", &["Micro"], "1")
        .grid("involved", &["Never", "Always"], &[("design", "1")])
        .text("why", &[Some("x")])
        .single("email", &["a"], "1")
        .with(|question| question.personal = Some(Personal::Email))
        .build();
    let error = |rows: &[&str], by: &[&str]| crosstab(&survey, &Groupings::new(), &request(rows, by)).unwrap_err();
    assert_eq!(error(&["siez"], &[]).hint_text(), Some("did you mean “size”?"));
    assert_eq!(error(&["size"], &["siez"]).hint_text(), Some("did you mean “size”?"));
    assert_eq!(error(&["size"], &["involved"]).hint_text(), Some("name one of its rows: involved.design"));
    assert!(error(&["size"], &["why"]).what().contains("makes no groups"));
    assert!(error(&["size"], &["email"]).what().contains("personal data"));
    assert!(error(&["size"], &["size:"]).what().contains("names no group"));
    assert!(error(&[], &[]).what().contains("no rows"));
}

#[test]
fn a_grid_on_its_own_is_rows_by_scale_and_by_groups_a_heading_a_row() {
    let survey = Builder::new()
        .grid("involved", &["Never", "Always", "~Not applicable"], &[("design", "1223"), ("delivery", "111.")])
        .single("size", &["Micro", "Small"], "1122")
        .build();
    let alone = table(&survey, &["involved"], &[]);
    sound(&alone);
    let labels: Vec<_> = alone.banner.iter().map(|column| column.label.as_str()).collect();
    assert_eq!(labels, ["Base", "Never", "Always", "Not applicable", "Not answered"]);
    assert_eq!(counts(&alone, "involved.design"), [3, 1, 2, 1, 0]);
    assert_eq!(alone.show, [Measure::Count, Measure::RowPercent]);
    let percent = alone.cell("involved.design", "involved.2").unwrap().row_percent.unwrap();
    assert!((percent - 200.0 / 3.0).abs() < 1e-12);
    let by = table(&survey, &["involved"], &["size"]);
    sound(&by);
    assert_eq!(by.stub[0].kind, StubKind::Heading);
    assert_eq!((by.stub[0].level, by.stub[1].level), (0, 1));
    assert_eq!(counts(&by, "involved.design.base"), [3, 2, 1]);
    assert_eq!(by.banner[0].base, None);
    let means = Request { show: vec![Measure::Mean], ..request(&["involved"], &[]) };
    let (means, _) = crosstab(&survey, &Groupings::new(), &means).unwrap();
    assert!((means.cell("involved.design", "involved.mean").unwrap().value.unwrap() - 5.0 / 3.0).abs() < 1e-12);
    let one_row = table(&survey, &["involved.delivery"], &["involved.design"]);
    assert_eq!(counts(&one_row, "involved.delivery.base"), [3, 1, 2]);
}

#[test]
fn numbers_have_mean_and_quartiles_and_words_are_counted_apart() {
    let values = [1.0, 2.0, 3.0, 4.0, 10.0].map(Ok);
    let mut all = values.to_vec();
    all.extend([Err(Missing::NotAnswered), Err(Missing::Unknown)]);
    let mut survey = Builder::new().numeric("people", &all).build();
    if let crate::model::Column::Numbers(numbers) = &mut survey.tables[0].blocks[0].columns[0] {
        let about = Number { value: Err(Missing::Unknown), raw: Some("about 200") };
        *numbers = numbers.iter().take(6).chain([about]).collect::<Vec<_>>().into_iter().collect();
    }
    let table = table(&survey, &["people"], &[]);
    sound(&table);
    let value = |key: &str| table.cell(key, "total").unwrap().value.unwrap();
    assert_eq!(
        ["people.mean", "people.q1", "people.median", "people.q3", "people.min", "people.max"].map(value),
        [4.0, 2.0, 3.0, 4.0, 1.0, 10.0]
    );
    assert_eq!(counts(&table, "people.missing.not-a-number"), [1]);
    assert!(!format!("{table:?}").contains("about 200"));
}

#[test]
fn a_ranking_shows_who_came_first_and_the_mean_rank() {
    let survey = Builder::new().ranking("barriers", &[("Time", &[1, 1, 2, 0]), ("Money", &[2, 2, 1, 0])]).build();
    let table = table(&survey, &["barriers"], &[]);
    sound(&table);
    assert_eq!(counts(&table, "barriers.base"), [3]);
    assert_eq!(counts(&table, "barriers.Time.first"), [2]);
    let mean = table.cell("barriers.Time.mean", "total").unwrap();
    assert!((mean.value.unwrap() - 4.0 / 3.0).abs() < 1e-12);
    assert_eq!(counts(&table, "barriers.missing.not-answered"), [1]);
}

#[test]
fn words_and_personal_data_are_counted_and_never_shown() {
    let survey = Builder::new()
        .text("why", &[Some("because"), None])
        .single("name", &["Ada", "Grace"], "12")
        .with(|question| question.personal = Some(Personal::Name))
        .build();
    let why = table(&survey, &["why"], &[]);
    assert_eq!((counts(&why, "why.base"), counts(&why, "why.missing.not-answered")), (vec![1], vec![1]));
    let name = table(&survey, &["name"], &[]);
    assert_eq!(counts(&name, "name.base"), [2]);
    assert!(!format!("{name:?}").contains("Grace"));
}

#[test]
fn a_scale_has_a_mean_only_where_asked_and_likely_to_recommend_always() {
    let steps: Vec<String> = (0..=10).map(|step: u8| step.to_string()).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let survey = Builder::new().scale("agree", &["No", "Maybe", "Yes"], "133").scale("nps", &steps, "1bb").build();
    let plain = table(&survey, &["agree"], &[]);
    assert!(plain.cell("agree.mean", "total").is_none());
    let asked = Request { show: vec![Measure::Mean], ..request(&["agree"], &[]) };
    let (asked, _) = crosstab(&survey, &Groupings::new(), &asked).unwrap();
    assert!((asked.cell("agree.mean", "total").unwrap().value.unwrap() - 7.0 / 3.0).abs() < 1e-12);
    assert_eq!(asked.show, [Measure::Count, Measure::ColumnPercent]);
    has_note(&asked, "1 = “No” to 3 = “Yes”");
    let nps = table(&survey, &["nps"], &[]);
    assert!((nps.cell("nps.mean", "total").unwrap().value.unwrap() - 20.0 / 3.0).abs() < 1e-12);
}

#[test]
fn an_open_survey_shows_no_test_and_says_why_and_a_probability_sample_does() {
    let survey = Builder::new()
        .single("size", &["Micro", "Small"], &("1".repeat(20) + &"2".repeat(18)))
        .single("trained", &["Yes", "No"], &("1".repeat(13) + &"2".repeat(7) + &"1".repeat(8) + &"2".repeat(10)))
        .build();
    let open = table(&survey, &["trained"], &["size"]);
    assert!(open.tests.is_empty());
    has_note(&open, "describe those who answered");
    has_note(&open, "no intervals and no tests");
    let show = vec![Measure::Count, Measure::ColumnPercent, Measure::Interval];
    let request = Request { sampling: Sampling::Probability, show, ..request(&["trained"], &["size"]) };
    let (drawn, _) = crosstab(&survey, &Groupings::new(), &request).unwrap();
    sound(&drawn);
    assert!((drawn.tests[0].p.unwrap() - 0.203_215_948_7).abs() < 1e-9);
    assert_eq!(drawn.tests[0].of, "trained × size");
    let (low, high) = drawn.cell("trained.1", "size.micro").unwrap().interval.unwrap();
    assert!(low > 40.0 && high < 85.0);
    let asked = Request { test: TestChoice::Auto, sampling: Sampling::Open, ..request };
    let (asked, _) = crosstab(&survey, &Groupings::new(), &asked).unwrap();
    assert_eq!(asked.tests, drawn.tests);
    has_note(&asked, "although the sampling is “open”");
}

#[test]
fn several_questions_stand_under_their_headings() {
    let survey = Builder::new()
        .single("size", &["Micro", "Small"], "12")
        .grid("involved", &["Never", "Always"], &[("design", "12")])
        .multiple("with", &[("Adults", "xo")])
        .build();
    let table = table(&survey, &["size", "involved", "with"], &["size"]);
    sound(&table);
    let headings: Vec<_> = table
        .stub
        .iter()
        .filter(|row| row.kind == StubKind::Heading)
        .map(|row| (row.label.as_str(), row.level))
        .collect();
    assert_eq!(headings, [("size", 0), ("involved", 0), ("design", 1), ("with", 0)]);
    assert_eq!(table.title, "size, involved and with, by size");
}

#[test]
fn a_frequency_table_is_a_total_column_of_any_kind_of_question() {
    let survey = Builder::new().single("size", &["Micro", "Small"], "12").build();
    for kind in Kind::ALL {
        let mut survey = survey.clone();
        survey.tables[0].questions[0].kind = kind;
        let table = frequency(&survey, "size", &request(&[], &["size"])).unwrap();
        sound(&table);
    }
}
