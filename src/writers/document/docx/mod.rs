//! Word: a report as a researcher hands it in, with real headings, counted captions, tables whose heads repeat, pictures
//! with words for those who do not see them, and a table of contents.
//!
//! - [`body`]: blocks become paragraphs, tables and pictures; [`sections`]: upright and sideways pages
//! - [`text`], [`links`], [`numbering`], [`contents`], [`picture`]: what stands in paragraphs
//! - [`table`], [`heads`], [`grid`], [`columns`], [`measure`]: tables
//! - [`page`], [`properties`], [`package`], `parts/`: the page, and the parts of the package that are always the same

mod body;
mod columns;
mod contents;
mod grid;
mod heads;
mod links;
mod measure;
mod numbering;
mod package;
mod page;
mod picture;
mod properties;
mod sections;
mod table;
mod text;

use body::{Body, Placed};
use links::Links;
use package::{Part, Relation, relations, zipped};
use page::Orientation;
use text::Paragraph;

use super::{DocumentWriter, WriteOptions, front};
use crate::diagnostic::Result;
use crate::model::{Block, Report};
use crate::writers::xml::Xml;

/// The namespaces of the parts written here.
const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
];

const RELATIONS: Option<&str> = None;
const CORE: Option<&str> = Some("application/vnd.openxmlformats-package.core-properties+xml");
const APP: Option<&str> = Some("application/vnd.openxmlformats-officedocument.extended-properties+xml");
const MAIN: Option<&str> = Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml");
const STYLES: Option<&str> = Some("application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml");
const SETTINGS: Option<&str> = Some("application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml");
const NUMBERING: Option<&str> = Some("application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml");
const FONTS: Option<&str> = Some("application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml");
const THEME: Option<&str> = Some("application/vnd.openxmlformats-officedocument.theme+xml");
const FOOTER: Option<&str> = Some("application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml");

/// Word.
pub struct DocxWriter;

impl DocumentWriter for DocxWriter {
    fn name(&self) -> &'static str {
        "docx"
    }

    fn title(&self) -> &'static str {
        "Word document"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["docx"]
    }

    fn is_text(&self) -> bool {
        false
    }

    fn write(&self, report: &Report, _options: &WriteOptions) -> Result<Vec<u8>> {
        let mut body = Body::new(Links::of(report));
        add_title(&mut body, report);
        body.add_blocks(&report.blocks);
        zipped(&parts(report, body))
    }
}

/// The title block; a table on its own has none.
fn add_title(body: &mut Body, report: &Report) {
    if report.title.is_empty() {
        return;
    }
    body.push(Paragraph::of("Title").words(&report.title));
    if let Some(subtitle) = &report.subtitle {
        body.push(Paragraph::of("Subtitle").words(subtitle));
    }
    body.push(Paragraph::of("Byline").words(&front::byline(report)));
}

fn parts(report: &Report, body: Body) -> Vec<Part> {
    let title = front::title(report);
    let mut related = vec![
        Relation::to_part("styles", "styles", "styles.xml"),
        Relation::to_part("numbering", "numbering", "numbering.xml"),
        Relation::to_part("settings", "settings", "settings.xml"),
        Relation::to_part("fonts", "fontTable", "fontTable.xml"),
        Relation::to_part("theme", "theme", "theme/theme1.xml"),
        Relation::to_part(Orientation::Portrait.footer(), "footer", "footer1.xml"),
        Relation::to_part(Orientation::Landscape.footer(), "footer", "footer2.xml"),
    ];
    related
        .extend(body.pictures.iter().map(|picture| Relation::to_part(&picture.relation(), "image", &picture.path())));
    related.extend(body.links.relations());
    let package = [
        Relation::to_part("document", "officeDocument", "word/document.xml"),
        Relation::to_part("core", "core-properties", "docProps/core.xml"),
        Relation::to_part("app", "extended-properties", "docProps/app.xml"),
    ];
    let in_language = |part: &str| part.replace("{language}", front::language(report)).into_bytes();
    let mut parts = vec![
        Part::xml("_rels/.rels", RELATIONS, relations(&package)),
        Part::xml("docProps/core.xml", CORE, properties::core(report)),
        Part::fixed("docProps/app.xml", APP, include_str!("parts/app.xml")),
        Part::xml("word/document.xml", MAIN, document(body.pieces, has_front_page(report))),
        Part::xml("word/_rels/document.xml.rels", RELATIONS, relations(&related)),
        Part { bytes: in_language(include_str!("parts/styles.xml")), ..Part::fixed("word/styles.xml", STYLES, "") },
        Part {
            bytes: in_language(include_str!("parts/settings.xml")),
            ..Part::fixed("word/settings.xml", SETTINGS, "")
        },
        Part::xml("word/numbering.xml", NUMBERING, body.numbering.part()),
        Part::fixed("word/fontTable.xml", FONTS, include_str!("parts/fonts.xml")),
        Part::fixed("word/theme/theme1.xml", THEME, include_str!("parts/theme.xml")),
        Part::xml("word/footer1.xml", FOOTER, page::footer(Orientation::Portrait, title)),
        Part::xml("word/footer2.xml", FOOTER, page::footer(Orientation::Landscape, title)),
    ];
    parts.extend(body.pictures.into_iter().map(|picture| Part {
        path: format!("word/{}", picture.path()),
        content_type: None,
        bytes: picture.png,
    }));
    parts
}

/// Title and contents before all else make a front page, which has no number.
fn has_front_page(report: &Report) -> bool {
    !report.title.is_empty() && matches!(report.blocks.first(), Some(Block::Contents))
}

fn document(pieces: Vec<Placed>, has_front_page: bool) -> Xml {
    let mut xml = Xml::document();
    xml.element("w:document", NAMESPACES, |xml| {
        xml.element("w:body", &[], |xml| sections::write(xml, pieces, has_front_page));
    });
    xml
}
