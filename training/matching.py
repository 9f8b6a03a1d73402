#!/usr/bin/env python3
"""Fits the comparison of accounts: crates/compare/data/matching.tsv.

    matching.py --groups DIR --records RECORDS.jsonl [RECORDS.jsonl ...] [--program target/debug/verbale-dev] [--write]

DIR holds annotated groups (gNN_*.json, see the benchmark's guidelines); RECORDS the records of their documents, read or
annotated, or both. `matter.*`: every pair of points that `verbale-dev points` finds is one case, about one matter where some
annotated row has the words of both. `agreed.*`: every annotated row on which two sides speak is one case, agreed or not, with
the annotated stances and the pair of points that have most in common; numbers, dates, conditions and opposites are too few to
learn from. Prints, leaving groups out, how well the others' weights do on them; --write puts the weights fitted on all
groups into the table: `matter` from groups that the model has not learned from (dev), `agreed` from all others.
"""
import argparse, itertools, json, pathlib, re, subprocess

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

# The strength of the penalty that keeps the weights of rare pairs of stances small (by cross-validation).
STANCES_C = 1.0
SIGNS = ["same_side", "near", "overlap", "name", "matter"]
TABLE = pathlib.Path(__file__).parent.parent / "crates/compare/data/matching.tsv"


def spans(evidence):
    return evidence["spans"] if "spans" in evidence else [evidence["span"]]


def pairs(program, folder, files):
    """The groups, and what `verbale-dev points` says of the records of each: (number of the group, pair)."""
    groups = [json.loads(f.read_text(encoding="utf-8")) for f in sorted(folder.glob("g*.json"))]
    lines, of_line = [], []
    for path in files:
        records = {}
        for line in path.open(encoding="utf-8"):
            record = json.loads(line)
            records[record["document"]["id"]] = record
        for number, group in enumerate(groups):
            ids = list(dict.fromkeys(d for side in group["sides"] for d in side["documents"]))
            if all(i in records for i in ids):
                lines.append(json.dumps([records[i] for i in ids]))
                of_line.append(number)
    out = subprocess.run([program, "points"], input="\n".join(lines), capture_output=True, text=True, check=True).stdout
    found = []
    for number, line in zip(of_line, map(json.loads, out.splitlines())):
        points, size = line["points"], len(line["points"])
        for a, b in itertools.combinations(range(size), 2):
            signs = line["signs"][a * size + b]
            found.append((number, {"left": points[a]["words"], "right": points[b]["words"], **signs}))
    return groups, found


def overlaps(place, document, gold):
    own = set().union(set(), *(range(a, b) for d, a, b in place if d == document))
    return bool(own) and len(own & gold) >= 0.5 * min(len(own), len(gold))


def evidence_of(cell):
    return [(e["document"], set().union(*(range(*s) for s in spans(e)))) for e in cell["evidence"]]


def matters(groups, found):
    """The pairs of points that stand in annotated rows: their signs, whether they are of one row, their group."""
    rows = [[[e for c in row["cells"] for e in evidence_of(c)] for row in group["rows"]] for group in groups]
    x, y, g = [], [], []
    for number, pair in found:
        of = lambda place: {n for n, row in enumerate(rows[number]) if any(overlaps(place, d, gold) for d, gold in row)}
        left, right = of(pair["left"]), of(pair["right"])
        if left and right:
            x.append([float(pair[s]) for s in SIGNS])
            y.append(bool(left & right))
            g.append(number)
    return np.array(x), np.array(y), np.array(g)


def agreements(groups, found):
    """The annotated rows on which two sides speak: likeness and overlap of their nearest points, stances, whether they agree."""
    of_group = {}
    for number, pair in found:
        of_group.setdefault(number, []).append(pair)
    x, stances, y, g = [], [], [], []
    for number, group in enumerate(groups):
        for row in group["rows"]:
            cells = [c for c in row["cells"] if c["evidence"] and c["side"] != "narrator" and c["stance"] != "silent"]
            if len(cells) != 2 or row["verdict"] == "one-sided":
                continue
            ours, theirs = map(evidence_of, cells)
            says = lambda place, own: any(overlaps(place, d, gold) for d, gold in own)
            met = [p for p in of_group.get(number, []) if says(p["left"], ours) and says(p["right"], theirs)
                   or says(p["left"], theirs) and says(p["right"], ours)]
            if met:
                nearest = max(met, key=lambda p: p["likeness"] + p["overlap"])
                x.append([nearest["likeness"], nearest["overlap"]])
                stances.append(".".join(sorted(c["stance"] for c in cells)))
                y.append(row["verdict"] == "agreed")
                g.append(number)
    names = sorted(set(stances))
    told = np.array([[float(s == name) for name in names] for s in stances])
    return np.hstack([np.array(x), told]), np.array(y), np.array(g), ["likeness", "overlap", *names]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", required=True, type=pathlib.Path)
    parser.add_argument("--records", required=True, nargs="+", type=pathlib.Path)
    parser.add_argument("--program", default="target/debug/verbale-dev")
    parser.add_argument("--write", choices=["matter", "agreed"], nargs="+", default=[])
    args = parser.parse_args()
    groups, found = pairs(args.program, args.groups, args.records)
    x, y, g = matters(groups, found)
    model = lambda: LogisticRegression(C=3.0, max_iter=1000)
    for cross in (True, False):
        where = x[:, 0] == (0 if cross else 1)
        scores = np.zeros(len(y))
        for group in np.unique(g):
            scores[g == group] = model().fit(x[g != group], y[g != group]).decision_function(x[g == group])
        joined = where & (scores > 0)
        order = np.argsort(-scores[where])
        hits = np.cumsum(y[where][order])
        f = 2 * hits / (np.arange(len(order)) + 1 + y[where].sum())
        print(f"best F {f.max():.3f} at {scores[where][order][f.argmax()]:.2f}", end=" ")
        print("of two sides" if cross else "of one side", f"AP {average_precision_score(y[where], scores[where]):.3f}",
              f"P {y[joined].mean() if joined.any() else 0:.3f} R {y[joined].sum() / y[where].sum():.3f} of {y[where].sum()} in {where.sum()}")
    fitted = model().fit(x, y)
    weights = dict(zip([f"matter.{s}" for s in ["bias"] + SIGNS], [fitted.intercept_[0], *fitted.coef_[0]]))
    x, y, g, names = agreements(groups, found)
    model = lambda: LogisticRegression(C=STANCES_C, max_iter=1000)
    scores = np.zeros(len(y))
    for fold in range(5):
        held = g % 5 == fold
        scores[held] = model().fit(x[~held], y[~held]).decision_function(x[held])
    print(f"agreed: right {((scores > 0) == y).mean():.3f} AUC {roc_auc_score(y, scores):.3f} of {len(y)} rows")
    fitted = model().fit(x, y)
    weights |= dict(zip([f"agreed.{n}" for n in ["bias"] + names], [fitted.intercept_[0], *fitted.coef_[0]]))
    print({k: round(float(v), 2) for k, v in weights.items()})
    if args.write:
        text = TABLE.read_text(encoding="utf-8")
        for name, value in weights.items():
            if name.split(".")[0] not in args.write:
                continue
            text = re.sub(rf"(?m)^{re.escape(name)}\t.*$", f"{name}\t{value:.2f}", text)
        TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
