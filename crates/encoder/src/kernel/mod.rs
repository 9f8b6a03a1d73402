//! The loops, compiled once for each set of instructions that a processor may have, and the choice
//! among them.
//!
//! All kernels are the same functions (`matrix.rs`, `attention.rs`, `rows.rs`); they differ in how
//! two integers are multiplied and added ([`Lanes`]) and in the registers that the compiler may use.
//! This module is the only place with `unsafe`, for two reasons: instructions and loads behind
//! intrinsics, each of which names why it is sound, and calls of functions compiled for features
//! that only a look at the processor shows.

#[cfg(target_arch = "aarch64")]
mod arm;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

use crate::attention::{self, Attention};
use crate::matrix::{Activations, GROUP, LANES, Linear};
use crate::rows;
use std::fmt;
use std::str::FromStr;

/// Sixteen sums of 32 bits, and how products are added to them.
pub(crate) trait Lanes: Copy {
    /// How many rows and blocks of columns a product of bytes takes at a time: as many sums as the
    /// registers hold.
    const ROWS: usize;
    /// See [`ROWS`](Self::ROWS): 2 or 4.
    const BLOCKS: usize;

    /// Whether [`add_bytes`](Self::add_bytes) takes 128 away from each byte of the row.
    const SIGNED: bool = false;

    fn new(sums: &[i32; LANES]) -> Self;

    /// Adds `row[0] * weights[4 l] + … + row[3] * weights[4 l + 3]` to each lane `l`.
    fn add_bytes(self, row: [u8; GROUP], weights: &[i8; LANES * GROUP]) -> Self;

    /// Adds `row[0] * right[2 l] + row[1] * right[2 l + 1]` to each lane `l`.
    fn add_words(self, row: [i16; 2], right: &[i16; LANES * 2]) -> Self;

    /// `out` = `sum * (own * scale) + bias` of each lane, each operation rounded.
    fn scaled(self, own: f32, scales: &[f32; LANES], biases: &[f32; LANES], out: &mut [f32; LANES]);
}

