//! What the lexicon knows of a text's words, as a hint to the encoder: it has read too little to know
//! every country, city and given name.

use verbale_lexicon::{NameKind, country, gender, is_place, organization, title};
use verbale_text::Token;

/// The list in which a token stands, alone or as part of a longer name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    None,
    Given,
    Country,
    People,
    Place,
    Organization,
    Title,
    Seat,
}

/// How many lists there are: rows of the model's list embedding.
pub const LISTS: usize = 8;

/// The most tokens in a name of the lists.
const LONGEST: usize = 5;

/// The list of every token. Only words with a capital are looked up; the longest name counts.
pub(crate) fn lists(text: &str, tokens: &[Token]) -> Vec<List> {
    let mut out = vec![List::None; tokens.len()];
    let mut first = 0;
    while first < tokens.len() {
        let start = tokens[first].span;
        let limit = if start.of(text).starts_with(char::is_uppercase) {
            (first + LONGEST).min(tokens.len())
        } else {
            first
        };
        let found = (first + 1..=limit).rev().find_map(|end| {
            let form = start.cover(tokens[end - 1].span).of(text);
            Some((end, list_of(form)?))
        });
        let end = found.map_or(first + 1, |(end, list)| {
            out[first..end].fill(list);
            end
        });
        first = end;
    }
    out
}

fn list_of(form: &str) -> Option<List> {
    if let Some((_, kind)) = country(form) {
        return Some(match kind {
            NameKind::Name => List::Country,
            NameKind::Adjective | NameKind::Demonym => List::People,
            NameKind::Capital => List::Place,
            NameKind::Seat => List::Seat,
        });
    }
    if organization(form).is_some() {
        Some(List::Organization)
    } else if gender(form).is_some() {
        Some(List::Given)
    } else if is_place(form) {
        Some(List::Place)
    } else if title(&form.to_lowercase()).is_some() {
        Some(List::Title)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_text::tokens;

    #[test]
    fn the_longest_name_counts_and_small_words_are_in_no_list() {
        let text = "Prime Minister Anna Smith of New Zealand met the Russian envoy in Vladivostok, may we add";
        let tokens = tokens(text);
        let found: Vec<(&str, List)> = tokens
            .iter()
            .map(|t| t.span.of(text))
            .zip(lists(text, &tokens))
            .filter(|(_, list)| *list != List::None)
            .collect();
        assert_eq!(
            found,
            [
                ("Prime", List::Title),
                ("Minister", List::Title),
                ("Anna", List::Given),
                ("New", List::Country),
                ("Zealand", List::Country),
                ("Russian", List::People),
                ("Vladivostok", List::Place),
            ]
        );
    }
}
