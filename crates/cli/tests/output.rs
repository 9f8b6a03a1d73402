//! Where records go: tables in a directory, and pipes that are slow, closed or full.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use assert_cmd::Command;
use predicates::prelude::*;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

const EXAMPLES: [&str; 2] = [
    concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/harbour-summit.txt"
    ),
    concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/press-conference.txt"
    ),
];
const TABLES: [&str; 5] = ["documents", "meetings", "people", "positions", "statements"];
const LINE: &[u8] = b"{\"id\": \"a\", \"text\": \"The minister said the bridge would open.\"}\n";
/// No report in these tests takes so long, on any machine.
const LONG: Duration = Duration::from_secs(60);

fn verbale() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("verbale"))
}

/// The names of the files in a directory, hidden ones among them.
fn names(directory: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn several_reports_go_into_the_same_tables() {
    let directory = tempfile::tempdir().unwrap();
    for format in ["csv", "parquet"] {
        let out = directory.path().join("new").join(format);
        verbale()
            .args(["read", "--format", format, "--out"])
            .arg(&out)
            .args(EXAMPLES)
            .assert()
            .success()
            .stdout("")
            .stderr("");
        assert_eq!(names(&out), TABLES.map(|table| format!("{table}.{format}")));
    }
    let read = |table: &str| {
        let path = directory.path().join("new/csv").join(table);
        fs::read_to_string(path).unwrap()
    };
    let documents = read("documents.csv");
    assert!(documents.contains("\n1,harbour-summit,"), "{documents}");
    assert!(documents.contains("\n2,press-conference,"), "{documents}");
    assert!(read("people.csv").contains(",Ana Verrin,ISL,"));
    assert!(read("statements.csv").contains("\n2,press-conference,s1,"));
}

#[test]
fn tables_are_whole_or_not_there() {
    let directory = tempfile::tempdir().unwrap();
    let old = directory.path().join("people.csv");
    fs::write(&old, "of an earlier run").unwrap();
    // A directory stands where a table is to go.
    fs::create_dir(directory.path().join("documents.csv")).unwrap();
    verbale()
        .args(["read", "--format", "csv", "--out"])
        .arg(directory.path())
        .arg(EXAMPLES[0])
        .assert()
        .code(2)
        .stderr(
            predicate::str::contains("documents.csv").and(predicate::str::contains("\n").count(1)),
        );
    assert_eq!(fs::read_to_string(&old).unwrap(), "of an earlier run");
    assert_eq!(names(directory.path()), ["documents.csv", "people.csv"]);
}

#[test]
fn what_cannot_be_read_leaves_the_tables_of_the_rest() {
    let directory = tempfile::tempdir().unwrap();
    verbale()
        .args([
            "read",
            "--format",
            "csv",
            "no-such-file.txt",
            EXAMPLES[0],
            "--out",
        ])
        .arg(directory.path())
        .assert()
        .code(1)
        .stderr(predicate::str::contains("no-such-file.txt"));
    assert_eq!(names(directory.path()).len(), 5);
}

#[test]
fn arguments_that_make_no_sense_together() {
    for (args, told) in [
        (&["read", "--format", "csv", EXAMPLES[0]][..], "--out <DIR>"),
        (
            &["read", "--out", "tables", EXAMPLES[0]],
            "--out is for --format csv and parquet",
        ),
        (&["read", "-", EXAMPLES[0], "-"], "\"-\" is named twice"),
    ] {
        verbale()
            .args(args)
            .assert()
            .code(2)
            .stdout("")
            .stderr(predicate::str::contains(told).and(predicate::str::contains("verbale read")));
    }
}

#[test]
fn an_output_directory_that_cannot_be_is_told() {
    verbale()
        .args(["read", "--format", "csv", EXAMPLES[0], "--out", EXAMPLES[1]])
        .assert()
        .code(2)
        .stderr(
            predicate::str::contains("press-conference.txt")
                .and(predicate::str::contains("\n").count(1)),
        );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    for args in [
        &["--help"][..],
        &["--version"],
        &["read", "--help"],
        &["man"],
        &["read", EXAMPLES[0]],
    ] {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let out = std::process::Command::new(assert_cmd::cargo::cargo_bin!("verbale"))
            .args(args)
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let told = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{args:?}: {told}");
        assert!(
            told.starts_with("verbale: cannot write the output: "),
            "{args:?}: {told}"
        );
    }
}

/// A child that is gone when the test is.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn running() -> Running {
    let child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("verbale"))
        .args(["read", "--format", "jsonl", "--threads", "2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    Running(child.unwrap())
}

#[test]
fn a_record_comes_out_while_the_next_report_is_waited_for() {
    let mut verbale = running();
    let mut stdin = verbale.0.stdin.take().unwrap();
    let stdout = verbale.0.stdout.take().unwrap();
    let (sender, records) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines() {
            let _ = sender.send(line.unwrap());
        }
    });
    for _ in 0..3 {
        stdin.write_all(LINE).unwrap();
        let record = records.recv_timeout(LONG).expect("a record at once");
        assert!(record.contains("the bridge would open"));
    }
}

#[test]
fn when_nobody_reads_the_output_no_input_is_waited_for() {
    let mut verbale = running();
    let mut stdin = verbale.0.stdin.take().unwrap();
    drop(verbale.0.stdout.take());
    stdin.write_all(LINE).unwrap();
    // The input stays open.
    let started = Instant::now();
    let status = loop {
        if let Some(status) = verbale.0.try_wait().unwrap() {
            break status;
        }
        assert!(started.elapsed() < LONG, "it waits for more input");
        thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success());
}
