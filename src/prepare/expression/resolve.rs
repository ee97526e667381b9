//! Tree → conditions on the columns of one table: every name is that of a question, every label that of a choice. Quantities are
//! in `resolve_quantity.rs`.

use super::fault::fault;
use super::lex::Comparison;
use super::parse::{How, Node, Term};
use super::quantity::Quantity;
use crate::diagnostic::{Error, Result, did_you_mean, unknown_name};
use crate::model::{Kind, Missing, Part, Question, SurveyTable};
use crate::prepare::steps;

#[path = "resolve_quantity.rs"]
mod quantities;

use quantities::{FUNCTIONS, is_function};

/// A condition on the columns of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// By the place of the choice that was taken.
    Choice {
        /// The column.
        column: usize,
        /// One a choice; `None` for choices that are reasons for not answering.
        holds: Vec<Option<bool>>,
    },
    /// A choice of a set was ticked.
    Ticked(usize),
    /// Two numbers.
    Compare(Quantity, Comparison, Quantity),
    /// A date against a day or a moment.
    Date(usize, Comparison, String),
    /// Words against words, whatever their case.
    Words {
        /// The column.
        column: usize,
        /// In lower case.
        words: String,
        /// Whether they are the answer or stand in it.
        wanted: Words,
    },
    /// Any of the columns holds an answer; for each, which of its choices are answers.
    Answered(Vec<(usize, Vec<bool>)>),
    /// The question was put.
    Asked(Vec<usize>),
    /// Nothing was answered, for a reason.
    Because {
        /// As for [`Condition::Answered`].
        columns: Vec<(usize, Vec<bool>)>,
        /// The choices that stand for the reason.
        places: Vec<usize>,
        /// The reason.
        reason: Missing,
    },
    /// `not …`
    Not(Box<Condition>),
    /// `… and …`
    All(Vec<Condition>),
    /// `… or …`
    Any(Vec<Condition>),
}

/// How words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// They are the whole answer.
    Are,
    /// They stand somewhere in it.
    Contain,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
struct Named<'a> {
    question: &'a Question,
    row: Option<usize>,
}

impl Named<'_> {
    fn part(self) -> Part {
        self.row.map_or(Part::Answer, Part::Row)
    }

    /// Whether its answer is one choice.
    fn is_choice(self) -> bool {
        match self.question.kind {
            Kind::Single | Kind::Scale => true,
            Kind::Grid => self.row.is_some(),
            _ => false,
        }
    }
}

/// The condition that a tree is.
///
/// # Errors
/// When a name is not there, or things are compared that cannot be; the message shows the place.
pub fn condition(node: &Node, text: &str, table: &SurveyTable) -> Result<Condition> {
    Resolver { text, table }.condition(node)
}

/// The quantity that a tree is.
///
/// # Errors
/// As [`condition`].
pub fn quantity(node: &Node, text: &str, table: &SurveyTable) -> Result<Quantity> {
    Resolver { text, table }.quantity(node)
}

#[derive(Debug, Clone, Copy)]
struct Resolver<'a> {
    text: &'a str,
    table: &'a SurveyTable,
}

impl<'a> Resolver<'a> {
    fn fault(&self, node: &Node, what: impl AsRef<str>) -> Error {
        fault(self.text, &node.place, what.as_ref())
    }

    fn condition(&self, node: &Node) -> Result<Condition> {
        match &node.term {
            Term::Not(inner) => Ok(Condition::Not(Box::new(self.condition(inner)?))),
            Term::And(parts) => self.conditions(parts).map(Condition::All),
            Term::Or(parts) => self.conditions(parts).map(Condition::Any),
            Term::Compare(left, comparison, right) => self.compared(node, left, *comparison, right),
            Term::In(item, list) => self.one_of(item, list),
            Term::Has(set, how, list) => self.has(set, *how, list),
            Term::Contains(answer, words) => self.contains(answer, words),
            Term::Call(function, arguments) => self.state(node, function, arguments),
            Term::Name(name) => {
                let named = self.named(node, name)?;
                let example = named.question.choices.first().map_or("…", |choice| &choice.label.text);
                Err(self
                    .fault(node, format!("“{name}” is a question and not yet a condition"))
                    .hint(format!("compare it, for instance: {name} = \"{example}\"; or ask: answered({name})")))
            }
            _ => Err(self.fault(node, "this is no condition, which is true or false").hint("for instance: age >= 18")),
        }
    }

    fn conditions(&self, parts: &[Node]) -> Result<Vec<Condition>> {
        parts.iter().map(|part| self.condition(part)).collect()
    }

