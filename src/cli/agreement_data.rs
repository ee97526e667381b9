//! `canvass agreement --data`: a plain table of what coders said.

use std::path::Path;

use super::agreement::{Args, weights};
use crate::diagnostic::{Error, Place, Result, unknown_name};
use crate::model::{StubKind, Table};
use crate::number;
use crate::readers::ratings::{self, RatingLayout, RatingTable, Stretch};
use crate::source::{self, Source};
use crate::stats::MISSING;
use crate::stats::agreement::Ratings;
use crate::stats::agreement::unitising::Unit;
use crate::tabulate::agreement::{AgreementRequest, AgreementRow, Coefficient, Level, agreement};

/// The table of agreement of a file.
///
/// # Errors
/// When it is no table of ratings, or an option does not fit it.
pub fn table(args: &Args, path: &Path, show: Vec<Coefficient>) -> Result<Table> {
    let source = Source::open(path)?;
    let layout = args.layout.as_deref().map(layout).transpose()?;
    let name = source::display_name(path);
    let read = ratings::read(&source, layout, &args.coders)?;
    if read.coders.len() < 2 {
        return Err(Error::new("agreement needs two coders or more, and this table has one")
            .in_place(Place::file(&name))
            .hint("a row is a unit and a column a coder; --layout says if it is otherwise"));
    }
    let level = level(&args.metric, &read)?;
    if read.layout == RatingLayout::Stretches {
        return Ok(of_stretches(args, &read, show, &name));
    }
    let coders = read.coders.len();
    let codes = read.codes.iter().map(|code| code.unwrap_or(MISSING)).collect();
    let ratings = Ratings::new(coders, read.categories.len(), codes)
        .ok_or_else(|| Error::new("this table has too many different values").in_place(Place::file(&name)))?;
    let mut notes = vec![format!(
        "Unit: a row of the table ({}); {} coded by two coders or more, of {}.",
        read.layout.words(),
        number::count(ratings.coded_by(2)),
        number::count(ratings.rows() as u64)
    )];
    let shown = read.categories.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
    let more = if read.categories.len() > 12 { " …" } else { "" };
    notes.push(format!(
        "{} categories: {shown}{more}. Blank cells are missing, and count neither for nor against.",
        read.categories.len()
    ));
    let listed = if coders <= 12 { read.coders.join(", ") } else { format!("{coders} of them") };
    notes.push(format!("Coders: {listed}. Source: {name}."));
    // Of two categories the share of the second says how common “1” or “yes” is.
    let prevalence_of = (read.categories.len() == 2 && coders <= 4).then_some(1);
    if prevalence_of.is_some() {
        notes.push(format!("“Applied by” counts the units that a coder gave “{}”.", read.categories[1]));
    }
    let row = AgreementRow {
        key: "all".into(),
        label: "All units".into(),
        level: 0,
        kind: StubKind::Total,
        ratings,
        rows_a_unit: 1,
        stretches: None,
        length: 0,
    };
    let request = AgreementRequest {
        title: format!("Agreement of {coders} coders"),
        stub_head: "Units".into(),
        coders: read.coders,
        prevalence_of,
        show: if show.is_empty() { Coefficient::USUAL.to_vec() } else { show },
        level,
        weights: weights(&args.weights)?,
        resamples: args.resamples,
        unit: ("unit".into(), "units".into()),
        notes,
    };
    Ok(agreement(&[row], &request))
}

fn layout(typed: &str) -> Result<RatingLayout> {
    match typed {
        "across" => Ok(RatingLayout::Across),
        "down" => Ok(RatingLayout::Down),
        "long" => Ok(RatingLayout::Long),
        "stretches" => Ok(RatingLayout::Stretches),
        other => Err(unknown_name("layout", other, ["across", "down", "long", "stretches"])),
    }
}

fn level(typed: &str, read: &RatingTable) -> Result<Level> {
    let values = || -> Result<Vec<f64>> {
        let number = |name: &String| {
            name.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(|| {
                Error::new(format!("“{name}” is no number, so the values have no order that is known"))
                    .hint("write numbers into the table, or leave --metric out: then values are names")
            })
        };
        read.categories.iter().map(number).collect()
    };
    match typed {
        "nominal" => Ok(Level::Nominal),
        "ordinal" => values().map(|_| Level::Ordinal),
        "interval" => values().map(Level::Interval),
        "ratio" => values().map(Level::Ratio),
        other => Err(unknown_name("level of measurement", other, ["nominal", "ordinal", "interval", "ratio"])),
    }
}

fn of_stretches(args: &Args, read: &RatingTable, show: Vec<Coefficient>, name: &str) -> Table {
    let unit = |stretch: &Stretch| Unit { start: stretch.start, end: stretch.end, code: stretch.code };
    let stretches: Vec<Vec<Unit>> = read.stretches.iter().map(|of| of.iter().map(unit).collect()).collect();
    let last = stretches.iter().flatten().map(|unit| unit.end).max().unwrap_or(0);
    let length = args.length.unwrap_or(last).max(last);
    let units: usize = stretches.iter().map(Vec::len).sum();
    let known = if args.length.is_some() {
        "as given"
    } else {
        "to the end of the last stretch; --length says if it is longer"
    };
    let notes = vec![
        format!("Unit: a stretch of text that a coder marked; {units} of them in {length} characters ({known})."),
        "α of units compares what was marked and leaves out what nobody marked; uα compares marked and not marked text by its length; \
         cuα the codes where two coders marked something."
            .to_owned(),
        format!("Coders: {}. Source: {name}.", read.coders.join(", ")),
    ];
    let allowed = [Coefficient::Unitising, Coefficient::UnitisingLength, Coefficient::UnitisingCodes];
    let mut chosen: Vec<Coefficient> = show.into_iter().filter(|one| allowed.contains(one)).collect();
    if chosen.is_empty() {
        chosen = allowed.to_vec();
    }
    // No unit is shared by coders here: the row has no ratings, only stretches.
    let row = Ratings::repeated(read.coders.len(), 2, vec![MISSING; read.coders.len()], vec![units as u64]);
    let rows: Vec<AgreementRow> = row
        .map(|ratings| AgreementRow {
            key: "all".into(),
            label: "All stretches".into(),
            level: 0,
            kind: StubKind::Total,
            ratings,
            rows_a_unit: 1,
            stretches: Some(stretches),
            length,
        })
        .into_iter()
        .collect();
    let request = AgreementRequest {
        title: format!("Agreement of {} coders on stretches of text", read.coders.len()),
        stub_head: "Stretches".into(),
        coders: read.coders.clone(),
        prevalence_of: None,
        show: chosen,
        level: Level::Nominal,
        weights: weights("none").unwrap_or_default(),
        resamples: 0,
        unit: ("stretch".into(), "stretches".into()),
        notes,
    };
    let mut table = agreement(&rows, &request);
    for cells in &mut table.cells {
        cells.iter_mut().take(1).for_each(|cell| cell.count = Some(units as u64));
    }
    table
}
