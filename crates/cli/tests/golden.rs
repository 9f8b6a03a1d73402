//! The records of the examples, as they were when somebody last looked at them.
//!
//! `UPDATE_GOLDEN=1 cargo test -p verbale --test golden` writes them anew: read the diff before it is
//! committed. Confidences are left out, since their last digits depend on the processor.

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;
use std::{env, fs};

#[test]
fn the_examples_give_their_golden_records() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<_> = fs::read_dir(root.join("../../examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    assert!(names.len() >= 4, "the examples are gone");
    for example in names {
        let out = Command::new(assert_cmd::cargo::cargo_bin!("verbale"))
            .args([
                "read",
                "--format",
                "json",
                "--no-text",
                "--published",
                "2026-03-14",
            ])
            .arg(&example)
            .output()
            .unwrap();
        assert!(out.status.success(), "{} is not read", example.display());
        let mut record: Value = serde_json::from_slice(&out.stdout).unwrap();
        without_confidence(&mut record);
        let shown = serde_json::to_string_pretty(&record).unwrap() + "\n";
        let golden = root
            .join("tests/golden")
            .join(example.file_stem().unwrap())
            .with_extension("json");
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &shown).unwrap();
        }
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
            "{} differs; golden:\n{}\nfound:\n{}",
            golden.display(),
            around(&expected),
            around(&shown)
        );
    }
}

fn without_confidence(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("confidence");
            fields.values_mut().for_each(without_confidence);
        }
        Value::Array(items) => items.iter_mut().for_each(without_confidence),
        _ => {}
    }
}
