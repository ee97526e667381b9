//! `canvass code --test`: the rules against what people coded, and the bounds that study.toml sets.

use std::collections::BTreeSet;

use super::Outcome;
use super::code::Args;
use super::coded::{self, many};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::coding::agreement::UnitKind;
use crate::coding::rule_test::{RuleTest, Tested, test};
use crate::coding::{Rules, reconcile, rules};
use crate::diagnostic::{Diagnostic, Error, Place, Result, unknown_name};
use crate::model::{Block, Coding, CodingState, Report, Table};
use crate::number;
use crate::stats::precision_recall::{Counts, Measured};
use crate::study::file::{Approach, CodeBounds, RuleBounds};
use crate::tabulate::rule_test::{LEVEL, RuleTestRow, rule_test};

/// Runs the test. Exit code 1 where a figure is below its bound.
///
/// # Errors
/// When a coder, document, code or unit is not known, or nobody coded anything there.
pub fn run(args: &Args, workspace: &Workspace, rules: &Rules, terminal: &Terminal) -> Result<Outcome> {
    if workspace.study.file.study.approach == Approach::Reflexive && !args.anyway {
        return Err(Error::new("this study is reflexive, and what rules find is no measure of what was coded")
            .in_place(Place::file("study.toml").at("[study] approach"))
            .hint("a reading is not meant to be repeated by a list of words (docs/methods.md); --anyway computes it all the same"));
    }
    let codes: Vec<String> = args
        .codes
        .iter()
        .map(|typed| coded::code(workspace, typed).map(|code| code.id.clone()))
        .collect::<Result<_>>()?;
    let unit = match args.unit.as_str() {
        "turn" => UnitKind::Turn,
        "sentence" => UnitKind::Sentence,
        other => return Err(unknown_name("unit", other, ["turn", "sentence"])),
    };
    let held_out = held_out(workspace);
    let documents = if args.document.is_empty() { held_out } else { &args.document };
    known_documents(workspace, documents)?;
    let people = people(workspace, &args.against)?;
    let corpus = &workspace.corpus;
    let codebook = &workspace.codebook;
    let tested = test(RuleTest { corpus, codebook, rules, people: &people, documents, codes: &codes, unit });
    if tested.documents.is_empty() {
        return Err(nothing(&tested));
    }
    if documents.is_empty() {
        terminal.noticed(&[Diagnostic::warning(
            "the rules are tested on all documents that people coded, those among them that they were written from",
        )
        .in_place(Place::file("study.toml").at("[interviews]"))
        .hint("keep documents apart that nobody looks at while writing rules: held_out = [\"…\"]")]);
    }
    let table = table(&tested, &people, workspace, unit);
    let study = &workspace.study.file.study;
    let language = study.language.clone().unwrap_or_else(|| "en-GB".into());
    let report = Report { language, date: study.date.clone(), blocks: vec![Block::table(table)], ..Report::default() };
    terminal.put(&report, &args.output)?;
    let below = bounds(workspace).map_or_else(Vec::new, |bounds| below(&tested, bounds, codes.is_empty()));
    terminal.noticed(&below);
    terminal.next("canvass code --explain CODE shows what its rules find, canvass quotes CODE what people coded");
    Ok(if below.is_empty() { Outcome::Fine } else { Outcome::Found })
}

/// Where rules do not reach the bounds that study.toml sets, for `check`.
pub fn below_bounds(workspace: &Workspace) -> Vec<Diagnostic> {
    let Some(bounds) = bounds(workspace) else { return Vec::new() };
    let mut found = unfit(bounds, workspace);
    // Broken rules are said by themselves.
    let Ok(rules) = coded::compiled(workspace) else { return found };
    let documents = held_out(workspace);
    let tested = known_documents(workspace, documents).and_then(|()| {
        let people = people(workspace, &[])?;
        let tested = test(RuleTest {
            corpus: &workspace.corpus,
            codebook: &workspace.codebook,
            rules: &rules,
            people: &people,
            documents,
            codes: &[],
            unit: UnitKind::Turn,
        });
        if tested.documents.is_empty() { Err(nothing(&tested)) } else { Ok(below(&tested, bounds, true)) }
    });
    match tested {
        Ok(below) => found.extend(below),
        Err(error) => {
            let mut why = Diagnostic::warning(format!("the bounds of rules cannot be checked: {}", error.what()))
                .in_place(Place::file("study.toml").at("[interviews.rules]"));
            if let Some(hint) = error.hint_text() {
                why = why.hint(hint);
            }
            found.push(why);
        }
    }
    found
}

