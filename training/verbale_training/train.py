"""Trains the network: `python -m verbale_training.train --out DIR`; see training/README.md."""
from __future__ import annotations

import argparse
import collections
import json
import math
import pathlib
import random
import sys
import time

import torch
from torch.nn import functional as F

from . import corpora, matters, shrink
from .corpora import ENTITY, IGNORE, NO_PERSON, PART, Text
from .network import SURFACES, WHOLE, WINDOW, Encoder, Linear, Network

CLS, SEP = 101, 102
# How often a text of each corpus is seen in an epoch.
REPEAT = {"polnear": 0.6, "bench": 3.0, "gum": 1.0, "ewt": 0.4, "uner": 2.0, "wikigold": 1.5, "re3d": 1.0}
WEIGHT = {"anchor": 2.0, "part": 1.0, "tags": 1.0, "upos": 0.5, "arc": 0.5, "relation": 0.5, "entity": 2.0, "role": 1.0,
          "corefer": 0.4, "side": 0.3, "position": 0.3, "stance": 0.6, "topic": 0.6, "matter": 0.3}
# The cosine of two clauses' vectors is divided by this.
SPREAD = 0.1
# How often a group is seen in an epoch.
GROUPS = 2
# The most windows of a group in a batch.
GROUP = 12
# How much higher the learning rate of the heads is.
HEADS = 8
# The share of the steps after which linear layers compute with rounded weights.
COARSE = 2 / 3


class Window:
    """Tokens [first, last) of a text."""

    def __init__(self, text: Text, first: int, last: int):
        self.text, self.first, self.last = text, first, last
        self.pieces, self.surfaces, self.word = [CLS], [SURFACES - 1], []
        for i in range(first, last):
            self.word.append(len(self.pieces))
            self.pieces += text.pieces[i]
            self.surfaces += [text.surfaces[i]] * len(text.pieces[i])
        self.pieces.append(SEP)
        self.surfaces.append(SURFACES - 1)


