//! Attention over one window, head by head, in products of bytes like those of the weights.
//!
//! Queries have eight bits and a scale a row, keys seven and a scale a key; probabilities eight (their
//! largest is 255) and values seven with a scale a column: as everywhere, two products fit into 16 bits.

#![allow(clippy::needless_range_loop)]

use crate::kernel::Lanes;
use crate::matrix::{GROUP, LANES, ROWS};
use crate::product::sums;
use crate::rows::{chunks, chunks_mut, largest_magnitude, max, quantise_signed, round, softmax};

/// The width of a head.
pub(crate) const HEAD: usize = 32;
/// The longest window: its sums fit into 32 bits by far.
pub(crate) const LONGEST: usize = 1 << 14;
/// What keys and values are written in: whole numbers from `-MOST` to `MOST`.
const MOST: f32 = 64.0;
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

/// Queries, keys and values of all heads, packed for the products, and a step's scores.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    /// `[row][head][HEAD]`
    queries: Vec<u8>,
    /// `[row][head]`
    query_scales: Vec<f32>,
    /// `[head][block of LANES keys][HEAD / GROUP][LANES][GROUP]`
    keys: Vec<i8>,
    /// `[head][key]`
    key_starts: Vec<i32>,
    key_scales: Vec<f32>,
    /// `[head][BLOCKS][keys / GROUP][LANES][GROUP]`
    values: Vec<i8>,
    /// `[head][HEAD]`
    value_starts: Vec<i32>,
    value_scales: Vec<f32>,
    value_inverses: Vec<f32>,
    /// `[ROWS][keys]`
    scores: Vec<f32>,
    probabilities: Vec<u8>,
}

/// All queries, keys or values.
#[derive(Clone, Copy)]
struct Part<'a> {
    qkv: &'a [f32],
    stride: usize,
    first: usize,
    heads: usize,
}

impl Part<'_> {
    #[inline(always)]
    fn row(&self, at: usize) -> &[f32] {
        &self.qkv[at * self.stride + self.first..][..self.heads * HEAD]
    }

    /// Of one head. The check that it is there keeps the compiler from taking several heads at once,
    /// with gathers, which are slow.
    #[inline(always)]
    fn head(&self, at: usize, head: usize) -> &[f32; HEAD] {
        &self.row(at)[head * HEAD..].as_chunks().0[0]
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
    let width = heads * HEAD;
    buffers.queries.resize(rows * width, 0);
    buffers.query_scales.resize(rows * heads, 0.0);
    buffers.keys.resize(keys * width, 0);
    buffers.key_starts.resize(keys * heads, 0);
    buffers.key_scales.resize(keys * heads, 0.0);
    buffers.values.resize(keys * width, 0);
    buffers.scores.resize(ROWS * keys, 0.0);
    buffers.probabilities.resize(ROWS * keys, 0);
    let part = |part: usize| Part {
        qkv,
        stride,
        first: part * width,
        heads,
    };
    // Row by row through all heads, as they stand in memory.
    pack_queries(rows, part(0), buffers);
    pack_keys::<L>(length, keys, part(1), buffers);
    pack_values::<L>(length, keys, part(2), buffers);
    for head in 0..heads {
        for row in (0..rows).step_by(L::ROWS) {
            match L::ROWS {
                6 => rows_of::<L, 6>(row, length, keys, buffers, out, heads, head),
                _ => rows_of::<L, 3>(row, length, keys, buffers, out, heads, head),
            }
        }
    }
}

#[inline(always)]
fn pack_queries(rows: usize, part: Part<'_>, buffers: &mut Buffers) {
    // The scores are divided by the root of a head's width, and e^x is 2^(x log2 e).
    let factor = std::f32::consts::LOG2_E / (HEAD as f32).sqrt();
    let heads = part.heads;
    let (queries, _) = buffers.queries.as_chunks_mut::<HEAD>();
    for at in 0..rows {
        for head in 0..heads {
            let to = at * heads + head;
            let scale = &mut buffers.query_scales[to];
            quantise_signed(part.head(at, head), &mut queries[to], scale);
            *scale *= factor;
        }
    }
}

#[inline(always)]
fn pack_keys<L: Lanes>(length: usize, keys: usize, part: Part<'_>, buffers: &mut Buffers) {
    let (blocks, _) = buffers.keys.as_chunks_mut::<{ LANES * HEAD }>();
    for at in 0..keys {
        for head in 0..part.heads {
            let mut own = [0i8; HEAD];
            let (mut sum, mut scale) = (0, 0.0);
            if at < length {
                let row = part.head(at, head);
                let largest = largest_magnitude(row);
                let inverse = if largest > 0.0 { MOST / largest } else { 0.0 };
                for d in 0..HEAD {
                    let whole = round(row[d] * inverse);
                    own[d] = whole as i8;
                    sum += whole;
                }
                scale = largest / MOST;
            }
            buffers.key_scales[head * keys + at] = scale;
            buffers.key_starts[head * keys + at] = if L::SIGNED { 0 } else { -128 * sum };
            let block = &mut blocks[head * (keys / LANES) + at / LANES];
            let (groups, _) = block.as_chunks_mut::<GROUP>();
            let (own, _) = own.as_chunks::<GROUP>();
            for group in 0..HEAD / GROUP {
                groups[group * LANES + at % LANES] = own[group];
            }
        }
    }
}

