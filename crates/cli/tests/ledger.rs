//! A ledger as a user works with it from the command line, and as misfortune does.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use predicates::prelude::*;
use rusqlite::Connection;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::time::{Duration, Instant};
use verbale_ledger::{Change, Ledger, Signature, Storage};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

fn verbale() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("verbale"))
}

fn example(name: &str) -> String {
    format!("{EXAMPLES}/{name}")
}

fn stats(ledger: &Path) -> Value {
    let out = verbale()
        .args(["ledger", "stats", "--format", "json", "--ledger"])
        .arg(ledger)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    serde_json::from_slice(&out.stdout).unwrap()
}

/// Runs a command on a ledger.
fn on(ledger: &Path, arguments: &[&str]) -> Assert {
    let mut command = verbale();
    command.args(arguments).arg("--ledger").arg(ledger);
    command.assert()
}

fn sound(ledger: &Path) {
    verbale()
        .args(["ledger", "check", "--ledger"])
        .arg(ledger)
        .assert()
        .success();
}

/// Short reports, each of its own.
fn lines(count: usize) -> String {
    let line = |n| {
        format!(
            "{{\"id\": \"r{n}\", \"text\": \"Minister Ana Verrin said that bridge number {n} would open.\"}}\n"
        )
    };
    (0..count).map(line).collect()
}

