"""The numbers of precision, recall and F1 that a test of src/stats/precision_recall.rs agrees with: scikit-learn for the measures,
statsmodels for Wilson's intervals (of F1 carried over from F* = both/(both + found only + coded only)).

Run from this folder, with scikit-learn and statsmodels: python3 precision_recall.py > precision_recall.csv
One line a number: found and coded, found only, coded only, measure, quantity, value.
"""

from sklearn.metrics import f1_score, precision_score, recall_score
from statsmodels.stats.proportion import proportion_confint

print("both,found_only,coded_only,measure,quantity,value")
for both, found, coded in [(9, 5, 2), (1, 0, 0), (1, 40, 3), (120, 7, 90), (3, 0, 2), (0, 2, 7), (14, 1, 0), (2500, 900, 1100)]:
    people = [1] * both + [0] * found + [1] * coded + [0] * 10
    rules = [1] * both + [1] * found + [0] * coded + [0] * 10
    for measure, of, whole in [
        ("precision", precision_score, both + found),
        ("recall", recall_score, both + coded),
        ("f1", f1_score, both + found + coded),
    ]:
        lower, upper = proportion_confint(both, whole, alpha=0.05, method="wilson")
        if measure == "f1":
            lower, upper = 2 * lower / (1 + lower), 2 * upper / (1 + upper)
        for quantity, value in [("value", of(people, rules)), ("lower", lower), ("upper", upper)]:
            print(f"{both},{found},{coded},{measure},{quantity},{float(value):.17g}")
