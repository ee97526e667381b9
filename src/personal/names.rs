//! Names of people. No pattern is sure of one: whatever is found here is a guess and is said to be.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

/// Given names that are common somewhere and seldom the first word of a place or an organisation.
const GIVEN: &str = " aaron abdul abdullah abigail abu adam adrian agnes ahmed aisha alan albert alejandro alessandro alex alexander alexandra \
    ali alice alison amanda amelia amina amir amit amy ana andrea andreas andrew andrzej angela anita ann anna anne annette anthony antonio \
    arjun arthur asha astrid barbara beatrice ben benjamin bernard beth birgit bjorn bogdan brian bridget bruno camille carlos carol caroline \
    catherine cecilia chen chidi chloe christina christine christopher claire clara claudia clive colin craig cristina daniel \
    daniela danielle david dawn deborah denise dennis derek diane diego dimitri dmitri donald dorothy douglas ebony eileen ekaterina elaine \
    eleanor elena elizabeth ellen emeka emily emma enrique erik erika esther eva evelyn fatima fatma felix fernando fiona frances francesca \
    francesco francois frank frederick gabriel gareth gary gavin geoffrey george gerald gillian giovanni giulia gordon grace graham gregory \
    guillaume gustav hannah hans harold harriet hassan heather heinz helen helena helga henry hilary hiroshi howard hugo ian ibrahim imran \
    inga ingrid irene isabel ivan jack jacqueline jakub james jane janet janice javier jean jeffrey jennifer jeremy jessica jill joan joanna \
    joanne jodie joel john jonathan jorge jose joseph josephine joshua juan judith julia julian julie karen karim karin karl katarzyna kate \
    katherine kathleen katie keith kelly kenneth kevin khadija klaus krzysztof lakshmi lars laura lauren laurence leah lena leonard lesley linda \
    lisa liu lorraine louis louise lucas lucia lucy luis luigi lukas magdalena malcolm marco margaret maria marie marion mark marta martha \
    martin mary mateusz matthew matthias maureen maurice megan mehmet melanie michael michelle miguel mohamed mohammad mohammed monica \
    monika muhammad mustafa nadia nancy naomi natalia natalie natasha neil ngozi nicholas nicola nicolas nigel nina nora norman olga oliver \
    olivia omar oscar pablo pamela paola patricia patrick paul paula pauline pedro peter philip philippa phyllis pierre piotr priya \
    rachel rajesh ralph ravi raymond rebecca richard robert roberta roger ronald rosa rosemary roy ruth ryan sabine sally samantha \
    samuel sandra sandeep sanjay sara sarah sean sebastian sergei sharon sheila shirley silvia simon sofia sonia sophia sophie stefan stephanie \
    stephen steven stuart sunita susan suzanne svetlana sven sylvia tanya tatiana teresa terence theresa thomas timothy tom tomasz tracey tracy trevor \
    ursula valerie vera veronica vijay vincent vladimir wei wendy wilhelm william wolfgang xavier yasmin yolanda yuki yusuf zainab zeynep zoe ";

static GIVEN_SET: LazyLock<BTreeSet<&str>> = LazyLock::new(|| GIVEN.split_whitespace().collect());

pub(super) fn is_given(word: &str) -> bool {
    let plain = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    GIVEN_SET.contains(plain.as_str())
}

/// Names that are also English words, months or things: alone they count as a name only with a capital that no beginning of a
/// sentence explains.
const COMMON: &str = " amber angel april art august autumn banks bell best bill bishop black blue bob brook brooks brown bush carol case chance \
    charity chase christian church clay cliff cook crystal daisy dale dawn day dean dick don drew duke eve faith fern field fields fisher forest fox \
    frank gay gene ginger glen good grace grant gray green grey guy hall happy hazel heath heather hill holly honey hope hunter iris ivy \
    jack january jay jean joy july june king knight lake lee lily little long lord love major march mark marks marsh mason max may mercy miles miller \
    moon noble north olive page park parks pat patience pearl peg penny pierce poppy porter power price ray read reed rich rivers rob robin rock \
    rose ruby rush rusty sage sandy sharp short sky small smart south stone story strong sue summer sunny swift star street tony victor violet wade \
    walker ward waters west white will wills winter wise wood woods young ";

