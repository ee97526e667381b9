//! What all kinds of chart draw with: the page and its head and foot, rows with their labels, axes, legends, colours, the
//! embedded font.

pub(super) mod axis;
pub(super) mod canvas;
pub(super) mod font;
pub(super) mod legend;
pub(super) mod page;
pub(super) mod palette;
pub(super) mod png;
pub(super) mod rows;
pub(super) mod text;

pub(super) use canvas::{Anchor, Area, Canvas, Type};
pub(super) use page::Page;
