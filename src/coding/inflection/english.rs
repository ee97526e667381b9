//! English inflections: the forms of a word by which it stays the same word.
//!
//! A form is made of a base by an ending of plural (`-s`, `-es`, `-ies`), past (`-ed`) or participle (`-ing`), with what English spelling
//! does on the way (`plan` → `planned`, `use` → `using`, `charity` → `charities`), or is in a list of irregular ones (`teach` → `taught`,
//! `child` → `children`); common adjectives have their degrees (`hard` → `harder`). A possessive is no form of its own: words end before “’s”.
//!
//! What makes another word is none: `-er`, `-ation`, `-ment`, `-al`, `-ity`, `-ly` and so on. No dictionary says which bases there are; of what is
//! written every base is taken of which it can be a form.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

/// A base, then its irregular forms: verbs (which have no `-ed` then) and plurals.
const IRREGULAR: &str = "be am is are was were been; become became; begin began begun; bend bent; bet; bind bound; bite bit bitten;
    bleed bled; blow blew blown; break broke broken; breed bred; bring brought; build built; burn burnt burned; burst; buy bought;
    catch caught; choose chose chosen; come came; cost; creep crept; cut; deal dealt; dig dug; do does did done; draw drew drawn;
    dream dreamt dreamed; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought;
    find found; flee fled; fly flew flown; forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen;
    get got gotten; give gave given; go went gone; grow grew grown; hang hung hanged; have has had; hear heard; hide hid hidden; hit;
    hold held; hurt; keep kept; know knew known; lead led; lean leant leaned; leap leapt leaped; learn learnt learned; leave left; lend lent;
    let; light lit lighted; lose lost; make made; mean meant; meet met; overcome overcame; pay paid; put; read; rebuild rebuilt; ride rode ridden;
    ring rang rung; rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send sent; set; shake shook shaken; shed;
    shine shone; shoot shot; show showed shown; shrink shrank shrunk; shut; sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid;
    speak spoke spoken; speed sped; spell spelt spelled; spend spent; spill spilt spilled; split; spoil spoilt spoiled; spread; spring sprang sprung;
    stand stood; steal stole stolen; stick stuck; sting stung; strike struck; strive strove striven; swear swore sworn; sweep swept; swim swam swum;
    swing swung; take took taken; teach taught; tear tore torn; tell told; think thought; throw threw thrown; undergo underwent undergone;
    understand understood; undertake undertook undertaken; upset; wake woke woken; wear wore worn; weave wove woven; weep wept; win won; wind wound;
    withdraw withdrew withdrawn; write wrote written; rewrite rewrote rewritten; outgrow outgrew outgrown; foresee foresaw foreseen; mistake mistook mistaken;
    analysis analyses; appendix appendices; calf calves; child children; crisis crises; criterion criteria; curriculum curricula;
    diagnosis diagnoses; emphasis emphases; foot feet; goose geese; grandchild grandchildren; half halves; hypothesis hypotheses; knife knives; leaf leaves;
    life lives; loaf loaves; man men; matrix matrices; mouse mice; parenthesis parentheses; phenomenon phenomena; self selves; shelf shelves; stepchild stepchildren;
    thesis theses; thief thieves; tooth teeth; wife wives; wolf wolves; woman women; yourself yourselves; godchild godchildren; schoolchild schoolchildren";

/// Adjectives whose degrees end in `-er` and `-est`. Other words in `-er` are other words: a trainer is no training.
const ADJECTIVES: &str = "big bold brave brief bright broad busy calm cheap clean clear clever close cold cool costly cruel damp dark dear deaf deep dense
    dirty dry dull early easy fair fast fat few fine firm fit flat fresh friendly full funny gentle grand great green grim happy hard harsh healthy heavy high
    hot huge hungry keen kind large late lazy light likely lively lonely long loose loud low lucky mild narrow near neat new nice noisy odd old
    plain pleasant poor proud pure quick quiet rare raw ready rich rough rude sad safe scary severe shallow sharp short shy sick simple slim slow small
    smart smooth soft sore sorry steady steep stiff strange strict strong sunny sure sweet tall thick thin tidy tight tiny tired tough true ugly warm
    weak wealthy wet white wide wild wise worthy young";

/// What is spelt like a form of a word and is another.
const OTHERS: [(&str, &str); 8] = [
    ("new", "news"),
    ("even", "evening"),
    ("her", "herring"),
    ("pud", "pudding"),
    ("inn", "inning"),
    ("ceil", "ceiling"),
    ("ear", "earring"),
    ("off", "offing"),
];

