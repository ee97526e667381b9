//! QDC of REFI-QDA 1.5: a codebook alone.

use super::codebook;
use super::{ExchangeWriter, Project, Written};
use crate::diagnostic::Result;
use crate::writers::xml::Xml;

/// The format.
#[derive(Debug)]
pub struct Qdc;

impl ExchangeWriter for Qdc {
    fn name(&self) -> &'static str {
        "qdc"
    }

    fn title(&self) -> &'static str {
        "the codebook for NVivo, MAXQDA, ATLAS.ti, QualCoder (REFI-QDA)"
    }

    fn holds_interviews(&self) -> bool {
        false
    }

    fn write(&self, project: &Project<'_>) -> Result<Written> {
        let mut xml = Xml::document();
        let attributes = [("xmlns", "urn:QDA-XML:codebook:1.0"), ("origin", super::qdpx::ORIGIN)];
        xml.element("CodeBook", &attributes, |xml| codebook::write(xml, project.codebook));
        Ok(Written { bytes: xml.into_string().into_bytes(), losses: super::qdpx::rules_lost(project) })
    }
}
