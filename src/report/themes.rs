//! Themes and memos in a report: what a theme says, what carries it and what speaks against it; notes that were written along the way.

use super::deviant;
use super::joint::{self, Sources};
use super::lookup::{self, Of};
use super::narrative;
use super::produce::Workshop;
use super::quotations;
use super::theme_tables::in_units;
use crate::coding::theme::{chosen, laid_over};
use crate::diagnostic::{Diagnostic, Error, Place, Result, unknown_name};
use crate::model::{Block, CountUnit, Inline, Listing, RankBase, Table, Theme};
use crate::number;
use crate::personal::mask;
use crate::study::file::Approach;
use crate::tabulate::themes::deviant::Threshold;
use crate::tabulate::themes::prompted;
use crate::tabulate::themes::ranking::{self, Ranking};
use crate::tabulate::{self, Request, Themes};

/// The theme of an id.
///
/// # Errors
/// When themes.toml has none.
pub fn known<'a>(workshop: &'a Workshop, id: &str) -> Result<&'a Theme> {
    let themes = &workshop.material.themes;
    themes.iter().find(|theme| theme.id == id).ok_or_else(|| {
        if themes.is_empty() {
            return Error::new(format!("there is no theme “{id}”"))
                .hint("write themes into themes.toml: [[theme]] id, name, idea, codes, support, against");
        }
        unknown_name("theme", id, themes.iter().map(|theme| theme.id.as_str()))
    })
}

/// `theme("trust-first")`: its name and central idea, who raised its codes, quotations that carry it and those that speak against it.
///
/// # Errors
/// When there is no such theme, or a quotation is not there or must not be quoted.
pub fn blocks(workshop: &Workshop, id: &str) -> Result<Vec<Block>> {
    let theme = known(workshop, id)?;
    let idea = theme.idea.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = vec![Inline::Strong(vec![Inline::text(format!("{}.", theme.name.trim_end_matches('.')))])];
    if !idea.is_empty() {
        text.push(Inline::text(format!(" {idea}")));
    }
    let mut blocks = vec![Block::Paragraph { text }];
    blocks.extend(basis(workshop, theme)?.map(Block::paragraph));
    for id in &theme.support {
        blocks.push(quotations::by_id(workshop, id)?);
    }
    if !theme.against.is_empty() {
        blocks.push(Block::paragraph("What speaks against it:"));
        for id in &theme.against {
            blocks.push(quotations::by_id(workshop, id)?);
        }
    }
    Ok(blocks)
}

/// What it is made of and, unless the analysis is reflexive, by how many it was raised.
fn basis(workshop: &Workshop, theme: &Theme) -> Result<Option<String>> {
    let material = &workshop.material;
    let names: Vec<String> =
        theme.codes.iter().filter_map(|id| Some(format!("“{}”", material.codebook.code(id)?.name))).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let made_of = tabulate::notes::and(&names);
    if is_reflexive(workshop) {
        return Ok(Some(format!("It is made of {made_of}.")));
    }
    let cell = lookup::code(workshop, &theme.id, &Of::default())?;
    let base = cell.asked.unwrap_or_else(|| cell.base.map_or(0, |base| base.unweighted));
    let unit = material.file.interviews.as_ref().map(|interviews| interviews.count).unwrap_or_default();
    let who = match unit {
        CountUnit::Person => "people",
        CountUnit::Organisation => "organisations",
        CountUnit::Document => "interviews",
    };
    let of = number::share(cell.count.unwrap_or(0), base, u64::MAX);
    Ok(Some(format!("{of} {who} raised what it is made of: {made_of}.")))
}

