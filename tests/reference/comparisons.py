"""The numbers of SciPy and statsmodels that the tests of src/stats agree with, and of methods written out that neither has.

Run from this folder, with SciPy 1.15 and statsmodels 0.14 or later: python3 comparisons.py > comparisons-scipy.csv
One line a number: method, input, quantity, value. Groups and rows are divided by "/", values by blanks.
"""

import itertools

import numpy as np
from scipy import optimize, special, stats
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint


def line(method, text, quantity, value):
    print(f"{method},{text},{quantity},{float(value):.17g}")


def groups_of(text):
    return [np.array([float(value) for value in group.split()]) for group in text.split("/")]


print("method,input,quantity,value")

# Intervals of a proportion.
for part, whole in [(12, 41), (34, 38), (0, 10), (10, 10), (3, 16), (600, 1204)]:
    for kind, name in [("agresti_coull", "agresti_coull"), ("beta", "clopper_pearson")]:
        lower, upper = proportion_confint(part, whole, method=kind)
        line(name, f"{part} {whole}", "lower", max(lower, 0))
        line(name, f"{part} {whole}", "upper", min(upper, 1))
    lower, upper = proportion_confint(part, whole, method="jeffreys")
    line("jeffreys", f"{part} {whole}", "lower", lower if part > 0 else 0)
    line("jeffreys", f"{part} {whole}", "upper", upper if part < whole else 1)

# Differences of proportions and odds ratios.
for a, m, b, n in [(12, 41, 5, 15), (30, 90, 50, 100), (56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 3, 12)]:
    text = f"{a} {m}/{b} {n}"
    lower, upper = confint_proportions_2indep(a, m, b, n, method="newcomb", compare="diff")
    line("difference", text, "lower", lower)
    line("difference", text, "upper", upper)
    if a > 0:
        table = Table2x2(np.array([[a, m - a], [b, n - b]]))
        lower, upper = table.oddsratio_confint()
        line("odds_ratio", text, "ratio", table.oddsratio)
        line("odds_ratio", text, "lower", lower)
        line("odds_ratio", text, "upper", upper)

# Ranks.
for text in ["1 2 2 3/2 3 4 5/1 1 2 6", "3 3 4 5 5/1 2 4 4 3/2 2 1 3/5 5 4 3 5 4"]:
    test = stats.kruskal(*groups_of(text))
    line("kruskal_wallis", text, "h", test.statistic)
    line("kruskal_wallis", text, "chi_square_p", test.pvalue)
    test = stats.median_test(*groups_of(text), correction=False)
    line("median_test", text, "chi_square", test.statistic)
    line("median_test", text, "p", test.pvalue)
for text in ["1 4 6/2 7 8 9", "1 2 2 3 5/2 3 4 5 5"]:
    test = stats.mannwhitneyu(*groups_of(text), method="exact" if text.startswith("1 4") else "asymptotic")
    line("mann_whitney", text, "u", test.statistic)
    line("mann_whitney", text, "p", test.pvalue)
for text in ["1 4 6/2 7 8/3 5 9", "1 2/3 7/4 5 6", "1 2 9 10/3 4 5/6 7 8"]:
    # All ways to deal the ranks, one by one.
    groups = groups_of(text)
    sizes = [len(group) for group in groups]
    n = sum(sizes)
    labels = np.repeat(range(len(sizes)), sizes)
    h = stats.kruskal(*groups).statistic
    spreads = []
    for dealt in set(itertools.permutations(labels)) if n < 8 else []:
        spreads.append(sum(sum(r + 1 for r in range(n) if dealt[r] == g) ** 2 / sizes[g] for g in range(len(sizes))))
    if not spreads:

        def deal(left, ranks):
            if len(left) == 1:
                yield [ranks]
                return
            for chosen in itertools.combinations(ranks, left[0]):
                rest = tuple(r for r in ranks if r not in chosen)
                for more in deal(left[1:], rest):
                    yield [chosen] + more

        spreads = [
            sum(sum(chosen) ** 2 / len(chosen) for chosen in dealt) for dealt in deal(sizes, tuple(range(1, n + 1)))
        ]
    hs = 12 / (n * (n + 1)) * np.array(spreads) - 3 * (n + 1)
    line("kruskal_wallis", text, "h", h)
    line("kruskal_wallis", text, "exact_p", np.mean(hs >= h - 1e-9))
