//! Copies and versions in a heap of reports, to be read by hand.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::io::{self, BufRead};
use verbale_compare::related;

#[derive(Deserialize)]
struct Report {
    id: String,
    text: String,
    published: Option<String>,
}

/// Standard input holds a report a line. Standard output gets a line for each pair that is related:
/// how, and the two ids.
pub(crate) fn run() -> Result<()> {
    let mut reports: Vec<Report> = Vec::new();
    for (n, line) in io::stdin().lock().lines().enumerate() {
        let report = serde_json::from_str(&line?).with_context(|| format!("line {}", n + 1))?;
        reports.push(report);
    }
    let texts: Vec<(&str, Option<&str>)> = reports
        .iter()
        .map(|report| (report.text.as_str(), report.published.as_deref()))
        .collect();
    for (a, b, relation) in related(&texts) {
        println!("{relation:?}\t{}\t{}", reports[a].id, reports[b].id);
    }
    Ok(())
}
