//! Tables of themes that study.toml declares or a narrative calls: who raised them, ranks, what was raised unasked, how much was said, which
//! codes meet and which follow one another.

use super::lookup::Of;
use super::produce::{NEVER_PERCENT, Workshop};
use super::themes;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::model::{Block, CountUnit, RankBase, Table};
use crate::study::TableSpec;
use crate::tabulate::co_occurrence::{self, Meetings, Within};
use crate::tabulate::only::only;
use crate::tabulate::themes::amounts::{self, Counted};
use crate::tabulate::themes::{prompted, ranking};
use crate::tabulate::{self, Request, Themes, sequence};

type Made = Result<(Table, Vec<Diagnostic>)>;

/// How many pairs of codes a table has where nothing is said.
const PAIRS: usize = 30;

/// Whether a `[[table]]` is one of themes, or asks for what only these have.
pub fn is_one(spec: &TableSpec) -> bool {
    spec.themes || special(spec).is_some() || of_pairs(spec).iter().any(|(_, is_set)| *is_set)
}

/// The keys of what only tables of pairs of codes have, and whether they are set.
fn of_pairs(spec: &TableSpec) -> [(&'static str, bool); 5] {
    [
        ("within", spec.within.is_some()),
        ("only", spec.only.is_some()),
        ("at_least", spec.at_least.is_some()),
        ("limit", spec.limit.is_some()),
        ("matrix", spec.matrix),
    ]
}

/// The key of what only tables of themes have.
fn special(spec: &TableSpec) -> Option<&'static str> {
    let keys = [
        ("rank", spec.rank),
        ("prompted", spec.prompted),
        ("then", spec.then.is_some()),
        ("cooccurrence", spec.cooccurrence),
        ("count", spec.count.is_some()),
    ];
    keys.into_iter().find(|(_, is_set)| *is_set).map(|(key, _)| key)
}

/// Whether the columns of a `[[table]]` are of different things, so that nothing can be drawn of it.
pub fn is_not_drawn(spec: &TableSpec) -> Option<&'static str> {
    special(spec).filter(|key| matches!(*key, "prompted" | "then" | "cooccurrence"))
}

/// A `[[table]]` of themes.
///
/// # Errors
/// When it asks for what does not go together, a code or the grouping is not there, or the approach has no use for it.
pub fn declared(workshop: &Workshop, spec: &TableSpec, mut request: Request) -> Made {
    fits(spec)?;
    // Themes come from transcripts, not from the export.
    request.source.clear();
    let counted = spec.count.as_deref().map(Counted::from_word).transpose()?;
    let unit = counted.and_then(Counted::unit);
    let is_refused = themes::is_reflexive(workshop) && !spec.anyway;
    let anyway =
        |error: Error| error.hint("docs/methods.md has the reasons; anyway = true beside it counts all the same");
    let groupings = &workshop.material.groupings;
    if spec.cooccurrence || spec.then.is_some() {
        let asked = Asked::of(spec);
        return pairs(workshop, &asked, &request, unit);
    }
    if spec.prompted {
        return themes::counting(workshop, &request.rows, |data| {
            prompted::prompted(in_units(data, unit), groupings, &request)
        });
    }
    if spec.rank {
        if is_refused {
            return Err(anyway(ranking::not_for_reflexive()));
        }
        let declared = workshop.material.file.interviews.as_ref().map(|interviews| interviews.rank_base);
        let base = if spec.base.as_deref() == Some("asked") { RankBase::Asked } else { declared.unwrap_or_default() };
        return themes::ranked(workshop, base, &request, unit);
    }
    if let Some(said) = counted.and_then(Counted::said) {
        if is_refused {
            return Err(anyway(amounts::not_for_reflexive()));
        }
        request.percent_from = spec.percent_from.unwrap_or(request.percent_from);
        return themes::counting(workshop, &request.rows, |data| amounts::amounts(data, said, groupings, &request));
    }
    request.percent_from = spec.percent_from.unwrap_or(NEVER_PERCENT);
    themes::counting(workshop, &request.rows, |data| tabulate::themes(in_units(data, unit), groupings, &request))
}

