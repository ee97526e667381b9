//! What can be wrong in themes.toml, and in the memos that are named after codes, cases and themes.

use std::collections::BTreeSet;

use super::check::suggestion;
use super::load::Study;
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::model::{Codebook, CodingState, Theme};

/// The file.
pub const FILE: &str = "themes.toml";

/// The Markdown files below memos/ that are named after codes, cases and themes.
///
/// # Errors
/// When a folder cannot be read.
pub fn memo_files(study: &Study) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for kind in ["codes", "cases", "themes"] {
        if study.folder.join("memos").join(kind).is_dir() {
            files.extend(study.matching(&format!("memos/{kind}/*.md"))?);
        }
    }
    Ok(files)
}

/// Themes of codes that are there, carried by quotations that are accepted.
pub fn check(codebook: &Codebook, study: &Study, found: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for theme in &study.themes {
        let place = || Place::file(FILE).at(format!("theme {}", theme.id));
        let well_formed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        if theme.id.is_empty() || !theme.id.chars().all(well_formed) {
            found.push(
                Diagnostic::error("the id of a theme is letters, digits and hyphens")
                    .in_place(place())
                    .hint("the name may hold anything"),
            );
        }
        if !seen.insert(theme.id.as_str()) {
            found.push(Diagnostic::error("two themes have this id").in_place(place()).hint("rename one of them"));
        }
        if codebook.code(&theme.id).is_some() {
            found.push(
                Diagnostic::error("a code has this id too, so nobody could tell which is meant")
                    .in_place(place())
                    .hint("give the theme another id"),
            );
        }
        codes(codebook, theme, &place, found);
        quotations(study, theme, &place, found);
    }
    priorities(codebook, study, found);
}

/// Priorities are of themes that are there, and say why.
fn priorities(codebook: &Codebook, study: &Study, found: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for priority in &study.priorities {
        let place = || Place::file(FILE).at(format!("priority {}", priority.name));
        if priority.reason.trim().is_empty() {
            found.push(
                Diagnostic::error("this priority does not say why it was chosen").in_place(place()).hint(
                    "reason = \"…\": how often something was raised is no reason in itself, and readers can only judge what is written down",
                ),
            );
        }
        if priority.themes.is_empty() {
            found.push(
                Diagnostic::error("this priority is about no themes")
                    .in_place(place())
                    .hint("name themes, codes or categories: themes = [\"…\"]"),
            );
        }
        if !seen.insert(priority.name.trim().to_lowercase()) {
            found
                .push(Diagnostic::warning("two priorities are called so").in_place(place()).hint("rename one of them"));
        }
        themes_or_codes(codebook, study, &priority.themes, &place, found);
    }
}

/// Names of codes, categories or themes that are not there.
pub(super) fn themes_or_codes(
    codebook: &Codebook,
    study: &Study,
    names: &[String],
    place: &dyn Fn() -> Place,
    found: &mut Vec<Diagnostic>,
) {
    let themes = || study.themes.iter().map(|theme| theme.id.as_str());
    for name in names.iter().filter(|name| codebook.code(name).is_none() && !themes().any(|id| id == name.as_str())) {
        let known = codebook.codes.iter().map(|code| code.id.as_str()).chain(themes()).collect::<Vec<_>>();
        found.push(
            Diagnostic::error(format!("there is no code or theme “{name}”"))
                .in_place(place())
                .hint(suggestion(name, known.iter().copied())),
        );
    }
}

/// Memos that are named after a code, a case or a theme which is not there: it was renamed, or the name is mistyped.
///
/// `files` are the Markdown files below memos/, from the study's folder.
pub fn memos(study: &Study, files: &[String], found: &mut Vec<Diagnostic>) {
    let codes = || study.codebook.iter().flat_map(|book| &book.codes);
    for file in files {
        let Some((kind, name)) =
            file.strip_prefix("memos/").and_then(|rest| rest.strip_suffix(".md")).and_then(|rest| rest.split_once('/'))
        else {
            continue;
        };
        let (what, is_known) = match kind {
            "codes" => ("code", codes().any(|code| code.id == name)),
            "cases" => ("case", study.cases.iter().any(|case| case.id == name)),
            "themes" => ("theme", study.themes.iter().any(|theme| theme.id == name)),
            _ => continue,
        };
        if is_known {
            continue;
        }
        let successor = study.codebook.as_ref().filter(|_| what == "code").and_then(|book| book.successor(name));
        let hint = match successor {
            Some(code) => format!("“{}” took its place: call the memo memos/codes/{}.md", code.id, code.id),
            None => format!("rename the memo after its {what}, or move it up into memos/"),
        };
        found.push(
            Diagnostic::warning(format!("this memo is on a {what} “{name}” that is not there"))
                .in_place(Place::file(file.as_str()))
                .hint(hint),
        );
    }
}