for text in ["5 3 1/2 6 4/0 3 8", "20 15 6 2/9 14 15 8/3 6 12 17"]:
    counts = np.array([[int(v) for v in row.split()] for row in text.split("/")])
    x, y = np.nonzero(counts)
    times = counts[x, y]
    x, y = np.repeat(x, times), np.repeat(y, times)
    test = stats.kendalltau(x, y, method="asymptotic")
    line("kendall", text, "tau_b", test.statistic)
    line("kendall", text, "p", test.pvalue)
    test = stats.spearmanr(x, y)
    line("spearman", text, "rho", test.statistic)
    line("spearman", text, "p", test.pvalue)

# Jonckheere and Terpstra: the statistic pair by pair, the variance with ties in full (Hollander and Wolfe, equation 6.19).
for text in ["1 2 2 3/2 3 4 5/3 3 5 6", "40 35 38 43 44 41/38 40 47 44 40 42/48 40 45 43 46 44", "5 4 4/2 3 4 1/1 1 2 2 3"]:
    groups = groups_of(text)
    j = sum(
        (u < v) + 0.5 * (u == v)
        for one in range(len(groups))
        for other in range(one + 1, len(groups))
        for u in groups[one]
        for v in groups[other]
    )
    sizes = np.array([len(group) for group in groups], dtype=float)
    n = sizes.sum()
    ties = np.unique(np.concatenate(groups), return_counts=True)[1].astype(float)
    five = lambda t: (t * (t - 1) * (2 * t + 5)).sum()
    three = lambda t: (t * (t - 1) * (t - 2)).sum()
    two = lambda t: (t * (t - 1)).sum()
    variance = (n * (n - 1) * (2 * n + 5) - five(sizes) - five(ties)) / 72
    variance += three(sizes) * three(ties) / (36 * n * (n - 1) * (n - 2)) + two(sizes) * two(ties) / (8 * n * (n - 1))
    z = (j - (n**2 - (sizes**2).sum()) / 4) / np.sqrt(variance)
    line("jonckheere", text, "j", j)
    line("jonckheere", text, "z", z)
    line("jonckheere", text, "p", 2 * stats.norm.sf(abs(z)))

# Rank-biserial correlation with Cliff's interval, over the matrix of dominances (Feng and Cliff 2004).
for text in ["1 2 2 3 5/2 3 4 5 5", "3 3 4 5 5 1 2 4 4 3 5/2 2 1 3 4 2 1 5 3", "1 2 3/4 5 6 7"]:
    x, y = groups_of(text)
    n1, n2 = len(x), len(y)
    dominance = np.sign(x[:, None] - y[None, :])
    d = dominance.mean()
    rows = ((dominance.mean(axis=1) - d) ** 2).sum() / (n1 - 1)
    columns = ((dominance.mean(axis=0) - d) ** 2).sum() / (n2 - 1)
    cells = ((dominance - d) ** 2).sum() / (n1 * n2 - 1)
    variance = max(((n2 - 1) * rows + (n1 - 1) * columns + cells) / (n1 * n2), (1 - d**2) / (n1 * n2 - 1))
    t = stats.t.ppf(0.975, n1 + n2 - 2)
    spread = t * np.sqrt(variance * ((1 - d**2) ** 2 + t**2 * variance))
    scale = 1 - d**2 + t**2 * variance
    line("rank_biserial", text, "r", d)
    if abs(d) < 1:
        line("rank_biserial", text, "lower", max(-1, (d - d**3 - spread) / scale))
        line("rank_biserial", text, "upper", min(1, (d - d**3 + spread) / scale))


