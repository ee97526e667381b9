"""Places of themes and their intervals, written out anew for src/stats/standing.rs: fractions for shares, itertools for all resamples of a few people, and the
same stream of random numbers (SplitMix64) for many.

Run from this folder: python3 standing.py > standing.csv
One line a number: study, how (all | drawn), item, quantity, value. `all` goes through every resample of the people there are, each as likely as the others; `drawn` draws
2,000 with the seed of the code. Studies are made up; a person is a string of 1 (has it), 0 (has not) and x (was not asked) for each item.
"""

import itertools
from fractions import Fraction

MASK = (1 << 64) - 1
SEED, RESAMPLES = 20_090_612, 2_000

STUDIES = {
    "three": ["110", "100", "101"],
    "five": ["1100", "10x1", "1x00", "0110", "1101"],
    "sparse": ["10x0", "0xx1", "10x1", "11x0", "0011"],
    "six": ["11000", "10100", "10010", "10001", "11000", "01000"],
    "fourteen": ["110100", "100110", "1x0001", "101100", "01x010", "110000", "100100", "1x0110", "000100", "110101", "100000", "11x110", "010100", "100010"],
    "thirty": [format((number * 2654435761 >> 7) % 256, "08b") for number in range(1, 31)],
}


def shares(people):
    found = []
    for item in range(len(people[0])):
        answers = [person[item] for person in people if person[item] != "x"]
        found.append(Fraction(answers.count("1"), len(answers)) if answers else None)
    return found


def between(people):
    found = shares(people)
    unknown = found.count(None)
    places = []
    for share in found:
        if share is None:
            places.append((1, len(found)))
            continue
        larger = sum(other is not None and other > share for other in found)
        as_large = sum(other is not None and other >= share for other in found)
        places.append((larger + 1, as_large + unknown))
    return places


def mixed(state):
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & MASK
    return state ^ (state >> 31)


def stream(seed):
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        yield mixed(seed)


def drawn(people):
    for number in range(RESAMPLES):
        rotated = ((number << 32) | (number >> 32)) & MASK
        bits = stream(next(stream(SEED ^ rotated)))
        yield [people[(next(bits) * len(people)) >> 64] for _ in people]


def quantile(values, thousandths):
    """The smallest value that at least so many thousandths do not go beyond."""
    values = sorted(values)
    needed = -(-len(values) * thousandths // 1000)
    return values[max(needed, 1) - 1]


def main():
    print("study,how,item,quantity,value")
    for name, people in STUDIES.items():
        places = between(people)
        found = shares(people)
        unknown = found.count(None)
        for item, (first, last) in enumerate(places):
            print(f"{name},all,{item},place,{first}")
            print(f"{name},all,{item},tied,{int(last - unknown > first)}")
        ways = {"drawn": list(drawn(people))}
        if len(people) <= 6:
            ways["all"] = list(itertools.product(people, repeat=len(people)))
        for how, resamples in ways.items():
            found = [between(list(resample)) for resample in resamples]
            for item in range(len(people[0])):
                print(f"{name},{how},{item},first,{quantile([places[item][0] for places in found], 25)}")
                print(f"{name},{how},{item},last,{quantile([places[item][1] for places in found], 975)}")
        for number, person in enumerate(people):
            print(f"{name},person,{number},{person},0")


main()
