//! Pairs of points with their signs, to fit the matcher of accounts on.

use anyhow::{Context, Result};
use serde_json::json;
use std::io::{self, BufRead};
use verbale_compare::{Input, pairs};
use verbale_model::Reader;
use verbale_schema::{Evidence, Record};

/// Standard input holds a line for each group: an array of records. Standard output gets a line for
/// each pair of points.
pub(crate) fn run() -> Result<()> {
    let reader = Reader::new();
    for (group, line) in io::stdin().lock().lines().enumerate() {
        let records: Vec<Record> =
            serde_json::from_str(&line?).with_context(|| format!("line {}", group + 1))?;
        let inputs: Vec<Input> = records
            .into_iter()
            .map(|record| Input { record, side: None })
            .collect();
        for pair in pairs(&inputs, &|text| Some(reader.read(text).clauses)) {
            let place = |evidence: &[Evidence]| {
                evidence
                    .iter()
                    .map(|e| json!([e.document, e.span.start, e.span.end]))
                    .collect::<Vec<_>>()
            };
            let signs = pair.signs;
            println!(
                "{}",
                json!({
                    "group": group,
                    "left": place(&pair.left),
                    "right": place(&pair.right),
                    "same_side": signs.same_side,
                    "near": signs.near,
                    "likeness": signs.likeness,
                    "overlap": signs.overlap,
                    "name": signs.name,
                    "matter": signs.matter,
                    "rival": signs.rival,
                })
            );
        }
    }
    Ok(())
}
