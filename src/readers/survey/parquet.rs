//! Parquet: the columns of a table as other programs keep them, read group of rows after group of rows. A value is taken as the text that
//! a .csv of the same table would hold, so that a question is found out in the same way.

use std::io::{Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

use polars::prelude::{ArrowDataType, ArrowSchema, Column, DataType, Series};
use polars_io::SerReader;
use polars_io::mmap::MmapBytesReader;
use polars_io::parquet::metadata::FileMetadataRef;
use polars_io::parquet::read::{_internal as decoding, ParquetReader};
use rayon::prelude::*;

use super::blocks::Taker;
use super::cells::Block;
use super::delimited::MOST_COLUMNS;
use super::raw::{RawColumn, RawTable};
use super::raw_column::{BLANK, Part, trimmed};
use crate::diagnostic::{Error, Result};
use crate::source::Source;

/// How a file begins.
pub const BEGINS: &[u8] = b"PAR1";
/// How many rows are read at once, unless a group of rows of the file is larger and no slice of it can be had cheaper.
const AT_ONCE: usize = 1 << 18;
/// How many rows a block has.
const BLOCK: usize = 1 << 15;

/// How many values of a column are kept at hand.
const AT_HAND: usize = 128;

/// A file, with the names of its columns and how many rows each of its groups has.
pub struct Parquet<'a> {
    source: &'a Source,
    names: Vec<String>,
    groups: Vec<usize>,
    schema: Arc<ArrowSchema>,
    metadata: FileMetadataRef,
}

impl<'a> Parquet<'a> {
    /// Looks at what the file says of itself.
    ///
    /// # Errors
    /// When it is damaged, or too wide.
    pub fn open(source: &'a Source) -> Result<Self> {
        let (schema, metadata) = guarded(source, || {
            let mut reader = ParquetReader::new(bytes(source)?);
            let schema = reader.schema().map_err(|_| damaged(source))?;
            let metadata = reader.get_metadata().map_err(|_| damaged(source))?;
            Ok((schema, Arc::clone(metadata)))
        })?;
        let names: Vec<String> = schema.iter_names().map(|name| name.trim().to_owned()).collect();
        let groups: Vec<usize> = metadata.row_groups.iter().map(|group| group.num_rows()).collect();
        if names.len() > MOST_COLUMNS
            || u32::try_from(groups.iter().fold(0, |all: usize, own| all.saturating_add(*own))).is_err()
        {
            return Err(Error::new("this table has more rows or columns than canvass counts").in_place(source.place()));
        }
        Ok(Self { source, names, groups, schema, metadata })
    }

    /// The first rows as a table, all where there are fewer.
    ///
    /// # Errors
    /// When the file is damaged, or a column holds lists or bytes.
    pub fn table(&self, rows: usize) -> Result<RawTable> {
        let width = self.names.len();
        let mut columns = vec![RawColumn::default(); width];
        let mut records = 0;
        let kept = vec![true; width];
        for (start, length) in self.slices() {
            let length = length.min(rows - records);
            if length == 0 {
                break;
            }
            for block in self.blocks(&kept, (start, length))? {
                columns.par_iter_mut().zip(&block.columns).for_each(|(column, part)| column.append(part));
            }
            records += length;
        }
        columns.iter_mut().for_each(RawColumn::complete);
        let records = (1..=records as u64).collect();
        Ok(RawTable { headings: vec![self.names.clone()], columns, records, ..RawTable::default() })
    }

