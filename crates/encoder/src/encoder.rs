//! The network, step by step.

use crate::attention::{Attention, Buffers};
use crate::kernel::{Kernel, Loops};
use crate::matrix::{Activations, Linear, ROWS};
use crate::weights::{Layer, Weights, WeightsError};
use std::borrow::Cow;

/// Rows that go through a layer together: few enough that what they give on the way stays in the
/// second cache.
const BLOCK: usize = 8 * ROWS;

/// A window of text: word pieces, the surface of each, and the places of the tokens' first pieces.
#[derive(Clone, Copy, Debug)]
pub struct Window<'a> {
    /// Rows of the table of word pieces.
    pub pieces: &'a [u32],
    /// Rows of the table of surfaces, one a piece.
    pub surfaces: &'a [u8],
    /// One a token, counted from the first piece.
    pub tokens: &'a [u32],
}

/// What the heads give: a row a token.
#[derive(Debug)]
pub struct Output<'a> {
    columns: usize,
    values: &'a [f32],
}

impl<'a> Output<'a> {
    /// The columns of token `at`.
    #[must_use]
    pub fn row(&self, at: usize) -> &'a [f32] {
        &self.values[at * self.columns..(at + 1) * self.columns]
    }
}

/// Room for what a window gives on its way, to be used again for the next one: the result does not
/// depend on what was there.
#[derive(Debug, Default)]
pub struct Scratch {
    x: Vec<f32>,
    merged: Vec<f32>,
    qkv: Vec<f32>,
    attended: Vec<f32>,
    inner: Vec<f32>,
    added: Vec<f32>,
    out: Vec<f32>,
    activations: Activations,
    buffers: Buffers,
}

/// A network with its weights. One serves any number of threads.
pub struct Encoder {
    file: Cow<'static, [u8]>,
    weights: Weights,
    kernel: Kernel,
    loops: Loops,
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder")
            .field("kernel", &self.kernel)
            .finish_non_exhaustive()
    }
}

impl Encoder {
    /// Loads weights (the format stands in `weights.rs`). A processor that lacks the `kernel` gets the
    /// portable one.
    ///
    /// # Errors
    /// If the weights are incomplete or of another shape.
    pub fn new(file: impl Into<Cow<'static, [u8]>>, kernel: Kernel) -> Result<Self, WeightsError> {
        let file = file.into();
        let weights = Weights::parse(&file)?;
        let (kernel, loops) = kernel.load();
        Ok(Self {
            file,
            weights,
            kernel,
            loops,
        })
    }

