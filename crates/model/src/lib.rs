//! The model: one encoder pass per window of text, several heads on it, decoded into an
//! [`Analysis`].
//!
//! The encoder is a BERT-shaped network of 22 million parameters, trained under `training/`,
//! quantised to int8 and embedded in the binary. Nothing here reads a file, the clock or the
//! network, and reading never fails.

mod analysis;
mod attribution;
mod engine;
mod heads;
mod input;
mod links;
mod meaning;
mod names;
mod reader;
mod sequence;
mod syntax;
mod window;
mod wordpiece;

pub use analysis::{Analysis, Attribution, Certainty, Link, Name, NameKind, Tokens, Upos, Word};
pub use input::{Input, SURFACES};
pub use meaning::Meaning;
pub use reader::{MODEL, Reader};
