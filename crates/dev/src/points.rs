//! Points of accounts with what tells whether they are about one matter, to fit the matcher on.

use anyhow::{Context, Result};
use serde_json::json;
use std::io::{self, BufRead};
use verbale_compare::{Input, Seen, Signs, seen};
use verbale_model::Reader;
use verbale_schema::Record;

/// Standard input holds a line for each group: an array of records. Standard output gets a line for each: its points, and
/// the signs of every pair of them, row by row.
pub(crate) fn run() -> Result<()> {
    let reader = Reader::new();
    for (group, line) in io::stdin().lock().lines().enumerate() {
        let records: Vec<Record> =
            serde_json::from_str(&line?).with_context(|| format!("line {}", group + 1))?;
        let inputs: Vec<Input> = records
            .into_iter()
            .map(|record| Input { record, side: None })
            .collect();
        let (points, signs) = seen(&inputs, &|text| Some(reader.read(text).clauses));
        let points: Vec<_> = points.iter().map(point).collect();
        let signs: Vec<_> = signs.iter().map(signs_of).collect();
        println!("{}", json!({"points": points, "signs": signs}));
    }
    Ok(())
}

fn point(point: &Seen) -> serde_json::Value {
    let words: Vec<_> = point
        .evidence
        .iter()
        .map(|e| json!([e.document, e.span.start, e.span.end]))
        .collect();
    let clause = point.clause.as_ref();
    json!({
        "side": point.side,
        "stance": point.stance.as_str(),
        "words": words,
        "text": point.evidence.iter().map(|e| e.span.text.as_str()).collect::<Vec<_>>().join(" … "),
        "is_position": point.is_position,
        "label": point.label,
        "position": clause.map(|clause| clause.position),
        "stances": clause.map(|clause| &clause.stances),
    })
}

fn signs_of(signs: &Signs) -> serde_json::Value {
    json!({
        "same_side": signs.same_side,
        "near": signs.near,
        "contrast": signs.contrast,
        "likeness": signs.likeness,
        "overlap": signs.overlap,
        "name": signs.name,
        "matter": signs.matter,
    })
}
