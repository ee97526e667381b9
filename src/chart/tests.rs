//! Every kind of chart of every shape of table: what it says, that it stays on its page, that it comes out the same twice.

use super::samples::{Sample, involvement, involvement_matrix, themes, training_by_size, works_with};
use super::*;
use crate::model::{Base, Cell, ChartUnit, StubKind, Table};

fn chart(table: &Table, kind: ChartKind) -> Chart {
    from_table(table, &ChartRequest { id: table.id.clone(), kind: Some(kind), title: None }).unwrap()
}

/// Every kind of chart with realistic data, by the name of a picture.
fn gallery() -> Vec<(&'static str, Chart)> {
    let mut long = Sample::new("long", "Thirty services", &[("Total", 1204)]);
    for place in 0..30 {
        long = long.choice(&format!("Service number {place}"), &[(1204 - place * 41, 1204)]);
    }
    let mut finding = chart(&involvement(), ChartKind::Diverging);
    finding.title = "Service users shape delivery more than governance, research or bids".to_owned();
    let barriers = [("Time", 1.8), ("Funding", 2.1), ("Skills", 3.2), ("Contacts", 3.7), ("Interest", 4.2)];
    let ranks =
        barriers.iter().fold(Sample::new("ranks", "Barriers, mean rank", &[("Total", 38)]), |sample, (item, rank)| {
            sample.heading(item).statistic("Mean rank", &[*rank])
        });
    vec![
        ("bar", chart(&works_with(), ChartKind::Bar)),
        ("bar-30", chart(&long.0, ChartKind::Bar)),
        ("bar-ranks", chart(&ranks.0, ChartKind::Bar)),
        ("dot", chart(&works_with(), ChartKind::Dot)),
        ("diverging", finding),
        ("stacked", chart(&training_by_size(), ChartKind::Stacked)),
        ("stacked-grid", chart(&involvement(), ChartKind::Stacked)),
        ("grouped", chart(&training_by_size(), ChartKind::Grouped)),
        ("grouped-themes", chart(&themes(), ChartKind::Grouped)),
        ("dot-themes", chart(&themes(), ChartKind::Dot)),
        ("heat", chart(&themes(), ChartKind::Heat)),
        ("heat-size", chart(&training_by_size(), ChartKind::Heat)),
        ("corner-one", chart(&one_row(7, 14), ChartKind::Bar)),
        ("corner-zero", chart(&all_zero(), ChartKind::Bar)),
        ("corner-nobody", chart(&nobody(), ChartKind::Bar)),
        ("corner-nobody-diverging", chart(&grid_with_an_empty_row(), ChartKind::Diverging)),
        ("corner-eight-grouped", chart(&eight_groups(), ChartKind::Grouped)),
        ("corner-eight-stacked", chart(&eight_choices(), ChartKind::Stacked)),
        ("corner-long", chart(&long_words(), ChartKind::Grouped)),
        ("corner-long-diverging", chart(&long_scale(), ChartKind::Diverging)),
        ("corner-scripts", chart(&scripts(), ChartKind::Bar)),
        ("corner-sixteen-heat", chart(&sixteen_groups(), ChartKind::Heat)),
    ]
}

/// `CANVASS_CHARTS=/tmp/charts cargo test --lib chart::` leaves the gallery there to be looked at.
#[test]
fn every_kind_is_drawn_and_comes_out_the_same_twice() {
    let folder = std::env::var_os("CANVASS_CHARTS").map(std::path::PathBuf::from);
    for (name, chart) in gallery() {
        let (picture, drawing) = (png(&chart).unwrap(), svg(&chart));
        assert_eq!(picture, png(&chart).unwrap(), "{name}");
        assert_eq!(drawing, svg(&chart), "{name}");
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
            std::fs::write(folder.join(format!("{name}.svg")), drawing).unwrap();
            std::fs::write(folder.join(format!("{name}.txt")), chart.alt).unwrap();
        }
    }
}

