//! How the intervals of means, medians and scores came about, in words.

use crate::model::{Cell, Measure, StubKind, StubRow, Table};
use crate::tabulate::section::Section;

/// Whether any rows are shares: choices or choices taken together.
pub fn has_shares(sections: &[Section]) -> bool {
    let mut rows = sections.iter().flat_map(|section| &section.rows);
    rows.any(|(row, _)| matches!(row.kind, StubKind::Choice | StubKind::Net))
}

/// Whether a percentage is shown with its interval: on a base that is large enough for one.
pub fn shows_shares(sections: &[Section], percent_from: u64) -> bool {
    let is_share = |row: &StubRow| matches!(row.kind, StubKind::Choice | StubKind::Net);
    let is_shown =
        |cell: &Cell| cell.interval.is_some() && cell.base.is_none_or(|base| base.unweighted >= percent_from.max(1));
    let mut rows = sections.iter().flat_map(|section| &section.rows);
    rows.any(|(row, cells)| is_share(row) && cells.iter().any(is_shown))
}

/// What the notes say of the intervals of statistics; nothing where none has any.
pub fn said(sections: &[Section], by_design: bool) -> Option<String> {
    said_of(by_design, |statistic| {
        let mut rows = sections.iter().flat_map(|section| &section.rows);
        rows.any(|(row, cells)| row.statistic == Some(statistic) && cells.iter().any(|cell| cell.interval.is_some()))
    })
}

/// The same of a grid, whose statistics stand in columns.
pub fn said_of_columns(table: &Table, by_design: bool) -> Option<String> {
    said_of(by_design, |statistic| {
        let columns = (0..table.banner.len()).filter(|column| table.banner[*column].statistic == Some(statistic));
        let mut cells = columns.flat_map(|column| table.cells.iter().filter_map(move |cells| cells.get(column)));
        cells.any(|cell| cell.interval.is_some())
    })
}

fn said_of(by_design: bool, has: impl Fn(Measure) -> bool) -> Option<String> {
    let ways = match by_design {
        false => [
            (Measure::Mean, "of means by t"),
            (Measure::Median, "of medians from the order of the answers (at least 95%)"),
            (Measure::Nps, "of the net promoter score Tango’s"),
        ],
        true => [
            (Measure::Mean, "of means by t with the standard error of the design"),
            (Measure::Median, "of medians Woodruff’s"),
            (Measure::Nps, "of the net promoter score by t, as of a mean"),
        ],
    };
    let shown: Vec<&str> = ways.into_iter().filter(|(statistic, _)| has(*statistic)).map(|(_, way)| way).collect();
    (!shown.is_empty()).then(|| format!("Intervals at 95%: {}.", shown.join("; ")))
}
