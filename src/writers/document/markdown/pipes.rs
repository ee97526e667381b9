//! Pipe tables with aligned columns.

use unicode_width::UnicodeWidthStr;

/// A column wider than this is not padded to its longest cell: the lines would be too long to read.
const ALIGNED_AT_MOST: usize = 48;

/// A column; its head is escaped already.
pub struct Column {
    /// The head.
    pub head: String,
    /// Figures stand at the right.
    pub right: bool,
    /// Long text.
    pub wide: bool,
}

/// A table of cells that are escaped already.
pub fn table(columns: &[Column], rows: &[Vec<String>]) -> String {
    let last_wide = columns.last().is_some_and(|column| column.wide);
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let widest = rows.iter().filter_map(|row| row.get(at)).map(|text| text.width()).max().unwrap_or(0);
            // Text in the last column may be as long as it likes without anything standing behind it.
            let limit = if last_wide && at + 1 == columns.len() { 3 } else { ALIGNED_AT_MOST };
            widest.max(column.head.width()).min(limit).max(3)
        })
        .collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells = cells.zip(columns).zip(&widths).map(|((text, column), width)| {
            let blank = " ".repeat(width.saturating_sub(text.width()));
            if column.right { format!(" {blank}{text} ") } else { format!(" {text}{blank} ") }
        });
        format!("|{}|", cells.collect::<Vec<_>>().join("|"))
    };
    let rule = columns.iter().zip(&widths).map(|(column, width)| {
        if column.right { format!(" {}: ", "-".repeat(width - 1)) } else { format!(" {} ", "-".repeat(*width)) }
    });
    let mut lines = vec![
        line(&mut columns.iter().map(|column| column.head.as_str())),
        format!("|{}|", rule.collect::<Vec<_>>().join("|")),
    ];
    for row in rows {
        lines.push(line(&mut (0..columns.len()).map(|at| row.get(at).map_or("", String::as_str))));
    }
    lines.join("\n")
}
