//! How well tokens and sentences agree with a treebank, from raw text.

use crate::conllu::{self, Document};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;
use std::path::Path;
use verbale_text::{Span, sentences, tokens};

/// Prints a CSV table for the treebank at `path`: a row for each genre of GUM, then all of it.
///
/// With `errors`, every token missed and every sentence border missing or too many comes first.
///
/// # Errors
/// If the treebank cannot be read.
pub(crate) fn run(path: &Path, errors: bool) -> Result<()> {
    let mut genres: BTreeMap<String, Scores> = BTreeMap::new();
    let mut all = Scores::default();
    for document in conllu::read(path)? {
        let (scores, differences) = compare(&document);
        if errors {
            differences
                .iter()
                .for_each(|difference| println!("{}\t{difference}", document.id));
        }
        if let Some(genre) = genre(&document.id) {
            *genres.entry(genre.to_owned()).or_default() += scores;
        }
        all += scores;
    }
    println!("genre,sentences,token_f1,sentence_f1,border_f1");
    for (genre, scores) in genres
        .iter()
        .map(|(genre, scores)| (genre.as_str(), scores))
        .chain([("all", &all)])
    {
        let Scores {
            tokens,
            spans,
            ends,
        } = scores;
        println!(
            "{genre},{},{:.4},{:.4},{:.4}",
            spans.gold,
            tokens.f1(),
            spans.f1(),
            ends.f1()
        );
    }
    Ok(())
}

/// The genre in a document id of GUM: "news" of `GUM_news_iodine`.
fn genre(id: &str) -> Option<&str> {
    id.strip_prefix("GUM_")?.split('_').next()
}

#[derive(Clone, Copy, Default)]
struct Scores {
    tokens: Counts,
    /// Sentences whose both ends are right.
    spans: Counts,
    /// Sentences whose last character is right.
    ends: Counts,
}

impl AddAssign for Scores {
    fn add_assign(&mut self, other: Self) {
        self.tokens += other.tokens;
        self.spans += other.spans;
        self.ends += other.ends;
    }
}

#[derive(Clone, Copy, Default)]
struct Counts {
    found: usize,
    gold: usize,
    right: usize,
}

impl Counts {
    fn new<T: Ord>(found: &BTreeSet<T>, gold: &BTreeSet<T>) -> Self {
        Self {
            found: found.len(),
            gold: gold.len(),
            right: found.intersection(gold).count(),
        }
    }

    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.gold).max(1) as f64
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.found += other.found;
        self.gold += other.gold;
        self.right += other.right;
    }
}

/// The scores of a document, and its sentence borders and tokens that differ, shown.
fn compare(document: &Document) -> (Scores, Vec<String>) {
    let text = document.text.as_str();
    let found_tokens = tokens(text);
    let found: BTreeSet<Span> = sentences(text, &found_tokens)
        .into_iter()
        .map(|s| s.span)
        .collect();
    let gold: BTreeSet<Span> = document.sentences.iter().map(|s| s.span).collect();
    let gold_tokens: BTreeSet<Span> = document
        .sentences
        .iter()
        .flat_map(|s| &s.words)
        .map(|w| w.span)
        .collect();
    let found_tokens: BTreeSet<Span> = found_tokens.iter().map(|t| t.span).collect();
    let ends =
        |spans: &BTreeSet<Span>| spans.iter().map(|s| s.end.bytes()).collect::<BTreeSet<_>>();
    let (found_ends, gold_ends) = (ends(&found), ends(&gold));
    let scores = Scores {
        tokens: Counts::new(&found_tokens, &gold_tokens),
        spans: Counts::new(&found, &gold),
        ends: Counts::new(&found_ends, &gold_ends),
    };
    let shown = found_ends.symmetric_difference(&gold_ends).map(|&at| {
        let kind = if gold_ends.contains(&at) {
            "missing"
        } else {
            "too many"
        };
        format!("{kind}\t{}", around(text, at))
    });
    let missed = gold_tokens.difference(&found_tokens).map(|&token| {
        let cut: Vec<&str> = found_tokens
            .iter()
            .filter(|t| t.overlaps(token))
            .map(|t| t.of(text))
            .collect();
        format!("token {}\tread as {}", token.of(text), cut.join(" | "))
    });
    (scores, shown.chain(missed).collect())
}

/// The words around a border, on one line.
fn around(text: &str, at: usize) -> String {
    const SHOWN: usize = 60;
    let start = text[..at]
        .char_indices()
        .rev()
        .nth(SHOWN)
        .map_or(0, |(n, _)| n);
    let end = text[at..]
        .char_indices()
        .nth(SHOWN)
        .map_or(text.len(), |(n, _)| at + n);
    format!("{}‖{}", &text[start..at], &text[at..end]).replace('\n', "⏎")
}
