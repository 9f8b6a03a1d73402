//! The dossier for pasting: Markdown for a story, CSV for a sheet.

use std::fmt::Write;
use verbale_schema::Dossier;

use crate::content::folded;
use crate::dossier::{
    disagreement, meeting, name, participants, remark, sections, stance, title, words,
};

/// The dossier as Markdown: a table a section, the sides as columns.
#[must_use]
pub fn dossier_markdown(dossier: &Dossier) -> String {
    let mut out = format!("# {}\n", escaped(&title(dossier)));
    if let Some(encounter) = &dossier.meeting {
        let _ = write!(out, "\n{}\n", escaped(&meeting(encounter)));
        let who = participants(encounter);
        if !who.is_empty() {
            let _ = write!(out, "\n{}\n", escaped(&who));
        }
        for differs in &encounter.disagreements {
            let _ = write!(
                out,
                "\n- told differently – {}\n",
                escaped(&disagreement(differs))
            );
        }
    }
    for section in sections(dossier) {
        let _ = write!(out, "\n## {}\n\n| matter |", escaped(&section.title));
        for side in &dossier.sides {
            let _ = write!(out, " {} |", escaped(&name(side)));
        }
        out.push_str(" verdict |\n|---|");
        out.extend(std::iter::repeat_n("---|", dossier.sides.len() + 1));
        out.push('\n');
        for (_, row) in section.rows {
            let _ = write!(out, "| {} |", escaped(&row.topic));
            for cell in &row.cells {
                let said = words(cell)
                    .iter()
                    .map(|words| format!("“{}”", escaped(words)))
                    .collect::<Vec<_>>();
                let gap = if said.is_empty() { "" } else { ": " };
                let _ = write!(out, " {}{gap}{} |", stance(cell), said.join(" "));
            }
            let why = remark(row).map_or_else(String::new, |remark| format!(" ({remark})"));
            let _ = writeln!(out, " {}{why} |", row.verdict);
        }
    }
    out.push_str("\n## Sources\n\n");
    for document in &dossier.documents {
        let title = document.title.as_deref().unwrap_or(&document.id);
        let facts = [document.publisher.as_deref(), document.published.as_deref()];
        let facts: Vec<String> = facts.into_iter().flatten().map(escaped).collect();
        let _ = writeln!(
            out,
            "- {}: {} ({})",
            escaped(&document.id),
            escaped(title),
            facts.join(", ")
        );
    }
    out
}

/// The words with nothing that Markdown takes for markup, on one line.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in folded(words).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The dossier as CSV (RFC 4180): a line for each piece of evidence, and one for each cell without.
#[must_use]
pub fn dossier_csv(dossier: &Dossier) -> String {
    let mut out = String::from(
        "row,topic,verdict,reason,unsure,confidence,side,stance,document,start,end,words\r\n",
    );
    for (n, row) in dossier.rows.iter().enumerate() {
        for cell in &row.cells {
            let mut line = |document: &str, start: String, end: String, words: &str| {
                let fields = [
                    (n + 1).to_string(),
                    row.topic.clone(),
                    row.verdict.to_string(),
                    row.reason
                        .map_or_else(String::new, |reason| reason.to_string()),
                    row.unsure.to_string(),
                    format!("{:.3}", row.confidence),
                    cell.side.clone(),
                    cell.stance.to_string(),
                    document.to_owned(),
                    start,
                    end,
                    words.to_owned(),
                ];
                let quoted: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
                out.push_str(&quoted.join(","));
                out.push_str("\r\n");
            };
            if cell.evidence.is_empty() {
                line("", String::new(), String::new(), "");
            }
            for evidence in &cell.evidence {
                let span = &evidence.span;
                line(
                    &evidence.document,
                    span.start.to_string(),
                    span.end.to_string(),
                    &span.text,
                );
            }
        }
    }
    out
}

/// A field, in quotes where it must be. A sheet would run a field that begins as a formula does; a
/// space before it keeps it text.
fn quoted(field: &str) -> String {
    let safe = if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!(" {field}")
    } else {
        field.to_owned()
    };
    if safe.contains(['"', ',', '\n', '\r']) || safe.starts_with(' ') {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}
