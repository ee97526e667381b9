//! project.qde → a project: what a study has a place for, and what it has not, by name.

use std::collections::{BTreeMap, HashMap};

use roxmltree::Node;

use super::Reading;
use super::archive::Archive;
use super::codes::{self, guid};
use super::positions::{self, Raw, Selected};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Case, ForeignPassage, ForeignProject, ForeignText};

/// Reads a codebook alone.
pub fn read_codebook(root: Node<'_, '_>) -> Result<Reading> {
    if root.tag_name().name() != "CodeBook" {
        return Err(Error::new("this file is no codebook of REFI-QDA")
            .hint("a codebook ends in .qdc, a whole project in .qdpx"));
    }
    let mut reading = Reading::default();
    read_codes(root, &mut reading);
    Ok(reading)
}

/// Reads a whole project.
pub fn read(root: Node<'_, '_>, archive: &mut Archive<'_>) -> Result<Reading> {
    if root.tag_name().name() != "Project" {
        return Err(Error::new("this file is no project of REFI-QDA").hint("export the project as REFI-QDA (.qdpx)"));
    }
    let mut reading = Reading::default();
    reading.project.name = attribute(root, "name").unwrap_or_default().to_owned();
    reading.project.origin = attribute(root, "origin").unwrap_or_default().to_owned();
    if let Some(codebook) = child(root, "CodeBook") {
        read_codes(codebook, &mut reading);
    }
    let known = Known::of(root, &reading.project);
    let mut sources = Sources::default();
    for node in child(root, "Sources").into_iter().flat_map(|sources| sources.children().filter(Node::is_element)) {
        sources.source(node, archive)?;
    }
    sources.finish(&known, &mut reading);
    cases(root, &sources.places, &mut reading.project);
    leave_out(root, &mut reading);
    Ok(reading)
}

fn read_codes(codebook: Node<'_, '_>, reading: &mut Reading) {
    let Some(found) = child(codebook, "Codes") else { return };
    let (codes, too_deep) = codes::read(found);
    reading.project.codes = codes;
    if too_deep > 0 {
        reading.noticed.push(Diagnostic::warning(format!(
            "{too_deep} codes lie more than 64 levels deep; they stand at the deepest of these levels"
        )));
    }
}

/// What other parts of a project are named by.
struct Known<'a> {
    codes: HashMap<String, usize>,
    users: HashMap<String, &'a str>,
    notes: HashMap<String, String>,
}

impl<'a> Known<'a> {
    fn of(root: Node<'a, '_>, project: &ForeignProject) -> Self {
        let codes = project.codes.iter().enumerate().map(|(place, code)| (code.guid.clone(), place)).collect();
        let named = |node: Node<'a, '_>| Some((guid(attribute(node, "guid")?), attribute(node, "name")?));
        let users = children(root, "Users", "User").filter_map(named).collect();
        let words = |node: Node<'_, '_>| {
            let words = child_text(node, "PlainTextContent").or_else(|| child_text(node, "Description"))?;
            Some((guid(attribute(node, "guid")?), words.trim().to_owned()))
        };
        let notes = children(root, "Notes", "Note").filter_map(words).filter(|(_, words)| !words.is_empty()).collect();
        Self { codes, users, notes }
    }
}

/// A coding, before it is known what positions count.
struct Coded<'a> {
    text: usize,
    selected: Option<usize>,
    code: &'a str,
    user: Option<&'a str>,
    notes: Vec<String>,
}

#[derive(Default)]
struct Sources<'a> {
    names: Vec<String>,
    texts: Vec<Raw>,
    /// The place of each text by its guid.
    places: HashMap<String, usize>,
    selections: Vec<Selected>,
    coded: Vec<Coded<'a>>,
    /// What cannot be read, by kind.
    others: BTreeMap<&'static str, usize>,
    without_text: Vec<String>,
}

