//! One file a platform.

pub mod generic;
pub mod google_forms;
pub mod limesurvey;
pub mod microsoft_forms;
pub mod qualtrics;
mod qualtrics_id;
pub mod surveymonkey;
pub mod triple_s;
