//! Ranks, prompted and volunteered, deviant cases, tables for other programs and joint displays, on the sample study and by the commands a person types.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use crate::folders;

/// A copy of the sample study to work in.
struct Study(tempfile::TempDir);

impl Study {
    fn new() -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        folders::copy(&folders::sample(), copy.folder(), &[]);
        copy
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, arguments: &[&str]) -> (i32, Vec<u8>, String) {
        let output =
            Command::cargo_bin("canvass").unwrap().args(arguments).current_dir(self.folder()).output().unwrap();
        (output.status.code().unwrap_or(-1), output.stdout, String::from_utf8(output.stderr).unwrap())
    }

    fn done(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}\n{err}");
        String::from_utf8(out).unwrap()
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let (code, _, err) = self.run(arguments);
        assert_eq!(code, 2, "{arguments:?}\n{err}");
        err
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.done(&[arguments, &["--format", "json", "-q"]].concat())).unwrap()
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.folder().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    fn rows(&self, arguments: &[&str]) -> Vec<csv::StringRecord> {
        let text = self.done(arguments);
        csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes())
            .records()
            .map(Result::unwrap)
            .collect()
    }
}

/// The cells of a row of the first table, by the key of the row.
fn row<'a>(page: &'a Value, key: &str) -> &'a Value {
    let table = &page["tables"][0];
    let place = table["stub"].as_array().unwrap().iter().position(|row| row["key"] == key).unwrap();
    &table["cells"][place]
}

#[test]
fn themes_are_ranked_with_ties_intervals_and_the_reasons_of_what_was_chosen() {
    let study = Study::new();
    let page = study.json(&["themes", "--rank", "--by", "stakeholder"]);
    let first = row(&page, "better-services");
    assert_eq!((&first[0]["rank"]["place"], &first[0]["count"]), (&Value::from(1), &Value::from(24)));
    let tied = row(&page, "time-capacity");
    assert_eq!((&tied[0]["rank"]["place"], &tied[0]["rank"]["tied"]), (&Value::from(2), &Value::from(true)));
    assert_eq!(row(&page, "trust-ethics")[0]["rank"]["place"], 2);
    let notes = page["tables"][0]["notes"].to_string();
    for part in ["Commissioner (4)", "seed 20090612", "Frequency is not importance"] {
        assert!(notes.contains(part), "{part}: {notes}");
    }
    assert_eq!(page["listings"][0]["rows"].as_array().unwrap().len(), 4, "the priorities of themes.toml");
    let shown = study.done(&["themes", "--rank", "-q"]);
    assert!(shown.contains("2=") && shown.contains('●') && shown.contains("Why it was chosen"), "{shown}");
    assert_eq!(study.json(&["themes", "--rank"]), study.json(&["themes", "--rank"]), "drawn the same each time");
    assert!(study.done(&["themes", "--rank", "--categories", "-q"]).contains("What would help"));
    assert!(study.refused(&["themes", "--rank", "funding"]).contains("two themes"));
    for format in ["md", "csv", "html"] {
        assert!(study.done(&["themes", "--rank", "--format", format, "-q"]).contains("2="), "{format}");
    }
    let tidy = study.done(&["themes", "--rank", "--format", "tidy", "-q"]);
    assert!(tidy.contains(",rank,2,") && tidy.contains(",rank_to,"), "{tidy}");
}

#[test]
fn a_priority_needs_a_reason_and_reflexive_analysis_asks_for_ranks_by_name() {
    let study = Study::new();
    study.edit("themes.toml", "themes = [\"training\"]\nreason = \"", "themes = [\"trainig\"]\nreason = \"\" # \"");
    let (code, out, err) = study.run(&["check"]);
    let said = format!("{}{err}", String::from_utf8(out).unwrap());
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("does not say why it was chosen") && said.contains("“trainig”"), "{said}");
    let study = Study::new();
    study.edit("study.toml", "approach = \"codebook\"", "approach = \"reflexive\"");
    assert!(study.refused(&["themes", "--rank"]).contains("not ranked by counts"));
    study.done(&["themes", "--rank", "--anyway"]);
    study.edit("report.md", "# Recommendations", "{{ ranking(\"support\") }}\n\n# Recommendations");
    assert!(study.refused(&["report"]).contains("not ranked by counts"));
}

