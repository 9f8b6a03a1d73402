//! Who speaks, as tables: see the files in `cases/`.

use std::sync::LazyLock;
use verbale_model::Reader;
use verbale_record::{Options, record};
use verbale_schema::{Document, Record};

static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

#[test]
fn who_speaks() {
    let table = include_str!("cases/voices.txt");
    let blocks = table.split("\n\n").map(|block| {
        let lines = block.lines().filter(|line| !line.starts_with('#'));
        lines.collect::<Vec<_>>()
    });
    let mut differences = Vec::new();
    for case in blocks.filter(|case| !case.is_empty()) {
        let mut lines = case.into_iter().peekable();
        let mut field = |name: &str| {
            let line = lines.next_if(|line| line.starts_with(name))?;
            line.strip_prefix(name)
        };
        let (title, publisher) = (field("title: "), field("publisher: "));
        let text = lines.next().unwrap_or_default().replace('⏎', "\n");
        let expected: Vec<&str> = lines.collect();
        let found = shown(&read(&text, title, publisher), &expected);
        if found != expected {
            differences.push(format!(
                "{text}\nexpected\n{}\nfound\n{}\n",
                expected.join("\n"),
                found.join("\n")
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The statements as the table has them; of each content as many letters as are expected of it.
fn shown(record: &Record, expected: &[&str]) -> Vec<String> {
    let rows = record.statements.iter().enumerate().map(|(n, statement)| {
        let name = record
            .entities
            .iter()
            .find(|e| Some(&e.id) == statement.speaker.as_ref())
            .map_or("-", |e| e.name.as_str());
        let source = statement.source.first().map_or("", |s| s.text.as_str());
        let wanted = expected
            .get(n)
            .and_then(|row| row.rsplit(" | ").next())
            .map_or(usize::MAX, |words| words.chars().count());
        let content = &statement.content[0].text;
        let content: String = content.chars().take(wanted).collect();
        format!("{name} | {source} | {content}")
    });
    rows.collect()
}

fn read(text: &str, title: Option<&str>, publisher: Option<&str>) -> Record {
    let document = Document {
        id: "test".into(),
        title: title.map(Into::into),
        publisher: publisher.map(Into::into),
        url: None,
        published: None,
        language: Some("en".into()),
        sha256: String::new(),
        length: text.chars().count(),
        text: Some(text.to_owned()),
    };
    record(document, text, &READER.read(text), Options::default())
}
