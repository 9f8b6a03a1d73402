#!/usr/bin/env python3
"""Fits the decisions on positions (crates/record/data/positions.tsv) on annotated documents.

    training/positions.py --program target/release/verbale-dev --bench BENCH [--check]

BENCH/train and BENCH/dev hold the annotated documents, BENCH/score_record.py the scorer. `verbale-dev positions`
gives every candidate with its features and what the model tells of it. A candidate is a position if a gold one overlaps
it as the scorer asks, and has that one's stance. Two logistic regressions with an L1 penalty are fitted over the features
on train: position or not, and the stance of those that are. How much they count beside the model, which has learned from
train too, is fitted on dev: two numbers each. --check prints figures with weights from the other half of dev, and writes
no table. Same input, same table.
"""
import argparse
import collections
import itertools
import json
import pathlib
import subprocess

import numpy as np

from evaluate import module

STANCES = "affirms commits demands discusses conditional rejects criticises denies silent".split()
TABLE = pathlib.Path(__file__).resolve().parent.parent / "crates/record/data/positions.tsv"
HEAD = """# Weights of the decisions on candidates for positions: whether it is one (`position`), and each stance. The sum
# over a candidate's features is its log-odds; `model` stands for what the model tells of it: the log-odds that it is a
# position, the log-probability of the stance. Written by training/positions.py; the features are named in
# src/positions/features.rs.
#
# decision	feature	weight
"""
# In how many documents a feature must stand, and the strength of the L1 penalty (by cross-validation).
LEAST_DOCUMENTS = 4
PENALTY = {"position": 1.5, "stance": 0.8}
LEAST = 0.4  # as in src/positions/mod.rs


def load(program, bench, part, score):
    gold = [json.loads(f.read_text()) for f in sorted((bench / part).glob("[0-9]*.json"))]
    keys = ("id", "published", "publisher", "title", "text")
    reports = "\n".join(json.dumps({k: g[k] for k in keys if g.get(k)}) for g in gold)
    lines = subprocess.run([program, "positions"], input=reports, text=True, capture_output=True, check=True).stdout
    documents = []
    for g, line in zip(gold, lines.splitlines()):
        line = json.loads(line)
        entities = {e["id"]: e for e in line["record"]["entities"]}
        for c in line["candidates"]:
            c["stance"], c["who"] = None, entities.get(c["party"])
        align(g, line["candidates"], entities, score)
        documents.append((g, line["record"], line["candidates"]))
    return documents


def align(gold, candidates, entities, score):
    """Gives every gold position's stance to the candidate that has it, of equals to the party's own."""
    evidence = [score.chars(c["evidence"], gold["text"]) for c in candidates]
    pairs = []
    for i, p in enumerate(gold["positions"]):
        want = score.chars(p["evidence"], gold["text"])
        for j, (c, have) in enumerate(zip(candidates, evidence)):
            share, inside = score.iou(want, have), want <= have or have <= want
            if have and (share >= 0.3 or inside and share >= 0.15):
                own = c["who"] is not None and score.said_by(p["party"], c["who"], entities)
                pairs.append((own, share + 0.01 * inside, -j, i))
    used = set()
    for _, _, j, i in sorted(pairs, reverse=True):
        if i not in used and candidates[-j]["stance"] is None:
            used.add(i)
            candidates[-j]["stance"] = gold["positions"][i]["stance"]


def regression(x, y, penalty):
    """Multinomial logistic regression with an L1 penalty on all but the first column (FISTA)."""
    n, classes = len(x), y.shape[1]
    step = 1 / (0.5 * np.linalg.norm(x, 2) ** 2)
    w = z = np.zeros((x.shape[1], classes))
    t = 1.0
    for _ in range(300):
        p = softmax(x @ z)
        new = z - step * x.T @ (p - y)
        shrunk = np.sign(new) * np.maximum(np.abs(new) - step * penalty, 0)
        shrunk[0] = new[0]
        following = (1 + (1 + 4 * t * t) ** 0.5) / 2
        z = shrunk + (t - 1) / following * (shrunk - w)
        w, t = shrunk, following
    return w


def softmax(s):
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def matrix(candidates, names):
    x = np.zeros((len(candidates), len(names)))
    x[:, 0] = 1
    at = {name: n for n, name in enumerate(names)}
    for row, c in zip(x, candidates):
        for feature in c["features"]:
            if feature in at:
                row[at[feature]] = 1
    return x


