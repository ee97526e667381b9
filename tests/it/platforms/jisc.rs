use crate::exported::page;

#[test]
fn a_sheet_with_numbered_headings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    let rows = "Unique Response Number,1. How are you?,2.a. Any comments?\n\
        100-1,Well,All is as it was before\n100-2,Well,We would rather have more of it\n100-3,Ill,\n100-4,Well,\n";
    std::fs::write(&path, rows).unwrap();
    let page = page(&path, &[]);
    assert_eq!((page.platform(), page.responses()), ("jisc", 4));
    assert_eq!(page.question("unique_response_number")["role"], "response id");
    assert_eq!((page.kind("q1"), page.choices("q1").as_str(), page.kind("q2_a")), ("single", "Well=3; Ill=1", "text"));
}
