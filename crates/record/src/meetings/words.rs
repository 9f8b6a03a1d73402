//! What a word has to do with a meeting that it stands near (`data/meeting_words.tsv`).

use std::collections::HashSet;
use std::sync::LazyLock;

/// The parts that words play; the table explains them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Light,
    TakePlace,
    List,
    At,
    Within,
    Follow,
    Explanation,
    Cause,
    Deputy,
    Attendee,
    Collective,
    Present,
}

static WORDS: LazyLock<HashSet<(&'static str, Part)>> = LazyLock::new(|| {
    include_str!("../../data/meeting_words.tsv")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| entry(line).unwrap_or_else(|| panic!("meeting_words.tsv: {line}")))
        .collect()
});

fn entry(line: &'static str) -> Option<(&'static str, Part)> {
    let (word, part) = line.split_once('\t')?;
    let part = match part {
        "light" => Part::Light,
        "take-place" => Part::TakePlace,
        "list" => Part::List,
        "at" => Part::At,
        "within" => Part::Within,
        "follow" => Part::Follow,
        "explanation" => Part::Explanation,
        "cause" => Part::Cause,
        "deputy" => Part::Deputy,
        "attendee" => Part::Attendee,
        "collective" => Part::Collective,
        "present" => Part::Present,
        _ => return None,
    };
    Some((word, part))
}

/// Whether a lemma plays this part.
pub(super) fn is(lemma: &str, part: Part) -> bool {
    WORDS.contains(&(lemma, part))
}
