//! The records of the examples, as they were when somebody last looked at them.
//!
//! `UPDATE_GOLDEN=1 cargo test -p verbale --test golden` writes them anew: read the diff before it is
//! committed. Every kernel that the processor has must give them byte for byte.

use assert_cmd::Command;
use std::path::{Path, PathBuf};
use std::{env, fs};
use verbale_encoder::Kernel;

#[test]
fn the_examples_give_their_golden_records_under_every_kernel() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<_> = fs::read_dir(root.join("../../examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    assert!(names.len() >= 4, "the examples are gone");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        let record = |example: &PathBuf| (golden(example), read(example, Kernel::best()));
        for (golden, record) in names.iter().map(record) {
            fs::write(golden, record).unwrap();
        }
    }
    let kernels: Vec<Kernel> = Kernel::available().collect();
    for (example, kernel) in names
        .iter()
        .flat_map(|n| kernels.iter().map(move |k| (n, *k)))
    {
        let (golden, shown) = (golden(example), read(example, kernel));
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        let first = expected
            .lines()
            .zip(shown.lines())
            .position(|(a, b)| a != b);
        let around = |text: &str| {
            let skipped = first.unwrap_or(0).saturating_sub(6);
            text.lines()
                .skip(skipped)
                .take(13)
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert!(
            expected == shown,
            "{} differs under the kernel {kernel}; golden:\n{}\nfound:\n{}",
            golden.display(),
            around(&expected),
            around(&shown)
        );
    }
}

fn golden(example: &Path) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(example.file_stem().expect("examples are files"))
        .with_extension("json")
}

/// The record of `example`, as the command writes it.
fn read(example: &Path, kernel: Kernel) -> String {
    let out = Command::new(assert_cmd::cargo::cargo_bin!("verbale"))
        .env("VERBALE_KERNEL", kernel.name())
        .args([
            "read",
            "--format",
            "json",
            "--no-text",
            "--published",
            "2026-03-14",
        ])
        .arg(example)
        .output()
        .expect("the command runs");
    assert!(out.status.success(), "{} is not read", example.display());
    String::from_utf8(out.stdout).expect("JSON is UTF-8")
}
