//! The matters of a text: labels in its own words, and which of them are one.

use super::topic::{Clause, label};
use std::collections::HashMap;
use verbale_doc::{Doc, Tokens, Upos};

/// A matter at issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Topic {
    pub(crate) label: String,
    /// Where the words of the label stand.
    pub(crate) tokens: Tokens,
}

/// The matters of a text, in the order in which they come up.
#[derive(Debug, Default)]
pub(super) struct Topics {
    list: Vec<Topic>,
    by_name: HashMap<Vec<String>, usize>,
}

impl Topics {
    /// The place of the matter that a clause is about.
    pub(super) fn of(&mut self, doc: &Doc, clause: &Clause) -> usize {
        let tokens = label(doc, clause);
        let list = &mut self.list;
        *self.by_name.entry(name(doc, &tokens)).or_insert_with(|| {
            list.push(Topic {
                label: shown(doc, &tokens),
                tokens,
            });
            list.len() - 1
        })
    }

    pub(super) fn into_list(self) -> Vec<Topic> {
        self.list
    }
}

/// What labels of one matter have in common: their lemmas, without articles and possessives.
fn name(doc: &Doc, tokens: &Tokens) -> Vec<String> {
    let telling = |&t: &usize| !matches!(doc.upos(t), Upos::Det | Upos::Pron | Upos::Part);
    let named: Vec<String> = tokens
        .clone()
        .filter(telling)
        .map(|t| doc.lemma(t).to_lowercase())
        .collect();
    if named.is_empty() {
        return tokens.clone().map(|t| doc.lower(t).to_owned()).collect();
    }
    named
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
