//! Corrections: nothing is overwritten, everything can be taken back, no one's save is lost.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod common;

use common::{AT, Told, add, ledger, maker, record, signed, span};
use serde_json::{Map, Value, json};
use verbale_ledger::{Change, ErrorKind, Maker, Query, Storage, Target, Verdict};

fn edit(set: Value) -> Change {
    let Value::Object(set) = set else {
        panic!("fields")
    };
    Change::Edit { set }
}

#[test]
fn an_edit_shows_in_the_record_and_in_the_search_and_goes_with_its_undo() {
    let (_folder, mut ledger) = ledger();
    let hash = add(&mut ledger, &Told::default());
    let machine = ledger.record(&hash).unwrap();
    let count = |ledger: &verbale_ledger::Ledger, query: &str| {
        ledger
            .find(&query.parse::<Query>().unwrap(), None, 10)
            .unwrap()
            .len()
    };
    let done = ledger
        .correct(
            &hash,
            1,
            "s1",
            &edit(json!({"act": "promise"})),
            &signed("Mo"),
        )
        .unwrap();
    let now = ledger.record(&hash).unwrap();
    assert_eq!(now.record.statements[0].act.as_str(), "promise");
    assert_eq!(now.review.of("s1").unwrap().verdict, Verdict::Edited);
    assert_eq!(now.review.of("s1").unwrap().by, "Mo");
    assert_eq!(
        (count(&ledger, "act:deny"), count(&ledger, "act:promise")),
        (0, 1)
    );

    let undo = ledger.undo(done.entry, &signed("Jo")).unwrap();
    let back = ledger.record(&hash).unwrap();
    assert_eq!(back.record, machine.record);
    assert!(back.review.rows.is_empty());
    assert_eq!(
        (count(&ledger, "act:deny"), count(&ledger, "act:promise")),
        (1, 0)
    );
    assert!(
        ledger.undo(done.entry, &signed("Jo")).is_err(),
        "it is taken back already"
    );

    ledger.undo(undo, &signed("Mo")).unwrap();
    assert_eq!(
        ledger.record(&hash).unwrap().record.statements[0]
            .act
            .as_str(),
        "promise"
    );
    let log = ledger.log(Some(&hash), None, 10).unwrap();
    let undone: Vec<bool> = log.iter().map(|entry| entry.undone).collect();
    assert_eq!(undone, [false, true, false], "{log:#?}");
}

#[test]
fn a_rejected_row_leaves_the_record_and_what_pointed_to_it() {
    let (_folder, mut ledger) = ledger();
    let hash = add(&mut ledger, &Told::default());
    ledger
        .correct(&hash, 1, "m1", &Change::Reject, &signed("Mo"))
        .unwrap();
    let now = ledger.record(&hash).unwrap();
    assert!(now.record.meetings.is_empty());
    assert_eq!(now.record.statements[0].occasion, None);
    assert_eq!(now.review.of("m1").unwrap().verdict, Verdict::Rejected);
    assert_eq!(ledger.stats().unwrap().meetings, 0);
}

#[test]
fn the_second_save_of_a_stale_row_is_refused_with_what_changed() {
    let (_folder, mut ledger) = ledger();
    let hash = add(&mut ledger, &Told::default());
    ledger
        .correct(
            &hash,
            1,
            "s1",
            &edit(json!({"act": "reject"})),
            &signed("Mo"),
        )
        .unwrap();
    let refused = ledger
        .correct(&hash, 1, "s1", &Change::Accept, &signed("Jo"))
        .unwrap_err();
    let ErrorKind::Stale(since) = refused.kind() else {
        panic!("{refused}")
    };
    assert_eq!(since.len(), 1);
    assert_eq!(since[0].signed.by, "Mo");
    assert!(refused.to_string().contains("Mo changed s1 (edit)"));
    // Another row is no one's business.
    ledger
        .correct(&hash, 1, "p1", &Change::Accept, &signed("Jo"))
        .unwrap();
}

#[test]
fn edits_that_do_not_fit_are_refused_and_leave_no_trace() {
    let (_folder, mut ledger) = ledger();
    let hash = add(&mut ledger, &Told::default());
    for (row, set, say) in [
        ("s1", json!({"act": "shout"}), "does not fit"),
        ("s1", json!({"confidence": 1.0}), "cannot be set"),
        ("s1", json!({"speaker": "e9"}), "no row \"e9\""),
        (
            "s1",
            json!({"content": [{"start": 5, "end": 9999}]}),
            "not within the text",
        ),
        (
            "s1",
            json!({"content": [{"start": 0, "end": 5, "text": "Wrong"}]}),
            "is \"Größe\"",
        ),
        ("s1", json!({"content": []}), "no words"),
        ("s9", json!({"act": "say"}), "no row \"s9\""),
        ("s1", json!({"act": "deny"}), "already"),
    ] {
        let refused = ledger
            .correct(&hash, 1, row, &edit(set), &signed("Mo"))
            .unwrap_err();
        assert!(refused.to_string().contains(say), "{refused}");
    }
    assert_eq!(ledger.record(&hash).unwrap().review.revision, 1);
    assert!(ledger.log(None, None, 10).unwrap().is_empty());
}

#[test]
fn a_span_may_be_given_by_its_place_alone() {
    let (_folder, mut ledger) = ledger();
    let hash = add(&mut ledger, &Told::default());
    let set = edit(json!({"content": [{"start": 0, "end": 5}]}));
    ledger.correct(&hash, 1, "s1", &set, &signed("Mo")).unwrap();
    assert_eq!(
        ledger.record(&hash).unwrap().record.statements[0].content[0].text,
        "Größe"
    );
}