/// The loops of one kernel; [`Loops`] says what they do.
#[allow(clippy::type_complexity)]
struct Functions {
    product: unsafe fn(&Activations, &Linear, &mut [f32]),
    attend: unsafe fn(&mut Attention<'_>),
    quantise: unsafe fn(&[f32], usize, &mut Activations),
    gelu_quantise: unsafe fn(&mut [f32], usize, &mut Activations),
    add_norm: unsafe fn(&mut [f32], &[f32], usize, &[f32], &[f32]),
}

/// Makes the [`Functions`] of one kernel: the same code, with its features.
macro_rules! functions {
    ($lanes:ty $(, $features:literal)?) => {{
        $(#[target_feature(enable = $features)])?
        fn product(rows: &Activations, weights: &Linear, out: &mut [f32]) {
            crate::kernel::product::<$lanes>(rows, weights, out);
        }
        $(#[target_feature(enable = $features)])?
        fn attend(attention: &mut Attention<'_>) {
            attention::attend::<$lanes>(attention);
        }
        $(#[target_feature(enable = $features)])?
        fn quantise(rows: &[f32], stride: usize, out: &mut Activations) {
            for (at, row) in rows.chunks_exact(stride).enumerate() {
                let width = out.width;
                let (bytes, scale) = out.row_mut(at);
                rows::quantise_signed(&row[..width], bytes, scale);
            }
        }
        $(#[target_feature(enable = $features)])?
        fn gelu_quantise(rows: &mut [f32], stride: usize, out: &mut Activations) {
            for (at, row) in rows.chunks_exact_mut(stride).enumerate() {
                let width = out.width;
                let (bytes, scale) = out.row_mut(at);
                rows::gelu_quantise(&mut row[..width], bytes, scale);
            }
        }
        $(#[target_feature(enable = $features)])?
        fn add_norm(x: &mut [f32], added: &[f32], stride: usize, weight: &[f32], bias: &[f32]) {
            let width = weight.len();
            for (x, added) in x.chunks_exact_mut(width).zip(added.chunks_exact(stride)) {
                rows::add_norm(x, &added[..width], weight, bias);
            }
        }
        Functions { product, attend, quantise, gelu_quantise, add_norm }
    }};
}

static PORTABLE: Functions = functions!(portable::Portable);
#[cfg(target_arch = "x86_64")]
static AVX2: Functions = functions!(x86::Avx2, "avx2");
#[cfg(target_arch = "x86_64")]
static AVX_VNNI: Functions = functions!(x86::AvxVnni, "avx2,avxvnni");
#[cfg(target_arch = "x86_64")]
static AVX512_VNNI: Functions = functions!(
    x86::Avx512Vnni,
    "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"
);
#[cfg(target_arch = "aarch64")]
static NEON: Functions = functions!(arm::Neon, "neon,dotprod");

/// A set of instructions that the encoder can run with. All give the same bits; they differ in speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kernel {
    /// What every processor has.
    Portable,
    /// x86-64 with AVX2 (Intel since 2013, AMD since 2015).
    Avx2,
    /// x86-64 with AVX2 and AVX-VNNI (Intel since 2021, AMD since 2024).
    AvxVnni,
    /// x86-64 with AVX-512 and its VNNI (servers since 2019, AMD since 2022).
    Avx512Vnni,
    /// 64-bit ARM with NEON and its dot products (Apple since 2020, most others since 2018).
    Neon,
}

/// All kernels, the fastest last.
const ALL: [Kernel; 5] = [
    Kernel::Portable,
    Kernel::Neon,
    Kernel::Avx2,
    Kernel::AvxVnni,
    Kernel::Avx512Vnni,
];

/// The environment variable that [`Kernel::from_env`] reads.
const VARIABLE: &str = "VERBALE_KERNEL";

impl Kernel {
    /// The fastest one that this processor has.
    #[must_use]
    pub fn best() -> Self {
        Self::available().last().unwrap_or(Self::Portable)
    }

    /// Those that this processor has, the fastest last.
    pub fn available() -> impl Iterator<Item = Self> {
        ALL.into_iter().filter(|kernel| kernel.is_available())
    }

    /// The one that the environment variable `VERBALE_KERNEL` names, for tests and for reports of
    /// errors; without it the [best](Self::best).
    ///
    /// # Errors
    /// If the variable names none, or one that this processor lacks.
    pub fn from_env() -> Result<Self, KernelError> {
        match std::env::var(VARIABLE) {
            Ok(name) => name.parse(),
            Err(_) => Ok(Self::best()),
        }
    }

    /// Its name, as `VERBALE_KERNEL` has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::AvxVnni => "avxvnni",
            Self::Avx512Vnni => "avx512vnni",
            Self::Neon => "neon",
        }
    }

    fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::AvxVnni => {
                is_x86_feature_detected!("avx2") && is_x86_feature_detected!("avxvnni")
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx512Vnni => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vnni")
            }
            #[cfg(target_arch = "aarch64")]
            Self::Neon => {
                std::arch::is_aarch64_feature_detected!("neon")
                    && std::arch::is_aarch64_feature_detected!("dotprod")
            }
            #[allow(unreachable_patterns)]
            _ => false,
        }
    }

    /// Itself with its loops; the portable one where this processor lacks it.
    pub(crate) fn load(self) -> (Self, Loops) {
        let functions = match self {
            _ if !self.is_available() => &PORTABLE,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => &AVX2,
            #[cfg(target_arch = "x86_64")]
            Self::AvxVnni => &AVX_VNNI,
            #[cfg(target_arch = "x86_64")]
            Self::Avx512Vnni => &AVX512_VNNI,
            #[cfg(target_arch = "aarch64")]
            Self::Neon => &NEON,
            _ => &PORTABLE,
        };
        let kernel = if std::ptr::eq(functions, &PORTABLE) {
            Self::Portable
        } else {
            self
        };
        (kernel, Loops { functions })
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kernel {
    type Err = KernelError;

    fn from_str(name: &str) -> Result<Self, KernelError> {
        Self::available()
            .find(|kernel| kernel.name() == name)
            .ok_or_else(|| KernelError(name.to_owned()))
    }
}

/// No kernel of this processor has that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KernelError(String);

impl fmt::Display for KernelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Kernel::available().map(Kernel::name).collect();
        let (name, names) = (&self.0, names.join(", "));
        write!(
            f,
            "{VARIABLE}={name}: no kernel of this processor has that name; it has {names}"
        )
    }
}

impl std::error::Error for KernelError {}

/// The loops of a kernel that this processor has: only [`Kernel::load`] gives them.
#[derive(Clone, Copy)]
pub(crate) struct Loops {
    functions: &'static Functions,
}

// SAFETY of all calls below: `Loops` exist only of kernels whose features the processor has, which
// is all that the functions ask for.
#[allow(unsafe_code)]
impl Loops {
    /// `out` = `rows` times `weights`, row by row, each [`Linear::padded`] long.
    pub(crate) fn product(self, rows: &Activations, weights: &Linear, out: &mut [f32]) {
        // SAFETY: see above.
        unsafe { (self.functions.product)(rows, weights, out) }
    }

