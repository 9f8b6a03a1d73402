#!/usr/bin/env python3
"""Fits when two clauses of a text are on one matter (crates/record/data/matters.tsv) on annotated documents.

    training/matters.py --program target/release/verbale-dev --bench BENCH [--check]

A case is a pair of candidates for positions that are gold positions of one text whose topics are shared between positions:
on one matter where these have one topic. The model has learned from train, so only dev is looked at. Prints, leaving one
text out at a time, how well the other texts' weights group its clauses; --check writes no table.
"""
import argparse
import pathlib
import re

import numpy as np
from sklearn.linear_model import LogisticRegression

import positions
from evaluate import module

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


def fitted(cases):
    x, y = (np.concatenate([c[k] for c in cases]) for k in (0, 1))
    model = LogisticRegression(C=3.0, max_iter=1000).fit(x, y)
    return np.array([model.intercept_[0], *model.coef_[0]])


def agreement(texts, of_text, shift):
    """P, R and F 0.25 of pairs on one matter, when `of_text` gives each text's weights and `shift` is added to the bias."""
    hit = found = gold = 0
    for clauses, weights in zip(texts, of_text):
        of = grouped([c for c, _ in clauses], lambda a, b: weights[0] + shift + weights[1:] @ np.array(signs(a, b)))
        pairs = [(i, j) for i in range(len(clauses)) for j in range(i)]
        same = {p for p in pairs if clauses[p[0]][1] == clauses[p[1]][1]}
        own = {p for p in pairs if of[p[0]] == of[p[1]]}
        hit, found, gold = hit + len(same & own), found + len(own), gold + len(same)
    return hit / max(1, found), hit / max(1, gold), 1.0625 * hit / max(1, found + 0.0625 * gold)


def shifted(texts, cases):
    """Few pairs are on one matter, so that none is likelier than not: what the bias needs for the best
    F 0.25, because a matter joined wrongly misleads more than one told twice."""
    of_text = [fitted(cases[:n] + cases[n + 1 :]) for n in range(len(cases))]
    return max((agreement(texts, of_text, shift)[2], shift) for shift in np.arange(0, 4, 0.25))[1], of_text


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--program", required=True)
    options.add_argument("--bench", type=pathlib.Path, required=True)
    options.add_argument("--check", action="store_true")
    options = options.parse_args()
    score = module(options.bench / "score_record.py")
    texts, cases = [], []
    for gold, _, candidates in positions.load(options.program, options.bench, "dev", score):
        if gold.get("topics") == "shared":
            clauses = aligned(gold, candidates, score)
            pairs = [(a, b) for i, a in enumerate(clauses) for b in clauses[:i]]
            if pairs:
                texts.append(clauses)
                cases.append((np.array([signs(a[0], b[0]) for a, b in pairs]), np.array([a[1] == b[1] for a, b in pairs])))
    shift, of_text = shifted(texts, cases)
    print("pairs on one matter: P {:.3f} R {:.3f} F0.25 {:.3f}".format(*agreement(texts, of_text, shift)), f"shift {shift}")
    if options.check:
        return
    weights = fitted(cases)
    weights[0] += shift
    text = TABLE.read_text(encoding="utf-8")
    for name, weight in zip(["bias", *SIGNS], weights):
        text = re.sub(rf"(?m)^{name}\t.*$", f"{name}\t{weight:.2f}", text)
    TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