#[test]
fn entities_are_merged_and_split() {
    let (_folder, mut ledger) = ledger();
    let mut two = record(&Told::default());
    let text = two.document.text.clone().unwrap();
    let again = json!({"id": "e3", "kind": "person", "name": "Report a", "side": null, "roles": [], "members": [],
        "mentions": [{"span": span(&text, "Report a"), "form": "name"}]});
    two.entities.push(serde_json::from_value(again).unwrap());
    ledger.add(&two, &maker(), AT).unwrap();
    let hash = &two.document.sha256;
    let merge = Change::Merge { into: "e3".into() };
    ledger
        .correct(hash, 1, "e2", &merge, &signed("Mo"))
        .unwrap();
    let merged = ledger.record(hash).unwrap().record;
    assert_eq!(merged.statements[0].speaker.as_deref(), Some("e3"));
    assert_eq!(merged.entity("e3").unwrap().mentions.len(), 2);
    assert!(merged.entity("e2").is_none());

    let start = merged.entity("e3").unwrap().mentions[0].span.start;
    let split = Change::Split {
        starts: vec![start],
    };
    ledger
        .correct(hash, 2, "e3", &split, &signed("Mo"))
        .unwrap();
    let parted = ledger.record(hash).unwrap().record;
    let speaker = parted.statements[0].speaker.clone().unwrap();
    assert_eq!(parted.entity(&speaker).unwrap().name, "Ana Verrin");
    assert_ne!(speaker, "e3");
    assert!(
        ledger
            .correct(hash, 3, "e3", &split, &signed("Mo"))
            .is_err(),
        "nothing would be left"
    );
}

#[test]
fn corrections_outlive_a_new_reading() {
    let (_folder, mut ledger) = ledger();
    let told = Told::default();
    let hash = add(&mut ledger, &told);
    let change = edit(json!({"act": "promise", "speaker": "e1"}));
    ledger
        .correct(&hash, 1, "s1", &change, &signed("Mo"))
        .unwrap();
    ledger
        .correct(&hash, 2, "p1", &Change::Reject, &signed("Mo"))
        .unwrap();
    ledger
        .correct(&hash, 3, "m1", &Change::Accept, &signed("Mo"))
        .unwrap();

    // The new reading numbers its rows otherwise, and misses the meeting.
    let mut anew = record(&told);
    anew.entities.swap(0, 1);
    for (entity, id) in anew.entities.iter_mut().zip(["e1", "e2"]) {
        entity.id = id.to_owned();
    }
    anew.statements[0].speaker = Some("e1".to_owned());
    anew.statements[0].id = "s7".to_owned();
    anew.statements[0].occasion = None;
    anew.positions[0].id = "p4".to_owned();
    anew.positions[0].party = Some("e1".to_owned());
    anew.positions[0].statement = Some("s7".to_owned());
    anew.meetings.clear();
    let newer = Maker {
        model: "test-2".into(),
        rules: "b".into(),
    };
    ledger.reread(&anew, &newer, AT).unwrap();

    let now = ledger.record(&hash).unwrap();
    assert_eq!(now.review.model, "test-2");
    let statement = &now.record.statements[0];
    assert_eq!(
        (statement.id.as_str(), statement.act.as_str()),
        ("s7", "promise")
    );
    let speaker = now
        .record
        .entity(statement.speaker.as_deref().unwrap())
        .unwrap();
    assert_eq!(
        speaker.name, "Turku",
        "the entity that the person meant, whatever its id now"
    );
    assert!(
        now.record.positions.is_empty(),
        "what was rejected stays so"
    );
    assert_eq!(
        now.record.meetings.len(),
        1,
        "what a person vouched for stays"
    );
    let held = now
        .record
        .entity(&now.record.meetings[0].participants[0].entity)
        .unwrap();
    assert_eq!(held.name, "Ana Verrin");
    // A save from before the reading is not taken for one of the new rows.
    let stale = ledger
        .correct(&hash, 4, "s7", &Change::Accept, &signed("Jo"))
        .unwrap_err();
    assert!(matches!(stale.kind(), ErrorKind::Stale(_)), "{stale}");
    assert!(ledger.hashes(0, Some(&newer), 9).unwrap().is_empty());
    assert_eq!(ledger.hashes(0, Some(&maker()), 9).unwrap().len(), 1);
}

#[test]
fn people_who_save_at_once_lose_nothing() {
    let (folder, mut ledger) = ledger();
    let hash = add(&mut ledger, &Told::default());
    let file = folder.path().join("verbale.db");
    std::thread::scope(|scope| {
        for row in ["s1", "m1", "p1", "e1", "e2", "t1"] {
            let (file, hash) = (&file, &hash);
            scope.spawn(move || {
                let mut own = verbale_ledger::Ledger::open(file).unwrap();
                own.correct(hash, 1, row, &Change::Accept, &signed(row))
                    .unwrap();
            });
        }
    });
    let now = ledger.record(&hash).unwrap();
    assert_eq!(now.review.rows.len(), 6);
    assert_eq!(now.review.revision, 7);
    let empty = Change::Edit { set: Map::new() };
    assert!(
        ledger
            .correct(&hash, 7, "s1", &empty, &signed("Mo"))
            .is_err()
    );
    assert_eq!(
        ledger
            .unsure(Some(Target::Statements), None, 10)
            .unwrap()
            .len(),
        0
    );
    assert!(ledger.damage().unwrap().is_empty());
}
