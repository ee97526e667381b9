//! Names of languages as people write them over columns, with their tags (BCP 47).

/// What a language is called, in English and by those who speak it, and its tag.
const LANGUAGES: [(&str, &[&str]); 46] = [
    ("am", &["amharic", "አማርኛ"]),
    ("ar", &["arabic", "العربية"]),
    ("bg", &["bulgarian", "български"]),
    ("bn", &["bengali", "bangla", "sylheti", "বাংলা"]),
    ("cs", &["czech", "čeština", "česky"]),
    ("cy", &["welsh", "cymraeg"]),
    ("da", &["danish", "dansk"]),
    ("de", &["german", "deutsch", "allemand"]),
    ("el", &["greek", "ελληνικά"]),
    ("en", &["english", "englisch", "anglais", "inglés", "saesneg"]),
    ("es", &["spanish", "español", "castellano", "espagnol", "spanisch"]),
    ("fa", &["farsi", "persian", "dari", "فارسی"]),
    ("fi", &["finnish", "suomi"]),
    ("fr", &["french", "français", "francais", "französisch"]),
    ("ga", &["irish", "gaeilge"]),
    ("gd", &["gaelic", "gàidhlig"]),
    ("gu", &["gujarati", "ગુજરાતી"]),
    ("hi", &["hindi", "हिन्दी"]),
    ("hu", &["hungarian", "magyar"]),
    ("it", &["italian", "italiano"]),
    ("ja", &["japanese", "日本語"]),
    ("ko", &["korean", "한국어"]),
    ("ku", &["kurdish", "kurmanji", "sorani", "kurdî"]),
    ("lt", &["lithuanian", "lietuvių"]),
    ("lv", &["latvian", "latviešu"]),
    ("ne", &["nepali", "नेपाली"]),
    ("nl", &["dutch", "nederlands", "vlaams"]),
    ("no", &["norwegian", "norsk"]),
    ("pa", &["punjabi", "panjabi", "ਪੰਜਾਬੀ"]),
    ("pl", &["polish", "polski"]),
    ("ps", &["pashto", "پښتو"]),
    ("pt", &["portuguese", "português"]),
    ("ro", &["romanian", "română"]),
    ("ru", &["russian", "русский"]),
    ("sk", &["slovak", "slovenčina"]),
    ("so", &["somali", "soomaali"]),
    ("sq", &["albanian", "shqip"]),
    ("sv", &["swedish", "svenska"]),
    ("sw", &["swahili", "kiswahili"]),
    ("ta", &["tamil", "தமிழ்"]),
    ("ti", &["tigrinya", "ትግርኛ"]),
    ("tr", &["turkish", "türkçe"]),
    ("uk", &["ukrainian", "українська"]),
    ("ur", &["urdu", "اردو"]),
    ("vi", &["vietnamese"]),
    ("zh", &["chinese", "mandarin", "cantonese", "中文"]),
];

/// The tag of the first language that a heading names, by its name; or the heading is a tag itself: `cy`, `en-GB`.
pub fn language(heading: &str) -> Option<String> {
    let lower = heading.trim().to_lowercase();
    let named =
        |word: &str| LANGUAGES.iter().find(|(_, names)| names.contains(&word)).map(|(tag, _)| (*tag).to_owned());
    if let Some(tag) = words(&lower).find_map(named) {
        return Some(tag);
    }
    let (first, rest) = lower.split_once('-').unwrap_or((&lower, ""));
    let is_tag = LANGUAGES.iter().any(|(tag, _)| *tag == first);
    (is_tag && rest.len() <= 4 && rest.chars().all(char::is_alphanumeric)).then(|| heading.trim().to_owned())
}

/// The words of a heading in lower case.
pub fn words(heading: &str) -> impl Iterator<Item = &str> {
    // A mark over a letter of an Indian script stands on its own, and belongs to its word.
    heading
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '/' | ',' | ':' | ';' | '.' | '_' | '–')
        })
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_their_names_and_tags() {
        for (heading, tag) in [
            ("Original (Polish)", "pl"),
            ("Cymraeg", "cy"),
            ("English translation", "en"),
            ("en-GB", "en-GB"),
            ("हिन्दी", "hi"),
            ("text_deutsch", "de"),
        ] {
            assert_eq!(language(heading).as_deref(), Some(tag), "{heading}");
        }
        for heading in ["", "Translation", "en anything", "Note", "enough", "en-and-more"] {
            assert_eq!(language(heading), None, "{heading}");
        }
    }
}
