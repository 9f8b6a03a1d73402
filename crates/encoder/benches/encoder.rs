//! `cargo bench -p verbale-encoder`: a product, a layer and a window under every kernel that the
//! processor has, on networks of the shape of the embedded one.

use divan::{Bencher, counter::ItemsCount};
use safetensors::tensor::{Dtype, TensorView, serialize};
use std::collections::HashMap;
use verbale_encoder::{Encoder, Kernel, Scratch, Window};

const WIDTH: usize = 384;
const HEADS: usize = 9;
const INNER: usize = 768;
const PIECES: usize = 384;

fn main() {
    divan::main();
}

fn kernels() -> Vec<&'static str> {
    Kernel::available().map(Kernel::name).collect()
}

/// A matrix of 1,152 columns with what stands before it: little beside it.
#[divan::bench(args = kernels())]
fn product(bencher: Bencher<'_, '_>, kernel: &str) {
    run(bencher, kernel, 0, 0, 1152);
}

#[divan::bench(args = kernels())]
fn layer(bencher: Bencher<'_, '_>, kernel: &str) {
    run(bencher, kernel, 1, 1, 32);
}

/// All six layers and the heads.
#[divan::bench(args = kernels())]
fn window(bencher: Bencher<'_, '_>, kernel: &str) {
    run(bencher, kernel, 6, 2, 1126);
}

fn run(bencher: Bencher<'_, '_>, kernel: &str, layers: usize, merge: usize, outputs: usize) {
    let kernel = kernel.parse().expect("it is one of the available ones");
    let encoder = Encoder::new(file(layers, merge, outputs), kernel).expect("the weights fit");
    let pieces: Vec<u32> = (0..PIECES as u32).map(|n| n % 100).collect();
    let surfaces = vec![0; PIECES];
    // Four pieces of five begin a token.
    let tokens: Vec<u32> = (0..PIECES as u32).filter(|n| n % 5 != 0).collect();
    let window = Window {
        pieces: &pieces,
        surfaces: &surfaces,
        tokens: &tokens,
    };
    let mut scratch = Scratch::default();
    bencher
        .counter(ItemsCount::new(PIECES))
        .bench_local(|| encoder.run(window, &mut scratch).row(0)[0]);
}

/// The file of a network whose weights are of no importance.
fn file(layers: usize, merge: usize, outputs: usize) -> Vec<u8> {
    let mut tensors: Vec<(String, Dtype, Vec<usize>, Vec<u8>)> = Vec::new();
    let floats = |tensors: &mut Vec<_>, name: String, shape: Vec<usize>, value: f32| {
        let count: usize = shape.iter().product();
        let bytes = (0..count)
            .flat_map(|n| (value * ((n % 7) as f32 - 2.9)).to_le_bytes())
            .collect();
        tensors.push((name, Dtype::F32, shape, bytes));
    };
    let integers = |tensors: &mut Vec<_>, name: String, shape: Vec<usize>| {
        let count: usize = shape.iter().product();
        let bytes = (0..count)
            .map(|n| ((n * 31 % 129) as i16 - 64) as u8)
            .collect();
        tensors.push((name, Dtype::I8, shape, bytes));
    };
    integers(&mut tensors, "words.weight".into(), vec![100, WIDTH]);
    floats(&mut tensors, "words.scale".into(), vec![100], 0.01);
    floats(
        &mut tensors,
        "positions.weight".into(),
        vec![PIECES, WIDTH],
        0.1,
    );
    floats(&mut tensors, "surfaces.weight".into(), vec![1, WIDTH], 0.1);
    let mut norms = vec!["norm".to_owned()];
    let mut linear = vec![("heads".to_owned(), outputs, WIDTH)];
    for n in 0..layers {
        let name = |part: &str| format!("layers.{n}.{part}");
        norms.extend([name("norm1"), name("norm2")]);
        linear.push((name("qkv"), 3 * HEADS * 32, WIDTH));
        linear.push((name("out"), WIDTH, HEADS * 32));
        linear.push((name("up"), INNER, WIDTH));
        linear.push((name("down"), WIDTH, INNER));
    }
    for name in norms {
        floats(&mut tensors, format!("{name}.weight"), vec![WIDTH], 0.3);
        floats(&mut tensors, format!("{name}.bias"), vec![WIDTH], 0.1);
    }
    for (name, outputs, inputs) in linear {
        integers(
            &mut tensors,
            format!("{name}.weight"),
            vec![outputs, inputs],
        );
        floats(&mut tensors, format!("{name}.scale"), vec![outputs], 0.001);
        floats(&mut tensors, format!("{name}.bias"), vec![outputs], 0.1);
    }
    let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
        (
            name.clone(),
            TensorView::new(*dtype, shape.clone(), bytes).expect("the shape fits"),
        )
    });
    let metadata = HashMap::from([("merge".to_owned(), merge.to_string())]);
    serialize(views, Some(metadata)).expect("tensors can be written")
}
