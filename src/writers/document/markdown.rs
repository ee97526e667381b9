//! Markdown that reads well as it stands and renders on GitHub.
//!
//! By hand: columns are aligned, pipes and HTML are escaped, and words that a reader of Markdown would take for a mark (a
//! leading `-`, `1.`, `#`) stay words. Spanners are joined to the heads of their columns, since Markdown has one header row.

use super::layout::{Layout, LayoutRow, caption, chart_value, listing_cells};
use super::outline::{Entry, contents, github_anchors, outline};
use super::{DocumentWriter, WriteOptions};
use crate::diagnostic::Result;
use crate::model::{Block, Chart, Inline, Listing, Report, Series, StubKind, Table, Translated};

mod escape;
mod pipes;

use escape::{address, cell, line, words};
use pipes::Column;

/// Markdown.
pub struct MarkdownWriter;

impl DocumentWriter for MarkdownWriter {
    fn name(&self) -> &'static str {
        "md"
    }

    fn title(&self) -> &'static str {
        "Markdown"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["md", "markdown"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn write(&self, report: &Report, options: &WriteOptions) -> Result<Vec<u8>> {
        let entries = outline(report);
        let title = Some(report.title.as_str()).filter(|title| !title.is_empty());
        let page =
            Page { report, targets: github_anchors(&entries, title), entries, charts: options.charts.as_deref() };
        let mut parts = page.front();
        parts.push(page.blocks(&report.blocks));
        let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
        Ok(format!("{text}\n").into_bytes())
    }
}

struct Page<'a> {
    report: &'a Report,
    entries: Vec<Entry>,
    /// What GitHub calls each of the entries.
    targets: Vec<String>,
    charts: Option<&'a str>,
}

