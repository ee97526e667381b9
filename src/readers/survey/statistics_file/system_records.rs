//! The records of the dictionary of a .sav file, walked over: what the library that reads the file does not hand on, and what
//! has to be within limits before it is asked to.

use super::damaged;
use crate::diagnostic::Result;

/// The bytes before the dictionary.
const HEADER: usize = 176;
/// What a packed block may say it holds.
const LARGEST_BLOCK: i64 = 64 << 20;

/// What the dictionary says besides variables and labels.
#[derive(Debug, Default)]
pub struct Records {
    /// How many cells of eight bytes a row has.
    pub cells: usize,
    /// Where the record with the name of the encoding begins and ends.
    pub encoding: Option<(usize, usize)>,
    /// The code page that an older record states.
    pub code_page: Option<i32>,
    /// Where the dictionary ends.
    pub end: usize,
    /// Whether numbers begin with their highest byte.
    pub big_endian: bool,
    /// The definitions of multiple response sets, as they stand.
    pub sets: Vec<Vec<u8>>,
    /// The long names of variables, as they stand.
    pub names: Vec<u8>,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    big_endian: bool,
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Result<&[u8]> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or_else(|| damaged("its dictionary ends before it should"))?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn number(&mut self) -> Result<i32> {
        let big = self.big_endian;
        let bytes: [u8; 4] = self.take(4)?.try_into().map_err(|_| damaged("a number is cut off"))?;
        Ok(if big { i32::from_be_bytes(bytes) } else { i32::from_le_bytes(bytes) })
    }

    fn long(&mut self) -> Result<i64> {
        let big = self.big_endian;
        let bytes: [u8; 8] = self.take(8)?.try_into().map_err(|_| damaged("a number is cut off"))?;
        Ok(if big { i64::from_be_bytes(bytes) } else { i64::from_le_bytes(bytes) })
    }

    fn count(&mut self) -> Result<usize> {
        let number = self.number()?;
        usize::try_from(number).map_err(|_| damaged("a record has a negative length"))
    }
}

/// Walks over the dictionary.
///
/// # Errors
/// When a record is cut off, or what is packed says it holds more than it may.
pub fn walk(bytes: &[u8]) -> Result<Records> {
    let layout = bytes.get(64..68).ok_or_else(|| damaged("it ends in its header"))?;
    let big_endian = layout[0] == 0 && layout[3] != 0;
    let mut reader = Reader { bytes, at: HEADER, big_endian };
    let mut records = Records { big_endian, ..Records::default() };
    loop {
        let begins = reader.at;
        match reader.number()? {
            2 => {
                variable(&mut reader)?;
                records.cells += 1;
            }
            3 => {
                for _ in 0..reader.count()? {
                    reader.take(8)?;
                    let length = usize::from(reader.take(1)?[0]);
                    reader.take((length + 1).next_multiple_of(8) - 1)?;
                }
            }
            4 => {
                let count = reader.count()?;
                reader.take(count.saturating_mul(4))?;
            }
            6 => {
                let lines = reader.count()?;
                reader.take(lines.saturating_mul(80))?;
            }
            7 => extension(&mut reader, begins, &mut records)?,
            999 => {
                reader.number()?;
                records.end = begins;
                break;
            }
            _ => return Err(damaged("its dictionary holds a record of no known kind")),
        }
    }
    if bytes.starts_with(b"$FL3") {
        blocks(&mut reader)?;
    }
    Ok(records)
}

fn variable(reader: &mut Reader<'_>) -> Result<()> {
    reader.number()?;
    let labelled = reader.number()? != 0;
    let missing = reader.number()?.unsigned_abs() as usize;
    reader.take(16)?;
    if labelled {
        let length = reader.count()?;
        reader.take(length.next_multiple_of(4))?;
    }
    reader.take(missing.saturating_mul(8)).map(|_| ())
}

fn extension(reader: &mut Reader<'_>, begins: usize, records: &mut Records) -> Result<()> {
    const CODE_PAGE: usize = 7;
    let (kind, size, count) = (reader.number()?, reader.count()?, reader.count()?);
    let data_begins = reader.at;
    let data = reader.take(size.saturating_mul(count))?.to_vec();
    match kind {
        3 if size == 4 && count > CODE_PAGE => {
            let big_endian = reader.big_endian;
            let mut inside = Reader { bytes: reader.bytes, at: data_begins + 4 * CODE_PAGE, big_endian };
            records.code_page = Some(inside.number()?);
        }
        7 | 19 => records.sets.push(data),
        13 => records.names = data,
        20 => records.encoding = Some((begins, reader.at)),
        _ => {}
    }
    Ok(())
}

/// Looks at what the packed blocks say they hold.
fn blocks(reader: &mut Reader<'_>) -> Result<()> {
    reader.long()?;
    let trailer = usize::try_from(reader.long()?).map_err(|_| damaged("its blocks cannot be found"))?;
    reader.at = trailer;
    reader.take(16)?;
    reader.number()?;
    for _ in 0..reader.count()? {
        reader.take(16)?;
        let (unpacked, packed) = (i64::from(reader.number()?), i64::from(reader.number()?));
        if !(0..=LARGEST_BLOCK).contains(&unpacked) || packed < 0 {
            return Err(damaged("a packed block has no size that is possible"));
        }
    }
    Ok(())
}

