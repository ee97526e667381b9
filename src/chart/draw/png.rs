//! SVG to PNG, with the embedded font and nothing of the machine's.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::diagnostic::{Error, Result};

/// Twice the size on the page: sharp on good screens, and some 230 dots an inch across a page of A4.
const TIMES: f32 = 2.0;

/// Higher pictures are refused before memory is asked for.
const MOST_PIXELS: f32 = 40_000_000.0;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(notosans::REGULAR_TTF.to_vec());
    fonts.load_font_data(notosans::BOLD_TTF.to_vec());
    Arc::new(fonts)
});

/// Renders an SVG.
///
/// # Errors
/// When it is too large for a picture.
pub(in crate::chart) fn render(svg: &str, id: &str) -> Result<Vec<u8>> {
    let failed = |why: &str| {
        Error::new(format!("the chart “{id}” could not be drawn as PNG: {why}"))
            .hint("write it as SVG, or draw fewer categories")
    };
    let options = Options { fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| failed(&error.to_string()))?;
    let (width, height) = (tree.size().width() * TIMES, tree.size().height() * TIMES);
    if width * height > MOST_PIXELS {
        return Err(failed("it is too large"));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just above, and positive")]
    let mut picture = Pixmap::new(width.ceil() as u32, height.ceil() as u32).ok_or_else(|| failed("it has no size"))?;
    resvg::render(&tree, Transform::from_scale(TIMES, TIMES), &mut picture.as_mut());
    picture.encode_png().map_err(|error| failed(&error.to_string()))
}