impl<'a> Sources<'a> {
    fn source(&mut self, node: Node<'a, '_>, archive: &mut Archive<'_>) -> Result<()> {
        let kind = match node.tag_name().name() {
            "TextSource" => return self.text(node, node, archive),
            // The words of a page, or of a recording, where the project has them.
            "PDFSource" => {
                if let Some(words) = child(node, "Representation") {
                    return self.text(node, words, archive);
                }
                "PDF"
            }
            "AudioSource" => "recording",
            "VideoSource" => "video",
            "PictureSource" => "picture",
            _ => return Ok(()),
        };
        *self.others.entry(kind).or_default() += 1;
        Ok(())
    }

    fn text(&mut self, own: Node<'a, '_>, words: Node<'a, '_>, archive: &mut Archive<'_>) -> Result<()> {
        let name = attribute(own, "name").or_else(|| attribute(words, "name"));
        let path = attribute(words, "plainTextPath");
        let inside = child_text(words, "PlainTextContent").map(str::to_owned);
        let text = match (inside, path) {
            (Some(text), _) => Some(text),
            (None, Some(path)) => archive.source(path)?,
            (None, None) => None,
        };
        let file = path.and_then(|path| path.rsplit('/').next()).unwrap_or("text");
        let name = name.map(str::trim).filter(|name| !name.is_empty()).unwrap_or(file).to_owned();
        let Some(text) = text.filter(|text| !text.trim_matches(['\u{feff}', '\n', '\r', ' ']).is_empty()) else {
            self.without_text.push(name);
            return Ok(());
        };
        let place = self.texts.len();
        for node in [own, words] {
            self.places.extend(attribute(node, "guid").map(|name| (guid(name), place)));
        }
        self.names.push(name);
        self.texts.push(Raw::new(text));
        for node in words.children().filter(|node| node.tag_name().name() == "PlainTextSelection") {
            let position = |name: &str| attribute(node, name).and_then(|position| position.trim().parse().ok());
            let (Some(start), Some(end)) = (position("startPosition"), position("endPosition")) else { continue };
            let name = attribute(node, "name").unwrap_or_default().to_owned();
            self.selections.push(Selected { text: place, start, end, name });
            let selected = Some(self.selections.len() - 1);
            self.codings(node, place, selected, attribute(node, "creatingUser"));
        }
        self.codings(own, place, None, attribute(own, "creatingUser"));
        Ok(())
    }

    fn codings(&mut self, node: Node<'a, '_>, text: usize, selected: Option<usize>, user: Option<&'a str>) {
        // A note on the selection is one on all that is coded there.
        let of_all: Vec<String> = references(node, "NoteRef").map(guid).collect();
        for coding in node.children().filter(|node| node.tag_name().name() == "Coding") {
            let Some(code) = references(coding, "CodeRef").next() else { continue };
            let notes = references(coding, "NoteRef").map(guid).chain(of_all.iter().cloned()).collect();
            let user = attribute(coding, "creatingUser").or(user);
            self.coded.push(Coded { text, selected, code, user, notes });
        }
    }

    fn finish(&mut self, known: &Known<'_>, reading: &mut Reading) {
        let (way, fitting, of) = positions::infer(&self.texts, &self.selections);
        if of > 0 {
            let said = format!(
                "positions in this project: {} ({fitting} of {of} quotations stand where they should)",
                way.sentence()
            );
            reading.noticed.push(if fitting * 10 >= of * 9 {
                Diagnostic::note(said)
            } else {
                Diagnostic::warning(said)
                    .hint("look at some of the codings: the texts may have been changed after they were coded")
            });
        }
        let places: Vec<Vec<u32>> = self.texts.iter().map(|text| text.places(way)).collect();
        let mut texts: Vec<ForeignText> = self
            .names
            .iter()
            .zip(&self.texts)
            .map(|(name, text)| ForeignText { name: name.clone(), text: text.text.clone(), ..ForeignText::default() })
            .collect();
        let (mut outside, mut strange) = (0, 0);
        for coded in &self.coded {
            let Some(&code) = known.codes.get(&guid(coded.code)) else {
                strange += 1;
                continue;
            };
            let span = match coded.selected.map(|selected| &self.selections[selected]) {
                Some(selected) => positions::span(&places[coded.text], selected.start, selected.end, way),
                // A coding of the whole text.
                None => Some((0, places[coded.text].last().map_or(0, |end| *end as usize))),
            };
            let Some((start, end)) = span.filter(|(start, end)| start < end) else {
                outside += 1;
                continue;
            };
            let memo: Vec<&str> =
                coded.notes.iter().filter_map(|note| known.notes.get(note)).map(String::as_str).collect();
            texts[coded.text].passages.push(ForeignPassage {
                start,
                end,
                code,
                coder: coded.user.and_then(|user| known.users.get(&guid(user))).map(|name| (*name).to_owned()),
                memo: Some(memo.join("\n\n")).filter(|memo| !memo.is_empty()),
            });
        }
        reading.project.texts = texts;
        self.say(reading, outside, strange);
    }

