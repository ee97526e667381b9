//! Makes the sample files of the repository from their sources of truth, so that nobody edits five exports by hand.
//!
//! `cargo run --example make_samples` writes; `tests/it/samples.rs` proves that what is committed is what this makes.

mod samples;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in samples::all(root)? {
        let path = root.join(&file.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, &file.bytes)?;
    }
    Ok(())
}
