//! Numbering of lists: bullets, and figures that begin anew with every list.

use crate::writers::xml::Xml;

/// The numbering of bullets; also in the style sheet.
pub const BULLETS: u32 = 1;
/// The numbering that the style of numbered lists has; also in the style sheet.
const FIGURES: u32 = 2;

/// Word knows nine levels.
const LEVELS: usize = 9;
const STEP: usize = 397;

/// The numberings that a document needs.
#[derive(Debug, Default)]
pub struct Numbering {
    /// Level at which each numbered list begins.
    lists: Vec<usize>,
}

impl Numbering {
    /// A numbering for one more numbered list at this level.
    pub fn begin(&mut self, level: usize) -> u32 {
        self.lists.push(level.min(LEVELS - 1));
        FIGURES + u32::try_from(self.lists.len()).unwrap_or(0)
    }

    /// The part of the package.
    pub fn part(&self) -> Xml {
        let mut xml = Xml::document();
        xml.element("w:numbering", super::NAMESPACES, |xml| {
            kind(xml, "0", "bullet", |level| ["•", "–", "•"][level % 3].to_owned());
            kind(xml, "1", "decimal", |level| format!("%{}.", level + 1));
            number(xml, BULLETS, "0", None);
            number(xml, FIGURES, "1", None);
            for (list, level) in (FIGURES + 1..).zip(&self.lists) {
                number(xml, list, "1", Some(*level));
            }
        });
        xml
    }
}

/// How far a level's text stands from the margin, in twentieths of a point.
pub fn indent(level: usize) -> u32 {
    u32::try_from((level.min(LEVELS - 1) + 1) * STEP).unwrap_or(0)
}

fn kind(xml: &mut Xml, id: &str, format: &str, mark: impl Fn(usize) -> String) {
    xml.element("w:abstractNum", &[("w:abstractNumId", id)], |xml| {
        xml.value("w:multiLevelType", "hybridMultilevel");
        for level in 0..LEVELS {
            xml.element("w:lvl", &[("w:ilvl", &level.to_string())], |xml| {
                xml.value("w:start", "1");
                // Second levels of figures are letters, third ones Roman.
                let format =
                    if format == "decimal" { ["decimal", "lowerLetter", "lowerRoman"][level % 3] } else { format };
                xml.value("w:numFmt", format);
                xml.value("w:lvlText", &mark(level));
                xml.value("w:lvlJc", "left");
                xml.element("w:pPr", &[], |xml| {
                    xml.empty("w:ind", &[("w:left", &indent(level).to_string()), ("w:hanging", "340")]);
                });
            });
        }
    });
}

fn number(xml: &mut Xml, id: u32, kind: &str, restarted: Option<usize>) {
    xml.element("w:num", &[("w:numId", &id.to_string())], |xml| {
        xml.value("w:abstractNumId", kind);
        if let Some(level) = restarted {
            xml.element("w:lvlOverride", &[("w:ilvl", &level.to_string())], |xml| xml.value("w:startOverride", "1"));
        }
    });
}
