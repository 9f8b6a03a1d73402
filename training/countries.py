"""Write crates/lexicon/data/countries.tsv from the ISO 3166 list and the hand-written supplement.

    python3 training/countries.py country-codes.csv

The csv is the "country-codes" data package of the Open Knowledge Foundation (PDDL licence):
https://github.com/datasets/country-codes, file data/country-codes.csv.
"""

import csv
import re
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "crates" / "lexicon" / "data"

HEADER = """\
# Countries and what English news calls them. Written by training/countries.py: change countries.supplement.tsv instead.
# Codes, formal names and capitals: https://github.com/datasets/country-codes (PDDL licence).
#
# Cells hold lists separated by "|"; "-" is an empty list. A form stands once, under the first kind it has:
# "American" is an adjective before it is a demonym. No form belongs to two countries.
#
# code\tname\tother names\tadjectives\tdemonyms\tcapitals\tseats
"""


def cells(text):
    return [] if text in ("-", "none", "") else text.split("|")


def plain(name):
    """An official name as running text has it: "Sudan (the)" and "the Holy See *" to "Sudan", "Holy See"."""
    name = re.sub(r"\s*(\*|\(.*?\))", "", name).replace("&", "and").replace("St. ", "Saint ").strip()
    return name.replace("’", "'").removeprefix("the ")


def with_plural(demonym):
    if "/" in demonym:
        return demonym.split("/")
    return [demonym] if demonym.endswith("s") else [demonym, demonym + "s"]


def country(iso, extra, claimed):
    official = [plain(iso[key]) for key in ("CLDR display name", "UNTERM English Short", "UNTERM English Formal")]
    official = [form for form in official if form and form not in claimed]
    name = extra["name"] if extra["name"] != "-" else official[0]
    names = [name] + cells(extra["other names"]) + official
    adjectives = cells(extra["adjectives"])
    demonyms = adjectives if extra["demonyms"].split("|")[0] == "=" else []
    demonyms = demonyms + [form for form in cells(extra["demonyms"]) if form != "="]
    independent = iso["is_independent"] == "Yes"
    capitals = cells(extra["capitals"] if extra["capitals"] != "-" else iso["Capital"].strip() if independent else "")
    lists = [names, adjectives, [form for one in demonyms for form in with_plural(one)], capitals, cells(extra["seats"])]

    seen = set()
    for forms in lists:
        forms[:] = [form for form in forms if not (form in seen or seen.add(form))]
    return [iso["ISO3166-1-Alpha-3"], name, lists[0][1:], *lists[1:]]


def main(iso_path):
    with open(DATA / "countries.supplement.tsv", encoding="utf-8") as lines:
        columns = "code\tname\tother names\tadjectives\tdemonyms\tcapitals\tseats".split("\t")
        rows = [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]
        supplement = {row[0]: dict(zip(columns, row, strict=True)) for row in rows}
    with open(iso_path, encoding="utf-8", newline="") as lines:
        # Antarctica is nobody's.
        iso = {row["ISO3166-1-Alpha-3"]: row for row in csv.DictReader(lines) if row["is_independent"] != "International"}

    # Both Congos are "Congo" officially; news means the one whose supplement says so.
    claimed = {form: code for code, row in supplement.items() for form in cells(row["other names"])}
    nothing = dict.fromkeys(columns, "-")
    blank = dict.fromkeys(next(iter(iso.values())), "")
    with open(DATA / "countries.tsv", "w", encoding="utf-8") as out:
        out.write(HEADER)
        # Kosovo has a code in use (XKX) but is not in ISO 3166.
        for code in sorted(iso.keys() | supplement.keys()):
            others = {form for form, owner in claimed.items() if owner != code}
            row = country(iso.get(code, blank | {"ISO3166-1-Alpha-3": code}), supplement.get(code, nothing), others)
            out.write("\t".join(cell if isinstance(cell, str) else "|".join(cell) or "-" for cell in row) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
