//! The text layer: offsets as types, words, sentences, quotations and turns of news English.
//!
//! Everything here is pure and works on UTF-8 byte offsets into the report's text. A [`Token`], a
//! [`Sentence`] or a [`Quotation`] is a [`Span`] of the text it was made from, so its words can
//! always be shown; so is each stretch of a [`Normalized`] text, which leads back to its original.

mod chars;
mod normalize;
mod offset;
mod paragraph;
mod quote;
mod sentence;
mod spaced;
mod token;
mod turns;
mod wordlist;

pub use chars::CodePoints;
pub use normalize::{Normalized, normalize};
pub use offset::{Offset, Span};
pub use paragraph::paragraphs;
pub use quote::{Quotation, quotations};
pub use sentence::{Sentence, sentences};
pub use token::{Gap, Token, tokens};
pub use turns::{Turn, Voice, is_title_of_label, speech, turns};