impl Page<'_> {
    fn front(&self) -> Vec<String> {
        if self.report.title.is_empty() {
            return Vec::new();
        }
        let by = [self.report.authors.join(", "), self.report.date.clone().unwrap_or_default()];
        let by: Vec<String> = by.iter().filter(|part| !part.is_empty()).map(|part| words(part)).collect();
        let subtitle = self.report.subtitle.as_deref().filter(|subtitle| !subtitle.is_empty());
        vec![
            format!("# {}", words(&self.report.title)),
            subtitle.map(|subtitle| format!("*{}*", words(subtitle))).unwrap_or_default(),
            by.join(" · "),
        ]
    }

    /// How far headings move down, so that the title alone is of the first level.
    fn deeper(&self) -> u8 {
        u8::from(!self.report.title.is_empty())
    }

    fn blocks(&self, blocks: &[Block]) -> String {
        let mut text = String::new();
        let mut before: Option<&Block> = None;
        for block in blocks {
            let part = self.block(block);
            if part.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            // Two lists in a row would run together.
            if before.is_some_and(|before| runs_together(before, block)) {
                text.push_str("<!-- -->\n\n");
            }
            text.push_str(&part);
            before = Some(block);
        }
        text
    }

    fn block(&self, block: &Block) -> String {
        match block {
            Block::Heading { level, text, .. } => {
                let level = usize::from((*level).clamp(1, 6).saturating_add(self.deeper()).min(6));
                format!("{} {}", "#".repeat(level), self.inlines(text).replace("\\\n", " "))
            }
            Block::Paragraph { text } => line(&self.inlines(text)),
            Block::List { ordered, items } => self.list(*ordered, items),
            Block::Table { number, table } => self.table(*number, table),
            Block::Listing { number, listing } => self.listing(*number, listing),
            Block::Figure { number, chart } => self.figure(*number, chart),
            Block::Quotation { text, attribution, source, beside, .. } => quotation(text, attribution, source, beside),
            Block::BlockQuote { blocks } => prefixed(&self.blocks(blocks), "> ", "> "),
            Block::Note { text } => prefixed(&format!("**Note.** {}", self.inlines(text)), "> ", "> "),
            Block::Verbatim { text } => verbatim(text),
            Block::Contents => self.contents(),
            Block::Rule => "---".to_owned(),
        }
    }

    fn inlines(&self, inlines: &[Inline]) -> String {
        let mut text = String::new();
        for inline in inlines {
            match inline {
                Inline::Text(plain) => text.push_str(&words(plain)),
                Inline::Emphasis(inner) => text.push_str(&marked(&self.inlines(inner), "*")),
                Inline::Strong(inner) => text.push_str(&marked(&self.inlines(inner), "**")),
                Inline::Code(code) => text.push_str(&escape::code(code)),
                Inline::Link { to, text: inner } => {
                    text.push_str(&format!("[{}]({})", self.inlines(inner), address(&self.target(to))));
                }
                Inline::Break => text.push_str("\\\n"),
            }
        }
        text
    }

    /// A link inside the report goes where GitHub puts that heading.
    fn target(&self, to: &str) -> String {
        let Some(anchor) = to.strip_prefix('#') else { return to.to_owned() };
        let place = self.entries.iter().position(|entry| entry.anchor == anchor);
        place.and_then(|place| self.targets.get(place)).map_or_else(|| to.to_owned(), |target| format!("#{target}"))
    }

    fn list(&self, ordered: bool, items: &[Vec<Block>]) -> String {
        let between = if items.iter().all(|blocks| blocks.len() <= 1) { "\n" } else { "\n\n" };
        let item = |(at, blocks): (usize, &Vec<Block>)| {
            let mark = if ordered { format!("{}. ", at + 1) } else { "- ".to_owned() };
            prefixed(&self.blocks(blocks), &mark, &" ".repeat(mark.len()))
        };
        items.iter().enumerate().map(item).collect::<Vec<_>>().join(between)
    }

    fn table(&self, number: Option<u32>, table: &Table) -> String {
        let layout = Layout::of(table);
        let mut parts = vec![self.caption("Table", number, &layout.title)];
        parts.extend(layout.wording.as_deref().map(|wording| format!("*{}*", words(wording))));
        let over: Vec<String> = layout.shared_spanners().into_iter().flatten().map(words).collect();
        if !over.is_empty() {
            parts.push(format!("Columns: {}", over.join(", ")));
        }
        if !layout.columns.is_empty() {
            parts.push(pipes::table(&heads(&layout), &rows(&layout)));
        }
        parts.push(notes(&layout.notes));
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n")
    }

    fn listing(&self, number: Option<u32>, listing: &Listing) -> String {
        let heads: Vec<Column> = listing
            .columns
            .iter()
            .map(|column| Column { head: cell(&column.head), right: column.right, wide: column.wide })
            .collect();
        let rows: Vec<Vec<String>> =
            listing_cells(listing).iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect();
        let grid = if heads.is_empty() { String::new() } else { pipes::table(&heads, &rows) };
        let mut parts = vec![self.caption("Table", number, &listing.title), grid, notes(&listing.notes)];
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n")
    }

    fn caption(&self, word: &str, number: Option<u32>, title: &str) -> String {
        match number {
            Some(number) => format!("**{word} {number}.** {}", words(title)),
            None if title.is_empty() => String::new(),
            None => format!("**{}**", words(&caption(word, None, title))),
        }
    }

    fn figure(&self, number: Option<u32>, chart: &Chart) -> String {
        let mut parts = vec![self.caption("Figure", number, &chart.title)];
        match self.charts {
            Some(folder) => {
                let file = address(&format!("{}/{}.svg", folder.trim_end_matches('/'), chart.id));
                parts.push(format!("![{}]({file})", words(&chart.alt)));
            }
            None => {
                parts.push(words(&chart.subtitle));
                parts.push(values(chart));
                parts.push(words(&chart.foot));
            }
        }
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n")
    }

    fn contents(&self) -> String {
        let shown = contents(self.report);
        let lines = shown.iter().map(|entry| {
            let indent = "  ".repeat(usize::from(entry.level.saturating_sub(1)));
            format!("{indent}- [{}]({})", words(&entry.text), address(&self.target(&format!("#{}", entry.anchor))))
        });
        let lines = lines.collect::<Vec<_>>().join("\n");
        if lines.is_empty() { lines } else { format!("**Contents**\n\n{lines}") }
    }
}

fn runs_together(before: &Block, after: &Block) -> bool {
    let numbered = |block: &Block| match block {
        Block::List { ordered, .. } => Some(*ordered),
        Block::Contents => Some(false),
        _ => None,
    };
    numbered(before).is_some() && numbered(before) == numbered(after)
}

fn heads(layout: &Layout) -> Vec<Column> {
    let stub = Column { head: cell(&layout.stub_head), right: false, wide: true };
    let column = |at: usize| Column { head: cell(&layout.full_head(at, ": ")), right: true, wide: false };
    std::iter::once(stub).chain((0..layout.columns.len()).map(column)).collect()
}

fn rows(layout: &Layout) -> Vec<Vec<String>> {
    let bases = layout.has_bases().then(|| {
        let bases = layout.columns.iter().map(|column| column.base.clone().unwrap_or_default());
        std::iter::once("Base".to_owned()).chain(bases).collect()
    });
    let row = |row: &LayoutRow| {
        let label = cell(&row.label);
        let label = match row.kind {
            StubKind::Heading | StubKind::Net | StubKind::Total if !label.is_empty() => format!("**{label}**"),
            _ => label,
        };
        // Ordinary blanks at the start of a cell are lost; these are not.
        let label = format!("{}{label}", "\u{a0}\u{a0}".repeat(usize::from(row.level)));
        std::iter::once(label).chain(row.cells.iter().map(|figures| cell(&figures.text("\n")))).collect()
    };
    bases.into_iter().chain(layout.rows.iter().map(row)).collect()
}

