//! The codebook: codes in categories, with the words that make two people code alike, and rules that propose.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All codes, in the order of the file. A code with children is a category.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Codebook {
    /// The codes.
    #[serde(default, rename = "code")]
    pub codes: Vec<Code>,
    /// Word sets that rules name.
    #[serde(default, rename = "set", skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<WordSet>,
    /// Words of denial besides the English ones that are known.
    #[serde(default, rename = "denial", skip_serializing_if = "Vec::is_empty")]
    pub denials: Vec<Denial>,
}

/// Words that deny what stands beside them, in a language: “no funding” counts, and is marked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Denial {
    /// The language of the documents that they are looked for in (`de`, `fr`); none: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Single words; `kein*` takes any ending.
    pub words: Vec<String>,
    /// Those that deny from behind (“das Geld kam nie”); none: all do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub behind: Vec<String>,
    /// What looks like a denial and is none, with the word that follows: `nicht nur`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// Words at which a clause ends: `aber`, `weil`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
}

/// Words that several rules look for, under one name: `@money` stands for any of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WordSet {
    /// What rules call it, without the @: lower-case letters, digits and hyphens.
    pub id: String,
    /// Words and phrases, as in a rule.
    pub words: Vec<String>,
}

/// A code or a category.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Unique in the codebook: lower-case letters, digits and hyphens.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The id of the category it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What it means.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub definition: String,
    /// When to use it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub include: String,
    /// When not to, and what to use instead.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub exclude: String,
    /// Words that it fits, as an anchor for coders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    /// `active` (the default), `draft` or `retired`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Ids of codes that it took the place of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
    /// Rules that propose candidates for it.
    #[serde(default, rename = "rule", skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

/// A rule: any of its phrases, expressions or patterns, found in a participant's words, proposes the code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Words and phrases, matched whole and without regard to case. `fund*` takes any ending; `train~` takes the
    /// inflections of the word (trains, trained, training).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<String>,
    /// Regular expressions, without regard to case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expressions: Vec<String>,
    /// Words in relation to each other: `lack~ NEAR/4 @money`, `not THEN/3 enough AND NOT time`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<String>,
    /// What is coded: the sentence with the match (the default), the whole turn, or the span that was found.
    #[serde(default)]
    pub unit: Unit,
    /// Only in turns that answer these interview questions; empty: everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// Only what these cases say: a column of cases.csv with the values that it may have, `{ group = ["Commissioner"] }`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cases: BTreeMap<String, Vec<String>>,
    /// Only what these say: labels of transcripts or ids of cases; empty: all participants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// The language of its words (`de`, `fr`): inflections are of this language, and documents in another are passed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// What a rule codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// The sentence in which the match lies.
    #[default]
    Sentence,
    /// The whole turn.
    Turn,
    /// The words that were found, from the first to the last.
    Span,
}

/// Whether a text can be the id of a code: letters, digits and hyphens.
pub fn is_code_id(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
}

/// Whether a word is a status that a code may have.
pub fn is_status(word: &str) -> bool {
    matches!(word, "active" | "draft" | Code::RETIRED)
}

impl Code {
    /// The status of a code that was given up: it stays with what was coded by it, and counts no more.
    pub const RETIRED: &str = "retired";

    /// What describes a code, as the headings of a list of codes name it.
    pub const FIELDS: [&str; 9] =
        ["id", "name", "category", "definition", "include", "exclude", "examples", "status", "replaces"];

    /// What describes it, in the order of [`Self::FIELDS`]; `listed` puts several things into one cell.
    pub fn fields(&self, listed: impl Fn(&[String]) -> String) -> [String; Self::FIELDS.len()] {
        [
            self.id.clone(),
            self.name.clone(),
            self.parent.clone().unwrap_or_default(),
            self.definition.clone(),
            self.include.clone(),
            self.exclude.clone(),
            listed(&self.examples),
            self.status.clone().unwrap_or_default(),
            listed(&self.replaces),
        ]
    }

    /// Whether it was given up.
    pub fn is_retired(&self) -> bool {
        self.status.as_deref() == Some(Self::RETIRED)
    }
}

impl Codebook {
    /// The most codes that a study may have.
    pub const MOST_CODES: usize = 20_000;
    /// How deep codes may lie inside each other.
    pub const MOST_LEVELS: usize = 64;

    /// What of it is beyond all that people can code with, in words: it would only keep everything else waiting.
    pub fn oversized(&self) -> Option<String> {
        if self.codes.len() > Self::MOST_CODES {
            return Some(format!("more than {},000 codes", Self::MOST_CODES / 1000));
        }
        let code = self.too_deep()?;
        Some(format!("“{}” more than {} levels deep", code.id, Self::MOST_LEVELS))
    }

    /// A code that lies deeper than any codebook needs; codes in a small circle are none.
    fn too_deep(&self) -> Option<&Code> {
        let parents: HashMap<&str, &str> =
            self.codes.iter().filter_map(|code| Some((code.id.as_str(), code.parent.as_deref()?))).collect();
        self.codes.iter().find(|code| {
            let mut above = vec![code.id.as_str()];
            while let Some(parent) =
                above.last().and_then(|at| parents.get(at)).filter(|parent| !above.contains(parent))
            {
                above.push(parent);
                if above.len() > Self::MOST_LEVELS {
                    return true;
                }
            }
            false
        })
    }

    /// The code of this id.
    pub fn code(&self, id: &str) -> Option<&Code> {
        self.codes.iter().find(|code| code.id == id)
    }

    /// The code that took the place of one that was once called so.
    pub fn successor(&self, id: &str) -> Option<&Code> {
        self.codes.iter().find(|code| code.replaces.iter().any(|old| old == id))
    }

    /// The code that an id means now: the one called so, or the one that took its place.
    pub fn current(&self, id: &str) -> Option<&Code> {
        self.code(id).or_else(|| self.successor(id))
    }

    /// Codes without a parent, in order.
    pub fn roots(&self) -> impl Iterator<Item = &Code> {
        self.codes.iter().filter(|code| code.parent.is_none())
    }

    /// The codes directly below one, in order.
    pub fn children<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Code> + 'a {
        self.codes.iter().filter(move |code| code.parent.as_deref() == Some(id))
    }

    /// Whether a code is another or lies below it, at any depth.
    pub fn is_within(&self, code: &str, ancestor: &str) -> bool {
        let mut current = Some(code);
        // A cycle is an error that `check` reports; here it must only end.
        for _ in 0..=self.codes.len().min(Self::MOST_LEVELS) {
            match current {
                Some(id) if id == ancestor => return true,
                Some(id) => current = self.code(id).and_then(|code| code.parent.as_deref()),
                None => return false,
            }
        }
        false
    }
}
