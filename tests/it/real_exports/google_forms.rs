//! Google Forms: facts of real exports.

use crate::exported::{count, real};

#[test]
fn check_boxes_joined_by_commas_a_grid_and_words_of_their_own() {
    let Some(page) = real("google-forms/dask-2021.csv") else { return };
    assert_eq!((page.platform(), page.responses(), page.columns().len()), ("google-forms", 247, 43));
    let formats = "What file formats";
    assert_eq!((page.kind(formats), page.base(formats)), ("multiple", 243));
    for (format, wanted) in
        [("csv", 161), ("parquet", 128), ("JSON", 86), ("HDF5", 72), ("Zarr", 42), ("COG", 15), ("TileDB", 5)]
    {
        assert_eq!(page.count(formats, format), wanted, "{format}");
    }
    assert_eq!(
        (page.base("Dask APIs"), page.count("Dask APIs", "DataFrame"), page.count("Dask APIs", "Bag")),
        (239, 172, 41)
    );
    let often = "How often do you use Dask?";
    assert_eq!(
        (page.count(often, "Occasionally"), page.count(often, "Every day"), page.kind(often)),
        (125, 70, "single")
    );
    assert_eq!(page.choices("Is Dask stable enough for you?"), "Yes=190; No=44");
}

#[test]
fn rows_of_a_grid_and_steps_that_pandas_wrote_with_a_fraction() {
    let Some(page) = real("google-forms/dask-2021.csv") else { return };
    let requests = page.question("What common feature requests");
    assert_eq!(requests["rows"].as_array().unwrap().len(), 11);
    let ease = page.row("What common feature requests", "Ease of deployment");
    let wanted = [("Somewhat useful", 88), ("Critical to me", 113), ("Not relevant for me", 27)];
    assert_eq!(wanted.map(|(label, _)| count(ease, label)), wanted.map(|(_, count)| count));
    let scale = "On a scale of 1 - 5";
    assert_eq!((page.kind(scale), page.count(scale, "3"), page.count(scale, "4")), ("scale", 96, 88));
}

#[test]
fn a_choice_that_holds_commas_is_one() {
    let Some(page) = real("google-forms/dask-2021.csv") else { return };
    let launch = page.question("If you use a cluster, how do you launch Dask?");
    let labels = || launch["choices"].as_array().unwrap().iter().filter_map(|choice| choice["label"].as_str());
    assert!(labels().any(|label| label.starts_with("HPC resource manager (SLURM, PBS")));
    assert!(labels().all(|label| label != "PBS" && label != "SGE"));
}

#[test]
fn check_boxes_joined_by_semicolons() {
    let Some(page) = real("google-forms/pandas-2019.csv") else { return };
    assert_eq!((page.platform(), page.responses(), page.columns().len()), ("google-forms", 1249, 32));
    let readers = "What readers / writers do you use?";
    assert_eq!((page.base(readers), page.count(readers, "CSV"), page.count(readers, "clipboard")), (1235, 1205, 159));
    let systems = "What Operating Systems do you use?";
    assert_eq!((page.base(systems), page.count(systems, "Linux"), page.count(systems, "Windows")), (1236, 769, 752));
    let version = "Python 2 or 3?";
    assert_eq!(
        (page.kind(version), page.base(version), page.count(version, "3"), page.count(version, "2")),
        ("multiple", 1235, 1225, 94)
    );
    let satisfied = "How satisfied are you with pandas?";
    assert_eq!((page.kind(satisfied), page.count(satisfied, "5"), page.count(satisfied, "1")), ("scale", 601, 1));
    let often = "How often do you use Pandas?";
    assert_eq!((page.count(often, "Every day"), page.count(often, "Just looking for now")), (652, 4));
}

#[test]
fn a_sheet_with_a_blank_row_american_dates_and_addresses_at_the_end() {
    let Some(page) = real("google-forms/software-in-research-2014.csv") else { return };
    assert_eq!((page.platform(), page.responses(), page.columns().len()), ("google-forms", 407, 18));
    assert!(page.says("blank row"));
    // American dates: a day above 12 tells.
    assert!(!page.says("ambiguous"));
    let roles = "Question 2: Which of the following roles";
    assert_eq!((page.kind(roles), page.base(roles), page.count(roles, "I conduct research")), ("multiple", 407, 385));
    let training = "Question 9: Have you received any training";
    assert_eq!(
        (page.base(training), page.count(training, "No"), page.count(training, "Yes - a taught course")),
        (407, 187, 119)
    );
    assert_eq!(page.choices("Question 6: Do you use research software?"), "Yes=373; No=34");
    let gender = page.choices("Extra question 2: What is your gender?");
    assert!(gender.contains("Male=251") && gender.contains("Prefer not to say=7 (refused)"), "{gender}");
    let last = page.json["questions"].as_array().unwrap().last().unwrap();
    assert_eq!(last["personal"], "email");
}