fn one_row(count: u64, base: u64) -> Table {
    Sample::new("one", "One row", &[("Total", base)]).choice("Yes", &[(count, base)]).0
}

fn all_zero() -> Table {
    let sample = Sample::new("zero", "Nobody ticked anything", &[("Total", 38)]);
    ["Adults", "Children"].iter().fold(sample, |sample, label| sample.choice(label, &[(0, 38)])).0
}

fn nobody() -> Table {
    let sample = Sample::new("nobody", "Nobody was asked", &[("Total", 0)]);
    ["Adults", "Children"].iter().fold(sample, |sample, label| sample.choice(label, &[(0, 0)])).0
}

fn grid_with_an_empty_row() -> Table {
    let mut sample = Sample::new("grid", "A grid with a row that nobody answered", &[("Total", 12)]);
    for (area, counts) in [("Governance", [5, 4, 3]), ("Research", [0, 0, 0])] {
        let base = counts.iter().sum();
        sample = sample.heading(area).base(&[base]);
        for (step, count) in ["Never", "Sometimes", "Always"].iter().zip(counts) {
            sample = sample.choice(step, &[(count, base)]);
        }
    }
    sample.0
}

fn eight_groups() -> Table {
    let names: Vec<String> = (1..=8).map(|place| format!("Group {place}")).collect();
    let mut columns = vec![("Total", 400)];
    columns.extend(names.iter().map(|name| (name.as_str(), 50)));
    let mut sample = Sample::new("eight", "Eight groups", &columns);
    for (label, start) in [("Yes", 10), ("No", 25)] {
        let mut cells = vec![(start * 8, 400)];
        cells.extend((0..8).map(|place| (start + place * 2, 50)));
        sample = sample.choice(label, &cells);
    }
    sample.0
}

fn eight_choices() -> Table {
    let columns = [("Total", 120), ("North", 70), ("South", 50)];
    let mut sample = Sample::new("choices", "Sectors by region", &columns);
    for place in 0..8u64 {
        let cells = [(15, 120), (if place < 6 { 9 } else { 8 }, 70), (if place < 6 { 6 } else { 7 }, 50)];
        sample = sample.choice(&format!("Sector {}", place + 1), &cells);
    }
    sample.0
}

fn long_words() -> Table {
    let columns = [
        ("Total", 38),
        ("Voluntary, community, faith and social enterprise organisations with fewer than three members of staff", 20),
        ("Everybody else, including those who did not say how many members of staff they have", 18),
    ];
    Sample::new(
        "long",
        &"A title that goes on about what was found for longer than one line holds ".repeat(3),
        &columns,
    )
    .wording(
        &"Thinking of the last twelve months, and leaving out what others did on your behalf, how often? ".repeat(3),
    )
    .choice("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch/Llandudno", &[(9, 38), (4, 20), (5, 18)])
    .choice(
        &"Something that people said at length, in their own words, and at more length still ".repeat(4),
        &[(20, 38), (12, 20), (8, 18)],
    )
    .0
}

fn long_scale() -> Table {
    let steps = [
        "Service users have never been asked about this at all",
        "They have been asked once or twice, mostly at the end",
        "Neither agree nor disagree that they are involved as often as they would wish",
        "They take part in most decisions that matter to them",
        "They decide, and staff carry out what was decided",
        "Prefer to put it in other words",
    ];
    let mut sample = Sample::new("scale", "A scale of sentences", &[("Total", 250)]);
    for area in ["Governance", "Research"] {
        sample = sample.heading(area).base(&[250]);
        for (place, step) in steps.iter().enumerate() {
            sample = sample.choice(step, &[([3, 60, 80, 50, 40, 17][place], 250)]);
        }
    }
    sample.0
}

