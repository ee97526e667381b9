//! Themes by rank, in all and within each group: who raised what most widely, with ties and with how far the order depends on who was interviewed; beside it what was
//! chosen, and why, since frequency is not importance.

use std::collections::{BTreeMap, BTreeSet};

use super::participants::Participants;
use super::{Begun, Plan, ThemeRow, UNASKED, begin, keep, questions, raised, rows, stub, what_counts};
use crate::diagnostic::{Diagnostic, Error, Place, Result, unknown_name};
use crate::model::{Base, Cell, Chosen, Listing, ListingColumn, Measure, Rank, RankBase, StubKind, Table, Value};
use crate::number::count;
use crate::prepare::{Axis, Banner, banner_of_cases};
use crate::stats::standing::{self, FEW, RESAMPLES, SEED, Unit};
use crate::tabulate::columns::unique;
use crate::tabulate::notes::{Notes, and};
use crate::tabulate::{Groupings, Request, Themes};

/// Stands behind the name of a theme that was chosen as a priority.
pub const MARK: &str = "●";

/// How themes are ranked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ranking<'a> {
    /// Of whom a rank is a share.
    pub base: RankBase,
    /// Categories, or exactly what is named, instead of the codes below.
    pub categories: bool,
    /// What was chosen as a priority.
    pub chosen: &'a [Chosen],
}

/// Themes by rank, a column for all and one for each group.
///
/// # Errors
/// When a code or a grouping is not there, or fewer than two themes are to be ranked.
pub fn ranking(
    data: Themes<'_>,
    how: Ranking<'_>,
    groupings: &Groupings,
    request: &Request,
) -> Result<(Table, Vec<Diagnostic>)> {
    let mut noticed = Vec::new();
    let rows = ranked(data, how, request)?;
    let banner = banner_of_cases(&data.corpus.cases, groupings, &request.by, &mut noticed)?;
    let participants = Participants::find(data, &banner, &mut noticed);
    let raised = raised(data, &rows, &participants, &mut noticed);
    let mut notes = Notes::default();
    let title = request.title.clone().unwrap_or_else(|| title(&banner));
    let plan = Plan { data, request, banner: &banner, rows: &rows };
    let Begun { mut table, bases, kept } =
        begin(&plan, &participants, (title, vec![Measure::Rank, Measure::Count]), &mut notes);
    let mut cells: Vec<Vec<Cell>> = vec![Vec::with_capacity(bases.len()); rows.len()];
    for column in 0..bases.len() {
        let of_column = standings(data, how.base, &rows, &participants, &raised, column);
        cells.iter_mut().zip(of_column).for_each(|(row, cell)| row.push(cell));
    }
    let place = |row: usize| cells[row][0].rank.map_or(u64::MAX, |rank| rank.place);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&row| place(row));
    for row in order {
        let code = rows[row].code;
        let is_chosen = how.chosen.iter().any(|chosen| chosen.rows.contains(&code.id));
        let label = if is_chosen { format!("{} {MARK}", code.name) } else { code.name.clone() };
        let key = unique(code.id.clone(), |key| table.stub.iter().any(|other| other.key == key));
        table.stub.push(stub(key, &label, 0, StubKind::Choice));
        table.cells.push(keep(std::mem::take(&mut cells[row]), &kept));
    }
    say(data, how, &table, &rows, &mut notes);
    participants.say(&banner, &mut notes);
    table.notes = notes.finish();
    Ok((table, noticed))
}

/// What is ranked: the codes that have none below them, since a category is never raised by fewer than its codes; or categories among each other.
fn ranked<'a>(data: Themes<'a>, how: Ranking<'_>, request: &Request) -> Result<Vec<ThemeRow<'a>>> {
    let mut found: Vec<ThemeRow<'a>> = Vec::new();
    if how.categories {
        let roots: Vec<String> = data.codebook.roots().map(|code| code.id.clone()).collect();
        for name in if request.rows.is_empty() { &roots } else { &request.rows } {
            let known = || data.codebook.codes.iter().map(|code| code.id.as_str());
            let code = data.codebook.code(name).ok_or_else(|| unknown_name("code", name, known()))?;
            if !code.is_retired() && !found.iter().any(|row| row.code.id == code.id) {
                found.push(ThemeRow { code, level: 0, kind: StubKind::Choice });
            }
        }
    } else {
        found = rows(data, request)?;
        found.retain(|row| row.kind == StubKind::Choice);
    }
    if found.len() < 2 {
        return Err(Error::new("a ranking needs two themes at least")
            .hint("name several codes, or a category that has several below it; without a name all codes are ranked"));
    }
    Ok(found)
}

