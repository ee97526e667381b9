//! project.qde → a project: what a study has a place for, and what it has not, by name.

use std::collections::{BTreeMap, HashMap};

use roxmltree::Node;

use super::Reading;
use super::archive::{Archive, leads_out};
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
    let known = Known::of(root, &reading.project, archive)?;
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

/// “1 text is”, “3 texts are”.
fn some(count: usize, [one, several]: [&str; 2]) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// What other parts of a project are named by.
struct Known<'a> {
    codes: HashMap<String, usize>,
    users: HashMap<String, &'a str>,
    notes: HashMap<String, String>,
}

impl<'a> Known<'a> {
    fn of(root: Node<'a, '_>, project: &ForeignProject, archive: &mut Archive<'_>) -> Result<Self> {
        let codes = project.codes.iter().enumerate().map(|(place, code)| (code.guid.clone(), place)).collect();
        let named = |node: Node<'a, '_>| Some((guid(attribute(node, "guid")?), attribute(node, "name")?));
        let users = children(root, "Users", "User").filter_map(named).collect();
        let mut notes = HashMap::new();
        for node in children(root, "Notes", "Note") {
            let Some(name) = attribute(node, "guid") else { continue };
            // Words of a note stand in the project or, as those of a source, in a file.
            let inside = words_of(node, "PlainTextContent").or_else(|| words_of(node, "Description"));
            let words = match (inside, attribute(node, "plainTextPath")) {
                (None, Some(path)) => archive.source(path)?,
                (inside, _) => inside,
            };
            let words = words.map(|words| words.trim_start_matches('\u{feff}').replace("\r\n", "\n").trim().to_owned());
            notes.extend(words.filter(|words| !words.is_empty()).map(|words| (guid(name), words)));
        }
        Ok(Self { codes, users, notes })
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
    /// What cannot be read, by kind, with how many codings stand on it.
    others: BTreeMap<&'static str, (usize, usize)>,
    without_text: Vec<String>,
    /// Texts that are kept outside the project, with their paths.
    elsewhere: Vec<String>,
    /// Codings on areas of pages, which are no words.
    areas: usize,
}

impl<'a> Sources<'a> {
    fn source(&mut self, node: Node<'a, '_>, archive: &mut Archive<'_>) -> Result<()> {
        let kind = match node.tag_name().name() {
            "TextSource" => return self.text(node, node, archive),
            // The words of a page, or of a recording, where the project has them.
            "PDFSource" => "PDF",
            "AudioSource" => "recording",
            "VideoSource" => "video",
            "PictureSource" => "picture",
            _ => return Ok(()),
        };
        let words: Vec<Node<'a, '_>> = node
            .children()
            .filter(|child| matches!(child.tag_name().name(), "Representation" | "Transcript" | "TextDescription"))
            .collect();
        for words in &words {
            self.text(node, *words, archive)?;
        }
        let coded = |node: Node<'_, '_>| node.descendants().filter(|one| one.tag_name().name() == "Coding").count();
        if words.is_empty() {
            let (sources, codings) = self.others.entry(kind).or_default();
            (*sources, *codings) = (*sources + 1, *codings + coded(node));
            return Ok(());
        }
        let beside = node.children().filter(|child| child.tag_name().name().ends_with("Selection"));
        self.areas += beside.map(coded).sum::<usize>();
        Ok(())
    }

