//! Tree → quantities: numbers of questions, what is computed of them, and the functions by their names.

use super::super::parse::{Node, Term};
use super::super::quantity::{DatePart, Many, One, Quantity};
use super::{Named, Resolver, how_to_ask};
use crate::diagnostic::Result;
use crate::model::{Kind, Part};
use crate::prepare::steps;

impl<'a> Resolver<'a> {
    pub(super) fn quantity(&self, node: &Node) -> Result<Quantity> {
        match &node.term {
            Term::Number(value) => Ok(Quantity::Constant(*value)),
            Term::Name(name) => self.number_of(node, name),
            Term::Negative(inner) => Ok(Quantity::Negative(Box::new(self.quantity(inner)?))),
            Term::Arithmetic(left, sign, right) => {
                Ok(Quantity::Arithmetic(Box::new(self.quantity(left)?), *sign, Box::new(self.quantity(right)?)))
            }
            Term::Call(function, arguments) => self.function(node, function, arguments),
            Term::Text(words) => {
                Err(self.fault(node, format!("“{words}” is no number")).hint("write numbers without quotation marks"))
            }
            _ => Err(self.fault(node, "a number was expected here, and this is a condition")),
        }
    }

    fn number_of(&self, node: &Node, name: &str) -> Result<Quantity> {
        let named = self.named(node, name)?;
        let question = named.question;
        match question.kind {
            Kind::Numeric => self.column(node, named, Part::Answer).map(Quantity::Number),
            Kind::Ranking if named.row.is_some() => self.column(node, named, named.part()).map(Quantity::Number),
            _ if named.is_choice() => match steps::numbers(question) {
                Some(steps) => {
                    let mut values = vec![None; question.choices.len()];
                    for (place, value) in steps {
                        values[place] = Some(value);
                    }
                    Ok(Quantity::Steps(self.column(node, named, named.part())?, values))
                }
                None => Err(self
                    .fault(node, format!("the choices of “{name}” stand for no numbers"))
                    .hint(how_to_ask(named))),
            },
            kind => Err(self.fault(node, format!("“{name}” ({kind}) is no number by itself")).hint(how_to_ask(named))),
        }
    }

    fn function(&self, node: &Node, function: &str, arguments: &[Node]) -> Result<Quantity> {
        let name = function.to_lowercase();
        if let Some(part) = DatePart::from_word(&name) {
            let (node, named) = self.only_question(node, &name, arguments)?;
            if named.question.kind != Kind::Date {
                return Err(self.fault(node, format!("“{}” is no date", named.question.id)).hint(how_to_ask(named)));
            }
            return Ok(Quantity::Part(self.column(node, named, Part::Answer)?, part));
        }
        if name == "count" {
            let (node, named) = self.only_question(node, &name, arguments)?;
            let question = named.question;
            if question.kind != Kind::Multiple {
                return Err(self
                    .fault(
                        node,
                        format!(
                            "count(…) counts the answers of a question with several, and “{}” is {}",
                            question.id, question.kind
                        ),
                    )
                    .hint("how many of some questions were answered is answers(…)"));
            }
            let counts = |place: &usize| question.choices[*place].missing.is_none() && !question.choices[*place].aside;
            let places = (0..question.choices.len()).filter(counts);
            return Ok(Quantity::Ticks(places.filter_map(|place| question.column(Part::Tick(place))).collect()));
        }
        let many = match name.as_str() {
            "mean" => Many::Mean,
            "sum" => Many::Sum,
            "min" => Many::Smallest,
            "max" => Many::Largest,
            "median" => Many::Median,
            "answers" => return Ok(Quantity::Answers(self.quantities(node, &name, arguments)?)),
            "round" | "abs" => {
                let of = if name == "round" { One::Round } else { One::Absolute };
                let [argument] = arguments else {
                    return Err(self.fault(node, format!("{name}(…) takes one number")));
                };
                return Ok(Quantity::Of(of, Box::new(self.quantity(argument)?)));
            }
            _ => return Err(self.unknown_function(node, function)),
        };
        Ok(Quantity::Over(many, self.quantities(node, &name, arguments)?))
    }

    /// Numbers of several questions; a grid stands for all its rows, a ranking for all its items.
    fn quantities(&self, node: &Node, function: &str, arguments: &[Node]) -> Result<Vec<Quantity>> {
        let mut quantities = Vec::new();
        for argument in arguments {
            if let Term::Name(name) = &argument.term {
                let named = self.named(argument, name)?;
                if matches!(named.question.kind, Kind::Grid | Kind::Ranking) && named.row.is_none() {
                    for row in &named.question.rows {
                        quantities.push(self.number_of(argument, &format!("{name}.{}", row.id))?);
                    }
                    continue;
                }
            }
            quantities.push(self.quantity(argument)?);
        }
        if quantities.is_empty() {
            return Err(self
                .fault(node, format!("{function}(…) of nothing"))
                .hint(format!("name questions or a grid: {function}(support)")));
        }
        Ok(quantities)
    }

    fn only_question<'n>(&self, node: &Node, function: &str, arguments: &'n [Node]) -> Result<(&'n Node, Named<'a>)> {
        match arguments {
            [argument @ Node { term: Term::Name(name), .. }] => Ok((argument, self.named(argument, name)?)),
            _ => Err(self.fault(node, format!("{function}(…) takes one question"))),
        }
    }
}

/// All functions, for suggestions.
pub(super) const FUNCTIONS: [&str; 19] = [
    "asked",
    "answered",
    "missing",
    "refused",
    "dont_know",
    "mean",
    "sum",
    "min",
    "max",
    "median",
    "answers",
    "count",
    "round",
    "abs",
    "year",
    "quarter",
    "month",
    "weekday",
    "hour",
];

/// Whether a word names a function.
pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.contains(&name) || name == "day"
}