#[test]
fn reports_are_added_once_found_and_exported() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("verbale.db");
    let add = || {
        let mut command = verbale();
        command
            .arg("add")
            .arg("--ledger")
            .arg(&ledger)
            .arg(example("harbour-summit.txt"))
            .arg("no-such-file.txt");
        command
    };
    add()
        .assert()
        .code(1)
        .stdout(predicate::str::contains("1 report added"))
        .stderr(predicate::str::contains("no-such-file"));
    add().assert().code(1).stdout(
        predicate::str::contains("0 reports added")
            .and(predicate::str::contains("1 was there already")),
    );
    let counts = stats(&ledger);
    assert_eq!(counts["reports"], 1);
    for name in ["statements", "meetings", "positions", "persons"] {
        assert!(counts[name].is_number(), "{name}");
    }
    assert!(counts["statements"].as_i64().unwrap() > 5);

    let search = |query: &str, format: &str| {
        let out = verbale()
            .args(["search", "--format", format, "--ledger"])
            .arg(&ledger)
            .arg(query)
            .output()
            .unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    assert!(search("speaker:Tellmann act:promise", "text").contains("Oskar Tellmann"));
    assert!(
        !search("speaker:Tellmann", "text").contains('\u{1b}'),
        "no escape codes without a terminal"
    );
    let found: Value =
        serde_json::from_str(&search("speaker:Tellmann act:promise", "json")).unwrap();
    assert!(found[0]["words"].is_string() && found[0]["sha256"].is_string());
    assert!(found[0]["spans"][0]["end"].is_number(), "{found}");
    let marked = verbale()
        .args(["search", "speaker:Tellmann act:promise", "--ledger"])
        .arg(&ledger)
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    let marked = String::from_utf8(marked.stdout).unwrap();
    let first = found[0]["words"]
        .as_str()
        .unwrap()
        .split(' ')
        .next()
        .unwrap();
    assert!(marked.contains(&format!("\u{1b}[1m{first}")), "{marked}");
    // What is not said may be told.
    let other = search("Niemand", "text");
    assert_eq!(other, "Nothing found in statements.\n");
    let other = search("summit", "text");
    assert!(
        other.contains("Elsewhere: 1 meeting (in:meetings)"),
        "{other}"
    );
    verbale()
        .args(["search", "colour:red", "--ledger"])
        .arg(&ledger)
        .assert()
        .code(2)
        .stderr(predicate::str::contains("speaker"));

    let copy = folder.path().join("copy.db");
    verbale()
        .args(["ledger", "backup", "--ledger"])
        .arg(&ledger)
        .arg(&copy)
        .assert()
        .success();
    assert_eq!(stats(&copy), counts);
    let export = folder.path().join("out");
    let exported = || {
        let mut command = verbale();
        command
            .args(["ledger", "export", "--ledger"])
            .arg(&ledger)
            .arg(&export);
        command
    };
    exported().assert().success();
    let record = fs::read_dir(export.join("records"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let record: Value = serde_json::from_str(&fs::read_to_string(record).unwrap()).unwrap();
    assert_eq!(record["schema"], "verbale/2");
    assert!(record["review"]["rules"].as_str().unwrap().len() >= 8);
    exported()
        .assert()
        .code(2)
        .stderr(predicate::str::contains("not empty"));
}

/// What a person confirmed is told apart from what the machine read, in the tables as well.
#[test]
fn a_ledger_is_exported_as_tables() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verbale.db");
    let run = |arguments: &[&str]| on(&file, arguments);
    run(&["add", &example("harbour-summit.txt")]).success();
    let mut ledger = Ledger::open(&file).unwrap();
    let (_, hash) = ledger.hashes(0, None, 1).unwrap().remove(0);
    let signed = Signature {
        by: "Mira".into(),
        at: "2026-03-15T08:00:00Z".into(),
        why: Some("heard it".into()),
    };
    for (row, change) in [("s1", Change::Accept), ("s3", Change::Reject)] {
        let seen = ledger.record(&hash).unwrap().review.revision;
        ledger.correct(&hash, seen, row, &change, &signed).unwrap();
    }
    drop(ledger);
    run(&["searches", "save", "Denials", "act:deny", "--by", "Mira"]).success();
    for format in ["csv", "parquet"] {
        let out = folder.path().join(format);
        run(&[
            "ledger",
            "export",
            "--format",
            format,
            out.to_str().unwrap(),
        ])
        .success();
        for table in [
            "documents",
            "people",
            "statements",
            "meetings",
            "positions",
            "reviews",
        ] {
            let size = fs::metadata(out.join(format!("{table}.{format}"))).map(|m| m.len());
            assert!(size.unwrap() > 100, "{table}");
        }
        let searches = fs::read_to_string(out.join("searches.jsonl")).unwrap();
        assert!(searches.contains("act:deny"), "{searches}");
        assert!(out.join("log.jsonl").exists());
        let persons = fs::read_to_string(out.join("persons.jsonl")).unwrap();
        assert!(persons.contains("\"name\":\"Ana Verrin\"") && persons.contains(&hash));
        let meetings = fs::read_to_string(out.join("meetings.jsonl")).unwrap();
        assert!(meetings.contains("held summit") && meetings.contains(&hash));
    }
    let reviews = fs::read_to_string(folder.path().join("csv/reviews.csv")).unwrap();
    assert_eq!(
        reviews,
        "report,document,row,verdict,by,at,why\n\
         1,harbour-summit,s1,confirmed,Mira,2026-03-15T08:00:00Z,heard it\n\
         1,harbour-summit,s3,rejected,Mira,2026-03-15T08:00:00Z,heard it\n\
         1,harbour-summit,p4,rejected,Mira,2026-03-15T08:00:00Z,heard it\n",
        "a position goes with its statement"
    );
    let statements = fs::read_to_string(folder.path().join("csv/statements.csv")).unwrap();
    assert!(statements.contains(",s1,") && !statements.contains(",s3,"));
}

#[test]
fn searches_are_saved_used_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verbale.db");
    let run = |arguments: &[&str]| on(&file, arguments);
    let says = |words: &'static str| predicate::str::contains(words);
    run(&["searches", "list"])
        .code(2)
        .stderr(says("no such ledger"));
    run(&["add", &example("harbour-summit.txt")]).success();
    run(&["searches", "list"]).success().stdout(says("None"));
    let save = ["searches", "save", "By Tellmann", "speaker:Tellmann"];
    run(&[&save[..], &["act:promise", "--by", "Mira"]].concat()).success();
    run(&[&save[..], &["--by", "Mira"]].concat())
        .code(2)
        .stderr(says("forget it first"));
    run(&["searches", "list"])
        .success()
        .stdout(says("speaker:Tellmann act:promise").and(says("Mira")));
    run(&["search", "--saved", "By Tellmann"])
        .success()
        .stdout(says("Oskar Tellmann"));
    run(&["searches", "forget", "By Tellmann"]).success();
    run(&["searches", "forget", "By Tellmann"]).code(1);
    run(&["search", "--saved", "By Tellmann"])
        .code(2)
        .stderr(says("no search named"));
}

