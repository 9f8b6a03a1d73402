//! The records of the examples, as they were when somebody last looked at them.
//!
//! `UPDATE_GOLDEN=1 cargo test -p verbale-cli --test golden` writes them anew: read the diff before it
//! is committed, and raise `RECORD_VERSION` first. Every kernel that the processor has must give them
//! byte for byte.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use assert_cmd::Command;
use sha2::{Digest, Sha256};
use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use verbale::RECORD_VERSION;
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
    the_version_rises_with_the_records();
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

/// A line for each version that changed the golden records: its number, and their hash.
const VERSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/versions.tsv");

/// A ledger goes by the version alone: without a new one it would take its old records for new.
fn the_version_rises_with_the_records() {
    let found = hash_of_records();
    let versions = fs::read_to_string(VERSIONS).unwrap_or_default();
    let last = versions.lines().rfind(|line| !line.starts_with('#'));
    let (version, hash) = last
        .and_then(|line| line.split_once('\t'))
        .map_or((0, ""), |(version, hash)| (version.parse().unwrap(), hash));
    if hash == found {
        return;
    }
    assert!(
        version < RECORD_VERSION,
        "the golden records changed and RECORD_VERSION is still {RECORD_VERSION}: a ledger would not know that its \
         records are old. Raise it in crates/verbale/src/version.rs, then \
         UPDATE_GOLDEN=1 cargo test -p verbale-cli --test golden"
    );
    assert!(
        env::var_os("UPDATE_GOLDEN").is_some(),
        "the golden records of version {RECORD_VERSION} have no line in {VERSIONS}: \
         UPDATE_GOLDEN=1 cargo test -p verbale-cli --test golden writes it"
    );
    let mut file = OpenOptions::new().append(true).open(VERSIONS).unwrap();
    writeln!(file, "{RECORD_VERSION}\t{found}").unwrap();
}

fn hash_of_records() -> String {
    let folder = Path::new(VERSIONS).parent().unwrap();
    let files = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "json"));
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(fs::read(file).unwrap());
    }
    let digest = hash.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
