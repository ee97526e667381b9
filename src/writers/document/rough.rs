//! A first cut that stands in for a writer until it is built.

use super::layout::{Layout, caption, listing_cells};
use crate::model::report::plain;
use crate::model::{Block, Report};

pub fn text(report: &Report) -> String {
    let mut page = String::new();
    for block in &report.blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text } | Block::Note { text } => {
                page.push_str(&plain(text))
            }
            Block::Table { number, table } => {
                let layout = Layout::of(table);
                page.push_str(&caption("Table", *number, &layout.title));
                for row in &layout.rows {
                    let cells: Vec<String> = row.cells.iter().map(|cell| cell.text(", ")).collect();
                    page.push_str(&format!("\n{}\t{}", row.label, cells.join("\t")));
                }
            }
            Block::Listing { listing, .. } => {
                for row in listing_cells(listing) {
                    page.push_str(&format!("{}\n", row.join("\t")));
                }
            }
            Block::Quotation { text, attribution, .. } => page.push_str(&format!("“{text}” {attribution}")),
            Block::Verbatim { text } => page.push_str(text),
            _ => {}
        }
        page.push_str("\n\n");
    }
    page
}