    /// The question, or the row of one, that a name stands for.
    fn named(&self, node: &Node, name: &str) -> Result<Named<'a>> {
        let found = self.table.question(name).map(|question| Named { question, row: None }).or_else(|| {
            let (id, row) = name.rsplit_once('.')?;
            let question = self.table.question(id)?;
            Some(Named { question, row: Some(question.row(row)?) })
        });
        let Some(named) = found else {
            let ids = self.table.questions.iter().chain(&self.table.metadata).map(|question| question.id.as_str());
            let unknown = unknown_name("question", name, ids.collect::<Vec<_>>());
            return Err(with_hint(self.fault(node, unknown.what()), unknown.hint_text()));
        };
        if named.question.personal.is_some() {
            return Err(self
                .fault(node, format!("“{name}” holds personal data, so nothing is filtered or computed by it"))
                .hint("if it holds none, say so in questionnaire.toml: personal = \"none\""));
        }
        Ok(named)
    }

    fn column(&self, node: &Node, named: Named<'_>, part: Part) -> Result<usize> {
        named.question.column(part).ok_or_else(|| {
            self.fault(node, format!("the answers of “{}” are not in the export", named.question.id))
                .hint("it may have been left out when the answers were downloaded")
        })
    }

    fn compared(&self, node: &Node, left: &Node, comparison: Comparison, right: &Node) -> Result<Condition> {
        if let (Term::Name(name), Term::Text(label)) = (&left.term, &right.term) {
            return self.name_with_text(left, name, comparison, right, label);
        }
        if let (Term::Text(_), Term::Name(name)) = (&left.term, &right.term) {
            return Err(self.fault(node, "the question stands first").hint(format!("write: {name} = \"…\"")));
        }
        if let (Term::Name(name), Term::Number(_), Comparison::Equal | Comparison::NotEqual) =
            (&left.term, &right.term, comparison)
        {
            let named = self.named(left, name)?;
            if named.is_choice() && steps::numbers(named.question).is_none() {
                let holds = self.choices(left, named, std::slice::from_ref(right))?;
                return Ok(negated_if(holds, comparison == Comparison::NotEqual));
            }
        }
        if let (Term::Name(name), Term::Name(label)) = (&left.term, &right.term)
            && self.named(right, label).is_err()
            && self.named(left, name)?.question.choice(label).is_some()
        {
            return Err(self
                .fault(right, format!("“{label}” is a choice of “{name}”, and choices stand in quotation marks"))
                .hint(format!("write \"{label}\"")));
        }
        Ok(Condition::Compare(self.quantity(left)?, comparison, self.quantity(right)?))
    }

    fn name_with_text(
        &self,
        left: &Node,
        name: &str,
        comparison: Comparison,
        right: &Node,
        label: &str,
    ) -> Result<Condition> {
        let named = self.named(left, name)?;
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        match named.question.kind {
            Kind::Single | Kind::Scale | Kind::Grid if named.is_choice() => {
                if is_equality {
                    let holds = self.choices(left, named, std::slice::from_ref(right))?;
                    return Ok(negated_if(holds, comparison == Comparison::NotEqual));
                }
                self.by_order(left, named, comparison, right)
            }
            Kind::Date => {
                let column = self.column(left, named, Part::Answer)?;
                let date = self.date(right, label)?;
                Ok(Condition::Date(column, comparison, date))
            }
            Kind::Text if is_equality => {
                let column = self.column(left, named, Part::Answer)?;
                let words = label.trim().to_lowercase();
                let is = Condition::Words { column, words, wanted: Words::Are };
                Ok(negated_if(is, comparison == Comparison::NotEqual))
            }
            kind => Err(self
                .fault(left, format!("“{name}” ({kind}) cannot be compared with words like this"))
                .hint(how_to_ask(named))),
        }
    }

    /// Steps of a scale by their order.
    fn by_order(&self, left: &Node, named: Named<'_>, comparison: Comparison, right: &Node) -> Result<Condition> {
        let question = named.question;
        if !matches!(question.kind, Kind::Scale | Kind::Grid) {
            return Err(self
                .fault(left, format!("the choices of “{}” have no order that canvass knows of", question.id))
                .hint("list those you mean: in [\"…\", \"…\"]; or make it a scale: kind = \"scale\" in questionnaire.toml"));
        }
        let place = self.place(right, question)?;
        let order = steps::counted(question);
        let Some(wanted) = order.iter().position(|step| *step == place) else {
            return Err(self.fault(right, "this choice stands outside the scale"));
        };
        let mut holds = vec![None; question.choices.len()];
        for (step, &place) in order.iter().enumerate() {
            holds[place] = Some(comparison.allows(step.cmp(&wanted)));
        }
        Ok(Condition::Choice { column: self.column(left, named, named.part())?, holds })
    }

    /// The condition that any of some choices was taken. Those that are named count whatever they are; of the others, reasons for
    /// not answering leave it unknown.
    fn choices(&self, left: &Node, named: Named<'_>, wanted: &[Node]) -> Result<Condition> {
        let question = named.question;
        let mut holds: Vec<Option<bool>> =
            question.choices.iter().map(|choice| choice.missing.is_none().then_some(false)).collect();
        for node in wanted {
            holds[self.place(node, question)?] = Some(true);
        }
        Ok(Condition::Choice { column: self.column(left, named, named.part())?, holds })
    }

    /// The place of the choice that a label, a code or a number names.
    fn place(&self, node: &Node, question: &Question) -> Result<usize> {
        let name = match &node.term {
            Term::Text(words) => words.clone(),
            Term::Number(number) => number.to_string(),
            Term::Name(name) => {
                return Err(self.fault(node, "a label stands in quotation marks").hint(format!("write: \"{name}\"")));
            }
            _ => return Err(self.fault(node, "a label of a choice was expected here")),
        };
        question.choice(&name).ok_or_else(|| {
            let labels: Vec<&str> = question.choices.iter().map(|choice| choice.label.text.as_str()).collect();
            let hint = match did_you_mean(&name, labels.iter().copied()) {
                Some(label) => format!("did you mean “{label}”?"),
                None => format!("its choices are: {}", labels.join("; ")),
            };
            self.fault(node, format!("“{}” has no choice “{name}”", question.id)).hint(hint)
        })
    }

    fn one_of(&self, item: &Node, list: &Node) -> Result<Condition> {
        let parts = list_of(list);
        if let Term::Name(name) = &item.term {
            let named = self.named(item, name)?;
            let by_label = parts.iter().any(|part| matches!(part.term, Term::Text(_)));
            if named.is_choice() && (by_label || steps::numbers(named.question).is_none()) {
                return self.choices(item, named, parts);
            }
            if by_label {
                let equal = |part: &Node| self.compared(item, item, Comparison::Equal, part);
                return parts.iter().map(equal).collect::<Result<_>>().map(Condition::Any);
            }
        }
        let left = self.quantity(item)?;
        let equal = |part: &Node| Ok(Condition::Compare(left.clone(), Comparison::Equal, self.quantity(part)?));
        parts.iter().map(equal).collect::<Result<_>>().map(Condition::Any)
    }

    fn has(&self, set: &Node, how: How, list: &Node) -> Result<Condition> {
        let Term::Name(name) = &set.term else {
            return Err(self.fault(set, "a question with several answers was expected here"));
        };
        let named = self.named(set, name)?;
        if named.question.kind != Kind::Multiple {
            return Err(self
                .fault(
                    set,
                    format!("“{name}” ({}) takes one answer, so it does not “have” choices", named.question.kind),
                )
                .hint(how_to_ask(named)));
        }
        let ticked = list_of(list).iter().map(|node| {
            let place = self.place(node, named.question)?;
            Ok(Condition::Ticked(self.column(node, named, Part::Tick(place))?))
        });
        let ticked: Vec<Condition> = ticked.collect::<Result<_>>()?;
        Ok(match how {
            How::Any => Condition::Any(ticked),
            How::All => Condition::All(ticked),
            How::None => Condition::Not(Box::new(Condition::Any(ticked))),
        })
    }

    fn contains(&self, answer: &Node, words: &Node) -> Result<Condition> {
        let (Term::Name(name), Term::Text(words)) = (&answer.term, &words.term) else {
            return Err(self
                .fault(answer, "“contains” looks for words in the answers to an open question")
                .hint("for instance: comments contains \"transport\""));
        };
        let named = self.named(answer, name)?;
        let part = if named.question.kind == Kind::Text { Part::Answer } else { Part::Comment };
        if part == Part::Comment && named.question.column(part).is_none() {
            return Err(self.fault(answer, format!("“{name}” is not answered in words")).hint(how_to_ask(named)));
        }
        let column = self.column(answer, named, part)?;
        Ok(Condition::Words { column, words: words.to_lowercase(), wanted: Words::Contain })
    }

    /// `asked(q)`, `answered(q)`, `missing(q)`, `refused(q)`, `dont_know(q)`.
    fn state(&self, node: &Node, function: &str, arguments: &[Node]) -> Result<Condition> {
        const STATES: [&str; 5] = ["asked", "answered", "missing", "refused", "dont_know"];
        let state = function.to_lowercase();
        if !STATES.contains(&state.as_str()) {
            if is_function(&state) {
                return Err(self
                    .fault(node, format!("{function}(…) is a number and not yet a condition"))
                    .hint(format!("compare it: {function}(…) >= 3")));
            }
            return Err(self.unknown_function(node, function));
        }
        let [Node { term: Term::Name(name), .. }] = arguments else {
            return Err(self
                .fault(node, format!("{state}(…) takes one question"))
                .hint(format!("for instance: {state}(size)")));
        };
        let named = self.named(&arguments[0], name)?;
        let columns = answer_columns(named);
        let plain = || columns.iter().map(|(column, _)| *column).collect();
        let because = |reason: Missing| {
            let places = named.question.choices.iter().enumerate();
            let places = places.filter(|(_, choice)| choice.missing == Some(reason)).map(|(place, _)| place).collect();
            Condition::Because { columns: columns.clone(), places, reason }
        };
        Ok(match state.as_str() {
            "asked" => Condition::Asked(plain()),
            "answered" => Condition::Answered(columns),
            "missing" => Condition::Not(Box::new(Condition::Answered(columns))),
            "refused" => because(Missing::Refused),
            _ => because(Missing::DontKnow),
        })
    }

    fn unknown_function(&self, node: &Node, function: &str) -> Error {
        let error = unknown_name("function", function, FUNCTIONS.to_vec());
        with_hint(self.fault(node, error.what()), error.hint_text())
    }

    /// A day, or a moment, as the model holds it.
    fn date(&self, node: &Node, text: &str) -> Result<String> {
        let text = text.trim();
        let shape = |wanted: &str| {
            text.len() == wanted.len()
                && text.bytes().zip(wanted.bytes()).all(|(byte, wanted)| match wanted {
                    b'0' => byte.is_ascii_digit(),
                    wanted => byte == wanted,
                })
        };
        if ["0000", "0000-00", "0000-00-00", "0000-00-00T00:00", "0000-00-00T00:00:00"].into_iter().any(shape) {
            return Ok(text.to_owned());
        }
        Err(self
            .fault(node, format!("“{text}” is not a date as canvass writes it"))
            .hint("write year-month-day: \"2022-06-30\""))
    }
}

