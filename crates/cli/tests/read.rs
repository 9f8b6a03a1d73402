//! The command as a user runs it.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use assert_cmd::Command;
use predicates::prelude::*;
use serde_json::Value;

const EXAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../examples/harbour-summit.txt"
);

fn verbale() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("verbale"))
}

fn record() -> Value {
    let out = verbale()
        .args(["read", "--format", "json", EXAMPLE])
        .output()
        .unwrap();
    assert!(out.status.success());
    serde_json::from_slice(&out.stdout).unwrap()
}

/// The name behind an entity id.
fn name<'r>(record: &'r Value, id: &Value) -> Option<&'r str> {
    record["entities"]
        .as_array()?
        .iter()
        .find(|e| e["id"] == *id)?["name"]
        .as_str()
}

#[test]
fn every_span_shows_the_words_of_the_text() {
    let record = record();
    let text: Vec<char> = record["document"]["text"]
        .as_str()
        .unwrap()
        .chars()
        .collect();
    let mut count = 0;
    for statement in record["statements"].as_array().unwrap() {
        for part in ["source", "cue", "content", "quoted"] {
            for span in statement[part].as_array().unwrap() {
                let place = |end: &str| usize::try_from(span[end].as_u64().unwrap()).unwrap();
                let words: String = text[place("start")..place("end")].iter().collect();
                assert_eq!(words, span["text"].as_str().unwrap());
                count += 1;
            }
        }
    }
    assert!(count > 10, "only {count} spans in the example");
}

#[test]
fn she_who_added_is_the_president() {
    let record = record();
    let statements = record["statements"].as_array().unwrap();
    let added = statements
        .iter()
        .find(|s| s["cue"][0]["text"] == "added")
        .expect("\"she added\" is a statement");
    assert_eq!(name(&record, &added["speaker"]), Some("Ana Verrin"));
    assert_eq!(added["mode"], "direct");
    let promised = statements
        .iter()
        .find(|s| s["act"] == "promise")
        .expect("\"promised to\" is a statement");
    assert_eq!(name(&record, &promised["speaker"]), Some("Oskar Tellmann"));
    let according = statements
        .iter()
        .find(|s| s["cue"][0]["text"] == "According to")
        .expect("\"According to\" is a cue");
    assert_eq!(according["act"], "say");
}

#[test]
fn the_output_is_the_same_for_any_number_of_threads() {
    let lines: String = (0..24)
        .map(|n| format!("{{\"id\": \"{n}\", \"text\": \"Minister Number {n} said the bridge number {n} would open.\"}}\n"))
        .collect();
    let read = |threads: &str| {
        verbale()
            .args(["read", "--format", "jsonl", "--threads", threads])
            .write_stdin(lines.clone())
            .output()
            .unwrap()
            .stdout
    };
    let one = read("1");
    assert_eq!(one.iter().filter(|b| **b == b'\n').count(), 24);
    assert_eq!(one, read("4"));
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_comes_out() {
    verbale()
        .args(["read", "--format", "jsonl", "no-such-file.txt", EXAMPLE])
        .assert()
        .code(1)
        .stderr(
            predicate::str::contains("no-such-file.txt")
                .and(predicate::str::contains("\n").count(1)),
        )
        .stdout(predicate::str::contains("harbour-summit"));
    verbale()
        .args(["read", "--published", "last Friday", EXAMPLE])
        .assert()
        .code(2);
}

#[test]
fn a_broken_first_line_costs_only_itself() {
    let lines = "{\"id\": broken\n{\"id\": \"good\", \"text\": \"The minister said it rained.\"}\n";
    verbale()
        .args(["read", "--format", "jsonl"])
        .write_stdin(lines)
        .assert()
        .code(1)
        .stderr(predicate::str::contains("line 1"))
        .stdout(predicate::str::contains("\"id\":\"good\""));
}

#[test]
fn no_report_is_an_empty_list() {
    verbale()
        .args(["read", "--format", "json"])
        .write_stdin("{\"text\": 1}\n{\"text\": 2}\n")
        .assert()
        .code(1)
        .stdout("[]\n");
}

#[test]
fn an_empty_text_is_a_record_with_a_warning() {
    verbale()
        .args(["read", "--format", "json"])
        .write_stdin("")
        .assert()
        .success()
        .stdout(predicate::str::contains("no-text"));
}

#[test]
fn the_text_view_without_a_terminal_has_no_escape_codes() {
    verbale().args(["read", EXAMPLE]).assert().success().stdout(
        predicate::str::contains("Ana Verrin").and(predicate::str::contains("\u{1b}").not()),
    );
}

#[test]
fn the_version_names_model_and_kernel_when_asked() {
    let version = verbale().arg("--version").output().unwrap();
    let short = String::from_utf8(version.stdout).unwrap();
    assert_eq!(short, concat!("verbale ", env!("CARGO_PKG_VERSION"), "\n"));
    verbale()
        .args(["--version", "--verbose"])
        .env("VERBALE_KERNEL", "portable")
        .assert()
        .success()
        .stdout(predicate::str::starts_with(short))
        .stdout(predicate::str::contains("kernel   portable of portable"));
    verbale().arg("--verbose").assert().code(2);
}

#[test]
fn a_kernel_that_the_processor_lacks_is_refused() {
    verbale()
        .args(["read", EXAMPLE])
        .env("VERBALE_KERNEL", "abacus")
        .assert()
        .code(2)
        .stdout("")
        .stderr(
            predicate::str::contains("VERBALE_KERNEL=abacus")
                .and(predicate::str::contains("portable")),
        );
}
