//! JSON: the model as it is, unrounded, for whoever computes on.
//!
//! `{schema_version, tables: [{id, title, stub, banner, bases, cells, tests, notes, …}], listings, charts, quotations}`, each
//! in the order of the report. A report with text also has `report`: its title and its blocks in order, where a table, a
//! listing, a figure or a quotation stands by its place in the lists above (`{"block": "table", "number": 1, "table": 0}`).
//! The shape does not change without `schema_version`.

use serde_json::{Value as Json, json};

use super::{DocumentWriter, WriteOptions};
use crate::diagnostic::{Error, Result};
use crate::model::{Block, Report, Table};

/// The version of the shape.
pub const SCHEMA_VERSION: u32 = 1;

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

    fn write(&self, report: &Report, _options: &WriteOptions) -> Result<Vec<u8>> {
        let mut lists = Lists::default();
        let blocks = lists.blocks(&report.blocks)?;
        let mut document = json!({
            "schema_version": SCHEMA_VERSION,
            "tables": lists.tables,
            "listings": lists.listings,
            "charts": lists.charts,
            "quotations": lists.quotations,
        });
        if !report.title.is_empty() {
            document["report"] = json!({
                "title": report.title,
                "subtitle": report.subtitle,
                "authors": report.authors,
                "date": report.date,
                "language": report.language,
                "blocks": blocks,
            });
        }
        let mut bytes = serde_json::to_vec_pretty(&document).map_err(|error| cannot(&error))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

#[derive(Default)]
struct Lists {
    tables: Vec<Json>,
    listings: Vec<Json>,
    charts: Vec<Json>,
    quotations: Vec<Json>,
}

impl Lists {
    fn blocks(&mut self, blocks: &[Block]) -> Result<Vec<Json>> {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&mut self, block: &Block) -> Result<Json> {
        Ok(match block {
            Block::Table { number, table } => {
                self.tables.push(table_json(table)?);
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
            Block::Quotation { text, attribution, source, id } => {
                self.quotations.push(json!({"id": id, "text": text, "attribution": attribution, "source": source}));
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

fn table_json(table: &Table) -> Result<Json> {
    let mut json = to_json(table)?;
    let bases: Vec<_> = table.banner.iter().map(|column| column.base).collect();
    json["bases"] = to_json(&bases)?;
    Ok(json)
}

fn to_json(value: &impl serde::Serialize) -> Result<Json> {
    serde_json::to_value(value).map_err(|error| cannot(&error))
}

fn cannot(error: &serde_json::Error) -> Error {
    Error::new(format!("the report cannot be written as JSON: {error}"))
}
