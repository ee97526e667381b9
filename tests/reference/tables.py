"""The numbers of SciPy and NumPy that src/stats agrees with.

Run from this folder, with SciPy 1.15 or later: python3 tables.py > tables-scipy.csv
One line a number: method, input, quantity, value. Rows of a table are divided by "/", its cells by blanks.
"""

import numpy as np
from scipy import stats


def line(method, text, quantity, value):
    print(f"{method},{text},{quantity},{float(value):.17g}")


def table_of(text):
    return np.array([[int(cell) for cell in row.split()] for row in text.split("/")])


print("method,input,quantity,value")

for part, whole in [(12, 41), (34, 38), (0, 10), (10, 10), (3, 16), (600, 1204)]:
    interval = stats.binomtest(part, whole).proportion_ci(method="wilson")
    line("wilson", f"{part} {whole}", "lower", interval.low)
    line("wilson", f"{part} {whole}", "upper", interval.high)

for text in ["13 7/8 10", "13 7 5/8 10 9", "3 1 2/1 5 6/4 9 7", "11 9/0 18", "120 80 40/90 110 60", "2 7/8 2/3 3/1 4"]:
    counts = table_of(text)
    test = stats.chi2_contingency(counts, correction=False)
    line("chi_square", text, "statistic", test.statistic)
    line("chi_square", text, "df", test.dof)
    line("chi_square", text, "p", test.pvalue)
    line("cramers_v", text, "v", stats.contingency.association(counts, method="cramer"))
    # Bergsma (2013), written out: SciPy has no function for it.
    n, (rows, columns) = counts.sum(), counts.shape
    phi2 = max(0.0, test.statistic / n - (rows - 1) * (columns - 1) / (n - 1))
    r = rows - (rows - 1) ** 2 / (n - 1)
    c = columns - (columns - 1) ** 2 / (n - 1)
    line("cramers_v", text, "corrected", np.sqrt(phi2 / (min(r, c) - 1)))
    if counts.shape == (2, 2):
        line("fisher", text, "p", stats.fisher_exact(counts).pvalue)

for text in ["1 2 3 4 10", "3 1", "2.5 2.5 0 -4 11 8.25 3"]:
    x = [float(value) for value in text.split()]
    line("moments", text, "mean", np.mean(x))
    line("moments", text, "sd", np.std(x, ddof=1))
    for kind, name in [(2, "averaged_inverted_cdf"), (6, "weibull"), (7, "linear"), (8, "median_unbiased")]:
        for p in [0.1, 0.25, 0.5, 0.75, 0.9]:
            line("quantile", text, f"{kind} {p:g}", np.quantile(x, p, method=name))
