//! The package: a zip of parts with their types and relations, the same bytes for the same parts.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use crate::diagnostic::{Error, Result};
use crate::writers::xml::Xml;

const CONTENT_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const RELATION_TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

/// A part of the package.
pub struct Part {
    /// Its path, without a leading slash.
    pub path: String,
    /// What it is; `None` where its ending says so.
    pub content_type: Option<&'static str>,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Part {
    /// A part of XML.
    pub fn xml(path: &str, content_type: Option<&'static str>, xml: Xml) -> Self {
        Self { path: path.to_owned(), content_type, bytes: xml.into_string().into_bytes() }
    }

    /// A part that is always the same.
    pub fn fixed(path: &str, content_type: Option<&'static str>, text: &str) -> Self {
        Self { path: path.to_owned(), content_type, bytes: text.as_bytes().to_vec() }
    }
}

/// A relation of one part to another, or to a place on the web.
pub struct Relation {
    /// What the XML of the part refers to it by.
    pub id: String,
    /// What it is: the last word of the type's address.
    pub kind: &'static str,
    /// Where it leads.
    pub target: String,
    /// Whether it leads out of the package.
    pub external: bool,
}

impl Relation {
    /// A relation to another part.
    pub fn to_part(id: &str, kind: &'static str, target: &str) -> Self {
        Self { id: id.to_owned(), kind, target: target.to_owned(), external: false }
    }
}

/// The relations of a part as XML.
pub fn relations(relations: &[Relation]) -> Xml {
    let mut xml = Xml::document();
    xml.element("Relationships", &[("xmlns", RELATIONS)], |xml| {
        for relation in relations {
            let kind = match relation.kind {
                "core-properties" => {
                    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties".to_owned()
                }
                kind => format!("{RELATION_TYPES}{kind}"),
            };
            let mut attributes = vec![("Id", relation.id.as_str()), ("Type", &kind), ("Target", &relation.target)];
            if relation.external {
                attributes.push(("TargetMode", "External"));
            }
            xml.empty("Relationship", &attributes);
        }
    });
    xml
}

/// Zips the parts in their order. The clock has no say: all are dated as early as zip can say.
///
/// # Errors
/// When the zip cannot be made, which only a lack of memory would explain.
pub fn zipped(parts: &[Part]) -> Result<Vec<u8>> {
    let write = || -> Result<Vec<u8>, zip::result::ZipError> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let dated = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .compression_level(Some(6))
            .last_modified_time(zip::DateTime::default());
        archive.start_file("[Content_Types].xml", dated)?;
        archive.write_all(content_types(parts).into_string().as_bytes())?;
        for part in parts {
            archive.start_file(part.path.as_str(), dated)?;
            archive.write_all(&part.bytes)?;
        }
        Ok(archive.finish()?.into_inner())
    };
    write().map_err(|error| Error::new(format!("the Word document could not be put together: {error}")))
}

fn content_types(parts: &[Part]) -> Xml {
    let mut xml = Xml::document();
    xml.element("Types", &[("xmlns", CONTENT_TYPES)], |xml| {
        let relations = "application/vnd.openxmlformats-package.relationships+xml";
        xml.empty("Default", &[("Extension", "rels"), ("ContentType", relations)]);
        xml.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")]);
        xml.empty("Default", &[("Extension", "png"), ("ContentType", "image/png")]);
        for part in parts {
            if let Some(content_type) = part.content_type {
                let path = format!("/{}", part.path);
                xml.empty("Override", &[("PartName", &path), ("ContentType", content_type)]);
            }
        }
    });
    xml
}