#[test]
fn prompted_and_volunteered_add_up_to_everybody_once() {
    let study = Study::new();
    let page = study.json(&["themes", "--prompted", "--by", "stakeholder"]);
    let stub = page["tables"][0]["stub"].as_array().unwrap();
    let cells = page["tables"][0]["cells"].as_array().unwrap();
    let sum = |cells: &Value| cells.as_array().unwrap().iter().filter_map(|cell| cell["count"].as_u64()).sum::<u64>();
    for (stub, cells) in stub.iter().zip(cells).filter(|(stub, _)| stub["kind"] != "heading") {
        let key = stub["key"].as_str().unwrap();
        let wanted = if key.starts_with("all.") {
            24
        } else if key.starts_with("vcfse.") {
            16
        } else {
            4
        };
        assert_eq!(sum(cells), wanted, "{key}");
    }
    // The one whose room was needed was not asked about others.
    assert_eq!(row(&page, "vcfse.not-aware")[5]["count"], 1);
    study.edit("study.toml", "asks = [\"knowledge\"]\n", "");
    study.edit("study.toml", "asks = [\"benefits\", \"challenges\"]\n", "");
    let page = study.json(&["themes", "--prompted"]);
    let unknown = row(&page, "all.trust-ethics");
    assert_eq!((&unknown[0]["count"], &unknown[3]["count"]), (&Value::from(0), &Value::from(22)));
    assert!(page["tables"][0]["notes"].to_string().contains("“Trust and ethics”"));
}

#[test]
fn deviant_cases_have_their_words_and_the_threshold_is_printed() {
    let study = Study::new();
    let shown = study.done(&["deviant", "--by", "stakeholder", "-q"]);
    for part in
        ["VCFSE: 15 of 16", "Nearly all: 80% or more", "Too small to be looked at: Commissioner", "What speaks against"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!study.done(&["deviant", "--nearly", "99", "--pairs", "0", "-q"]).contains("did not."));
    assert!(study.refused(&["deviant", "--nearly", "40"]).contains("not nearly all"));
    assert!(study.refused(&["deviant", "fundng"]).contains("fundng"));
    study.edit("study.toml", "approach = \"codebook\"", "approach = \"reflexive\"");
    let shown = study.done(&["deviant", "-q"]);
    assert!(!shown.contains("Nearly all:") && shown.contains("What speaks against"), "{shown}");
}

#[test]
fn cases_and_quotations_are_tables_for_other_programs() {
    let study = Study::new();
    let cases = study.rows(&["export", "cases"]);
    assert_eq!(cases.len(), 25);
    let place = |head: &str| cases[0].iter().position(|own| own == head).unwrap_or_else(|| panic!("{head}"));
    let of = |case: &str, head: &str| {
        let row = cases.iter().find(|row| &row[0] == case).unwrap();
        row[place(head)].to_owned()
    };
    assert_eq!(cases[1..].iter().filter(|row| &row[place("funding")] == "1").count(), 19);
    // Not asked is no nought.
    assert_eq!((of("vcfse-09", "not-aware"), of("vcfse-09", "not-aware_asked")), (String::new(), "0".to_owned()));
    assert_eq!((of("vcfse-01", "not-aware"), of("vcfse-01", "not-aware_asked")), ("0".to_owned(), "1".to_owned()));
    assert_eq!(of("vcfse-01", "size"), "Small");
    assert!(study.rows(&["export", "cases", "--counts"]).iter().skip(1).any(|row| row[place("funding")] > *"1"));

    // Organisations are named where quotations name them, and nowhere else.
    let named = |study: &Study, table: &str| {
        let rows = study.rows(&["export", table]);
        (
            rows[0].iter().any(|head| head == "organisation"),
            rows.iter().flatten().any(|cell| cell.contains("Wrenfield Peer Minds")),
        )
    };
    assert_eq!((named(&study, "cases"), named(&study, "quotations")), ((false, false), (false, false)));
    study.edit("study.toml", "attribution = \"{group}\"", "attribution = \"{group}, {organisation}\"");
    assert_eq!((named(&study, "cases"), named(&study, "quotations")), ((true, true), (true, true)));
    study.edit("study.toml", "attribution = \"{group}, {organisation}\"", "attribution = \"{group}\"");

    let quotations = study.rows(&["export", "quotations"]);
    let head = |name: &str| quotations[0].iter().position(|own| own == name).unwrap();
    for row in &quotations[1..] {
        let (start, end): (usize, usize) = (row[head("start")].parse().unwrap(), row[head("end")].parse().unwrap());
        let text = &row[head("text")];
        assert!(text.chars().count() <= end - start + 1, "{}", &row[0]);
    }
    for name in ["cases.xlsx", "cases.table.csv", "quotations.csv", "quotations.xlsx"] {
        let (table, twice) = (name.split('.').next().unwrap(), format!("again-{name}"));
        study.done(&["export", table, "-o", name, "-q"]);
        study.done(&["export", table, "-o", &twice, "-q"]);
        assert!(
            fs::read(study.folder().join(name)).unwrap() == fs::read(study.folder().join(&twice)).unwrap(),
            "{name}"
        );
    }
    assert!(study.refused(&["export", "cases", "-o", "cases.sav"]).contains("neither CSV nor Excel"));
    assert!(study.refused(&["export", "csv", "--counts"]).contains("table of cases"));
    assert!(study.refused(&["export", "cases", "--codes"]).contains("leave them out"));
}

