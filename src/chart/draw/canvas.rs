//! Marks on a page whose height is known last, put out as SVG by plotters' backend at ten times the size.
//!
//! Words stay words in the SVG: they can be searched, copied, read aloud and mended in a drawing program, and the file
//! stays a tenth of what outlines would take. So that it looks the same where the embedded font is not installed, the families
//! named after it have its proportions, and each line carries the length it was laid out with: another face is fitted to
//! that room and nothing collides. The PNG is drawn with the embedded font alone.

use std::fmt::Write as _;

use plotters::prelude::{Color as _, DrawingBackend as _, IntoFont as _, RGBColor, SVGBackend, ShapeStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, TextStyle};

use super::font::{self, Weight};
use super::palette::{Colour, WHITE};

/// The backend's coordinates are whole numbers; a tenth of a pixel is fine enough for any screen or page.
const SCALE: f64 = 10.0;

/// The backend divides a font's size by this (its measure is the height of a line, not the em).
const LINE_PER_EM: f64 = 1.24;

/// The backend's shift from the top of a line to its baseline, in ems.
const BASELINE: f64 = 0.76;

/// The height of capitals and digits in Noto Sans, in ems.
const CAPITALS: f64 = 0.714;

/// Where a line of text stands to its x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::chart) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a line of text looks.
#[derive(Debug, Clone, Copy)]
pub(in crate::chart) struct Type {
    pub size: f64,
    pub weight: Weight,
    pub colour: Colour,
}

/// A box on the page, in pixels.
#[derive(Debug, Clone, Copy)]
pub(in crate::chart) struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

enum Mark {
    Rectangle { area: Area, colour: Colour },
    Line { from: (f64, f64), to: (f64, f64), width: f64, colour: Colour },
    Dot { centre: (f64, f64), radius: f64, colour: Colour },
    Text { words: String, x: f64, baseline: f64, anchor: Anchor, face: Type },
}

/// The page.
#[derive(Default)]
pub(in crate::chart) struct Canvas {
    marks: Vec<Mark>,
}

impl Canvas {
    pub fn rectangle(&mut self, area: Area, colour: Colour) {
        if area.width > 0.0 && area.height > 0.0 {
            self.marks.push(Mark::Rectangle { area, colour });
        }
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Colour) {
        self.marks.push(Mark::Line { from, to, width, colour });
    }

    pub fn dot(&mut self, centre: (f64, f64), radius: f64, colour: Colour) {
        self.marks.push(Mark::Dot { centre, radius, colour });
    }

    /// A line of text whose capitals stand in the middle of `y`.
    pub fn text(&mut self, words: impl Into<String>, (x, y): (f64, f64), anchor: Anchor, face: Type) {
        let words = words.into();
        if !words.is_empty() {
            let baseline = y + face.size * CAPITALS / 2.0;
            self.marks.push(Mark::Text { words, x, baseline, anchor, face });
        }
    }

    /// Lines of text, one below the other, the whole block in the middle of `y`.
    pub fn lines(&mut self, lines: &[String], (x, y): (f64, f64), anchor: Anchor, face: Type, leading: f64) {
        #[allow(clippy::cast_precision_loss, reason = "a handful of lines")]
        let first = y - leading * (lines.len().saturating_sub(1)) as f64 / 2.0;
        let mut middle = first;
        for line in lines {
            self.text(line.clone(), (x, middle), anchor, face);
            middle += leading;
        }
    }

    /// The page as SVG.
    pub fn svg(&self, (width, height): (u32, u32), id: &str, title: &str, description: &str) -> String {
        let mut drawn = String::new();
        let mut lengths: Vec<Option<f64>> = Vec::new();
        {
            let mut backend = SVGBackend::with_string(&mut drawn, (times_ten(width), times_ten(height)));
            for mark in &self.marks {
                lengths.extend(mark.draw(&mut backend));
            }
            // Drawing to a string cannot fail.
            let _ = backend.present();
        }
        let body = drawn.split_once('>').map_or("", |(_, body)| body);
        let mut page = head((width, height), id, title, description);
        with_lengths(body, &lengths, &mut page);
        page
    }
}

