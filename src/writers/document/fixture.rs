//! Made-up tables and a made-up report that the tests of all writers put out.

use crate::model::*;

/// A row of the stub.
pub fn row(key: &str, label: &str, level: u8, kind: StubKind) -> StubRow {
    StubRow { key: key.to_owned(), label: label.to_owned(), level, kind, statistic: None }
}

/// A column of the banner with its base.
pub fn column(key: &str, label: &str, spanners: &[&str], n: u64) -> BannerColumn {
    BannerColumn {
        key: key.to_owned(),
        label: label.to_owned(),
        spanners: spanners.iter().map(|&spanner| spanner.to_owned()).collect(),
        letter: None,
        statistic: None,
        base: Some(Base::unweighted(n)),
    }
}

/// A count with its percentage of a base.
pub fn of(count: u64, base: u64) -> Cell {
    #[allow(clippy::cast_precision_loss, reason = "small")]
    let percent = (base > 0).then(|| count as f64 * 100.0 / base as f64);
    Cell { count: Some(count), column_percent: percent, base: Some(Base::unweighted(base)), ..Cell::default() }
}

/// A count alone.
pub fn count(count: u64) -> Cell {
    Cell { count: Some(count), ..Cell::default() }
}

/// The value of a statistic.
pub fn value(value: f64) -> Cell {
    Cell { value: Some(value), ..Cell::default() }
}

fn cells(counts: &[u64], bases: &[u64]) -> Vec<Cell> {
    counts.iter().zip(bases).map(|(count, base)| of(*count, *base)).collect()
}

/// A multiple-choice question by size of organisation: small bases, a base of 0, an aside, who is missing.
pub fn crosstab() -> Table {
    let bases = [38, 9, 14, 12, 0];
    let mut total = of(34, 38);
    total.interval = Some((75.9, 95.8));
    let mut table = Table {
        id: "works_with".to_owned(),
        title: "Who organisations work with, by size of organisation".to_owned(),
        wording: Some("Which of these does your organisation work with? Please tick all that apply.".to_owned()),
        stub_head: "Works with".to_owned(),
        stub: vec![
            row("works_with.adults", "Adults", 0, StubKind::Choice),
            row("works_with.communities", "Communities of place, of faith or of interest", 0, StubKind::Choice),
            row("works_with.children", "Children and young people", 0, StubKind::Choice),
            row("works_with.any", "Any of these", 0, StubKind::Net),
            row("works_with.not_said", "Prefer not to say", 0, StubKind::Aside),
            row("works_with.missing", "Not answered", 0, StubKind::Missing),
        ],
        banner: vec![
            column("total", "Total", &[], 38),
            column("size.grassroots", "Grassroots group", &["Size of organisation"], 9),
            column("size.micro", "Micro", &["Size of organisation"], 14),
            column("size.small", "Small", &["Size of organisation"], 12),
            column("size.larger", "Larger charity", &["Size of organisation"], 0),
        ],
        cells: vec![
            cells(&[34, 8, 12, 11, 0], &bases),
            cells(&[15, 6, 5, 3, 0], &bases),
            cells(&[6, 0, 2, 3, 0], &bases),
            cells(&[37, 9, 14, 11, 0], &bases),
            [1, 0, 0, 1, 0].map(count).to_vec(),
            [2, 1, 0, 1, 0].map(count).to_vec(),
        ],
        show: vec![Measure::Count, Measure::ColumnPercent],
        percent_from: 30,
        notes: vec![
            "Base: all who answered the question; several answers were possible, so percentages add to more than 100."
                .to_owned(),
            "Counts only where fewer than 30 answered. Percentages are rounded to whole numbers.".to_owned(),
        ],
        ..Table::default()
    };
    table.cells[0][4] = Cell::default();
    table
}

