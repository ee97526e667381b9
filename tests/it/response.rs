//! `canvass response`: rates against R, frames as files of several kinds, what cannot be matched.

use canvass::stats::response::{Asked, response};

use crate::frequencies::{out, refused, tables};

fn frames() -> Vec<(&'static str, Vec<Asked>)> {
    let of = |groups: &[(u64, u64)]| groups.iter().map(|&(asked, answered)| Asked { asked, answered }).collect();
    vec![
        ("sizes", of(&[(210, 71), (95, 48), (60, 33), (35, 12)])),
        ("even", of(&[(400, 80), (300, 61), (300, 59)])),
        ("large", of(&[(12_000, 1210), (34_000, 2890), (5000, 610)])),
    ]
}

#[test]
fn rates_intervals_and_tests_are_those_of_r() {
    let frames = frames();
    let mut compared = 0;
    for line in include_str!("../reference/response-r.csv").lines().skip(1) {
        let [frame, figure, value] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let asked = &frames.iter().find(|(name, _)| *name == frame).unwrap().1;
        let found = response(asked).unwrap();
        let (figure, group) = figure.split_once(' ').unwrap_or((figure, "1"));
        let group = &found.groups[group.parse::<usize>().unwrap() - 1];
        let fit = found.fit.unwrap();
        let ours = match figure {
            "rate" if line.split(',').nth(1) == Some("rate") => found.rate,
            "rate" => group.rate.unwrap(),
            "lower" => group.interval.unwrap().lower,
            "upper" => group.interval.unwrap().upper,
            "imbalance" => group.imbalance.unwrap(),
            "rest-p" => group.p.unwrap(),
            "fit" => fit.statistic,
            "fit-p" => fit.p,
            "corrected" => fit.statistic / fit.correction,
            "chisq" => found.chi_square.as_ref().unwrap().statistic,
            _ => found.chi_square.as_ref().unwrap().p,
        };
        let theirs: f64 = value.parse().unwrap();
        assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-3), "{line}: {ours}");
        compared += 1;
    }
    assert_eq!(compared, 68);
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut answers = "member_no,size,region\n".to_owned();
        for row in 0..40 {
            let size = ["Micro", "Small", "Large"][if row < 25 { 0 } else { 1 + row % 2 }];
            answers.push_str(&format!("M{row},{size},{}\n", ["North", "South"][row % 2]));
        }
        std::fs::write(folder.path().join("answers.csv"), answers).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn response(&self, frame: &str, arguments: &[&str]) -> Vec<serde_json::Value> {
        let data = self.path("answers.csv");
        let base = ["response", "-q", "--format", "json", "--sampling", "census", "--data", &data, "--frame", frame];
        tables(&out(&[&base, arguments].concat()))
    }
}

fn units() -> String {
    let mut text = "Members 2024;;;\nmember_no;size;Area;status\n".to_owned();
    for row in 0..100 {
        let size = ["Micro", "Small", "Large"][if row < 60 { 0 } else { 1 + row % 2 }];
        let status = if row < 40 { "yes" } else { ["declined", "", "bounced", "closed"][row % 4] };
        text.push_str(&format!("m{row};{size};{};{status}\n", ["North", "South"][row % 2]));
    }
    text
}

fn cell<'a>(table: &'a serde_json::Value, row: &str, column: &str) -> &'a serde_json::Value {
    let place = |of: &str, key: &str| table[of].as_array().unwrap().iter().position(|one| one["label"] == key).unwrap();
    &table["cells"][place("stub", row)][place("banner", column)]
}

