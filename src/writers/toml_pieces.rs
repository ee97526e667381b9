//! Pieces of a TOML file that is there, changed so that every comment, every blank line and every key that did not change stays.

use toml_edit::{Array, Decor, Item, RawString, Table, Value};

use super::dictionary::quoted;

/// Done, or why the file cannot be changed piece by piece.
pub type Fit<T> = std::result::Result<T, String>;

/// A value as TOML writes it.
///
/// # Errors
/// When it is none.
pub fn value(written: &str) -> Fit<Value> {
    written.parse().map_err(|error| format!("{error}"))
}

/// Sets a key to a value as TOML writes it, or takes it away. What stands beside the old value stays.
///
/// `custom` are the keys in the order in which they are written.
///
/// # Errors
/// When something else than a value stands there.
pub fn set(table: &mut Table, custom: &[&str], key: &str, written: Option<String>) -> Fit<()> {
    let Some(written) = written else {
        table.remove(key);
        return Ok(());
    };
    let mut value = value(&written)?;
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        Some(_) => return Err(format!("“{key}” stands there as a section of its own")),
        None => {
            table.insert(key, Item::Value(value));
            put_in_place(table, custom, key);
        }
    }
    Ok(())
}

/// Moves a key that was put at the end to behind those that stand before it by custom.
pub fn put_in_place(table: &mut Table, custom: &[&str], key: &str) {
    let rank = |key: &str| custom.iter().position(|known| *known == key).unwrap_or(custom.len());
    let mut keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).filter(|known| known != key).collect();
    let at = keys.iter().position(|known| rank(known) > rank(key)).unwrap_or(keys.len());
    keys.insert(at, key.to_owned());
    let place = |key: &str| keys.iter().position(|known| known == key);
    table.sort_values_by(|one, _, other, _| place(one.get()).cmp(&place(other.get())));
}

/// An item of a list with the comments that belong to it: those on the lines above it, and one on its own line behind it.
#[derive(Clone)]
pub struct Line {
    /// What stands before it, up to the item before.
    pub above: String,
    /// The item.
    pub value: Value,
    /// The comment behind it, on its own line.
    pub behind: String,
}

/// What stands around a value, as text.
pub fn words(raw: Option<&RawString>) -> String {
    raw.and_then(RawString::as_str).unwrap_or_default().to_owned()
}

/// Whether a comment stands there.
pub fn holds_comment(decor: &Decor) -> bool {
    words(decor.prefix()).contains('#') || words(decor.suffix()).contains('#')
}

/// The items of a list, each with its comments. What stands before the bracket that closes the list goes with the last.
pub fn taken_apart(array: &Array) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for value in array {
        let prefix = words(value.decor().prefix());
        let (behind, above) = own_line(&prefix);
        if let Some(line) = lines.last_mut() {
            line.behind.push_str(behind);
        }
        let above = if lines.is_empty() { prefix.clone() } else { above.to_owned() };
        let mut plain = value.clone();
        plain.decor_mut().clear();
        lines.push(Line { above, value: plain, behind: words(value.decor().suffix()) });
    }
    if let Some(line) = lines.last_mut() {
        let trailing = words(Some(array.trailing()));
        let (behind, _) = own_line(&trailing);
        line.behind.push_str(behind);
        line.behind = line.behind.trim_end().to_owned();
    }
    lines
}

/// What stands on the same line as the item before, and the rest.
fn own_line(prefix: &str) -> (&str, &str) {
    prefix.find('\n').map_or(("", prefix), |end| prefix.split_at(end))
}

/// The blanks before an item, without comments.
pub fn blanks_of(above: &str) -> String {
    match above.rfind('\n') {
        Some(at) => above[at..].to_owned(),
        None => " ".to_owned(),
    }
}

/// The list again; on one line where it was on one line.
pub fn put_together(lines: Vec<Line>) -> Array {
    let several = lines.iter().any(|line| line.above.contains('\n'));
    let mut array = Array::new();
    let mut behind = String::new();
    for (place, line) in lines.into_iter().enumerate() {
        let mut value = line.value;
        let above = match (place, several && !line.above.contains('\n')) {
            (_, true) => format!("{behind}\n    {}", line.above.trim_start()),
            (0, _) => line.above.trim_start_matches(' ').to_owned(),
            (_, false) if line.above.is_empty() => format!("{behind} "),
            (_, false) => format!("{behind}{}", line.above),
        };
        *value.decor_mut() = Decor::new(above, "");
        array.push_formatted(value);
        behind = line.behind;
    }
    array.set_trailing_comma(several);
    array.set_trailing(if several { format!("{behind}\n") } else { behind });
    array
}

/// Makes a list of strings what it is to be; those that were there stay as they are written, with their comments.
///
/// # Errors
/// When something else than a list stands there.
pub fn set_strings(table: &mut Table, custom: &[&str], key: &str, now: &[String]) -> Fit<()> {
    if now.is_empty() {
        table.remove(key);
        return Ok(());
    }
    let mut old = match table.get(key) {
        Some(Item::Value(Value::Array(array))) => taken_apart(array),
        None => Vec::new(),
        Some(_) => return Err(format!("“{key}” is no list of strings")),
    };
    let above = old.last().map_or_else(|| " ".to_owned(), |line| blanks_of(&line.above));
    let mut lines = Vec::new();
    for text in now {
        let known = old.iter().position(|line| line.value.as_str() == Some(text));
        lines.push(match known {
            Some(at) => old.remove(at),
            None => Line { above: above.clone(), value: value(&literal(text))?, behind: String::new() },
        });
    }
    let array = put_together(lines);
    match table.get_mut(key) {
        Some(Item::Value(value)) => {
            let decor = value.decor().clone();
            *value = Value::Array(array);
            *value.decor_mut() = decor;
        }
        _ => {
            table.insert(key, Item::Value(Value::Array(array)));
            put_in_place(table, custom, key);
        }
    }
    Ok(())
}

/// A string in the quotation marks in which it needs no backslashes, where that can be.
pub fn literal(text: &str) -> String {
    let plain = text.contains('\\') && !text.contains('\'') && !text.chars().any(char::is_control);
    if plain { format!("'{text}'") } else { quoted(text) }
}
