//! Networks of random shapes and weights: every kernel gives the same bits, near those of a plain
//! computation in `f64`, whatever was read before.
#![allow(clippy::disallowed_methods)] // What is compared is far apart from a last bit.

use proptest::prelude::*;
use safetensors::tensor::{Dtype, TensorView, serialize};
use std::collections::HashMap;
use verbale_encoder::{Encoder, Kernel, Scratch, Window};

const HEAD: usize = 32;
const PIECES: usize = 50;
const SURFACES: usize = 5;
const PLACES: usize = 90;

#[derive(Clone, Debug)]
struct Shape {
    width: usize,
    heads: Vec<usize>,
    inner: Vec<usize>,
    merge: usize,
    outputs: usize,
    seed: u64,
}

fn shapes() -> impl Strategy<Value = Shape> {
    (1usize..4, 1usize..70, any::<u64>())
        .prop_flat_map(|(layers, outputs, seed)| {
            let heads = prop::collection::vec(1usize..4, layers);
            let inner = prop::collection::vec((1usize..6).prop_map(|n| n * 32), layers);
            let width = (1usize..5).prop_map(|n| n * 32);
            (width, heads, inner, 0..=layers, Just(outputs), Just(seed))
        })
        .prop_map(|(width, heads, inner, merge, outputs, seed)| Shape {
            width,
            heads,
            inner,
            merge,
            outputs,
            seed,
        })
}

/// Numbers from a seed (splitmix64), between -1 and 1.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

/// A network in plain numbers, and its file.
struct Plain {
    shape: Shape,
    tensors: HashMap<String, (Vec<usize>, Vec<f64>)>,
    file: Vec<u8>,
}

