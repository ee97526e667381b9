//! Workbooks of Excel since 2007 (.xlsx): each part is unpacked once, and its cells are taken as they come.

use std::collections::HashMap;
use std::io::Read;

use super::cells;
use super::fault::Fault;
use super::formats::{self, Format};
use super::markup::{Does, LONGEST, Markup, Tag};
use super::package::Package;
use super::sheet::Filled;
use super::texts::{MOST_TEXTS, Texts};

/// What a workbook says of itself, and what its sheets share.
pub struct Book<'a> {
    package: Package<'a>,
    /// The sheets in the order of their tabs.
    pub tabs: Vec<Tab>,
    shared: Shared,
}

/// A sheet as its workbook names it.
#[derive(Debug, Clone, Default)]
pub struct Tab {
    /// Its name.
    pub name: String,
    /// Whether it can be seen; a sheet of a macro can not.
    pub is_visible: bool,
    part: String,
    is_table: bool,
}

/// What the cells of all sheets refer to.
#[derive(Debug, Default)]
pub struct Shared {
    /// The texts; those that the workbook lists have the first numbers.
    pub texts: Texts,
    /// How many texts the workbook lists.
    pub listed: usize,
    /// The formats of cells.
    pub formats: Vec<Format>,
    /// Whether days are counted from 1904.
    pub since_1904: bool,
}

/// A part that another names: its kind and where it is.
#[derive(Debug)]
struct Relation {
    kind: String,
    part: String,
}

impl<'a> Book<'a> {
    /// Opens a workbook: all but its cells.
    pub fn open(mut package: Package<'a>) -> Result<Self, Fault> {
        let main = main_part(&mut package)?.ok_or(Fault::Damaged)?;
        let relations = relations(&mut package, &main)?;
        let mut shared = Shared::default();
        let markup = package.markup(&main)?.ok_or(Fault::Damaged)?;
        let tabs = tabs(markup, &relations, &mut shared)?;
        let of_kind = |kind: &str, usual: &str| {
            let found: Option<&String> = relations.iter().find(|(_, it)| it.kind == kind).map(|(_, it)| &it.part);
            found.cloned().unwrap_or_else(|| beside(&main, usual))
        };
        if let Some(markup) = package.markup(&of_kind("styles", "styles.xml"))? {
            shared.formats = formats::read(markup)?;
        }
        if let Some(markup) = package.markup(&of_kind("sharedStrings", "sharedStrings.xml"))? {
            list_texts(markup, &mut shared.texts)?;
            shared.listed = shared.texts.count();
        }
        Ok(Self { package, tabs, shared })
    }

    /// The cells of a sheet; none where it is a chart or cannot be found.
    pub fn read(&mut self, tab: &Tab) -> Result<Option<Filled>, Fault> {
        if !tab.is_table {
            return Ok(None);
        }
        match self.package.markup(&tab.part)? {
            Some(markup) => cells::read(markup, &mut self.shared).map(Some),
            None => Ok(None),
        }
    }

    /// The texts of all that was read.
    pub fn into_texts(self) -> Texts {
        self.shared.texts
    }
}

/// Whether a package is a workbook with its parts in places of its own.
pub fn is_workbook(package: &mut Package<'_>) -> bool {
    let main = main_part(package).ok().flatten();
    let found = main.and_then(|main| {
        package.markup(&main).ok()?.and_then(|mut markup| markup.next().ok()?.map(|tag| tag.name == b"workbook"))
    });
    found.unwrap_or(false)
}

/// Where the workbook itself is: nearly always `xl/workbook.xml`.
fn main_part(package: &mut Package<'_>) -> Result<Option<String>, Fault> {
    const USUAL: &str = "xl/workbook.xml";
    if package.has(USUAL) {
        return Ok(Some(USUAL.to_owned()));
    }
    let main = relations(package, "")?.into_iter().find(|(_, relation)| relation.kind == "officeDocument");
    Ok(main.map(|(_, relation)| relation.part))
}

/// The parts that a part refers to, by the ids that it uses, in the order of the file.
fn relations(package: &mut Package<'_>, part: &str) -> Result<Vec<(String, Relation)>, Fault> {
    let name = part.rsplit('/').next().unwrap_or_default();
    let mut found = Vec::new();
    let Some(mut markup) = package.markup(&beside(part, &format!("_rels/{name}.rels")))? else { return Ok(found) };
    while let Some(tag) = markup.next()? {
        if tag.begins(b"Relationship") {
            let attribute = |name: &[u8]| tag.attribute(name).unwrap_or_default().into_owned();
            let kind = attribute(b"Type").rsplit('/').next().unwrap_or_default().to_owned();
            found.push((attribute(b"Id"), Relation { kind, part: beside(part, &attribute(b"Target")) }));
        }
    }
    Ok(found)
}

