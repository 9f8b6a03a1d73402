//! The matters of a text: labels in its own words, and which of them are one.

use super::matters::{Matter, agreement, matters};
use super::naming::{can_name, name};
use super::topic::{Clause, label};
use std::collections::BTreeSet;
use verbale_doc::{Doc, Tokens, Upos};
use verbale_lexicon::stem;

/// A matter at issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Topic {
    pub(crate) label: String,
    /// Where the words of the label stand.
    pub(crate) tokens: Tokens,
}

/// The topics of clauses in the order of the text, and for each clause the place of its own.
pub(super) fn topics(doc: &Doc, clauses: &[Clause]) -> (Vec<Topic>, Vec<usize>) {
    let labels: Vec<Tokens> = clauses.iter().map(|clause| label_of(doc, clause)).collect();
    let known: Vec<Matter> = clauses
        .iter()
        .zip(&labels)
        .map(|(clause, label)| matter(doc, &clause.pieces, label))
        .collect();
    let of = matters(&known);
    let count = of.iter().max().map_or(0, |last| last + 1);
    let topics = (0..count).map(|topic| {
        let members: Vec<usize> = (0..of.len()).filter(|&n| of[n] == topic).collect();
        // The label that agrees best with those of all.
        let shared = |n: usize| -> f32 {
            members
                .iter()
                .map(|&m| agreement(&known[n].name, &known[m].name))
                .sum()
        };
        let best = members
            .iter()
            .copied()
            .max_by(|&a, &b| shared(a).total_cmp(&shared(b)).then(b.cmp(&a)));
        let tokens = labels[best.unwrap_or_default()].clone();
        Topic {
            label: shown(doc, &tokens),
            tokens,
        }
    });
    (topics.collect(), of)
}

/// The words that name what a clause is about: as a rule or the model tells it, or by its syntax.
pub(crate) fn label_of(doc: &Doc, clause: &Clause) -> Tokens {
    let told = !doc.analysis.clauses.naming.is_empty() && !clause.is_ruled;
    let learned = told.then(|| name(doc, &clause.pieces)).flatten();
    learned.unwrap_or_else(|| label(doc, clause))
}

/// What is known of a clause's matter.
pub(crate) fn matter(doc: &Doc, pieces: &[Tokens], label: &Tokens) -> Matter {
    let stems = |tokens: &mut dyn Iterator<Item = usize>| -> BTreeSet<String> {
        tokens
            .filter(|&t| can_name(doc, t))
            .map(|t| stem(doc.word(t)))
            .collect()
    };
    let words: Vec<usize> = pieces.iter().flat_map(Clone::clone).collect();
    Matter {
        name: stems(&mut label.clone()),
        words: stems(&mut words.iter().copied()),
        vector: doc.analysis.clauses.of(&words).map(|clause| clause.matter),
        sentence: doc.sentences().partition_point(|s| s.end <= words[0]),
    }
}

/// The words as a heading: on one line, and small where only the start of the sentence made them large.
fn shown(doc: &Doc, tokens: &Tokens) -> String {
    let words: Vec<&str> = doc.phrase(tokens).split_whitespace().collect();
    let label = words.join(" ");
    let first = tokens.start;
    let opens = doc.sentence(first).is_some_and(|s| s.start == first);
    let is_name =
        doc.upos(first) == Upos::Propn || doc.word(first).chars().skip(1).any(char::is_uppercase);
    let mut letters = label.chars();
    match letters.next() {
        Some(letter) if opens && !is_name => letter.to_lowercase().chain(letters).collect(),
        _ => label,
    }
}
