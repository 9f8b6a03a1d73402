//! The heads: where each one's columns stand in the encoder's output, the names of its labels, and
//! the small layers that join two tokens.

use safetensors::SafeTensors;
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Range;
use verbale_encoder::{Join, Output};

/// What `labels.json` says.
#[derive(Debug, Deserialize)]
pub(crate) struct Labels {
    columns: HashMap<String, (usize, usize)>,
    buckets: Vec<usize>,
    pub(crate) part: Vec<String>,
    pub(crate) upos: Vec<String>,
    pub(crate) entity: Vec<String>,
    pub(crate) role: Vec<String>,
    pub(crate) relation: Vec<String>,
    pub(crate) stance: Vec<String>,
}

impl Labels {
    pub(crate) fn parse(json: &str) -> Self {
        serde_json::from_str(json).expect("the embedded labels parse")
    }

    /// The columns of a head.
    pub(crate) fn columns(&self, head: &str) -> Range<usize> {
        let &(start, end) = &self.columns[head];
        start..end
    }
}

/// Scores pairs of tokens: `relu(left + right + distance) · weight + bias`.
#[derive(Debug)]
pub(crate) struct Pair {
    left: Range<usize>,
    right: Range<usize>,
    buckets: Vec<usize>,
    /// [bucket][hidden]
    distance: Vec<f32>,
    join: Join,
}

impl Pair {
    pub(crate) fn load(name: &str, labels: &Labels, tensors: &SafeTensors<'_>) -> Self {
        let get = |part: &str| floats(tensors, &format!("{name}.{part}"));
        let bias = get("bias");
        let by_hidden = get("weight");
        let out = bias.len();
        let hidden = by_hidden.len() / out;
        let weight = (0..out)
            .flat_map(|o| (0..hidden).map(move |h| (h, o)))
            .map(|(h, o)| by_hidden[h * out + o])
            .collect();
        Self {
            left: labels.columns(&format!("{name}.left")),
            right: labels.columns(&format!("{name}.right")),
            buckets: labels.buckets.clone(),
            distance: get("distance"),
            join: Join::new(weight, bias),
        }
    }

    /// How many scores a pair gets.
    pub(crate) fn outputs(&self) -> usize {
        self.join.outputs()
    }

    /// Writes the scores of the tokens in rows `left` and `right` to `out`.
    pub(crate) fn score(&self, rows: &Output<'_>, left: usize, right: usize, out: &mut [f32]) {
        let width = self.left.len();
        let bucket = self.bucket(right.cast_signed() - left.cast_signed());
        let near = &self.distance[bucket * width..(bucket + 1) * width];
        let left = &rows.row(left)[self.left.clone()];
        let right = &rows.row(right)[self.right.clone()];
        rows.join(&self.join, left, right, near, out);
    }

    /// As `bucket` in the training's network: the middle one is distance 0.
    fn bucket(&self, distance: isize) -> usize {
        let middle = self.buckets.len() + 1;
        let size = self
            .buckets
            .partition_point(|&border| border < distance.unsigned_abs());
        match distance {
            0 => middle,
            1.. => middle + 1 + size,
            _ => middle - 1 - size,
        }
    }
}

/// `log(exp(x_i) / Σ exp(x_j))`, in place.
pub(crate) fn log_softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = scores.iter().map(|s| libm::expf(s - top)).sum();
    let norm = top + libm::logf(sum);
    for score in scores {
        *score -= norm;
    }
}

/// 1 / (1 + e^-x)
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-x))
}

/// The place of the largest value; the first of equals.
pub(crate) fn argmax(values: &[f32]) -> usize {
    let mut best = 0;
    for (at, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = at;
        }
    }
    best
}

fn floats(tensors: &SafeTensors<'_>, name: &str) -> Vec<f32> {
    let tensor = tensors
        .tensor(name)
        .expect("the embedded heads have every tensor");
    let (values, rest) = tensor.data().as_chunks::<4>();
    assert!(rest.is_empty(), "{name} is not f32");
    values
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect()
}
