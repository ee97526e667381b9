//! Charts: a table becomes a [`Chart`] as data, a chart becomes SVG and PNG with an embedded font.
//!
//! `from_table` decides what is drawn and says it in words, a file a kind decides how, `draw/` holds what kinds share.

mod bar;
mod diverging;
mod dot;
mod draw;
mod from_table;
mod grouped;
mod heat;
mod label;
mod matrix;
#[cfg(test)]
mod samples;
mod sections;
mod stacked;
#[cfg(test)]
mod tests;
mod words;

use crate::diagnostic::Result;
use crate::model::{Chart, ChartKind};
use draw::{Canvas, Page, font, page, png};

pub use from_table::{ChartRequest, from_table};

/// Draws a chart as SVG: words stay words, in the families that `draw/canvas.rs` explains, with title and description for
/// those who listen.
pub fn svg(chart: &Chart) -> String {
    let chart = with(chart, cleaned);
    let (canvas, size) = draw(&chart);
    canvas.svg(size, &chart.id, &chart.title, &chart.alt)
}

/// Draws a chart as PNG at twice its size, with the embedded font only: the same bytes on every machine.
///
/// # Errors
/// When the picture is too large.
pub fn png(chart: &Chart) -> Result<Vec<u8>> {
    let chart = drawable(chart);
    let (canvas, size) = draw(&chart);
    png::render(&canvas.svg(size, "picture", "", ""), &chart.id)
}

/// The width and the height at which a chart is meant to be shown, in pixels of 1/96 inch.
pub fn size(chart: &Chart) -> (u32, u32) {
    draw(&drawable(chart)).1
}

fn draw(chart: &Chart) -> (Canvas, (u32, u32)) {
    let width = if chart.kind == ChartKind::Heat { heat::width(chart) } else { page::WIDTH };
    let mut page = Page::new(chart, width);
    match chart.kind {
        ChartKind::Bar => bar::draw(&mut page),
        ChartKind::Grouped => grouped::draw(&mut page),
        ChartKind::Stacked => stacked::draw(&mut page),
        ChartKind::Diverging => diverging::draw(&mut page),
        ChartKind::Dot => dot::draw(&mut page),
        ChartKind::Heat => heat::draw(&mut page),
    }
    page.finish()
}

/// The chart in words that the embedded font can draw; the foot says what is missing.
fn drawable(chart: &Chart) -> Chart {
    let mut drawn = with(chart, |text| {
        let text = cleaned(text);
        font::replace_undrawable(&text).unwrap_or(text)
    });
    let words_of = |chart: &Chart| {
        let mut words = vec![chart.title.clone(), chart.subtitle.clone(), chart.foot.clone()];
        words.extend(chart.categories.iter().cloned());
        words.extend(chart.headings.iter().map(|(_, heading)| heading.clone()));
        words.extend(chart.series.iter().map(|series| series.name.clone()));
        words
    };
    if words_of(&with(chart, cleaned)) != words_of(&drawn) {
        let gap = if drawn.foot.is_empty() { "" } else { " " };
        drawn.foot.push_str(gap);
        drawn.foot.push_str(&format!(
            "{} stands for words in a script that the font of this picture does not have; the table has them.",
            font::UNDRAWABLE
        ));
    }
    drawn
}

/// The chart with all its words changed.
fn with(chart: &Chart, change: impl Fn(&str) -> String) -> Chart {
    let mut changed = chart.clone();
    for text in [&mut changed.title, &mut changed.subtitle, &mut changed.foot, &mut changed.alt] {
        *text = change(text);
    }
    changed.categories.iter_mut().for_each(|category| *category = change(category));
    changed.headings.iter_mut().for_each(|(_, heading)| *heading = change(heading));
    changed.series.iter_mut().for_each(|series| series.name = change(&series.name));
    changed
}

/// Without control characters, which XML does not allow; line breaks become blanks.
fn cleaned(text: &str) -> String {
    let is_barred = |character: char| {
        character.is_control()
            || crate::model::turns_direction(character)
            || matches!(character, '\u{FFFE}' | '\u{FFFF}')
    };
    text.chars().map(|character| if is_barred(character) { ' ' } else { character }).collect()
}
