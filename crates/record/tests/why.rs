//! Every speaker, side and title says why it is who or what it is.

use std::sync::LazyLock;
use verbale_model::Reader;
use verbale_record::{Explanation, Reason, explain};
use verbale_schema::Document;

static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

const TEXT: &str = "Norwegian President Anna Brandt met Danish Prime Minister Karl Olsen in Riga on Friday. During the \
                    meeting, Brandt thanked Olsen. She told reporters that the treaty was ready.";

/// What is told of the rows that stand on these words.
fn rows_at(words: &str) -> Vec<Explanation> {
    let document = Document {
        id: "test".into(),
        title: None,
        publisher: None,
        url: None,
        published: Some("2026-09-16".into()),
        language: None,
        sha256: String::new(),
        length: TEXT.len(),
        text: Some(TEXT.into()),
    };
    let at = TEXT.find(words).expect("the text has the words");
    explain(document, TEXT, &READER.read(TEXT), at).1
}

/// The parts that steps, heads and rules decided, with what they were decided to be.
fn decided(row: &Explanation) -> Vec<String> {
    let parts = row.reasons.iter().filter_map(|reason| match reason {
        Reason::Step { part, value, .. } | Reason::Head { part, value, .. } => {
            Some(format!("{part} {value}"))
        }
        Reason::Rule { gives, .. } => gives.clone(),
        _ => None,
    });
    parts.collect()
}

#[test]
fn a_statement_tells_who_speaks_and_by_what() {
    let rows = rows_at("the treaty was ready");
    let statement = rows
        .iter()
        .find(|row| row.row.starts_with('s'))
        .expect("a statement");
    assert_eq!(decided(statement), ["speaker Anna Brandt"]);
}

#[test]
fn a_person_tells_the_names_the_title_and_the_side() {
    let rows = rows_at("Anna Brandt");
    let person = rows
        .iter()
        .find(|row| row.row.starts_with('e'))
        .expect("a person");
    let decided = decided(person);
    for part in ["name Brandt", "title Norwegian President", "side NOR"] {
        assert!(decided.iter().any(|d| d == part), "{part}: {decided:?}");
    }
}

#[test]
fn a_meeting_tells_who_when_where_and_what_was_taken_for_it() {
    let rows = rows_at("met Danish");
    let meeting = rows
        .iter()
        .find(|row| row.row.starts_with('m'))
        .expect("a meeting");
    let decided = decided(meeting);
    for part in [
        "participant Anna Brandt",
        "participant Karl Olsen",
        "place Riga",
        "date 2026-09-11",
        "same meeting m1",
    ] {
        assert!(decided.iter().any(|d| d == part), "{part}: {decided:?}");
    }
}