#[test]
fn to_be_counted_and_to_be_quoted_are_two_permissions() {
    let study = Study::new();
    let with = |consent: &str| {
        let study = Study::new();
        study.edit(
            "cases.csv",
            "Stirchley Thursday Centre,Small,Social care,yes",
            &format!("Stirchley Thursday Centre,Small,Social care,\"{consent}\""),
        );
        study
    };
    let base = |study: &Study| row(&study.json(&["themes", "--by", "stakeholder"]), "base")[0]["count"].clone();
    let quoted = |study: &Study| study.rows(&["export", "quotations", "-q"]).iter().any(|row| &row[1] == "vcfse-01");
    let listed = |study: &Study| study.rows(&["export", "cases", "-q"]).iter().any(|row| &row[0] == "vcfse-01");
    assert_eq!((base(&study), quoted(&study), listed(&study)), (Value::from(24), true, true));
    let counted = with("counted, not quoted");
    assert_eq!((base(&counted), quoted(&counted), listed(&counted)), (Value::from(24), false, true));
    assert!(!counted.done(&["quotes", "better-services", "-q"]).contains("vcfse-01"));
    assert!(!counted.done(&["joint", "size", "better-services", "-q"]).contains("vcfse-01,"));
    assert!(!String::from_utf8(counted.run(&["check"]).1).unwrap().contains("has not consented"));
    let withdrawn = with("withdrawn");
    assert_eq!((base(&withdrawn), quoted(&withdrawn), listed(&withdrawn)), (Value::from(23), false, false));
    let notes = withdrawn.json(&["themes"])["tables"][0]["notes"].to_string();
    assert!(notes.contains("1 case that withdrew or did not agree to take part is not counted"), "{notes}");
}

#[test]
fn answers_themes_and_quotations_stand_side_by_side() {
    let study = Study::new();
    let page = study.json(&["joint", "size", "funding", "own-pocket"]);
    let listings = page["listings"].as_array().unwrap();
    assert_eq!(listings.len(), 2);
    let rows = listings[0]["rows"].as_array().unwrap();
    let heads: Vec<&str> = rows.iter().map(|row| row[0].as_str().unwrap()).collect();
    assert_eq!(heads, ["Grassroots group", "Micro", "Small", "Larger charity"]);
    assert!(
        rows.iter().all(|row| row[1].as_str().unwrap().contains(" of 38") && row[3].as_str().unwrap().contains('“'))
    );
    let joined = study.done(&["joint", "training", "training", "-q"]);
    let joined = joined.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(joined.contains("column “respondent”") && joined.contains("Maybe"), "{joined}");
    assert!(study.refused(&["joint", "sise", "funding"]).contains("sise"));
    assert!(study.refused(&["joint", "size", "fundng"]).contains("fundng"));
    study.edit("report.md", "# Recommendations", "{{ joint(\"size\", \"funding\", limit=1) }}\n\n# Recommendations");
    study.done(&["report"]);
    assert!(fs::read_to_string(study.folder().join("out/report.md")).unwrap().contains("who raised “Funding”"));
}

#[test]
fn ranks_prompted_themes_and_deviant_cases_stand_in_every_form_of_a_report() {
    let study = Study::new();
    let calls = "{{ prompted(\"support\", by=\"stakeholder\") }}\n\n{{ deviant(by=\"stakeholder\", limit=1) }}\n\n{{ table(\"order\") }}\n\n# Recommendations";
    study.edit("report.md", "# Recommendations", calls);
    let tables = "[[table]]\nid = \"order\"\nthemes = true\nrank = true\nrows = [\"support\"]\nby = [\"stakeholder\"]\n\n\
        [[table]]\nid = \"when-asked\"\nthemes = true\nprompted = true\n\n[report]";
    study.edit("study.toml", "[report]", tables);
    study.done(&["report", "--format", "docx,html,md,xlsx"]);
    for form in ["docx", "html", "md", "xlsx"] {
        assert!(fs::metadata(study.folder().join("out/report").with_extension(form)).unwrap().len() > 1000, "{form}");
    }
    for form in ["html", "md"] {
        let text = fs::read_to_string(study.folder().join("out/report").with_extension(form)).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [
            "VCFSE: 15 of 16",
            "Nearly all: 80% or more",
            "What speaks against",
            "Themes raised when asked, and unasked",
            "Frequency is not importance",
        ] {
            assert!(text.contains(part), "{form}: {part}");
        }
        assert!(!text.contains("[Two themes together]"), "no headings of its own come into the table of contents");
    }
    let order = fs::read_to_string(study.folder().join("out/tables/order.csv")).unwrap();
    assert!(order.contains("2="), "{order}");
    let said = study.done(&["themes", "--prompted", "--format", "csv", "-q"]);
    let table = fs::read_to_string(study.folder().join("out/tables/when-asked.csv")).unwrap();
    assert_eq!(table.trim_start_matches('\u{feff}'), said, "the table of the report is that of the command");
}

