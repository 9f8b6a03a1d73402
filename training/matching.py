#!/usr/bin/env python3
"""Fits the matcher of accounts: the rows `matter.*` of crates/compare/data/matching.tsv.

    matching.py --groups DIR --records RECORDS.jsonl [RECORDS.jsonl ...] [--program target/debug/verbale-dev] [--write]

DIR holds annotated groups (gNN_*.json, see the benchmark's guidelines); RECORDS the records of their documents, read or
annotated, or both. Every pair of points that `verbale-dev pairs` finds is one case: about one matter where some annotated
row has the words of both. Prints, leaving one group out at a time, how well the others' weights do on it; --write puts
the weights fitted on all groups into the table.
"""
import argparse, json, pathlib, re, subprocess

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

SIGNS = ["same_side", "near", "likeness", "overlap", "name", "matter", "rival"]
TABLE = pathlib.Path(__file__).parent.parent / "crates/compare/data/matching.tsv"


def cases(program, folder, files):
    groups = [json.loads(f.read_text(encoding="utf-8")) for f in sorted(folder.glob("g*.json"))]
    lines, of_line = [], []
    for path in files:
        records = {}
        for line in path.open(encoding="utf-8"):
            record = json.loads(line)
            records[record["document"]["id"]] = record
        for number, group in enumerate(groups):
            ids = [d for side in group["sides"] for d in side["documents"]]
            if all(i in records for i in ids):
                lines.append(json.dumps([records[i] for i in ids]))
                of_line.append(number)
    out = subprocess.run([program, "pairs"], input="\n".join(lines), capture_output=True, text=True, check=True).stdout
    rows = [[[(e["document"], set().union(*(range(*s) for s in e["spans"]))) for c in row["cells"] for e in c["evidence"]]
             for row in group["rows"]] for group in groups]
    x, y, g = [], [], []
    for line in out.splitlines():
        pair = json.loads(line)
        number = of_line[pair["group"]]
        def matters(place):
            found = set()
            for n, evidence in enumerate(rows[number]):
                for document, gold in evidence:
                    own = set().union(set(), *(range(a, b) for d, a, b in place if d == document))
                    if own and len(own & gold) >= 0.5 * min(len(own), len(gold)):
                        found.add(n)
            return found
        left, right = matters(pair["left"]), matters(pair["right"])
        if left and right:
            x.append([float(pair[s]) for s in SIGNS])
            y.append(bool(left & right))
            g.append(number)
    return np.array(x), np.array(y), np.array(g)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", required=True, type=pathlib.Path)
    parser.add_argument("--records", required=True, nargs="+", type=pathlib.Path)
    parser.add_argument("--program", default="target/debug/verbale-dev")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    x, y, g = cases(args.program, args.groups, args.records)
    model = lambda: LogisticRegression(C=3.0, max_iter=1000)
    for cross in (True, False):
        where = x[:, 0] == (0 if cross else 1)
        scores = np.zeros(len(y))
        for group in np.unique(g):
            scores[g == group] = model().fit(x[g != group], y[g != group]).decision_function(x[g == group])
        found = where & (scores > 0)
        order = np.argsort(-scores[where])
        hits = np.cumsum(y[where][order])
        f = 2 * hits / (np.arange(len(order)) + 1 + y[where].sum())
        print(f"best F {f.max():.3f} at {scores[where][order][f.argmax()]:.2f}", end=" ")
        print("of two sides" if cross else "of one side", f"AP {average_precision_score(y[where], scores[where]):.3f}",
              f"P {y[found].mean() if found.any() else 0:.3f} R {y[found].sum() / y[where].sum():.3f} of {y[where].sum()} in {where.sum()}")
    fitted = model().fit(x, y)
    weights = dict(zip(["bias"] + SIGNS, [fitted.intercept_[0], *fitted.coef_[0]]))
    print({k: round(float(v), 2) for k, v in weights.items()})
    if args.write:
        text = TABLE.read_text(encoding="utf-8")
        for name, value in weights.items():
            text = re.sub(rf"(?m)^matter\.{name}\t.*$", f"matter.{name}\t{value:.2f}", text)
        TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
