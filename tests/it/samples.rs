//! The sample files: committed as the generator makes them, and the same answers whatever platform they came from.

use std::path::Path;

#[path = "../../examples/make_samples/samples/mod.rs"]
mod generator;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn what_is_committed_is_what_the_generator_makes() {
    for made in generator::all(root()).unwrap() {
        let committed = std::fs::read(root().join(&made.path)).unwrap_or_default();
        assert!(
            committed == made.bytes,
            "{} is not what its source makes; run `cargo run --example make_samples`",
            made.path
        );
    }
}

#[test]
fn the_generator_makes_the_same_bytes_twice() {
    let (first, second) = (generator::all(root()).unwrap(), generator::all(root()).unwrap());
    assert!(first.iter().zip(&second).all(|(one, other)| one.path == other.path && one.bytes == other.bytes));
}
