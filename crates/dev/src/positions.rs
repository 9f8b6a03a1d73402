//! Candidates for positions, for training: the program that will decide is the one that says what
//! it sees.

use anyhow::Result;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write, stdout};
use verbale_ingest::{Input, reports};
use verbale_model::Reader;
use verbale_record::candidates;
use verbale_schema::{Document, Record, Span};

/// A report's record, without positions, and the candidates for them.
#[derive(Serialize)]
struct Line {
    record: Record,
    candidates: Vec<Candidate>,
}

#[derive(Serialize)]
struct Candidate {
    party: Option<String>,
    evidence: Vec<Span>,
    features: Vec<String>,
    /// What the model tells: the log-odds that it is a position, and the log-probability of each stance.
    position: f32,
    stances: BTreeMap<&'static str, f32>,
    /// The vector of what it is about.
    matter: Vec<f32>,
    /// The phrase that names that.
    label: Span,
    /// The stems of that phrase and of all telling words, and the number of the sentence.
    name: Vec<String>,
    words: Vec<String>,
    sentence: usize,
}

/// Writes a line for every report on standard input.
pub(crate) fn run() -> Result<()> {
    let reader = Reader::new();
    let mut out = BufWriter::new(stdout().lock());
    for report in reports(&Input::Stdin) {
        let report = report?;
        let text = report.text.clone();
        let document = Document {
            sha256: report.sha256(),
            length: text.chars().count(),
            id: report.id,
            title: report.title,
            publisher: report.publisher,
            url: report.url,
            published: report.published,
            language: report.language,
            text: Some(report.text),
        };
        let (record, found) = candidates(document, &text, &reader.read(&text));
        let candidates = found
            .into_iter()
            .filter_map(|c| {
                let clause = c.clause?;
                Some(Candidate {
                    party: c.party,
                    evidence: c.evidence,
                    features: c.features,
                    position: clause.position,
                    stances: Reader::stances()
                        .iter()
                        .copied()
                        .zip(clause.stances)
                        .collect(),
                    matter: clause.matter.to_vec(),
                    label: c.label,
                    name: c.name,
                    words: c.words,
                    sentence: c.sentence,
                })
            })
            .collect();
        serde_json::to_writer(&mut out, &Line { record, candidates })?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
