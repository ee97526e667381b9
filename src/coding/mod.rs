//! Coding: rules propose, people decide; anchors keep codings on their words; retrieval finds them again.