impl Mark {
    /// Draws it; gives the length of a line of text where it is to be held to one.
    fn draw(&self, backend: &mut SVGBackend<'_>) -> Option<Option<f64>> {
        // Drawing to a string cannot fail, so results are dropped.
        match self {
            Self::Rectangle { area, colour } => {
                let (from, to) = (at(area.x, area.y), at(area.x + area.width, area.y + area.height));
                let _ = backend.draw_rect(from, to, &rgb(*colour), true);
                None
            }
            Self::Line { from, to, width, colour } => {
                let style = ShapeStyle { color: rgb(*colour).to_rgba(), filled: false, stroke_width: size_of(*width) };
                let _ = backend.draw_line(at(from.0, from.1), at(to.0, to.1), &style);
                None
            }
            Self::Dot { centre, radius, colour } => {
                let _ = backend.draw_circle(at(centre.0, centre.1), size_of(*radius), &rgb(*colour), true);
                None
            }
            Self::Text { words, x, baseline, anchor, face } => {
                let position = at(*x, baseline - BASELINE * face.size);
                let _ = backend.draw_text(words, &style(*anchor, *face), position);
                // Words in another script come from a font of unknown width: they keep their own.
                let is_measured = font::replace_undrawable(words).is_none();
                Some(is_measured.then(|| font::width(words, face.size, face.weight)))
            }
        }
    }
}

fn style(anchor: Anchor, face: Type) -> TextStyle<'static> {
    let horizontal = match anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let weight = match face.weight {
        Weight::Regular => FontStyle::Normal,
        Weight::Bold => FontStyle::Bold,
    };
    let size = face.size * SCALE * LINE_PER_EM;
    (font::FAMILIES, size, weight).into_font().color(&rgb(face.colour)).pos(Pos::new(horizontal, VPos::Top))
}

/// The root, which the backend writes without a name for those who listen.
fn head((width, height): (u32, u32), id: &str, title: &str, description: &str) -> String {
    let mut page = String::with_capacity(16 * 1024);
    let (title, description) = (escape(title), escape(description));
    // An id with a blank in it would be two.
    let id: String = id.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
    let _ = write!(
        page,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" \
         role=\"img\" aria-labelledby=\"chart-{id}-title chart-{id}-description\" style=\"max-width:100%;height:auto\">\n\
         <title id=\"chart-{id}-title\">{title}</title>\n<desc id=\"chart-{id}-description\">{description}</desc>\n",
        times_ten(width),
        times_ten(height),
    );
    let Colour(red, green, blue) = WHITE;
    let _ = write!(page, "<rect width=\"100%\" height=\"100%\" fill=\"#{red:02X}{green:02X}{blue:02X}\"/>");
    page
}

/// Writes what the backend drew, giving each line of text its length and taking the line breaks around its words away.
fn with_lengths(body: &str, lengths: &[Option<f64>], page: &mut String) {
    let mut parts = body.split("<text ");
    page.push_str(parts.next().unwrap_or_default());
    for (part, length) in parts.zip(lengths) {
        page.push_str("<text ");
        if let Some(length) = length {
            let _ = write!(page, "textLength=\"{:.0}\" lengthAdjust=\"spacingAndGlyphs\" ", length * SCALE);
        }
        page.push_str(&part.replacen(">\n", ">", 1).replacen("\n</text>", "</text>", 1));
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn rgb(Colour(red, green, blue): Colour) -> RGBColor {
    RGBColor(red, green, blue)
}

fn times_ten(pixels: u32) -> u32 {
    pixels.saturating_mul(10)
}

#[allow(clippy::cast_possible_truncation, reason = "a float cast saturates, and no page is that large")]
fn at(x: f64, y: f64) -> (i32, i32) {
    ((x * SCALE).round() as i32, (y * SCALE).round() as i32)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "widths of lines are small and positive")]
fn size_of(length: f64) -> u32 {
    (length * SCALE).round() as u32
}
