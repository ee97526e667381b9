//! Lists of codes as programs write them, and there and back.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Level;

fn read_text(text: &str) -> Result<Reading> {
    read(&Source::from_bytes("codes.csv", text), &Codebook::default())
}

/// Id, name and category of all codes.
fn codes(text: &str) -> Vec<(String, String, Option<String>)> {
    let reading = read_text(text).unwrap();
    assert!(reading.noticed.iter().all(|one| one.level < Level::Error), "{:?}", reading.noticed);
    reading.project.codes.into_iter().map(|one| (one.code.id, one.code.name, one.code.parent)).collect()
}

fn three(id: &str, name: &str, parent: Option<&str>) -> (String, String, Option<String>) {
    (id.into(), name.into(), parent.map(str::to_owned))
}

fn problems(text: &str) -> Vec<(u64, String)> {
    let errors = read_text(text).unwrap().noticed.into_iter().filter(|one| one.level == Level::Error);
    errors.map(|one| (one.place.unwrap().line.unwrap(), one.message)).collect()
}

#[test]
fn nothing_and_no_codes_and_no_names_are_errors_that_say_so() {
    assert!(read_text("").unwrap_err().what().contains("empty"));
    assert!(read_text("name,definition\n").unwrap_err().what().contains("no codes"));
    let error = read_text("nam,definition\nMoney,It\n").unwrap_err();
    assert_eq!(error.hint_text(), Some("is it “nam”? Call it “name”"));
}

#[test]
fn maxqda_lists_codes_with_all_their_levels() {
    let text = "Code,Memo\nMoney,All of it\nMoney > Grants,Given\nTime > Travel > Bus,\n";
    let wanted = [
        three("money", "Money", None),
        three("grants", "Grants", Some("money")),
        three("time", "Time", None),
        three("travel", "Travel", Some("time")),
        three("bus", "Bus", Some("travel")),
    ];
    assert_eq!(codes(text), wanted);
    let reading = read_text(text).unwrap();
    assert_eq!(reading.project.codes[1].code.definition, "Given");
    assert!(reading.noticed[0].message.starts_with("2 categories have no row of their own"), "{:?}", reading.noticed);
    let named = "Parent code;Code;Code memo;Coded segments\n;Money;All;3\nMoney;Grants;Given;2\n";
    assert_eq!(codes(named), [three("money", "Money", None), three("grants", "Grants", Some("money"))]);
}

#[test]
fn nvivo_lists_names_descriptions_files_and_references() {
    let text = "Name\tDescription\tFiles\tReferences\nNodes\\\\Money\tIt\t3\t9\nNodes\\\\Money\\Grants\tGiven\t2\t4\n";
    assert_eq!(codes(text), [three("money", "Money", None), three("grants", "Grants", Some("money"))]);
    assert!(read_text(text).unwrap().noticed[0].message.contains("Files, References"));
}

#[test]
fn qualcoder_needs_no_headings_and_has_categories_in_a_column() {
    let text = "code1,about it\ncategory1>>category2>>code2,memo\n";
    let wanted = [
        three("code1", "code1", None),
        three("category1", "category1", None),
        three("category2", "category2", Some("category1")),
        three("code2", "code2", Some("category2")),
    ];
    assert_eq!(codes(text), wanted);
    let columns = "category,code,memo\nMoney,Grants,x\nMoney,Loans,y\n";
    let wanted = [
        three("money", "Money", None),
        three("grants", "Grants", Some("money")),
        three("loans", "Loans", Some("money")),
    ];
    assert_eq!(codes(columns), wanted);
}

#[test]
fn a_category_may_stand_below_what_belongs_to_it() {
    assert_eq!(
        codes("Code,Memo\nMoney > Grants,a\nMoney,b\n"),
        [three("grants", "Grants", Some("money")), three("money", "Money", None)]
    );
    assert_eq!(
        codes("id,name,category\ngrants,Grants,money\nmoney,Money,\n"),
        [three("grants", "Grants", Some("money")), three("money", "Money", None)]
    );
}

#[test]
fn ids_that_are_numbers_say_the_category_and_are_left() {
    let text = "Id,Name,Parent Id\n1,Money,\n2,Grants,1\n";
    assert_eq!(codes(text), [three("money", "Money", None), three("grants", "Grants", Some("money"))]);
}