/// `ranking("support", by="stakeholder")`: codes by rank, and what was chosen as a priority beside it.
///
/// # Errors
/// When a code or the grouping is not there, or the approach has no use for ranks and they are not asked for by name.
pub fn ranking(workshop: &Workshop, codes: &[String], of: &Of, anyway: bool) -> Result<Vec<Block>> {
    if is_reflexive(workshop) && !anyway {
        return Err(ranking::not_for_reflexive());
    }
    let material = &workshop.material;
    let base = material.file.interviews.as_ref().map(|interviews| interviews.rank_base).unwrap_or_default();
    let request = called(workshop, "ranking", codes, of);
    let table = workshop.table(&request.id, || ranked(workshop, base, &request, None))?;
    let first = workshop.numbered_table(table.clone());
    Ok([first].into_iter().chain(priorities(workshop, &table)).collect())
}

/// What was chosen as a priority of those that a table ranks, and why.
pub fn priorities(workshop: &Workshop, table: &Table) -> Option<Block> {
    let material = &workshop.material;
    let chosen = chosen(&material.codebook, &material.themes, &material.priorities);
    let listing = ranking::priorities(table, &chosen)?;
    Some(Block::Listing { number: Some(workshop.next_table()), listing })
}

/// A table of themes by rank.
///
/// # Errors
/// When a code or the grouping is not there, or fewer than two themes are to be ranked.
pub fn ranked(
    workshop: &Workshop,
    base: RankBase,
    request: &Request,
    unit: Option<CountUnit>,
) -> Result<(Table, Vec<Diagnostic>)> {
    let material = &workshop.material;
    let chosen = chosen(&material.codebook, &material.themes, &material.priorities);
    let how = Ranking { base, categories: false, chosen: &chosen };
    counting(workshop, &request.rows, |data| ranking::ranking(in_units(data, unit), how, &material.groupings, request))
}

/// `prompted("support", by="stakeholder")`: who raised a theme when asked about it, and who unasked.
///
/// # Errors
/// When a code or the grouping is not there.
pub fn prompted(workshop: &Workshop, codes: &[String], of: &Of) -> Result<Vec<Block>> {
    let request = called(workshop, "prompted", codes, of);
    let table = workshop.table(&request.id, || when_asked(workshop, &request))?;
    Ok(vec![workshop.numbered_table(table)])
}

/// A table that tells prompted themes from volunteered ones.
///
/// # Errors
/// When a code or the grouping is not there.
pub fn when_asked(workshop: &Workshop, request: &Request) -> Result<(Table, Vec<Diagnostic>)> {
    counting(workshop, &request.rows, |data| prompted::prompted(data, &workshop.material.groupings, request))
}

/// `deviant("funding", by="stakeholder")`: who goes against the pattern of a theme, with their words; no code: the whole codebook, and
/// what speaks against every theme.
///
/// # Errors
/// When a code or the grouping is not there.
pub fn deviant(
    workshop: &Workshop,
    codes: &[String],
    of: &Of,
    (threshold, passages): (Threshold, usize),
    anyway: bool,
) -> Result<Vec<Block>> {
    let material = &workshop.material;
    let request = called(workshop, "deviant", codes, of);
    let themes: Vec<&Theme> =
        material.themes.iter().filter(|theme| codes.is_empty() || codes.contains(&theme.id)).collect();
    let threshold = Some(threshold).filter(|_| anyway || !is_reflexive(workshop));
    let (blocks, _, noticed) = counting(workshop, codes, |data| {
        let sources = deviant::Sources {
            data,
            themes: &themes,
            groupings: &material.groupings,
            parallel: workshop.parallel(),
            attribution: &material.file.report.attribution,
            passages,
            headings: false,
        };
        deviant::blocks(&sources, threshold, &request)
    })?;
    noticed.into_iter().for_each(|one| workshop.notice(one));
    Ok(blocks)
}

/// Whether the analysis is reflexive, where counting says little.
pub fn is_reflexive(workshop: &Workshop) -> bool {
    workshop.material.file.study.approach == Approach::Reflexive
}

