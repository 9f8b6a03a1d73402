//! Gives the rules that read reports a version: a hash over the sources and tables they are made of.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The crates that decide what a record says, beside the model.
const RULES: [&str; 4] = ["text", "lexicon", "rules", "record"];

fn main() {
    let crates = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("..");
    let mut files = Vec::new();
    for name in RULES {
        for part in ["src", "data", "rules"] {
            let folder = crates.join(name).join(part);
            println!("cargo::rerun-if-changed={}", folder.display());
            collect(&folder, &mut files);
        }
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in &files {
        hash.update(fs::read(file).expect("a source file can be read"));
    }
    let hex: String = hash
        .finalize()
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    println!("cargo::rustc-env=VERBALE_RULES={hex}");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
