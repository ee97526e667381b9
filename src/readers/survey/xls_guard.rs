//! Looks through an old workbook (.xls) before it is opened: a cell far outside what such a sheet can have would make the
//! parser ask for more memory than any machine has.

/// The widest sheet of Excel 97–2003.
const MOST_COLUMNS: u16 = 256;
/// Records of cells: label, number, rk, formula, blank and their kin.
const CELL_RECORDS: [u16; 9] = [0x0201, 0x0203, 0x0204, 0x0205, 0x0006, 0x027E, 0x00FD, 0x00BD, 0x00BE];

/// Checks that no cell stands beyond the last column of such a sheet.
///
/// # Errors
/// With what is wrong, where the container is broken or a cell is out of bounds.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let damaged = || "this workbook is damaged or only half downloaded".to_owned();
    for stream in streams(bytes).ok_or_else(damaged)? {
        let mut rest = stream.as_slice();
        while let [a, b, c, d, tail @ ..] = rest {
            let (kind, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
            let Some(body) = tail.get(..length) else { break };
            if let ([_, _, low, high, ..], true) = (body, CELL_RECORDS.contains(&kind))
                && u16::from_le_bytes([*low, *high]) >= MOST_COLUMNS
            {
                return Err("a cell of this workbook stands where no sheet has cells".to_owned());
            }
            rest = &tail[length..];
        }
    }
    Ok(())
}

/// The streams of a compound file that hold a workbook, put together from their sectors.
fn streams(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let word = |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    let shift = u32::from(*bytes.get(30)?);
    if !(9..=12).contains(&shift) {
        return None;
    }
    let size = 1_usize << shift;
    let sector = |number: u32| bytes.get((number as usize + 1) * size..).map(|rest| &rest[..rest.len().min(size)]);
    let mut table_sectors: Vec<u32> =
        (0..109).filter_map(|place| word(76 + place * 4)).filter(|&number| number < 0xFFFF_FFFA).collect();
    let mut next = word(68)?;
    let mut turns = 0;
    while next < 0xFFFF_FFFA && turns < 4096 {
        let block = sector(next)?;
        let numbers: Vec<u32> = block.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect();
        let (last, listed) = numbers.split_last()?;
        table_sectors.extend(listed.iter().filter(|&&number| number < 0xFFFF_FFFA));
        next = *last;
        turns += 1;
    }
    let mut follows = Vec::new();
    for number in table_sectors {
        follows.extend(sector(number)?.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)));
    }
    let chain = |start: u32| {
        let mut content = Vec::new();
        let mut at = start;
        while at < 0xFFFF_FFFA && content.len() <= bytes.len() {
            let Some(block) = sector(at) else { break };
            content.extend_from_slice(block);
            at = follows.get(at as usize).copied().unwrap_or(u32::MAX);
        }
        content
    };
    let directory = chain(word(48)?);
    let entries = directory.as_chunks::<128>().0;
    let number =
        |entry: &[u8; 128], at: usize| u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]);
    // Streams below 4096 bytes lie in small sectors inside the root's own stream.
    let small = entries.iter().find(|entry| entry[66] == 5).map(|root| chain(number(root, 116))).unwrap_or_default();
    let small_follows: Vec<u32> =
        chain(word(60)?).as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect();
    let small_chain = |start: u32| {
        let mut content = Vec::new();
        let mut at = start;
        while let (true, Some(block)) = (content.len() <= small.len(), small.get(at as usize * 64..)) {
            content.extend_from_slice(&block[..block.len().min(64)]);
            match small_follows.get(at as usize) {
                Some(&next) if next < 0xFFFF_FFFA => at = next,
                _ => break,
            }
        }
        content
    };
    let mut found = Vec::new();
    for entry in entries {
        let name: String =
            entry[..64].as_chunks::<2>().0.iter().map(|two| char::from(two[0])).take_while(|c| *c != '\0').collect();
        if name == "Workbook" || name == "Book" {
            let (start, length) = (number(entry, 116), number(entry, 120) as usize);
            let mut stream = if length < 4096 { small_chain(start) } else { chain(start) };
            stream.truncate(length);
            found.push(stream);
        }
    }
    Some(found)
}
