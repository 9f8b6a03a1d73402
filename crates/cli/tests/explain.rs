//! Why a row stands in a record, as a user asks for it.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

const EXAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../examples/harbour-summit.txt"
);

fn verbale() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("verbale"))
}

/// The place of words in the example, in code points.
fn place(words: &str) -> String {
    let text = std::fs::read_to_string(EXAMPLE).unwrap();
    let bytes = text.find(words).unwrap();
    text[..bytes].chars().count().to_string()
}

#[test]
fn a_place_leads_to_the_rules_that_made_its_rows() {
    verbale()
        .args(["explain", EXAMPLE, "--at", &place("dinner")])
        .assert()
        .success()
        .stdout(contains("meal, cancelled").and(contains("status.rules:")))
        .stdout(contains("without-explanation  positions.rules:"));
}

#[test]
fn what_was_learned_shows_what_it_weighed() {
    let out = verbale()
        .args(["explain", EXAMPLE, "--format", "json", "--at"])
        .arg(place("put it before parliament"))
        .output()
        .unwrap();
    assert!(out.status.success());
    let rows: Vec<Value> = serde_json::from_slice(&out.stdout).unwrap();
    let row = |id: char| {
        let is = |r: &&Value| r["row"].as_str().unwrap().starts_with(id);
        rows.iter().find(is).unwrap()
    };
    let by = |row: &Value| -> Vec<String> {
        let reasons = row["reasons"].as_array().unwrap();
        let by = reasons.iter().map(|r| r["by"].as_str().unwrap().to_owned());
        by.collect()
    };
    assert_eq!(by(row('s')), ["model", "model", "model", "table", "step"]);
    assert_eq!(by(row('p')), ["learned", "learned"]);
    let features = row('p')["reasons"][0]["features"].as_array().unwrap();
    assert!(!features.is_empty());
}

#[test]
fn where_no_row_stands_it_says_so() {
    verbale()
        .args(["explain", "--at", "4"])
        .write_stdin("The sea was calm.")
        .assert()
        .success()
        .stdout(contains("No row of the record stands on “sea”."));
}

#[test]
fn a_place_outside_the_text_and_several_reports_are_refused() {
    verbale()
        .args(["explain", "--at", "400"])
        .write_stdin("The sea was calm.")
        .assert()
        .code(1)
        .stderr(contains("the text has 17 characters, none at 400"));
    let two = "{\"id\": \"a\", \"text\": \"It rained.\"}\n{\"id\": \"b\", \"text\": \"The sea was calm.\"}\n";
    verbale()
        .args(["explain", "--at", "4"])
        .write_stdin(two)
        .assert()
        .code(1)
        .stderr(contains("name it with --id"));
    verbale()
        .args(["explain", "--at", "4", "--id", "b"])
        .write_stdin(two)
        .assert()
        .success()
        .stdout(contains("“sea”"));
    verbale()
        .args(["explain", "--at", "4", "--id", "c"])
        .write_stdin(two)
        .assert()
        .code(1)
        .stderr(contains("no report has the id c"));
}