# Noncentral F: R's own sum ends early in the tail.
for f in [0.5, 2, 9]:
    for ncp in [0.5, 10, 80]:
        line("noncentral_f", f"{f} 3 40 {ncp}", "p", stats.ncf.cdf(f, 3, 40, ncp))


# Intervals by noncentral distributions.
def at(share, lower, high):
    if lower(0) <= share:
        return 0.0
    return optimize.brentq(lambda value: lower(value) - share, 0, high, xtol=1e-13, rtol=1e-14)


for text in ["13 7 5/8 10 9", "120 80 40/90 110 60", "40 10/12 38", "13 7/8 10"]:
    counts = np.array([[int(v) for v in row.split()] for row in text.split("/")])
    test = stats.chi2_contingency(counts, correction=False)
    scale = counts.sum() * (min(counts.shape) - 1)
    lower = lambda ncp: stats.ncx2.cdf(test.statistic, test.dof, ncp) if ncp > 0 else stats.chi2.cdf(test.statistic, test.dof)
    line("v_interval", text, "lower", np.sqrt(at(0.975, lower, 1000) / scale))
    line("v_interval", text, "upper", np.sqrt(at(0.025, lower, 1000) / scale))
for text in ["1 2 2 3/2 3 4 5/1 1 2 6", "3 3 4 5 5/1 2 4 4 3/2 2 1 3/5 5 4 3 5 4", "100 120 90 101/99 140 151 133 160/80 95 60"]:
    groups = groups_of(text)
    n = sum(len(group) for group in groups)
    f, (df1, df2) = stats.f_oneway(*groups).statistic, (len(groups) - 1, n - len(groups))
    lower = lambda ncp: stats.ncf.cdf(f, df1, df2, ncp) if ncp > 0 else stats.f.cdf(f, df1, df2)
    for share, name in [(0.975, "lower"), (0.025, "upper")]:
        ncp = at(share, lower, 500)
        line("eta_interval", text, name, ncp / (ncp + n))
for text in ["1 2 2 3 5/2 3 4 5 5", "12.5 3 8.25 40 7/9 1.5 22 31 2 6 18", "3 3 4 5 5 1 2 4 4 3 5/2 2 1 3 4 2 1 5 3", "100 101 99.5 100.4/90 91 89 90.5 90.2"]:
    x, y = groups_of(text)
    t, m = stats.ttest_ind(x, y).statistic, len(x) + len(y) - 2
    scale = np.sqrt(1 / len(x) + 1 / len(y))
    line("cohen", text, "d", t * scale)
    j = np.exp(special.gammaln(m / 2) - special.gammaln((m - 1) / 2)) / np.sqrt(m / 2)
    line("cohen", text, "g", j * t * scale)
    if abs(t) < 10:
        for share, name in [(0.975, "lower"), (0.025, "upper")]:
            delta = optimize.brentq(lambda d: stats.nct.cdf(t, m, d) - share, t - 12, t + 12, xtol=1e-13)
            line("cohen", text, name, delta * scale)

# The NPS: Tango's interval, with the likeliest share of detractors found by a search and not by his formula.
for b, rest, c in [(20, 10, 8), (10, 0, 0), (3, 5, 9), (400, 350, 250), (0, 7, 2)]:
    n = b + rest + c
    score, z = (b - c) / n, stats.norm.ppf(0.975)

    def distance(delta):
        def unlikely(q):
            total = 0
            for count, share in [(b, q + delta), (c, q), (rest, 1 - 2 * q - delta)]:
                total -= count * np.log(max(share, 1e-300)) if count else 0
            return total

        low, high = max(0, -delta), (1 - delta) / 2
        q = optimize.minimize_scalar(unlikely, bounds=(low, high), method="bounded", options={"xatol": 1e-13}).x
        q = min([q, low, high], key=unlikely)
        return (b - c - n * delta) / np.sqrt(n * (2 * q + delta * (1 - delta)))

    text = f"{b} {rest} {c}"
    line("nps", text, "score", score)
    line("nps", text, "standard_error", np.sqrt(((b + c) / n - score**2) / n))
    edge = 1e-9
    if score > -1:
        line("nps", text, "lower", optimize.brentq(lambda d: distance(d) - z, -1 + edge, score - 1e-12, xtol=1e-12))
    if score < 1:
        line("nps", text, "upper", optimize.brentq(lambda d: distance(d) + z, score + 1e-12, 1 - edge, xtol=1e-12))

