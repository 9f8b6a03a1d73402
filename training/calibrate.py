#!/usr/bin/env python3
"""Fits the two weights of a statement's confidence (crates/record/src/confidence.rs) on PolNeAR dev.

    python3 training/calibrate.py RECORDS.jsonl GOLD.jsonl

RECORDS are what `verbale read --format jsonl` wrote for the gold texts. A statement counts as right
as in `rel` of the benchmark: its content and its source overlap with a gold one's by half. From the
confidences p the script fits p' = sigmoid(slope * logit(p) + shift) and prints both, to be put in
place of (1, 0) or on top of what stands there, and how far stated and true shares lie apart (ECE,
ten bins) before and after.
"""
import json
import math
import sys


def chars(spans, text):
    return {i for s, e in spans for i in range(s, e) if not text[i].isspace()}


def iou(a, b):
    return len(a & b) / len(a | b) if a or b else 1.0


def pairs(records, gold):
    """(confidence, right) of every statement found."""
    for line in open(records, encoding="utf-8"):
        r = json.loads(line)
        g = gold[r["document"]["id"]]
        spans = lambda s, part: chars([(x["start"], x["end"]) for x in s[part]], g["text"])
        want = [(chars(s["content"], g["text"]), chars(s["source"], g["text"])) for s in g["statements"]]
        have = [(spans(s, "content"), spans(s, "source"), s["confidence"]) for s in r["statements"]]
        every = sorted(((iou(w[0], h[0]), i, j) for i, w in enumerate(want) for j, h in enumerate(have) if w[0] & h[0]), reverse=True)
        used, right = set(), {}
        for v, i, j in every:
            if i in used or j in right:
                continue
            used.add(i)
            right[j] = v >= 0.5 and iou(want[i][1], have[j][1]) >= 0.5
        for j, h in enumerate(have):
            yield min(max(h[2], 1e-3), 1 - 1e-3), right.get(j, False)


def ece(rows):
    bins = {}
    for p, ok in rows:
        bins.setdefault(min(int(p * 10), 9), []).append((p, ok))
    return sum(abs(sum(p for p, _ in b) - sum(ok for _, ok in b)) for b in bins.values()) / len(rows)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    gold = {d["id"]: d for d in map(json.loads, open(sys.argv[2], encoding="utf-8"))}
    rows = [(math.log(p / (1 - p)), ok) for p, ok in pairs(sys.argv[1], gold)]
    sigmoid = lambda x: 1 / (1 + math.exp(-x))
    slope, shift = 1.0, 0.0
    for _ in range(50):  # Newton's method
        g0 = g1 = h00 = h01 = h11 = 0.0
        for x, ok in rows:
            p = sigmoid(slope * x + shift)
            d, w = p - ok, p * (1 - p)
            g0, g1 = g0 + d * x, g1 + d
            h00, h01, h11 = h00 + w * x * x, h01 + w * x, h11 + w
        det = h00 * h11 - h01 * h01
        slope -= (h11 * g0 - h01 * g1) / det
        shift -= (h00 * g1 - h01 * g0) / det
    before = [(sigmoid(x), ok) for x, ok in rows]
    after = [(sigmoid(slope * x + shift), ok) for x, ok in rows]
    print(f"{len(rows)} statements, {sum(ok for _, ok in rows) / len(rows):.3f} right")
    print(f"slope {slope:.3f}  shift {shift:.3f}  ECE {ece(before):.3f} -> {ece(after):.3f}")


if __name__ == "__main__":
    main()
