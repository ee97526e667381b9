//! One file a platform.

pub mod alchemer;
pub mod generic;
pub mod google_forms;
pub mod jisc;
pub mod kobo;
pub mod limesurvey;
pub mod microsoft_forms;
pub mod qualtrics;
mod qualtrics_id;
mod qualtrics_laid;
pub mod redcap;
pub mod sas;
pub mod smartsurvey;
pub mod spss;
pub mod stata;
pub mod surveymonkey;
pub mod surveyxact;
pub mod triple_s;
pub mod typeform;
pub mod wjx;
