//! `verbale-dev`: what developers run: training input, evaluation, benchmarks.
#![allow(clippy::print_stdout, reason = "a developer's tool reports on standard output")]

mod prepare;

use anyhow::{Result, bail};

const USAGE: &str = "usage: verbale-dev prepare < TEXTS.jsonl > INPUT.jsonl";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["prepare"] => prepare::run(),
        _ => bail!(USAGE),
    }
}