    /// Gives the rows of some columns to a taker, block after block.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn give(&self, taker: &mut dyn Taker) -> Result<()> {
        let kept = taker.headings(vec![self.names.clone()])?;
        let all: usize = self.groups.iter().sum();
        let mut blocks = Vec::new();
        for (start, length) in self.slices() {
            if taker.has_enough() {
                return Ok(());
            }
            let read = self.source.length() * start as u64 / all.max(1) as u64;
            let (next, ()) = rayon::join(|| self.blocks(&kept, (start, length)), || taker.take(&mut blocks, read));
            blocks = next?;
        }
        taker.take(&mut blocks, self.source.length());
        Ok(())
    }

    /// What is read at once: whole groups of rows where these are not too large.
    fn slices(&self) -> Vec<(usize, usize)> {
        let mut start = 0;
        let mut slices = Vec::new();
        for &group in &self.groups {
            let pieces = group.div_ceil(AT_ONCE * 4).max(1);
            let most = group.div_ceil(pieces).max(1);
            for from in (0..group).step_by(most) {
                slices.push((start + from, most.min(group - from)));
            }
            start += group;
        }
        slices
    }

    /// Some rows of the kept columns.
    fn blocks(&self, kept: &[bool], slice: (usize, usize)) -> Result<Vec<Block>> {
        let (narrow, wide): (Vec<usize>, Vec<usize>) =
            (0..kept.len()).filter(|&place| kept[place]).partition(|&place| self.widened(place).is_some());
        guarded(self.source, || {
            let mut columns: Vec<(usize, Column)> = Vec::with_capacity(narrow.len() + wide.len());
            if !wide.is_empty() {
                let mut reader = ParquetReader::new(bytes(self.source)?);
                reader.set_metadata(Arc::clone(&self.metadata));
                let frame = reader.with_projection(Some(wide.clone())).with_slice(Some(slice)).finish();
                let frame = frame.map_err(|_| damaged(self.source))?;
                if frame.width() != wide.len() {
                    return Err(damaged(self.source));
                }
                columns.extend(wide.iter().copied().zip(frame.columns().iter().cloned()));
            }
            for place in narrow {
                columns.push((place, self.narrow(place, slice)?));
            }
            columns.sort_by_key(|(place, _)| *place);
            let columns: Vec<Column> = columns.into_iter().map(|(_, column)| column).collect();
            if columns.iter().any(|column| column.len() != slice.1) {
                return Err(damaged(self.source));
            }
            self.in_blocks(&columns, slice.1)
        })
    }

    /// The wider type as which a column of small whole numbers is read: the library as it is built here has none of one or two bytes.
    fn widened(&self, place: usize) -> Option<ArrowDataType> {
        match self.schema.get_at_index(place)?.1.dtype {
            ArrowDataType::Int8 | ArrowDataType::Int16 => Some(ArrowDataType::Int32),
            ArrowDataType::UInt8 | ArrowDataType::UInt16 => Some(ArrowDataType::UInt32),
            _ => None,
        }
    }

    /// Some rows of such a column, which lie in one group.
    fn narrow(&self, place: usize, (start, length): (usize, usize)) -> Result<Column> {
        let unread = || damaged(self.source);
        let (name, field) = self.schema.get_at_index(place).ok_or_else(unread)?;
        let mut field = field.clone();
        field.dtype = self.widened(place).ok_or_else(unread)?;
        let mut before = 0;
        let own = self.metadata.row_groups.iter().find(|group| {
            before += group.num_rows();
            before > start
        });
        let group = own.ok_or_else(unread)?;
        let chunk = group.columns_under_root_iter(name).and_then(|mut chunks| chunks.next()).ok_or_else(unread)?;
        let range = chunk.byte_range();
        if range.end > self.source.length() || range.start > range.end {
            return Err(unread());
        }
        let mut text = vec![0; usize::try_from(range.end - range.start).map_err(|_| unread())?];
        let mut file = bytes(self.source)?;
        file.seek(SeekFrom::Start(range.start)).and_then(|_| file.read_exact(&mut text)).map_err(|_| unread())?;
        let (arrays, _) = decoding::to_deserializer(vec![(chunk, text.into())], field, None).map_err(|_| unread())?;
        let series = Series::try_from((name.clone(), arrays)).map_err(|_| unread())?;
        let first = i64::try_from(start - (before - group.num_rows())).map_err(|_| unread())?;
        Ok(series.slice(first, length).into())
    }

    fn in_blocks(&self, columns: &[Column], height: usize) -> Result<Vec<Block>> {
        let parts: Vec<Vec<Part>> = columns.par_iter().map(|column| self.parts(column)).collect::<Result<_>>()?;
        let count = height.div_ceil(BLOCK);
        let mut columns: Vec<std::vec::IntoIter<Part>> = parts.into_iter().map(Vec::into_iter).collect();
        let block = |number: usize| {
            let rows = BLOCK.min(height - number * BLOCK);
            Block::of_columns(columns.iter_mut().filter_map(Iterator::next).collect(), rows)
        };
        Ok((0..count).map(block).collect())
    }

    /// A column as text, in pieces.
    fn parts(&self, column: &Column) -> Result<Vec<Part>> {
        let unread = || {
            Error::new(format!("the column “{}” holds no texts, numbers or dates", column.name()))
                .in_place(self.source.place())
                .hint("leave it out of the file; canvass reads one value a cell")
        };
        if column.dtype().is_nested() || matches!(column.dtype(), DataType::Binary) {
            return Err(unread());
        }
        let text = column.cast(&DataType::String).map_err(|_| unread())?;
        let text = text.str().map_err(|_| unread())?;
        let mut parts = Vec::with_capacity(text.len().div_ceil(BLOCK));
        let mut part = Part::default();
        let mut rows = 0;
        for chunk in text.downcast_iter() {
            // Where a value lies, or the value itself where it is short: of the same chunk, the same place is the same value.
            let mut recent = [(u128::MAX, 0); AT_HAND];
            for (view, cell) in chunk.views().iter().zip(chunk.iter()) {
                if rows == BLOCK {
                    parts.push(std::mem::take(&mut part));
                    recent.fill((u128::MAX, 0));
                    rows = 0;
                }
                rows += 1;
                let Some(cell) = cell else {
                    part.push_code(BLANK);
                    continue;
                };
                let (size, place) = (u64::from(view.length) << 32, u64::from(view.buffer_idx) << 32);
                let (size, place) = (size | u64::from(view.prefix), place | u64::from(view.offset));
                let mixed = (size ^ place.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                let at = &mut recent[(mixed >> 57) as usize];
                let key = u128::from(size) << 64 | u128::from(place);
                if at.0 != key {
                    *at = (key, part.code_of_value(trimmed(cell)));
                }
                part.push_code(at.1);
            }
        }
        if rows > 0 {
            parts.push(part);
        }
        Ok(parts)
    }
}

fn bytes(source: &Source) -> Result<Box<dyn MmapBytesReader + '_>> {
    Ok(match source.file()? {
        Some(file) => Box::new(file),
        None => Box::new(Cursor::new(source.bytes())),
    })
}

fn damaged(source: &Source) -> Error {
    Error::new("this Parquet file is damaged, or of a kind that canvass does not read")
        .in_place(source.place())
        .hint("write it again, or save the table as .csv")
}

/// Damaged files make the library that reads them panic; that is an error like any other.
fn guarded<T>(source: &Source, read: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged(source)))
}
