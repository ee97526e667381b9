//! Narrative or topline → [`crate::model::Report`], and the manifest of what it rests on.