#[test]
fn a_ledger_lies_in_the_users_data_folder() {
    let home = tempfile::tempdir().unwrap();
    verbale()
        .env("XDG_DATA_HOME", home.path())
        .env("HOME", home.path())
        .arg("add")
        .write_stdin("Minister Ana Verrin said that the bridge would open.")
        .assert()
        .success();
    if cfg!(target_os = "linux") {
        use std::os::unix::fs::PermissionsExt;
        let own = home.path().join("verbale");
        assert_eq!(stats(&own.join("verbale.db"))["reports"], 1);
        for (place, mode) in [(own.clone(), 0o700), (own.join("verbale.db"), 0o600)] {
            let allowed = fs::metadata(place).unwrap().permissions().mode();
            assert_eq!(allowed & 0o777, mode, "no one else may look at it");
        }
    }
    for command in [&["serve"][..], &["token", "add", "Edi"]] {
        verbale()
            .args(command)
            .args(["--ledger", "slip-of-the-pen.db"])
            .timeout(Duration::from_secs(20))
            .assert()
            .code(2)
            .stderr(predicate::str::contains("no such ledger"));
        assert!(!Path::new("slip-of-the-pen.db").exists());
    }
    verbale()
        .args(["serve", "--listen", "nowhere"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("with a port"));

    verbale()
        .args(["search", "--ledger", "none.db", "x"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("no such ledger"));
}

#[test]
fn reading_anew_keeps_corrections_and_passes_over_what_is_current() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("verbale.db");
    verbale()
        .arg("add")
        .arg("--ledger")
        .arg(&ledger)
        .write_stdin(lines(3))
        .assert()
        .success();
    let reread = |all: bool| {
        let mut command = verbale();
        command
            .arg("reread")
            .arg("--ledger")
            .arg(&ledger)
            .args(all.then_some("--all"));
        command
    };
    reread(false)
        .assert()
        .success()
        .stdout("0 reports read anew\n");
    Connection::open(&ledger)
        .unwrap()
        .execute("UPDATE reading SET model = 'older' WHERE report = 1", [])
        .unwrap();
    reread(false)
        .assert()
        .success()
        .stdout("1 report read anew\n");
    reread(true)
        .assert()
        .success()
        .stdout("3 reports read anew\n");
    verbale()
        .args(["log", "--ledger"])
        .arg(&ledger)
        .assert()
        .success()
        .stdout(predicate::str::contains("No one"));
    sound(&ledger);
}

fn adding(ledger: &Path) -> Child {
    let mut child = Process::new(assert_cmd::cargo::cargo_bin!("verbale"))
        .arg("add")
        .arg("--ledger")
        .arg(ledger)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    std::thread::spawn(move || {
        // A killed program reads no more.
        let _ = input.write_all(lines(300).as_bytes());
    });
    child
}

#[test]
fn killed_a_hundred_times_it_loses_nothing_and_adds_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("verbale.db");
    let mut before = 0;
    for n in 0..100_u64 {
        let mut child = adding(&ledger);
        // From before the ledger is open to the midst of the work.
        std::thread::sleep(Duration::from_millis(20 + n * 37 % 190));
        child.kill().unwrap();
        child.wait().unwrap();
        let kept: i64 = match Connection::open(&ledger).unwrap().query_row(
            "SELECT count(*) FROM report",
            [],
            |row| row.get(0),
        ) {
            Ok(kept) => kept,
            // Killed before the ledger was made.
            Err(_) => continue,
        };
        assert!(kept >= before, "{kept} reports after {before}");
        before = kept;
    }
    assert!(before > 0, "it was never given the time to add one");
    sound(&ledger);
    assert!(adding(&ledger).wait().unwrap().success());
    assert_eq!(stats(&ledger)["reports"], 300);
    sound(&ledger);
}

#[test]
fn two_programs_add_to_one_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("verbale.db");
    let (mut one, mut other) = (adding(&ledger), adding(&ledger));
    assert!(one.wait().unwrap().success() && other.wait().unwrap().success());
    assert_eq!(stats(&ledger)["reports"], 300);
    sound(&ledger);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_what_was_kept_stays() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("verbale.db");
    verbale()
        .arg("add")
        .arg("--ledger")
        .arg(&ledger)
        .write_stdin(lines(2))
        .assert()
        .success();
    // The shell's limit on the size of files is as hard as the end of a disk.
    let program = assert_cmd::cargo::cargo_bin!("verbale")
        .display()
        .to_string();
    let script = format!(
        "trap '' XFSZ; ulimit -f 300; exec '{program}' add --ledger '{}'",
        ledger.display()
    );
    Command::new("bash")
        .args(["-c", &script])
        .write_stdin(lines(300))
        .assert()
        .code(2)
        .stderr(
            predicate::str::contains("verbale.db").and(predicate::str::contains("\n").count(1)),
        );
    sound(&ledger);
    assert!(stats(&ledger)["reports"].as_i64().unwrap() >= 2);
    assert!(adding(&ledger).wait().unwrap().success());
    assert_eq!(stats(&ledger)["reports"], 300);
}

