//! Attention over one window, head by head, in integers of 16 bits.
//!
//! Queries and keys have 14 bits, so that the sum over a head's width fits into 32 bits; probabilities
//! have 12 (and their 1 is 2^12) and values 11, so that the sum over the longest window does.

#![allow(clippy::needless_range_loop)]

use crate::kernel::Lanes;
use crate::matrix::{LANES, ROWS};
use crate::rows::{chunks, chunks_mut, max, round, softmax};

/// The width of a head.
pub(crate) const HEAD: usize = 32;
/// The longest window: 512 * 4096 * 1023 < 2^31.
pub(crate) const LONGEST: usize = 512;
/// 32 * 8191² < 2^31.
const QUERY: f32 = 8191.0;
const VALUE: f32 = 1023.0;
/// Blocks of [`LANES`] columns that a step takes: a head's width, or as many keys.
const BLOCKS: usize = HEAD / LANES;
const NONE: [f32; LANES] = [0.0; LANES];

/// What the attention of a window reads and writes.
pub(crate) struct Attention<'a> {
    /// Row by row `stride` apart: queries, keys and values of all heads; filled up to [`ROWS`].
    pub(crate) qkv: &'a [f32],
    pub(crate) stride: usize,
    pub(crate) heads: usize,
    pub(crate) length: usize,
    /// Row by row, `heads * HEAD` wide; filled up to [`ROWS`].
    pub(crate) out: &'a mut [f32],
    pub(crate) buffers: &'a mut Buffers,
}

/// One head's queries, keys and values, packed for the products, and its scores.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    /// `[row][HEAD]`
    queries: Vec<i16>,
    query_scales: Vec<f32>,
    /// `[block of LANES keys][HEAD / 2][LANES][2]`
    keys: Vec<i16>,
    key_scales: Vec<f32>,
    /// `[BLOCKS][keys / 2][LANES][2]`
    values: Vec<i16>,
    value_scales: [[f32; LANES]; BLOCKS],
    /// `[ROWS][keys]`
    scores: Vec<f32>,
    probabilities: Vec<i16>,
}

/// One head's queries, keys or values.
#[derive(Clone, Copy)]
struct Part<'a> {
    qkv: &'a [f32],
    stride: usize,
    first: usize,
}

impl Part<'_> {
    #[inline(always)]
    fn row(&self, at: usize) -> &[f32; HEAD] {
        let row = &self.qkv[at * self.stride + self.first..];
        &row.as_chunks().0[0]
    }
}

#[inline(always)]
pub(crate) fn attend<L: Lanes>(attention: &mut Attention<'_>) {
    let Attention {
        qkv,
        stride,
        heads,
        length,
        ref mut out,
        ref mut buffers,
    } = *attention;
    let rows = length.next_multiple_of(ROWS);
    let keys = length.next_multiple_of(BLOCKS * LANES);
    buffers.queries.resize(rows * HEAD, 0);
    buffers.query_scales.resize(rows, 0.0);
    buffers.keys.resize(keys * HEAD, 0);
    buffers.key_scales.resize(keys, 0.0);
    buffers.values.resize(keys * HEAD, 0);
    buffers.scores.resize(ROWS * keys, 0.0);
    buffers.probabilities.resize(ROWS * keys, 0);
    for head in 0..heads {
        let part = |part: usize| Part {
            qkv,
            stride,
            first: (part * heads + head) * HEAD,
        };
        pack_queries(rows, part(0), buffers);
        pack_keys(length, keys, part(1), buffers);
        pack_values(length, keys, part(2), buffers);
        for row in (0..rows).step_by(L::ROWS) {
            match L::ROWS {
                6 => rows_of::<L, 6>(row, length, keys, buffers, out, heads, head),
                _ => rows_of::<L, 3>(row, length, keys, buffers, out, heads, head),
            }
        }
    }
}

/// Writes `row` in whole numbers up to `most`; gives what one of them stands for.
#[inline(always)]
fn quantise(row: &[f32; HEAD], most: f32, out: &mut [i16; HEAD]) -> f32 {
    let largest = crate::rows::largest_magnitude(row);
    let inverse = if largest > 0.0 { most / largest } else { 0.0 };
    for at in 0..HEAD {
        out[at] = round(row[at] * inverse) as i16;
    }
    largest / most
}

#[inline(always)]
fn pack_queries(rows: usize, part: Part<'_>, buffers: &mut Buffers) {
    // The scores are divided by the root of a head's width, and e^x is 2^(x log2 e).
    let factor = std::f32::consts::LOG2_E / (HEAD as f32).sqrt();
    let (queries, _) = buffers.queries.as_chunks_mut::<HEAD>();
    for at in 0..rows {
        buffers.query_scales[at] = quantise(part.row(at), QUERY, &mut queries[at]) * factor;
    }
}

#[inline(always)]
fn pack_keys(length: usize, keys: usize, part: Part<'_>, buffers: &mut Buffers) {
    let (blocks, _) = buffers.keys.as_chunks_mut::<{ LANES * HEAD }>();
    let mut own = [0; HEAD];
    for at in 0..keys {
        let (block, lane) = (&mut blocks[at / LANES], at % LANES);
        if at < length {
            buffers.key_scales[at] = quantise(part.row(at), QUERY, &mut own);
        } else {
            (own, buffers.key_scales[at]) = ([0; HEAD], 0.0);
        }
        let (pairs, _) = block.as_chunks_mut::<2>();
        for pair in 0..HEAD / 2 {
            pairs[pair * LANES + lane] = [own[2 * pair], own[2 * pair + 1]];
        }
    }
}

