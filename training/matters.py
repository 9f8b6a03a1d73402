#!/usr/bin/env python3
"""Fits when two clauses of a text are on one matter (crates/record/data/matters.tsv) on annotated documents.

    training/matters.py --program target/release/verbale-dev --bench BENCH [--check]

A case is a pair of candidates for positions that are gold positions of one text whose topics are shared between positions:
on one matter where these have one topic. The model has learned from train, so only dev is looked at; --check prints, leaving
one text out at a time, how well the other texts' weights group its clauses, and writes no table.
"""
import argparse
import importlib.util
import pathlib
import re

import numpy as np
from sklearn.linear_model import LogisticRegression

import positions

SIGNS = ["likeness", "name", "words", "near"]
TABLE = pathlib.Path(__file__).resolve().parent.parent / "crates/record/data/matters.tsv"


def signs(a, b):
    """As `odds` in crates/record/src/positions/matters.rs has them."""
    shared = lambda key: len(set(a[key]) & set(b[key]))
    return [
        float(np.dot(a["matter"], b["matter"])),
        2 * shared("name") / max(1, len(a["name"]) + len(b["name"])),
        shared("words") / max(1, min(len(a["words"]), len(b["words"]))),
        float(abs(a["sentence"] - b["sentence"]) <= 1),
    ]


def aligned(gold, candidates, score):
    """The candidates that are gold positions, with their topics."""
    out = []
    for p in gold["positions"]:
        want = score.chars(p["evidence"], gold["text"])
        found = max(candidates, key=lambda c: score.iou(want, score.chars(c["evidence"], gold["text"])), default=None)
        if found and score.iou(want, score.chars(found["evidence"], gold["text"])) >= 0.3:
            out.append((found, p["topic"]))
    return out


def grouped(clauses, odds):
    """The number of each clause's matter: average linkage."""
    n = len(clauses)
    sums = np.array([[odds(a, b) if a is not b else 0 for b in clauses] for a in clauses])
    of = list(range(n))
    pairs = sorted(((i, j) for i in range(n) for j in range(i + 1, n) if sums[i, j] > 0), key=lambda p: -sums[p])
    for a, b in pairs:
        left, right = sorted((of[a], of[b]))
        if left != right and sums[left, right] > 0:
            of = [left if x == right else x for x in of]
            sums[left] += sums[right]
            sums[:, left] = sums[left]
    return of


def check(texts, cases):
    hit = found = gold = 0
    for held, clauses in enumerate(texts):
        x, y = (np.concatenate([c[k] for n, c in enumerate(cases) if n != held]) for k in (0, 1))
        model = LogisticRegression(C=3.0, max_iter=1000).fit(x, y)
        of = grouped([c for c, _ in clauses], lambda a, b: model.decision_function([signs(a, b)])[0])
        pairs = [(i, j) for i in range(len(clauses)) for j in range(i)]
        same = {p for p in pairs if clauses[p[0]][1] == clauses[p[1]][1]}
        own = {p for p in pairs if of[p[0]] == of[p[1]]}
        hit, found, gold = hit + len(same & own), found + len(own), gold + len(same)
    print(f"pairs on one matter: P {hit / max(1, found):.3f} R {hit / max(1, gold):.3f} F {2 * hit / max(1, found + gold):.3f}")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--program", required=True)
    options.add_argument("--bench", type=pathlib.Path, required=True)
    options.add_argument("--check", action="store_true")
    options = options.parse_args()
    spec = importlib.util.spec_from_file_location("score_record", options.bench / "score_record.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    texts, cases = [], []
    for gold, _, candidates in positions.load(options.program, options.bench, "dev", score):
        if gold.get("topics") == "shared":
            clauses = aligned(gold, candidates, score)
            pairs = [(a, b) for i, a in enumerate(clauses) for b in clauses[:i]]
            if pairs:
                texts.append(clauses)
                cases.append((np.array([signs(a[0], b[0]) for a, b in pairs]), np.array([a[1] == b[1] for a, b in pairs])))
    if options.check:
        return check(texts, cases)
    x, y = (np.concatenate([c[k] for c in cases]) for k in (0, 1))
    model = LogisticRegression(C=3.0, max_iter=1000).fit(x, y)
    text = TABLE.read_text(encoding="utf-8")
    for name, weight in zip(["bias", *SIGNS], [model.intercept_[0], *model.coef_[0]]):
        text = re.sub(rf"(?m)^{name}\t.*$", f"{name}\t{weight:.2f}", text)
    TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
