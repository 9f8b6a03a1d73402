//! Plain Rust, for processors without a kernel of their own, and to hold the others against.

use super::Lanes;
use crate::matrix::{GROUP, LANES};

#[derive(Clone, Copy)]
pub(super) struct Portable([i32; LANES]);

impl Lanes for Portable {
    const ROWS: usize = 3;
    const BLOCKS: usize = 2;

    #[inline(always)]
    fn new(sums: &[i32; LANES]) -> Self {
        Self(*sums)
    }

    #[inline(always)]
    fn add_bytes(mut self, row: [u8; GROUP], weights: &[i8; LANES * GROUP]) -> Self {
        for (sum, weights) in self.0.iter_mut().zip(weights.as_chunks::<GROUP>().0) {
            for (a, w) in row.into_iter().zip(weights) {
                *sum += i32::from(a) * i32::from(*w);
            }
        }
        self
    }

    #[inline(always)]
    fn add_words(mut self, row: [i16; 2], right: &[i16; LANES * 2]) -> Self {
        for (sum, right) in self.0.iter_mut().zip(right.as_chunks::<2>().0) {
            *sum +=
                i32::from(row[0]) * i32::from(right[0]) + i32::from(row[1]) * i32::from(right[1]);
        }
        self
    }

    #[inline(always)]
    fn scaled(
        self,
        own: f32,
        scales: &[f32; LANES],
        biases: &[f32; LANES],
        out: &mut [f32; LANES],
    ) {
        for at in 0..LANES {
            out[at] = self.0[at] as f32 * (own * scales[at]) + biases[at];
        }
    }
}