# Questions with several answers: the covariance of the summed chi-square by matrices over all patterns, and its eigenvalues.
random = np.random.default_rng(20261123)


def second_order(statistic, df, derivative, shares, scale):
    covariance = derivative @ (np.diag(shares) - np.outer(shares, shares)) @ derivative.T
    squares = (np.linalg.eigvals(covariance / scale[:, None]).real ** 2).sum()
    return statistic * df / squares, df**2 / squares


for items, others, n in [(3, 2, 60), (3, 4, 150), (2, 2, 25)]:
    mood = random.normal(size=n)
    first = (random.normal(size=(n, items)) + 0.8 * mood[:, None] > 0.3).astype(int)
    second = (random.normal(size=(n, others)) + 0.5 * mood[:, None] > -0.2).astype(int)
    patterns, counts = np.unique(np.hstack([first, second]), axis=0, return_counts=True)
    text = "/".join("".join(map(str, p[:items])) + " " + "".join(map(str, p[items:])) + f" {c}" for p, c in zip(patterns, counts))
    shares = counts / n
    w, y = patterns[:, :items], patterns[:, items:]
    pw, py = shares @ w, shares @ y
    statistic, rows, scale = 0, [], []
    for i in range(items):
        for j in range(others):
            four = np.array([[(shares * (w[:, i] == a) * (y[:, j] == b)).sum() for b in (0, 1)] for a in (0, 1)]) * n
            statistic += stats.chi2_contingency(four, correction=False).statistic
            rows.append(w[:, i] * y[:, j] - pw[i] * y[:, j] - py[j] * w[:, i])
            scale.append(pw[i] * (1 - pw[i]) * py[j] * (1 - py[j]))
    df = items * others
    corrected, df2 = second_order(statistic, df, np.array(rows), shares, np.array(scale))
    for quantity, value in [("statistic", statistic), ("p", stats.chi2.sf(statistic, df)), ("second", corrected), ("df2", df2), ("p2", stats.chi2.sf(corrected, df2))]:
        line("multiple_by_multiple", text, quantity, value)

for groups, items, n in [(2, 3, 50), (4, 3, 160), (3, 5, 300)]:
    group = random.integers(groups, size=n)
    mood = random.normal(size=n) + 0.4 * (group == 0)
    ticks = (random.normal(size=(n, items)) + 0.7 * mood[:, None] > 0.2).astype(int)
    patterns, counts = np.unique(np.hstack([group[:, None], ticks]), axis=0, return_counts=True)
    text = "/".join(f"{p[0]} " + "".join(map(str, p[1:])) + f" {c}" for p, c in zip(patterns, counts))
    shares = counts / n
    g, y = (patterns[:, :1] == np.arange(groups)).astype(float), patterns[:, 1:]
    pg, py = shares @ g, shares @ y
    statistic, rows, scale = 0, [], []
    for j in range(items):
        table = np.array([[(shares * g[:, k] * (y[:, j] == b)).sum() for b in (0, 1)] for k in range(groups)]) * n
        statistic += stats.chi2_contingency(table, correction=False).statistic
        for k in range(groups):
            rows.append(g[:, k] * y[:, j] - pg[k] * y[:, j] - py[j] * g[:, k])
            scale.append(pg[k] * py[j] * (1 - py[j]))
    df = (groups - 1) * items
    corrected, df2 = second_order(statistic, df, np.array(rows), shares, np.array(scale))
    for quantity, value in [("statistic", statistic), ("p", stats.chi2.sf(statistic, df)), ("second", corrected), ("df2", df2), ("p2", stats.chi2.sf(corrected, df2))]:
        line("single_by_multiple", text, quantity, value)
