//! Tables and text that fit the width of a terminal. Without colour there is no escape sequence in it, so it can be kept as
//! a text file.

use super::layout::{Layout, caption, listing_cells};
use super::outline::contents;
use super::{DocumentWriter, WriteOptions};
use crate::diagnostic::Result;
use crate::model::{Block, Inline, Listing, Report, Table, Translated};

mod bars;
mod grid;
mod wrap;

use grid::Paper;
use wrap::{Line, Run, Weight};

/// The width where nobody says.
const USUAL_WIDTH: usize = 100;
/// Narrower than this nothing can be laid out.
const LEAST_WIDTH: usize = 30;
/// Lines of prose longer than this are hard to read, however wide the terminal.
const PROSE_WIDTH: usize = 100;

const BOLD: Weight = Weight { bold: true, italic: false, dim: false };
const DIM: Weight = Weight { bold: false, italic: false, dim: true };

/// Tables and text for a terminal.
pub struct TerminalWriter;

impl DocumentWriter for TerminalWriter {
    fn name(&self) -> &'static str {
        "terminal"
    }

    fn title(&self) -> &'static str {
        "plain text"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["txt"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn write(&self, report: &Report, options: &WriteOptions) -> Result<Vec<u8>> {
        let width = options.width.unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH);
        let page = Page { report, paper: Paper { width, colour: options.colour, bars: options.bars } };
        let mut parts = page.front();
        parts.extend(report.blocks.iter().map(|block| page.block(block)));
        let mut text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
        if text.is_empty() {
            text.push('\n');
        }
        Ok(text.into_bytes())
    }
}

struct Page<'a> {
    report: &'a Report,
    paper: Paper,
}

