//! Where places lie: whether two names may be of one place.

use crate::table::rows;
use std::collections::HashMap;
use std::sync::LazyLock;
use verbale_lexicon::{NameKind, country};

/// Written by `training/cities.py`.
const CITIES: &str = include_str!("../data/cities.tsv");

/// The countries of each city by its name in lower case.
static COUNTRIES: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut cities: HashMap<String, Vec<&'static str>> = HashMap::new();
    for [name, codes] in rows::<2>(CITIES) {
        cities.insert(name.to_lowercase(), codes.split('|').collect());
    }
    cities
});

/// What a name is the name of.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// A country, by its code.
    Country(&'static str),
    /// A city, with the countries that have one of this name.
    City(Vec<&'static str>),
}

/// The parts of a name that are known: "Geneva, Switzerland" has two.
fn parts(name: &str) -> Vec<(String, Kind)> {
    name.split([',', '('])
        .filter_map(|part| {
            let part = part.trim_matches(|c: char| !c.is_alphanumeric());
            Some((part.to_lowercase(), kind(part)?))
        })
        .collect()
}

fn kind(name: &str) -> Option<Kind> {
    let bare = name
        .strip_prefix("the ")
        .or_else(|| name.strip_prefix("The "))
        .unwrap_or(name);
    match country(bare) {
        Some((code, NameKind::Name | NameKind::Seat)) => return Some(Kind::Country(code.as_str())),
        Some((code, NameKind::Capital)) => return Some(Kind::City(vec![code.as_str()])),
        _ => {}
    }
    COUNTRIES
        .get(&bare.to_lowercase())
        .map(|codes| Kind::City(codes.clone()))
}

/// Whether two names may be of one place: they are alike, one lies in the other, or of one of them it is not known where
/// it lies.
pub(crate) fn may_be_one_place(a: &str, b: &str) -> bool {
    let (lower, other) = (a.to_lowercase(), b.to_lowercase());
    if lower.contains(&other) || other.contains(&lower) {
        return true;
    }
    let (left, right) = (parts(a), parts(b));
    left.iter().all(|(name, one)| {
        right.iter().all(|(other_name, other)| match (one, other) {
            (Kind::Country(one), Kind::Country(other)) => one == other,
            (Kind::City(_), Kind::City(_)) => name == other_name,
            (Kind::Country(country), Kind::City(lies))
            | (Kind::City(lies), Kind::Country(country)) => lies.contains(country),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::may_be_one_place;

    #[test]
    fn a_city_lies_in_its_country() {
        for (a, b) in [
            ("Sochi", "Russia"),
            ("Geneva, Switzerland", "Geneva"),
            ("the Kremlin", "Moscow"),
            ("Harbour House", "Oslo"),
        ] {
            assert!(may_be_one_place(a, b), "{a}, {b}");
        }
        for (a, b) in [
            ("Sochi", "Moscow"),
            ("Oslo", "Iceland"),
            ("Norway", "Iceland"),
        ] {
            assert!(!may_be_one_place(a, b), "{a}, {b}");
        }
    }
}
