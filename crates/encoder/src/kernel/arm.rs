//! The lanes in NEON registers, with the instructions for dot products (`dotprod`).
//!
//! SAFETY of all blocks here: the methods are inlined into functions compiled for the features that
//! their instructions need (`functions!`), which run on processors that have them only
//! (`Kernel::load`). Loads and stores are of arrays of just the register's size.
#![allow(unsafe_code)]

use super::Lanes;
use crate::matrix::{GROUP, LANES};
use std::arch::aarch64::*;
use std::arch::asm;

#[derive(Clone, Copy)]
pub(super) struct Neon([int32x4_t; 4]);

/// `sum[l] += left[4 l] * right[4 l] + …`, all signed. The intrinsic for it is not stable yet.
#[inline(always)]
fn dot(mut sum: int32x4_t, left: int8x16_t, right: int8x16_t) -> int32x4_t {
    // SAFETY: see above; it reads and writes these registers only.
    unsafe {
        asm!(
            ".arch_extension dotprod",
            "sdot {sum:v}.4s, {left:v}.16b, {right:v}.16b",
            sum = inout(vreg) sum,
            left = in(vreg) left,
            right = in(vreg) right,
            options(pure, nomem, nostack, preserves_flags)
        );
    }
    sum
}

impl Lanes for Neon {
    const ROWS: usize = 3;
    const BLOCKS: usize = 2;
    const SIGNED: bool = true;

    #[inline(always)]
    fn new(sums: &[i32; LANES]) -> Self {
        let (parts, _) = sums.as_chunks::<4>();
        // SAFETY: see above.
        Self(unsafe {
            [
                vld1q_s32(parts[0].as_ptr()),
                vld1q_s32(parts[1].as_ptr()),
                vld1q_s32(parts[2].as_ptr()),
                vld1q_s32(parts[3].as_ptr()),
            ]
        })
    }

    #[inline(always)]
    fn add_bytes(mut self, row: [u8; GROUP], weights: &[i8; LANES * GROUP]) -> Self {
        let (parts, _) = weights.as_chunks::<16>();
        // SAFETY: see above. Less 128, a byte is the same bits with the first one turned.
        unsafe {
            let row = vreinterpretq_s8_u32(vdupq_n_u32(u32::from_le_bytes(row) ^ 0x8080_8080));
            for part in 0..4 {
                self.0[part] = dot(self.0[part], row, vld1q_s8(parts[part].as_ptr()));
            }
        }
        self
    }

    #[inline(always)]
    fn add_words(mut self, row: [i16; 2], right: &[i16; LANES * 2]) -> Self {
        let (parts, _) = right.as_chunks::<8>();
        let row = u32::from(row[0] as u16) | u32::from(row[1] as u16) << 16;
        // SAFETY: see above.
        unsafe {
            let row = vreinterpretq_s16_u32(vdupq_n_u32(row));
            for part in 0..4 {
                let right = vld1q_s16(parts[part].as_ptr());
                let low = vmull_s16(vget_low_s16(right), vget_low_s16(row));
                let high = vmull_high_s16(right, row);
                self.0[part] = vaddq_s32(self.0[part], vpaddq_s32(low, high));
            }
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
        let (scales, _) = scales.as_chunks::<4>();
        let (biases, _) = biases.as_chunks::<4>();
        let (out, _) = out.as_chunks_mut::<4>();
        for part in 0..4 {
            // SAFETY: see above.
            unsafe {
                let scales = vmulq_f32(vdupq_n_f32(own), vld1q_f32(scales[part].as_ptr()));
                let scaled = vmulq_f32(vcvtq_f32_s32(self.0[part]), scales);
                vst1q_f32(
                    out[part].as_mut_ptr(),
                    vaddq_f32(scaled, vld1q_f32(biases[part].as_ptr())),
                );
            }
        }
    }
}
