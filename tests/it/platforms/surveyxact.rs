use crate::exported::{count, fixture};

#[test]
fn structure_and_labels_beside_a_dataset_name_everything_in_any_encoding() {
    for file in ["surveyxact/dataset.csv", "surveyxact/utf16/dataset.csv"] {
        let page = fixture(file);
        assert_eq!((page.platform(), page.responses()), ("surveyxact", 4), "{file}");
        assert_eq!(page.choices("age"), "Under 30=2; 30 to 60=1; Over 60=1; Rather not say=0 (refused)", "{file}");
        assert_eq!(page.choices("help"), "Time=2; Money=2; Else, what?=1", "{file}");
        assert_eq!(page.base("help"), 3, "{file}");
        assert_eq!(count(page.row("rate", "The å river"), "Bad"), 2, "{file}");
        assert_eq!(page.kind("why"), "text", "{file}");
        assert_eq!(page.json["flagged"].as_array().unwrap().len(), 2, "{file}");
    }
}
