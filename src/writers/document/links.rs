//! Where a link may lead: a report is safe to open, whatever stands in the study.

/// Whether a link leads to a page, to mail or to a place in the document, and not to anything that a browser would run.
pub fn is_safe(to: &str) -> bool {
    let head: String = to.chars().filter(|character| !character.is_control() && *character != ' ').collect();
    match head.split_once(':') {
        Some((scheme, _)) if is_scheme(scheme) => {
            matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "mailto")
        }
        _ => true,
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_files_are_nowhere_to_go() {
        for to in
            ["javascript:alert(1)", "JaVa\tScript:alert(1)", " data:text/html,x", "file:///etc/passwd", "vbscript:x"]
        {
            assert!(!is_safe(to), "{to}");
        }
        for to in ["https://example.org/a:b", "mailto:a@example.org", "#what", "charts/a.svg", "a/b:c"] {
            assert!(is_safe(to), "{to}");
        }
    }
}