/// As a user who may read the ledger but not write to it. To root every file may be written: there the
/// program runs as another user.
#[cfg(target_os = "linux")]
#[test]
fn a_ledger_that_may_only_be_read_says_so_and_stays_as_it_was() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("verbale.db");
    verbale()
        .arg("add")
        .arg("--ledger")
        .arg(&ledger)
        .write_stdin(lines(2))
        .assert()
        .success();
    let before = fs::read(&ledger).unwrap();
    // Another user may not reach the place where the program was built.
    let program = folder.path().join("verbale");
    fs::copy(assert_cmd::cargo::cargo_bin!("verbale"), &program).unwrap();
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let allow =
        |file: &Path, mode| fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    allow(&program, 0o755);
    allow(&ledger, 0o444);
    allow(folder.path(), 0o555);
    let mut add = Process::new(&program);
    add.arg("add").arg("--ledger").arg(&ledger);
    if is_root {
        add.uid(NOBODY).gid(NOBODY);
    }
    let refused = Command::from(add).write_stdin(lines(3)).assert().code(2);
    let said = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
    assert!(
        said.contains("verbale.db") && said.contains("written") && said.lines().count() == 1,
        "{said}"
    );
    for question in [&["ledger", "stats"][..], &["search", "bridge"]] {
        let mut ask = Process::new(&program);
        ask.args(question).arg("--ledger").arg(&ledger);
        if is_root {
            ask.uid(NOBODY).gid(NOBODY);
        }
        let answer = Command::from(ask).assert().success();
        let said = String::from_utf8(answer.get_output().stdout.clone()).unwrap();
        assert!(said.contains('2'), "{said}");
    }
    allow(folder.path(), 0o755);
    assert_eq!(fs::read(&ledger).unwrap(), before);
}

#[test]
fn persons_and_meetings_are_listed_joined_parted_and_undone() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("verbale.db");
    let run = |args: &[&str]| {
        let mut command = verbale();
        command.args(args).arg("--ledger").arg(&ledger);
        command.assert()
    };
    verbale()
        .args(["add", "--published", "2026-03-14", "--ledger"])
        .arg(&ledger)
        .args(
            [
                "harbour-summit.txt",
                "harbour-summit-readout.txt",
                "harbour-summit-norway.txt",
            ]
            .map(example),
        )
        .assert()
        .success();
    let json = |args: &[&str]| -> Value {
        let out = run(args).success();
        serde_json::from_slice(&out.get_output().stdout).unwrap()
    };
    let several = || json(&["meetings", "list", "--several", "--format", "json"]);
    assert_eq!(several()[0]["reports"], 3, "{}", several());
    let id = several()[0]["id"].to_string();
    let told = json(&["meetings", "show", &id, "--format", "json"]);
    let (report, row) = (
        told[1]["sha256"].as_str().unwrap(),
        told[1]["row"].as_str().unwrap(),
    );
    run(&["meetings", "part", &id, report, row, "--by", "Mo"]).success();
    assert_eq!(several()[0]["reports"], 2);
    let log = json(&["log", "--format", "json"]);
    run(&[
        "undo",
        &log[0]["id"].to_string(),
        "--by",
        "Mo",
        "--why",
        "a slip",
    ])
    .success();
    assert_eq!(several()[0]["reports"], 3);
    run(&["log"]).success().stdout(
        predicate::str::contains(format!("from meeting {id}"))
            .and(predicate::str::contains("a slip")),
    );
    let persons = json(&["persons", "list", "--format", "json"]);
    let (one, other) = (persons[0]["id"].to_string(), persons[1]["id"].to_string());
    run(&["persons", "join", &one, &other, "--by", "Mo"]).success();
    run(&["persons", "join", &one, &other, "--by", "Mo"])
        .code(2)
        .stderr(predicate::str::contains("one person already"));
    // Whoever was joined with another is found by either name.
    let joined = json(&["persons", "list", "Ana Verrin", "--format", "json"]);
    assert_eq!(joined[0]["id"].to_string(), other);
    run(&["meetings", "join", &id, "999", "--by", "Mo"])
        .code(2)
        .stderr(predicate::str::contains("no meeting 999"));
    sound(&ledger);
}

#[test]
fn a_token_is_shown_once_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("verbale.db");
    let token = |args: &[&str]| {
        let mut command = verbale();
        command.arg("token").args(args).arg("--ledger").arg(&ledger);
        command.assert()
    };
    Ledger::open(&ledger).unwrap();
    let made = token(&["add", "Edi", "--role", "edit"]).success();
    let secret = String::from_utf8(made.get_output().stdout.clone()).unwrap();
    assert!(secret.trim().len() >= 40);
    token(&["add", "Edi"])
        .code(2)
        .stderr(predicate::str::contains("take it back"));
    token(&["list"])
        .success()
        .stdout(predicate::str::contains("edit").and(predicate::str::contains("Edi")));
    let bytes = fs::read(&ledger).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(
        !text.contains(secret.trim()),
        "the secret is not in the file"
    );
    token(&["revoke", "Edi"]).success();
    token(&["revoke", "Edi"]).code(1);
}