/// All forms of the words that a word can be a form of, itself among them, in order.
pub(super) fn forms(word: &str) -> Vec<String> {
    let forms: BTreeSet<String> = bases(word).iter().flat_map(|base| of_base(base)).chain([word.to_owned()]).collect();
    forms.into_iter().collect()
}

/// What the forms of a word begin with: each of them with just one of these.
pub(super) fn beginnings(word: &str) -> Vec<String> {
    let mut found: BTreeSet<String> = BTreeSet::from([word.to_owned()]);
    for base in bases(word) {
        let own: Vec<String> = of_base(&base);
        // Regular forms have nearly all of their base; irregular ones may have nothing of it.
        let nearly = base.char_indices().next_back().map_or(0, |(last, _)| last);
        let start = common(own.iter().filter(|form| form.starts_with(&base[..nearly])));
        let apart = own.iter().filter(|form| !form.starts_with(&base[..nearly])).cloned();
        found.extend([start].into_iter().filter(|start| !start.is_empty()).chain(apart));
    }
    let all: Vec<String> = found.iter().cloned().collect();
    found.retain(|one| !all.iter().any(|other| other != one && one.starts_with(other.as_str())));
    found.into_iter().collect()
}

/// What all of these begin with.
fn common<'a>(mut words: impl Iterator<Item = &'a String>) -> String {
    let Some(first) = words.next() else { return String::new() };
    words.fold(first.clone(), |so_far, word| {
        let alike = so_far.chars().zip(word.chars()).take_while(|(one, other)| one == other);
        alike.map(|(letter, _)| letter).collect()
    })
}

/// Every base that a word can be a form of: at least itself.
fn bases(word: &str) -> BTreeSet<String> {
    let candidates = candidates(word).into_iter().filter(|base| {
        // Shorter ones are no words with endings: “used” is not of “us”.
        (base.chars().count() >= 3 || !has_vowel(base) || irregular(base).is_some())
            && of_base(base).iter().any(|form| form == word)
    });
    let listed = LISTED.bases.get(word).into_iter().flatten().map(|base| (*base).to_owned());
    candidates.chain(listed).chain([word.to_owned()]).collect()
}

/// What may be left where an ending is taken away, of whatever base.
fn candidates(word: &str) -> Vec<String> {
    const ENDINGS: [(&str, &[&str]); 13] = [
        ("s", &[""]),
        ("es", &["", "y"]),
        ("ies", &["y"]),
        ("d", &[""]),
        ("ed", &[""]),
        ("ied", &["y"]),
        ("ing", &["", "e"]),
        ("ings", &["", "e"]),
        ("ying", &["ie"]),
        ("yings", &["ie"]),
        ("er", &["", "e"]),
        ("est", &["", "e"]),
        ("ier", &["y"]),
    ];
    let mut found = Vec::new();
    for (ending, instead) in ENDINGS.into_iter().chain([("iest", &["y"][..])]) {
        let Some(left) = word.strip_suffix(ending).filter(|left| !left.is_empty()) else { continue };
        found.extend(instead.iter().map(|with| format!("{left}{with}")));
        // A doubled letter, and the k of “panicked”.
        let mut letters = left.chars().rev();
        if let (Some(last), Some(before)) = (letters.next(), letters.next())
            && (last == before || (last == 'k' && before == 'c'))
        {
            found.push(left[..left.len() - last.len_utf8()].to_owned());
        }
    }
    found
}

/// The forms of a base, itself among them.
fn of_base(base: &str) -> Vec<String> {
    let mut forms = vec![base.to_owned()];
    plurals(base, &mut forms);
    let irregular = irregular(base);
    if has_vowel(base) {
        verbal(base, irregular.is_some(), &mut forms);
    }
    forms.extend(irregular.into_iter().flatten().map(|form| (*form).to_owned()));
    if LISTED.adjectives.contains(base) {
        let stem = match base.strip_suffix(['e', 'y']) {
            Some(stem) if base.ends_with('e') => stem.to_owned(),
            Some(stem) if !ends_in_vowel(stem) => format!("{stem}i"),
            _ => doubled(base).unwrap_or_else(|| base.to_owned()),
        };
        forms.extend(["er", "est"].map(|ending| format!("{stem}{ending}")));
    }
    forms.retain(|form| !OTHERS.contains(&(base, form.as_str())));
    forms
}

fn plurals(base: &str, forms: &mut Vec<String>) {
    let add = |ending: &str| format!("{base}{ending}");
    if let Some(stem) = base.strip_suffix('y').filter(|stem| !stem.is_empty() && !ends_in_vowel(stem)) {
        forms.push(format!("{stem}ies"));
        return;
    }
    if ["s", "x", "z", "sh", "ch"].iter().any(|ending| base.ends_with(ending)) {
        forms.push(add("es"));
        if base.ends_with(['s', 'z']) {
            forms.extend(doubled(base).map(|doubled| doubled + "es"));
        }
    }
    if base.ends_with('o') {
        forms.push(add("es"));
    }
    if !base.ends_with(['s', 'x', 'z']) && !base.ends_with("sh") {
        forms.push(add("s"));
    }
}