    /// The attention of one window.
    pub(crate) fn attend(self, attention: &mut Attention<'_>) {
        // SAFETY: see above.
        unsafe { (self.functions.attend)(attention) }
    }

    /// The first [`Activations::width`] values of each of `rows`, `stride` apart, in eight bits.
    pub(crate) fn quantise(self, rows: &[f32], stride: usize, out: &mut Activations) {
        // SAFETY: see above.
        unsafe { (self.functions.quantise)(rows, stride, out) }
    }

    /// The same after GELU; `rows` are used up.
    pub(crate) fn gelu_quantise(self, rows: &mut [f32], stride: usize, out: &mut Activations) {
        // SAFETY: see above.
        unsafe { (self.functions.gelu_quantise)(rows, stride, out) }
    }

    /// `x` = layer normalisation of `x + added`, whose rows are `stride` apart.
    pub(crate) fn add_norm(
        self,
        x: &mut [f32],
        added: &[f32],
        stride: usize,
        norm: &crate::weights::Norm,
    ) {
        // SAFETY: see above.
        unsafe { (self.functions.add_norm)(x, added, stride, &norm.weight, &norm.bias) }
    }
}

/// All rows times all columns: a panel of columns stays in the first cache while the rows go by.
#[inline(always)]
fn product<L: Lanes>(rows: &Activations, weights: &Linear, out: &mut [f32]) {
    let blocks = weights.padded / LANES;
    let mut block = 0;
    while block < blocks {
        let mut row = 0;
        let wide = L::BLOCKS == 4 && block + 4 <= blocks;
        while row < rows.rows() {
            if wide {
                tile::<L, 6, 4>(rows, row, weights, block, out);
            } else if L::ROWS == 6 {
                tile::<L, 6, 2>(rows, row, weights, block, out);
            } else {
                tile::<L, 3, 2>(rows, row, weights, block, out);
            }
            row += L::ROWS;
        }
        block += if wide { 4 } else { 2 };
    }
}

/// `R` rows from `row` on times `B` blocks of columns from `block` on.
#[allow(clippy::needless_range_loop)] // See `rows.rs`.
#[inline(always)]
fn tile<L: Lanes, const R: usize, const B: usize>(
    rows: &Activations,
    row: usize,
    weights: &Linear,
    block: usize,
    out: &mut [f32],
) {
    let width = weights.inputs;
    let groups = width / GROUP;
    let mut left: [&[[u8; GROUP]]; R] = [&[]; R];
    for r in 0..R {
        left[r] = &rows.bytes[(row + r) * width..][..width].as_chunks().0[..groups];
    }
    let mut right: [&[[i8; LANES * GROUP]]; B] = [&[]; B];
    for b in 0..B {
        right[b] = &weights.block(block + b)[..groups];
    }
    let starts = if L::SIGNED {
        &weights.signed_starts
    } else {
        &weights.starts
    };
    let starts = starts[block * LANES..].as_chunks::<LANES>().0;
    let mut sums = [[L::new(&starts[0]); B]; R];
    for r in 0..R {
        for b in 0..B {
            sums[r][b] = L::new(&starts[b]);
        }
    }
    for group in 0..groups {
        for r in 0..R {
            for b in 0..B {
                sums[r][b] = sums[r][b].add_bytes(left[r][group], &right[b][group]);
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{COLUMNS, Coding, ROWS};

    /// The largest bytes times the largest weights of either sign: nothing saturates, nothing wraps.
    #[test]
    fn the_largest_products_are_exact() {
        let (inputs, outputs) = (1536, COLUMNS);
        for weight in [-64i8, 64] {
            for byte in [0u8, 1, 255] {
                let weights = vec![weight; inputs * outputs];
                let (scales, biases) = (vec![1.0; outputs], vec![0.0; outputs]);
                let linear = Linear::new(&weights, &scales, &biases, inputs, Coding::Signed);
                let mut rows = Activations::default();
                rows.reset(ROWS, inputs);
                rows.bytes.fill(byte);
                rows.scales.fill(1.0);
                let exact = (i32::from(byte) - 128) * i32::from(weight) * 1536;
                for kernel in Kernel::available() {
                    let mut out = vec![0.0; ROWS * linear.padded];
                    kernel.load().1.product(&rows, &linear, &mut out);
                    assert!(
                        out.iter().all(|&v| v == exact as f32),
                        "{kernel}: {} for {exact}",
                        out[0]
                    );
                }
            }
        }
    }
}