#[inline(always)]
fn pack_values<L: Lanes>(length: usize, keys: usize, part: Part<'_>, buffers: &mut Buffers) {
    let width = part.heads * HEAD;
    let largest = &mut buffers.value_scales;
    largest.clear();
    largest.resize(width, 0.0);
    for at in 0..length {
        let row = part.row(at);
        for d in 0..width.min(row.len()) {
            largest[d] = max(largest[d], row[d].abs());
        }
    }
    buffers.value_inverses.resize(width, 0.0);
    for d in 0..width {
        let most = largest[d];
        largest[d] = most / MOST;
        buffers.value_inverses[d] = if most > 0.0 { MOST / most } else { 0.0 };
    }
    buffers.value_starts.clear();
    buffers.value_starts.resize(width, 0);
    let (inverses, _) = buffers.value_inverses.as_chunks::<LANES>();
    let (starts, _) = buffers.value_starts.as_chunks_mut::<LANES>();
    let (out, _) = buffers.values.as_chunks_mut::<{ LANES * GROUP }>();
    for group in 0..keys / GROUP {
        for block in 0..part.heads * BLOCKS {
            let mut packed = [0i32; LANES];
            for n in 0..GROUP {
                let at = group * GROUP + n;
                if at < length {
                    let row = &chunks(part.row(at))[block];
                    for lane in 0..LANES {
                        let whole = round(row[lane] * inverses[block][lane]);
                        packed[lane] |= (whole & 0xff) << (8 * n);
                        if L::SIGNED {
                            starts[block][lane] += 128 * whole;
                        }
                    }
                }
            }
            let (out, _) = out[block * (keys / GROUP) + group].as_chunks_mut::<GROUP>();
            for lane in 0..LANES {
                out[lane] = packed[lane].to_le_bytes().map(u8::cast_signed);
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
    let mut queries: [&[[u8; GROUP]]; R] = [&[]; R];
    for r in 0..R {
        queries[r] = buffers.queries[((row + r) * heads + head) * HEAD..][..HEAD]
            .as_chunks()
            .0;
    }
    let own = head * keys..(head + 1) * keys;
    let (blocks, _) =
        buffers.keys[own.start * HEAD..own.end * HEAD].as_chunks::<{ LANES * HEAD }>();
    let (key_starts, _) = buffers.key_starts[own.clone()].as_chunks::<LANES>();
    let (key_scales, _) = buffers.key_scales[own.clone()].as_chunks::<LANES>();
    for block in (0..keys / LANES).step_by(BLOCKS) {
        let mut right: [&[[i8; LANES * GROUP]]; BLOCKS] = [&[]; BLOCKS];
        for b in 0..BLOCKS {
            right[b] = blocks[block + b].as_chunks().0;
        }
        let sums = sums::<L, R, BLOCKS>(queries, right, &key_starts[block..], HEAD / GROUP);
        for r in 0..R {
            let own = buffers.query_scales[(row + r) * heads + head];
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
    let mut left: [&[[u8; GROUP]]; R] = [&[]; R];
    for r in 0..R {
        left[r] = buffers.probabilities[r * keys..(r + 1) * keys]
            .as_chunks()
            .0;
    }
    let values = &buffers.values[own.start * HEAD..own.end * HEAD];
    let mut right: [&[[i8; LANES * GROUP]]; BLOCKS] = [&[]; BLOCKS];
    for b in 0..BLOCKS {
        right[b] = values[b * keys * LANES..(b + 1) * keys * LANES]
            .as_chunks()
            .0;
    }
    let columns = head * HEAD..(head + 1) * HEAD;
    let (starts, _) = buffers.value_starts[columns.clone()].as_chunks::<LANES>();
    let (scales, _) = buffers.value_scales[columns.clone()].as_chunks::<LANES>();
    let sums = sums::<L, R, BLOCKS>(left, right, starts, keys / GROUP);
    for r in 0..R {
        let own = 1.0 / totals[r] as f32;
        let out = &mut out[(row + r) * heads * HEAD..][columns.clone()];
        let out = chunks_mut(out);
        for b in 0..BLOCKS {
            sums[r][b].scaled(own, &scales[b], &NONE, &mut out[b]);
        }
    }
}