/// The same, counted in a unit, where one is named.
pub fn in_units(data: Themes<'_>, unit: Option<CountUnit>) -> Themes<'_> {
    Themes { count: unit.unwrap_or(data.count), ..data }
}

/// That a `[[table]]` of themes asks for one thing, and for nothing that means nothing there.
fn fits(spec: &TableSpec) -> Result<()> {
    let Some(word) = special(spec) else { return pairs_alone(spec).and_then(|()| no_condition(spec)) };
    let is_one = |key: &str| match key {
        "count" => format!("count = \"{}\"", spec.count.as_deref().unwrap_or_default()),
        "then" => format!("then = {}", spec.then.unwrap_or_default()),
        _ => format!("{key} = true"),
    };
    if !spec.themes {
        let what = format!("“{word}” is for tables of themes, and this is a table of answers");
        let hint = format!(
            "write themes = true beside {}; how answers rank choices a table of the question shows",
            is_one(word)
        );
        return Err(Error::new(what).hint(hint));
    }
    let pairs = spec.cooccurrence || spec.then.is_some();
    let kinds =
        [("by rank", spec.rank), ("tell prompted from volunteered", spec.prompted), ("of pairs of codes", pairs)];
    let asked: Vec<&str> = kinds.into_iter().filter(|(_, is_set)| *is_set).map(|(kind, _)| kind).collect();
    if asked.len() > 1 {
        return Err(
            Error::new(format!("a table cannot be {} at once", asked.join(" and "))).hint("make two tables of it")
        );
    }
    let said = spec.count.as_deref().map(Counted::from_word).transpose()?.and_then(Counted::said);
    if said.is_some() && !asked.is_empty() {
        return Err(amounts::of_people_alone().hint("take “count” out, or name one of these"));
    }
    if !spec.show.is_empty() && (said.is_some() || !asked.is_empty()) {
        let what = format!("a table with {} shows what belongs to it, and “show” says something else", is_one(word));
        return Err(Error::new(what).hint("take “show” out, or make another table with it"));
    }
    pairs_alone(spec)?;
    no_condition(spec)
}

/// What only tables of pairs have stands in no other, and nothing else in them.
fn pairs_alone(spec: &TableSpec) -> Result<()> {
    let keys = of_pairs(spec);
    let has = |key: &str| keys.iter().any(|(known, is_set)| *known == key && *is_set);
    if !spec.cooccurrence && spec.then.is_none() {
        let Some((key, _)) = keys.into_iter().find(|(_, is_set)| *is_set) else { return Ok(()) };
        let what = format!("“{key}” is for tables of codes that meet or follow one another");
        return Err(Error::new(what).hint("write cooccurrence = true or then = 1 beside it"));
    }
    if let Some(key) = ["within", "matrix"].into_iter().find(|key| spec.then.is_some() && has(key)) {
        let what = format!("“{key}” is for codes that meet, and “then” for codes that follow one another");
        return Err(Error::new(what).hint("make two tables of it"));
    }
    if !spec.by.is_empty() {
        return Err(Error::new("a table of pairs of codes has no groups beside each other")
            .hint("take “by” out; only = \"stakeholder=VCFSE\" makes a table of one group"));
    }
    Ok(())
}

/// Conditions are about answers.
fn no_condition(spec: &TableSpec) -> Result<()> {
    if spec.filter.is_none() {
        return Ok(());
    }
    Err(Error::new("“where” is about answers, and this is a table of themes")
        .hint("take “where” out; by = […] shows groups beside each other, and only = \"stakeholder=VCFSE\" limits codes that meet to one"))
}

/// Which pairs of codes are asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Where codes meet; not given: said by the same case.
    pub within: Option<String>,
    /// Which code comes after which instead, within so many turns.
    pub then: Option<usize>,
    /// `stakeholder=VCFSE`.
    pub only: Option<String>,
    /// So often at least.
    pub at_least: Option<u64>,
    /// So many at most.
    pub limit: Option<usize>,
    /// All codes by all codes.
    pub matrix: bool,
}

