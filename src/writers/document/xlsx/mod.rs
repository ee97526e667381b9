//! Excel: a contents sheet with links, a sheet a table, listing and chart, and one with all quotations.
//!
//! The words of the report are not repeated here: the workbook is for those who count on.

mod listing;
mod looks;
mod names;
mod sheet;
mod table;

use listing::Quotation;
use names::SheetNames;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Image, ObjectMovement, Workbook, XlsxError};
use sheet::{Sheet, held};

use super::layout::caption;
use super::{DocumentWriter, WriteOptions, front};
use crate::chart;
use crate::diagnostic::{Error, Result};
use crate::model::{Block, Chart, Listing, Report, Table};

const CONTENTS: &str = "Contents";

/// Excel.
pub struct XlsxWriter;

impl DocumentWriter for XlsxWriter {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn title(&self) -> &'static str {
        "Excel workbook"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["xlsx"]
    }

    fn is_text(&self) -> bool {
        false
    }

    fn most_cells(&self) -> usize {
        4_000_000
    }

    fn write(&self, report: &Report, _options: &WriteOptions) -> Result<Vec<u8>> {
        workbook(report).map_err(|error| {
            Error::new(format!("the Excel workbook could not be put together: {error}"))
                .hint("a table with more columns or rows than Excel holds can be written as CSV: --format csv")
        })
    }
}

/// What a sheet holds.
enum Content<'a> {
    Table(&'a Table),
    Listing(&'a Listing),
    Chart(&'a Chart),
    Quotations(Vec<Quotation<'a>>),
}

/// A sheet to be.
struct Planned<'a> {
    name: String,
    title: String,
    content: Content<'a>,
}

fn workbook(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report)?);
    let planned = plan(report);
    let has_contents = planned.len() != 1 || !report.title.is_empty();
    if has_contents {
        contents(&mut Sheet::new(workbook.add_worksheet(), CONTENTS)?, report, &planned)?;
    }
    for sheet in &planned {
        write_sheet(&mut Sheet::new(workbook.add_worksheet(), &sheet.name)?, sheet, has_contents)?;
    }
    workbook.save_to_buffer()
}

fn properties(report: &Report) -> Result<DocProperties, XlsxError> {
    let (year, month, day) = front::dated(report.date.as_deref());
    let mut properties = DocProperties::new()
        .set_title(held(front::title(report)))
        .set_author(held(&report.authors.join("; ")))
        .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?);
    if let Some(subtitle) = &report.subtitle {
        properties = properties.set_subject(held(subtitle));
    }
    Ok(properties)
}

/// All sheets with their names, in the order of the report; quotations last.
fn plan(report: &Report) -> Vec<Planned<'_>> {
    let mut names = SheetNames::default();
    names.name(CONTENTS);
    let mut planned = Vec::new();
    let mut quotations = Vec::new();
    collect(&report.blocks, &mut names, &mut planned, &mut quotations);
    if !quotations.is_empty() {
        let title = match quotations.len() {
            1 => "The quotation of the report".to_owned(),
            count => format!("The {count} quotations of the report, with their sources"),
        };
        planned.push(Planned { name: names.name("Quotations"), title, content: Content::Quotations(quotations) });
    }
    planned
}

fn collect<'a>(
    blocks: &'a [Block],
    names: &mut SheetNames,
    planned: &mut Vec<Planned<'a>>,
    quotations: &mut Vec<Quotation<'a>>,
) {
    for block in blocks {
        let (word, number, id, title, content) = match block {
            Block::Table { number, table } => ("Table", *number, &table.id, &table.title, Content::Table(table)),
            Block::Listing { number, listing } => {
                ("Table", *number, &listing.id, &listing.title, Content::Listing(listing))
            }
            Block::Figure { number, chart } => ("Figure", *number, &chart.id, &chart.title, Content::Chart(chart)),
            Block::Quotation { text, attribution, source, id, beside } => {
                let id = id.as_deref().unwrap_or_default();
                let beside: Vec<String> =
                    beside.iter().map(|there| format!("{}: “{}”", there.what, there.text.trim())).collect();
                quotations.push(Quotation { text, attribution, source, id, beside: beside.join("\n") });
                continue;
            }
            Block::List { items, .. } => {
                items.iter().for_each(|item| collect(item, names, planned, quotations));
                continue;
            }
            Block::BlockQuote { blocks } => {
                collect(blocks, names, planned, quotations);
                continue;
            }
            _ => continue,
        };
        // The number is what people know a table by from the Word document.
        let wished = number.map_or_else(
            || if id.is_empty() { word.to_owned() } else { id.clone() },
            |number| format!("{word} {number}"),
        );
        planned.push(Planned { name: names.name(&wished), title: caption(word, number, title), content });
    }
}