/// What a call asks for, under a name made of it.
pub fn called(workshop: &Workshop, name: &str, codes: &[String], of: &Of) -> Request {
    let id = [name].into_iter().chain(codes.iter().map(String::as_str)).chain(of.by.as_deref());
    let id = id.collect::<Vec<_>>().join("-").replace(':', "-");
    Request {
        rows: codes.to_vec(),
        by: of.by.iter().cloned().collect(),
        source: String::new(),
        ..workshop.request(&id)
    }
}

/// `joint("size", "funding", "own-pocket")`: a joint display of a question with each code.
///
/// # Errors
/// When the question or a code is not there or not named, or no case can be joined to the answers.
pub fn joint(workshop: &Workshop, given: &[String], limit: Option<usize>) -> Result<Vec<Block>> {
    let material = &workshop.material;
    let Some((question, codes)) = given.split_first().filter(|(_, codes)| !codes.is_empty()) else {
        return Err(Error::new("this call needs a question and a code").hint("joint(\"size\", \"funding\")"));
    };
    let survey = workshop.survey()?;
    let listings = counting(workshop, codes, |data| {
        let sources = Sources {
            survey,
            data,
            groupings: &material.groupings,
            attribution: &material.file.report.attribution,
            percent_from: material.file.report.percent_from,
            quotations: limit.unwrap_or(2),
            is_weighted: material.weights.is_some(),
        };
        codes.iter().map(|code| joint::listing(&sources, question, code)).collect::<Result<Vec<_>>>()
    })?;
    let block = |(listing, noticed): (Listing, Vec<Diagnostic>)| {
        noticed.into_iter().for_each(|one| workshop.notice(one));
        Block::Listing { number: Some(workshop.next_table()), listing }
    };
    Ok(listings.into_iter().map(block).collect())
}

/// Counts one table of themes, where themes of themes.toml may be named like codes.
///
/// # Errors
/// As `count`.
pub fn counting<T>(workshop: &Workshop, ids: &[String], count: impl FnOnce(Themes<'_>) -> Result<T>) -> Result<T> {
    let data = workshop.themes();
    let named: Vec<&Theme> = workshop.material.themes.iter().filter(|theme| ids.contains(&theme.id)).collect();
    if named.is_empty() {
        return count(data);
    }
    let (codebook, codings) = laid_over(data.codebook, data.codings, named);
    count(Themes { codebook: &codebook, codings: &codings, ..data })
}

/// `memo("journal")`: what memos/journal.md says, as Markdown without calls.
///
/// # Errors
/// When there is no such memo.
pub fn memo(workshop: &Workshop, name: &str) -> Result<Vec<Block>> {
    let memos = &workshop.material.memos;
    let Some(text) = memos.get(name) else {
        return Err(Error::new(format!("there is no memo “{name}”"))
            .in_place(Place::file(format!("memos/{name}.md")))
            .hint("memos are Markdown files below memos/: codes/funding, cases/vcfse-03, themes/trust-first, journal, decisions"));
    };
    let (text, masked) = mask(text);
    if masked > 0 {
        workshop.notice(
            Diagnostic::warning(format!(
                "{masked} addresses or numbers that give somebody away are masked in this memo"
            ))
            .in_place(Place::file(format!("memos/{name}.md"))),
        );
    }
    narrative::plain(&text, &format!("memos/{name}.md"))
}

/// The names of the memos that a narrative calls.
pub fn memos_called(narrative: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for call in narrative.split("memo(").skip(1) {
        let call = call.trim_start();
        let Some(mark) = call.chars().next().filter(|mark| matches!(mark, '"' | '\'')) else { continue };
        if let Some(name) = call[1..].split(mark).next().filter(|name| !names.iter().any(|known| known == name)) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::memos_called;

    #[test]
    fn memos_that_are_called_are_found_once() {
        assert!(memos_called("no call, memo( nor \"this\"").is_empty());
        let text = "{{ memo(\"journal\") }} {{memo( 'codes/funding' )}} {{ memo(\"journal\") }} memo(";
        assert_eq!(memos_called(text), ["journal", "codes/funding"]);
    }
}
