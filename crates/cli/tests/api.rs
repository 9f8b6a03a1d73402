//! The API against its own description: schemathesis (from PyPI) makes requests out of the OpenAPI text,
//! sound and broken ones, and looks whether the answers are such as the text says.
//!
//! The test needs Python 3 and makes its own environment under `target/`; Debian's `python3-venv` it
//! installs where it may. Where that is impossible it fails and says so; `VERBALE_SKIP_API_TESTS=1`
//! passes over it.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stderr, reason = "a test that is passed over says so")]
#![cfg(target_os = "linux")]

mod served;

use served::{install, ledger, served};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use verbale_ledger::{Ledger, Storage};

/// Every package with its version: the same requests on each machine.
const PACKAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/requirements.txt");
const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/schemathesis.toml");
/// Requests an operation, in each phase that makes them up.
const EXAMPLES: &str = "30";

/// The program, in an environment that has all its packages.
fn schemathesis() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemathesis");
    let (program, list) = (
        folder.join("bin/schemathesis"),
        folder.join("requirements.txt"),
    );
    let wanted = fs::read_to_string(PACKAGES).unwrap();
    // The list is put there last: what broke off half-way is made again.
    if fs::read_to_string(&list).is_ok_and(|made| made == wanted) {
        return program;
    }
    let make = || {
        let _ = fs::remove_dir_all(&folder);
        let made = Command::new("python3")
            .args(["-m", "venv"])
            .arg(&folder)
            .status();
        made.is_ok_and(|status| status.success())
    };
    let made = make() || {
        install("python3-venv");
        make()
    };
    let filled = made && {
        let mut pip = Command::new(folder.join("bin/pip"));
        pip.args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
            PACKAGES,
        ]);
        pip.status().is_ok_and(|status| status.success())
    };
    assert!(
        filled,
        "the API test needs python3 with its venv module and PyPI, and could not have them: install \
         python3-venv, or set VERBALE_SKIP_API_TESTS=1"
    );
    fs::write(list, wanted).unwrap();
    program
}

#[test]
fn the_api_does_what_its_description_says() {
    if std::env::var_os("VERBALE_SKIP_API_TESTS").is_some() {
        eprintln!("VERBALE_SKIP_API_TESTS is set: the API is not tested against its description");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = ledger(folder.path());
    let (_, report) = Ledger::open(&file)
        .unwrap()
        .hashes(0, None, 1)
        .unwrap()
        .remove(0);
    let token = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("verbale"))
        .args(["token", "add", "Check", "--role", "admin", "--ledger"])
        .arg(&file)
        .output()
        .unwrap();
    let (_server, site) = served(&file);
    let run = Command::new(schemathesis())
        .args([
            "--config-file",
            CONFIG,
            "run",
            "--phases",
            "coverage,fuzzing,stateful",
        ])
        .args([
            "--max-examples",
            EXAMPLES,
            "--generation-deterministic",
            "--no-color",
        ])
        .args(["--continue-on-failure", "--request-timeout", "60"])
        .arg(format!("{site}/api/v1/openapi.json"))
        .env("TOKEN", String::from_utf8(token.stdout).unwrap().trim())
        .env("REPORT", report)
        .current_dir(&folder)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success() && told.contains("Fuzzing"),
        "{told}{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let sound = Ledger::open(&file).unwrap().damage().unwrap();
    assert_eq!(sound, [""; 0], "no request does the ledger harm");
}