/// A server on a new ledger, and its address.
fn serving(ledger: &Path) -> (Child, String) {
    Ledger::open(ledger).unwrap();
    let mut child = Process::new(assert_cmd::cargo::cargo_bin!("verbale"))
        .args(["serve", "--listen", "localhost:0", "--ledger"])
        .arg(ledger)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.rsplit("http://").next().unwrap().trim();
    (child, address.trim_end_matches('/').to_owned())
}

fn post(address: &str, path: &str, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{text}",
        text.len()
    )
    .unwrap();
    stream
}

#[cfg(unix)]
fn ask_to_stop(child: &Child) {
    let mut kill = Process::new("kill");
    assert!(kill.arg(child.id().to_string()).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn the_server_stops_in_peace() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("verbale.db");
    let (mut child, address) = serving(&ledger);
    let text = "Minister Ana Verrin said that the bridge would open.";
    let mut answer = String::new();
    BufReader::new(post(&address, "/api/v1/reports", text))
        .read_line(&mut answer)
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    ask_to_stop(&child);
    assert!(child.wait().unwrap().success());
    assert_eq!(stats(&ledger)["reports"], 1);
    sound(&ledger);
}

/// Whoever stops services waits ten seconds before the server is killed.
#[cfg(unix)]
#[test]
fn the_server_stops_though_it_is_at_work() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("verbale.db");
    let (mut child, address) = serving(&ledger);
    let line =
        "Minister Ana Verrin, who had come from the harbour, said that the bridge would open. ";
    let _waiting = post(&address, "/api/v1/read", &line.repeat(2900));
    std::thread::sleep(Duration::from_secs(1));
    let asked = Instant::now();
    ask_to_stop(&child);
    assert!(child.wait().unwrap().success());
    let took = asked.elapsed();
    assert!(took < Duration::from_secs(9), "{took:?}");
    assert!(
        took > Duration::from_secs(4),
        "it was not at work: {took:?}"
    );
    sound(&ledger);
}

#[test]
fn the_differences_of_a_ledger_are_listed_by_side_topic_and_day() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("verbale.db");
    let groups = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../verbale/tests/data/differences"
    );
    for (n, name) in ["number", "date"].into_iter().enumerate() {
        // Two meetings on two days.
        let text = fs::read_to_string(format!("{groups}/{name}.jsonl")).unwrap();
        let text = text.replace("7 April", &format!("{} April", 6 + n));
        let text = text.replace("\"id\": \"", &format!("\"id\": \"{name}-"));
        let file = folder.path().join(format!("{name}.jsonl"));
        fs::write(&file, text).unwrap();
        on(&ledger, &["add", file.to_str().unwrap()]).success();
    }
    let found = |arguments: &[&str]| -> Vec<Value> {
        let arguments = [&["differences", "--format", "json"], arguments].concat();
        let out = on(&ledger, &arguments)
            .success()
            .get_output()
            .stdout
            .clone();
        serde_json::from_slice(&out).unwrap()
    };
    let why = |arguments: &[&str]| -> Vec<String> {
        let found = found(arguments);
        found
            .iter()
            .map(|one| one["why"].as_str().unwrap().to_owned())
            .collect()
    };
    // The latest meeting first.
    assert_eq!(why(&[]), ["date", "number"]);
    assert_eq!(why(&["--limit", "1"]), ["date"]);
    assert_eq!(why(&["--topic", "patrol boats"]), ["number"]);
    assert_eq!(why(&["--date", "2031-04-06"]), ["number"]);
    assert_eq!(why(&["--date", "2031-04-07..2031-05"]), ["date"]);
    assert_eq!(why(&["--side", "iceland"]).len(), 2);
    assert!(why(&["--side", "Finland"]).is_empty());
    let told = &found(&["--topic", "lighthouse"])[0]["told"];
    assert_eq!(
        (&told[0]["side"], &told[1]["side"]),
        (&"NOR".into(), &"ISL".into())
    );
    on(&ledger, &["differences", "--format", "csv"])
        .success()
        .stdout(
            predicate::str::contains(",number,").and(predicate::str::contains("nine patrol boats")),
        );
    on(&ledger, &["differences"]).success().stdout(
        predicate::str::contains("(date)").and(predicate::str::contains("Iceland commits")),
    );
}
