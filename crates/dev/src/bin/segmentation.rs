//! `segmentation [--errors] TREEBANK.conllu...`: tokens and sentences against treebanks.
#![allow(
    clippy::print_stdout,
    reason = "a developer's tool reports on standard output"
)]

#[path = "../conllu.rs"]
#[allow(dead_code)]
mod conllu;
#[path = "../segmentation.rs"]
mod segmentation;

fn main() -> anyhow::Result<()> {
    let (flags, paths): (Vec<_>, Vec<_>) =
        std::env::args().skip(1).partition(|arg| arg == "--errors");
    for path in paths {
        segmentation::run(path.as_ref(), !flags.is_empty())?;
    }
    Ok(())
}