/// A grid by two nested banners on a large base: headings, bases by row, statistics, letters, a test, thousands.
pub fn large_grid() -> Table {
    let mut banner = vec![column("total", "All", &[], 1204)];
    for (sector, letter) in [("Social care", 'A'), ("Other", 'C')] {
        for (place, offset) in [("North", 0), ("South", 1)] {
            banner.push(BannerColumn {
                letter: char::from_u32(u32::from(letter) + offset),
                statistic: None,
                ..column(place, place, &["Sector by part of the city", sector], 301)
            });
        }
    }
    for column in &mut banner {
        column.base = None;
    }
    let mut stub = Vec::new();
    let mut cells = Vec::new();
    for (item, bases) in
        [("Governance", [1204_u64, 301, 301, 301, 301]), ("Service design", [1187, 300, 297, 295, 295])]
    {
        stub.push(row(item, item, 0, StubKind::Heading));
        cells.push(vec![Cell::default(); 5]);
        stub.push(row(item, "Base", 1, StubKind::Base));
        cells.push(bases.map(count).to_vec());
        for (label, shares) in [("Never", [3, 1, 5, 2, 1]), ("Sometimes", [600, 140, 180, 150, 130])] {
            stub.push(row(item, label, 1, StubKind::Choice));
            cells.push(shares.iter().zip(bases).map(|(n, base)| of(*n, base)).collect());
        }
        stub.push(StubRow { statistic: Some(Measure::Mean), ..row(item, "Mean (1 to 5)", 1, StubKind::Statistic) });
        cells.push([3.456, 3.5, 2.9051, 3.1, 4.0].map(value).to_vec());
    }
    cells[3][2].letters = Some("AC".to_owned());
    Table {
        id: "involvement".to_owned(),
        title: "How far service users are involved".to_owned(),
        stub_head: "Involvement in …".to_owned(),
        stub,
        banner,
        cells,
        show: vec![Measure::ColumnPercent, Measure::Letters],
        percent_from: 30,
        tests: vec![TestResult {
            name: "χ² test (no continuity correction)".to_owned(),
            of: "Governance by sector".to_owned(),
            statistic: Some(9.123),
            statistic_name: Some("χ²"),
            df: Some(4.0),
            p: Some(0.0582),
            effect: Some(0.087),
            effect_name: Some("Cramér’s V"),
            note: "all expected counts are 5 or more".to_owned(),
            ..TestResult::default()
        }],
        notes: vec!["Letters: significantly more than that column at 5%, Bonferroni-corrected.".to_owned()],
        ..Table::default()
    }
}

/// Themes by group: counts of cases, asked where it is known.
pub fn themes() -> Table {
    let asked = |count: u64, asked: u64| Cell { count: Some(count), asked: Some(asked), ..Cell::default() };
    Table {
        id: "support".to_owned(),
        title: "Support that was asked for".to_owned(),
        stub_head: "Theme".to_owned(),
        stub: vec![
            row("support", "Support", 0, StubKind::Heading),
            row("support-funding", "Funding", 1, StubKind::Choice),
            row("support-training", "Training and capacity building", 1, StubKind::Choice),
        ],
        banner: vec![
            column("g.vcfse", "VCFSE", &[], 16),
            column("g.commissioner", "Commissioner", &[], 4),
            column("g.manager", "BVSC programme manager", &[], 4),
        ],
        cells: vec![
            vec![Cell::default(); 3],
            vec![asked(9, 16), asked(2, 3), asked(0, 4)],
            vec![asked(7, 16), asked(1, 4), asked(3, 4)],
        ],
        show: vec![Measure::Count],
        percent_from: 30,
        notes: vec!["Cases that raised a theme at least once, of those that were asked.".to_owned()],
        ..Table::default()
    }
}

/// Who took part.
pub fn participants() -> Listing {
    Listing {
        id: "participants".to_owned(),
        title: "Who took part".to_owned(),
        columns: vec![
            ListingColumn::words("Activity"),
            ListingColumn::wide("Who"),
            ListingColumn::figures("People"),
            ListingColumn::figures("Hours"),
        ],
        rows: vec![
            vec!["Questionnaire".into(), "VCFSEs that completed it on the website".into(), 1038_u64.into(), Value::Empty],
            vec![
                "Interviews".into(),
                "VCFSE representatives | semi-structured, by telephone or on the screen, from February to April, each recorded \
                 with the consent of whoever took part"
                    .into(),
                16_u64.into(),
                Value::Figure(12.5),
            ],
        ],
        notes: vec!["Ad hoc conversations are not counted.".to_owned()],
    }
}

