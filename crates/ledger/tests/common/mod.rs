//! Records made by hand for the tests.
#![allow(dead_code, unreachable_pub, reason = "each test takes what it needs")]

use serde_json::{Value, json};
use verbale_ledger::{Ledger, Maker, Signature};
use verbale_schema::Record;

pub const AT: &str = "2025-09-01T08:00:00Z";

pub fn maker() -> Maker {
    Maker {
        model: "test-1".into(),
        rules: "a".into(),
    }
}

pub fn signed(by: &str) -> Signature {
    Signature {
        by: by.into(),
        at: AT.into(),
        why: Some("heard it".into()),
    }
}

/// The span of some words of a text.
pub fn span(text: &str, words: &str) -> Value {
    let byte = text
        .find(words)
        .unwrap_or_else(|| panic!("{words:?} is not in the text"));
    let start = text[..byte].chars().count();
    json!({"start": start, "end": start + words.chars().count(), "text": words})
}

/// A report in which a person of a side says something, at a meeting, holding a position on a matter.
pub struct Told<'a> {
    pub id: &'a str,
    pub published: &'a str,
    pub who: &'a str,
    pub side: Option<&'a str>,
    pub cue: &'a str,
    pub act: &'a str,
    pub what: &'a str,
    pub matter: &'a str,
}

impl Default for Told<'_> {
    fn default() -> Self {
        Self {
            id: "a",
            published: "2025-08-16",
            who: "Ana Verrin",
            side: Some("FIN"),
            cue: "denied",
            act: "deny",
            what: "the harbour treaty was ever signed",
            matter: "harbour treaty",
        }
    }
}

pub fn record(told: &Told<'_>) -> Record {
    let Told {
        id,
        published,
        who,
        side,
        cue,
        act,
        what,
        matter,
    } = *told;
    let text = format!("Größe zuerst.\n\nAt the talks in Turku, {who} {cue} {what}. Report {id}.");
    let hash = verbale_hash(&text);
    serde_json::from_value(json!({
        "schema": "verbale/2",
        "document": {"id": id, "title": format!("Talks, {id}"), "publisher": "The Turku Post", "url": null,
            "published": published, "language": "en", "sha256": hash, "length": text.chars().count(), "text": text},
        "entities": [
            {"id": "e1", "kind": "place", "name": "Turku", "side": null, "roles": [],
             "mentions": [{"span": span(&text, "Turku"), "form": "name"}], "members": []},
            {"id": "e2", "kind": "person", "name": who, "side": side, "roles": [],
             "mentions": [{"span": span(&text, who), "form": "name"}], "members": []}],
        "statements": [{"id": "s1", "speaker": "e2", "source": [span(&text, who)], "cue": [span(&text, cue)],
            "content": [span(&text, what)], "quoted": [], "mode": "indirect", "act": act, "negated": false,
            "certainty": "certain", "addressee": null, "occasion": "m1", "confidence": 0.6}],
        "meetings": [{"id": "m1", "kind": "talks", "status": "held",
            "participants": [{"entity": "e2", "side": side, "capacity": null, "span": span(&text, who)}],
            "place": {"entity": "e1", "span": span(&text, "Turku")}, "date": null, "duration": null, "format": null,
            "part_of": null, "reason": null, "evidence": [span(&text, "the talks in Turku")], "confidence": 0.9}],
        "topics": [{"id": "t1", "label": matter}],
        "positions": [{"id": "p1", "party": "e2", "topic": "t1", "stance": "denies", "statement": "s1",
            "depends_on": [], "evidence": [span(&text, what)], "confidence": 0.4}],
        "warnings": []
    }))
    .unwrap()
}

/// Any hash will do that tells texts apart.
fn verbale_hash(text: &str) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish()).repeat(4)
}

pub fn ledger() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("verbale.db")).unwrap();
    (folder, ledger)
}

pub fn add(ledger: &mut Ledger, told: &Told<'_>) -> String {
    let record = record(told);
    assert!(ledger.add(&record, &maker(), AT).unwrap());
    record.document.sha256
}
