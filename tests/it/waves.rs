//! What `canvass import` writes into a study, and what it says of a later export of the same survey.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("canvass").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A new study, with files beside its folder.
fn study(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    assert_eq!(run(folder.path(), &["init", "study"]).0, 0);
    let made = folder.path().join("study");
    (folder, made)
}

fn settings(study: &Path) -> String {
    std::fs::read_to_string(study.join("study.toml")).unwrap()
}

// ---------------------------------------------------------------- What is left out

const QUALTRICS: &str = "StartDate,EndDate,Status,Finished,ResponseId,Q1\n\
    Start Date,End Date,Response Type,Finished,Response ID,How large is your group?\n\
    \"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"endDate\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"finished\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\n\
    2024-01-01 10:00:00,2024-01-01 10:05:00,Survey Preview,True,R_1,Small\n\
    2024-01-02 10:00:00,2024-01-02 10:05:00,IP Address,True,R_2,Micro\n\
    2024-01-03 10:00:00,2024-01-03 10:05:00,IP Address,False,R_3,Small\n\
    2024-01-04 10:00:00,2024-01-04 10:05:00,IP Address,True,R_4,Small\n";

#[test]
fn previews_are_left_out_by_the_study_and_what_is_doubtful_is_named_for_a_person_to_decide() {
    let (_keep, study) = study(&[("answers.csv", QUALTRICS)]);
    let (code, _, said) = run(&study, &["import", "../answers.csv"]);
    assert_eq!(code, 0, "{said}");
    let settings = settings(&study);
    assert!(settings.contains("exclude = [\"preview\"]   # left out of every figure: 1 preview"), "{settings}");
    assert!(
        settings.contains("# counted until you decide: 1 partial; to leave them out, add \"partial\""),
        "{settings}"
    );
    let (_, page, _) = run(&study, &["frequencies"]);
    assert!(page.contains("Left out of all counts: 1 response (1 preview)"), "{page}");
    let (_, json, _) = run(&study, &["frequencies", "--format", "json"]);
    assert!(json.contains("Left out of all counts: 1 response (1 preview)"), "{json}");
}

#[test]
fn where_nothing_is_marked_nothing_is_left_out() {
    let (_keep, study) = study(&[("answers.csv", "Size,Sector\nSmall,Arts\nMicro,Arts\n")]);
    run(&study, &["import", "../answers.csv"]);
    assert!(settings(&study).contains("exclude = []   # nothing is marked as preview or test"));
}

// ---------------------------------------------------------------- Prose