/// Past and participle; of irregular verbs the participle alone.
fn verbal(base: &str, is_irregular: bool, forms: &mut Vec<String>) {
    let (mut past, mut going): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    if let Some(stem) = base.strip_suffix("ie") {
        past.push(format!("{base}d"));
        going.push(format!("{stem}ying"));
    } else if let Some(stem) = base.strip_suffix('e') {
        let keeps = ["ee", "oe", "ye"].iter().any(|ending| base.ends_with(ending)) || !has_vowel(stem);
        // A fee is not fed, and a seed is none of seeing.
        let has_past = !base.ends_with("ee") || syllables(base) > 1 || base == "free";
        past.extend(has_past.then(|| format!("{base}d")));
        going.extend((!keeps).then(|| format!("{stem}ing")));
        if keeps || base.ends_with("ge") || base.ends_with("ue") {
            going.push(format!("{base}ing"));
        }
    } else if let Some(stem) = base.strip_suffix('y').filter(|stem| !ends_in_vowel(stem)) {
        past.push(format!("{stem}ied"));
        going.push(format!("{base}ing"));
    } else {
        let stems = match doubled(base) {
            Some(doubled) if syllables(base) == 1 => vec![doubled],
            // Where the stress lies nobody can see: visited, referred, and travelled as well as traveled.
            Some(doubled) => vec![base.to_owned(), doubled],
            None if base.ends_with('c') => vec![base.to_owned(), format!("{base}k")],
            None if base.ends_with("uel") || base.ends_with("ial") => vec![base.to_owned(), format!("{base}l")],
            None => vec![base.to_owned()],
        };
        past.extend(stems.iter().map(|stem| format!("{stem}ed")));
        going.extend(stems.iter().map(|stem| format!("{stem}ing")));
    }
    if !is_irregular {
        forms.append(&mut past);
    }
    forms.extend(going.iter().map(|form| format!("{form}s")));
    forms.append(&mut going);
}

/// The lists, to look words up in.
struct Listed {
    /// The irregular forms of a base.
    forms: HashMap<&'static str, Vec<&'static str>>,
    /// The bases of an irregular form.
    bases: HashMap<&'static str, Vec<&'static str>>,
    adjectives: HashSet<&'static str>,
}

static LISTED: LazyLock<Listed> = LazyLock::new(|| {
    let mut listed =
        Listed { forms: HashMap::new(), bases: HashMap::new(), adjectives: ADJECTIVES.split_whitespace().collect() };
    for group in IRREGULAR.split(';') {
        let mut words = group.split_whitespace();
        let Some(base) = words.next() else { continue };
        let forms: Vec<&str> = words.collect();
        for form in &forms {
            listed.bases.entry(form).or_default().push(base);
        }
        listed.forms.entry(base).or_default().extend(forms);
    }
    listed
});

/// The irregular forms of a base, where it is listed.
fn irregular(base: &str) -> Option<&'static [&'static str]> {
    LISTED.forms.get(base).map(Vec::as_slice)
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u') || (!letter.is_ascii() && letter.is_alphabetic())
}

fn ends_in_vowel(word: &str) -> bool {
    word.chars().next_back().is_some_and(is_vowel)
}

/// The vowels of a word: also a y that is not at its beginning, and no u behind a q.
fn vowels(word: &str) -> Vec<bool> {
    let mut before = None;
    let mut found = Vec::new();
    for letter in word.chars() {
        let is_one = match letter {
            'y' => before.is_some_and(|before| !is_vowel(before)),
            'u' => before != Some('q'),
            other => is_vowel(other),
        };
        found.push(is_one);
        before = Some(letter);
    }
    found
}

fn has_vowel(word: &str) -> bool {
    vowels(word).contains(&true)
}

/// How many groups of vowels a word has.
fn syllables(word: &str) -> usize {
    let vowels = vowels(word);
    (0..vowels.len()).filter(|&at| vowels[at] && (at == 0 || !vowels[at - 1])).count()
}

