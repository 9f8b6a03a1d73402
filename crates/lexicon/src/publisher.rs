//! Whom a publisher speaks for.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::country::{Alpha3, country};
use crate::organization::organization;
use crate::table::{Fault, Table, built};

const TABLE: Table = Table {
    file: "publishers.tsv",
    text: include_str!("../data/publishers.tsv"),
};

/// The most words in the name of a country or body.
const LONGEST: usize = 6;

#[derive(Debug, Default)]
pub(crate) struct Publishers {
    /// Words of which one makes a publisher with a country the country's office.
    offices: Vec<&'static str>,
    /// How the names of sites end, each with the side that they speak for.
    domains: Vec<(&'static str, &'static str)>,
    /// Newspapers, broadcasters and agencies, each with the country that it is of.
    press: HashMap<&'static str, &'static str>,
}

static PUBLISHERS: LazyLock<Publishers> = LazyLock::new(|| built(read()));

pub(crate) fn read() -> Result<Publishers, Fault> {
    let mut out = Publishers::default();
    for row in TABLE.rows::<3>()? {
        row.lower_case(1)?;
        let [kind, words, side] = row.cells;
        match kind {
            "office" => out.offices.push(words),
            "domain" => out.domains.push((words, side)),
            "press" => row.enter(&mut out.press, words, side)?,
            _ => return Err(row.fault(format!("no kind {kind:?}"))),
        }
    }
    Ok(out)
}

/// The side that a publisher speaks for, if it is a government or an international body: told by its name, by the site
/// that may stand after it in parentheses, or by the address of the report.
///
/// ```
/// use verbale_lexicon::publisher_side;
///
/// assert_eq!(publisher_side("Ministry of Foreign Affairs of Finland", None), Some("FIN"));
/// assert_eq!(publisher_side("", Some("https://www.president.gov.ua/news/1")), Some("UKR"));
/// assert_eq!(publisher_side("Harbour Times", None), None);
/// ```
#[must_use]
pub fn publisher_side(publisher: &str, url: Option<&str>) -> Option<&'static str> {
    let (name, aside) = publisher.split_once('(').unwrap_or((publisher, ""));
    let name = name.trim();
    let bare = name
        .strip_prefix("The ")
        .or_else(|| name.strip_prefix("the "))
        .unwrap_or(name);
    side_named(bare)
        .or_else(|| side_named(name))
        .or_else(|| {
            // "Press Office of the Government (Finland)".
            let country = || side_in(name).or_else(|| side_in(aside.trim_end_matches(')')));
            is_office(name).then(country).flatten()
        })
        .or_else(|| of_domain(aside.trim_end_matches(')')))
        .or_else(|| of_domain(name))
        .or_else(|| url.and_then(|url| of_domain(host(url))))
}

/// The country whose newspaper, broadcaster or agency this is: "the Prime Minister" in it, without a country, is that
/// country's.
///
/// ```
/// use verbale_lexicon::press_country;
///
/// assert_eq!(press_country("BBC News"), Some("GBR"));
/// assert_eq!(press_country("Reuters"), None);
/// ```
#[must_use]
pub fn press_country(publisher: &str) -> Option<&'static str> {
    let (name, aside) = publisher.split_once('(').unwrap_or((publisher, ""));
    // "Daily Mirror (Sri Lanka)".
    if let Some((code, _)) = country(aside.trim_end_matches(')')) {
        return Some(code.as_str());
    }
    let lower = name.trim().to_lowercase();
    let bare = lower.strip_prefix("the ").unwrap_or(&lower);
    PUBLISHERS.press.get(bare).copied()
}

/// The country's code or the body's short name that words stand for: `RUS` for "Russia", "RUS" and "Moscow".
#[must_use]
pub fn side_named(words: &str) -> Option<&'static str> {
    Alpha3::of(&words.to_ascii_uppercase())
        .or_else(|| country(words).map(|(code, _)| code))
        .map(Alpha3::as_str)
        .or_else(|| organization(words))
}

/// The first country or body that the words name.
#[must_use]
pub fn side_in(words: &str) -> Option<&'static str> {
    let words: Vec<&str> = words
        .split([' ', ','])
        .map(|w| w.trim_end_matches("'s").trim_end_matches("’s"))
        .filter(|w| !w.is_empty())
        .collect();
    (0..words.len()).find_map(|start| {
        let ends = (start + 1..=(start + LONGEST).min(words.len())).rev();
        ends.filter(|_| words[start].starts_with(char::is_uppercase))
            .find_map(|end| side_named(&words[start..end].join(" ")))
    })
}

fn is_office(name: &str) -> bool {
    let lower = name.to_lowercase();
    let has = |word: &str| {
        lower
            .split(|c: char| !c.is_alphanumeric())
            .any(|w| w == word)
    };
    let is_in = |words: &&str| has(words) || words.contains(' ') && lower.contains(*words);
    PUBLISHERS.offices.iter().any(is_in)
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':', '?']).next().unwrap_or_default()
}

fn of_domain(host: &str) -> Option<&'static str> {
    let host = host.trim().to_lowercase();
    if !host.contains('.') || host.contains(' ') {
        return None;
    }
    let ends = |domain: &str| {
        host.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.') || domain.starts_with('.'))
    };
    let mut domains = PUBLISHERS.domains.iter();
    domains
        .find(|(domain, _)| ends(domain))
        .map(|(_, side)| *side)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn governments_are_known_by_publisher_and_site() {
        let side = |publisher| publisher_side(publisher, None);
        for (publisher, expected) in [
            ("The White House", "USA"),
            ("Kremlin", "RUS"),
            ("President of Finland (presidentti.example)", "FIN"),
            (
                "Ministry of Foreign Affairs of the Russian Federation",
                "RUS",
            ),
            ("U.S. Embassy in Ukraine", "USA"),
            ("Norwegian Ministry of Defence", "NOR"),
            ("NATO", "NATO"),
            (
                "Information Office of the Federal Government (Austria)",
                "AUT",
            ),
        ] {
            assert_eq!(side(publisher), Some(expected), "{publisher}");
        }
        for newspaper in ["The Moscow Times", "China Daily", "Harbour Gazette", ""] {
            assert_eq!(side(newspaper), None, "{newspaper}");
        }
        let site = |url| publisher_side("", Some(url));
        assert_eq!(site("https://www.state.gov/x"), Some("USA"));
        assert_eq!(site("http://en.kremlin.ru/events"), Some("RUS"));
        assert_eq!(site("https://news.example.com/gov"), None);
    }
}
