//! One file a platform.

pub mod generic;
