//! HTML in one file, for screen, print and ear: no script, the style and the charts inside it, nothing fetched.
//!
//! Words are escaped wherever they stand, links lead to pages and mail only, and the file's own policy forbids scripts, so
//! that a report is safe to open whatever an answer holds.

use std::cell::Cell;

use super::outline::{Entry, contents, outline};
use super::{DocumentWriter, WriteOptions, links};
use crate::diagnostic::Result;
use crate::model::report::plain;
use crate::model::{Block, Inline, Report, Translated};

mod escape;
mod figures;
mod tables;

use escape::{id, lines, words};

const STYLE: &str = include_str!("html/page.css");

/// What the page may do: show its own style and pictures, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; \
                      form-action 'none'";

/// HTML.
pub struct HtmlWriter;

impl DocumentWriter for HtmlWriter {
    fn name(&self) -> &'static str {
        "html"
    }

    fn title(&self) -> &'static str {
        "HTML"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["html", "htm"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn write(&self, report: &Report, _options: &WriteOptions) -> Result<Vec<u8>> {
        let page = Page { report, entries: outline(report), headings: Cell::new(0), frames: Cell::new(0) };
        Ok(page.whole().into_bytes())
    }
}

struct Page<'a> {
    report: &'a Report,
    entries: Vec<Entry>,
    /// How many headings have been put out so far.
    headings: Cell<usize>,
    /// How many tables and charts.
    frames: Cell<usize>,
}

