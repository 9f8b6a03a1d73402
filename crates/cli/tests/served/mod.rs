//! A ledger with the examples in it, served by the program, for tests that look at it from outside.
#![allow(dead_code, unreachable_pub, reason = "each test takes what it needs")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

/// A program that ends with the test.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Serves a ledger, and gives the address without a stroke at its end.
pub fn served(ledger: &Path) -> (Running, String) {
    let mut serve = Command::new(assert_cmd::cargo::cargo_bin!("verbale"));
    serve
        .args(["serve", "--listen", "127.0.0.1:0", "--ledger"])
        .arg(ledger);
    let (server, line) = started(&mut serve, "http://");
    let place = line.rsplit("http://").next().unwrap();
    (server, format!("http://{}", place.trim_end_matches('/')))
}

/// A program on the path.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Debian's packages, if this user may install them: as root, or by sudo without a password.
pub fn install(packages: &str) {
    let script = "export DEBIAN_FRONTEND=noninteractive; run() { if [ \"$(id -u)\" = 0 ]; then \"$@\"; else \
                  sudo -n \"$@\"; fi; }; run apt-get update -q && run apt-get install -q -y \
                  --no-install-recommends";
    let _ = Command::new("sh")
        .args(["-c", &format!("{script} {packages}")])
        .stdin(Stdio::null())
        .status();
}

/// A ledger with the examples in it, made once and copied for each test.
pub fn ledger(folder: &Path) -> PathBuf {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let mut examples: Vec<PathBuf> = fs::read_dir(EXAMPLES)
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
        examples.sort();
        assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("verbale"))
            .args(["add", "--published", "2026-03-14", "--ledger"])
            .arg(folder.path().join("verbale.db"))
            .args(examples)
            .assert()
            .success();
        folder
    });
    let own = folder.join("verbale.db");
    fs::copy(made.path().join("verbale.db"), &own).unwrap();
    own
}

/// Starts a program and waits for the line in which it says where it listens.
pub fn started(command: &mut Command, sign: &str) -> (Running, String) {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.find(|line| line.as_ref().unwrap().contains(sign));
    let line = line
        .unwrap_or_else(|| panic!("{command:?} did not start"))
        .unwrap();
    // Whatever else it says must not block it.
    std::thread::spawn(move || lines.for_each(drop));
    (Running(child), line)
}
