//! However a text is laid out, the same is read in it, and every span shows the words as they stand.

use std::sync::LazyLock;
use verbale::{Pipeline, ReadOptions, Record};

const PLAIN: &str = "Foreign Minister Ines Lindqvist of Sweden met Defence Minister Aldo Verne of Italy in Oslo on Monday. \
    Lindqvist said that the two navies would keep the strait open for the winter. \
    Verne denied that his government had asked for the port.";

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(Pipeline::new);

/// The text wrapped at 50 columns, with a no-break space, invisible marks and a word parted at a line end.
const LAID_OUT: &str = "Foreign Minister Ines Lindqvist of Sweden met\n\
    Defence\u{a0}Minister Aldo \u{200f}Ver\u{ad}ne\u{200e} of Italy in Oslo on\n\
    Monday. Lindqvist said that the two na-\n\
    vies would keep the strait open for the winter.\n\
    Verne denied that his government had asked for\n\
    the port.";

/// Who says what, and who meets whom.
fn rows(record: &Record) -> Vec<String> {
    let name = |id: &str| record.entity(id).map(|entity| entity.name.clone());
    let words = |text: &str| {
        let joined = text.replace("-\n", "").replace('\u{ad}', "");
        let words: Vec<&str> = joined.split_whitespace().collect();
        words.join(" ")
    };
    let statements = record.statements.iter().map(|statement| {
        let content: Vec<String> = statement
            .content
            .iter()
            .map(|span| words(&span.text))
            .collect();
        format!(
            "{:?}: {content:?}",
            statement.speaker.as_deref().and_then(name)
        )
    });
    let meetings = record.meetings.iter().map(|meeting| {
        let who: Vec<_> = meeting
            .participants
            .iter()
            .map(|who| name(&who.entity))
            .collect();
        format!("{} {who:?}", meeting.status.as_str())
    });
    statements.chain(meetings).collect()
}

#[test]
fn the_same_is_read_however_it_is_laid_out() {
    let plain = PIPELINE.read(PLAIN).unwrap();
    let record = PIPELINE.read(LAID_OUT).unwrap();
    assert_eq!(rows(&plain), rows(&record));
    assert_eq!(record.document.text.as_deref(), Some(LAID_OUT));
    assert!(
        record
            .entities
            .iter()
            .any(|entity| entity.name == "Aldo Verne")
    );
}

#[test]
fn spans_and_selectors_show_the_words_as_they_stand() {
    let options = ReadOptions {
        selectors: true,
        ..ReadOptions::default()
    };
    let record = PIPELINE
        .clone()
        .with_options(options)
        .read(LAID_OUT)
        .unwrap();
    let points: Vec<char> = LAID_OUT.chars().collect();
    let text = |start: usize, end: usize| points[start..end].iter().collect::<String>();
    let contents = record
        .statements
        .iter()
        .flat_map(|statement| &statement.content);
    let mentions = record.entities.iter().flat_map(|entity| &entity.mentions);
    let mut seen = 0;
    for span in contents.chain(mentions.map(|mention| &mention.span)) {
        assert_eq!(span.text, text(span.start, span.end));
        let selector = span.selector.as_ref().unwrap();
        assert_eq!(selector.exact, span.text);
        assert!(text(0, span.start).ends_with(&selector.prefix));
        assert!(text(span.end, points.len()).starts_with(&selector.suffix));
        seen += usize::from(span.text.contains(['\n', '\u{ad}', '\u{a0}']));
    }
    assert!(seen >= 3, "{record:?}");
}

#[test]
fn a_place_is_explained_where_it_stands() {
    let byte = LAID_OUT.find("his government").unwrap();
    let rows = PIPELINE
        .explain(LAID_OUT, LAID_OUT[..byte].chars().count())
        .unwrap();
    let statement = rows.iter().find(|row| row.row.starts_with('s')).unwrap();
    let words = &statement.words[0];
    let points: Vec<char> = LAID_OUT.chars().collect();
    assert_eq!(
        words.text,
        points[words.start..words.end].iter().collect::<String>()
    );
    assert!(words.text.contains("his government"));
}
