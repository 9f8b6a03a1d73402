//! What the heads give, and what is done with the columns of two tokens.

use crate::kernel::Loops;
use crate::matrix::LANES;
use std::ops::Range;

/// What the heads give: a row a token.
#[derive(Debug)]
pub struct Output<'a> {
    pub(crate) columns: usize,
    pub(crate) values: &'a [f32],
    pub(crate) loops: Loops,
}

impl<'a> Output<'a> {
    /// The columns of token `at`.
    #[must_use]
    pub fn row(&self, at: usize) -> &'a [f32] {
        &self.values[at * self.columns..(at + 1) * self.columns]
    }

    /// Writes the inner products of `left` with the `columns` of each of `rows`.
    ///
    /// # Panics
    /// If `left` and `columns` are not of one length, a multiple of 16, or `out` and `rows` not of one.
    pub fn inner(&self, left: &[f32], rows: Range<usize>, columns: Range<usize>, out: &mut [f32]) {
        check(&[left, &self.row(0)[columns.clone()]]);
        assert_eq!(rows.len(), out.len(), "a product a row");
        let right = &self.values[rows.start * self.columns..rows.end * self.columns];
        self.loops
            .inner(left, right, self.columns, columns.start, out);
    }

    /// Writes what `join` gives for two tokens' columns and what stands for their distance.
    ///
    /// # Panics
    /// If these are not as wide as `join`, or `out` is not [`Join::outputs`] long.
    pub fn join(&self, join: &Join, left: &[f32], right: &[f32], near: &[f32], out: &mut [f32]) {
        check(&[left, right, near]);
        assert_eq!(left.len(), join.width, "as wide as the layer");
        assert_eq!(out.len(), join.outputs(), "an output a bias");
        self.loops.join(join, left, right, near, out);
    }
}

fn check(rows: &[&[f32]]) {
    for row in rows {
        assert_eq!(row.len(), rows[0].len(), "rows are of one length");
        assert!(row.len().is_multiple_of(LANES), "rows come in whole lanes");
    }
}

/// A small layer on the columns of two tokens: `biases + weights · max(left + right + near, 0)`.
#[derive(Debug)]
pub struct Join {
    width: usize,
    /// `[output][width]`
    pub(crate) weights: Vec<f32>,
    pub(crate) biases: Vec<f32>,
}

impl Join {
    /// The widest that there may be.
    pub const WIDEST: usize = 256;

    /// `weights` are `[output][width]`, one output a bias.
    ///
    /// # Panics
    /// If they are not that, or the width is not a multiple of 16 up to [`WIDEST`](Self::WIDEST).
    #[must_use]
    pub fn new(weights: Vec<f32>, biases: Vec<f32>) -> Self {
        let width = weights.len() / biases.len();
        assert_eq!(
            weights.len(),
            width * biases.len(),
            "a row of weights a bias"
        );
        assert!(
            width.is_multiple_of(LANES) && width <= Self::WIDEST,
            "width {width}"
        );
        Self {
            width,
            weights,
            biases,
        }
    }

    /// How many values it gives.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.biases.len()
    }
}
