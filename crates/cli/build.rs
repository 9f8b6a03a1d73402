//! Gives the tables and files of rules that decide what a record says a version: a hash of what is in
//! them, whatever the files are called and wherever they lie.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The crates whose tables decide what a record says. A report that is read again is read from its
/// kept text, so what finds the text in a file does not count; nor does what compares records.
const READING: [&str; 6] = ["text", "lexicon", "rules", "doc", "wordpiece", "record"];

fn main() {
    let crates = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("..");
    let mut files = Vec::new();
    for name in READING {
        for part in ["data", "rules"] {
            let folder = crates.join(name).join(part);
            if folder.is_dir() {
                println!("cargo::rerun-if-changed={}", folder.display());
                collect(&folder, &mut files);
            }
        }
    }
    println!("cargo::rustc-env=VERBALE_TABLES={}", version(&files));
}

/// A hash of the files' contents. In a published crate the others' files do not lie beside it: there
/// the release fixes them.
fn version(files: &[PathBuf]) -> String {
    if files.is_empty() {
        return env::var("CARGO_PKG_VERSION").expect("cargo sets it");
    }
    let mut contents: Vec<_> = files
        .iter()
        .map(|file| Sha256::digest(fs::read(file).expect("a table can be read")))
        .collect();
    contents.sort();
    let mut hash = Sha256::new();
    for content in contents {
        hash.update(content);
    }
    let digest = hash.finalize();
    digest.iter().take(6).map(|b| format!("{b:02x}")).collect()
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
