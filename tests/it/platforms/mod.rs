//! Exports of each platform, made up by us and tiny, named for their oddity: `tests/fixtures/exports/PLATFORM/ODDITY`.

mod alchemer;
mod ddi;
mod generic;
mod google_forms;
mod jisc;
mod kobo;
mod limesurvey;
mod microsoft_forms;
mod own;
mod pair;
mod qualtrics;
mod redcap;
mod smartsurvey;
mod spss;
mod stata;
mod surveymonkey;
mod surveyxact;
mod triple_s;
mod typeform;
mod wjx;
