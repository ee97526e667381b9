//! JSON: the model as it is, unrounded, for whoever computes on.
//!
//! `{schema_version, tables: [{id, title, stub, banner, bases, cells, tests, notes, …}], listings, charts, quotations}`, each
//! in the order of the report. A report with text also has `report`: its title and its blocks in order, where a table, a
//! listing, a figure or a quotation stands by its place in the lists above (`{"block": "table", "number": 1, "table": 0}`).
//! The shape does not change without `schema_version`.

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{DocumentWriter, WriteOptions};
use crate::diagnostic::{Error, Result};
use crate::model::{Base, Block, Report, Table};

/// The version of the shape.
pub const SCHEMA_VERSION: u32 = 1;

/// Tables of more cells than this are for programs alone, and written without line breaks.
const MOST_CELLS_TO_READ: usize = 500_000;

/// JSON.
pub struct JsonWriter;

impl DocumentWriter for JsonWriter {
    fn name(&self) -> &'static str {
        "json"
    }

    fn title(&self) -> &'static str {
        "JSON"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn most_cells(&self) -> usize {
        usize::MAX
    }

    fn write(&self, report: &Report, _options: &WriteOptions) -> Result<Vec<u8>> {
        let mut lists = Lists::default();
        let blocks = lists.blocks(&report.blocks)?;
        let about = (!report.title.is_empty()).then(|| {
            json!({
                "title": report.title,
                "subtitle": report.subtitle,
                "authors": report.authors,
                "date": report.date,
                "language": report.language,
                "blocks": blocks,
            })
        });
        let cells: usize = lists.tables.iter().map(|table| table.table.cells()).sum();
        let document = Document { schema_version: SCHEMA_VERSION, lists, report: about };
        let written = match cells {
            0..=MOST_CELLS_TO_READ => serde_json::to_vec_pretty(&document),
            _ => serde_json::to_vec(&document),
        };
        let mut bytes = written.map_err(|error| cannot(&error))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    #[serde(flatten)]
    lists: Lists<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Json>,
}

/// A table goes out as it is, without a copy of its cells in between.
#[derive(Serialize)]
struct WithBases<'a> {
    #[serde(flatten)]
    table: &'a Table,
    bases: Vec<Option<Base>>,
}

#[derive(Default, Serialize)]
struct Lists<'a> {
    tables: Vec<WithBases<'a>>,
    listings: Vec<Json>,
    charts: Vec<Json>,
    quotations: Vec<Json>,
}

impl<'a> Lists<'a> {
    fn blocks(&mut self, blocks: &'a [Block]) -> Result<Vec<Json>> {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&mut self, block: &'a Block) -> Result<Json> {
        Ok(match block {
            Block::Table { number, table } => {
                let bases = table.banner.iter().map(|column| column.base).collect();
                self.tables.push(WithBases { table, bases });
                json!({"block": "table", "number": number, "table": self.tables.len() - 1})
            }
            Block::Listing { number, listing } => {
                self.listings.push(to_json(listing)?);
                json!({"block": "listing", "number": number, "listing": self.listings.len() - 1})
            }
            Block::Figure { number, chart } => {
                self.charts.push(to_json(chart)?);
                json!({"block": "figure", "number": number, "chart": self.charts.len() - 1})
            }
            Block::Quotation { text, attribution, source, id, beside } => {
                let mut quotation = json!({"id": id, "text": text, "attribution": attribution, "source": source});
                if !beside.is_empty() {
                    quotation["beside"] = to_json(beside)?;
                }
                self.quotations.push(quotation);
                json!({"block": "quotation", "quotation": self.quotations.len() - 1})
            }
            Block::List { ordered, items } => {
                let items = items.iter().map(|item| self.blocks(item)).collect::<Result<Vec<_>>>()?;
                json!({"block": "list", "ordered": ordered, "items": items})
            }
            Block::BlockQuote { blocks } => json!({"block": "block_quote", "blocks": self.blocks(blocks)?}),
            _ => to_json(block)?,
        })
    }
}

fn to_json(value: &impl serde::Serialize) -> Result<Json> {
    serde_json::to_value(value).map_err(|error| cannot(&error))
}

fn cannot(error: &serde_json::Error) -> Error {
    Error::new(format!("the report cannot be written as JSON: {error}"))
}