    fn say(&self, reading: &mut Reading, outside: usize, strange: usize) {
        let mut warn = |what: String| reading.noticed.push(Diagnostic::warning(what));
        if outside > 0 {
            warn(format!("{outside} codings lie outside their texts, or on nothing; not taken"));
        }
        if strange > 0 {
            warn(format!("{strange} codings have a code that the project does not know; not taken"));
        }
        for (kind, count) in &self.others {
            warn(format!("{count} × {kind}: only texts are read; not taken"));
        }
        if !self.without_text.is_empty() {
            let named: Vec<&str> = self.without_text.iter().take(5).map(String::as_str).collect();
            warn(format!(
                "{} texts are empty or not in the file; not taken ({} …)",
                self.without_text.len(),
                named.join(", ")
            ));
        }
    }
}

/// Cases with their attributes and the texts that belong to them.
fn cases(root: Node<'_, '_>, places: &HashMap<String, usize>, project: &mut ForeignProject) {
    let named = |node: Node<'_, '_>| Some((guid(attribute(node, "guid")?), attribute(node, "name")?.trim().to_owned()));
    let variables: HashMap<String, String> = children(root, "Variables", "Variable").filter_map(named).collect();
    for node in children(root, "Cases", "Case") {
        let mut case = Case { id: attribute(node, "name").unwrap_or_default().trim().to_owned(), ..Case::default() };
        if case.id.is_empty() {
            case.id = format!("case {}", project.cases.len() + 1);
        }
        for value in node.children().filter(|node| node.tag_name().name() == "VariableValue") {
            let Some(name) = references(value, "VariableRef").next().and_then(|name| variables.get(&guid(name))) else {
                continue;
            };
            let written =
                value.children().find(|node| node.tag_name().name().ends_with("Value")).and_then(|node| node.text());
            let Some(written) = written.map(str::trim).filter(|written| !written.is_empty()) else { continue };
            match name.as_str() {
                "group" => case.group = Some(written.to_owned()),
                "organisation" => case.organisation = Some(written.to_owned()),
                _ => case.attributes.push((name.clone(), written.to_owned())),
            }
        }
        let place = project.cases.len();
        for source in references(node, "SourceRef").filter_map(|source| places.get(&guid(source))) {
            project.texts[*source].cases.push(place);
        }
        project.cases.push(case);
    }
}

/// Says what a study has no place for.
fn leave_out(root: Node<'_, '_>, reading: &mut Reading) {
    for (list, one, what) in [("Links", "Link", "links"), ("Sets", "Set", "sets"), ("Graphs", "Graph", "graphs")] {
        let found = children(root, list, one).count();
        if found > 0 {
            reading
                .noticed
                .push(Diagnostic::note(format!("{found} {what} of the project have no place in a study; not taken")));
        }
    }
}

/// An attribute by its name.
pub fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute(name)
}

/// The text of the first element of this name below another.
pub fn child_text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name).and_then(|node| node.text())
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|node| node.tag_name().name() == name)
}

fn children<'a, 'i: 'a>(
    root: Node<'a, 'i>,
    list: &'static str,
    one: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    child(root, list).into_iter().flat_map(|list| list.children()).filter(move |node| node.tag_name().name() == one)
}

fn references<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = &'a str> {
    node.children().filter(move |node| node.tag_name().name() == name).filter_map(|node| node.attribute("targetGUID"))
}
