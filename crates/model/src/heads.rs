//! The heads: where each one's columns stand in the encoder's output, the names of its labels, and
//! the small layers that join two tokens.

use safetensors::SafeTensors;
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Range;

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
    pub(crate) left: Range<usize>,
    pub(crate) right: Range<usize>,
    buckets: Vec<usize>,
    /// [bucket][hidden]
    distance: Vec<f32>,
    /// [out][hidden]
    weight: Vec<f32>,
    bias: Vec<f32>,
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
            weight,
            bias,
        }
    }

    /// How many scores a pair gets.
    pub(crate) fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// Writes the scores of (`left`, `right`) to `out`; `distance` is right less left, in tokens.
    /// `left` and `right` are the rows of the two tokens.
    pub(crate) fn score(
        &self,
        left: &[f32],
        right: &[f32],
        distance: isize,
        hidden: &mut Vec<f32>,
        out: &mut [f32],
    ) {
        let width = self.left.len();
        let bucket = self.bucket(distance);
        let near = &self.distance[bucket * width..(bucket + 1) * width];
        hidden.clear();
        hidden.extend(
            left[self.left.clone()]
                .iter()
                .zip(&right[self.right.clone()])
                .zip(near)
                .map(|((l, r), d)| (l + r + d).max(0.0)),
        );
        for ((out, bias), weight) in out
            .iter_mut()
            .zip(&self.bias)
            .zip(self.weight.chunks_exact(width))
        {
            *out = bias + dot(hidden, weight);
        }
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

/// The inner product, in eight lanes: the order of additions is fixed, so that every machine gives
/// the same bytes.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let (left, left_rest) = a.as_chunks::<8>();
    let (right, right_rest) = b.as_chunks::<8>();
    for (x, y) in left.iter().zip(right) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f32>() + rest
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
