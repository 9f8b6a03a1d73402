//! Patterns over tokens and their syntax, written in files that a researcher can read and extend.
//!
//! A file is a list of rules. A rule looks at one token, the anchor `@`, and at what stands around it in the tree of
//! its sentence:
//!
//! ```text
//! list cancel = cancel scrap abandon
//!
//! rule cancelled
//!   match @ <nsubj|obj [{cancel}]
//!   not   @ >det [no]
//!   gives status=cancelled
//!   yes   The dinner was cancelled.
//!   no    The dinner was served.
//! ```
//!
//! - `match PATH` must be found; `opt PATH` is found if it can be; `not PATH` must not be found. Every path starts at
//!   the anchor or at a token that an earlier path has named.
//! - A path is a node, then steps to other nodes: `>obj|obl` down to a dependent by one of these UD relations, `<obj` up
//!   to the head of which this node is the object, `>obl(with|to)` and `<obl(with)` by way of a preposition, `>>` and
//!   `<<` down and up any number of steps, `+` and `-` to the next and the previous token, `~` to any token of the
//!   sentence. `>` and `<` without a relation take any.
//! - A node is `@`, a name to bind (`$who`), or neither, and then its tests in brackets. Words are lemmas of which one
//!   must fit, `{name}` stands for a list of them; `word=…`, `end=ing`, `upos=NOUN|PROPN`, `rel=root`,
//!   `kind=person|country` test the word as written, its ending, part of speech, relation and kind of entity. `!` before a test turns it around. All tests
//!   must hold.
//! - `gives key=value key=$who` is what a match tells: words, or tokens that were bound.
//! - `yes` and `no` are examples: sentences in which the rule must and must not be found.
//!
//! A rule whose anchor has lemmas is tried only where one of them stands, so a long file costs no more than a short one.
//!
//! This crate knows no grammar and no text: what it asks of a sentence is the trait [`Tree`].

mod pattern;
mod rules;
mod search;

pub use rules::{Example, Fault, Rules};
pub use search::Match;

use std::ops::Range;

/// A text's tokens with their syntax, as patterns see them. Numbers count tokens from the start of the text.
pub trait Tree {
    /// The token's lemma, in lower case.
    fn lemma(&self, token: usize) -> &str;
    /// The token as written, in lower case.
    fn lower(&self, token: usize) -> &str;
    /// Its universal part of speech, as UD writes it.
    fn upos(&self, token: usize) -> &str;
    /// The token it depends on; `None` for the root of a sentence.
    fn head(&self, token: usize) -> Option<usize>;
    /// The UD relation to its head, without a subtype.
    fn relation(&self, token: usize) -> &str;
    /// What depends on it, in the order of the text.
    fn children(&self, token: usize) -> Vec<usize>;
    /// Whether one of these prepositions introduces the phrase of which it is the head.
    fn is_introduced_by(&self, token: usize, prepositions: &[String]) -> bool;
    /// The tokens of its sentence.
    fn sentence(&self, token: usize) -> Range<usize>;
    /// The kind of the entity that it is a mention of (`person`, `country`, …).
    fn kind(&self, token: usize) -> Option<&str>;
}