#[test]
fn amounts_and_pairs_of_codes_stand_in_reports_as_the_commands_count_them() {
    let study = Study::new();
    let tables = [
        (
            "words",
            "count = \"words\"\nby = [\"stakeholder\"]",
            &["themes", "--count", "words", "--by", "stakeholder"][..],
        ),
        ("turns", "count = \"turns\"\nrows = [\"support\"]", &["themes", "support", "--count", "turns"]),
        ("documents", "count = \"documents\"\nby = [\"size\"]", &["themes", "--count", "documents", "--by", "size"]),
        ("ranks", "count = \"organisations\"\nrank = true", &["themes", "--count", "organisations", "--rank"]),
        ("meet", "cooccurrence = true", &["cooccurrence"]),
        (
            "meet-turns",
            "cooccurrence = true\nwithin = \"turn\"\nonly = \"stakeholder=VCFSE\"\nat_least = 2\nlimit = 5",
            &["cooccurrence", "--within", "turn", "--only", "stakeholder=VCFSE", "--at-least", "2", "--limit", "5"],
        ),
        (
            "grid",
            "cooccurrence = true\nmatrix = true\nrows = [\"funding\", \"training\"]",
            &["cooccurrence", "funding", "training", "--matrix"],
        ),
        ("after", "then = 2\nlimit = 8", &["cooccurrence", "--then", "2", "--limit", "8"]),
        ("same-turn", "then = 0", &["cooccurrence", "--then", "0"]),
    ];
    let declared: String =
        tables.iter().map(|(id, keys, _)| format!("[[table]]\nid = \"{id}\"\nthemes = true\n{keys}\n\n")).collect();
    study.edit("study.toml", "[report]", &format!("{declared}[report]"));
    let calls = "{{ table(\"after\") }}\n\n{{ themes(\"support\", by=\"stakeholder\", count=\"words\") }}\n\n\
                 {{ cooccurrence(\"funding\", \"training\", within=\"turn\") }}\n\n{{ cooccurrence(then=1, only=\"stakeholder=VCFSE\", limit=4) }}\n\n# Recommendations";
    study.edit("report.md", "# Recommendations", calls);
    study.done(&["report", "--format", "docx,html,md,xlsx"]);
    for (id, _, command) in tables {
        let said = study.done(&[command, &["--format", "csv", "-q"]].concat());
        assert!(said.lines().count() > 1, "{command:?}\n{said}");
        let table = fs::read_to_string(study.folder().join(format!("out/tables/{id}.csv"))).unwrap();
        // Behind ranks stand the priorities, and its title before them.
        assert!(said.contains(table.trim_start_matches('\u{feff}')), "{id}\n{said}\n{table}");
    }
    let report = fs::read_to_string(study.folder().join("out/report.md")).unwrap();
    for words in ["in how many words each stands", "Codes that meet, in turns", "within 1 turn", "with group “VCFSE”"]
    {
        assert!(report.contains(words), "{words}");
    }
}

