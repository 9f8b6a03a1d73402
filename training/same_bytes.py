#!/usr/bin/env python3
"""Whether records are the same bytes under every kernel, on any number of threads, alone and in a stream.

    python3 training/same_bytes.py --verbale target/release/verbale --bench BENCH --reports REPORTS.jsonl

Reads the project's examples, BENCH/dev and the first reports under every kernel that the processor
has (`VERBALE_KERNEL`), on one thread and on two, each document alone too, and, where qemu-user is
installed, on an emulated processor without AVX-512. Prints a line for each run and exits with 1 where
one differs. The portable kernel takes its time: a quarter of an hour for 500 reports.
"""
import argparse
import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEYS = ("id", "title", "publisher", "published", "text")


def documents(bench: pathlib.Path | None, reports: pathlib.Path | None, first: int) -> list[dict]:
    out = [{"id": p.name, "published": "2026-03-14", "text": p.read_text(encoding="utf-8")} for p in sorted((ROOT / "examples").glob("*.txt"))]
    if bench:
        out += [json.load(open(f, encoding="utf-8")) for f in sorted(glob.glob(f"{bench}/dev/[0-9]*.json"))]
    if reports:
        out += [json.loads(line) for line in open(reports, encoding="utf-8")][:first]
    return [{k: d[k] for k in KEYS if d.get(k)} for d in out]


def kernels(program: str) -> list[str]:
    """Those that the program names when it is asked for one that does not exist."""
    done = subprocess.run([program, "read", "-"], input=b"", capture_output=True, env=os.environ | {"VERBALE_KERNEL": "?"})
    message = done.stderr.decode()
    if "it has " not in message:
        sys.exit(f"{program} does not name its kernels: {message}")
    return message.split("it has ")[1].strip().split(", ")


def read(command: list[str], kernel: str, documents: list[dict], threads: int) -> list[bytes]:
    lines = "".join(json.dumps(d) + "\n" for d in documents).encode()
    done = subprocess.run([*command, "read", "--format", "jsonl", "--threads", str(threads)], input=lines,
                          stdout=subprocess.PIPE, check=True, env=os.environ | {"VERBALE_KERNEL": kernel})
    return done.stdout.splitlines()


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--verbale", default="target/release/verbale")
    p.add_argument("--bench", type=pathlib.Path, help="has dev/NNN.json")
    p.add_argument("--reports", type=pathlib.Path, help="reports as JSON lines")
    p.add_argument("--first", type=int, default=500, help="how many reports to read")
    p.add_argument("--emulated", type=int, default=20, help="how many documents to read on the emulated processor")
    p.add_argument("--alone", type=int, default=40, help="how many documents to read alone")
    args = p.parse_args()
    texts = documents(args.bench, args.reports, args.first)
    names = kernels(args.verbale)
    expected = read([args.verbale], names[-1], texts, 1)
    wrong = 0

    def check(what: str, found: list[bytes], ids: list[int]) -> None:
        nonlocal wrong
        differ = [texts[n]["id"] for n, line in zip(ids, found, strict=True) if line != expected[n]]
        wrong += len(differ)
        print(f"{what:40} {len(found):5} records, {len(differ)} differ {' '.join(differ[:5])}", flush=True)

    every = list(range(len(texts)))
    print(f"{names[-1]}, one thread: what the others are held against", flush=True)
    for kernel in reversed(names):
        for threads in (1, 2):
            started = time.time()
            check(f"{kernel}, {threads} thread(s)", read([args.verbale], kernel, texts, threads), every)
            print(f"{'':40} {time.time() - started:.0f} s", flush=True)
    alone = every[:: max(1, len(every) // args.alone)]
    check(f"{names[-1]}, each document alone", [read([args.verbale], names[-1], [texts[n]], 1)[0] for n in alone], alone)
    emulator = shutil.which("qemu-x86_64")
    if emulator:
        some = every[: args.emulated]
        found = read([emulator, "-cpu", "Haswell", args.verbale], "avx2", [texts[n] for n in some], 1)
        check("avx2, emulated Haswell", found, some)
    else:
        print("qemu-x86_64 is not installed (Debian: qemu-user): no emulated processor", flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
