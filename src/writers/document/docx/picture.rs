//! Pictures in the text: charts as PNG at their true proportions, with words for those who do not see them.

use super::page::Orientation;
use crate::writers::xml::Xml;

/// English Metric Units in a twentieth of a point, and in a pixel of a 96 dpi screen.
const PER_TWIP: u64 = 635;
const PER_PIXEL: u64 = 9_525;

/// Charts are drawn at twice their size, to be sharp on paper.
const DRAWN_AT: u64 = 2;

/// A picture that goes into the package.
#[derive(Debug)]
pub struct Picture {
    /// Its number in the document.
    pub number: usize,
    /// The PNG.
    pub png: Vec<u8>,
}

impl Picture {
    /// The relation that the text refers to it by.
    pub fn relation(&self) -> String {
        format!("picture{}", self.number)
    }

    /// Its path below `word/`.
    pub fn path(&self) -> String {
        format!("media/picture{}.png", self.number)
    }

    /// The picture as a run.
    pub fn run(&self, xml: &mut Xml, title: &str, description: &str) {
        let (width, height) = fitted(&self.png);
        let (width, height, number) = (width.to_string(), height.to_string(), self.number.to_string());
        let name = format!("Picture {number}");
        let named = [("id", number.as_str()), ("name", &name), ("descr", description), ("title", title)];
        xml.element("w:r", &[], |xml| {
            xml.element("w:drawing", &[], |xml| {
                xml.element("wp:inline", &[("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")], |xml| {
                    xml.empty("wp:extent", &[("cx", &width), ("cy", &height)]);
                    xml.empty("wp:docPr", &named);
                    xml.fixed(
                        "<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>",
                    );
                    self.graphic(xml, &named, &width, &height);
                });
            });
        });
    }

    fn graphic(&self, xml: &mut Xml, named: &[(&str, &str)], width: &str, height: &str) {
        let uri = "http://schemas.openxmlformats.org/drawingml/2006/picture";
        xml.element("a:graphic", &[], |xml| {
            xml.element("a:graphicData", &[("uri", uri)], |xml| {
                xml.element("pic:pic", &[], |xml| {
                    xml.element("pic:nvPicPr", &[], |xml| {
                        xml.empty("pic:cNvPr", named);
                        xml.empty("pic:cNvPicPr", &[]);
                    });
                    xml.element("pic:blipFill", &[], |xml| {
                        xml.empty("a:blip", &[("r:embed", &self.relation())]);
                        xml.fixed("<a:stretch><a:fillRect/></a:stretch>");
                    });
                    xml.element("pic:spPr", &[], |xml| {
                        xml.element("a:xfrm", &[], |xml| {
                            xml.fixed("<a:off x=\"0\" y=\"0\"/>");
                            xml.empty("a:ext", &[("cx", width), ("cy", height)]);
                        });
                        xml.fixed("<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>");
                    });
                });
            });
        });
    }
}

/// The size in pixels that a PNG states.
pub fn pixels(png: &[u8]) -> Option<(u32, u32)> {
    const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
    let at = |start: usize| Some(u32::from_be_bytes(png.get(start..start + 4)?.try_into().ok()?));
    if !png.starts_with(SIGNATURE) {
        return None;
    }
    Some((at(16)?, at(20)?)).filter(|(width, height)| *width > 0 && *height > 0)
}

/// The size on the page: its own, or less so that it stands between the margins and leaves room for its caption.
fn fitted(png: &[u8]) -> (u64, u64) {
    const FOR_THE_CAPTION: u32 = 1_600;
    let (width, height) = pixels(png).map_or((1, 1), |(width, height)| (u64::from(width), u64::from(height)));
    let (natural_width, natural_height) = (width * PER_PIXEL / DRAWN_AT, height * PER_PIXEL / DRAWN_AT);
    let most_width = u64::from(Orientation::Portrait.text_width()) * PER_TWIP;
    let most_height = u64::from(Orientation::Portrait.text_height() - FOR_THE_CAPTION) * PER_TWIP;
    let (mut shown_width, mut shown_height) = (natural_width, natural_height);
    if shown_width > most_width {
        (shown_width, shown_height) = (most_width, most_width * height / width);
    }
    if shown_height > most_height {
        (shown_width, shown_height) = (most_height * width / height, most_height);
    }
    (shown_width.max(1), shown_height.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(width: u32, height: u32) -> Vec<u8> {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend(width.to_be_bytes());
        png.extend(height.to_be_bytes());
        png
    }

    #[test]
    fn what_is_no_picture_has_no_size() {
        assert_eq!(pixels(b""), None);
        assert_eq!(pixels(b"GIF89a......................"), None);
        assert_eq!(pixels(&header(0, 5)), None);
    }

    #[test]
    fn pictures_keep_their_proportions_between_the_margins() {
        let (width, height) = fitted(&header(1800, 840));
        assert_eq!(width, u64::from(Orientation::Portrait.text_width()) * PER_TWIP);
        assert_eq!(width * 840 / 1800, height);
        let (width, height) = fitted(&header(1800, 9000));
        assert!(height <= u64::from(Orientation::Portrait.text_height()) * PER_TWIP && width * 5 <= height);
        assert_eq!(fitted(&header(200, 100)), (952_500, 476_250));
    }
}
