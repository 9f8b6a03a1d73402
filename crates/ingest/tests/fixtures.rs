//! Every file in `tests/data` is read and compared with the file of the same
//! name and `.expected`, which shows all that comes of it. A new case is a new
//! file; `VERBALE_EXPECT=write cargo test -p verbale-ingest` writes what it
//! gives, for you to check.

use std::fs;
use std::path::{Path, PathBuf};

use verbale_ingest::{Error, Input, Report, reports};

#[test]
fn fixtures_read_as_expected() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let write = std::env::var_os("VERBALE_EXPECT").is_some_and(|value| value == "write");
    let mut cases: Vec<PathBuf> = fs::read_dir(&data)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_none_or(|extension| extension != "expected")
        })
        .collect();
    cases.sort();
    assert!(!cases.is_empty());

    for case in cases {
        let shown: String = reports(&Input::File(case.clone())).map(show).collect();
        let shown = shown.replace(&format!("{}/", data.display()), "");
        let mut expected = case.into_os_string();
        expected.push(".expected");
        if write {
            fs::write(&expected, &shown).unwrap();
        }
        let on_file = fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(shown, on_file, "{}", expected.display());
    }
}

/// What is set of a report, and its text line by line with their ends visible.
fn show(report: Result<Report, Error>) -> String {
    let report = match report {
        Ok(report) => report,
        Err(error) => return format!("error: {error}\n\n"),
    };
    let mut shown = format!("id: {}\n", report.id);
    for (name, value) in [
        ("title", &report.title),
        ("publisher", &report.publisher),
        ("url", &report.url),
        ("published", &report.published),
        ("language", &report.language),
    ] {
        if let Some(value) = value {
            shown += &format!("{name}: {value}\n");
        }
    }
    for warning in &report.warnings {
        shown += &format!("warning: {warning}\n");
    }
    for line in report.text.split_inclusive('\n') {
        let line = line
            .replace('\n', "⏎")
            .replace('\r', "␍")
            .replace('\t', "␉");
        shown += &format!("| {line}\n");
    }
    shown.push('\n');
    shown
}