fn codes(codebook: &Codebook, theme: &Theme, place: &dyn Fn() -> Place, found: &mut Vec<Diagnostic>) {
    if theme.codes.is_empty() {
        found.push(
            Diagnostic::warning("this theme is made of no codes").in_place(place()).hint("name them: codes = [\"…\"]"),
        );
    }
    if theme.idea.trim().is_empty() {
        found.push(
            Diagnostic::note("this theme does not say yet what its central idea is")
                .in_place(place())
                .hint("idea = \"…\": a theme says something, a code only names it"),
        );
    }
    for id in theme.codes.iter().filter(|id| codebook.code(id).is_none()) {
        let known = codebook.codes.iter().map(|code| code.id.as_str());
        found.push(
            Diagnostic::error(format!("its code “{id}” is not in the codebook"))
                .in_place(place())
                .hint(suggestion(id, known)),
        );
    }
}

fn quotations(study: &Study, theme: &Theme, place: &dyn Fn() -> Place, found: &mut Vec<Diagnostic>) {
    for id in theme.support.iter().chain(&theme.against) {
        match study.codings.iter().find(|coding| coding.id == *id) {
            None => found.push(
                Diagnostic::error(format!("no coding has the id “{id}”"))
                    .in_place(place())
                    .hint("canvass quotes CODE lists quotations with their ids"),
            ),
            Some(coding) if coding.state != CodingState::Accepted => found.push(
                Diagnostic::error(format!("the coding “{id}” is not accepted, so it carries nothing"))
                    .in_place(place())
                    .hint("accept it first, or name another"),
            ),
            Some(_) => {}
        }
    }
    if let Some(both) = theme.support.iter().find(|id| theme.against.contains(id)) {
        found.push(
            Diagnostic::warning(format!("“{both}” stands for this theme and against it"))
                .in_place(place())
                .hint("take it out of one of the two, or write in its memo how it is both"),
        );
    }
    if !theme.support.is_empty() && theme.against.is_empty() {
        found.push(
            Diagnostic::note("nothing is named that speaks against this theme")
                .in_place(place())
                .hint("look for it: canvass quotes with its codes; against = [\"…\"]"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, Coding};

    fn study(text: &str) -> Study {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("study.toml"), "[study]\ntitle = \"S\"\n").unwrap();
        std::fs::write(folder.path().join(FILE), text).unwrap();
        let mut study = Study::load(folder.path()).unwrap();
        let code = |id: &str, replaces: &[&str]| Code {
            id: id.into(),
            name: id.into(),
            replaces: replaces.iter().map(|old| (*old).to_owned()).collect(),
            ..Code::default()
        };
        study.codebook =
            Some(Codebook { codes: vec![code("money", &["cash"]), code("time", &[])], ..Codebook::default() });
        let coding = |id: &str, state| Coding { id: id.into(), code: "money".into(), state, ..Coding::default() };
        study.codings = vec![coding("d-money", CodingState::Accepted), coding("d-money-2", CodingState::Candidate)];
        study
    }

    fn said(text: &str) -> Vec<String> {
        let study = study(text);
        let mut found = Vec::new();
        check(study.codebook.as_ref().unwrap(), &study, &mut found);
        found.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn no_theme_and_a_sound_theme_say_nothing() {
        assert!(said("").is_empty());
        let sound = "[[theme]]\nid = \"t\"\nname = \"T\"\nidea = \"I\"\ncodes = [\"money\"]\n";
        assert!(said(sound).is_empty(), "{:?}", said(sound));
        assert_eq!(
            said(&format!("{sound}support = [\"d-money\"]\n")),
            ["nothing is named that speaks against this theme"]
        );
    }

    #[test]
    fn what_leads_nowhere_is_named() {
        let text = "[[theme]]\nid = \"money\"\nname = \"T\"\ncodes = [\"monye\"]\nsupport = [\"d-money-2\", \"x\"]\nagainst = [\"x\"]\n\
                    [[theme]]\nid = \"a b\"\nname = \"T\"\n[[theme]]\nid = \"a b\"\nname = \"T\"\n";
        let all = said(text).join("\n");
        for part in [
            "a code has this id too",
            "“monye” is not",
            "“d-money-2” is not accepted",
            "no coding has the id “x”",
            "for this theme and against",
            "letters, digits",
            "two themes",
            "made of no codes",
            "central idea",
        ] {
            assert!(all.contains(part), "{part}: {all}");
        }
    }

    #[test]
    fn a_priority_without_a_reason_or_of_nothing_is_refused() {
        let text =
            "[[priority]]\nname = \"A\"\nthemes = [\"money\", \"tme\"]\n[[priority]]\nname = \"a\"\nreason = \" \"\n";
        assert_eq!(
            said(text),
            [
                "this priority does not say why it was chosen",
                "there is no code or theme “tme”",
                "this priority does not say why it was chosen",
                "this priority is about no themes",
                "two priorities are called so",
            ]
        );
        let sound = "[[priority]]\nname = \"A\"\nthemes = [\"money\"]\nreason = \"Nobody else pays for it.\"\n";
        assert!(said(sound).is_empty(), "{:?}", said(sound));
    }

    #[test]
    fn memos_of_what_is_not_there_are_named_with_what_took_its_place() {
        let files = [
            "memos/codes/money.md",
            "memos/codes/cash.md",
            "memos/cases/nobody.md",
            "memos/journal.md",
            "memos/themes/t.md",
        ];
        let mut found = Vec::new();
        memos(&study(""), &files.map(str::to_owned), &mut found);
        assert_eq!(found.len(), 3);
        assert!(found[0].hint.as_deref().unwrap_or_default().contains("memos/codes/money.md"));
    }
}
