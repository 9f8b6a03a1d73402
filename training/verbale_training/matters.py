"""Positions and rows of annotated accounts, as clauses with labels: whether a clause is a position, its stance, which
words name its topic, and which clauses are on the same matter.

A clause is the tokens of a position's evidence. What a clause has is read off its tokens together: their vectors are
pooled with learned weights.
"""
from __future__ import annotations

import glob
import json
import pathlib
import re
import subprocess
import unicodedata

from .corpora import STANCES, Clause, Covering, Text, prepare, rows_of

SMALL = set("a an the of in on to for and or by with from at as into over under against between about after before "
            "its his her their our is are was be not no that this it".split())


def stem(word: str) -> str:
    """A crude stem, by which the words of labels are compared."""
    word = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return word[:5] if len(word) > 5 else word.rstrip("s")


def can_name(word: str) -> bool:
    """Whether a word can be one of a topic's: labels are compared without the others."""
    return word[0].isalnum() and word.lower() not in SMALL


def stems(label: str) -> set[str]:
    return {stem(w) for w in re.findall(r"\w+", label.replace("'s", "").replace("’s", "")) if w.lower() not in SMALL}


def tokens_of(cover: Covering, spans) -> list[int]:
    return sorted({i for a, b in spans for i in range(*cover(a, b))})


def overlap(a: set[int], b: set[int]) -> bool:
    """As the scorer pairs positions."""
    both = len(a & b)
    share = both / max(1, len(a | b))
    return share >= 0.3 or share >= 0.15 and (a <= b or b <= a)


def annotated(program: str, folder: str, texts: list[Text]) -> dict[str, list[Clause]]:
    """The clauses of annotated documents: what the program takes for candidates, and the gold positions."""
    gold = {row["id"]: row for row in (json.load(open(f)) for f in glob.glob(f"{folder}/[0-9]*.json"))}
    keys = ("id", "published", "publisher", "title", "text")
    order = [gold[t.id] for t in texts]
    reports = "\n".join(json.dumps({k: g[k] for k in keys if g.get(k)}) for g in order)
    lines = subprocess.run([program, "positions"], input=reports, text=True, capture_output=True, check=True).stdout
    out = {}
    for text, row, line in zip(texts, order, lines.splitlines(), strict=True):
        cover = Covering(text)
        clauses = []
        for p in row["positions"]:
            # A text of a group has its matters from the rows.
            shared = row.get("topics") == "shared" and not row.get("group")
            clauses.append(Clause(tokens_of(cover, p["evidence"]), True, STANCES.index(p["stance"]), stems(p["topic"]),
                                  {f"{row['id']}: {p['topic']}"} if shared else set()))
        wanted = [set(c.tokens) for c in clauses]
        for candidate in json.loads(line)["candidates"] if row["kind"] != "transcript" else []:
            tokens = tokens_of(cover, [(e["start"], e["end"]) for e in candidate["evidence"]])
            found = [c for c, want in zip(clauses, wanted) if overlap(want, set(tokens))]
            best = max(found, key=lambda c: len(set(c.tokens) & set(tokens)), default=None)
            clauses.append(Clause(tokens, bool(found), best.stance if best else None))
        out[text.id] = [c for c in clauses if c.tokens]
    return out


def rows(folder: str, texts: dict[str, Text], clauses: dict[str, list[Clause]]) -> list[list[Text]]:
    """Adds the clauses of the groups in `folder` to `clauses`; gives the texts of each group."""
    groups = []
    for path in sorted(glob.glob(f"{folder}/g[0-9]*.json")):
        group = json.load(open(path))
        names = {d for side in group["sides"] for d in side["documents"]}
        covers = {d: Covering(texts[d]) for d in names}
        for n, row in enumerate(group["rows"]):
            for cell in row["cells"]:
                for e in cell["evidence"]:
                    found = Clause(tokens_of(covers[e["document"]], e["spans"]), None, STANCES.index(cell["stance"])
                                   if cell["stance"] in STANCES else None, stems(row["topic"]), {f"{group['group']} {n}"})
                    if found.tokens:
                        clauses.setdefault(e["document"], []).append(found)
        groups.append([texts[d] for d in sorted(names)])
    return groups


def add(program: str, bench: str, train: list[Text]) -> list[list[Text]]:
    """Adds their clauses to `train`, the texts of BENCH/train; gives the texts of all groups, with theirs."""
    folder = pathlib.Path(bench)
    clauses = annotated(program, f"{bench}/train", train)
    accounts = [json.load(open(f)) for f in sorted((folder / "accounts").glob("[0-9]*.json"))]
    prepared = {t.id: t for t in prepare(program, rows_of(accounts))}
    groups = rows(f"{bench}/accounts", prepared, clauses)
    groups += rows(f"{bench}/train", {t.id: t for t in train}, clauses)
    for text in [*prepared.values(), *train]:
        text.clauses = clauses.get(text.id, [])
    return groups