/// The places of all rows in one column.
fn standings(
    data: Themes<'_>,
    base: RankBase,
    rows: &[ThemeRow<'_>],
    participants: &Participants<'_>,
    raised: &[Vec<BTreeSet<&str>>],
    column: usize,
) -> Vec<Cell> {
    let names: Vec<&str> = participants.units(column).into_iter().collect();
    let number: BTreeMap<&str, usize> = names.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    let mut units = vec![Unit::default(); names.len()];
    let mut asked = vec![false; rows.len()];
    for (row, of) in rows.iter().enumerate() {
        let raised = &raised[row][column];
        for unit in raised.iter().filter_map(|unit| number.get(unit)) {
            units[*unit].has.push(row);
        }
        let Some(questions) = questions(data, of.code).filter(|_| base == RankBase::Asked) else { continue };
        let known = participants.who_was_asked(column, &questions, data.asked);
        let mut outside: Vec<usize> = Vec::new();
        let is_known = known.into_iter().all(|(unit, put)| {
            outside.extend(number.get(unit).copied().filter(|_| put == Some(false) && !raised.contains(unit)));
            put.is_some() || raised.contains(unit)
        });
        asked[row] = is_known;
        outside.into_iter().filter(|_| is_known).for_each(|unit| units[unit].outside.push(row));
    }
    let shares = standing::shares(&units, rows.len());
    let intervals = standing::intervals(&units, rows.len(), RESAMPLES, SEED);
    let places = standing::places(&shares);
    let cell = |row: usize| Cell {
        count: Some(shares[row].has),
        base: Some(Base::unweighted(units.len() as u64)),
        asked: asked[row].then_some(shares[row].of),
        rank: places[row].map(|place| Rank {
            place: place.place as u64,
            tied: place.is_tied,
            interval: intervals[row].map(|(first, last)| (first as u64, last as u64)),
        }),
        ..Cell::default()
    };
    (0..rows.len()).map(cell).collect()
}

fn title(banner: &Banner) -> String {
    let by: Vec<String> = banner.axes.iter().map(Axis::label).collect();
    if by.is_empty() { "Themes by rank".to_owned() } else { format!("Themes by rank, in all and by {}", and(&by)) }
}

fn say(data: Themes<'_>, how: Ranking<'_>, table: &Table, rows: &[ThemeRow<'_>], notes: &mut Notes) {
    let of_asked = table.cells.iter().filter(|cells| cells.first().is_some_and(|cell| cell.asked.is_some())).count();
    notes.base.push(match (how.base, of_asked) {
        (RankBase::All, _) => {
            "Ranked by how many of all interviewed raised a theme, whether it was asked about or not.".to_owned()
        }
        (RankBase::Asked, n) if n == rows.len() => {
            format!("Ranked by the share of those asked about a theme who raised it. {UNASKED}")
        }
        (RankBase::Asked, n) => format!(
            "Ranked by the share of those asked about a theme who raised it; this is known for {n} of {} themes, the others are a share of all \
             interviewed. {UNASKED}",
            rows.len()
        ),
    });
    notes.base.push(
        "Each cell has the place and how many raised the theme. 2=: this place is shared. In brackets, the places between which it lies in 19 of 20 resamples.".to_owned(),
    );
    notes.base.push(what_counts(data).to_owned());
    notes.figures.push(format!(
        "Resamples: those interviewed drawn again, with replacement, {} times, seed {SEED}. They show how far the order rests on who happened to be \
         interviewed, and not that it holds of anybody else.",
        count(RESAMPLES as u64)
    ));
    let few: Vec<String> = table
        .banner
        .iter()
        .zip(table.cells.first().into_iter().flatten())
        .filter_map(|(column, cell)| Some((column, cell.count.filter(|n| *n < FEW as u64)?)))
        .map(|(column, n)| format!("{} ({n})", column.label))
        .collect();
    if !few.is_empty() {
        notes.figures.push(format!(
            "Fewer than {FEW}: {}. One more or one less would change the order; intervals of so few are too narrow, and nothing should be decided by these ranks alone.",
            and(&few)
        ));
    }
    let everybody = |cells: &&Vec<Cell>| {
        cells.first().is_some_and(|cell| {
            cell.count.is_some()
                && cell.rank.is_some()
                && cell.count == cell.asked.or(cell.base.map(|base| base.unweighted))
        })
    };
    let same = table.cells.iter().skip(1).filter(everybody).count();
    if same > 0 {
        notes.figures.push(
            "What everybody raised is in every resample: its interval says nothing of whom was not interviewed."
                .to_owned(),
        );
    }
    if how.categories {
        notes.several.push(
            "A category counts whoever raised any of the codes below it: one with more codes is raised by more."
                .to_owned(),
        );
    }
    notes.test.push(
        "Frequency is not importance: a rank says how widely a theme was raised, not how much it matters.".to_owned(),
    );
    if how.chosen.iter().any(|chosen| rows.iter().any(|row| chosen.rows.contains(&row.code.id))) {
        notes.test.push(format!("{MARK} chosen as a priority; the reasons are given below."));
    }
    let left_out = data.codebook.codes.iter().filter(|code| code.is_retired()).count();
    if left_out > 0 {
        notes.figures.push(format!("Retired codes left out: {left_out}."));
    }
}

/// What was chosen, with the ranks of its themes and the reason; none where nothing was chosen.
pub fn priorities(table: &Table, chosen: &[Chosen]) -> Option<Listing> {
    if chosen.is_empty() {
        return None;
    }
    let name = |label: &str| label.trim_end_matches(MARK).trim_end().to_owned();
    let ranked: Vec<(&str, String, Rank)> = table
        .stub
        .iter()
        .zip(&table.cells)
        .filter_map(|(row, cells)| Some((row.key.as_str(), name(&row.label), cells.first()?.rank?)))
        .collect();
    let with_ranks = |one: &Chosen| {
        let own = ranked.iter().filter(|(key, ..)| one.rows.contains(*key));
        let words: Vec<String> = own.map(|(_, label, rank)| format!("{label} ({})", rank.words())).collect();
        if words.is_empty() { format!("{} (not in this ranking)", one.themes.join("; ")) } else { words.join("; ") }
    };
    let rows = chosen
        .iter()
        .map(|one| {
            vec![
                Value::from(one.name.as_str()),
                Value::from(with_ranks(one)),
                Value::from(one.reason.as_str()),
                Value::from(one.decided.as_str()),
            ]
        })
        .collect();
    let is_chosen = |key: &str| chosen.iter().any(|one| one.rows.contains(key));
    let last = ranked.iter().filter(|(key, ..)| is_chosen(key)).map(|(.., rank)| rank.place).max();
    let passed_over: Vec<String> = ranked
        .iter()
        .filter(|(key, _, rank)| !is_chosen(key) && last.is_some_and(|last| rank.place <= last))
        .map(|(_, label, rank)| format!("{label} ({})", rank.words()))
        .collect();
    let mut notes = vec!["In brackets: the rank in all.".to_owned()];
    if !passed_over.is_empty() {
        notes.push(format!("Raised as widely as some of these, and not chosen: {}.", passed_over.join("; ")));
    }
    let mut columns = vec![
        ListingColumn::words("Priority"),
        ListingColumn::wide("Themes and their ranks"),
        ListingColumn::wide("Why it was chosen"),
        ListingColumn::words("Decided"),
    ];
    let mut rows: Vec<Vec<Value>> = rows;
    if chosen.iter().all(|one| one.decided.is_empty()) {
        columns.pop();
        rows.iter_mut().for_each(|row| row.truncate(3));
    }
    let title = "What was chosen as a priority, and why".to_owned();
    Some(Listing { id: format!("{}-priorities", table.id), title, columns, rows, notes })
}

/// Says why ranks are not offered where the study’s approach has no use for them.
pub fn not_for_reflexive() -> Error {
    Error::new("in reflexive thematic analysis themes are not ranked by counts: how many raised one says little about it")
        .in_place(Place::file("study.toml").at("[study] approach"))
        .hint("docs/methods.md has the reasons; asked for by name it is done all the same: --anyway, or anyway=true in a report")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{coding, study};
    use super::*;
    use crate::model::{Case, Coding, Grouping};

    fn told(table: &Table, column: usize) -> Vec<(String, u64, String)> {
        let told = |(row, cells): (&crate::model::StubRow, &Vec<Cell>)| {
            let cell = &cells[column];
            Some((row.key.clone(), cell.count?, cell.rank?.words()))
        };
        table.stub.iter().zip(&table.cells).filter_map(told).collect()
    }

    fn by_group() -> (Groupings, Request) {
        let grouping = Grouping { case: Some("group".into()), ..Grouping::default() };
        (Groupings::from([("g".to_owned(), grouping)]), Request { by: vec!["g".into()], ..Request::default() })
    }

    #[test]
    fn one_theme_has_no_rank_and_nobody_no_place() {
        let mut study = study();
        let one = Request { rows: vec!["joy".into()], ..Request::default() };
        let error = ranking(study.themes(), Ranking::default(), &Groupings::new(), &one).unwrap_err();
        assert!(error.to_string().contains("two themes"), "{error}");
        study.corpus.documents.clear();
        study.codings.clear();
        let (table, _) = ranking(study.themes(), Ranking::default(), &Groupings::new(), &Request::default()).unwrap();
        assert!(table.cells[1..].iter().all(|cells| cells[0].rank.is_none()));
        assert!(priorities(&table, &[]).is_none());
    }

    #[test]
    fn codes_are_ranked_by_people_in_all_and_in_each_group() {
        let study = study();
        let (groupings, request) = by_group();
        let (table, _) = ranking(study.themes(), Ranking::default(), &groupings, &request).unwrap();
        let of = |key: &str, n: u64, rank: &str| (key.to_owned(), n, rank.to_owned());
        assert_eq!(told(&table, 0), [of("training", 3, "1"), of("funding", 1, "2="), of("joy", 1, "2=")]);
        assert_eq!(told(&table, 1), [of("training", 3, "1"), of("funding", 1, "2"), of("joy", 0, "3")]);
        assert_eq!(told(&table, 2), [of("training", 0, "2="), of("funding", 0, "2="), of("joy", 1, "1")]);
        assert!(table.cells[1][0].rank.unwrap().interval.is_some());
        // One person cannot be drawn otherwise.
        assert!(table.cells[1][2].rank.unwrap().interval.is_none());
        let notes = table.notes.join("\n");
        assert!(notes.contains("Fewer than 10: Total (4), VCFSE (3) and Council (1)"), "{notes}");
        assert!(notes.contains(&format!("seed {SEED}")) && notes.contains("Frequency is not importance"));
    }

    #[test]
    fn categories_are_ranked_among_each_other() {
        let study = study();
        let how = Ranking { categories: true, ..Ranking::default() };
        let (table, _) = ranking(study.themes(), how, &Groupings::new(), &Request::default()).unwrap();
        assert_eq!(told(&table, 0).iter().map(|row| row.0.as_str()).collect::<Vec<_>>(), ["support", "joy"]);
    }

    #[test]
    fn of_those_asked_a_theme_that_few_were_asked_about_may_stand_higher() {
        use crate::prepare::Asks;
        let mut study = study();
        for document in ["d1", "d2", "d3"] {
            study.asked.insert((document.into(), "q".into()), document == "d3");
        }
        let joy = ["joy".to_owned()];
        study.asks = Asks::find([("q", Some(&joy[..]))].into_iter(), &study.codebook, &[]);
        study.codings.push(Coding { code: "funding".into(), ..coding("d2", 1, "funding") });
        let how = Ranking { base: RankBase::Asked, ..Ranking::default() };
        let (table, _) = ranking(study.themes(), how, &Groupings::new(), &Request::default()).unwrap();
        let found = told(&table, 0);
        assert_eq!((found[0].0.as_str(), found[0].2.as_str()), ("joy", "1"));
        assert_eq!(table.cells[1][0].asked, Some(1));
        // Who brought it up without being asked counts as asked.
        study.codings.push(coding("d1", 1, "joy"));
        let (table, _) = ranking(study.themes(), how, &Groupings::new(), &Request::default()).unwrap();
        assert_eq!(table.cell("joy", "total").unwrap().asked, Some(2));
    }

    #[test]
    fn what_was_chosen_stands_beside_the_ranks_with_its_reason_and_so_does_what_was_not() {
        let study = study();
        let chosen = [Chosen {
            name: "Be glad".into(),
            themes: vec!["JOY".into()],
            rows: BTreeSet::from(["joy".to_owned()]),
            reason: "Nobody else asks for it.".into(),
            ..Chosen::default()
        }];
        let how = Ranking { chosen: &chosen, ..Ranking::default() };
        let (table, _) = ranking(study.themes(), how, &Groupings::new(), &Request::default()).unwrap();
        assert!(table.stub.iter().any(|row| row.label == "JOY ●"));
        let listing = priorities(&table, &chosen).unwrap();
        assert_eq!(listing.columns.len(), 3);
        assert_eq!(listing.rows[0][1..], [Value::from("JOY (2=)"), Value::from("Nobody else asks for it.")]);
        assert!(listing.notes[1].ends_with("not chosen: TRAINING (1); FUNDING (2=)."), "{:?}", listing.notes);
    }

    #[test]
    fn who_withdrew_is_neither_counted_nor_ranked() {
        let mut study = study();
        study.corpus.cases[3] = Case { consent: Some("withdrawn".into()), ..study.corpus.cases[3].clone() };
        let (table, noticed) =
            ranking(study.themes(), Ranking::default(), &Groupings::new(), &Request::default()).unwrap();
        assert_eq!((table.cells[0][0].count, table.cell("joy", "total").unwrap().count), (Some(3), Some(0)));
        assert_eq!(noticed.len(), 1, "{noticed:?}");
        assert!(table.notes.iter().any(|note| note.starts_with("1 case that withdrew")));
    }
}