    /// The kernel that runs it.
    #[must_use]
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// The most pieces that a window may have.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.weights.positions.len() / self.weights.width
    }

    /// Reads one window.
    ///
    /// # Panics
    /// If the window is longer than [`longest`](Self::longest), or names a piece, a surface or a place
    /// that does not exist.
    pub fn run<'s>(&self, window: Window<'_>, scratch: &'s mut Scratch) -> Output<'s> {
        let length = window.pieces.len();
        assert!(
            length <= self.longest(),
            "a window has at most {} pieces",
            self.longest()
        );
        self.embed(window, scratch);
        let (before, after) = self.weights.layers.split_at(self.weights.merge);
        for layer in before {
            self.layer(layer, length, scratch);
        }
        self.merge(window.tokens, scratch);
        for layer in after {
            self.layer(layer, window.tokens.len(), scratch);
        }
        let heads = &self.weights.heads;
        let rows = window.tokens.len().next_multiple_of(ROWS);
        scratch.out.resize(rows * heads.padded, 0.0);
        let blocks = scratch.x.chunks(BLOCK * self.weights.width);
        for (x, out) in blocks.zip(scratch.out.chunks_mut(BLOCK * heads.padded)) {
            self.product(x, self.weights.width, heads, &mut scratch.activations, out);
        }
        Output {
            columns: heads.padded,
            values: &scratch.out,
        }
    }

    /// The vectors of the pieces, their places and their surfaces, added up.
    fn embed(&self, window: Window<'_>, scratch: &mut Scratch) {
        let weights = &self.weights;
        let width = weights.width;
        let row = |at: usize| at * width..(at + 1) * width;
        scratch
            .x
            .resize(window.pieces.len().next_multiple_of(ROWS) * width, 0.0);
        scratch.added.resize(scratch.x.len(), 0.0);
        let words = &self.file[weights.words.clone()];
        for (at, (&piece, &surface)) in window.pieces.iter().zip(window.surfaces).enumerate() {
            let piece = piece as usize;
            let scale = weights.word_scales[piece];
            let places = &weights.positions[row(at)];
            let words = &words[row(piece)];
            for ((x, word), place) in scratch.x[at * width..].iter_mut().zip(words).zip(places) {
                *x = f32::from(word.cast_signed()) * scale + place;
            }
            scratch.added[row(at)].copy_from_slice(&weights.surfaces[row(usize::from(surface))]);
        }
        self.loops
            .add_norm(&mut scratch.x, &scratch.added, width, &weights.norm);
    }

    /// Goes on with the tokens' first pieces only.
    fn merge(&self, tokens: &[u32], scratch: &mut Scratch) {
        let width = self.weights.width;
        scratch.merged.clear();
        for &piece in tokens {
            let at = piece as usize * width;
            scratch.merged.extend_from_slice(&scratch.x[at..at + width]);
        }
        scratch
            .merged
            .resize(tokens.len().next_multiple_of(ROWS) * width, 0.0);
        std::mem::swap(&mut scratch.x, &mut scratch.merged);
    }

    fn layer(&self, layer: &Layer, length: usize, scratch: &mut Scratch) {
        let width = self.weights.width;
        let rows = length.next_multiple_of(ROWS);
        let Scratch {
            x,
            qkv,
            attended,
            inner,
            added,
            activations,
            buffers,
            ..
        } = scratch;
        let stride = layer.qkv.padded;
        qkv.resize(rows * stride, 0.0);
        for (x, qkv) in x.chunks(BLOCK * width).zip(qkv.chunks_mut(BLOCK * stride)) {
            self.product(x, width, &layer.qkv, activations, qkv);
        }
        attended.resize(rows * layer.out.inputs, 0.0);
        let heads = layer.heads;
        self.loops.attend(&mut Attention {
            qkv,
            stride,
            heads,
            length,
            out: attended,
            buffers,
        });
        let blocks = x
            .chunks_mut(BLOCK * width)
            .zip(attended.chunks(BLOCK * layer.out.inputs));
        for (x, attended) in blocks {
            let rows = x.len() / width;
            added.resize(BLOCK.max(rows) * layer.out.padded, 0.0);
            let added = &mut added[..rows * layer.out.padded];
            self.product(attended, layer.out.inputs, &layer.out, activations, added);
            self.loops
                .add_norm(x, added, layer.out.padded, &layer.norm1);

            inner.resize(BLOCK * layer.up.padded, 0.0);
            let inner = &mut inner[..rows * layer.up.padded];
            self.product(x, width, &layer.up, activations, inner);
            activations.reset(rows, layer.down.inputs);
            self.loops
                .gelu_quantise(inner, layer.up.padded, activations);
            self.loops.product(activations, &layer.down, added);
            self.loops
                .add_norm(x, added, layer.down.padded, &layer.norm2);
        }
    }

    /// `out` = `rows`, `width` apart, times `weights`.
    fn product(
        &self,
        rows: &[f32],
        width: usize,
        weights: &Linear,
        activations: &mut Activations,
        out: &mut [f32],
    ) {
        activations.reset(rows.len() / width, weights.inputs);
        self.loops.quantise(rows, width, activations);
        self.loops.product(activations, weights, out);
    }
}
