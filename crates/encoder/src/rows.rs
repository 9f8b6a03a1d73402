//! What is done with each row of activations beside the products: plain `f32` loops in lanes. Every
//! kernel compiles these same functions for its own registers, which is why they are written with
//! indices: closures and iterators' adapters are functions of their own, that may stay without its
//! features. Sums of `f32` go lane by lane; where nothing is added up, a flat loop over the row is
//! what the compiler turns into wide registers best.
#![allow(clippy::needless_range_loop)]

use crate::matrix::LANES;

/// `f(row)` lane by lane, then the lanes pairwise: the one order in which anything is added up.
#[inline(always)]
fn sum_lanes(mut lanes: [f32; LANES]) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for at in 0..width {
            lanes[at] += lanes[at + width];
        }
        width /= 2;
    }
    lanes[0]
}

#[inline(always)]
pub(crate) fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The largest of the lanes; no order changes it.
#[inline(always)]
fn max_lanes(mut lanes: [f32; LANES]) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for at in 0..width {
            lanes[at] = max(lanes[at], lanes[at + width]);
        }
        width /= 2;
    }
    lanes[0]
}

#[inline(always)]
pub(crate) fn chunks(row: &[f32]) -> &[[f32; LANES]] {
    let (chunks, rest) = row.as_chunks();
    debug_assert!(rest.is_empty(), "rows come in whole lanes");
    chunks
}

#[inline(always)]
pub(crate) fn chunks_mut(row: &mut [f32]) -> &mut [[f32; LANES]] {
    row.as_chunks_mut().0
}

/// 1.5 * 2^23: added to a number between -2^22 and 2^22 it rounds it to an integer, ties to even,
/// and leaves that integer in the low bits.
const ROUNDER: f32 = 12_582_912.0;

#[inline(always)]
pub(crate) fn round(x: f32) -> i32 {
    ((x + ROUNDER).to_bits() as i32).wrapping_sub(ROUNDER.to_bits() as i32)
}

#[inline(always)]
pub(crate) fn largest_magnitude(row: &[f32]) -> f32 {
    let mut lanes = [0.0f32; LANES];
    for chunk in chunks(row) {
        for at in 0..LANES {
            lanes[at] = max(lanes[at], chunk[at].abs());
        }
    }
    max_lanes(lanes)
}

/// Writes `row` in eight bits, `scale * (byte - 128)`.
#[inline(always)]
pub(crate) fn quantise_signed(row: &[f32], bytes: &mut [u8], scale: &mut f32) {
    let most = largest_magnitude(row);
    *scale = most / 127.0;
    let inverse = if most > 0.0 { 127.0 / most } else { 0.0 };
    for at in 0..row.len().min(bytes.len()) {
        bytes[at] = (round(row[at] * inverse) + 128) as u8;
    }
}

/// `-FLOOR` is less than anything that GELU gives.
pub(crate) const FLOOR: f32 = 0.170_1;

/// Φ(x) = 1/2 + x P(x²) for |x| up to `REACH`: a polynomial fitted so that GELU is off by 3e-5 at
/// most (`training/approximations.py`).
const REACH: f32 = 4.25;
const PHI: [f32; 9] = [
    0.398_819_2,
    -0.066_190_28,
    0.009_718_78,
    -0.001_079_078_4,
    8.848_921e-5,
    -5.147_521e-6,
    1.986_162e-7,
    -4.515_315_7e-9,
    4.547_088e-11,
];

#[inline(always)]
fn gelu(x: f32) -> f32 {
    let near = if x > REACH { REACH } else { x };
    let near = if near < -REACH { -REACH } else { near };
    let square = near * near;
    let mut p = PHI[PHI.len() - 1];
    for at in (0..PHI.len() - 1).rev() {
        p = p * square + PHI[at];
    }
    x * (0.5 + near * p)
}

/// Takes `row` through GELU and writes it in eight bits, `scale * byte - FLOOR`.
#[inline(always)]
pub(crate) fn gelu_quantise(row: &mut [f32], bytes: &mut [u8], scale: &mut f32) {
    let mut lanes = [-FLOOR; LANES];
    for chunk in chunks_mut(row) {
        for at in 0..LANES {
            chunk[at] = gelu(chunk[at]);
            lanes[at] = max(lanes[at], chunk[at]);
        }
    }
    let most = max_lanes(lanes) + FLOOR;
    *scale = most / 255.0;
    let inverse = if most > 0.0 { 255.0 / most } else { 0.0 };
    for at in 0..row.len().min(bytes.len()) {
        bytes[at] = round((row[at] + FLOOR) * inverse) as u8;
    }
}

