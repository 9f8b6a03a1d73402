//! Meetings across reports: found by the machine, joined and parted by people.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod common;

use common::{AT, ledger, maker, signed, span};
use serde_json::{Value, json};
use verbale_ledger::{Change, Ledger, Storage, Subject};
use verbale_schema::Record;

/// A report of talks or of a call between two people.
struct Talks<'a> {
    id: &'a str,
    published: &'a str,
    one: (&'a str, &'a str),
    other: (&'a str, &'a str),
    kind: &'a str,
}

const FINNISH: Talks<'_> = Talks {
    id: "finnish",
    published: "2025-08-16",
    one: ("Ana Verrin", "FIN"),
    other: ("Oskar Tellmann", "SWE"),
    kind: "talks",
};

fn record(talks: &Talks<'_>) -> Record {
    let Talks {
        id,
        published,
        one,
        other,
        kind,
    } = talks;
    let text = format!(
        "{} and {} held {kind} in Turku on the opening of the harbour and the fishing grounds beyond \
         it. Both spoke of ships, tolls and the coming winter on the sea. So says {id}.",
        one.0, other.0
    );
    let person = |id: &str, (name, side): &(&str, &str)| {
        json!({"id": id, "kind": "person", "name": name, "side": side, "roles": [], "members": [],
            "mentions": [{"span": span(&text, name), "form": "name"}]})
    };
    let part = |id: &str, (name, side): &(&str, &str)| json!({"entity": id, "side": side, "capacity": null, "span": span(&text, name)});
    let evidence = format!("held {kind} in Turku");
    serde_json::from_value(json!({
        "schema": "verbale/2",
        "document": {"id": id, "title": format!("{id} report"), "publisher": id, "url": null, "published": published,
            "language": "en", "sha256": format!("{:0>64}", id.bytes().map(|b| format!("{b:02x}")).collect::<String>()),
            "length": text.chars().count(), "text": text},
        "entities": [person("e1", one), person("e2", other)],
        "statements": [],
        "meetings": [{"id": "m1", "kind": kind, "status": "held", "participants": [part("e1", one), part("e2", other)],
            "place": null, "date": null, "duration": null, "format": null, "part_of": null, "reason": null,
            "evidence": [span(&text, &evidence)], "confidence": 0.9}],
        "topics": [], "positions": [], "warnings": []
    }))
    .unwrap()
}

fn add(ledger: &mut Ledger, talks: &Talks<'_>) -> (String, i64) {
    let record = record(talks);
    assert!(ledger.add(&record, &maker(), AT).unwrap());
    let hash = record.document.sha256;
    let own = ledger.meeting_of(&hash, "m1").unwrap().unwrap();
    (hash, own)
}

/// The reports that tell of the same meeting as this one does.
fn told(ledger: &Ledger, meeting: i64) -> Vec<String> {
    let told = ledger.told_in(meeting, 99).unwrap();
    told.into_iter()
        .map(|told| told.title.replace(" report", ""))
        .collect()
}

#[test]
fn reports_of_one_meeting_are_found_in_any_order() {
    let reports = [
        FINNISH,
        Talks {
            id: "swedish",
            ..FINNISH
        },
        Talks {
            id: "later",
            published: "2025-08-17",
            ..FINNISH
        },
        Talks {
            id: "other people",
            other: ("Kai Osterby", "NOR"),
            ..FINNISH
        },
        Talks {
            id: "another week",
            published: "2025-08-25",
            ..FINNISH
        },
    ];
    for turn in 0..reports.len() {
        let (_folder, mut ledger) = ledger();
        for place in 0..reports.len() {
            add(&mut ledger, &reports[(place + turn) % reports.len()]);
        }
        let first = ledger
            .find(&"in:meetings words:turku".parse().unwrap(), None, 9)
            .unwrap();
        let own = first
            .iter()
            .find(|found| found.source.id == "swedish")
            .unwrap();
        assert_eq!(told(&ledger, own.meeting.unwrap()), {
            let mut all = vec!["finnish", "swedish"];
            all.rotate_left(usize::from((1..2).contains(&turn)));
            all.push("later");
            all
        });
        let several = ledger.meetings(true, 0, 9).unwrap();
        assert_eq!((several.len(), several[0].reports), (1, 3), "{several:?}");
        assert_eq!(ledger.meetings(false, 0, 9).unwrap().len(), 3);
        assert_eq!(ledger.damage().unwrap(), [""; 0]);
    }
}