/// The word with its last letter twice, if a single vowel and a single consonant end it: plan → plann.
fn doubled(word: &str) -> Option<String> {
    let last = word
        .chars()
        .next_back()
        .filter(|last| last.is_ascii_alphabetic() && !matches!(last, 'c' | 'h' | 'q' | 'w' | 'x' | 'y'))?;
    let vowels = vowels(word);
    let is_one = match vowels[..] {
        [.., before, true, false] => !before,
        [true, false] => true,
        _ => false,
    };
    is_one.then(|| format!("{word}{last}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn takes(word: &str, other: &str) -> bool {
        forms(word).iter().any(|form| form == other)
    }

    #[test]
    fn inflections_are_taken_from_whatever_form_is_written() {
        let families = "fund funds funded funding | volunteer volunteers volunteered volunteering | charity charities | university universities
            | train trains trained training trainings | organise organises organised organising | organisation organisations | policy policies
            | police polices policed policing | study studies studied studying | try tries tried trying | die dies died dying | tie ties tied tying
            | plan plans planned planning | plane planes planed planing | hope hopes hoped hoping | hop hops hopped hopping | use uses used using
            | travel travels travelled traveled travelling | refer refers referred referring | visit visits visited visiting | fuel fuelled
            | panic panics panicked panicking | agree agrees agreed agreeing | free freed freeing | age aged ageing aging | queue queued queuing queueing
            | box boxes | bus buses | quiz quizzes | church churches | stomach stomachs | hero heroes | photo photos | diary diaries | key keys
            | teach teaches taught teaching | lose loses lost losing | build builds built building | write wrote written writing | go goes went gone going
            | be am is are was were been being | do does did done doing | child children | woman women | crisis crises | life lives
            | focus focuses focused focussed focusing | programme programmes programmed programming | equip equipped equipping | gp gps | co-design co-designs co-designed co-designing
            | hard harder hardest | easy easier easiest | big bigger biggest | late later latest | café cafés | offer offers offered offering";
        for family in families.split('|') {
            let words: Vec<&str> = family.split_whitespace().collect();
            for one in &words {
                // The base of two letters is one only where it is listed, or has no vowel.
                for other in &words {
                    assert!(takes(one, other), "{one}~ {other}: {:?}", forms(one));
                }
            }
        }
    }

    #[test]
    fn other_words_are_not_taken() {
        let pairs = "university universal | university universe | universe university | organisation organ | organ organisation | organise organisation
            | organisation organise | general generous | general generally | policy police | police policy | policing policies | fund funder | train trainer
            | train trainee | consult consultation | consult consultant | possible possibly | able ability | hop hope | hope hop | car care | care car
            | cars caring | not note | us use | used us | need knee | feed fee | fee feed | see seed | tree treed | new news | news new | even evening
            | plan plane | planned plane | bar bare | star stare | staring star | rat rate | rated rat | number numb | other oth | forest for | interest inter
            | matter mat | art arts-based | during dure-x | king k | thing th | being bee | confident confidential | community communal | service serve | member remember
            | person people | information inform | informal inform | relate relation | important import | research searcher | nation nature | access accessible";
        for pair in pairs.split('|') {
            let words: Vec<&str> = pair.split_whitespace().collect();
            assert!(!takes(words[0], words[1]), "{}~ {}", words[0], words[1]);
        }
    }

    proptest! {
        #[test]
        fn a_word_is_a_form_of_all_its_forms_and_each_begins_as_the_automaton_expects(word in "[a-z]{3,9}(-[a-z]{3,6})?|[bcdfgjklmnp]{1,2}[aeiou]{1,2}[bdfgklmnprstvxyz](ed|ing|s|es|ies|ied|e|y|er)?") {
            let forms = forms(&word);
            let starts = beginnings(&word);
            prop_assert!(forms.contains(&word));
            for form in &forms {
                let fitting = starts.iter().filter(|start| form.starts_with(start.as_str())).count();
                prop_assert_eq!(fitting, 1, "{} {:?}", form, starts);
                prop_assert!(takes(form, &word), "{}~ {}", form, word);
            }
            // Nothing but endings of inflection is added to a base that is no irregular word.
            for base in bases(&word).iter().filter(|base| irregular(base).is_none()) {
                for form in of_base(base) {
                    let ending = ["", "s", "es", "ies", "d", "ed", "ied", "ing", "ings", "er", "est"].iter().any(|ending| {
                        form.strip_suffix(ending).is_some_and(|left| {
                            base.starts_with(left) || left.strip_suffix(|_: char| true).is_some_and(|less| base.ends_with(less) || base.starts_with(less))
                        })
                    });
                    prop_assert!(ending, "{} {}", base, form);
                }
            }
        }

        #[test]
        fn anything_that_may_be_written_has_forms(word in "\\PC{1,12}") {
            prop_assert!(forms(&word).contains(&word));
            prop_assert!(beginnings(&word).iter().any(|start| word.starts_with(start.as_str())));
        }
    }
}