impl Page<'_> {
    /// The page on narrower paper, for what is indented.
    fn narrower(&self, by: usize) -> Page<'_> {
        let width = self.paper.width.saturating_sub(by).max(LEAST_WIDTH / 2);
        Page { report: self.report, paper: Paper { width, ..self.paper } }
    }

    fn front(&self) -> Vec<String> {
        if self.report.title.is_empty() {
            return Vec::new();
        }
        let mut text = self.underlined(&[run(&self.report.title, BOLD)], '═');
        if let Some(subtitle) = &self.report.subtitle {
            text.push_str(&self.prose(&[run(subtitle, Weight::default())]));
        }
        let by = [self.report.authors.join(", "), self.report.date.clone().unwrap_or_default()];
        let by = by.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ");
        if !by.is_empty() {
            text.push_str(&self.prose(&[run(&by, Weight::default())]));
        }
        vec![text]
    }

    fn block(&self, block: &Block) -> String {
        match block {
            Block::Heading { level, text, .. } => match level {
                0 | 1 => self.underlined(&runs(text, BOLD), '─'),
                _ => self.prose(&runs(text, BOLD)),
            },
            Block::Paragraph { text } => self.prose(&runs(text, Weight::default())),
            Block::List { ordered, items } => self.list(*ordered, items),
            Block::Table { number, table } => self.table(*number, table),
            Block::Listing { number, listing } => self.listing(*number, listing),
            Block::Figure { number, chart } => {
                let mut text = self.prose(&[run(&caption("Figure", *number, &chart.title), BOLD)]);
                if !chart.subtitle.is_empty() {
                    text.push_str(&self.prose(&[run(&chart.subtitle, Weight::default())]));
                }
                text.push_str(&bars::chart(chart, self.paper.width));
                if !chart.foot.is_empty() {
                    text.push_str(&self.prose(&[run(&chart.foot, DIM)]));
                }
                text
            }
            Block::Quotation { text, attribution, source, id, beside } => {
                self.quotation(text, beside, [attribution, source, id.as_deref().unwrap_or_default()])
            }
            Block::BlockQuote { blocks } => indented(&self.narrower(2).blocks(blocks), "│ ", "│ "),
            Block::Note { text } => {
                let mut words = vec![run("Note:", BOLD), run(" ", Weight::default())];
                words.extend(runs(text, Weight::default()));
                indented(&self.narrower(2).prose(&words), "", "  ")
            }
            Block::Verbatim { text } => {
                indented(&format!("{}\n", wrap::harmless(text).trim_end_matches('\n')), "    ", "    ")
            }
            Block::Contents => self.contents(),
            Block::Rule => format!("{}\n", "─".repeat(self.paper.width.min(PROSE_WIDTH))),
        }
    }

    fn blocks(&self, blocks: &[Block]) -> String {
        blocks.iter().map(|block| self.block(block)).collect::<Vec<_>>().join("\n")
    }

    fn prose(&self, words: &[Run]) -> String {
        self.lines(&wrap::runs(words, self.paper.width.min(PROSE_WIDTH)))
    }

    fn lines(&self, lines: &[Line]) -> String {
        lines.iter().map(|line| format!("{}\n", wrap::paint(line, self.paper.colour))).collect()
    }

    fn underlined(&self, words: &[Run], with: char) -> String {
        let lines = wrap::runs(words, self.paper.width.min(PROSE_WIDTH));
        let longest = lines.iter().map(|line| line.iter().map(|run| wrap::width(&run.text)).sum()).max().unwrap_or(0);
        format!("{}{}\n", self.lines(&lines), with.to_string().repeat(longest))
    }

    fn list(&self, ordered: bool, items: &[Vec<Block>]) -> String {
        let widest = items.len().to_string().len();
        let item = |(at, blocks): (usize, &Vec<Block>)| {
            let mark = if ordered { format!("{:>widest$}. ", at + 1) } else { "• ".to_owned() };
            let indent = wrap::width(&mark);
            indented(&self.narrower(indent).blocks(blocks), &mark, &" ".repeat(indent))
        };
        // Items of one paragraph stand close together.
        let between = if items.iter().all(|blocks| blocks.len() <= 1) { "" } else { "\n" };
        items.iter().enumerate().map(item).collect::<Vec<_>>().join(between)
    }

    fn table(&self, number: Option<u32>, table: &Table) -> String {
        let layout = Layout::of(table);
        let mut text = self.caption(&caption("Table", number, &layout.title));
        if let Some(wording) = &layout.wording {
            text.push_str(&self.prose(&[run(wording, Weight { italic: true, ..Weight::default() })]));
        }
        text.push_str(&grid::table(&layout, self.paper).join("\n"));
        text.push_str(&self.notes(&layout.notes));
        text
    }

    fn listing(&self, number: Option<u32>, listing: &Listing) -> String {
        let heads: Vec<(String, bool, bool)> =
            listing.columns.iter().map(|column| (column.head.clone(), column.right, column.wide)).collect();
        let mut text = self.caption(&caption("Table", number, &listing.title));
        if !heads.is_empty() {
            text.push_str(&grid::listing(&heads, &listing_cells(listing), self.paper));
        }
        text.push_str(&self.notes(&listing.notes));
        text
    }

    fn caption(&self, words: &str) -> String {
        if words.is_empty() { String::new() } else { self.prose(&[run(words, BOLD)]) }
    }

    fn notes(&self, notes: &[String]) -> String {
        notes.iter().map(|note| indented(&self.narrower(2).prose(&[run(note, DIM)]), "", "  ")).collect()
    }

    fn quotation(&self, text: &str, beside: &[Translated], origin: [&str; 3]) -> String {
        let page = self.narrower(8);
        let mut words = page.prose(&[run(&format!("“{}”", text.trim()), Weight::default())]);
        for there in beside {
            let said = run(&format!("“{}”", there.text.trim()), Weight::default());
            words.push_str(&page.prose(&[run(&format!("{}: ", there.what), DIM), said]));
        }
        let origin: Vec<&str> = origin.into_iter().filter(|part| !part.is_empty()).collect();
        if !origin.is_empty() {
            words.push_str(&indented(&page.prose(&[run(&origin.join(" · "), DIM)]), "— ", "  "));
        }
        indented(&words, "    ", "    ")
    }

    fn contents(&self) -> String {
        let entries = contents(self.report);
        if entries.is_empty() {
            return String::new();
        }
        let mut text = self.prose(&[run("Contents", BOLD)]);
        for entry in entries {
            let indent = " ".repeat(usize::from(entry.level) * 2);
            let words = self.narrower(indent.len()).prose(&[run(&entry.text, Weight::default())]);
            text.push_str(&indented(&words, &indent, &indent));
        }
        text
    }
}

