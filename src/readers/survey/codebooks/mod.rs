//! The kinds of dictionary that may lie beside an export, one file a kind.
