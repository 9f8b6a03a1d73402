//! Phrases that only lead into a clause.

use crate::table::lines;

const ENTRIES: &str = include_str!("../data/entries.txt");

/// An opening phrase has fewer words after its first.
const OPENING: usize = 7;

/// Whether a few words only lead into a clause: "At the same time".
pub(crate) fn is_opening(words: &str) -> bool {
    let mut all = words.split_whitespace();
    let first = all.next().unwrap_or_default();
    let leads = lines(ENTRIES).any(|entry| first.eq_ignore_ascii_case(entry));
    leads && all.count() < OPENING && !words.contains(',')
}
