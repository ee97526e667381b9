//! A report with every kind of block, and everything that is hard on a page: wide banners, long labels, odd characters.

use canvass::model::*;

/// Words that markup, spreadsheets and XML trip over.
pub const ODD: &str = "=1+1 <b>R&D</b> \"quotes\" \u{0}\u{B}\u{FFFE}control, 🙂 ŵŷ żółć Đặng, 研究";

pub fn report() -> Report {
    Report {
        title: "Research Better Together".to_owned(),
        subtitle: Some("Participatory research in social care: who takes part, and what would help".to_owned()),
        authors: vec!["A. Researcher".to_owned(), "B. Colleague & Co".to_owned()],
        date: Some("2022-06-30".to_owned()),
        language: "en-GB".to_owned(),
        blocks: blocks(),
    }
}

fn blocks() -> Vec<Block> {
    let mut blocks = vec![Block::Contents, Block::heading(1, "Who took part"), Block::paragraph(LOREM)];
    blocks.extend(words());
    blocks.push(Block::heading(2, "Participants"));
    blocks.push(Block::Listing { number: Some(1), listing: participants() });
    blocks.push(Block::heading(1, "What organisations do"));
    blocks.push(Block::heading(2, "Involvement of service users"));
    blocks.push(Block::paragraph(LOREM));
    blocks.push(numbered(2, frequency()));
    blocks.push(Block::paragraph(LOREM));
    blocks.push(numbered(3, crosstab()));
    blocks.push(Block::Figure { number: Some(1), chart: Box::new(chart()) });
    blocks.push(Block::paragraph(LOREM));
    blocks.push(Block::heading(2, "By size and sector"));
    blocks.push(numbered(4, wide()));
    blocks.push(Block::paragraph("A sentence between two wide tables stays beside them."));
    blocks.push(Block::heading(2, "By everything"));
    blocks.push(numbered(5, too_wide()));
    blocks.push(Block::heading(1, "What they said"));
    blocks.extend(quotations());
    blocks.push(Block::heading(1, "Corner cases"));
    blocks.push(numbered(6, Table { id: "empty".to_owned(), title: "An empty table".to_owned(), ..Table::default() }));
    let nobody = Listing { id: "nobody".to_owned(), title: "A list of nobody".to_owned(), ..Listing::default() };
    blocks.push(Block::Listing { number: Some(7), listing: nobody });
    blocks.push(numbered(8, themes()));
    blocks.push(Block::heading(2, ODD));
    blocks.push(Block::Verbatim { text: "canvass report\n    --output report.docx\tand a tab".to_owned() });
    blocks
}

fn words() -> Vec<Block> {
    let item = |words: &str| vec![Block::paragraph(words)];
    let link = |to: &str, words: &str| Inline::Link { to: to.to_owned(), text: vec![Inline::text(words)] };
    vec![
        Block::Paragraph {
            text: vec![
                Inline::text("Some words are "),
                Inline::Emphasis(vec![Inline::text("stressed")]),
                Inline::text(", some are "),
                Inline::Strong(vec![Inline::text("strong")]),
                Inline::text(", some are "),
                Inline::Code("code".to_owned()),
                Inline::text("; see "),
                link("#what-they-said", "what they said"),
                Inline::text(", "),
                link("#involvement", "Table 3"),
                Inline::text(", "),
                link("https://example.org/a report?x=1&y=2", "the project’s page"),
                Inline::text(" or "),
                link("javascript:alert(1)", "nothing that runs"),
                Inline::text("."),
                Inline::Break,
                Inline::text(ODD),
            ],
        },
        Block::List {
            ordered: false,
            items: vec![
                item("awareness raising"),
                vec![
                    Block::paragraph(
                        "training and capacity building, which is a longer item that goes over the end of its line and must hang",
                    ),
                    Block::List { ordered: true, items: vec![item("for staff"), item("for service users")] },
                ],
                item("funding"),
            ],
        },
        Block::List { ordered: true, items: vec![item("first"), item("second"), item("third")] },
        Block::List { ordered: true, items: vec![item("first again"), item("second again")] },
        Block::Note {
            text: vec![Inline::text("Those who answered chose to answer: the figures describe them and nobody else.")],
        },
        Block::BlockQuote {
            blocks: vec![Block::paragraph("A passage from a published report, which is nobody’s answer.")],
        },
        Block::Rule,
    ]
}

