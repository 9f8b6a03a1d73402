//! A short name for a row's matter, in the words of the texts.

use crate::absence::telling;
use crate::points::Point;
use crate::table::lines;
use std::collections::BTreeSet;

const ENTRIES: &str = include_str!("../data/entries.txt");
const LEADS: &str = include_str!("../data/leads.txt");
const LOOSE: &str = include_str!("../data/loose.txt");

/// A label has at most this many words.
const LONGEST: usize = 6;
/// And at least this many, where there are so many.
const LEAST: usize = 3;
/// An opening phrase has fewer words after its first.
const OPENING: usize = 7;

/// Words that lead back to what was named before.
const BACKWARD: [&str; 3] = ["such ", "any such ", "no such "];

/// The label of the row's points whose words most of them have; one that a record has before a clause cut short.
pub(crate) fn label(points: &[Point], row: &[usize]) -> String {
    let words: Vec<BTreeSet<String>> = row.iter().map(|&n| telling(&points[n].words)).collect();
    let common = |label: &str| -> usize {
        let own = telling(label);
        words
            .iter()
            .map(|words| words.intersection(&own).count())
            .sum()
    };
    let candidates = row.iter().map(|&n| {
        let given = points[n].label.as_deref();
        let (label, whole) = shortened(given.unwrap_or(&points[n].words));
        // "Any such treaty" tells of one that another point names.
        let named = !BACKWARD
            .iter()
            .any(|lead| label.to_lowercase().starts_with(lead));
        ((named, given.is_some(), whole, common(&label)), label)
    });
    // The first of equals.
    let best = candidates.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or_else(String::new, |(_, label)| label)
}

/// What follows an opening phrase: "At the same time, the harbour stays closed".
fn after_opening(words: &str) -> Option<&str> {
    let (opening, rest) = words.split_once(", ")?;
    let is_rest = rest.split_whitespace().count() >= LEAST;
    (is_opening(opening) && is_rest).then_some(rest)
}

/// Whether a few words only lead into a clause.
pub(crate) fn is_opening(words: &str) -> bool {
    let mut all = words.split_whitespace();
    let first = all.next().unwrap_or_default();
    let leads = lines(ENTRIES).any(|entry| first.eq_ignore_ascii_case(entry));
    leads && all.count() < OPENING && !words.contains(',')
}

/// The words without what leads up to the matter, cut where a phrase ends; and whether they are whole.
fn shortened(words: &str) -> (String, bool) {
    let mut rest = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    let after = |rest: &str, lead: &str| -> Option<usize> {
        let head = rest.get(..lead.len())?;
        let tail = &rest[lead.len()..];
        let is_word = tail.starts_with([' ', ',']);
        (head.eq_ignore_ascii_case(lead) && is_word && tail.split_whitespace().count() >= 2)
            .then_some(lead.len())
    };
    while let Some(end) = lines(LEADS).find_map(|lead| after(rest, lead)) {
        rest = rest[end..].trim_start_matches(|c: char| !c.is_alphanumeric());
    }
    rest = after_opening(rest).unwrap_or(rest);
    let all: Vec<&str> = rest.split_whitespace().collect();
    let comma = all
        .iter()
        .position(|word| word.ends_with([',', ';', ':', '…']));
    let clause = comma.map_or(all.len(), |at| at + 1);
    let end = if clause >= LEAST { clause } else { all.len() };
    let mut kept = all[..end.min(LONGEST)].to_vec();
    let bare = |word: &str| {
        word.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
    };
    let is_loose =
        |word: &&str| bare(word).is_empty() || lines(LOOSE).any(|loose| loose == bare(word));
    let whole = end <= LONGEST;
    if !whole && let Some(at) = kept.iter().rposition(is_loose).filter(|&at| at >= LEAST) {
        kept.truncate(at);
    }
    while kept.len() > 1 && kept.last().is_some_and(is_loose) {
        kept.pop();
    }
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '[' | ']');
    let label = kept.join(" ").replace(is_mark, "");
    let outer = |c: char| !c.is_alphanumeric() && !matches!(c, ')' | '%' | '£' | '$' | '€');
    (label.trim_matches(outer).to_owned(), whole)
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn labels_are_short_and_end_with_a_phrase() {
        assert_eq!(
            shortened(
                "the importance of open data from all coastal radars of the two countries and their islands"
            ),
            ("open data from all coastal radars".to_owned(), false)
        );
        assert_eq!(
            shortened("“a joint patrol,"),
            ("joint patrol".to_owned(), true)
        );
        assert_eq!(
            shortened("the steady progress made on both sides, and the hope for more"),
            ("steady progress made on both sides".to_owned(), true)
        );
    }
}