fn run(text: &str, weight: Weight) -> Run {
    Run { text: text.to_owned(), weight }
}

fn runs(inlines: &[Inline], weight: Weight) -> Vec<Run> {
    inlines
        .iter()
        .flat_map(|inline| match inline {
            Inline::Text(text) => vec![run(&text.replace('\n', " "), weight)],
            Inline::Code(text) => vec![run(text, weight)],
            Inline::Emphasis(inner) => runs(inner, Weight { italic: true, ..weight }),
            Inline::Strong(inner) => runs(inner, Weight { bold: true, ..weight }),
            Inline::Link { to, text } => {
                let mut words = runs(text, weight);
                // A link into the report leads nowhere here, and an address that is its own text need not stand twice.
                if !to.starts_with('#') && crate::model::report::plain(text) != *to {
                    words.push(run(&format!(" ({to})"), weight));
                }
                words
            }
            Inline::Break => vec![run("\n", weight)],
        })
        .collect()
}

fn indented(text: &str, first: &str, further: &str) -> String {
    let mut lines = String::new();
    for (at, line) in text.lines().enumerate() {
        let margin = if at == 0 { first } else { further };
        lines.push_str(if line.is_empty() { margin.trim_end() } else { margin });
        lines.push_str(line);
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::writers::document::fixture;

    fn put(report: &Report, width: usize, colour: bool) -> String {
        let options = WriteOptions { width: Some(width), colour, ..WriteOptions::default() };
        String::from_utf8(TerminalWriter.write(report, &options).unwrap()).unwrap()
    }

    fn widest(text: &str) -> usize {
        text.lines().map(wrap::width).max().unwrap_or(0)
    }

    #[test]
    fn an_empty_report_and_an_empty_table_are_no_trouble() {
        assert_eq!(put(&Report::default(), 80, false), "\n");
        assert!(put(&fixture::alone(Block::table(Table::default())), 80, false).contains('─'));
        assert_eq!(put(&fixture::alone(Block::listing(Listing::default())), 80, false), "\n");
    }

    #[test]
    fn a_report_at_100_columns() {
        insta::assert_snapshot!(put(&fixture::report(), 100, false));
    }

    #[test]
    fn tables_at_80_columns() {
        for table in [fixture::crosstab(), fixture::large_grid(), fixture::themes()] {
            insta::assert_snapshot!(put(&fixture::alone(Block::table(table)), 80, false));
        }
    }

    #[test]
    fn a_banner_that_is_too_wide_is_divided_and_its_figures_stay_whole() {
        let text = put(&fixture::alone(Block::table(fixture::large_grid())), 50, false);
        assert!(widest(&text) <= 50, "{text}");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn nothing_is_wider_than_the_paper() {
        for width in [40, 60, 80, 100, 140] {
            let text = put(&fixture::report(), width, false);
            assert!(widest(&text) <= width, "{width}: {text}");
        }
    }

    #[test]
    fn there_are_escape_sequences_only_with_colour() {
        assert!(!put(&fixture::report(), 80, false).contains('\u{1b}'));
        assert!(put(&fixture::report(), 80, true).contains("\u{1b}["));
    }

    #[test]
    fn colour_changes_no_word_and_no_place() {
        let coloured = put(&fixture::report(), 80, true);
        let mut stripped = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            stripped.push_str(before);
            rest = after.split_once('m').map_or("", |(_, rest)| rest);
        }
        stripped.push_str(rest);
        let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        assert_eq!(trimmed(&stripped), trimmed(&put(&fixture::report(), 80, false)));
    }
}