/// The same file with another encoding stated; what is packed in blocks is found by its place, which moves.
pub fn with_encoding(bytes: &[u8], records: &Records, name: &str) -> Option<Vec<u8>> {
    let number = |number: i32| if records.big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
    let length = i32::try_from(name.len()).ok()?;
    let (begins, ends) = records.encoding.unwrap_or((records.end, records.end));
    let mut changed = bytes.get(..begins)?.to_vec();
    for field in [7, 20, 1, length] {
        changed.extend(number(field));
    }
    changed.extend(name.as_bytes());
    let moved = i64::try_from(changed.len()).ok()? - i64::try_from(ends).ok()?;
    changed.extend(bytes.get(ends..)?);
    if bytes.starts_with(b"$FL3") && moved != 0 {
        move_blocks(&mut changed, records, moved)?;
    }
    Some(changed)
}

/// Corrects the places of packed blocks by how far they moved.
fn move_blocks(bytes: &mut [u8], records: &Records, moved: i64) -> Option<()> {
    let big = records.big_endian;
    let get = |bytes: &[u8], at: usize| -> Option<i64> {
        let field: [u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
        Some(if big { i64::from_be_bytes(field) } else { i64::from_le_bytes(field) })
    };
    let shift = |bytes: &mut [u8], at: usize| -> Option<usize> {
        let place = get(bytes, at)?.checked_add(moved)?;
        let field = if big { place.to_be_bytes() } else { place.to_le_bytes() };
        bytes.get_mut(at..at + 8)?.copy_from_slice(&field);
        usize::try_from(place).ok()
    };
    // The dictionary ends with a record of eight bytes; three places follow.
    let header = usize::try_from(i64::try_from(records.end).ok()? + moved).ok()?.checked_add(8)?;
    shift(bytes, header)?;
    let trailer = shift(bytes, header + 8)?;
    let count: [u8; 4] = bytes.get(trailer.checked_add(20)?..trailer.checked_add(24)?)?.try_into().ok()?;
    let count = usize::try_from(if big { i32::from_be_bytes(count) } else { i32::from_le_bytes(count) }).ok()?;
    for block in 0..count {
        let at = trailer.checked_add(24)?.checked_add(block.checked_mul(24)?)?;
        shift(bytes, at)?;
        shift(bytes, at + 8)?;
    }
    Some(())
}

/// The definition of a multiple response set, as bytes in the encoding of the file.
#[derive(Debug, PartialEq, Eq)]
pub struct SetLine<'a> {
    /// Its name, without the sign before it.
    pub name: &'a [u8],
    /// What it is called.
    pub label: &'a [u8],
    /// The value that counts as ticked; `None` for a set of categories.
    pub counted: Option<&'a [u8]>,
    /// The names of its variables, long or short.
    pub variables: Vec<&'a [u8]>,
}

/// The sets that a record defines: `$name=D1 1 5 Label first second`, `$name=E 1 …`, `$name=C …`, one a line.
pub fn set_lines(data: &[u8]) -> Vec<SetLine<'_>> {
    data.split(|&byte| byte == b'\n').filter_map(set_line).collect()
}

fn set_line(line: &[u8]) -> Option<SetLine<'_>> {
    let line = line.strip_prefix(b"$")?;
    let (name, rest) = split_at(line, b'=')?;
    let value = |rest| {
        let (length, rest) = length(rest)?;
        rest.split_at_checked(length)
    };
    let (counted, rest) = match rest.split_first()? {
        (b'D', rest) => value(rest).map(|(counted, rest)| (Some(counted), rest))?,
        (b'E', rest) => value(length(rest)?.1).map(|(counted, rest)| (Some(counted), rest))?,
        (b'C', rest) => (None, rest),
        _ => return None,
    };
    let (label, rest) = length(rest)?;
    let (label, rest) = rest.split_at_checked(label).unwrap_or((rest, b""));
    let variables = rest.split(|byte| byte.is_ascii_whitespace() || *byte == 0).filter(|name| !name.is_empty());
    Some(SetLine { name, label, counted, variables: variables.collect() })
}

/// The long names of variables by their short ones: `V1=Long name`, with tabs between.
pub fn name_pairs(data: &[u8]) -> Vec<(&[u8], &[u8])> {
    data.split(|&byte| byte == b'\t').filter_map(|pair| split_at(pair, b'=')).collect()
}

fn split_at(bytes: &[u8], mark: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|&byte| byte == mark)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// A number and the blank after it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let bytes = bytes.trim_ascii_start();
    let end = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
    let number = std::str::from_utf8(&bytes[..end]).ok()?.parse().ok()?;
    let rest = &bytes[end..];
    Some((number, rest.strip_prefix(b" ").unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_all_three_kinds_are_counted_and_empty_ones_too() {
        let data = b"$a=D1 1 5 Label x y\n$b=E 1 2 34 0  k l m\n$c=C 3 \xe9t\xe9 p\n$d=D1 1 4 none\n\0";
        let found: Vec<(&[u8], usize)> = set_lines(data).iter().map(|line| (line.name, line.variables.len())).collect();
        assert_eq!(found, [(&b"a"[..], 2), (b"b", 3), (b"c", 1), (b"d", 0)]);
        let lines = set_lines(data);
        assert_eq!((lines[1].counted, lines[2].counted, lines[2].label), (Some(&b"34"[..]), None, &b"\xe9t\xe9"[..]));
    }

    #[test]
    fn a_dictionary_that_is_cut_off_is_an_error() {
        for length in [0, 66, 100, 176, 180] {
            let mut bytes = b"$FL2".to_vec();
            bytes.resize(length.max(4), 0);
            assert!(walk(&bytes).is_err(), "{length}");
        }
    }
}