    fn text(&mut self, own: Node<'a, '_>, words: Node<'a, '_>, archive: &mut Archive<'_>) -> Result<()> {
        let name = attribute(own, "name").or_else(|| attribute(words, "name"));
        let path = attribute(words, "plainTextPath");
        let inside = words_of(words, "PlainTextContent");
        let text = match (inside, path) {
            (Some(text), _) => Some(text),
            (None, Some(path)) => archive.source(path)?,
            (None, None) => None,
        };
        let file = path.and_then(|path| path.rsplit('/').next()).unwrap_or("text");
        let name = name.map(str::trim).filter(|name| !name.is_empty()).unwrap_or(file).to_owned();
        if let (None, Some(path)) = (&text, path.filter(|path| leads_out(path))) {
            self.elsewhere.push(format!("{name}: {path}"));
            return Ok(());
        }
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
        // Words of a recording are selected from one point of time to another, each with its position.
        let points: HashMap<String, i64> = words
            .children()
            .filter(|node| node.tag_name().name() == "SyncPoint")
            .filter_map(|node| Some((guid(attribute(node, "guid")?), number(node, "position")?)))
            .collect();
        for node in words.children() {
            let point = |name: &str| points.get(&guid(attribute(node, name)?)).copied();
            let (start, end) = match node.tag_name().name() {
                "PlainTextSelection" => (number(node, "startPosition"), number(node, "endPosition")),
                "TranscriptSelection" => (point("fromSyncPoint"), point("toSyncPoint")),
                _ => continue,
            };
            // A selection without its places is none: what is coded there is said to be lost.
            let (start, end) = (start.unwrap_or(-1), end.unwrap_or(-1));
            let name = attribute(node, "name").unwrap_or_default().to_owned();
            self.selections.push(Selected { text: place, start, end, name });
            let selected = Some(self.selections.len() - 1);
            self.codings(node, place, selected, attribute(node, "creatingUser"));
        }
        self.codings(own, place, None, attribute(own, "creatingUser"));
        if words != own {
            self.codings(words, place, None, attribute(words, "creatingUser"));
        }
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
        if self.is_open(of) {
            reading.noticed.push(
                Diagnostic::warning("no quotation in this project tells how its positions are counted; they are taken as characters, with line ends as one")
                    .hint("look at some of the codings before you go on"),
            );
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
                coder: self.coder(coded, known),
                memo: Some(memo.join("\n\n")).filter(|memo| !memo.is_empty()),
            });
        }
        reading.project.texts = texts;
        self.say(reading, outside, strange);
    }

    /// Who coded. Where the project does not say it of a coding, its only user did.
    fn coder(&self, coded: &Coded<'_>, known: &Known<'_>) -> Option<String> {
        let named = coded.user.and_then(|user| known.users.get(&guid(user)));
        let only = || known.users.values().next().filter(|_| known.users.len() == 1);
        named.or_else(only).map(|name| (*name).to_owned())
    }

    fn say(&self, reading: &mut Reading, outside: usize, strange: usize) {
        let mut warn = |what: String| reading.noticed.push(Diagnostic::warning(what));
        if outside > 0 {
            warn(format!(
                "{} or on nothing; not taken",
                some(outside, ["coding lies outside its text", "codings lie outside their texts"])
            ));
        }
        if strange > 0 {
            warn(format!(
                "{} a code that the project does not know; not taken",
                some(strange, ["coding has", "codings have"])
            ));
        }
        for (kind, (count, codings)) in &self.others {
            let coded = if *codings > 0 { format!(", and {codings} codings on them") } else { String::new() };
            warn(format!("{count} × {kind}: only texts are read; not taken{coded}"));
        }
        if self.areas > 0 {
            warn(format!(
                "{} codings stand on areas of pages or stretches of recordings, and not on words; not taken",
                self.areas
            ));
        }
        if !self.elsewhere.is_empty() {
            let named: Vec<&str> = self.elsewhere.iter().take(5).map(String::as_str).collect();
            warn(format!(
                "{} outside the project, and a path that leads out of it is not followed; not taken ({}). Export the project with its sources inside, or import these files on their own",
                some(self.elsewhere.len(), ["text is kept", "texts are kept"]),
                named.join("; ")
            ));
        }
        if !self.without_text.is_empty() {
            let named: Vec<&str> = self.without_text.iter().take(5).map(String::as_str).collect();
            warn(format!(
                "{} empty or not in the file; not taken ({}{})",
                some(self.without_text.len(), ["text is", "texts are"]),
                named.join(", "),
                if self.without_text.len() > named.len() { " …" } else { "" }
            ));
        }
    }

    /// Whether positions could be counted in several ways and nothing tells in which.
    fn is_open(&self, of: usize) -> bool {
        of == 0 && !self.selections.is_empty() && self.texts.iter().any(Raw::may_differ)
    }
}