#[test]
fn a_text_without_speakers_is_a_transcript_only_when_asked_for() {
    let prose = "# Our project\n\nWe built a thing. It was a good thing.\n\nThere is more to say about it.\n";
    let (_keep, study) = study(&[("README.md", prose)]);
    let (code, _, said) = run(&study, &["import", "../README.md"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("this may not be a transcript") && said.contains("--as transcript"), "{said}");
    assert!(!study.join("transcripts/README.md").exists());
    assert_eq!(run(&study, &["import", "../README.md", "--as", "transcript"]).0, 0);
    assert!(study.join("transcripts/README.md").exists());
}

#[test]
fn notes_that_somebody_put_into_the_folder_of_transcripts_are_taken_with_a_warning() {
    let (_keep, study) = study(&[]);
    std::fs::write(study.join("transcripts/notes.txt"), "They met in the hall.\n\nIt was cold.\n").unwrap();
    let (code, _, said) = run(&study, &["import", "transcripts/notes.txt"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("no speakers are named"), "{said}");
}

// ---------------------------------------------------------------- Spellings and headings that stand for one thing

fn counts(dictionary: &str, answers: &str) -> String {
    use canvass::readers::survey::{ReadOptions, read, understood};
    let questionnaire = toml::from_str(dictionary).unwrap();
    let options = ReadOptions { questionnaire: Some(questionnaire), ..ReadOptions::default() };
    let reading = read(&canvass::source::Source::from_bytes("answers.csv", answers), &options).unwrap();
    let understood = understood(&reading);
    let choices = understood.questions[0].choices.iter();
    let counts: Vec<String> = choices.map(|choice| format!("{} {}", choice.label, choice.count)).collect();
    counts.join(", ")
}

#[test]
fn further_spellings_of_a_choice_count_as_it() {
    let single = "[[question]]\nid = \"size\"\ntext = \"Size\"\nkind = \"single\"\ncolumns = [\"Size\", \"How large?\"]\n\
        choices = [{ code = \"1\", label = \"Micro\", also = [\"mikro\", \"tiny\"] }, { code = \"2\", label = \"Small\" }]\n";
    assert_eq!(counts(single, "Size\nmicro\nMikro\nTiny\nSmall\n"), "Micro 3, Small 1");
    assert_eq!(counts(single, "How large?\nmicro\nTiny\nSmall\n"), "Micro 2, Small 1");
    let multiple = single.replace("\"single\"", "\"multiple\"");
    assert_eq!(counts(&multiple, "Size\nMicro;Small\ntiny;Small\nSmall\nMikro\n"), "Micro 3, Small 3");
}

#[test]
fn a_set_with_a_column_a_choice_is_found_in_one_cell_too() {
    let dictionary = "[[question]]\nid = \"topics\"\ntext = \"Topics\"\nkind = \"multiple\"\ncolumns = [\"All topics\"]\n\
        choices = [{ code = \"1\", label = \"Arts\", column = \"Topics [Arts]\", also = [\"T1\"] }, { code = \"2\", label = \"Health\", column = \"Topics [Health]\" }]\n";
    let a_column_each = "Topics [Arts],Topics [Health]\nArts,\nArts,Health\n,Health\n";
    assert_eq!(counts(dictionary, a_column_each), "Arts 2, Health 2");
    assert_eq!(counts(dictionary, &a_column_each.replace("Topics [Arts]", "T1")), "Arts 2, Health 2");
    assert_eq!(counts(dictionary, "All topics\nArts;Health\nHealth\nArts\nArts;Health\n"), "Arts 3, Health 3");
}

// ---------------------------------------------------------------- A later export

const FIRST: &str = "Size of your group,Topics,How often do you meet?,Why\n\
    Small,Arts;Health,Weekly,We like it very much\nMicro,Arts,Monthly,Because of the place\nSmall,Health,Weekly,\n\
    Micro,Arts;Health,Monthly,It brings us together\nSmall,Arts,Weekly,We always did\n";

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A study with the first export in, and a later one beside it.
fn waves(later: &str) -> (tempfile::TempDir, PathBuf) {
    let (keep, study) = study(&[("first.csv", FIRST), ("later.csv", later)]);
    assert_eq!(run(&study, &["import", "../first.csv"]).0, 0);
    (keep, study)
}

fn dictionary(study: &Path) -> String {
    std::fs::read_to_string(study.join("questionnaire.toml")).unwrap()
}

#[test]
fn new_rows_are_harmless_and_only_update_writes() {
    let (_keep, study) = waves(&format!("{FIRST}Small,Arts,Weekly,We always did\n"));
    let before = dictionary(&study);
    let (code, page, said) = run(&study, &["import", "../later.csv"]);
    assert_eq!(code, 0, "{page}{said}");
    assert!(words(&page).contains("6 responses, 5 in the export before"), "{page}");
    assert!(said.contains("nothing was written") && said.contains("--update"), "{said}");
    assert!(!study.join("raw/later.csv").exists() && dictionary(&study) == before);
    assert_eq!(run(&study, &["import", "../later.csv", "--update"]).0, 0);
    assert!(study.join("raw/later.csv").exists() && study.join("raw/first.csv").exists());
    assert!(settings(&study).contains("source = \"raw/later.csv\""));
    assert_eq!(dictionary(&study), before);
}

#[test]
fn new_choices_and_questions_are_added_and_vanished_ones_stay() {
    let later = "Size of your group,Topics,Why,Postcode area\nSmall,Arts;Sport,We like it very much,North\nVery large,Arts,Because of the place,South\n\
        Small,Sport,It is what we do,North\nVery large,Arts;Sport,It brings us together,South\n";
    let (_keep, study) = waves(later);
    let (code, page, said) = run(&study, &["import", "../later.csv", "--update", "--format", "md"]);
    let page = words(&page).replace("\\", "");
    assert_eq!(code, 0, "{page}{said}");
    assert!(page.contains("has a new choice “Very large” (2 times)"), "{page}");
    assert!(page.contains("has a new choice “Sport” (3 times)"), "{page}");
    assert!(page.contains("nobody chose “Micro”, or it is gone"), "{page}");
    assert!(page.contains("is not in this export") && page.contains("is new: “Postcode area”"), "{page}");
    let text = dictionary(&study);
    assert!(text.contains("label = \"Micro\"") && text.contains("label = \"Very large\""), "{text}");
    assert!(text.contains("How often do you meet?") && text.contains("# guessed: "), "{text}");
    assert_eq!(run(&study, &["frequencies"]).0, 0);
}

#[test]
fn a_reworded_question_and_choice_are_refused_with_the_lines_that_accept_them() {
    let later = FIRST.replace("How often do you meet?", "How often does your group meet?").replace("Micro", "Micro!");
    let (_keep, study) = waves(&later.replace("Micro!", "Micros"));
    let (before, settings_before) = (dictionary(&study), settings(&study));
    let (code, page, said) = run(&study, &["import", "../later.csv", "--update", "--format", "md"]);
    let page = words(&page).replace("\\", "");
    assert_eq!(code, 1, "{page}{said}");
    assert!(page.contains("may be worded otherwise") && page.contains("% alike"), "{page}");
    assert!(page.contains("columns = [\"How often do you meet?\", \"How often does your group meet?\"]"), "{page}");
    assert!(page.contains("also = [\"Micros\"]"), "{page}");
    assert!(
        dictionary(&study) == before && settings(&study) == settings_before && !study.join("raw/later.csv").exists()
    );
    let accepted = before
        .replace(
            "columns = [\"How often do you meet?\"]",
            "columns = [\"How often do you meet?\", \"How often does your group meet?\"]",
        )
        .replace("label = \"Micro\" }", "label = \"Micro\", also = [\"Micros\"] }");
    std::fs::write(study.join("questionnaire.toml"), accepted).unwrap();
    let (code, page, said) = run(&study, &["import", "../later.csv", "--update"]);
    assert_eq!(code, 0, "{page}{said}");
    let (_, table, _) = run(&study, &["frequencies", "--format", "csv"]);
    assert!(table.contains("Micro,") && !table.contains("Micros"), "{table}");
}

#[test]
fn another_platform_does_not_add_every_question_a_second_time() {
    let later = "Timestamp,Size of your group?,Topics:,How often do you meet,Why?\n\
        2024/05/01 10:00:00 am EET,Small,\"Arts, Health\",Weekly,We like it very much\n2024/05/01 10:00:00 am EET,Micro,Arts,Monthly,Because of the place\n\
        2024/05/02 10:00:00 am EET,Small,Health,Weekly,\n2024/05/02 11:00:00 am EET,Micro,\"Arts, Health\",Monthly,It brings us together\n";
    let (_keep, study) = waves(later);
    let (_, page, said) = run(&study, &["import", "../later.csv", "--format", "md"]);
    let page = words(&page);
    assert!(!page.contains("is new: “Size") && !page.contains("is new: “How often"), "{page}{said}");
}

#[test]
fn what_differs_is_said_as_data_too() {
    let later = FIRST.replace("How often do you meet?", "How often does your group meet?").replace("Health", "Sport");
    let (_keep, study) = waves(&later);
    let (code, json, said) = run(&study, &["import", "../later.csv", "--format", "json"]);
    assert_eq!(code, 1, "{said}");
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["schema_version"], 1);
    assert_eq!((&value["responses"], &value["differs"]["responses_before"]), (&5.into(), &5.into()));
    assert_eq!((&value["differs"]["decide"], &value["differs"]["from"]), (&true.into(), &"raw/first.csv".into()));
    let findings = value["differs"]["findings"].as_array().unwrap();
    let of = |difference: &str| findings.iter().find(|finding| finding["difference"] == difference).unwrap();
    assert_eq!(of("wording")["was"], "How often do you meet?");
    assert_eq!(of("wording")["now"], "How often does your group meet?");
    assert_eq!((&of("wording")["decide"], &of("new-choice")["decide"]), (&true.into(), &false.into()));
    assert_eq!((&of("new-choice")["now"], &of("no-choice")["was"]), (&"Sport".into(), &"Health".into()));
    assert!(!study.join("raw/later.csv").exists());
}

#[test]
fn rows_of_a_grid_that_are_gone_or_reworded_are_named() {
    let first = "Use [Phone],Use [Letters]\nOften,Never\nNever,Often\nOften,Often\nNever,Never\n";
    let later = first.replace("[Phone]", "[Phones]").replace("[Letters]", "[Web]");
    let (_keep, study) = study(&[("first.csv", first), ("later.csv", &later)]);
    assert_eq!(run(&study, &["import", "../first.csv"]).0, 0);
    assert!(dictionary(&study).contains("kind = \"grid\""), "{}", dictionary(&study));
    let (code, page, said) = run(&study, &["import", "../later.csv", "--format", "md"]);
    let page = words(&page).replace('\\', "");
    assert_eq!(code, 1, "{page}{said}");
    assert!(
        page.contains("the row “Phone” may now read “Phones”") && page.contains("also = [\"Use [Phones]\"]"),
        "{page}"
    );
    assert!(page.contains("has a new row “Web”") && page.contains("the row “Letters” is gone"), "{page}");
}

// ---------------------------------------------------------------- Waves that are counted together

const SECOND: &str = "Size of your group,Topics,How often do you meet?,Why,New question\n\
    Small,Arts;Sport,Weekly,We like it,Yes\nLarge,Arts,Monthly,Because,No\nSmall,Sport,Weekly,We do,Yes\n";

#[test]
fn two_waves_are_counted_side_by_side_and_each_record_knows_its_own() {
    let (_keep, study) = waves(SECOND);
    let (code, page, said) = run(&study, &["import", "../later.csv", "--wave", "2024"]);
    assert_eq!(code, 0, "{page}{said}");
    assert!(said.contains("as the wave “2024”") && said.contains("the export before is the wave “first”"), "{said}");
    let toml = settings(&study);
    assert!(toml.contains("[[survey.waves]]\nname = \"2024\"\nsource = \"raw/later.csv\""), "{toml}");
    assert!(toml.contains("wave = \"first\""), "{toml}");
    let (code, table, said) = run(&study, &["crosstab", "size_group", "--by", "wave", "--format", "csv"]);
    assert_eq!(code, 0, "{said}");
    assert!(table.contains("first") && table.contains("2024"), "{table}");
    let (_, json, _) = run(&study, &["crosstab", "size_group", "--by", "wave", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let notes = value.to_string();
    assert!(notes.contains("raw/first.csv, raw/later.csv"), "{notes}");
    let (_, table, _) = run(&study, &["frequencies", "wave", "new", "--format", "csv"]);
    assert!(table.contains("first") && table.contains('5') && table.contains('3'), "{table}");
    let (code, _, said) = run(&study, &["check"]);
    assert!(code == 0 && !said.contains("is not in the export"), "{said}");
    let (_, csv, said) = run(&study, &["export", "csv", "-o", "-"]);
    assert_eq!(csv.lines().count(), 9, "{csv}{said}");
    assert!(csv.starts_with("wave,") || csv.contains(",wave,"), "{csv}");
    let (code, _, said) = run(&study, &["import", "../later.csv", "--wave", "2025"]);
    assert!(code == 2 && said.contains("in the study already, as the wave “2024”"), "{said}");
}

#[test]
fn a_wave_that_needs_a_decision_is_not_taken_in() {
    let (_keep, study) = waves(&FIRST.replace("How often do you meet?", "How often does your group meet?"));
    let before = settings(&study);
    let (code, _, said) = run(&study, &["import", "../later.csv", "--wave", "2024"]);
    assert!(code == 1 && said.contains("--wave 2024"), "{said}");
    assert!(settings(&study) == before && !study.join("raw/later.csv").exists());
}

#[test]
fn the_first_wave_is_named_when_it_comes_in_and_names_are_used_once() {
    let (_keep, study) = study(&[("first.csv", FIRST), ("second.csv", SECOND)]);
    assert_eq!(run(&study, &["import", "../first.csv", "--wave", "before"]).0, 0);
    assert!(settings(&study).contains("wave = \"before\""), "{}", settings(&study));
    let (code, _, said) = run(&study, &["import", "../second.csv", "--wave", "before"]);
    assert!(code == 2 && said.contains("there is a wave “before” already"), "{said}");
    assert_eq!(run(&study, &["import", "../second.csv", "--wave", "after it"]).0, 0);
    let (_, table, _) = run(&study, &["frequencies", "wave", "--format", "csv"]);
    assert!(table.contains("before") && table.contains("after it"), "{table}");
    let toml = settings(&study).replace("name = \"after it\"", "name = \"before\"");
    std::fs::write(study.join("study.toml"), toml).unwrap();
    let (code, _, said) = run(&study, &["frequencies"]);
    assert!(code == 2 && said.contains("two waves are called “before”"), "{said}");
}

#[test]
fn open_answers_of_two_waves_are_documents_of_their_own() {
    let (_keep, study) = waves(SECOND);
    assert_eq!(run(&study, &["import", "../later.csv", "--wave", "2024"]).0, 0);
    let text = dictionary(&study);
    let why = text.find("id = \"why\"").unwrap();
    let own_words = "id = \"why\"\ntext = \"Why\"\nkind = \"text\"\ncolumns = [\"Why\"]\n";
    std::fs::write(study.join("questionnaire.toml"), format!("{}{own_words}", &text[..why])).unwrap();
    let toml = settings(&study).replace("[interviews]", "[interviews]\nanswers = [\"why\"]");
    std::fs::write(study.join("study.toml"), toml).unwrap();
    let (code, found, said) = run(&study, &["find", "we", "--format", "csv"]);
    assert_eq!(code, 0, "{said}");
    assert!(found.contains("answers/why/row-1") && found.contains("answers/why/2024-row-1"), "{found}");
}

#[test]
fn an_update_takes_companions_along_and_leaves_those_of_another_platform_behind() {
    let (_keep, study) = waves(&format!("{FIRST}Small,Arts,Weekly,We always did\n"));
    let toml =
        settings(&study).replace("sampling =", "platform = \"google-forms\"\ncodebook = [\"raw/old.qsf\"]\nsampling =");
    std::fs::write(study.join("study.toml"), &toml).unwrap();
    std::fs::write(study.join("raw/old.qsf"), "{}").unwrap();
    let (code, page, said) = run(&study, &["import", "../later.csv", "--update"]);
    assert_eq!(code, 0, "{page}{said}");
    assert!(
        said.contains("platform = \"google-forms\" is taken out") && said.contains("raw/old.qsf belonged to"),
        "{said}"
    );
    let toml = settings(&study);
    assert!(!toml.contains("google-forms") && !toml.contains("old.qsf") && toml.contains("raw/later.csv"), "{toml}");
}