def fit(documents):
    """{decision: {feature: weight}}"""
    count = collections.Counter(f for _, _, cs in documents for f in {f for c in cs for f in c["features"]})
    names = ["always"] + sorted(f for f, n in count.items() if n >= LEAST_DOCUMENTS)
    candidates = [c for _, _, cs in documents for c in cs]
    x = matrix(candidates, names)
    positive = np.array([c["stance"] is not None for c in candidates])
    w = regression(x, np.stack([positive, ~positive], 1) * 1.0, PENALTY["position"])
    stance = np.array([[c["stance"] == s for s in STANCES] for c in candidates])[positive] * 1.0
    v = regression(x[positive], stance, PENALTY["stance"])
    columns = {"position": w[:, 0] - w[:, 1]} | {s: v[:, i] for i, s in enumerate(STANCES)}
    return {d: {f: round(float(c), 2) for f, c in zip(names, column) if abs(c) >= 0.02} for d, column in columns.items()}


def sums(weights, candidate):
    """The sums of a candidate's features, and what the model tells of it: each for the position, then the stances."""
    features = ["always", *candidate["features"]]
    own = [sum(weights[d].get(f, 0) for f in features) for d in ["position", *STANCES]]
    return np.array(own), np.array([candidate["position"], *(candidate["stances"][s] for s in STANCES)])


def mixed(weights, documents):
    """`weights` beside the model's: each as much as makes the decisions on `documents` likeliest."""
    candidates = [c for _, _, cs in documents for c in cs]
    own, model = (np.array(x) for x in zip(*(sums(weights, c) for c in candidates)))
    is_position = np.array([c["stance"] is not None for c in candidates])
    stance = np.array([STANCES.index(c["stance"]) for c in candidates if c["stance"]])
    sigmoid = lambda x: 1 / (1 + np.exp(-x))

    def loss_of_position(a, b, bias):
        p = sigmoid(a * own[:, 0] + b * model[:, 0] + bias).clip(1e-6, 1 - 1e-6)
        return -np.where(is_position, np.log(p), np.log(1 - p)).mean()

    def loss_of_stance(a, b):
        p = softmax(a * own[is_position, 1:] + b * model[is_position, 1:])
        return -np.log(p[np.arange(len(stance)), stance] + 1e-9).mean()

    steps = np.arange(0, 1.55, 0.1)
    a, b, bias = min(itertools.product(steps, steps, np.arange(-1.5, 1.6, 0.25)), key=lambda x: loss_of_position(*x))
    c, d = min(itertools.product(steps, steps), key=lambda x: loss_of_stance(*x))
    print(f"position: features {a:.1f}, model {b:.1f}, bias {bias:.2f}; stance: features {c:.1f}, model {d:.1f}")
    out = {decision: {f: w * (a if decision == "position" else c) for f, w in ws.items()} for decision, ws in weights.items()}
    out["position"]["always"] = out["position"].get("always", 0) + bias
    for decision in out:
        out[decision]["model"] = b if decision == "position" else d
    return {decision: {f: round(float(w), 2) for f, w in ws.items() if abs(w) >= 0.01} for decision, ws in out.items()}


def decide(weights, candidate):
    own, model = sums(weights, candidate)
    scale = np.array([weights[d].get("model", 0) for d in ["position", *STANCES]])
    total = own + scale * model
    return 1 / (1 + np.exp(-total[0])), STANCES[int(total[1:].argmax())]


def figures(documents, decisions, score):
    tally = score.Tally()
    for (gold, record, candidates), decided in zip(documents, decisions):
        rows = [
            {"party": c["party"], "stance": stance, "evidence": c["evidence"]}
            for c, (p, stance) in zip(candidates, decided)
            if p >= LEAST and c["party"]
        ]
        score.score_doc(gold, record | {"positions": rows}, tally, None)
    r = tally.result()
    return "  ".join(f"{k} {r[k].get('f', r[k].get('share'))}" for k in ("positions", "stance", "stance9", "strict", "silent"))


def check(train, dev, score):
    weights, decisions = fit(train), [None] * len(dev)
    for half in (0, 1):
        other = mixed(weights, dev[1 - half :: 2])
        for n in range(half, len(dev), 2):
            decisions[n] = [decide(other, c) for c in dev[n][2]]
    print("features alone", figures(dev, [[decide(weights, c) for c in d[2]] for d in dev], score))
    alone = {d: {"model": 1.0} for d in weights}
    print("model alone   ", figures(dev, [[decide(alone, c) for c in d[2]] for d in dev], score))
    print("both          ", figures(dev, decisions, score))
    print({d: len(w) for d, w in weights.items()})


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--program", required=True)
    options.add_argument("--bench", type=pathlib.Path, required=True)
    options.add_argument("--check", action="store_true")
    options = options.parse_args()
    score = module(options.bench / "score_record.py")
    train = load(options.program, options.bench, "train", score)
    dev = load(options.program, options.bench, "dev", score)
    if options.check:
        return check(train, dev, score)
    rows = [f"{d}\t{f}\t{w}" for d, ws in mixed(fit(train), dev).items() for f, w in sorted(ws.items())]
    TABLE.write_text(HEAD + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
