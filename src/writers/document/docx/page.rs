//! The page: A4, upright or on its side for wide tables, with the page number at the foot.

use crate::writers::xml::Xml;

/// Which way up the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    /// Upright.
    Portrait,
    /// On its side.
    Landscape,
}

const SHORT_SIDE: u32 = 11_906;
const LONG_SIDE: u32 = 16_838;
const SIDE_MARGIN: u32 = 1_304;
const UPPER_MARGIN: u32 = 1_361;
const LOWER_MARGIN: u32 = 1_247;
const FOOTER: u32 = 624;

impl Orientation {
    /// How wide and how high the page is, in twentieths of a point.
    const fn size(self) -> (u32, u32) {
        match self {
            Self::Portrait => (SHORT_SIDE, LONG_SIDE),
            Self::Landscape => (LONG_SIDE, SHORT_SIDE),
        }
    }

    /// How wide text can be, in twentieths of a point.
    pub const fn text_width(self) -> u32 {
        self.size().0 - 2 * SIDE_MARGIN
    }

    /// How high text can be, in twentieths of a point.
    pub const fn text_height(self) -> u32 {
        self.size().1 - UPPER_MARGIN - LOWER_MARGIN
    }

    /// The relation of the footer that fits.
    pub const fn footer(self) -> &'static str {
        match self {
            Self::Portrait => "footerPortrait",
            Self::Landscape => "footerLandscape",
        }
    }
}

/// The properties of a section: the pages up to here.
pub fn section(xml: &mut Xml, orientation: Orientation, is_first: bool, has_front_page: bool) {
    let (width, height) = orientation.size();
    xml.element("w:sectPr", &[], |xml| {
        xml.empty("w:footerReference", &[("w:type", "default"), ("r:id", orientation.footer())]);
        xml.value("w:type", "nextPage");
        let (width, height) = (width.to_string(), height.to_string());
        match orientation {
            Orientation::Portrait => xml.empty("w:pgSz", &[("w:w", &width), ("w:h", &height)]),
            Orientation::Landscape => {
                xml.empty("w:pgSz", &[("w:w", &width), ("w:h", &height), ("w:orient", "landscape")]);
            }
        }
        let [side, upper, lower, footer] =
            [SIDE_MARGIN, UPPER_MARGIN, LOWER_MARGIN, FOOTER].map(|twips| twips.to_string());
        xml.empty(
            "w:pgMar",
            &[
                ("w:top", &upper),
                ("w:right", &side),
                ("w:bottom", &lower),
                ("w:left", &side),
                ("w:header", &footer),
                ("w:footer", &footer),
                ("w:gutter", "0"),
            ],
        );
        xml.empty("w:cols", &[("w:space", "708")]);
        if is_first && has_front_page {
            // The first page has a footer of its own, which is none.
            xml.empty("w:titlePg", &[]);
        }
    });
}

/// The footer: the title at the left, the number of the page at the right.
pub fn footer(orientation: Orientation, title: &str) -> Xml {
    const LONGEST: usize = 90;
    let mut xml = Xml::document();
    xml.element("w:ftr", super::NAMESPACES, |xml| {
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                xml.value("w:pStyle", "Footer");
                xml.element("w:tabs", &[], |xml| {
                    let upright = Orientation::Portrait.text_width().to_string();
                    let right = orientation.text_width().to_string();
                    if right != upright {
                        xml.empty("w:tab", &[("w:val", "clear"), ("w:pos", &upright)]);
                    }
                    xml.empty("w:tab", &[("w:val", "right"), ("w:pos", &right)]);
                });
            });
            let title: Vec<&str> = title.split_whitespace().collect();
            super::text::run(xml, &super::text::Look::default(), &shortened(&title.join(" "), LONGEST));
            xml.element("w:r", &[], |xml| xml.empty("w:tab", &[]));
            super::text::field(xml, "PAGE", "1");
        });
    });
    xml
}

/// The text, cut at a word where it is longer than so many characters.
pub fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(longest.saturating_sub(1)).collect();
    if let Some(blank) = cut.rfind(' ').filter(|blank| *blank > longest / 2) {
        cut.truncate(blank);
    }
    format!("{}…", cut.trim_end())
}
