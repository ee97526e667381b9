//! Intervals of whole tables by the names of `--interval`, against R: binom.test, prop.test and svyciprop of survey.

use crate::frequencies::{out, refused, root, tables};

/// A study on the sample that tables-designs.R wrote.
fn study() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    out(&["init", "-q", &path]);
    let data = root("tests/reference/tables-designs-data.csv").display().to_string();
    out(&["import", "-q", "--study", &path, &data]);
    folder
}

#[test]
fn intervals_by_name_agree_with_r_with_weights_and_without() {
    let text = std::fs::read_to_string(root("tests/reference/interval-kinds-r.csv")).unwrap();
    let folder = study();
    let path = folder.path().display().to_string();
    let (mut compared, mut wrong) = (0, Vec::new());
    let mut made = None;
    for line in text.lines().skip(1) {
        let [design, kind, row, column, lower, upper] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        if made.as_ref().is_none_or(|(of, _)| *of != (design, kind)) {
            let design: &[&str] = match design {
                "none" => &[],
                "weights" => &["--weight", "w"],
                _ => &["--weight", "w", "--strata", "stratum", "--cluster", "cluster"],
            };
            let base = ["crosstab", "b", "--by", "a", "-q", "--study", &path, "--format", "json", "--interval", kind];
            let table = tables(&out(&[&base, design].concat())).remove(0);
            made = Some(((line.split(',').next().unwrap(), kind), table));
        }
        let table = &made.as_ref().unwrap().1;
        let place = |of: &str, key: &str| {
            table[of]
                .as_array()
                .unwrap()
                .iter()
                .position(|entry| entry["key"] == key)
                .unwrap_or_else(|| panic!("no {key}"))
        };
        let column = if column == "total" { column.to_owned() } else { format!("a.{}", column.to_lowercase()) };
        let cell = &table["cells"][place("stub", &format!("b.{}", &row[1..]))][place("banner", &column)];
        for (at, theirs) in [lower, upper].into_iter().enumerate() {
            // A percentage ends at 0 and at 100; survey's plain interval does not.
            let theirs = theirs.parse::<f64>().unwrap().clamp(0.0, 100.0);
            let ours = cell["interval"][at].as_f64();
            // survey reads the ends by likelihood off a fitted curve.
            let tolerance = if kind == "likelihood" { 2e-4 } else { 1e-6 };
            compared += 1;
            if !ours.is_some_and(|ours| (ours - theirs).abs() <= tolerance * theirs.abs().max(1e-3)) {
                wrong.push(format!("{line} ({at}): we {ours:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared >= 360, "{compared}");
}

#[test]
fn a_kind_is_shown_as_soon_as_it_is_named_and_the_notes_name_it() {
    let folder = study();
    let path = folder.path().display().to_string();
    let page = |options: &[&str]| {
        out(&[&["frequencies", "b", "-q", "--study", &path, "--percent-from", "10"], options].concat())
    };
    assert!(page(&["--interval", "exact"]).contains("Clopper and Pearson’s exact ones"));
    assert!(page(&["--interval", "beta", "--weight", "w"]).contains("Korn and Graubard’s"));
    // Exact intervals of a weighted share are those of its effective number of respondents.
    assert!(page(&["--interval", "exact", "--weight", "w"]).contains("Korn and Graubard’s"));
    let replaced = page(&["--interval", "jeffreys", "--weight", "w"]);
    let flat = replaced.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("Jeffreys’ intervals were asked for, but they take everybody as drawn"), "{replaced}");
    let said = refused(&["frequencies", "b", "--study", &path, "--interval", "wislon"]);
    assert!(said.contains("there is no interval “wislon”") && said.contains("wilson"), "{said}");
}

#[test]
fn study_toml_names_kinds_for_a_table_and_for_the_report() {
    let folder = study();
    let path = folder.path();
    let settings = std::fs::read_to_string(path.join("study.toml")).unwrap();
    let more = "\n[[table]]\nid = \"first\"\nrows = [\"b\"]\ninterval = \"agresti-coull\"\n\n[[table]]\nid = \"second\"\n\
        rows = [\"b\"]\nshow = [\"count\", \"interval\"]\n";
    let settings = settings.replacen("[report]", "[report]\ninterval = \"jeffreys\"", 1);
    let settings = if settings.contains("jeffreys") {
        settings
    } else {
        format!("{settings}\n[report]\ninterval = \"jeffreys\"\n")
    };
    std::fs::write(path.join("study.toml"), format!("{settings}{more}")).unwrap();
    out(&["report", "-q", "--study", &path.display().to_string()]);
    let report = std::fs::read_to_string(path.join("out/report.md")).unwrap();
    assert!(report.contains("Agresti and Coull’s, at 95%") && report.contains("Jeffreys’, at 95%"), "{report}");
}