def windows(text: Text, rng: random.Random) -> list[Window]:
    """Cuts a text at sentence borders, the first window of random length."""
    bounds = text.given_sentences or text.sentences
    budget = WINDOW - 2
    room = budget if rng.random() < 0.4 else rng.randint(budget // 4, budget)
    out, start, used, end = [], None, 0, None
    for first, last in bounds:
        size = sum(len(text.pieces[i]) for i in range(first, last))
        if start is not None and used + size > room:
            out.append(Window(text, start, end))
            start, used, room = None, 0, budget
        while size > budget:  # one endless sentence: cut it anywhere
            cut, size_cut = first, 0
            while size_cut + len(text.pieces[cut]) <= budget:
                size_cut += len(text.pieces[cut])
                cut += 1
            out.append(Window(text, first, cut))
            first, size = cut, size - size_cut
        if start is None:
            start = first
        used, end = used + size, last
    if start is not None and end > start:
        out.append(Window(text, start, end))
    return out


def batches(texts: dict[str, list[Text]], size: int, rng: random.Random) -> list[list[Window]]:
    """An epoch: windows of like length together, in random order."""
    all_ = []
    for name, repeat in REPEAT.items():
        for text in texts[name]:
            for _ in range(math.floor(repeat) + (rng.random() < repeat % 1)):
                all_ += windows(text, rng)
    all_ = [w for w in all_ if w.last - w.first >= 3]
    rng.shuffle(all_)
    out = []
    for i in range(0, len(all_), size * 20):
        some = sorted(all_[i : i + size * 20], key=lambda w: len(w.pieces))
        # Short windows go together in larger batches: the same work a step.
        batch, longest = [], 0
        for w in some:
            longest = max(longest, len(w.pieces))
            if batch and longest * (len(batch) + 1) > size * WINDOW:
                out.append(batch)
                batch, longest = [], len(w.pieces)
            batch.append(w)
        out.append(batch)
    rng.shuffle(out)
    return out


def of_groups(groups: list[list[Text]], rng: random.Random) -> list[list[Window]]:
    """Each group's windows as a batch, so that clauses of its texts meet."""
    out = []
    for texts in groups:
        each = [windows(text, rng) for text in texts]
        # Of long texts the beginnings: that is where they tell the same.
        most = max(1, GROUP // len(each))
        out.append([w for of_text in each for w in of_text[:most] if w.last - w.first >= 3])
    return out


def epoch_of(texts, groups: list[list[Text]], size: int, rng: random.Random) -> list[list[Window]]:
    out = batches(texts, size, rng) + [batch for _ in range(GROUPS) for batch in of_groups(groups, rng)]
    rng.shuffle(out)
    return out


def encode(net: Network, batch: list[Window]):
    """The encoder's vectors at each token's first piece: [batch, tokens, width], and the token mask."""
    longest = max(len(w.pieces) for w in batch)
    pad = lambda xs, n, v: xs + [v] * (n - len(xs))
    pieces = torch.tensor([pad(w.pieces, longest, 0) for w in batch])
    surfaces = torch.tensor([pad(w.surfaces, longest, SURFACES - 1) for w in batch])
    mask = torch.tensor([[True] * len(w.pieces) + [False] * (longest - len(w.pieces)) for w in batch])
    most = max(len(w.word) for w in batch)
    word = torch.tensor([pad(w.word, most, 0) for w in batch])
    there = torch.tensor([[True] * len(w.word) + [False] * (most - len(w.word)) for w in batch])
    return net.encoder(pieces, surfaces, mask, word, there), there


def labels(batch: list[Window], most: int, what) -> torch.Tensor:
    """A label a token, IGNORE where `what` gives none."""
    out = torch.full((len(batch), most), IGNORE)
    for b, w in enumerate(batch):
        of = what(w)
        if of is not None:
            out[b, : w.last - w.first] = torch.tensor(of[w.first : w.last])
    return out


def part_labels(w: Window, parts) -> list[int]:
    out = [0] * (w.last - w.first)
    for role in ("content", "source", "cue"):
        for r, a, b in parts:
            if r == role:
                for i in range(max(a, w.first), min(b, w.last)):
                    out[i - w.first] = PART.index(("B-" if i == a else "I-") + r)
    return out


def losses(net: Network, batch: list[Window], relation_ids: dict[str, int]) -> dict[str, torch.Tensor]:
    x, there = encode(net, batch)
    most = x.shape[1]
    out = {}
    ce = lambda scores, gold: F.cross_entropy(scores.flatten(0, -2).float(), gold.flatten(), ignore_index=IGNORE)
    for name, what in (("upos", lambda w: w.text.upos), ("entity", lambda w: w.text.entities), ("role", lambda w: w.text.roles)):
        gold = labels(batch, most, what)
        known = torch.where(gold >= 0, gold, IGNORE)
        if (known != IGNORE).any():
            scores = net.get_submodule(name)(x)
            out[name] = ce(scores, known)
            if (gold == NO_PERSON).any():
                # All that is known of these is what they are not.
                persons = torch.tensor([label.endswith("PER") for label in ENTITY])
                others = scores[gold == NO_PERSON].float().log_softmax(-1).masked_fill(persons, -1e4)
                out[name] = out[name] + 0.3 * -others.logsumexp(-1).mean()

    # Statements: the anchors, and what every token is to each of them.
    said = [b for b, w in enumerate(batch) if w.text.statements is not None]
    if said:
        anchor_gold = torch.full((len(batch), most), float(IGNORE))
        tag_gold = torch.full((len(batch), most), IGNORE)
        rows, at, part_gold = [], [], []
        for b in said:
            w = batch[b]
            n = w.last - w.first
            anchor_gold[b, :n] = 0
            tags = torch.zeros(n, dtype=torch.long)
            for anchor, parts in w.text.statements:
                if not w.first <= anchor < w.last:
                    continue
                gold = torch.tensor(part_labels(w, parts))
                anchor_gold[b, anchor - w.first] = 1
                tags = torch.where(gold > 0, gold, tags)
                rows.append(b)
                at.append(anchor - w.first)
                part_gold.append(F.pad(gold, (0, most - n), value=IGNORE))
            tag_gold[b, :n] = tags
        known = anchor_gold != IGNORE
        out["anchor"] = F.binary_cross_entropy_with_logits(net.anchor(x)[..., 0].float()[known], anchor_gold[known])
        any_tags = net.tags(x)
        out["tags"] = ce(any_tags, tag_gold)
        if rows:
            rows, at = torch.tensor(rows), torch.tensor(at)
            left, right = net.part.left(x), net.part.right(x)
            scores = net.parts(left[rows, at][:, None], right[rows], any_tags[rows], torch.arange(most) - at[:, None])
            gold = torch.stack(part_gold)
            each = F.cross_entropy(scores.flatten(0, 1).float(), gold.flatten(), ignore_index=IGNORE, reduction="sum")
            # A statement has some 25 words; all the others are easily told to be none of it.
            out["part"] = each / (len(rows) * 25)

    parsed = [b for b, w in enumerate(batch) if w.text.heads is not None]
    if parsed:
        head, sentence = torch.full((len(batch), most), IGNORE), torch.full((len(batch), most), -1)
        relation = torch.full((len(batch), most), IGNORE)
        for b in parsed:
            w = batch[b]
            for n, (first, last) in enumerate(w.text.given_sentences):
                if w.first <= first and last <= w.last:
                    sentence[b, first - w.first : last - w.first] = n
                    for i in range(first, last):
                        head[b, i - w.first] = w.text.heads[i] - w.first
                        relation[b, i - w.first] = relation_ids.get(w.text.relations[i], IGNORE)
        dependent, governor = net.dependent(x), net.governor(x)
        arcs = net.arcs(dependent, governor).float()
        # A root is its own head: the diagonal's score is the last column.
        root = torch.diag_embed(dependent[..., 128].float())
        arcs = torch.where(torch.eye(most, dtype=torch.bool), root, arcs)
        arcs = arcs.masked_fill(sentence[:, :, None] != sentence[:, None, :], -1e4)
        out["arc"] = ce(arcs, head)
        b, i = (head != IGNORE).nonzero(as_tuple=True)
        h = head[b, i]
        left, right = net.relation.left(x), net.relation.right(x)
        out["relation"] = F.cross_entropy(net.relation.score(left[b, i], right[b, h], h - i).float(), relation[b, i],
                                          ignore_index=IGNORE)

    out |= of_clauses(net, x, batch)
    out |= links(net, x, there, batch, "corefer", lambda w: w.text.corefer)
    out |= links(net, x, there, batch, "side", lambda w: w.text.sides)
    return out


def of_clauses(net: Network, x, batch: list[Window]) -> dict[str, torch.Tensor]:
    """The losses of what clauses have."""
    found = [(b, [i - w.first for i in c.tokens], c, w) for b, w in enumerate(batch) for c in w.text.clauses
             if w.first <= c.tokens[0] and c.tokens[-1] < w.last]
    if not found:
        return {}
    places, clauses = [(b, tokens) for b, tokens, _, _ in found], [c for _, _, c, _ in found]
    out = {}
    scores = net.pooled(net.stance(x), places)
    known = [n for n, c in enumerate(clauses) if c.stance is not None]
    if known:
        gold = torch.tensor([clauses[n].stance for n in known])
        out["stance"] = F.cross_entropy(scores[known, :-1], gold)
    known = [n for n, c in enumerate(clauses) if c.is_position is not None]
    if known:
        gold = torch.tensor([float(clauses[n].is_position) for n in known])
        out["position"] = F.binary_cross_entropy_with_logits(scores[known, -1], gold)
    names = net.topic(x)[..., 0].float()
    each = [(b, i, float(matters.stem(w.text.word(i + w.first)) in c.topic)) for b, tokens, c, w in found
            if c.topic is not None for i in tokens if matters.can_name(w.text.word(i + w.first))]
    if each:
        rows, at, gold = zip(*each)
        out["topic"] = F.binary_cross_entropy_with_logits(names[list(rows), list(at)], torch.tensor(gold))
    named = [n for n, c in enumerate(clauses) if c.matters]
    return out | of_matters(net.pooled(net.matter(x), places)[named], [found[n] for n in named]) if named else out


def of_matters(vectors, found) -> dict[str, torch.Tensor]:
    """The contrastive loss of clauses' vectors (Khosla et al. 2020): those on one matter are near each other."""
    same = torch.tensor([[bool(c.matters & d.matters) for _, _, c, _ in found] for _, _, d, _ in found])
    # Clauses that share words say nothing about each other.
    apart = torch.tensor([[b != e or not set(c.tokens) & set(d.tokens) for b, _, c, _ in found] for e, _, d, _ in found])
    same &= apart
    if not same.any():
        return {}
    vectors = F.normalize(vectors, dim=-1)
    near = (vectors @ vectors.t() / SPREAD).masked_fill(~apart, -1e4)
    logp = near.log_softmax(-1)
    some = same.any(-1)
    return {"matter": -(logp * same).sum(-1)[some].div(same.sum(-1)[some]).mean()}


def links(net: Network, x, there, batch: list[Window], name: str, of) -> dict[str, torch.Tensor]:
    """The loss of a head that points from a token to others, or to none in the window."""
    rows, at, golds = [], [], []
    most = x.shape[1]
    for b, w in enumerate(batch):
        inside = [i for i in of(w) if w.first <= i < w.last]
        for i in inside if len(inside) <= 16 else random.sample(inside, 16):
            gold = torch.zeros(most + 1, dtype=torch.bool)
            for j in of(w)[i]:
                if w.first <= j < w.last:
                    gold[j - w.first] = True
            gold[most] = not gold.any()
            rows.append(b)
            at.append(i - w.first)
            golds.append(gold)
    if not rows:
        return {}
    rows, at = torch.tensor(rows), torch.tensor(at)
    pair = net.get_submodule(name)
    left, right = pair.left(x), pair.right(x)
    places = torch.arange(most)
    scores = pair.score(left[rows, at][:, None], right[rows], places - at[:, None])[..., 0].float()
    scores = scores.masked_fill(~there[rows] | (places == at[:, None]), -1e4)
    none = net.get_submodule(f"no_{name}")(x)[rows, at].float()
    logp = torch.log_softmax(torch.cat([scores, none], 1), 1)
    return {name: -torch.logsumexp(logp.masked_fill(~torch.stack(golds), -1e4), 1).mean()}


def beginning(args, texts: dict[str, list[Text]], relations: list[str], relation_ids: dict[str, int]) -> Network:
    """The network that training begins with."""
    if not args.start:
        return Network(relations, Encoder.from_minilm())
    net = shrink.start(args.start, relations)
    if net.encoder.shape() == WHOLE:
        some = batches(texts, args.batch, random.Random(args.seed))[:80]
        weighed = lambda batch: sum(WEIGHT[k] * v for k, v in losses(net, batch, relation_ids).items())
        net = shrink.shrunk(net, args.heads, args.units, map(weighed, some))
        print(f"shrunk to {net.encoder.shape()}", flush=True)
    return net


def optimizer(net: Network, lr: float) -> torch.optim.Optimizer:
    learned = [(n, p) for n, p in net.named_parameters() if p.requires_grad]
    body = [p for n, p in learned if n.startswith("encoder.") and "surfaces" not in n]
    heads = [p for n, p in learned if not n.startswith("encoder.") or "surfaces" in n]
    groups = [{"params": body, "most": lr}, {"params": heads, "most": HEADS * lr}]
    return torch.optim.AdamW(groups, lr, weight_decay=0.01, fused=True)


def rate(done: float) -> float:
    """The learning rate, as a share of its most, when `done` of all steps are done: up in the first tenth, then down."""
    if done < 0.1:
        return 0.04 + 0.96 * (1 - math.cos(math.pi * done / 0.1)) / 2
    return (1 + math.cos(math.pi * (done - 0.1) / 0.9)) / 2


def save(path: pathlib.Path, **what) -> None:
    """Writes a checkpoint; one that was there before stays whole until the new one is."""
    torch.save(what, path.with_suffix(".new"))
    path.with_suffix(".new").rename(path)


def train(args) -> None:
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    texts = corpora.load(args.program, args.data, args.bench)
    groups = matters.add(args.program, args.bench, texts["bench"])
    count = collections.Counter(r for name in ("gum", "ewt") for t in texts[name] for r in t.relations if r)
    relations = sorted(r for r, n in count.items() if n >= 5)
    relation_ids = {r: n for n, r in enumerate(relations)}
    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    net = beginning(args, texts, relations, relation_ids)
    if args.only:
        net.requires_grad_(False)
        for head in args.only:
            net.get_submodule(head).requires_grad_(True)
        texts = collections.defaultdict(list, bench=texts["bench"])
    optim, done = optimizer(net, args.lr), 0
    if (out / "last.pt").exists():
        saved = torch.load(out / "last.pt", map_location="cpu", weights_only=True)
        net.load_state_dict(saved["state"])
        optim.load_state_dict(saved["optim"])
        done = saved["done"]
        print(f"goes on after step {done}", flush=True)
    epochs = [epoch_of(texts, groups, args.batch, random.Random(f"{args.seed} {epoch}")) for epoch in range(args.epochs)]
    every = [(epoch, batch) for epoch, of_epoch in enumerate(epochs, 1) for batch in of_epoch][: args.steps]
    half = len(epochs[0]) // 2
    started, seen = time.time(), collections.defaultdict(lambda: [0.0, 0])
    print(f"{len(every)} steps, {args.epochs} epochs, seed {args.seed}", flush=True)
    net.train()
    for epoch, batch in every[done:]:
        for group in optim.param_groups:
            group["lr"] = group["most"] * rate(done / len(every))
        Linear.coarse = bool(args.only) or done > COARSE * len(every)
        parts = {k: v for k, v in losses(net, batch, relation_ids).items() if v.requires_grad}
        if not parts:
            continue
        loss = sum(WEIGHT[k] * v for k, v in parts.items())
        optim.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optim.step()
        done += 1
        for k, v in parts.items():
            seen[k][0] += v.item()
            seen[k][1] += 1
        if done % 20 == 0:
            shown = " ".join(f"{k} {s / n:.3f}" for k, (s, n) in sorted(seen.items()))
            print(f"epoch {epoch} step {done}/{len(every)} {time.time() - started:.0f}s {shown}", flush=True)
            seen.clear()
        model = {"state": net.state_dict(), "relations": relations, "shape": net.encoder.shape()}
        if done % half == 0 or done == len(every):
            save(out / "last.pt", **model, optim=optim.state_dict(), done=done)
        if done == len(every) or every[done][0] > epoch:
            save(out / f"epoch{epoch}.pt", **model, args=vars(args))
            print(f"epoch {epoch} saved", flush=True)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--program", default="target/release/verbale-dev", help="the verbale-dev binary")
    p.add_argument("--data", default="../shared/data")
    p.add_argument("--bench", default="../shared/bench")
    p.add_argument("--out", default="training/runs/latest")
    p.add_argument("--start", help="a checkpoint or model to go on from, made smaller if it is whole; else MiniLM")
    p.add_argument("--heads", type=int, default=9, help="attention heads a layer of the smaller one")
    p.add_argument("--units", type=int, default=768, help="inner units a layer of the smaller one")
    p.add_argument("--epochs", type=int, default=4)
    p.add_argument("--only", nargs="+", default=[], help="heads to train, on texts with clauses; all else stays as it is")
    p.add_argument("--steps", type=int, help="fewer steps than the epochs have")
    p.add_argument("--batch", type=int, default=12, help="windows of full length in a batch")
    p.add_argument("--lr", type=float, default=1.2e-4)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=1)
    args = p.parse_args()
    print(json.dumps(vars(args)), file=sys.stderr)
    train(args)


if __name__ == "__main__":
    main()
