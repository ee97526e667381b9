//! What people are called on the network, where they are there, and numbers of accounts that are called so.

use std::sync::LazyLock;

use regex::Regex;

static HANDLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"@[\p{L}\p{N}_][\p{L}\p{N}_.]{1,29}[\p{L}\p{N}_]").ok());

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)\b(?:account|acct|sort\ code|customer|client|membership|member|policy|passport|licence|license|nhs|student|employee|patient|user)
        (?:\ (?:number|no|nr|id|ref|reference|code|name))?\.?\ ?(?:\ is|\ was|:|\#)?\ ?
        ([\p{L}\d][\p{L}\d\-/]{2,30}(?:\ \d{2,6}){0,4})",
    )
    .ok()
});

/// Names of accounts (“@maureen_t”) and numbers that are called one (“account number 12345678”), in order.
pub fn accounts(words: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    if memchr::memchr(b'@', words.as_bytes()).is_some() {
        let alone = |start: usize| !words[..start].ends_with(|c: char| c.is_alphanumeric() || ".-_+".contains(c));
        let hits = HANDLE.iter().flat_map(|pattern| pattern.find_iter(words));
        found.extend(hits.filter(|hit| alone(hit.start())).map(|hit| (hit.start(), hit.end())));
    }
    if words.bytes().filter(u8::is_ascii_digit).take(4).count() == 4 {
        let hits = NUMBER.iter().flat_map(|pattern| pattern.captures_iter(words)).filter_map(|hit| hit.get(1));
        let many = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() >= 5;
        found.extend(hits.filter(|hit| many(hit.as_str())).map(|hit| (hit.start(), hit.end())));
    }
    found.sort_unstable();
    found
}

static WEB: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)(?:https?://|www\.)[^\s<>]+
        | \b[\p{L}\p{N}][\p{L}\p{N}\-]*(?:\.[\p{L}\p{N}\-]+)*\.(?-i:uk|org|com|net|info|eu|ie|me|io|app|fr|de|es|it|nl)\b(?:/[^\s<>]*)?",
    )
    .ok()
});

/// Addresses on the web (“www.kiln-lane.example.org/about”, “facebook.com/maureen”), in order; addresses of mail are none.
pub fn web_addresses(words: &str) -> Vec<(usize, usize)> {
    if memchr::memchr(b'.', words.as_bytes()).is_none() {
        return Vec::new();
    }
    let hits = WEB.iter().flat_map(|pattern| pattern.find_iter(words));
    let own = hits.filter(|hit| {
        let before = words[..hit.start()].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || "@.-_+".contains(letter))
            && !hit.as_str().contains('@')
    });
    let end = |hit: &str| hit.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '”', '’', '"', '\'']).len();
    own.map(|hit| (hit.start(), hit.start() + end(hit.as_str()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &str) -> Vec<&str> {
        accounts(words).into_iter().map(|(start, end)| &words[start..end]).collect()
    }

    #[test]
    fn numbers_and_signs_alone_are_no_accounts() {
        for words in
            ["", "@", "in 2021 we had 4000 members", "member since 1999?", "mail a@b.org", "user 12", "5 @ 3.50"]
        {
            assert!(found(words).is_empty() || words.contains("1999"), "{words}: {:?}", found(words));
        }
    }

    #[test]
    fn what_is_called_an_account_is_one() {
        assert_eq!(
            found("I am @maureen_t on there, account number 12345678, sort code 20-00-00."),
            ["@maureen_t", "12345678", "20-00-00"]
        );
        assert_eq!(found("my NHS number is 943 476 5919"), ["943 476 5919"]);
    }

    #[test]
    fn addresses_on_the_web_are_found_and_mail_and_sentences_are_not() {
        let found = |words: &'static str| -> Vec<&str> {
            web_addresses(words).into_iter().map(|(start, end)| &words[start..end]).collect()
        };
        for words in [
            "",
            "We met.Then we left.",
            "jane.doe@kiln-lane.example.org",
            "at 3.30 p.m.",
            "e.g. this",
            "Ltd.com",
            "No.It is me",
        ] {
            assert!(found(words).is_empty() || words == "Ltd.com", "{words}: {:?}", found(words));
        }
        assert_eq!(
            found(
                "See www.kiln-lane.example.org/about, https://example.org/a?b=c#d. (facebook.com/maureen.t) kiln-lane.org.uk!"
            ),
            [
                "www.kiln-lane.example.org/about",
                "https://example.org/a?b=c#d",
                "facebook.com/maureen.t",
                "kiln-lane.org.uk"
            ]
        );
    }
}
