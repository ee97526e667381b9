//! Tables and listings that are read aloud as well as they are seen: every figure knows the heads of its row and column.

use super::escape::{id, lines, words};
use crate::model::{Listing, StubKind, Table, Value};
use crate::writers::document::layout::{Layout, LayoutCell, LayoutRow, caption, listing_cells};

/// A table.
pub fn table(number: Option<u32>, table: &Table, place: usize) -> String {
    let layout = Layout::of(table);
    let title = caption("Table", number, &layout.title);
    let wording = layout.wording.as_deref();
    framed(&title, wording, &format!("{}{}", head(&layout), body(&layout)), &layout.notes, &target(&table.id, place))
}

/// A listing.
pub fn listing(number: Option<u32>, listing: &Listing, place: usize) -> String {
    let class = |at: usize| match &listing.columns[at] {
        column if column.right => "",
        column if column.wide => " class=\"words wide\"",
        _ => " class=\"words\"",
    };
    let mut rows = String::from("<thead>\n<tr>");
    for (at, column) in listing.columns.iter().enumerate() {
        rows.push_str(&format!("<th scope=\"col\"{}>{}</th>", class(at), words(&column.head)));
    }
    rows.push_str("</tr>\n</thead>\n<tbody>\n");
    for (texts, values) in listing_cells(listing).iter().zip(&listing.rows) {
        rows.push_str("<tr>");
        for at in 0..listing.columns.len() {
            let text = texts.get(at).map(|text| lines(text)).unwrap_or_default();
            let is_number = matches!(values.get(at), Some(Value::Count(_) | Value::Figure(_)));
            if at == 0 && !is_number {
                rows.push_str(&format!("<th scope=\"row\"{}>{text}</th>", class(at)));
            } else {
                rows.push_str(&format!("<td{}>{text}</td>", class(at)));
            }
        }
        rows.push_str("</tr>\n");
    }
    rows.push_str("</tbody>\n");
    framed(&caption("Table", number, &listing.title), None, &rows, &listing.notes, &target(&listing.id, place))
}

/// An id of its own, even where a report shows the same table twice.
fn target(name: &str, place: usize) -> String {
    format!("table-{place}-{}", id(name))
}

fn framed(title: &str, wording: Option<&str>, rows: &str, notes: &[String], target: &str) -> String {
    let mut text = format!("<div class=\"table\" id=\"{target}\">\n");
    // What can be scrolled must be reachable by keyboard, and then it needs a name.
    text.push_str(&format!(
        "<div class=\"scroll\" role=\"region\" aria-labelledby=\"{target}-title\" tabindex=\"0\">\n<table>\n"
    ));
    let wording =
        wording.map(|wording| format!("<span class=\"wording\">{}</span>", words(wording))).unwrap_or_default();
    text.push_str(&format!("<caption><span id=\"{target}-title\">{}</span>{wording}</caption>\n", words(title)));
    text.push_str(rows);
    text.push_str("</table>\n</div>\n");
    if !notes.is_empty() {
        let notes: Vec<String> = notes.iter().map(|note| format!("<p>{}</p>", words(note))).collect();
        text.push_str(&format!("<div class=\"notes\">\n{}\n</div>\n", notes.join("\n")));
    }
    text.push_str("</div>");
    text
}

fn head(layout: &Layout) -> String {
    let height = layout.spanners.len() + 1;
    let stub = format!("<th scope=\"col\" class=\"words\" rowspan=\"{height}\">{}</th>", words(&layout.stub_head));
    // An empty head would be read aloud as a heading without words.
    let stub = if layout.stub_head.is_empty() { format!("<td rowspan=\"{height}\"></td>") } else { stub };
    let mut text = String::from("<thead>\n");
    for (at, row) in layout.spanners.iter().enumerate() {
        text.push_str("<tr>");
        text.push_str(if at == 0 { &stub } else { "" });
        for spanner in row {
            let span = if spanner.width > 1 { format!(" colspan=\"{}\"", spanner.width) } else { String::new() };
            if spanner.text.is_empty() {
                text.push_str(&format!("<td{span}></td>"));
            } else {
                let scope = if spanner.width > 1 { "colgroup" } else { "col" };
                let label = words(&spanner.text);
                text.push_str(&format!("<th scope=\"{scope}\"{span} class=\"spanner\"><span>{label}</span></th>"));
            }
        }
        text.push_str("</tr>\n");
    }
    text.push_str("<tr>");
    text.push_str(if layout.spanners.is_empty() { &stub } else { "" });
    for column in &layout.columns {
        let base = column.base.as_deref().map(|base| format!(" <span class=\"n\">{}</span>", words(base)));
        text.push_str(&format!("<th scope=\"col\">{}{}</th>", words(&column.text()), base.unwrap_or_default()));
    }
    text.push_str("</tr>\n</thead>\n");
    text
}

/// A heading begins a part of the table of its own, so that it is known to stand over the rows below it.
fn body(layout: &Layout) -> String {
    let mut text = String::from("<tbody>\n");
    for (at, row) in layout.rows.iter().enumerate() {
        if row.kind == StubKind::Heading {
            if at > 0 {
                text.push_str("</tbody>\n<tbody>\n");
            }
            let span = layout.columns.len() + 1;
            text.push_str(&format!(
                "<tr{}><th scope=\"rowgroup\" colspan=\"{span}\">{}</th></tr>\n",
                class(row),
                words(&row.label)
            ));
            continue;
        }
        text.push_str(&format!("<tr{}><th scope=\"row\">{}</th>", class(row), words(&row.label)));
        for (column, cell) in row.cells.iter().enumerate() {
            let stand_in = stand_in(layout, row, column).map(|share| format!(" data-share=\"{}\"", words(&share)));
            text.push_str(&format!("<td{}>{}</td>", stand_in.unwrap_or_default(), figures(cell)));
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody>\n");
    text
}

/// What keeps the room of a share beside a count that has none, so that it stands below the other counts of its column.
fn stand_in(layout: &Layout, row: &LayoutRow, column: usize) -> Option<String> {
    let share = |row: &LayoutRow| {
        let line = row.cells.get(column)?.lines.first()?;
        line.find(" (").map(|start| line[start..].to_owned())
    };
    let is_count = !matches!(row.kind, StubKind::Base | StubKind::Statistic | StubKind::Heading);
    if !is_count || share(row).is_some() {
        return None;
    }
    layout.rows.iter().filter_map(share).max_by_key(String::len)
}

fn class(row: &LayoutRow) -> String {
    let kind = match row.kind {
        StubKind::Base => "base",
        StubKind::Net => "net",
        StubKind::Aside => "aside",
        StubKind::Missing => "missing",
        StubKind::Total => "total",
        StubKind::Statistic => "statistic",
        StubKind::Heading | StubKind::Choice => "",
    };
    let level = if row.level > 0 { format!("level-{}", row.level.min(3)) } else { String::new() };
    match [kind, level.as_str()].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ") {
        none if none.is_empty() => String::new(),
        classes => format!(" class=\"{classes}\""),
    }
}

fn figures(cell: &LayoutCell) -> String {
    let mut shown: Vec<String> = cell.lines.iter().map(|line| words(line)).collect();
    if let (Some(first), Some(letters)) = (shown.first_mut(), &cell.letters) {
        first.push_str(&format!("<sup>{}</sup>", words(letters)));
    }
    shown.join("<br>")
}
