//! Which sheet of a workbook is read, and what is said of the others.

use super::fault::Fault;
use super::sheet::{Filled, Sheet};
use crate::diagnostic::{Diagnostic, Error, Result, unknown_name};
use crate::source::Source;

/// Reads the sheet that is named, else the first that can be seen and holds anything. Each sheet is given by its name and
/// whether it can be seen, and read by its place; what is no table gives nothing.
pub fn first_filled(
    source: &Source,
    tabs: &[(String, bool)],
    wanted: Option<&str>,
    mut read: impl FnMut(usize) -> std::result::Result<Option<Filled>, Fault>,
) -> Result<(Sheet, Vec<Diagnostic>)> {
    let refused = |fault: Fault| fault.error();
    if let Some(wanted) = wanted {
        let place = named(tabs, wanted)?;
        let filled = read(place).map_err(refused)?.unwrap_or_default();
        return Ok((Sheet { name: tabs[place].0.clone(), filled, ..Sheet::default() }, Vec::new()));
    }
    let mut sheet = Sheet::default();
    let mut without_result = 0;
    for (place, (name, _)) in tabs.iter().enumerate().filter(|(_, (_, is_visible))| *is_visible) {
        if !sheet.is_empty() {
            sheet.others.push(name.clone());
        } else if let Some(filled) = read(place).map_err(refused)? {
            without_result += filled.without_result;
            sheet = Sheet { name: name.clone(), filled, ..Sheet::default() };
        }
    }
    if sheet.is_empty() {
        return Err(nothing(tabs, without_result));
    }
    let mut noticed = Vec::new();
    let hidden = tabs.iter().filter(|(_, is_visible)| !is_visible).count();
    if hidden > 0 {
        let sheets = if hidden == 1 { "1 hidden sheet".to_owned() } else { format!("{hidden} hidden sheets") };
        noticed.push(Diagnostic::note(format!("{sheets} not read")).in_place(source.place()));
    }
    noticed.extend(other_sheets(&sheet.name, &sheet.others, source));
    Ok((sheet, noticed))
}

/// The place of the sheet of this name, else of the only one that has it but for capitals.
fn named(tabs: &[(String, bool)], wanted: &str) -> Result<usize> {
    if let Some(place) = tabs.iter().position(|(name, _)| name == wanted) {
        return Ok(place);
    }
    let folded = wanted.trim().to_lowercase();
    let mut alike = (0..tabs.len()).filter(|&place| tabs[place].0.trim().to_lowercase() == folded);
    match (alike.next(), alike.next()) {
        (Some(place), None) => Ok(place),
        (Some(one), Some(other)) => {
            Err(Error::new(format!("“{wanted}” may be the sheet “{}” or the sheet “{}”", tabs[one].0, tabs[other].0))
                .hint("write its name with the same capitals and blanks"))
        }
        (None, _) => Err(unknown_name("sheet", wanted, tabs.iter().map(|(name, _)| name.as_str()))),
    }
}

/// Why no sheet was read.
fn nothing(tabs: &[(String, bool)], without_result: usize) -> Error {
    const AGAIN: &str = "download the export again; a full one has headings and a row for each response";
    let names = |visible: bool| {
        let names = tabs.iter().filter(|(_, is_visible)| *is_visible == visible).map(|(name, _)| name.as_str());
        names.collect::<Vec<_>>().join("”, “")
    };
    if tabs.is_empty() {
        return Error::new("this workbook has no sheets").hint(AGAIN);
    }
    if tabs.iter().all(|(_, is_visible)| !is_visible) {
        return Error::new(format!("all sheets of this workbook are hidden: “{}”", names(false)))
            .hint("--sheet NAME reads one of them");
    }
    if without_result > 0 {
        return only_formulas(&names(true));
    }
    let error = Error::new(match tabs.iter().filter(|(_, is_visible)| *is_visible).count() {
        1 => format!("the sheet “{}” is empty", names(true)),
        _ => format!("the sheets of this workbook are empty: “{}”", names(true)),
    });
    match names(false).as_str() {
        "" => error.hint(AGAIN),
        hidden => error.hint(format!("hidden and not read: “{hidden}”; --sheet NAME reads one of them")),
    }
}

/// Why a sheet that was asked for by name cannot be read as a table; `None` where it holds anything.
pub fn nothing_in(sheet: &Sheet) -> Option<Error> {
    sheet.is_empty().then(|| nothing(&[(sheet.name.clone(), true)], sheet.filled.without_result))
}

fn only_formulas(sheets: &str) -> Error {
    Error::new(format!("“{sheets}” holds only formulas without saved results"))
        .hint("open the workbook in Excel or LibreOffice and save it: then the results are in the file")
}

/// A note of the sheets that were not read.
pub fn other_sheets(read: &str, others: &[String], source: &Source) -> Option<Diagnostic> {
    if others.is_empty() {
        return None;
    }
    Some(
        Diagnostic::note(format!("read the sheet “{read}”; not read: “{}”", others.join("”, “")))
            .in_place(source.place())
            .hint("--sheet NAME reads another"),
    )
}
