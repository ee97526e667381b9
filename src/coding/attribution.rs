//! Who is quoted, in the words that the study allows.

use crate::model::{Case, Document};

/// Fills a template such as `{group}, {size}`: `{group}`, `{case}`, `{organisation}`, `{document}`, `{activity}` and any
/// attribute of the case.
///
/// What is not known leaves no gap: “VCFSE, ” becomes “VCFSE”. Without a case and without any words it is “Participant”.
pub fn attribution(template: &str, case: Option<&Case>, document: &Document) -> String {
    let mut whole = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        whole.push_str(&rest[..start]);
        let name = rest[start + 1..start + length].trim();
        let value = match name {
            "document" => Some(document.id.as_str()),
            "activity" => document.activity.as_deref(),
            _ => case.and_then(|case| case.attribute(name)),
        };
        whole.push_str(value.unwrap_or_default());
        rest = &rest[start + length + 1..];
    }
    whole.push_str(rest);
    let parts: Vec<&str> = whole.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "Participant".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_leaves_no_gap() {
        let case = Case { group: Some("VCFSE".into()), ..Case::default() };
        let document = Document { id: "v1".into(), ..Document::default() };
        assert_eq!(attribution("{group}, {size}", Some(&case), &document), "VCFSE");
        assert_eq!(attribution("{group}", None, &document), "Participant");
        assert_eq!(attribution("{group} ({document})", Some(&case), &document), "VCFSE (v1)");
        assert_eq!(attribution("{group", Some(&case), &document), "{group");
    }
}
