//! The kinds of dictionary that may lie beside an export, one file a kind.

pub mod ddi;
pub mod form_type;
pub mod lss;
pub mod qsf;
mod qsf_flow;
pub mod redcap_dictionary;
pub mod surveyxact;
pub mod triple_s;
pub mod xlsform;
