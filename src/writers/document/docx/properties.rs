//! What the document says about itself: title, authors, date, language.

use crate::model::Report;
use crate::writers::document::front;
use crate::writers::xml::Xml;

const CORE: &[(&str, &str)] = &[
    ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:dcterms", "http://purl.org/dc/terms/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
];

/// The core properties.
pub fn core(report: &Report) -> Xml {
    let mut xml = Xml::document();
    let (year, month, day) = front::dated(report.date.as_deref());
    let dated = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
    xml.element("cp:coreProperties", CORE, |xml| {
        xml.words("dc:title", &[], front::title(report));
        if let Some(subtitle) = &report.subtitle {
            xml.words("dc:subject", &[], subtitle);
        }
        xml.words("dc:creator", &[], &report.authors.join("; "));
        xml.words("dcterms:created", &[("xsi:type", "dcterms:W3CDTF")], &dated);
        xml.words("dcterms:modified", &[("xsi:type", "dcterms:W3CDTF")], &dated);
        xml.words("dc:language", &[], front::language(report));
    });
    xml
}
