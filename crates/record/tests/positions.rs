//! Positions in sentences written for this project, read by the real model.

mod common;

use verbale_schema::Record;

fn read(text: &str) -> Record {
    common::read(text, None)
}

/// `party: stance: evidence` of every position; "report" for the report's own voice.
fn positions(text: &str) -> Vec<String> {
    let record = read(text);
    let line = |p: &verbale_schema::Position| {
        let party = p.party.as_deref().and_then(|id| record.entity(id));
        let party = party.map_or("report", |e| e.name.as_str());
        let words: Vec<&str> = p.evidence.iter().map(|s| s.text.as_str()).collect();
        format!("{party}: {}: {}", p.stance, words.join(" … "))
    };
    record.positions.iter().map(line).collect()
}

#[test]
fn silence_is_of_those_who_say_nothing() {
    assert_eq!(
        positions("Neither Anna Berg nor Karl Olsen mentioned a truce."),
        [
            "Anna Berg: silent: Neither Anna Berg nor Karl Olsen mentioned a truce",
            "Karl Olsen: silent: Neither Anna Berg nor Karl Olsen mentioned a truce",
        ]
    );
    assert_eq!(
        positions("Anna Berg left the hall and made no mention of the treaty."),
        ["Anna Berg: silent: made no mention of the treaty"]
    );
}

#[test]
fn an_outcome_is_the_reports() {
    assert_eq!(
        positions("The talks in Riga ended without an agreement on fishing."),
        ["report: denies: The talks in Riga ended without an agreement on fishing"]
    );
}

#[test]
fn a_condition_waits_on_who_decides() {
    let record = read("Anna Berg said that the treaty would be up to Karl Olsen to accept.");
    let position = &record.positions[0];
    assert_eq!(position.stance.as_str(), "conditional");
    let on: Vec<&str> = position
        .depends_on
        .iter()
        .filter_map(|id| record.entity(id).map(|e| e.name.as_str()))
        .collect();
    assert_eq!(on, ["Karl Olsen"]);
}

#[test]
fn stances_are_told_apart() {
    let stance = |text: &str| read(text).positions[0].stance.as_str();
    assert_eq!(
        stance("President Anna Berg reaffirmed Norway's support for the fishing treaty."),
        "affirms"
    );
    assert_eq!(
        stance("President Anna Berg condemned the illegal attack on the harbour."),
        "criticises"
    );
    assert_eq!(
        stance("President Anna Berg called on Denmark to withdraw its fleet at once."),
        "demands"
    );
}

#[test]
fn talk_about_a_matter_is_no_position() {
    assert_eq!(
        positions("Anna Berg and Karl Olsen discussed the situation in the harbour."),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_agreed_by_nobody_named_is_so_by_those_who_met() {
    let record = read(
        "Anna Berg of Norway met Karl Olsen of Denmark in Riga. \
         It was agreed to continue the dialogue on fishing.",
    );
    let agreed = record.positions.iter().find_map(|p| p.party.as_deref());
    let party = agreed.and_then(|id| record.entity(id)).unwrap();
    assert_eq!(party.members.len(), 2);
}

#[test]
fn a_matter_named_alike_is_one_topic() {
    let record = read(
        "Anna Berg reaffirmed her support for the fishing treaty. \
         Karl Olsen rejected the fishing treaty.",
    );
    let topics: Vec<&str> = record.positions.iter().map(|p| p.topic.as_str()).collect();
    assert_eq!(topics, ["t1", "t1"]);
    assert_eq!(record.topics[0].label, "fishing treaty");
}
