//! A grid the other way round: its scale down the side, its rows across the top.

use super::Request;
use super::columns::unique;
use super::crosstab::{cell_measures, provenance, rounding, wording};
use super::inference::{Inference, statistic_intervals};
use super::kernel::{Placed, Placement, Shape};
use super::nets::Net;
use super::notes::{self, Notes, respondents};
use super::section::{Section, aside_cell, without_weights};
use super::single::Single;
use super::terms::Counting;
use super::variable::{Frame, Variable};
use crate::model::{BannerColumn, Cell, Question, StubKind, StubRow, Table};
use crate::prepare::{Banner, View};

/// The table of a grid without groups, a column for each of its rows.
pub fn opposite(view: &View<'_>, question: &Question, nets: &[Net], request: &Request) -> Table {
    let banner = Banner::default();
    let counting = Counting { shape: Shape { columns: 1, unit: view.unit() }, terms: &request.terms, nets };
    let mut rows: Vec<Single<'_>> =
        (0..question.rows.len()).map(|row| Single::of_row(question, row, false, counting)).collect();
    let mut records = 0;
    for (place, block) in view.table.blocks.iter().enumerate() {
        let placement = Placement::of(&banner, view, place, block);
        records += placement.rows().filter(Placed::counts).count() as u64;
        rows.iter_mut().for_each(|row| row.add(block, &placement));
    }
    let inference = Inference::of(request);
    let frame = Frame { banner: &banner, show: &request.show, inference, pairs: 0, level: 0 };
    let mut notes = Notes::default();
    let sections: Vec<Section> = rows.iter().flat_map(|row| row.sections(&frame, &mut notes)).collect();
    inference.say(request, true, &mut notes);
    notes.test.extend(statistic_intervals::said(&sections, inference.by_design));
    notes.base.push(format!("Base: those who answered each row, of {}.", respondents(records)));
    notes.base.extend(request.terms.said());
    notes.base.extend(notes::about(view));
    notes.base.extend(notes::left_out(view.table));
    notes.base.extend(notes::asked_of(view.table, question));
    if sections.iter().any(|section| !section.outside.is_empty()) {
        notes.missing.push("Rows without a percentage count those who are not in the base of the column.".to_owned());
    }
    let shown = cell_measures(request);
    let bases: Vec<u64> =
        sections.iter().map(|section| section.base.as_deref().map_or(0, super::section::total)).collect();
    rounding(&shown, &bases, request, &mut notes);
    let stub = common_rows(question, &sections);
    let mut table = Table {
        id: request.id.clone(),
        title: request.title.clone().unwrap_or_else(|| question.title().to_owned()),
        wording: wording(&[(question, None)]),
        banner: columns(question, &sections),
        cells: stub.iter().map(|(part, row)| cells(question, &sections, part, row.kind)).collect(),
        stub: stub.into_iter().map(|(_, row)| row).collect(),
        show: shown,
        percent_from: request.percent_from,
        provenance: provenance(&[(question, None)], &banner, request),
        notes: notes.finish(),
        ..Table::default()
    };
    if request.weights.is_none() {
        without_weights(&mut table.cells);
    }
    table
}

fn columns(question: &Question, sections: &[Section]) -> Vec<BannerColumn> {
    let mut columns: Vec<BannerColumn> = Vec::with_capacity(sections.len());
    for (row, section) in question.rows.iter().zip(sections) {
        let base = section.base.as_ref().and_then(|base| base.first()).map(|base| base.base());
        columns.push(BannerColumn {
            key: unique(format!("{}.{}", question.id, row.id), |key| columns.iter().any(|other| other.key == key)),
            label: row.text.text.clone(),
            spanners: Vec::new(),
            letter: None,
            statistic: None,
            base,
        });
    }
    columns
}

/// What a row is called in every section: its key without that of the grid’s row.
fn part<'a>(question: &Question, place: usize, row: &'a StubRow) -> &'a str {
    let own = question.id.len() + question.rows.get(place).map_or(0, |row| row.id.len()) + 2;
    row.key.get(own..).unwrap_or_default()
}

/// The rows of all sections, each once and in the order of the first that has it: reasons that nobody had in one row of the grid stand
/// in another.
fn common_rows(question: &Question, sections: &[Section]) -> Vec<(String, StubRow)> {
    let mut common: Vec<(String, StubRow)> = Vec::new();
    for (place, section) in sections.iter().enumerate() {
        let mut at = 0;
        for (row, _) in &section.rows {
            let part = part(question, place, row);
            match common.iter().position(|(other, _)| other == part) {
                Some(known) => at = known + 1,
                None => {
                    let key = format!("{}.{part}", question.id);
                    common.insert(at, (part.to_owned(), StubRow { key, ..row.clone() }));
                    at += 1;
                }
            }
        }
    }
    common
}

fn cells(question: &Question, sections: &[Section], wanted: &str, kind: StubKind) -> Vec<Cell> {
    let cell = |(place, section): (usize, &Section)| {
        let found = section.rows.iter().find(|(row, _)| part(question, place, row) == wanted);
        match found.and_then(|(_, cells)| cells.first()) {
            Some(cell) => cell.clone(),
            None if kind == StubKind::Statistic => Cell::default(),
            None => aside_cell(super::kernel::Amount::default()),
        }
    };
    sections.iter().enumerate().map(cell).collect()
}
