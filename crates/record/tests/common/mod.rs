//! What the tests of whole records share.

use std::sync::LazyLock;
use verbale_model::Reader;
use verbale_record::{Options, record};
use verbale_schema::{Document, Record};

static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

/// The record of a text published on that day, as the real model reads it.
pub(crate) fn read(text: &str, published: Option<&str>) -> Record {
    let document = Document {
        id: "test".into(),
        title: None,
        publisher: None,
        url: None,
        published: published.map(Into::into),
        language: Some("en".into()),
        sha256: String::new(),
        length: text.chars().count(),
        text: Some(text.to_owned()),
    };
    record(document, text, &READER.read(text), Options::default())
}
