//! The library as those who use it meet it.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use verbale::{ErrorKind, Pipeline, ReadOptions, Report};

const TEXT: &str = "President Ana Verrin denied on Friday that a treaty was signed.";

#[test]
fn options_stand_in_for_what_a_report_does_not_say() {
    let pipeline = Pipeline::new().with_options(ReadOptions {
        published: Some("2026-03-14".to_owned()),
        publisher: Some("Northern Wire".to_owned()),
        keep_text: false,
        ..ReadOptions::default()
    });
    let document = pipeline.read(TEXT).unwrap().document;
    assert_eq!(document.publisher.as_deref(), Some("Northern Wire"));
    assert_eq!(document.published.as_deref(), Some("2026-03-14"));
    assert_eq!((document.text, document.length), (None, TEXT.len()));

    let report = Report {
        publisher: Some("Harbour Post".to_owned()),
        ..Report::plain("a", TEXT)
    };
    let document = pipeline.read(report).unwrap().document;
    assert_eq!(document.publisher.as_deref(), Some("Harbour Post"));
}

#[test]
fn a_record_is_read_anew_as_it_was() {
    let pipeline = Pipeline::new();
    let mut record = pipeline.read(TEXT).unwrap();
    let kept = record.clone();
    record.statements.clear();
    assert_eq!(pipeline.reread(record).unwrap(), kept);
}

#[test]
fn errors_say_what_to_do() {
    let pipeline = Pipeline::new();
    let error = pipeline.explain(TEXT, TEXT.len()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchPlace);
    assert!(error.to_string().contains("count from 0"));

    let heap = "Nothing was said. ".repeat(Pipeline::LONGEST / 18 + 1);
    let error = pipeline.read(heap.as_str()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLong);
    assert!(error.to_string().contains("split it into its reports"));
}