#[test]
fn a_list_of_members_gives_the_rate_over_all_and_by_group() {
    let folder = Folder::new();
    let frame = folder.write("frame.csv", &units());
    let table = folder.response(&frame, &[]).remove(0);
    assert_eq!(cell(&table, "All", "Answered")["column_percent"], 40.0);
    assert_eq!(cell(&table, "Micro", "Answered")["count"], 25);
    assert_eq!(cell(&table, "Micro", "Population")["count"], 60);
    assert!(cell(&table, "Micro", "Answered")["interval"].is_array());
    assert_eq!(table["tests"].as_array().unwrap().len(), 1);
    let notes = table["notes"].to_string();
    assert!(notes.contains("response rate 1") && notes.contains("by the frame frame.csv"), "{notes}");
}

#[test]
fn responses_are_matched_by_their_key_and_groups_are_those_of_the_frame() {
    let folder = Folder::new();
    let frame = folder.write("frame.csv", &units().replace("\nm3;", "\nm300;"));
    let table = folder.response(&frame, &["--key", "member_no", "--by", "Area"]).remove(0);
    assert_eq!(cell(&table, "All", "Answered")["count"], 39);
    assert_eq!(cell(&table, "South", "Answered")["count"], 19);
    let notes = table["notes"].to_string();
    assert!(notes.contains("1 of 40 responses name a unit that is not in the frame"), "{notes}");
}

#[test]
fn outcomes_give_the_rates_of_aapor() {
    let folder = Folder::new();
    let frame = folder.write("frame.csv", &units());
    let tables = folder.response(&frame, &["--outcome", "status"]);
    assert_eq!(cell(&tables[0], "All", "Answered")["count"], 40);
    assert_eq!(cell(&tables[0], "All", "Population")["count"], 85);
    let outcomes = &tables[1];
    assert_eq!(cell(outcomes, "Refused or broke off (R)", "Units")["count"], 15);
    let rate = cell(outcomes, "Response rate 1: complete of all", "Rate")["column_percent"].as_f64().unwrap();
    assert!((rate - 100.0 * 40.0 / 85.0).abs() < 1e-12);
    assert!(outcomes["notes"].to_string().contains("RR3"), "{}", outcomes["notes"]);
}

#[test]
fn numbers_by_group_will_do_and_a_list_taken_for_them_is_explained() {
    let folder = Folder::new();
    let frame = folder.write("counts.csv", "size,members\nMicro,60\nSmall,20\nLarge,20\nTotal,100\n");
    let table = folder.response(&frame, &["--count", "members"]).remove(0);
    assert_eq!(cell(&table, "Large", "Population")["count"], 20);
    let data = folder.path("answers.csv");
    let words = refused(&["response", "--data", &data, "--frame", &frame]);
    assert!(words.contains("(count)"), "{words}");
    let words = refused(&["response", "--data", &data]);
    assert!(words.contains("--frame FILE"), "{words}");
    let words = refused(&["response", "--data", &data, "--frame", &frame, "--count", "member"]);
    assert!(words.contains("did you mean “members”"), "{words}");
}

#[test]
fn study_toml_names_the_frame_and_numbers_in_it_are_a_frame_too() {
    let folder = Folder::new();
    let study = folder.path("study");
    out(&["init", "-q", &study]);
    out(&["import", "-q", "--study", &study, &folder.path("answers.csv")]);
    let refusal = refused(&["response", "--study", &study]);
    assert!(refusal.contains("not said who was asked"), "{refusal}");
    std::fs::write(folder.path("study/members.csv"), units().replace(";size;", ";Size band;")).unwrap();
    let settings = std::fs::read_to_string(folder.path("study/study.toml")).unwrap();
    let survey = "sampling = \"open\"";
    let with = settings.replacen(
        survey,
        "sampling = \"census\"\nframe = { file = \"members.csv\", by = [\"size\"], columns = { size = \"Size band\" } }",
        1,
    );
    assert_ne!(with, settings);
    folder.write("study/study.toml", &with);
    let page = out(&["response", "-q", "--study", &study]);
    assert!(page.contains("25 of 60") || page.contains("25 (42%)"), "{page}");
    let page = out(&["response", "-q", "--study", &study, "--sampling", "open"]);
    assert!(page.contains("no interval and no test"), "{page}");
}