#[test]
fn people_join_and_part_meetings_and_take_it_back() {
    let (_folder, mut ledger) = ledger();
    let (_, finnish) = add(&mut ledger, &FINNISH);
    let (swedish, second) = add(
        &mut ledger,
        &Talks {
            id: "swedish",
            ..FINNISH
        },
    );
    let (_, call) = add(
        &mut ledger,
        &Talks {
            id: "caller",
            kind: "call",
            ..FINNISH
        },
    );
    assert_eq!(told(&ledger, finnish), ["finnish", "swedish"]);
    assert_eq!(told(&ledger, call), ["caller"]);

    // The same people on the same day, but a call: a doubt, and only people can settle it.
    let doubts = ledger.meeting_doubts(9).unwrap();
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert!(
        doubts[0].why.contains("Oskar Tellmann and Ana Verrin"),
        "{}",
        doubts[0].why
    );
    assert!(doubts[0].why.contains("one is a call"), "{}", doubts[0].why);

    let join = Change::Join { into: finnish };
    let joined = ledger
        .settle(Subject::Meeting(call), &join, &signed("Mo"))
        .unwrap();
    assert_eq!(told(&ledger, second).len(), 3);
    assert!(ledger.meeting_doubts(9).unwrap().is_empty());
    assert!(
        ledger
            .settle(
                Subject::Meeting(second),
                &Change::Join { into: call },
                &signed("Mo")
            )
            .is_err()
    );

    let part = Change::Part {
        report: swedish.clone(),
        name: "m1".into(),
        own: 0,
    };
    let parted = ledger
        .settle(Subject::Meeting(finnish), &part, &signed("Mo"))
        .unwrap();
    assert_eq!(told(&ledger, second), ["swedish"]);
    assert_eq!(told(&ledger, call), ["finnish", "caller"]);
    // A correction of the report, which indexes it again, changes nothing about that.
    ledger
        .correct(&swedish, 1, "m1", &Change::Accept, &signed("Mo"))
        .unwrap();
    assert_eq!(told(&ledger, second), ["swedish"]);

    let undo = ledger.undo(parted, &signed("Mo")).unwrap();
    assert_eq!(told(&ledger, second).len(), 3);
    ledger.undo(undo, &signed("Mo")).unwrap();
    assert_eq!(told(&ledger, second), ["swedish"]);
    ledger.undo(joined, &signed("Mo")).unwrap();
    assert_eq!(told(&ledger, call), ["caller"]);

    let distinct = Change::Distinct { from: call };
    ledger
        .settle(Subject::Meeting(finnish), &distinct, &signed("Mo"))
        .unwrap();
    assert!(
        ledger
            .settle(Subject::Meeting(9999), &distinct, &signed("Mo"))
            .is_err()
    );
    assert!(
        ledger
            .settle(Subject::Meeting(finnish), &Change::Accept, &signed("Mo"))
            .is_err()
    );
    // Of the call and the Swedish report's talks no one has said anything yet.
    assert!(
        ledger
            .meeting_doubts(9)
            .unwrap()
            .iter()
            .all(|doubt| doubt.meeting.id != finnish)
    );
    assert_eq!(
        ledger.log(None, None, 9).unwrap()[0].row,
        format!("meeting {finnish}")
    );
    assert_eq!(ledger.damage().unwrap(), [""; 0]);
}

#[test]
fn a_new_reading_keeps_the_numbers_that_people_spoke_of() {
    let (_folder, mut ledger) = ledger();
    let (_, finnish) = add(&mut ledger, &FINNISH);
    let call = Talks {
        id: "caller",
        kind: "call",
        ..FINNISH
    };
    let (hash, own) = add(&mut ledger, &call);
    let join = Change::Join { into: finnish };
    ledger
        .settle(Subject::Meeting(own), &join, &signed("Mo"))
        .unwrap();
    let mut anew = serde_json::to_value(record(&call)).unwrap();
    let meetings = anew["meetings"].as_array_mut().unwrap();
    let mut session = meetings[0].clone();
    session["evidence"] = json!([span(
        anew["document"]["text"].as_str().unwrap(),
        "Both spoke"
    )]);
    let meetings = anew["meetings"].as_array_mut().unwrap();
    meetings[0]["id"] = Value::from("m2");
    session["status"] = Value::from("planned");
    meetings.insert(0, session);
    let anew: Record = serde_json::from_value(anew).unwrap();
    ledger.reread(&anew, &maker(), AT).unwrap();
    assert_eq!(ledger.meeting_of(&hash, "m2").unwrap(), Some(own));
    assert_eq!(told(&ledger, finnish), ["finnish", "caller"]);
    // A row that is gone is in no list any more.
    ledger
        .correct(&hash, 2, "m2", &Change::Reject, &signed("Mo"))
        .unwrap();
    assert_eq!(told(&ledger, finnish), ["finnish"]);
    assert_eq!(ledger.damage().unwrap(), [""; 0]);
}