#[inline(always)]
fn pack_values(length: usize, keys: usize, part: Part<'_>, buffers: &mut Buffers) {
    let mut inverse = [0.0f32; HEAD];
    for block in 0..BLOCKS {
        let mut largest = [0.0f32; LANES];
        for at in 0..length {
            let row = &chunks(part.row(at))[block];
            for lane in 0..LANES {
                largest[lane] = max(largest[lane], row[lane].abs());
            }
        }
        for lane in 0..LANES {
            let largest = largest[lane];
            buffers.value_scales[block][lane] = largest / VALUE;
            inverse[block * LANES + lane] = if largest > 0.0 { VALUE / largest } else { 0.0 };
        }
    }
    let mut own = [[0i16; HEAD]; 2];
    for pair in 0..keys / 2 {
        for n in 0..2 {
            let at = pair * 2 + n;
            own[n] = [0; HEAD];
            if at < length {
                let row = part.row(at);
                for d in 0..HEAD {
                    own[n][d] = round(row[d] * inverse[d]) as i16;
                }
            }
        }
        for block in 0..BLOCKS {
            let at = (block * (keys / 2) + pair) * LANES * 2;
            let (out, _) = buffers.values[at..at + LANES * 2].as_chunks_mut::<2>();
            for lane in 0..LANES {
                out[lane] = [own[0][block * LANES + lane], own[1][block * LANES + lane]];
            }
        }
    }
}

/// The attention of `R` rows from `row` on.
#[inline(always)]
fn rows_of<L: Lanes, const R: usize>(
    row: usize,
    length: usize,
    keys: usize,
    buffers: &mut Buffers,
    out: &mut [f32],
    heads: usize,
    head: usize,
) {
    let mut queries: [&[[i16; 2]]; R] = [&[]; R];
    for r in 0..R {
        queries[r] = buffers.queries[(row + r) * HEAD..][..HEAD].as_chunks().0;
    }
    let (blocks, _) = buffers.keys.as_chunks::<{ LANES * HEAD }>();
    let (key_scales, _) = buffers.key_scales.as_chunks::<LANES>();
    for block in (0..keys / LANES).step_by(BLOCKS) {
        let mut right: [&[[i16; LANES * 2]]; BLOCKS] = [&[]; BLOCKS];
        for b in 0..BLOCKS {
            right[b] = blocks[block + b].as_chunks().0;
        }
        let sums = product::<L, R>(queries, right, HEAD / 2);
        for r in 0..R {
            let own = buffers.query_scales[row + r];
            let scores = chunks_mut(&mut buffers.scores[r * keys..(r + 1) * keys]);
            for b in 0..BLOCKS {
                sums[r][b].scaled(own, &key_scales[block + b], &NONE, &mut scores[block + b]);
            }
        }
    }
    let mut totals = [0; R];
    for r in 0..R {
        let scores = &mut buffers.scores[r * keys..(r + 1) * keys];
        scores[length..].fill(f32::NEG_INFINITY);
        totals[r] = softmax(scores, &mut buffers.probabilities[r * keys..(r + 1) * keys]);
    }
    let mut left: [&[[i16; 2]]; R] = [&[]; R];
    for r in 0..R {
        left[r] = buffers.probabilities[r * keys..(r + 1) * keys]
            .as_chunks()
            .0;
    }
    let mut right: [&[[i16; LANES * 2]]; BLOCKS] = [&[]; BLOCKS];
    for b in 0..BLOCKS {
        right[b] = buffers.values[b * keys * LANES..(b + 1) * keys * LANES]
            .as_chunks()
            .0;
    }
    let sums = product::<L, R>(left, right, keys / 2);
    for r in 0..R {
        let own = 1.0 / totals[r] as f32;
        let at = (row + r) * heads * HEAD + head * HEAD;
        let out = chunks_mut(&mut out[at..at + HEAD]);
        for b in 0..BLOCKS {
            sums[r][b].scaled(own, &buffers.value_scales[b], &NONE, &mut out[b]);
        }
    }
}

/// `R` rows of pairs times [`BLOCKS`] blocks of columns.
#[inline(always)]
fn product<L: Lanes, const R: usize>(
    mut left: [&[[i16; 2]]; R],
    mut right: [&[[i16; LANES * 2]]; BLOCKS],
    pairs: usize,
) -> [[L; BLOCKS]; R] {
    // Told here that all are long enough, the compiler does not look again at every step.
    for row in &mut left {
        *row = &row[..pairs];
    }
    for block in &mut right {
        *block = &block[..pairs];
    }
    let mut sums = [[L::new(&[0; LANES]); BLOCKS]; R];
    for pair in 0..pairs {
        for r in 0..R {
            for b in 0..BLOCKS {
                sums[r][b] = sums[r][b].add_words(left[r][pair], &right[b][pair]);
            }
        }
    }
    sums
}
