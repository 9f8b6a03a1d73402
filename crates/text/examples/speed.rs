//! `cargo run --release -p verbale-text --example speed -- FILE...`: megabytes of text read a second.
#![allow(clippy::print_stdout, reason = "a measurement is printed")]

use std::time::Instant;
use verbale_text::{quotations, sentences, tokens};

/// Each file is read this often, and the fastest time counts.
const ROUNDS: usize = 100;

fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path)?;
        let mut times = [f64::INFINITY; 3];
        for _ in 0..ROUNDS {
            let clock = Instant::now();
            let tokens = tokens(&text);
            let after_tokens = clock.elapsed();
            std::hint::black_box(sentences(&text, &tokens));
            let after_sentences = clock.elapsed();
            std::hint::black_box(quotations(&text));
            let steps = [
                after_tokens,
                after_sentences - after_tokens,
                clock.elapsed() - after_sentences,
            ];
            for (best, step) in times.iter_mut().zip(steps) {
                *best = best.min(step.as_secs_f64());
            }
        }
        let speed = |seconds: f64| text.len() as f64 / 1e6 / seconds;
        let [tokens, sentences, quotations] = times.map(speed);
        let all = speed(times.iter().sum());
        println!(
            "{path}: tokens {tokens:.0} MB/s, sentences {sentences:.0}, quotations {quotations:.0}, all {all:.0} MB/s"
        );
    }
    Ok(())
}
