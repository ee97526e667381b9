use crate::exported::{count, real};

const DATASET: &str = "surveyxact/semicolon_ansi_dataset.csv";

#[test]
fn structure_and_labels_lie_beside_and_name_every_column() {
    let Some(page) = real(DATASET) else { return };
    assert_eq!((page.platform(), page.responses()), ("surveyxact", 999));
    assert_eq!(page.json["encoding"], "windows-1252");
    let set = page.question("v_1");
    let choices = set["choices"].as_array().unwrap();
    assert_eq!((set["kind"].as_str(), choices.len()), (Some("multiple"), 16));
    assert_eq!((page.count("v_1", "Design og redesign"), page.count("v_1", "Annet, hvilke(t):")), (81, 17));
    assert_eq!(page.count("s_11", "Biologi; Kjemi; Fysikk; Geofag"), 174);
    assert_eq!(page.count("m_1", "Matematikk 1T"), 220);
    assert_eq!(page.count("s_6", "I løpet av ungdomsskolen"), 191);
    assert_eq!(count(page.row("p", "Matematikk R1"), "Har faget dette skoleåret"), 106);
}

#[test]
fn columns_of_the_dataset_are_all_accounted_for() {
    let Some(page) = real(DATASET) else { return };
    let columns: std::collections::BTreeSet<String> = page.columns().into_iter().collect();
    // The five columns of the overall status are one.
    assert_eq!(columns.len(), 242 - 4);
}