fn scripts() -> Table {
    let sample = Sample::new("languages", "Languages <spoken> & \"written\"\u{0}", &[("Total", 38)]);
    let rows = [
        "Cymraeg: tŷ, dŵr",
        "Polski: zażółć gęślą jaźń",
        "Tiếng Việt",
        "العربية",
        "اردو (Urdu)",
        "中文",
        "<script>alert(1)</script>",
    ];
    rows.iter().enumerate().fold(sample, |sample, (place, label)| sample.choice(label, &[(30 - place as u64, 38)])).0
}

fn sixteen_groups() -> Table {
    let names: Vec<String> = (1..=16).map(|place| format!("Neighbourhood {place}")).collect();
    let mut columns = vec![("Total", 160)];
    columns.extend(names.iter().map(|name| (name.as_str(), 10)));
    let mut cells = vec![(80, 160)];
    cells.extend((0..16).map(|place| (place % 11, 10)));
    Sample::new("sixteen", "Sixteen neighbourhoods", &columns)
        .choice("Time and capacity", &cells)
        .choice("Training", &cells)
        .0
}

#[test]
fn a_table_without_rows_is_an_error_that_says_what_to_draw() {
    let empty = Sample::new("empty", "Empty", &[("Total", 0)]).0;
    let error = from_table(&empty, &ChartRequest::default()).unwrap_err();
    assert!(error.what().contains("no rows"), "{error}");
    assert!(error.hint_text().is_some());
    assert!(from_table(&Table::default(), &ChartRequest::default()).is_err());
}

#[test]
fn one_row_is_one_bar_and_a_small_base_has_no_percentage() {
    let chart = chart(&one_row(7, 14), ChartKind::Bar);
    assert_eq!(chart.unit, ChartUnit::Percent);
    let drawing = svg(&chart);
    assert!(drawing.contains(">7 of 14</text>"));
    assert!(!drawing.contains("%</text>"), "{drawing}");
    assert!(chart.alt.contains("Yes 7 of 14"), "{}", chart.alt);
}

#[test]
fn where_nobody_answered_the_chart_says_so() {
    for drawing in [
        svg(&chart(&nobody(), ChartKind::Bar)),
        svg(&chart(&grid_with_an_empty_row(), ChartKind::Diverging)),
        svg(&chart(&grid_with_an_empty_row(), ChartKind::Stacked)),
    ] {
        assert!(drawing.contains(">no answers</text>"), "{drawing}");
    }
}

#[test]
fn all_zero_is_drawn_with_its_noughts() {
    assert_eq!(svg(&chart(&all_zero(), ChartKind::Bar)).matches(">0 of 38 (0%)</text>").count(), 2);
}

#[test]
fn the_kind_that_is_not_given_fits_the_table() {
    let kind = |table: &Table| from_table(table, &ChartRequest::default()).unwrap().kind;
    assert_eq!(kind(&works_with()), ChartKind::Bar);
    assert_eq!(kind(&involvement()), ChartKind::Diverging);
    assert_eq!(kind(&involvement_matrix()), ChartKind::Diverging);
    assert_eq!(kind(&themes()), ChartKind::Heat);
    assert_eq!(kind(&training_by_size()), ChartKind::Grouped);
}

#[test]
fn a_grid_gives_the_same_bars_however_its_table_is_laid_out() {
    let (sections, matrix) =
        (chart(&involvement(), ChartKind::Diverging), chart(&involvement_matrix(), ChartKind::Diverging));
    assert_eq!(sections.series, matrix.series);
    assert_eq!(sections.categories, matrix.categories);
    assert!(sections.series.last().unwrap().aside, "not applicable stands aside");
}

#[test]
fn answers_that_overlap_are_not_drawn_as_parts_of_a_whole() {
    let request = ChartRequest { kind: Some(ChartKind::Stacked), ..ChartRequest::default() };
    let error = from_table(&works_with(), &request).unwrap_err();
    assert!(error.what().contains("not parts of a whole"), "{error}");
    let request = ChartRequest { kind: Some(ChartKind::Bar), ..ChartRequest::default() };
    assert!(from_table(&involvement_matrix(), &request).unwrap_err().what().contains("several"));
}