fn quotations() -> Vec<Block> {
    let quotation = |text: &str, attribution: &str, source: &str| Block::Quotation {
        text: text.to_owned(),
        attribution: attribution.to_owned(),
        source: source.to_owned(),
        id: Some("q-1".to_owned()),
        beside: Vec::new(),
    };
    vec![
        quotation(
            "We would love to, but nobody has ever asked us in words that we use. Participatory research sounds like something that happens at a university, and what we do is talk with people over a cup of tea and write down what they say.",
            "VCFSE, small charity",
            "interview 07, turn 12",
        ),
        quotation("It takes time.\nAnd nobody pays for time.", "Commissioner", "interview 18, turn 4"),
        quotation("ہم سے کبھی کسی نے نہیں پوچھا۔", "Grassroots group (in Urdu)", "interview 11, turn 3"),
        quotation("=HYPERLINK(\"http://evil\") <script>alert(1)</script>", "", ""),
    ]
}

fn participants() -> Listing {
    let row = |activity: &str, who: &str, people: u64| vec![activity.into(), who.into(), people.into()];
    Listing {
        id: "participants".to_owned(),
        title: "Activities and participants".to_owned(),
        columns: vec![
            ListingColumn::words("Activity"),
            ListingColumn::wide("Who took part"),
            ListingColumn::figures("People"),
        ],
        rows: vec![
            row(
                "Questionnaire",
                "VCFSEs that completed the short questionnaire on the website between February and April",
                38,
            ),
            row("Webinar", "VCFSEs that attended the discussion", 34),
            row(
                "Interviews",
                "VCFSE representatives, commissioners (health, local authority, criminal justice) and programme managers",
                24,
            ),
            vec!["Ad hoc conversations".into(), "not counted".into(), Value::Empty],
        ],
        notes: vec!["One organisation may have taken part in several activities.".to_owned()],
    }
}

pub fn numbered(number: u32, table: Table) -> Block {
    Block::Table { number: Some(number), table: Box::new(table) }
}

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

pub fn row(label: &str, level: u8, kind: StubKind) -> StubRow {
    StubRow { key: label.to_lowercase(), label: label.to_owned(), level, kind, statistic: None }
}

fn count(count: u64, base: u64) -> Cell {
    #[allow(clippy::cast_precision_loss, reason = "small counts")]
    let percent = (base > 0).then(|| count as f64 * 100.0 / base as f64);
    Cell { count: Some(count), column_percent: percent, ..Cell::default() }
}

/// A table with made-up counts.
fn table(id: &str, title: &str, stub: Vec<StubRow>, banner: Vec<BannerColumn>) -> Table {
    let cells = stub.iter().enumerate().map(|(row, stub)| {
        let cell = |(column, head): (usize, &BannerColumn)| {
            let base = head.base.map_or(0, |base| base.unweighted);
            match stub.kind {
                StubKind::Heading => Cell::default(),
                StubKind::Statistic => {
                    Cell { value: Some(3.25 + f64::from(u8::try_from(column).unwrap())), ..Cell::default() }
                }
                StubKind::Base | StubKind::Total => Cell { count: Some(base), ..Cell::default() },
                _ => count((base * (row as u64 % 5 + 1) / 6).min(base), base),
            }
        };
        banner.iter().enumerate().map(cell).collect()
    });
    Table {
        id: id.to_owned(),
        title: title.to_owned(),
        stub_head: String::new(),
        cells: cells.collect(),
        stub,
        banner,
        show: vec![Measure::Count, Measure::ColumnPercent],
        percent_from: 30,
        notes: vec!["Base: all 38 organisations that completed the questionnaire.".to_owned()],
        ..Table::default()
    }
}

fn frequency() -> Table {
    let mut stub: Vec<StubRow> =
        ["Adults", "Communities", "Children"].map(|label| row(label, 0, StubKind::Choice)).to_vec();
    stub.push(row("Prefer not to say", 0, StubKind::Aside));
    stub.push(row("Did not answer", 0, StubKind::Missing));
    let mut table = table("works_with", "Whom organisations work with", stub, vec![column("total", "Total", &[], 38)]);
    table.wording = Some("Who does your organisation work with? (Please tick all that apply.)".to_owned());
    table
}