const EPSILON: f32 = 1e-12;

/// Layer normalisation of `row + added`, into `row`.
#[inline(always)]
pub(crate) fn add_norm(row: &mut [f32], added: &[f32], weight: &[f32], bias: &[f32]) {
    let size = row.len() as f32;
    let (row, added) = (chunks_mut(row), chunks(added));
    let (weight, bias) = (chunks(weight), chunks(bias));
    let count = row.len().min(added.len()).min(weight.len()).min(bias.len());
    let mut lanes = [0.0f32; LANES];
    for n in 0..count {
        for at in 0..LANES {
            row[n][at] += added[n][at];
            lanes[at] += row[n][at];
        }
    }
    let mean = sum_lanes(lanes) / size;
    let mut lanes = [0.0f32; LANES];
    for n in 0..count {
        for at in 0..LANES {
            row[n][at] -= mean;
            lanes[at] += row[n][at] * row[n][at];
        }
    }
    let inverse = 1.0 / (sum_lanes(lanes) / size + EPSILON).sqrt();
    let row = &mut row.as_flattened_mut()[..count * LANES];
    let (weight, bias) = (weight.as_flattened(), bias.as_flattened());
    for at in 0..row.len().min(weight.len()).min(bias.len()) {
        row[at] = row[at] * inverse * weight[at] + bias[at];
    }
}

/// The probabilities of the attention are whole numbers up to this power of 2.
const ONE: f32 = 12.0;

/// 2^f for f between -1/2 and 1/2, off by 3 millionths at most (`training/approximations.py`).
const EXP2: [f32; 5] = [
    0.999_999_3,
    0.693_121_8,
    0.240_247_44,
    0.055_917_86,
    0.009_570_101,
];
/// Below this 2^x rounds to 0.
const LEAST: f32 = -8.0;

/// 2^x for x from [`LEAST`] to [`ONE`].
#[inline(always)]
fn exp2(x: f32) -> f32 {
    let x = max(x, LEAST);
    // The whole part stands in the low bits; shifted to where the exponent is, nothing else of it
    // is left.
    let whole = x + ROUNDER;
    let f = x - (whole - ROUNDER);
    let mut p = EXP2[EXP2.len() - 1];
    for at in (0..EXP2.len() - 1).rev() {
        p = p * f + EXP2[at];
    }
    f32::from_bits(p.to_bits().wrapping_add(whole.to_bits() << 23))
}

/// `out` = 2^([`ONE`] + score - the largest score), rounded; gives their sum.
#[inline(always)]
pub(crate) fn softmax(scores: &[f32], out: &mut [i16]) -> i32 {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let scores = chunks(scores);
    for chunk in scores {
        for at in 0..LANES {
            lanes[at] = max(lanes[at], chunk[at]);
        }
    }
    let most = max_lanes(lanes) - ONE;
    let scores = scores.as_flattened();
    let mut sum = 0;
    for at in 0..scores.len().min(out.len()) {
        let p = round(exp2(scores[at] - most));
        out[at] = p as i16;
        sum += p;
    }
    sum
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)] // What is compared is far apart from a last bit.
mod tests {
    use super::*;

    #[test]
    fn exp2_and_gelu_are_near_the_functions() {
        for n in 0..40_000 {
            let x = LEAST + n as f32 * 5e-4;
            let exact = f64::from(x).exp2();
            assert!((f64::from(exp2(x)) / exact - 1.0).abs() < 4e-6, "2^{x}");
        }
        assert_eq!(exp2(f32::NEG_INFINITY), exp2(LEAST));
        // Φ by summing the normal density from far left.
        let (mut phi, mut x, step) = (0.0f64, -9.0f64, 1e-4);
        while x < 9.0 {
            let density = |x: f64| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
            phi += step * (density(x) + density(x + step)) / 2.0;
            x += step;
            let error = (f64::from(gelu(x as f32)) - x * phi).abs();
            assert!(
                error < 5e-5 * x.abs().max(1.0),
                "gelu({x}) is off by {error}"
            );
            assert!(gelu(x as f32) > -FLOOR);
        }
    }

    #[test]
    fn rounding_is_to_the_nearest_and_ties_go_to_even() {
        for (x, rounded) in [
            (0.5, 0),
            (1.5, 2),
            (-0.5, 0),
            (-1.5, -2),
            (2.4999, 2),
            (-127.0, -127),
        ] {
            assert_eq!(round(x), rounded, "{x}");
        }
    }
}
