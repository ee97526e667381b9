//! Places of themes and their intervals against Python, written out anew (`tests/reference/standing.py`).

use canvass::stats::standing::{RESAMPLES, SEED, Unit, intervals, places, shares};

fn lines() -> Vec<[&'static str; 5]> {
    let text = include_str!("../reference/standing.csv");
    text.lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("{line}")))
        .collect()
}

/// A person out of a string of 1 (has it), 0 (has not), x (was not asked).
fn unit(answers: &str) -> Unit {
    let places = |mark: char| answers.chars().enumerate().filter(move |(_, own)| *own == mark).map(|(at, _)| at);
    Unit { has: places('1').collect(), outside: places('x').collect() }
}

#[test]
fn places_ties_and_intervals_are_those_of_python() {
    let lines = lines();
    let studies: std::collections::BTreeSet<&str> = lines.iter().map(|line| line[0]).collect();
    let mut compared = 0;
    for study in studies {
        let own = || lines.iter().filter(|line| line[0] == study);
        let people: Vec<&str> = own().filter(|line| line[1] == "person").map(|line| line[3]).collect();
        let units: Vec<Unit> = people.iter().map(|person| unit(person)).collect();
        let items = people[0].len();
        let found = places(&shares(&units, items));
        let between = intervals(&units, items, RESAMPLES, SEED);
        for [_, how, item, quantity, value] in own().filter(|line| line[1] != "person") {
            let item: usize = item.parse().unwrap();
            let ours = match *quantity {
                "place" => found[item].unwrap().place,
                "tied" => usize::from(found[item].unwrap().is_tied),
                "first" => between[item].unwrap().0,
                _ => between[item].unwrap().1,
            };
            // In studies of a few people, what is drawn is also what going through every resample there is gives.
            assert_eq!(ours, value.parse::<usize>().unwrap(), "{study} {how} {item} {quantity}");
            compared += 1;
        }
    }
    assert!(compared > 120, "{compared}");
}
