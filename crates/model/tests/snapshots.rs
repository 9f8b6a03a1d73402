//! What the model says of single sentences, printed on aligned lines: a diff shows the sentence that
//! changed. `UPDATE_SNAPSHOTS=1 cargo test -p verbale-model --test snapshots` writes them anew.

use std::fmt::Write;
use std::{env, fs};
use verbale_model::{Analysis, NameKind, Reader};

const SENTENCES: &str = include_str!("snapshots/sentences.txt");
const EXPECTED: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/snapshots/sentences.expected"
);

/// The anchor from which a statement is shown.
const SURE: f32 = 0.35;

#[test]
fn sentences_are_read_as_before() {
    let reader = Reader::new();
    let shown: String = SENTENCES
        .lines()
        .map(|line| show(line, &reader.read(line)))
        .collect();
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(EXPECTED, &shown).unwrap();
    }
    let expected = fs::read_to_string(EXPECTED).unwrap();
    let differences: Vec<String> = expected
        .split("\n\n")
        .zip(shown.split("\n\n"))
        .filter(|(expected, shown)| expected != shown)
        .map(|(expected, shown)| format!("expected\n{expected}\nfound\n{shown}\n"))
        .collect();
    assert!(
        differences.is_empty() && expected.len() == shown.len(),
        "{}",
        differences.join("\n")
    );
}

/// A column a token; rows for words, parts of speech, relations and their heads, names, and one for
/// each statement.
fn show(text: &str, analysis: &Analysis) -> String {
    let count = analysis.tokens.len();
    let words: Vec<&str> = analysis.tokens.iter().map(|t| t.span.of(text)).collect();
    let mut rows: Vec<Vec<String>> = vec![
        words.iter().map(|w| (*w).to_owned()).collect(),
        analysis
            .words
            .iter()
            .map(|w| w.upos.name().to_owned())
            .collect(),
        analysis
            .words
            .iter()
            .map(|w| w.relation.to_owned())
            .collect(),
        analysis
            .words
            .iter()
            .map(|w| w.head.map_or("-", |head| words[head]).to_owned())
            .collect(),
    ];
    let mut names = vec![String::new(); count];
    for name in &analysis.names {
        let kind = match name.kind {
            NameKind::Person => "person",
            NameKind::Organization => "organization",
            NameKind::Location => "location",
        };
        names[name.tokens.clone()].fill(kind.to_owned());
    }
    rows.push(names);
    for statement in analysis
        .attributions
        .iter()
        .filter(|a| a.certainty.anchor >= SURE)
    {
        let mut row = vec![String::new(); count];
        for (part, spans) in [
            ("content", &statement.content),
            ("source", &statement.source),
            ("cue", &statement.cue),
        ] {
            for span in spans {
                row[span.clone()].fill(part.to_owned());
            }
        }
        rows.push(row);
    }
    let mut out = String::new();
    for row in &rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = rows
                .iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
                + 1;
            let _ = write!(line, "{cell:width$}");
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out.push('\n');
    out
}
