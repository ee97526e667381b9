//! The cases that a table is limited to: `stakeholder=VCFSE`.

use super::Groupings;
use crate::diagnostic::{Error, Place, Result, unknown_name};
use crate::model::Case;

/// The column of cases.csv and the value that `GROUP=VALUE` means; the group is a banner of study.toml or a column.
///
/// # Errors
/// When it names no group and value, there is no such banner or column, or nobody has this value.
pub fn only(written: &str, groupings: &Groupings, cases: &[Case]) -> Result<(String, String)> {
    let (name, value) = written.split_once('=').ok_or_else(|| {
        Error::new(format!("“{written}” names no group and value"))
            .hint("write both with an equals sign between: stakeholder=VCFSE")
    })?;
    let (name, value) = (name.trim(), value.trim());
    let column = match groupings.get(name) {
        Some(grouping) => grouping.case.as_deref().ok_or_else(|| {
            Error::new(format!("the banner “{name}” groups answers, not cases"))
                .in_place(Place::file("study.toml").at(format!("[groups.{name}]")))
                .hint("name its column of cases.csv there: case = \"…\"")
        })?,
        None => name,
    };
    let mut known: Vec<&str> = cases.iter().filter_map(|case| case.attribute(column)).collect();
    known.sort_unstable();
    known.dedup();
    if known.is_empty() {
        let columns = cases.iter().flat_map(|case| case.attributes.iter().map(|(column, _)| column.as_str()));
        let mut names: Vec<&str> = groupings.keys().map(String::as_str).chain(["group"]).chain(columns).collect();
        names.sort_unstable();
        names.dedup();
        return Err(unknown_name("group of cases", name, names));
    }
    if !known.iter().any(|group| group.to_lowercase() == value.to_lowercase()) {
        return Err(unknown_name("group", value, known));
    }
    Ok((column.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Grouping;

    #[test]
    fn a_group_is_meant_by_its_banner_or_its_column_and_what_is_not_there_is_named() {
        let case = |id: &str, group: Option<&str>| Case {
            id: id.into(),
            group: group.map(str::to_owned),
            attributes: vec![("size".into(), "Micro".into())],
            ..Case::default()
        };
        let cases = [case("a", Some("VCFSE")), case("b", None)];
        let grouping = |case: Option<&str>| Grouping { case: case.map(str::to_owned), ..Grouping::default() };
        let groupings = Groupings::from([("who".into(), grouping(Some("group"))), ("answers".into(), grouping(None))]);
        let read = |written: &str| only(written, &groupings, &cases);
        for written in ["who=VCFSE", " group = VCFSE "] {
            assert_eq!(read(written), Ok(("group".into(), "VCFSE".into())));
        }
        assert_eq!(read("size=micro"), Ok(("size".into(), "micro".into())));
        for (written, words) in [
            ("VCFSE", "names no group and value"),
            ("answers=x", "groups answers, not cases"),
            ("sise=Micro", "no group of cases “sise”"),
            ("who=Council", "no group “Council”"),
            ("", "names no group and value"),
        ] {
            assert!(read(written).unwrap_err().to_string().contains(words), "{written}");
        }
        assert!(only("group=x", &Groupings::new(), &[]).is_err());
    }
}