fn with_hint(error: Error, hint: Option<&str>) -> Error {
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

fn list_of(node: &Node) -> &[Node] {
    match &node.term {
        Term::List(parts) => parts,
        _ => std::slice::from_ref(node),
    }
}

fn negated_if(condition: Condition, is_negated: bool) -> Condition {
    if is_negated { Condition::Not(Box::new(condition)) } else { condition }
}

/// The columns that hold answers, and for each which places among the choices are answers; for a tick, whether it is one.
fn answer_columns(named: Named<'_>) -> Vec<(usize, Vec<bool>)> {
    let question = named.question;
    let all: Vec<bool> = question.choices.iter().map(|choice| choice.missing.is_none()).collect();
    let columns = question.columns.iter().filter(|reference| match named.row {
        Some(row) => reference.part == Part::Row(row),
        None => reference.part != Part::Comment,
    });
    columns
        .map(|reference| match reference.part {
            Part::Tick(place) => (reference.column, vec![all.get(place).copied().unwrap_or(true)]),
            _ => (reference.column, all.clone()),
        })
        .collect()
}

/// How a question of this kind is asked about.
fn how_to_ask(named: Named<'_>) -> String {
    let question = named.question;
    let id = &question.id;
    let label = question.choices.first().map_or("…", |choice| choice.label.text.as_str());
    match question.kind {
        Kind::Multiple => format!("for instance: {id} has \"{label}\"; or how many: count({id}) >= 2"),
        Kind::Grid | Kind::Ranking if named.row.is_none() => {
            let row = question.rows.first().map_or("row", |row| row.id.as_str());
            if question.kind == Kind::Grid {
                format!("name one of its rows: {id}.{row} = \"{label}\"")
            } else {
                format!("name one of its items: {id}.{row} = 1")
            }
        }
        Kind::Single | Kind::Scale | Kind::Grid => format!("for instance: {id} = \"{label}\""),
        Kind::Ranking | Kind::Numeric => format!("for instance: {id} >= 1"),
        Kind::Date => format!("for instance: {id} >= \"2022-06-30\"; or a part of it: year({id}) = 2022"),
        Kind::Text => format!("for instance: {id} contains \"word\"; or answered({id})"),
    }
}