impl Page<'_> {
    fn whole(&self) -> String {
        let language = if self.report.language.is_empty() { "en-GB" } else { &self.report.language };
        let title = match self.report.title.as_str() {
            "" => self.report.blocks.iter().find_map(title_of).unwrap_or_else(|| "canvass".to_owned()),
            title => title.to_owned(),
        };
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#report\">Skip to the report</a>\n{}<main id=\"report\">\n{}\n</main>\n</body>\n</html>\n",
            words(language),
            words(&title),
            self.front(),
            self.blocks(&self.report.blocks),
        )
    }

    fn front(&self) -> String {
        if self.report.title.is_empty() {
            return String::new();
        }
        let mut text = format!("<header>\n<h1>{}</h1>\n", words(&self.report.title));
        if let Some(subtitle) = self.report.subtitle.as_deref().filter(|subtitle| !subtitle.is_empty()) {
            text.push_str(&format!("<p class=\"subtitle\">{}</p>\n", words(subtitle)));
        }
        let date = self.report.date.as_deref().filter(|date| !date.is_empty());
        let date = date.map(|date| format!("<time datetime=\"{0}\">{0}</time>", words(date)));
        let authors = words(&self.report.authors.join(", "));
        let by: Vec<String> =
            [Some(authors).filter(|authors| !authors.is_empty()), date].into_iter().flatten().collect();
        if !by.is_empty() {
            text.push_str(&format!("<p class=\"by\">{}</p>\n", by.join(" · ")));
        }
        text.push_str("</header>\n");
        text
    }

    fn blocks(&self, blocks: &[Block]) -> String {
        blocks.iter().map(|block| self.block(block)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn block(&self, block: &Block) -> String {
        match block {
            Block::Heading { level, text, .. } => self.heading(*level, text),
            Block::Paragraph { text } => format!("<p>{}</p>", self.inlines(text)),
            Block::List { ordered, items } => self.list(*ordered, items),
            Block::Table { number, table } => tables::table(*number, table, self.next_frame()),
            Block::Listing { number, listing } => tables::listing(*number, listing, self.next_frame()),
            Block::Figure { number, chart } => figures::figure(*number, chart, self.next_frame()),
            Block::Quotation { text, attribution, source, beside, .. } => quotation(text, attribution, source, beside),
            Block::BlockQuote { blocks } => format!("<blockquote>\n{}\n</blockquote>", self.blocks(blocks)),
            Block::Note { text } => {
                let text = self.inlines(text);
                format!("<div class=\"note\" role=\"note\">\n<p><strong>Note.</strong> {text}</p>\n</div>")
            }
            Block::Verbatim { text } => format!("<pre tabindex=\"0\">{}</pre>", words(text.trim_end_matches('\n'))),
            Block::Contents => self.contents(),
            Block::Rule => "<hr>".to_owned(),
        }
    }

    fn next_frame(&self) -> usize {
        self.frames.set(self.frames.get() + 1);
        self.frames.get()
    }

    /// The title alone is of the first level.
    fn heading(&self, level: u8, text: &[Inline]) -> String {
        let at = self.headings.replace(self.headings.get() + 1);
        let anchor = self.entries.get(at).map(|entry| id(&entry.anchor)).unwrap_or_default();
        let deeper = u8::from(!self.report.title.is_empty());
        let level = level.clamp(1, 6).saturating_add(deeper).min(6);
        format!("<h{level} id=\"{anchor}\">{}</h{level}>", self.inlines(text))
    }

    fn inlines(&self, inlines: &[Inline]) -> String {
        inlines
            .iter()
            .map(|inline| match inline {
                Inline::Text(text) => words(text),
                Inline::Emphasis(inner) => format!("<em>{}</em>", self.inlines(inner)),
                Inline::Strong(inner) => format!("<strong>{}</strong>", self.inlines(inner)),
                Inline::Code(code) => format!("<code>{}</code>", words(code)),
                Inline::Link { to, text } => match to.strip_prefix('#') {
                    Some(anchor) => format!("<a href=\"#{}\">{}</a>", id(anchor), self.inlines(text)),
                    None if links::is_safe(to) => format!("<a href=\"{}\">{}</a>", words(to), self.inlines(text)),
                    None => self.inlines(text),
                },
                Inline::Break => "<br>".to_owned(),
            })
            .collect()
    }

    fn list(&self, ordered: bool, items: &[Vec<Block>]) -> String {
        let name = if ordered { "ol" } else { "ul" };
        let item = |blocks: &Vec<Block>| match blocks.as_slice() {
            [Block::Paragraph { text }] => format!("<li>{}</li>", self.inlines(text)),
            several => format!("<li>\n{}\n</li>", self.blocks(several)),
        };
        format!("<{name}>\n{}\n</{name}>", items.iter().map(item).collect::<Vec<_>>().join("\n"))
    }

    fn contents(&self) -> String {
        let entries = contents(self.report);
        if entries.is_empty() {
            return String::new();
        }
        let mut text = String::from("<nav aria-labelledby=\"contents\">\n<p id=\"contents\">Contents</p>\n<ul>\n");
        let mut depth = 1;
        for (at, entry) in entries.iter().enumerate() {
            let link = format!("<li><a href=\"#{}\">{}</a>", id(&entry.anchor), words(&entry.text));
            // A second level before any first stands in the list of the first.
            if entry.level > depth && at > 0 {
                text.push_str(&format!("\n<ul>\n{link}"));
                depth = entry.level;
            } else if entry.level < depth {
                text.push_str(&format!("</li>\n</ul>\n</li>\n{link}"));
                depth = entry.level;
            } else {
                text.push_str(&format!("{}{link}", if at > 0 { "</li>\n" } else { "" }));
            }
        }
        text.push_str(if depth > 1 { "</li>\n</ul>\n</li>\n</ul>\n</nav>" } else { "</li>\n</ul>\n</nav>" });
        text
    }
}

fn title_of(block: &Block) -> Option<String> {
    let title = match block {
        Block::Heading { text, .. } => plain(text),
        Block::Table { table, .. } => table.title.clone(),
        Block::Listing { listing, .. } => listing.title.clone(),
        Block::Figure { chart, .. } => chart.title.clone(),
        _ => String::new(),
    };
    Some(title).filter(|title| !title.is_empty())
}

fn quotation(text: &str, attribution: &str, source: &str, beside: &[Translated]) -> String {
    let origin: Vec<String> =
        [attribution, source].iter().filter(|part| !part.is_empty()).map(|part| words(part)).collect();
    let origin = match origin.split_first() {
        None => String::new(),
        Some((first, [])) => format!("<figcaption>— {first}</figcaption>\n"),
        Some((first, rest)) => format!("<figcaption>— {first} ({})</figcaption>\n", rest.join(", ")),
    };
    let beside: String = beside
        .iter()
        .map(|there| format!("<p dir=\"auto\"><em>{}:</em> “{}”</p>", words(&there.what), lines(&there.text)))
        .collect();
    // Where two languages stand together each reads in its own direction.
    let direction = if beside.is_empty() { "" } else { " dir=\"auto\"" };
    format!(
        "<figure class=\"quotation\">\n<blockquote><p{direction}>“{}”</p>{beside}</blockquote>\n{origin}</figure>",
        lines(text)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Listing, Table};
    use crate::writers::document::fixture;

    fn put(report: &Report) -> String {
        String::from_utf8(HtmlWriter.write(report, &WriteOptions::default()).unwrap()).unwrap()
    }

    fn body(report: &Report) -> String {
        let page = put(report);
        page.split_once("<body>").map(|(_, body)| body.to_owned()).unwrap_or_default()
    }

    /// Every `id`, and every place that a link or a label points to; fails where the page is not well formed.
    fn ids_and_targets(page: &str) -> (Vec<String>, Vec<String>) {
        use quick_xml::events::Event;
        let mut xml = page.replace("<!doctype html>\n", "");
        for void in ["meta", "br", "hr"] {
            let close = |part: &str| format!("<{void}{}", part.replacen('>', "/>", 1));
            let start = format!("<{void}");
            let parts = xml.split(&start).enumerate();
            xml = parts.map(|(at, part)| if at == 0 { part.to_owned() } else { close(part) }).collect();
        }
        let mut reader = quick_xml::Reader::from_str(&xml);
        let (mut ids, mut targets) = (Vec::new(), Vec::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) | Event::Empty(tag) => {
                    for attribute in tag.attributes() {
                        let attribute = attribute.unwrap();
                        let value = attribute.value.to_string();
                        match attribute.key.as_ref() {
                            "id" => ids.push(value),
                            "href" if value.starts_with('#') => targets.push(value[1..].to_owned()),
                            "aria-labelledby" => targets.extend(value.split(' ').map(str::to_owned)),
                            _ => {}
                        }
                    }
                }
                Event::Eof => return (ids, targets),
                _ => {}
            }
        }
    }

    #[test]
    fn an_empty_report_and_an_empty_table_are_no_trouble() {
        assert!(put(&Report::default()).contains("<title>canvass</title>"));
        assert!(put(&fixture::alone(Block::table(Table::default()))).contains("<table>"));
        assert!(put(&fixture::alone(Block::listing(Listing::default()))).contains("<table>"));
    }

    #[test]
    fn a_report_as_html() {
        let mut report = fixture::report();
        // The drawing has tests of its own.
        report.blocks.retain(|block| !matches!(block, Block::Figure { .. }));
        insta::assert_snapshot!(body(&report));
        insta::assert_snapshot!(body(&fixture::alone(Block::table(fixture::large_grid()))));
    }

    #[test]
    fn the_page_is_well_formed_and_every_link_inside_it_leads_somewhere() {
        let mut report = fixture::report();
        // The same table and the same chart twice.
        report.blocks.extend(fixture::report().blocks.into_iter().filter(|block| !matches!(block, Block::Contents)));
        let (ids, targets) = ids_and_targets(&put(&report));
        let mut unique = ids.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "{ids:?}");
        for target in targets {
            assert!(ids.contains(&target), "{target} is not in {ids:?}");
        }
    }

    #[test]
    fn contents_are_well_formed_whatever_the_order_of_levels() {
        for levels in [vec![1], vec![2, 1, 2, 2, 1], vec![1, 2, 3, 1, 2], vec![2, 2]] {
            let mut blocks = vec![Block::Contents];
            blocks.extend(levels.iter().map(|level| Block::heading(*level, "VCFSEs")));
            ids_and_targets(&put(&Report { blocks, ..Report::default() }));
        }
    }

    #[test]
    fn no_word_of_anybody_is_a_tag() {
        let page = put(&fixture::report());
        assert!(!page.contains("<script") && !page.contains("<b>"));
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }

    #[test]
    fn a_link_that_a_browser_would_run_is_words_only() {
        let to = "javascript:alert(1)".to_owned();
        let link = Inline::Link { to, text: vec![Inline::text("click")] };
        let page = put(&fixture::alone(Block::Paragraph { text: vec![link] }));
        assert!(page.contains("<p>click</p>"), "{page}");
    }
}