#[test]
fn rows_that_cannot_be_taken_are_named() {
    let found = problems(
        "id,name,category,status\nmoney,Money,,lost\n,,x,\ngrants,Grants,mony,\nmoney,Money,,\nmoney,Gold,,\n",
    );
    let rows: Vec<u64> = found.iter().map(|(row, _)| *row).collect();
    assert_eq!(rows, [2, 3, 6, 4], "{found:?}");
    assert!(found[2].1.contains("row 5 has it too") && found[3].1.contains("“mony”"), "{found:?}");
    let found = problems("Code,Memo\nMoney > Grants,a\nmoney > grants,b\n");
    assert!(found[0].0 == 3 && found[0].1.contains("row 2 has it too"), "{found:?}");
    let found = problems("id,name,category\na,A,b\nb,B,a\nc,C,c\n");
    assert_eq!(found.len(), 3, "{found:?}");
    let found = problems("Parent,Code\n,A\n,B\nA,x\nB,x\nx,y\n");
    assert!(found[0].0 == 6 && found[0].1.contains("several codes are called “x”"), "{found:?}");
}

#[test]
fn codes_inside_each_other_without_end_are_refused_in_words() {
    let mut text = String::from("id,name,category\n");
    for number in 0..15_000 {
        let parent = if number == 0 { String::new() } else { format!("c{}", number - 1) };
        text.push_str(&format!("c{number},C {number},{parent}\n"));
    }
    let found = problems(&text);
    assert!(read_text(&"x\n".repeat(30_000).replacen('x', "name", 1)).unwrap_err().what().contains("20,000 codes"));
    assert!(found[0].0 > 60 && found[0].1.contains("64 levels deep"), "{:?}", found[0]);
    let name: String = (0..100_000).map(|number| format!("c{number} > ")).collect();
    let found = problems(&format!("Code,Memo\n{name}x,m\n"));
    assert!(found.len() == 1 && found[0].1.contains("64 levels deep"), "{found:?}");
}

fn words() -> impl Strategy<Value = String> {
    "[-=+@'a-zA-Zé\", ;>\\\\\n\t]{0,24}".prop_map(|text| {
        let lines: Vec<&str> = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    })
}

fn codebook() -> impl Strategy<Value = Codebook> {
    let lists = || prop::collection::vec(words().prop_filter("words", |item| !item.is_empty()), 0..3);
    let status = prop::sample::select(vec![None, Some("active"), Some("draft"), Some("retired")]);
    let code = (words(), any::<Option<prop::sample::Index>>(), words(), words(), words(), lists(), status, lists());
    prop::collection::vec(code, 1..6).prop_map(|all| {
        let made = all.iter().enumerate().map(
            |(number, (name, parent, definition, include, exclude, examples, status, replaces))| Code {
                id: format!("c-{number}"),
                name: format!("{name}{number}"),
                // Above or below itself in the list, never in a circle.
                parent: parent
                    .map(|parent| parent.index(all.len()))
                    .filter(|parent| *parent > number)
                    .map(|parent| format!("c-{parent}")),
                definition: definition.clone(),
                include: include.clone(),
                exclude: exclude.clone(),
                examples: examples.clone(),
                status: status.map(str::to_owned),
                replaces: replaces.clone(),
                rules: Vec::new(),
            },
        );
        Codebook { codes: made.collect(), ..Codebook::default() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_codebook_comes_back_as_it_went_out(codebook in codebook()) {
        let bytes = crate::writers::code_list::csv(&codebook, false).unwrap();
        let reading = read(&Source::from_bytes("codes.csv", bytes), &Codebook::default()).unwrap();
        prop_assert!(reading.noticed.is_empty(), "{:?}", reading.noticed);
        let back: Vec<Code> = reading.project.codes.into_iter().map(|one| one.code).collect();
        prop_assert_eq!(back, codebook.codes);
    }

    #[test]
    fn whatever_is_in_a_sheet_is_read_or_refused(text in "[a-z,>\\\\\"\n;é ]{0,200}", head in prop::sample::select(vec!["", "name\n", "code,memo\n", "id,name,category\n"])) {
        let _ = read_text(&format!("{head}{text}"));
    }
}
