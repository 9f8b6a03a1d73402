//! What stands between the words of a transcript and is nobody's: stage directions, times, headings, its end.

use super::label::is_time;
use crate::{Span, wordlist};
use std::collections::HashSet;
use std::sync::LazyLock;

static DIRECTIONS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../../data/stage_directions.txt")));
static ENDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let file = include_str!("../../data/transcript_ends.txt").lines();
    // The first line is a comment; "###" is none.
    file.skip(1).filter(|line| !line.is_empty()).collect()
});

/// The most words of a stage direction inside a paragraph.
const LONGEST: usize = 10;

/// The most words of a heading.
const LONGEST_HEADING: usize = 8;

/// Whether a paragraph ends what was said: "END 4:05 P.M.", "###", "This transcript was edited".
pub(super) fn is_end(paragraph: &str) -> bool {
    let lower = paragraph.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    ENDS.iter().any(|end| lower.starts_with(end))
        || bare == "end"
        || bare.starts_with("end ") && is_clock(&bare[4..])
        || is_clock(bare)
}

/// Whether the words are a time of day and nothing else: "2:41 p.m. est".
fn is_clock(words: &str) -> bool {
    let mut words = words.split_whitespace();
    words.next().is_some_and(|w| {
        w.starts_with(|c: char| c.is_ascii_digit())
            && is_time(w.trim_end_matches(|c: char| c.is_alphabetic()))
    }) && words.all(|w| w.chars().filter(|c| c.is_alphabetic()).count() < 5)
}

/// Whether a paragraph inside a turn is a heading or a line between parts.
pub(super) fn is_heading(paragraph: &str) -> bool {
    let letters = || paragraph.chars().filter(|c| c.is_alphabetic());
    let capitals = !letters().any(char::is_lowercase)
        && paragraph.split_whitespace().count() <= LONGEST_HEADING;
    let open = !paragraph.ends_with(['.', '!', '?', '…', '—', '–', '-', '"', '”']);
    letters().next().is_none() && !paragraph.chars().any(char::is_alphanumeric)
        || capitals && open && letters().count() > 3
}

/// The stretches of a paragraph that are said, and the stage directions between them.
pub(super) fn split(text: &str, paragraph: Span) -> (Vec<Span>, Vec<Span>) {
    let (mut said, mut stage) = (Vec::new(), Vec::new());
    let mut from = paragraph.start.bytes();
    for bracket in brackets(text, paragraph) {
        let around = bracket == trimmed(text, paragraph);
        if !(around || is_direction(bracket.of(text))) {
            continue;
        }
        said.extend(words(text, from, bracket.start.bytes()));
        stage.push(bracket);
        from = bracket.end.bytes();
    }
    said.extend(words(text, from, paragraph.end.bytes()));
    (said, stage)
}

/// The stretch without blanks around it, if it has any word.
fn words(text: &str, start: usize, end: usize) -> Option<Span> {
    let span = trimmed(text, Span::new(start, end.max(start)));
    span.of(text)
        .chars()
        .any(char::is_alphanumeric)
        .then_some(span)
}

fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start.bytes() + (words.len() - words.trim_start().len());
    Span::new(start, start + words.trim().len())
}

/// The outermost brackets of a paragraph, both marks included.
fn brackets(text: &str, paragraph: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in paragraph.of(text).char_indices() {
        match c {
            '(' | '[' => open.push(paragraph.start.bytes() + at),
            ')' | ']' => {
                if let Some(start) = open.pop()
                    && open.is_empty()
                {
                    out.push(Span::new(start, paragraph.start.bytes() + at + 1));
                }
            }
            _ => {}
        }
    }
    out
}

/// Whether what stands in brackets is heard or done, not said.
fn is_direction(bracket: &str) -> bool {
    let words = || {
        bracket.split_whitespace().map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        })
    };
    is_time(bracket)
        || words().count() <= LONGEST && words().any(|word| DIRECTIONS.contains(word.as_str()))
}
