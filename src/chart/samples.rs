//! Tables as they come from tabulation, for tests.

use crate::model::{BASE_COLUMN, BannerColumn, Base, Cell, Measure, Provenance, StubKind, StubRow, Table};

/// A table under construction.
pub(super) struct Sample(pub Table);

impl Sample {
    /// A table with columns of these labels and bases; the first is the total.
    pub fn new(id: &str, title: &str, columns: &[(&str, u64)]) -> Self {
        let banner = columns.iter().enumerate().map(|(place, (label, base))| BannerColumn {
            key: if place == 0 { "total".into() } else { format!("group.{place}") },
            label: (*label).to_owned(),
            spanners: Vec::new(),
            letter: None,
            statistic: None,
            base: Some(Base::unweighted(*base)),
        });
        Self(Table {
            id: id.to_owned(),
            title: title.to_owned(),
            banner: banner.collect(),
            show: vec![Measure::Count, Measure::ColumnPercent],
            percent_from: 30,
            provenance: Provenance { sources: vec!["raw/questionnaire.xlsx".into()], ..Provenance::default() },
            ..Table::default()
        })
    }

    pub fn wording(mut self, wording: &str) -> Self {
        self.0.wording = Some(wording.to_owned());
        self
    }

    pub fn note(mut self, note: &str) -> Self {
        self.0.notes.push(note.to_owned());
        self
    }

    pub fn heading(self, label: &str) -> Self {
        let columns = self.0.banner.len();
        self.row(label, StubKind::Heading, vec![Cell::default(); columns])
    }

    pub fn base(self, bases: &[u64]) -> Self {
        let cells = bases.iter().map(|n| Cell { count: Some(*n), base: Some(Base::unweighted(*n)), ..Cell::default() });
        let cells = cells.collect();
        self.row("Base", StubKind::Base, cells)
    }

    /// A choice with a count and a base a column.
    pub fn choice(self, label: &str, cells: &[(u64, u64)]) -> Self {
        let cells = cells.iter().map(|(count, base)| {
            #[allow(clippy::cast_precision_loss)]
            let share = (*base > 0).then(|| *count as f64 / *base as f64 * 100.0);
            Cell { count: Some(*count), column_percent: share, base: Some(Base::unweighted(*base)), ..Cell::default() }
        });
        let cells = cells.collect();
        self.row(label, StubKind::Choice, cells)
    }

    pub fn aside(self, label: &str, counts: &[u64]) -> Self {
        let cells = counts.iter().map(|count| Cell { count: Some(*count), ..Cell::default() }).collect();
        self.row(label, StubKind::Aside, cells)
    }

    pub fn statistic(self, label: &str, values: &[f64]) -> Self {
        let cells = values.iter().map(|value| Cell { value: Some(*value), ..Cell::default() }).collect();
        self.row(label, StubKind::Statistic, cells)
    }

    fn row(mut self, label: &str, kind: StubKind, cells: Vec<Cell>) -> Self {
        let level = u8::from(kind != StubKind::Heading);
        let key = format!("row.{}", self.0.stub.len());
        self.0.stub.push(StubRow { key, label: label.to_owned(), level, kind, statistic: None });
        self.0.cells.push(cells);
        self
    }
}

/// Whom organisations work with: a multiple response set of 38.
pub(super) fn works_with() -> Table {
    let rows = [
        ("Adults", 34),
        ("Communities", 15),
        ("Older people", 13),
        ("Families and carers", 11),
        ("Young people aged 16 to 25, including those leaving care", 9),
        ("Children", 6),
        ("Other voluntary and community organisations", 4),
        ("Somebody else", 0),
    ];
    let sample = Sample::new("works-with", "Who do you work with?", &[("Total", 38)])
        .wording("Who do you work with? Please tick all that apply")
        .note("Base: all 38 respondents.")
        .note("More than one answer was possible, so percentages add up to more than 100.");
    rows.iter().fold(sample, |sample, (label, count)| sample.choice(label, &[(*count, 38)])).0
}

/// How far service users are involved: six areas on five steps, and not applicable, at n = 38.
pub(super) fn involvement() -> Table {
    let steps = ["Not at all", "A little", "To some extent", "To a large extent", "Fully"];
    let areas: [(&str, [u64; 5], u64); 6] = [
        ("Governance (for example as trustees)", [11, 9, 8, 5, 2], 3),
        ("Service design", [3, 8, 12, 10, 4], 1),
        ("Service delivery", [2, 5, 10, 12, 8], 1),
        ("Evaluation", [4, 9, 11, 9, 3], 2),
        ("Research", [16, 8, 5, 2, 1], 6),
        ("Funding bids", [15, 10, 6, 1, 1], 5),
    ];
    let mut sample = Sample::new("involvement", "Involvement of service users", &[("Total", 38)])
        .wording("How far are the people who use your services involved in each of these?")
        .note("Base: in each row those who gave an answer on the scale, 32 to 37 of 38 respondents.");
    for (area, counts, aside) in areas {
        let base = counts.iter().sum();
        sample = sample.heading(area).base(&[base]);
        for (step, count) in steps.iter().zip(counts) {
            sample = sample.choice(step, &[(count, base)]);
        }
        sample = sample.aside("Not applicable", &[aside]);
    }
    sample.0
}