fn held_out(workspace: &Workspace) -> &[String] {
    workspace.study.file.interviews.as_ref().map_or(&[], |interviews| interviews.held_out.as_slice())
}

fn bounds(workspace: &Workspace) -> Option<&RuleBounds> {
    let bounds = workspace.study.file.interviews.as_ref().map(|interviews| &interviews.rules);
    bounds.filter(|bounds| **bounds != RuleBounds::default())
}

/// Bounds that no figure can be held against.
fn unfit(bounds: &RuleBounds, workspace: &Workspace) -> Vec<Diagnostic> {
    let place = || Place::file("study.toml").at("[interviews.rules]");
    let mut found = Vec::new();
    let all = [bounds.together(), bounds.each].into_iter().chain(bounds.codes.values().copied());
    for bound in all.flat_map(|of| [of.precision, of.recall, of.f1]).flatten().filter(|of| !(0.0..=1.0).contains(of)) {
        let what = format!("{bound} is no bound of a share");
        found.push(Diagnostic::error(what).in_place(place()).hint("write it between 0 and 1: precision = 0.7"));
    }
    let known: Vec<&str> = workspace.codebook.codes.iter().map(|code| code.id.as_str()).collect();
    for code in bounds.codes.keys().filter(|code| !known.contains(&code.as_str())) {
        found.push(Diagnostic::from(unknown_name("code", code, known.iter().copied()).in_place(place())));
    }
    found
}

fn known_documents(workspace: &Workspace, documents: &[String]) -> Result<()> {
    let known = || workspace.corpus.documents.iter().map(|document| document.id.as_str());
    let known_ids: BTreeSet<&str> = known().collect();
    match documents.iter().find(|id| !known_ids.contains(id.as_str())) {
        Some(id) => Err(unknown_name("document", id, known_ids.iter().copied())),
        None => Ok(()),
    }
}

/// What people coded: of those named, else what counts in the report, the final coding where documents were reconciled.
fn people<'a>(workspace: &'a Workspace, named: &[String]) -> Result<Vec<&'a Coding>> {
    let moved: BTreeSet<&str> = workspace.moved.iter().map(String::as_str).collect();
    let is_by_people = |coding: &&Coding| coding.coder != rules::CODER && !moved.contains(coding.id.as_str());
    let by_people = || workspace.codings.iter().filter(is_by_people);
    let known: BTreeSet<&str> = by_people().map(|coding| coding.coder.as_str()).collect();
    for name in named {
        if name == rules::CODER {
            return Err(Error::new("rules tested against themselves would always be right")
                .hint("name a person: --against NAME"));
        }
        if !known.contains(name.as_str()) {
            return Err(unknown_name("coder", name, known.iter().copied()));
        }
    }
    if !named.is_empty() {
        return Ok(by_people().filter(|coding| named.contains(&coding.coder)).collect());
    }
    let counted = workspace.study.file.interviews.as_ref().map_or(&[][..], |interviews| interviews.coders.as_slice());
    let reconciled = workspace.reconciled();
    let counts = |coding: &&Coding| {
        let is_final = coding.coder == reconcile::CODER;
        is_final == reconciled.contains(coding.document.as_str())
            && (is_final || counted.is_empty() || counted.contains(&coding.coder))
    };
    Ok(by_people().filter(counts).collect())
}