#[test]
fn amounts_and_pairs_that_do_not_go_together_are_refused_in_words() {
    let refused = |approach: &str, keys: &str, call: &str| {
        let study = Study::new();
        study.edit("study.toml", "approach = \"codebook\"", &format!("approach = \"{approach}\""));
        study.edit("study.toml", "[report]", &format!("[[table]]\nid = \"t\"\n{keys}\n\n[report]"));
        if approach == "reflexive" {
            study.edit("report.md", "{{ ranking(\"support\", by=\"stakeholder\") }}", "");
        }
        study.edit("report.md", "# Recommendations", &format!("{call}\n\n# Recommendations"));
        study.refused(&["report", "--format", "md"])
    };
    for (keys, words) in [
        ("rows = [\"size\"]\ncount = \"words\"", "“count” is for tables of themes"),
        ("rows = [\"size\"]\nthen = 1", "write themes = true beside then = 1"),
        ("rows = [\"size\"]\nwithin = \"turn\"", "“within” is for tables of codes that meet"),
        ("themes = true\nlimit = 3", "“limit” is for tables of codes that meet"),
        ("themes = true\ncount = \"letters\"", "no thing to count “letters”"),
        ("themes = true\ncount = \"words\"\nrank = true", "of people, organisations or documents"),
        ("themes = true\ncount = \"words\"\ncooccurrence = true", "of people, organisations or documents"),
        ("themes = true\ncount = \"words\"\nshow = [\"count\"]", "“show” says something else"),
        ("themes = true\nthen = 1\nmatrix = true", "“matrix” is for codes that meet"),
        ("themes = true\nthen = 1\nprompted = true", "at once"),
        ("themes = true\ncooccurrence = true\nby = [\"stakeholder\"]", "no groups beside each other"),
        ("themes = true\ncooccurrence = true\nwithin = \"page\"", "no unit “page”"),
        ("themes = true\nthen = 1\nonly = \"stakeholder=Nobody\"", "no group “Nobody”"),
        ("themes = true\nwhere = 'size in [\"Micro\"]'", "“where” is about answers"),
        ("themes = true\ncooccurrence = true\n[[chart]]\nid = \"c\"\ntable = \"t\"", "is not drawn"),
    ] {
        let said = refused("codebook", keys, "");
        assert!(said.contains(words) && said.contains("hint: "), "{keys}\n{said}");
    }
    let plain = "themes = true";
    assert!(
        refused("codebook", plain, "{{ cooccurrence(then=1, within=\"turn\") }}").contains("“within” is for codes")
    );
    assert!(refused("codebook", plain, "{{ cooccurrence(\"fundng\") }}").contains("fundng"));
    for keys in ["count = \"turns\"", "rank = true"] {
        let said = refused("reflexive", &format!("themes = true\n{keys}"), "");
        assert!(said.contains("anyway = true beside it"), "{said}");
    }
    let said = refused("reflexive", plain, "{{ themes(count=\"words\") }}");
    assert!(said.contains("anyway=true in the call"), "{said}");
    // With the escape they stand in the report.
    let study = Study::new();
    study.edit("study.toml", "approach = \"codebook\"", "approach = \"reflexive\"");
    study.edit(
        "report.md",
        "{{ ranking(\"support\", by=\"stakeholder\") }}",
        "{{ themes(count=\"words\", anyway=true) }}",
    );
    let keys = ["count = \"turns\"", "rank = true"].map(|key| format!("themes = true\nanyway = true\n{key}"));
    let tables = format!("[[table]]\nid = \"a\"\n{}\n\n[[table]]\nid = \"b\"\n{}\n\n[report]", keys[0], keys[1]);
    study.edit("study.toml", "[report]", &tables);
    study.done(&["report", "--format", "md"]);
}

#[test]
fn calls_and_tables_that_do_not_fit_are_refused_in_words() {
    let refused = |call: &str, table: &str| {
        let study = Study::new();
        study.edit("report.md", "# Recommendations", &format!("{call}\n\n# Recommendations"));
        study.edit("study.toml", "[report]", &format!("{table}\n\n[report]"));
        study.refused(&["report"])
    };
    assert!(refused("{{ prompted(\"fundng\") }}", "").contains("fundng"));
    assert!(refused("{{ deviant(by=\"stakholder\") }}", "").contains("stakholder"));
    assert!(refused("{{ deviant(nearly=40) }}", "").contains("40% is not nearly all"));
    let table = |rest: &str| refused("", &format!("[[table]]\nid = \"order\"\n{rest}"));
    assert!(table("rows = [\"size\"]\nrank = true").contains("for tables of themes"));
    assert!(table("themes = true\nrank = true\nprompted = true").contains("at once"));
    assert!(table("themes = true\nrank = true\nshow = [\"row %\"]").contains("“show”"));
    let study = Study::new();
    study.edit("study.toml", "approach = \"codebook\"", "approach = \"reflexive\"");
    study.edit("report.md", "{{ ranking(\"support\", by=\"stakeholder\") }}", "{{ deviant() }}");
    study.done(&["report", "--format", "md"]);
    let text = fs::read_to_string(study.folder().join("out/report.md")).unwrap();
    assert!(text.contains("What speaks against") && !text.contains("Nearly all: "), "{text}");
    study.edit("study.toml", "[report]", "[[table]]\nid = \"order\"\nthemes = true\nrank = true\n\n[report]");
    assert!(study.refused(&["report"]).contains("not ranked by counts"));
}
