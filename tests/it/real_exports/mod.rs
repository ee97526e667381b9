//! Facts of real exports, computed independently, that the import must find; a file a platform. Skipped where the shared
//! folder of real exports is absent: `platforms` tests the same things on fixtures of our own.

mod alchemer;
mod jisc;
mod kobo;
mod limesurvey;
mod qualtrics;
mod redcap;
mod spss;
mod stata;
mod surveymonkey;
mod surveyxact;