#[test]
fn what_nobody_could_read_is_refused() {
    let mut many = Sample::new("many", "Many", &[("Total", 500)]);
    for place in 0..200 {
        many = many.choice(&format!("{place}"), &[(place, 500)]);
    }
    assert!(from_table(&many.0, &ChartRequest::default()).unwrap_err().what().contains("200 rows"));
    let request = ChartRequest { kind: Some(ChartKind::Grouped), ..ChartRequest::default() };
    assert!(from_table(&sixteen_groups(), &request).unwrap_err().hint_text().unwrap().contains("heat"));
}

#[test]
fn words_from_answers_cannot_leave_their_place() {
    let drawing = svg(&chart(&scripts(), ChartKind::Bar));
    assert!(!drawing.contains("<script"), "{drawing}");
    assert!(!drawing.contains('\u{0}'));
    assert!(drawing.contains("العربية"), "the SVG keeps words in every script");
    resvg::usvg::Tree::from_str(&drawing, &resvg::usvg::Options::default()).unwrap();
}

#[test]
fn a_picture_marks_scripts_that_its_font_lacks_and_says_so() {
    let drawn = drawable(&chart(&scripts(), ChartKind::Bar));
    assert_eq!(drawn.categories[3..6], ["[…]", "[…] (Urdu)", "[…]"]);
    assert!(drawn.foot.contains("[…] stands for"), "{}", drawn.foot);
    let plain = drawable(&chart(&works_with(), ChartKind::Bar));
    assert!(!plain.foot.contains("[…]"));
}

#[test]
fn somebody_who_listens_hears_the_figures() {
    let drawing = svg(&chart(&works_with(), ChartKind::Bar));
    assert!(drawing.contains("role=\"img\""));
    assert!(drawing.contains("<title id=\"chart-works-with-title\">Who do you work with?</title>"));
    assert!(drawing.contains("Adults 34 of 38 (89%)"));
    let alt = chart(&themes(), ChartKind::Heat).alt;
    assert!(alt.contains("Most in VCFSE: Time and capacity 14 of 16"), "{alt}");
}

#[test]
fn the_foot_names_source_and_who_is_left_out() {
    let mut table = works_with();
    table.notes.push("Not in the base, and in no percentage: 2 “Prefer not to say”.".to_owned());
    let chart = chart(&table, ChartKind::Bar);
    assert!(chart.foot.contains("Prefer not to say") && chart.foot.contains("Source: raw/questionnaire.xlsx"));
    assert!(chart.subtitle.contains("Base: all 38 respondents."));
}

#[test]
fn numbers_that_are_none_are_drawn_as_gaps() {
    let mut table = works_with();
    table.cells[0][0].column_percent = Some(f64::NAN);
    table.cells[1][0] = Cell { base: Some(Base::unweighted(38)), ..Cell::default() };
    table.stub[2].kind = StubKind::Net;
    for kind in [ChartKind::Bar, ChartKind::Dot, ChartKind::Heat, ChartKind::Grouped] {
        assert!(!svg(&chart(&table, kind)).contains("NaN"), "{kind:?}");
    }
}

#[test]
fn nothing_is_drawn_beside_the_page() {
    for (name, chart) in gallery() {
        let (width, height) = size(&chart);
        let drawing = svg(&chart);
        for rectangle in drawing.split("<rect ").skip(2) {
            let number = |key: &str| -> i64 {
                let rest = rectangle.split_once(&format!("{key}=\"")).unwrap().1;
                rest.split('"').next().unwrap().parse().unwrap()
            };
            let (right, bottom) = (number("x") + number(" width"), number("y") + number(" height"));
            assert!(number("x") >= 0 && right <= i64::from(width) * 10, "{name}: {rectangle}");
            assert!(number("y") >= 0 && bottom <= i64::from(height) * 10, "{name}: {rectangle}");
        }
    }
}
