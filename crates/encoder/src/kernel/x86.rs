//! The lanes in AVX2, AVX-VNNI and AVX-512 registers.
//!
//! SAFETY of all blocks here: the methods are inlined into functions compiled for the features that
//! their intrinsics need (`functions!`), which run on processors that have them only
//! (`Kernel::load`). Loads read arrays of just the register's size, which need no alignment.
#![allow(unsafe_code)]

use super::Lanes;
use crate::matrix::{GROUP, LANES};
use std::arch::x86_64::*;

#[derive(Clone, Copy)]
pub(super) struct Avx512Vnni(__m512i);

impl Lanes for Avx512Vnni {
    const ROWS: usize = 6;
    const BLOCKS: usize = 4;

    #[inline(always)]
    fn new(sums: &[i32; LANES]) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_loadu_si512(sums.as_ptr().cast()) })
    }

    #[inline(always)]
    fn add_bytes(self, row: [u8; GROUP], weights: &[i8; LANES * GROUP]) -> Self {
        // SAFETY: see above.
        Self(unsafe {
            let row = _mm512_set1_epi32(i32::from_le_bytes(row));
            _mm512_dpbusd_epi32(self.0, row, _mm512_loadu_si512(weights.as_ptr().cast()))
        })
    }

    #[inline(always)]
    fn add_words(self, row: [i16; 2], right: &[i16; LANES * 2]) -> Self {
        // SAFETY: see above.
        Self(unsafe {
            let row = _mm512_set1_epi32(pair(row));
            _mm512_dpwssd_epi32(self.0, row, _mm512_loadu_si512(right.as_ptr().cast()))
        })
    }

    #[inline(always)]
    fn scaled(
        self,
        own: f32,
        scales: &[f32; LANES],
        biases: &[f32; LANES],
        out: &mut [f32; LANES],
    ) {
        // SAFETY: see above.
        unsafe {
            let scales = _mm512_mul_ps(_mm512_set1_ps(own), _mm512_loadu_ps(scales.as_ptr()));
            let scaled = _mm512_mul_ps(_mm512_cvtepi32_ps(self.0), scales);
            let sum = _mm512_add_ps(scaled, _mm512_loadu_ps(biases.as_ptr()));
            _mm512_storeu_ps(out.as_mut_ptr(), sum);
        }
    }
}

/// Two numbers as one, the first in the low half.
#[inline(always)]
fn pair(row: [i16; 2]) -> i32 {
    i32::from(row[1]) << 16 | i32::from(row[0] as u16)
}

/// Sixteen lanes in two registers.
macro_rules! halves {
    ($name:ident, $bytes:expr, $words:expr) => {
        #[derive(Clone, Copy)]
        pub(super) struct $name([__m256i; 2]);

        impl Lanes for $name {
            const ROWS: usize = 3;
            const BLOCKS: usize = 2;

            #[inline(always)]
            fn new(sums: &[i32; LANES]) -> Self {
                let (halves, _) = sums.as_chunks::<8>();
                // SAFETY: see above.
                Self(unsafe {
                    [
                        _mm256_loadu_si256(halves[0].as_ptr().cast()),
                        _mm256_loadu_si256(halves[1].as_ptr().cast()),
                    ]
                })
            }

            #[inline(always)]
            fn add_bytes(self, row: [u8; GROUP], weights: &[i8; LANES * GROUP]) -> Self {
                let (halves, _) = weights.as_chunks::<32>();
                // SAFETY: see above.
                Self(unsafe {
                    let row = _mm256_set1_epi32(i32::from_le_bytes(row));
                    [
                        $bytes(
                            self.0[0],
                            row,
                            _mm256_loadu_si256(halves[0].as_ptr().cast()),
                        ),
                        $bytes(
                            self.0[1],
                            row,
                            _mm256_loadu_si256(halves[1].as_ptr().cast()),
                        ),
                    ]
                })
            }

            #[inline(always)]
            fn add_words(self, row: [i16; 2], right: &[i16; LANES * 2]) -> Self {
                let (halves, _) = right.as_chunks::<16>();
                // SAFETY: see above.
                Self(unsafe {
                    let row = _mm256_set1_epi32(pair(row));
                    [
                        $words(
                            self.0[0],
                            row,
                            _mm256_loadu_si256(halves[0].as_ptr().cast()),
                        ),
                        $words(
                            self.0[1],
                            row,
                            _mm256_loadu_si256(halves[1].as_ptr().cast()),
                        ),
                    ]
                })
            }

            #[inline(always)]
            fn scaled(
                self,
                own: f32,
                scales: &[f32; LANES],
                biases: &[f32; LANES],
                out: &mut [f32; LANES],
            ) {
                let (scales, _) = scales.as_chunks::<8>();
                let (biases, _) = biases.as_chunks::<8>();
                let (out, _) = out.as_chunks_mut::<8>();
                for at in 0..2 {
                    // SAFETY: see above.
                    unsafe {
                        let scales = _mm256_mul_ps(
                            _mm256_set1_ps(own),
                            _mm256_loadu_ps(scales[at].as_ptr()),
                        );
                        let scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(self.0[at]), scales);
                        let sum = _mm256_add_ps(scaled, _mm256_loadu_ps(biases[at].as_ptr()));
                        _mm256_storeu_ps(out[at].as_mut_ptr(), sum);
                    }
                }
            }
        }
    };
}

#[target_feature(enable = "avx2")]
#[inline]
fn bytes_avx2(sum: __m256i, row: __m256i, weights: __m256i) -> __m256i {
    // 255 * 64 * 2 is less than 2^15: the first step cannot saturate.
    let pairs = _mm256_maddubs_epi16(row, weights);
    _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))
}

#[target_feature(enable = "avx2")]
#[inline]
fn words_avx2(sum: __m256i, row: __m256i, right: __m256i) -> __m256i {
    _mm256_add_epi32(sum, _mm256_madd_epi16(row, right))
}

halves!(Avx2, bytes_avx2, words_avx2);
halves!(AvxVnni, _mm256_dpbusd_avx_epi32, _mm256_dpwssd_avx_epi32);