fn crosstab() -> Table {
    let long =
        "Service users take part in deciding what the organisation asks funders for, including bids that others lead";
    let stub = vec![
        row("Governance", 0, StubKind::Heading),
        row("Any involvement", 0, StubKind::Net),
        row("Always", 1, StubKind::Choice),
        row("Sometimes", 1, StubKind::Choice),
        row("Never", 0, StubKind::Choice),
        row("Mean", 0, StubKind::Statistic),
        row(long, 0, StubKind::Heading),
        row("Base", 0, StubKind::Base),
        row("Any involvement", 0, StubKind::Net),
        row("Always, and in ways that the people concerned would themselves call being involved", 1, StubKind::Choice),
        row("Never", 0, StubKind::Choice),
        row("Not applicable", 0, StubKind::Aside),
        row("Total", 0, StubKind::Total),
    ];
    let banner = vec![
        column("total", "Total", &[""], 138),
        column("size.grassroots", "Grassroots group", &["Size of organisation"], 35),
        column("size.micro", "Micro", &["Size of organisation"], 31),
        column("size.small", "Small", &["Size of organisation"], 52),
        column("size.large", "Larger charity", &["Size of organisation"], 20),
    ];
    let mut table = table("involvement", "Involvement of service users by size of organisation", stub, banner);
    table.stub_head = "How far are service users involved?".to_owned();
    for (index, column) in table.banner.iter_mut().enumerate().skip(1) {
        column.letter = char::from_u32(64 + u32::try_from(index).unwrap());
    }
    table.cells[2][1].letters = Some("BD".to_owned());
    table.tests.push(TestResult {
        name: "Fisher’s exact test".to_owned(),
        of: "Size of organisation".to_owned(),
        p: Some(0.0321),
        effect: Some(0.31),
        effect_name: Some("Cramér’s V"),
        note: "More than a fifth of the expected counts are below 5, so that χ² would not hold".to_owned(),
        ..TestResult::default()
    });
    table.notes.push(LOREM.to_owned());
    table
}

fn wide() -> Table {
    let sectors = ["Social care", "Health", "Other"];
    let mut banner = vec![column("total", "Total", &["", ""], 138)];
    for size in ["Grassroots group", "Micro", "Small", "Larger charity"] {
        for sector in sectors {
            banner.push(column(&format!("{size}.{sector}"), sector, &["Size and sector", size], 12));
        }
    }
    let stub = ["Always", "Often", "Sometimes", "Rarely", "Never", "Not applicable to the work that we do"];
    table("wide", "Involvement by size and sector", stub.map(|label| row(label, 0, StubKind::Choice)).to_vec(), banner)
}

fn too_wide() -> Table {
    let mut banner = vec![column("total", "Total", &[""], 1038)];
    for group in ["Region", "Size", "Sector", "Age of the organisation"] {
        for choice in 1..=7 {
            banner.push(column(&format!("{group}.{choice}"), &format!("Category number {choice}"), &[group], 1038));
        }
    }
    let mut stub = vec![row("Net: yes", 0, StubKind::Net)];
    stub.extend((1..=45).map(|number| row(&format!("Choice {number}"), 1, StubKind::Choice)));
    table("too-wide", "A banner that no page holds", stub, banner)
}

/// Themes by group: small bases, so counts only.
fn themes() -> Table {
    let banner = vec![
        column("vcfse", "VCFSE", &[], 16),
        column("comm", "Commissioner", &[], 4),
        column("pm", "BVSC programme manager", &[], 4),
    ];
    let stub = vec![
        row("Support", 0, StubKind::Heading),
        row("Awareness raising", 1, StubKind::Choice),
        row("Training and capacity building", 1, StubKind::Choice),
        row("Funding", 1, StubKind::Choice),
    ];
    table("themes: [by] group / all? *long name of a sheet*", "Themes by stakeholder group", stub, banner)
}

fn chart() -> Chart {
    let series = |name: &str, share: f64| Series {
        name: name.to_owned(),
        values: (0..3)
            .map(|_| ChartValue { value: Some(share), count: Some(10), base: Some(Base::unweighted(138)) })
            .collect(),
        aside: false,
    };
    Chart {
        id: "involvement".to_owned(),
        kind: ChartKind::Diverging,
        title: "Involvement is common in delivery and rare in research".to_owned(),
        subtitle: "How far are service users involved? Base: 138 organisations".to_owned(),
        foot: "Rows sum to 100%.".to_owned(),
        alt: "Diverging bars. In delivery 60% always or often; in research & \"bids\" 20%.".to_owned(),
        unit: ChartUnit::Percent,
        headings: Vec::new(),
        categories: vec!["Governance".to_owned(), "Delivery".to_owned(), "Research".to_owned()],
        series: vec![series("Never", 20.0), series("Sometimes", 20.0), series("Often", 40.0), series("Always", 20.0)],
        percent_from: 30,
    }
}

const LOREM: &str = "Thirty-eight organisations answered, most of them small and most of them outside social care. They were \
    reached through a newsletter and a webinar, so that what they say describes them and not all voluntary organisations \
    in the city. Percentages are of those who answered the question; where fewer than thirty answered, counts stand alone.";
