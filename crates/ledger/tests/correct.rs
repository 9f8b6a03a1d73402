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
        // What no record may hold.
        ("s1", json!({"speaker": "s1"}), "speaker cannot be \"s1\""),
        ("p1", json!({"party": "m1"}), "party cannot be"),
        ("p1", json!({"topic": "e1"}), "topic cannot be"),
        ("p1", json!({"depends_on": ["t1"]}), "depends_on cannot be"),
        ("m1", json!({"part_of": "m1"}), "session of itself"),
        (
            "m1",
            json!({"date": {"value": "soon", "span": {"start": 0, "end": 5}}}),
            "no ISO 8601 date",
        ),
        (
            "m1",
            json!({"duration": {"value": "3 hours", "span": {"start": 0, "end": 5}}}),
            "no ISO 8601 duration",
        ),
        (
            "s1",
            json!({"content": [{"start": 2, "end": 9}, {"start": 0, "end": 5}]}),
            "overlap",
        ),
        ("e2", json!({"name": "  "}), "needs words"),
        ("t1", json!({"label": ""}), "needs words"),
        ("d", json!({"published": "2025-13-45"}), "no RFC 3339 date"),
        ("d", json!({"sha256": "0"}), "cannot be set"),
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

/// What a row shows of others is part of what is confirmed: a name, a label, a side.
#[test]
fn no_one_confirms_what_they_did_not_see() {
    let (_folder, mut ledger) = ledger();
    let hash = add(&mut ledger, &Told::default());
    for (row, set, seen_in, stale) in [
        (
            "t1",
            json!({"label": "treaty of the harbour"}),
            &["p1"][..],
            true,
        ),
        (
            "e2",
            json!({"name": "Anna Verrin"}),
            &["s1", "m1", "p1"],
            true,
        ),
        ("e2", json!({"side": "SWE"}), &["s1", "m1", "p1"], true),
        ("e1", json!({"name": "Åbo"}), &["s1", "p1"], false),
    ] {
        let seen = ledger.record(&hash).unwrap().review.revision;
        let done = ledger.correct(&hash, seen, row, &edit(set), &signed("Mo"));
        done.unwrap();
        for shown in seen_in {
            let save = ledger.correct(&hash, seen, shown, &Change::Accept, &signed("Jo"));
            let refused = save.is_err_and(|error| {
                let ErrorKind::Stale(since) = error.kind() else {
                    panic!("{error}")
                };
                since.iter().any(|entry| entry.signed.by == "Mo")
            });
            assert_eq!(refused, stale, "{row} {shown}");
        }
    }
}

#[test]
fn rows_follow_what_they_were_made_of() {
    let (_folder, mut ledger) = ledger();
    let hash = add(&mut ledger, &Told::default());
    let mut correct = |row: &str, change: &Change| {
        let seen = ledger.record(&hash).unwrap().review.revision;
        let done = ledger.correct(&hash, seen, row, change, &signed("Mo"));
        (ledger.record(&hash).unwrap(), done.unwrap().entry)
    };
    // A side is that of who takes part, too; a country goes by its code.
    let (now, _) = correct("e2", &edit(json!({"side": " sweden "})));
    assert_eq!(now.record.entities[1].side.as_deref(), Some("SWE"));
    let present = &now.record.meetings[0].participants[0];
    assert_eq!(present.side.as_deref(), Some("SWE"));
    // A position is the speaker's.
    let (now, _) = correct("s1", &edit(json!({"speaker": "e1"})));
    assert_eq!(now.record.positions[0].party.as_deref(), Some("e1"));
    let (now, entry) = correct("s1", &Change::Reject);
    assert!(now.record.positions.is_empty());
    let verdict = |row: &str| now.review.of(row).map(|judged| judged.verdict);
    assert_eq!(verdict("p1"), Some(Verdict::Rejected));
    ledger.undo(entry, &signed("Mo")).unwrap();
    // One that a person has seen stays, whatever becomes of the statement.
    let mut correct = |row: &str, change: &Change| {
        let seen = ledger.record(&hash).unwrap().review.revision;
        ledger
            .correct(&hash, seen, row, change, &signed("Mo"))
            .unwrap();
        ledger.record(&hash).unwrap()
    };
    correct("p1", &Change::Accept);
    let now = correct("s1", &Change::Reject);
    assert_eq!(now.record.positions[0].statement, None);
    let now = correct("t1", &Change::Reject);
    assert!(now.record.positions.is_empty() && now.review.of("p1").is_some());
    let now = correct("e1", &Change::Merge { into: "e2".into() });
    assert_eq!(now.review.of("e1").unwrap().verdict, Verdict::Merged);
}

/// What the text does not tell of a report can be put right; its new date is the day of its rows.
#[test]
fn what_is_told_of_a_report_can_be_corrected() {
    let (_folder, mut ledger) = ledger();
    let hash = add(&mut ledger, &Told::default());
    let set = json!({"title": " Talks in Turku ", "published": "2025-09-30", "publisher": ""});
    let done = ledger.correct(&hash, 1, "d", &edit(set), &signed("Mo"));
    let find = |ledger: &verbale_ledger::Ledger, query: &str| {
        let found = ledger.find(&query.parse::<Query>().unwrap(), None, 9);
        found.unwrap()
    };
    let found = find(&ledger, "date:2025-09");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].source.title.as_deref(), Some("Talks in Turku"));
    assert_eq!(found[0].source.publisher, None);
    let now = ledger.record(&hash).unwrap();
    assert_eq!(now.record.document.published.as_deref(), Some("2025-09-30"));
    assert!(now.record.document.text.is_some());
    // It outlives a new reading, and goes with its undo.
    let anew = record(&Told::default());
    ledger.reread(&anew, &maker(), AT).unwrap();
    assert_eq!(find(&ledger, "date:2025-09").len(), 1);
    ledger.undo(done.unwrap().entry, &signed("Mo")).unwrap();
    assert_eq!(find(&ledger, "date:2025-08").len(), 1);
    assert_eq!(ledger.damage().unwrap(), [""; 0]);
}

#[test]
fn what_moves_in_the_text_moves_in_its_list() {
    let (_folder, mut ledger) = ledger();
    let hash = add(&mut ledger, &Told::default());
    let text = record(&Told::default()).document.text.unwrap();
    let mut correct = |row: &str, change: &Change| {
        let seen = ledger.record(&hash).unwrap().review.revision;
        ledger
            .correct(&hash, seen, row, change, &signed("Mo"))
            .unwrap();
        ledger.record(&hash).unwrap().record
    };
    let evidence = json!([span(&text, "in Turku"), span(&text, "Größe")]);
    let now = correct("m1", &edit(json!({"evidence": evidence})));
    let words: Vec<&str> = now.meetings[0]
        .evidence
        .iter()
        .map(|s| s.text.as_str())
        .collect();
    assert_eq!(words, ["Größe", "in Turku"]);
    let starts = vec![now.meetings[0].evidence[0].start];
    let now = correct("m1", &Change::Split { starts });
    let ids: Vec<&str> = now.meetings.iter().map(|m| m.id.as_str()).collect();
    assert_eq!(ids, ["m2", "m1"], "the new one stands on earlier words");
    let now = correct("m2", &Change::Merge { into: "m1".into() });
    assert_eq!(now.meetings[0].evidence.len(), 2);
}