/// A bar chart with counts behind it.
pub fn chart() -> Chart {
    let value = |count: u64| ChartValue {
        #[allow(clippy::cast_precision_loss, reason = "small")]
        value: Some(count as f64 * 100.0 / 38.0),
        count: Some(count),
        base: Some(Base::unweighted(38)),
    };
    Chart {
        id: "works-with".to_owned(),
        kind: ChartKind::Bar,
        title: "Most work with adults".to_owned(),
        subtitle: "Which of these does your organisation work with? Base: all who answered (n = 38)".to_owned(),
        foot: "Several answers were possible.".to_owned(),
        alt: "Bar chart: adults 34 of 38, communities 15, children 6.".to_owned(),
        unit: ChartUnit::Percent,
        categories: vec!["Adults".to_owned(), "Communities".to_owned(), "Children and young people".to_owned()],
        headings: Vec::new(),
        series: vec![Series { name: "Total".to_owned(), values: vec![value(34), value(15), value(6)], aside: false }],
        percent_from: 30,
    }
}

/// A report with every kind of block, and with words that a format could take for its own marks.
pub fn report() -> Report {
    let items = ["funding for *all* of it", "1. training", "access to researchers"];
    Report {
        title: "Research better together".to_owned(),
        subtitle: Some("Participatory research in <social care>".to_owned()),
        authors: vec!["A. Researcher".to_owned(), "B. Writer".to_owned()],
        date: Some("2022-06-30".to_owned()),
        language: "en-GB".to_owned(),
        blocks: vec![
            Block::Contents,
            Block::heading(1, "What was asked"),
            Block::Paragraph {
                text: vec![
                    Inline::text("Of 38 organisations, "),
                    Inline::Strong(vec![Inline::text("34 (89%)")]),
                    Inline::text(" work with adults & "),
                    Inline::Emphasis(vec![Inline::text("some")]),
                    Inline::text(" with <b>children</b>; see "),
                    Inline::Link { to: "#what-was-said".to_owned(), text: vec![Inline::text("what was said")] },
                    Inline::text(" and "),
                    Inline::Link {
                        to: "https://example.org/a?b=1&c=(2)".to_owned(),
                        text: vec![Inline::text("the site")],
                    },
                    Inline::text("."),
                    Inline::Break,
                    Inline::text("The column is "),
                    Inline::Code("works_with".to_owned()),
                    Inline::text("."),
                ],
            },
            Block::Table { number: Some(1), table: Box::new(crosstab()) },
            Block::Figure { number: Some(1), chart: Box::new(chart()) },
            Block::heading(2, "VCFSEs"),
            Block::Listing { number: Some(2), listing: participants() },
            Block::heading(1, "What was said"),
            Block::heading(2, "VCFSEs"),
            Block::List { ordered: false, items: items.iter().map(|item| vec![Block::paragraph(*item)]).collect() },
            Block::List {
                ordered: true,
                items: vec![
                    vec![Block::paragraph("First"), Block::paragraph("with a second paragraph")],
                    vec![Block::paragraph("Second")],
                ],
            },
            Block::Quotation {
                text: "We never called it research.\n- It was <script>alert(1)</script> just | asking people."
                    .to_owned(),
                attribution: "VCFSE, small charity".to_owned(),
                source: "vcfse-03, turn 12".to_owned(),
                id: Some("vcfse-03-term-1".to_owned()),
                beside: Vec::new(),
            },
            Block::BlockQuote { blocks: vec![Block::paragraph("# Nothing about us without us")] },
            Block::Note { text: vec![Inline::text("Those who answered are not a sample of all organisations.")] },
            Block::Verbatim { text: "canvass report \\\n  --data ```answers.csv".to_owned() },
            Block::Table { number: Some(3), table: Box::new(themes()) },
            Block::Rule,
            Block::paragraph("+ the end"),
        ],
    }
}

/// A report of one block.
pub fn alone(block: Block) -> Report {
    Report { blocks: vec![block], ..Report::default() }
}
