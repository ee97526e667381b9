//! Facts of real exports, computed independently, that the import must find; a file a platform. Skipped where the shared
//! folder of real exports is absent: `platforms` tests the same things on fixtures of our own.
//!
//! Facts of the index that no test can check, and why:
//! - `phones.xlsx` has a table “Table1”, `ascochyta.xlsx` one too: a reader takes the cells and shows no names of tables.
//! - `phones.csv` repeats the rows 1 to 28 of `phones.xlsx`: true of two files, and nothing that is understood of either.
//! - `legitimacy_numeric.csv` and `legitimacy_text.csv` are one survey: tested where exports are joined.
//! - `legitimacy_numeric.csv` has Finished = 0 in 22 rows, where the index says that all 156 finished: the file is believed.
//! - `Multiple_Answer_MC_Questions_Insights.csv` writes ImportIds in single quotes: that it is read at all shows it.
//! - `bossier_example.sav` was made by “bos2”: the label of the file is not kept, the platform is known by it.
//! - `unit-test-quality.csv` has 67 headings that pandas told apart by figures: only what they become is shown.
//! - `CNCF_Maintainers_Survey_2021_H1.csv` has a blank first heading: the column is part of a question.

mod alchemer;
mod google_forms;
mod jisc;
mod kobo;
mod limesurvey;
mod microsoft_forms;
mod qualtrics;
mod redcap;
mod spss;
mod stata;
mod surveymonkey;
mod surveyxact;
mod triple_s;
