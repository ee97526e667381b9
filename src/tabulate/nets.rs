//! Nets: choices taken together, in rows of their own beside what they are made of.

use super::crosstab::Asked;
use super::terms::Terms;
use crate::diagnostic::{Diagnostic, Error, Place, Result, did_you_mean};
use crate::model::report::anchor;
use crate::model::{Groups, Kind, Question};

/// A net of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Net {
    /// Made of the label; unique in its question.
    pub key: String,
    /// What the reader sees.
    pub label: String,
    /// The places of its choices, rising, each once.
    pub places: Vec<usize>,
}

/// A row of a question with nets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A net, by its place among the nets, and how deep it stands.
    Net(usize, u8),
    /// A choice, by its slot, and how deep it stands.
    Choice(usize, u8),
}

/// The nets of each question of a table: those of questionnaire.toml, then those of the table where their choices are the
/// question’s.
///
/// # Errors
/// When a net names what is no choice, or is made of itself; of the table’s, when it fits none of the questions.
pub fn of_table(questions: &[Asked<'_>], terms: &Terms) -> Result<Vec<Vec<Net>>> {
    let mut found: Vec<Vec<Net>> = Vec::with_capacity(questions.len());
    let mut first_error: Vec<std::result::Result<(), Option<Error>>> = vec![Err(None); terms.nets.0.len()];
    for (question, _) in questions {
        // What the table says of a net wins over the questionnaire.
        let is_own = |net: &&(String, Vec<String>)| !terms.nets.0.iter().any(|(label, _)| *label == net.0);
        let mut groups = Groups(question.nets.0.iter().filter(is_own).cloned().collect());
        let own = groups.0.len();
        groups.0.extend(terms.nets.0.iter().cloned());
        let mut nets: Vec<Net> = Vec::new();
        for (place, (label, _)) in groups.0.iter().enumerate() {
            match (members(question, &groups, place, terms), place.checked_sub(own)) {
                (Ok(places), of_table) => {
                    let key = super::columns::unique(anchor(label), |key| nets.iter().any(|net| net.key == key));
                    nets.push(Net { key, label: label.clone(), places });
                    if let Some(place) = of_table {
                        first_error[place] = Ok(());
                    }
                }
                (Err(error), Some(place)) => {
                    if first_error[place] == Err(None) {
                        first_error[place] = Err(Some(error));
                    }
                }
                (Err(error), None) => {
                    let at = Place::file("questionnaire.toml").at(format!("question {}", question.id));
                    return Err(error.in_place(at));
                }
            }
        }
        found.push(nets);
    }
    match first_error.into_iter().find_map(|fits| fits.err().flatten()) {
        Some(error) => Err(error),
        None => Ok(found),
    }
}

/// Of the nets of a table that some question has, those that another question with choices cannot have: it is said which and why, and the table
/// goes on without.
pub fn lacking(questions: &[Asked<'_>], terms: &Terms) -> Vec<Diagnostic> {
    let with_choices = |question: &&Asked<'_>| {
        !question.0.choices.is_empty() && !matches!(question.0.kind, Kind::Numeric | Kind::Ranking)
    };
    let asked: Vec<&Asked<'_>> = questions.iter().filter(with_choices).collect();
    let mut found = Vec::new();
    for (place, (label, _)) in terms.nets.0.iter().enumerate() {
        let fits: Vec<Result<Vec<usize>>> =
            asked.iter().map(|(question, _)| members(question, &terms.nets, place, terms)).collect();
        if fits.iter().all(Result::is_err) {
            continue;
        }
        for ((question, _), error) in
            asked.iter().zip(&fits).filter_map(|(asked, fit)| Some((asked, fit.as_ref().err()?)))
        {
            found.push(
                Diagnostic::warning(format!("“{}” has no row “{label}”: {}", question.id, error.what()))
                    .hint(error.hint_text().unwrap_or("the other questions have it").to_owned()),
            );
        }
    }
    found
}

/// The choices of a net, those of the nets in it among them.
fn members(question: &Question, groups: &Groups, net: usize, terms: &Terms) -> Result<Vec<usize>> {
    if question.choices.is_empty() || matches!(question.kind, Kind::Numeric | Kind::Ranking) {
        return Err(Error::new(format!("“{}” ({}) has no choices to take together", question.id, question.kind))
            .hint("leave out nets, or name a question with choices"));
    }
    let mut places = Vec::new();
    collect(question, groups, net, &mut Vec::new(), &mut places)?;
    places.sort_unstable();
    places.dedup();
    let included = terms.in_base();
    if let Some(outside) = places.iter().find(|place| !counts(question, included, **place)) {
        let label = &question.choices[*outside].label.text;
        return Err(Error::new(format!("the net “{}” holds “{label}”, which is not in the base", groups.0[net].0))
            .hint("take it out, or declare that it is in the base with base_includes"));
    }
    Ok(places)
}

/// In a set of several answers “none of these” is an answer.
fn counts(question: &Question, included: super::terms::Included, place: usize) -> bool {
    let is_answer = question.kind == Kind::Multiple && question.choices[place].missing.is_none();
    is_answer || included.counts(question, place)
}

fn collect(
    question: &Question,
    groups: &Groups,
    net: usize,
    within: &mut Vec<usize>,
    into: &mut Vec<usize>,
) -> Result<()> {
    let Some((label, names)) = groups.0.get(net) else { return Ok(()) };
    if within.contains(&net) {
        return Err(Error::new(format!("the net “{label}” is made of itself, directly or by a detour"))
            .hint("name the choices instead"));
    }
    within.push(net);
    for name in names {
        let folded = name.trim().to_lowercase();
        // A net may be called what one of its choices is, so choices come first.
        match question.choice(name.trim()) {
            Some(place) => into.push(place),
            None => match groups.0.iter().position(|(other, _)| other.trim().to_lowercase() == folded) {
                Some(inner) => collect(question, groups, inner, within, into)?,
                None => return Err(no_choice(question, label, name)),
            },
        }
    }
    within.pop();
    Ok(())
}

fn no_choice(question: &Question, net: &str, name: &str) -> Error {
    let labels: Vec<&str> = question.choices.iter().map(|choice| choice.label.text.as_str()).collect();
    let hint = match did_you_mean(name, labels.iter().copied()) {
        Some(label) => format!("did you mean “{label}”?"),
        None => format!("its choices are: {}", labels.join("; ")),
    };
    Error::new(format!("the net “{net}” names “{name}”, which is no choice of “{}”", question.id)).hint(hint)
}

/// The rows of a question in order: a net stands over its choices, which are gathered under it. Steps of a scale keep their order, so
/// a net of steps that are not neighbours stands behind them, and so does one that shares some of its choices with another.
pub fn lines(question: &Question, slots: &[usize], nets: &[Net]) -> Vec<Line> {
    let is_ordered = matches!(question.kind, Kind::Scale | Kind::Grid);
    let neighbours = |net: &Net| {
        let own: Vec<usize> = (0..slots.len()).filter(|at| net.places.contains(&slots[*at])).collect();
        own.windows(2).all(|pair| pair[1] == pair[0] + 1)
    };
    let mut by_size: Vec<usize> = (0..nets.len()).collect();
    by_size.sort_by_key(|net| std::cmp::Reverse(nets[*net].places.len()));
    let mut gathered: Vec<usize> = Vec::new();
    for net in by_size {
        let fits = gathered.iter().all(|other| is_apart_or_within(&nets[net].places, &nets[*other].places));
        if fits && (!is_ordered || neighbours(&nets[net])) {
            gathered.push(net);
        }
    }
    let mut lines = Vec::with_capacity(slots.len() + nets.len());
    gather(slots, nets, &gathered, 0, &mut lines);
    lines.extend((0..nets.len()).filter(|net| !gathered.contains(net)).map(|net| Line::Net(net, 0)));
    lines
}

/// Of a smaller net and a larger one.
fn is_apart_or_within(small: &[usize], large: &[usize]) -> bool {
    let shared = small.iter().filter(|place| large.contains(place)).count();
    shared == 0 || shared == small.len()
}

/// `inside`: the nets that are wholly among these slots, the largest first.
fn gather(slots: &[usize], nets: &[Net], inside: &[usize], level: u8, lines: &mut Vec<Line>) {
    let mut done: Vec<usize> = Vec::new();
    for slot in slots {
        if done.contains(slot) {
            continue;
        }
        match inside.iter().find(|net| nets[**net].places.contains(slot)) {
            Some(&net) => {
                lines.push(Line::Net(net, level));
                let own: Vec<usize> = slots.iter().copied().filter(|slot| nets[net].places.contains(slot)).collect();
                let within: Vec<usize> = inside
                    .iter()
                    .copied()
                    .filter(|other| *other != net && nets[*other].places.iter().all(|place| own.contains(place)))
                    .collect();
                gather(&own, nets, &within, level.saturating_add(1), lines);
                done.extend(own);
            }
            None => lines.push(Line::Choice(*slot, level)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Choice;

    fn question(kind: Kind) -> Question {
        let mut question = Question::new("q", "Q", kind);
        let labels = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"];
        question.choices = labels.iter().zip(["1", "2", "3", "4", "5"]).map(|(l, c)| Choice::new(c, *l)).collect();
        question
    }

    fn groups(nets: &[(&str, &[&str])]) -> Terms {
        let nets = nets.iter().map(|(name, of)| ((*name).to_owned(), of.iter().map(|c| (*c).to_owned()).collect()));
        Terms { nets: Groups(nets.collect()), ..Terms::default() }
    }

    fn nets(kind: Kind, of: &[(&str, &[&str])]) -> Result<Vec<Net>> {
        Ok(of_table(&[(&question(kind), None)], &groups(of))?.remove(0))
    }

    #[test]
    fn no_nets_leave_the_choices_as_they_are() {
        assert!(nets(Kind::Scale, &[]).unwrap().is_empty());
        assert_eq!(lines(&question(Kind::Scale), &[0, 1], &[]), [Line::Choice(0, 0), Line::Choice(1, 0)]);
    }

    #[test]
    fn an_unknown_choice_is_an_error_with_what_may_be_meant() {
        let error = nets(Kind::Scale, &[("Agree (net)", &["Agree", "Strongly agre"])]).unwrap_err();
        assert!(error.to_string().contains("“Strongly agre”"), "{error}");
        assert!(error.hint_text().is_some_and(|hint| hint.contains("“Strongly agree”")));
    }

    #[test]
    fn a_net_made_of_itself_is_an_error() {
        let error = nets(Kind::Scale, &[("A", &["B"]), ("B", &["A"])]).unwrap_err();
        assert!(error.to_string().contains("made of itself"), "{error}");
    }

    #[test]
    fn nets_of_nets_are_nested_and_keep_the_order_of_choices() {
        let of: [(&str, &[&str]); 3] =
            [("Agree (net)", &["Agree", "Strongly agree"]), ("Any view", &["Agree (net)", "No"]), ("No", &["1", "2"])];
        let found = nets(Kind::Single, &of).unwrap();
        assert_eq!(found[1].places, [0, 1, 3, 4]);
        assert_eq!(
            lines(&question(Kind::Single), &[0, 1, 2, 3, 4], &found),
            [
                Line::Net(1, 0),
                Line::Net(2, 1),
                Line::Choice(0, 2),
                Line::Choice(1, 2),
                Line::Net(0, 1),
                Line::Choice(3, 2),
                Line::Choice(4, 2),
                Line::Choice(2, 0),
            ]
        );
        // Of a scale the steps stay in order, so a net of steps that are not neighbours stands behind them.
        let ordered = lines(&question(Kind::Scale), &[0, 1, 2, 3, 4], &found);
        assert_eq!((ordered[0], ordered.last()), (Line::Net(2, 0), Some(&Line::Net(1, 0))));
    }

    #[test]
    fn a_net_that_shares_choices_with_another_stands_behind() {
        let found = nets(Kind::Single, &[("A", &["1", "2"]), ("B", &["2", "3"])]).unwrap();
        let lines = lines(&question(Kind::Single), &[0, 1, 2, 3, 4], &found);
        assert_eq!((lines[0], lines.last()), (Line::Net(0, 0), Some(&Line::Net(1, 0))));
    }

    #[test]
    fn nets_of_a_table_go_to_the_questions_that_have_their_choices() {
        let mut other = Question::new("size", "Size", Kind::Single);
        other.choices = vec![Choice::new("1", "Micro"), Choice::new("2", "Small")];
        let scale = question(Kind::Scale);
        let terms = groups(&[("Agree (net)", &["4", "5"]), ("Any size", &["Micro", "Small"])]);
        let found = of_table(&[(&scale, None), (&other, None)], &terms).unwrap();
        assert_eq!(found[0].iter().map(|net| net.label.as_str()).collect::<Vec<_>>(), ["Agree (net)"]);
        assert_eq!(found[1].iter().map(|net| net.label.as_str()).collect::<Vec<_>>(), ["Any size"]);
    }
}
