//! Products of activations and weights: panels of columns that stay in the first cache while the rows
//! go by, tiles of as many sums as the registers hold.
#![allow(clippy::needless_range_loop)] // See `rows.rs`.

use crate::kernel::Lanes;
use crate::matrix::{Activations, COLUMNS, GROUP, LANES, Linear, Panel, ROWS};

/// Blocks of columns in a [`Panel`].
const BLOCKS: usize = COLUMNS / LANES;
/// How many rows a product in runs takes at a time.
const RUN_ROWS: usize = 2;

/// All rows times all columns.
#[inline(always)]
pub(crate) fn product<L: Lanes>(rows: &Activations, weights: &Linear, out: &mut [f32]) {
    let blocks = weights.padded / LANES;
    let mut block = 0;
    while block < blocks {
        let wide = L::BLOCKS == 4 && block + 4 <= blocks;
        if L::RUNS {
            let panel = &weights.panels[block / BLOCKS];
            for row in (0..rows.rows()).step_by(RUN_ROWS) {
                tile_in_runs::<L>(rows, row, weights, block, panel, out);
            }
        } else {
            for row in (0..rows.rows()).step_by(L::ROWS) {
                if wide {
                    tile::<L, 6, 4>(rows, row, weights, block, out);
                } else if L::ROWS == 6 {
                    tile::<L, 6, 2>(rows, row, weights, block, out);
                } else {
                    tile::<L, 3, 2>(rows, row, weights, block, out);
                }
            }
        }
        block += if wide { 4 } else { 2 };
    }
}

/// `R` rows from `row` on times `B` blocks of columns from `block` on.
#[inline(always)]
fn tile<L: Lanes, const R: usize, const B: usize>(
    rows: &Activations,
    row: usize,
    weights: &Linear,
    block: usize,
    out: &mut [f32],
) {
    let mut left: [&[[u8; GROUP]]; R] = [&[]; R];
    for r in 0..R {
        left[r] = rows.row(row + r).as_chunks().0;
    }
    let mut right: [&[[i8; LANES * GROUP]]; B] = [&[]; B];
    for b in 0..B {
        right[b] = weights.block(block + b);
    }
    let starts = starts::<L>(weights, block);
    let sums = sums::<L, R, B>(left, right, starts, weights.inputs / GROUP);
    write(sums, rows, row, weights, block, out);
}

/// [`RUN_ROWS`] rows from `row` on times a panel of columns, run by run.
#[inline(always)]
fn tile_in_runs<L: Lanes>(
    rows: &Activations,
    row: usize,
    weights: &Linear,
    block: usize,
    panel: &Panel,
    out: &mut [f32],
) {
    let groups = weights.inputs / GROUP;
    let mut left: [&[[u8; GROUP]]; RUN_ROWS] = [&[]; RUN_ROWS];
    for r in 0..RUN_ROWS {
        left[r] = &rows.row(row + r).as_chunks().0[..groups];
    }
    let mut right: [&[[i8; LANES * GROUP]]; BLOCKS] = [&[]; BLOCKS];
    for b in 0..BLOCKS {
        right[b] = &weights.block(block + b)[..groups];
    }
    let mut sums = first::<L, RUN_ROWS, BLOCKS>(starts::<L>(weights, block));
    let [threes, twos, _] = panel.runs;
    let (threes, twos) = (3 * threes, 3 * threes + 2 * twos);
    add_runs::<L, 3>(&mut sums, left, right, &panel.order, 0..threes);
    add_runs::<L, 2>(&mut sums, left, right, &panel.order, threes..twos);
    add_runs::<L, 1>(&mut sums, left, right, &panel.order, twos..groups);
    write(sums, rows, row, weights, block, out);
}

/// Adds the runs of `N` groups that stand in `range`.
#[inline(always)]
fn add_runs<L: Lanes, const N: usize>(
    sums: &mut [[L; BLOCKS]; RUN_ROWS],
    left: [&[[u8; GROUP]]; RUN_ROWS],
    right: [&[[i8; LANES * GROUP]]; BLOCKS],
    order: &[u16],
    range: std::ops::Range<usize>,
) {
    let order = order[range.clone()].as_chunks::<N>().0;
    let mut runs: [&[[[i8; LANES * GROUP]; N]]; BLOCKS] = [&[]; BLOCKS];
    for b in 0..BLOCKS {
        runs[b] = &right[b][range.clone()].as_chunks().0[..order.len()];
    }
    for at in 0..order.len() {
        for r in 0..RUN_ROWS {
            let mut row = [[0; GROUP]; N];
            for n in 0..N {
                row[n] = left[r][usize::from(order[at][n])];
            }
            for b in 0..BLOCKS {
                sums[r][b] = sums[r][b].add_run(row, &runs[b][at]);
            }
        }
    }
}

/// `R` rows of bytes times `B` blocks of columns, each sum from what its column starts from.
#[inline(always)]
pub(crate) fn sums<L: Lanes, const R: usize, const B: usize>(
    mut rows: [&[[u8; GROUP]]; R],
    mut blocks: [&[[i8; LANES * GROUP]]; B],
    starts: &[[i32; LANES]],
    groups: usize,
) -> [[L; B]; R] {
    // Told here that all are long enough, the compiler does not look again at every step.
    for row in &mut rows {
        *row = &row[..groups];
    }
    for block in &mut blocks {
        *block = &block[..groups];
    }
    let mut sums = first::<L, R, B>(starts);
    for group in 0..groups {
        for r in 0..R {
            for b in 0..B {
                sums[r][b] = sums[r][b].add_bytes(rows[r][group], &blocks[b][group]);
            }
        }
    }
    sums
}

#[inline(always)]
fn first<L: Lanes, const R: usize, const B: usize>(starts: &[[i32; LANES]]) -> [[L; B]; R] {
    let mut sums = [[L::new(&starts[0]); B]; R];
    for r in 0..R {
        for b in 0..B {
            sums[r][b] = L::new(&starts[b]);
        }
    }
    sums
}

#[inline(always)]
fn starts<L: Lanes>(weights: &Linear, block: usize) -> &[[i32; LANES]] {
    let starts = if L::SIGNED {
        &weights.signed_starts
    } else {
        &weights.starts
    };
    starts[block * LANES..].as_chunks().0
}

/// Writes the sums of `R` rows and `B` blocks, scaled.
#[inline(always)]
fn write<L: Lanes, const R: usize, const B: usize>(
    sums: [[L; B]; R],
    rows: &Activations,
    row: usize,
    weights: &Linear,
    block: usize,
    out: &mut [f32],
) {
    let scales = &weights.scales[block * LANES..].as_chunks::<LANES>().0[..B];
    let biases = &weights.biases[block * LANES..].as_chunks::<LANES>().0[..B];
    for r in 0..R {
        let own = rows.scales[row + r];
        let out = &mut out[(row + r) * weights.padded + block * LANES..];
        let (out, _) = out.as_chunks_mut::<LANES>();
        for b in 0..B {
            sums[r][b].scaled(own, &scales[b], &biases[b], &mut out[b]);
        }
    }
}

const _: () = assert!(ROWS.is_multiple_of(RUN_ROWS));