impl Asked {
    fn of(spec: &TableSpec) -> Self {
        Self {
            within: spec.within.clone(),
            then: spec.then,
            only: spec.only.clone(),
            at_least: spec.at_least,
            limit: spec.limit,
            matrix: spec.matrix,
        }
    }

    /// What a call that asks for it is called by.
    fn words(&self) -> Vec<String> {
        let only = self.only.iter().map(|only| only.replace(['=', ' '], "-").to_lowercase());
        let then = self.then.iter().map(|turns| format!("then-{turns}"));
        let least = self.at_least.iter().map(|times| format!("at-least-{times}"));
        let limit = self.limit.iter().map(|pairs| format!("limit-{pairs}"));
        let matrix = self.matrix.then(|| "matrix".to_owned());
        self.within.iter().cloned().chain(then).chain(only).chain(least).chain(limit).chain(matrix).collect()
    }
}

fn pairs(workshop: &Workshop, asked: &Asked, request: &Request, unit: Option<CountUnit>) -> Made {
    let material = &workshop.material;
    let read = |written: &str| only(written, &material.groupings, &material.corpus.cases);
    let group = asked.only.as_deref().map(read).transpose()?;
    let meetings = Meetings {
        within: asked.within.as_deref().map_or(Ok(Within::default()), Within::from_word)?,
        only: group.as_ref().map(|(column, value)| (column.as_str(), value.as_str())),
        at_least: asked.at_least.unwrap_or(1),
        limit: asked.limit.unwrap_or(PAIRS),
        matrix: asked.matrix,
    };
    // Which codes there are the codebook says.
    let source = material.file.interviews.as_ref().map(|interviews| interviews.codebook.clone()).unwrap_or_default();
    let request = Request { source, ..request.clone() };
    themes::counting(workshop, &request.rows, |data| match asked.then {
        Some(turns) => sequence::table(in_units(data, unit), meetings, turns, &request),
        None => co_occurrence::table(in_units(data, unit), meetings, &request),
    })
}

/// `cooccurrence("funding", "training", within="turn")`: which codes meet, or with `then=2` which follow one another.
///
/// # Errors
/// When a code or the group is not there, or what is asked for does not go together.
pub fn cooccurrence(workshop: &Workshop, codes: &[String], asked: Asked) -> Result<Vec<Block>> {
    let spec = TableSpec {
        themes: true,
        cooccurrence: true,
        within: asked.within.clone(),
        then: asked.then,
        matrix: asked.matrix,
        ..TableSpec::default()
    };
    fits(&spec)?;
    let name = [&["cooccurrence".to_owned()][..], &asked.words()[..]].concat().join("-");
    let request = themes::called(workshop, &name, codes, &Of::default());
    let table = workshop.table(&request.id, || pairs(workshop, &asked, &request, None))?;
    Ok(vec![workshop.numbered_table(table)])
}

/// `themes("support", by="stakeholder", count="words")`: how much was said of themes, or who raised them by another unit.
///
/// # Errors
/// When a code or the grouping is not there, or the approach has no use for it.
pub fn counted(workshop: &Workshop, codes: &[String], of: &Of, count: &str, anyway: bool) -> Result<Vec<Block>> {
    let request = themes::called(workshop, &format!("themes-{count}"), codes, of);
    let spec = TableSpec { themes: true, count: Some(count.to_owned()), anyway, ..TableSpec::default() };
    let told = |error: Error| match error.hint_text() {
        Some(hint) if hint.contains("anyway = true") => {
            error.hint("docs/methods.md has the reasons; anyway=true in the call counts all the same")
        }
        _ => error,
    };
    let table = workshop.table(&request.id, || declared(workshop, &spec, request.clone()).map_err(told))?;
    Ok(vec![workshop.numbered_table(table)])
}