fn notes(notes: &[String]) -> String {
    match notes {
        [only] => line(&words(only)),
        several => several.iter().map(|note| format!("- {}", line(&words(note)))).collect::<Vec<_>>().join("\n"),
    }
}

/// A chart whose picture is not beside the document: its values as a table.
fn values(chart: &Chart) -> String {
    let mut heads = vec![Column { head: String::new(), right: false, wide: true }];
    heads.extend(chart.series.iter().map(|series| Column { head: cell(&series.name), right: true, wide: false }));
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (at, category) in chart.categories.iter().enumerate() {
        let headings = chart.headings.iter().filter(|(before, _)| *before == at);
        rows.extend(headings.map(|(_, heading)| vec![format!("**{}**", cell(heading))]));
        let value = |series: &Series| series.values.get(at).map(|value| cell(&chart_value(chart, value)));
        let values = chart.series.iter().map(|series| value(series).unwrap_or_default());
        rows.push(std::iter::once(cell(category)).chain(values).collect());
    }
    pipes::table(&heads, &rows)
}

fn quotation(text: &str, attribution: &str, source: &str, beside: &[Translated]) -> String {
    let said: Vec<String> = text.trim().lines().map(|said| line(&words(said))).collect();
    let mut quote = format!("“{}”", said.join("\\\n"));
    for there in beside {
        let said: Vec<String> = there.text.trim().lines().map(|said| line(&words(said))).collect();
        quote.push_str(&format!("\n\n*{}:* “{}”", words(&there.what), said.join("\\\n")));
    }
    let origin: Vec<String> =
        [attribution, source].iter().filter(|part| !part.is_empty()).map(|part| words(part)).collect();
    if let Some((first, rest)) = origin.split_first() {
        let rest = if rest.is_empty() { String::new() } else { format!(" ({})", rest.join(", ")) };
        quote.push_str(&format!("\n\n— {first}{rest}"));
    }
    prefixed(&quote, "> ", "> ")
}

fn marked(inner: &str, mark: &str) -> String {
    // A mark that touches a blank is no mark.
    let core = inner.trim();
    if core.is_empty() {
        return inner.to_owned();
    }
    let before = &inner[..inner.len() - inner.trim_start().len()];
    let after = &inner[inner.trim_end().len()..];
    format!("{before}{mark}{core}{mark}{after}")
}

fn verbatim(text: &str) -> String {
    let longest = escape::longest_run(text, '`');
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}text\n{}\n{fence}", text.trim_end_matches('\n'))
}

fn prefixed(text: &str, first: &str, further: &str) -> String {
    let lines = text.lines().enumerate().map(|(at, line)| {
        let prefix = if at == 0 { first } else { further };
        format!("{prefix}{line}").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::writers::document::fixture;

    fn put(report: &Report, charts: Option<&str>) -> String {
        let options = WriteOptions { charts: charts.map(str::to_owned), ..WriteOptions::default() };
        String::from_utf8(MarkdownWriter.write(report, &options).unwrap()).unwrap()
    }

    #[test]
    fn an_empty_report_and_an_empty_table_are_no_trouble() {
        assert_eq!(put(&Report::default(), None), "\n");
        assert_eq!(put(&fixture::alone(Block::table(Table::default())), None), "\n");
        assert_eq!(put(&fixture::alone(Block::listing(Listing::default())), None), "\n");
    }

    #[test]
    fn a_report_reads_well_as_it_stands() {
        insta::assert_snapshot!(put(&fixture::report(), Some("charts")));
    }

    #[test]
    fn a_nested_banner_has_one_header_row() {
        insta::assert_snapshot!(put(&fixture::alone(Block::table(fixture::large_grid())), None));
    }

    #[test]
    fn a_chart_without_a_picture_is_a_table_of_its_values() {
        let figure = Block::Figure { number: None, chart: Box::new(fixture::chart()) };
        let text = put(&fixture::alone(figure), None);
        assert!(text.contains("| Adults                    | 34 of 38 (89%) |"), "{text}");
    }

    #[test]
    fn a_parser_of_markdown_finds_the_words_that_were_written() {
        use pulldown_cmark::{Event, Options, Parser};
        let text = put(&fixture::report(), Some("charts"));
        let parsed = Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
        let mut plain = String::new();
        for event in parsed {
            match event {
                Event::Text(words) | Event::Code(words) => plain.push_str(&words),
                Event::SoftBreak | Event::HardBreak | Event::End(_) => plain.push('\n'),
                Event::Html(html) | Event::InlineHtml(html) => {
                    assert!(["<br>", "<!-- -->"].contains(&html.trim()), "{html}");
                }
                _ => {}
            }
        }
        for words in [
            "- It was <script>alert(1)</script> just | asking people.”",
            "VCFSE representatives | semi-structured",
            "funding for *all* of it",
            "1. training",
            "# Nothing about us without us",
            "+ the end",
            "with <b>children</b>; see",
        ] {
            assert!(plain.contains(words), "{words} is not in:\n{plain}");
        }
    }
}
