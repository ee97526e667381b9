use crate::exported::real;

const JUPYTER: &str = "alchemer-surveygizmo/jupyter-ux-2015.csv";

#[test]
fn a_third_of_all_columns_are_parts_of_a_question_that_stands_after_the_colon() {
    let Some(page) = real(JUPYTER) else { return };
    assert_eq!((page.platform(), page.responses()), ("alchemer", 1706));
    let wanted = [
        ("What tools and applications, if any, would you like to see m", "Tool / Application", [689, 389, 178]),
        ("What needs in your workflow does Jupyter Notebook address?", "Workflow Need", [688, 564, 301]),
        ("What needs in your workflow does Jupyter Notebook not addres", "Workflow Need", [554, 296, 128]),
        ("What aspects of Jupyter Notebook make it pleasant to use in ", "Aspect", [580, 395, 190]),
    ];
    for (stem, part, counts) in wanted {
        let questions = page.json["questions"].as_array().unwrap();
        for (place, count) in counts.into_iter().enumerate() {
            let ends = format!("[{part} #{}]", place + 1);
            let found = questions.iter().find(|question| {
                let text = question["text"].as_str().unwrap();
                text.starts_with(stem) && text.ends_with(&ends)
            });
            assert_eq!(found.unwrap()["base"], count, "{stem} {ends}");
        }
    }
}

#[test]
fn partial_answers_are_marked_and_own_words_belong_to_their_question() {
    let Some(page) = real(JUPYTER) else { return };
    let marked = page.json["flagged"].as_array().unwrap();
    let partial = marked.iter().filter(|mark| mark["why"].as_str().unwrap().starts_with("partial")).count();
    assert_eq!((partial, page.count("Status", "Complete")), (927, 779));
    assert_eq!(page.count("How do you run the Jupyter Notebook?", "Other - Write In"), 81);
    assert_eq!(page.kind("Select all the words that best describe"), "multiple");
}
