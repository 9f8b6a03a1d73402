//! `cargo bench -p verbale`: one report, from its text to its record. `VERBALE_KERNEL=avx2 cargo bench …`
//! takes another kernel than the processor's fastest.

use divan::{Bencher, counter::ItemsCount};
use verbale::{Pipeline, ReadOptions};

const REPORT: &str = include_str!("../../../examples/harbour-summit.txt");

fn main() {
    divan::main();
}

/// Counts words, what stands between white space.
#[divan::bench]
fn report(bencher: Bencher<'_, '_>) {
    let pipeline = Pipeline::new().with_options(ReadOptions {
        published: Some("2026-03-14".to_owned()),
        ..ReadOptions::default()
    });
    bencher
        .counter(ItemsCount::new(REPORT.split_whitespace().count()))
        .bench_local(|| pipeline.read(REPORT).expect("the example can be read"));
}
