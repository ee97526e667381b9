"""The numbers of agreement that the tests of src/stats/agreement agree with: krippendorff, irrCAC and statsmodels, and α of
unitising written out character by character, which no package has.

Run from this folder, with krippendorff 0.9.0, irrCAC 0.4.4 and statsmodels 0.14: python3 agreement.py > agreement.csv
One line a number: method, input, quantity, value. Units are divided by "/", coders by blanks, "." is missing; of unitising
"length/units of a coder/units of another" with a unit "start-end-code".
"""

import itertools

import irrCAC.raw
import krippendorff
import numpy as np
import pandas as pd
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa


def line(method, text, quantity, value):
    print(f"{method},{text},{quantity},{float(value):.17g}")


CLASSIC = "1 1 . 1/2 2 3 2/3 3 3 3/3 3 3 3/2 2 2 2/1 2 3 4/4 4 4 4/1 1 2 1/2 2 2 2/. 5 5 5/. . 1 1/. 3 . ."
random = np.random.default_rng(5)
drawn = []
for units, coders, categories, missing in [(40, 2, 2, 0), (60, 2, 5, 0), (50, 3, 4, 0.15), (120, 5, 7, 0.3), (200, 2, 2, 0)]:
    truth = random.integers(1, categories + 1, units)
    if units == 200:
        truth = np.where(random.random(units) < 0.04, 2, 1)
    rows = []
    for value in truth:
        row = [value if random.random() < 0.75 else random.integers(1, categories + 1) for _ in range(coders)]
        rows.append(" ".join("." if random.random() < missing else str(code) for code in row))
    drawn.append("/".join(rows))

print("method,input,quantity,value")
for text in [CLASSIC, *drawn]:
    table = np.array([[np.nan if code == "." else float(code) for code in unit.split()] for unit in text.split("/")])
    for level in ["nominal", "ordinal", "interval", "ratio"]:
        line("alpha", text, level, krippendorff.alpha(table.T, level_of_measurement=level))
    coefficients = irrCAC.raw.CAC(pd.DataFrame(table), digits=15)
    for method, name in [("fleiss", "fleiss"), ("gwet", "ac1"), ("bp", "brennan_prediger")]:
        found = getattr(coefficients, method)()["est"]
        line(name, text, "value", found["coefficient_value"])
        line(name, text, "observed", found["pa"])
        line(name, text, "expected", found["pe"])
        line(name, text, "se", found["se"])
        line(name, text, "lower", found["confidence_interval"][0])
        line(name, text, "upper", found["confidence_interval"][1])
    line("percent", text, "value", coefficients.gwet()["est"]["pa"])
    if not np.isnan(table).any():
        counts = np.array([[(unit == value).sum() for value in np.unique(table)] for unit in table])
        line("fleiss", text, "value", fleiss_kappa(counts))
    if table.shape[1] == 2 and not np.isnan(table).any():
        size = int(table.max())
        cross = np.zeros((size, size))
        for one, other in table.astype(int):
            cross[one - 1, other - 1] += 1
        for name, weight in [("cohen", None), ("linear", "linear"), ("quadratic", "quadratic")]:
            found = cohens_kappa(cross, wt=weight)
            line(name, text, "value", found.kappa)
            line(name, text, "se", found.std_kappa)


def segments(units, length):
    """Units and gaps, each with a number, one entry a character."""
    at = [None] * length
    for number, (start, end, code) in enumerate(units):
        for place in range(start, end):
            at[place] = (number, code)
    return at


def unitising_alpha(coders):
    total, meetings = 0.0, 0
    for one, other in itertools.combinations(coders, 2):
        for a in one:
            met = [b for b in other if min(a[1], b[1]) > max(a[0], b[0])]
            for b in met:
                joint, shared = max(a[1], b[1]) - min(a[0], b[0]), min(a[1], b[1]) - max(a[0], b[0])
                total += joint - shared * (a[2] == b[2])
                meetings += 1
            if not met:
                total, meetings = total + 2 * (a[1] - a[0]), meetings + 1
        for b in other:
            if all(min(a[1], b[1]) <= max(a[0], b[0]) for a in one):
                total, meetings = total + 2 * (b[1] - b[0]), meetings + 1
    units = [unit for coder in coders for unit in coder]
    above = below = 0.0
    for a, b in itertools.permutations(range(len(units)), 2):
        one, other = units[a][1] - units[a][0], units[b][1] - units[b][0]
        above += one**2 + other**2 + one * other * (units[a][2] != units[b][2])
        below += one + other
    return total / meetings, above / below


def family(coders, length):
    """uα, |uα, cuα and what cuα covers: coincidences counted character by character."""
    at = [segments(units, length) for units in coders]
    m = len(coders)
    codes = sorted({unit[2] for coder in coders for unit in coder})
    values = codes + [None]
    seen = {pair: 0.0 for pair in itertools.product(values, values)}
    for place in range(length):
        for one, other in itertools.permutations(range(m), 2):
            a, b = at[one][place], at[other][place]
            seen[(a[1] if a else None, b[1] if b else None)] += 1 / (m - 1)
    margin = {c: sum(seen[(c, k)] for k in values) for c in values}
    total = sum(margin.values())
    square = {c: float(sum((u[1] - u[0]) ** 2 for coder in coders for u in coder if u[2] == c)) for c in codes}
    square[None] = margin[None]
    every = sum(square.values())
    chance = {(c, k): total * (margin[c] * margin[k] - (square[c] if c == k else 0)) / (total**2 - every)
              for c in values for k in values}
    u = 1 - sum(seen[p] for p in seen if p[0] != p[1]) / sum(chance[p] for p in chance if p[0] != p[1])
    bar = 1 - (margin[None] - seen[(None, None)]) / sum(chance[(None, k)] for k in codes)
    inner = {c: sum(seen[(c, k)] for k in codes) for c in codes}
    covered = sum(inner.values())
    meets = {c: 0.0 for c in codes}
    for one, other in itertools.permutations(range(m), 2):
        for start, end, code in coders[one]:
            shared = sum(at[other][place] is not None for place in range(start, end))
            meets[code] += shared**2 / (m - 1)
    every = sum(meets.values())
    chance = {(c, k): covered * (inner[c] * inner[k] - (meets[c] if c == k else 0)) / (covered**2 - every)
              for c in codes for k in codes}
    cu = 1 - sum(seen[(c, k)] for c in codes for k in codes if c != k) / sum(
        chance[p] for p in chance if p[0] != p[1])
    return u, bar, cu, covered / total


texts = ["100/10-40-0 60-90-1/12-38-0 70-95-1", "60/0-10-0 12-20-1 30-44-0/0-9-0 12-22-0 31-40-1/2-10-0 40-55-1"]
for coders in [2, 3, 4]:
    parts = []
    for _ in range(coders):
        bounds = sorted(random.choice(np.arange(1, 150), 16, replace=False))
        parts.append(" ".join(f"{a}-{b}-{random.integers(0, 3)}" for a, b in zip(bounds[::2], bounds[1::2])))
    texts.append("150/" + "/".join(parts))
for text in texts:
    length, *rest = text.split("/")
    coders = [[tuple(int(number) for number in unit.split("-")) for unit in coder.split()] for coder in rest]
    observed, expected = unitising_alpha(coders)
    line("unitising", text, "observed", observed)
    line("unitising", text, "expected", expected)
    line("unitising", text, "value", 1 - observed / expected)
    for quantity, value in zip(["u", "bar", "cu", "covered"], family(coders, int(length))):
        line("unitising", text, quantity, value)