static COMMON_SET: LazyLock<BTreeSet<&str>> = LazyLock::new(|| COMMON.split_whitespace().collect());

/// Whether a name of one word is a common word too.
pub fn is_common_word(name: &str) -> bool {
    COMMON_SET.contains(name.trim().to_lowercase().as_str())
}

/// Whether a value could be a name under a heading that asks for one.
pub fn is_like_a_name(value: &str) -> bool {
    let words = value.split_whitespace().count();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    (1..=8).contains(&words) && value.chars().count() <= 80 && value.chars().any(char::is_alphabetic) && digits <= 4
}

/// Whether a value looks like somebody's given name and surname without any heading that says so: two to four words with capital
/// letters, the first (or, after a comma, the last) a common given name. “Kent” and “New York” are none.
pub fn is_likely_a_person(value: &str) -> bool {
    let value = value.trim();
    let turned = match value.split_once(',') {
        Some((surname, given)) => format!("{} {}", given.trim(), surname.trim()),
        None => value.to_owned(),
    };
    let mut words: Vec<&str> = turned.split_whitespace().collect();
    let titled = words.first().is_some_and(|first| is_title(first));
    if titled {
        words.remove(0);
    }
    let capital = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
    };
    let particle =
        |word: &&str| matches!(*word, "de" | "da" | "van" | "von" | "der" | "bin" | "al" | "la" | "du" | "di" | "el");
    let shaped = (2..=4).contains(&words.len()) && words.iter().all(|word| capital(word) || particle(word));
    (shaped && (titled || words.first().is_some_and(|first| is_given(first))))
        || (titled && words.len() == 1 && words.iter().all(capital))
}

/// Whether a word is how somebody is addressed: Mr, Dr, Frau.
pub fn is_title(word: &str) -> bool {
    const TITLES: [&str; 12] = ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "herr", "frau", "mme", "señora"];
    TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        \b(?:Mr|Mrs|Ms|Miss|Mx|Prof|Herr|Frau|Mme|Monsieur|Madame|Señora?)\.?\ \p{Lu}\p{L}+
        | \bDr\.?\ \p{Lu}\p{L}+\ \p{Lu}\p{L}+
        | \b(?i:my\ name\ is|my\ name's|mein\ name\ ist|je\ m['’]appelle|me\ llamo|mi\ chiamo)\ \p{Lu}\p{L}+",
    )
    .ok()
});
static TWO_CAPITALS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(\p{Lu}\p{Ll}+) (\p{Lu}\p{L}+)").ok());

/// Whether words may name somebody: “Mrs Ashcroft”, “my name is Dawn”, a common given name before another capital letter.
pub fn may_name_somebody(words: &str) -> bool {
    const LOOKED_AT: usize = 128;
    // All patterns have a blank before a capital letter, which most answers lack.
    let bytes = words.as_bytes();
    let pairs = bytes.chunks(LOOKED_AT).zip(bytes.get(1..).unwrap_or_default().chunks(LOOKED_AT));
    let mut may_begin = pairs.map(|(these, next)| {
        // Without a branch in it a loop looks at many letters at once.
        let pairs = these.iter().zip(next);
        pairs.fold(false, |any, (this, next)| any | ((*this == b' ') & (next.is_ascii_uppercase() | !next.is_ascii())))
    });
    if !may_begin.any(|any| any) {
        return false;
    }
    NAMED.as_ref().is_some_and(|named| named.is_match(words))
        || TWO_CAPITALS.iter().flat_map(|pattern| pattern.captures_iter(words)).any(|hit| {
            let place = hit.get(2).is_some_and(|second| {
                const PLACES: [&str; 14] = [
                    "Street",
                    "Road",
                    "Park",
                    "Centre",
                    "Center",
                    "Hall",
                    "School",
                    "House",
                    "Avenue",
                    "Hospital",
                    "Church",
                    "Trust",
                    "Foundation",
                    "University",
                ];
                PLACES.contains(&second.as_str())
            });
            !place && hit.get(1).is_some_and(|first| is_given(first.as_str()))
        })
}
