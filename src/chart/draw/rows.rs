//! The rows of a chart: categories with their labels at the left, under headings, each as high as its label needs.

use super::canvas::Anchor;
use super::font;
use super::page::{HEADING, LABEL, LEADING, MARGIN, Page};
use super::text;

/// The share of the page that labels may take.
pub(in crate::chart) const USUAL: f64 = 0.36;
/// The same where columns beside the bars take their share too.
pub(in crate::chart) const NARROW: f64 = 0.27;
/// Between labels and plot.
const BESIDE: f64 = 12.0;
/// More lines than this a label may not take.
const MOST_LINES: usize = 3;
const INDENT: f64 = 12.0;
const HEADING_HEIGHT: f64 = 24.0;

/// Where a category stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::chart) struct Row {
    /// Its place among the categories.
    pub category: usize,
    /// Its middle.
    pub middle: f64,
    /// How high it is, without the white between rows.
    pub height: f64,
}

/// Labels that have been measured and not yet placed.
pub(in crate::chart) struct Labels {
    lines: Vec<Vec<String>>,
    under_headings: bool,
    /// Where the plot starts.
    pub plot_left: f64,
}

impl Labels {
    /// Breaks the labels of the chart's categories into lines that take no more than a share of the page.
    pub fn measure(page: &Page<'_>, share: f64) -> Self {
        let room = page.width * share;
        let lines: Vec<Vec<String>> = page
            .chart
            .categories
            .iter()
            .map(|category| text::balanced(category, LABEL.size, LABEL.weight, room, MOST_LINES))
            .collect();
        let widest = lines.iter().flatten().map(|line| font::width(line, LABEL.size, LABEL.weight)).fold(0.0, f64::max);
        let under_headings = !page.chart.headings.is_empty();
        let indent = if under_headings { INDENT } else { 0.0 };
        Self { lines, under_headings, plot_left: MARGIN + indent + widest + BESIDE }
    }

    /// Draws the labels from the top of the page's free part down, `content` being the height of what is drawn a category,
    /// `gap` the white between; gives where the rows stand and leaves the page's `y` below the last.
    pub fn place(&self, page: &mut Page<'_>, content: f64, gap: f64) -> Vec<Row> {
        let mut rows = Vec::with_capacity(self.lines.len());
        for (category, lines) in self.lines.iter().enumerate() {
            self.headings_before(page, category);
            #[allow(clippy::cast_precision_loss, reason = "three lines at most")]
            let label = LEADING * lines.len() as f64;
            let height = content.max(label) + gap;
            let middle = page.y + height / 2.0;
            // Under headings labels start where headings do; else they end where the plot starts.
            let (x, anchor) = match self.under_headings {
                true => (MARGIN + INDENT, Anchor::Start),
                false => (self.plot_left - BESIDE, Anchor::End),
            };
            page.canvas.lines(lines, (x, middle), anchor, LABEL, LEADING);
            rows.push(Row { category, middle, height: height - gap });
            page.y += height;
        }
        rows
    }

    fn headings_before(&self, page: &mut Page<'_>, category: usize) {
        let headings = page.chart.headings.iter().filter(|(before, _)| *before == category);
        for (_, words) in headings {
            if page.y > 0.0 && category > 0 {
                page.y += 6.0;
            }
            let words = text::fit(words, HEADING.size, HEADING.weight, page.right() - MARGIN);
            page.canvas.text(words, (MARGIN, page.y + HEADING_HEIGHT / 2.0), Anchor::Start, HEADING);
            page.y += HEADING_HEIGHT;
        }
    }
}
