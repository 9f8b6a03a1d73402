//! Where the columns of clauses stand.

use crate::heads::{Labels, sigmoid};
use std::ops::Range;
use verbale_embed::Clauses;

/// The heads of clauses.
#[derive(Debug)]
pub(crate) struct ClauseHead {
    topic: usize,
    stance: Range<usize>,
    matter: Range<usize>,
}

impl ClauseHead {
    pub(crate) fn new(labels: &Labels) -> Self {
        Self {
            topic: labels.columns("topic").start,
            stance: labels.columns("stance"),
            matter: labels.columns("matter"),
        }
    }

    /// Adds a token with this row of the encoder's output.
    pub(crate) fn push(&self, row: &[f32], out: &mut Clauses) {
        let (stance, matter) = (&row[self.stance.clone()], &row[self.matter.clone()]);
        out.push(sigmoid(row[self.topic]), stance, matter);
    }
}
