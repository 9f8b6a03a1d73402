//! What a position is about: a label from the text's own words.

use super::segments::Segment;
use crate::passage::Passage;

/// The most words of a label.
const LONGEST: usize = 8;

/// The label of a segment.
pub(crate) fn label(passage: &Passage, segment: &Segment) -> String {
    let words: Vec<&str> = segment
        .tokens()
        .filter(|&t| !passage.is_punctuation(t))
        .take(LONGEST)
        .map(|t| passage.word(t))
        .collect();
    words.join(" ")
}
