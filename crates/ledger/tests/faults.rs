//! What can go wrong with a file.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod common;

use common::{AT, Told, add, ledger, maker, record};
use rusqlite::Connection;
use std::fs::{self, Permissions};
use verbale_ledger::{ErrorKind, Ledger, Storage};

fn told(id: &str) -> Told<'_> {
    Told {
        id,
        ..Told::default()
    }
}

#[test]
fn a_report_is_kept_once() {
    let (_folder, mut ledger) = ledger();
    add(&mut ledger, &told("a"));
    let mut renamed = record(&told("a"));
    renamed.document.title = Some("Another headline".into());
    assert!(!ledger.add(&renamed, &maker(), AT).unwrap());
    let stats = ledger.stats().unwrap();
    assert_eq!(
        (
            stats.reports,
            stats.statements,
            stats.meetings,
            stats.positions,
            stats.persons
        ),
        (1, 1, 1, 1, 1)
    );
    assert!(ledger.damage().unwrap().is_empty());
}

#[test]
fn a_newer_ledger_and_another_database_are_left_alone() {
    let (folder, mut ledger) = ledger();
    add(&mut ledger, &told("a"));
    let file = folder.path().join("verbale.db");
    drop(ledger);
    let raw = Connection::open(&file).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    let refused = Ledger::open(&file).unwrap_err();
    assert_eq!(*refused.kind(), ErrorKind::Newer);
    assert!(refused.to_string().contains("newer verbale"));

    let other = folder.path().join("other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE mine (x)")
        .unwrap();
    let bytes = fs::read(&other).unwrap();
    assert!(
        Ledger::open(&other)
            .unwrap_err()
            .to_string()
            .contains("something else")
    );
    assert_eq!(fs::read(&other).unwrap(), bytes);

    let text = folder.path().join("text.txt");
    fs::write(&text, "The minister said no. ".repeat(100)).unwrap();
    assert!(
        Ledger::open(&text)
            .unwrap_err()
            .to_string()
            .contains("no ledger")
    );
    assert!(Ledger::open_to_read(&folder.path().join("none.db")).is_err());
    assert!(
        Ledger::open(&folder.path().join("no/folder.db"))
            .unwrap_err()
            .to_string()
            .contains("folder")
    );
}

#[test]
fn a_full_disk_loses_nothing_and_the_rest_comes_in_later() {
    let (folder, mut ledger) = ledger();
    add(&mut ledger, &told("a"));
    let file = folder.path().join("verbale.db");
    drop(ledger);
    // A page more than there are is as full as a disk can be.
    let mut full = Ledger::open(&file).unwrap();
    full.limit_pages().unwrap();
    let mut long = record(&told("b"));
    let text = long.document.text.get_or_insert_default();
    text.push_str(&" and on it went".repeat(20_000));
    let refused = full.add(&long, &maker(), AT).unwrap_err();
    assert!(refused.to_string().contains("disk is full"), "{refused}");
    assert_eq!(full.stats().unwrap().reports, 1);
    assert!(full.damage().unwrap().is_empty());
    drop(full);
    let mut room = Ledger::open(&file).unwrap();
    assert!(room.add(&long, &maker(), AT).unwrap());
    assert!(room.damage().unwrap().is_empty());
}

#[test]
fn two_programs_write_one_ledger() {
    let (folder, ledger) = ledger();
    let file = folder.path().join("verbale.db");
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut own = Ledger::open(&file).unwrap();
                for n in 0..40 {
                    own.add(&record(&told(&format!("r{n}"))), &maker(), AT)
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(ledger.stats().unwrap().reports, 40);
    assert!(ledger.damage().unwrap().is_empty());
}

#[test]
fn a_lock_that_is_not_given_back_is_told() {
    let (folder, mut ledger) = ledger();
    let holder = Connection::open(folder.path().join("verbale.db")).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = ledger.add(&record(&told("a")), &maker(), AT).unwrap_err();
    assert_eq!(*refused.kind(), ErrorKind::Busy);
    assert!(refused.to_string().contains("locked"));
    holder.execute_batch("ROLLBACK").unwrap();
    assert!(ledger.add(&record(&told("a")), &maker(), AT).unwrap());
}

#[test]
fn the_log_cannot_be_changed() {
    let (folder, mut ledger) = ledger();
    let hash = add(&mut ledger, &told("a"));
    ledger
        .correct(
            &hash,
            1,
            "s1",
            &verbale_ledger::Change::Accept,
            &common::signed("Mo"),
        )
        .unwrap();
    let raw = Connection::open(folder.path().join("verbale.db")).unwrap();
    for sql in ["DELETE FROM log", "UPDATE log SET by = 'Jo'"] {
        assert!(
            raw.execute(sql, [])
                .unwrap_err()
                .to_string()
                .contains("only ever added to")
        );
    }
}

#[test]
fn a_backup_is_a_whole_ledger_and_replaces_nothing() {
    let (folder, mut ledger) = ledger();
    add(&mut ledger, &told("a"));
    let copy = folder.path().join("copy.db");
    ledger.backup(&copy).unwrap();
    assert_eq!(
        Ledger::open_to_read(&copy).unwrap().stats().unwrap(),
        ledger.stats().unwrap()
    );
    assert!(
        ledger
            .backup(&copy)
            .unwrap_err()
            .to_string()
            .contains("already")
    );
    assert_eq!(
        fs::read_dir(folder.path())
            .unwrap()
            .filter(|file| {
                file.as_ref()
                    .unwrap()
                    .file_name()
                    .to_string_lossy()
                    .ends_with(".part")
            })
            .count(),
        0
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_may_only_be_read_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, mut ledger) = ledger();
    add(&mut ledger, &told("a"));
    drop(ledger);
    let file = folder.path().join("verbale.db");
    fs::set_permissions(&file, Permissions::from_mode(0o444)).unwrap();
    // To root every file may be written.
    if fs::OpenOptions::new().append(true).open(&file).is_ok() {
        return;
    }
    let mut closed = Ledger::open(&file).unwrap();
    let refused = closed.add(&record(&told("b")), &maker(), AT).unwrap_err();
    assert!(
        refused.to_string().contains("cannot be written"),
        "{refused}"
    );
}
