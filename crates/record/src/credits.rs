//! Where a report says who wrote, edited or photographed it: names there are nobody's of the story.

use std::sync::LazyLock;
use verbale_doc::{Doc, Tokens};
use verbale_text::Gap;

/// Where the names stand in an entry of the table.
const NAMES: &str = "…";

/// The most tokens of a credit in brackets: "[Ida Moe/Nordic Wire]".
const LONGEST_BRACKET: usize = 12;

static LEADS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    entries()
        .filter_map(|entry| entry.strip_suffix(NAMES))
        .collect()
});
static TRAILS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    entries()
        .filter_map(|entry| entry.strip_prefix(NAMES))
        .collect()
});

fn entries() -> impl Iterator<Item = &'static str> {
    include_str!("../data/credits.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The words of credits, in order.
pub(crate) fn credits(doc: &Doc) -> Vec<Tokens> {
    let mut out = Vec::new();
    for line in lines(doc) {
        let trails = |t: usize| {
            TRAILS
                .iter()
                .any(|trail| stands_at(doc, t, line.end, trail))
        };
        if let Some(trail) = line.clone().find(|&t| trails(t)) {
            out.push(sentence_start(doc, &line, trail)..trail);
        }
        let begins = |t: usize| {
            let first = t == line.start || matches!(doc.word(t - 1), "." | ")" | "]" | "—" | "–");
            first && LEADS.iter().any(|lead| stands_at(doc, t, line.end, lead))
        };
        if let Some(lead) = line.clone().find(|&t| begins(t)) {
            out.push(lead..line.end);
        }
        out.extend(bracketed(doc, &line));
    }
    out
}

/// The lines of the text by their tokens.
fn lines(doc: &Doc) -> Vec<Tokens> {
    let breaks = |t: &usize| matches!(doc.analysis.tokens[*t].gap, Gap::Line | Gap::Paragraph);
    let mut starts: Vec<usize> = (0..doc.len()).filter(breaks).collect();
    starts.push(doc.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// Whether these words, their case and the blanks between them aside, begin at a token.
fn stands_at(doc: &Doc, token: usize, end: usize, words: &str) -> bool {
    let mut rest = words.trim();
    let mut at = token;
    while at < end {
        let Some(left) = rest.strip_prefix(doc.lower(at)) else {
            return false;
        };
        rest = left.trim_start();
        if rest.is_empty() {
            return true;
        }
        at += 1;
    }
    false
}

/// The start of the sentence within its line.
fn sentence_start(doc: &Doc, line: &Tokens, token: usize) -> usize {
    let sentence = doc.sentence(token).map_or(line.start, |s| s.start);
    sentence.max(line.start)
}

/// "[Ida Moe/Nordic Wire]", "(Ida Moe/NW)".
fn bracketed(doc: &Doc, line: &Tokens) -> Vec<Tokens> {
    let opens = |t: &usize| matches!(doc.word(*t), "[" | "(");
    line.clone()
        .filter(opens)
        .filter_map(|open| {
            let mut within = open + 1..line.end.min(open + LONGEST_BRACKET);
            let close = within.find(|&t| matches!(doc.word(t), "]" | ")"))?;
            let slash = (open + 1..close).any(|t| doc.word(t).contains('/'));
            slash.then_some(open + 1..close)
        })
        .collect()
}
