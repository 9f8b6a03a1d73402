//! Contents cut into clauses that hold one matter each, by the words on the page.

use crate::table::lines;
use crate::text::Text;
use verbale_text::Span;

const JOINTS: &str = include_str!("../data/joints.txt");
const OPENERS: &str = include_str!("../data/openers.txt");

/// A part of a clause with fewer words is no clause of its own.
const SHORTEST: usize = 3;
/// Parts joined by a bare "and" must be longer.
const SHORTEST_AND: usize = 4;

/// What a content is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    /// Of matters that a writer lists: "the talks on quotas and the situation in the strait".
    List,
    /// Of sentences as somebody says them, where "and" seldom leads to another matter.
    Speech,
}

/// The clauses of a content, in the order of the text.
pub(crate) fn clauses(text: &Text<'_>, content: &[Span], made: Made) -> Vec<Span> {
    let mut out = Vec::new();
    for &span in content {
        for sentence in by_sentence(text, span) {
            split(text.text, sentence, made, &mut out);
        }
    }
    out
}

/// A span cut where sentences end.
fn by_sentence(text: &Text<'_>, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut number = text.sentence_at(span.start.bytes());
    while number < text.sentences.len() {
        let sentence = text.sentence(number);
        if sentence.start >= span.end {
            break;
        }
        let (start, end) = (sentence.start.max(span.start), sentence.end.min(span.end));
        if start < end {
            out.push(Span { start, end });
        }
        number += 1;
    }
    out
}

/// Cuts at the first joint that leaves enough on both sides, and goes on behind it.
fn split(text: &str, span: Span, made: Made, out: &mut Vec<Span>) {
    let words = span.of(text);
    let joint = lines(JOINTS)
        .flat_map(|joint| {
            words
                .match_indices(joint)
                .map(|(at, found)| (at, found.len()))
        })
        .filter(|&(at, len)| {
            count(&words[..at]) >= SHORTEST && count(&words[at + len..]) >= SHORTEST
        })
        .chain(
            (made == Made::List)
                .then(|| bare_and(words))
                .into_iter()
                .flatten(),
        )
        .min();
    let start = span.start.bytes();
    match joint {
        Some((at, len)) => {
            push(text, Span::new(start, start + at), out);
            split(
                text,
                Span::new(start + at + len, span.end.bytes()),
                made,
                out,
            );
        }
        None => push(text, span, out),
    }
}

/// The places of an "and" between two parts that are long enough to be matters of their own.
fn bare_and(words: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    words.match_indices(" and ").filter_map(move |(at, and)| {
        let after = &words[at + and.len()..];
        let opener = after.split_whitespace().next()?;
        let long = count(&words[..at]) >= SHORTEST_AND && count(after) >= SHORTEST_AND;
        let begins = lines(OPENERS).any(|known| known == opener);
        (long && begins).then_some((at, and.len()))
    })
}

fn count(words: &str) -> usize {
    words.split_whitespace().count()
}

/// Keeps a clause without the marks and the white space around it.
fn push(text: &str, span: Span, out: &mut Vec<Span>) {
    let words = span.of(text);
    let outer =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '“' | '”' | '"' | '–' | '—' | '.');
    let trimmed = words.trim_matches(outer);
    if trimmed.chars().any(char::is_alphanumeric) {
        let start = span.start.bytes() + (words.len() - words.trim_start_matches(outer).len());
        out.push(Span::new(start, start + trimmed.len()));
    }
}