/// The same grid as a table of its own: areas down the side, steps across the top.
pub(super) fn involvement_matrix() -> Table {
    let by_section = involvement();
    let labels = ["Not at all", "A little", "To some extent", "To a large extent", "Fully", "Not applicable"];
    let mut columns = vec![("Base", 0)];
    columns.extend(labels.map(|label| (label, 0)));
    let mut sample = Sample::new("involvement", "Involvement of service users", &columns);
    sample.0.banner.iter_mut().for_each(|column| column.base = None);
    sample.0.banner[0].key = BASE_COLUMN.into();
    sample.0.show = vec![Measure::Count, Measure::RowPercent];
    let mut rows = by_section.stub.iter().zip(&by_section.cells).peekable();
    while let Some((heading, _)) = rows.next() {
        let mut cells: Vec<Cell> = Vec::new();
        while let Some((_, row)) = rows.next_if(|(row, _)| row.kind != StubKind::Heading) {
            let cell = row[0].clone();
            cells.push(Cell { row_percent: cell.column_percent, column_percent: None, ..cell });
        }
        sample = sample.row(&heading.label, StubKind::Choice, cells);
    }
    sample.0
}

/// Nineteen themes in five categories by three groups of 16, 4 and 4 organisations.
pub(super) fn themes() -> Table {
    type Code = (&'static str, [u64; 3]);
    let themes: [(&str, &[Code]); 5] = [
        (
            "Doing participatory research",
            &[
                ("Calls its own work participatory research", [3, 0, 1]),
                ("Little experience of involving service users", [8, 1, 2]),
                ("Consultation rather than participation", [5, 2, 1]),
                ("The term is not known", [6, 0, 1]),
            ],
        ),
        (
            "Benefits",
            &[
                ("Services that fit", [9, 3, 3]),
                ("Confidence and skills of those who take part", [11, 1, 4]),
                ("Evidence for funders", [7, 4, 2]),
                ("A voice for those seldom heard", [10, 2, 3]),
            ],
        ),
        (
            "Challenges",
            &[
                ("Time and capacity", [14, 2, 4]),
                ("Funding that ends with the project", [13, 1, 3]),
                ("Safeguarding, consent and data protection", [4, 3, 1]),
                ("Research fatigue", [5, 0, 2]),
                ("Power between researchers and researched", [3, 1, 0]),
            ],
        ),
        (
            "Support wanted",
            &[
                ("Training", [12, 2, 4]),
                ("Awareness raising", [6, 3, 3]),
                ("Access to researchers", [9, 0, 2]),
                ("A shared language", [4, 2, 2]),
            ],
        ),
        (
            "Knowledge of others",
            &[("Knows of others’ work", [2, 2, 3]), ("Works alone and would rather not", [7, 0, 0])],
        ),
    ];
    let columns = [("Total", 24), ("VCFSE", 16), ("Commissioner", 4), ("BVSC programme manager", 4)];
    let mut sample = Sample::new("themes", "Themes by stakeholder group", &columns)
        .note("Base: 24 organisations interviewed. An organisation counts once, however often it raised a theme.");
    for (category, codes) in themes {
        sample = sample.heading(category);
        for (code, [first, second, third]) in codes {
            let total = first + second + third;
            sample = sample.choice(code, &[(total, 24), (*first, 16), (*second, 4), (*third, 4)]);
        }
    }
    sample.0.provenance.sources = vec!["24 interviews".into()];
    sample.0
}

/// A single question by groups of organisations of small and of fair size.
pub(super) fn training_by_size() -> Table {
    let columns = [("Total", 38), ("Grassroots group", 9), ("Micro", 12), ("Small", 10), ("Larger charity", 7)];
    let bases = columns.map(|(_, base)| base);
    let rows = [("Yes", [21, 6, 7, 5, 3]), ("Maybe", [11, 2, 4, 3, 2]), ("No", [6, 1, 1, 2, 2])];
    let sample = Sample::new("training", "Interest in training", &columns)
        .wording("Would you be interested in training on participatory research?")
        .note("Base: all 38 respondents.");
    rows.iter()
        .fold(sample, |sample, (label, counts)| {
            let cells: Vec<(u64, u64)> = counts.iter().copied().zip(bases).collect();
            sample.choice(label, &cells)
        })
        .0
}