/// Cases with their attributes and the texts that belong to them. Some programs have no cases and describe the texts: each is a case then.
fn cases(root: Node<'_, '_>, places: &HashMap<String, usize>, project: &mut ForeignProject) {
    let named = |node: Node<'_, '_>| Some((guid(attribute(node, "guid")?), attribute(node, "name")?.trim().to_owned()));
    let variables: HashMap<String, String> = children(root, "Variables", "Variable").filter_map(named).collect();
    for node in children(root, "Cases", "Case") {
        let mut case = Case { id: attribute(node, "name").unwrap_or_default().trim().to_owned(), ..Case::default() };
        if case.id.is_empty() {
            case.id = format!("case {}", project.cases.len() + 1);
        }
        describe(node, &variables, &mut case);
        let place = project.cases.len();
        for source in references(node, "SourceRef").filter_map(|source| places.get(&guid(source))) {
            project.texts[*source].cases.push(place);
        }
        project.cases.push(case);
    }
    for node in children(root, "Sources", "TextSource") {
        let Some(&text) = attribute(node, "guid").and_then(|own| places.get(&guid(own))) else { continue };
        let mut case = Case { id: project.texts[text].name.clone(), ..Case::default() };
        describe(node, &variables, &mut case);
        if case.group.is_none() && case.organisation.is_none() && case.attributes.is_empty() {
            continue;
        }
        match project.texts[text].cases.as_slice() {
            [] => {
                project.texts[text].cases.push(project.cases.len());
                project.cases.push(case);
            }
            [only] => complete(&mut project.cases[*only], case),
            // What is said of a text that several share is said of none of them.
            _ => {}
        }
    }
}

/// Takes the values of variables over into a case.
fn describe(node: Node<'_, '_>, variables: &HashMap<String, String>, case: &mut Case) {
    for value in node.children().filter(|node| node.tag_name().name() == "VariableValue") {
        let Some(name) = references(value, "VariableRef").next().and_then(|name| variables.get(&guid(name))) else {
            continue;
        };
        let written =
            value.children().find(|node| node.tag_name().name().ends_with("Value")).and_then(|node| node.text());
        let Some(written) = written.map(str::trim).filter(|written| !written.is_empty()) else { continue };
        match name.to_lowercase().as_str() {
            "group" => case.group = Some(written.to_owned()),
            // These columns of cases.csv mean something else.
            "case" | "respondent" | "consent" => {
                case.attributes.push((format!("{name} in project"), written.to_owned()));
            }
            "organisation" | "organization" => case.organisation = Some(written.to_owned()),
            _ => case.attributes.push((name.clone(), written.to_owned())),
        }
    }
}

/// Adds what a case lacks.
fn complete(case: &mut Case, more: Case) {
    case.group = case.group.take().or(more.group);
    case.organisation = case.organisation.take().or(more.organisation);
    for (name, value) in more.attributes {
        if !case.attributes.iter().any(|(known, _)| *known == name) {
            case.attributes.push((name, value));
        }
    }
}

/// Says what a study has no place for.
fn leave_out(root: Node<'_, '_>, reading: &mut Reading) {
    let below = |list: &str, own: &str| {
        let within = child(root, list).into_iter().flat_map(|list| list.descendants());
        within
            .filter(|node| {
                node.tag_name().name() == own && node.parent().is_none_or(|one| one.tag_name().name() != "Coding")
            })
            .count()
    };
    let in_words = |node: &Node<'_, '_>| {
        matches!(
            node.parent().map(|one| one.tag_name().name().to_owned()).as_deref(),
            Some("TextSource" | "PDFSource" | "AudioSource" | "VideoSource" | "PictureSource")
        )
    };
    let sources = || child(root, "Sources").into_iter().flat_map(|list| list.descendants());
    let on_sources = |own: &str| sources().filter(|node| node.tag_name().name() == own).filter(in_words).count();
    let left = [
        (
            below("CodeBook", "NoteRef")
                + below("Cases", "NoteRef")
                + on_sources("NoteRef")
                + references(root, "NoteRef").count(),
            "notes on codes, cases, sources or the project",
        ),
        (below("Cases", "CodeRef"), "codings of cases as a whole"),
        (below("Cases", "SelectionRef"), "passages that belong to a case, and not the whole text"),
        (on_sources("VariableValue"), "values of variables of sources"),
        (below("CodeBook", "Set"), "sets of codes"),
    ];
    for (count, what) in left.into_iter().filter(|(count, _)| *count > 0) {
        reading.noticed.push(Diagnostic::note(format!("{count} {what} have no place in a study; not taken")));
    }
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

/// The whole text of the first element of this name below another, comments and CDATA or not; none where it is not there.
fn words_of(node: Node<'_, '_>, name: &str) -> Option<String> {
    let words =
        child(node, name)?.children().filter(|child| child.is_text()).filter_map(|child| child.text()).collect();
    Some(words).filter(|words: &String| !words.is_empty())
}

fn number(node: Node<'_, '_>, name: &str) -> Option<i64> {
    attribute(node, name)?.trim().parse().ok()
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
