//! Why something stands in the record: written down where it is decided, told by `explain`.

use crate::grammar::Ground;
use verbale_doc::Tokens;

/// What decided a part of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Why {
    /// A rule of a file.
    Rule(Ground),
    /// A head of the model, with the probability that it gives.
    Head {
        head: &'static str,
        probability: f32,
    },
    /// A table of words, by the words that stand in it.
    Table { file: &'static str, words: Tokens },
    /// A step of the reading, in a few words, and the words that it went by.
    Step {
        step: &'static str,
        words: Option<Tokens>,
    },
}

impl Why {
    /// A step that went by these words.
    pub(crate) fn step(step: &'static str, words: Tokens) -> Self {
        Self::Step {
            step,
            words: Some(words),
        }
    }

    /// A step that went by no words of its own.
    pub(crate) fn bare(step: &'static str) -> Self {
        Self::Step { step, words: None }
    }
}

/// Whom words stand for, and why.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) entity: usize,
    pub(crate) why: Why,
}

impl Resolved {
    pub(crate) fn new(entity: usize, why: Why) -> Self {
        Self { entity, why }
    }

    /// By a step that went by these words.
    pub(crate) fn by(entity: usize, step: &'static str, words: &Tokens) -> Self {
        Self::new(entity, Why::step(step, words.clone()))
    }
}
