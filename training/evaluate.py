#!/usr/bin/env python3
"""Writes the tables under evals/: quality by document and head, with the benchmarks' own scorers.

    python3 training/evaluate.py --data DATA --bench BENCH

Needs `cargo build --release --workspace`; nothing but Python's own library. A table is left as it
is where its corpus is not there. Prints the last row of each table.
"""
import argparse
import csv
import importlib.util
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def module(path: pathlib.Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def read(program: pathlib.Path, documents: list[dict]) -> dict[str, dict]:
    """The records of documents, by id."""
    keys = ("id", "title", "publisher", "published", "text")
    lines = "".join(json.dumps({k: d[k] for k in keys if d.get(k)}) + "\n" for d in documents)
    done = subprocess.run([program / "verbale", "read", "--format", "jsonl"], input=lines.encode(), stdout=subprocess.PIPE,
                          check=True)
    records = map(json.loads, done.stdout.decode().splitlines())
    return {r["document"]["id"]: r for r in records}


def write(path: pathlib.Path, header: list[str], rows: list[list]) -> None:
    path.parent.mkdir(exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows([f"{v:.3f}" if isinstance(v, float) else v for v in row] for row in rows)
    print(f"{path.name:16}", ", ".join(f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in zip(header, rows[-1])))


def attribution(program, data, bench, out) -> None:
    """PolNeAR dev: characters of each part, and whole statements."""
    scorer = module(bench / "score_attribution.py")
    gold = [json.loads(line) for line in open(data / "polnear/dev.jsonl", encoding="utf-8")]
    found = {i: scorer.plain(r) for i, r in read(program, gold).items()}
    keys = ["char.source", "char.cue", "char.content", "all", "rel"]
    score = lambda docs: [scorer.score({d["id"]: d for d in docs}, {d["id"]: found[d["id"]] for d in docs})[k][2] for k in keys]
    rows = [[d["id"], len(d["statements"]), *score([d])] for d in sorted(gold, key=lambda d: d["id"])]
    write(out / "attribution.csv", ["document", "statements", *keys], [*rows, ["all", sum(r[1] for r in rows), *score(gold)]])


def summit(program, report, out) -> None:
    """The facts of `summit.tsv` in the record of the report that they are from."""
    done = subprocess.run([program / "verbale", "read", "--format", "json", "--published", "2025-08-16", report], check=True,
                          stdout=subprocess.PIPE)
    record = json.loads(done.stdout)
    name = {e["id"]: e["name"] for e in record["entities"]} | {None: ""}
    entities = {e["name"]: e for e in record["entities"]}
    meetings = {f"{m['kind']}/{m['status']}": m for m in record["meetings"]}
    kinds = {m["kind"]: m for m in record["meetings"]}

    def holds(what: str, who: str, value: str, at: list[int], rows: str) -> bool:
        within = lambda spans: any(s["start"] <= at[0] and at[1] <= s["end"] for s in spans)
        if rows == "meetings":
            part = meetings.get(what, {}).get(who) if who else what in meetings
            if not who or not part:
                return bool(part)
            shown = {"reason": lambda: str(part["given"]), "place": lambda: name[part["entity"]]}.get(who, lambda: part["value"])()
            return shown == value and [part["span"]["start"], part["span"]["end"]] == at
        if rows == "participants":
            return any((name[p["entity"]], p["side"]) == (who, value) for p in kinds.get(what, {}).get("participants", []))
        if rows == "roles":
            return any(r["title"] == value for r in entities.get(who, {}).get("roles", []))
        if rows == "sessions":
            return all(kinds.get(k, {}).get("part_of") == kinds[who]["id"] for k in what.split())
        if rows == "occasion":
            return any(name[s["speaker"]] == who and s["occasion"] == kinds.get(what, {}).get("id") and within(s["content"])
                       for s in record["statements"])
        return any(name[p["party"]] == who and p["stance"] == what and within(p["evidence"])
                   and (not value or value in map(name.get, p["depends_on"])) for p in record["positions"])

    rows = []
    for line in open(ROOT / "training/summit.tsv", encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            fact, group, what, who, value, *at = line.rstrip("\n").split("\t")
            rows.append([fact, int(holds(what, who, value, [int(x) for x in at if x], group))])
    write(out / "summit.csv", ["fact", "right"], [*rows, [f"all {len(rows)}", sum(r[1] for r in rows)]])


def records(program, bench, out) -> None:
    """The annotated readouts and stories: people, statements, meetings and positions, and who is behind a source that is
    no name."""
    scorer = module(bench / "score_record.py")
    gold = [json.loads(f.read_text(encoding="utf-8")) for f in sorted((bench / "dev").glob("[0-9]*.json"))]
    found = read(program, gold)
    keys = ["people", "roles", "side", "statements", "speakers", "meetings", "m.kind", "m.status", "m.parts", "m.date",
            "m.place", "m.duration", "m.part_of", "positions", "stance", "strict", "silent", "spans true"]

    def score(docs):
        tally = scorer.Tally()
        for d in docs:
            scorer.score_doc(d, found[d["id"]], tally, None)
        result = tally.result()
        return [result[k].get("f", result[k].get("share")) if k in result else "" for k in keys]

    write(out / "records.csv", ["document", *keys], [*([d["id"], *score([d])] for d in gold), ["all", *score(gold)]])
    rows = [[d["id"], *described(scorer, d, found[d["id"]])] for d in gold]
    total = [sum(r[n] for r in rows) for n in (1, 2, 3)]
    header = ["document", "sources without a name", "read", "right", "right of all", "right of read"]
    shares = lambda gold_, read_, right: [right / gold_ if gold_ else "", right / read_ if read_ else ""]
    write(out / "coreference.csv", header, [*([*r, *shares(*r[1:])] for r in rows), ["all", *total, *shares(*total)]])


def accounts(program, bench, out) -> None:
    """The annotated groups: accounts of one meeting side by side, from raw text."""
    scorer = module(bench / "score_accounts.py")
    keys = ["rows", "shared", "differ", "cells", "stance", "stance9", "verdict", "why", "strict", "unmentioned", "label"]
    whole, table = scorer.Tally(), []
    # A group without a difference tells nothing of the reasons for one.
    shown = lambda tally: [r.get("f", r.get("share")) if r else "" for r in map(tally.result().get, keys)]
    for file in sorted((bench / "dev").glob("g*.json")):
        group = json.loads(file.read_text(encoding="utf-8"))
        ids = list(dict.fromkeys(d for side in group["sides"] for d in side["documents"]))
        gold = [json.loads((bench / "dev" / f"{d}.json").read_text(encoding="utf-8")) for d in ids]
        keep = ("id", "title", "publisher", "published", "text")
        lines = "".join(json.dumps({k: d[k] for k in keep if d.get(k)}) + "\n" for d in gold)
        done = subprocess.run([program / "verbale", "compare", "--format", "json", "-"], input=lines.encode(),
                              stdout=subprocess.PIPE, check=True)
        tally = scorer.Tally()
        for each in (tally, whole):
            scorer.score_group(group, json.loads(done.stdout), {d["id"]: d["text"] for d in gold}, each, None)
        table.append([group["group"], *shown(tally)])
    write(out / "accounts.csv", ["group", *keys], [*table, ["all", *shown(whole)]])


def described(scorer, gold: dict, record: dict) -> tuple[int, int, int]:
    """Of the gold statements whose source is a pronoun or description of a known speaker: how many,
    how many are read, and how many of those have the right speaker."""
    text, entities = gold["text"], {e["id"]: e for e in record["entities"]}
    chars = lambda spans: scorer.chars(spans, text)
    wanted = [s for s in gold["statements"] if s["speaker"] and s["source"]
              and not set(scorer.fold(s["speaker"])) & {w for a, b in s["source"] for w in scorer.fold(text[a:b])}
              and scorer.fold(text[s["source"][0][0] : s["source"][0][1]])]
    pairs = scorer.pair(wanted, record["statements"],
                        lambda g, p: v if (v := scorer.iou(chars(g["content"]), chars(p["content"]))) >= 0.5 else 0)
    right = sum(scorer.said_by(wanted[i]["speaker"], entities.get(record["statements"][j]["speaker"]), entities) for i, j in pairs)
    return len(wanted), len(pairs), right


def table(program, path, command: str, corpus: pathlib.Path) -> None:
    """A table that `verbale-dev` makes."""
    done = subprocess.run([program / "verbale-dev", command, corpus], stdout=subprocess.PIPE, check=True, text=True)
    path.write_text(done.stdout, encoding="utf-8")
    print(f"{path.name:16}", done.stdout.splitlines()[0], "|", next(l for l in done.stdout.splitlines() if l.startswith("all,")))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=pathlib.Path, default=ROOT / "../shared/data")
    p.add_argument("--bench", type=pathlib.Path, default=ROOT / "../shared/bench")
    p.add_argument("--summit", type=pathlib.Path, default=ROOT / "../shared/seed/summit.txt", help="the report of summit.tsv")
    p.add_argument("--program", type=pathlib.Path, default=ROOT / "target/release", help="where the binaries are")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "evals")
    args = p.parse_args()
    if not args.bench.exists():
        sys.exit(f"no benchmark at {args.bench}: name it with --bench")
    args.out.mkdir(exist_ok=True)
    records(args.program, args.bench, args.out)
    accounts(args.program, args.bench, args.out)
    if args.summit.exists():
        summit(args.program, args.summit, args.out)
    if args.data.exists():
        attribution(args.program, args.data, args.bench, args.out)
        table(args.program, args.out / "syntax.csv", "syntax", args.data / "gum/dev.conllu")
        table(args.program, args.out / "names.csv", "names", args.data / "uner/pud-test.iob2")
        table(args.program, args.out / "segmentation.csv", "segmentation", args.data / "gum/dev.conllu")


if __name__ == "__main__":
    main()
