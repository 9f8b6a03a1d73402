//! The bytes of a record: stable, complete, and refused when they are another contract's.

use verbale_schema::{Act, MeetingStatus, Record};

const FULL: &str = include_str!("data/full.json");

fn full() -> Record {
    serde_json::from_str(FULL).expect("the example is a record")
}

#[test]
fn a_record_comes_back_byte_for_byte() {
    assert_eq!(
        serde_json::to_string_pretty(&full()).unwrap(),
        FULL.trim_end()
    );
}

#[test]
fn spans_of_the_example_show_their_words() {
    let record = full();
    let text: Vec<char> = record.document.text.unwrap().chars().collect();
    assert_eq!(text.len(), record.document.length);
    for statement in &record.statements {
        for span in statement
            .source
            .iter()
            .chain(&statement.cue)
            .chain(&statement.content)
        {
            assert_eq!(
                text[span.start..span.end].iter().collect::<String>(),
                span.text
            );
        }
    }
}

#[test]
fn a_record_without_its_text_has_no_text_field() {
    let mut record = full();
    record.document.text = None;
    let json = serde_json::to_value(&record).unwrap();
    assert!(!json["document"].as_object().unwrap().contains_key("text"));
    assert!(json["document"].as_object().unwrap().contains_key("title"));
    assert_eq!(serde_json::from_value::<Record>(json).unwrap(), record);
}

#[test]
fn confidence_is_written_with_three_decimals_at_most() {
    let mut record = full();
    for (value, written) in [
        (0.93, "0.93"),
        (0.123_456, "0.123"),
        (1.0 / 3.0, "0.333"),
        (0.9999, "1.0"),
    ] {
        record.statements[0].confidence = value;
        let json = serde_json::to_value(&record).unwrap();
        assert_eq!(json["statements"][0]["confidence"].to_string(), written);
    }
}

#[test]
fn a_list_that_an_older_record_lacks_is_empty() {
    let mut json = serde_json::to_value(full()).unwrap();
    let fields = json["statements"][0].as_object_mut().unwrap();
    fields.remove("quoted");
    json.as_object_mut().unwrap().remove("topics");
    let record: Record = serde_json::from_value(json).unwrap();
    assert!(record.statements[0].quoted.is_empty() && record.topics.is_empty());
}

#[test]
fn another_version_is_refused_and_named() {
    let error =
        serde_json::from_str::<Record>(&FULL.replace("verbale/2", "verbale/1")).unwrap_err();
    assert!(error.to_string().contains("verbale/1"), "{error}");
}

#[test]
fn unknown_fields_are_passed_over() {
    let newer = FULL.replacen("\"schema\"", "\"mood\": \"tense\", \"schema\"", 1);
    assert_eq!(serde_json::from_str::<Record>(&newer).unwrap(), full());
}

#[test]
fn words_of_a_list_are_the_same_everywhere() {
    for &act in Act::ALL {
        assert_eq!(act.as_str().parse(), Ok(act));
        assert_eq!(serde_json::to_value(act).unwrap(), act.as_str());
    }
    let error = "delayed".parse::<MeetingStatus>().unwrap_err();
    assert!(error.to_string().contains("postponed"), "{error}");
}