/// A name as a part gives it, from the top of the package.
fn beside(part: &str, target: &str) -> String {
    if target.starts_with(['/', '\\']) {
        return target.trim_start_matches(['/', '\\']).to_owned();
    }
    let mut folders: Vec<&str> = part.split('/').collect();
    folders.pop();
    for step in target.split(['/', '\\']) {
        match step {
            ".." => drop(folders.pop()),
            "." | "" => {}
            _ => folders.push(step),
        }
    }
    folders.join("/")
}

fn tabs<R: Read>(
    mut markup: Markup<R>,
    relations: &[(String, Relation)],
    shared: &mut Shared,
) -> Result<Vec<Tab>, Fault> {
    let by_id: HashMap<&str, &Relation> = relations.iter().map(|(id, relation)| (id.as_str(), relation)).collect();
    let mut tabs = Vec::new();
    while let Some(tag) = markup.next()? {
        if tag.begins(b"workbookPr") {
            shared.since_1904 = tag.attribute(b"date1904").is_some_and(|yes| matches!(yes.as_ref(), "1" | "true"));
        } else if tag.begins(b"sheet") {
            tabs.push(tab(&tag, &by_id, tabs.len()));
        }
    }
    Ok(tabs)
}

fn tab(tag: &Tag<'_>, relations: &HashMap<&str, &Relation>, place: usize) -> Tab {
    // The id has a prefix, which tells it from `sheetId`.
    let relation = tag.attribute(b"id").and_then(|id| relations.get(id.as_ref()).copied());
    Tab {
        name: tag.attribute(b"name").unwrap_or_default().into_owned(),
        is_visible: tag.attribute(b"state").is_none_or(|state| state == "visible"),
        part: relation.map_or_else(|| format!("xl/worksheets/sheet{}.xml", place + 1), |it| it.part.clone()),
        is_table: relation.is_none_or(|relation| relation.kind == "worksheet"),
    }
}

/// Reads the texts that the workbook lists, each with its number in the order of the file.
fn list_texts<R: Read>(mut markup: Markup<R>, texts: &mut Texts) -> Result<(), Fault> {
    let mut text = RichText::default();
    while let Some(tag) = markup.next()? {
        if tag.begins(b"sst") {
            let announced = tag.attribute(b"uniqueCount").and_then(|count| count.trim().parse::<u64>().ok());
            if announced.is_some_and(|count| count > MOST_TEXTS as u64) {
                return Err(Fault::ManyTexts);
            }
        } else if tag.name == b"si" {
            if tag.does != Does::Opens {
                texts.add(text.words())?;
            }
            text.clear();
        } else {
            text.take(&tag)?;
        }
    }
    markup.finish()
}

/// A text of several runs, each with a look of its own.
#[derive(Debug, Default)]
pub struct RichText {
    words: String,
    /// Whether the words are how something is pronounced, which stands above it.
    is_above: bool,
    keeps_blanks: bool,
}

impl RichText {
    /// Begins anew.
    pub fn clear(&mut self) {
        self.words.clear();
        self.is_above = false;
    }

    /// Takes what a tag inside the text brings.
    pub fn take(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        match (tag.name, tag.does) {
            (b"rPh", does) => self.is_above = does == Does::Opens,
            (b"t", Does::Opens) => {
                self.keeps_blanks = tag.attributes().any(|(key, value)| key == b"xml:space" && value == b"preserve");
            }
            (b"t", Does::Closes) if !self.is_above => {
                let words = tag.text.words()?;
                let words = if self.keeps_blanks { &words } else { words.trim_matches([' ', '\t', '\r', '\n']) };
                push_unescaped(&mut self.words, words);
                if self.words.len() > LONGEST {
                    return Err(Fault::LongText);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The words; none where nothing but blanks was found.
    pub fn words(&self) -> &str {
        if self.words.trim().is_empty() { "" } else { &self.words }
    }
}

/// Adds words in which `_x000A_` stands for a character that XML cannot hold.
pub fn push_unescaped(to: &mut String, words: &str) {
    let mut rest = words;
    let mut units: Vec<u16> = Vec::new();
    while let Some(start) = rest.find("_x") {
        let unit = rest.get(start + 2..start + 6).and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let Some(unit) = unit.filter(|_| rest.as_bytes().get(start + 6) == Some(&b'_')) else {
            flush(to, &mut units);
            to.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            continue;
        };
        if start > 0 {
            flush(to, &mut units);
            to.push_str(&rest[..start]);
        }
        units.push(unit);
        rest = &rest[start + 7..];
    }
    flush(to, &mut units);
    to.push_str(rest);
}

/// Characters beyond the first plane are written as two.
fn flush(to: &mut String, units: &mut Vec<u16>) {
    to.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
}