fn contents(sheet: &mut Sheet, report: &Report, planned: &[Planned]) -> Result<(), XlsxError> {
    let longest = planned.iter().map(|entry| entry.name.chars().count()).max().unwrap_or(0);
    sheet.set_widths(vec![longest.saturating_add(3).clamp(24, 36), 100])?;
    let title = if report.title.is_empty() { CONTENTS } else { &report.title };
    sheet.title(title, &looks::great_title(), 27.0)?;
    for line in report.subtitle.iter().cloned().chain([front::byline(report)]).filter(|line| !line.is_empty()) {
        sheet.text(0, &line, &looks::aside())?;
        sheet.row += 1;
    }
    sheet.row += 1;
    for (column, head) in ["Sheet", "What it holds"].into_iter().enumerate() {
        sheet.text(column, head, &looks::closing(looks::opening(looks::head())))?;
    }
    sheet.row += 1;
    sheet.worksheet.set_freeze_panes(sheet.row, 0)?;
    for entry in planned {
        let row = looks::body(looks::RowLook::default());
        sheet.link(0, &entry.name, &entry.name, &looks::link().merge(&row))?;
        sheet.text(1, without_number(entry), &row.set_text_wrap())?;
        sheet.lines(sheet::lines(without_number(entry), 98))?;
        sheet.row += 1;
    }
    if planned.is_empty() {
        sheet.text(0, "This report has no tables, charts or quotations.", &looks::aside())?;
    }
    Ok(())
}

/// The title without the number that the name of the sheet says already.
fn without_number<'a>(entry: &'a Planned) -> &'a str {
    entry.title.strip_prefix(&format!("{}. ", entry.name)).unwrap_or(&entry.title)
}

fn write_sheet(sheet: &mut Sheet, planned: &Planned, has_contents: bool) -> Result<(), XlsxError> {
    if has_contents {
        sheet.link(0, CONTENTS, "← Contents", &looks::link())?;
        sheet.row += 1;
    }
    if !planned.title.is_empty() {
        sheet.title(&planned.title, &looks::title(), 22.0)?;
    }
    match &planned.content {
        Content::Table(table) => table::write(sheet, table),
        Content::Listing(listing) => {
            sheet.row += u32::from(sheet.row > 0);
            listing::write(sheet, listing)
        }
        Content::Quotations(quotations) => {
            sheet.row += 1;
            listing::write_quotations(sheet, quotations)
        }
        Content::Chart(chart) => picture(sheet, chart),
    }
}

/// The chart at its own size, with its words for those who do not see it.
fn picture(sheet: &mut Sheet, chart: &Chart) -> Result<(), XlsxError> {
    // Excel holds no longer alternative text, so that the rest of a long one stands below.
    const LONGEST: usize = 250;
    const ROW: u32 = 20;
    sheet.row += 1;
    // The title stands in the sheet already.
    let untitled = Chart { title: String::new(), ..chart.clone() };
    match chart::png(&untitled) {
        Ok(png) => {
            let (width, height) = chart::size(&untitled);
            let said = held(&chart.alt);
            let cut: String = said.chars().take(LONGEST).collect();
            let is_whole = cut.len() == said.len();
            let image = Image::new_from_buffer(&png)?
                .set_scale_to_size(f64::from(width), f64::from(height), false)
                .set_object_movement(ObjectMovement::DontMoveOrSizeWithCells)
                .set_alt_text(if is_whole { cut } else { format!("{} …", cut.trim_end()) });
            sheet.worksheet.insert_image(sheet.row, 0, &image)?;
            sheet.row += height / ROW + 2;
            if is_whole { Ok(()) } else { sheet.note(&chart.alt, &looks::note()) }
        }
        Err(error) => {
            let words = format!("This chart could not be drawn: {}. {}", error.what(), chart.alt);
            sheet.note(words.trim(), &looks::note())
        }
    }
}
