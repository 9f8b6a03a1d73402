//! The model: one encoder pass per window of text, several heads on it, decoded into an
//! [`Analysis`].
//!
//! The encoder is a BERT-shaped network of 18 million parameters, trained under `training/` and
//! quantised to int8; `verbale-encoder` runs it, `verbale-model-en` has its weights. Nothing here
//! reads a file, the clock or the network, and reading never fails.

mod analysis;
mod attribution;
mod clauses;
mod heads;
mod input;
mod links;
mod names;
mod reader;
mod sequence;
mod syntax;
mod window;

pub use analysis::{Analysis, Attribution, Certainty, Link, Name, NameKind, Tokens, Upos, Word};
pub use input::{Input, SURFACES};
pub use reader::{MODEL, Reader};
