//! Offices that one person holds at a time: by them a person can be known without a name.

use std::collections::HashMap;
use std::sync::LazyLock;

use verbale_lexicon::{country, organization};

/// What reports call offices, and which office each means.
static TITLES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/offices.tsv").lines();
    let rows = lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(office, titles)| titles.split('|').map(move |title| (title, office)))
        .collect()
});

/// The office that a role's title means, if one person of a side holds it: "President of Russia",
/// "Russian President".
pub(crate) fn of_title(title: &str) -> Option<&'static str> {
    parts(title).map(|(office, _)| office)
}

/// The side and the office in a phrase that names no one: "the Russian president".
pub(crate) fn of_phrase(phrase: &str) -> Option<(String, &'static str)> {
    let (office, side) = parts(phrase)?;
    Some((side?, office))
}

/// The office in a title, and the side if the title names it.
fn parts(title: &str) -> Option<(&'static str, Option<String>)> {
    let words: Vec<&str> = title
        .split_whitespace()
        .skip_while(|word| word.eq_ignore_ascii_case("the"))
        .collect();
    let office = |words: &[&str]| {
        let words = words.join(" ").to_lowercase();
        TITLES.get(words.as_str()).copied()
    };
    if let Some(office) = office(&words) {
        return Some((office, None));
    }
    // "Russian president", "president of Russia": the side may have several words.
    for end in 1..words.len().min(5) {
        if let (Some(side), Some(office)) = (side_of(&words[..end]), office(&words[end..])) {
            return Some((office, Some(side)));
        }
    }
    let of = words
        .iter()
        .rposition(|word| word.eq_ignore_ascii_case("of"))?;
    let side = side_of(&words[of + 1..])?;
    Some((office(&words[..of])?, Some(side)))
}

fn side_of(words: &[&str]) -> Option<String> {
    let words = words.join(" ");
    let words = words.trim_end_matches("’s").trim_end_matches("'s");
    country(words)
        .map(|(code, _)| code.as_str().to_owned())
        .or_else(|| organization(words).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_is_known_with_its_side_or_without() {
        assert_eq!(of_title("President"), Some("head of state"));
        assert_eq!(of_title("President of Finland"), Some("head of state"));
        assert_eq!(
            of_title("Finnish Foreign Minister"),
            Some("foreign minister")
        );
        assert_eq!(of_title("Assistant to the President"), None);
        assert_eq!(of_title("Senator"), None);
    }

    #[test]
    fn a_phrase_needs_its_side() {
        let known = |phrase| of_phrase(phrase).map(|(side, office)| format!("{side} {office}"));
        assert_eq!(
            known("the Finnish president").as_deref(),
            Some("FIN head of state")
        );
        assert_eq!(
            known("the president of Finland").as_deref(),
            Some("FIN head of state")
        );
        assert_eq!(
            known("Finland's prime minister").as_deref(),
            Some("FIN prime minister")
        );
        assert_eq!(known("the president"), None);
        assert_eq!(known("Finnish officials"), None);
    }
}