fn nothing(tested: &Tested<'_>) -> Error {
    let error = match tested.not_coded[..] {
        [] => Error::new("nobody has coded anything that the rules could be tested against"),
        [one] => Error::new(format!("nobody has coded anything in “{one}”, so the rules cannot be tested there")),
        [first, ..] => Error::new(format!(
            "nobody has coded anything in {} such as “{first}”, so the rules cannot be tested there",
            many(tested.not_coded.len(), "document")
        )),
    };
    error.hint("people code first: canvass take FILE --coder NAME brings their codings in")
}

fn table(tested: &Tested<'_>, people: &[&Coding], workspace: &Workspace, unit: UnitKind) -> Table {
    let rows: Vec<RuleTestRow> = tested
        .codes
        .iter()
        .map(|row| RuleTestRow { key: row.code.id.clone(), label: row.code.name.clone(), counts: row.counts })
        .collect();
    let percent_from = workspace.study.file.report.percent_from;
    let mut table = rule_test(&rows, unit.words(), percent_from, notes(tested, people, workspace, unit));
    table.provenance.sources.push(coded::codebook_file(workspace).to_owned());
    table
}

/// What was tested on what: unit, documents, people, and what was left out.
fn notes(tested: &Tested<'_>, people: &[&Coding], workspace: &Workspace, unit: UnitKind) -> Vec<String> {
    let several = unit.words().1;
    let count = tested.documents.len();
    let named = if count <= 12 { format!(": {}", tested.documents.join(", ")) } else { String::new() };
    let mut notes = vec![format!(
        "{} {several} of what participants say in {}{named}.",
        number::count(tested.units),
        many(count, "document")
    )];
    let held_out = held_out(workspace);
    notes.push(if !held_out.is_empty() && tested.documents.iter().all(|id| held_out.iter().any(|held| held == id)) {
        "These documents are kept apart (held_out in study.toml): the rules should have been written without them.".into()
    } else {
        "Not all of these documents are kept apart (held_out in study.toml). Rules do better on documents that they were written from \
         than on others."
            .into()
    });
    let coders: BTreeSet<&str> = people
        .iter()
        .filter(|coding| coding.state == CodingState::Accepted && tested.documents.contains(&coding.document.as_str()))
        .map(|coding| coding.coder.as_str())
        .collect();
    let coders: Vec<&str> = coders.into_iter().collect();
    let any = if coders.len() > 1 { "; what any of them coded is coded" } else { "" };
    notes.push(format!("Coded by: {}{any}.", coders.join(", ")));
    if !tested.not_coded.is_empty() {
        notes.push(format!("Left out, because nobody coded anything there: {}.", tested.not_coded.join(", ")));
    }
    if !tested.idle.is_empty() {
        notes.push(format!("Neither found nor coded, so there is nothing to test: {}.", tested.idle.join(", ")));
    }
    notes
}

/// What is below its bound. What cannot be computed neither passes nor fails.
fn below(tested: &Tested<'_>, bounds: &RuleBounds, is_whole: bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if is_whole {
        compare("all codes together", tested.together, bounds.together(), &mut found);
    }
    for row in &tested.codes {
        compare(&format!("“{}”", row.code.id), row.counts, bounds.of(&row.code.id), &mut found);
    }
    found
}

fn compare(of: &str, counts: Counts, bounds: CodeBounds, found: &mut Vec<Diagnostic>) {
    let share = |part: u64| move |of: Measured| format!(" ({} of {})", number::count(part), number::count(of.base));
    let figures = [
        ("precision", counts.precision(LEVEL), bounds.precision),
        ("recall", counts.recall(LEVEL), bounds.recall),
        ("F1", counts.f1(LEVEL), bounds.f1),
    ];
    for (name, measured, bound) in figures {
        let (Some(measured), Some(bound)) = (measured, bound) else { continue };
        if measured.value < bound {
            let counted = if name == "F1" { String::new() } else { share(counts.both)(measured) };
            found.push(
                Diagnostic::warning(format!(
                    "{name} of the rules of {of} is {}{counted}, below {bound}",
                    number::fixed(measured.value, 2)
                ))
                .in_place(Place::file("study.toml").at("[interviews.rules]"))
                .hint("canvass code --test shows the counts, canvass code --explain CODE what its rules find"),
            );
        }
    }
}
