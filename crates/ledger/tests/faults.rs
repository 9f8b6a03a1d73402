//! What can go wrong with a file.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod common;

use common::{AT, Told, add, ledger, maker, record, signed};
use rusqlite::Connection;
use std::fs;
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
fn records_of_the_first_contract_are_read_until_they_are_made_anew() {
    let (folder, mut ledger) = ledger();
    add(&mut ledger, &told("a"));
    let hash = record(&told("a")).document.sha256;
    let file = folder.path().join("verbale.db");
    drop(ledger);
    let raw = Connection::open(&file).unwrap();
    raw.execute_batch(
        "UPDATE reading SET record = json_remove(json_set(record, '$.schema', 'verbale/1'), '$.topics[0].span');
         PRAGMA user_version = 3;",
    )
    .unwrap();
    drop(raw);
    let kept = Ledger::open(&file).unwrap().record(&hash).unwrap().record;
    assert_eq!(kept.schema.as_str(), "verbale/2");
    assert!(kept.topics[0].span.is_none() && !kept.topics[0].label.is_empty());
    assert_eq!(kept.positions[0].stance.as_str(), "denies");
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
            &signed("Mo"),
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

/// A question that no one waits for any more ends, and the next is answered.
#[test]
fn a_question_is_stopped() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    let (_folder, mut ledger) = ledger();
    add(&mut ledger, &told("a"));
    let is_over = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_over);
    ledger
        .stop_when(move || seen.load(Ordering::Relaxed))
        .unwrap();
    ledger.damage().unwrap();
    is_over.store(true, Ordering::Relaxed);
    let stopped = loop {
        if let Err(error) = ledger.stats() {
            break error;
        }
    };
    assert_eq!(*stopped.kind(), ErrorKind::Stopped);
    is_over.store(false, Ordering::Relaxed);
    assert_eq!(ledger.stats().unwrap().reports, 1);
}

/// Reports and the hashes of tokens are no one else's business; what its owner allows stays allowed.
#[cfg(unix)]
#[test]
fn a_new_ledger_is_its_owners_own() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, mut ledger) = ledger();
    add(&mut ledger, &told("a"));
    let copy = folder.path().join("copy.db");
    ledger.backup(&copy).unwrap();
    let mode = |file: &std::path::Path| fs::metadata(file).unwrap().permissions().mode() & 0o777;
    let files = || fs::read_dir(folder.path()).unwrap();
    assert!(
        files().count() >= 3,
        "the log of the last changes lies there too"
    );
    for file in files() {
        let file = file.unwrap().path();
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o640)).unwrap();
    Ledger::open(&copy).unwrap();
    assert_eq!(mode(&copy), 0o640);
}

/// Entities of a record are looked up as fast in long records as in short ones.
#[test]
fn thousands_of_entities_are_indexed_in_no_time() {
    let (_folder, mut ledger) = ledger();
    let mut long = record(&told("a"));
    let (person, statement) = (long.entities[1].clone(), long.statements[0].clone());
    for n in 3..12_000 {
        let mut person = person.clone();
        person.id = format!("e{n}");
        person.name = format!("Ana Verrin {n}");
        long.entities.push(person);
        let mut statement = statement.clone();
        statement.id = format!("s{n}");
        statement.speaker = Some(format!("e{n}"));
        long.statements.push(statement);
    }
    let started = std::time::Instant::now();
    ledger.add(&long, &maker(), AT).unwrap();
    let took = started.elapsed();
    assert!(took.as_secs() < 10, "{took:?}");
    assert_eq!(ledger.stats().unwrap().persons, 11_998);
}

/// A ledger of an older version is brought to this one when it is opened, and what is searched is made
/// again from its readings.
#[test]
fn an_older_ledger_is_brought_up_to_date() {
    let steps = [
        include_str!("../src/sqlite/1.sql"),
        include_str!("../src/sqlite/2.sql"),
    ];
    for version in 1..=steps.len() {
        brought_up_to_date(&steps[..version]);
    }
}

fn brought_up_to_date(steps: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verbale.db");
    let raw = Connection::open(&file).unwrap();
    for step in steps {
        raw.execute_batch(step).unwrap();
    }
    raw.pragma_update(None, "application_id", 0x5652_424C)
        .unwrap();
    raw.pragma_update(None, "user_version", i64::try_from(steps.len()).unwrap())
        .unwrap();
    for id in ["a", "b"] {
        let mut record = record(&told(id));
        let text = record.document.text.take();
        raw.execute(
            "INSERT INTO report (sha256, name, published, length, text, day, added, revision) \
             VALUES (?1, ?2, ?3, ?4, ?5, 739479, ?6, 1)",
            rusqlite::params![
                record.document.sha256,
                id,
                record.document.published,
                i64::try_from(record.document.length).unwrap(),
                text,
                AT
            ],
        )
        .unwrap();
        raw.execute(
            "INSERT INTO reading (report, revision, model, rules, made, record) VALUES (?1, 1, 'm', 'r', ?2, ?3)",
            rusqlite::params![
                raw.last_insert_rowid(),
                AT,
                serde_json::to_string(&record).unwrap()
            ],
        )
        .unwrap();
    }
    drop(raw);
    assert!(Ledger::is_older(&file));
    let mut ledger = Ledger::open_to_read(&file).unwrap();
    assert!(!Ledger::is_older(&file));
    assert_eq!(ledger.damage().unwrap(), [""; 0]);
    let found = ledger.find(&"treaty".parse().unwrap(), None, 9).unwrap();
    assert_eq!(found.len(), 2);
    ledger.save_search("All", "", &signed("Mira")).unwrap();
    assert_eq!(ledger.searches().unwrap().len(), 1);
    assert_eq!(ledger.meetings(false, 0, 9).unwrap().len(), 2);
    assert_eq!(ledger.persons("verrin", 0, 9).unwrap()[0].reports, 2);
    assert_eq!(ledger.stats().unwrap().statements, 2);
}

#[test]
fn many_who_make_one_ledger_at_once_all_get_it() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("verbale.db");
        let start = std::sync::Barrier::new(8);
        std::thread::scope(|scope| {
            let open = || {
                start.wait();
                Ledger::open(&file).map(|_| ())
            };
            let opening: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            for opened in opening {
                opened.join().unwrap().unwrap();
            }
        });
    }
}
