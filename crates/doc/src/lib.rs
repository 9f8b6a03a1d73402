//! A text as the rules and the steps of a record see it: words, lemmas, sentences and syntax trees, made once from the
//! model's analysis and never changed.
//!
//! Whatever asks "what is the subject?", "which preposition?", "what hangs on this word?" asks it here, so that rules in
//! files and rules in Rust get the same answer, and in time that does not grow with the length of the sentence.

mod clause;
mod deprel;
mod doc;
mod tree;

pub use clause::SharedSubject;
pub use deprel::Deprel;
pub use doc::Doc;
pub use tree::{Tree, Word};

pub use verbale_model::{Tokens, Upos};
