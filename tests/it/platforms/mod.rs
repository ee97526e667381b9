//! Exports of each platform, made up by us and tiny, named for their oddity: `tests/fixtures/exports/PLATFORM/ODDITY`.

mod ddi;
mod triple_s;