impl Plain {
    fn new(shape: Shape) -> Self {
        let mut it = Self {
            tensors: HashMap::new(),
            file: Vec::new(),
            shape: shape.clone(),
        };
        let mut random = Random(shape.seed);
        let mut files: Vec<(String, Dtype, Vec<usize>, Vec<u8>)> = Vec::new();
        let width = shape.width;
        it.integers(
            "words",
            [PIECES, width],
            127.0,
            0.03,
            &mut random,
            &mut files,
        );
        it.floats(
            "positions.weight",
            vec![PLACES, width],
            0.5,
            0.0,
            &mut random,
            &mut files,
        );
        it.floats(
            "surfaces.weight",
            vec![SURFACES, width],
            0.5,
            0.0,
            &mut random,
            &mut files,
        );
        it.norm("norm", &mut random, &mut files);
        for layer in 0..shape.heads.len() {
            let inside = shape.heads[layer] * HEAD;
            let inner = shape.inner[layer];
            let sizes = [
                ("qkv", [3 * inside, width]),
                ("out", [width, inside]),
                ("up", [inner, width]),
                ("down", [width, inner]),
            ];
            for (part, size) in sizes {
                it.linear(
                    &format!("layers.{layer}.{part}"),
                    size,
                    &mut random,
                    &mut files,
                );
            }
            it.norm(&format!("layers.{layer}.norm1"), &mut random, &mut files);
            it.norm(&format!("layers.{layer}.norm2"), &mut random, &mut files);
        }
        it.linear("heads", [shape.outputs, width], &mut random, &mut files);
        let views: Vec<(String, TensorView<'_>)> = files
            .iter()
            .map(|(name, dtype, shape, bytes)| {
                let view =
                    TensorView::new(*dtype, shape.clone(), bytes).expect("shape and bytes fit");
                (name.clone(), view)
            })
            .collect();
        let metadata = HashMap::from([("merge".to_owned(), shape.merge.to_string())]);
        it.file = serialize(views, Some(metadata)).expect("tensors can be written");
        it
    }

    fn floats(
        &mut self,
        name: &str,
        shape: Vec<usize>,
        spread: f64,
        middle: f64,
        random: &mut Random,
        files: &mut Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
    ) -> Vec<f64> {
        let count = shape.iter().product();
        let values: Vec<f32> = (0..count)
            .map(|_| (middle + spread * random.next()) as f32)
            .collect();
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        files.push((name.to_owned(), Dtype::F32, shape.clone(), bytes));
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        self.tensors
            .insert(name.to_owned(), (shape, values.clone()));
        values
    }

    /// `name.weight` in integers up to `most`, and `name.scale`.
    fn integers(
        &mut self,
        name: &str,
        [rows, columns]: [usize; 2],
        most: f64,
        scale: f64,
        random: &mut Random,
        files: &mut Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
    ) {
        let scales = self.floats(
            &format!("{name}.scale"),
            vec![rows],
            scale / 3.0,
            scale,
            random,
            files,
        );
        let weights: Vec<i8> = (0..rows * columns)
            .map(|_| (random.next() * most).round() as i8)
            .collect();
        let bytes = weights.iter().map(|w| w.cast_unsigned()).collect();
        files.push((
            format!("{name}.weight"),
            Dtype::I8,
            vec![rows, columns],
            bytes,
        ));
        let values = weights
            .iter()
            .enumerate()
            .map(|(at, &w)| f64::from(w) * scales[at / columns])
            .collect();
        self.tensors
            .insert(format!("{name}.weight"), (vec![rows, columns], values));
    }

    fn linear(
        &mut self,
        name: &str,
        size: [usize; 2],
        random: &mut Random,
        files: &mut Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
    ) {
        let scale = 1.5 / 64.0 / (size[1] as f64).sqrt();
        self.integers(name, size, 64.0, scale, random, files);
        self.floats(
            &format!("{name}.bias"),
            vec![size[0]],
            0.5,
            0.0,
            random,
            files,
        );
    }

    fn norm(
        &mut self,
        name: &str,
        random: &mut Random,
        files: &mut Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
    ) {
        let width = vec![self.shape.width];
        self.floats(
            &format!("{name}.weight"),
            width.clone(),
            0.5,
            1.0,
            random,
            files,
        );
        self.floats(&format!("{name}.bias"), width, 0.5, 0.0, random, files);
    }

    fn row(&self, name: &str, at: usize) -> &[f64] {
        let (shape, values) = &self.tensors[name];
        let width = shape.get(1).copied().unwrap_or(shape[0]);
        &values[at * width..(at + 1) * width]
    }

    fn times(&self, name: &str, x: &[f64]) -> Vec<f64> {
        let rows = self.tensors[&format!("{name}.weight")].0[0];
        (0..rows)
            .map(|at| {
                let row = self.row(&format!("{name}.weight"), at);
                let sum: f64 = row.iter().zip(x).map(|(w, x)| w * x).sum();
                sum + self.tensors[&format!("{name}.bias")].1[at]
            })
            .collect()
    }

    fn normed(&self, name: &str, x: &[f64], added: &[f64]) -> Vec<f64> {
        let sum: Vec<f64> = x.iter().zip(added).map(|(a, b)| a + b).collect();
        let mean = sum.iter().sum::<f64>() / sum.len() as f64;
        let variance = sum.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / sum.len() as f64;
        let (weight, bias) = (
            self.row(&format!("{name}.weight"), 0),
            self.row(&format!("{name}.bias"), 0),
        );
        sum.iter()
            .zip(weight.iter().zip(bias))
            .map(|(v, (w, b))| (v - mean) / (variance + 1e-12).sqrt() * w + b)
            .collect()
    }

    fn run(&self, pieces: &[u32], surfaces: &[u8], tokens: &[u32]) -> Vec<Vec<f64>> {
        let mut x: Vec<Vec<f64>> = (0..pieces.len())
            .map(|at| {
                let word = self.row("words.weight", pieces[at] as usize);
                let place = self.row("positions.weight", at);
                let sum: Vec<f64> = word.iter().zip(place).map(|(a, b)| a + b).collect();
                self.normed(
                    "norm",
                    &sum,
                    self.row("surfaces.weight", usize::from(surfaces[at])),
                )
            })
            .collect();
        for layer in 0..self.shape.heads.len() {
            if layer == self.shape.merge {
                x = tokens.iter().map(|&at| x[at as usize].clone()).collect();
            }
            x = self.layer(layer, x);
        }
        if self.shape.merge == self.shape.heads.len() {
            x = tokens.iter().map(|&at| x[at as usize].clone()).collect();
        }
        x.iter().map(|x| self.times("heads", x)).collect()
    }

    fn layer(&self, layer: usize, x: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
        let heads = self.shape.heads[layer];
        let name = |part: &str| format!("layers.{layer}.{part}");
        let qkv: Vec<Vec<f64>> = x.iter().map(|x| self.times(&name("qkv"), x)).collect();
        x.iter()
            .enumerate()
            .map(|(at, x)| {
                let mut attended = Vec::new();
                for head in 0..heads {
                    let part =
                        |row: usize, part: usize| &qkv[row][(part * heads + head) * HEAD..][..HEAD];
                    let scores: Vec<f64> = (0..qkv.len())
                        .map(|to| {
                            let sum: f64 = part(at, 0)
                                .iter()
                                .zip(part(to, 1))
                                .map(|(a, b)| a * b)
                                .sum();
                            (sum / (HEAD as f64).sqrt()).exp()
                        })
                        .collect();
                    let total: f64 = scores.iter().sum();
                    for d in 0..HEAD {
                        let sum: f64 = scores
                            .iter()
                            .enumerate()
                            .map(|(to, s)| s * part(to, 2)[d])
                            .sum();
                        attended.push(sum / total);
                    }
                }
                let x = self.normed(&name("norm1"), x, &self.times(&name("out"), &attended));
                let inner: Vec<f64> = self
                    .times(&name("up"), &x)
                    .iter()
                    .map(|&v| gelu(v))
                    .collect();
                self.normed(&name("norm2"), &x, &self.times(&name("down"), &inner))
            })
            .collect()
    }
}

/// x Φ(x), with Φ from its continued power series.
fn gelu(x: f64) -> f64 {
    if x.abs() > 8.0 {
        return x.max(0.0);
    }
    let (mut term, mut sum, mut n) = (x, x, 1.0);
    while term.abs() > 1e-17 {
        n += 2.0;
        term *= x * x / n;
        sum += term;
    }
    let density = (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    x * (0.5 + sum * density)
}

/// The windows to read: pieces, surfaces, and whether a piece begins a token.
type Drawn = Vec<(u32, u8, bool)>;

fn windows() -> impl Strategy<Value = Vec<Drawn>> {
    let piece = (
        0..PIECES as u32,
        0..SURFACES as u8,
        prop::bool::weighted(0.8),
    );
    prop::collection::vec(prop::collection::vec(piece, 1..PLACES), 1..4)
}

/// The bits of every output, window by window.
fn read(file: &[u8], kernel: Kernel, windows: &[Drawn], columns: usize) -> Vec<Vec<Vec<u32>>> {
    let encoder = Encoder::new(file.to_vec(), kernel).expect("the file is whole");
    assert_eq!(encoder.kernel(), kernel);
    let mut scratch = Scratch::default();
    windows
        .iter()
        .map(|window| {
            let (pieces, surfaces, tokens) = parts(window);
            let window = Window {
                pieces: &pieces,
                surfaces: &surfaces,
                tokens: &tokens,
            };
            let out = encoder.run(window, &mut scratch);
            (0..tokens.len())
                .map(|at| out.row(at)[..columns].iter().map(|v| v.to_bits()).collect())
                .collect()
        })
        .collect()
}

fn parts(window: &Drawn) -> (Vec<u32>, Vec<u8>, Vec<u32>) {
    let tokens = (0..)
        .zip(window)
        .filter(|(_, piece)| piece.2)
        .map(|(at, _)| at);
    (
        window.iter().map(|piece| piece.0).collect(),
        window.iter().map(|piece| piece.1).collect(),
        tokens.collect(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_kernel_gives_the_same_bits(shape in shapes(), windows in windows()) {
        let plain = Plain::new(shape);
        let columns = plain.shape.outputs;
        let expected = read(&plain.file, Kernel::Portable, &windows, columns);
        for kernel in Kernel::available() {
            prop_assert_eq!(&read(&plain.file, kernel, &windows, columns), &expected, "{}", kernel);
            // A window alone gives what it gives after others.
            let last = windows.len() - 1;
            prop_assert_eq!(&read(&plain.file, kernel, &windows[last..], columns)[0], &expected[last]);
        }
    }

    #[test]
    fn outputs_are_near_those_of_a_plain_computation(shape in shapes(), windows in windows()) {
        let plain = Plain::new(shape);
        let found = read(&plain.file, Kernel::best(), &windows, plain.shape.outputs);
        let (mut squares, mut errors) = (0.0, 0.0);
        for (window, found) in windows.iter().zip(&found) {
            let (pieces, surfaces, tokens) = parts(window);
            for (found, exact) in found.iter().zip(plain.run(&pieces, &surfaces, &tokens)) {
                for (found, exact) in found.iter().zip(exact) {
                    squares += exact * exact;
                    errors += (f64::from(f32::from_bits(*found)) - exact).powi(2);
                }
            }
        }
        // Eight bits a number: a few in a hundred after some layers.
        prop_assert!(errors <= 0.06 * 0.06 * squares, "{} of {}", errors.sqrt(), squares.sqrt());
    }
}

#[test]
fn weights_that_cannot_be_used_say_why() {
    let shape = Shape {
        width: 32,
        heads: vec![1],
        inner: vec![32],
        merge: 1,
        outputs: 3,
        seed: 1,
    };
    let plain = Plain::new(shape);
    let error = Encoder::new(
        plain.file[..plain.file.len() - 1].to_vec(),
        Kernel::Portable,
    )
    .unwrap_err();
    assert!(error.to_string().contains("can't be used"), "{error}");
    let error = Encoder::new(&b"no weights"[..], Kernel::Portable).unwrap_err();
    assert!(error.to_string().contains("can't be used"), "{error}");
}

#[test]
fn a_kernel_is_found_by_its_name() {
    for kernel in Kernel::available() {
        assert_eq!(kernel.name().parse(), Ok(kernel));
    }
    let error = "abacus".parse::<Kernel>().unwrap_err().to_string();
    assert!(
        error.contains("abacus") && error.contains("portable"),
        "{error}"
    );
}
